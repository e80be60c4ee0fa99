"""A small archive of two articles that carry one report, and the desk over it."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

sys.path.insert(0, str(Path(__file__).parent))

from made_up import ELSEWHERE, SECRET, SHELLING, talks

from allegedly.archive import Archive
from allegedly.archive.linking import link
from allegedly.desk import make_app
from allegedly.reading import Failure
from allegedly.records import Article, Event, Span


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "news.db") as opened:
        opened.put(SHELLING)
        opened.put(ELSEWHERE)
        opened.put(replace(SHELLING, url="https://sahel.example/again", outlets=("Sahel Evening",)))
        opened.put(talks())
        link(opened)
        yield opened


class QuickCoder:
    """Codes every article with its first word as an event, and refuses one that asks for it."""

    def code(self, article: Article) -> Article | Failure:
        if "unspeakable" in article.text:
            return Failure(article.title or article.id, "R13", "the process that coded it died")
        words = Span(0, len(article.text.split()[0]))
        event = Event(id="e1", trigger=words, type="ACCUSE", mode=None, quad=3)
        return replace(article, events=(event,), coder="quick")

    def close(self) -> None:
        """Nothing was started."""


@pytest.fixture
def desk(archive: Archive) -> Iterator[TestClient]:
    """Somebody who only reads."""
    with TestClient(make_app(archive, secret=SECRET, coder=QuickCoder()), base_url="http://127.0.0.1:8400") as client:
        yield client


@pytest.fixture
def writer(archive: Archive) -> Iterator[TestClient]:
    """A program that has the desk's secret."""
    app = make_app(archive, secret=SECRET, coder=QuickCoder())
    headers = {"Authorization": f"Bearer {SECRET}"}
    with TestClient(app, base_url="http://127.0.0.1:8400", headers=headers) as client:
        yield client

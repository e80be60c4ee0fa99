"""A small archive of two articles that carry one report, and the desk over it."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

sys.path.insert(0, str(Path(__file__).parent))

from made_up import ELSEWHERE, SECRET, SHELLING, QuickCoder, talks

from allegedly.archive import Archive
from allegedly.archive.linking import link
from allegedly.desk import make_app


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "news.db") as opened:
        opened.put(SHELLING)
        opened.put(ELSEWHERE)
        opened.put(replace(SHELLING, url="https://sahel.example/again", outlets=("Sahel Evening",)))
        opened.put(talks())
        link(opened)
        yield opened


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

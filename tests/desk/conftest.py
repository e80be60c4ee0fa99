"""A small archive of two articles that carry one report, and the desk over it."""

import shutil
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


def client_of(archive: Archive, **headers: str) -> TestClient:
    app = make_app(archive, secret=SECRET, coder=QuickCoder())
    return TestClient(app, base_url="http://127.0.0.1:8400", headers=headers)


@pytest.fixture(scope="session")
def _kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("desk") / "news.db"
    with Archive.open(path) as archive:
        archive.put(SHELLING)
        archive.put(ELSEWHERE)
        archive.put(replace(SHELLING, url="https://sahel.example/again", outlets=("Sahel Evening",)))
        archive.put(talks())
        link(archive)
    return path


@pytest.fixture
def archive(_kept: Path, tmp_path: Path) -> Iterator[Archive]:
    """An archive that a test may change."""
    with Archive.open(shutil.copy(_kept, tmp_path / "news.db")) as opened:
        yield opened


@pytest.fixture
def writer(archive: Archive) -> Iterator[TestClient]:
    """A program that has the desk's secret."""
    with client_of(archive, Authorization=f"Bearer {SECRET}") as client:
        yield client


@pytest.fixture(scope="session")
def shelf(_kept: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """An archive that all tests share which change nothing."""
    with Archive.open(shutil.copy(_kept, tmp_path_factory.mktemp("shelf") / "news.db")) as opened:
        yield opened


@pytest.fixture(scope="session")
def _reader(shelf: Archive) -> Iterator[TestClient]:
    with client_of(shelf) as client:
        yield client


@pytest.fixture
def desk(_reader: TestClient) -> TestClient:
    """Somebody who only reads, on the shelf, and nobody has seen before."""
    _reader.cookies.clear()
    return _reader


@pytest.fixture(scope="session")
def refused(shelf: Archive) -> Iterator[TestClient]:
    """A program that has the secret and asks for what is refused, so that the shelf stays as it is."""
    with client_of(shelf, Authorization=f"Bearer {SECRET}") as client:
        yield client

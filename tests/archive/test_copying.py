"""An archive is copied into another database, and back, with nothing lost."""

import contextlib
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from any_records import articles
from hypothesis import given, settings
from hypothesis import strategies as st
from raids import DENIAL, ELSEWHERE, NEWS, RAID, SECOND
from reported import event_of
from sqlalchemy import select, text
from test_store import coded

from allegedly.archive import Archive, Source, decide, disputes, events, link, reports, reviews, schema
from allegedly.archive.copying import copy
from allegedly.archive.examining import examine_server
from allegedly.archive.upkeep import examine
from allegedly.errors import AllegedlyError


def fill(archive: Archive) -> None:
    """Put something into every table."""
    for article in (*NEWS, replace(RAID, text=RAID.text + " Traders fled.", title="Convoy raided"), coded()):
        archive.put(article)
    archive.put(coded(outlets=("Khaama Herald",), url="https://khaama.example/1"))
    archive.remove(NEWS[4].id)  # leaves a gap in the numbers
    archive.put(NEWS[4])
    link(archive)
    decide(archive, event_of(RAID), event_of(ELSEWHERE), same=False)
    first = next(iter(reviews.named(DENIAL.events)))
    change = reviews.decide(archive, DENIAL.id, first, "reject", author="Ana", comment="not an event")
    reviews.undo(archive, DENIAL.id, first, author="Bo", seen=change.n)
    archive.fail(AllegedlyError("R05", "scan.pdf", "12 pages"))
    archive.acknowledge(Source("/news/a.txt", 12, 1_700_000_000_000_000_000, "ab" * 32))
    archive.put(replace(SECOND, text="Waits to be compared.", statements=(), events=()))


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("copying") / "full.db"
    with Archive.open(path) as archive:
        fill(archive)
    return path


@pytest.fixture
def filled(full: Path) -> Callable[[str | Path], Archive]:
    """Return what opens an archive with something in every table, in a new place."""

    def filled(place: str | Path) -> Archive:
        if isinstance(place, Path):
            return Archive.open(shutil.copy(full, place))
        archive = Archive.open(place)
        fill(archive)
        return archive

    return filled


def content(archive: Archive) -> dict[str, list[tuple[object, ...]]]:
    with archive.engine.connect() as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(select(table))), key=repr)
            for table in schema.metadata.sorted_tables
        }


def found(archive: Archive) -> object:
    """What people get out of an archive."""
    return (
        [archive.record(row.key) for row in archive.articles()],
        events(archive, text='"near gao"'),
        archive.articles(text="traders convoy"),
        disputes(archive),
        reports(archive),
        reviews.history(archive),
    )


def is_sound(place: str | Path) -> bool:
    findings = list(examine_server(place) if isinstance(place, str) else examine(place))
    assert len(findings) == 6
    return all(finding.sound for finding in findings)


@pytest.fixture
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], str | Path]:
    """Return where an archive of a kind can be made."""

    numbers = count()

    def place(kind: str) -> str | Path:
        if kind == "postgresql":
            return request.getfixturevalue("postgresql").fresh()
        return tmp_path / f"{next(numbers)}.db"

    return place


SERVER = pytest.param("postgresql", marks=pytest.mark.postgresql)


@pytest.mark.parametrize("target", ["sqlite", SERVER])
@pytest.mark.parametrize("source", ["sqlite", SERVER])
def test_all_of_an_archive_is_in_its_copy(place, filled, source: str, target: str):
    there, here = place(source), place(target)
    with filled(there) as old, Archive.open(here) as new:
        counts = copy(old, new)
        assert all(counts.values()), counts
        assert content(new) == content(old)
        assert {name: len(rows) for name, rows in content(new).items()} == counts
        assert found(new) == found(old)
    assert is_sound(here)


@pytest.mark.parametrize("target", ["sqlite", SERVER])
def test_a_copy_goes_on_as_the_archive_would(place, filled, target: str):
    with filled(place("sqlite")) as old, Archive.open(place(target)) as new:
        copy(old, new)
        for archive in (old, new):
            assert archive.put(coded()) == "duplicate"
            link(archive)
            first = next(iter(reviews.named(RAID.events)))
            reviews.decide(archive, RAID.id, first, "accept", author="Ana")
            archive.remove(SECOND.id)
            link(archive)
        assert [(c.n, c.unit, c.action) for c in reviews.history(new)] == [
            (c.n, c.unit, c.action) for c in reviews.history(old)
        ]
        assert found(new)[:5] == found(old)[:5]


@pytest.mark.postgresql
def test_there_and_back_is_what_it_was(place, filled):
    with (
        filled(place("sqlite")) as old,
        Archive.open(place("postgresql")) as server,
        Archive.open(place("sqlite")) as back,
    ):
        copy(old, server)
        copy(server, back)
        assert content(back) == content(old)


@pytest.mark.postgresql
@settings(max_examples=settings.default.max_examples // 4)
@given(st.lists(articles(), max_size=4, unique_by=lambda a: a.text))
def test_any_record_is_copied_byte_for_byte(postgresql, records):
    with Archive.open(":memory:") as old, contextlib.ExitStack() as stack:
        stack.enter_context(postgresql.in_place_of_files())
        new = stack.enter_context(Archive.open("taken"))
        for record in records:
            old.put(record)
        copy(old, new)
        assert content(new) == content(old)


@pytest.mark.parametrize("target", ["sqlite", SERVER])
def test_what_is_there_is_replaced_only_when_asked(place, filled, target: str):
    with filled(place("sqlite")) as old, Archive.open(place(target)) as new:
        new.put(replace(RAID, text="Quite another story."))
        with pytest.raises(AllegedlyError, match="U03"):
            copy(old, new)
        assert new.counts()["articles"] == 1
        copy(old, new, replace=True)
        assert content(new) == content(old)
        assert new.articles(text="quite another") == []


def test_an_archive_is_not_copied_onto_itself(place, filled):
    path = place("sqlite")
    with filled(path) as old, Archive.open(path) as same, pytest.raises(AllegedlyError, match=r"itself.*U01"):
        copy(old, same, replace=True)


@pytest.fixture
def spoiled(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have something change a row on its way."""
    from allegedly.archive import copying

    insert = copying._copy

    def spoil(there, here, table):
        insert(there, here, table)
        if table.name == "events":
            here.execute(text("UPDATE events SET quote = 'spoiled' WHERE n = (SELECT max(n) FROM events)"))

    monkeypatch.setattr(copying, "_copy", spoil)


@pytest.mark.usefixtures("spoiled")
@pytest.mark.parametrize("target", ["sqlite", SERVER])
def test_what_did_not_arrive_as_it_was_is_not_kept(place, filled, target: str):
    with filled(place("sqlite")) as old, Archive.open(place(target)) as new:
        with pytest.raises(AllegedlyError, match=r"of events did not arrive.*S02"):
            copy(old, new)
        assert set(new.counts().values()) == {0}

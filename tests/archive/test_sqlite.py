"""An archive that is one SQLite file: what is no archive is left alone, writers wait, nothing leaks."""

import pytest
from test_store import coded

from allegedly.archive import Archive
from allegedly.errors import AllegedlyError


def test_a_missing_archive_is_not_made_by_looking(tmp_path):
    with pytest.raises(AllegedlyError, match=r"no such archive.*R02"):
        Archive.open(tmp_path / "none.db", create=False)
    assert not (tmp_path / "none.db").exists()


def test_another_database_is_left_alone(tmp_path):
    import sqlite3

    connection = sqlite3.connect(tmp_path / "other.db")
    connection.execute("CREATE TABLE recipes (name)")
    connection.close()
    with pytest.raises(AllegedlyError, match=r"recipes.*S02"):
        Archive.open(tmp_path / "other.db")


def test_a_file_that_is_no_database_says_so(tmp_path):
    path = tmp_path / "notes.db"
    path.write_bytes(b"these are my notes, not an archive " * 100)
    with pytest.raises(AllegedlyError, match="S02"):
        Archive.open(path)


def test_a_newer_archive_is_refused(tmp_path):
    import sqlite3

    path = tmp_path / "news.db"
    Archive.open(path).close()
    connection = sqlite3.connect(path)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    with pytest.raises(AllegedlyError, match="S03"):
        Archive.open(path)


def test_a_second_writer_waits_and_then_says_why(tmp_path):
    import sqlite3

    path = tmp_path / "news.db"
    with Archive.open(path, busy_seconds=0.2) as archive:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(AllegedlyError, match=r"locked.*S01"):
            archive.put(coded())
        other.execute("ROLLBACK")
        assert archive.put(coded()) == "coded"
        other.close()


def test_opening_and_closing_leaks_no_file(tmp_path):
    from pathlib import Path

    path = tmp_path / "news.db"
    Archive.open(path).close()
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(20):
        Archive.open(path).close()
    assert len(list(Path("/proc/self/fd").iterdir())) <= before

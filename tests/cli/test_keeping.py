"""``allegedly backup``, ``restore``, ``doctor`` and ``gazetteer``."""

import csv
import io
import sqlite3
import stat
from pathlib import Path

import pytest
from newsroom import EGYPT, NORWAY

from allegedly import health
from allegedly.archive import Archive
from allegedly.places import unpack
from allegedly.records import content_id


def damage(path: Path, statement: str, *values: object) -> None:
    with sqlite3.connect(path) as base:
        base.execute("PRAGMA foreign_keys = OFF")
        base.execute(statement, values)
    base.close()


def texts(path: Path) -> set[str]:
    with Archive.open(path, create=False) as opened:
        return {article.text for article in opened.records()}


# ---- backup and restore ----


def test_a_backup_is_an_archive(run, archive, tmp_path: Path):
    said = run("backup", "news.db", "kept.db").stderr
    assert said.startswith("news.db → kept.db (")
    assert texts(tmp_path / "kept.db") == texts(archive)
    assert {p.name for p in tmp_path.iterdir()} == {"news.db", "kept.db"}
    assert stat.S_IMODE((tmp_path / "kept.db").stat().st_mode) == stat.S_IMODE(archive.stat().st_mode)


def test_a_backup_is_made_while_another_writes(run, archive, tmp_path: Path):
    writer = sqlite3.connect(archive, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("DELETE FROM failures")
    run("backup", "news.db", "kept.db")
    writer.execute("COMMIT")
    writer.close()
    with Archive.open(tmp_path / "kept.db") as kept:
        assert len(kept.failures()) == 1  # as it was when the other had not yet ended


def test_a_backup_is_not_overwritten_unasked(run, archive, write):
    path = write("kept.db", "something else")
    assert "the file is there already" in run("backup", "news.db", "kept.db", code=2).stderr
    assert path.read_text() == "something else"
    run("backup", "news.db", "kept.db", "--force")
    assert texts(path) == texts(archive)


def test_an_archive_is_not_its_own_backup(run, archive):
    assert "the archive itself" in run("backup", "news.db", "./news.db", "--force", code=2).stderr
    assert len(texts(archive)) == 3


@pytest.mark.parametrize(("target", "code"), [("no/such/kept.db", 3), (".", 2)])
def test_a_backup_that_cannot_be_written_is_said(run, archive, target: str, code: int):
    run("backup", "news.db", target, code=code)


def test_what_is_no_archive_is_not_backed_up(run, write):
    with sqlite3.connect("recipes.db") as base:
        base.execute("CREATE TABLE recipes (name)")
    base.close()
    assert "no archive" in run("backup", "recipes.db", "kept.db", code=4).stderr
    assert "no such archive" in run("backup", "missing.db", "kept.db", code=3).stderr
    assert not Path("kept.db").exists()


def test_a_backup_is_put_back(run, archive):
    run("backup", "news.db", "kept.db")
    archive.unlink()
    run("restore", "kept.db", "news.db")
    assert len(texts(archive)) == 3
    assert "ACCUSE" in run("query", "news.db", "--actor", "NOR").stdout


def test_an_archive_is_replaced_only_when_asked_and_kept_beside(run, archive, tmp_path: Path):
    run("backup", "news.db", "kept.db")
    with Archive.open(archive) as opened:
        opened.remove(content_id(NORWAY))
    assert "the file is there already" in run("restore", "kept.db", "news.db", code=2).stderr
    assert len(texts(archive)) == 2
    assert "news.db.replaced" in run("restore", "kept.db", "news.db", "--force").stderr
    assert len(texts(archive)) == 3
    assert len(texts(tmp_path / "news.db.replaced")) == 2
    assert "news.db.replaced-2" in run("restore", "kept.db", "news.db", "--force").stderr


def test_a_damaged_archive_is_replaced(run, archive, tmp_path: Path):
    run("backup", "news.db", "kept.db")
    archive.write_bytes(b"\0" * 5000)
    (tmp_path / "news.db-wal").write_bytes(b"left over by a crash")
    run("restore", "kept.db", "news.db", "--force")
    assert len(texts(archive)) == 3
    assert (tmp_path / "news.db.replaced").read_bytes() == b"\0" * 5000


def test_a_damaged_backup_is_not_put_back(run, archive, tmp_path: Path):
    run("backup", "news.db", "kept.db")
    content = bytearray((tmp_path / "kept.db").read_bytes())
    content[len(content) // 2 : len(content) // 2 + 4096] = b"\xff" * 4096
    (tmp_path / "kept.db").write_bytes(content)
    assert "[S02]" in run("restore", "kept.db", "news.db", "--force", code=4).stderr
    assert len(texts(archive)) == 3
    assert {p.name for p in tmp_path.iterdir()} == {"news.db", "kept.db"}


def test_a_backup_of_a_newer_version_is_not_put_back(run, archive, tmp_path: Path):
    run("backup", "news.db", "kept.db")
    damage(tmp_path / "kept.db", "UPDATE alembic_version SET version_num = '9999'")
    assert "[S03]" in run("restore", "kept.db", "fresh.db", code=4).stderr
    assert not (tmp_path / "fresh.db").exists()


def test_an_archive_in_use_is_not_replaced(run, archive):
    run("backup", "news.db", "kept.db")
    reader = sqlite3.connect(archive, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM articles").fetchone()
    assert "[S01]" in run("restore", "kept.db", "news.db", "--force", code=4).stderr
    reader.close()
    assert len(texts(archive)) == 3


# ---- doctor ----


def lines(result) -> dict[str, tuple[str, str]]:
    """What doctor says of each part: ok or WRONG, and what."""
    return {line[6:21].strip(): (line[:6].strip(), line[21:]) for line in result.stdout.splitlines()}


def test_doctor_says_what_is_installed_and_whether_it_works(run):
    said = lines(run("doctor"))
    assert all(mark == "ok" for mark, _ in said.values())
    assert "spaCy 3.8" in said["English model"][1]
    assert unpack.shipped_digest()[:16] in said["gazetteer"][1]
    assert said["coding"][1].endswith("events in the bundled article")
    assert "encoder" in said


@pytest.fixture
def sound_installation(monkeypatch):
    """Have doctor look at archives alone."""
    monkeypatch.setattr(health, "examine_installation", lambda _: iter(()))


@pytest.mark.usefixtures("sound_installation")
def test_doctor_finds_an_archive_sound(run, archive):
    said = lines(run("doctor", "news.db"))
    assert [mark for mark, _ in said.values()] == ["ok"] * 6
    assert said["records"][1].startswith("3 articles, ")


FAULTS = {
    "an event with other words": ("UPDATE events SET \"trigger\" = 'kissed'", "records", "with other words"),
    "an offset that has slipped": (
        "UPDATE events SET trigger_start = trigger_start + 1",
        "records",
        "with other words",
    ),
    "events that are gone": ("DELETE FROM events", "records", "or not at all"),
    "an event too many": (
        "UPDATE articles SET record = CAST(json_set(CAST(record AS TEXT), '$.events', json('[]')) AS BLOB)",
        "records",
        "events that the record has not",
    ),
    "a span outside the text": (
        "UPDATE articles SET record = CAST(json_set(CAST(record AS TEXT), '$.text', 'short') AS BLOB)",
        "records",
        "in 5 characters",
    ),
    "a record that is none": ("UPDATE articles SET record = x'7b'", "records", "article "),
    "statements that are gone": ("DELETE FROM statements", "records", "0 statements"),
    "a party of no event": (
        "UPDATE parties SET event = 'none' || rowid",
        "references",
        "of parties points at no events",
    ),
    "words that are not indexed": (
        "DELETE FROM article_words_docsize",
        "word index",
        "3 rows are not in article_words",
    ),
}


@pytest.mark.usefixtures("sound_installation")
@pytest.mark.parametrize("fault", FAULTS)
def test_doctor_finds_what_is_wrong(run, archive, fault: str):
    statement, what, said = FAULTS[fault]
    damage(archive, statement)
    found = lines(run("doctor", "news.db", code=4))
    assert found[what][0] == "WRONG"
    assert said in found[what][1]


@pytest.mark.usefixtures("sound_installation")
def test_doctor_finds_damaged_pages(run, archive):
    content = bytearray(archive.read_bytes())
    content[20 * 4096 : 40 * 4096] = b"\xff" * (20 * 4096)
    archive.write_bytes(content)
    found = lines(run("doctor", "news.db", code=4))
    assert "WRONG" in {mark for mark, _ in found.values()}


@pytest.mark.usefixtures("sound_installation")
def test_doctor_says_what_is_no_archive(run, write):
    write("notes.db", "these are my notes " * 300)
    assert lines(run("doctor", "notes.db", code=4))["schema"] == ("WRONG", "file is not a database")
    assert "there is no such archive" in run("doctor", "missing.db", code=3).stderr


@pytest.mark.usefixtures("sound_installation")
def test_doctor_changes_nothing(run, archive):
    before = archive.read_bytes()
    run("doctor", "news.db")
    assert archive.read_bytes() == before


def test_doctor_finds_a_table_that_is_not_read(run, write, monkeypatch):
    monkeypatch.setattr(health, "_coding", lambda _: "not looked at")
    write("mine/group.tsv", "name\n")
    said = lines(run("doctor", "--tables", "mine", code=3))["tables"]
    assert said[0] == "WRONG"
    assert "mine/group.tsv" in said[1]


def test_doctor_finds_a_broken_encoder_and_goes_on(run, monkeypatch):
    from allegedly.language import encoder

    def fail(*_: object) -> None:
        raise OSError("the disk is gone")

    monkeypatch.setattr(encoder, "_check", fail)
    monkeypatch.setattr(health, "_coding", lambda _: "not looked at")
    said = lines(run("doctor", code=3))
    assert said["encoder"] == ("WRONG", "OSError: the disk is gone")
    assert said["extras"][0] == "ok"


def test_doctor_names_a_gazetteer_that_is_not_there(run, monkeypatch):
    monkeypatch.setenv(unpack.GAZETTEER_VARIABLE, "/no/such/gazetteer.sqlite")
    assert not health.examine_gazetteer().sound
    assert "/no/such/gazetteer.sqlite" in run("gazetteer", "info", code=3).stdout


# ---- gazetteer ----

DUMP = (
    "9001\tNewholm\tNewholm\tNyholm\t60.5\t5.25\tP\tPPL\tNO\t\t46\t\t\t\t1200\t\t10\tEurope/Oslo\t2020-01-01\n"
    "9002\tNewholm\tNewholm\t\t58.1\t7.5\tP\tPPL\tNO\t\t42\t\t\t\t90\t\t10\tEurope/Oslo\t2020-01-01\n"
    "not a place\n"
)


def test_a_name_is_looked_up(run):
    places = list(csv.DictReader(io.StringIO(run("gazetteer", "find", "Raqqa", "--format", "csv").stdout)))
    assert "172955" in {place["key"] for place in places}
    assert "172955" in run("gazetteer", "find", "Raqqa").stdout
    assert run("gazetteer", "find", "Xyzzyville", code=3).stderr == "nothing found\n"


def test_places_of_ones_own_are_looked_up(run, write):
    header = "name\tlat\tlon\tfeature\tcountry\tgeonames\taliases\n"
    write("mine/supplement.tsv", header + "Camp Marmal\t36.7\t67.2\tINSM\tAFG\t\tMarmal\n")
    assert "Camp Marmal" in run("gazetteer", "find", "--tables", "mine", "Marmal").stdout


def test_geonames_is_loaded_and_used(run, write, monkeypatch, tmp_path: Path):
    write("NO.txt", DUMP)
    said = run("gazetteer", "load", "NO.txt", "-o", "own.sqlite").stderr
    assert said == "2 places under 3 names → own.sqlite (1 lines skipped)\n"
    monkeypatch.setenv(unpack.GAZETTEER_VARIABLE, str(tmp_path / "own.sqlite"))
    shown = run("gazetteer", "find", "Newholm").stdout
    assert shown.index("9001") < shown.index("9002")
    assert "2 places, your own" in run("gazetteer", "info").stdout


def test_a_dump_that_is_none_is_said_and_nothing_left(run, write, tmp_path: Path):
    write("notes.txt", "no places here\n")
    said = run("gazetteer", "load", "notes.txt", "-o", "own.sqlite", code=3).stderr
    assert "no line has the columns of a GeoNames dump" in said
    assert [p.name for p in tmp_path.iterdir()] == ["notes.txt"]
    assert "No such file" in run("gazetteer", "load", "missing.txt", "-o", "own.sqlite", code=3).stderr


def test_egypt_is_in_the_gazetteer_that_codes(run, write):
    write("a.txt", EGYPT)
    assert "EGY" in run("code", "--format", "csv", "a.txt").stdout

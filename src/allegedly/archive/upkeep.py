"""Keeping an archive: whether it is sound, a copy of it while it is in use, and a copy put back.

This speaks to SQLite itself and migrates nothing, so that an archive can be examined and copied as it is, before an
upgrade and after an accident.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from allegedly.archive import cells, contested, names
from allegedly.archive.database import alembic_config
from allegedly.archive.fulltext import SqliteWords
from allegedly.archive.rows import event_id, storable
from allegedly.archive.schema import REVISION
from allegedly.codec import decode
from allegedly.errors import AllegedlyError
from allegedly.records import Article, content_id

#: Seconds to wait for whoever is writing.
_PATIENCE = 5.0

#: Faults of one kind that are told; the first ones show what is wrong.
_TOLD = 3

#: What SQLite keeps beside a database, and would take for a new one's if it were left there.
_COMPANIONS = ("-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, and what was found."""

    what: str
    sound: bool
    detail: str


# ---- examining ----


def examine(archive: Path) -> Iterator[Finding]:
    """Yield what there is to say of an archive: schema, pages, references, word index, counts, records.

    Raises AllegedlyError R02 where it is not there, S01 where somebody holds it.
    """
    looks: tuple[tuple[str, Callable[[sqlite3.Connection], str]], ...] = (
        ("schema", _schema),
        ("pages", _pages),
        ("references", _references),
        ("word index", _words),
        ("counts", _counts),
        ("records", _records),
    )
    with _opened(archive) as base:
        for what, look in looks:
            finding = _found(archive, base, what, look)
            yield finding
            if what == "schema" and not finding.sound:
                return


def _found(archive: Path, base: sqlite3.Connection, what: str, look: Callable[[sqlite3.Connection], str]) -> Finding:
    try:
        return Finding(what, True, look(base))
    except AllegedlyError as fault:
        return Finding(what, False, fault.detail)
    except sqlite3.DatabaseError as fault:
        if "locked" in str(fault):
            raise AllegedlyError("S01", str(archive), str(fault)) from fault
        return Finding(what, False, str(fault))


@contextmanager
def _opened(archive: Path) -> Iterator[sqlite3.Connection]:
    """Open an archive that must be there; one in a folder that cannot be written to is read as it stands."""
    if not archive.is_file():
        raise AllegedlyError("R02", str(archive), "there is no such archive")
    place = archive.resolve().as_uri()
    with closing(sqlite3.connect(f"{place}?mode=rw", uri=True, timeout=_PATIENCE, isolation_level=None)) as base:
        if _answers(base):
            yield base
            return
    with closing(sqlite3.connect(f"{place}?immutable=1", uri=True, isolation_level=None)) as base:
        yield base


def _answers(base: sqlite3.Connection) -> bool:
    try:
        base.execute("SELECT COUNT(*) FROM sqlite_schema")
    except sqlite3.OperationalError as fault:
        return "unable to open" not in str(fault)
    except sqlite3.DatabaseError:
        return True  # it can be opened, and is no database
    return True


def _schema(base: sqlite3.Connection) -> str:
    tables = {name for (name,) in base.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    if "alembic_version" not in tables:
        raise AllegedlyError("S02", detail="it has no version, so it is no archive")
    (revision,) = base.execute("SELECT version_num FROM alembic_version").fetchone() or (None,)
    return check_version(revision)


def check_version(revision: str | None) -> str:
    """Return what there is to say of a version; raise S03 for one that is not known."""
    if revision not in _known_revisions():
        raise AllegedlyError("S03", detail=f"version {revision or 'none'}, this allegedly knows up to {REVISION}")
    return f"version {revision}" + ("" if revision == REVISION else f", brought to {REVISION} when it is next opened")


def _known_revisions() -> set[str]:
    from alembic.script import ScriptDirectory

    return {script.revision for script in ScriptDirectory.from_config(alembic_config()).walk_revisions()}


def _pages(base: sqlite3.Connection) -> str:
    said = [line for (line,) in base.execute("PRAGMA integrity_check")]
    if said != ["ok"]:
        raise AllegedlyError("S02", detail=few(said))
    (pages,), (size,) = base.execute("PRAGMA page_count").fetchone(), base.execute("PRAGMA page_size").fetchone()
    return f"whole, {pages * size:,} bytes"


def _references(base: sqlite3.Connection) -> str:
    dangling = [f"row {row} of {table} points at no {parent}" for table, row, parent, _ in
                base.execute("PRAGMA foreign_key_check")]  # fmt: skip
    if dangling:
        raise AllegedlyError("S02", detail=few(dangling))
    return "none leads nowhere"


def _words(base: sqlite3.Connection) -> str:
    """Compare the word index with what it indexes: every row, no other, and whole in itself."""
    faults = []
    for index, table in zip(SqliteWords.TABLES, ("articles", "events"), strict=True):
        rows, indexed = f"SELECT n FROM {table}", f"SELECT id FROM {index}_docsize"  # noqa: S608
        for said, one, other in (("rows are not", rows, indexed), ("rows are gone, but", indexed, rows)):
            (count,) = base.execute(f"SELECT COUNT(*) FROM ({one} EXCEPT {other})").fetchone()  # noqa: S608
            faults += [f"{count:,} {said} in {index}"] if count else []
        _check_index(base, index)
    if faults:
        raise AllegedlyError("S02", detail=few(faults))
    return "every article and event is in it"


def _check_index(base: sqlite3.Connection, index: str) -> None:
    """Have FTS5 check itself, which it does as if something were written; nothing is."""
    base.execute("BEGIN")
    try:
        base.execute(f"INSERT INTO {index}({index}) VALUES ('integrity-check')")  # noqa: S608
    except sqlite3.OperationalError as fault:
        if "readonly" not in str(fault):
            raise
    finally:
        if base.in_transaction:
            base.execute("ROLLBACK")


#: What tables repeat of others for the sake of speed, and how many rows do not repeat it truly. In SQL that every
#: database understands; archives of earlier versions have no such tables.
REPEATED = {
    "pairs of countries have another incident or report than their event": (
        "SELECT COUNT(*) FROM dyads d LEFT JOIN accounts a ON a.event = d.event "
        "WHERE COALESCE(d.incident, '') <> COALESCE(a.incident, '') OR COALESCE(d.report, '') <> COALESCE(a.report, '')"
    ),
    "pairs of countries say something else than their event": (
        "SELECT COUNT(*) FROM dyads d JOIN events e ON e.id = d.event WHERE d.day <> e.day OR d.type <> e.type "
        "OR d.quad <> e.quad OR COALESCE(d.granularity, '') <> COALESCE(e.granularity, '') OR d.tense <> e.tense "
        "OR d.certainty <> e.certainty OR d.polarity <> e.polarity"
    ),
    "sums of what voices and sources say are wrong": (
        "SELECT COUNT(*) FROM tallies t LEFT JOIN (SELECT tally, COUNT(*) AS incidents, SUM(reports) AS reports, "
        "SUM(alone) AS alone, SUM(contradicted) AS contradicted, SUM(confirmed) AS confirmed, SUM(denies) AS denies "
        "FROM says GROUP BY tally) s ON s.tally = t.id WHERE t.step = 'month' AND (s.tally IS NULL "
        "OR t.incidents <> s.incidents "
        "OR t.reports <> s.reports OR t.alone <> s.alone OR t.contradicted <> s.contradicted "
        "OR t.confirmed <> s.confirmed OR t.denies <> s.denies)"
    ),
    "incidents have voices or sources that are in no sum": (
        "SELECT COUNT(*) FROM says s LEFT JOIN tallies t ON t.id = s.tally WHERE t.id IS NULL"
    ),
    "sums of years, or of all years, are not those of their months": (
        "SELECT COUNT(*) FROM (SELECT kind, name, countries, step, period, incidents, reports, alone, contradicted, "
        "confirmed, denies FROM tallies WHERE step <> 'month' EXCEPT "
        "SELECT kind, name, countries, 'all', 'all', SUM(incidents), SUM(reports), SUM(alone), SUM(contradicted), "
        "SUM(confirmed), SUM(denies) FROM tallies WHERE step = 'month' GROUP BY kind, name, countries EXCEPT "
        "SELECT kind, name, countries, 'year', SUBSTR(period, 1, 4), SUM(incidents), SUM(reports), SUM(alone), "
        "SUM(contradicted), SUM(confirmed), SUM(denies) FROM tallies WHERE step = 'month' AND period <> '' "
        "GROUP BY kind, name, countries, SUBSTR(period, 1, 4)) AS wrong"
    ),
    "pairs of countries are counted wrong": cells.untrue(),
    "incidents in dispute have other countries than their accounts": contested.untrue(),
    "names are there more or less often than they are kept": names.UNTRUE,
    "articles have no stamp": (
        "SELECT COUNT(*) FROM articles a LEFT JOIN stamps s ON s.article = a.key WHERE s.article IS NULL"
    ),
}


def _counts(base: sqlite3.Connection) -> str:
    if not base.execute("SELECT 1 FROM sqlite_schema WHERE name = 'cells'").fetchone():
        return "kept from the next version on"
    return repeated(lambda asked: int(base.execute(asked).fetchone()[0]))


def repeated(count: Callable[[str], int]) -> str:
    """Compare what is kept twice for the sake of speed. Raises S02 where it differs; ``relink`` makes it anew."""
    faults = [f"{number:,} {what}" for what, asked in REPEATED.items() if (number := count(asked))]
    if faults:
        raise AllegedlyError("S02", detail=few(faults))
    return "as the events and incidents that they sum up"


def _records(base: sqlite3.Connection) -> str:
    kept = base.execute("SELECT key, record FROM articles ORDER BY n")
    return read_again(kept, lambda key, article: _differences(base, key, article))


def read_again(kept: Iterable[tuple[str, bytes]], differences: Callable[[str, Article], Iterable[str]]) -> str:
    """Read every record again: its spans lie in its text, and the tables say the same as it does.

    ``kept`` are the articles' keys and records, ``differences`` tells where an article's rows are others. Returns what
    was read; raises S02 with the first faults.
    """
    faults: list[str] = []
    articles = statements = events = 0
    for key, record in kept:
        try:
            article = decode(bytes(record), key)
        except AllegedlyError as fault:
            faults.append(f"article {key}: {fault.detail}")
            continue
        faults += [f"article {key}: {fault}" for fault in differences(key, article)]
        articles, statements, events = articles + 1, statements + len(article.statements), events + len(article.events)
    if faults:
        raise AllegedlyError("S02", detail=few(faults))
    return f"{articles:,} articles, {statements:,} statements, {events:,} events: all spans lie where they should"


def _differences(base: sqlite3.Connection, key: str, article: Article) -> Iterator[str]:
    rows = {row[0]: row[1:] for row in base.execute(
        'SELECT id, trigger_start, trigger_end, "trigger" FROM events WHERE article = ?', (key,))}  # fmt: skip
    (kept,) = base.execute("SELECT COUNT(*) FROM statements WHERE article = ?", (key,)).fetchone()
    return disagreements(key, article, rows, kept)


def disagreements(key: str, article: Article, rows: dict[str, tuple[int, int, str]], statements: int) -> Iterator[str]:
    """Yield where an article's record and its rows do not agree, or the record with itself.

    ``rows`` are the triggers of its events in the tables, ``statements`` how many of those there are.
    """
    rows = dict(rows)
    if content_id(article.text) != key:
        yield "the text is not the one that it was kept under"
    known = {statement.id for statement in article.statements}
    for event in article.events:
        row = rows.pop(event_id(key, event.id), None)
        if row != (event.trigger.start, event.trigger.end, storable(event.trigger.of(article.text))):
            yield f"{event.id} stands in the tables with other words, or not at all"
        if not known.issuperset(event.voice):
            yield f"{event.id} stands on a statement that is not there"
    if rows:
        yield f"the tables have {len(rows)} events that the record has not"
    if statements != len(known):
        yield f"the tables have {statements} statements, the record {len(known)}"


def few(faults: list[str]) -> str:
    """Return the first faults of a list, and how many there are beside."""
    more = f"; and {len(faults) - _TOLD:,} more" if len(faults) > _TOLD else ""
    return "; ".join(faults[:_TOLD]) + more


# ---- copying ----


def backup(archive: Path, target: Path, *, replace: bool = False) -> None:
    """Copy an archive into one file, as it is at this moment, while others read and write it.

    The copy is checked before it gets its name. Raises AllegedlyError U03 where ``target`` is there and ``replace`` is
    not said, R02 and S02 where the archive is not there or damaged, U02 where the copy cannot be written.
    """
    if target.exists() and archive.exists() and target.samefile(archive):
        raise AllegedlyError("U01", str(target), "it is the archive itself")
    if target.exists() and not replace:
        raise AllegedlyError("U03", str(target))
    with _opened(archive) as base, _new(target, archive) as temporary:
        _refuse_other(archive, base)
        _copy(base, temporary, "DELETE")
        _clear(target)
        temporary.replace(target)


def restore(kept: Path, archive: Path, *, replace: bool = False) -> Path | None:
    """Put a copy in the place of an archive once it has been found sound; return where the old one was put aside.

    Raises AllegedlyError S02 or S03 where the copy is damaged or of a newer version, U03 where the archive is there and
    ``replace`` is not said, S01 where somebody has it open.
    """
    if archive.exists() and kept.exists() and archive.samefile(kept):
        raise AllegedlyError("U01", str(kept), "it is the archive itself")
    if archive.exists() and not replace:
        raise AllegedlyError("U03", str(archive))
    with _opened(kept) as base:
        _refuse_other(kept, base)
        unsound = next((f for f in examine(kept) if not f.sound), None)
        if unsound is not None:
            raise AllegedlyError("S02", str(kept), f"{unsound.what}: {unsound.detail}")
        with _new(archive, kept) as temporary:
            _copy(base, temporary, "WAL")
            aside = _put_aside(archive) if archive.exists() else None
            _clear(archive)
            temporary.replace(archive)
    return aside


def _refuse_other(archive: Path, base: sqlite3.Connection) -> None:
    """Raise S02 or S03 for what is no archive that this version can read."""
    try:
        _schema(base)
    except AllegedlyError as fault:
        raise AllegedlyError(fault.code, str(archive), fault.detail) from fault
    except sqlite3.DatabaseError as fault:
        raise AllegedlyError("S01" if "locked" in str(fault) else "S02", str(archive), str(fault)) from fault


@contextmanager
def _new(target: Path, like: Path) -> Iterator[Path]:
    """Give the path of a file beside the target, which goes at the end unless it was renamed."""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
    except OSError as fault:
        raise AllegedlyError("U02", str(target), fault.strerror or str(fault)) from fault
    os.close(handle)
    temporary = Path(name)
    shutil.copymode(like, temporary)
    try:
        yield temporary
    finally:
        _clear(temporary)
        temporary.unlink(missing_ok=True)


def _copy(base: sqlite3.Connection, target: Path, journal: str) -> None:
    """Copy every page, check the copy, and leave it in a journal mode: DELETE keeps all in the one file."""
    with closing(sqlite3.connect(target, isolation_level=None)) as copy:
        try:
            base.backup(copy)
            copy.execute(f"PRAGMA journal_mode = {journal}")
            _pages(copy)
        except sqlite3.DatabaseError as fault:
            raise AllegedlyError("S02" if _is_damaged(base) else "U02", str(target), str(fault)) from fault
        except AllegedlyError as fault:
            raise AllegedlyError(fault.code, str(target), fault.detail) from fault


def _is_damaged(base: sqlite3.Connection) -> bool:
    try:
        _pages(base)
    except (AllegedlyError, sqlite3.DatabaseError):
        return True
    return False


def _put_aside(archive: Path) -> Path:
    """Rename an archive that nobody has open, with what belongs to it, and return its new name."""
    _claim(archive)
    number, aside = 1, archive.with_name(f"{archive.name}.replaced")
    while aside.exists():
        number, aside = number + 1, archive.with_name(f"{archive.name}.replaced-{number + 1}")
    for suffix in _COMPANIONS:
        with suppress(FileNotFoundError):
            Path(f"{archive}{suffix}").rename(f"{aside}{suffix}")
    return archive.rename(aside)


def _claim(archive: Path) -> None:
    """Raise S01 where another process has the archive open; a damaged one is nobody's."""
    with closing(sqlite3.connect(archive, timeout=1.0, isolation_level=None)) as base:
        try:
            base.execute("PRAGMA locking_mode = EXCLUSIVE")
            base.execute("BEGIN EXCLUSIVE")
            base.execute("ROLLBACK")
        except sqlite3.DatabaseError as fault:
            if "locked" in str(fault):
                raise AllegedlyError("S01", str(archive), str(fault)) from fault


def _clear(database: Path) -> None:
    for suffix in _COMPANIONS:
        Path(f"{database}{suffix}").unlink(missing_ok=True)

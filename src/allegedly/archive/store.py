"""The store: coded articles in one database, each put there whole or not at all."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, Protocol, Self

from sqlalchemy import Connection, Engine, Table, and_, delete, func, insert, or_, select, union, update

from allegedly.archive import contested, names, schema
from allegedly.archive.cells import recounted
from allegedly.archive.database import BUSY_SECONDS, engine_for, prepare, reading, url_of, writing
from allegedly.archive.fulltext import words_for
from allegedly.archive.regrouping import dependent
from allegedly.archive.rows import (
    KEY,
    EventRows,
    article_row,
    digest,
    outlet_rows,
    sighting_row,
    statement_rows,
    storable,
    storable_row,
)
from allegedly.archive.says import forget
from allegedly.archive.stamps import stamp
from allegedly.codec import decode
from allegedly.errors import AllegedlyError
from allegedly.records import Article, content_id

Put = Literal["coded", "duplicate"]

MAX_KEY = 2000  #: bytes of a name that is a key

#: What parts a file's name from the number of a line, entry or record in it.
INSIDE = (":", "#")


class FailureLike(Protocol):
    """What is known of a document that could not be read or coded."""

    @property
    def where(self) -> str:
        """The file, line or member."""

    @property
    def code(self) -> str:
        """The key of the error catalogue."""

    @property
    def detail(self) -> str:
        """What only this case knows."""


@dataclass(frozen=True, slots=True)
class FailureRow:
    """A document that could not be read or coded, and when that was last tried."""

    where: str
    code: str
    detail: str
    at: str


@dataclass(frozen=True, slots=True)
class Source:
    """A file as ``add`` met it: by name, size and time of change, and by content where that is known."""

    where: str
    size: int | None = None
    modified: int | None = None  #: nanoseconds since 1970
    digest: str | None = None  #: SHA-256 of the bytes

    @classmethod
    def of(cls, path: Path, *, content: bool = False) -> Self:
        """Return the source that a file is now; with ``content`` its bytes are hashed too."""
        state = path.stat()
        return cls(str(path.resolve()), state.st_size, state.st_mtime_ns, _file_digest(path) if content else None)


def _journaled(source: Source) -> str:
    """Return the name under which a source is kept; no database has keys as long as paths can be."""
    name = storable(source.where) or ""
    return name if len(name.encode()) <= MAX_KEY else f"{name[:200]}…{digest(name)}"


def _file_digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """An article as lists show it."""

    key: str
    id: str
    title: str | None
    published: str | None
    language: str | None
    url: str | None
    outlets: tuple[str, ...]
    statements: int
    events: int


@dataclass(frozen=True, slots=True)
class Sighting:
    """The same text met again under another name."""

    article: str
    id: str | None
    title: str | None
    published: str | None
    url: str | None
    outlets: tuple[str, ...]


class Archive:
    """Coded articles and what follows from them, in one SQLite file or one PostgreSQL database.

    Several processes may read while one writes; a second writer waits for its turn. Whatever ``put``, ``fail`` or
    ``acknowledge`` returned from is on the disk.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.words = words_for(engine.dialect.name)

    @classmethod
    def open(cls, place: str | Path, *, create: bool = True, busy_seconds: float = BUSY_SECONDS) -> Self:
        """Open an archive by its path or address; make it if it is not there and ``create`` is true.

        An address is ``postgresql://USER@HOST/DATABASE``. Raises AllegedlyError S01 where another process holds it for
        longer than ``busy_seconds``, S02 where it is damaged or something else, S03 where a newer version wrote it, S07
        where its server refuses, R02 where it cannot be opened at all.
        """
        engine = engine_for(url_of(place), busy_seconds)
        archive = None
        try:
            archive = cls(engine)
            prepare(engine, create=create)
        except BaseException:
            engine.dispose()
            raise
        return archive

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # ── putting ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def put(self, article: Article, *, replace: bool = False) -> Put:
        """Keep a coded article with its statements and events, all or nothing.

        A text that is there already is a duplicate: its record stays as it is, and where it comes under another title,
        address, date or outlet, that is noted as a sighting. With ``replace`` the new coding takes the old one's place.
        """
        with writing(self.engine) as connection:
            key = content_id(article.text)
            old = connection.execute(select(schema.articles).where(schema.articles.c.key == key)).mappings().first()
            if old is not None and not replace:
                self._note_sighting(connection, article, dict(old))
                return "duplicate"
            if old is not None:
                self._remove(connection, key)
            self._insert(connection, article, key)
            return "coded"

    def _insert(self, connection: Connection, article: Article, key: str) -> None:
        row = storable_row(article_row(article))
        n = connection.execute(insert(schema.articles).values(row).returning(schema.articles.c.n)).scalar_one()
        connection.execute(insert(schema.waiting).values(article=key))
        stamp(connection, [key])
        coded = EventRows(article, key)
        with recounted(connection, {row["id"] for row in coded.events}, {key}):
            for table, rows in (
                (schema.outlets, outlet_rows(article, key)),
                (schema.statements, statement_rows(article, key)),
                (schema.events, coded.events),
                (schema.parties, coded.parties),
                (schema.dyads, coded.dyads),
            ):
                if rows:
                    connection.execute(insert(table), [storable_row(row) for row in rows])
        names.note(connection, (storable(row["folded"]) for row in coded.parties))
        self.words.add_article(connection, n, row["title"] or "", storable(article.text) or "")
        self.words.add_events(connection, _quotes(connection, key))

    @staticmethod
    def _note_sighting(connection: Connection, article: Article, old: dict[str, Any]) -> None:
        row = storable_row(sighting_row(article, old["key"]))
        told = (row["given_id"], row["title"], row["published"], row["url"], row["outlets"])
        if told == (old["id"], old["title"], old["published"], old["url"], old["outlets"]):
            return
        known = select(schema.sightings.c.id).where(schema.sightings.c.id == row["id"])
        if connection.execute(known).first() is None:
            connection.execute(insert(schema.sightings).values(row))

    def remove(self, article: str) -> None:
        """Take out an article and all that hangs on it. Raises AllegedlyError S04 where it is not there."""
        with writing(self.engine) as connection:
            self._remove(connection, _key(connection, article))

    def _remove(self, connection: Connection, key: str) -> None:
        """Delete an article's rows, those that point at others first, and its words."""
        kept = select(schema.articles.c.n, schema.articles.c.record).where(schema.articles.c.key == key)
        n, record = connection.execute(kept).one()
        article = decode(bytes(record), key)
        self.words.drop_article(connection, n, storable(article.title) or "", storable(article.text) or "")
        self.words.drop_events(connection, _quotes(connection, key))
        of_article = select(schema.events.c.id).where(schema.events.c.article == key)
        names.forget(connection, key)
        changing = _in_its_incidents(connection, key)
        with recounted(connection, changing, {event[:KEY] for event in changing}):
            _let_neighbours_wait(connection, key)
            stamp(connection, [key])
            for table in (schema.parties, schema.dyads, schema.clues, schema.accounts):
                connection.execute(delete(table).where(table.c.event.in_(of_article)))
        joins = schema.joins.c
        connection.execute(delete(schema.joins).where(or_(joins.a.in_(of_article), joins.b.in_(of_article))))
        connection.execute(delete(schema.pairs).where(or_(schema.pairs.c.a == key, schema.pairs.c.b == key)))
        for table in (
            schema.waiting,
            schema.events,
            schema.statements,
            schema.outlets,
            schema.sightings,
            schema.reports,
            schema.prints,
        ):
            connection.execute(delete(table).where(table.c.article == key))
        connection.execute(delete(schema.articles).where(schema.articles.c.key == key))

    # ── failures and the journal ─────────────────────────────────────────────────────────────────────────────────────

    def fail(self, failure: FailureLike) -> None:
        """Keep why a document could not be read or coded; the same failure is kept once."""
        where, detail = storable(failure.where) or "", storable(failure.detail) or ""
        row = {"id": digest(where, failure.code, detail), "where": where, "code": failure.code, "detail": detail}
        with writing(self.engine) as connection:
            _upsert(connection, schema.failures, {"id": row["id"]}, {**row, "at": _now()})

    def failures(self) -> list[FailureRow]:
        """Return what could not be read or coded, in the order of names."""
        table = schema.failures.c
        listed = select(table.where, table.code, table.detail, table.at).order_by(table.where, table.code, table.detail)
        with reading(self.engine) as connection:
            return [FailureRow(*row) for row in connection.execute(listed)]

    def forget_failures(self, where: str) -> None:
        """Forget the failures of a file and of its lines, entries and records, because it is read again."""
        name, column = storable(where) or "", schema.failures.c.where
        inside = [column.startswith(name + mark, autoescape=True) for mark in INSIDE]
        with writing(self.engine) as connection:
            connection.execute(delete(schema.failures).where(or_(column == name, *inside)))

    def acknowledge(self, source: Source) -> None:
        """Note that a file has been dealt with completely, so that ``seen`` knows it in the next run."""
        row = {
            "where": _journaled(source),
            "size": source.size,
            "modified": source.modified,
            "digest": source.digest,
            "at": _now(),
        }
        with writing(self.engine) as connection:
            _upsert(connection, schema.journal, {"where": row["where"]}, row)

    def seen(self, source: Source) -> bool:
        """Tell whether a file was dealt with: the same name, size and time of change, or the same bytes elsewhere."""
        table = schema.journal.c
        same = and_(table.where == _journaled(source), table.size == source.size, table.modified == source.modified)
        known = or_(same, table.digest == source.digest) if source.digest else same
        with reading(self.engine) as connection:
            return connection.execute(select(table.where).where(known).limit(1)).first() is not None

    # ── reading back ─────────────────────────────────────────────────────────────────────────────────────────────────

    def has(self, article: str) -> bool:
        """Tell whether an article is there, by the id of its text or the id it was given."""
        table = schema.articles.c
        with reading(self.engine) as connection:
            found = connection.execute(select(table.key).where(or_(table.key == article, table.id == article)).limit(1))
            return found.first() is not None

    def article(self, article: str) -> Article:
        """Return the record of an article exactly as it was put.

        ``article`` is the id of its text (``content_id``) or the id it was given. Raises AllegedlyError S04 where it is
        not there, and where several were given that id.
        """
        return decode(self.record(article), article)

    def record(self, article: str) -> bytes:
        """Return the bytes of an article's record. Raises as ``article`` does."""
        with reading(self.engine) as connection:
            kept = select(schema.articles.c.record).where(schema.articles.c.key == _key(connection, article))
            return bytes(connection.execute(kept).scalar_one())

    def records(self) -> Iterator[Article]:
        """Yield every article's record, in the order of publication and id, whatever order they came in."""
        with reading(self.engine) as connection:
            table = schema.articles.c
            ordered = select(table.key, table.record).order_by(func.coalesce(table.published, ""), table.key)
            with connection.execute(ordered.execution_options(yield_per=100)) as rows:
                yield from (decode(bytes(record), key) for key, record in rows)

    def articles(
        self,
        *,
        outlet: str | None = None,
        text: str | None = None,
        since: str | None = None,
        until: str | None = None,
        limit: int | None = None,
        after: str | None = None,
    ) -> list[ArticleRow]:
        """Return the articles of an outlet (any in its chain), with all the words of ``text``, published in a time.

        ``after`` is the key of the last article of the page before; articles come by date of publication and key.
        """
        table = schema.articles.c
        day = func.coalesce(table.published, "")
        listed = select(table.key, table.id, table.title, table.published, table.language, table.url, table.outlets,
                        table.statements, table.events).order_by(day, table.key).limit(limit)  # fmt: skip
        if outlet is not None:
            listed = listed.where(table.key.in_(of_outlet(outlet)))
        if text is not None and text.strip():
            listed = listed.where(self.words.in_articles(text))
        if since is not None:
            listed = listed.where(day >= since)
        if until is not None:
            listed = listed.where(day <= until, day != "")
        with reading(self.engine) as connection:
            if after is not None:
                last = select(day, table.key).where(table.key == _key(connection, after))
                first, key = connection.execute(last).one()
                listed = listed.where(or_(day > first, and_(day == first, table.key > key)))
            return [ArticleRow(*r[:6], tuple(json.loads(r[6])), *r[7:]) for r in connection.execute(listed)]

    def sightings(self, article: str | None = None) -> list[Sighting]:
        """Return where the text of an article, or of any, was met again."""
        table = schema.sightings.c
        listed = select(table.article, table.given_id, table.title, table.published, table.url, table.outlets)
        with reading(self.engine) as connection:
            if article is not None:
                listed = listed.where(table.article == _key(connection, article))
            rows = connection.execute(listed.order_by(table.article, table.published, table.id))
            return [Sighting(*r[:5], tuple(json.loads(r[5]))) for r in rows]

    def key(self, article: str) -> str:
        """Return the key of an article by the id it was given. Raises as ``article`` does."""
        with reading(self.engine) as connection:
            return _key(connection, article)

    def counts(self) -> dict[str, int]:
        """Return how many articles, statements, events, sightings, failures, incidents there are."""
        tables = (
            schema.articles,
            schema.statements,
            schema.events,
            schema.sightings,
            schema.failures,
            schema.incidents,
        )
        with reading(self.engine) as connection:
            return {t.name: connection.execute(select(func.count()).select_from(t)).scalar_one() for t in tables}


def of_outlet(name: str) -> Any:
    """Return the query for the keys of the articles in whose chain an outlet stands."""
    return select(schema.outlets.c.article).where(schema.outlets.c.folded == name.casefold())


def _key(connection: Connection, article: str) -> str:
    """Return the key of an article by its key or by the id it was given; raise S04 where that is none or several."""
    table = schema.articles.c
    rows = connection.execute(select(table.key).where(or_(table.key == article, table.id == article)).limit(3))
    keys = [row.key for row in rows]
    if article in keys:
        return article
    if len(keys) != 1:
        raise AllegedlyError("S04", article, f"{len(keys) or 'no'} articles have this id" if keys else "")
    return str(keys[0])


def _in_its_incidents(connection: Connection, key: str) -> set[str]:
    """Return the events of an article, and all others of their incidents."""
    events, accounts, others = schema.events.c, schema.accounts.c, schema.accounts.alias().c
    own = connection.execute(select(events.id).where(events.article == key)).scalars()
    joined = select(others.event).where(others.incident == accounts.incident, accounts.event == events.id)
    return {*own, *connection.execute(joined.where(events.article == key)).scalars()}


def _let_neighbours_wait(connection: Connection, key: str) -> None:
    """Undo what was worked out with an article that goes; those whose report or incident may change by it wait."""
    pairs, events, accounts = schema.pairs.c, schema.events.c, schema.accounts.c
    joined = schema.accounts.join(schema.events, events.id == accounts.event)
    here = select(accounts.incident).select_from(joined).where(events.article == key).distinct()
    incidents = connection.execute(here).scalars().all()
    together = select(events.article).select_from(joined).where(accounts.incident.in_(incidents))
    copies = union(select(pairs.b).where(pairs.a == key), select(pairs.a).where(pairs.b == key))
    near = {*connection.execute(together).scalars(), *connection.execute(copies).scalars()}
    of_article = connection.execute(select(events.id).where(events.article == key)).scalars().all()
    for event in dependent(connection, of_article):
        near |= set(connection.execute(select(events.article).where(events.id == event)).scalars())
    near -= {key}
    let_wait(connection, near)
    stamp(connection, near)
    forget(connection, incidents)
    contested.forget(connection, incidents)
    unseated = select(accounts.event).where(accounts.incident.in_(incidents))
    table = schema.dyads
    connection.execute(update(table).where(table.c.event.in_(unseated)).values(incident=None, report=None))
    connection.execute(delete(schema.accounts).where(accounts.incident.in_(incidents)))
    connection.execute(delete(schema.incidents).where(schema.incidents.c.id.in_(incidents)))
    connection.execute(delete(schema.reports).where(schema.reports.c.report == key))


def let_wait(connection: Connection, keys: Iterable[str]) -> None:
    """Note articles whose reports and incidents are to be worked out anew."""
    table = schema.waiting.c.article
    for key in sorted(keys):
        if connection.execute(select(table).where(table == key)).first() is None:
            connection.execute(insert(schema.waiting).values(article=key))


def _quotes(connection: Connection, key: str) -> list[tuple[int, str]]:
    quoted = select(schema.events.c.n, schema.events.c.quote).where(schema.events.c.article == key)
    return [(row.n, row.quote) for row in connection.execute(quoted)]


def _upsert(connection: Connection, table: Table, key: dict[str, Any], row: dict[str, Any]) -> None:
    for name, value in key.items():
        connection.execute(delete(table).where(table.c[name] == value))
    connection.execute(insert(table).values(row))


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

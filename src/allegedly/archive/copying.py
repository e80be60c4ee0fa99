"""Copying an archive from one database into another, of whichever kind, with nothing lost.

All happens in one transaction of the new archive: rows are copied under their own numbers, the word index is made anew,
and every row is then read from both sides and compared. What is not the same in all is not kept.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from itertools import islice, zip_longest
from typing import Any

from sqlalchemy import Connection, Select, Table, delete, func, insert, select, text

from allegedly.archive import schema
from allegedly.archive.database import name_of, path_of, reading, writing
from allegedly.archive.rows import storable
from allegedly.archive.store import Archive
from allegedly.codec import decode
from allegedly.errors import AllegedlyError

BATCH = 500  #: rows that are held at a time

#: Tables whose rows the database numbers.
_NUMBERED = (schema.articles, schema.events, schema.reviews, schema.rulings)


def copy(source: Archive, target: Archive, *, replace: bool = False) -> dict[str, int]:
    """Copy all of an archive into another, as it is at this moment; return how many rows each table has.

    Raises AllegedlyError U01 where both are one, U03 where the other is not empty and ``replace`` is not said, S02
    where a record cannot be read or did not arrive as it was. The other then stays as it was.
    """
    if _is_one(source, target):
        raise AllegedlyError("U01", name_of(target.engine.url), "it is the archive itself")
    with reading(source.engine) as there, writing(target.engine) as here:
        _make_room(here, target, replace)
        for table in schema.metadata.sorted_tables:
            _copy(there, here, table)
        _index_words(here, target)
        if here.dialect.name == "postgresql":
            _number_on(here)
            _take_stock(here)
        return {table.name: _compared(there, here, table, target) for table in schema.metadata.sorted_tables}


def _is_one(source: Archive, target: Archive) -> bool:
    one, other = source.engine.url, target.engine.url
    paths = path_of(one), path_of(other)
    if paths[0] and paths[1]:
        return paths[0].exists() and paths[1].exists() and paths[0].samefile(paths[1])
    return one == other


def _make_room(here: Connection, target: Archive, replace: bool) -> None:
    tables = schema.metadata.sorted_tables
    full = next((t for t in tables if here.execute(select(*_key(t)).limit(1)).first() is not None), None)
    if full is None:
        return
    if not replace:
        raise AllegedlyError("U03", name_of(target.engine.url), f"there are {full.name} in it")
    target.words.clear(here)
    for table in reversed(tables):
        here.execute(delete(table))


def _key(table: Table) -> list[Any]:
    return list(table.primary_key.columns) or list(table.columns)


def _rows(connection: Connection, table: Table) -> Generator[dict[str, Any], None, None]:
    """Yield the rows of a table in the order of its key; to be closed, where it is not read to its end."""
    listed = select(table).order_by(*_key(table)).execution_options(yield_per=BATCH)
    with connection.execute(listed) as rows:
        yield from (dict(row) for row in rows.mappings())


def _copy(there: Connection, here: Connection, table: Table) -> None:
    with closing(_rows(there, table)) as rows:
        while some := list(islice(rows, BATCH)):
            here.execute(insert(table), some)


def _index_words(here: Connection, target: Archive) -> None:
    kept = schema.articles.c
    for rows in _in_turn(here, select(kept.n, kept.key, kept.record), kept.n):
        for row in rows:
            article = decode(bytes(row["record"]), f"article {row['key']}")
            target.words.add_article(here, row["n"], storable(article.title) or "", storable(article.text) or "")
    for rows in _in_turn(here, select(schema.events.c.n, schema.events.c.quote), schema.events.c.n):
        target.words.add_events(here, [(row["n"], row["quote"]) for row in rows])


def _in_turn(connection: Connection, listed: Select[Any], number: Any) -> Iterator[list[dict[str, Any]]]:
    """Yield rows page by page, each read to its end, so that the same connection can write in between."""
    last = None
    while True:
        page = listed.order_by(number).limit(BATCH)
        found = connection.execute(page if last is None else page.where(number > last)).mappings().all()
        if not found:
            return
        last = found[-1]["n"]
        yield [dict(row) for row in found]


def _number_on(here: Connection) -> None:
    """Have PostgreSQL number new rows after those that came with numbers of their own; SQLite does."""
    for table in _NUMBERED:
        last = here.execute(select(func.max(table.c.n))).scalar()
        named = text("SELECT setval(pg_get_serial_sequence(:table, 'n'), :last, :used)")
        here.execute(named, {"table": table.name, "last": last or 1, "used": last is not None})


def _take_stock(here: Connection) -> None:
    """Have PostgreSQL count what came, by which it plans how to answer; it would only do so some time later."""
    for table in schema.metadata.sorted_tables:
        here.execute(text(f"ANALYZE {here.dialect.identifier_preparer.format_table(table)}"))


def _compared(there: Connection, here: Connection, table: Table, target: Archive) -> int:
    """Count the rows of a table and compare each with the one that it was copied from."""
    count = 0
    with closing(_rows(there, table)) as olds, closing(_rows(here, table)) as news:
        for old, new in zip_longest(olds, news):
            if old != new:
                row = ", ".join(str((old or new or {})[column.name]) for column in _key(table))
                where = name_of(target.engine.url)
                raise AllegedlyError("S02", where, f"{row} of {table.name} did not arrive as it was")
            count += 1
    return count

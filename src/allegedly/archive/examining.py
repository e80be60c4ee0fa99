"""Whether an archive on a server is sound; ``upkeep`` tells it of SQLite files. Nothing is changed or migrated."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlalchemy import Connection, func, inspect, select, text

from allegedly.archive import schema
from allegedly.archive.database import engine_for, name_of, reading, url_of
from allegedly.archive.fulltext import PostgresWords
from allegedly.archive.upkeep import Finding, check_version, disagreements, few, read_again, repeated
from allegedly.errors import AllegedlyError
from allegedly.records import Article


def examine_server(place: str) -> Iterator[Finding]:
    """Yield what there is to say of an archive on a server: schema, server, references, word index, counts, records.

    Raises AllegedlyError S07 where the server refuses, R02 where there is no archive.
    """
    looks: tuple[tuple[str, Callable[[Connection], str]], ...] = (
        ("schema", _schema),
        ("server", _server),
        ("references", _references),
        ("word index", _words),
        ("counts", _counts),
        ("records", _records),
    )
    engine = engine_for(url_of(place))
    try:
        with reading(engine) as connection:
            if not inspect(connection).get_table_names():
                raise AllegedlyError("R02", name_of(place), "there is no such archive")
            for what, look in looks:
                finding = _found(connection, what, look)
                yield finding
                if what == "schema" and not finding.sound:
                    return
    finally:
        engine.dispose()


def _found(connection: Connection, what: str, look: Callable[[Connection], str]) -> Finding:
    try:
        return Finding(what, True, look(connection))
    except AllegedlyError as fault:
        return Finding(what, False, fault.detail)


def _schema(connection: Connection) -> str:
    if "alembic_version" not in inspect(connection).get_table_names():
        raise AllegedlyError("S02", detail="it has no version, so it is no archive")
    return check_version(connection.execute(text("SELECT version_num FROM alembic_version")).scalar())


def _server(connection: Connection) -> str:
    """Tell what the server itself knows of its files."""
    asked = text(
        "SELECT split_part(version(), ' ', 2) AS version, pg_database_size(current_database()) AS size, "
        "current_setting('data_checksums') AS sums, checksum_failures AS failures "
        "FROM pg_stat_database WHERE datname = current_database()"
    )
    row = connection.execute(asked).one()
    if row.failures:
        raise AllegedlyError("S02", detail=f"{row.failures:,} pages had another checksum than they should")
    return f"PostgreSQL {row.version}, {row.size:,} bytes, checksums of pages {row.sums}"


def _references(connection: Connection) -> str:
    dangling = []
    there = set(inspect(connection).get_table_names())
    for table in (t for t in schema.metadata.sorted_tables if t.name in there):
        for key in table.foreign_keys:
            parent = key.column.table.alias()
            lone = table.outerjoin(parent, parent.c[key.column.name] == key.parent)
            asked = select(func.count()).select_from(lone).where(parent.c[key.column.name].is_(None))
            count = connection.execute(asked).scalar_one()
            dangling += [f"{count:,} rows of {table.name} point at no {key.column.table.name}"] if count else []
    if dangling:
        raise AllegedlyError("S02", detail=few(dangling))
    return "none leads nowhere"


def _words(connection: Connection) -> str:
    faults = []
    for index, table in PostgresWords.TABLES.items():
        rows, indexed = f"SELECT n FROM {table}", f"SELECT n FROM {index}"  # noqa: S608
        for said, one, other in (("rows are not", rows, indexed), ("rows are gone, but", indexed, rows)):
            asked = text(f"SELECT COUNT(*) FROM ({one} EXCEPT {other}) AS lone")  # noqa: S608
            count = connection.execute(asked).scalar_one()
            faults += [f"{count:,} {said} in {index}"] if count else []
    if faults:
        raise AllegedlyError("S02", detail=few(faults))
    return "every article and event is in it"


def _counts(connection: Connection) -> str:
    if "cells" not in inspect(connection).get_table_names():
        return "kept from the next version on"
    return repeated(lambda asked: int(connection.execute(text(asked)).scalar_one()))


def _records(connection: Connection) -> str:
    kept = select(schema.articles.c.key, schema.articles.c.record).order_by(schema.articles.c.n)
    rows = connection.execute(kept.execution_options(yield_per=100))
    return read_again(((row.key, row.record) for row in rows), lambda key, a: _disagreements(connection, key, a))


def _disagreements(connection: Connection, key: str, article: Article) -> Iterator[str]:
    table = schema.events.c
    listed = select(table.id, table.trigger_start, table.trigger_end, table.trigger).where(table.article == key)
    rows = {row[0]: tuple(row[1:]) for row in connection.execute(listed)}
    asked = select(func.count()).where(schema.statements.c.article == key)
    return disagreements(key, article, rows, connection.execute(asked).scalar_one())

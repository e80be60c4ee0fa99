"""Opening the database of an archive: settings, transactions, migrations, and errors that say what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import DBAPIError, OperationalError

from allegedly.archive.fulltext import words_for
from allegedly.archive.geometry import distance_km
from allegedly.archive.schema import REVISION
from allegedly.errors import AllegedlyError

BUSY_SECONDS = 30.0  #: how long a writer waits for another before it says why
WRITES = "allegedly_writes"
APPLICATION_ID = 0x616C6C67  #: "allg" in the file's header, so that `file` and we know an archive


def url_of(place: str | Path) -> URL:
    """Return the database's address: a path is a SQLite file, and ``sqlite:PATH`` is short for one."""
    written = str(place)
    if written.startswith("sqlite:") and not written.startswith("sqlite://"):
        written = written.removeprefix("sqlite:")
    return make_url(written) if "://" in written else URL.create("sqlite", database=written)


def path_of(url: URL) -> Path | None:
    """Return the file of a SQLite archive; None where there is none, in memory or on a server."""
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def engine_for(url: URL, busy_seconds: float = BUSY_SECONDS) -> Engine:
    """Return an engine whose SQLite connections write ahead, wait for each other, and check foreign keys."""
    engine = create_engine(url, connect_args={"timeout": busy_seconds, "isolation_level": None})
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: sqlite3.Connection, _: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA synchronous = FULL")  # what was acknowledged is on the disk, not only handed over
    cursor.execute("PRAGMA trusted_schema = OFF")
    cursor.execute("PRAGMA cache_size = -65536")
    cursor.close()
    connection.create_function("distance_km", 4, distance_km, deterministic=True)


def _begin(connection: Connection) -> None:
    # a writer asks for its turn at once: one that reads first and then writes may find the other in its way half-way
    writes = connection.get_execution_options().get(WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give a connection on which the archive stands still until the end."""
    with explained(engine.url), engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a connection whose changes are all kept at the end, or none of them."""
    with explained(engine.url), engine.connect() as connection:
        connection = connection.execution_options(**{WRITES: True})
        with connection.begin():
            yield connection


@contextmanager
def explained(url: URL) -> Iterator[None]:
    """Turn what a database says into S01 or S02."""
    try:
        yield
    except DBAPIError as fault:
        raise _explained(url, fault) from fault


def _explained(url: URL, fault: DBAPIError) -> Exception:
    said = str(fault.orig)
    where = url.render_as_string(hide_password=True) if path_of(url) is None else str(path_of(url))
    if "locked" in said or "busy" in said:
        return AllegedlyError("S01", where, f"waited and gave up: {said}")
    if "readonly" in said or "unable to open" in said or "disk" in said or "full" in said:
        return AllegedlyError("R02", where, said)
    if isinstance(fault.orig, sqlite3.DatabaseError) and _is_damage(fault, said):
        return AllegedlyError("S02", where, said)
    return fault


def _is_damage(fault: DBAPIError, said: str) -> bool:
    signs = ("malformed", "not a database", "no such table", "no such column", "corrupt")
    return any(sign in said for sign in signs) or (isinstance(fault, OperationalError) and "fts5" in said)


def prepare(engine: Engine, *, create: bool) -> None:
    """Make the tables of a new archive, migrate those of an old one; leave those of this version alone.

    Raises AllegedlyError S02 for a database that is no archive and S03 for one of a newer version.
    """
    path = path_of(engine.url)
    if path is not None and not create and not path.is_file():
        raise AllegedlyError("R02", str(path), "there is no such archive")
    if _revision(engine) == REVISION:
        return
    _write_ahead(engine)
    with writing(engine) as connection:
        _migrate(connection)
        words_for(engine.dialect.name).create(connection)


def _write_ahead(engine: Engine) -> None:
    """Switch a SQLite file to write-ahead logging, which lasts, and mark it as ours."""
    if engine.dialect.name != "sqlite":
        return
    with explained(engine.url), engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None  # noqa: S101
        _explain_raw(engine.url, driver, "PRAGMA journal_mode = WAL")
        _explain_raw(engine.url, driver, f"PRAGMA application_id = {APPLICATION_ID}")


def _explain_raw(url: URL, driver: Any, command: str) -> None:
    try:
        driver.execute(command)
    except sqlite3.DatabaseError as fault:
        raise _explained(url, DBAPIError(command, None, fault)) from fault


def _revision(engine: Engine) -> str | None:
    """Return the migration that the database stands at; None for an empty one."""
    with reading(engine) as connection:
        tables = set(inspect(connection).get_table_names())
        if "alembic_version" in tables:
            found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
            return found
    if tables:
        raise AllegedlyError("S02", str(engine.url.database), f"it is a database of something else, with {min(tables)}")
    return None


def _migrate(connection: Connection) -> None:
    from alembic import command
    from alembic.util import CommandError

    config = alembic_config()
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as fault:
        raise AllegedlyError("S03", str(connection.engine.url.database), str(fault)) from fault


def alembic_config() -> Any:
    """Return the settings with which Alembic finds our migrations inside the package."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "allegedly.archive:migrations")
    return config

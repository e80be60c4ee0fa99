"""Opening the database of an archive: settings, transactions, migrations, and errors that say what to do."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    Column,
    Connection,
    Engine,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    create_engine,
    event,
    insert,
    inspect,
    make_url,
    text,
)
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, OperationalError

from allegedly.archive import server
from allegedly.archive.derived import rebuild
from allegedly.archive.fulltext import words_for
from allegedly.archive.geometry import distance_km
from allegedly.archive.schema import REVISION, metadata
from allegedly.archive.server import WRITES
from allegedly.errors import AllegedlyError

BUSY_SECONDS = 30.0  #: how long a writer waits for another before it says why
BETWEEN_TURNS = 0.02  #: seconds; how often it is asked again whether it is our turn
APPLICATION_ID = 0x616C6C67  #: "allg" in the file's header, so that `file` and we know an archive

#: Where Alembic keeps the migration that a database stands at.
_VERSION = Table(
    "alembic_version",
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)


def url_of(place: str | Path) -> URL:
    """Return the database's address: a path is a SQLite file, ``sqlite:PATH`` and ``postgresql:NAME`` are short forms.

    Raises AllegedlyError U01 for an address that is none.
    """
    written = str(place)
    if written.startswith("sqlite:") and not written.startswith("sqlite://"):
        written = written.removeprefix("sqlite:")
    try:
        on_server = server.server_url(written)
        if on_server is not None:
            return on_server
        return make_url(written) if "://" in written else URL.create("sqlite", database=written)
    except (ArgumentError, ValueError) as fault:
        raise AllegedlyError("U01", detail=f"an address is postgresql://USER@HOST/DATABASE: {fault}") from fault


def path_of(url: URL) -> Path | None:
    """Return the file of a SQLite archive; None where there is none, in memory or on a server."""
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def name_of(place: str | Path | URL) -> str:
    """Return what an archive is called in messages: its path, or its address without the password."""
    url = place if isinstance(place, URL) else url_of(place)
    path = path_of(url)
    if path is not None:
        return str(path)
    return url.difference_update_query(["password", "sslpassword"]).render_as_string(hide_password=True)


def engine_for(url: URL, busy_seconds: float = BUSY_SECONDS) -> Engine:
    """Return an engine whose writers wait for each other.

    Raises AllegedlyError U01 for another kind of database, U04 where the driver of PostgreSQL is not installed.
    """
    kind = url.get_backend_name()
    if kind == "postgresql":
        return server.server_engine(url, busy_seconds)
    if kind != "sqlite":
        raise AllegedlyError("U01", kind, "archives are SQLite files or PostgreSQL databases")
    engine = create_engine(url, connect_args={"timeout": busy_seconds, "isolation_level": None})
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: sqlite3.Connection, _: Any) -> None:
    """Have a connection check references, and keep what was acknowledged."""
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
    with explained(engine), engine.connect() as connection:
        still = connection if engine.dialect.name == "sqlite" else server.reader(connection)
        with still.begin():
            yield still


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a connection whose changes are all kept at the end, or none of them."""
    with explained(engine), engine.connect() as connection:
        connection = connection.execution_options(**{WRITES: True})
        with connection.begin():
            yield connection


@contextmanager
def explained(engine: Engine) -> Iterator[None]:
    """Turn what a database says into errors of the catalogue: S01, S02, S07, R02."""
    try:
        yield
    except DBAPIError as fault:
        of_server = engine.dialect.name != "sqlite"
        raise (_explained_by_server(engine, fault) if of_server else _explained(engine.url, fault)) from fault


def _explained_by_server(engine: Engine, fault: DBAPIError) -> Exception:
    code = server.code_of(fault)
    said = " ".join(str(fault.orig).split())
    if code == "S01":
        return AllegedlyError("S01", name_of(engine.url), f"waited and gave up: {server.whose_turn(engine) or said}")
    if code is None and isinstance(fault, DataError):
        return AllegedlyError("U01", detail=said)
    return fault if code is None else AllegedlyError(code, name_of(engine.url), said)


def _explained(url: URL, fault: DBAPIError) -> Exception:
    said = str(fault.orig)
    where = name_of(url)
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
    revision = _revision(engine)
    if revision == REVISION:
        return
    if revision is None and path is None and not create:
        raise AllegedlyError("R02", name_of(engine.url), "there is no such archive")
    _write_ahead(engine)
    with writing(engine) as connection:
        if engine.dialect.name != "sqlite":
            server.check_encoding(connection, name_of(engine.url))
        if revision is None and not inspect(connection).has_table(_VERSION.name):  # nobody was faster meanwhile
            _make(connection)
        else:
            _migrate(connection)
        words_for(engine.dialect.name).create(connection)
        if revision is not None:
            rebuild(connection, since=revision)


def _write_ahead(engine: Engine) -> None:
    """Switch a SQLite file to write-ahead logging, which lasts, and mark it as ours."""
    if engine.dialect.name != "sqlite":
        return
    with explained(engine), engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None  # noqa: S101
        patience = driver.execute("PRAGMA busy_timeout").fetchone()[0] / 1000
        for command in ("PRAGMA journal_mode = WAL", f"PRAGMA application_id = {APPLICATION_ID}"):
            try:
                _take_turn(driver, command, patience)
            except sqlite3.DatabaseError as fault:
                raise _explained(engine.url, DBAPIError(command, None, fault)) from fault


def _take_turn(driver: Any, command: str, patience: float) -> None:
    """Do what SQLite refuses at once, without waiting, where another process is about to do the same."""
    until = time.monotonic() + patience
    while True:
        try:
            driver.execute(command)
            return
        except sqlite3.OperationalError as fault:
            if fault.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() >= until:
                raise
            time.sleep(BETWEEN_TURNS)


def _revision(engine: Engine) -> str | None:
    """Return the migration that the database stands at; None for an empty one."""
    with reading(engine) as connection:
        tables = set(inspect(connection).get_table_names())
        if "alembic_version" in tables:
            found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
            return found
    if tables:
        raise AllegedlyError("S02", name_of(engine.url), f"it is a database of something else, with {min(tables)}")
    return None


def _make(connection: Connection) -> None:
    """Make the tables as the last migration leaves them: a new archive has nothing to bring along."""
    metadata.create_all(connection, checkfirst=False)
    _VERSION.create(connection, checkfirst=False)
    connection.execute(insert(_VERSION), {"version_num": REVISION})


def _migrate(connection: Connection) -> None:
    from alembic import command
    from alembic.util import CommandError

    config = alembic_config()
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as fault:
        raise AllegedlyError("S03", name_of(connection.engine.url), str(fault)) from fault


def alembic_config() -> Any:
    """Return the settings with which Alembic finds our migrations inside the package."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "allegedly.archive:migrations")
    return config

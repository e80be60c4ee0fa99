"""What is PostgreSQL's own: addresses, taking turns, distances, and what it says of faults."""

from __future__ import annotations

from typing import Any

from sqlalchemy import URL, ColumnElement, Connection, Engine, create_engine, event, func, make_url, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

from allegedly.archive.geometry import EARTH_KM
from allegedly.errors import AllegedlyError

DRIVER = "postgresql+psycopg"
SCHEMES = ("postgresql", "postgres", DRIVER)
PACKAGE = "pip install 'allegedly[postgresql]'"

WRITES = "allegedly_writes"  #: the option of a connection that is going to write
PATIENCE = "allegedly_patience"

#: Names the lock of an archive among all that a database may know; the other half is the schema that it stands in.
LOCK = 0x616C6C67

#: One transaction writes at a time, as in SQLite: what follows from several articles is worked out by reading and then
#: writing, and two that do so at once would each miss what the other found.
_TAKE_TURN = text(
    "SELECT set_config('lock_timeout', :patience, true), set_config('synchronous_commit', 'on', true), "
    f"pg_advisory_xact_lock({LOCK}, hashtext(current_schema()))"
)
_WHOSE_TURN = text(
    "SELECT a.pid, a.usename, a.client_addr, a.application_name, a.xact_start FROM pg_locks l "
    "JOIN pg_stat_activity a USING (pid) "
    "WHERE l.locktype = 'advisory' AND l.granted AND a.datname = current_database() AND l.classid = :lock "
    "AND l.objid::bigint = hashtext(current_schema())::bigint & 4294967295 LIMIT 1"
)

#: What its states mean to us, by their first characters.
_CODES = {
    "55P03": "S01",  # the lock was not to be had in time
    "40P01": "S01",
    "42P01": "S02",  # no such table
    "42703": "S02",  # no such column
    "XX00": "S02",  # its files are damaged
    "08": "S07",  # the connection is gone
    "0A": "S07",
    "25006": "S07",  # it takes no changes
    "28": "S07",  # no such user, or another password
    "3D": "S07",  # no such database
    "42501": "S07",  # no right to do so
    "53": "S07",  # no room
    "57": "S07",  # it shuts down, or somebody stopped us
}


def server_url(place: str) -> URL | None:
    """Return the address of a PostgreSQL archive; None where ``place`` names none.

    ``postgresql:NAME`` is short for a database of that name on this machine, as the user that we run as.
    """
    scheme, colon, rest = place.partition(":")
    if not colon or scheme not in SCHEMES:
        return None
    if not rest.startswith("//"):
        return URL.create(DRIVER, database=rest or None)
    return make_url(f"{DRIVER}:{rest}")


def server_engine(url: URL, busy_seconds: float) -> Engine:
    """Return an engine whose writers wait for each other. Raises AllegedlyError U04 where the driver is missing."""
    try:
        engine = create_engine(
            url,
            pool_pre_ping=True,
            connect_args={"fallback_application_name": "allegedly"},
            execution_options={PATIENCE: f"{max(1, round(busy_seconds * 1000))}ms"},
        )
    except ModuleNotFoundError as missing:
        raise AllegedlyError("U04", str(missing.name), PACKAGE) from missing
    event.listen(engine, "begin", _begin)
    return engine


def reader(connection: Connection) -> Connection:
    """Return the connection as one that sees the archive as it is at its first question, and changes nothing."""
    return connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get(WRITES):
        connection.execute(_TAKE_TURN, {"patience": options[PATIENCE]})


def check_encoding(connection: Connection, where: str) -> None:
    """Raise S07 for a database that cannot hold every character."""
    encoding = connection.execute(text("SHOW server_encoding")).scalar_one()
    if encoding != "UTF8":
        raise AllegedlyError("S07", where, f"its encoding is {encoding}; make one with createdb -E UTF8 -T template0")


def code_of(fault: DBAPIError) -> str | None:
    """Return the code of the catalogue for what the server said; None where that is a fault of ours."""
    state = getattr(fault.orig, "sqlstate", None)
    if state is None:
        return "S07" if isinstance(fault, OperationalError) else None
    return next((code for sign, code in _CODES.items() if state.startswith(sign)), None)


def whose_turn(engine: Engine) -> str | None:
    """Return who is writing, in words; None where nobody is any more, or that cannot be found out."""
    try:
        with engine.connect() as connection:
            row = connection.execute(_WHOSE_TURN, {"lock": LOCK}).first()
    except DBAPIError:
        return None
    if row is None:
        return None
    program = row.application_name or "a program"
    where = f" at {row.client_addr}" if row.client_addr else ""
    since = f" since {row.xact_start:%H:%M:%S}" if row.xact_start else ""
    return f"{program} of {row.usename}{where} writes{since}, pid {row.pid}"


class DistanceKm(GenericFunction[float]):
    """The distance of two points, which SQLite asks ``geometry.distance_km`` for."""

    name = "distance_km"
    inherit_cache = True


@compiles(DistanceKm, "postgresql")
def _distance(function: DistanceKm, compiler: SQLCompiler, **options: Any) -> str:
    lat, lon, other_lat, other_lon = function.clauses
    return compiler.process(_great_circle(lat, lon, other_lat, other_lon), **options)


def _great_circle(lat: Any, lon: Any, other_lat: Any, other_lon: Any) -> ColumnElement[float]:
    along = func.power(func.sin(func.radians(other_lat - lat) / 2), 2)
    across = func.power(func.sin(func.radians(other_lon - lon) / 2), 2)
    half = along + func.cos(func.radians(lat)) * func.cos(func.radians(other_lat)) * across
    distance: ColumnElement[float] = 2 * EARTH_KM * func.asin(func.sqrt(func.least(1.0, half)))
    return distance

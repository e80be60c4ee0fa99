"""What follows from incidents and their accounts, made anew for a whole archive after a migration."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, delete, select

from allegedly.archive import cells, contested, names, schema
from allegedly.archive.disputes import Telling, dated
from allegedly.archive.says import keep, says_of, sum_up
from allegedly.archive.told import told

BATCH = 300  #: incidents that are worked out together


def rebuild(connection: Connection, *, since: str = "") -> None:
    """Make it all anew, or what an archive of the version ``since`` does not have yet."""
    if since < "0006":
        _count_says(connection)
    elif since < "0007":
        sum_up(connection)
    cells.fill(connection)
    contested.fill(connection)
    names.fill(connection)


def _count_says(connection: Connection) -> None:
    """Count what voices and sources say of each incident."""
    for table in (schema.says, schema.tallies):
        connection.execute(delete(table))
    for ids in _batches(connection):
        tellings = tellings_of(connection, list(ids))
        keep(connection, {i: (day, says_of(tellings.get(i, []))) for i, day in ids.items()})


def _batches(connection: Connection) -> Iterator[dict[str, str]]:
    """Yield ids and days of incidents, page by page, so that the same connection can write in between."""
    table, last = schema.incidents.c, ""
    while True:
        page = select(table.id, table.day).where(table.id > last).order_by(table.id).limit(BATCH)
        found = {row.id: row.day for row in connection.execute(page)}
        if not found:
            return
        yield found
        last = max(found)


def tellings_of(connection: Connection, ids: list[str]) -> dict[str, list[Telling]]:
    """Return the tellings of several incidents."""
    table = schema.accounts
    rows = connection.execute(select(table).where(table.c.incident.in_(ids))).mappings().all()
    known = told(connection, [row["event"] for row in rows])
    found: dict[str, list[Telling]] = {}
    for row in rows:
        telling = Telling(known[row["event"]], row["report"], row["source"], bool(row["sure"]), row["score"])
        found.setdefault(row["incident"], []).append(telling)
    return {incident: dated(tellings) for incident, tellings in found.items()}

"""Whose incidents are in dispute: the countries with a part in the accounts, kept with the incident and its day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import Connection, Select, delete, insert, select

from allegedly.archive import schema

_CHUNK = 500  #: ids that one question to the database names
_ROW = ("country", "role", "day", "incident")


def keep(connection: Connection, incidents: Mapping[str, tuple[str, Iterable[str]]]) -> None:
    """Keep the countries of incidents in dispute, of which nothing is kept: the day of each, and its events."""
    incident_of = {event: incident for incident, (_, events) in incidents.items() for event in events}
    wanted, party = sorted(incident_of), schema.parties.c
    found = set()
    for at in range(0, len(wanted), _CHUNK):
        listed = select(party.country, party.role, party.event).where(party.event.in_(wanted[at : at + _CHUNK]))
        for row in connection.execute(listed.where(party.country.is_not(None))):
            incident = incident_of[row.event]
            found.add((row.country, row.role, incidents[incident][0], incident))
    if found:
        connection.execute(insert(schema.contested), [dict(zip(_ROW, row, strict=True)) for row in sorted(found)])


def forget(connection: Connection, incidents: Collection[str]) -> None:
    """Forget the countries of some incidents."""
    wanted, table = sorted(incidents), schema.contested
    for at in range(0, len(wanted), _CHUNK):
        connection.execute(delete(table).where(table.c.incident.in_(wanted[at : at + _CHUNK])))


def fill(connection: Connection) -> None:
    """Look the countries of all incidents in dispute up anew."""
    connection.execute(delete(schema.contested))
    listed = all_contested()
    connection.execute(insert(schema.contested).from_select(_ROW, listed.order_by(*listed.selected_columns)))


def all_contested() -> Select[tuple[str, str, str, str]]:
    """Return the query for the rows as they should be kept."""
    party, account, incident = schema.parties.c, schema.accounts.c, schema.incidents.c
    listed = select(party.country, party.role, incident.day, incident.id).select_from(schema.incidents)
    joined = listed.join(schema.accounts, account.incident == incident.id).join(
        schema.parties, party.event == account.event
    )
    return joined.where(incident.disputed != "", party.country.is_not(None)).distinct()


def untrue() -> str:
    """Return the SQL that counts the rows that say something else than the accounts."""
    wanted = str(all_contested().compile(compile_kwargs={"literal_binds": True}))
    kept = f"SELECT {', '.join(_ROW)} FROM contested"  # noqa: S608
    one, other = f"SELECT * FROM ({wanted}) AS w EXCEPT {kept}", f"{kept} EXCEPT SELECT * FROM ({wanted}) AS w"  # noqa: S608
    return f"SELECT COUNT(*) FROM (SELECT * FROM ({one}) AS a UNION ALL SELECT * FROM ({other}) AS b) AS lone"  # noqa: S608

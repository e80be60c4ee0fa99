"""The names of parties, each once, with how often it is there: a part of a name is looked for in these alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import islice
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, text

from allegedly.archive import schema
from allegedly.archive.rows import digest

_BATCH = 1_000
_MORE = text(
    "INSERT INTO names (id, folded, parties) VALUES (:id, :folded, :parties) "
    "ON CONFLICT (id) DO UPDATE SET parties = names.parties + excluded.parties"
)


def note(connection: Connection, parties: Iterable[Any]) -> None:
    """Count the names of parties that come, in small letters; None is no name."""
    counts = Counter(name for name in parties if name is not None)
    _change(connection, counts)


def forget(connection: Connection, article: str) -> None:
    """Take the names of an article's parties out, before these go."""
    table, events = schema.parties.c, schema.events.c
    there = select(table.folded).join(schema.events, events.id == table.event).where(events.article == article)
    counts = Counter(name for name in connection.execute(there).scalars() if name is not None)
    _change(connection, Counter({name: -count for name, count in counts.items()}))
    ids = [{"gone": digest(name)} for name in sorted(counts)]
    if ids:
        connection.execute(text("DELETE FROM names WHERE id = :gone AND parties = 0"), ids)


def _change(connection: Connection, counts: Counter[str]) -> None:
    rows = [{"id": digest(name), "folded": name, "parties": count} for name, count in sorted(counts.items())]
    if rows:
        connection.execute(_MORE, rows)


def fill(connection: Connection) -> None:
    """Count all names anew."""
    table = schema.parties.c
    connection.execute(delete(schema.names))
    counted = select(table.folded, func.count()).where(table.folded.is_not(None)).group_by(table.folded)
    rows = iter(connection.execute(counted).all())
    while batch := list(islice(rows, _BATCH)):
        made = [{"id": digest(name), "folded": name, "parties": count} for name, count in batch]
        connection.execute(insert(schema.names), made)


#: SQL that counts the names that are there more or less often than they should.
UNTRUE = (
    "SELECT COUNT(*) FROM (SELECT folded, SUM(parties) AS parties FROM (SELECT folded, 1 AS parties FROM parties "
    "WHERE folded IS NOT NULL UNION ALL SELECT folded, -parties FROM names) AS every GROUP BY folded "
    "HAVING SUM(parties) <> 0) AS wrong"
)

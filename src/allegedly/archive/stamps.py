"""Which articles' events have changed since somebody last looked, so that they alone are read again."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, delete, func, insert, select

from allegedly.archive import schema

_CHUNK = 500  #: keys that one question to the database names


def now(connection: Connection) -> int:
    """Return the stamp of the last change; 0 in an archive that never had an article."""
    last: int | None = connection.execute(select(func.max(schema.stamps.c.tick))).scalar()
    return last or 0


def stamp(connection: Connection, articles: Iterable[str]) -> None:
    """Note that something changed in what is known of the events of some articles, or that these are gone."""
    table = schema.stamps
    keys = sorted(set(articles))
    if not keys:
        return
    tick = now(connection) + 1
    for at in range(0, len(keys), _CHUNK):
        connection.execute(delete(table).where(table.c.article.in_(keys[at : at + _CHUNK])))
    connection.execute(insert(table), [{"article": key, "tick": tick} for key in keys])


def changed(connection: Connection, since: int) -> list[str]:
    """Return the keys of the articles that were stamped after a stamp."""
    table = schema.stamps.c
    return list(connection.execute(select(table.article).where(table.tick > since).order_by(table.article)).scalars())

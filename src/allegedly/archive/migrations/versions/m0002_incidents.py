"""Incidents are joined as articles arrive: clues to look for, joins that were found, whose word an account is.

Incidents and accounts are worked out from the records, so the tables are made anew and every article waits.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    insert,
    select,
)

from allegedly.archive.columns import portable
from allegedly.archive.migrations import first_schema

revision = "0002"
down_revision = "0001"

metadata = MetaData(naming_convention=first_schema.metadata.naming_convention)
articles = first_schema.articles.to_metadata(metadata)
events = first_schema.events.to_metadata(metadata)


def _event(name: str = "event", *, key: bool = True) -> Column[str]:
    return Column(name, String(32), ForeignKey("events.id", ondelete="CASCADE"), primary_key=key)


waiting = Table(
    "waiting",
    metadata,
    Column("article", String(16), ForeignKey("articles.key", ondelete="CASCADE"), primary_key=True),
)

NEW = [
    waiting,
    Table(
        "clues",
        metadata,
        Column("clue", Text, primary_key=True),
        Column("day", String(10), primary_key=True),
        _event(),
        Index(None, "event"),
        sqlite_with_rowid=False,
    ),
    Table(
        "joins",
        metadata,
        _event("a"),
        _event("b"),
        Column("score", Float, nullable=False),
        Index(None, "b"),
        sqlite_with_rowid=False,
    ),
    Table(
        "incidents",
        metadata,
        Column("id", String(16), primary_key=True),
        Column("type", String(16), nullable=False),
        Column("quad", SmallInteger, nullable=False),
        Column("day", String(10), nullable=False),
        Column("end", String(10)),
        Column("place", Text),
        Column("place_country", String(8)),
        Column("label", Text, nullable=False),
        Column("events", Integer, nullable=False),
        Column("articles", Integer, nullable=False),
        Column("sources", Integer, nullable=False),
        Column("dead_low", Integer),
        Column("dead_best", Integer),
        Column("dead_high", Integer),
        Column("disputed", Text, nullable=False),
        Index(None, "day", "id"),
        Index(None, "disputed", "day", "id"),
    ),
    Table(
        "accounts",
        metadata,
        _event(),
        Column("incident", String(16), ForeignKey("incidents.id", ondelete="CASCADE"), nullable=False, index=True),
        Column("report", String(16), nullable=False),
        Column("source", Text, nullable=False),
        Column("sure", Boolean, nullable=False),
        Column("score", Float, nullable=False),
        Index(None, "source"),
    ),
]
portable(NEW)


def upgrade() -> None:
    """Make the tables, and let every article wait to be compared."""
    connection = op.get_bind()
    first_schema.metadata.drop_all(connection, tables=[first_schema.accounts, first_schema.incidents])
    metadata.create_all(connection, tables=NEW)
    connection.execute(insert(waiting).from_select(["article"], select(articles.c.key)))

"""What large archives are asked for is kept as articles arrive, and not looked up event by event.

Panels are read from ``dyads`` alone, and ``accounts`` are found without a detour over row numbers; ``says`` and
``tallies`` hold what ``sources`` counts; ``stamps`` tell what has changed. Those that need more than SQL are filled
after the last migration (``derived``).
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import (
    BigInteger,
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
    text,
)

from allegedly.archive.columns import portable
from allegedly.archive.migrations import first_schema

revision = "0006"
down_revision = "0005"

metadata = MetaData(naming_convention=first_schema.metadata.naming_convention)
events = first_schema.events.to_metadata(metadata)
articles = first_schema.articles.to_metadata(metadata)
incidents = Table("incidents", metadata, Column("id", String(16), primary_key=True))

COUNTS = ("reports", "alone", "contradicted", "confirmed", "denies")

dyads = Table(
    "dyads",
    metadata,
    Column("actor", String(8), primary_key=True),
    Column("recipient", String(8), primary_key=True),
    Column("day", String(10), primary_key=True),
    Column("event", String(32), ForeignKey("events.id", ondelete="CASCADE"), primary_key=True),
    Column("type", String(16), nullable=False),
    Column("quad", SmallInteger, nullable=False),
    Column("granularity", String(8)),
    Column("tense", String(8), nullable=False),
    Column("certainty", String(8), nullable=False),
    Column("polarity", String(1), nullable=False),
    Column("claimed", Boolean, nullable=False),
    Column("incident", String(16)),
    Column("report", String(16)),
    Index(None, "event"),
    sqlite_with_rowid=False,
)
accounts = Table(
    "accounts",
    metadata,
    Column("event", String(32), ForeignKey("events.id", ondelete="CASCADE"), primary_key=True),
    Column("incident", String(16), ForeignKey("incidents.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("report", String(16), nullable=False),
    Column("source", Text, nullable=False),
    Column("sure", Boolean, nullable=False),
    Column("score", Float, nullable=False),
    Index(None, "source"),
    sqlite_with_rowid=False,
)
says = Table(
    "says",
    metadata,
    Column("incident", String(16), ForeignKey("incidents.id", ondelete="CASCADE"), primary_key=True),
    Column("tally", String(16), primary_key=True),
    Column("day", String(10), nullable=False),
    *(Column(name, Integer, nullable=False) for name in COUNTS),
    Index(None, "day"),
    sqlite_with_rowid=False,
)
tallies = Table(
    "tallies",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("kind", String(8), nullable=False),
    Column("name", Text, nullable=False),
    Column("countries", Text, nullable=False),
    Column("month", String(7), nullable=False, index=True),
    *(Column(name, Integer, nullable=False) for name in ("incidents", *COUNTS)),
)
stamps = Table(
    "stamps",
    metadata,
    Column("article", String(16), primary_key=True),
    Column("tick", BigInteger, nullable=False, index=True),
)
NEW = [dyads, accounts, says, tallies, stamps]
portable(NEW)

FILL_ACCOUNTS = """
INSERT INTO accounts (event, incident, report, source, sure, score)
SELECT event, incident, report, source, sure, score FROM old_accounts ORDER BY event
"""
FILL_DYADS = """
INSERT INTO dyads (actor, recipient, day, event, type, quad, granularity, tense, certainty, polarity, claimed, incident,
                   report)
SELECT p.actor, p.recipient, e.day, e.id, e.type, e.quad, e.granularity, e.tense, e.certainty, e.polarity,
       COALESCE(e.voice_country IN (p.actor, p.recipient), FALSE), a.incident, a.report
FROM old_dyads p JOIN events e ON e.id = p.event LEFT JOIN accounts a ON a.event = e.id
ORDER BY p.actor, p.recipient, e.day, e.id
"""


def upgrade() -> None:
    """Make the tables anew, and the indexes that hold few rows."""
    for table in ("dyads", "accounts"):
        op.execute(f"CREATE TABLE old_{table} AS SELECT * FROM {table}")  # noqa: S608
        op.drop_table(table)
    metadata.create_all(op.get_bind(), tables=NEW)
    op.execute(FILL_ACCOUNTS)
    op.execute(FILL_DYADS)
    for table in ("old_dyads", "old_accounts"):
        op.drop_table(table)
    op.execute("INSERT INTO stamps (article, tick) SELECT key, 1 FROM articles")
    for table in ("events", "incidents"):
        _index(f"ix_{table}_lasting", table, ["end", "day", "id"], '"end" > day')
    op.drop_index("ix_incidents_disputed_day_id", table_name="incidents")
    _index("ix_incidents_in_dispute", "incidents", ["day", "id"], "disputed <> ''")


def _index(name: str, table: str, columns: list[str], rows: str) -> None:
    op.create_index(name, table, columns, sqlite_where=text(rows), postgresql_where=text(rows))

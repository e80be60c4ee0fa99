"""Panels, disputes of a country and sources are read from sums that follow each change.

``cells`` hold what panels count, ``contested`` whose incidents are in dispute, ``names`` each name of a party once, and
``tallies`` have years and all years beside months. They are filled after the last migration (``derived``).
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, ForeignKey, Index, Integer, MetaData, SmallInteger, String, Table, Text

from allegedly.archive.columns import portable
from allegedly.archive.migrations import first_schema

revision = "0007"
down_revision = "0006"

metadata = MetaData(naming_convention=first_schema.metadata.naming_convention)
incidents = Table("incidents", metadata, Column("id", String(16), primary_key=True))

COUNTS = ("events", "incidents", "reports", "claims", "unclaimed", "denied")

cells = Table(
    "cells",
    metadata,
    Column("scale", SmallInteger, primary_key=True),
    Column("actor", String(8), primary_key=True),
    Column("recipient", String(8), primary_key=True),
    Column("period", String(7), primary_key=True),
    Column("kind", String(16), primary_key=True),
    *(Column(f"{of}{count}", Integer, nullable=False) for of in ("", "any_") for count in COUNTS),
    sqlite_with_rowid=False,
)
contested = Table(
    "contested",
    metadata,
    Column("country", String(8), primary_key=True),
    Column("role", String(9), primary_key=True),
    Column("day", String(10), primary_key=True),
    Column("incident", String(16), ForeignKey("incidents.id", ondelete="CASCADE"), primary_key=True),
    Index(None, "incident"),
    sqlite_with_rowid=False,
)
names = Table(
    "names",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("folded", Text, nullable=False),
    Column("parties", Integer, nullable=False),
)
step = Table("tallies", MetaData(), Column("step", String(5), nullable=False, server_default="month"))
portable([cells, contested, names, step])


def upgrade() -> None:
    """Make the tables; each tally that is there is of a month."""
    metadata.create_all(op.get_bind(), tables=[cells, contested, names])
    op.create_index("ix_accounts_report", "accounts", ["report"])
    op.drop_index("ix_tallies_month", table_name="tallies")
    op.execute("ALTER TABLE tallies RENAME COLUMN month TO period")
    op.add_column("tallies", Column("step", step.c.step.type, nullable=False, server_default="month"))
    op.create_index("ix_tallies_step_period", "tallies", ["step", "period"])

"""What people decide of the machine's events is kept in a table of its own, change by change."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, String, Table, Text

from allegedly.archive.columns import portable
from allegedly.archive.migrations import first_schema

revision = "0003"
down_revision = "0002"

metadata = MetaData(naming_convention=first_schema.metadata.naming_convention)

reviews = Table(
    "reviews",
    metadata,
    Column("n", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("article", String(16), nullable=False),
    Column("unit", String(64), nullable=False),
    Column("layer", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("at", String(20), nullable=False),
    Column("action", String(8), nullable=False),
    Column("before", Text),
    Column("after", Text),
    Column("undoes", BigInteger),
    Column("comment", Text, nullable=False),
    Index(None, "article", "layer", "unit", "n"),
)
portable([reviews])


def upgrade() -> None:
    """Make the table."""
    metadata.create_all(op.get_bind())

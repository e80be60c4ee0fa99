"""Who decided of two events, and when, is kept ruling by ruling; a change says whose coding it took over."""

from __future__ import annotations

from alembic import op
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    insert,
    literal,
    select,
)

from allegedly.archive.columns import Ordered, portable
from allegedly.archive.migrations import first_schema

revision = "0005"
down_revision = "0004"

metadata = MetaData(naming_convention=first_schema.metadata.naming_convention)

rulings = Table(
    "rulings",
    metadata,
    Column("n", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("a", String(32), nullable=False),
    Column("b", String(32), nullable=False),
    Column("author", Text, nullable=False),
    Column("at", String(20), nullable=False),
    Column("before", Boolean),
    Column("after", Boolean),
    Column("undoes", BigInteger),
    Index(None, "a", "b", "n"),
    Index(None, "b"),
)
verdicts = first_schema.verdicts.c
source = Column("source", Text().with_variant(Ordered(), "postgresql"))
portable([rulings])


def upgrade() -> None:
    """Make the table and the column; of what was decided before it is not known by whom and when."""
    metadata.create_all(op.get_bind())
    known = select(verdicts.a, verdicts.b, literal("somebody"), literal(""), verdicts.same)
    op.execute(insert(rulings).from_select(["a", "b", "author", "at", "after"], known))
    op.add_column("reviews", source)

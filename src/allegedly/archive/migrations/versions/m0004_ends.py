"""Lists from a day on are read from an index: it holds when things ended, so that what ended before is passed over."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Put the last day into the indexes that lists are ordered by."""
    for table in ("events", "incidents"):
        op.drop_index(f"ix_{table}_day_id", table_name=table)
        op.create_index(f"ix_{table}_day_id_end", table, ["day", "id", "end"])

"""Alembic's entry: migrate over the connection that the archive hands in."""

from __future__ import annotations

from alembic import context

from allegedly.archive.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=False,  # the archive has begun a transaction already, and ends it
    include_name=lambda name, kind, _: kind != "table" or name in metadata.tables,
)
context.run_migrations()

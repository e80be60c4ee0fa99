"""An archive that an earlier version wrote is brought up to date with all that is in it."""

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from reported import GAO, GUNMEN, VILLAGERS, on, report
from sqlalchemy import insert, inspect

from allegedly.archive import Archive, incidents, link, schema
from allegedly.archive.database import alembic_config, engine_for, url_of, writing
from allegedly.archive.fulltext import words_for
from allegedly.archive.migrations import first_schema
from allegedly.archive.rows import EventRows, article_row, outlet_rows

TOLD = {"actors": (GUNMEN,), "recipients": (VILLAGERS,), "place": GAO, "time": on("2021-05-04")}
NEWS = [
    report("Gunmen attacked a convoy of traders near Gao.", **TOLD),
    report("Raiders attacked traders in a convoy near Gao.", "Le Fleuve", **TOLD),
]


@pytest.fixture
def old(tmp_path):
    """An archive as the first version left it."""
    path = tmp_path / "old.db"
    engine = engine_for(url_of(path))
    with writing(engine) as connection:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        words_for("sqlite").create(connection)
        for article in NEWS:
            row = article_row(article)
            connection.execute(insert(first_schema.articles), row)
            connection.execute(insert(first_schema.outlets), outlet_rows(article, row["key"]))
            rows = EventRows(article, row["key"])
            connection.execute(insert(first_schema.events), rows.events)
            connection.execute(insert(first_schema.parties), rows.parties)
    engine.dispose()
    return path


def test_the_first_schema_is_as_it_was(old):
    engine = engine_for(url_of(old))
    tables = set(inspect(engine).get_table_names())
    engine.dispose()
    assert {"articles", "events", "incidents"} <= tables
    assert not {"waiting", "clues", "joins"} & tables


def test_an_old_archive_keeps_its_records_and_is_compared(old):
    with Archive.open(old) as archive:
        assert {article.text for article in archive.records()} == {article.text for article in NEWS}
        assert link(archive) == len(NEWS)
        (row,) = incidents(archive)
        assert (row.articles, row.sources) == (2, 2)


def test_migrations_end_at_the_schema_that_the_code_reads(old):
    with Archive.open(old) as archive, archive.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_name": lambda name, kind, _: kind != "table" or name in schema.metadata.tables}
        )
        assert compare_metadata(context, schema.metadata) == []

"""An archive that an earlier version wrote is brought up to date with all that is in it."""

from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from reported import GAO, GUNMEN, VILLAGERS, on, report
from sqlalchemy import String, insert, inspect, text

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


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def old(request, tmp_path):
    """An archive as the first version left it."""
    on_server = request.param == "postgresql"
    path = request.getfixturevalue("postgresql").fresh() if on_server else tmp_path / "old.db"
    engine = engine_for(url_of(path))
    with writing(engine) as connection:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        words_for(request.param).create(connection)
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


def in_words(index: dict[str, Any]) -> str:
    options = {name: str(option) for name, option in index.get("dialect_options", {}).items()}
    return repr({**index, "dialect_options": options})


def shape(archive: Archive) -> dict[str, object]:
    """Return what a database knows of its tables, but for defaults, which columns have that came to rows."""
    seen = inspect(archive.engine)
    tables: dict[str, object] = {
        name: (
            repr(seen.get_pk_constraint(name)),
            sorted(repr({**column, "default": None}) for column in seen.get_columns(name)),
            sorted(map(repr, seen.get_foreign_keys(name))),
            sorted(map(in_words, seen.get_indexes(name))),
        )
        for name in seen.get_table_names()
    }
    if archive.engine.dialect.name == "sqlite":
        with archive.engine.connect() as connection:
            tables["kinds"] = sorted(map(tuple, connection.exec_driver_sql("PRAGMA table_list")))
    return tables


def test_a_new_archive_is_made_as_an_old_one_becomes(old, request, tmp_path):
    place = tmp_path / "new.db" if isinstance(old, Path) else request.getfixturevalue("postgresql").fresh()
    with Archive.open(old) as brought, Archive.open(place) as made:
        assert shape(made) == shape(brought)


@pytest.mark.postgresql
def test_a_server_keeps_every_text_in_one_order_and_of_any_length(postgresql):
    with Archive.open(postgresql.fresh()) as archive, archive.engine.connect() as connection:
        asked = text("SELECT table_name, column_name, data_type, collation_name FROM information_schema.columns "
                     "WHERE table_schema = 'public' AND table_name <> 'alembic_version'")  # fmt: skip
        columns = list(connection.execute(asked))
    texts = {f"{c.table_name}.{c.column_name}" for c in columns if c.collation_name == "C" and c.data_type == "text"}
    strings = {f"{t.name}.{c.name}" for t in schema.metadata.tables.values() for c in t.c if isinstance(c.type, String)}
    assert texts == strings
    assert not [c for c in columns if c.data_type in ("character varying", "integer")]

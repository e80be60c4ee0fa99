"""Looking for words: FTS5 in SQLite, behind an interface that another database's text search can stand behind too."""

from __future__ import annotations

import re
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Connection, Select, false, literal_column, select, text
from sqlalchemy.sql.elements import ColumnClause

from allegedly.archive.schema import articles, events
from allegedly.errors import AllegedlyError


class Words(Protocol):
    """Finds articles and events by their words."""

    def create(self, connection: Connection) -> None:
        """Make what the index needs, in a new archive."""

    def add_article(self, connection: Connection, n: int, title: str, body: str) -> None:
        """Index an article."""

    def add_events(self, connection: Connection, quotes: list[tuple[int, str]]) -> None:
        """Index the quotes of events."""

    def drop_article(self, connection: Connection, n: int, title: str, body: str) -> None:
        """Take an article out of the index, by the words it was indexed with."""

    def drop_events(self, connection: Connection, quotes: list[tuple[int, str]]) -> None:
        """Take quotes of events out of the index."""

    def in_articles(self, query: str) -> ColumnElement[bool]:
        """Return the condition that an article's title or text has the words."""

    def in_events(self, query: str) -> ColumnElement[bool]:
        """Return the condition that an event's quote has the words."""


def words_for(dialect: str) -> Words:
    """Return the word index of a database."""
    if dialect != "sqlite":
        raise AllegedlyError("U01", dialect, "archives are SQLite files")
    return SqliteWords()


_TERM = re.compile(r'"([^"]+)"|(\S+)')


def terms(query: str) -> list[str]:
    """Return the words and quoted phrases of a query; all must be found. No other syntax: people type anything."""
    query = query.replace("\0", " ")  # ends a query half-way
    return [phrase or word for phrase, word in _TERM.findall(query) if re.search(r"\w", phrase or word)]


class SqliteWords:
    """FTS5 tables that hold the index alone; the words themselves stand in the record."""

    TABLES = ("article_words", "event_words")

    def create(self, connection: Connection) -> None:
        """Make the two index tables."""
        fields = {"article_words": "title, body", "event_words": "quote"}
        for name in self.TABLES:
            connection.execute(
                text(
                    f"CREATE VIRTUAL TABLE IF NOT EXISTS {name} USING fts5({fields[name]}, content='', "
                    "tokenize='unicode61 remove_diacritics 2')"
                )
            )

    def add_article(self, connection: Connection, n: int, title: str, body: str) -> None:
        """Index an article."""
        statement = text("INSERT INTO article_words(rowid, title, body) VALUES (:n, :title, :body)")
        connection.execute(statement, {"n": n, "title": title, "body": body})

    def add_events(self, connection: Connection, quotes: list[tuple[int, str]]) -> None:
        """Index the quotes of events."""
        if quotes:
            statement = text("INSERT INTO event_words(rowid, quote) VALUES (:n, :quote)")
            connection.execute(statement, [{"n": n, "quote": quote} for n, quote in quotes])

    def drop_article(self, connection: Connection, n: int, title: str, body: str) -> None:
        """Take an article out of the index, by the words it was indexed with."""
        statement = text(
            "INSERT INTO article_words(article_words, rowid, title, body) VALUES ('delete', :n, :title, :body)"
        )
        connection.execute(statement, {"n": n, "title": title, "body": body})

    def drop_events(self, connection: Connection, quotes: list[tuple[int, str]]) -> None:
        """Take quotes of events out of the index."""
        if quotes:
            statement = text("INSERT INTO event_words(event_words, rowid, quote) VALUES ('delete', :n, :quote)")
            connection.execute(statement, [{"n": n, "quote": quote} for n, quote in quotes])

    def in_articles(self, query: str) -> ColumnElement[bool]:
        """Return the condition that an article's title or text has the words."""
        return articles.c.n.in_(self._rows("article_words", query)) if terms(query) else false()

    def in_events(self, query: str) -> ColumnElement[bool]:
        """Return the condition that an event's quote has the words."""
        return events.c.n.in_(self._rows("event_words", query)) if terms(query) else false()

    @staticmethod
    def _rows(table: str, query: str) -> Select[Any]:
        rowid: ColumnClause[int] = literal_column("rowid")
        match = " ".join('"' + term.replace('"', '""') + '"' for term in terms(query))
        return select(rowid).select_from(text(table)).where(text(f"{table} MATCH :match").bindparams(match=match))

"""Looking for words: FTS5 in SQLite, tsvector in PostgreSQL, with the same answers."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Connection, Select, false, literal_column, select, text
from sqlalchemy.sql.elements import ColumnClause

from allegedly.archive.schema import articles, events


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

    def clear(self, connection: Connection) -> None:
        """Take everything out of the index."""

    def in_articles(self, query: str) -> ColumnElement[bool]:
        """Return the condition that an article's title or text has the words."""

    def in_events(self, query: str) -> ColumnElement[bool]:
        """Return the condition that an event's quote has the words."""


def words_for(dialect: str) -> Words:
    """Return the word index of a database."""
    return SqliteWords() if dialect == "sqlite" else PostgresWords()


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

    def clear(self, connection: Connection) -> None:
        """Take everything out of the index."""
        for name in self.TABLES:
            connection.execute(text(f"INSERT INTO {name}({name}) VALUES ('delete-all')"))  # noqa: S608

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


# ── PostgreSQL ───────────────────────────────────────────────────────────────────────────────────────────────────────

_ACCENTED = re.compile("([A-Za-zØøÆæ])[\u0300-\u036f]+")
_WORD = re.compile(r"[^\W_]+")
MAX_WORD = 250  #: characters of a word that count
MAX_POSITION = 16_383  #: words of a text, after which PostgreSQL knows that one is there but not where
MAX_POSITIONS = 255  #: places of one word
MAX_BYTES = 900_000  #: of an index entry; words of a longer text are left out, the later ones first


def words_in(plain: str) -> list[str]:
    """Return the words of a text as FTS5 compares them: in small letters, Latin ones without accents."""
    bare = unicodedata.normalize("NFC", _ACCENTED.sub(r"\1", unicodedata.normalize("NFD", plain)))
    return [word[:MAX_WORD] for word in _WORD.findall(bare.lower().replace("ς", "σ"))]


def vector(*fields: str) -> str:
    """Return the words of a text with their places, as PostgreSQL writes a tsvector.

    They are split here and not there, because its parsers know hosts, paths and hyphens, and its languages stems:
    one archive would find what the other does not.
    """
    places: dict[str, list[int]] = defaultdict(list)
    at = size = 0
    for field in fields:
        for word in words_in(field):
            at += 1
            if word not in places:
                size += len(word.encode()) + 4
            if size > MAX_BYTES:
                break
            if len(places[word]) < MAX_POSITIONS and at <= MAX_POSITION:
                places[word].append(at)
                size += 2
        at += 1  # no phrase runs from the title into the text
    return " ".join(f"'{word}'{':' if known else ''}{','.join(map(str, known))}" for word, known in places.items())


def looked_for(query: str) -> str | None:
    """Return a query as PostgreSQL writes a tsquery; None where it has no word."""
    phrases = [" <-> ".join(f"'{word}'" for word in words_in(term)) for term in terms(query)]
    return " & ".join(f"({phrase})" for phrase in phrases if phrase) or None


class PostgresWords:
    """Tables of tsvectors beside those of articles and events."""

    TABLES = {"article_words": "articles", "event_words": "events"}  # noqa: RUF012  never changed

    def create(self, connection: Connection) -> None:
        """Make the two index tables."""
        for name, of in self.TABLES.items():
            connection.execute(
                text(
                    f"CREATE TABLE IF NOT EXISTS {name} (n BIGINT PRIMARY KEY REFERENCES {of} (n) ON DELETE CASCADE, "
                    "words TSVECTOR NOT NULL)"
                )
            )
            connection.execute(text(f"CREATE INDEX IF NOT EXISTS ix_{name}_words ON {name} USING gin (words)"))

    def add_article(self, connection: Connection, n: int, title: str, body: str) -> None:
        """Index an article."""
        self._add(connection, "article_words", [{"n": n, "words": vector(title, body)}])

    def add_events(self, connection: Connection, quotes: list[tuple[int, str]]) -> None:
        """Index the quotes of events."""
        self._add(connection, "event_words", [{"n": n, "words": vector(quote)} for n, quote in quotes])

    @staticmethod
    def _add(connection: Connection, name: str, rows: list[dict[str, Any]]) -> None:
        if rows:
            connection.execute(text(f"INSERT INTO {name} (n, words) VALUES (:n, CAST(:words AS tsvector))"), rows)  # noqa: S608

    def drop_article(self, connection: Connection, n: int, title: str, body: str) -> None:
        """Take an article out of the index."""
        self._drop(connection, "article_words", [n])

    def drop_events(self, connection: Connection, quotes: list[tuple[int, str]]) -> None:
        """Take quotes of events out of the index."""
        self._drop(connection, "event_words", [n for n, _ in quotes])

    @staticmethod
    def _drop(connection: Connection, name: str, numbers: list[int]) -> None:
        if numbers:
            connection.execute(text(f"DELETE FROM {name} WHERE n = :n"), [{"n": n} for n in numbers])  # noqa: S608

    def clear(self, connection: Connection) -> None:
        """Take everything out of the index."""
        for name in self.TABLES:
            connection.execute(text(f"DELETE FROM {name}"))  # noqa: S608

    def in_articles(self, query: str) -> ColumnElement[bool]:
        """Return the condition that an article's title or text has the words."""
        return self._has(articles.c.n, "article_words", query)

    def in_events(self, query: str) -> ColumnElement[bool]:
        """Return the condition that an event's quote has the words."""
        return self._has(events.c.n, "event_words", query)

    @staticmethod
    def _has(number: ColumnElement[int], name: str, query: str) -> ColumnElement[bool]:
        wanted = looked_for(query)
        if wanted is None:
            return false()
        rowid: ColumnClause[int] = literal_column(f"{name}.n")
        found = text(f"{name}.words @@ CAST(:wanted AS tsquery)").bindparams(wanted=wanted)
        return number.in_(select(rowid).select_from(text(name)).where(found))

"""Formats that are tables: which of our values stands under which of the standard's columns is itself a table."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from functools import cache
from typing import IO, Any, ClassVar

import msgspec

from allegedly import tables
from allegedly.exports.choice import FACTS, Choice
from allegedly.exports.exporter import Exporter
from allegedly.exports.table import Sheet
from allegedly.exports.values import Values
from allegedly.records import Article


class Column(msgspec.Struct, frozen=True):
    """A row of a format's table: a column, our value in it (None where the record knows none), and a note."""

    column: str
    value: str | None = None
    note: str | None = None


@cache
def columns(name: str) -> tuple[Column, ...]:
    """Return the columns of ``tables/NAME.tsv`` in their order."""
    return tuple(tables.tsv("allegedly.exports", f"{name}.tsv", Column))


class ColumnTable(Exporter):
    """A standard's own columns, then those that say on whose word and how surely (``attribution.tsv``)."""

    usual: ClassVar[Choice] = FACTS
    shape: ClassVar[str]  #: the table that names the columns
    delimiter: ClassVar[str] = ","

    def __init__(self, stream: IO[Any], choice: Choice | None = None) -> None:
        super().__init__(stream, choice)
        self.columns = self.layout()
        self.sheet = self.make_sheet()

    def layout(self) -> tuple[Column, ...]:
        """Return all columns of the file."""
        return (*columns(self.shape), *columns("attribution"))

    def make_sheet(self) -> Sheet:
        """Begin the file."""
        return Sheet(self.stream, [c.column for c in self.columns], delimiter=self.delimiter)

    @abstractmethod
    def rows(self, article: Article) -> Iterator[Values]:
        """Yield the values of each row."""

    def write(self, article: Article) -> None:
        """Write the article's rows."""
        for values in self.rows(article):
            self.sheet.write(None if c.value is None else values[c.value] for c in self.columns)

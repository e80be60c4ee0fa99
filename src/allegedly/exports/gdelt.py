"""The two tables of GDELT 2: events, and mentions of them in articles. Tabs part the columns, and nothing is quoted.

GDELT's event table has no place for whose word it is. So it holds what the outlets report on their own word, under
GDELT's 61 columns and nothing else; asked for claims too, it has the columns that tell them apart behind those, and no
loader made for 61 columns takes them for facts unawares. The table of mentions says it in its last column, ``Extras``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import IO, Any

from allegedly.exports.choice import FACTS
from allegedly.exports.columns import Column, ColumnTable, columns
from allegedly.exports.table import Sheet, defused
from allegedly.exports.values import Values, dyads
from allegedly.records import Article


class Lines(Sheet):
    """Cells parted by tabs with no quotation marks, as GDELT's readers split them; no header."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    def write(self, cells: Iterable[Any]) -> None:
        """Write one row; white space in a cell becomes one space: none may hold a tab or a line's end."""
        self._stream.write("\t".join(_cell(cell) for cell in cells) + "\n")


def _cell(cell: Any) -> str:
    if isinstance(cell, str):
        return str(defused(" ".join(cell.split())))
    return "" if cell is None else str(defused(cell))


class Events(ColumnTable):
    """``YYYYMMDDHHMMSS.export.CSV``: one row for each pair of parties of an event."""

    shape = "gdelt"

    def layout(self) -> tuple[Column, ...]:
        """Return GDELT's own columns, and ours where there are claims to be told apart."""
        return columns("gdelt") if self.chosen.choice == FACTS else super().layout()

    def make_sheet(self) -> Sheet:
        """Begin the file, which has no header."""
        return Lines(self.stream)

    def rows(self, article: Article) -> Iterator[Values]:
        """Yield the values of each pair."""
        for values in dyads(article):
            if values["cameo"]:
                yield values
            else:
                self.left_out.unfit += 1


class Mentions(Events):
    """``YYYYMMDDHHMMSS.mentions.CSV``: the article in which each row of the events is mentioned."""

    shape = "gdelt_mentions"

    def layout(self) -> tuple[Column, ...]:
        """Return GDELT's own columns."""
        return columns("gdelt_mentions")

    def rows(self, article: Article) -> Iterator[Values]:
        """Yield the values of each mention."""
        for values in super().rows(article):
            told = {c.column: values[c.value] for c in columns("attribution") if c.value}
            yield {**values, "mention_type": 1 if values["url"] else 2, "extras": _json(told)}


def _json(told: Values) -> str:
    return json.dumps({k: v for k, v in told.items() if v not in (None, "")}, ensure_ascii=False)

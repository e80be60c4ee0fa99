"""Events as tidy CSV: one a row, a header, nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import astuple, fields
from typing import IO, Any

from allegedly.archive.rows import EventRow, event_rows
from allegedly.exports.choice import Choice
from allegedly.exports.exporter import Exporter
from allegedly.records import Article

COLUMNS = tuple(field.name for field in fields(EventRow))

#: A cell that begins so is a formula to a spreadsheet, and a formula in the news is an attack.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def defused(cell: Any) -> Any:
    """Return the cell as text that a spreadsheet shows and does not run: an apostrophe goes before a formula.

    Numbers stay numbers, and a sign alone ("-", as in ``polarity``) is no formula.
    """
    if isinstance(cell, bool):
        return int(cell)
    if isinstance(cell, str) and len(cell) > 1 and cell.lstrip(" ").startswith(_FORMULA):
        return "'" + cell
    return cell


class Sheet:
    """Rows of cells, separated and quoted as spreadsheets and statistics packages read them."""

    def __init__(self, stream: IO[str], columns: Sequence[str], *, delimiter: str = ",", header: bool = True) -> None:
        self._writer = csv.writer(stream, delimiter=delimiter, lineterminator="\n")
        if header:
            self._writer.writerow(columns)

    def write(self, cells: Iterable[Any]) -> None:
        """Write one row; what is not known is an empty cell."""
        self._writer.writerow([_one_line_end(defused(cell)) for cell in cells])


def _one_line_end(cell: Any) -> Any:
    """Return text with bare newlines only: csv quotes those, but no carriage return, at which readers end the row."""
    return cell.replace("\r\n", "\n").replace("\r", "\n") if isinstance(cell, str) else cell


class Csv(Exporter):
    """One event a row, under the names of ``EventRow``."""

    def __init__(self, stream: IO[Any], choice: Choice | None = None) -> None:
        super().__init__(stream, choice)
        self._sheet = Sheet(stream, COLUMNS)

    def write(self, article: Article) -> None:
        """Write the article's events."""
        for row in event_rows(article):
            self._sheet.write(astuple(row))

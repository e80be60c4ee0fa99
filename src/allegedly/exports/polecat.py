"""Event rows as POLECAT has them: PLOVER's codes under NGEC's columns, one event a row."""

from __future__ import annotations

from collections.abc import Iterator

from allegedly.exports.columns import ColumnTable
from allegedly.exports.values import Values, event_values, told
from allegedly.records import Article


class Polecat(ColumnTable):
    """One event a row; several parties of a side stand in one cell with ";" between."""

    shape = "polecat"

    def rows(self, article: Article) -> Iterator[Values]:
        """Yield the values of each event."""
        return (event_values(article, one) for one in told(article))

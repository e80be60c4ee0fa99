"""Event rows as ICEWS has them: CAMEO codes, one row for each pair of parties, parted by tabs."""

from __future__ import annotations

from collections.abc import Iterator

from allegedly.exports.columns import ColumnTable
from allegedly.exports.values import Values, dyads
from allegedly.records import Article


class Icews(ColumnTable):
    """One pair of parties a row; an event without a CAMEO code is left out."""

    shape = "icews"
    delimiter = "\t"

    def rows(self, article: Article) -> Iterator[Values]:
        """Yield the values of each pair."""
        for values in dyads(article):
            if values["cameo"]:
                yield values
            else:
                self.left_out.unfit += 1

"""Events with a place as GeoJSON (RFC 7946), for maps; those without one are left out."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import IO, Any

from allegedly.archive.rows import EventRow, event_rows
from allegedly.exports.exporter import Exporter
from allegedly.records import Article


class GeoJson(Exporter):
    """One FeatureCollection with a point for each event; what else is known of it are its properties."""

    def __init__(self, stream: IO[Any]) -> None:
        super().__init__(stream)
        self._before = '{"type":"FeatureCollection","features":[\n'
        self._any = False

    def write(self, article: Article) -> None:
        """Write the features of the article's events."""
        for row in event_rows(article):
            if row.lat is not None and row.lon is not None:
                self.stream.write(self._before + json.dumps(_feature(row), ensure_ascii=False, separators=(",", ":")))
                self._before, self._any = ",\n", True

    def finalize(self) -> None:
        """Close the collection."""
        self.stream.write("\n]}\n" if self._any else self._before + "]}\n")


def _feature(row: EventRow) -> dict[str, Any]:
    told = {name: value for name, value in asdict(row).items() if name not in ("id", "lat", "lon")}
    point = {"type": "Point", "coordinates": [row.lon, row.lat]}
    return {"type": "Feature", "id": row.id, "geometry": point, "properties": told}

"""Events with a place as GeoJSON (RFC 7946), for maps; those without one are left out."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from allegedly.exports.choice import standing
from allegedly.exports.plainjson import JsonItems
from allegedly.exports.values import Told, told
from allegedly.records import Article


class GeoJson(JsonItems):
    """One FeatureCollection with a point for each event; what else is known of it are its properties."""

    head = '{"type":"FeatureCollection","features":['

    def write(self, article: Article) -> None:
        """Write the features of the article's events."""
        for one in told(article):
            if one.row.lat is not None and one.row.lon is not None:
                self.item(_feature(one))
            else:
                self.left_out.unfit += 1


def _feature(one: Told) -> dict[str, Any]:
    properties = {name: value for name, value in asdict(one.row).items() if name not in ("id", "lat", "lon")}
    return {
        "type": "Feature",
        "id": one.row.id,
        "geometry": {"type": "Point", "coordinates": [one.row.lon, one.row.lat]},
        "properties": {**properties, "standing": ", ".join(standing(one.event))},
    }

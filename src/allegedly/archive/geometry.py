"""Parts of the map, and distances on it."""

from __future__ import annotations

import math
from dataclasses import dataclass

EARTH_KM = 6371.0
KM_PER_DEGREE = EARTH_KM * math.pi / 180


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the map; one that crosses the 180th meridian has its west east of its east."""

    south: float
    west: float
    north: float
    east: float


@dataclass(frozen=True, slots=True)
class Circle:
    """Everything within some kilometres of a point."""

    lat: float
    lon: float
    km: float


def around(circle: Circle) -> Box:
    """Return the smallest box around a circle; all longitudes where it holds a pole."""
    high = circle.km / KM_PER_DEGREE
    south, north = circle.lat - high, circle.lat + high
    if south <= -90 or north >= 90:
        return Box(max(-90.0, south), -180.0, min(90.0, north), 180.0)
    wide = math.degrees(math.asin(min(1.0, math.sin(circle.km / EARTH_KM) / math.cos(math.radians(circle.lat)))))
    return Box(south, _turned(circle.lon - wide), north, _turned(circle.lon + wide))


def _turned(lon: float) -> float:
    return (lon + 180) % 360 - 180


def distance_km(lat: float, lon: float, other_lat: float | None, other_lon: float | None) -> float | None:
    """Return the great-circle distance of two points; None where one is not known."""
    if other_lat is None or other_lon is None:
        return None
    one, other = math.radians(lat), math.radians(other_lat)
    half = math.sin((other - one) / 2) ** 2
    half += math.cos(one) * math.cos(other) * math.sin(math.radians(other_lon - lon) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(min(1.0, half)))

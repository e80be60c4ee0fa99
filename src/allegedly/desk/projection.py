"""Where on the map a place lies: Miller's cylindrical projection, in degrees east and in degrees of the map downwards.

Shapes are drawn by the same formula when they are built, so that points and shapes meet.
"""

from __future__ import annotations

import math

#: The map in its own units: what a view box spans at first.
WEST, EAST, TOP, BOTTOM = -180.0, 180.0, -115.0, 63.0


def down(lat: float) -> float:
    """Return how far below the equator a latitude lies on the map; north is negative, as in any picture."""
    held = math.radians(max(-88.0, min(88.0, lat)))
    return -math.degrees(1.25 * math.asinh(math.tan(0.8 * held)))


def latitude(y: float) -> float:
    """Return the latitude that lies so far below the equator on the map."""
    return math.degrees(1.25 * math.atan(math.sinh(math.radians(-y) / 1.25)))

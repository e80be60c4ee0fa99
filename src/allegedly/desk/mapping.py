"""Events on the map, which is shapes of the desk's own: land, borders and, further in, first-level divisions."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from allegedly.archive.counting import PlaceRow
from allegedly.archive.geometry import Box
from allegedly.desk.asked import Asked, box_of
from allegedly.desk.desk import Desk, flat, found
from allegedly.desk.lists import KINDS
from allegedly.desk.projection import BOTTOM, EAST, TOP, WEST, down, latitude
from allegedly.desk.sheets import sheet
from allegedly.desk.timeline import CLASSES

MOST_PLACES = 4000  #: rows that are read for a map
MOST_POINTS = 600
ASPECT = (EAST - WEST) / (BOTTOM - TOP)
CLOSE = 60.0  #: degrees across, below which divisions are drawn
TILE = 30  #: degrees a side of the tiles of divisions
NARROWEST = 0.5
TILES = frozenset(f"d{west}_{south}" for west in range(-6, 6) for south in range(-2, 4))


@dataclass(frozen=True, slots=True)
class Point:
    """A place with its events."""

    place: str
    country: str | None
    x: float
    y: float
    radius: float
    quad: int  #: the class that most of the events have
    events: int
    label: str


@dataclass(frozen=True, slots=True)
class View:
    """The part of the map that is seen, in the map's units."""

    x: float
    y: float
    width: float

    @property
    def height(self) -> float:
        """As wide views are high."""
        return self.width / ASPECT

    @property
    def box(self) -> str:
        """The view as the filter ``box`` has it."""
        south, north = latitude(self.y + self.height), latitude(self.y)
        return ",".join(f"{degrees:.2f}" for degrees in (self.x, south, self.x + self.width, north))

    def moved(self, right: float, lower: float, wider: float = 1.0) -> View:
        """Return the view moved by parts of itself, or seen from nearer or further, and never off the map."""
        width = min(EAST - WEST, max(NARROWEST, self.width * wider))
        x = self.x + self.width * right + (self.width - width) / 2
        y = self.y + self.height * lower + (self.height - width / ASPECT) / 2
        return View(
            max(WEST, min(EAST - width, x)),
            max(TOP, min(BOTTOM - width / ASPECT, y)),
            width,
        )

    def tiles(self) -> list[str]:
        """Return the names of the shapes with the divisions in view; lines reach over into the next tiles."""
        if self.width >= CLOSE:
            return []
        wests = range(math.floor(self.x / TILE) - 1, math.floor((self.x + self.width) / TILE) + 1)
        souths = math.floor(latitude(self.y + self.height) / TILE), math.floor(latitude(self.y) / TILE)
        return [f"d{west}_{south}" for west in wests for south in range(souths[0], souths[1] + 2)]


def view_of(box: Box | None) -> View:
    """Return the view that shows a part of the map whole."""
    whole = View(WEST, TOP, EAST - WEST)
    if box is None or box.west >= box.east:
        return whole
    top, bottom = down(box.north), down(box.south)
    width = min(EAST - WEST, max(NARROWEST, box.east - box.west, (bottom - top) * ASPECT))
    x, y = (box.west + box.east) / 2 - width / 2, (top + bottom) / 2 - width / ASPECT / 2
    return View(x, y, width).moved(0, 0)


def points_of(rows: list[PlaceRow], view: View) -> list[Point]:
    """Return the places with the most events, the largest first so that small ones lie on top."""
    counts: dict[tuple[str, str | None, float, float], dict[int, int]] = defaultdict(dict)
    for row in rows:
        counts[row.place, row.country, row.lat, row.lon][row.quad] = row.events
    ranked = sorted(counts.items(), key=lambda item: (-sum(item[1].values()), item[0][0]))[:MOST_POINTS]
    most = sum(ranked[0][1].values()) if ranked else 1
    return [_point(*key, by_quad, most, view) for key, by_quad in ranked]


def _point(
    place: str, country: str | None, lat: float, lon: float, by_quad: dict[int, int], most: int, view: View
) -> Point:
    events = sum(by_quad.values())
    quad = max(by_quad, key=lambda q: (by_quad[q], q))
    radius = view.width / 360 * (1.1 + 4.4 * math.sqrt(events / most))
    classes = ", ".join(f"{count:,} {CLASSES[q]}" for q, count in sorted(by_quad.items()))
    where = f"{place}, {country}" if country else place
    return Point(place, country, lon, round(down(lat), 3), round(radius, 4), quad, events, f"{where}: {classes}")


def routes(desk: Desk) -> APIRouter:
    """Return the map in its three forms."""
    router = APIRouter(tags=["views"])
    overview = desk.overview

    def places(asked: Asked) -> list[PlaceRow]:
        return found(lambda: overview.by_place(asked.question, MOST_PLACES))

    @router.get("/map.json")
    def map_json(asked: Annotated[Asked, Query()]) -> list[dict[str, Any]]:
        """Return the counts by place and class, the most first."""
        return [flat(row) for row in places(asked)]

    @router.get("/map.csv")
    def map_csv(asked: Annotated[Asked, Query()]) -> Response:
        """Return the counts as a sheet."""
        return sheet(PlaceRow, places(asked), "map")

    @router.get("/map", include_in_schema=False)
    def map_page(request: Request, asked: Annotated[Asked, Query()]) -> Response:
        """Draw the map."""
        view = view_of(box_of(asked.box))
        rows = places(asked)
        ways = {
            "nearer": view.moved(0, 0, 0.5), "further": view.moved(0, 0, 2), "west": view.moved(-0.4, 0),
            "east": view.moved(0.4, 0), "north": view.moved(0, -0.4), "south": view.moved(0, 0.4),
        }  # fmt: skip
        return desk.show(
            request,
            "map.html",
            asked=asked,
            kinds=KINDS,
            classes=CLASSES,
            view=view,
            points=points_of(rows, view),
            rows=rows[:100],
            ways=ways,
            tiles=TILES,
        )

    return router

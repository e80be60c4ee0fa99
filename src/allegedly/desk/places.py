"""Places by name, for whoever corrects where something happened."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from allegedly.desk.desk import Desk
from allegedly.desk.sheets import sheet
from allegedly.places import Gazetteer
from allegedly.places.gazetteer import Entry, shared
from allegedly.places.prior import prior

MOST = 20

Name = Annotated[str, Query(min_length=1, max_length=200, description="The place's name in any of its spellings.")]


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """A place of the gazetteer, with what tells it from others of its name."""

    name: str
    geonames: int | None
    lat: float | None
    lon: float | None
    feature: str | None
    country: str | None
    within: str | None  #: the first-order division that it lies in
    population: int


def routes(_: Desk) -> APIRouter:
    """Return the look-up in its forms."""
    router = APIRouter(tags=["review"])
    alone = ThreadPoolExecutor(1, "desk-places")  # a gazetteer is read by the thread that opened it

    def found(name: str) -> list[FoundPlace]:
        return alone.submit(_found, name).result()

    @router.get("/places.json")
    def places_json(name: Name) -> list[dict[str, Any]]:
        """Return the places of a name, the likeliest first."""
        return [asdict(row) for row in found(name)]

    @router.get("/places.csv")
    def places_csv(name: Name) -> Response:
        """Return the places of a name as a sheet."""
        return sheet(FoundPlace, found(name), "places")

    return router


def _found(name: str) -> list[FoundPlace]:
    gazetteer = shared()
    entries = gazetteer.find(name) or gazetteer.find_alike(name)
    ranked = sorted(entries, key=lambda entry: (-prior(entry), entry.key))
    return [_place(entry, gazetteer) for entry in ranked[:MOST]]


def _place(entry: Entry, gazetteer: Gazetteer) -> FoundPlace:
    above = gazetteer.entry(entry.admin1) if entry.admin1 and entry.admin1 != entry.key else None
    return FoundPlace(
        name=entry.name,
        geonames=entry.geonames,
        lat=entry.lat,
        lon=entry.lon,
        feature=entry.feature,
        country=entry.country,
        within=above.name if above else None,
        population=entry.population,
    )

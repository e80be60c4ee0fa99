"""Rulings on uncertain joins: two tellings are of one thing or of two; each has author and time and can be undone."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, HTTPException, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field

from allegedly.archive import Archive, Ruling, decide, reconsider, rulings
from allegedly.archive.incidents import Dossier, incident
from allegedly.archive.joining import pair_of
from allegedly.desk.desk import Desk, PlainJson, Writer
from allegedly.desk.sheets import sheet
from allegedly.errors import AllegedlyError

REFUSALS: dict[int | str, dict[str, Any]] = {
    404: {"description": "There is no such event, or nothing to take back."},
    409: {"description": "Somebody has ruled on the two meanwhile; nothing was written."},
}
_STATUS = {"S04": 404, "S05": 409}


class Asked(BaseModel):
    """What somebody holds of two tellings."""

    one: str = Field(max_length=64, description="Id of an event.")
    other: str = Field(max_length=64, description="Id of another.")
    action: Literal["same", "different", "undo"]
    seen: int = Field(0, ge=0, description="Number of the last ruling on the two that was seen; 0 for none.")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two tellings on which somebody has ruled, or can rule."""

    one: str  #: of the incident that is shown
    other: str
    seen: int
    last: Ruling | None


def routes(desk: Desk) -> APIRouter:
    """Return the rulings and the way to make one."""
    router = APIRouter(tags=["incidents"])
    archive = desk.archive

    @router.get("/rulings.json")
    def rulings_json() -> list[dict[str, Any]]:
        """Return every ruling, the earliest first: which two events, who, when, what held before and after."""
        return [asdict(ruling) for ruling in rulings(archive)]

    @router.get("/rulings.csv")
    def rulings_csv() -> Response:
        """Return every ruling as a sheet."""
        return sheet(Ruling, rulings(archive), "rulings")

    @router.post("/rulings.json", responses=REFUSALS)
    def ruled(session: Writer, asked: Asked) -> Response:
        """Rule that two events are the same or different, or take the last ruling on them back."""
        ruling = _ruled(archive, asked, session.name)
        told = {"ruling": asdict(ruling), "incidents": [_incident_of(archive, e) for e in (asked.one, asked.other)]}
        return PlainJson(told)

    @router.post("/rulings", include_in_schema=False)
    def ruled_by_form(session: Writer, asked: Annotated[Asked, Form()]) -> Response:
        """Rule from the page of an incident, which needs no script."""
        _ruled(archive, asked, session.name)
        return RedirectResponse(f"/incidents/{_incident_of(archive, asked.one)}#rulings", 303)

    return router


def _ruled(archive: Archive, asked: Asked, author: str) -> Ruling:
    try:
        if asked.action == "undo":
            return reconsider(archive, asked.one, asked.other, author=author, seen=asked.seen)
        return decide(archive, asked.one, asked.other, asked.action == "same", author=author, seen=asked.seen)
    except AllegedlyError as fault:
        raise HTTPException(_STATUS.get(fault.code, 422), str(fault)) from fault


def _incident_of(archive: Archive, event: str) -> str:
    return incident(archive, event).incident.id


def pairs_of(dossier: Dossier) -> dict[tuple[str, str], Pair]:
    """Return by their two events what can be ruled on at an incident: what is uncertain, and what was ruled before."""
    last = {(ruling.a, ruling.b): ruling for ruling in dossier.rulings}
    asked = [(near.event, near.other) for near in dossier.perhaps]
    asked += [(doubt.event, doubt.other) for doubt in dossier.doubts]
    return {(one, other): _pair(one, other, last.get(pair_of(one, other))) for one, other in asked}


def standing(dossier: Dossier) -> list[Pair]:
    """Return the pairs on which a ruling stands, the last ruled first."""
    here = {account.event for account in dossier.comparison.accounts}
    last = {(ruling.a, ruling.b): ruling for ruling in dossier.rulings}
    kept = sorted((r for r in last.values() if r.after is not None), key=lambda r: -r.n)
    return [_pair(*((r.a, r.b) if r.a in here else (r.b, r.a)), r) for r in kept]


def _pair(one: str, other: str, last: Ruling | None) -> Pair:
    return Pair(one, other, last.n if last else 0, last)

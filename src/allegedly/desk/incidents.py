"""Incidents: all that is told of one thing, account beside account, with what they contradict each other in."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from allegedly.archive import Archive
from allegedly.archive.accounts import Account
from allegedly.archive.incidents import Dossier, Incident, incident, incidents
from allegedly.codec import plain
from allegedly.desk.asked import Asked
from allegedly.desk.desk import Desk, found
from allegedly.desk.lists import KINDS
from allegedly.desk.ruling import pairs_of, standing
from allegedly.desk.sheets import sheet

Sources = Annotated[int, Query(ge=1, le=100, description="The least number of independent sources.")]


def routes(desk: Desk) -> APIRouter:
    """Return the incidents, each view in its three forms."""
    router = APIRouter(tags=["incidents"])
    _list(router, desk)
    _one(router, desk)
    return router


def _asked(archive: Archive, asked: Asked, sources: int) -> list[Incident]:
    question = replace(asked.question, disputed=False)  # asked of the incident itself, which knows it
    return found(
        lambda: incidents(
            archive, question, sources=sources, disputed=asked.disputed, limit=asked.limit, after=asked.after
        )
    )


def _list(router: APIRouter, desk: Desk) -> None:
    archive = desk.archive

    @router.get("/incidents.json")
    def incidents_json(asked: Annotated[Asked, Query()], sources: Sources = 1) -> list[dict[str, Any]]:
        """Return the incidents of which an event answers the filters; with ``disputed`` the contested ones."""
        return [asdict(row) for row in _asked(archive, asked, sources)]

    @router.get("/incidents.csv")
    def incidents_csv(asked: Annotated[Asked, Query()], sources: Sources = 1) -> Response:
        """Return the incidents as a sheet."""
        return sheet(Incident, _asked(archive, asked, sources), "incidents")

    @router.get("/incidents", include_in_schema=False)
    def incidents_page(request: Request, asked: Annotated[Asked, Query()], sources: Sources = 1) -> Response:
        """Show the incidents."""
        rows = _asked(archive, asked, sources)
        more = request.url.include_query_params(after=rows[-1].id).query if len(rows) == asked.limit else None
        return desk.show(request, "incidents.html", rows=rows, asked=asked, sources=sources, more=more, kinds=KINDS)


def _one(router: APIRouter, desk: Desk) -> None:
    archive = desk.archive

    @router.get("/incidents/{id_}.json")
    def incident_json(id_: str) -> dict[str, Any]:
        """Return an incident with its accounts, standings, tolls, shifts and contradictions."""
        told: dict[str, Any] = plain(found(lambda: incident(archive, id_)))
        return told

    @router.get("/incidents/{id_}.csv")
    def incident_csv(id_: str) -> Response:
        """Return the accounts of an incident as a sheet."""
        return sheet(Account, _flat(found(lambda: incident(archive, id_))), f"incident-{id_}")

    @router.get("/incidents/{id_}", include_in_schema=False)
    def incident_page(request: Request, id_: str) -> Response:
        """Show an incident, account beside account."""
        dossier = found(lambda: incident(archive, id_))
        contested = {side for c in dossier.comparison.contradictions for side in (c.one, c.other)}
        return desk.show(
            request,
            "incident.html",
            dossier=dossier,
            contested=contested,
            doubts={doubt.event: doubt for doubt in dossier.doubts},
            pairs=pairs_of(dossier),
            standing=standing(dossier),
        )


def _flat(dossier: Dossier) -> list[Any]:
    return [_Flat(account) for account in dossier.comparison.accounts]


class _Flat:
    """An account with its lists and ranges as a sheet has them."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._account, name)
        if name in ("dead", "injured"):
            return "" if value is None else f"{value[0]}+" if value[1] is None else f"{value[0]}-{value[1]}"
        return "; ".join(str(part) for part in value) if isinstance(value, tuple) else value

"""What could not be read or coded, and what to do about it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, Request, Response

from allegedly.archive.store import FailureRow
from allegedly.desk.desk import Desk
from allegedly.desk.sheets import sheet
from allegedly.errors import AllegedlyError


def routes(desk: Desk) -> APIRouter:
    """Return the failures in their three forms."""
    router = APIRouter(tags=["adding"])

    @router.get("/failures.json")
    def failures_json() -> list[dict[str, Any]]:
        """Return what could not be read or coded, each with what to do about it."""
        return [{**asdict(row), "told": _explained(row)} for row in desk.archive.failures()]

    @router.get("/failures.csv")
    def failures_csv() -> Response:
        """Return what could not be read or coded as a sheet."""
        return sheet(FailureRow, desk.archive.failures(), "failures")

    @router.get("/failures", include_in_schema=False)
    def failures(request: Request) -> Response:
        """Show what could not be read or coded."""
        rows = [(row, _explained(row)) for row in desk.archive.failures()]
        return desk.show(request, "failures.html", rows=rows)

    return router


def _explained(row: FailureRow) -> str:
    return str(AllegedlyError(row.code, row.where, row.detail))

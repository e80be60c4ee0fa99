"""Review: accept, correct, reject, add, take back; one layer for all and one for whoever codes apart."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Annotated, Any, Literal, get_args

import msgspec
from fastapi import APIRouter, Form, HTTPException, Query, Request, Response
from fastapi.responses import RedirectResponse, StreamingResponse
from pydantic import BaseModel, Field

from allegedly.actors.lexicon import SECTORS
from allegedly.archive import Archive
from allegedly.archive.adjudication import Case, adopt, cases
from allegedly.archive.agreement import Agreement, agreement
from allegedly.archive.reviews import (
    SHARED,
    Change,
    ConflictError,
    corrected,
    decide,
    history,
    layers,
    reviewed,
    undo,
    units,
)
from allegedly.archive.validity import Fault, UnfitError
from allegedly.codec import encode_lines, plain
from allegedly.desk.adjudicating import LaidOut, laid_out
from allegedly.desk.desk import Desk, PlainJson, Writer, found
from allegedly.desk.gate import Session
from allegedly.desk.sheet_of_article import sheet_of
from allegedly.desk.sheets import sheet
from allegedly.errors import AllegedlyError
from allegedly.events.contexts import context_names
from allegedly.events.plover import PLOVER
from allegedly.records import Article, Certainty, Event, Granularity, Statement

PAGE = 200
CERTAINTIES: tuple[str, ...] = get_args(Certainty)
GRANULARITIES: tuple[str, ...] = get_args(Granularity)

#: "shared": what all see. "apart": the coder's own, which nobody else sees before it is compared.
Where = Literal["shared", "apart"]
Layer = Annotated[Where, Query(description='"shared", or "apart": the coder\'s own layer, for blind double coding.')]


class Decision(BaseModel):
    """What somebody decides of a unit."""

    action: Literal["accept", "correct", "reject", "add", "adopt", "undo"]
    unit: str | None = Field(None, max_length=64, description="Name of the unit; none for an addition.")
    seen: int = Field(0, ge=0, description="Version of the unit that was seen.")
    event: dict[str, Any] | None = Field(None, description="The event as the record has it, for correct and add.")
    statements: list[dict[str, Any]] = Field([], max_length=20, description="Statements of the coder's own.")
    coder: str | None = Field(None, max_length=64, description="Whose version is adopted.")
    version: str | None = Field(None, max_length=64, description="Name of the unit in the coder's own layer.")
    fields: list[str] = Field([], max_length=20, description="What is adopted of it; without any, the whole.")
    comment: str = Field("", max_length=2000)
    layer: Where = "shared"


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far an article is reviewed."""

    article: str
    title: str | None
    published: str | None
    events: int
    decided: int
    apart: int  #: layers of coders of their own


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow:
    """A change as a sheet has it."""

    n: int
    article: str
    unit: str
    layer: str
    author: str
    at: str
    action: str
    before: str
    after: str
    undoes: int | None
    comment: str
    source: str | None


REFUSALS: dict[int | str, dict[str, Any]] = {
    409: {"description": "Somebody changed it meanwhile: `changes` says what, who and when."},
    422: {"description": "It cannot be: `faults` says which field, and what would be right."},
}


def routes(desk: Desk) -> APIRouter:
    """Return all of the review."""
    router = APIRouter(tags=["review"])
    _lists(router, desk)
    _exports(router, desk)
    _one(router, desk)
    _decisions(router, desk)
    return router


def _layer(where: Where, session: Session | None) -> str:
    if where == "shared":
        return SHARED
    if session is None:
        raise HTTPException(401, "Only who is known can code apart.")
    return session.name


# ── lists ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _lists(router: APIRouter, desk: Desk) -> None:
    archive = desk.archive

    @router.get("/review.json")
    def progress_json(after: str | None = None) -> list[dict[str, Any]]:
        """Return how far the articles are reviewed, a page at a time: ``after`` is the last article before."""
        return [asdict(row) for row in found(lambda: _progress(archive, after))]

    @router.get("/review.csv")
    def progress_csv(after: str | None = None) -> Response:
        """Return how far the articles are reviewed as a sheet."""
        return sheet(Progress, found(lambda: _progress(archive, after)), "review")

    @router.get("/review", include_in_schema=False)
    def progress(request: Request, after: str | None = None) -> Response:
        """Show how far the articles are reviewed, and how far coders agree."""
        rows = found(lambda: _progress(archive, after or None))
        more = rows[-1].article if len(rows) == PAGE else None
        return desk.show(request, "reviews.html", rows=rows, more=more, agreement=agreement(archive))

    @router.get("/agreement.json")
    def agreement_json() -> list[dict[str, Any]]:
        """Return Krippendorff's α of each field, between those who coded apart."""
        return [asdict(row) for row in agreement(archive)]

    @router.get("/agreement.csv")
    def agreement_csv() -> Response:
        """Return Krippendorff's α of each field as a sheet."""
        return sheet(Agreement, agreement(archive), "agreement")


def _progress(archive: Archive, after: str | None) -> list[Progress]:
    shared = reviewed(archive, SHARED)
    apart = [reviewed(archive, coder) for coder in layers(archive) if coder != SHARED]
    return [
        Progress(
            article=row.key,
            title=row.title,
            published=row.published,
            events=row.events,
            decided=shared.get(row.key, 0),
            apart=sum(row.key in done for done in apart),
        )
        for row in archive.articles(limit=PAGE, after=after)
    ]


def _exports(router: APIRouter, desk: Desk) -> None:
    archive = desk.archive

    @router.get("/corrected.jsonl", response_class=Response)
    def corrected_lines(whole: bool = True) -> Response:
        """Return the reviewed articles as records, a line each, which training takes.

        With ``whole`` only articles of which every event was decided.
        """
        headers = {"Content-Disposition": 'attachment; filename="corrected.jsonl"'}
        lines = encode_lines(corrected(archive, whole=whole))
        return StreamingResponse(lines, media_type="application/jsonl", headers=headers)

    @router.get("/changes.json")
    def changes_json(article: str | None = None) -> list[dict[str, Any]]:
        """Return every change of the shared layer, the earliest first: who, when, what held before and after."""
        return [_told(change) for change in found(lambda: history(archive, article, layer=SHARED))]

    @router.get("/changes.csv")
    def changes_csv(article: str | None = None) -> Response:
        """Return every change of the shared layer as a sheet."""
        return sheet(ChangeRow, _rows(found(lambda: history(archive, article, layer=SHARED))), "changes")


def _rows(changes: list[Change]) -> Iterator[ChangeRow]:
    for change in changes:
        told = {name: getattr(change, name) for name in ChangeRow.__slots__}
        said = {side: json.dumps(plain(told[side])) if told[side] else "" for side in ("before", "after")}
        yield ChangeRow(**{**told, **said})


def _told(change: Change) -> dict[str, Any]:
    told: dict[str, Any] = plain(change)
    return told


# ── one article ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _one(router: APIRouter, desk: Desk) -> None:
    archive = desk.archive

    @router.get("/review/{article}.json")
    def units_json(request: Request, article: str, layer: Layer = "shared") -> dict[str, Any]:
        """Return the events of an article as the machine and as people have them, and who coded apart."""
        return _state(archive, article, _layer(layer, desk.gate.session(request)))

    @router.get("/review/{article}", include_in_schema=False)
    def review(request: Request, article: str, layer: Layer = "shared") -> Response:
        """Show an article to be reviewed."""
        session = desk.gate.session(request)
        of = _layer(layer, session)
        shown = found(lambda: archive.article(article))
        key = archive.key(article)
        return desk.show(
            request,
            "review.html",
            article=shown,
            key=key,
            sheet=sheet_of(shown),
            state=_state(archive, key, of),
            cases=_cases(archive, shown, key, of),
            changes=history(archive, key, layer=of)[::-1],
            layer=layer,
            types={kind: list(entry.modes) for kind, entry in PLOVER.types.items()},
            certainties=CERTAINTIES,
            granularities=GRANULARITIES,
            contexts=_contexts(shown),
            sectors=sorted(SECTORS),
        )


def _state(archive: Archive, article: str, layer: str) -> dict[str, Any]:
    listed = found(lambda: units(archive, article, layer))
    told: dict[str, Any] = {
        "units": plain(listed),
        "statements": plain(archive.article(article).statements),
        "cases": plain(cases(archive, article)) if layer == SHARED else [],
    }
    return told


def _cases(archive: Archive, shown: Article, key: str, layer: str) -> list[LaidOut]:
    """Return the events to be decided; what others coded shows where all look, and to nobody who codes apart."""
    if layer == SHARED:
        return laid_out(cases(archive, key), shown)
    return laid_out([Case(unit.name, unit, (), unit.version) for unit in units(archive, key, layer)], shown)


def _contexts(article: Article) -> list[str]:
    """Return the contexts that can be chosen: those of the table, and what else the machine wrote in this article."""
    return list(dict.fromkeys([*context_names(), *(name for e in article.events for name in e.contexts)]))


# ── deciding ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _decisions(router: APIRouter, desk: Desk) -> None:
    archive = desk.archive

    @router.post("/review/{article}.json", responses=REFUSALS)
    def decided(article: str, session: Writer, decision: Decision) -> Response:
        """Decide of a unit.

        Who saw an older version gets 409 with the changes since, what cannot be 422 with each field that is at fault;
        either way nothing is written.
        """
        try:
            change = _decide(archive, article, session, decision)
        except ConflictError as conflict:
            told = {"detail": str(conflict), "changes": [_told(c) for c in conflict.changes]}
            return PlainJson(told, 409)
        except UnfitError as unfit:
            return PlainJson({"detail": str(unfit), "faults": [asdict(fault) for fault in unfit.faults]}, 422)
        layer = _layer(decision.layer, session)
        return PlainJson({"change": _told(change), **_state(archive, article, layer)})

    @router.post("/review/{article}", include_in_schema=False)
    def decided_by_form(
        request: Request, article: str, session: Writer, decision: Annotated[Decision, Form()]
    ) -> Response:
        """Decide of a unit without a script."""
        try:
            change = _decide(archive, article, session, decision)
        except ConflictError as conflict:
            told = {"key": article, "changes": conflict.changes, "layer": decision.layer}
            return desk.show(request, "conflict.html", status=409, **told)
        except UnfitError as unfit:
            raise HTTPException(422, str(unfit)) from unfit
        return RedirectResponse(f"/review/{article}?layer={decision.layer}#unit-{change.unit}", 303)


def _decide(archive: Archive, article: str, session: Session, decision: Decision) -> Change:
    try:
        return _DECIDED[decision.action](archive, article, session, decision)
    except (ConflictError, UnfitError):
        raise
    except AllegedlyError as fault:
        raise HTTPException(404 if fault.code == "S04" else 422, str(fault)) from fault


def _said(archive: Archive, article: str, session: Session, decision: Decision) -> Change:
    assert decision.action != "undo" and decision.action != "adopt"  # noqa: S101, PT018  (see the table)
    return decide(
        archive,
        article,
        decision.unit,
        decision.action,
        author=session.name,
        event=_record(decision.event, Event) if decision.event is not None else None,
        statements=tuple(_record(s, Statement) for s in decision.statements),
        layer=_layer(decision.layer, session),
        seen=decision.seen,
        comment=decision.comment,
    )


def _adopted(archive: Archive, article: str, session: Session, decision: Decision) -> Change:
    if decision.layer != "shared":
        raise UnfitError([Fault("layer", "versions are adopted into the layer that all share")])
    version = decision.version or decision.unit
    if decision.coder is None or version is None:
        raise UnfitError([Fault("coder", "say whose version is adopted, and of which unit")])
    return adopt(
        archive,
        article,
        decision.coder,
        version,
        author=session.name,
        unit=decision.unit,
        fields=decision.fields,
        seen=decision.seen,
        comment=decision.comment,
    )


def _undone(archive: Archive, article: str, session: Session, decision: Decision) -> Change:
    layer = _layer(decision.layer, session)
    return undo(archive, article, decision.unit or "", author=session.name, layer=layer, seen=decision.seen)


_DECIDED: dict[str, Callable[[Archive, str, Session, Decision], Change]] = {
    "accept": _said,
    "correct": _said,
    "reject": _said,
    "add": _said,
    "adopt": _adopted,
    "undo": _undone,
}


def _record(given: dict[str, Any], kind: Any) -> Any:
    try:
        return msgspec.convert(given, kind)
    except msgspec.ValidationError as fault:
        at = re.search(r"`\$\.(\w+)", str(fault))
        raise UnfitError([Fault(at[1] if at else "event", str(fault))]) from fault

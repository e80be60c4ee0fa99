"""Adding to the archive: paste a text, drop files, see what became of each; and trying the coder without keeping."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, HTTPException, Request, Response, UploadFile
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field

from allegedly.codec import encode
from allegedly.desk.articles import JSON, RECORD
from allegedly.desk.coding import Intake, Job, Paste
from allegedly.desk.desk import Desk, Writer, found
from allegedly.desk.sheet_of_article import sheet_of
from allegedly.reading import Failure

LONGEST = 200_000  #: characters of a pasted text


class Pasted(BaseModel):
    """A text, and what is known of it."""

    text: str = Field(min_length=1, max_length=LONGEST)
    title: str | None = Field(None, max_length=500)
    published: str | None = Field(None, pattern=r"^(\d{4}-\d{2}-\d{2})?$", description="The report's own date.")
    url: str | None = Field(None, max_length=2000)
    source: str | None = Field(None, max_length=300, description="The outlet.")

    def paste(self) -> Paste:
        """Return it as the intake takes it."""
        return Paste(**self.model_dump())


def routes(desk: Desk, intake: Intake) -> APIRouter:
    """Return what adds and tries, and what tells how that went."""
    router = APIRouter(tags=["adding"])
    _keep(router, desk, intake)
    _try(router, desk, intake)
    return router


async def _queue(intake: Intake, file: UploadFile, by: str) -> None:
    if file.filename or file.size:
        data = await file.read()
        found(lambda: intake.add(file.filename or "", data, by))


def _keep(router: APIRouter, desk: Desk, intake: Intake) -> None:

    @router.get("/add", include_in_schema=False)
    def add_page(request: Request) -> Response:
        """Show the forms and how far the jobs are."""
        return desk.show(request, "add.html", jobs=list(intake.jobs), longest=LONGEST, pasted=None)

    @router.get("/add.json")
    def jobs() -> list[dict[str, Any]]:
        """Return the jobs of this desk, the newest first, each with what became of its documents."""
        return [_told(job) for job in list(intake.jobs)]

    @router.post("/add", include_in_schema=False)
    async def add(
        request: Request, session: Writer, files: Annotated[list[UploadFile] | None, File()] = None
    ) -> Response:
        """Queue files."""
        for file in files or ():
            await _queue(intake, file, session.name)
        return RedirectResponse("/add", 303)

    @router.post("/paste", include_in_schema=False)
    def paste(request: Request, session: Writer, pasted: Annotated[Pasted, Form()]) -> Response:
        """Queue a pasted text."""
        found(lambda: intake.paste(pasted.paste(), session.name))
        return RedirectResponse("/add", 303)

    @router.post("/add.json", status_code=202)
    def add_text(session: Writer, pasted: Pasted) -> dict[str, Any]:
        """Queue a text; ``/add.json`` tells what became of it."""
        return _told(found(lambda: intake.paste(pasted.paste(), session.name)))


def _try(router: APIRouter, desk: Desk, intake: Intake) -> None:
    @router.post("/try", include_in_schema=False)
    def attempt(request: Request, _: Writer, pasted: Annotated[Pasted, Form()]) -> Response:
        """Show a pasted text coded, without keeping it."""
        result = intake.attempt(pasted.paste())
        if isinstance(result, Failure):
            told: dict[str, Any] = {"failure": str(result), "article": None, "sheet": None}
        else:
            told = {"failure": None, "article": result, "sheet": sheet_of(result)}
        return desk.show(request, "try.html", pasted=pasted, longest=LONGEST, **told)

    @router.post("/try.json", response_class=Response, responses=RECORD)
    def attempt_json(_: Writer, pasted: Pasted) -> Response:
        """Return a text coded, without keeping it; 422 with the reason where it cannot be."""
        result = intake.attempt(pasted.paste())
        if isinstance(result, Failure):
            raise HTTPException(422, str(result))
        return Response(encode(result), media_type=JSON)


def _told(job: Job) -> dict[str, Any]:
    outcomes = [asdict(outcome) for outcome in list(job.outcomes)]
    return {"number": job.number, "name": job.name, "by": job.by, "state": job.state, "outcomes": outcomes}

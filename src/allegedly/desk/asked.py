"""What a request to the desk may ask for: the fields of the archive's ``Question``, a page at a time."""

from __future__ import annotations

from typing import Any

from fastapi import HTTPException
from pydantic import BaseModel, Field, field_validator

from allegedly.archive import Archive
from allegedly.archive.queries import Question, ask
from allegedly.archive.rows import EventRow
from allegedly.errors import AllegedlyError

PAGE_SIZE = 100
MAX_PAGE = 1000


class Asked(BaseModel):
    """The filters of a list of events; what is empty does not matter."""

    actor: str | None = None
    recipient: str | None = None
    type: str | None = None
    quad: int | None = Field(None, ge=1, le=4)
    country: str | None = None
    place: str | None = None
    since: str | None = None
    until: str | None = None
    voice: str | None = None
    certainty: str | None = None
    polarity: str | None = None
    outlet: str | None = None
    text: str | None = None
    article: str | None = None
    incident: str | None = None
    min_confidence: float | None = Field(None, ge=0, le=1)
    after: str | None = None
    limit: int = Field(PAGE_SIZE, ge=1, le=MAX_PAGE)

    @field_validator("*", mode="before")
    @classmethod
    def empty_is_nothing(cls, value: Any) -> Any:
        """A form sends empty fields; they ask for nothing."""
        return None if value == "" else value

    def rows(self, archive: Archive) -> list[EventRow]:
        """Return the events that answer; 404 where the page before is not there, 422 for what cannot be asked."""
        asked = self.model_dump(exclude={"after", "limit"})
        try:
            return ask(archive, Question(**asked), limit=self.limit, after=self.after)
        except AllegedlyError as fault:
            raise HTTPException(404 if fault.code == "S04" else 422, str(fault)) from fault

"""What a request to the desk may ask for: the fields of the archive's ``Question``, a page at a time.

The filters are the address: every view takes the same ones, and a link to a view is a link to what it shows.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from pydantic import BaseModel, Field, field_validator

from allegedly.archive import Archive, Box
from allegedly.archive.queries import Question, ask
from allegedly.archive.rows import EventRow
from allegedly.desk.desk import found

PAGE_SIZE = 100
MAX_PAGE = 1000
_DAY = r"\d{4}(-\d{2}(-\d{2})?)?"


class Asked(BaseModel):
    """The filters that all views share; what is empty does not matter."""

    actor: str | None = Field(None, description='Country, country and sectors ("RUS MIL"), or a part of a name.')
    recipient: str | None = Field(None, description="As ``actor``.")
    type: str | None = Field(None, description="PLOVER type, such as ASSAULT.")
    quad: int | None = Field(None, ge=1, le=4, description="1, 2 cooperation and 3, 4 conflict, in words and deeds.")
    country: str | None = Field(None, description="Country of the place, ISO 3166 alpha-3.")
    place: str | None = Field(None, description="A part of the place's name.")
    since: str | None = Field(None, pattern=f"^{_DAY}$", description="ISO date: events that last until then.")
    until: str | None = Field(None, pattern=f"^{_DAY}$", description="ISO date: events that begin by then.")
    voice: str | None = Field(None, description='On whose word: as ``actor``, or "outlet" for the outlets\' own.')
    certainty: str | None = Field(None, description="certain, probable, possible or unknown.")
    polarity: str | None = Field(None, description='"+" it happened, "-" it is denied.')
    outlet: str | None = Field(None, description="An outlet of the article's chain.")
    text: str | None = Field(None, description="Words of the event's sentence, all of them.")
    box: str | None = Field(None, description="Part of the map: west,south,east,north in degrees.")
    article: str | None = Field(None, description="Key of the article.")
    incident: str | None = Field(None, description="Id of the incident.")
    min_confidence: float | None = Field(None, ge=0, le=1)
    no_party_claims: bool = Field(False, description="Leave out what stands on the word of a party's own country.")
    disputed: bool = Field(False, description="Only events of incidents whose accounts contradict each other.")
    after: str | None = Field(None, description="Id of the last event of the page before.")
    limit: int = Field(PAGE_SIZE, ge=1, le=MAX_PAGE)

    @field_validator("*", mode="before")
    @classmethod
    def empty_is_nothing(cls, value: Any, info: Any) -> Any:
        """A form sends empty fields; they ask for nothing."""
        return cls.model_fields[info.field_name].default if value == "" else value

    @field_validator("box")
    @classmethod
    def box_is_one(cls, value: str | None) -> str | None:
        """Refuse what is no part of the map."""
        box_of(value)
        return value

    @property
    def question(self) -> Question:
        """The question to the archive."""
        return Question(**self.model_dump(exclude={"after", "limit", "box"}), box=box_of(self.box))

    def rows(self, archive: Archive) -> list[EventRow]:
        """Return the events that answer; 404 where the page before is not there, 422 for what cannot be asked."""
        return found(lambda: ask(archive, self.question, limit=self.limit, after=self.after))

    def query(self, **changed: Any) -> str:
        """Return the filters as they stand in an address, some of them changed, without the page."""
        kept = self.model_dump(exclude={"after", "limit"}, exclude_defaults=True) | changed
        return urlencode({name: _written(value) for name, value in kept.items() if value not in (None, "", False)})

    @property
    def any(self) -> bool:
        """Whether anything is filtered."""
        return bool(self.query())


def box_of(written: str | None) -> Box | None:
    """Return the part of the map that "west,south,east,north" names. Raises ValueError where it names none."""
    if written is None:
        return None
    try:
        west, south, east, north = (float(degrees) for degrees in written.split(","))
    except ValueError:
        raise ValueError("four numbers: west,south,east,north") from None
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90):
        raise ValueError("west,south,east,north in degrees")
    return Box(south, west, north, east)


def _written(value: Any) -> str:
    return "1" if value is True else str(value)

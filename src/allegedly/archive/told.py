"""One event as one article tells it: what two tellings are compared by."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cached_property, lru_cache
from typing import Any, Self

import msgspec
from sqlalchemy import Connection, select

from allegedly import tables
from allegedly.archive import schema
from allegedly.archive.deeds import deed, stem
from allegedly.archive.shingles import words_of

CHUNK = 500  #: ids that one question to the database names

#: Words before a name that are none of it.
_BEFORE_NAMES = frozenset("the a an its his her their our this that these those".split())
_FINE = frozenset({"PCLI", "PCLD", "PCLS", "TERR", "CONT", "RGN", "OCN", "SEA"})


class _Common(msgspec.Struct, frozen=True):
    """A row of ``common_words.tsv``."""

    words: tuple[str, ...]


@lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    """Return the words that tell nothing of what happened."""
    return frozenset(word for row in tables.tsv(__package__, "common_words.tsv", _Common) for word in row.words)


@dataclass(frozen=True, slots=True)
class Side:
    """A party as it is compared."""

    name: frozenset[str]  #: words of its name
    country: str | None
    sectors: frozenset[str]


@dataclass(frozen=True)
class Sketch:
    """What of an event tells, without its parties, whether another telling of it may be one at all."""

    id: str
    article: str
    published: str | None
    type: str
    quad: int
    tense: str
    place: str | None
    geonames: int | None
    lat: float | None
    lon: float | None
    feature: str | None
    place_country: str | None
    start: str | None
    end: str | None
    granularity: str | None
    trigger: str
    quote: str

    @property
    def is_exact(self) -> bool:
        """Whether the place is finer than a country."""
        return self.geonames is not None and self.feature not in _FINE

    @cached_property
    def day(self) -> str:
        """The day to look for it on: within its time, as near to the report as can be; "" if unknown."""
        known = [d for d in (self.start, self.end) if d]
        if not known:
            return self.published or ""
        return min(max(self.published or known[-1], known[0]), known[-1])

    @cached_property
    def words(self) -> frozenset[str]:
        """What the sentence is about, word endings left off."""
        return frozenset(stem(w) for w in words_of(self.quote) if len(w) > 2 and w not in common_words())

    @cached_property
    def said(self) -> tuple[str, ...]:
        """The sentence's words, in order."""
        return tuple(words_of(self.quote))

    @property
    def deed(self) -> str:
        """The name of the deed that the trigger tells of."""
        return _deed(self.trigger)


@lru_cache(maxsize=10_000)
def _deed(trigger: str) -> str:
    words = words_of(trigger) or [trigger]
    return deed(words, words[0])


@dataclass(frozen=True)
class Told(Sketch):
    """An event with what its article knows of it."""

    outlets: tuple[str, ...]
    mode: str | None
    actors: tuple[str, ...]
    actor_sides: tuple[Side, ...]
    recipients: tuple[str, ...]
    recipient_sides: tuple[Side, ...]
    voices: tuple[str, ...]  #: outermost first
    voice_country: str | None
    certainty: str
    polarity: str
    dead: tuple[int, int | None] | None
    injured: tuple[int, int | None] | None
    confidence: float

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """Return the event of a row of ``events`` that carries its article's outlets too."""
        plain = {name: row[name] for name in cls.__dataclass_fields__ if name in row and name not in _WORKED_OUT}
        return cls(
            **plain,
            outlets=tuple(json.loads(row["outlets"])),
            actors=_listed(row["actors"]),
            actor_sides=_sides(row, "actor"),
            recipients=_listed(row["recipients"]),
            recipient_sides=_sides(row, "recipient"),
            voices=_listed(row["voices"]),
            dead=_toll(row, "dead"),
            injured=_toll(row, "injured"),
        )

    @property
    def voice(self) -> str | None:
        """Who says so, innermost; None where the outlet says so itself."""
        return self.voices[-1] if self.voices else None

    @property
    def is_report(self) -> bool:
        """Whether it is said to have happened or to be happening, or not to have; nobody asks, plans or imagines it."""
        return self.certainty != "unknown" and self.tense != "future"

    @cached_property
    def countries(self) -> frozenset[str]:
        """The countries that take part or where it happened."""
        told = (self.place_country, *(side.country for side in (*self.actor_sides, *self.recipient_sides)))
        return frozenset(country for country in told if country)


#: The columns of ``events`` that a sketch is made of, in the order of its fields.
SKETCHED = tuple(schema.events.c[field.name] for field in fields(Sketch))

_WORKED_OUT = frozenset({"actors", "recipients", "voices", "outlets", "dead", "injured"})


def _listed(joined: str) -> tuple[str, ...]:
    return tuple(joined.split("; ")) if joined else ()


def _sides(row: Mapping[str, Any], role: str) -> tuple[Side, ...]:
    names, countries, sectors = (_listed(row[f"{role}{ending}"]) for ending in ("s", "_countries", "_sectors"))
    if not len(names) == len(countries) == len(sectors):  # a name with "; " in it
        names = ("",) * len(countries)
    return tuple(
        Side(_name(n), None if c == "?" else c, frozenset(s.split()) - {"?"})
        for n, c, s in zip(names, countries, sectors, strict=False)
    )


def _name(name: str) -> frozenset[str]:
    return frozenset(w for w in words_of(name) if w not in _BEFORE_NAMES)


def _toll(row: Mapping[str, Any], kind: str) -> tuple[int, int | None] | None:
    least = row[f"{kind}_min"]
    return None if least is None else (least, row[f"{kind}_max"])


def told(connection: Connection, ids: Iterable[str]) -> dict[str, Told]:
    """Return the events of those ids."""
    joined = select(schema.events, schema.articles.c.outlets).join(
        schema.articles, schema.articles.c.key == schema.events.c.article
    )
    found = {}
    wanted = sorted(ids)
    for at in range(0, len(wanted), CHUNK):
        rows = connection.execute(joined.where(schema.events.c.id.in_(wanted[at : at + CHUNK]))).mappings().all()
        found.update({row["id"]: Told.of(dict(row)) for row in rows})
    return found

"""The data types everything else speaks in: one coded article, as it is written and read back.

Spans count Unicode code points of ``Article.text`` and are half open. Nothing here knows how a value was found. What is
not known is ``None`` or empty; what is guessed carries its ``confidence``. Field names are PLOVER's, W3C Web
Annotation's or plain English, and are explained in ``docs/format.md``.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal, NamedTuple

Role = Literal["headline", "byline", "dateline", "caption", "body", "aside", "boilerplate"]
Kind = Literal["direct", "indirect", "mixed"]
Certainty = Literal["certain", "probable", "possible", "unknown"]
Polarity = Literal["+", "-"]
Tense = Literal["past", "present", "future"]
Granularity = Literal["day", "week", "month", "quarter", "year", "decade", "century", "range"]


class Span(NamedTuple):
    """A half-open stretch of ``Article.text`` in Unicode code points."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the characters of ``text`` that this span covers."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph of the article and what part it plays; several spans where a page break or an embed cut it."""

    role: Role
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Somebody who acts, is acted on, or speaks."""

    span: (
        Span | None
    )  #: the words that name the party here; None where the text implies it (a passive, a running quotation)
    name: str | None  #: the fullest name that the article gives for it, pronouns and "the group" resolved
    country: str | None  #: ISO 3166 alpha-3, or PLOVER's IGO, UNO, EUR, NGO, ISM, IMG, MNC
    sectors: tuple[str, ...] = ()  #: PLOVER sector codes, such as GOV, MIL, REB, CVL


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A source's words or thoughts, as the article reports them."""

    id: str  #: "s1", "s2", … in the order of the text
    source: Party  #: who says it
    cue: Span | None  #: the words that mark it as said: "said", "according to", "denies"
    content: tuple[Span, ...]  #: what is said; several spans where it is interrupted
    kind: Kind  #: in quotation marks, paraphrased, or a paraphrase with quoted words
    act: str = "say"  #: what the source does by saying it: say, claim, accuse, deny, confirm, ask, …
    within: str | None = None  #: the id of the statement that this one is nested in


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an event happened, as a gazetteer entry."""

    span: Span | None  #: the words that name it
    name: str  #: the gazetteer's name
    geonames: int | None  #: GeoNames id; None for an entry of our own
    lat: float | None  #: WGS 84 degrees north
    lon: float | None  #: WGS 84 degrees east
    feature: str | None = None  #: GeoNames feature code, such as PPLA, ADM1, PCLI
    country: str | None = None  #: ISO 3166 alpha-3
    score: float | None = None  #: how sure the resolution is, 0 to 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """When something happened: first and last day, both included."""

    span: Span | None  #: the words that say so; None where it follows from the date of the report
    start: str | None  #: ISO date; None where open ("since" has no end, "until" no start)
    end: str | None
    granularity: Granularity  #: how exact the words are
    rule: str | None = None  #: which rule read it


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many died or were hurt, in the words of the event's voice."""

    span: Span | None
    min: int
    max: int | None  #: None for "at least"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing done, or said to be done, under one of the sixteen PLOVER types."""

    id: str  #: "e1", "e2", … in the order of the text
    trigger: Span  #: the shortest words that say it happened
    type: str
    mode: str | None
    contexts: tuple[str, ...] = ()
    quad: int  #: 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict
    cameo: str | None = None
    actors: tuple[Party, ...] = ()
    recipients: tuple[Party, ...] = ()
    voice: tuple[
        str, ...
    ] = ()  #: ids of the statements it stands on, outermost first; empty for the article's own word
    certainty: Certainty = "certain"  #: as the innermost voice has it
    polarity: Polarity = "+"
    tense: Tense = "past"
    place: Place | None = None
    time: Interval | None = None
    dead: Count | None = None
    injured: Count | None = None
    confidence: float = 0.5  #: probability that type and both parties are right


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The words in which title, date and outlets were found, so that a reader can check them."""

    title: Span | None = None
    published: Span | None = None
    outlets: tuple[Span | None, ...] = ()  #: one for each of ``Article.outlets``


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article: what was read, never rewritten, and (once coded) what it says."""

    id: str
    text: str
    title: str | None = None
    published: str | None = None  #: ISO date of the report itself, not of its republication
    language: str | None = None  #: ISO 639-1
    outlets: tuple[str, ...] = ()  #: republisher, outlet, wire agency: whoever passed it on comes first
    url: str | None = None
    blocks: tuple[Block, ...] = ()
    statements: tuple[Statement, ...] = ()
    events: tuple[Event, ...] = ()
    evidence: Evidence | None = None
    notes: tuple[str, ...] = ()  #: what the reader of the record must know: language not coded, no date found
    coder: str | None = None  #: version and models that coded it


def content_id(text: str) -> str:
    """Return the id of an article with this text: the first 16 hex digits of its SHA-256."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]

"""What the rooms hand to each other while an article is being coded, in tokens rather than characters.

A draft is mutable and belongs to one article. ``coder.py`` turns drafts into records at the end; nothing else does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from allegedly.records import Certainty, Kind, Polarity, Tense


class Tokens(NamedTuple):
    """A half-open run of tokens of ``Parsed.doc``."""

    start: int
    end: int

    def __contains__(self, token: object) -> bool:
        """Tell whether the token index lies inside."""
        return isinstance(token, int) and self.start <= token < self.end

    def overlaps(self, other: Tokens) -> bool:
        """Tell whether the two share a token."""
        return self.start < other.end and other.start < self.end


class Reason(NamedTuple):
    """Why a field has its value: the rule or model that decided, the words it went by, and the runner-up if any."""

    field: str  #: the field decided, e.g. "type", "voice", "actors"
    rule: str  #: the name of the rule, table entry or model head, e.g. "frames/assault.toml:bomb", "encoder:trigger"
    evidence: Tokens | None = None
    detail: str = ""  #: what a reader needs beside, e.g. "p=.81; next ACCUSE .11"


@dataclass(slots=True)
class StatementDraft:
    """A statement before its source is resolved to a party."""

    source: Tokens | None  #: the words that name the source; None where there are none
    cue: Tokens | None
    content: tuple[Tokens, ...]
    kind: Kind
    act: str = "say"
    certainty: Certainty = "certain"  #: the certainty that the cue leaves to what is said
    implied: bool = False  #: the source is carried over from an earlier statement, so the record's span is None
    within: int | None = None  #: index of the enclosing statement in the list
    reasons: list[Reason] = field(default_factory=list)


@dataclass(slots=True)
class CountDraft:
    """Casualties, before the record."""

    words: Tokens
    min: int
    max: int | None


@dataclass(slots=True)
class EventDraft:
    """An event before its parties, place and time are resolved."""

    trigger: Tokens
    head: int  #: the token of the trigger that carries its syntax
    type: str
    mode: str | None = None
    contexts: tuple[str, ...] = ()
    cameo: str | None = None
    actors: list[Tokens] = field(default_factory=list)
    recipients: list[Tokens] = field(default_factory=list)
    countries: dict[str, str] = field(default_factory=dict)  #: the country of who fills a role, where no more is known
    voice: tuple[int, ...] = ()  #: indexes of statements, outermost first
    certainty: Certainty = "certain"
    polarity: Polarity = "+"
    tense: Tense = "past"
    dead: CountDraft | None = None
    injured: CountDraft | None = None
    confidence: float = 0.5
    evidence: dict[str, float] = field(default_factory=dict)  #: what the confidence was worked out from
    reasons: list[Reason] = field(default_factory=list)

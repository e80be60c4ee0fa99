"""What an expression is read against: the day of the report, the date in force, and the tense of the words around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from allegedly.times.grammar import Hit, Token
from allegedly.times.values import Timex

Style = Literal["news", "narrative"]
Direction = Literal["past", "future"]

#: How many words a clause's verb may be away.
REACH = 12

_STOPS = frozenset({".", ";", "?", "!", ":", "\n\n", '"', "“", "”"})


@dataclass(slots=True)
class Context:
    """Grows as the text is read; a reading function asks it what "Friday" or "the next day" counts from."""

    tokens: Sequence[Token]
    published: date | None
    style: Style
    month_first: bool | None = None  #: the order of numeric dates in this text
    tenses: dict[int, Direction] = field(default_factory=dict)  #: by character, where the parse has told
    last: Timex | None = None  #: the last date that was read: the date in force in narrative
    last_day: date | None = None  #: the last single day that was read

    @property
    def narrative(self) -> bool:
        """Tell whether the text is a history rather than a report of the day."""
        return self.style == "narrative"

    @property
    def force(self) -> Timex | None:
        """The date in force."""
        return self.last

    @property
    def anchor(self) -> date | None:
        """The day that "last year" counts from: the report's in news, the date in force in narrative."""
        if self.narrative and self.last and self.last.start:
            return self.last.start
        return self.published

    @property
    def running(self) -> date | None:
        """The day that "the next day" and "two days later" count from: the last date read, else the day of the report."""
        return self.last.start if self.last and self.last.start else self.published

    def remember(self, timex: Timex) -> None:
        """Make a date that was read the date in force."""
        if timex.type in {"DATE", "TIME"} and timex.start and not timex.value.endswith("_REF"):
            self.last = timex
            if timex.start == timex.end:
                self.last_day = timex.start

    def tense(self, hit: Hit) -> Direction | None:
        """Return where the clause around the match lies in time, by its nearest telling word; None where none tells."""
        told = self.tenses.get(self.tokens[hit.start].start)
        if told:
            return told
        return self._scan(hit.start - 1, -1) or self._scan(hit.end, 1)

    def _scan(self, at: int, step: int) -> Direction | None:
        for _ in range(REACH):
            if not 0 <= at < len(self.tokens) or self.tokens[at].text in _STOPS:
                return None
            direction = _telling(self.tokens[at])
            if direction:
                return direction
            at += step
        return None


def _telling(token: Token) -> Direction | None:
    if "future" in token.meanings:
        return "future"
    if "past" in token.meanings or (token.text.endswith("ed") and len(token.text) > 4):
        return "past"
    return None

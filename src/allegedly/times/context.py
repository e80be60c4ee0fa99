"""What an expression is read against: the day of the report, the date in force, the tense of the words around it."""

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

#: A year so many words into a sentence is still its frame ("In late 1942, …").
FRAME_REACH = 5

_UNTIL = frozenset({"until", "till", "through"})
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
    fine: date | None = None  #: the first day of the last month or day that was read
    frame: int | None = None  #: the year under which months are to be read, where one was named since
    told: tuple[int, int] | None = None  #: in news, a year that was named and the paragraph it was named in
    last_day: date | None = None  #: the last single day that was read
    paragraph: int = 0  #: how many paragraphs have ended
    last_end: int = -1  #: the token at which the last expression ended

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
        """The day that "the next day", "two days later" count from: the last date read, else the day of the report."""
        return self.last.start if self.last and self.last.start else self.published

    @property
    def told_year(self) -> int | None:
        """The year before the report's that the paragraph has named: what follows in it is told of that year."""
        if self.told is None or self.published is None or self.told[1] != self.paragraph:
            return None
        return self.told[0] if self.told[0] < self.published.year - 1 else None

    def remember(self, timex: Timex, hit: Hit) -> None:
        """Make a date that was read the date in force, unless it is a year mentioned in passing."""
        if timex.type not in {"DATE", "TIME"} or not timex.start or timex.value.endswith("_REF"):
            return
        if hit.has("year") and (hit.has("month") or self._frames(hit)):
            self.told = timex.start.year, self.paragraph
        if timex.granularity in {"day", "month", "week"}:
            self.fine, self.frame = timex.start, None
        elif hit.rule.name == "year" and self._frames(hit):
            self.frame = timex.start.year
        elif hit.rule.name == "year" or timex.granularity == "year":
            return
        self.last = timex
        still_to_come = self.published is not None and timex.start > self.published
        if timex.start == timex.end and (self.narrative or not still_to_come):
            self.last_day = timex.start

    def _frames(self, hit: Hit) -> bool:
        """Tell whether a bare year opens a sentence or a heading, so that what follows happened in it."""
        at = hit.start
        while at > 0 and self.tokens[at - 1].text not in _STOPS and hit.start - at < FRAME_REACH:
            at -= 1
        return self.fine is None or at == 0 or self.tokens[at - 1].text in _STOPS

    def in_apposition(self, hit: Hit) -> Timex | None:
        """Return the date that the match restates, as in "on 27 June 1950, two days after the invasion"."""
        touching = hit.start - 1 == self.last_end and self.tokens[hit.start - 1].text in {",", "-", "("}
        return self.last if touching else None

    def tense(self, hit: Hit) -> Direction | None:
        """Return where the clause around the match lies in time, by its nearest telling word; None where none tells."""
        told = self.tenses.get(self.tokens[hit.start].start)
        if told:
            return told
        if hit.start and self.tokens[hit.start - 1].text in _UNTIL:
            return self._scan(hit.start - 1, -1, 4) or "future"
        return self._scan(hit.start - 1, -1, REACH) or self._scan(hit.end, 1, REACH)

    def _scan(self, at: int, step: int, reach: int) -> Direction | None:
        for _ in range(reach):
            if not 0 <= at < len(self.tokens) or self.tokens[at].text in _STOPS:
                return None
            direction = _telling(self.tokens, at)
            if direction:
                return direction
            at += step
        return None


def _telling(tokens: Sequence[Token], at: int) -> Direction | None:
    """Return what one word says of the time: "will" and "to be held" look ahead, "held" and "was" back."""
    token = tokens[at]
    if "future" in token.meanings:
        return "future"
    if "past" not in token.meanings and not (token.text.endswith("ed") and len(token.text) > 4):
        return None
    before = [t.text for t in tokens[max(0, at - 2) : at]]
    if before == ["to", "be"]:
        return "future"
    return None if before and before[-1] in {"be", "to", "will"} else "past"

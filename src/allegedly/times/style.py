"""Telling histories from reports of the day: what their dates are like."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from allegedly.times.context import Style
from allegedly.times.grammar import Token

#: Words that count from the day of the report.
_DEICTIC = frozenset({"today", "yesterday", "tomorrow", "tonight", "ago"})


def style_of(tokens: Sequence[Token], published: date | None) -> Style:
    """Return "narrative" where dated years prevail over words that count from the day of the report.

    A report says "on Friday" and "last week"; a history says "in May 1940" and then "the next day". Years of the report
    itself, the one before and later ones prove nothing.
    """
    old = sum(1 for t in tokens if "year" in t.meanings and _is_past(t.meanings["year"], published))
    deictic = sum(1 for t in tokens if t.text in _DEICTIC or "weekday" in t.meanings)
    return "narrative" if old >= 5 and old > 2 * deictic else "news"


def _is_past(year: str, published: date | None) -> bool:
    return published is None or int(year) < published.year - 1

"""Which months, quarters or years lie whole in a time, and which days are left over at its ends."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from typing import NamedTuple

_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-\d\d)?)?")
_AFTER = "~"  #: comes after all digits: "2017-10~" is behind October 2017, and before November
_LETTERS = {"month": 7, "year": 4}
_MONTHS = {"Q1": ("01", "03"), "Q2": ("04", "06"), "Q3": ("07", "09"), "Q4": ("10", "12")}


class Edge(NamedTuple):
    """Days at an end of a time, both included, that make no whole period."""

    since: str | None
    until: str | None


@dataclass(frozen=True, slots=True)
class Periods:
    """The whole periods in the order of their names, and the days beside them; ``None`` is no bound."""

    first: str | None
    before: str | None  #: the first that is not whole any more
    edges: tuple[Edge, ...]


def whole_periods(by: str, since: str | None, until: str | None) -> Periods:
    """Return the months, quarters or years between two days, both included.

    Less than a full date stands where it does in the order of texts: "2017" is before all days of 2017. What is no date
    at all leaves nothing whole.
    """
    if not all(day is None or _DATE.fullmatch(day) for day in (since, until)):
        return Periods(_AFTER, "", (Edge(since, until),))
    first, left = _from(by, since) if since is not None else (None, None)
    before, right = _up_to(by, until) if until is not None else (None, None)
    clipped = [Edge(_later(e.since, since), _earlier(e.until, until)) for e in (left, right) if e is not None]
    return Periods(first, before, tuple(dict.fromkeys(e for e in clipped if not _is_empty(e))))


def _from(by: str, since: str) -> tuple[str, Edge | None]:
    period = _period(by, since)
    if period is None:
        return since, None
    start, end = _ends(period)
    return (period, None) if since <= start else (period + _AFTER, Edge(since, end))


def _up_to(by: str, until: str) -> tuple[str, Edge | None]:
    period = _period(by, until)
    if period is None:
        return until, None
    start, end = _ends(period)
    return (period + _AFTER, None) if until >= end else (period, Edge(start, until))


def _period(by: str, day: str) -> str | None:
    """Return the period of a day; None for a year where months or quarters are asked for: it cuts none."""
    if by != "quarter":
        return day[: _LETTERS[by]] if len(day) >= _LETTERS[by] else None
    return f"{day[:4]}-Q{(int(day[5:7]) + 2) // 3}" if len(day) >= _LETTERS["month"] else None


def _ends(period: str) -> tuple[str, str]:
    year, _, rest = period.partition("-")
    first, last = _MONTHS.get(rest, (rest or "01", rest or "12"))
    return f"{year}-{first}-01", f"{year}-{last}-{monthrange(int(year), int(last))[1]}"


def _later(one: str | None, other: str | None) -> str | None:
    return max(one, other) if one is not None and other is not None else one or other


def _earlier(one: str | None, other: str | None) -> str | None:
    return min(one, other) if one is not None and other is not None else one or other


def _is_empty(edge: Edge) -> bool:
    return edge.since is not None and edge.until is not None and edge.since > edge.until

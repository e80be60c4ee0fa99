"""TIMEX3 values and the days they cover: calendar arithmetic with nothing of language in it."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from allegedly.records import Granularity

TimexType = Literal["DATE", "TIME", "DURATION", "SET"]

#: The first and last month of each season of the northern half of the world; winter runs into the next year.
SEASONS = {"SP": (3, 5), "SU": (6, 8), "FA": (9, 11), "WI": (12, 2)}


@dataclass(frozen=True, slots=True)
class Timex:
    """What an expression means."""

    type: TimexType
    value: str  #: as TIMEX3 has it
    start: date | None = None  #: first day
    end: date | None = None  #: last day
    granularity: Granularity | None = None
    mod: str | None = None  #: TIMEX3's mod: START, END, APPROX, …

    def with_mod(self, mod: str | None) -> Timex:
        """Return the same with a modifier."""
        return replace(self, mod=mod) if mod else self


def a_day(day: date, part: str = "") -> Timex:
    """Return a day, or with ``part`` ("TMO", "T15:00") a time on it."""
    return Timex("TIME" if part else "DATE", day.isoformat() + part, day, day, "day")


def a_week(day: date) -> Timex:
    """Return the ISO week that holds the day."""
    year, week, weekday = day.isocalendar()
    monday = day - timedelta(weekday - 1)
    return Timex("DATE", f"{year}-W{week:02}", monday, monday + timedelta(6), "week")


def a_weekend(day: date) -> Timex:
    """Return the weekend of the ISO week that holds the day."""
    week = a_week(day)
    assert week.end is not None  # noqa: S101
    return Timex("DATE", f"{week.value}-WE", week.end - timedelta(1), week.end, "range")


def a_month(year: int, month: int) -> Timex:
    """Return a month of a year."""
    last = monthrange(year, month)[1]
    return Timex("DATE", f"{year:04}-{month:02}", date(year, month, 1), date(year, month, last), "month")


def a_year(year: int) -> Timex:
    """Return a year."""
    return Timex("DATE", f"{year:04}", date(year, 1, 1), date(year, 12, 31), "year")


def a_quarter(year: int, quarter: int) -> Timex:
    """Return a quarter of a year, 1 to 4."""
    first, last = date(year, 3 * quarter - 2, 1), a_month(year, 3 * quarter).end
    return Timex("DATE", f"{year:04}-Q{quarter}", first, last, "quarter")


def a_half(year: int, half: int) -> Timex:
    """Return half a year, 1 or 2."""
    first, last = date(year, 6 * half - 5, 1), a_month(year, 6 * half).end
    return Timex("DATE", f"{year:04}-H{half}", first, last, "range")


def a_season(year: int, season: str) -> Timex:
    """Return a season; the winter of a year is the one that begins in it."""
    first, last = SEASONS[season]
    end = a_month(min(year + (last < first), date.max.year), last).end
    return Timex("DATE", f"{year:04}-{season}", date(year, first, 1), end, "quarter")


def a_decade(year: int) -> Timex:
    """Return the decade that holds the year."""
    first = year // 10 * 10
    return Timex("DATE", f"{year // 10:03}", date(max(1, first), 1, 1), date(first + 9, 12, 31), "decade")


def a_century(year: int) -> Timex:
    """Return the hundred years of the same first two digits."""
    first = year // 100 * 100
    return Timex("DATE", f"{year // 100:02}", date(max(1, first), 1, 1), date(first + 99, 12, 31), "century")


def a_stretch(value: str, start: date | None = None, end: date | None = None, mod: str | None = None) -> Timex:
    """Return a duration, with its days where it is anchored."""
    return Timex("DURATION", value, start, end, "range" if start else None, mod)


def a_reference(value: str, day: date | None = None) -> Timex:
    """Return PRESENT_REF, PAST_REF or FUTURE_REF; the day is known only for the present."""
    return Timex("DATE", value, day, day, "day" if day else None)


def unknown(value: str, kind: TimexType = "DATE") -> Timex:
    """Return a value that leaves the calendar open, such as XXXX-XX-XX."""
    return Timex(kind, value)


def shift_months(day: date, months: int) -> date | None:
    """Return the first day of the month so many months away; None outside the calendar."""
    at = day.year * 12 + day.month - 1 + months
    return date(at // 12, at % 12 + 1, 1) if 1 <= at // 12 <= date.max.year else None


def shift_days(day: date, days: int) -> date | None:
    """Return the day so many days away; None outside the calendar."""
    try:
        return day + timedelta(days)
    except OverflowError:
        return None


def shifted(day: date, n: int, unit: str) -> Timex | None:
    """Return the day, week, month, year … that lies ``n`` units from the one of the day; None outside the calendar."""
    if unit in {"D", "W"}:
        there = shift_days(day, n * (7 if unit == "W" else 1))
        return None if there is None else a_day(there) if unit == "D" else a_week(there)
    if unit == "M":
        there = shift_months(day, n)
        return a_month(there.year, there.month) if there else None
    year = day.year + n * {"Y": 1, "DE": 10, "CE": 100}.get(unit, 1)
    if unit not in {"Y", "DE", "CE"} or not 1 <= year < 9900:
        return None
    return {"Y": a_year, "DE": a_decade, "CE": a_century}[unit](year)


def safe_date(year: int, month: int, day: int) -> date | None:
    """Return the day, or None where the calendar has none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def easter(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar (the anonymous algorithm of 1876)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = b // 4, b % 4
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    el = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * el) // 451
    month, day = divmod(h + el - 7 * m + 114, 31)
    return date(year, month, day + 1)


def nth_weekday(year: int, month: int, n: int, weekday: int) -> date:
    """Return the n-th such weekday (1 Monday … 7 Sunday) of a month; n = -1 is the last."""
    last = monthrange(year, month)[1]
    days = [d for d in range(1, last + 1) if date(year, month, d).isoweekday() == weekday]
    return date(year, month, days[n - 1 if n > 0 else n])

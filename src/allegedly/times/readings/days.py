"""Readings of single days: of the calendar, of the week, holidays."""

from __future__ import annotations

from datetime import date, timedelta

from allegedly.dates import find_date
from allegedly.times import values as v
from allegedly.times.context import Context
from allegedly.times.grammar import Grammar, Hit, Holiday
from allegedly.times.readings.common import direction_of, modifier
from allegedly.times.values import Timex

#: Further from the report than this, a date without a year is read the other way round.
HALF_A_YEAR = 183


#: A day so near the report is meant, whatever the tense: nobody says "on 20 December" of last year on 5 December.
NEAR = 45


#: In narrative a month so many months before the one in force belongs to the next year, and the other way round.
WRAP = 7


def iso_date(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """2017-10-10."""
    day = v.safe_date(*map(int, (hit.text("isodate") or "").split("-")))
    return v.a_day(day) if day else None


def numeric_date(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """10/11/2017, in the order that the text's other dates have; month first where nothing tells."""
    found = find_date(hit.text("numdate") or "", day_first=not context.month_first)
    return v.a_day(date.fromisoformat(found[0])) if found else None


def day(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """A day of the calendar, of the week, or today."""
    if hit.has("today"):
        return _today(hit, context)
    if hit.has("month"):
        return _calendar_day(hit, context)
    return _weekday(hit, context, hit.number("weekday") or 1)


def _today(hit: Hit, context: Context) -> Timex | None:
    offset = int(hit.text("today") or 0)
    night = "TNI" if hit.groups["today"][0].text == "tonight" else ""
    if context.narrative or context.published is None:
        return v.a_reference("PRESENT_REF") if not (offset or night) else v.unknown("XXXX-XX-XX" + night)
    there = v.shift_days(context.published, offset)
    return v.a_day(there, night) if there else None


def _calendar_day(hit: Hit, context: Context) -> Timex | None:
    month, dom = hit.number("month") or 1, hit.number("day") or hit.number("ordinal") or 0
    if not 1 <= dom <= 31:
        return None
    year = hit.number("year") or _year_of_weekday(hit, month, dom, context) or year_for(month, dom, hit, context)
    if year is None:
        return v.unknown(f"XXXX-{month:02}-{dom:02}")
    there = v.safe_date(year, month, dom)
    return v.a_day(there).with_mod(modifier(hit)) if there else None


def day_range_end(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """The second day of "April 6-7" or "May 3 to 5, 2010"."""
    before = context.tokens[max(0, hit.start - 3) : hit.start - 1]
    if len(before) < 2 or "month" not in before[0].meanings or not {"day", "ordinal"} & set(before[1].meanings):
        return None
    month, dom = int(before[0].meanings["month"]), hit.number("day") or hit.number("ordinal") or 0
    base = context.last.start if context.last else context.last_day
    year = hit.number("year") or (base.year if base and base.month == month else None)
    there = v.safe_date(year, month, dom) if year else None
    return v.a_day(there) if there else None


def _weekday(hit: Hit, context: Context, weekday: int) -> Timex | None:
    """The latest such day on or before the report, that day included; after it where the clause looks ahead."""
    base = context.last_day if context.narrative else context.published
    if base is None:
        return v.unknown(f"XXXX-WXX-{weekday}")
    back = (base.isoweekday() - weekday) % 7
    ahead = context.tense(hit) == "future" and not context.narrative
    there = v.shift_days(base, (7 - back) % 7 if ahead else -back)
    return v.a_day(there).with_mod(modifier(hit)) if there else None


def neighbour_weekday(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """Last Friday, next Friday, this Friday, that Friday."""
    weekday = hit.number("weekday") or 1
    base = context.running if hit.has("that") or context.narrative else context.published
    if base is None:
        return v.unknown(f"XXXX-WXX-{weekday}")
    back = (base.isoweekday() - weekday) % 7
    if hit.has("last"):
        offset = -(back or 7)
    elif hit.has("next"):
        offset = 7 - back
    else:
        offset = weekday - base.isoweekday() if hit.has("this") else -back
    there = v.shift_days(base, offset)
    return v.a_day(there) if there else None


def weekday_of_week(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """Monday last week, Monday next week."""
    weekday, base = hit.number("weekday") or 1, context.anchor
    if base is None:
        return v.unknown(f"XXXX-WXX-{weekday}")
    there = v.shift_days(base, 7 * direction_of(hit) + weekday - base.isoweekday())
    return v.a_day(there) if there else None


def year_for(month: int, dom: int | None, hit: Hit, context: Context) -> int | None:
    """Return the year of a date that has none: by the date in force in narrative, by tense in news."""
    if context.narrative and (context.fine or context.frame):
        return _year_in_force(month, context)
    if context.published is None:
        return None
    return _year_by_tense(month, dom, hit, context, context.published)


def _year_of_weekday(hit: Hit, month: int, dom: int, context: Context) -> int | None:
    """Return the year next to the report in which the date falls on the weekday named; None where none is."""
    weekday, published = hit.number("weekday"), context.published
    if weekday is None or published is None or context.narrative:
        return None
    days = [v.safe_date(year, month, dom) for year in (published.year, published.year - 1, published.year + 1)]
    fitting = [d for d in days if d and d.isoweekday() == weekday]
    return min(fitting, key=lambda d: abs((d - published).days)).year if fitting else None


def _year_in_force(month: int, context: Context) -> int:
    """Return the year named since the last dated month, else the year of that month or the one it runs into."""
    fine = context.fine
    if context.frame is not None and (fine is None or context.frame != fine.year):
        return context.frame
    assert fine is not None  # noqa: S101
    ahead = month - fine.month
    return fine.year + (ahead <= -WRAP) - (ahead >= WRAP)


def _year_by_tense(month: int, dom: int | None, hit: Hit, context: Context, published: date) -> int:
    """The latest up to the report, or the first from it on where the clause looks ahead; what is near either way."""
    first, last = date(published.year, month, 1), v.a_month(published.year, month).end
    assert last is not None  # noqa: S101
    if dom is not None:
        first = last = v.safe_date(published.year, month, dom) or last
    if context.told_year and date(context.told_year, month, 1) <= published:
        return context.told_year
    tense = context.tense(hit)
    away = (first - published).days
    if tense == "future":
        return published.year + (last < published and (published - last).days > NEAR)
    if away <= 0 or (dom is not None and away <= NEAR):
        return published.year
    return published.year if tense is None and away < HALF_A_YEAR else published.year - 1


def day_of_month(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """The 13th, in the month in force."""
    dom, force = hit.number("ordinal") or 0, context.last
    if force is None or force.start is None or force.granularity not in {"day", "month"} or not 1 <= dom <= 31:
        return None
    there = v.safe_date(force.start.year, force.start.month, dom)
    return v.a_day(there) if there else None


def holiday(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """Christmas, Good Friday, Labor Day 2010."""
    words = [t for t in context.tokens[hit.start : hit.end] if "year" not in t.meanings and t.text != ","]
    named = next((n for n in range(len(words)) if " ".join(t.text for t in words[n:]) in grammar.holidays), None)
    if named is None or not (words[named].capital or words[named].text.isdecimal()):
        return None
    entry = grammar.holidays[" ".join(t.text for t in words[named:])]
    if entry.day is not None:
        return v.a_day(date.fromisoformat(entry.day))
    given = hit.number("year")
    if given is None and context.anchor is None:
        return v.unknown(f"XXXX-{entry.date}" if entry.date else "XXXX-XX-XX")
    base = context.anchor or date(given or 2000, 1, 1)
    years = [given] if given else [base.year - 1, base.year, base.year + 1]
    days = [_holiday_in(entry, y) for y in years if 0 < y < 9999]
    return v.a_day(_nearest(days, base, context.tense(hit))) if days else None


def _holiday_in(entry: Holiday, year: int) -> date:
    if entry.easter is not None:
        return v.easter(year) + timedelta(entry.easter)
    if entry.weekday is not None:
        month, n, weekday = entry.weekday
        return v.nth_weekday(year, month, n, weekday)
    month, dom = map(int, (entry.date or "01-01").split("-"))
    return date(year, month, dom)


def _nearest(days: list[date], base: date, tense: str | None) -> date:
    fitting = [d for d in days if (tense == "past" and d <= base) or (tense == "future" and d >= base)]
    return min(fitting or days, key=lambda d: (abs((d - base).days), d))

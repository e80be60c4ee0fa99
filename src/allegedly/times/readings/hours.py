"""Readings of times of day."""

from __future__ import annotations

from allegedly.times import values as v
from allegedly.times.context import Context
from allegedly.times.grammar import Grammar, Hit
from allegedly.times.readings.common import direction_of
from allegedly.times.readings.days import day
from allegedly.times.values import Timex


def day_part(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """Friday morning, the night of May 13, yesterday evening."""
    found = day(hit, context, grammar)
    if found is None or found.type != "DATE" or not found.value[-1:].isdigit():
        return found
    return Timex("TIME", f"{found.value}T{hit.text('daypart')}", found.start, found.end, found.granularity)


def relative_day_part(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """Last night, this morning, that evening, the next morning."""
    part = f"T{hit.text('daypart')}"
    base = context.published if hit.has("this") and not context.narrative else context.running
    if hit.has("last") and not context.narrative:
        base = context.published
    if base is None or (context.narrative and context.last and context.last.granularity != "day"):
        return v.unknown("XXXX-XX-XX" + part, "TIME")
    there = v.shift_days(base, direction_of(hit))
    return v.a_day(there, part) if there else None


def overnight(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """Overnight: the night before the report."""
    base = context.running if context.narrative else context.published
    if base is None:
        return v.unknown("XXXX-XX-XXTNI", "TIME")
    return Timex("TIME", f"{base.isoformat()}TNI", v.shift_days(base, -1), base, "range")


def clock(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """15:00 GMT Saturday, 3 p.m., noon."""
    before = context.tokens[hit.start - 1].text if hit.start else ""
    if (hit.text("clock") or "").count(":") == 2 and not hit.has("meridiem") and before not in _AT:
        return race_time(hit, context, grammar)
    time = _time_of_day(hit)
    if time is None or (hit.end - hit.start == 1 and hit.has("clock") and "." in context.tokens[hit.start].text):
        return None
    if hit.has("month") or hit.has("weekday") or hit.has("today"):
        found = day(hit, context, grammar)
        return v.a_day(found.start, time) if found and found.start else v.unknown("XXXX-XX-XX" + time, "TIME")
    base = context.last_day or context.published
    if context.narrative and not (context.last and context.last.granularity == "day"):
        base = None
    return v.a_day(base, time) if base else v.unknown("XXXX-XX-XX" + time, "TIME")


_AT = frozenset(["at", "by", "around", "about", "until", "till", "before", "after", "from", "since"])


def _time_of_day(hit: Hit) -> str | None:
    if hit.has("noon"):
        return hit.text("noon")
    hours, _, rest = (hit.text("clock") or hit.text("hhmm") or f"{hit.number('hour') or 0:02}:00").partition(":")
    hour = int(hours)
    if hit.has("meridiem"):
        if not 1 <= hour <= 12:
            return None if hour > 12 and hit.text("meridiem") == "am" else f"T{hour:02}:{rest}"
        hour = hour % 12 + (12 if hit.text("meridiem") == "pm" else 0)
    return f"T{hour:02}:{rest}"


def race_time(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """In 3:07:35: how long a race took."""
    parts = (hit.text("clock") or "").split(":")
    if len(parts) != 3:
        return None
    hours, minutes, seconds = map(int, parts)
    return v.a_stretch(f"PT{hours}H{minutes}M{seconds}S")


def bare_day_part(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """At night, by noon, in the early morning."""
    if hit.has("noon"):
        return clock(hit, context, grammar)
    part = f"T{hit.text('daypart')}"
    if hit.end - hit.start > 1 and hit.groups["daypart"][0].capital:
        return None  # a name: "Imus in the Morning"
    if context.narrative or context.last_day is None:
        return v.unknown("XXXX-XX-XX" + part, "TIME")
    return v.a_day(context.last_day, part)

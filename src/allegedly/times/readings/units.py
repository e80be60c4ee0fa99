"""Readings of units counted from the report or from the date in force: last week, two days later."""

from __future__ import annotations

from allegedly.times import values as v
from allegedly.times.context import Context
from allegedly.times.grammar import Grammar, Hit
from allegedly.times.readings.common import (
    amount_of,
    direction_of,
    from_force,
    limited,
    modifier,
    neighbour,
    period,
    stretch,
    unit_of,
)
from allegedly.times.readings.hours import relative_day_part
from allegedly.times.values import Timex

_UNIT_WORDS = {"day": "D", "week": "W", "month": "M", "year": "Y", "decade": "DE", "century": "CE"}


def edge_of_unit(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """The end of the month, later that year: the whole month or year, with a modifier."""
    words = [t.text for t in context.tokens[hit.start : hit.end]]
    unit = next((_UNIT_WORDS[w] for w in reversed(words) if w in _UNIT_WORDS), "Y")
    running = hit.has("that") or context.narrative or unit == "D"
    base = context.running if running else context.published
    if base is None:
        return v.unknown("XXXX")
    found = v.shifted(base, direction_of(hit) if not hit.has("that") else 0, unit)
    return found.with_mod(modifier(hit)) if found else None


_FAR = frozenset({"previous", "preceding", "prior", "following", "ensuing", "subsequent", "succeeding"})


def neighbour_unit(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """Last week, next year, this month, the past decade."""
    unit = hit.text("unit") or "D"
    word = next(hit.groups[name][0].text for name in ("last", "next", "this") if hit.has(name))
    base = context.running if word in _FAR else context.anchor
    if word == "past" or (unit in {"DE", "CE"} and not hit.has("this")):
        return stretch(1, unit, hit, context)
    if base is None or unit not in {"D", "W", "M", "Y", "Q", "WE", "DE", "CE"}:
        return None if unit not in {"D", "W", "M", "Y", "DE", "CE"} else v.unknown("XXXX")
    if unit == "D" and word in {"last", "this", "current"}:
        return None
    return neighbour(base, direction_of(hit), unit, modifier(hit))


def same_unit(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """That day, the same month, that year."""
    return from_force(0, hit.text("unit") or "D", context)


def ago(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """Four years ago; weeks ago."""
    amount, unit = amount_of(hit), unit_of(hit)
    if not amount.isdecimal() or not (hit.has("unit") or hit.has("units")):
        return v.a_reference("PAST_REF")
    base = context.anchor
    if unit in {"TH", "TM", "TS"}:
        return v.a_day(base, "TXX") if base else v.a_reference("PAST_REF")
    return (v.shifted(base, -limited(amount), unit) if base else None) or v.a_reference("PAST_REF")


def from_now(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """Two weeks from now."""
    amount, base = amount_of(hit), context.anchor
    if not amount.isdecimal() or base is None:
        return v.a_reference("FUTURE_REF")
    return v.shifted(base, limited(amount), unit_of(hit)) or v.a_reference("FUTURE_REF")


def neighbour_of_force(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """The next day, the previous year, the following morning."""
    unit = hit.text("unit")
    if unit is None:
        return relative_day_part(hit, context, grammar)
    text = next((hit.groups[name][0].text for name in ("last", "next") if hit.has(name)), "")
    if text in {"past", "last", "coming"} or unit in {"DE", "CE"}:
        return stretch(1, unit, hit, context)
    if text == "next" and not context.narrative and unit != "D":
        return stretch(1, unit, hit, context)
    if unit in {"TH", "TM"}:
        return v.a_stretch(period("1", unit))
    return from_force(direction_of(hit), unit, context)


def offset(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """Two days later, a year earlier, months before."""
    amount = amount_of(hit)
    back = hit.has("earlier")
    after = context.tokens[hit.end] if hit.end < len(context.tokens) else None
    if context.tokens[hit.end - 1].text in {"before", "after"} and after and after.text.isalpha():
        return offset_from(hit, context, grammar)
    if not amount.isdecimal():
        return v.a_reference("PAST_REF" if back else "FUTURE_REF")
    return from_force(-limited(amount) if back else limited(amount), unit_of(hit), context)


def offset_from(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """Two days after something: in narrative counted from the date in force, in news how long only."""
    amount, unit = amount_of(hit), unit_of(hit)
    if context.narrative and amount.isdecimal() and unit in {"D", "W"}:
        back = context.tokens[hit.end - 1].text == "before"
        return context.in_apposition(hit) or from_force(-limited(amount) if back else limited(amount), unit, context)
    return v.a_stretch(period(amount, unit), mod=modifier(hit))


def same_time(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """The same time: the date in force."""
    return context.last

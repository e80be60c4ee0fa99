"""Readings of durations, recurrences and references without a date."""

from __future__ import annotations

from allegedly.times import values as v
from allegedly.times.context import Context
from allegedly.times.grammar import Grammar, Hit
from allegedly.times.readings.common import amount_of, modifier, period, stretch, unit_of
from allegedly.times.values import Timex


def stretch_from_now(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """The past two weeks, the next few months: a duration up to the report, or from it on."""
    amount = amount_of(hit) if hit.has("count") or hit.has("vague") or hit.has("article") else "X"
    return stretch(amount, unit_of(hit), hit, context)


def duration(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """Three weeks, a four-week closure, two and a half years, a 15-year-old."""
    amount, unit = amount_of(hit), unit_of(hit)
    if hit.rule.name == "unit-long" and hit.has("unit"):
        amount = "1"
    if any(t.text == "half" for t in context.tokens[hit.start : hit.end]) and amount.isdecimal():
        amount += ".5"
    if not hit.has("count") and unit == "WE":
        return None
    return v.a_stretch(period(amount, unit), mod=modifier(hit))


def half_unit(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """Half an hour, half a year."""
    halves = {"TH": "PT30M", "Y": "P6M", "D": "PT12H", "CE": "P50Y", "DE": "P5Y", "TM": "PT30S"}
    unit = hit.text("unit") or "D"
    return v.a_stretch(halves.get(unit, period("0.5", unit)))


def bare_units(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """Years, for weeks."""
    unit = hit.text("units") or "D"
    if unit in {"TS", "Q", "WE"} or hit.groups["units"][0].text == "nights":
        return None
    return v.a_stretch(period("X", unit))


def reference(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """Now, currently."""
    return v.a_reference("PRESENT_REF", None if context.narrative else context.published)


def past_reference(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """Recently; in narrative also former."""
    after = context.tokens[hit.end].meanings if hit.end < len(context.tokens) else {}
    if hit.has("units"):
        return v.a_stretch(period("X", unit_of(hit)))
    return None if after.keys() & {"count", "unit", "units", "vague"} else v.a_reference("PAST_REF")


def future_reference(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """The near future."""
    return v.a_reference("FUTURE_REF")


def every(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """Every morning, weekly, once a year, Mondays."""
    part, weekday = hit.text("daypart"), hit.text("weekday") or hit.text("weekdays")
    if weekday:
        return v.unknown(f"XXXX-WXX-{weekday}" + (f"T{part}" if part else ""), "SET")
    if part:
        return v.unknown(f"XXXX-XX-XXT{part}", "SET")
    if hit.has("season") or hit.has("month"):
        return v.unknown(f"XXXX-{hit.text('season') or format(hit.number('month') or 1, '02')}", "SET")
    if hit.rule.name == "adverb" and _is_name(hit, context):
        return None
    unit = hit.text("adverb") or unit_of(hit)
    if hit.rule.name.startswith("per") and unit in {"TH", "TM", "TS"}:
        return None  # a speed, a rate
    return _recurring(hit.text("count") or "1", unit, context)


def _is_name(hit: Hit, context: Context) -> bool:
    """Tell whether a capital makes the word part of a name: the Daily Telegraph, China Daily."""
    around = [context.tokens[n] for n in (hit.start - 1, hit.end) if 0 <= n < len(context.tokens)]
    return context.tokens[hit.start].capital and any(t.capital for t in around)


def _recurring(amount: str, unit: str, context: Context) -> Timex:
    if context.narrative and unit in {"D", "W", "M", "Y"}:
        return v.unknown({"D": "XXXX-XX-XX", "W": "XXXX-WXX", "M": "XXXX-XX", "Y": "XXXX"}[unit], "SET")
    return v.unknown(period(amount, unit), "SET")

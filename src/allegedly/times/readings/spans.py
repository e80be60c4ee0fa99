"""Readings of months, years, seasons and longer."""

from __future__ import annotations

from datetime import date

from allegedly.times import values as v
from allegedly.times.context import Context
from allegedly.times.grammar import Grammar, Hit
from allegedly.times.readings.common import direction_of, modifier
from allegedly.times.readings.days import year_for
from allegedly.times.values import Timex


def month(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """A month with its year or without."""
    number = hit.number("month") or 1
    if not hit.has("year") and _is_no_month(hit, context):
        return None
    year = hit.number("year") or year_for(number, None, hit, context)
    if year is None:
        return v.unknown(f"XXXX-{number:02}")
    return v.a_month(year, number).with_mod(modifier(hit)) if year > 0 else None


def _is_no_month(hit: Hit, context: Context) -> bool:
    """Tell whether a bare "May", "March" … is a name or a verb: it begins a sentence or stands beside a name."""
    token = context.tokens[hit.end - 1]
    before = context.tokens[hit.start - 1] if hit.start else None
    after = context.tokens[hit.end] if hit.end < len(context.tokens) else None
    if hit.end - hit.start > 1 or token.text not in {"may", "march", "april", "june", "august"}:
        return False
    if before and before.text in _MONTH_PREPOSITIONS:
        return False
    starts = before is None or before.text in {".", "\n\n", '"', "“", "?", "!", ":"}
    if starts:
        return token.text in {"may", "march"} or bool(after and after.capital)
    named = before is not None and before.capital
    return bool(named or (after and after.capital and after.text.isalpha() and token.text != "august"))


_MONTH_PREPOSITIONS = frozenset(
    {"in", "by", "since", "until", "till", "during", "of", "from", "through", "before", "after", "for", "last", "next"}
)


def month_of_relative_year(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """August of that year, January 24 of the same year, in March last year."""
    base = context.running if hit.has("that") else context.anchor
    number, dom = hit.number("month") or 1, hit.number("day") or hit.number("ordinal")
    if base is None:
        return v.unknown(f"XXXX-{number:02}")
    year = base.year + direction_of(hit)
    there = v.safe_date(year, number, dom) if dom else None
    return v.a_day(there) if there else v.a_month(year, number)


def neighbour_month(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """Last April, next April, this April."""
    number, base = hit.number("month") or 1, context.anchor
    if base is None:
        return v.unknown(f"XXXX-{number:02}")
    direction = direction_of(hit)
    year = base.year
    if direction < 0:
        year -= number >= base.month
    elif direction > 0:
        year += number <= base.month
    return v.a_month(year, number).with_mod(modifier(hit))


def year(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """1939; early years only where the words around say that it is one."""
    number = hit.number("year") or 1
    after = context.tokens[hit.end] if hit.end < len(context.tokens) else None
    before = context.tokens[hit.start - 1] if hit.start else None
    if hit.end - hit.start == 1:
        if after and ("measure" in after.meanings or after.text in {"%", "per", "/", "million"}):
            return None
        if number < 1500 and not (before and before.text in _YEAR_PREPOSITIONS):
            return None
    return v.a_year(number).with_mod(modifier(hit))


_YEAR_PREPOSITIONS = frozenset(
    {"in", "since", "from", "until", "till", "by", "before", "after", "during", "between", "circa", "around"}
    | {"and", "to", "-", "(", "of"}
)


def short_year(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """'98."""
    two = hit.number("yy") or 0
    now = context.published.year if context.published else 2000
    century = now // 100 * 100
    return v.a_year(century + two if century + two <= now + 10 else century - 100 + two)


def year_range_end(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """The second half of 1957-58."""
    before = context.tokens[hit.start - 2] if hit.start > 1 else None
    if before is None or "year" not in before.meanings:
        return None
    first = int(before.meanings["year"])
    second = first // 100 * 100 + (hit.number("yy") or 0)
    return v.a_year(second) if first < second else None


def decade(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """The 1990s, the '90s."""
    digits = hit.text("decade") or ""
    first = int(digits) if len(digits) == 4 else 1900 + int(digits)
    return v.a_decade(first).with_mod(modifier(hit))


def century(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """The 20th century, whose value is 19."""
    number = hit.number("ordinal") or 0
    return v.a_century((number - 1) * 100).with_mod(modifier(hit)) if 2 <= number <= 30 else None


def season(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """Summer, last summer, the summer of 1942."""
    words = [t.meanings["season"] for t in context.tokens[hit.start : hit.end] if "season" in t.meanings]
    name, base = words[-1], context.anchor
    given = hit.number("year")
    after = context.tokens[hit.end] if hit.end < len(context.tokens) else None
    if given is None and context.tokens[hit.end - 1].capital and after and after.capital and not context.narrative:
        return None  # the Summer Olympics
    if given is not None:
        return v.a_season(given, name).with_mod(modifier(hit))
    if base is None:
        return v.unknown(f"XXXX-{name}")
    return v.a_season(_season_year(hit, context, name, base), name).with_mod(modifier(hit))


def _season_year(hit: Hit, context: Context, name: str, base: date) -> int:
    here = v.a_season(base.year, name)
    assert here.start is not None  # noqa: S101
    if hit.has("last"):
        return base.year - (here.start > base or (here.end or base) >= base)
    if hit.has("next"):
        return base.year + (here.start <= base)
    if context.narrative:
        return base.year - (name == "WI" and base.month <= 2)
    ahead = context.tense(hit) == "future" or hit.has("this")
    return base.year - (here.start > base and not ahead)


def bare_season(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """Summer without a word before it that makes it a time: "the main summer offensive"."""
    token = context.tokens[hit.end - 1]
    named = token.capital and not context.narrative
    return None if named else season(hit, context, grammar)


def quarter(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """The first quarter of 2010; without a year the latest that has begun."""
    number, base = hit.number("ordinal") or 0, context.anchor
    if number == 0 and any(t.text in {"final", "last"} for t in context.tokens[hit.start : hit.end]):
        number = 4
    if not 1 <= number <= 4:
        return None
    given = hit.number("year")
    if given is None and base is None:
        return v.unknown(f"XXXX-Q{number}")
    return v.a_quarter(given or _quarter_year(hit, number, base), number)


def _quarter_year(hit: Hit, number: int, base: date | None) -> int:
    assert base is not None  # noqa: S101
    if hit.has("last") or hit.has("next"):
        return base.year + direction_of(hit)
    return base.year - (3 * number - 2 > base.month)


def half(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """The second half of 2009."""
    given = hit.number("year")
    if given is None:
        if context.anchor is None:
            return None
        given = context.anchor.year + direction_of(hit)
    second = any(t.text == "second" for t in context.tokens[hit.start : hit.end])
    return v.a_half(given, 2 if second else 1)

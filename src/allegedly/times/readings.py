"""What each kind of expression means: one function for each name that ``patterns.toml`` gives under ``reads``.

A reading gets the match and the context and returns the value; None where the words are no time after all.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from allegedly.dates import find_date
from allegedly.times import values as v
from allegedly.times.context import Context
from allegedly.times.grammar import Grammar, Hit, Holiday
from allegedly.times.values import Timex

Reading = Callable[[Hit, Context, Grammar], Timex | None]

#: Further from the report than this, a date without a year is read the other way round.
HALF_A_YEAR = 183

#: A day so near the report is meant, whatever the tense: nobody says "on 20 December" of last year on 5 December.
NEAR = 45

#: In narrative a month so many months before the one in force belongs to the next year, and the other way round.
WRAP = 7


def _mod(hit: Hit) -> str | None:
    return hit.text("part") or hit.text("edge") or hit.text("approx") or None


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
    year = hit.number("year") or _year_of_weekday(hit, month, dom, context) or _year_for(month, dom, hit, context)
    if year is None:
        return v.unknown(f"XXXX-{month:02}-{dom:02}")
    there = v.safe_date(year, month, dom)
    return v.a_day(there).with_mod(_mod(hit)) if there else None


def day_range_end(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """The second day of "April 6-7" or "May 3 to 5, 2010"."""
    before = context.tokens[max(0, hit.start - 3) : hit.start - 1]
    if len(before) < 2 or "month" not in before[0].meanings or not {"day", "ordinal"} & set(before[1].meanings):
        return None
    month, dom = int(before[0].meanings["month"]), hit.number("day") or hit.number("ordinal") or 0
    base = context.last_day
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
    return v.a_day(there).with_mod(_mod(hit)) if there else None


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
    there = v.shift_days(base, 7 * _direction(hit) + weekday - base.isoweekday())
    return v.a_day(there) if there else None


def _direction(hit: Hit) -> int:
    return -1 if hit.has("last") else 1 if hit.has("next") else 0


def _year_for(month: int, dom: int | None, hit: Hit, context: Context) -> int | None:
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
    """Return the year that was named since the last dated month, else the year of that month or the one it runs into."""
    fine = context.fine
    if context.frame is not None and (fine is None or context.frame != fine.year):
        return context.frame
    assert fine is not None  # noqa: S101
    ahead = month - fine.month
    return fine.year + (ahead <= -WRAP) - (ahead >= WRAP)


def _year_by_tense(month: int, dom: int | None, hit: Hit, context: Context, published: date) -> int:
    """The latest on or before the report, the first on or after it where the clause looks ahead; what is near either way."""
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


def month(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """A month with its year or without."""
    number = hit.number("month") or 1
    if not hit.has("year") and _is_no_month(hit, context):
        return None
    year = hit.number("year") or _year_for(number, None, hit, context)
    if year is None:
        return v.unknown(f"XXXX-{number:02}")
    return v.a_month(year, number).with_mod(_mod(hit)) if year > 0 else None


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


_MONTH_PREPOSITIONS = frozenset("in by since until till during of from through before after for last next this".split())


def month_of_relative_year(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """August of that year, January 24 of the same year, in March last year."""
    base = context.running if hit.has("that") else context.anchor
    number, dom = hit.number("month") or 1, hit.number("day") or hit.number("ordinal")
    if base is None:
        return v.unknown(f"XXXX-{number:02}")
    year = base.year + _direction(hit)
    there = v.safe_date(year, number, dom) if dom else None
    return v.a_day(there) if there else v.a_month(year, number)


def neighbour_month(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """Last April, next April, this April."""
    number, base = hit.number("month") or 1, context.anchor
    if base is None:
        return v.unknown(f"XXXX-{number:02}")
    direction = _direction(hit)
    year = base.year
    if direction < 0:
        year -= number >= base.month
    elif direction > 0:
        year += number <= base.month
    return v.a_month(year, number).with_mod(_mod(hit))


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
    return v.a_year(number).with_mod(_mod(hit))


_YEAR_PREPOSITIONS = frozenset("in since from until till by before after during between circa around and to - ( of".split())


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
    return v.a_decade(first).with_mod(_mod(hit))


def century(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """The 20th century, whose value is 19."""
    number = hit.number("ordinal") or 0
    return v.a_century((number - 1) * 100).with_mod(_mod(hit)) if 2 <= number <= 30 else None


def season(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """Summer, last summer, the summer of 1942."""
    words = [t.meanings["season"] for t in context.tokens[hit.start : hit.end] if "season" in t.meanings]
    name, base = words[-1], context.anchor
    given = hit.number("year")
    after = context.tokens[hit.end] if hit.end < len(context.tokens) else None
    if given is None and context.tokens[hit.end - 1].capital and after and after.capital and not context.narrative:
        return None  # the Summer Olympics
    if given is not None:
        return v.a_season(given, name).with_mod(_mod(hit))
    if base is None:
        return v.unknown(f"XXXX-{name}")
    return v.a_season(_season_year(hit, context, name, base), name).with_mod(_mod(hit))


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
        return base.year + _direction(hit)
    return base.year - (3 * number - 2 > base.month)


def half(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """The second half of 2009."""
    given = hit.number("year")
    if given is None:
        if context.anchor is None:
            return None
        given = context.anchor.year + _direction(hit)
    second = any(t.text == "second" for t in context.tokens[hit.start : hit.end])
    return v.a_half(given, 2 if second else 1)


_UNIT_WORDS = {"day": "D", "week": "W", "month": "M", "year": "Y", "decade": "DE", "century": "CE"}


def edge_of_unit(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """The end of the month, later that year: the whole month or year, with a modifier."""
    words = [t.text for t in context.tokens[hit.start : hit.end]]
    unit = next((_UNIT_WORDS[w] for w in reversed(words) if w in _UNIT_WORDS), "Y")
    running = hit.has("that") or context.narrative or unit == "D"
    base = context.running if running else context.published
    if base is None:
        return v.unknown("XXXX")
    found = v.shifted(base, _direction(hit) if not hit.has("that") else 0, unit)
    return found.with_mod(_mod(hit)) if found else None


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


def day_part(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """Friday morning, the night of May 13, yesterday evening."""
    found = day(hit, context, grammar)
    if found is None or found.type != "DATE" or not found.value[-1:].isdigit():
        return found
    return Timex("TIME", f"{found.value}T{hit.text('daypart')}", found.start, found.end, found.granularity)


def relative_day_part(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """This morning, that evening, last night, the next morning."""
    part = f"T{hit.text('daypart')}"
    base = context.published if hit.has("this") and not context.narrative else context.running
    if hit.has("last") and not context.narrative:
        base = context.published
    if base is None or (context.narrative and context.last and context.last.granularity != "day"):
        return v.unknown("XXXX-XX-XX" + part, "TIME")
    there = v.shift_days(base, _direction(hit))
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


_AT = frozenset("at by around about until till before after from since".split())


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


_FAR = frozenset({"previous", "preceding", "prior", "following", "ensuing", "subsequent", "succeeding"})


def neighbour_unit(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """Last week, next year, this month, the past decade."""
    unit = hit.text("unit") or "D"
    word = next(hit.groups[name][0].text for name in ("last", "next", "this") if hit.has(name))
    base = context.running if word in _FAR else context.anchor
    if word == "past" or (unit in {"DE", "CE"} and not hit.has("this")):
        return _stretch(1, unit, hit, context)
    if base is None or unit not in {"D", "W", "M", "Y", "Q", "WE", "DE", "CE"}:
        return None if unit not in {"D", "W", "M", "Y", "DE", "CE"} else v.unknown("XXXX")
    if unit == "D" and word in {"last", "this", "current"}:
        return None
    return _neighbour(base, _direction(hit), unit, _mod(hit))


def _neighbour(base: date, n: int, unit: str, mod: str | None) -> Timex | None:
    if unit == "WE":
        there = v.shift_days(base, 7 * n)
        return v.a_weekend(there) if there else None
    if unit == "Q":
        there = v.shift_months(base, 3 * n)
        return v.a_quarter(there.year, (there.month + 2) // 3) if there else None
    found = v.shifted(base, n, unit)
    return found.with_mod(mod) if found else None


def same_unit(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """That day, the same month, that year."""
    return _from_force(0, hit.text("unit") or "D", context)


_RANK = {"day": 0, "week": 1, "month": 2, "quarter": 2, "range": 2, "year": 3, "decade": 4, "century": 5}
_UNIT_RANK = {"D": 0, "W": 1, "M": 2, "Y": 3, "DE": 4, "CE": 5}
_OPEN = {"D": "{}-XX-XX", "W": "{}-WXX", "M": "{}-XX"}


def _from_force(n: int, unit: str, context: Context) -> Timex | None:
    """Return the unit so many units from the date in force; its finer parts open where that is not exact enough."""
    base = context.running
    if unit == "WE" and base:
        return _neighbour(base, n, unit, None)
    if unit not in _UNIT_RANK:
        return v.a_day(base, "TXX") if base and unit in {"TH", "TM"} else None
    if base is None:
        return v.unknown(_OPEN.get(unit, "{}").format("XXXX"))
    exact = _RANK[context.last.granularity] if context.last and context.last.granularity else 0
    if exact > _UNIT_RANK[unit] and unit in _OPEN:
        month = f"{base.year:04}-{base.month:02}-XX" if unit == "D" and context.last and exact == 2 else None
        return v.unknown(month or _OPEN[unit].format(f"{base.year:04}"))
    return v.shifted(base, n, unit)


def _amount(hit: Hit) -> str:
    """Return how many: a number, "X" for some, "1" for an article or nothing."""
    said = next((t.meanings["count"] for t in hit.groups.get("word", []) if "count" in t.meanings), None)
    return hit.text("count") or said or ("1" if hit.has("unit") and not hit.has("vague") else "X")


def _unit(hit: Hit) -> str:
    return hit.text("unit") or hit.text("units") or "D"


def _period(amount: str, unit: str) -> str:
    """Return the TIMEX3 duration, such as P4W or PT2H."""
    if unit == "FN":
        amount, unit = (str(2 * int(amount)) if amount.isdecimal() else amount), "W"
    if unit == "WE":
        return f"P{amount}WE"
    return f"PT{amount}{unit[1]}" if unit in {"TH", "TM", "TS"} else f"P{amount}{unit}"


def ago(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """Four years ago; weeks ago."""
    amount, unit = _amount(hit), _unit(hit)
    if not amount.isdecimal() or not (hit.has("unit") or hit.has("units")):
        return v.a_reference("PAST_REF")
    base = context.anchor
    if unit in {"TH", "TM", "TS"}:
        return v.a_day(base, "TXX") if base else v.a_reference("PAST_REF")
    return (v.shifted(base, -_limited(amount), unit) if base else None) or v.a_reference("PAST_REF")


def _limited(amount: str) -> int:
    return min(int(amount), 1_000_000)


def from_now(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """Two weeks from now."""
    amount, base = _amount(hit), context.anchor
    if not amount.isdecimal() or base is None:
        return v.a_reference("FUTURE_REF")
    return v.shifted(base, _limited(amount), _unit(hit)) or v.a_reference("FUTURE_REF")


def stretch_from_now(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """The past two weeks, the next few months: a duration up to the report, or from it on."""
    amount = _amount(hit) if hit.has("count") or hit.has("vague") or hit.has("article") else "X"
    return _stretch(amount, _unit(hit), hit, context)


def _stretch(amount: str | int, unit: str, hit: Hit, context: Context) -> Timex:
    base = None if context.narrative else context.published
    value = _period(str(amount), unit)
    if base is None or not str(amount).isdecimal():
        return v.a_stretch(value)
    there = _moved(base, _direction(hit) * _limited(str(amount)), unit)
    return v.a_stretch(value, *sorted((there, base))) if there else v.a_stretch(value)


def _moved(base: date, n: int, unit: str) -> date | None:
    """Return the day so many units away, as exactly as a day can be."""
    days = {"D": 1, "W": 7, "FN": 14, "WE": 7}.get(unit)
    if days:
        return v.shift_days(base, n * days)
    months = {"M": 1, "Q": 3, "Y": 12, "DE": 120, "CE": 1200}.get(unit)
    if not months:
        return base
    there = v.shift_months(base, n * months)
    return there and (v.safe_date(there.year, there.month, base.day) or v.a_month(there.year, there.month).end)


def duration(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """Three weeks, a four-week closure, two and a half years, a 15-year-old."""
    amount, unit = _amount(hit), _unit(hit)
    if hit.rule.name == "unit-long" and hit.has("unit"):
        amount = "1"
    if any(t.text == "half" for t in context.tokens[hit.start : hit.end]) and amount.isdecimal():
        amount += ".5"
    if not hit.has("count") and unit == "WE":
        return None
    return v.a_stretch(_period(amount, unit), mod=_mod(hit))


def half_unit(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """Half an hour, half a year."""
    halves = {"TH": "PT30M", "Y": "P6M", "D": "PT12H", "CE": "P50Y", "DE": "P5Y", "TM": "PT30S"}
    unit = hit.text("unit") or "D"
    return v.a_stretch(halves.get(unit, _period("0.5", unit)))


def bare_units(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """Years, for weeks."""
    unit = hit.text("units") or "D"
    if unit in {"TS", "Q", "WE"} or hit.groups["units"][0].text == "nights":
        return None
    return v.a_stretch(_period("X", unit))


def reference(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """Now, currently."""
    return v.a_reference("PRESENT_REF", None if context.narrative else context.published)


present = reference


def past_reference(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """Recently; in narrative also former."""
    after = context.tokens[hit.end].meanings if hit.end < len(context.tokens) else {}
    if hit.has("units"):
        return v.a_stretch(_period("X", _unit(hit)))
    return None if after.keys() & {"count", "unit", "units", "vague"} else v.a_reference("PAST_REF")


def future_reference(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """The near future."""
    return v.a_reference("FUTURE_REF")


def neighbour_of_force(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """The next day, the previous year, the following morning."""
    unit = hit.text("unit")
    if unit is None:
        return relative_day_part(hit, context, grammar)
    word = (hit.groups.get("last") or hit.groups.get("next") or [None])[0]
    text = word.text if word else ""
    if text in {"past", "last", "coming"} or unit in {"DE", "CE"}:
        return _stretch(1, unit, hit, context)
    if text == "next" and not context.narrative and unit != "D":
        return _stretch(1, unit, hit, context)
    if unit in {"TH", "TM"}:
        return v.a_stretch(_period("1", unit))
    return _from_force(_direction(hit), unit, context)


def offset(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """Two days later, a year earlier, months before."""
    amount = _amount(hit)
    back = hit.has("earlier")
    after = context.tokens[hit.end] if hit.end < len(context.tokens) else None
    if context.tokens[hit.end - 1].text in {"before", "after"} and after and after.text.isalpha():
        return offset_from(hit, context, grammar)
    if not amount.isdecimal():
        return v.a_reference("PAST_REF" if back else "FUTURE_REF")
    return _from_force(-_limited(amount) if back else _limited(amount), _unit(hit), context)


def offset_from(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """Two days after something: in narrative counted from the date in force, in news how long only."""
    amount, unit = _amount(hit), _unit(hit)
    if context.narrative and amount.isdecimal() and unit in {"D", "W"}:
        back = context.tokens[hit.end - 1].text == "before"
        return context.in_apposition(hit) or _from_force(-_limited(amount) if back else _limited(amount), unit, context)
    return v.a_stretch(_period(amount, unit), mod=_mod(hit))


def race_time(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """In 3:07:35: how long a race took."""
    parts = (hit.text("clock") or "").split(":")
    if len(parts) != 3:
        return None
    hours, minutes, seconds = map(int, parts)
    return v.a_stretch(f"PT{hours}H{minutes}M{seconds}S")


def same_time(hit: Hit, context: Context, grammar: Grammar) -> Timex | None:
    """The same time: the date in force."""
    return context.last


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
    unit = hit.text("adverb") or _unit(hit)
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
    return v.unknown(_period(amount, unit), "SET")


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


READINGS: dict[str, Reading] = {
    f.__name__: f
    for f in (
        iso_date, numeric_date, day, neighbour_weekday, weekday_of_week, month, month_of_relative_year, neighbour_month,
        year, short_year, year_range_end, decade, century, season, quarter, half, edge_of_unit, day_of_month, holiday, day_range_end, bare_season,
        day_part, relative_day_part, overnight, clock, neighbour_unit, same_unit, ago, from_now, stretch_from_now,
        duration, half_unit, bare_units, reference, past_reference, future_reference, neighbour_of_force, offset,
        offset_from, same_time, every, bare_day_part,
    )
}  # fmt: skip
READINGS["present"] = present

"""What several readings share: amounts, units, and counting from a date."""

from __future__ import annotations

from datetime import date

from allegedly.times import values as v
from allegedly.times.context import Context
from allegedly.times.grammar import Hit
from allegedly.times.values import Timex


def modifier(hit: Hit) -> str | None:
    """Return TIMEX3's modifier for "early", "the end of", "nearly"; None where there is none."""
    return hit.text("part") or hit.text("edge") or hit.text("approx") or None


def direction_of(hit: Hit) -> int:
    """Return -1 for "last", 1 for "next", 0 for "this"."""
    return -1 if hit.has("last") else 1 if hit.has("next") else 0


def neighbour(base: date, n: int, unit: str, mod: str | None) -> Timex | None:
    """Return the week, weekend, quarter … so many of them from the one of the day."""
    if unit == "WE":
        there = v.shift_days(base, 7 * n)
        return v.a_weekend(there) if there else None
    if unit == "Q":
        there = v.shift_months(base, 3 * n)
        return v.a_quarter(there.year, (there.month + 2) // 3) if there else None
    found = v.shifted(base, n, unit)
    return found.with_mod(mod) if found else None


_RANK = {"day": 0, "week": 1, "month": 2, "quarter": 2, "range": 2, "year": 3, "decade": 4, "century": 5}


_UNIT_RANK = {"D": 0, "W": 1, "M": 2, "Y": 3, "DE": 4, "CE": 5}


_OPEN = {"D": "{}-XX-XX", "W": "{}-WXX", "M": "{}-XX"}


def from_force(n: int, unit: str, context: Context) -> Timex | None:
    """Return the unit so many units from the date in force; its finer parts open where that is not exact enough."""
    base = context.running
    if unit == "WE" and base:
        return neighbour(base, n, unit, None)
    if unit not in _UNIT_RANK:
        return v.a_day(base, "TXX") if base and unit in {"TH", "TM"} else None
    if base is None:
        return v.unknown(_OPEN.get(unit, "{}").format("XXXX"))
    exact = _RANK[context.last.granularity] if context.last and context.last.granularity else 0
    if exact > _UNIT_RANK[unit] and unit in _OPEN:
        month = f"{base.year:04}-{base.month:02}-XX" if unit == "D" and context.last and exact == 2 else None
        return v.unknown(month or _OPEN[unit].format(f"{base.year:04}"))
    return v.shifted(base, n, unit)


def amount_of(hit: Hit) -> str:
    """Return how many: a number, "X" for some, "1" for an article or nothing."""
    said = next((t.meanings["count"] for t in hit.groups.get("word", []) if "count" in t.meanings), None)
    return hit.text("count") or said or ("1" if hit.has("unit") and not hit.has("vague") else "X")


def unit_of(hit: Hit) -> str:
    """Return TIMEX3's code of the unit."""
    return hit.text("unit") or hit.text("units") or "D"


def period(amount: str, unit: str) -> str:
    """Return the TIMEX3 duration, such as P4W or PT2H."""
    if unit == "FN":
        amount, unit = (str(2 * int(amount)) if amount.isdecimal() else amount), "W"
    if unit == "WE":
        return f"P{amount}WE"
    return f"PT{amount}{unit[1]}" if unit in {"TH", "TM", "TS"} else f"P{amount}{unit}"


def limited(amount: str) -> int:
    """Return the amount as a number that the calendar's arithmetic can bear."""
    return min(int(amount), 1_000_000)


def stretch(amount: str | int, unit: str, hit: Hit, context: Context) -> Timex:
    """Return a duration that ends with the report or begins with it."""
    base = None if context.narrative else context.published
    value = period(str(amount), unit)
    if base is None or not str(amount).isdecimal():
        return v.a_stretch(value)
    there = moved(base, direction_of(hit) * limited(str(amount)), unit)
    return v.a_stretch(value, min(there, base), max(there, base)) if there else v.a_stretch(value)


def moved(base: date, n: int, unit: str) -> date | None:
    """Return the day so many units away, as exactly as a day can be."""
    days = {"D": 1, "W": 7, "FN": 14, "WE": 7}.get(unit)
    if days:
        return v.shift_days(base, n * days)
    months = {"M": 1, "Q": 3, "Y": 12, "DE": 120, "CE": 1200}.get(unit)
    if not months:
        return base
    there = v.shift_months(base, n * months)
    return there and (v.safe_date(there.year, there.month, base.day) or v.a_month(there.year, there.month).end)

"""From expressions to the days an event may have: ranges joined, "since" left running, "early" and "late" narrowed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from spacy.tokens import Doc

from allegedly.drafts import Tokens
from allegedly.records import Granularity
from allegedly.times.tagger import TimeExpression

#: What may stand between the two ends of a range.
_TO = frozenset({"to", "-", "–", "—", "until", "till", "through"})
_AND = frozenset({"and"})

#: Days an expression covers in words alone, not in the calendar: "now", "every day".
_NO_TIME = frozenset({"PRESENT_REF", "PAST_REF", "FUTURE_REF"})

#: Days that are counted back from the report, how many are "a few", and the words by which they are past.
_COUNTED, _FEW = re.compile(r"P(\d{1,3}|X)D"), 4
_PAST = re.compile(r"\b(last|past|previous|recent)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Spell:
    """Days named in the text, with the words that name them."""

    tokens: Tokens
    start: str | None
    end: str | None
    granularity: Granularity
    rule: str


def spells(doc: Doc, expressions: Sequence[TimeExpression], published: str | None = None) -> list[Spell]:
    """Return the days that the text names, in order."""
    return list(_joined(doc, [s for e in expressions if (s := _spell(doc, e, published)) is not None]))


def _spell(doc: Doc, expression: TimeExpression, published: str | None) -> Spell | None:
    days = None if expression.value in _NO_TIME else _counted(doc, expression, published) or _narrowed(expression)
    piece = doc.char_span(expression.span.start, expression.span.end, alignment_mode="expand")
    if days is None or piece is None:
        return None
    return Spell(Tokens(piece.start, piece.end), *days, expression.rule)


def _counted(doc: Doc, expression: TimeExpression, published: str | None) -> tuple[str, str, Granularity] | None:
    """Return the days of "the last four days": so many, the day of the report among them; None for other words.

    As a duration they would reach a day further back. "The past few days" are taken for four.
    """
    if published is None or expression.rule != "last-stretch" or not _COUNTED.fullmatch(expression.value):
        return None
    count = expression.value[1:-1]
    if count.isdecimal():
        past = expression.start is not None and expression.end == published
    else:
        past = bool(_PAST.search(doc.text, expression.span.start, expression.span.end))
    if not past:
        return None
    back = (int(count) if count.isdecimal() else _FEW) - 1
    return (date.fromisoformat(published) - timedelta(days=back)).isoformat(), published, "range"


def _narrowed(expression: TimeExpression) -> tuple[str, str | None, Granularity] | None:
    """Return the days; of "early", "mid" and "late" a third of the month or some months of the year; None without."""
    start, end, granularity = expression.start, expression.end, expression.granularity
    if start is None or granularity is None:
        return None
    if end is None or expression.mod not in {"START", "MID", "END"}:
        return start, end, granularity
    if granularity == "month":
        low, high = {"START": ("01", "10"), "MID": ("11", "20"), "END": ("21", end[8:])}[expression.mod]
        return f"{start[:8]}{low}", f"{start[:8]}{high}", "range"
    if granularity == "year":
        low, high = {"START": ("01-01", "03-31"), "MID": ("04-01", "09-30"), "END": ("10-01", "12-31")}[expression.mod]
        return f"{start[:5]}{low}", f"{start[:5]}{high}", "range"
    return start, end, granularity


def _joined(doc: Doc, dated: list[Spell]) -> Iterator[Spell]:
    """Yield the spells, "from 3 to 5 May", "between May and July" and "1979-81" as one each."""
    held: Spell | None = None
    for spell in dated:
        if held is not None and _is_range(doc, held, spell):
            held = Spell(Tokens(held.tokens.start, spell.tokens.end), held.start, spell.end, "range", "range")
            continue
        if held is not None:
            yield held
        held = spell
    if held is not None:
        yield held


def _is_range(doc: Doc, first: Spell, second: Spell) -> bool:
    if first.start is None or second.end is None or first.start > second.end:
        return False
    if first.tokens.overlaps(second.tokens):
        return first.start != second.start  # one token for the parser: "1950-53"
    between = doc[first.tokens.end : second.tokens.start].text.strip().lower()
    before = doc[first.tokens.start - 1].lower_ if first.tokens.start else ""
    return between in _TO or (between in _AND and before == "between")


def since(spell: Spell, published: str | None) -> Spell:
    """Return the days from the spell's first to the report."""
    if published is None or spell.start is None or spell.start > published:
        return spell
    return Spell(spell.tokens, spell.start, published, "range", f"since {spell.rule}")

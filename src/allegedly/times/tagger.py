"""Time expressions of a text, as TIMEX3 values and as days."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from spacy.tokens import Doc

from allegedly.dates import decide_order
from allegedly.errors import AllegedlyError
from allegedly.records import Granularity, Interval, Span
from allegedly.times import grammar as g
from allegedly.times.context import Context
from allegedly.times.readings import READINGS
from allegedly.times.style import style_of
from allegedly.times.tense import tenses
from allegedly.times.values import Timex, TimexType


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """Words that say when, how long or how often."""

    span: Span  #: in the text that was tagged
    type: TimexType
    value: str  #: as TIMEX3 has it: 2017-10-10, 2017-W41, P2W, PRESENT_REF, XXXX-XX-XX …
    start: str | None  #: first day, ISO; None where the words leave the calendar open
    end: str | None  #: last day
    granularity: Granularity | None  #: None where there are no days
    rule: str  #: the entry of patterns.toml that read it
    mod: str | None = None  #: TIMEX3's modifier: START, END, APPROX, …

    @property
    def interval(self) -> Interval | None:
        """The days as the record has them; None where there are none."""
        if self.start is None or self.granularity is None:
            return None
        return Interval(span=self.span, start=self.start, end=self.end, granularity=self.granularity, rule=self.rule)


def tag(
    text: str, published: str | None, *, doc: Doc | None = None, tables: Sequence[Path] = ()
) -> list[TimeExpression]:
    """Return the text's time expressions in order.

    ``published`` is the ISO date of the report; without it only what the text itself dates has days. ``doc`` is the
    parse of the same text, whose tenses then decide between "on Friday" before and after the report.
    """
    grammar = _grammar(tuple(tables))
    tokens = grammar.tokens(text)
    day = _published(published)
    style = style_of(tokens, day)
    order = decide_order([text]) if any("numdate" in t.meanings for t in tokens) else None
    context = Context(tokens, day, style, month_first=not order, tenses=tenses(doc) if doc is not None else {})
    return list(_read(_longest(grammar.hits(tokens, style)), context, grammar))


@lru_cache(maxsize=8)
def _grammar(folders: tuple[Path, ...]) -> g.Grammar:
    """Return the tables, each rule with a reading that exists."""
    grammar = g.load(folders)
    for compiled in grammar.rules:
        if compiled.rule.reads not in READINGS:
            fault = f"{compiled.rule.reads!r} is none of {', '.join(READINGS)}"
            raise AllegedlyError("T01", f"patterns.toml: rule {compiled.rule.name}", fault)
    return grammar


def _published(iso: str | None) -> date | None:
    try:
        return date.fromisoformat(iso[:10]) if iso else None
    except ValueError:
        return None


def _longest(hits: Iterable[g.Hit]) -> list[list[g.Hit]]:
    """Return groups of matches that overlap, in the order of the text; in each the longest come first."""
    groups: list[list[g.Hit]] = []
    end = -1
    for hit in sorted(hits, key=lambda h: (h.start, -h.end)):
        if hit.start < end:
            groups[-1].append(hit)
        else:
            groups.append([hit])
        end = max(end, hit.end)
    return [sorted(group, key=lambda h: h.start - h.end) for group in groups]


def _read(groups: list[list[g.Hit]], context: Context, grammar: g.Grammar) -> Iterable[TimeExpression]:
    ends = [n for n, token in enumerate(context.tokens) if token.text == g.PARAGRAPH]
    for group in groups:
        context.paragraph = bisect_left(ends, group[0].start)
        taken: list[tuple[g.Hit, Timex]] = []
        for hit in group:
            if any(hit.start < other.end and other.start < hit.end for other, _ in taken):
                continue
            timex = READINGS[hit.rule.reads](hit, context, grammar)
            if timex is not None:
                taken.append((hit, timex))
        for hit, timex in sorted(taken, key=lambda pair: pair[0].start):
            context.remember(timex, hit)
            context.last_end = hit.end
            yield _expression(hit, timex, context)


def _expression(hit: g.Hit, timex: Timex, context: Context) -> TimeExpression:
    span = Span(context.tokens[hit.start].start, context.tokens[hit.end - 1].end)
    start = timex.start.isoformat() if timex.start else None
    end = timex.end.isoformat() if timex.end else None
    return TimeExpression(span, timex.type, timex.value, start, end, timex.granularity, hit.rule.name, timex.mod)

"""Title, date and chain of outlets, decided from what the format tells and what the lines around the report say.

The report's own date counts, not that of whoever passed it on. The candidates, best first: what the user or the data
set vouches for; a line in which an outlet or agency stands with a date ("CNBC, 10 Oct 2017"); the date of the dateline;
a date in the page's metadata; a date by itself in the head of the text; a date in the web address.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from allegedly.dates import decide_order, find_date
from allegedly.reading.blocks import dateline
from allegedly.reading.found import Known
from allegedly.reading.outlets import RANK, Mention, Outlet, Outlets, outlets
from allegedly.records import Block, Evidence, Role, Span

#: How notes on the date begin.
NO_DATE, _GIVEN, _WRITTEN = "no date of the report was found", "published: ", "the date "

#: Where outlets and dates are looked for; the report itself may name any number of papers and days.
_FURNITURE: frozenset[Role] = frozenset({"byline", "dateline", "boilerplate"})

_VIA = re.compile(r"\s*\(?\b(?:via|through|republished by|über)\s+", re.IGNORECASE)
_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-]([01]?\d)[/-]([0-3]?\d)(?:/|-|$)")
_ADDRESS = re.compile(r"https?://[^\s<>\"]{4,300}")
_COMPACT = re.compile(r"((?:19|20)\d\d)([01]\d)([0-3]\d)(?:T?\d{4,6}Z?)?")
_NUMERIC_DATE = re.compile(r"(?<!\d)\d{1,4}[./-]\d{1,2}[./-]\d{1,4}(?!\d)")
_NAME_AND_DATE = re.compile(r"([^\W\d_a-zß-ÿ][\w'’&.-]{1,30}(?: [\w'’&.-]{1,30}){0,4}),\s{1,3}")
_CREDIT = re.compile(r"[(\[–—-]\s?([^()\[\]\n]{2,40}?)\s?[)\]]?\s*$")

#: Lines beside the report are short.
_LONGEST_LINE = 300

#: Days by which clocks and time zones may put a report after the day on which it was passed on.
_SLACK = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What was decided, and the words that show it."""

    title: str | None
    published: str | None
    outlets: tuple[str, ...]
    evidence: Evidence
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Line:
    """A line beside the report, with the outlets that it names."""

    span: Span
    text: str
    role: Role
    mentions: tuple[Mention, ...]
    head: bool  #: it stands before the report

    @property
    def reporter(self) -> bool:
        """Whether somebody who reports, and not only passes on, stands in it."""
        return any(RANK[m.outlet.kind] > 0 for m in self.mentions)

    def at(self, inner: Span) -> Span:
        """Return the span in the text of a span in the line."""
        return Span(self.span.start + inner.start, self.span.start + inner.end)


def decide(text: str, blocks: tuple[Block, ...], known: Known, tables: Sequence[Path] = ()) -> Metadata:
    """Return title, date and outlets of the article."""
    table = outlets(tuple(tables))
    lines = list(_lines(text, blocks, table))
    title, title_span = _title(text, blocks, known)
    chain = _chain(lines, text, blocks, known, table)
    published, published_span, notes = _published(lines, known, chain, table)
    evidence = Evidence(title=title_span, published=published_span, outlets=tuple(span for _, span in chain))
    return Metadata(title, published, tuple(name for name, _ in chain), evidence, notes)


def is_on_date(note: str) -> bool:
    """Tell whether a note says why the report has no date."""
    return note.startswith((NO_DATE, _GIVEN, _WRITTEN))


def _lines(text: str, blocks: tuple[Block, ...], table: Outlets) -> Iterator[_Line]:
    """Yield the lines beside the report: its head up to the first body paragraph, and its foot."""
    head = True
    letterhead = bool(blocks) and blocks[0].role == "boilerplate"
    for block in blocks:
        head = head and block.role != "body"
        if block.role in _FURNITURE:
            for span in block.spans:
                line = span.of(text)
                if len(line) <= _LONGEST_LINE:
                    mentions = tuple(table.mentions(line)) or tuple(_addressed(line, table))
                    if not mentions and head and letterhead:
                        mentions = _unknown_outlet(line)
                    yield _Line(span, line, block.role, mentions, head)


def _addressed(line: str, table: Outlets) -> Iterator[Mention]:
    """Yield the outlets whose web addresses stand in a line."""
    for match in _ADDRESS.finditer(line):
        outlet = table.at(match.group())
        if outlet:
            yield Mention(outlet, Span(match.start(), match.end()))


def _unknown_outlet(line: str) -> tuple[Mention, ...]:
    """Return the name before a date as an outlet that the table does not have, as a republisher's page gives it."""
    match = _NAME_AND_DATE.match(line)
    found = find_date(line, day_first=True)
    if match is None or found is None or found[1].start != match.end():
        return ()
    return (Mention(Outlet(name=match[1], kind="outlet"), Span(*match.span(1))),)


# ---- title ----


def _title(text: str, blocks: tuple[Block, ...], known: Known) -> tuple[str | None, Span | None]:
    span = next((b.spans[0] for b in blocks if b.role == "headline"), None)
    written = " ".join(span.of(text).split()) if span else None
    return known.title or written, span


# ---- outlets ----


def _chain(
    lines: list[_Line], text: str, blocks: tuple[Block, ...], known: Known, table: Outlets
) -> list[tuple[str, Span | None]]:
    """Return who passed the report on, who published it, and which agency wrote it, each once, in that order."""
    named = [(m.outlet.name, RANK[m.outlet.kind], ln.at(m.span)) for ln in lines for m in ln.mentions if _credits(ln)]
    named += list(_credited(text, blocks, table))
    named += _datelined(lines, table)
    spans: dict[str, Span] = {}
    for name, _, span in named:
        spans.setdefault(name, span)
    owners = _owners(known, table)
    letterhead = _letterhead(lines, text, table) if not owners and lines else []
    ordered = [*owners, *letterhead, *sorted(((n, r, s) for n, r, s in named), key=lambda item: item[1])]
    chain: dict[str, Span | None] = {}
    for name, _, found in ordered:
        chain.setdefault(name, spans.get(name, found))
    return list(chain.items())


def _credits(line: _Line) -> bool:
    """Tell whether the outlets of a line made the report: a paper named in the page's foot may be just a link."""
    return line.head or line.role != "boilerplate" or ":" in line.text


def _owners(known: Known, table: Outlets) -> list[tuple[str, int, Span | None]]:
    """Return whose page it is, by what the format tells: "CNBC via Yahoo" names two."""
    names = [part.strip(" ()") for part in reversed(_VIA.split(known.source or "")) if part.strip(" ()")]
    found = [table.named(name) or name for name in names if "/" not in name or table.named(name)]
    page = table.at(known.url) if known.url else None
    if page and page not in found and not (found and RANK[page.kind] > 0):
        found.insert(0, page)
    return [(o, 0, None) if isinstance(o, str) else (o.name, RANK[o.kind], None) for o in found]


def _letterhead(lines: list[_Line], text: str, table: Outlets) -> list[tuple[str, int, Span | None]]:
    """Return who stands over the headline, in one line or several: a think tank's name, a site's."""
    over = [ln for ln in lines if ln.head and ln.role == "boilerplate"]
    if not over:
        return []
    span = Span(over[0].span.start, over[-1].span.end)
    joined = " ".join(line.text for line in over)
    mention = next(table.mentions(joined), None)
    if mention:
        return [(mention.outlet.name, 0, span)]
    is_name = len(over) > 1 and all(line.text.isupper() for line in over) and len(joined.split()) <= 12
    return [(joined, 0, span)] if is_name else []


def _credited(text: str, blocks: tuple[Block, ...], table: Outlets) -> Iterator[tuple[str, int, Span]]:
    """Yield the outlet in brackets at the end of the report: "(Reuters)"."""
    body = [b.spans[-1] for b in blocks if b.role == "body"]
    for span in body[-2:]:
        tail = Span(max(span.start, span.end - 60), span.end)
        match = _CREDIT.search(tail.of(text))
        mention = (
            next(table.mentions(match[1]), None) if match and match.group().rstrip().endswith((")", "]")) else None
        )
        if match and mention and mention.span == Span(0, len(match[1])):
            start = tail.start + match.start(1)
            yield mention.outlet.name, RANK[mention.outlet.kind], Span(start, start + len(match[1]))


def _datelined(lines: list[_Line], table: Outlets) -> list[tuple[str, int, Span]]:
    """Return the agency in a dateline's brackets that the table does not know."""
    found = []
    for line in lines:
        match = dateline(line.text + " X") if line.role == "dateline" else None
        group = next((g for g in ("paren", "slash") if match and match[g]), None)
        if match and group and not table.named(match[group]) and not line.mentions:
            found.append((match[group], RANK["agency"], line.at(Span(*match.span(group)))))
    return found


# ---- date ----


def _published(
    lines: list[_Line], known: Known, chain: list[tuple[str, Span | None]], table: Outlets
) -> tuple[str | None, Span | None, tuple[str, ...]]:
    head = [line for line in lines if line.head or line.role != "boilerplate"]
    order = _order(head, chain, table)
    notes: list[str] = []
    given = _given(known, order, notes)
    if given and known.vouched:
        return given, None, tuple(notes)
    dated = [(line, day[0], line.at(day[1])) for line in head if (day := find_date(line.text, day_first=order))]
    own = next(((d, s) for ln, d, s in dated if ln.reporter), None)
    own = own or _dateline_date(head, [given, *(d for _, d, _ in dated)])
    bare = [(d, s) for _, d, s in dated]
    given_here = (given, next((span for day, span in bare if day == given), None)) if given else None
    found = own or given_here or min(bare, default=None) or _in_addresses(known, lines)
    if found:
        return found[0], found[1], tuple(notes)
    return None, None, (*notes, *_unreadable(head), NO_DATE)


def _order(head: list[_Line], chain: list[tuple[str, Span | None]], table: Outlets) -> bool | None:
    """Tell whether numbers have the day first: by the dates in the head, else by the custom of the outlet's country."""
    order = decide_order(line.text for line in head)
    if order is not None:
        return order
    countries = {outlet.country for name, _ in chain if (outlet := table.named(name)) and outlet.country}
    return None if not countries else False if countries == {"USA"} else None if "USA" in countries else True


def _given(known: Known, order: bool | None, notes: list[str]) -> str | None:
    if not known.published:
        return None
    compact = _COMPACT.fullmatch(known.published)
    found = find_date("-".join(compact.groups()) if compact else known.published, day_first=order)
    if found is None:
        notes.append(f"{_GIVEN}{known.published[:40]!r} is no date, or can be read in two ways; give YYYY-MM-DD")
    return found[0] if found else None


def _dateline_date(head: list[_Line], known: Iterable[str | None]) -> tuple[str, Span] | None:
    """Return the date of "BEIRUT, Oct 10 (AP)", with the year of the nearest later date that is known."""
    days = [date.fromisoformat(day) for day in known if day]
    for line in head:
        match = dateline(line.text + " X") if line.role == "dateline" else None
        if match and match["date"]:
            found = _with_year(match["date"], days)
            if found:
                return found.isoformat(), line.at(Span(*match.span("date")))
    return None


def _with_year(words: str, days: list[date]) -> date | None:
    """Return a day without a year as the last such day before one of the days."""
    whole = find_date(words)
    if whole:
        return date.fromisoformat(whole[0])
    years = sorted({day.year - back for day in days for back in (0, 1)}, reverse=True)
    found = (find_date(f"{words.rstrip('.')} {year}") or find_date(f"{words.rstrip('.')}, {year}") for year in years)
    dates = [date.fromisoformat(f[0]) for f in found if f]
    return next((d for d in dates if d <= max(days) + _SLACK), None)


def _in_addresses(known: Known, lines: list[_Line]) -> tuple[str, Span | None] | None:
    """Return the date in the web address that the foot names as the source, or in the page's own."""
    named = [(m.group(), line.at(Span(*m.span()))) for line in lines for m in _ADDRESS.finditer(line.text)]
    for address, span in [*named, (known.url or "", None)]:
        match = _IN_ADDRESS.search(address)
        found = find_date("-".join(match.groups())) if match else None
        if found:
            return found[0], span
    return None


def _unreadable(head: list[_Line]) -> Iterator[str]:
    """Yield a note for a date that no calendar has, or that can be read in two ways."""
    for line in head:
        match = _NUMERIC_DATE.search(line.text)
        if match:
            yield f"{_WRITTEN}{match.group()} is in no calendar, or can be read in two ways; use --published YYYY-MM-DD"
            return

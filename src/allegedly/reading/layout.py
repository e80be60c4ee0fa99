"""Lines on pages made paragraphs in reading order: columns, running headers and footers, paragraphs over a page break.

Knows nothing of PDF: a line is some words in a box. Coordinates are points, with y growing upwards.

1. Margins: lines at the top and bottom that come back on other pages, page numbers and addresses are no text.
2. Columns: where enough lines stand on both sides of a gap and few cross it, the left side is read before the right;
   a line that crosses ends the columns above it.
3. Paragraphs: a line begins one where there is a gap above it, an indent, another type size, or where the line above
   ended its sentence short of the edge. At a new column or page the words decide.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median

from allegedly.records import Role

_SENTENCE_END = re.compile(r"[.!?…:][\"'”’»)\]]{0,3}$")
_NUMBER = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(r"^(?:page\s?)?[-–—|\s]{0,3}\d{1,4}[-–—|\s]{0,3}(?:(?:of|/)\s?\d{1,4})?$", re.IGNORECASE)
_ADDRESS = re.compile(r"^(?:https?://|www\.)\S+(?:\s+\d{1,4}\s?/\s?\d{1,4})?$")

#: Where running headers and footers stand: this share of the page's height at either end, and so many lines there.
_MARGIN, _MARGIN_LINES = 0.12, 3

#: A column has at least so many lines, and at most this share of the page's lines cross the gap beside it.
_COLUMN_LINES, _CROSSING = 4, 0.35
_GUTTER = 6.0

_GAP, _INDENT, _SIZE_STEP, _SHORT, _ROW = 1.35, 0.7, 0.12, 0.8, 0.5
_HEADLINE_SIZE = 1.2


@dataclass(frozen=True, slots=True)
class Line:
    """Words that stand side by side."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float  #: type size in points


@dataclass(frozen=True, slots=True)
class Page:
    """A page's lines in any order."""

    lines: tuple[Line, ...]
    height: float


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, or the part of one that stands on one page."""

    text: str
    role: Role | None = None
    continues: bool = False  #: it goes on with the last paragraph of the page before
    size: float = 0.0


@dataclass(slots=True)
class _Column:
    """Lines under each other."""

    lines: list[Line]
    left: float = 0.0
    right: float = 0.0

    def __post_init__(self) -> None:
        self.lines = list(_side_by_side_as_one(self.lines))
        self.left = min(line.left for line in self.lines)
        self.right = max(line.right for line in self.lines)


def _side_by_side_as_one(lines: list[Line]) -> Iterator[Line]:
    """Yield the lines downwards, those of one row made one: a wide gap in a column is a space."""
    row: list[Line] = []
    for line in sorted(lines, key=lambda line: -line.bottom):
        if row and row[0].bottom - line.bottom > _ROW * min(line.size, row[0].size):
            yield _as_one(row)
            row = []
        row.append(line)
    if row:
        yield _as_one(row)


def _as_one(row: list[Line]) -> Line:
    if len(row) == 1:
        return row[0]
    row = sorted(row, key=lambda line: line.left)
    return Line(
        " ".join(line.text for line in row),
        row[0].left,
        max(line.right for line in row),
        min(line.bottom for line in row),
        max(line.top for line in row),
        max(line.size for line in row),
    )


@dataclass(slots=True)
class _Draft:
    """A paragraph that is being put together."""

    lines: list[Line] = field(default_factory=list)
    continues: bool = False


def paragraphs(pages: list[Page]) -> list[Paragraph]:
    """Return the paragraphs of the pages in reading order."""
    running = _running(pages)
    leading = _leading(pages)
    found: list[Paragraph] = []
    last: Line | None = None  # the last line of the page before, with its column
    edge: _Column | None = None
    for page in pages:
        margins = {line for line in page.lines if _is_margin(line, page, running)}
        above = [line for line in page.lines if line in margins and line.bottom > page.height / 2]
        below = [line for line in page.lines if line in margins and line.bottom <= page.height / 2]
        columns = list(_columns([line for line in page.lines if line not in margins]))
        found += [Paragraph(line.text, "boilerplate") for line in _downwards(above)]
        found += [_finished(draft) for draft in _drafts(columns, leading, last, edge)]
        found += [Paragraph(line.text, "boilerplate") for line in _downwards(below)]
        if columns:
            last, edge = columns[-1].lines[-1], columns[-1]
    return _with_headline(found)


def _downwards(lines: list[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: (-line.top, line.left))


# ---- 1. margins ----


def _running(pages: list[Page]) -> frozenset[str]:
    """Return what stands in the margins of more than one page, numbers aside."""
    counts = Counter(key for page in pages for key in {_key(line) for line in _marginal(page)})
    return frozenset(key for key, count in counts.items() if count > 1)


def _marginal(page: Page) -> list[Line]:
    lines = _downwards(list(page.lines))
    near_top = [line for line in lines[:_MARGIN_LINES] if line.top > page.height * (1 - _MARGIN)]
    near_bottom = [line for line in lines[-_MARGIN_LINES:] if line.bottom < page.height * _MARGIN]
    return near_top + [line for line in near_bottom if line not in near_top]


def _is_margin(line: Line, page: Page, running: frozenset[str]) -> bool:
    text = line.text.strip()
    if line not in _marginal(page):
        return False
    return _key(line) in running or bool(_PAGE_NUMBER.match(text) or _ADDRESS.match(text))


def _key(line: Line) -> str:
    return _NUMBER.sub("#", " ".join(line.text.split()))


# ---- 2. columns ----


def _columns(lines: list[Line]) -> Iterator[_Column]:
    """Yield the columns of a page in reading order."""
    gutter = _gutter(lines) if len(lines) >= 2 * _COLUMN_LINES else None
    if gutter is None:
        if lines:
            yield _Column(lines)
        return
    band: list[Line] = []
    for line in _downwards(lines):
        if line.left < gutter < line.right:
            yield from _side_by_side(band, gutter)
            yield _Column([line])
            band = []
        else:
            band.append(line)
    yield from _side_by_side(band, gutter)


def _side_by_side(band: list[Line], gutter: float) -> Iterator[_Column]:
    yield from _columns([line for line in band if line.right <= gutter])
    yield from _columns([line for line in band if line.left >= gutter])


def _gutter(lines: list[Line]) -> float | None:
    """Return where a gap between columns runs: enough lines on both sides, side by side, and few that cross it."""
    best, most = None, 0
    for edge in sorted({round(line.right, 0) for line in lines}):
        x = edge + _GUTTER / 2
        left = [line for line in lines if line.right <= x]
        right = [line for line in lines if line.left >= x]
        crossing = len(lines) - len(left) - len(right)
        if min(len(left), len(right)) < _COLUMN_LINES or crossing > _CROSSING * len(lines):
            continue
        if _overlap(left, right) < 0.4:
            continue
        score = 2 * min(len(left), len(right)) - 3 * crossing
        if score > most:
            best, most = x, score
    return best


def _overlap(left: list[Line], right: list[Line]) -> float:
    """Return which share of the shorter side's height has the other side beside it."""
    low = max(min(line.bottom for line in side) for side in (left, right))
    high = min(max(line.top for line in side) for side in (left, right))
    heights = [max(line.top for line in side) - min(line.bottom for line in side) for side in (left, right)]
    return (high - low) / max(1.0, min(heights))


# ---- 3. paragraphs ----


def _leading(pages: list[Page]) -> float:
    """Return the usual distance from line to line, as a multiple of the type size."""
    gaps = []
    for page in pages[:20]:
        for column in _columns(list(page.lines)):
            pairs = zip(column.lines, column.lines[1:], strict=False)
            gaps += [(a.bottom - b.bottom) / max(a.size, 1.0) for a, b in pairs if _same_size(a, b)]
    usual = [gap for gap in gaps if 0.5 < gap < 3]
    return median(usual) if usual else 1.2


def _drafts(columns: list[_Column], leading: float, last: Line | None, edge: _Column | None) -> Iterator[_Draft]:
    """Yield the paragraphs of a page; ``last`` and ``edge`` are the last line of the page before and its column."""
    draft = _Draft()
    for column in columns:
        for number, line in enumerate(column.lines):
            if number:
                begins = _begins(column.lines[number - 1], line, column, leading)
            else:
                begins = last is None or edge is None or not _runs_on(last, edge, line, column)
                draft.continues = draft.continues or (not draft.lines and not begins)
            if begins and draft.lines:
                yield draft
                draft = _Draft()
            draft.lines.append(line)
        last, edge = column.lines[-1], column
    if draft.lines:
        yield draft


def _begins(above: Line, line: Line, column: _Column, leading: float) -> bool:
    """Tell whether a line begins a paragraph under the line above it in its column."""
    distance = above.bottom - line.bottom
    if not _same_size(above, line) or distance > _GAP * leading * max(above.size, 1.0):
        return True
    short = above.right - column.left < _SHORT * (column.right - column.left)
    ended = bool(_SENTENCE_END.search(above.text))
    indent = line.left - max(column.left, above.left)
    return (ended and (short or indent > _INDENT * line.size)) or (
        short and line.left - column.left > _INDENT * line.size
    )


def _runs_on(last: Line, edge: _Column, line: Line, column: _Column) -> bool:
    """Tell whether the first line of a column goes on with the last line of the column or page before."""
    if not _same_size(last, line) or line.left - column.left > _INDENT * line.size:
        return False
    if _SENTENCE_END.search(last.text):
        return False
    full = last.right - edge.left >= _SHORT * (edge.right - edge.left)
    return full or line.text[:1].islower()


def _same_size(one: Line, other: Line) -> bool:
    return abs(one.size - other.size) <= _SIZE_STEP * max(one.size, other.size)


def _finished(draft: _Draft) -> Paragraph:
    return Paragraph(_run_together(draft.lines), None, draft.continues, median(line.size for line in draft.lines))


def _run_together(lines: list[Line]) -> str:
    """Return the lines as one; a hyphen at a line's end stays, and the next line follows it at once."""
    text = lines[0].text.strip()
    for line in lines[1:]:
        hyphenated = len(text) > 1 and text[-1] in "-\u2010" and text[-2].isalpha() and line.text.lstrip()[:1].isalpha()
        text += ("" if hyphenated else " ") + line.text.strip()
    return text


def _with_headline(found: list[Paragraph]) -> list[Paragraph]:
    """Call headline what is set in the largest type, if it is larger than the body's and long enough."""
    sizes = [p.size for p in found if p.role is None for _ in range(len(p.text) // 20 + 1)]
    largest = max(
        (p for p in found[:12] if p.role is None and len(p.text.split()) > 2), key=lambda p: p.size, default=None
    )
    if largest is None or not sizes or largest.size < _HEADLINE_SIZE * median(sizes) or len(largest.text.split()) > 40:
        return found
    return [Paragraph(p.text, "headline", size=p.size) if p is largest else p for p in found]

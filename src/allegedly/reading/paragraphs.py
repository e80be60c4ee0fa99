"""Bare text cut into paragraphs: at blank lines, and at single line ends unless the lines are merely wrapped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from allegedly.records import Span

_LINE = re.compile(r"[^\n\f]+")
_BLANK = " \t\r\v\f\u00a0\u200b\ufeff"
_ITEM = re.compile(r"\s*(?:[-*•●▪–—]|\d{1,2}[.)])\s")
_SENTENCE_ENDS = (".", "?", "!", '"', "”")
_INDENT = re.compile(r"[ \t\u00a0]{2,}|\t")

#: Lines of this width may be wrapped; longer ones are paragraphs, shorter ones are headings and lists.
_NARROWEST, _WIDEST = 45, 110

#: Enough of the lines must come near the width before anything is called wrapped.
_NEAR, _ENOUGH = 0.7, 0.6


def split(text: str) -> list[Span]:
    """Return the paragraphs of a text, each without white space at its ends."""
    groups = list(_groups(text))
    width = _width(text, groups)
    return [span for group in groups for span in _paragraphs(text, group, width)]


def _groups(text: str) -> Iterator[list[Span]]:
    """Yield the lines between blank lines or page breaks."""
    group: list[Span] = []
    end = 0
    for match in _LINE.finditer(text):
        line = match.group()
        start = match.start()
        if start - end > 1 or "\f" in text[end:start]:
            if group:
                yield group
            group = []
        end = match.end()
        if line.strip(_BLANK):
            group.append(Span(start, end))
        elif group:
            yield group
            group = []
    if group:
        yield group


def _width(text: str, groups: list[list[Span]]) -> int | None:
    """Return the width to which the text is wrapped; None where it is not."""
    lines = [line for group in groups if len(group) > 2 for line in group[:-1]]
    lengths = [line.end - line.start for line in lines]
    ended = sum(line.of(text).rstrip().endswith(_SENTENCE_ENDS) for line in lines)
    if len(lines) < 2 or ended >= _ENOUGH * len(lines):
        return None
    width = max(lengths)
    full = sum(length >= _NEAR * width for length in lengths)
    return width if _NARROWEST <= width <= _WIDEST and full >= _ENOUGH * len(lengths) else None


def _paragraphs(text: str, group: list[Span], width: int | None) -> Iterator[Span]:
    start = group[0].start
    for line, following in pairwise(group):
        if not _wrapped(line.of(text), following.of(text), width):
            yield _trimmed(text, start, line.end)
            start = following.start
    yield _trimmed(text, start, group[-1].end)


def _wrapped(line: str, following: str, width: int | None) -> bool:
    """Tell whether the line ends only because the next word would not fit."""
    if _ITEM.match(following) or (_INDENT.match(following) and not _INDENT.match(line)):
        return False
    if width is None:
        return len(line) >= _NARROWEST and _open_ended(line) and following.lstrip()[:1].islower()
    return len(line.rstrip()) + 1 + len(following.split(None, 1)[0]) > width


def _open_ended(line: str) -> bool:
    return line.rstrip()[-1:].isalnum() or line.rstrip().endswith((",", "-"))


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and (text[start].isspace() or text[start] in _BLANK):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in _BLANK):
        end -= 1
    return Span(start, end)

"""Sentences of a text by its punctuation alone: enough to quote an event and to say which sentence was changed."""

from __future__ import annotations

import bisect
import re
from functools import lru_cache

from allegedly.records import Article, Span

#: Words after which a full stop ends no sentence.
_SHORT = frozenset(
    (
        *("mr", "mrs", "ms", "dr", "prof", "gen", "lt", "col", "maj", "sgt", "capt", "adm", "gov", "sen", "rep", "rev"),
        *("jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "no"),
        *("st", "vs", "inc", "ltd", "co", "corp", "u.s", "u.n", "u.k", "e.g", "i.e", "a.m", "p.m"),
    )
)
_END = re.compile(r"([.!?…][\"'”’)\]]{0,3})(\s+)(?=[\"'“‘(\[]{0,2}[^\Wa-z_])|\n\s*\n|\n(?=[^\Wa-z_])")
_WORD_BEFORE = re.compile(r"([^\s(\"“]{1,12})\.$")


def sentences(text: str) -> list[Span]:
    """Return the sentences of a text, white space at their edges left out."""
    found, start = [], 0
    for end in _END.finditer(text):
        if end[1] and _is_short(text[max(0, end.start() - 12) : end.start() + 1]):
            continue
        found.append((start, end.end(1) if end[1] else end.start()))
        start = end.end()
    found.append((start, len(text)))
    trimmed = (_trim(text, *ends) for ends in found)
    return [span for span in trimmed if span.start < span.end]


def _is_short(before: str) -> bool:
    word = _WORD_BEFORE.search(before)
    return word is not None and (word[1].lower() in _SHORT or len(word[1]) == 1)


def _trim(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    return Span(start, max(start, end - (len(piece) - len(piece.rstrip()))))


@lru_cache(maxsize=4)
def _of(text: str) -> tuple[list[Span], list[int]]:
    found = sentences(text)
    return found, [s.start for s in found]


def sentence_at(article: Article, span: Span) -> Span:
    """Return the sentence of the article in which a span begins; the span itself where there is none."""
    found, starts = _of(article.text)
    at = bisect.bisect_right(starts, span.start) - 1
    return found[at] if at >= 0 and found[at].end > span.start else span

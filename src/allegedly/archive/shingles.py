"""Runs of words as numbers: what tells a copy, cut or not, from another report of the same thing.

Five words in a row are rarely written twice by chance. A text's runs are compared whole; a thinned-out part of them,
chosen by winnowing, goes into an index, so that candidates are found without looking at every text. Digits count as
one and the same, because a later version of a report changes its figures. What stands in quotation marks is set
apart: two reporters in one room write down the same words.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, zip_longest

import msgspec
import numpy as np
import numpy.typing as npt

from allegedly import tables
from allegedly.archive.sentences import sentences

RUN = 5  #: words in a run
WINDOW = 12  #: of so many runs in a row at least one is in the index, so a shared stretch of 16 words is always found
FEW = 30  #: runs outside quotation marks; a text with fewer is compared with its quotations
LEAD = 40  #: words of a report's opening
SHORT_LINE = 25  #: words; a longer paragraph is no line about how the report was passed on

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)?")
_QUOTED = re.compile(r"“[^”]{1,600}”|\"[^\"\n]{1,600}\"|``[^`]{1,600}?''")
_PARAGRAPH = re.compile(r"\n+")

_Numbers = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Shingled:
    """A text as runs of words."""

    runs: frozenset[int]  #: outside quotation marks, or all where those are few
    prints: frozenset[int]  #: the part of all runs that goes into the index
    lead: frozenset[int]  #: those of the opening, quotations included


class _Line(msgspec.Struct, frozen=True):
    """A row of ``passed_on.tsv``."""

    words: str


@lru_cache(maxsize=1)
def passed_on() -> tuple[str, ...]:
    """Return the words that mark a line about how a report was passed on."""
    return tuple(line.words for line in tables.tsv("allegedly.archive", "passed_on.tsv", _Line))


def is_report(paragraph: str) -> bool:
    """Tell whether a paragraph tells of the world, and not of how the report was passed on."""
    folded = paragraph.casefold()
    return len(folded.split()) > SHORT_LINE or not any(words in folded for words in passed_on())


def report_lines(text: str) -> str:
    """Return the text without the short lines that say how it was passed on; positions change."""
    return "\n".join(paragraph for paragraph in _PARAGRAPH.split(text) if paragraph and is_report(paragraph))


def words_of(text: str) -> list[str]:
    """Return the words of a text in small letters, figures as they stand without their separators."""
    return list(map(_plain, _WORD.findall(text)))


def _plain(word: str) -> str:
    return word.replace(",", "").casefold().replace("’", "'")


def same_words(one: str, other: str) -> bool:
    """Tell whether two texts have the same words, one at least; they are read no further than where they differ."""
    pairs = zip_longest(_WORD.finditer(one), _WORD.finditer(other))
    first = next(pairs, None)
    return first is not None and all(a and b and _plain(a[0]) == _plain(b[0]) for a, b in chain([first], pairs))


@lru_cache(maxsize=200_000)
def _number(word: str) -> int:
    masked = "0" if word[0].isdigit() else word
    return int.from_bytes(hashlib.blake2b(masked.encode(), digest_size=8).digest(), "big")


def _runs(words: list[str]) -> _Numbers:
    """Return a number for each run of ``RUN`` words (one for a shorter text)."""
    numbers = np.array([_number(w) for w in words], dtype=np.uint64)
    width = min(RUN, len(numbers))
    if not width:
        return numbers
    total = np.zeros(len(numbers) - width + 1, dtype=np.uint64)
    for offset in range(width):
        total = total * np.uint64(0x9E3779B97F4A7C15) + numbers[offset : offset + len(total)]
    return total ^ (total >> np.uint64(31))


def shingled(text: str) -> Shingled:
    """Return the text as runs of words."""
    told = report_lines(text)
    words = words_of(told)
    every = _runs(words)
    outside = [run for piece in _QUOTED.split(told) for run in _runs(words_of(piece)).tolist()]
    runs = frozenset(outside) if len(outside) >= FEW else frozenset(every.tolist())
    return Shingled(runs, winnowed(every), frozenset(every[: LEAD - RUN + 1].tolist()))


def winnowed(runs: _Numbers) -> frozenset[int]:
    """Return the least of every ``WINDOW`` runs in a row."""
    if len(runs) <= WINDOW:
        return frozenset([int(runs.min())]) if len(runs) else frozenset()
    windows = np.lib.stride_tricks.sliding_window_view(runs, WINDOW)
    return frozenset(np.unique(windows.min(axis=1)).tolist())


def containment(one: Shingled, other: Shingled) -> tuple[int, float]:
    """Return how many runs two texts share, and which part of the shorter one's that is."""
    shared = len(one.runs & other.runs)
    return shared, shared / max(1, min(len(one.runs), len(other.runs)))


def told_sentences(text: str) -> list[str]:
    """Return the sentences of a text, without the lines that say how it was passed on."""
    told = report_lines(text)
    return [span.of(told) for span in sentences(told)]

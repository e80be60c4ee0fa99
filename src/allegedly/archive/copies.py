"""Which texts carry the same report, and what became of it: copied, cut, embedded in another, or brought up to date."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Literal, Self

from allegedly.archive.shingles import Shingled, containment, passed_on, shingled, told_sentences, words_of

__all__ = ["Change", "Comparison", "CopyIndex", "Relation", "compare", "copies", "passed_on"]

Relation = Literal["copy", "retitled", "cut", "embedded", "update"]

CONTAINED = 0.2  #: part of the shorter text's runs that the other has, from which on they carry one report
SHARED = 8  #: runs that they must share at least: a phrase or a title is no report
CROWD = 2000  #: texts with one and the same run, from which on it is a set phrase and finds no candidates
ALIKE = 0.6  #: likeness of two sentences, from which on one is the other, changed
WHOLE = 0.75  #: part of a text's words that the other tells too, from which on it has the whole of it
HALF = 0.5  #: the same, from which on it has most of it
MOST = 0.8  #: the same, for texts of a line or two
LEAD_SHARED = (
    0.3  #: part of an opening that the other has too, from which on a small passage is a report's and no background
)
FRESH = 6  #: words in sentences that only one text has, from which on they are news and no trimming
STORY = 40  #: the same, from which on they may be a story of their own
EDITED = 0.35  #: the same, below which what an editor left is no longer the whole
REWORDED = 0.15  #: part of the common sentences that are in other words, from which on an editor went through it all


@dataclass(frozen=True, slots=True)
class Change:
    """A sentence that the later version has otherwise, and the figures in it that are others."""

    before: str
    after: str
    figures: tuple[tuple[str, str], ...]
    framed: bool  #: only something before or after it is new, such as a dateline


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two texts that carry the same report."""

    relation: Relation
    contained: float  #: part of the shorter one's runs of words that both have
    first_covered: float  #: part of the first one's words that stand in sentences that both have
    second_covered: float
    changes: tuple[Change, ...]

    @property
    def carries(self) -> bool:
        """Whether whole sentences of one stand in the other; turns of phrase alone make no copy."""
        return max(self.first_covered, self.second_covered) >= CONTAINED


class CopyIndex:
    """Finds the texts that share a stretch with a new one, without looking at the others."""

    def __init__(self) -> None:
        self._texts: dict[str, Shingled] = {}
        self._with: dict[int, list[str]] = defaultdict(list)

    def add(self, key: str, text: str) -> list[tuple[str, float]]:
        """Take in a text and return those before it that carry the same report, each with what is contained of it."""
        new = shingled(text)
        found = [(other, share) for other in self._candidates(new) if (share := shared_part(new, self._texts[other]))]
        self._texts[key] = new
        for number in sorted(new.prints):
            self._with[number].append(key)
        return found

    def _candidates(self, new: Shingled) -> list[str]:
        """Return the texts that have a run of the index in common with a new one, in the order in which they came."""
        found: dict[str, None] = {}
        for number in sorted(new.prints):
            others = self._with.get(number, ())
            if len(others) < CROWD:
                found.update(dict.fromkeys(others))
        return list(found)


def shared_part(one: Shingled, other: Shingled) -> float:
    """Return which part of the shorter text the other contains; 0 where that is too little for one report."""
    shared, part = containment(one, other)
    if min(len(one.runs), len(other.runs)) < SHARED:
        return part if part >= MOST else 0.0
    if part < CONTAINED or shared < SHARED:
        return 0.0
    return part if part >= HALF or has_lead(one, other) or has_lead(other, one) else 0.0


def has_lead(one: Shingled, other: Shingled) -> bool:
    """Tell whether a text has the other's opening: what two share without it is old background, used again."""
    return len(other.lead & (one.runs | one.lead)) >= LEAD_SHARED * max(1, len(other.lead))


def copies(texts: dict[str, str]) -> Iterator[tuple[str, str, Comparison]]:
    """Yield each pair of texts that carry the same report, the one that was given first before the other."""
    index = CopyIndex()
    for key, text in texts.items():
        for other, part in index.add(key, text):
            compared = compare(texts[other], text, part)
            if compared.carries:
                yield other, key, compared


def compare(first: str, second: str, contained: float) -> Comparison:
    """Return what became of the report on the way from the first text to the second."""
    ours, theirs = told_sentences(first), told_sentences(second)
    pairs = sorted(aligned(ours, theirs))
    one, other = _Side.of(ours, {a for a, _ in pairs}), _Side.of(theirs, {b for _, b in pairs})
    changes = tuple(change for a, b in pairs if (change := changed(ours[a], theirs[b])))
    return Comparison(_relation(one, other, pairs, changes), contained, one.part, other.part, changes)


def _was_edited(pairs: list[tuple[int, int]], changes: tuple[Change, ...]) -> bool:
    """Tell whether sentences were reworded, put in another order, or left out here and there and not from one end."""
    if sum(not change.framed and not change.figures for change in changes) >= max(2, REWORDED * len(pairs)):
        return True
    steps = [(b - a, d - c) for (a, c), (b, d) in pairwise(pairs)]
    return (
        any(there < 0 for _, there in steps)
        or max((sum(s > 1 for s in side) for side in zip(*steps, strict=True)), default=0) > 1
    )


@dataclass(frozen=True, slots=True)
class _Side:
    """How much of one text stands in the other."""

    part: float  #: of its words
    own: int  #: words that only it has

    @classmethod
    def of(cls, sentences: list[str], told: set[int]) -> Self:
        lengths = [len(words_of(sentence)) for sentence in sentences]
        own = sum(length for n, length in enumerate(lengths) if n not in told)
        return cls(1 - own / max(1, sum(lengths)), own)


def _relation(one: _Side, other: _Side, pairs: list[tuple[int, int]], changes: tuple[Change, ...]) -> Relation:
    """Name what became of the report.

    1. Figures that are others make an update, and so do sentences taken out where others came in, unless so many did
       that it is another story around the same passage.
    2. Where most of one text is missing from the other, or one brings a story of its own along, part of the report was
       taken over; but where an editor went through it all, the whole was, and he left some sentences out.
    """
    both = min(one.part, other.part)
    if any(change.figures for change in changes) and both >= HALF:
        return "update"
    if FRESH <= min(one.own, other.own) < STORY and both >= HALF:
        return "update"
    if both >= WHOLE and max(one.own, other.own) < STORY:
        return "copy"
    if both >= EDITED and max(one.part, other.part) >= WHOLE and _was_edited(pairs, changes):
        return "copy"
    return "cut" if max(one.part, other.part) >= WHOLE else "embedded"


def aligned(ours: list[str], theirs: list[str]) -> Iterator[tuple[int, int]]:
    """Yield the sentences of two texts that are the same, or nearly: the likest first, each at most once."""
    one, other = [_masked(s) for s in ours], [_masked(s) for s in theirs]
    likely = [
        (-likeness, a, b)
        for a, left in enumerate(one)
        for b, right in enumerate(other)
        if (likeness := _likeness(left, right)) >= ALIKE
    ]
    taken_a, taken_b = set(), set()
    for _, a, b in sorted(likely):
        if a not in taken_a and b not in taken_b:
            taken_a.add(a)
            taken_b.add(b)
            yield a, b


def _masked(sentence: str) -> frozenset[str]:
    return frozenset("0" if figure(word) is not None else word for word in words_of(sentence))


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
)
_NUMBERS = {word: n for n, word in enumerate(f"{_SMALL} eighteen nineteen".split())}
_NUMBERS |= {
    word: 10 * n
    for n, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)
}


def figure(word: str) -> float | None:
    """Return the value of a word that is a figure; None for any other."""
    if word[0].isdigit():
        try:
            return float(word)
        except ValueError:
            return None
    return _NUMBERS.get(word)


def changed(before: str, after: str) -> Change | None:
    """Return what is otherwise in the second sentence; None where it has the same words."""
    ours, theirs = words_of(before), words_of(after)
    if ours == theirs:
        return None
    figures = []
    for kind, a, b, c, d in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if kind == "replace":
            old, new = ([w for w in words if figure(w) is not None] for words in (ours[a:b], theirs[c:d]))
            figures += [(x, y) for x, y in zip(old, new, strict=False) if figure(x) != figure(y)]
    return Change(before, after, tuple(figures), _is_framed(ours, theirs))


def _is_framed(ours: list[str], theirs: list[str]) -> bool:
    short, long = sorted((ours, theirs), key=len)
    return long[: len(short)] == short or long[-len(short) :] == short

"""The parts of a noun phrase read flat, so that a slip of the parser costs little: head, before it, after it."""

from __future__ import annotations

from dataclasses import dataclass

from allegedly.actors.page import Page

DETERMINERS = frozenset("the a an this that these those some any no every each all both another such".split())
BELONGING = frozenset({"of", "for", "from", "at", "in", "within", "with", "near", "inside", "under", "on"})
#: Words that end the part of a phrase in which its head stands.
STOPS = BELONGING | frozenset(
    """to by who whom whose which that as than against about into over after before during since between among
    based including""".split()
)
#: Words that count what follows their "of", which is who is meant.
COUNTING = frozenset(
    """some many most all several few none one two three each both any half majority minority number dozens scores
    hundreds thousands millions part rest percent third thirds quarter two-thirds more plenty handful""".split()
)
MARKS = frozenset({",", "(", "-", "–", "—", ":", ";", ".", '"', "“", "”"})
NOMINAL = frozenset({"NOUN", "PROPN", "NUM", "PRON", "ADJ", "SYM", "X"})
HOW_FAR = 12  # tokens after a mention in which its complement and its apposition are looked for


@dataclass(frozen=True, slots=True)
class Shape:
    """A mention in parts, all in tokens."""

    start: int  #: first token that is no determiner
    head: int
    end: int  #: end of the part that the head closes
    complements: tuple[tuple[str, int, int], ...]  #: (preposition, start, end) of what the head belongs to
    asides: tuple[tuple[int, int], ...]  #: appositions and what stands in brackets
    definite: bool
    full: int  #: end of the whole mention


def shape(page: Page, start: int, end: int) -> Shape:
    """Return the parts of a mention."""
    first = start
    definite = False
    while (
        first < end - 1
        and not _stands_alone(page, first)
        and (page.lower[first] in DETERMINERS or page.words[first] in MARKS)
    ):
        hit = page.hit_at[first]
        if hit is not None and hit.end > first + 1:
            definite |= page.lower[first] == "the"
            break  # "the Netherlands", "The New York Times": the article belongs to the name
        definite |= page.lower[first] in ("the", "this", "that", "these", "those", "both")
        first += 1
    if first + 2 < end and page.lower[first] in ("more", "less", "fewer") and page.lower[first + 1] == "than":
        first += 2
    stop = _stop(page, first, end)
    head = _head(page, first, stop)
    if _counts(page, first, head, stop, end):
        return shape(page, stop + 1, end)
    complements, asides = _rest(page, stop, end)
    if stop == end:
        more, added = _rest(page, end, _reach(page, end))
        complements, asides = complements + more, asides + added
    return Shape(first, head, stop, tuple(complements), tuple(asides), definite, end)


def _counts(page: Page, first: int, head: int, stop: int, end: int) -> bool:
    """Tell whether the head only counts what follows its "of": "31 of the detainees", "a majority of voters"."""
    if stop + 1 >= end or page.lower[stop] != "of":
        return False
    return page.pos[head] == "NUM" or page.lower[head] in COUNTING


def _stands_alone(page: Page, n: int) -> bool:
    """Tell whether a determiner is all the head there is: "those who fled", "some of them"."""
    return page.lower[n + 1] in STOPS or page.pos[n + 1] in ("VERB", "AUX")


def _stop(page: Page, first: int, end: int) -> int:
    """Return where the part that the head closes ends."""
    for n in range(first + 1, end):
        hit = page.hit_at[n]
        if hit is not None and hit.start < n:
            continue  # "Ministry of Defence" is one phrase
        if page.lower[n] in STOPS and page.pos[n] != "PART":
            return n
        if page.words[n] in MARKS and page.words[n] != "-" and not (page.words[n] == "." and n == end - 1):
            return n
        if _verb_ends(page, n, end):
            return n
    return end


def _verb_ends(page: Page, n: int, end: int) -> bool:
    """Tell whether a verb after a noun begins a clause, rather than standing before a later noun ("the armed wing")."""
    if page.pos[n] not in ("VERB", "AUX") or page.tag[n] not in ("VBD", "VBZ", "VBP", "VBN"):
        return False
    before_noun = any(page.pos[m] in ("NOUN", "PROPN") for m in range(n + 1, min(end, n + 3)))
    return page.pos[n - 1] in NOMINAL and (not before_noun or page.dep[n] in ("acl", "relcl"))


def _head(page: Page, first: int, stop: int) -> int:
    for n in range(stop - 1, first - 1, -1):
        if page.pos[n] in ("NOUN", "PROPN", "PRON", "NUM"):
            return n
    for n in range(stop - 1, first - 1, -1):
        if page.pos[n] in NOMINAL:
            return n
    return max(first, stop - 1)


def _reach(page: Page, end: int) -> int:
    """Return how far what follows a mention may still tell of it: to the end of the clause."""
    if end >= len(page) or page.lower[end] not in BELONGING | {",", "("} or page.lower[end] in ("on", "with", "under"):
        return end
    limit = min(page.parsed.sentence(end).end, end + HOW_FAR)
    commas = 0
    for n in range(end, limit):
        commas += page.words[n] == ","
        if commas > 1 or (n > end and (page.pos[n] in ("VERB", "AUX") or page.words[n] in (".", ";", ")"))):
            return n
    return limit


def _rest(page: Page, start: int, end: int) -> tuple[list[tuple[str, int, int]], list[tuple[int, int]]]:
    """Return the complements and the asides in what follows the head's part."""
    complements: list[tuple[str, int, int]] = []
    asides: list[tuple[int, int]] = []
    at = start
    while at < end:
        word = page.lower[at]
        close = next((n for n in range(at + 1, end) if _opens(page, n)), end)
        if word in BELONGING | {"including"} and close > at + 1:
            complements.append((word, at + 1, close))
        elif page.words[at] in (",", "(", "–", "—", "-") and close > at + 1:
            asides.append((at + 1, close))
        at = close
    return complements, asides


def _opens(page: Page, n: int) -> bool:
    hit = page.hit_at[n]
    if hit is not None and hit.start < n:
        return False
    return (page.lower[n] in STOPS and page.pos[n] != "PART") or page.words[n] in MARKS - {"-"}

"""Finding quotations by their marks, whatever marks they are and even where one is missing.

A quotation may run on over paragraphs: each paragraph opens with a mark and only the last closes. Where a mark was lost
(a page break, a slip of the pen) the quotation ends with its paragraph or sentence, never with the article.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from allegedly.attribution.tree import Tree
from allegedly.drafts import Tokens
from allegedly.language import Parsed

OPENING = frozenset({"“", "„", "«", "‟", "``", "‘", "‹"})
CLOSING = frozenset({"”", "»", "’’", "›"})
STRAIGHT = frozenset({'"', "''"})
SINGLE = frozenset({"'", "’", "`"})
MARKS = OPENING | CLOSING | STRAIGHT | SINGLE
#: Which marks may close what was opened; German „…“ and reversed »…« are both in use.
PARTNERS = {
    "“": {"”", '"', "''", "“"},
    "„": {"“", "”", '"'},
    "«": {"»"},
    "»": {"«", "»"},
    "‘": {"’", "'"},
    "‹": {"›"},
    "``": {"''", '"'},
    "‟": {"”", '"'},
    '"': {'"', "”", "''"},
    "''": {"''", '"'},
    "'": {"'", "’"},
    "`": {"'", "’"},
}
#: A quotation of fewer words is a word or two held up with tongs, not somebody speaking.
SPEECH_WORDS = 4

Side = Literal["opening", "closing", "either"]


@dataclass(frozen=True, slots=True)
class Quotation:
    """A stretch between quotation marks."""

    tokens: Tokens  #: with the marks
    inner: Tokens  #: without them
    paragraph: int  #: index into ``Parsed.paragraphs``
    runs_on: bool = False  #: no closing mark: the next paragraph's quotation goes on with it
    is_speech: bool = True  #: long enough, or sentence-like, rather than a word or two held up with tongs

    def __contains__(self, token: int) -> bool:
        """Tell whether a token lies between the marks."""
        return self.inner.start <= token < self.inner.end


def find_quotations(parsed: Parsed, tree: Tree) -> list[Quotation]:
    """Return the outermost quotations of the article's paragraphs, in order."""
    found: list[Quotation] = []
    open_before = False
    for number, paragraph in enumerate(parsed.paragraphs):
        pairs, open_before = _pair_marks(parsed, tree, paragraph.tokens, open_before)
        for start, end, runs_on in pairs:
            low = start + (start < end and tree.text[start] in MARKS)
            high = end - (end - 1 > low and not runs_on and tree.text[end - 1] in MARKS)
            inner = Tokens(low, high)
            if low < high:
                speech = tree.text[start] not in MARKS or runs_on or _is_speech(tree, inner)
                found.append(Quotation(Tokens(start, end), inner, number, runs_on, speech))
    return found


def _is_speech(tree: Tree, inner: Tokens) -> bool:
    words = [n for n in range(inner.start, inner.end) if tree.pos[n] not in {"PUNCT", "SPACE", "SYM"}]
    if len(words) >= 2 * SPEECH_WORDS:
        return True
    ends_well = tree.text[inner.end - 1] in {".", ",", "?", "!"}
    has_verb = any(tree.pos[n] in {"VERB", "AUX"} for n in words)
    return has_verb and (ends_well or len(words) >= SPEECH_WORDS)


def _pair_marks(
    parsed: Parsed, tree: Tree, paragraph: Tokens, open_before: bool
) -> tuple[list[tuple[int, int, bool]], bool]:
    """Return (start, end, runs on) of a paragraph's quotations, and whether the last is cut off in mid-sentence."""
    marks = list(_marks(tree, paragraph))
    pairs: list[tuple[int, int, bool]] = []
    start: int | None = None
    if open_before and marks and marks[0][1] != "opening":
        start = paragraph.start
    for token, side in marks:
        if start is None:
            if side != "closing":
                start = token
        elif side == "opening" and _ends_a_sentence(tree, token - 1) and tree.text[start] in STRAIGHT | OPENING:
            pairs.append((start, token, False))  # the mark that should have closed it is missing
            start = token
        elif side != "opening" and _fits(tree, start, token, paragraph):
            pairs.append((start, token + 1, False))
            start = None
    if start is None or tree.text[start] in SINGLE:
        return pairs, False
    cut_off = not _ends_a_sentence(tree, paragraph.end - 1)
    lone = start != paragraph.start and not _is_after_break(tree, start) and not cut_off
    end = parsed.sentence(start).end if lone else paragraph.end
    pairs.append((start, end, True))
    return pairs, cut_off


def _fits(tree: Tree, start: int, end: int, paragraph: Tokens) -> bool:
    opener = tree.text[start]
    if start == paragraph.start and opener not in MARKS:
        return tree.text[end] not in SINGLE
    return tree.text[end] in PARTNERS.get(opener, ())


def _marks(tree: Tree, paragraph: Tokens) -> Iterator[tuple[int, Side]]:
    """Yield the paragraph's quotation marks with the side they can stand on; apostrophes are left out."""
    for token in range(paragraph.start, paragraph.end):
        text = tree.text[token]
        if text not in MARKS:
            continue
        spaced_before = token == paragraph.start or tree.space[token - 1] or tree.text[token - 1] in "([—–-"
        spaced_after = token + 1 >= paragraph.end or tree.space[token]
        side: Side = "either"
        if spaced_before and not spaced_after:
            side = "opening"
        elif spaced_after and not spaced_before:
            side = "closing"
        if text in SINGLE and (side == "either" or (side == "closing" and not _closes(tree, token))):
            continue
        if text in OPENING and text != "“":
            side = "opening"
        elif text in {"”", "’’"}:
            side = "closing"
        yield token, side


def _closes(tree: Tree, mark: int) -> bool:
    """Tell whether a single mark closes a quotation rather than a plural's genitive: only the parser can say."""
    return tree.tag[mark] != "POS" or tree.text[mark - 1] in {".", ",", "?", "!"}


def _ends_a_sentence(tree: Tree, token: int) -> bool:
    while token > 0 and (tree.text[token] in MARKS or tree.text[token].isspace()):
        token -= 1
    return tree.text[token] in {".", "!", "?", "…", "...", ":", ","}


def _is_after_break(tree: Tree, mark: int) -> bool:
    return mark > 0 and tree.text[mark - 1] in {":", ",", "-", "—"}

"""The parts that paragraphs play: headline, byline, dateline, caption, body, aside, boilerplate.

The rules look at the shapes of lines and at the word lists of ``tables/furniture.toml``. Where they leave a doubt the
paragraph is body: losing report text is worse than keeping furniture. They run in this order, and none overrules one
before it:

1. what the format knows (a caption of an HTML figure, a page's running header);
2. furniture: lines whose own words or shape tell, such as share buttons, copyright lines, player clocks;
3. the head: headline, bylines, dates, letterhead and picture captions before the first paragraph of prose;
4. the asides: a player's title beside its clock, titles told twice, the list under "Related";
5. the foot: what is no prose after the source line or the copyright line.

A body paragraph that was cut in two by a page break or by something embedded becomes one block with several spans.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from allegedly.dates import find_date
from allegedly.reading.found import Hints, Piece
from allegedly.reading.furniture import Furniture, furniture, normal
from allegedly.reading.paragraphs import split
from allegedly.records import Block, Role, Span

#: Furniture is short; longer paragraphs are looked at only for what their beginning or end says.
_SHORT, _LONG = 25, 60
_HEADLINE_WORDS = 30
_LETTERHEAD_WORDS = 6
_PROSE_WORDS = 12
_CREDIT_TAIL = 45
_LINK_WORDS = 18

_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]{0,3}$")
_SENTENCE_BREAK = re.compile(r"[.!?…][\"'”’»)\]]{0,3}\s+[\"'“‘«(\[]{0,2}[^\W\d_]")
_CLOCK = re.compile(r"(?<![\d:])\d{1,2}[:.]\d{2}(?!\d)")
_DURATION = re.compile(
    r"[|/•·–-]\s{0,3}\d{1,2}:\d{2}(?::\d{2})?$|^\d{1,2}:\d{2}(?::\d{2})?$|^\d{1,2}:\d{2}\s?/\s?\d{1,2}:\d{2}$"
)
_PAGE = re.compile(
    r"^(?:page\s{1,3}|p\.\s?)?[-–—\[(]?\s?\d{1,4}\s?[-–—\])]?(?:\s{0,3}(?:of|/)\s{0,3}\d{1,4})?$", re.IGNORECASE
)
_ADDRESS = re.compile(r"^(?:<?(?:https?://|www\.)\S+>?|\S+@\S+\.\S+)(?:\s{1,3}\d{1,4}\s?/\s?\d{1,4})?$")
_TWEET = re.compile(r"^[—–-]\s.{2,60}\(@\w{1,20}\)")
_BY = re.compile(r"^(?:by|By|BY|von|Von|par|Par|por|Por)\s+(?:the\s+)?[^\W\d_a-zß-ÿ]")
_BARE_DATE = re.compile(r"^\W{0,3}\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\W{0,3}$")

_CAPITALS = r"[A-ZÀ-ÞĀ-ŽİŞĞ]"
_PLACE = rf"(?:{_CAPITALS}[\w.'’-]{{0,30}})(?:[ /](?:{_CAPITALS}[\w.'’-]{{0,30}}|al-\w{{1,20}}|de|el|of|the)){{0,4}}"
_MONTH_DAY = r"(?:[^\W\d_]{3,10}\.?\s\d{1,2}|\d{1,2}\s[^\W\d_]{3,10}\.?)(?:,?\s\d{4})?"
_DATELINE = re.compile(
    rf"^(?P<place>{_PLACE})?(?P<region>,\s(?!{_MONTH_DAY}){_PLACE}\.?)?(?:,\s(?P<date>{_MONTH_DAY})\.?)?"
    rf"\s?(?:\((?P<paren>[^()\n]{{2,40}})\)|/(?P<slash>[A-Z][^/\n]{{1,30}})/\.?)?,?"
    r"(?P<dash>\s?[—–]|\s-{1,2}|\s?--|:)?\s+(?=[\"'“‘«\[]?[^\W_a-zß-ÿ])"
)


@dataclass(slots=True)
class _Paragraph:
    """A paragraph while its part is being found."""

    span: Span
    text: str
    normal: str  #: the text as the word lists are written
    words: int
    role: Role | None
    continues: bool = False
    marked: bool = False  #: the format itself gave the role

    @property
    def prose(self) -> bool:
        """Whether it reads like report text: sentences, not a line."""
        if self.words < _PROSE_WORDS:
            return False
        return (
            self.words > _HEADLINE_WORDS
            or bool(_SENTENCE_END.search(self.text))
            or bool(_SENTENCE_BREAK.search(self.text))
        )

    @property
    def titled(self) -> bool:
        """Whether it is short and no sentence, as a title is."""
        return self.words <= _HEADLINE_WORDS and not self.text.endswith((".", ":", ";", ",", "…")) and not self.prose


def find_blocks(text: str, hints: Hints | None = None, tables: Sequence[Path] = ()) -> tuple[Block, ...]:
    """Return the paragraphs of a text with the parts that they play, in the order of the text.

    ``tables`` are folders with the user's own additions to the word lists.
    """
    hints = hints or Hints()
    paragraphs = list(_paragraphs(text, hints))
    words = furniture(tuple(tables))
    _tell_furniture(paragraphs, words)
    _tell_head(paragraphs, hints, words)
    _tell_asides(paragraphs, words)
    _tell_foot(paragraphs, words)
    continued = frozenset(p.span.start for p in paragraphs if p.continues)
    return tuple(_joined(text, list(_blocks(paragraphs)), continued))


def _paragraphs(text: str, hints: Hints) -> Iterator[_Paragraph]:
    for piece in hints.pieces if hints.pieces is not None else map(Piece, split(text)):
        content = piece.span.of(text)
        words = len(content.split())
        if words:
            short = normal(content) if words <= _LONG else ""
            yield _Paragraph(piece.span, content, short, words, piece.role, piece.continues, piece.role is not None)


# ---- 2. furniture ----


def _tell_furniture(paragraphs: list[_Paragraph], words: Furniture) -> None:
    for paragraph in paragraphs:
        if paragraph.role is None and paragraph.words <= _LONG:
            paragraph.role = _furniture_role(paragraph, words)


def _furniture_role(paragraph: _Paragraph, words: Furniture) -> Role | None:
    if _is_credited(paragraph, words):
        return "caption"
    if paragraph.words > _SHORT or paragraph.text[0] in '"“':
        return None
    if words.source.match(paragraph.normal) or words.boilerplate.match(paragraph.normal) or _is_address(paragraph):
        return "boilerplate"
    if words.byline.match(paragraph.normal):
        return "byline"
    if words.aside.match(paragraph.normal) or _is_player(paragraph) or _TWEET.match(paragraph.text):
        return "aside"
    return None


def _is_credited(paragraph: _Paragraph, words: Furniture) -> bool:
    if paragraph.text[0] in '"“':
        return False
    return paragraph.normal.startswith(words.caption.starts) or words.caption.credited(paragraph.normal[-_CREDIT_TAIL:])


def _is_address(paragraph: _Paragraph) -> bool:
    return bool(_PAGE.match(paragraph.text) or _ADDRESS.match(paragraph.text))


def _is_player(paragraph: _Paragraph) -> bool:
    """Tell the line under an embedded player: a clock, a date, how long the film is."""
    if paragraph.words > _PROSE_WORDS or _SENTENCE_END.search(paragraph.text):
        return False
    return bool(_DURATION.search(paragraph.text))


# ---- 3. the head ----


def _tell_head(paragraphs: list[_Paragraph], hints: Hints, words: Furniture) -> None:
    lead = _lead(paragraphs, hints)
    if lead is None:
        return
    head = [n for n in range(lead) if paragraphs[n].role is None]
    _tell_lines(paragraphs[n] for n in head)
    known = next((n for n in range(lead) if paragraphs[n].role == "headline"), None)
    title = (
        known if known is not None else _headline(paragraphs, [n for n in head if not paragraphs[n].role], hints, words)
    )
    if title is not None:
        paragraphs[title].role = "headline"
        _tell_letterhead(paragraphs[:title], words)
    if lead + 1 < len(paragraphs) and (lead or hints.title is None) and _is_picture_caption(paragraphs, lead, words):
        paragraphs[lead].role = "caption"


def _lead(paragraphs: list[_Paragraph], hints: Hints) -> int | None:
    """Return the first paragraph of the report: prose, or in a news flash the first whole sentence."""
    open_ones = [n for n, p in enumerate(paragraphs) if p.role is None and not _is_title(p, hints)]
    prose = next((n for n in open_ones if paragraphs[n].prose), None)
    if prose is not None:
        return prose
    sentences = (n for n in open_ones if paragraphs[n].words > 4 and paragraphs[n].text.endswith((".", '."', ".”")))
    return next(sentences, None)


def _tell_lines(head: Iterator[_Paragraph]) -> None:
    """Tell bylines and dates in the head."""
    for paragraph in head:
        sentence = paragraph.words > _LETTERHEAD_WORDS and paragraph.text.endswith((".", "?", "!"))
        if paragraph.words <= _PROSE_WORDS and not paragraph.prose and not sentence:
            if _BY.match(paragraph.text):
                paragraph.role = "byline"
            elif find_date(paragraph.text, day_first=True) or _BARE_DATE.match(paragraph.text):
                paragraph.role = "dateline"


def _headline(paragraphs: list[_Paragraph], head: list[int], hints: Hints, words: Furniture) -> int | None:
    """Return which paragraph is the headline: the known title, or the first line that is long enough for one."""
    for number in head:
        if _is_title(paragraphs[number], hints):
            return number
    if hints.title is not None:
        return None  # the title is known and the text does not repeat it
    candidates = [n for n in head if paragraphs[n].titled]
    candidates = [n for n in candidates if not words.letterhead.match(paragraphs[n].normal)] or candidates
    return next((n for n in candidates if paragraphs[n].words > 4), None) or max(
        (n for n in candidates if paragraphs[n].words > 2), key=lambda n: paragraphs[n].words, default=None
    )


def _is_title(paragraph: _Paragraph, hints: Hints) -> bool:
    if not hints.title or paragraph.words > _HEADLINE_WORDS:
        return False
    title, own = _letters(hints.title), _letters(paragraph.text)
    return own == title or (len(own) > 20 and (title.startswith(own) or own.startswith(title)))


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _tell_letterhead(before: list[_Paragraph], words: Furniture) -> None:
    for paragraph in before:
        if (
            paragraph.role is None
            and paragraph.titled
            and (paragraph.words <= _LETTERHEAD_WORDS or words.letterhead.match(paragraph.normal))
        ):
            paragraph.role = "boilerplate"


def _is_picture_caption(paragraphs: list[_Paragraph], lead: int, words: Furniture) -> bool:
    """Tell a caption before the report: one sentence of what is to be seen, in the present tense."""
    paragraph = paragraphs[lead]
    if paragraph.words > 45 or not paragraphs[lead + 1].prose or _SENTENCE_BREAK.search(paragraph.text):
        return False
    if not any(p.role in ("headline", "dateline", "byline") for p in paragraphs[:lead]):
        return False
    own = paragraph.normal.split()
    return (
        any(w in words.caption.verbs for w in own) and not any(w in _TELLING for w in own) and paragraph.text[-1] != "?"
    )


#: Words of a report rather than of a caption: it tells what was done, and has named the one who did it before.
_TELLING_WORDS = """
    said says told has have had was were will would accused denied can could may might is are he she they it you we
"""
_TELLING = frozenset(_TELLING_WORDS.split())


# ---- 4. the asides ----


def _tell_asides(paragraphs: list[_Paragraph], words: Furniture) -> None:
    _tell_repeated(paragraphs)
    for number, paragraph in enumerate(paragraphs):
        if paragraph.role == "aside":
            if _DURATION.search(paragraph.text):
                _tell_player_title(paragraphs[:number])
            elif not paragraph.marked and paragraph.normal.strip(" .:>»|") in words.aside.whole:
                _tell_list(paragraphs[number + 1 :])


def _tell_repeated(paragraphs: list[_Paragraph]) -> None:
    """Tell titles that stand twice in a row, as a player's do: once for the eye, once for the reader of screens."""
    for first, second in pairwise(paragraphs):
        if first.role in (None, "aside") and second.role is None and first.titled and first.text == second.text:
            first.role = second.role = "aside"


def _tell_player_title(before: list[_Paragraph]) -> None:
    for paragraph in reversed(before[-2:]):
        if paragraph.role is not None or not paragraph.titled or paragraph.words < 3:
            return
        paragraph.role = "aside"
        return


def _tell_list(after: list[_Paragraph]) -> None:
    """Tell the titles under a heading such as "Related", up to the next prose."""
    for paragraph, following in pairwise([*after[:10], None]):
        if paragraph is None or paragraph.role not in (None, "aside") or not paragraph.titled:
            return
        if paragraph.words > _LINK_WORDS or (following and following.text[:1].islower()):
            return  # a paragraph that was cut in two
        paragraph.role = "aside"


# ---- 5. the foot ----


def _tell_foot(paragraphs: list[_Paragraph], words: Furniture) -> None:
    last = max((n for n, p in enumerate(paragraphs) if p.role is None and p.prose), default=-1)
    foot = False
    for paragraph in paragraphs[last + 1 :] if last >= 0 else []:
        foot = foot or (paragraph.role == "boilerplate" and not _PAGE.match(paragraph.text))
        if foot and paragraph.role is None and paragraph.titled:
            paragraph.role = "boilerplate"


# ---- blocks ----


def _blocks(paragraphs: list[_Paragraph]) -> Iterator[Block]:
    early = True
    for paragraph in paragraphs:
        role = paragraph.role or "body"
        prefix = dateline(paragraph.text) if role == "body" and early and paragraph.prose else None
        start = paragraph.span.start
        if prefix:
            yield Block(role="dateline", spans=(Span(start, start + len(prefix.group().rstrip())),))
            start += prefix.end()
        early = early and role != "body"
        yield Block(role=role, spans=(Span(start, paragraph.span.end),))


def dateline(paragraph: str) -> re.Match[str] | None:
    """Return the place, date and agency with which a report begins, "BEIRUT, Oct 10 (AP) — "; None if it does not."""
    match = _DATELINE.match(paragraph[:160])
    if match is None or not (match["dash"] or match["slash"]):
        return None
    agency, place = match["paren"] or match["slash"], match["place"]
    if agency and (place or _is_name(agency)) and match["dash"] != ":":
        return match
    plain = place and (place.isupper() and len(place) > 3) and match["dash"] != ":"
    return match if plain or (place and match["date"] and match["dash"]) else None


def _is_name(words: str) -> bool:
    return len(words.split()) <= 5 and all(word[0].isupper() for word in words.split())


def _joined(text: str, blocks: list[Block], continued: frozenset[int]) -> Iterator[Block]:
    """Yield the blocks, with the paragraphs that were cut in two made one."""
    taken: set[int] = set()
    for number, block in enumerate(blocks):
        if number in taken:
            continue
        spans = list(block.spans)
        following = _continuation(text, blocks, number, spans, continued)
        while following is not None:
            taken.add(following)
            spans += blocks[following].spans
            following = _continuation(text, blocks, following, spans, continued)
        yield Block(role=block.role, spans=tuple(spans))


def _continuation(
    text: str, blocks: list[Block], number: int, spans: list[Span], continued: frozenset[int]
) -> int | None:
    """Return the block that goes on with the sentence that block ``number`` leaves open."""
    if blocks[number].role != "body":
        return None
    for following in range(number + 1, min(number + 13, len(blocks))):
        if blocks[following].role == "body":
            after = blocks[following].spans[0]
            known = after.start in continued
            return following if known or _goes_on(" ".join(s.of(text) for s in spans), after.of(text)) else None
        if blocks[following].role not in ("aside", "boilerplate", "caption"):
            return None
    return None


def _goes_on(before: str, after: str) -> bool:
    if len(before.split()) < 5 or not (before[-1].isalnum() or before[-1] in ",-–—’'"):
        return False
    return after[0].islower() or (_quotation_open(before) and after[0] not in '"“«' and before[-1] not in "-–—")


def _quotation_open(text: str) -> bool:
    return text.count('"') % 2 == 1 or text.count("“") > text.count("”")

"""An article's blocks joined for the parser, and the way back from tokens to the characters of the article."""

from __future__ import annotations

import bisect
from collections.abc import Iterator
from dataclasses import dataclass, field

from spacy.tokens import Doc
from spacy.tokens import Span as SpacySpan

from allegedly.drafts import Tokens
from allegedly.records import Article, Block, Role, Span

#: The blocks that are read for events; the others are kept in the text and left alone.
PARSED_ROLES: tuple[Role, ...] = ("headline", "dateline", "caption", "body")

BETWEEN_BLOCKS = "\n\n"
BETWEEN_FRAGMENTS = " "  # a paragraph cut by a page break is joined as if the break were a space

#: Inside a paragraph a line's end is a space, and half of a surrogate pair, which no parser takes, an unknown
#: character. One character for one, so that offsets stay.
_AS_PARSED = {ord("\n"): " ", ord("\r"): " ", **dict.fromkeys(range(0xD800, 0xE000), "\ufffd")}


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One block in the parse: which tokens it holds, and what part it plays."""

    tokens: Tokens
    role: Role
    block: int  #: index into ``Article.blocks``


@dataclass(slots=True)
class Joined:
    """Text for the parser, made of pieces of the article, with what is needed to find the way back."""

    text: str = ""
    starts: list[int] = field(default_factory=list)  # where each piece starts in ``text`` …
    origins: list[Span] = field(default_factory=list)  # … and which characters of the article it holds
    blocks: list[tuple[int, int, int]] = field(default_factory=list)  # (block index, start, end) in ``text``


def join(article: Article, roles: tuple[Role, ...] = PARSED_ROLES) -> Joined:
    """Join the blocks that are read, each a paragraph of its own, without changing a character of them."""
    joined = Joined()
    parts: list[str] = []
    at = 0

    def put(part: str) -> None:
        nonlocal at
        parts.append(part)
        at += len(part)

    for index, block in enumerate(_blocks(article)):
        if block.role not in roles:
            continue
        if parts:
            put(BETWEEN_BLOCKS)
        start = at
        for number, span in enumerate(block.spans):
            if number:
                put(BETWEEN_FRAGMENTS)
            joined.starts.append(at)
            joined.origins.append(span)
            put(span.of(article.text).translate(_AS_PARSED))
        joined.blocks.append((index, start, at))
    joined.text = "".join(parts)
    return joined


def _blocks(article: Article) -> tuple[Block, ...]:
    return article.blocks or (Block(role="body", spans=(Span(0, len(article.text)),)),)


class Parsed:
    """An article with its parse.

    ``doc`` is a spaCy Doc over the joined blocks: sentences never run across a block. Rooms work in token indexes of
    ``doc`` and come back to the article through ``spans`` and ``span``.
    """

    def __init__(self, article: Article, doc: Doc, joined: Joined) -> None:
        self.article = article
        self.doc = doc
        self._joined = joined
        self.paragraphs = tuple(self._paragraphs())
        self.sentences: tuple[Tokens, ...] = tuple(Tokens(s.start, s.end) for s in doc.sents)
        self._sentence_of = [n for n, s in enumerate(self.sentences) for _ in range(s.start, s.end)]
        self._paragraph_of = [n for n, p in enumerate(self.paragraphs) for _ in range(p.tokens.start, p.tokens.end)]

    def _paragraphs(self) -> Iterator[Paragraph]:
        starts = [token.idx for token in self.doc]
        blocks = _blocks(self.article)
        bounds = [bisect.bisect_left(starts, start) for _, start, _ in self._joined.blocks] + [len(self.doc)]
        for number, (index, _, _) in enumerate(self._joined.blocks):
            yield Paragraph(Tokens(bounds[number], bounds[number + 1]), blocks[index].role, index)

    def sentence_index(self, token: int) -> int:
        """Return the index into ``sentences`` of the sentence that holds the token."""
        return self._sentence_of[token]

    def sentence(self, token: int) -> Tokens:
        """Return the sentence that holds the token."""
        return self.sentences[self._sentence_of[token]]

    def paragraph_index(self, token: int) -> int:
        """Return the index into ``paragraphs`` of the paragraph that holds the token."""
        return self._paragraph_of[token]

    def paragraph(self, token: int) -> Paragraph:
        """Return the paragraph that holds the token."""
        return self.paragraphs[self._paragraph_of[token]]

    def role(self, token: int) -> Role:
        """Return the role of the block that holds the token."""
        return self.paragraph(token).role

    def text(self, tokens: Tokens) -> str:
        """Return the joined text of the tokens, for reading and comparing, not for offsets."""
        return self[tokens].text

    def __getitem__(self, tokens: Tokens) -> SpacySpan:
        """Return the tokens as a spaCy span."""
        return self.doc[tokens.start : tokens.end]

    def spans(self, tokens: Tokens) -> tuple[Span, ...]:
        """Return the characters of the article that the tokens stand for, in order.

        White space at the edges is left out. There are several spans where the tokens run over a block's fragments or
        over several blocks.
        """
        piece = self[tokens]
        return self.spans_of_chars(piece.start_char, piece.end_char)

    def spans_of_chars(self, start: int, end: int) -> tuple[Span, ...]:
        """Return the characters of the article under ``doc.text[start:end]``, as ``spans`` does."""
        found = []
        first = max(0, bisect.bisect_right(self._joined.starts, start) - 1)
        for at, origin in zip(self._joined.starts[first:], self._joined.origins[first:], strict=True):
            if at >= end:
                break
            low = origin.start + max(0, start - at)
            high = min(origin.end, origin.start + end - at)
            trimmed = _trim(self.article.text, low, high)
            if trimmed.start < trimmed.end:
                found.append(trimmed)
        return tuple(found)

    def span(self, tokens: Tokens) -> Span:
        """Return the one span of the tokens: the first, where they run over a break.

        Raises ValueError where the tokens are nothing but white space.
        """
        spans = self.spans(tokens)
        if not spans:
            raise ValueError(f"no characters under tokens {tokens}")
        return spans[0]

    def doc_char(self, position: int) -> int | None:
        """Return the place in ``doc.text`` of a character of the article; None where that character is not parsed."""
        for at, origin in zip(self._joined.starts, self._joined.origins, strict=True):
            if origin.start <= position < origin.end:
                return at + position - origin.start
        return None

    def tokens(self, span: Span) -> Tokens | None:
        """Return the tokens that cover a span of the article; None where none do."""
        start, last = self.doc_char(span.start), self.doc_char(span.end - 1)
        if start is None or last is None:
            return None
        piece = self.doc.char_span(start, last + 1, alignment_mode="expand")
        return Tokens(piece.start, piece.end) if piece is not None else None


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)

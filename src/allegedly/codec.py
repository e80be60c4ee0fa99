"""Records as JSON and back: one object per article, in the shape of ``docs/format.md``.

The same record gives the same bytes on any machine: fields stand in the order of the record, spans are arrays, what is
unknown is ``null``. Reading checks what it reads, so that nothing that points outside its text gets further.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from allegedly.errors import AllegedlyError
from allegedly.records import Article, Party, Span

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Article)

#: Half of a surrogate pair is no character, but broken pages hold some, and text is never rewritten.
_SURROGATE = re.compile("[\ud800-\udfff]")


def encode(article: Article) -> bytes:
    """Return the article's record as one line of JSON in UTF-8, without the line's end."""
    try:
        return _encoder.encode(article)
    except UnicodeEncodeError:
        plain = json.dumps(msgspec.to_builtins(article), ensure_ascii=False, separators=(",", ":"))
        return _SURROGATE.sub(lambda half: f"\\u{ord(half[0]):04x}", plain).encode()


def decode(line: bytes | str, where: str = "") -> Article:
    """Return the article of a record that ``encode`` wrote.

    ``where`` names the line for the error. Raises AllegedlyError R08 where the line is no such record or a span of it
    lies outside its text.
    """
    try:
        article = _decoder.decode(line)
    except (msgspec.MsgspecError, UnicodeDecodeError) as fault:
        article = _decode_halves(line, where, fault)
    outside = next((s for s in spans_of(article) if not 0 <= s.start <= s.end <= len(article.text)), None)
    if outside is not None:
        raise AllegedlyError("R08", where or article.id, f"span {list(outside)} in {len(article.text)} characters")
    return article


def _decode_halves(line: bytes | str, where: str, fault: Exception) -> Article:
    """Decode a line with halves of surrogate pairs, which msgspec refuses; raise R08 where ``fault`` is another."""
    if not re.search(r"\\u[dD][89a-fA-F]", line if isinstance(line, str) else line.decode("utf-8", "replace")):
        raise AllegedlyError("R08", where, str(fault)) from fault
    try:
        return msgspec.convert(json.loads(line), Article)
    except (ValueError, RecursionError) as second:
        raise AllegedlyError("R08", where, str(second)) from second


def encode_lines(articles: Iterable[Article]) -> Iterator[bytes]:
    """Yield each article as a line of JSON with its end."""
    for article in articles:
        yield encode(article) + b"\n"


def decode_lines(lines: Iterable[bytes], name: str = "") -> Iterator[Article]:
    """Yield the article of each line; empty lines are passed over. ``name`` and the line's number go into errors."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield decode(line, f"{name}:{number}")


def plain(record: Any) -> Any:
    """Return a record as dicts, lists and plain values."""
    return msgspec.to_builtins(record)


def spans_of(article: Article) -> Iterator[Span]:
    """Yield every span of the record."""
    for block in article.blocks:
        yield from block.spans
    for statement in article.statements:
        yield from statement.content
        yield from _known(statement.cue, statement.source.span)
    for event in article.events:
        yield event.trigger
        yield from _party_spans((*event.actors, *event.recipients))
        yield from _known(*(part.span for part in (event.place, event.time, event.dead, event.injured) if part))
    if article.evidence:
        yield from _known(article.evidence.title, article.evidence.published, *article.evidence.outlets)


def _party_spans(parties: Iterable[Party]) -> Iterator[Span]:
    return _known(*(party.span for party in parties))


def _known(*spans: Span | None) -> Iterator[Span]:
    return (span for span in spans if span is not None)

"""RSS and Atom files: each entry that holds text is a document. Nothing is fetched."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import IO, Any

import feedparser

from allegedly.errors import AllegedlyError
from allegedly.reading.failure import Failure
from allegedly.reading.found import Found, Known, Part, pieces_of
from allegedly.reading.html import text_of_fragment
from allegedly.reading.limits import Limits

#: A feed needs no entities of its own; a file that declares some wants to be blown up, or to read other files.
_ENTITY = re.compile(rb"<!ENTITY\s", re.IGNORECASE)


def entries(stream: IO[bytes], name: str, limits: Limits) -> Iterator[Part | Failure]:
    """Yield the entries of a feed; one without text is a failure, as is a feed without entries."""
    data = stream.read(limits.max_bytes + 1)
    if len(data) > limits.max_bytes:
        raise AllegedlyError("R10", name, f"more than {limits.max_bytes:,} bytes")
    if _ENTITY.search(data.replace(b"\x00", b"")):
        raise AllegedlyError("R16", name)
    feed = feedparser.parse(io.BytesIO(data))
    if not feed.entries:
        raise AllegedlyError("R09", name, _fault(feed))
    for number, entry in enumerate(feed.entries, 1):
        where = f"{name}#{number}"
        content = _content(entry)
        if not content.strip():
            yield Failure(where, "R09", entry.get("title", "")[:80])
            continue
        yield Part(where=where, data=content.encode("utf-8", "surrogatepass"), format="feed", known=_known(entry, feed))


def read_entry(part: Part, _limits: Limits) -> Found:
    """Return an entry's title and text."""
    paragraphs = text_of_fragment(part.data.decode("utf-8", "surrogatepass"))
    if not paragraphs:
        raise AllegedlyError("R09")
    title = part.known.title
    text, pieces = pieces_of([(title, "headline"), *paragraphs] if title else paragraphs)
    return Found(text=text, known=part.known, pieces=pieces)


def _fault(feed: Any) -> str:
    return str(feed.get("bozo_exception") or "")[:80]


def _content(entry: Any) -> str:
    """Return the longest of what the entry holds: some feeds repeat a summary as content."""
    texts = [item.get("value", "") for item in entry.get("content", [])] + [entry.get("summary", "")]
    return str(max(texts, key=len))


def _known(entry: Any, feed: Any) -> Known:
    source = entry.get("source", {}).get("title") or feed.feed.get("title")
    return Known(
        title=" ".join(entry.get("title", "").split()) or None,
        published=_date(entry),
        url=entry.get("link"),
        source=source or None,
    )


def _date(entry: Any) -> str | None:
    moment = entry.get("published_parsed") or entry.get("updated_parsed")
    if moment:
        return f"{moment.tm_year:04}-{moment.tm_mon:02}-{moment.tm_mday:02}"
    written = entry.get("published") or entry.get("updated")
    return str(written) if written else None

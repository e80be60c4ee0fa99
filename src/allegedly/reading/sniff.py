"""What kind of file this is, from what it holds; the suffix is asked only where the content leaves it open."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Literal

Format = Literal["text", "html", "pdf", "jsonl", "feed", "warc"]
FORMATS: tuple[Format, ...] = ("text", "html", "pdf", "jsonl", "feed", "warc")

#: How much of a file is looked at.
HEAD = 64 * 1024

_SUFFIXES: dict[str, Format] = {
    ".htm": "html",
    ".html": "html",
    ".xhtml": "html",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".rss": "feed",
    ".atom": "feed",
    ".txt": "text",
}

_FEED = re.compile(rb"<(?:\w{1,20}:)?(?:rss|feed|RDF)[\s>]")
_HTML = re.compile(rb"<(?:!doctype\s{1,9}html|html|head|body)[\s>]", re.IGNORECASE)
_TAG = re.compile(rb"</(?:p|div|span|a|article|section|h[1-6]|li|td)\s?>", re.IGNORECASE)
_TAGS_OF_A_PAGE = 6
_JSON_OBJECT = re.compile(rb'(?:\[\s{0,99})?\{\s{0,99}(?:"(?:[^"\\\r\n]|\\.){1,200}"\s{0,9}:|\})')


def sniff(head: bytes, name: str = "") -> Format:
    """Return the format of a file that begins with ``head``."""
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"WARC/"):
        return "warc"
    start = _plain(head).lstrip(b"\xef\xbb\xbf \t\r\n")
    if _JSON_OBJECT.match(start):
        return "jsonl"
    if start.startswith(b"<") and _FEED.search(start[:8192]) and not _HTML.search(start[:1024]):
        return "feed"
    if _HTML.search(start[:8192]) or len(_TAG.findall(start[:HEAD])) >= _TAGS_OF_A_PAGE:
        return "html"
    return _by_suffix(start, name)


def _plain(head: bytes) -> bytes:
    """Return the bytes without the zeros that UTF-16 puts between them."""
    return head.lstrip(b"\xff\xfe").replace(b"\x00", b"") if b"\x00" in head[:64] else head


def _by_suffix(start: bytes, name: str) -> Format:
    found = _SUFFIXES.get(PurePath(name).suffix.lower(), "text")
    if found in ("html", "feed") and not start.startswith(b"<"):
        return "text"
    return found

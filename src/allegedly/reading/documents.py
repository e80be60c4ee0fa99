"""Bytes to articles, whatever the format: a file is cut into documents, and each gives one article or one failure."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import IO, cast

from allegedly.errors import AllegedlyError
from allegedly.reading.article import article_of, identified
from allegedly.reading.failure import Failure
from allegedly.reading.found import Found, Part
from allegedly.reading.limits import Limits
from allegedly.reading.sniff import FORMATS, HEAD, Format, sniff
from allegedly.records import Article

Cutter = Callable[[IO[bytes], str, Limits], Iterator[Part | Failure]]
Reader = Callable[[Part, Limits], Found]

#: Formats that hold many documents, and the function that cuts a file into them. Modules are named, not imported,
#: because their libraries are heavy and most runs need one of them.
_CUTTERS = {
    "jsonl": "allegedly.reading.jsonlines:lines",
    "feed": "allegedly.reading.feed:entries",
    "warc": "allegedly.reading.warc:records",
}
#: The function that reads one document.
_READERS = {
    "text": "allegedly.reading.plain:read_text",
    "html": "allegedly.reading.html:read_html",
    "pdf": "allegedly.reading.pdf:read_pdf",
    "jsonl": "allegedly.reading.jsonlines:read_line",
    "feed": "allegedly.reading.feed:read_entry",
}

_GZIP = b"\x1f\x8b"
_GZIP_WINDOW = 31  # zlib's number for a gzip header


def read(
    source: Path | bytes,
    *,
    name: str | None = None,
    format: str | None = None,  # noqa: A002  the word users know
    limits: Limits | None = None,
    tables: Sequence[Path] = (),
) -> Iterator[Article | Failure]:
    """Yield every document of a file, or of bytes, as an article, or as the failure that it is.

    ``name`` is what failures call it; ``format`` (one of text, html, pdf, jsonl, feed, warc) is found from the content
    where it is not given; ``tables`` are folders with the user's own tables. This reads in the calling process, where a
    hostile file can hang or kill: use ``read_safely`` for what comes from elsewhere. Raises ValueError for an unknown
    format and nothing else.
    """
    if format is not None and format not in FORMATS:
        raise ValueError(f"unknown format {format!r}; known are {', '.join(FORMATS)}")
    limits = limits or Limits()
    for part in parts(source, name=name, kind=format, limits=limits):
        document = part if isinstance(part, Failure) else read_part(part, limits, tables)
        yield identified(document) if isinstance(document, Article) else document


def parts(
    source: Path | bytes,
    *,
    name: str | None = None,
    kind: Format | None = None,
    limits: Limits,
) -> Iterator[Part | Failure]:
    """Yield the documents of a file as bytes; a fault of the file ends it with a failure."""
    name = name or (str(source) if isinstance(source, Path) else "standard input")
    try:
        with _opened(source) as stream:
            yield from _cut(stream, name, kind, limits)
    except AllegedlyError as fault:
        yield Failure.of(fault, name)
    except MemoryError:
        yield Failure(name, "R12", f"more than {limits.memory // 2**20} MiB")
    except (EOFError, zlib.error, gzip.BadGzipFile) as fault:
        yield Failure(name, "R14", f"its compression is broken: {fault}")
    except OSError as fault:
        yield Failure(name, "R02", fault.strerror or str(fault))
    except RecursionError:
        yield Failure(name, "R13", "it is nested too deep")


def read_part(part: Part, limits: Limits, tables: Sequence[Path] = ()) -> Article | Failure:
    """Return the article of one document, or why there is none; a language other than English is still to be told."""
    try:
        kind = part.format or sniff(part.data[:HEAD], part.where)
        if kind not in _READERS or (part.format is None and kind in _CUTTERS):
            raise AllegedlyError("R03", detail=f"a {kind} file inside another file is not read")
        reader = cast("Reader", _named(_READERS[kind]))
        return article_of(reader(part, limits), limits, tables)
    except AllegedlyError as fault:
        return Failure.of(fault, part.where)
    except MemoryError:
        return Failure(part.where, "R12", f"more than {limits.memory // 2**20} MiB")
    except RecursionError:
        return Failure(part.where, "R13", "it is nested too deep")
    except Exception as fault:  # a parser's own error: the next document must be read all the same
        return Failure(part.where, "R13", f"{type(fault).__name__}: {str(fault)[:120]}")


def _named(name: str) -> Callable[..., object]:
    module, function = name.split(":")
    return cast("Callable[..., object]", getattr(import_module(module), function))


@contextmanager
def _opened(source: Path | bytes) -> Iterator[IO[bytes]]:
    if isinstance(source, bytes):
        yield io.BytesIO(source)
        return
    with source.open("rb") as stream:
        yield stream


def _cut(stream: IO[bytes], name: str, kind: Format | None, limits: Limits) -> Iterator[Part | Failure]:
    head = stream.read(HEAD)
    stream.seek(0)
    if not head.strip(b" \t\r\n\x00\xef\xbb\xbf\xfe\xff"):
        raise AllegedlyError("R01", name, "0 bytes" if not head else "")
    if head.startswith(_GZIP):
        yield from _cut_packed(stream, name, kind, limits)
        return
    kind = kind or sniff(head, name)
    if kind in _CUTTERS:
        yield from cast("Cutter", _named(_CUTTERS[kind]))(stream, name, limits)
        return
    data = stream.read(limits.max_bytes + 1)
    if len(data) > limits.max_bytes:
        raise AllegedlyError("R10", name, f"more than {limits.max_bytes:,} bytes")
    yield Part(where=name, data=data, format=kind)


def _cut_packed(stream: IO[bytes], name: str, kind: Format | None, limits: Limits) -> Iterator[Part | Failure]:
    """Cut a gzipped file: an archive of web pages as it is, anything else unpacked on the way."""
    head = zlib.decompressobj(_GZIP_WINDOW).decompress(stream.read(HEAD), HEAD)
    stream.seek(0)
    if kind == "warc" or head.startswith(b"WARC/"):
        yield from cast("Cutter", _named(_CUTTERS["warc"]))(stream, name, limits)
    elif head.startswith(_GZIP):
        raise AllegedlyError("R03", name, "an archive in an archive")
    else:
        with gzip.open(stream) as unpacked:
            yield from _cut(cast("IO[bytes]", unpacked), name, kind, limits)

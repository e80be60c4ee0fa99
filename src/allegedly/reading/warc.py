"""Web archives: each page that was fetched with success is a document; truncated and altered records are failures.

Libraries return a short record without a word, so lengths and digests are checked here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO, Any

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from allegedly.errors import AllegedlyError
from allegedly.reading.failure import Failure
from allegedly.reading.found import Known, Part
from allegedly.reading.limits import Limits
from allegedly.reading.sniff import Format

_TYPES: dict[str, Format | None] = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": None,
    "application/pdf": "pdf",
    "": None,
}
_CHARSET = re.compile(r"charset=[\"']?([\w-]+)", re.IGNORECASE)
_STEP = 64 * 1024

#: An oversized record is read past so far, to reach the next one; a bomb is not.
_PASSED_OVER = 8


def records(stream: IO[bytes], name: str, limits: Limits) -> Iterator[Part | Failure]:
    """Yield the pages of an archive; what are no pages (pictures, redirects, requests) are passed over."""
    found = False
    number = 0
    try:
        for number, record in enumerate(ArchiveIterator(stream, check_digests=True), 1):
            where = f"{name}#{number}"
            if _is_page(record):
                yield _page(record, where, limits)
            elif _drained(record, limits) and (missing := _missing(record)):
                yield Failure(where, "R14", missing)
            else:
                continue
            found = True
    except ArchiveLoadFailed as fault:
        raise AllegedlyError("R14", f"{name}#{number + 1}", str(fault).strip().split("\n")[0][:80]) from fault
    if not found:
        raise AllegedlyError("R01", name, f"no page among {number} records")


def _is_page(record: Any) -> bool:
    if record.rec_type == "resource":
        return _type(record.rec_headers.get_header("Content-Type")) in _TYPES
    if record.rec_type != "response" or record.http_headers is None:
        return False
    status = record.http_headers.get_statuscode()
    return status == "200" and _type(record.http_headers.get_header("Content-Type")) in _TYPES


def _type(header: str | None) -> str:
    return (header or "").split(";")[0].strip().lower()


def _page(record: Any, where: str, limits: Limits) -> Part | Failure:
    url = record.rec_headers.get_header("WARC-Target-URI")
    where = f"{where} {url}" if url else where
    data = _content(record, limits)
    if data is None or not _drained(record, limits):
        return Failure(where, "R10", f"more than {limits.max_bytes:,} bytes unpacked")
    missing = _missing(record)
    if missing:
        return Failure(where, "R14", missing)
    if record.digest_checker.passed is False:
        return Failure(where, "R14", "; ".join(record.digest_checker.problems)[:80])
    headers = record.http_headers or record.rec_headers
    content_type = headers.get_header("Content-Type")
    charset = _CHARSET.search(content_type or "")
    known = Known(url=url, charset=charset[1] if charset else None)
    return Part(where=where, data=data, format=_TYPES[_type(content_type)], known=known)


def _missing(record: Any) -> str:
    """Say how much of a record that was read to its end is not there; "" where all is."""
    missing = getattr(record.raw_stream, "limit", 0)
    return f"{missing:,} bytes are missing" if missing else ""


def _content(record: Any, limits: Limits) -> bytes | None:
    """Return the record's content, unpacked; None where it is over the limit.

    Raises AllegedlyError R10 for one so far over it that reading on to the next record would be what a bomb wants.
    """
    stream = record.content_stream()
    parts, size = [], 0
    while chunk := stream.read(_STEP):
        size += len(chunk)
        if size <= limits.max_bytes:
            parts.append(chunk)
        elif size > _PASSED_OVER * limits.max_bytes:
            url = record.rec_headers.get_header("WARC-Target-URI") or "a record"
            raise AllegedlyError("R10", detail=f"{url} unpacks to more than {size:,} bytes; the rest was not read")
        else:
            parts = []
    return b"".join(parts) if size <= limits.max_bytes else None


def _drained(record: Any, limits: Limits) -> bool:
    """Read what follows the content, so that length and digest are known; False where that is more than a document."""
    size = 0
    while chunk := record.raw_stream.read(_STEP):
        size += len(chunk)
        if size > limits.max_bytes:
            return False
    return True

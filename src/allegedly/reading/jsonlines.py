"""JSON lines: one object a line, whose ``text`` is the article and is left exactly as it is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import IO, Any

import msgspec

from allegedly.errors import AllegedlyError
from allegedly.reading.encodings import decode
from allegedly.reading.failure import Failure
from allegedly.reading.found import Found, Known, Part
from allegedly.reading.limits import Limits

_decoder = msgspec.json.Decoder()


def lines(stream: IO[bytes], name: str, limits: Limits) -> Iterator[Part | Failure]:
    """Yield each line that is not empty; a line over the limit is a failure, and the next one is read.

    A file that is one object or one array over several lines is read as such.
    """
    number = 0
    while line := stream.readline(limits.max_bytes + 1):
        number += 1
        where = f"{name}:{number}"
        if len(line) > limits.max_bytes:
            _skip_line(stream, line)
            yield Failure(where, "R10", f"the line is longer than {limits.max_bytes:,} bytes")
        elif number == 1 and _is_opening(line):
            yield from _whole(line, stream, name, limits)
            return
        elif line.strip():
            yield Part(where=where, data=line, format="jsonl")


def read_line(part: Part, _limits: Limits) -> Found:
    """Return the text of a line; raises AllegedlyError R08 where it is no object with ``text``."""
    row = _loads(part.data)
    text = row.get("text") if isinstance(row, dict) else None
    if not isinstance(text, str):
        raise AllegedlyError("R08", detail=_lacks(row))
    known = {name: _field(row, name) for name in ("id", "title", "published", "url", "source")}
    return Found(text=text, known=Known(**known, vouched=known["published"] is not None))


def _lacks(row: Any) -> str:
    if not isinstance(row, dict):
        return "it is not an object"
    return "`text` is not characters" if "text" in row else "it has no `text`"


def _field(row: dict[str, Any], name: str) -> str | None:
    """Return an optional field as characters; what is neither text nor number is as good as missing."""
    value = row.get(name)
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) and value != "" else None


def _loads(data: bytes) -> Any:
    try:
        return _decoder.decode(data)
    except (msgspec.DecodeError, RecursionError):
        return _loads_slowly(data)


def _loads_slowly(data: bytes) -> Any:
    """Read what the strict decoder refuses: other encodings, halves of surrogate pairs, which some crawlers write."""
    try:
        return json.loads(decode(data).removeprefix("\ufeff"))
    except (ValueError, RecursionError) as fault:
        raise AllegedlyError("R08", detail=str(fault) or type(fault).__name__) from fault


def _is_opening(line: bytes) -> bool:
    """Tell whether the first line only opens an object or array that goes on below."""
    start = line.strip().removeprefix(b"\xef\xbb\xbf")
    return start[:1] == b"[" or start == b"{" or b"\x00" in start


def _whole(line: bytes, stream: IO[bytes], name: str, limits: Limits) -> Iterator[Part | Failure]:
    data = line + stream.read(limits.max_bytes + 1 - len(line))
    if len(data) > limits.max_bytes:
        yield Failure(name, "R10", f"one JSON value of more than {limits.max_bytes:,} bytes; use JSON lines")
        return
    try:
        value = _loads(data)
    except AllegedlyError as fault:
        yield Failure.of(fault, name)
        return
    for number, row in enumerate(value if isinstance(value, list) else [value], 1):
        yield Part(where=f"{name}#{number}", data=json.dumps(row).encode(), format="jsonl")


def _skip_line(stream: IO[bytes], line: bytes) -> None:
    while line and not line.endswith(b"\n"):
        line = stream.readline(1 << 20)

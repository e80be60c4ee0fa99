"""JSON as the formats of this package write it: one line, readable letters, nothing that UTF-8 cannot hold."""

from __future__ import annotations

import json
import re
from typing import IO, Any

from allegedly.exports.choice import Choice
from allegedly.exports.exporter import Exporter

#: Half of a surrogate pair is no character, but broken pages hold some; escaped it keeps its place, and offsets hold.
#: The others end a line for some readers of lines.
_ESCAPED = re.compile("[\ud800-\udfff\x85\u2028\u2029]")


def line(value: Any) -> str:
    """Return a value as JSON without line ends."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return _ESCAPED.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text)


def known(**values: Any) -> dict[str, Any]:
    """Return what is known of some values: those that are neither None nor empty."""
    return {name: value for name, value in values.items() if value not in (None, "", (), [], {})}


class JsonItems(Exporter):
    """One JSON object with a list of items in it, written as they come."""

    head: str  #: what stands before the list, up to its bracket
    tail = "\n]}\n"

    def __init__(self, stream: IO[Any], choice: Choice | None = None) -> None:
        super().__init__(stream, choice)
        self._before = self.head

    def item(self, value: Any) -> None:
        """Write an item."""
        self.stream.write(f"{self._before}\n{line(value)}")
        self._before = ","

    def finalize(self) -> None:
        """Close the list."""
        self.stream.write((self.head if self._before != "," else "") + self.tail)

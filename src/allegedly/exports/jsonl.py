"""The records as they are: reading what was written gives the same records, byte for byte."""

from __future__ import annotations

from typing import IO, Any

from allegedly.codec import encode
from allegedly.exports.choice import Choice
from allegedly.exports.exporter import Exporter
from allegedly.records import Article


class JsonLines(Exporter):
    """One record a line."""

    def write(self, article: Article) -> None:
        """Write the record and its line's end."""
        self.stream.write(encode(article).decode() + "\n")


class JsonList(Exporter):
    """All records as one list, a record a line."""

    def __init__(self, stream: IO[Any], choice: Choice | None = None) -> None:
        super().__init__(stream, choice)
        self._opening = "[\n"

    def write(self, article: Article) -> None:
        """Write the record after what separates it from the one before."""
        self.stream.write(self._opening + encode(article).decode())
        self._opening = ",\n"

    def finalize(self) -> None:
        """Close the list."""
        self.stream.write("\n]\n" if self._opening == ",\n" else "[]\n")

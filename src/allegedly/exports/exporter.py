"""The contract of every format: begin with a stream, write articles one by one, finalize."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import IO, Any

from allegedly.records import Article


class Exporter(ABC):
    """Writes articles to a stream in one format; holds no more than one of them where the format allows it."""

    def __init__(self, stream: IO[Any]) -> None:
        self.stream = stream

    @abstractmethod
    def write(self, article: Article) -> None:
        """Write an article."""

    def finalize(self) -> None:  # noqa: B027  (most formats end with their last article)
        """Write what comes after the last article; without this the file is not complete."""

"""The contract of every format: begin with a stream, put articles one by one, finalize."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import IO, Any, ClassVar

from allegedly.exports.choice import EVERYTHING, Choice, Chooser, LeftOut
from allegedly.records import Article


class Exporter(ABC):
    """Writes articles to a stream in one format; holds no more than one of them where the format allows it."""

    #: Which events are written where nobody asks for others.
    usual: ClassVar[Choice] = EVERYTHING

    def __init__(self, stream: IO[Any], choice: Choice | None = None) -> None:
        self.stream = stream
        self.chosen = Chooser(choice or self.usual)

    @property
    def left_out(self) -> LeftOut:
        """How many events were not written, and why."""
        return self.chosen.left_out

    def put(self, article: Article) -> None:
        """Write what is chosen of an article."""
        self.write(self.chosen(article))

    @abstractmethod
    def write(self, article: Article) -> None:
        """Write an article."""

    def finalize(self) -> None:  # noqa: B027  (most formats end with their last article)
        """Write what comes after the last article; without this the file is not complete."""

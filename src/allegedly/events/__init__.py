"""What was done, to whom and how surely: events found by frames over the syntax."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from allegedly.drafts import EventDraft, Reason, StatementDraft, Tokens
from allegedly.events.finder import Finder
from allegedly.events.plover import PLOVER
from allegedly.language import Parsed
from allegedly.language.encoder import Encoding

__all__ = ["PLOVER", "Finder", "find_events", "why_not"]


def find_events(
    parsed: Parsed,
    statements: Sequence[StatementDraft],
    encoding: Encoding | None = None,
    tables: Sequence[Path] = (),
) -> list[EventDraft]:
    """Return the events of an article in the order of the text, each with the reasons for its fields.

    ``tables`` are folders with additions to the frames and word lists. Raises AllegedlyError T01 where one is
    malformed.
    """
    return _finder(tuple(Path(folder) for folder in tables)).find(parsed, statements, encoding)


def why_not(
    parsed: Parsed,
    sentence: Tokens,
    statements: Sequence[StatementDraft] = (),
    encoding: Encoding | None = None,
    tables: Sequence[Path] = (),
) -> list[Reason]:
    """Return for each word of a sentence that could have told of an event why it was not coded."""
    return _finder(tuple(Path(folder) for folder in tables)).why_not(parsed, sentence, statements, encoding)


@lru_cache(maxsize=4)
def _finder(folders: tuple[Path, ...]) -> Finder:
    return Finder(folders)

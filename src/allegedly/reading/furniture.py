"""The word lists by which paragraphs that are not the report are known; ``tables/furniture.toml`` holds them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec

from allegedly import tables

_EDGES = " \t\n.,:;!|•·-–—>»›→[]()*#"


class Words(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """One list of the table."""

    whole: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    contains: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()
    verbs: tuple[str, ...] = ()

    def __add__(self, other: Words) -> Words:
        """Return both lists together."""
        return Words(*(getattr(self, name) + getattr(other, name) for name in self.__struct_fields__))

    def credited(self, tail: str) -> bool:
        """Tell whether the end of a paragraph that ``normal`` returned names who made a picture."""
        return any(
            (at := tail.find(words)) >= 0 and not (words[-1].isalnum() and tail[at + len(words) :][:1].isalnum())
            for words in self.credits
        )

    def match(self, paragraph: str) -> bool:
        """Tell whether the words of the list stand in a paragraph that ``normal`` returned."""
        return (
            paragraph.strip(_EDGES) in self.whole
            or paragraph.startswith(self.starts)
            or any(words in paragraph for words in self.contains)
        )


class Furniture(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """All lists."""

    boilerplate: Words = Words()
    source: Words = Words()
    letterhead: Words = Words()
    aside: Words = Words()
    byline: Words = Words()
    caption: Words = Words()

    def __add__(self, other: Furniture) -> Furniture:
        """Return the lists of both."""
        return Furniture(*(getattr(self, name) + getattr(other, name) for name in self.__struct_fields__))


@cache
def furniture(folders: tuple[Path, ...] = ()) -> Furniture:
    """Return the lists, with the user's own."""
    ours, *theirs = tables.toml(__package__, "furniture.toml", Furniture, folders)
    return sum(theirs, start=ours)


def normal(paragraph: str) -> str:
    """Return the paragraph as the lists are written: lower case, single spaces."""
    return " ".join(paragraph.casefold().split())

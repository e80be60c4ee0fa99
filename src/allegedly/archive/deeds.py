"""Which words name one and the same deed: "raid" and "attacked", "quake" and "earthquake"."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import msgspec

from allegedly import tables

#: Endings by which a noun differs from its verb, and what is left of it; the first that fits counts.
_ENDINGS = (
    ("ation", "at"), ("ition", "it"), ("ing", ""), ("ment", ""), ("ance", ""), ("ence", ""), ("sion", "s"),
    ("tion", "t"), ("ed", ""), ("er", ""), ("or", ""), ("ies", "y"), ("es", ""), ("s", ""), ("e", ""),
)  # fmt: skip
_STEM = 4  #: letters that an ending must leave


class Deed(msgspec.Struct, frozen=True):
    """A row of ``same_deed.tsv``."""

    deed: str
    words: tuple[str, ...]


@lru_cache(maxsize=1)
def _named() -> dict[str, str]:
    rows = tables.tsv("allegedly.archive", "same_deed.tsv", Deed)
    return {word: row.deed for row in reversed(rows) for word in row.words}


@lru_cache(maxsize=1)
def _stemmed() -> dict[str, str]:
    named = _named()
    return {stem(word): named[word] for word in sorted(named, reverse=True)}


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Return what verb and noun of one deed have in common, roughly."""
    for ending, rest in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _STEM:
            return word[: -len(ending)] + rest
    return word


def deed(lemmas: Sequence[str], head: str, particles: Sequence[str] = (), form: str = "") -> str:
    """Return the name of the deed that some words tell of.

    ``lemmas`` are all the words in small letters, ``head`` the one that carries their syntax, ``particles`` those that
    go with it ("break", "out"), ``form`` the head as it stands there ("fired" is no "fire"). Words that the table does
    not have stand for a deed of their own.
    """
    named = _named()
    tries = [form, "-".join(lemmas), *(f"{head}-{particle}" for particle in particles), head, *reversed(lemmas)]
    found = next((named[word] for word in tries if word in named), None)
    return found or _stemmed().get(stem(head), stem(head))

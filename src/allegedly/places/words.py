"""The word lists of this room, read once for each set of the user's folders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import msgspec

from allegedly import tables
from allegedly.places.gazetteer import bars
from allegedly.places.names import fold

_PACKAGE = "allegedly.places"


class WordLists(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The shape of words.toml."""

    inside: frozenset[str] = frozenset()
    about: frozenset[str] = frozenset()
    taking: frozenset[str] = frozenset()
    joiners: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()
    titles: frozenset[str] = frozenset()
    institutions: frozenset[str] = frozenset()
    locals: frozenset[str] = frozenset()
    streets: frozenset[str] = frozenset()
    ambiguous: frozenset[str] = frozenset()
    anaphors: dict[str, tuple[str, ...]] = {}
    compass: dict[str, tuple[str, ...]] = {}


class FeatureWord(msgspec.Struct, frozen=True):
    """A row of feature_words.tsv."""

    word: str
    features: str
    position: str


class State(msgspec.Struct, frozen=True):
    """A row of states.tsv."""

    name: str
    country: str
    short: str = ""
    postal: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """All word lists, the user's added to ours."""

    inside: frozenset[str]  #: prepositions after which a name is nearly always a place
    about: frozenset[str]  #: prepositions after which it often is
    taking: frozenset[str]  #: verbs whose object is often a place
    joiners: frozenset[str]  #: words that stand inside names without a capital
    parts: frozenset[str]  #: "northern", "downtown": between preposition and name
    titles: frozenset[str]  #: before a person's name
    institutions: frozenset[str]  #: after a place's name, and it still counts as the place
    locals: frozenset[str]  #: after a town's name, in small letters: "police", "residents"
    streets: frozenset[str]  #: after a place's name, and it no longer does
    ambiguous: frozenset[str]  #: names that are mostly ordinary words or people
    compass: dict[str, str]  #: "northern" → "N"
    anaphors: dict[str, tuple[str, ...]]  #: "the city" and what it may stand for
    features: dict[str, dict[str, tuple[str, ...]]]  #: position → word → prefixes of feature codes
    states: dict[str, tuple[str, str]]  #: folded abbreviation → name and country of the division
    postal: dict[str, tuple[str, str]]  #: the capitals of an address → name and country


@lru_cache(maxsize=8)
def load(folders: tuple[Path, ...] = ()) -> Words:
    """Return the word lists with the additions in the user's folders."""
    lists = tables.toml(_PACKAGE, "words.toml", WordLists, folders)
    states = tables.tsv(_PACKAGE, "states.tsv", State, folders)
    return Words(
        **{name: _joined(lists, name) for name in WordLists.__struct_fields__ if name not in ("anaphors", "compass")},
        compass={word: side for one in lists for side, names in one.compass.items() for word in names},
        anaphors={word: codes for one in lists for word, codes in one.anaphors.items()},
        features=_features(folders),
        states={fold(short): (row.name, row.country) for row in states for short in bars(row.short)},
        postal={row.postal: (row.name, row.country) for row in states if row.postal},
    )


def _joined(lists: Sequence[WordLists], name: str) -> frozenset[str]:
    return frozenset().union(*(getattr(one, name) for one in lists))


def _features(folders: tuple[Path, ...]) -> dict[str, dict[str, tuple[str, ...]]]:
    found: dict[str, dict[str, tuple[str, ...]]] = {"after": {}, "before": {}, "of": {}}
    for row in tables.tsv(_PACKAGE, "feature_words.tsv", FeatureWord, folders):
        for position in bars(row.position):
            found[position][row.word] = tuple(bars(row.features))
    return found

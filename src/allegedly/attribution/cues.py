"""The cue table: which words report speech or thought, what is done by them, and how they take their content."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Literal

import msgspec

from allegedly import tables
from allegedly.records import Certainty

CUES = "cues.tsv"

#: Everything that a source may do by speaking or thinking.
Act = Literal[
    "say", "report", "claim", "announce", "accuse", "criticise", "question", "deny", "confirm", "ask", "request",
    "demand", "order", "propose", "offer", "promise", "threaten", "warn", "praise", "apologise", "agree", "reject",
    "refuse", "think", "know", "hope", "fear", "doubt", "want", "find", "predict", "support", "oppose",
]  # fmt: skip


class Cue(msgspec.Struct, frozen=True):
    """One entry of the cue table."""

    word: str  #: the lemma, with its particle if it has one; or a phrase
    pos: Literal["verb", "noun", "adj", "phrase"]
    act: Act  #: what its source does
    certainty: Certainty = "certain"  #: what it leaves to its content
    frames: tuple[str, ...] = ()  #: how the content stands

    def takes(self, *frames: str) -> bool:
        """Tell whether the cue takes its content in one of these ways."""
        return any(frame in self.frames for frame in frames)


class Lexicon:
    """The cue table, ready to be looked things up in."""

    def __init__(self, rows: Sequence[Cue]) -> None:
        self.verbs = _by_word(rows, "verb")
        self.nouns = _by_word(rows, "noun")
        self.adjectives = _by_word(rows, "adj")
        self.phrases = sorted((tuple(row.word.split()), row) for row in rows if row.pos == "phrase")
        self.openers = frozenset(words[0] for words, _ in self.phrases)  #: the first words of phrases
        self.particles = {tuple(word.split()) for word in self.verbs if " " in word}


def _by_word(rows: Sequence[Cue], pos: str) -> dict[str, tuple[Cue, ...]]:
    """Return the entries of each word; of two that perform the same act the later one holds."""
    found: dict[str, dict[str, Cue]] = {}
    for row in rows:
        if row.pos == pos:
            found.setdefault(row.word, {})[row.act] = row
    return {word: tuple(entries.values()) for word, entries in found.items()}


def lexicon(folders: Sequence[Path] = ()) -> Lexicon:
    """Return the shipped cue table with the users' additions.

    Raises AllegedlyError T01 for a row that names an act or certainty there is not.
    """
    return _lexicon(tuple(Path(folder) for folder in folders))


@lru_cache(maxsize=4)
def _lexicon(folders: tuple[Path, ...]) -> Lexicon:
    return Lexicon(tables.tsv("allegedly.attribution", CUES, Cue, folders))

"""The frames: which words say that something of a type was done, and where its parties stand in the sentence.

A frame names verbs, nouns or adjectives, each as a short pattern: the first word of a verb's pattern ("call for", "take
hostage") and the last word of a noun's ("hunger strike", "show of force" up to its preposition) carries the syntax, the
others must stand with it. ``needs`` are conditions, all of which must hold:

    obj              the relation is filled                     !obj             it is not
    obj:party|armed  filled by a word of one of the classes     !obj:money       not filled by such a word
    obj=asylum|aid   filled by one of these lemmas              !obj=nerve       not by these

An entry that is ``sure`` leaves no doubt: its record counts as if it had also been right a dozen times.

Relations: subj, obj (both as meant: passives and implied ones resolved), iobj, comp (the verb of the complement), poss,
adj (a nationality or name before a noun), prt, passive, neg, modal, word (any word close by), or a preposition.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources
from pathlib import Path

import msgspec

from allegedly import tables
from allegedly.errors import AllegedlyError
from allegedly.events.plover import PACKAGE, PLOVER

PREPOSITIONS = frozenset(
    """about after against among at before between by down during for from in into of off on onto out over to
    toward towards under up upon with within without""".split()
)


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One frame as it is written in a table."""

    verbs: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()
    type: str | None = None  #: where it differs from the table's
    mode: str | None = None
    actor: tuple[str, ...] | None = None  #: relations in which the actor stands, the first that is filled counts
    recipient: tuple[str, ...] | None = None
    needs: tuple[str, ...] = ()
    mutual: bool = False  #: all parties act alike, and there is no recipient
    absorbs: bool = False  #: what is promised or threatened in the complement is not coded again
    becomes: dict[str, str] = {}  #: the type of the absorbed complement → the type of this event
    sure: bool = False  #: the words leave no doubt, whatever they did in the few articles that frames are weighed on
    examples: tuple[str, ...]  #: sentences that this frame codes, our own


class FrameFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table of frames for one type."""

    type: str
    verb_actor: tuple[str, ...] = ("subj",)
    verb_recipient: tuple[str, ...] = ("obj",)
    noun_actor: tuple[str, ...] = ("by", "poss", "adj", "subj")
    noun_recipient: tuple[str, ...] = ("against", "on", "of")
    becomes: dict[str, str] = {}
    frame: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Need:
    """One condition of a frame."""

    relation: str
    absent: bool
    classes: tuple[str, ...]
    lemmas: tuple[str, ...]
    text: str  #: as it is written in the table

    @property
    def weight(self) -> float:
        """How much the condition says: what must not be there says little, a certain word says most."""
        if self.absent:
            return 0.2
        if self.relation == "neg":
            return 6.0
        return 4.0 if self.lemmas else 2.0 + bool(self.classes)


@dataclass(frozen=True, slots=True)
class Frame:
    """One pattern of one entry, ready for matching."""

    name: str  #: for explanations and records: "frames/assault.toml:take hostage"
    pos: str  #: "verb", "noun" or "adj"
    lemma: str
    others: tuple[str, ...]
    type: str
    mode: str | None
    actor: tuple[str, ...]
    recipient: tuple[str, ...]
    needs: tuple[Need, ...]
    mutual: bool
    absorbs: bool
    becomes: dict[str, str]
    sure: bool

    @property
    def weight(self) -> float:
        """How specific the frame is; the more specific is tried first."""
        return 4 * len(self.others) + sum(need.weight for need in self.needs)


class FrameTable:
    """All frames, by part of speech and head lemma, the most specific first."""

    def __init__(self, frames: Sequence[Frame]) -> None:
        index: dict[tuple[str, str], list[Frame]] = defaultdict(list)
        for frame in frames:
            index[frame.pos, frame.lemma].append(frame)
        self.frames = tuple(frames)
        self._index = {key: tuple(sorted(found, key=lambda f: -f.weight)) for key, found in index.items()}
        self.lemmas = frozenset(lemma for _, lemma in self._index)

    def of(self, pos: str, lemma: str) -> tuple[Frame, ...]:
        """Return the frames that a word may evoke."""
        return self._index.get((pos, lemma), ())


def table_names() -> list[str]:
    """Return the names of the shipped frame tables, relative to the tables folder."""
    folder = resources.files(PACKAGE).joinpath("tables", "frames")
    return sorted(f"frames/{entry.name}" for entry in folder.iterdir() if entry.name.endswith(".toml"))


def load_frames(folders: Sequence[Path] = ()) -> FrameTable:
    """Return the shipped frames and the users' own, theirs before ours where both are as specific.

    Raises AllegedlyError T01 where a table is malformed, names an unknown type or mode, or a frame without a word.
    """
    return _load(tuple(Path(f) for f in folders))


@lru_cache(maxsize=8)
def _load(folders: tuple[Path, ...]) -> FrameTable:
    frames: list[Frame] = []
    for name in table_names():
        files = tables.toml(PACKAGE, name, FrameFile, folders)
        for file in reversed(files):
            frames.extend(_told_apart([frame for entry in file.frame for frame in _frames(name, file, entry)]))
    return FrameTable(frames)


def _told_apart(frames: list[Frame]) -> Iterator[Frame]:
    """Yield the frames of a table, those of one pattern told apart by what they need: each has its own record."""
    often = Counter(frame.name for frame in frames)
    for frame in frames:
        if often[frame.name] == 1:
            yield frame
        else:
            needs = (need.text for need in frame.needs if not need.absent)
            yield replace(frame, name=" ".join((frame.name, f"({frame.pos})", *needs)))


def _frames(table: str, file: FrameFile, entry: Entry) -> Iterator[Frame]:
    kind = entry.type or file.type
    if kind not in PLOVER.types:
        raise AllegedlyError("T01", table, f"unknown type {kind!r}")
    if entry.mode is not None and entry.mode not in PLOVER.modes(kind):
        raise AllegedlyError("T01", table, f"{kind} has no mode {entry.mode!r}")
    if not entry.verbs + entry.nouns + entry.adjectives:
        raise AllegedlyError("T01", table, f"a frame of {kind} names no word")
    for pos, patterns in (("verb", entry.verbs), ("noun", entry.nouns), ("adj", entry.adjectives)):
        for pattern in patterns:
            head, others = split_pattern(pos, pattern)
            yield Frame(
                name=f"{table}:{pattern}",
                pos=pos,
                lemma=head,
                others=others,
                type=kind,
                mode=entry.mode,
                actor=entry.actor if entry.actor is not None else _default(pos, file.verb_actor, file.noun_actor),
                recipient=entry.recipient
                if entry.recipient is not None
                else _default(pos, file.verb_recipient, file.noun_recipient),
                needs=tuple(parse_need(need) for need in entry.needs),
                mutual=entry.mutual,
                absorbs=entry.absorbs,
                becomes=entry.becomes or file.becomes,
                sure=entry.sure,
            )


def _default(pos: str, verb: tuple[str, ...], noun: tuple[str, ...]) -> tuple[str, ...]:
    return noun if pos == "noun" else verb


def split_pattern(pos: str, pattern: str) -> tuple[str, tuple[str, ...]]:
    """Return the head of a pattern and the words that must stand with it."""
    words = pattern.split()
    if pos != "noun":
        return words[0], tuple(words[1:])
    at = next((n for n, word in enumerate(words) if word in PREPOSITIONS and n), len(words)) - 1
    return words[at], tuple(words[:at] + words[at + 1 :])


def parse_need(text: str) -> Need:
    """Read one condition as it is written in a table."""
    absent = text.startswith("!")
    body = text.removeprefix("!")
    relation, _, lemmas = body.partition("=")
    relation, _, classes = relation.partition(":")
    return Need(relation, absent, _parts(classes), _parts(lemmas), text)


def _parts(listing: str) -> tuple[str, ...]:
    return tuple(part for part in listing.split("|") if part)

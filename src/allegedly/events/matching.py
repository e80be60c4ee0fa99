"""Which frame a word evokes, and with which parties; and why others do not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from allegedly.drafts import Tokens
from allegedly.events.frames import Frame, FrameTable
from allegedly.events.relations import Lexicon, Relations
from allegedly.events.syntax import Syntax

REACH = 12  # tokens between a frame's head and its furthest word


@dataclass(slots=True)
class Match:
    """A frame that fits a word."""

    head: int
    trigger: Tokens
    frame: Frame
    actors: list[int]
    recipients: list[int]
    actor_by: str | None = None  #: the relation in which the actors stand
    recipient_by: str | None = None


@dataclass(frozen=True, slots=True)
class Miss:
    """A frame that does not fit a word, and the first thing that it lacks."""

    head: int
    frame: Frame
    lacks: str


class Matcher:
    """Tries the frames on the words of one document."""

    def __init__(self, syntax: Syntax, frames: FrameTable, lexicon: Lexicon) -> None:
        self.syntax = syntax
        self.frames = frames
        self.relations = Relations(syntax, lexicon)
        self.lexicon = lexicon

    def candidates(self, start: int, end: int) -> Iterator[int]:
        """Yield the words of a stretch that may evoke a frame at all."""
        for i in range(start, end):
            if self.syntax.lemma[i] in self.frames.lemmas:
                yield i

    def match(self, i: int, strict: bool = True) -> Match | None:
        """Return the most specific frame that fits a word, None where none does; not ``strict``: without conditions."""
        for frame in self._frames(i):
            words = self._words(i, frame)
            if words is not None and all(
                self.relations.holds(need, i) for need in frame.needs if strict or (need.lemmas and not need.absent)
            ):
                return self._match(i, frame, words)
        return None

    def misses(self, i: int) -> Iterator[Miss]:
        """Yield each frame of the word with what it lacks."""
        for frame in self._frames(i):
            if self._words(i, frame) is None:
                yield Miss(i, frame, f"the words {' '.join(frame.others)!r} beside it")
                continue
            lacking = next((need for need in frame.needs if not self.relations.holds(need, i)), None)
            if lacking is not None:
                yield Miss(i, frame, f"the condition {lacking.text!r}")

    def _frames(self, i: int) -> tuple[Frame, ...]:
        syntax = self.syntax
        pos = syntax.pos[i]
        if pos in ("VERB", "AUX"):
            if syntax.dep[i] in ("aux", "auxpass"):
                return ()
            found = self.frames.of("verb", syntax.lemma[i])
            return found + self.frames.of("noun", syntax.lower[i]) if syntax.tag[i] == "VBG" else found
        if pos in ("NOUN", "PROPN"):
            return self.frames.of("noun", syntax.lemma[i])
        if pos == "ADJ":
            return self.frames.of("adj", syntax.lemma[i]) + (
                self.frames.of("verb", syntax.lemma[i]) if syntax.tag[i] in ("VBN", "VBG") else ()
            )
        return ()

    def _words(self, i: int, frame: Frame) -> list[int] | None:
        """Return the words of a frame's pattern, head included; None where one is missing."""
        found = [i]
        for word in frame.others:
            at = self._beside(i, word, found)
            if at is None:
                return None
            found.append(at)
        return found

    def _beside(self, i: int, word: str, found: list[int]) -> int | None:
        syntax = self.syntax
        for place in (*found, *(k for f in found for k in syntax.children[f])):
            for kid in syntax.children[place]:
                if (
                    kid not in found
                    and (syntax.lower[kid] == word or syntax.lemma[kid] == word)
                    and abs(kid - i) <= REACH
                    and not self._is_date(kid)
                ):
                    return kid
        return None

    def _is_date(self, word: int) -> bool:
        """Tell whether a preposition only introduces a date or time: "on Friday"."""
        syntax = self.syntax
        return syntax.pos[word] == "ADP" and any(
            syntax.entity[k] in ("DATE", "TIME") for k in syntax.kids(word, "pobj")
        )

    def _match(self, i: int, frame: Frame, words: list[int]) -> Match:
        actors, actor_by = self._parties(i, frame.actor, frame)
        recipients, recipient_by = self._parties(i, frame.recipient, frame, taken=actors)
        if frame.mutual:
            actors, recipients = sorted({*actors, *recipients}), []
        return Match(i, self._trigger(i, words), frame, actors, recipients, actor_by, recipient_by)

    def _parties(
        self, i: int, relations: tuple[str, ...], frame: Frame, taken: list[int] | None = None
    ) -> tuple[list[int], str | None]:
        """Return the parties in the first relation that holds any."""
        taken = taken or []
        for relation in relations:
            name, _, classes = relation.partition(":")
            fillers = [self.party_at(k) for k in self.relations.fillers(i, name)]
            parties = [
                k for k in fillers if k is not None and k not in taken and k != i and self._allowed(k, classes, frame)
            ]
            if parties:
                return parties, relation
        return [], None

    def _allowed(self, k: int, classes: str, frame: Frame) -> bool:
        if classes:
            return any(self.lexicon.is_a(self.syntax, k, name) for name in classes.split("|"))
        if self.lexicon.is_party(self.syntax, k):
            return True
        return frame.type in TARGETS and self.lexicon.is_a(self.syntax, k, "property")

    def party_at(self, k: int) -> int:
        """Return the party behind a word: "the actions of Israel", "Iran's nuclear programme", "eight of the men"."""
        syntax = self.syntax
        if self.lexicon.is_party(syntax, k):
            return k
        for relation in ("poss", "adj", "by", "of"):
            found = self.relations.first(k, relation) if relation != "of" or syntax.is_noun(k) else None
            if found is not None and self.lexicon.is_party(syntax, found):
                return found
        return k

    def _trigger(self, i: int, words: list[int]) -> Tokens:
        """Return the head with those words of its pattern that stand close together."""
        start = end = i
        for word in sorted(words):
            if word < start and start - word <= 2:
                start = word
        for word in sorted(words):
            if word > end and word - end <= 3:
                end = word
        return Tokens(start, end + 1)


#: Types whose recipients may be buildings, vehicles or land.
TARGETS = frozenset({"ASSAULT", "COERCE", "MOBILIZE", "PROTEST"})

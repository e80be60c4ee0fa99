"""What it costs to take a place of the trigger's sentence for the event's.

A place costs what its preposition costs ("in" nothing, "from" more, "with" too much) and what the way through the
syntax between it and the trigger costs; whatever stands on the other side of a verb of speech is where somebody spoke.
"There" and "the city" are candidates like names, standing for the last place of their kind. ``scenes.py`` weighs the
costs with what else the article tells.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import msgspec
from spacy.tokens import Token

from allegedly import tables
from allegedly.drafts import EventDraft, Tokens
from allegedly.language.parsed import Parsed
from allegedly.records import Place

_NEVER = 99.0
_ANAPHOR, _DEMONYM, _COARSE, _LISTED, _ACTING = 0.3, 0.6, 0.15, 0.2, 3.2
_UNKNOWN_STEP, _UNKNOWN_PREPOSITION = 1.0, 2.0


class Locating(msgspec.Struct, frozen=True):
    """The shape of locating.toml."""

    said: float | None = None
    hit_types: frozenset[str] = frozenset()
    reporting: frozenset[str] = frozenset()
    sites: frozenset[str] = frozenset()
    speeches: frozenset[str] = frozenset()
    prepositions: dict[str, float] = {}
    prepositions_by_type: dict[str, dict[str, float]] = {}
    steps: dict[str, float] = {}


@lru_cache(maxsize=8)
def load(folders: tuple[Path, ...] = ()) -> Locating:
    """Return the costs, with the user's laid over ours."""
    first, *others = tables.toml("allegedly.places", "locating.toml", Locating, folders)
    for other in others:
        first = _laid_over(first, other)
    return first


def _laid_over(ours: Locating, theirs: Locating) -> Locating:
    merged: dict[str, object] = {}
    for name in Locating.__struct_fields__:
        old, new = getattr(ours, name), getattr(theirs, name)
        merged[name] = old | new if isinstance(old, (dict, frozenset)) else old if new is None else new
    return Locating(**merged)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Spot:
    """A place as it stands in a sentence."""

    tokens: Tokens
    place: Place
    demonym: bool = False
    anaphor: bool = False
    covered: bool = False  #: another name beside it says more exactly where: "Texas" in "Paris, Texas"

    @property
    def coarse(self) -> int:
        """How large the place is: 3 a continent or ocean, 2 a country, 1 a region, 0 a site or town."""
        code = self.place.feature or ""
        if code.startswith(("CONT", "OCN", "ZN")):
            return 3
        return 2 if code.startswith("PCL") else 1 if code.startswith(("ADM1", "RGN", "SEA")) else 0


@dataclass(frozen=True, slots=True)
class Hold:
    """How a spot hangs in its sentence: its outermost noun, the preposition before that, and what it depends on."""

    noun: Token
    preposition: str | None
    governor: Token
    relation: str
    listed: bool = False  #: not the first of "Aleppo, Homs and Hama"


class Locator:
    """Costs the places of each event's sentence."""

    def __init__(self, parsed: Parsed, spots: Sequence[Spot], costs: Locating) -> None:
        self.parsed = parsed
        self.costs = costs
        self.by_sentence: dict[int, list[Spot]] = {}
        for spot in spots:
            self.by_sentence.setdefault(parsed.sentence_index(spot.tokens.start), []).append(spot)
        self.holds: dict[int, Hold] = {}

    def costs_of(self, event: EventDraft) -> dict[int, float]:
        """Return what each place of the event's sentence costs, by the ``id`` of its spot."""
        return {id(spot): cost for cost, spot in self.ranked(event)}

    def ranked(self, event: EventDraft) -> list[tuple[float, Spot]]:
        """Return the places of the event's sentence with their costs, the least first."""
        spots = [spot for spot in self.by_sentence.get(self.parsed.sentence_index(event.head), ()) if not spot.covered]
        costed = [(round(self._cost(spot, event), 2), spot) for spot in spots]
        return sorted(costed, key=lambda item: (item[0], item[1].tokens.start))

    def locates(self, spot: Spot) -> bool:
        """Tell whether something is said to be or happen there."""
        hold = self.hold_of(spot)
        return not spot.demonym and not spot.covered and self.costs.prepositions.get(hold.preposition or "", 9.0) <= 0.5

    # --- costs ---

    def _cost(self, spot: Spot, event: EventDraft) -> float:
        if spot.tokens.overlaps(event.trigger) and not spot.demonym:
            return 0.5 + _COARSE * spot.coarse
        hold = self.hold_of(spot)
        cost = self._of_kind(spot, hold, event) + self._way(hold.governor, event)
        cost += _ANAPHOR * spot.anaphor + _DEMONYM * spot.demonym + _COARSE * spot.coarse
        cost += _LISTED * hold.listed
        if any(span.overlaps(spot.tokens) for span in event.actors):
            cost += 1.5
        return cost

    def _of_kind(self, spot: Spot, hold: Hold, event: EventDraft) -> float:
        within = hold.governor.i in event.trigger or hold.governor.i == event.head
        if spot.demonym and hold.noun.i in range(spot.tokens.start, spot.tokens.end):
            return _NEVER
        if hold.preposition:
            named = self.costs.prepositions_by_type.get(event.type, {})
            cost = named.get(hold.preposition, self.costs.prepositions.get(hold.preposition, _UNKNOWN_PREPOSITION))
            return 0.2 if hold.preposition == "of" and within else cost
        if spot.anaphor and hold.relation == "advmod":
            return 0.0
        if hold.relation in ("compound", "nmod", "poss", "amod"):
            if spot.coarse >= 2:  # "the U.S. strike": a country before a deed is who did it
                return _ACTING
            return 0.6 if within else 1.6
        if hold.relation in ("dobj", "nsubjpass"):
            return 0.3 if within and event.type in self.costs.hit_types else 2.2
        return 2.0 if hold.relation in ("npadvmod", "appos", "dep", "ROOT") else 3.0

    def hold_of(self, spot: Spot) -> Hold:
        """Return how the spot hangs in its sentence."""
        if spot.tokens.start not in self.holds:
            self.holds[spot.tokens.start] = self._find_hold(spot)
        return self.holds[spot.tokens.start]

    def _find_hold(self, spot: Spot) -> Hold:
        """Climb from the name over "the city of", "suburbs of" and appositions to the words that place it."""
        noun = self.parsed[spot.tokens].root
        listed = False
        for _ in range(8):
            head = noun.head
            if noun.dep_ in ("appos", "conj") and head.pos_ in ("PROPN", "NOUN") and head.i < noun.i:
                listed = listed or noun.dep_ == "conj"
                noun = head
            elif noun.dep_ in ("compound", "nmod", "amod", "poss", "nummod") and head.lower_ in self.costs.sites:
                noun = head
            elif noun.dep_ == "pobj" and head.lower_ == "of" and head.head.lower_ in self.costs.sites:
                noun = head.head
            else:
                break
        if noun.dep_ in ("pobj", "pcomp"):
            return self._by_preposition(noun, listed=listed)
        return Hold(noun, None, noun.head, noun.dep_, listed)

    def _by_preposition(self, noun: Token, *, listed: bool) -> Hold:
        preposition = noun.head
        while (
            preposition.head.dep_ in ("prep", "advmod")
            and preposition.head.pos_ in ("ADP", "ADV")
            and preposition.dep_ in ("prep", "pcomp")
        ):
            preposition = preposition.head
        word = noun.head.lower_ if noun.head.lower_ in self.costs.prepositions else preposition.lower_
        return Hold(noun, word, preposition.head, "pobj", listed)

    def _way(self, governor: Token, event: EventDraft) -> float:
        """Return what the way through the syntax from the governor to the trigger costs."""
        trigger = self.parsed.doc[event.head]
        if governor.i in event.trigger or governor.i == trigger.i:
            return 0.0
        above_trigger = [trigger, *trigger.ancestors]
        above_place = [governor, *governor.ancestors]
        meeting = next((token for token in above_place if token in above_trigger), None)
        if meeting is None:
            return _NEVER
        down = above_trigger[: above_trigger.index(meeting)]
        up = above_place[: above_place.index(meeting)]
        cost = sum(self.costs.steps.get(token.dep_, _UNKNOWN_STEP) for token in (*down, *up))
        return cost + self._across_speech(meeting, down, up)

    def _across_speech(self, meeting: Token, down: Sequence[Token], up: Sequence[Token]) -> float:
        """Return what it costs that a verb of speech stands between what happened and the place."""
        said = self.costs.said or 0.0
        if down and down[-1].dep_ in ("ccomp", "xcomp") and meeting.lemma_ in self.costs.reporting:
            return said
        return said if any(t.lemma_ in self.costs.reporting and t.pos_ in ("VERB", "NOUN") for t in up) else 0.0

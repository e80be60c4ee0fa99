"""How a place stands to a trigger in its sentence, beside syntax: by words, by other events, by the parties."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from allegedly.drafts import EventDraft
from allegedly.places.events import Locator, Spot
from allegedly.records import Place

#: The steps on which the words between are told apart.
_WORDS = (0, 2, 5, 10, 20)

#: Up to this cost a place is another event's, which costs it less.
_TAKEN = 0.8

_COUNTRY = 2


class Beside:
    """What stands between the places and the events of an article."""

    def __init__(self, locator: Locator, spots: Sequence[Spot], events: Sequence[EventDraft]) -> None:
        self.locator = locator
        self.parsed = locator.parsed
        self.spots = spots
        self.events = events
        self._heads = {event.head for event in events}

    def of(self, spot: Spot, event: EventDraft, costs: Mapping[int, float]) -> Iterator[str]:
        """Yield what speaks for a spot of the event's sentence."""
        yield from self._between(spot, event)
        cost = costs[id(spot)]
        others = (other for held, other in self._held.get(id(spot), ()) if held is not event)
        least = min(others, default=None)
        if least is None or least > cost:
            yield "here: nearest to this event"
        elif least < cost:
            yield "here: nearer to another event"
            if least <= _TAKEN:
                yield "here: another event's"
        else:
            yield "here: as near to another event"

    def _between(self, spot: Spot, event: EventDraft) -> Iterator[str]:
        after = spot.tokens.start >= event.trigger.end
        start, end = (event.trigger.end, spot.tokens.start) if after else (spot.tokens.end, event.trigger.start)
        side = "after" if after else "before"
        yield f"here: {side} by {_step(end - start)} words"
        words = self.parsed.doc[start:end] if start < end else ()
        beside = self.locator.by_sentence[self.parsed.sentence_index(spot.tokens.start)]
        if any(start <= other.tokens.start < end for other in beside):
            yield f"here: {side}, another place between"
        if any(word.is_punct for word in words):
            yield f"here: {side}, a comma between"
        if any(word.pos_ == "VERB" for word in words):
            yield f"here: {side}, a verb between"
        if any(word.i in self._heads for word in words):
            yield f"here: {side}, an event between"

    @cached_property
    def _held(self) -> dict[int, list[tuple[EventDraft, float]]]:
        """What each spot costs the events of its sentence."""
        held: dict[int, list[tuple[EventDraft, float]]] = {}
        for event in self.events:
            for cost, spot in self.locator.ranked(event):
                held.setdefault(id(spot), []).append((event, cost))
        return held

    def countries_of(self, event: EventDraft) -> dict[str, set[str]]:
        """Return the countries that the words for the actors and for the recipients name."""
        parties = {"actor": event.actors, "recipient": event.recipients}
        return {
            role: {s.place.country for s in self.spots if s.place.country and any(s.tokens.overlaps(t) for t in spans)}
            for role, spans in parties.items()
        }


def of_parties(place: Place, coarse: int, countries: Mapping[str, set[str]], group: str) -> Iterator[str]:
    """Yield how a place stands to the countries of the parties."""
    for role, named in countries.items():
        if place.country not in named:
            continue
        how = "is the country" if coarse >= _COUNTRY else "in the country"
        yield f"{how} of an {role}" if role == "actor" else f"{how} of a {role}"
        yield f"{how} of the {role}, {group}"


def _step(count: int) -> str:
    return next((f"at most {step}" for step in _WORDS if count <= step), "more")

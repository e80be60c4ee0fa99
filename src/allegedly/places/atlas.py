"""The places of an article, and the place of each of its events."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from allegedly import choosing
from allegedly.drafts import EventDraft, Tokens
from allegedly.language.parsed import Parsed
from allegedly.places import gazetteer as gazetteers
from allegedly.places import words as word_lists
from allegedly.places.anaphora import anaphors
from allegedly.places.events import Locator, Spot, load
from allegedly.places.gazetteer import Entry, Gazetteer
from allegedly.places.mentions import Finder, Mention
from allegedly.places.parts import told_apart
from allegedly.places.resolve import Choice, Resolver
from allegedly.places.scenes import Scenes
from allegedly.records import Place, Span

#: What turns a share of the weights into a probability.
_OFFSET, _SLOPE, _LEAST = 0.5, 0.53, 0.001


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A name in the text with the place that it means."""

    tokens: Tokens
    place: Place
    alternatives: tuple[Place, ...] = ()  #: other places of that name, the likelier first
    demonym: bool = False  #: "Syrian": names the place, but is no location
    covered: bool = False  #: a name beside it says more exactly where: "Texas" in "Paris, Texas"


class Atlas:
    """The places of one article.

    ``tables`` are folders with the user's additions; ``gazetteer`` is the one to look names up in, by default the
    shipped one or the user's own.
    """

    def __init__(
        self,
        parsed: Parsed,
        tables: Sequence[Path] = (),
        gazetteer: Gazetteer | None = None,
        *,
        events: Sequence[EventDraft] = (),
    ) -> None:
        self.parsed = parsed
        self.events = events
        self.folders = tuple(Path(folder) for folder in tables)
        self.words = word_lists.load(self.folders)
        self.gazetteer = gazetteer or gazetteers.shared(self.folders)

    @cached_property
    def places(self) -> list[PlaceMention]:
        """The names of places in the order of the text."""
        mentions = Finder(self.parsed, self.gazetteer, self.words).find()
        choices = Resolver(mentions, self.gazetteer).resolve()
        covering = {parent for mention in mentions for parent in mention.parents}
        return [
            self._placed(mention, choice, covered=number in covering)
            for number, (mention, choice) in enumerate(zip(mentions, choices, strict=True))
        ]

    def resolve(self, spans: Sequence[Tokens]) -> list[PlaceMention | None]:
        """Return what each of these spans means, read together; None for one in which no name is found."""
        mentions = Finder(self.parsed, self.gazetteer, self.words).read(spans)
        known = [mention for mention in mentions if mention.entries]
        choices = iter(Resolver(known, self.gazetteer).resolve())
        return [self._placed(mention, next(choices)) if mention.entries else None for mention in mentions]

    def _placed(self, mention: Mention, choice: Choice, *, covered: bool = False) -> PlaceMention:
        span = self.parsed.span(mention.tokens)
        places = [_record(entry, span, score) for entry, score in scored(choice)]
        return PlaceMention(mention.tokens, places[0], tuple(places[1:]), mention.demonym, covered)

    def place_of(self, event: EventDraft) -> Place | None:
        """Return the place of this event; None where the text gives none."""
        return self.scenes.place_of(event)

    @cached_property
    def scenes(self) -> Scenes:
        """What tells the place of each event."""
        named = [Spot(m.tokens, m.place, m.demonym, covered=m.covered) for m in self.places if m.place.lat is not None]
        meant = anaphors(self.parsed, named, self.words, self.gazetteer)
        apart = told_apart(self.parsed, named, self.words, self.folders)
        spots = sorted((*apart, *meant), key=lambda spot: spot.tokens)
        locator = Locator(self.parsed, spots, load(self.folders))
        weighed = choosing.weights("allegedly.places", "placing.tsv", self.folders)
        return Scenes(locator, spots, self.events, weighed)


def scored(choice: Choice) -> list[tuple[Entry, float]]:
    """Return the places with the probability that the name means them, the likeliest first.

    The share of the weights is too sure of itself, so its log-odds are scaled as measured on news with known places
    (``benchmarks/places.py``, five-fold); the other places divide the rest as their shares are.
    """
    top = choice.ranked[0][1]
    shares = [math.exp(weight - top) for _, weight in choice.ranked]
    first = min(max(shares[0] / sum(shares), _LEAST), 1 - _LEAST)
    sure = 1 / (1 + math.exp(-_OFFSET - _SLOPE * math.log(first / (1 - first))))
    others = sum(shares[1:])
    scores = [sure, *((1 - sure) * share / others for share in shares[1:])]
    return [(entry, round(score, 3)) for (entry, _), score in zip(choice.ranked, scores, strict=True)]


def _record(entry: Entry, span: Span, score: float) -> Place:
    return Place(
        span=span, name=entry.name, geonames=entry.geonames, lat=entry.lat, lon=entry.lon, feature=entry.feature,
        country=entry.country, score=score,
    )  # fmt: skip

"""The place of each event, chosen among all places of the article or none by what speaks for each.

What speaks for a place: how it hangs together with the trigger in its sentence (``events.py`` costs that), what
stands between them and whether another event is nearer (``beside.py``), how far away it stands elsewhere, what part it
plays in the article (headline, opening, how often it locates something), and the other events that surely happen
there. ``placing.tsv`` weighs it all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import takewhile

from spacy.tokens import Token

from allegedly.choosing import probabilities
from allegedly.drafts import EventDraft
from allegedly.places.beside import Beside, of_parties
from allegedly.places.events import Locator, Spot
from allegedly.records import Place

#: Types of acts that are alike in how they are placed; the others are acts of speech.
GROUPS = {
    **dict.fromkeys(("ASSAULT", "PROTEST", "MOBILIZE"), "force"),
    **dict.fromkeys(("COERCE", "RETREAT", "SANCTION"), "rule"),
    **dict.fromkeys(("CONSULT", "AGREE", "AID", "COOPERATE"), "meet"),
}

#: Up to this cost a place in an event's own sentence is surely its place, and speaks for the place elsewhere.
SURE = 1.2

#: Sentences before and after "the remarks came at a conference in Oslo" whose acts of speech were done there.
_REMARKS_BEFORE, _REMARKS_AFTER = 1, 3

#: The steps on which costs in the sentence and distances from it are told apart.
_COSTS = (0.4, 0.8, 1.2, 1.8, 2.6, 3.4, 4.2, 6.0)
_SENTENCES = (1, 2, 4, 8)

_THE = frozenset({"the", "this", "these", "that", "those"})


@dataclass(slots=True)
class Site:
    """One place of the article with everything that names it."""

    place: Place
    spots: list[Spot] = field(default_factory=list)

    @property
    def coarse(self) -> int:
        """How large the place is, as ``Spot.coarse``."""
        return self.spots[0].coarse


class Scenes:
    """The scenes of one article: its places, its events, and which happens where."""

    def __init__(
        self, locator: Locator, spots: Sequence[Spot], events: Sequence[EventDraft], weights: Mapping[str, float]
    ) -> None:
        self.locator = locator
        self.parsed = locator.parsed
        self.weights = weights
        self.events = sorted(events, key=lambda event: event.trigger)
        self.beside = Beside(locator, [spot for spot in spots if not spot.covered], self.events)
        self.sites: dict[object, Site] = {}
        self._last: dict[int, Site | None] = {}
        for spot in spots:
            if not spot.covered:
                site = self.sites.setdefault(_key(spot.place), Site(spot.place))
                site.spots.append(spot)

    def place_of(self, event: EventDraft) -> Place | None:
        """Return the event's place; None where the text gives none."""
        options = self.options(event)
        shares = probabilities([features for _, features in options], self.weights)
        best = max(range(len(options)), key=lambda n: (shares[n], -n))
        site = options[best][0]
        return self._named(site, event) if site is not None else None

    def options(self, event: EventDraft) -> list[tuple[Site | None, set[str]]]:
        """Return the places that the event may have, None first, with what speaks for each."""
        costs = self.locator.costs_of(event)
        loose = tuple(self._loose(event))
        countries = self.beside.countries_of(event)
        found: list[tuple[Site | None, set[str]]] = [(None, set(self._against(event, costs)))]
        for site in self.sites.values():
            features = set(self._features(site, event, costs, loose))
            features.update(of_parties(site.place, site.coarse, countries, _group(event)))
            found.append((site, features))
        return found

    # --- what speaks for no place ---

    def _against(self, event: EventDraft, costs: Mapping[int, float]) -> Iterator[str]:
        head = self.parsed.doc[event.head]
        yield "none"
        yield f"none:{event.type}"
        yield f"none:{event.type}/{event.mode}"
        yield f"none:{event.tense}"
        yield f"none:{event.certainty}"
        yield from self._against_group(event)
        if event.polarity == "-":
            yield "none:denied"
        if event.voice:
            yield "none:told"
            yield f"none:told:{_group(event)}"
        if head.pos_ == "NOUN":
            yield "none:noun"
            if any(child.lower_ in _THE for child in head.lefts):
                yield "none:the noun"
        yield f"none:word {head.lemma_.lower()}"
        if not costs:
            yield "none:no place in the sentence"

    def _against_group(self, event: EventDraft) -> Iterator[str]:
        group = _group(event)
        yield f"none:{group} {event.tense}"
        yield f"none:{group} {event.certainty}"
        yield f"none:{group} {event.certainty}, {len(event.voice)} voices"
        actor = "an actor" if event.actors else "no actor"
        recipient = "a recipient" if event.recipients else "no recipient"
        yield f"none:{actor}"
        yield f"none:{recipient}"
        yield f"none:{event.type}, {actor}, {recipient}"

    # --- what speaks for a place ---

    def _features(
        self, site: Site, event: EventDraft, costs: Mapping[int, float], loose: Sequence[str]
    ) -> Iterator[str]:
        yield f"size {site.coarse}"
        if (site.place.feature or "") == "PPLC":
            yield "capital"
        yield from self._in_article(site)
        yield from self._by_events(site, event)
        here = [spot for spot in site.spots if id(spot) in costs]
        if here:
            yield from self._in_sentence(min(here, key=lambda spot: costs[id(spot)]), event, costs)
        else:
            yield "away"
            yield from loose
            yield from self._elsewhere(site, event)

    def _in_sentence(self, spot: Spot, event: EventDraft, costs: Mapping[int, float]) -> Iterator[str]:
        cost = costs[id(spot)]
        yield "here"
        yield from (f"here: cost above {step}" for step in _COSTS if cost > step)
        if cost == min(costs.values()):
            yield "here: least cost"
        yield from self.beside.of(spot, event, costs)
        hold = self.locator.hold_of(spot)
        yield f"here: {hold.preposition or hold.relation}"
        if hold.governor.i in event.trigger:
            yield f"here: on the trigger, {hold.preposition or hold.relation}"
        yield f"here: {event.type} {hold.preposition or hold.relation}"
        if _is_speech_act(event) and self._is_of_speech(spot):
            yield "here: somebody speaks there"
        if spot.demonym:
            yield "here: demonym"
        if spot.anaphor:
            yield "here: stands for a name"
        if hold.listed:
            yield "here: listed"
        for name, spans in (("actor", event.actors), ("recipient", event.recipients)):
            if any(span.overlaps(spot.tokens) for span in spans):
                yield f"here: {name}"
        if any(other.coarse < spot.coarse and self.locator.locates(other) for other in self._spots_beside(spot)):
            yield "here: a smaller place beside"

    def _is_of_speech(self, spot: Spot) -> bool:
        """Tell whether the place is where somebody speaks: "in a speech in Oslo", "speaking in Lima"."""
        if not self.locator.locates(spot):
            return False
        governor = self.locator.hold_of(spot).governor
        words = [governor, *takewhile(lambda token: token.pos_ != "VERB", governor.ancestors)]
        verb = next((token for token in (governor, *governor.ancestors) if token.pos_ == "VERB"), governor)
        words += [child for child in verb.children if child.dep_ in ("nsubj", "nsubjpass", "dobj")]
        return verb.lemma_ == "speak" or any(word.lemma_ in self.locator.costs.speeches for word in words)

    def _places_remarks(self, spot: Spot) -> bool:
        """Tell whether the sentence says where what was reported before it was said: "the remarks came … in Oslo"."""
        hold = self.locator.hold_of(spot)
        verb = next((t for t in (hold.governor, *hold.governor.ancestors) if t.pos_ == "VERB"), None)
        if verb is None or hold.preposition not in ("in", "at"):
            return False
        return any(
            child.dep_ in ("nsubj", "nsubjpass")
            and child.lemma_ in self.locator.costs.speeches
            and any(word.lower_ in _THE for word in child.lefts)
            for child in verb.children
        )

    def _spots_beside(self, spot: Spot) -> Sequence[Spot]:
        return self.locator.by_sentence[self.parsed.sentence_index(spot.tokens.start)]

    def _elsewhere(self, site: Site, event: EventDraft) -> Iterator[str]:
        number = self.parsed.sentence_index(event.head)
        located = [spot for spot in site.spots if self.locator.locates(spot)]
        if not located:
            yield "away: locates nothing"
        distances = [number - self.parsed.sentence_index(spot.tokens.start) for spot in located or site.spots]
        before = min((d for d in distances if d > 0), default=None)
        if before is not None:
            yield "away: before"
            yield from (f"away: before by more than {step}" for step in _SENTENCES if before > step)
        else:
            yield "away: after"
            after = min(-d for d in distances)
            yield from (f"away: after by more than {step}" for step in _SENTENCES if after > step)
        if _is_speech_act(event) and any(
            -_REMARKS_BEFORE <= number - self.parsed.sentence_index(spot.tokens.start) <= _REMARKS_AFTER
            and self._places_remarks(spot)
            for spot in located
        ):
            yield "away: the remarks were made there"
        paragraph = self.parsed.paragraph_index(event.head)
        if any(self.parsed.paragraph_index(spot.tokens.start) == paragraph for spot in site.spots):
            yield "away: same paragraph"
        if site is self._last_located(number):
            yield "away: the last that locates"

    def _loose(self, event: EventDraft) -> Iterator[str]:
        """Tell what makes it less likely that an event happens where the story does."""
        if event.polarity == "-":
            yield "away: denied"
        if event.voice:
            yield "away: told"
        yield f"away: {event.tense}"
        yield f"away: {event.certainty}"
        head = self.parsed.doc[event.head]
        if head.pos_ == "NOUN":
            yield from self._loose_noun(head)
        if self._names_another_year(event):
            yield "away: another year"
        if any(child.lower_ == "had" for child in head.children):
            yield "away: pluperfect"
        if any(token.dep_ in ("relcl", "acl", "advcl") for token in (head, *head.ancestors)):
            yield "away: in a side clause"
        if self._one_place:
            yield "away: one place only"

    def _loose_noun(self, noun: Token) -> Iterator[str]:
        yield "away: noun"
        if any(child.lower_ in _THE for child in noun.lefts):
            yield "away: the noun"
        elif not list(noun.lefts):
            yield "away: bare noun"
        if noun.tag_ == "NNS":
            yield "away: plural"

    def _names_another_year(self, event: EventDraft) -> bool:
        texts = (token.text for token in self.parsed[self.parsed.sentence(event.head)])
        years = {text for text in texts if len(text) == 4 and text.isdigit() and text[:2] in ("19", "20")}
        return bool(years - {(self.parsed.article.published or "")[:4]})

    @cached_property
    def _one_place(self) -> bool:
        return sum(1 for part in self._parts.values() if part.located and not part.finer) <= 1

    def _last_located(self, number: int) -> Site | None:
        """Return the place that was last said to be the scene of something before this sentence."""
        if number not in self._last:
            self._last[number] = self._find_last(number)
        return self._last[number]

    def _find_last(self, number: int) -> Site | None:
        for other in range(number - 1, -1, -1):
            located = [spot for spot in self.locator.by_sentence.get(other, ()) if self.locator.locates(spot)]
            if located:
                return self.sites.get(_key(min(located, key=lambda s: (s.coarse, -s.tokens.start)).place))
        return None

    def _in_article(self, site: Site) -> Iterator[str]:
        part = self._parts[id(site)]
        if part.titled:
            yield "named in the headline"
        if part.first_sentence:
            yield "opens the article"
        if part.opening:
            yield "locates in the opening"
        if not part.located:
            yield "never locates"
        if part.share > 0.25:
            yield "locates often"
        if part.share > 0.5:
            yield "locates mostly"
        if part.finer:
            yield "a smaller place in it locates"
        if part.finest_first:
            yield "the first of the smaller places"

    @cached_property
    def _parts(self) -> dict[int, _Part]:
        title = (self.parsed.article.title or "").lower()
        located = {id(site): [s for s in site.spots if self.locator.locates(s)] for site in self.sites.values()}
        total = sum(len(spots) for spots in located.values()) or 1
        small = [site for site in self.sites.values() if site.coarse < 2 and located[id(site)]]
        first = min(small, key=lambda site: located[id(site)][0].tokens.start, default=None)
        parts = {}
        for site in self.sites.values():
            mine = located[id(site)]
            parts[id(site)] = _Part(
                titled=any(self.parsed.text(s.tokens).lower() in title for s in site.spots) if title else False,
                first_sentence=any(self.parsed.sentence_index(s.tokens.start) == 0 for s in mine),
                opening=any(self.parsed.paragraph_index(s.tokens.start) == 0 for s in mine),
                located=bool(mine),
                share=len(mine) / total,
                finer=any(
                    other.coarse < site.coarse and other.place.country == site.place.country for other in small
                ),
                finest_first=site is first,
            )  # fmt: skip
        return parts

    def _by_events(self, site: Site, event: EventDraft) -> Iterator[str]:
        """Tell which other events surely happen there."""
        key = _key(site.place)
        others = [(other, where) for other, where in self._anchors if other is not event]
        if not others:
            return
        there = [other for other, where in others if where == key]
        if there:
            yield "an event is there"
            if len(there) > len(others) / 2:
                yield "most events are there"
            if any(other.type == event.type for other in there):
                yield "one of its type is there"
            lemma = self.parsed.doc[event.head].lemma_
            if any(self.parsed.doc[other.head].lemma_ == lemma for other in there):
                yield "one of its word is there"
        before = [where for other, where in others if other.trigger < event.trigger]
        if before and before[-1] == key:
            yield "the event before is there"
        alike = [where for other, where in others if other.type == event.type and other.trigger < event.trigger]
        if alike and alike[-1] == key:
            yield "the event of its type before is there"
        number = self.parsed.sentence_index(event.head)
        if any(self.parsed.sentence_index(other.head) == number for other in there):
            yield "an event of the sentence is there"

    @cached_property
    def _anchors(self) -> list[tuple[EventDraft, object]]:
        """The events whose sentence surely tells their place, with that place."""
        found = []
        for event in self.events:
            ranked = self.locator.ranked(event)
            if ranked and ranked[0][0] <= SURE:
                found.append((event, _key(ranked[0][1].place)))
        return found

    def _named(self, site: Site, event: EventDraft) -> Place:
        """Return the place with the words that name it nearest to the event, those before it first."""
        costs = self.locator.costs_of(event)
        here = [spot for spot in site.spots if id(spot) in costs]
        if here:
            return min(here, key=lambda spot: costs[id(spot)]).place
        before = [spot for spot in site.spots if spot.tokens.start < event.head]
        return (before[-1] if before else site.spots[0]).place


@dataclass(frozen=True, slots=True)
class _Part:
    """The part that a place plays in the article."""

    titled: bool
    first_sentence: bool
    opening: bool
    located: bool
    share: float
    finer: bool
    finest_first: bool


def _group(event: EventDraft) -> str:
    return GROUPS.get(event.type, "word")


def _is_speech_act(event: EventDraft) -> bool:
    """Tell whether the event is done by speaking, as the article itself reports."""
    return event.type not in GROUPS and not event.voice


def _key(place: Place) -> object:
    return place.geonames if place.geonames is not None else (place.name, place.lat, place.lon)

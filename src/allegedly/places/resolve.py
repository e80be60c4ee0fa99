"""Choosing the one place that each name means, by the company that it keeps in the article.

1. Every name's candidates get a prior: population, feature code, whether it is the name itself or an alias.
2. A first round adds what needs no other decision: a parent named beside it, the words "province" and "city of".
3. Two more rounds add the article's countries and states, as the round before has them, and what lies near.
4. One name has one sense in an article, unless a parent or a feature word beside it says otherwise.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from allegedly.places.gazetteer import Entry, Gazetteer
from allegedly.places.mentions import Mention
from allegedly.places.names import fold
from allegedly.places.prior import prior

ROUNDS = 2
MOST_ENTRIES = 40  # names with more places than this are cut to the most prominent
NEAR_KM = 120.0

_PARENT, _HINT = 6.0, 2.5
_COUNTRY, _STATE, _VOTES, _NEAR = 2.2, 2.6, 1.5, 1.0


@dataclass(frozen=True, slots=True)
class Choice:
    """The places that a name may mean, the likeliest first, with weights."""

    ranked: tuple[tuple[Entry, float], ...]
    parent: bool  #: whether a parent beside the name decided

    @property
    def best(self) -> Entry:
        """The likeliest place."""
        return self.ranked[0][0]


class Resolver:
    """Resolves the mentions of one article together."""

    def __init__(self, mentions: list[Mention], gazetteer: Gazetteer) -> None:
        self.mentions = mentions
        self.gazetteer = gazetteer
        self.names = [fold(mention.name) for mention in mentions]
        self.candidates = [_cut(mention.entries) for mention in mentions]
        self.chosen: list[Choice] = []

    def resolve(self) -> list[Choice]:
        """Return a choice for each mention."""
        self.chosen = self._round(self._company())
        for _ in range(ROUNDS):
            self.chosen = self._round(self._company())
        return self.chosen

    def _round(self, company: Company) -> list[Choice]:
        own = [self._weights(number) for number in range(len(self.mentions))]
        for number, weights in enumerate(own):
            with company.without(self.names[number]):
                for entry in self.candidates[number]:
                    weights[entry.key] += company.fit(entry)
        return [self._choose(number, weights) for number, weights in enumerate(self._agreed(own))]

    def _weights(self, number: int) -> dict[int, float]:
        mention = self.mentions[number]
        weights = {entry.key: prior(entry) for entry in self.candidates[number]}
        for entry in self.candidates[number]:
            if mention.parents and self._fits_parent(entry, mention):
                weights[entry.key] += _PARENT
            if mention.hints and (entry.feature or "").startswith(mention.hints):
                weights[entry.key] += _HINT
        for entry in self.candidates[number]:
            if not mention.hints and self._is_division_of_seat(entry, self.candidates[number]):
                weights[entry.key] -= 2.0
            if not mention.hints and not mention.parents and _is_namesake_of_state(entry, self.candidates[number]):
                weights[entry.key] -= 2.0
        return weights

    def _is_division_of_seat(self, entry: Entry, others: Iterable[Entry]) -> bool:
        """Tell whether a division shares its name with a town in it: bare "Homs" is the town."""
        if not (entry.feature or "").startswith("ADM") or entry.country == "USA":
            return False
        return any(
            (o.feature or "").startswith("PPL") and entry.key in (o.admin1, o.admin2) and o.population > 20_000
            for o in others
        )

    def _fits_parent(self, entry: Entry, mention: Mention) -> bool:
        above = set(self.gazetteer.chain(entry))
        return any(self._parent_key(parent) in above for parent in mention.parents)

    def _parent_key(self, parent: int) -> int:
        """Return the parent's place as it was last chosen; in the first round the likeliest that has children here."""
        if self.chosen:
            return self.chosen[parent].best.key
        return max(self.candidates[parent], key=lambda e: (prior(e), -e.key)).key

    def _agreed(self, own: list[dict[int, float]]) -> list[dict[int, float]]:
        """Give all mentions of one name the weights of the one that says most, unless they ask for different kinds."""
        groups: dict[tuple[str, tuple[str, ...]], list[int]] = defaultdict(list)
        for number, mention in enumerate(self.mentions):
            groups[self.names[number], mention.hints].append(number)
        agreed = list(own)
        for numbers in groups.values():
            told = [n for n in numbers if self.mentions[n].parents]
            if told:
                for number in numbers:
                    if number not in told and own[number].keys() == own[told[0]].keys():
                        agreed[number] = own[told[0]]
        return agreed

    def _choose(self, number: int, weights: dict[int, float]) -> Choice:
        ranked = sorted(weights.items(), key=lambda item: (-item[1], item[0]))
        best = self._by_key(number, ranked[0][0])
        told = bool(self.mentions[number].parents) and self._fits_parent(best, self.mentions[number])
        return Choice(tuple((self._by_key(number, key), weight) for key, weight in ranked[:6]), told)

    def _by_key(self, number: int, key: int) -> Entry:
        return next(entry for entry in self.candidates[number] if entry.key == key)

    def _company(self) -> Company:
        """Return what the last round tells; before the first, what names can mean only one thing."""
        company = Company()
        for number, choice in enumerate(self.chosen):
            company.add(self.names[number], choice.best)
        for number, entries in enumerate(self.candidates):
            if not self.chosen and len(entries) == 1:
                company.add(self.names[number], entries[0])
            company.vote(self.names[number], entries)
        return company


def _is_namesake_of_state(entry: Entry, others: Iterable[Entry]) -> bool:
    """Tell whether a county has the name of a state of its country: bare "Delaware" is the state."""
    return entry.feature == "ADM2" and any(
        other.feature == "ADM1" and other.country == entry.country and other.how == "name" for other in others
    )


def _cut(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    if len(entries) <= MOST_ENTRIES:
        return entries
    return tuple(sorted(entries, key=lambda entry: (-prior(entry), entry.key))[:MOST_ENTRIES])


class Company:
    """The countries, states and places of an article, as far as they are told; each name counts once."""

    def __init__(self) -> None:
        self.countries: Counter[str] = Counter()
        self.divisions: Counter[int] = Counter()
        self.places: Counter[tuple[int, float, float]] = Counter()
        self.names: dict[str, dict[int, Entry]] = defaultdict(dict)
        self.votes: Counter[int] = Counter()  #: first-order division → how many names could lie in it
        self.ballots: dict[str, dict[int, float]] = {}

    def add(self, name: str, entry: Entry) -> None:
        """Count a place that a name was taken for."""
        if entry.key not in self.names[name]:
            self.names[name][entry.key] = entry
            self._count(entry, 1)

    def vote(self, name: str, entries: Iterable[Entry]) -> None:
        """Let a name speak for all the divisions that it could lie in, the more the fewer they are."""
        divisions = {_division(entry): entry for entry in entries}
        divisions.pop(None, None)
        if name not in self.ballots and divisions:
            self.ballots[name] = {number: 1 / len(divisions) ** 0.5 for number in divisions if number}
            self.votes.update(self.ballots[name])

    def _count(self, entry: Entry, times: int) -> None:
        code = entry.feature or ""
        if entry.country:
            self.countries[entry.country] += times
        if code == "ADM1":
            self.divisions[entry.key] += times
        for number in (entry.admin1, entry.admin2):
            if number:
                self.divisions[number] += times
        if entry.lat is not None and entry.lon is not None and code.startswith(("PPL", "ADM2", "ADM3")):
            self.places[entry.key, entry.lat, entry.lon] += times

    @contextmanager
    def without(self, name: str) -> Iterator[None]:
        """Leave out what one name itself has told."""
        entries, ballot = self.names.get(name, {}), self.ballots.get(name, {})
        for entry in entries.values():
            self._count(entry, -1)
        self.votes.subtract(ballot)
        yield
        for entry in entries.values():
            self._count(entry, 1)
        self.votes.update(ballot)

    def fit(self, entry: Entry) -> float:
        """Return what the company adds to a candidate."""
        total = sum(self.countries.values())
        share = self.countries[entry.country or ""] / total if total else 0.0
        told = sum(self.divisions[n] for n in (entry.admin1, entry.admin2) if n)
        told += self.divisions[entry.key] if entry.feature == "ADM1" else 0
        added = _COUNTRY * math.sqrt(share) if share > 0 else 0.0
        added += _STATE * min(1.0, told / 3 + 0.35) if told > 0 else 0.0
        most = max(self.votes.values(), default=0.0)
        division = _division(entry)
        if division and most > 0:
            added += _VOTES * self.votes[division] / max(most, 2.0)
        return added + (_NEAR if self._has_near(entry) else 0.0)

    def _has_near(self, entry: Entry) -> bool:
        if entry.lat is None or entry.lon is None:
            return False
        return any(
            count > 0
            and key != entry.key
            and abs(lat - entry.lat) < 2
            and kilometres(lat, lon, entry.lat, entry.lon) < NEAR_KM
            for (key, lat, lon), count in self.places.items()
        )


def _division(entry: Entry) -> int | None:
    return entry.key if entry.feature == "ADM1" else entry.admin1


def kilometres(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Return the distance of two points on the earth."""
    p, q, half = math.radians(lat), math.radians(other_lat), math.radians(other_lon - lon) / 2
    d = math.sin((q - p) / 2) ** 2 + math.cos(p) * math.cos(q) * math.sin(half) ** 2
    return 2 * 6371.0 * math.asin(min(1.0, math.sqrt(d)))

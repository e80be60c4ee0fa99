"""Choosing the one place that each name means, by the company that it keeps in the article.

1. Every name's candidates get a prior: population, feature code, whether it is the name itself or an alias.
2. A first round adds what needs no other decision: a parent named beside it, the words "province" and "city of".
3. Two more rounds add the article's countries and states, as the round before has them, and what lies near.
4. One name has one sense in an article, unless a parent or a feature word beside it says otherwise.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from allegedly.places.gazetteer import Entry, Gazetteer
from allegedly.places.mentions import Mention
from allegedly.places.names import fold
from allegedly.places.prior import prior

ROUNDS = 2
MOST_ENTRIES = 40  # names with more places than this are cut to the most prominent
NEAR_KM = 120.0

_PARENT, _HINT = 6.0, 2.5
_COUNTRY, _STATE, _NEAR = 2.2, 2.6, 1.0


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
        self.candidates = [_cut(mention.entries) for mention in mentions]
        self.chosen: list[Choice] = []

    def resolve(self) -> list[Choice]:
        """Return a choice for each mention."""
        self.chosen = self._round(Company(), with_company=False)
        for _ in range(ROUNDS):
            self.chosen = self._round(self._company(), with_company=True)
        return self.chosen

    def _round(self, company: Company, *, with_company: bool) -> list[Choice]:
        own = [self._weights(number) for number in range(len(self.mentions))]
        if with_company:
            for number, weights in enumerate(own):
                around = company.without(self.chosen[number].best, self.gazetteer) if self.chosen else company
                for key in weights:
                    weights[key] += around.fit(self._by_key(number, key), self.gazetteer)
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
        return weights

    def _is_division_of_seat(self, entry: Entry, others: Iterable[Entry]) -> bool:
        """Tell whether a division shares its name with a town in it: bare "Homs" is the town."""
        if not (entry.feature or "").startswith("ADM") or entry.country == "USA":
            return False
        return any(
            (o.feature or "").startswith("PPL") and entry.key in (o.admin1, o.admin2) and o.population > 20_000 for o in others
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
            groups[fold(mention.name), mention.hints].append(number)
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
        company = Company()
        for choice in self.chosen:
            company.add(choice.best, self.gazetteer)
        return company


def _cut(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    if len(entries) <= MOST_ENTRIES:
        return entries
    return tuple(sorted(entries, key=lambda entry: (-prior(entry), entry.key))[:MOST_ENTRIES])


class Company:
    """The countries, states and places of an article, as far as they are told."""

    def __init__(self) -> None:
        self.countries: Counter[str] = Counter()
        self.divisions: Counter[int] = Counter()
        self.places: Counter[tuple[int, float, float]] = Counter()

    def add(self, entry: Entry, gazetteer: Gazetteer, times: int = 1) -> None:
        """Count a place."""
        if entry.country:
            self.countries[entry.country] += times
        code = entry.feature or ""
        if code == "ADM1":
            self.divisions[entry.key] += times
        for number in (entry.admin1, entry.admin2):
            if number:
                self.divisions[number] += times
        if entry.lat is not None and entry.lon is not None and code.startswith(("PPL", "ADM2", "ADM3")):
            self.places[entry.key, entry.lat, entry.lon] += times

    def without(self, entry: Entry, gazetteer: Gazetteer) -> Company:
        """Return the company that one mention of a place has: all but itself."""
        rest = Company()
        rest.countries, rest.divisions, rest.places = self.countries.copy(), self.divisions.copy(), self.places.copy()
        rest.add(entry, gazetteer, -1)
        return rest

    def fit(self, entry: Entry, gazetteer: Gazetteer) -> float:
        """Return what the company adds to a candidate."""
        total = sum(count for count in self.countries.values() if count > 0)
        if not total:
            return 0.0
        share = max(0, self.countries[entry.country or ""]) / total
        told = sum(max(0, self.divisions[n]) for n in (entry.admin1, entry.admin2) if n)
        own = max(0, self.divisions[entry.key]) if entry.feature == "ADM1" else 0
        added = _COUNTRY * math.sqrt(share) if share else 0.0
        added += _STATE * min(1.0, (told + own) / 3 + 0.35) if told + own else 0.0
        return added + (_NEAR if self._has_near(entry) else 0.0)

    def _has_near(self, entry: Entry) -> bool:
        if entry.lat is None or entry.lon is None:
            return False
        return any(
            count > 0 and key != entry.key and abs(lat - entry.lat) < 2 and kilometres(lat, lon, entry.lat, entry.lon) < NEAR_KM
            for (key, lat, lon), count in self.places.items()
        )


def kilometres(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Return the distance of two points on the earth."""
    p, q, half = math.radians(lat), math.radians(other_lat), math.radians(other_lon - lon) / 2
    d = math.sin((q - p) / 2) ** 2 + math.cos(p) * math.cos(q) * math.sin(half) ** 2
    return 2 * 6371.0 * math.asin(min(1.0, math.sqrt(d)))

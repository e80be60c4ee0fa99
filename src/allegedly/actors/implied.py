"""What shows once everybody is resolved: who is meant where nobody is named, and which acts are the speaker's own.

- "The attacks killed nine": the sentence names no attacker, but an event beside it does. Parties of other events of an
  article are weighed for the empty role (``tables/implied.tsv``, by ``training/weigh_implied.py``): how likely each
  is the one that is meant, and how likely at least its country is. Where only the country is likely, no more is said:
  that somebody was convicted in Norway tells the country of the court, not who sat on it.
- "The premier said that he had signed": what speakers do by speaking or signing is their own act, so it stands on the
  word of whoever reports the speech.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import msgspec

from allegedly import choosing, tables
from allegedly.actors.cast import FORCE, Cast
from allegedly.drafts import EventDraft, Reason, StatementDraft, Tokens
from allegedly.language import Parsed
from allegedly.records import Party

PACKAGE = "allegedly.actors"
#: Types that are done in words.
IN_WORDS = frozenset({"ACCUSE", "AGREE", "CONCEDE", "REJECT", "REQUEST", "SUPPORT", "THREATEN"})
#: How likely a party of another event, or its country, must be to be taken over. Set on the coded articles.
LIKELY = 0.5
#: How likely a word must be to be named as a party: of those less likely it is mostly another, of the same country.
NAMED = 0.3
ROLES = ("actors", "recipients")
#: Codes that tell no more than a kind of body.
NO_COUNTRY = frozenset({None, "IGO", "NGO", "ISM", "IMG", "MNC"})
DEFINITE = frozenset({"the", "this", "that", "these", "those"})
Who = tuple[str | None, str | None]


@dataclass(frozen=True, slots=True)
class Told:
    """A party of an event as it is named there."""

    who: Who
    mention: Tokens
    sector: str


@dataclass(slots=True)
class Offer:
    """A party of other events that may be meant, with what speaks for it."""

    mention: Tokens
    sector: str  #: its first sector, "-" where it has none
    features: set[str] = field(default_factory=set)


class Weight(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row of ``tables/implied.tsv``: how much a feature speaks for a party's being meant, and for its country's."""

    feature: str
    party: float
    country: float


class Events:
    """The events of an article with their parties resolved."""

    def __init__(self, parsed: Parsed, events: Sequence[EventDraft], cast: Cast) -> None:
        heads = [parsed.doc[e.head] for e in events]
        self.events = events
        self.sentences = [parsed.sentence_index(e.head) for e in events]
        self.lemmas = [head.lemma_ for head in heads]
        self.nouns = [head.pos_ in ("NOUN", "PROPN") for head in heads]
        self.definite = [any(kid.lower_ in DEFINITE for kid in head.children) for head in heads]
        self.parties = [[list(_named(e, role, cast)) for role in ROLES] for e in events]
        self.speakers = [_who(cast.speaker(e.head)) for e in events]

    def offers(self, number: int, role: int) -> dict[Who, Offer]:
        """Return who may be meant by an event's empty role: the parties of the other events."""
        own = self._of(number, 1 - role)
        found: dict[Who, Offer] = {}
        for other in range(len(self.events)):
            for side in self._sides(number, other, role):
                likeness = None
                for party in self.parties[other][side]:
                    if likeness is None:
                        partnered = bool(own & self._of(other, 1 - side))
                        likeness = tuple(self._likeness(number, other, side == role, partnered))
                    found.setdefault(party.who, Offer(party.mention, party.sector)).features.update(likeness)
        for who, offer in found.items():
            if who in own:
                offer.features.add("other party")
            offer.features.update(self._of_event(number, role, offer.features, len(found)))
            offer.features.update(self._of_offer(number, role, who, offer.sector))
        return found

    def _of(self, number: int, role: int) -> set[Who]:
        return {party.who for party in self.parties[number][role]}

    def _of_offer(self, number: int, role: int, who: Who, sector: str) -> Iterator[str]:
        """Yield what a party is: armed men do not do what judges do, and speakers seldom suffer what they tell of."""
        yield f"role {role} sector {sector}"
        yield f"role {role} {self.events[number].type} sector {sector}"
        speaker = self.speakers[number]
        yield f"role {role} unspoken" if speaker is None else f"role {role} speaker {speaker == who}"

    def _sides(self, number: int, other: int, role: int) -> tuple[int, ...]:
        """Return the roles of another event whose parties may be meant: whom a like event hit did not do this."""
        if other == number:
            return ()
        return (role,) if self.events[other].type == self.events[number].type else (0, 1)

    def _likeness(self, number: int, other: int, same_role: bool, partnered: bool) -> Iterator[str]:
        """Yield how an event that has a party is like the one that lacks it."""
        role, away = "same" if same_role else "other", self.sentences[other] - self.sentences[number]
        near = next((n for n in (0, 1, 3, 7) if abs(away) <= n), 15)
        alike = self.events[other].type == self.events[number].type
        yield f"any {role} {near}"
        if alike:
            yield from (f"type {role}", f"type {role} {'before' if away <= 0 else 'after'} {near}")
        if self.lemmas[other] == self.lemmas[number]:
            yield f"lemma {role}"
        if partnered:
            yield f"partner {role} {alike}"

    def _of_event(self, number: int, role: int, likeness: set[str], offers: int) -> set[str]:
        kind, noun = f"role {role}", f"role {role} noun {self.nouns[number]}"
        features = {"bias", kind, f"{kind} {self.events[number].type}", noun, f"offers {min(offers, 8)}"}
        if self.definite[number]:
            features.add(f"definite {role}")
        close = [f for f in likeness if f.startswith(("type", "lemma", "partner"))]
        return features | {f"{kind} {f}" for f in close} | {f"{noun} {f}" for f in close}


def _part(event: EventDraft, cast: Cast) -> None:
    """Leave out recipients who turn out to be an actor: "Kessouma said we would close our airspace"."""
    actors = {party.who for party in _named(event, "actors", cast) if party.who[0] is not None}
    same = {party.mention for party in _named(event, "recipients", cast) if party.who in actors}
    event.recipients = [mention for mention in event.recipients if mention not in same]


def _named(event: EventDraft, role: str, cast: Cast) -> Iterator[Told]:
    for mention in getattr(event, role):
        for party in cast.parties(mention, force=event.type in FORCE):
            yield Told((party.name, party.country), mention, party.sectors[0] if party.sectors else "-")


def _who(party: Party | None) -> Who | None:
    return (party.name, party.country) if party is not None else None


def name_implied(parsed: Parsed, events: Sequence[EventDraft], cast: Cast, folders: Sequence[Path] = ()) -> None:
    """Fill every event's empty role with who is likely meant, of other events; nobody does a thing to himself."""
    for event in events:
        _part(event, cast)
    weights = load_weights(tuple(map(Path, folders)))
    told = Events(parsed, events, cast)
    chosen = [
        (n, role, told.offers(n, role)) for n, e in enumerate(events) for role in (0, 1) if not getattr(e, ROLES[role])
    ]
    for number, role, offers in chosen:
        implied = choose(offers, weights)
        if implied is not None:
            _fill(events[number], ROLES[role], ROLES[1 - role], implied)


def withhold_names(events: Sequence[EventDraft], cast: Cast) -> None:
    """Leave no more than the country of a party that is too unlikely to be named."""
    for event in events:
        for role in ROLES:
            mentions, sure = getattr(event, role), _sure(event, role)
            countries = {party.country for mention in mentions for party in cast.parties(mention)}
            country = countries.pop() if len(countries) == 1 else None
            if sure < NAMED and country is not None and country not in NO_COUNTRY:
                event.countries[role] = country
                said = f"p={sure:.2f}, too unlikely to be named: no more than the country is said"
                event.reasons.append(Reason(role, "withheld", mentions[0], said))
                mentions.clear()


def _sure(event: EventDraft, role: str) -> float:
    """Return how likely the event's party is; 1 where nobody has weighed it."""
    odds = math.exp(event.evidence.get(role.removesuffix("s"), math.inf))
    return 1.0 - 1.0 / (1.0 + odds)


def _fill(event: EventDraft, role: str, other: str, implied: Implied) -> None:
    if implied.mention is not None:
        if implied.mention not in getattr(event, other):
            getattr(event, role).append(implied.mention)
            said = f"p={implied.sure:.2f}; {implied.name}, of another event"
            event.reasons.append(Reason(role, "implied", implied.mention, said))
    elif implied.country is not None:
        event.countries[role] = implied.country
        said = f"p={implied.sure:.2f}; {implied.country}, as in other events, no more is known"
        event.reasons.append(Reason(role, "implied", None, said))


@dataclass(frozen=True, slots=True)
class Implied:
    """Who is meant by an empty role, or, without a mention, of which country somebody is."""

    sure: float
    name: str | None
    country: str | None
    mention: Tokens | None


def choose(offers: dict[Who, Offer], weights: tuple[dict[str, float], dict[str, float]]) -> Implied | None:
    """Return the party that is likely enough, else the country that is, else nothing."""
    of_party, of_country = weights
    sure, who = _likeliest(offers, of_party)
    if who is not None and sure >= LIKELY:
        return Implied(sure, *who, offers[who].mention)
    sure, who = _likeliest({who: offer for who, offer in offers.items() if who[1] not in NO_COUNTRY}, of_country)
    if who is not None and sure >= LIKELY:
        return Implied(sure, None, who[1], None)
    return None


def _likeliest(offers: dict[Who, Offer], weights: dict[str, float]) -> tuple[float, Who | None]:
    sure = {who: choosing.chance(offer.features, weights) for who, offer in offers.items()}
    best = max(sure, key=sure.__getitem__, default=None)
    return (0.0, None) if best is None else (sure[best], best)


@lru_cache(maxsize=8)
def load_weights(folders: tuple[Path, ...] = ()) -> tuple[dict[str, float], dict[str, float]]:
    """Return what speaks for a party and what for its country, the user's rows over ours."""
    rows = tables.tsv(PACKAGE, "implied.tsv", Weight, folders)
    return {row.feature: row.party for row in rows}, {row.feature: row.country for row in rows}


def settle_own_acts(events: Sequence[EventDraft], statements: Sequence[StatementDraft], cast: Cast) -> None:
    """Take what speakers do in words out of their own statements: it stands on the word of who reports them."""
    for event in events:
        while event.voice and event.type in IN_WORDS and _is_speaker(event, statements[event.voice[-1]], cast):
            inner = statements[event.voice[-1]]
            event.voice = event.voice[:-1]
            event.reasons.append(Reason("voice", "the speaker's own act", inner.source, "outside the speaker's words"))


def _is_speaker(event: EventDraft, statement: StatementDraft, cast: Cast) -> bool:
    if statement.source is None:
        return False
    speaker = cast.party(statement.source)
    alone = [m for m in event.actors if not cast.is_we(m)]  # "we" are more than who speaks
    return speaker.name is not None and any(_same(speaker, party) for m in alone for party in cast.parties(m))


def _same(one: Party, other: Party) -> bool:
    return (one.name, one.country) == (other.name, other.country)

"""Words that stand for a place that was named before: "there", "the city", "the country"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from spacy.tokens import Token

from allegedly.drafts import Tokens
from allegedly.language.parsed import Parsed
from allegedly.places.events import Spot
from allegedly.places.gazetteer import Gazetteer
from allegedly.places.words import Words
from allegedly.records import Place

_CITY_STATES = frozenset({"HKG", "MAC", "SGP", "MCO", "VAT", "GIB"})
_POINTING = frozenset({"the", "this", "that"})


def anaphors(parsed: Parsed, named: Sequence[Spot], words: Words, gazetteer: Gazetteer) -> Iterator[Spot]:
    """Yield a spot for each such word whose place is told before it."""
    taken = {index for spot in named for index in range(*spot.tokens)}
    for token in parsed.doc:
        if token.i in taken:
            continue
        place = _meant(token, named, words, gazetteer)
        if place:
            start = token.left_edge.i if token.pos_ == "NOUN" else token.i
            tokens = Tokens(start, token.i + 1)
            yield Spot(tokens, replace(place, span=parsed.span(tokens)), anaphor=True)


def _meant(token: Token, named: Sequence[Spot], words: Words, gazetteer: Gazetteer) -> Place | None:
    if token.lower_ == "there" and token.dep_ in ("advmod", "pcomp"):
        return _last(token.i, named, ())
    kinds = words.anaphors.get(token.lower_)
    if kinds is None or not _points_back(token):
        return None
    called = _called(token, named)
    if called is not None:
        return called
    return _country(token, named, gazetteer) if kinds == ("PCL",) else _last(token.i, named, kinds)


def _points_back(token: Token) -> bool:
    """Tell whether a noun has "the" or "this" and nothing that says which one."""
    children = list(token.children)
    told = any(child.dep_ in ("prep", "appos", "relcl", "compound", "poss", "nmod") for child in children)
    return not told and any(child.lower_ in _POINTING and child.dep_ == "det" for child in children)


def _last(at: int, named: Sequence[Spot], kinds: tuple[str, ...]) -> Place | None:
    for spot in reversed(named):
        fits = not kinds or (spot.place.feature or "").startswith(kinds)
        fits = fits or ("PPL" in kinds and spot.place.country in _CITY_STATES)
        if spot.tokens.end <= at and not spot.demonym and fits:
            return spot.place
    return None


def _called(token: Token, named: Sequence[Spot]) -> Place | None:
    """Return the last place with the word in its name: "the Republic" after "the Dominican Republic"."""
    if not token.text[0].isupper():
        return None
    before = [spot for spot in named if spot.tokens.end <= token.i and token.text in spot.place.name.split()]
    return before[-1].place if before else None


def _country(token: Token, named: Sequence[Spot], gazetteer: Gazetteer) -> Place | None:
    """Return the country that the article has been about, what the sentence itself names counting least."""
    counts: Counter[str] = Counter()
    start = token.sent.start
    for spot in named:
        if spot.tokens.end <= token.i and spot.place.country:
            counts[spot.place.country] += 1 if spot.tokens.start >= start else 3
    if not counts:
        return None
    most = max(counts.values())
    earlier = [s for s in named if s.tokens.end <= token.i and counts[s.place.country or ""] == most]
    before = [s for s in earlier if s.tokens.start < start]
    chosen = before[-1] if before else earlier[0]
    entry = gazetteer.country(chosen.place.country)
    if entry is None:
        return None
    return replace(
        chosen.place, name=entry.name, geonames=entry.geonames, lat=entry.lat, lon=entry.lon, feature=entry.feature
    )

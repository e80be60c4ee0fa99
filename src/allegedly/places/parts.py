"""Parts of countries: "northern Mali" and "the east of Ukraine" lie elsewhere than the country's middle.

``parts.tsv`` says where the middle of each part is; a part has no entry of its own in a gazetteer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import msgspec
from spacy.tokens import Doc

from allegedly import tables
from allegedly.drafts import Tokens
from allegedly.language.parsed import Parsed
from allegedly.places.events import Spot
from allegedly.places.words import Words

#: "The northern part of", "the eastern regions of".
_SHARES = frozenset({"part", "parts", "half", "region", "regions", "area", "areas", "end"})
_LONGEST = 3  #: tokens of "north-eastern"


class Middle(msgspec.Struct, frozen=True):
    """A row of parts.tsv."""

    country: str
    part: str
    lat: float
    lon: float


@lru_cache(maxsize=8)
def middles(folders: tuple[Path, ...] = ()) -> Mapping[tuple[str, str], tuple[float, float]]:
    """Return latitude and longitude of each part, by country and side ("MLI", "N"), the user's over ours."""
    return {(m.country, m.part): (m.lat, m.lon) for m in tables.tsv("allegedly.places", "parts.tsv", Middle, folders)}


def told_apart(parsed: Parsed, spots: Sequence[Spot], words: Words, folders: tuple[Path, ...] = ()) -> list[Spot]:
    """Return the spots, those of countries of which the text names a part standing for that part."""
    where = middles(folders)
    return [_apart(parsed, spot, words.compass, where) for spot in spots]


def _apart(
    parsed: Parsed, spot: Spot, compass: Mapping[str, str], where: Mapping[tuple[str, str], tuple[float, float]]
) -> Spot:
    place = spot.place
    if spot.demonym or spot.anaphor or not (place.feature or "").startswith("PCL"):
        return spot
    for start, end in _sides(parsed.doc, spot.tokens.start):
        side = compass.get(_plain(parsed.doc, start, end))
        middle = where.get((place.country or "", side)) if side else None
        if middle:
            tokens = Tokens(start, spot.tokens.end)
            name = f"{parsed.doc[start:end].text} {place.name}"
            part = replace(
                place, span=parsed.span(tokens), name=name, geonames=None, lat=middle[0], lon=middle[1], feature="RGN"
            )
            return replace(spot, tokens=tokens, place=part)
    return spot


def _sides(doc: Doc, at: int) -> Iterator[tuple[int, int]]:
    """Yield the runs of tokens before a name that may say which side is meant, the longest first."""
    end = at - 1 if at > 1 and doc[at - 1].lower_ == "the" else at
    if end > 1 and doc[end - 1].lower_ == "of":
        end -= 1
        if end > 1 and doc[end - 1].lower_ in _SHARES:
            end -= 1
    elif end != at:
        return
    for length in range(min(_LONGEST, end), 0, -1):
        yield end - length, end


def _plain(doc: Doc, start: int, end: int) -> str:
    """Return the words as the table spells them: "North - Eastern" is "northeastern"."""
    return "".join(token.lower_ for token in doc[start:end] if token.text not in "-–")

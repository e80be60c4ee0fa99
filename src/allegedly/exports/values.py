"""An event's record as single values under names: what the tables of columns choose from.

Values are what the record knows and what follows from it without judgement: a name for a code, a number of days for an
interval. What the record does not know is None.
"""

from __future__ import annotations

import bisect
import hashlib
import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from allegedly.archive.rows import EventRow, event_id, event_rows, storable
from allegedly.archive.sentences import sentences
from allegedly.events.plover import PLOVER
from allegedly.exports import countries
from allegedly.exports.choice import standing
from allegedly.records import Article, Count, Event, Interval, Party, Span, content_id

Values = dict[str, Any]

QUADS = {1: "VERBAL COOPERATION", 2: "MATERIAL COOPERATION", 3: "VERBAL CONFLICT", 4: "MATERIAL CONFLICT"}
_WEEK, _MONTH, _YEAR = 7, 31, 366


@dataclass(frozen=True, slots=True)
class Told:
    """An event with its flat row."""

    event: Event
    row: EventRow


def told(article: Article) -> Iterator[Told]:
    """Yield the events of an article with their rows; an id that comes again is passed over, as the archive does."""
    rows = {row.id: row for row in event_rows(article)}
    key = content_id(article.text)
    for event in article.events:
        row = rows.pop(event_id(key, event.id), None)
        if row is not None:
            yield Told(event, row)


def number(*parts: str) -> int:
    """Return a whole number for an id, small enough (53 bits) that statistics packages keep all of it."""
    return int.from_bytes(hashlib.sha256("\t".join(parts).encode()).digest()[:8]) >> 11


def event_values(article: Article, one: Told) -> Values:
    """Return the values of an event that do not depend on a single party."""
    event, row = one.event, one.row
    return {
        **asdict(row),
        "one": 1,
        "number": number(row.id),
        "standing": ", ".join(standing(event)),
        "language": article.language,
        "coder": storable(article.coder),
        "publisher": storable(article.outlets[-1]) if article.outlets else None,
        "url_or_id": row.url or row.article,
        "length": len(article.text),
        "sentence": sentence_number(article, event.trigger),
        "percent": round(event.confidence * 100),
        "quad_name": QUADS.get(event.quad),
        "contexts_listed": ";".join(event.contexts),
        "best": best(event.dead),
        **_cameo(event.cameo),
        **time_values(event.time),
        **_published(article.published),
        **_place(article, event, row),
        **_parties("actor", event.actors, article),
        **_parties("recipient", event.recipients, article),
    }


def pairs(event: Event) -> list[tuple[Party | None, Party | None]]:
    """Return who did it to whom, one to one; parties that act alike, with no recipient, are paired both ways."""
    if event.recipients:
        return [(a, r) for a in event.actors or (None,) for r in event.recipients]
    alike = [(a, b) for a in event.actors for b in event.actors if a is not b]
    return alike or [(event.actors[0] if event.actors else None, None)]  # type: ignore[return-value]


def dyads(article: Article) -> Iterator[Values]:
    """Yield the values of each event once for each pair of parties."""
    for one in told(article):
        values = event_values(article, one)
        for n, (actor, recipient) in enumerate(pairs(one.event)):
            yield {
                **values,
                "number": number(one.row.id, str(n)),
                **party_values("actor", actor, article),
                **party_values("recipient", recipient, article),
            }


# ── parties ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def party_name(party: Party | None, article: Article) -> str | None:
    """Return the party's name, or the words for it where it has none."""
    if party is None:
        return None
    return storable(party.name or (party.span.of(article.text) if party.span else None))


def party_values(side: str, party: Party | None, article: Article) -> Values:
    """Return the values of one party, each under a name that begins with its side."""
    known = party or Party(span=None, name=None, country=None)
    roles = [row.cameo for code in known.sectors if (row := countries.sectors().get(code)) and row.cameo]
    body = countries.bodies().get(known.country or "")
    if body and body.role:
        roles.insert(0, body.role)
    state = known.country if known.country in countries.countries() else None
    group = body.group if body else None
    three = [*roles, None, None, None]
    values = {
        "name": party_name(party, article),
        "country": known.country,
        "country_name": countries.country_name(known.country),
        "sector_names": ", ".join(sector_name(code) for code in known.sectors) or None,
        "start": known.span.start if known.span else None,
        "state": state,
        "group": group,
        "cameo": "".join(part for part in (state, *roles[: bool(body)], group, *roles[bool(body) :]) if part) or None,
        "role1": three[0],
        "role2": three[1],
        "role3": three[2],
    }
    return {f"{side}_{name}": value for name, value in values.items()}


def sector_name(code: str) -> str:
    """Return a sector's English name; the code itself where no table has it."""
    row = countries.sectors().get(code)
    return row.name if row else code


def _parties(side: str, parties: Sequence[Party], article: Article) -> Values:
    """Return the values of all parties of a side: in a row, with ";" between."""
    names = [party_name(p, article) or "" for p in parties]
    all_sectors = list(dict.fromkeys(code for p in parties for code in p.sectors))
    words = [storable(p.span.of(article.text)) or "" if p.span else "" for p in parties]
    values = {
        "names": _row(names),
        "others": _row(names[1:]),
        "countries": _row([p.country or "" for p in parties]),
        "sector": all_sectors[0] if all_sectors else None,
        "sectors_listed": _row(all_sectors),
        "words": _row(words),
    }
    first = party_values(side, parties[0] if parties else None, article)
    return {**{f"{side}_{name}": value for name, value in values.items()}, **first}


def _row(cells: Sequence[str]) -> str | None:
    """Return cells with ";" between, the first of each list for the first party; None where all are empty."""
    return ";".join(cell.replace(";", ",") for cell in cells) if any(cells) else None


# ── what was done ────────────────────────────────────────────────────────────────────────────────────────────────────


def _cameo(code: str | None) -> Values:
    row = PLOVER.cameo_rows.get(code or "")
    return {
        "cameo_base": code[:3] if code else None,
        "cameo_root": code[:2] if code else None,
        "cameo_quad": cameo_quad(code),
        "cameo_label": row.label if row else None,
        "goldstein": row.goldstein if row else None,
    }


def cameo_quad(code: str | None) -> int | None:
    """Return the quad class of a CAMEO code by its root, as GDELT's codebook has it."""
    root = int(code[:2]) if code and code[:2].isdecimal() and code[:2].isascii() else 0
    return next((quad for quad, last in ((1, 5), (2, 9), (3, 13), (4, 20)) if 1 <= root <= last), None)


def best(count: Count | None) -> int | None:
    """Return the one figure that the voice gives, exactly or as "at least"; None where it gives a range."""
    return count.min if count and count.max in (None, count.min) else None


def sentence_number(article: Article, span: Span) -> int | None:
    """Return which sentence of the text a span begins in, from 1."""
    at = bisect.bisect_right(_sentence_ends(article.text), span.start)
    return at + 1 if at < len(_sentence_ends(article.text)) else None


@lru_cache(maxsize=2)
def _sentence_ends(text: str) -> list[int]:
    return [s.end for s in sentences(text)]


# ── when ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def day_of(text: str | None) -> date | None:
    """Return the day of an ISO date; None for what is none."""
    try:
        return date.fromisoformat(text) if text and len(text) == len("2017-10-10") else None
    except ValueError:
        return None


def time_values(time: Interval | None) -> Values:
    """Return day, month and year where the interval lies within one, and how exact it is by UCDP and by ACLED."""
    start, end = (day_of(time.start), day_of(time.end)) if time else (None, None)
    days = (end - start).days + 1 if start and end else 0
    inside = start if start and end and days > 0 else None
    day = inside if days == 1 else None
    month = inside if inside and end and inside.isoformat()[:7] == end.isoformat()[:7] else None
    year = inside if inside and end and inside.year == end.year else None
    return {
        "day": day.isoformat() if day else None,
        "day_digits": day.isoformat().replace("-", "") if day else None,
        "month_digits": f"{month.year:04}{month.month:02}" if month else None,
        "year": year.year if year else None,
        "fraction": _fraction(day) if day else None,
        "ucdp_when": _ucdp_when(days),
        "acled_when": _acled_when(days),
    }


def _fraction(day: date) -> float:
    """Return the year and the part of it that is over, by GDELT's formula, whose months have thirty days."""
    return round(day.year + min((day.month * 30 + day.day) / 365, 0.9999), 4)


def _ucdp_when(days: int) -> int | None:
    steps = ((1, 1), (_WEEK - 1, 2), (_WEEK, 3), (_MONTH, 4), (_YEAR, 5))
    return next((code for last, code in steps if 1 <= days <= last), None)


def _acled_when(days: int) -> int | None:
    return next((code for last, code in ((1, 1), (_WEEK, 2), (_MONTH, 3)) if 1 <= days <= last), None)


def _published(published: str | None) -> Values:
    day = day_of(published)
    return {"published_digits": f"{day.year:04}{day.month:02}{day.day:02}000000" if day else None}


# ── where ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _place(article: Article, event: Event, row: EventRow) -> Values:
    kind = countries.feature(row.feature)
    country = countries.countries().get(row.place_country or "")
    known = row.lat is not None and row.lon is not None
    place = event.place
    return {
        "place_words": storable(place.span.of(article.text)) if place and place.span else None,
        "city": row.place if kind.level == "city" else None,
        "district": row.place if kind.level == "district" else None,
        "province": row.place if kind.level == "province" else None,
        "place_country_name": countries.country_name(row.place_country),
        "place_iso": country.number if country else None,
        "place_fips": country.fips if country else None,
        "place_full": _full_name(row.place, country.name if country else None),
        "gdelt_type": _gdelt_type(kind, row.place_country) if row.place else None,
        "ucdp_where": kind.ucdp,
        "acled_where": kind.acled,
        "wkt": f"POINT ({row.lon} {row.lat})" if known else None,
        "priogrid": priogrid(row.lat, row.lon),
    }


def _full_name(place: str | None, country: str | None) -> str | None:
    return f"{place}, {country}" if place and country and place != country else place


def _gdelt_type(kind: countries.Feature, country: str | None) -> int | None:
    """Return GDELT's type, which has states and cities of the United States apart: 2 and 3."""
    return {5: 2, 4: 3}.get(kind.gdelt or 0, kind.gdelt) if country == "USA" else kind.gdelt


def priogrid(lat: float | None, lon: float | None) -> int | None:
    """Return the cell of PRIO-GRID: half a degree square, counted from 1 in the south-west, eastwards first."""
    if lat is None or lon is None or not (-90 <= lat <= 90 and -180 <= lon <= 180):
        return None
    row, column = min(math.floor((lat + 90) * 2), 359), min(math.floor((lon + 180) * 2), 719)
    return row * 720 + column + 1

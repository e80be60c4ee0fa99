"""A coded article as rows of the archive's tables."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Self

from allegedly.archive.sentences import sentence_at
from allegedly.codec import encode
from allegedly.records import Article, Count, Event, Party, Span, Statement, content_id

Row = dict[str, Any]

#: What no database keeps as text: halves of surrogate pairs, and the NUL. The record keeps them.
_UNSTORABLE = re.compile("[\ud800-\udfff\0]")

#: What a pair of countries repeats of its event.
_OF_DYADS = ("day", "type", "quad", "granularity", "tense", "certainty", "polarity")

KEY = 16  #: characters of an article's key, with which the ids of its events begin

MAX_QUOTE = 600  #: characters of a sentence that are kept for lists and search; the record has all of it


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """An event as lists and tables show it: one flat row, several parties with "; " between them.

    ``actor_countries`` and ``actor_sectors`` stand in the order of ``actors``, with "?" for what is not known.
    """

    id: str  #: the article's key, "-", the event's id in its record
    article: str  #: key of the article: the id of its text
    article_id: str  #: the id that the article was given
    title: str | None
    published: str | None
    outlets: str  #: republisher first
    url: str | None
    start: str | None  #: first day
    end: str | None  #: last day
    granularity: str | None
    type: str
    mode: str | None
    contexts: str
    quad: int
    cameo: str | None
    actors: str
    actor_countries: str
    actor_sectors: str
    recipients: str
    recipient_countries: str
    recipient_sectors: str
    voice: str | None  #: who says so, innermost; None where the outlet says so itself
    voice_country: str | None
    voice_sectors: str | None
    voices: str  #: the whole chain, outermost first
    party_claim: bool  #: who says so is of a country that acts or is acted on
    certainty: str
    polarity: str
    tense: str
    place: str | None
    geonames: int | None
    lat: float | None
    lon: float | None
    feature: str | None
    place_country: str | None
    dead_min: int | None
    dead_max: int | None
    injured_min: int | None
    injured_max: int | None
    confidence: float
    trigger: str
    trigger_start: int
    trigger_end: int
    quote: str  #: the sentence

    @classmethod
    def of(cls, row: Row, article: Row) -> Self:
        """Return the row from those of ``events`` and ``articles``."""
        told = {
            "article_id": article["id"],
            "title": article["title"],
            "outlets": "; ".join(json.loads(article["outlets"])),
            "url": article["url"],
        }
        kept = {name: row[name] for name in cls.__dataclass_fields__ if name in row}
        return cls(**{**kept, **told})


def event_rows(article: Article) -> list[EventRow]:
    """Return a row for each event of an article."""
    row = article_row(article)
    return [EventRow.of(event, row) for event in EventRows(article, row["key"]).events]


def storable(text: str | None) -> str | None:
    """Return the text with what no database keeps replaced by U+FFFD."""
    return None if text is None else _UNSTORABLE.sub("\ufffd", text)


def storable_row(row: Row) -> Row:
    """Return the row with every text in it storable: codes of a broken record may be anything too."""
    return {name: storable(value) if isinstance(value, str) else value for name, value in row.items()}


def _text(text: str) -> str:
    return _UNSTORABLE.sub("\ufffd", text)


def digest(*parts: object) -> str:
    """Return an id for a row without one of its own: the first 16 hex digits of the SHA-256 of its parts."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=True).encode()).hexdigest()[:16]


def event_id(key: str, local: str) -> str:
    """Return the id that an event has in the archive."""
    return f"{key}-{local}"


def article_row(article: Article) -> Row:
    """Return the row of ``articles``."""
    return {
        "key": content_id(article.text),
        "id": _text(article.id),
        "title": storable(article.title),
        "published": article.published,
        "language": article.language,
        "url": storable(article.url),
        "outlets": json.dumps([_text(o) for o in article.outlets], ensure_ascii=False),
        "coder": storable(article.coder),
        "statements": len(article.statements),
        "events": len(article.events),
        "record": encode(article),
    }


def outlet_rows(article: Article, key: str) -> list[Row]:
    """Return a row of ``outlets`` for each outlet of the chain."""
    return [
        {"article": key, "position": n, "name": _text(o), "folded": _text(o).casefold()}
        for n, o in enumerate(article.outlets)
    ]


def sighting_row(article: Article, key: str) -> Row:
    """Return the row of ``sightings`` for a text that is there already."""
    outlets = json.dumps([_text(o) for o in article.outlets], ensure_ascii=False)
    told = {
        "given_id": _text(article.id),
        "title": storable(article.title),
        "published": article.published,
        "url": storable(article.url),
    }
    return {"id": digest(key, *told.values(), outlets), "article": key, **told, "outlets": outlets}


def statement_rows(article: Article, key: str) -> list[Row]:
    """Return the rows of ``statements``."""
    return [_statement_row(article, s, key) for s in _once(article.statements)]


def _statement_row(article: Article, statement: Statement, key: str) -> Row:
    return {
        "id": event_id(key, statement.id),
        "article": key,
        "local": statement.id,
        "source": storable(_label(statement.source, article)),
        "country": statement.source.country,
        "sectors": _padded(statement.source.sectors),
        "kind": statement.kind,
        "act": statement.act,
        "within": statement.within,
        "cue": storable(statement.cue.of(article.text)) if statement.cue else None,
        "content": _text(" … ".join(s.of(article.text) for s in statement.content)),
    }


def _once(things: Iterable[Any]) -> Iterator[Any]:
    """Yield each thing whose id was not there before: a broken record must not break the batch."""
    seen = set()
    for thing in things:
        if thing.id not in seen:
            seen.add(thing.id)
            yield thing


class EventRows:
    """The rows of ``events``, ``parties`` and ``dyads`` of one article."""

    def __init__(self, article: Article, key: str) -> None:
        self.article = article
        self.key = key
        self.statements = {s.id: s for s in article.statements}
        self.events: list[Row] = []
        self.parties: list[Row] = []
        self.dyads: list[Row] = []
        for event in _once(article.events):
            self._add(event)

    def _add(self, event: Event) -> None:
        row = self._event(event)
        self.events.append(row)
        voices = [self.statements[v].source for v in event.voice if v in self.statements]
        for role, parties in (("actor", event.actors), ("recipient", event.recipients), ("voice", voices[-1:])):
            self.parties.extend(self._party(row, role, n, party) for n, party in enumerate(parties))
        self.dyads.extend(_dyads(event, row))

    def _party(self, row: Row, role: str, position: int, party: Party) -> Row:
        name = storable(_label(party, self.article))
        return {
            "event": row["id"],
            "role": role,
            "position": position,
            "name": name,
            "folded": name.casefold() if name else None,
            "country": party.country,
            "sectors": _padded(party.sectors),
            "day": row["day"],
        }

    def _event(self, event: Event) -> Row:
        return {
            "id": event_id(self.key, event.id),
            "article": self.key,
            "local": event.id,
            "published": self.article.published,
            "type": event.type,
            "mode": event.mode,
            "contexts": " ".join(event.contexts),
            "quad": event.quad,
            "cameo": event.cameo,
            **self._parties("actor", event.actors),
            **self._parties("recipient", event.recipients),
            "certainty": event.certainty,
            "polarity": event.polarity,
            "tense": event.tense,
            "trigger": _text(event.trigger.of(self.article.text)),
            "trigger_start": event.trigger.start,
            "trigger_end": event.trigger.end,
            "quote": self._quote(event.trigger),
            "confidence": event.confidence,
            **_time(event),
            **self._voice(event),
            **_place(event),
            **_numbers("dead", event.dead),
            **_numbers("injured", event.injured),
        }

    def _quote(self, trigger: Span) -> str:
        sentence = sentence_at(self.article, trigger)
        return " ".join(_text(sentence.of(self.article.text))[:MAX_QUOTE].split())

    def _parties(self, role: str, parties: tuple[Party, ...]) -> Row:
        return {
            f"{role}s": self._names(parties),
            f"{role}_countries": "; ".join(p.country or "?" for p in parties),
            f"{role}_sectors": "; ".join(" ".join(p.sectors) or "?" for p in parties),
        }

    def _names(self, parties: Iterable[Party]) -> str:
        return _text("; ".join(_label(p, self.article) or "?" for p in parties))

    def _voice(self, event: Event) -> Row:
        sources = [self.statements[v].source for v in event.voice if v in self.statements]
        last = sources[-1] if sources else None
        sides = {p.country for p in (*event.actors, *event.recipients) if p.country}
        return {
            "voices": self._names(sources),
            "voice": storable(_label(last, self.article) or "?") if last else None,
            "voice_country": last.country if last else None,
            "voice_sectors": " ".join(last.sectors) if last else None,
            "party_claim": last is not None and last.country in sides,
        }


def _label(party: Party | None, article: Article) -> str | None:
    if party is None:
        return None
    return party.name or (party.span.of(article.text) if party.span else None) or party.country


def _padded(sectors: Iterable[str]) -> str:
    return "".join(f" {s}" for s in sectors) + " "


def _time(event: Event) -> Row:
    time = event.time
    return {
        "day": (time.start or time.end or "") if time else "",
        "start": time.start if time else None,
        "end": time.end if time else None,
        "granularity": time.granularity if time else None,
    }


def _place(event: Event) -> Row:
    place = event.place
    return {
        "place": storable(place.name) if place else None,
        "geonames": place.geonames if place else None,
        "lat": place.lat if place else None,
        "lon": place.lon if place else None,
        "feature": place.feature if place else None,
        "place_country": place.country if place else None,
    }


def _numbers(name: str, count: Count | None) -> Row:
    return {f"{name}_min": count.min if count else None, f"{name}_max": count.max if count else None}


def _dyads(event: Event, row: Row) -> Iterator[Row]:
    """Yield the pairs of countries of an event; parties that act alike, with no recipient, are paired."""
    actors = sorted({p.country for p in event.actors if p.country})
    recipients = sorted({p.country for p in event.recipients if p.country})
    pairs = [(a, r) for a in actors for r in recipients]
    if not event.recipients:
        pairs = [(a, b) for a in actors for b in actors if a != b]
    for actor, recipient in pairs:
        claimed = row["voice_country"] is not None and row["voice_country"] in (actor, recipient)
        sides = {"event": row["id"], "actor": actor, "recipient": recipient, "claimed": claimed}
        yield {**sides, **{name: row[name] for name in _OF_DYADS}}

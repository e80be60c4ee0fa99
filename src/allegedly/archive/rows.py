"""A coded article as rows of the archive's tables."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from allegedly.archive.sentences import sentence_at
from allegedly.codec import encode
from allegedly.records import Article, Count, Event, Party, Span, Statement, content_id

Row = dict[str, Any]

#: What no database keeps as text: halves of surrogate pairs, and the NUL. The record keeps them.
_UNSTORABLE = re.compile("[\ud800-\udfff\0]")

MAX_QUOTE = 600  #: characters of a sentence that are kept for lists and search; the record has all of it


def storable(text: str | None) -> str | None:
    """Return the text with what no database keeps replaced by U+FFFD."""
    return None if text is None else _UNSTORABLE.sub("\ufffd", text)


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
            "actors": self._names(event.actors),
            "recipients": self._names(event.recipients),
            "certainty": event.certainty,
            "polarity": event.polarity,
            "tense": event.tense,
            "trigger": _text(event.trigger.of(self.article.text)),
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
        yield {"event": row["id"], "actor": actor, "recipient": recipient, "month": row["day"][:7], "day": row["day"]}

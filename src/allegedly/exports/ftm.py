"""FollowTheMoney entities, one a line, for Aleph and its kin: articles, events, and the parties involved.

FollowTheMoney has no field for whose word it is. An event that is no plain fact says so in its name, which is what
people see, and in its notes and keywords. Whether a party is a person or a body the record does not tell, so each is a
``LegalEntity``, which is either.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import IO, Any

from allegedly.archive.rows import article_row, digest, storable
from allegedly.exports import phrases
from allegedly.exports.choice import Choice, label, standing
from allegedly.exports.countries import iso2
from allegedly.exports.exporter import Exporter
from allegedly.exports.plainjson import line
from allegedly.exports.values import Told, party_name, told
from allegedly.records import Article, Party

Entity = dict[str, Any]

#: FollowTheMoney writes languages with three letters; others than English are not coded.
LANGUAGES = {"en": "eng"}


class FollowTheMoney(Exporter):
    """The entities of each article; a party is written again only where more is known of it."""

    def __init__(self, stream: IO[Any], choice: Choice | None = None) -> None:
        super().__init__(stream, choice)
        self._written: set[str] = set()

    def write(self, article: Article) -> None:
        """Write the article, its parties and its events."""
        for entity in entities(article):
            text = line(entity)
            if text not in self._written:
                self.stream.write(text + "\n")
            if entity["schema"] == "LegalEntity":
                self._written.add(text)


def entities(article: Article) -> Iterator[Entity]:
    """Yield the entities of an article; those that others point to come first."""
    row = article_row(article)
    document = row["key"]
    yield _entity(
        document,
        "Article",
        title=row["title"],
        publishedAt=article.published,
        publisher=[storable(outlet) for outlet in article.outlets],
        sourceUrl=row["url"],
        language=LANGUAGES.get(article.language or ""),
        bodyText=storable(article.text),
    )
    for one in told(article):
        involved = [p for p in (*one.event.actors, *one.event.recipients) if party_name(p, article)]
        yield from (_party(p, article) for p in involved)
        yield _event(one, article, [_party_id(p, article) for p in involved], document)


def _event(one: Told, article: Article, involved: list[str], document: str) -> Entity:
    row = one.row
    return _entity(
        row.id,
        "Event",
        name=f"{label(one.event)}: {row.actors or '?'} → {row.recipients or '—'}",
        summary=row.quote,
        startDate=row.start,
        endDate=row.end,
        location=row.place,
        country=_country(row.place_country),
        involved=involved,
        proof=document,
        recordId=row.id,
        sourceUrl=row.url,
        publisher=[storable(outlet) for outlet in article.outlets],
        keywords=[row.type, *standing(one.event), f"confidence {row.confidence:.2f}"],
        notes=f"On whose word: {_voice(one, article)}. How surely: {phrases.certainty(one.event)}.",
    )


def _voice(one: Told, article: Article) -> str | None:
    return storable(phrases.voice(one.event, article))


def _party(party: Party, article: Article) -> Entity:
    name, country = party_name(party, article), _country(party.country)
    return _entity(_party_id(party, article), "LegalEntity", name=name, country=country, keywords=list(party.sectors))


def _party_id(party: Party, article: Article) -> str:
    return digest((party_name(party, article) or "").casefold(), party.country)


def _country(code: str | None) -> str | None:
    two = iso2(code)
    return two.lower() if two else None


def _entity(key: str, schema: str, **properties: str | Iterable[Any] | None) -> Entity:
    listed = {name: [value] if isinstance(value, str) else list(value or ()) for name, value in properties.items()}
    kept = {name: list(dict.fromkeys(v for v in values if v)) for name, values in listed.items()}
    return {"id": key, "schema": schema, "properties": {name: values for name, values in kept.items() if values}}

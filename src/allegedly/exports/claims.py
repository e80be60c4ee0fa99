"""schema.org Claims as JSON-LD: who claims what, in which article.

Everything is a Claim: what a source is quoted with is the source's, what the outlet reports on its own word is the
outlet's. No ClaimReview is written: that is a verdict on truth, and the record holds none. What a claim is about is an
``Event`` only where the outlet itself reports it as certain and past; a claimed, denied or unsure one has a type of our
own, so that no reader of the graph meets it as a plain event.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from allegedly.archive.rows import EventRow
from allegedly.exports import phrases
from allegedly.exports.choice import label, standing
from allegedly.exports.countries import iso2
from allegedly.exports.plainjson import JsonItems, known
from allegedly.exports.values import Told, party_name, told
from allegedly.records import Article, Statement, content_id

CONTEXT = '["https://schema.org",{"allegedly":"urn:allegedly:"}]'
Node = dict[str, Any]


class Claims(JsonItems):
    """One graph for all articles."""

    head = f'{{"@context":{CONTEXT},"@graph":['

    def write(self, article: Article) -> None:
        """Write the article, the statements in it, and what it reports itself."""
        for node in claims(article):
            self.item(node)


def claims(article: Article) -> Iterator[Node]:
    """Yield the article and a Claim for each statement, and for each event on the outlet's own word."""
    here = {"@id": f"urn:allegedly:{content_id(article.text)}"}
    yield _article(article, here)
    events = list(told(article))
    for statement in {s.id: s for s in article.statements}.values():
        about = [_event(one) for one in events if one.event.voice[-1:] == (statement.id,)]
        yield _claim(statement, article, here, about)
    for one in events:
        if not one.event.voice:
            own = {"@id": f"{here['@id']}:{one.event.id}:claim", "@type": "Claim", "text": one.row.quote}
            yield {**own, **known(author=_outlets(article)[-1:]), "appearance": here, "about": [_event(one)]}


def _article(article: Article, here: Node) -> Node:
    told = known(
        headline=article.title,
        datePublished=article.published,
        url=article.url,
        inLanguage=article.language,
        publisher=_outlets(article),
    )
    return {**here, "@type": "NewsArticle", **told}


def _outlets(article: Article) -> list[Node]:
    return [{"@type": "Organization", "name": outlet} for outlet in article.outlets]


def _claim(statement: Statement, article: Article, here: Node, about: list[Node]) -> Node:
    source = statement.source
    # whether a person or a body, the record does not tell: so no type
    author = known(
        **{
            "name": party_name(source, article),
            "allegedly:country": source.country,
            "allegedly:sectors": list(source.sectors),
        }
    )
    outer = f"{here['@id']}:{statement.within}" if statement.within else None
    told = {
        "author": author,
        "appearance": here,
        "about": about,
        "allegedly:act": statement.act,
        "allegedly:kind": statement.kind,
        "allegedly:within": {"@id": outer} if outer else None,
    }
    own = {"@id": f"{here['@id']}:{statement.id}", "@type": "Claim", "text": phrases.said(statement, article)}
    return {**own, **known(**told)}


def _event(one: Told) -> Node:
    row, event = one.row, one.event
    plain = standing(event) == ("reported",)
    told = {
        "name": f"{label(event)}: {row.actors or '?'} → {row.recipients or '—'}",
        "startDate": row.start,
        "endDate": row.end,
        "location": _place(row),
        "allegedly:type": row.type,
        "allegedly:mode": row.mode,
        "allegedly:certainty": row.certainty,
        "allegedly:polarity": row.polarity,
        "allegedly:tense": row.tense,
        "allegedly:confidence": row.confidence,
    }
    return {"@id": f"urn:allegedly:{row.id}", "@type": "Event" if plain else "allegedly:ClaimedEvent", **known(**told)}


def _place(row: EventRow) -> Node | None:
    if row.place is None:
        return None
    point = {"@type": "GeoCoordinates", "latitude": row.lat, "longitude": row.lon}
    where = {"geo": point} if row.lat is not None and row.lon is not None else {}
    country = iso2(row.place_country)
    address = {"address": {"@type": "PostalAddress", "addressCountry": country}} if country else {}
    return {"@type": "Place", "name": row.place, **where, **address}

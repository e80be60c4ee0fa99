"""Articles in which whatever can be text is hostile, and an archive of them."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from payloads import PAYLOADS

from allegedly.archive import Archive, link
from allegedly.archive.adjudication import adopt
from allegedly.archive.database import writing
from allegedly.archive.joining import pair_of
from allegedly.archive.reviews import decide, layers, named
from allegedly.archive.rows import storable
from allegedly.archive.rulings import rule
from allegedly.reading import Failure
from allegedly.records import Article, Block, Count, Event, Interval, Party, Place, Span, Statement, content_id


def hostile(payload: str, n: int) -> Article:
    """Return an article in which everything that can be text is hostile, with marks right beside and across it."""
    lead, rest = "Rebels ", f" attacked the town {n}, the army said {payload} yesterday."
    text = f"{payload}\n{lead}{payload}{rest}"
    at = {words: Span(text.index(words), text.index(words) + len(words)) for words in ("attacked", "the army", "said")}
    start = len(payload) + 1 + len(lead)
    rebels = Party(span=Span(start, start + len(payload)), name=payload, country="MLI", sectors=("REB",))
    army = Party(span=at["the army"], name=payload, country="MLI", sectors=("MIL",))
    said = Statement(
        id="s1", source=army, cue=at["said"], content=(Span(start - len(lead), at["attacked"].end),), kind="indirect"
    )
    day = str(date(2004, 1, 1) + timedelta(days=20 * n))  # each an incident of its own
    event = Event(
        id="e1",
        trigger=at["attacked"],
        type="ASSAULT",
        mode=None,
        quad=4,
        actors=(rebels,),
        recipients=(replace(rebels, name=f"{payload} too", country=None),),
        voice=("s1",),
        place=Place(
            span=Span(start, start + 1), name=payload, geonames=None, lat=10.0 + n / 10, lon=5.0, country="MLI"
        ),
        time=Interval(span=None, start=day, end=day, granularity="day"),
    )
    return Article(
        id=content_id(text),
        text=text,
        title=payload,
        published="2013-03-03",
        language="en",
        outlets=(payload, f"Wire {payload}"),
        url=payload,
        blocks=(
            Block(role="headline", spans=(Span(0, len(payload)),)),
            Block(role="body", spans=(Span(len(payload) + 1, len(text)),)),
        ),
        statements=(said,),
        events=(event,),
        notes=(payload,),
        coder=payload,
    )


ARTICLES = [hostile(payload, n) for n, payload in enumerate(PAYLOADS)]


def sendable(payload: str) -> bool:
    """Tell whether a client would send it in an address: none sends half a surrogate pair."""
    return "\ud800" not in payload


def besiege(archive: Archive, articles: list[Article] = ARTICLES) -> None:
    """Put payloads into an archive, wherever words of others get: articles, copies, reviews, rulings, failures."""
    for article in articles:
        archive.put(article)
        archive.put(replace(article, url=f"https://a.example/{article.url}", title=f"again {article.title}"))
        archive.fail(Failure(f"/in/{article.title}.html", "R13", article.title or ""))
        review(archive, article)
    with writing(archive.engine) as connection:
        for one, other in pairwise([*articles, articles[0]]):
            rule(connection, pair_of(event_of(one), event_of(other)), same=False, author=one.title or "", seen=None)
    link(archive)


def event_of(article: Article) -> str:
    return f"{content_id(article.text)}-e1"


def review(archive: Archive, article: Article) -> None:
    """Have two people of hostile names code an article apart, and a third correct it with hostile words."""
    key, unit, payload = content_id(article.text), next(iter(named(article.events))), article.title or ""
    corrected = replace(
        article.events[0],
        type="COERCE",
        place=Place(span=Span(0, 1), name=f"place {payload}"[:300], geonames=None, lat=1.0, lon=2.0, country="MLI"),
        dead=Count(span=Span(0, 2), min=1, max=None),
    )
    others = tuple(replace(s, id="own1", source=replace(s.source, name=payload[:300])) for s in article.statements)
    for coder in (storable(f"{payload} a"), storable(f"{payload} b")):
        said = replace(corrected, voice=("own1",), certainty="possible" if coder.endswith("b") else "certain")
        decide(archive, key, unit, "correct", author=coder, layer=coder, event=said, statements=others, comment=payload)
    first = sorted(layer for layer in layers(archive, key) if layer)[0]
    adopted = adopt(archive, key, first, unit, author=payload, fields=["voice"])
    decide(archive, key, unit, "correct", author=payload, event=corrected, comment=article.notes[0], seen=adopted.n)

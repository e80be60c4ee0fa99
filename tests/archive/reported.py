"""Short coded reports for tests of what is made of several: one event each, as a coder would have it."""

from allegedly.records import Article, Count, Event, Interval, Party, Place, Span, Statement, content_id

GUNMEN = Party(span=None, name="gunmen", country="MLI", sectors=("UAF",))
ARMY = Party(span=None, name="Malian army", country="MLI", sectors=("MIL",))
REBELS = Party(span=None, name="CMA rebels", country="MLI", sectors=("REB",))
VILLAGERS = Party(span=None, name="villagers", country="MLI", sectors=("CVL",))
FRANCE = Party(span=None, name="France", country="FRA", sectors=("GOV",))
GAO = Place(span=None, name="Gao", geonames=2457161, lat=16.27, lon=-0.04, feature="PPLA", country="MLI")
KIDAL = Place(span=None, name="Kidal", geonames=2455290, lat=18.44, lon=1.41, feature="PPLA", country="MLI")
MALI = Place(span=None, name="Mali", geonames=2453866, lat=18.0, lon=-2.0, feature="PCLI", country="MLI")


def on(day: str) -> Interval:
    return Interval(span=None, start=day, end=day, granularity="day")


def toll(least: int, most: int | None = -1) -> Count:
    return Count(span=None, min=least, max=least if most == -1 else most)


def report(text: str, outlet: str = "Sahel Wire", published: str | None = "2021-05-04", **fields: object) -> Article:
    """Return an article of one event, whose trigger is the second word; ``voice`` is a Party or None."""
    voice = fields.pop("voice", None)
    says = Statement(id="s1", source=voice or ARMY, cue=None, content=(Span(0, len(text)),), kind="indirect")
    start = text.index(" ") + 1
    event = {
        "id": "e1",
        "trigger": Span(start, text.index(" ", start)),
        "type": "ASSAULT",
        "mode": None,
        "quad": 4,
        "voice": ("s1",) if voice else (),
        "confidence": 0.9,
        **fields,
    }
    return Article(
        id=content_id(text),
        text=text,
        title=text[:30],
        published=published,
        outlets=(outlet,),
        statements=(says,) if voice else (),
        events=(Event(**event),),  # type: ignore[arg-type]
    )


def event_of(article: Article) -> str:
    """Return the id that the event of a report has in an archive."""
    return f"{content_id(article.text)}-e1"

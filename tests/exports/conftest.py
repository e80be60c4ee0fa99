"""One coded article with everything in it, for all formats."""

import sys
from pathlib import Path

import pytest

from allegedly.records import (
    Article,
    Block,
    Count,
    Event,
    Interval,
    Party,
    Place,
    Span,
    Statement,
    content_id,
)

# records of any shape, for property tests
sys.path.insert(0, str(Path(__file__).parent.parent / "archive"))

TEXT = (
    "Shelling near Gao kills nine\n"
    "=Bamako Wire= BAMAKO, 3 March 2013 - Gunmen shelled a market near Gao on Saturday and killed at least nine "
    "people, Mali’s army said. \U0001f525 Ansar Dine denied that its fighters had fired at civilians."
)


def span(words: str) -> Span:
    at = TEXT.index(words)
    return Span(at, at + len(words))


GUNMEN = Party(span=span("Gunmen"), name="=gunmen", country="MLI", sectors=("UAF",))
PEOPLE = Party(span=span("people"), name="people", country="MLI", sectors=("CVL",))
ARMY = Party(span=span("Mali’s army"), name="Malian army", country="MLI", sectors=("MIL",))
ANSAR = Party(span=span("Ansar Dine"), name="Ansar Dine", country="MLI", sectors=("REB",))
CIVILIANS = Party(span=span("civilians"), name="civilians", country="MLI", sectors=("CVL",))
GAO = Place(span=span("Gao"), name="Gao", geonames=2457161, lat=16.27, lon=-0.04, feature="PPLA", country="MLI")
SATURDAY = Interval(span=span("Saturday"), start="2013-03-02", end="2013-03-02", granularity="day")


@pytest.fixture
def article() -> Article:
    said = Statement(
        id="s1",
        source=ARMY,
        cue=span("said"),
        content=(span("Gunmen shelled a market near Gao on Saturday"),),
        kind="indirect",
    )
    denied = Statement(
        id="s2",
        source=ANSAR,
        cue=span("denied"),
        content=(span("that its fighters had fired at civilians"),),
        kind="indirect",
        act="deny",
    )
    shelled = Event(
        id="e1",
        trigger=span("shelled"),
        type="ASSAULT",
        mode="heavy-weapons",
        contexts=("military",),
        quad=4,
        cameo="194",
        actors=(GUNMEN,),
        recipients=(PEOPLE,),
        voice=("s1",),
        place=GAO,
        time=SATURDAY,
        dead=Count(span=span("nine"), min=9, max=None),
        confidence=0.8,
    )
    fired = Event(
        id="e2",
        trigger=span("fired"),
        type="ASSAULT",
        mode=None,
        quad=4,
        cameo="190",
        actors=(ANSAR,),
        recipients=(CIVILIANS,),
        voice=("s2",),
        polarity="-",
    )
    deny = Event(
        id="e3", trigger=span("denied"), type="REJECT", mode=None, quad=3, cameo="125", actors=(ANSAR,), time=SATURDAY
    )
    blocks = (
        Block(role="headline", spans=(span("Shelling near Gao kills nine"),)),
        Block(role="body", spans=(Span(TEXT.index("=Bamako"), len(TEXT)),)),
    )
    return Article(
        id=content_id(TEXT),
        text=TEXT,
        title="Shelling near Gao kills nine",
        published="2013-03-03",
        language="en",
        outlets=("Sahel Monitor", "Bamako Wire"),
        url="https://sahel.example/gao",
        blocks=blocks,
        statements=(said, denied),
        events=(shelled, fired, deny),
        coder="by hand",
    )

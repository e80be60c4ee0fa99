"""Three reports of one raid, one of which denies it, and a fourth that may be of something else."""

from dataclasses import replace

from made_up import GAO

from allegedly.records import Article, Count, Event, Interval, Party, Place, Span, Statement, content_id

DAY = Interval(span=None, start="2021-05-03", end="2021-05-03", granularity="day")
MALI = Place(span=None, name="Mali", geonames=2453866, lat=18.0, lon=-2.0, feature="PCLI", country="MLI")
ARMY = Party(span=None, name="Malian army", country="MLI", sectors=("MIL",))
REBELS = Party(span=None, name="CMA rebels", country="MLI", sectors=("REB",))
VILLAGERS = Party(span=None, name="villagers", country="MLI", sectors=("CVL",))


def report(text: str, outlet: str, voice: Party, dead: int | None = None, polarity: str = "+") -> Article:
    """Return an article of one event, whose trigger is the second word, on a voice's word."""
    says = Statement(id="s1", source=voice, cue=None, content=(Span(0, len(text)),), kind="indirect")
    start = text.index(" ") + 1
    event = Event(
        id="e1",
        trigger=Span(start, text.index(" ", start)),
        type="ASSAULT",
        mode=None,
        quad=4,
        actors=(REBELS,),
        recipients=(VILLAGERS,),
        place=GAO,
        time=DAY,
        voice=("s1",),
        polarity=polarity,  # type: ignore[arg-type]
        dead=Count(span=None, min=dead, max=dead) if dead else None,
        confidence=0.9,
    )
    return Article(
        id=content_id(text),
        text=text,
        title=text[:30],
        published="2021-05-04",
        outlets=(outlet,),
        statements=(says,),
        events=(event,),
    )


REPORTS = [
    report("Rebels attacked villagers near Gao on Monday and killed twelve, the army said.", "Sahel Wire", ARMY, 12),
    report("Rebels attacked villagers of Gao before dawn, an officer of the army told us.", "Kidal Post", ARMY, 12),
    report("Rebels attacked nobody near Gao on Monday, a speaker of the CMA said by telephone.", "Dakar Mail", REBELS,
           polarity="-"),
]  # fmt: skip

VAGUE = report("Someone attacked people somewhere in the north.", "Radio Nord", ARMY, 40)
VAGUE = replace(VAGUE, events=(replace(VAGUE.events[0], place=MALI, actors=(), voice=()),))

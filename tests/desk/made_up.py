"""Articles coded by hand for the tests of the desk."""

from dataclasses import replace

from allegedly.reading import Failure
from allegedly.records import Article, Block, Count, Event, Interval, Party, Place, Span, Statement, content_id

SECRET = "a-secret-of-forty-characters-for-the-test"  # noqa: S105
LEAD = (
    "Gunmen shelled a market near Gao on Saturday and killed at least nine people, Mali’s army said. Ansar Dine denied "
    "on Sunday that its fighters had fired at civilians. France condemned the attack and promised to send more "
    "aircraft to the north of the country, where its troops have been fighting since January."
)
SHARE = "Share this article on the networks"
TEXT = f"Shelling near Gao kills nine\n\n{LEAD}\n\n{SHARE}"
GAO = Place(span=None, name="Gao", geonames=2457161, lat=16.27, lon=-0.04, feature="PPLA", country="MLI")


def at(words: str, text: str = TEXT) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


GUNMEN = Party(span=at("Gunmen"), name="gunmen", country="MLI", sectors=("UAF",))
PEOPLE = Party(span=at("people"), name="people", country="MLI", sectors=("CVL",))
ARMY = Party(span=at("Mali’s army"), name="Malian army", country="MLI", sectors=("MIL",))
ANSAR = Party(span=at("Ansar Dine"), name="Ansar Dine", country="MLI", sectors=("REB",))
CIVILIANS = Party(span=at("civilians"), name="civilians", country="MLI", sectors=("CVL",))
FRANCE = Party(span=at("France"), name="France", country="FRA", sectors=("GOV",))
SATURDAY = Interval(span=at("Saturday"), start="2013-03-02", end="2013-03-02", granularity="day")
SUNDAY = Interval(span=at("Sunday"), start="2013-03-03", end="2013-03-03", granularity="day")

SAID = Statement(
    id="s1",
    source=ARMY,
    cue=at("said"),
    content=(at("Gunmen shelled a market near Gao on Saturday and killed at least nine people"),),
    kind="indirect",
)
DENIED = Statement(
    id="s2",
    source=ANSAR,
    cue=at("denied"),
    content=(at("that its fighters had fired at civilians"),),
    kind="indirect",
    act="deny",
)
EVENTS = (
    Event(
        id="e1",
        trigger=at("shelled"),
        type="ASSAULT",
        mode="heavy-weapons",
        contexts=("military",),
        quad=4,
        cameo="194",
        actors=(GUNMEN,),
        recipients=(PEOPLE,),
        voice=("s1",),
        place=Place(
            span=at("Gao"), name="Gao", geonames=2457161, lat=16.27, lon=-0.04, feature="PPLA", country="MLI", score=0.9
        ),
        time=SATURDAY,
        dead=Count(span=at("at least nine"), min=9, max=None),
        confidence=0.8,
    ),
    Event(
        id="e2",
        trigger=at("fired"),
        type="ASSAULT",
        mode=None,
        quad=4,
        cameo="190",
        actors=(ANSAR,),
        recipients=(CIVILIANS,),
        voice=("s2",),
        polarity="-",
        confidence=0.7,
    ),
    Event(
        id="e3",
        trigger=at("denied"),
        type="REJECT",
        mode=None,
        quad=3,
        cameo="120",
        actors=(ANSAR,),
        time=SUNDAY,
        confidence=0.6,
    ),
    Event(
        id="e4",
        trigger=at("condemned"),
        type="ACCUSE",
        mode="disapprove",
        quad=3,
        cameo="111",
        actors=(FRANCE,),
        recipients=(GUNMEN,),
        time=SUNDAY,
        confidence=0.65,
    ),
)
SHELLING = Article(
    id=content_id(TEXT),
    text=TEXT,
    title="Shelling near Gao kills nine",
    published="2013-03-03",
    language="en",
    outlets=("Sahel Monitor", "Bamako Wire"),
    url="https://sahel.example/gao",
    blocks=(
        Block(role="headline", spans=(at("Shelling near Gao kills nine"),)),
        Block(role="body", spans=(at(LEAD),)),
        Block(role="boilerplate", spans=(at(SHARE),)),
    ),
    statements=(SAID, DENIED),
    events=EVENTS,
    coder="by hand",
)

_ELSEWHERE = "Market shelled\n\n" + LEAD.replace("nine", "eleven")
ELSEWHERE = Article(
    id=content_id(_ELSEWHERE),
    text=_ELSEWHERE,
    title="Market shelled",
    published="2013-03-04",
    language="en",
    outlets=("Dakar Post", "Bamako Wire"),
)


def talks() -> Article:
    """Return an article with events on the outlet's own word, in another month and place."""
    text = "France and Algeria met in Paris on 5 April 2013. Algeria praised France."
    parties = [Party(span=at(name, text), name=name, country=code, sectors=("GOV",))
               for name, code in (("France", "FRA"), ("Algeria", "DZA"))]  # fmt: skip
    day = Interval(span=at("5 April 2013", text), start="2013-04-05", end="2013-04-05", granularity="day")
    paris = Place(span=at("Paris", text), name="Paris", geonames=2988507, lat=48.85, lon=2.35, feature="PPLC",
                  country="FRA")  # fmt: skip
    met = Event(id="e1", trigger=at("met", text), type="CONSULT", mode=None, quad=1, cameo="040",
                actors=tuple(parties), place=paris, time=day, confidence=0.9)  # fmt: skip
    praised = Event(id="e2", trigger=at("praised", text), type="SUPPORT", mode=None, quad=1, cameo="051",
                    actors=(parties[1],), recipients=(parties[0],), time=day, confidence=0.9)  # fmt: skip
    return Article(id=content_id(text), text=text, title="Talks in Paris", published="2013-04-06", language="en",
                   outlets=("Paris Courier",), events=(met, praised))  # fmt: skip


def long_article(words: int = 10_000, marks: int = 400) -> Article:
    """Return an article as long as a magazine's, with statements and events all through it."""
    said = "The governor of province {n} said that gunmen shelled the market of Gao on Saturday and killed nine people."
    dull = "It went on for a long while, and who asked along the road was told much the same by each who had seen it."
    blocks, statements, events, text = [], [], [], ""
    for n in range(marks // 8):  # each of these has eight marks: three of the statement, five of the event
        lead = said.format(n=n)
        paragraph = f"{lead} " + " ".join([dull] * (words // (marks // 8) // len(dull.split())))
        start = len(text)

        def span(part: str, start: int = start, paragraph: str = paragraph) -> Span:
            return Span(start + paragraph.index(part), start + paragraph.index(part) + len(part))

        who = span(f"The governor of province {n}")
        source = Party(span=who, name=f"governor {n}", country="MLI", sectors=("GOV",))
        statements.append(Statement(id=f"s{n + 1}", source=source, cue=span("said"), kind="indirect",
                                    content=(span("gunmen shelled the market of Gao on Saturday"),)))  # fmt: skip
        events.append(Event(
            id=f"e{n + 1}", trigger=span("shelled"), type="ASSAULT", mode="heavy-weapons", quad=4, voice=(f"s{n + 1}",),
            actors=(Party(span=span("gunmen"), name="gunmen", country="MLI", sectors=("UAF",)),),
            place=Place(span=span("Gao"), name="Gao", geonames=2457163, lat=16.27, lon=-0.04, country="MLI"),
            time=Interval(span=span("Saturday"), start="2013-03-02", end="2013-03-02", granularity="day"),
            dead=Count(span=span("nine"), min=9, max=9),
        ))  # fmt: skip
        blocks.append(Block(role="body", spans=(Span(start, start + len(paragraph)),)))
        text += paragraph + "\n\n"
    return Article(id=content_id(text), text=text, title="A long way to Gao", published="2013-03-09", language="en",
                   outlets=("Sahel Review",), blocks=tuple(blocks), statements=tuple(statements),
                   events=tuple(events))  # fmt: skip


class QuickCoder:
    """Codes every article with its first word as an event, and refuses one that asks for it."""

    def code(self, article: Article) -> Article | Failure:
        if "unspeakable" in article.text:
            return Failure(article.title or article.id, "R13", "the process that coded it died")
        words = Span(0, len(article.text.split()[0]))
        event = Event(id="e1", trigger=words, type="ACCUSE", mode=None, quad=3)
        return replace(article, events=(event,), coder="quick")

    def close(self) -> None:
        """Nothing was started."""

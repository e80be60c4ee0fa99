"""Events are found by who, whom, what, where, when, on whose word, how surely and in which words."""

import pytest

from allegedly.archive import Archive, Box, Circle
from allegedly.archive.panels import panel
from allegedly.archive.queries import count, events
from allegedly.archive.rows import event_rows
from allegedly.errors import AllegedlyError
from allegedly.records import Article, Count, Event, Interval, Party, Place, Span, Statement, content_id

pytestmark = pytest.mark.usefixtures("backend")

RUSSIA, GEORGIA, FRANCE = (Party(span=None, name=n, country=c, sectors=("GOV",)) for n, c in
                           [("Russia", "RUS"), ("Georgia", "GEO"), ("France", "FRA")])  # fmt: skip
ARMY = Party(span=None, name="Russian 58th Army", country="RUS", sectors=("MIL",))
GORI = Place(span=None, name="Gori", geonames=614455, lat=41.98, lon=44.11, feature="PPLA", country="GEO")
SUVA = Place(span=None, name="Suva", geonames=2198148, lat=-18.14, lon=178.44, feature="PPLC", country="FJI")


def day(date: str, granularity: str = "day") -> Interval:
    return Interval(span=None, start=date, end=date, granularity=granularity)


def article(text: str, *events: dict, outlet: str = "Tbilisi Post", published: str = "2008-08-14") -> Article:
    says = Statement(id="s1", source=GEORGIA, cue=None, content=(), kind="indirect")
    made = [
        Event(**{"id": f"e{n}", "trigger": Span(0, 5), "mode": None, "quad": 4, "type": "ASSAULT", **fields})
        for n, fields in enumerate(events, 1)
    ]
    return Article(
        id=content_id(text),
        text=text,
        outlets=(outlet,),
        published=published,
        statements=(says,),
        events=tuple(made),
        title=text[:20],
    )


@pytest.fixture(scope="module")
def archive(backend):
    with Archive.open(":memory:") as opened:
        shelled = {"actors": (ARMY,), "recipients": (GEORGIA,), "place": GORI}
        seventeen = Count(span=None, min=17, max=None)
        opened.put(
            article(
                "Shells fell on Gori, Georgia said.",
                {**shelled, "voice": ("s1",), "time": day("2008-08-09"), "dead": seventeen},
            )
        )
        talks = {"actors": (FRANCE, GEORGIA), "type": "CONSULT", "quad": 1, "trigger": Span(34, 39)}
        opened.put(
            article(
                "Troops left Gori. France may host talks.",
                {**shelled, "type": "RETREAT", "quad": 2, "time": day("2008-08-22")},
                {**talks, "certainty": "possible", "tense": "future"},
                {**talks, "place": SUVA, "time": day("2008-08-22")},
                outlet="Le Courrier",
            )
        )
        denied = {**shelled, "actors": (RUSSIA,), "polarity": "-", "time": day("2008-08-01", "month")}
        opened.put(article("Moscow denied shelling Gori in August.", denied))
        yield opened


def found(archive: Archive, **asked: object) -> list[str]:
    return [f"{row.type} {row.start or '?'}" for row in events(archive, **asked)]


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ({"actor": "RUS MIL"}, ["ASSAULT 2008-08-09", "RETREAT 2008-08-22"]),
        ({"actor": "58th army"}, ["ASSAULT 2008-08-09", "RETREAT 2008-08-22"]),
        ({"recipient": "GEO", "type": "retreat"}, ["RETREAT 2008-08-22"]),
        ({"dyad": ("GEO", "FRA")}, ["CONSULT ?", "CONSULT 2008-08-22"]),
        ({"dyad": ("GEO", "RUS"), "quad": 2}, ["RETREAT 2008-08-22"]),
        ({"voice": "GEO"}, ["ASSAULT 2008-08-09"]),
        ({"voice": "outlet", "actor": "RUS", "polarity": "+"}, ["RETREAT 2008-08-22"]),
        ({"certainty": "possible"}, ["CONSULT ?"]),
        ({"country": "geo", "since": "2008-08-10"}, ["RETREAT 2008-08-22"]),
        ({"until": "2008-08-05"}, ["ASSAULT 2008-08-01"]),
        ({"place": "suv"}, ["CONSULT 2008-08-22"]),
        ({"box": Box(-30, 170, 0, -170)}, ["CONSULT 2008-08-22"]),
        ({"circle": Circle(41.7, 44.8, 100), "type": "RETREAT"}, ["RETREAT 2008-08-22"]),
        ({"circle": Circle(41.7, 44.8, 50)}, []),
        ({"circle": Circle(-18, -179, 400)}, ["CONSULT 2008-08-22"]),
        ({"outlet": "le courrier", "quad": 1}, ["CONSULT ?", "CONSULT 2008-08-22"]),
        ({"text": "shells georgia"}, ["ASSAULT 2008-08-09"]),
        ({"text": '"left gori"'}, ["RETREAT 2008-08-22"]),
        ({"text": "NEAR(* ^"}, []),
        ({"actor": "100%"}, []),
    ],
)
def test_questions_are_answered(archive, asked, answer):
    assert found(archive, **asked) == answer
    assert count(archive, **asked) == len(answer)


def test_pages_follow_each_other(archive):
    everything = events(archive)
    pages, after = [], None
    while page := events(archive, limit=2, after=after):
        pages += page
        after = page[-1].id
    assert pages == everything
    assert len(everything) == 5


def test_a_page_after_nothing_known_is_refused(archive):
    with pytest.raises(AllegedlyError, match="S04"):
        events(archive, after="no-such-event")


def test_the_archive_and_the_record_give_the_same_row(archive):
    rows = [row for a in archive.records() for row in event_rows(a)]
    assert sorted(rows, key=lambda row: row.id) == sorted(events(archive), key=lambda row: row.id)


def test_a_row_says_whose_word_it_is(archive):
    (row,) = events(archive, voice="GEO")
    assert (row.voice, row.party_claim, row.dead_min, row.dead_max) == ("Georgia", True, 17, None)
    assert row.quote == "Shells fell on Gori, Georgia said."


def test_the_panel_counts_with_and_without_claims_by_a_party(archive):
    cell = next(r for r in panel(archive, kind="type") if r.kind == "ASSAULT")
    assert (cell.period, cell.actor, cell.recipient) == ("2008-08", "RUS", "GEO")
    assert (cell.events, cell.party_claims, cell.events_without_party_claims, cell.denied) == (1, 1, 0, 1)


def test_the_panel_leaves_out_what_is_dated_less_exactly_than_its_periods(archive):
    assert [r.denied for r in panel(archive, by="day", kind="type", actor="RUS")] == [0, 0]


def test_the_panel_pairs_parties_that_act_alike_both_ways(archive):
    assert [(r.actor, r.recipient, r.period) for r in panel(archive, by="quarter") if r.kind == "1"] == [
        ("FRA", "GEO", "2008-Q3"),
        ("GEO", "FRA", "2008-Q3"),
    ]


def test_unknown_periods_are_refused(archive):
    with pytest.raises(AllegedlyError, match="day, month, quarter, year"):
        panel(archive, by="week")


@pytest.mark.parametrize("asked", [{"actor": "RUS"}, {"actor": "RUS MIL"}, {"voice": "GEO"}, {"recipient": "GEO"}])
def test_a_country_is_listed_in_pages_as_all_else(archive, asked):
    everything = events(archive, **asked)
    assert [row.id for row in everything] == [row.id for row in sorted(everything, key=lambda r: (r.start or "", r.id))]
    first = events(archive, limit=1, **asked)
    assert first + events(archive, after=first[0].id, **asked) == everything
    assert count(archive, **asked) == len(everything)


def test_a_country_twice_among_the_actors_is_one_answer():
    with Archive.open(":memory:") as opened:
        opened.put(article("Troops and officials shelled Gori.", {"actors": (RUSSIA, ARMY), "recipients": (GEORGIA,)}))
        assert len(events(opened, actor="RUS")) == 1


def test_a_dyad_of_countries_is_either_way_round_and_inside_one():
    with Archive.open(":memory:") as opened:
        opened.put(
            article(
                "Troops shelled Gori and guards.",
                {"actors": (ARMY,), "recipients": (GEORGIA,)},
                {"actors": (ARMY,), "recipients": (RUSSIA,), "trigger": Span(7, 14)},
            )
        )
        assert [row.recipients for row in events(opened, dyad=("GEO", "RUS"))] == ["Georgia"]
        assert [row.recipients for row in events(opened, dyad=("RUS", "RUS"))] == ["Russia"]

"""What is counted in memory is what the tables say, whatever is asked and whatever changed."""

import shutil

import pytest
from any_records import articles
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reported import ARMY, GAO, GUNMEN, KIDAL, REBELS, VILLAGERS, on, report

from allegedly.archive import Archive, Box, Circle, Question, ask, counting, link
from allegedly.archive.overview import Overview

PARTIES = st.none() | st.sampled_from(["RUS", "USA", "RUS MIL", "SYR GOV REB", "a", "É", "x"])
QUESTIONS = st.builds(
    Question,
    actor=PARTIES,
    recipient=PARTIES,
    voice=PARTIES | st.just("outlet"),
    type=st.none() | st.sampled_from(["assault", "ACCUSE", "AID"]),
    quad=st.none() | st.integers(1, 5),
    country=st.none() | st.sampled_from(["rus", "SYR"]),
    place=st.none() | st.sampled_from(["a", "B", "É", "%"]),
    box=st.none() | st.sampled_from([Box(-20, -50, 60, 60), Box(-90, 100, 90, -100)]),
    circle=st.none() | st.just(Circle(10.0, 10.0, 5000.0)),
    since=st.none() | st.sampled_from(["2000", "2010-05-05", "1500-01"]),
    until=st.none() | st.sampled_from(["2000", "2010-05-05", "9000"]),
    certainty=st.none() | st.sampled_from(["certain", "possible"]),
    polarity=st.none() | st.sampled_from("+-"),
    outlet=st.none() | st.sampled_from(["a", "B", "AB"]),
    text=st.none() | st.sampled_from(["a", "b a", "?"]),
    min_confidence=st.none() | st.just(0.5),
    no_party_claims=st.booleans(),
    disputed=st.booleans(),
)
#: Most that is asked for at once has no answer, so most questions ask for one thing.
ONE_THING = st.one_of(
    *(st.builds(Question, **{name: values}) for name, values in (
        ("actor", PARTIES), ("recipient", PARTIES), ("voice", PARTIES | st.just("outlet")), ("quad", st.integers(1, 4)),
        ("place", st.sampled_from(["a", "B", "É", "%"])), ("since", st.sampled_from(["2000", "1500-01"])),
        ("until", st.sampled_from(["2000", "2010-05-05"])), ("outlet", st.sampled_from(["a", "b"])),
        ("text", st.sampled_from(["a", "b"])), ("no_party_claims", st.booleans()), ("disputed", st.booleans()),
    ))
)  # fmt: skip


def same(archive: Archive, overview: Overview, asked: Question, *, limit: int) -> bool:
    """Compare all that a desk shows, in memory and from the tables; tell whether anything was found."""
    assert overview.span_of(asked) == counting.span_of(archive, asked)
    for step in ("day", "month", "year"):
        assert overview.by_time(asked, step) == counting.by_time(archive, asked, step)
    assert overview.by_place(asked, limit) == counting.by_place(archive, asked, limit)
    for named in (False, True):
        tied = counting.by_tie(archive, asked, limit, named=named)
        assert overview.by_tie(asked, limit, named=named) == tied
    page = ask(archive, asked, limit=limit)
    assert overview.ask(asked, limit=limit) == page
    if page:
        assert overview.ask(asked, limit=2, after=page[0].id) == ask(archive, asked, limit=2, after=page[0].id)
    return bool(page)


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    """An archive without anything, to be copied: making one takes longer than all the rest."""
    path = tmp_path_factory.mktemp("overview") / "empty.db"
    Archive.open(path).close()
    return path


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(
    st.lists(articles(), min_size=1, max_size=3, unique_by=lambda a: a.id),
    st.lists(ONE_THING | QUESTIONS, min_size=2, max_size=4),
    st.booleans(),
    st.integers(1, 50),
)
def test_in_memory_is_as_in_the_tables(empty, made, questions, removing, limit):
    path = shutil.copy(empty, empty.with_name("a.db"))
    with Archive.open(path) as archive:
        overview = Overview(archive, many=1)
        for article in made[:-1]:
            archive.put(article)
        in_memory = overview.ready()
        archive.put(made[-1])
        if removing:
            archive.remove(made[0].id)
        for asked in [Question(), *questions]:
            same(archive, overview, asked, limit=limit)
        assert in_memory == any(article.events for article in made[:-1])


TOLD = {"actors": (GUNMEN,), "recipients": (VILLAGERS,), "place": GAO, "time": on("2021-05-04")}


@pytest.fixture
def archive(tmp_path):
    with Archive.open(tmp_path / "a.db") as opened:
        opened.put(report("Gunmen attacked a convoy of traders near Gao.", "L'Aube", **TOLD))
        opened.put(report("Rebels met the army in Kidal.", actors=(REBELS, ARMY), place=KIDAL, time=on("2021-05-06")))
        link(opened)
        yield opened


def test_what_becomes_disputed_later_is_found(archive):
    overview = Overview(archive, many=1)
    assert overview.ready()
    asked = Question(disputed=True)
    assert overview.ask(asked, limit=5) == []
    denied = report("Gunmen did not attack a convoy of traders near Gao.", "Le Fleuve", **TOLD, polarity="-")
    archive.put(denied)
    link(archive)
    assert same(archive, overview, asked, limit=5)
    archive.remove(denied.id)
    link(archive)
    assert not same(archive, overview, asked, limit=5)


def test_who_acts_alike_is_tied_once(archive):
    overview = Overview(archive, many=1)
    assert overview.ready()
    assert same(archive, overview, Question(), limit=50)
    assert {(row.actor, row.recipient) for row in overview.by_tie(Question(), 50)} >= {("MLI", "MLI")}


def test_a_small_archive_is_asked_where_it_lies(archive):
    overview = Overview(archive)
    assert not overview.ready()
    assert same(archive, overview, Question(), limit=5)

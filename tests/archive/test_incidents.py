"""Reports of one thing become one incident in any order, with denials of it; people have the last word."""

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from raids import DENIAL, ELSEWHERE, LATER, NEWS, RAID, SECOND
from reported import ARMY, FRANCE, GAO, GUNMEN, KIDAL, MALI, REBELS, VILLAGERS, event_of, on, report, toll

from allegedly.archive import Archive, decide, decisions, incident, incidents, link, reconsider, relink, rulings
from allegedly.archive.likeness import joining, likeness, may_be_one
from allegedly.archive.schema import metadata
from allegedly.archive.told import told
from allegedly.errors import AllegedlyError
from allegedly.records import Article, Interval, content_id

pytestmark = pytest.mark.usefixtures("backend")


def archived(articles) -> Archive:
    archive = Archive.open(":memory:")
    for article in articles:
        archive.put(article)
    link(archive)
    return archive


@pytest.fixture(scope="module")
def fill(backend):
    """Return what puts articles into one of two archives, emptied each time: migrations cost more than tests."""
    archives = [Archive.open(":memory:") for _ in range(2)]

    def fill(number: int, articles: list[Article]) -> Archive:
        archive = archives[number]
        with archive.engine.begin() as connection:
            for table in reversed(metadata.sorted_tables):
                connection.execute(table.delete())
        for article in articles:
            archive.put(article)
        link(archive)
        return archive

    yield fill
    for archive in archives:
        archive.close()


def together(archive: Archive) -> set[frozenset[str]]:
    return {
        frozenset(e for account in incident(archive, row.id).comparison.accounts for e in account.events)
        for row in incidents(archive)
    }


@pytest.fixture
def archive():
    with archived(NEWS) as opened:
        yield opened


def test_reports_and_denials_of_one_thing_are_one_incident(archive):
    raid = frozenset(map(event_of, (RAID, SECOND, DENIAL)))
    assert together(archive) == {raid, frozenset({event_of(ELSEWHERE)}), frozenset({event_of(LATER)})}


def test_an_incident_is_found_by_an_event_of_it(archive):
    assert incident(archive, event_of(SECOND)).incident == incident(archive, event_of(RAID)).incident
    with pytest.raises(AllegedlyError, match="S04"):
        incident(archive, "no-such-incident")


def test_an_incident_says_how_many_sources_and_what_is_disputed(archive):
    row = incident(archive, event_of(RAID)).incident
    assert (row.articles, row.sources, row.day, row.place) == (3, 3, "2021-05-04", "Gao")
    assert row.disputed == "polarity"
    assert row.label == "gunmen ASSAULT villagers, Gao"


def test_incidents_are_asked_for_as_events_are_and_paged(archive):
    assert [row.place for row in incidents(archive, place="kidal")] == ["Kidal"]
    assert [row.sources for row in incidents(archive, sources=2)] == [3]
    assert [row.id for row in incidents(archive, disputed=True)] == [incident(archive, event_of(RAID)).incident.id]
    assert incidents(archive, disputed="injured") == []
    with pytest.raises(AllegedlyError, match="polarity, actor, dead, injured"):
        incidents(archive, disputed="colour")
    first = incidents(archive, limit=2)
    assert first + incidents(archive, limit=2, after=first[-1].id) == incidents(archive)


actors = st.sampled_from([(), (GUNMEN,), (REBELS,), (ARMY,), (FRANCE,)])
worlds = st.lists(
    st.builds(
        dict,
        words=st.sampled_from(["a convoy of traders near Gao", "a camp by the river", "herders at a well"]),
        outlet=st.sampled_from(["Sahel Wire", "Le Fleuve", "Kidal Post"]),
        published=st.sampled_from([None, "2021-05-04", "2021-05-05", "2021-05-06", "2021-05-09"]),
        actors=actors,
        recipients=st.sampled_from([(), (VILLAGERS,), (ARMY,)]),
        place=st.sampled_from([None, GAO, KIDAL, MALI]),
        time=st.sampled_from(
            [
                None,
                on("2021-05-04"),
                on("2021-05-05"),
                on("2021-05-08"),
                Interval(span=None, start="2021-05-01", end="2021-05-31", granularity="month"),
            ]
        ),
        dead=st.sampled_from([None, toll(9), toll(9, None), toll(30)]),
        polarity=st.sampled_from("+-"),
        tense=st.sampled_from(["past", "future"]),
        type=st.sampled_from(["ASSAULT", "ASSAULT", "COERCE"]),
        voice=st.sampled_from([None, ARMY, REBELS, GUNMEN]),
    ),
    max_size=7,
)


def reports_of(world) -> list:
    """Return the world's reports, no two of one text."""
    made = []
    for n, fields in enumerate(world):
        rest = {name: value for name, value in fields.items() if name != "words"}
        made.append(report(f"Men attacked {fields['words']}, report number {'i' * (n + 1)} has it.", **rest))
    return made


FEW = settings(max_examples=settings.default.max_examples // 4)


@FEW
@given(worlds, st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(fill, world, chance: random.Random):
    news = reports_of(world)
    shuffled = news[:]
    chance.shuffle(shuffled)
    one, other = fill(0, news), fill(1, shuffled)
    assert incidents(one) == incidents(other)
    assert together(one) == together(other)


@FEW
@given(worlds, st.data())
def test_taking_articles_out_is_as_if_they_had_never_come(fill, world, data):
    news = reports_of(world)
    gone = [article for article in news if data.draw(st.booleans())]
    archive, other = fill(0, news), fill(1, [a for a in news if a not in gone])
    for article in gone:
        archive.remove(article.id)
    link(archive)
    assert incidents(archive) == incidents(other)


@FEW
@given(worlds)
def test_every_event_is_in_one_incident_and_likeness_has_no_direction(fill, world):
    news = reports_of(world)
    archive = fill(0, news)
    groups = together(archive)
    assert sorted(event for group in groups for event in group) == sorted(map(event_of, news))
    with archive.engine.connect() as connection:
        events = list(told(connection, map(event_of, news)).values())
    assert all(likeness(a, b) == likeness(b, a) for a in events for b in events)
    least = joining().limits.perhaps
    assert all(may_be_one(a, b) or likeness(a, b) < least for a in events for b in events if a.type == b.type)


def test_what_is_kept_apart_is_apart_until_it_is_undone(archive):
    before = incidents(archive)
    decide(archive, event_of(RAID), event_of(SECOND), same=False)
    assert incident(archive, event_of(RAID)).incident.id != incident(archive, event_of(SECOND)).incident.id
    assert relink(archive) == len(NEWS)
    assert incident(archive, event_of(RAID)).incident.id != incident(archive, event_of(SECOND)).incident.id
    decide(archive, event_of(RAID), event_of(SECOND), same=None)
    assert incidents(archive) == before
    assert decisions(archive) == []


def test_what_is_put_together_is_one_incident_until_it_is_undone(archive):
    before = incidents(archive)
    decide(archive, event_of(RAID), event_of(LATER), same=True)
    assert incident(archive, event_of(RAID)).incident.id == incident(archive, event_of(LATER)).incident.id
    assert decisions(archive) == [(*sorted((event_of(RAID), event_of(LATER))), True)]
    decide(archive, event_of(LATER), event_of(RAID), same=None)
    assert incidents(archive) == before


def test_each_ruling_is_kept_with_its_author_and_time_and_can_be_taken_back(archive):
    before = incidents(archive)
    pair = sorted((event_of(RAID), event_of(LATER)))
    one = decide(archive, *pair, same=True, author="anna", seen=0)
    two = decide(archive, *pair, same=False, author="bert", seen=one.n)
    assert decisions(archive) == [(*pair, False)]
    back = reconsider(archive, *reversed(pair), author="carl", seen=two.n)
    assert (back.before, back.after, back.undoes) == (False, True, two.n)
    assert incident(archive, pair[0]).incident.id == incident(archive, pair[1]).incident.id
    reconsider(archive, *pair, author="carl", seen=back.n)
    assert incidents(archive) == before
    assert decisions(archive) == []
    told = rulings(archive, pair[:1])
    assert [(r.author, r.after) for r in told] == [("anna", True), ("bert", False), ("carl", True), ("carl", None)]
    assert all(r.at.endswith("Z") for r in told)
    assert tuple(told) == incident(archive, pair[0]).rulings
    with pytest.raises(AllegedlyError, match="nothing to take back"):
        reconsider(archive, *pair)


def test_who_rules_without_having_seen_another_ruling_is_told(archive):
    decide(archive, event_of(RAID), event_of(LATER), same=True, author="anna")
    with pytest.raises(AllegedlyError, match="anna held them to be one") as refused:
        decide(archive, event_of(RAID), event_of(LATER), same=False, author="bert", seen=0)
    assert refused.value.code == "S05"
    assert [same for *_, same in decisions(archive)] == [True]


def test_articles_that_come_later_respect_what_was_decided(archive):
    """A third telling, like both, joins one side of what was kept apart and does not bring them together."""
    decide(archive, event_of(RAID), event_of(SECOND), same=False, author="anna")
    decide(archive, event_of(RAID), event_of(LATER), same=True, author="anna")
    third = replace(SECOND, text=SECOND.text + " More was not known.", outlets=("Radio Sud",))
    third = replace(third, id=content_id(third.text))
    archive.put(third)
    assert link(archive) == 1
    sides = {incident(archive, event_of(article)).incident.id for article in (RAID, SECOND)}
    assert incident(archive, event_of(third)).incident.id in sides
    assert incident(archive, event_of(RAID)).incident.id != incident(archive, event_of(SECOND)).incident.id
    assert incident(archive, event_of(RAID)).incident.id == incident(archive, event_of(LATER)).incident.id
    archive.put(replace(RAID, title="coded anew"), replace=True)
    link(archive)
    assert incident(archive, event_of(RAID)).incident.id != incident(archive, event_of(SECOND)).incident.id


def test_a_decision_on_what_is_not_there_is_refused(archive):
    with pytest.raises(AllegedlyError, match="S04"):
        decide(archive, event_of(RAID), "nothing-e1", same=True)
    with pytest.raises(AllegedlyError, match="U01"):
        decide(archive, event_of(RAID), event_of(RAID), same=True)


def test_an_uncertain_join_is_kept_as_such_and_counts_for_nothing():
    vague = report(
        "Someone attacked traders somewhere in the north.", "Radio Nord", "2021-05-06",
        recipients=(VILLAGERS,), place=MALI, dead=toll(40),
    )  # fmt: skip
    with archived([RAID, SECOND, vague]) as archive:
        dossier = incident(archive, event_of(RAID))
        unsure = [account for account in dossier.comparison.accounts if not account.sure]
        assert [account.event for account in unsure] == [event_of(vague)]
        assert 0.5 <= unsure[0].score < 0.85
        assert (dossier.incident.sources, dossier.incident.dead_high) == (2, 11)
        (doubt,) = dossier.doubts
        assert (doubt.event, doubt.score) == (event_of(vague), unsure[0].score)
        decide(archive, doubt.event, doubt.other, same=True)
        assert incident(archive, event_of(RAID)).doubts == ()
        assert incident(archive, event_of(RAID)).incident.dead_high == 40
        decide(archive, doubt.event, doubt.other, same=False)
        assert incident(archive, event_of(vague)).incident.id != dossier.incident.id


def test_incidents_that_may_be_the_same_are_named_until_they_are_kept_apart():
    pair = [
        RAID,
        report("Shooting broke out in the region of Gao, radio had it.", "Le Fleuve", "2021-05-05", place=MALI,
               actors=(GUNMEN,), time=on("2021-05-05"), recipients=(VILLAGERS,)),
    ]  # fmt: skip
    with archived(pair) as archive:
        (near,) = incident(archive, event_of(RAID)).perhaps
        assert {near.event, near.other} == {event_of(article) for article in pair}
        assert "radio had it" in near.quote
        decide(archive, near.event, near.other, same=False)
        assert incident(archive, event_of(RAID)).perhaps == ()
        reconsider(archive, near.event, near.other)
        assert incident(archive, event_of(RAID)).perhaps == (near,)
        decide(archive, near.event, near.other, same=True)
        assert len(incidents(archive)) == 1


def test_recoding_an_article_takes_its_old_events_out_of_the_incident(archive):
    archive.put(replace(SECOND, events=()), replace=True)
    link(archive)
    assert incident(archive, event_of(RAID)).incident.articles == 2
    assert all(event_of(SECOND) not in group for group in together(archive))


def test_what_one_article_held_together_falls_apart_when_it_goes(fill):
    may = Interval(span=None, start="2021-05-01", end="2021-05-31", granularity="month")
    near = "Men attacked herders at a well, report number"
    held = [
        report(f"{near} i has it.", "Le Fleuve", "2021-05-09", actors=(FRANCE,), recipients=(ARMY,), place=MALI,
               dead=toll(9), polarity="-", voice=REBELS),
        report("Men attacked a camp by the river, report number iiiii has it.", "Le Fleuve", None,
               recipients=(VILLAGERS,), place=KIDAL, time=on("2021-05-08"), dead=toll(9), tense="future",
               type="COERCE", voice=GUNMEN),
        report("Men attacked a convoy of traders near Gao, report number iiiiii has it.", "Le Fleuve", "2021-05-09",
               actors=(ARMY,), recipients=(VILLAGERS,), place=MALI, time=may, dead=toll(9, None)),
    ]  # fmt: skip
    partner = report(f"{near} ii has it.", "Sahel Wire", "2021-05-06", place=KIDAL, time=on("2021-05-04"),
                     tense="future", voice=REBELS)  # fmt: skip
    hub = report(f"{near} iii has it.", "Sahel Wire", "2021-05-09", actors=(ARMY,), recipients=(ARMY,), place=MALI,
                 time=may, dead=toll(9), polarity="-", tense="future", voice=REBELS)  # fmt: skip
    archive, without = fill(0, [*held, partner, hub]), fill(1, held)
    assert together(archive) != together(without)
    archive.remove(partner.id)  # takes the incident apart in which the hub was …
    archive.remove(hub.id)  # … which also bound events of another one
    link(archive)
    assert together(archive) == together(without) == {frozenset({event_of(article)}) for article in held}

"""Of what several coded apart, an adjudicator takes one's version of an event, or some fields of it."""

from dataclasses import replace

import pytest
from test_reviews import ARMY, CODED, FIRST, JAILED, KEY, RECALLED, SECOND, SHELLED, THIRD, TURKEY, at

from allegedly.archive import Archive
from allegedly.archive.adjudication import adopt, cases, coders
from allegedly.archive.agreement import agreement
from allegedly.archive.reviews import ConflictError, corrected, decide, history, undo, units
from allegedly.codec import decode
from allegedly.errors import AllegedlyError
from allegedly.records import Count, Interval, Place, Statement

pytestmark = pytest.mark.usefixtures("backend")

HOMS = Place(span=at("Homs"), name="Homs", geonames=169577, lat=34.73, lon=36.72, feature="PPLA", country="SYR")
TUESDAY = Interval(span=None, start="2013-02-12", end="2013-02-12", granularity="day")
ANNAS = replace(SHELLED, place=HOMS, time=TUESDAY, dead=Count(span=None, min=2, max=4))
BERTS = replace(SHELLED, type="COERCE", mode="arrest", certainty="probable")
OWN = Statement(id="own1", source=TURKEY, cue=None, content=(at("recalled its envoy"),), kind="indirect")


@pytest.fixture
def archive(tmp_path):
    """Anna and Bert have coded apart, and disagree."""
    with Archive.open(tmp_path / "news.db") as opened:
        opened.put(CODED)
        decide(opened, KEY, FIRST, "correct", author="anna", layer="anna", event=ANNAS)
        decide(opened, KEY, FIRST, "correct", author="bert", layer="bert", event=BERTS)
        decide(opened, KEY, SECOND, "reject", author="anna", layer="anna", comment="only a claim")
        decide(opened, KEY, SECOND, "accept", author="bert", layer="bert")
        yield opened


def standing(archive, name):
    return next(unit for unit in units(archive, KEY) if unit.name == name)


def test_cases_lay_the_versions_side_by_side(archive):
    first, second, third = cases(archive, KEY)
    assert [(v.coder, v.decided.event.type) for v in first.versions] == [("anna", "ASSAULT"), ("bert", "COERCE")]
    assert [(v.coder, v.decided.status) for v in second.versions] == [("anna", "rejected"), ("bert", "accepted")]
    assert (third.name, third.versions) == (THIRD, ())


def test_one_who_codes_alone_is_seen_by_nobody(tmp_path):
    with Archive.open(tmp_path / "alone.db") as archive:
        archive.put(CODED)
        decide(archive, KEY, FIRST, "correct", author="anna", layer="anna", event=ANNAS)
        assert coders(archive, KEY) == []
        assert all(case.versions == () for case in cases(archive, KEY))
        with pytest.raises(AllegedlyError, match="S04"):
            adopt(archive, KEY, "anna", FIRST, author="carl")


def test_a_whole_version_is_taken_with_its_author_named(archive):
    change = adopt(archive, KEY, "anna", FIRST, author="carl", comment="as in the text")
    assert (change.action, change.author, change.source, change.before) == ("adopt", "carl", "anna", None)
    unit = standing(archive, FIRST)
    assert unit.decided.event == replace(ANNAS, confidence=1.0, cameo="194", quad=4)
    assert (unit.decided.status, unit.author) == ("corrected", "carl")
    assert adopt(archive, KEY, "anna", SECOND, author="carl").after.status == "rejected"
    assert adopt(archive, KEY, "bert", SECOND, author="carl", seen=2 + change.n - 1).after.status == "accepted"


def test_fields_are_taken_one_by_one_from_either(archive):
    one = adopt(archive, KEY, "anna", FIRST, author="carl", fields=["place", "dead"])
    two = adopt(archive, KEY, "bert", FIRST, author="carl", fields=["type"], seen=one.n)
    event = two.after.event
    assert (event.place, event.dead, event.time) == (HOMS, ANNAS.dead, None)
    assert (event.type, event.mode, event.cameo, event.certainty) == ("COERCE", "arrest", "173", "certain")
    assert (two.before, two.source) == (one.after, "bert")
    undo(archive, KEY, FIRST, author="carl", seen=two.n)
    assert standing(archive, FIRST).decided == one.after
    assert [(c.action, c.source) for c in history(archive, KEY, layer="")] == [
        ("adopt", "anna"), ("adopt", "bert"), ("undo", None)
    ]  # fmt: skip


def test_a_voice_brings_the_statement_that_it_needs(archive):
    mine = replace(OWN, source=ARMY)
    ours = decide(archive, KEY, THIRD, "correct", author="carl", statements=(mine,),
                  event=replace(CODED.events[2], voice=("own1",)))  # fmt: skip
    theirs = replace(CODED.events[2], voice=("own1",))
    decide(archive, KEY, THIRD, "correct", author="anna", layer="anna", event=theirs, statements=(OWN,))
    decided = adopt(archive, KEY, "anna", THIRD, author="carl", fields=["voice"], seen=ours.n).after
    (voice,) = decided.event.voice
    assert next(s.source for s in decided.statements if s.id == voice) == TURKEY
    assert len({s.id for s in decided.statements}) == len(decided.statements)


def test_events_that_coders_added_on_the_same_words_are_one_case(archive):
    anna = decide(archive, KEY, None, "add", author="anna", layer="anna", event=RECALLED)
    bert = decide(archive, KEY, None, "add", author="bert", layer="bert", event=replace(RECALLED, mode="withdraw"))
    case = cases(archive, KEY)[-1]
    assert (case.unit, {v.unit for v in case.versions}) == (None, {anna.unit, bert.unit})
    taken = adopt(archive, KEY, "anna", anna.unit, author="carl", unit=case.name)
    assert taken.after.status == "added"
    (case,) = [c for c in cases(archive, KEY) if c.name == taken.unit]
    assert {v.coder for v in case.versions} == {"anna", "bert"}
    other = adopt(archive, KEY, "bert", bert.unit, author="carl", unit=case.name, seen=taken.n)
    assert other.after.event.mode == "withdraw"
    assert len(units(archive, KEY)) == 4
    undo(archive, KEY, case.name, author="carl", seen=other.n)
    assert standing(archive, case.name).event.mode == "expel"


def test_an_adoption_over_an_unseen_change_is_refused(archive):
    decide(archive, KEY, FIRST, "accept", author="dora")
    with pytest.raises(ConflictError) as told:
        adopt(archive, KEY, "anna", FIRST, author="carl")
    assert [change.author for change in told.value.changes] == ["dora"]


@pytest.mark.parametrize(
    ("coder", "unit", "fields", "code"),
    [
        ("nobody", FIRST, (), "S04"),
        ("anna", THIRD, (), "S04"),
        ("anna", FIRST, ("weather",), "S06"),
        ("anna", SECOND, ("place",), "S06"),
    ],
)
def test_what_is_not_there_cannot_be_taken(archive, coder, unit, fields, code):
    with pytest.raises(AllegedlyError, match=code):
        adopt(archive, KEY, coder, unit, author="carl", fields=fields)
    assert history(archive, KEY, layer="") == []


def test_agreement_is_measured_on_what_can_be_corrected(archive):
    told = {row.field: row for row in agreement(archive)}
    assert {"contexts", "dead", "injured", "place", "time"} <= set(told)
    assert (told["dead"].units, told["dead"].alpha) == (1, 0.0)  # of one event, 2 to 4 against unknown
    assert told["injured"].alpha is None  # nobody varies


def test_what_was_adopted_is_training_data(archive):
    adopt(archive, KEY, "anna", FIRST, author="carl")
    adopt(archive, KEY, "anna", SECOND, author="carl")
    (article,) = corrected(archive, whole=False)
    assert [(e.type, e.place, e.time, e.dead) for e in article.events] == [("ASSAULT", HOMS, TUESDAY, ANNAS.dead)]
    assert decode(archive.record(KEY)).events == CODED.events
    assert JAILED.id not in {e.trigger for e in article.events}

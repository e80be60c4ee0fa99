"""A person's event is checked field by field, and told what would be right."""

from dataclasses import replace

import pytest
from test_reviews import CODED, KEY, REBELS, SHELLED, at

from allegedly.archive import Archive
from allegedly.archive.reviews import decide
from allegedly.archive.validity import UnfitError, checked
from allegedly.records import Count, Interval, Place, Span

HOMS = Place(span=at("Homs"), name="Homs", geonames=169577, lat=34.73, lon=36.72, feature="PPLA", country="SYR")
DAY = Interval(span=None, start="2013-02-12", end="2013-02-12", granularity="day")


def test_a_full_event_is_taken_with_class_and_code_of_its_own():
    event = replace(
        SHELLED, type="COERCE", mode="arrest", contexts=("military", "legal"), quad=1, cameo=None, place=HOMS, time=DAY,
        dead=Count(span=None, min=0, max=2), injured=Count(span=at("two men"), min=2, max=None),
    )  # fmt: skip
    made = checked(event, (), CODED)
    assert (made.quad, made.cameo, made.confidence) == (4, "173", 1.0)
    assert replace(made, quad=1, cameo=None, confidence=event.confidence) == event


@pytest.mark.parametrize(
    ("changed", "field", "told"),
    [
        ({"type": "WEATHER"}, "type", "types are AGREE"),
        ({"mode": "arrest"}, "mode", "its modes are beat"),
        ({"contexts": ("gossip",)}, "contexts", "contexts are military"),
        ({"contexts": ("legal", "legal")}, "contexts", "twice"),
        ({"voice": ("s9",)}, "voice", "no statement s9"),
        ({"trigger": Span(3, 3)}, "trigger", "no words"),
        ({"trigger": Span(3, 9999)}, "words", "outside the text"),
        ({"place": replace(HOMS, span=Span(0, 9999))}, "words", "outside the text"),
        ({"time": replace(DAY, span=Span(-4, 3))}, "words", "outside the text"),
        ({"dead": Count(span=Span(0, 9999), min=1, max=1)}, "words", "outside the text"),
        ({"place": replace(HOMS, name=" ")}, "place", "no name"),
        ({"place": replace(HOMS, name="x" * 301)}, "place", "at most 300"),
        ({"place": replace(HOMS, country="Syria")}, "place", "three letters"),
        ({"place": replace(HOMS, lat=91.0)}, "place", "latitude lies between -90 and 90"),
        ({"place": replace(HOMS, lon=float("nan"))}, "place", "longitude lies between"),
        ({"place": replace(HOMS, lon=None)}, "place", "both known"),
        ({"place": replace(HOMS, geonames=0)}, "place", "from 1 on"),
        ({"time": replace(DAY, start="12.2.2013")}, "time", "first day is a date such as"),
        ({"time": replace(DAY, end="2013-02-30")}, "time", "last day is a date such as"),
        ({"time": replace(DAY, start="2013-02-13")}, "time", "after the last"),
        ({"time": replace(DAY, start=None, end=None)}, "time", "or there is no time"),
        ({"dead": Count(span=None, min=4, max=2)}, "dead", "less than the least"),
        ({"injured": Count(span=None, min=-1, max=2)}, "injured", "between 0 and"),
        ({"actors": (replace(REBELS, sectors=("XXX",)),)}, "actors", "sectors are AGR"),
        ({"recipients": (replace(REBELS, country="syr"),)}, "recipients", "three letters"),
    ],
)
def test_each_fault_is_told_with_its_field(changed, field, told):
    with pytest.raises(UnfitError, match="S06") as refused:
        checked(replace(SHELLED, **changed), (), CODED)
    (fault,) = refused.value.faults
    assert fault.field == field
    assert told in fault.message


def test_all_faults_are_told_at_once():
    event = replace(SHELLED, time=replace(DAY, end="soon"), dead=Count(span=None, min=4, max=2))
    with pytest.raises(UnfitError) as refused:
        checked(event, (), CODED)
    assert [fault.field for fault in refused.value.faults] == ["time", "dead"]


def test_what_the_machine_wrote_can_be_kept_though_it_is_odd(tmp_path):
    odd = replace(
        SHELLED, contexts=("of our own table",), actors=(replace(REBELS, sectors=("XYZ",), country="X"),),
        place=replace(HOMS, country=None, lat=None), time=replace(DAY, start="2013"),
    )  # fmt: skip
    article = replace(CODED, events=(odd,))
    with Archive.open(tmp_path / "news.db") as archive:
        archive.put(article)
        change = decide(archive, KEY, f"{odd.trigger.start}-{odd.trigger.end}-ASSAULT", "correct", author="anna",
                        event=replace(odd, certainty="possible"))  # fmt: skip
        assert change.after.event.contexts == ("of our own table",)

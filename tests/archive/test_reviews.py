"""What people decide beside the machine's coding: kept change by change, taken back, never lost."""

from dataclasses import replace

import pytest

from allegedly.archive import Archive
from allegedly.archive.agreement import agreement, alpha
from allegedly.archive.reviews import ConflictError, corrected, decide, history, layers, named, reviewed, undo, units
from allegedly.codec import decode, encode
from allegedly.errors import AllegedlyError
from allegedly.records import Article, Event, Party, Span, Statement, content_id

pytestmark = pytest.mark.usefixtures("backend")

TEXT = (
    "Rebels shelled Homs. The army said that rebels jailed two men. Turkey condemned the attack and recalled its envoy."
)


def at(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


REBELS = Party(span=at("Rebels"), name="rebels", country="SYR", sectors=("REB",))
ARMY = Party(span=at("The army"), name="Syrian army", country="SYR", sectors=("MIL",))
TURKEY = Party(span=at("Turkey"), name="Turkey", country="TUR", sectors=("GOV",))
SHELLED = Event(id="e1", trigger=at("shelled"), type="ASSAULT", mode="heavy-weapons", quad=4, actors=(REBELS,))
JAILED = Event(id="e2", trigger=at("jailed"), type="COERCE", mode="arrest", quad=4, actors=(REBELS,), voice=("s1",))
CONDEMNED = Event(id="e3", trigger=at("condemned"), type="ACCUSE", mode="disapprove", quad=3, actors=(TURKEY,))
RECALLED = Event(id="e9", trigger=at("recalled"), type="SANCTION", mode="expel", quad=1, actors=(TURKEY,))
SAID = Statement(id="s1", source=ARMY, cue=at("said"), content=(at("rebels jailed two men"),), kind="indirect")
CODED = Article(id=content_id(TEXT), text=TEXT, language="en", statements=(SAID,), events=(SHELLED, JAILED, CONDEMNED))
KEY = CODED.id
FIRST, SECOND, THIRD = named(CODED.events)


@pytest.fixture
def archive(tmp_path):
    with Archive.open(tmp_path / "news.db") as opened:
        opened.put(CODED)
        yield opened


def statuses(archive, layer=""):
    return [u.decided.status if u.decided else None for u in units(archive, KEY, layer)]


def test_nothing_is_decided_at_first(archive):
    assert statuses(archive) == [None, None, None]
    assert [u.machine for u in units(archive, KEY)] == list(CODED.events)


def test_events_are_accepted_corrected_rejected_and_added(archive):
    decide(archive, KEY, FIRST, "accept", author="anna")
    decide(archive, KEY, SECOND, "correct", author="anna", event=replace(JAILED, type="ASSAULT", mode="abduct"))
    decide(archive, KEY, THIRD, "reject", author="anna", comment="an opinion")
    added = decide(archive, KEY, None, "add", author="anna", event=RECALLED)
    assert statuses(archive) == ["accepted", "corrected", "rejected", "added"]
    assert added.unit.startswith("own-")
    last = units(archive, KEY)[-1]
    assert (last.machine, last.event.quad, last.event.cameo is not None) == (None, 4, True)


def test_the_machine_s_coding_stays_as_it_was(archive):
    decide(archive, KEY, FIRST, "correct", author="anna", event=replace(SHELLED, type="THREATEN", mode=None))
    assert archive.record(KEY) == encode(CODED)


def test_a_new_coding_leaves_what_people_decided(archive):
    decide(archive, KEY, FIRST, "correct", author="anna", event=replace(SHELLED, certainty="possible"))
    decide(archive, KEY, THIRD, "reject", author="anna")
    archive.put(replace(CODED, events=(replace(JAILED, id="e1"), replace(SHELLED, id="e2"))), replace=True)
    found = {u.name: u for u in units(archive, KEY)}
    assert found[FIRST].machine.id == "e2"
    assert found[FIRST].event.certainty == "possible"
    assert found[THIRD].machine is None
    assert found[THIRD].decided.status == "rejected"


def test_every_change_says_who_when_and_what_held_before(archive):
    first = decide(archive, KEY, FIRST, "accept", author="anna")
    second = decide(archive, KEY, FIRST, "reject", author="bert", seen=first.n, comment="a drill")
    kept = history(archive, KEY)
    assert [(c.author, c.action, c.comment) for c in kept] == [("anna", "accept", ""), ("bert", "reject", "a drill")]
    assert kept[0].before is None
    assert kept[1].before == first.after
    assert kept[1] == second
    assert all(len(c.at) == 20 for c in kept)


def test_changes_are_taken_back_one_by_one(archive):
    one = decide(archive, KEY, FIRST, "accept", author="anna")
    two = decide(archive, KEY, FIRST, "reject", author="anna", seen=one.n)
    back = undo(archive, KEY, FIRST, author="anna", seen=two.n)
    assert statuses(archive)[0] == "accepted"
    assert back.undoes == two.n
    further = undo(archive, KEY, FIRST, author="anna", seen=back.n)
    assert statuses(archive)[0] is None
    assert len(history(archive, KEY)) == 4
    with pytest.raises(AllegedlyError, match="S04"):
        undo(archive, KEY, FIRST, author="anna", seen=further.n)


def test_an_addition_taken_back_is_gone_but_not_forgotten(archive):
    added = decide(archive, KEY, None, "add", author="anna", event=RECALLED)
    undo(archive, KEY, added.unit, author="anna", seen=added.n)
    assert len(units(archive, KEY)) == 3
    assert [c.action for c in history(archive, KEY)] == ["add", "undo"]


def test_the_second_of_two_is_told_and_nothing_is_lost(archive):
    first = decide(archive, KEY, FIRST, "reject", author="anna", seen=0)
    with pytest.raises(ConflictError) as told:
        decide(archive, KEY, FIRST, "accept", author="bert", seen=0)
    assert told.value.changes == [first]
    assert "anna" in str(told.value)
    assert statuses(archive)[0] == "rejected"
    decide(archive, KEY, FIRST, "accept", author="bert", seen=first.n)
    assert [c.author for c in history(archive, KEY)] == ["anna", "bert"]


def test_two_people_on_different_events_do_not_disturb_each_other(archive):
    decide(archive, KEY, FIRST, "accept", author="anna", seen=0)
    decide(archive, KEY, SECOND, "accept", author="bert", seen=0)
    assert statuses(archive) == ["accepted", "accepted", None]


@pytest.mark.parametrize(
    "event",
    [
        replace(SHELLED, type="PARTY"),
        replace(SHELLED, mode="arrest"),
        replace(SHELLED, voice=("s7",)),
        replace(SHELLED, trigger=Span(5, 10_000)),
        replace(SHELLED, trigger=Span(9, 9)),
        replace(SHELLED, actors=(replace(REBELS, span=Span(-4, 3)),)),
        None,
    ],
)
def test_an_event_that_cannot_be_is_refused(archive, event):
    with pytest.raises(AllegedlyError, match="S06"):
        decide(archive, KEY, FIRST, "correct", author="anna", event=event)
    assert history(archive, KEY) == []


def test_what_is_not_there_cannot_be_decided(archive):
    with pytest.raises(AllegedlyError, match="S04"):
        decide(archive, KEY, "0-3-ASSAULT", "accept", author="anna")
    with pytest.raises(AllegedlyError, match="S04"):
        decide(archive, "0" * 16, FIRST, "accept", author="anna")


def test_two_events_of_one_trigger_and_type_are_two_units():
    assert len(named([SHELLED, replace(SHELLED, id="e2"), replace(SHELLED, id="e3")])) == 3


# ── training data ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_was_wholly_reviewed_is_training_data(archive):
    decide(archive, KEY, FIRST, "accept", author="anna")
    decide(archive, KEY, SECOND, "reject", author="anna")
    assert list(corrected(archive)) == []
    mayor = Statement(id="own1", source=TURKEY, cue=None, content=(at("condemned the attack"),), kind="indirect")
    event = replace(CONDEMNED, type="REJECT", mode=None, voice=("own1",))
    decide(archive, KEY, THIRD, "correct", author="anna", event=event, statements=(mayor,))
    decide(archive, KEY, None, "add", author="anna", event=RECALLED)
    (article,) = corrected(archive)
    assert [(e.id, e.type) for e in article.events] == [("e1", "ASSAULT"), ("e2", "REJECT"), ("e3", "SANCTION")]
    assert article.events[1].voice == ("s2",)
    assert article.statements[1].source == TURKEY
    assert decode(encode(article)) == article


def test_partly_reviewed_articles_can_be_had_without_what_nobody_saw(archive):
    decide(archive, KEY, FIRST, "accept", author="anna")
    (article,) = corrected(archive, whole=False)
    assert [e.type for e in article.events] == ["ASSAULT"]
    assert reviewed(archive) == {KEY: 1}


# ── agreement ────────────────────────────────────────────────────────────────────────────────────────────────────────

# Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), example C: four observers, twelve units, gaps
EXAMPLE_C = {
    "A": "1 2 3 3 2 1 4 1 2 . . .",
    "B": "1 2 3 3 2 2 4 1 2 5 . 3",
    "C": ". 3 3 3 2 3 4 2 2 5 1 .",
    "D": "1 2 3 3 2 4 4 1 2 5 1 .",
}


def by_unit(table: dict[str, str]) -> list[dict[str, str]]:
    rows = {coder: values.split() for coder, values in table.items()}
    length = len(next(iter(rows.values())))
    return [{coder: values[n] for coder, values in rows.items() if values[n] != "."} for n in range(length)]


def test_alpha_is_that_of_the_published_example():
    assert alpha(by_unit(EXAMPLE_C)) == pytest.approx(0.743, abs=0.0005)


def test_alpha_of_two_observers_is_that_of_the_published_example():
    # the same, example B: two observers, nominal values
    table = {"A": "a a b b d c c c e d d a", "B": "b a b b b c c c e d d d"}
    assert alpha(by_unit(table)) == pytest.approx(0.692, abs=0.0005)


def test_alpha_is_one_for_those_who_always_agree_and_none_where_nothing_varies():
    assert alpha(by_unit({"A": "x y x", "B": "x y x"})) == 1.0
    assert alpha(by_unit({"A": "x x x", "B": "x x x"})) is None
    assert alpha(by_unit({"A": "x y x"})) is None
    assert alpha([]) is None


def test_alpha_is_below_nought_for_those_who_always_differ():
    assert alpha(by_unit({"A": "x y x y", "B": "y x y x"})) < 0


def test_coders_who_code_apart_are_compared_field_by_field(archive):
    for coder in ("anna", "bert"):
        decide(archive, KEY, FIRST, "accept", author=coder, layer=coder)
        decide(archive, KEY, SECOND, "reject" if coder == "anna" else "accept", author=coder, layer=coder)
        kind = "ACCUSE" if coder == "anna" else "REJECT"
        event = replace(CONDEMNED, type=kind, mode=None)
        decide(archive, KEY, THIRD, "correct", author=coder, layer=coder, event=event)
        decide(archive, KEY, None, "add", author=coder, layer=coder, event=RECALLED)
    assert layers(archive) == ["anna", "bert"]
    assert statuses(archive) == [None, None, None]
    found = {a.field: a for a in agreement(archive)}
    assert (found["is an event"].units, found["is an event"].coders) == (4, 2)
    assert found["type"].units == 3
    assert found["type"].alpha == pytest.approx(alpha([{"a": 1, "b": 1}, {"a": 2, "b": 3}, {"a": 4, "b": 4}]), abs=1e-4)
    assert found["actor country"].alpha == 1.0

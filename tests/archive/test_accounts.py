"""Accounts stand side by side: who says so, who denies it, how many it struck, what changed, what is contradicted."""

import pytest
from reported import ARMY, GAO, GUNMEN, REBELS, VILLAGERS, on, report, toll

from allegedly.archive.accounts import compared, range_of, written
from allegedly.archive.disputes import Telling, beyond, dated
from allegedly.archive.rows import EventRows
from allegedly.archive.told import Told
from allegedly.records import Party, content_id

UNO = Party(span=None, name="United Nations", country="UNO", sectors=())


def telling(text: str, outlet: str = "Sahel Wire", published: str = "2021-05-04", **fields: object) -> Telling:
    shared = {"actors": (GUNMEN,), "recipients": (VILLAGERS,), "place": GAO, "time": on("2021-05-04")}
    article = report(text, outlet, published, **(shared | fields))
    key = content_id(article.text)
    row = EventRows(article, key).events[0] | {"outlets": f'["{outlet}"]'}
    return Telling(Told.of(row), key, outlet, sure=True, score=1.0)


def disputed(*tellings: Telling) -> list[str]:
    return [c.matter for c in compared(dated(tellings)).contradictions]


SAYS = telling("Gunmen killed nine, the army said.", voice=ARMY, dead=toll(9))
DENIES = telling("Gunmen killed nobody, rebels said.", "Kidal Post", voice=REBELS, polarity="-")


def test_who_says_what():
    asks = telling("Gunmen killed whom, the UN asked.", voice=UNO, certainty="unknown")
    own = telling("Gunmen killed villagers near Gao.", "Le Fleuve")
    standings = compared(dated([SAYS, DENIES, asks, own])).standings
    assert [v.name for v in standings.asserted_by] == ["Malian army"]
    assert [v.name for v in standings.denied_by] == ["CMA rebels"]
    assert [v.name for v in standings.unknown_to] == ["United Nations"]
    assert [v.name for v in standings.outlets_own] == ["Le Fleuve"]
    assert not standings.only_outlets_own
    assert compared([own]).standings.only_outlets_own


def test_yes_and_no_of_two_speakers_is_a_dispute_and_of_one_is_a_change():
    assert disputed(SAYS, DENIES) == ["polarity"]
    retracts = telling(
        "Gunmen killed nobody after all, the army said.", published="2021-05-06", voice=ARMY, polarity="-"
    )
    assert disputed(SAYS, retracts) == []
    (shift,) = compared(dated([SAYS, retracts])).shifts
    assert (shift.date, shift.speaker, shift.matter, shift.before, shift.after) == (
        "2021-05-06", "Malian army", "polarity", "+", "-",
    )  # fmt: skip


def test_what_is_asked_or_planned_contradicts_nothing():
    asked = telling("Gunmen killed whom, it asked.", "Kidal Post", voice=REBELS, polarity="-", certainty="unknown")
    planned = telling("Gunmen killed nobody yet.", "Kidal Post", voice=REBELS, polarity="-", tense="future")
    assert disputed(SAYS, asked, planned) == []


@pytest.mark.parametrize(
    ("actor", "matters"),
    [(ARMY, ["actor"]), (REBELS, []), (Party(span=None, name="soldiers", country="BFA", sectors=("MIL",)), ["actor"])],
)
def test_actors_of_another_side_or_country_are_disputed(actor, matters):
    assert (
        disputed(SAYS, telling("Others killed nine, the UN said.", "Le Fleuve", voice=UNO, actors=(actor,))) == matters
    )


def test_parties_of_talks_are_not_disputed():
    talks = {"type": "CONSULT", "quad": 1, "recipients": ()}
    one = telling("Envoys met in Gao, the army said.", voice=ARMY, actors=(ARMY,), **talks)
    assert disputed(one, telling("Rebels met the army.", "Le Fleuve", actors=(REBELS,), **talks)) == []


@pytest.mark.parametrize(
    ("dead", "published", "matters"),
    [
        (toll(30), "2021-05-04", ["dead"]),
        (toll(30), "2021-05-05", ["dead"]),
        (toll(30), "2021-05-08", []),  # it grew
        (toll(2), "2021-05-08", ["dead"]),  # it cannot shrink
        (toll(10), "2021-05-04", []),  # nearly the same
        (toll(5, None), "2021-05-04", []),  # at least five may be nine
        (toll(20, None), "2021-05-04", ["dead"]),
        (toll(8, 12), "2021-05-04", []),
    ],
)
def test_numbers_beyond_tolerance_are_disputed_unless_they_grew(dead, published, matters):
    other = telling("Gunmen killed several, the UN said.", "Le Fleuve", published, voice=UNO, dead=dead)
    assert disputed(SAYS, other) == matters


def test_numbers_lie_apart_both_ways_alike():
    assert beyond((9, 9), (30, 30))
    assert beyond((30, 30), (9, 9))
    assert not beyond((9, None), (30, 30))
    assert not beyond((100, 100), (118, 118))


def test_a_copy_that_comes_later_is_no_later_account():
    copy = Telling(
        telling("Gunmen killed nine, the army said.", "Le Fleuve", "2021-05-07", voice=ARMY, dead=toll(9)).told,
        SAYS.report, "Sahel Wire", sure=True, score=1.0,
    )  # fmt: skip
    other = telling("Gunmen killed thirty, the UN said.", "Kidal Post", "2021-05-08", voice=UNO, dead=toll(30))
    assert disputed(SAYS, copy, other) == []
    (account, _) = compared(dated([SAYS, copy, other])).accounts
    assert (account.date, len(account.carried_by), account.outlets) == ("2021-05-04", 1, ("Sahel Wire",))


def test_the_best_number_has_most_sources_behind_it_and_each_speaker_stands_by_the_last():
    tellings = dated(
        [
            SAYS,
            telling("Gunmen killed twelve, the army said.", published="2021-05-05", voice=ARMY, dead=toll(12)),
            telling("Gunmen killed twelve, the UN said.", "Le Fleuve", "2021-05-05", voice=UNO, dead=toll(12)),
            telling("Gunmen killed up to forty.", "Kidal Post", "2021-05-06", dead=toll(20, 40)),
        ]
    )
    found = range_of(tellings, "dead")
    assert (found.low.value, found.best.value, found.high.value) == (12, 12, 40)
    assert found.best.sources == ("Sahel Wire", "Le Fleuve")
    assert found.high.speaker == "Kidal Post"
    assert range_of(tellings, "injured") is None


def test_numbers_are_written_as_people_write_them():
    assert [written(t) for t in [(12, 12), (12, None), (12, 14)]] == ["12", "12+", "12–14"]

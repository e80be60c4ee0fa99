"""Copies are told from independent reports, and what became of a report on its way is named."""

import random
from dataclasses import replace

import pytest

from allegedly.archive import Archive
from allegedly.archive.copies import changed, compare, copies, figure
from allegedly.archive.linking import link
from allegedly.archive.reports import copies_in, reports
from allegedly.archive.sentences import sentences
from allegedly.archive.shingles import same_words, words_of
from allegedly.errors import AllegedlyError
from allegedly.records import Article, content_id

pytestmark = pytest.mark.usefixtures("backend")

WIRE = """\
NIAMEY — Gunmen on motorbikes attacked a military post near the village of Inates before dawn on Tuesday, killing 12 \
soldiers, the defence ministry said.

The attackers, who came from across the border with Mali, set fire to vehicles and fuel before they were pushed back \
by reinforcements and helicopters, according to a ministry statement read on state television.

Four soldiers were still missing and eight wounded men were flown to a hospital in the capital, it added.

No group has claimed the raid. Fighters loyal to a local branch of Islamic State have stepped up attacks in the \
Tillaberi region this year, forcing thousands of herders from their homes.

President Mahamadou Issoufou cut short a visit to Egypt and called a meeting of his security council.

Aid workers in the town of Ayorou said that families with children and cattle were arriving on foot from the north. \
Schools in three districts have been closed since September."""

HOST = """\
Prices of millet and rice have doubled on the markets of Ouallam within a month, traders say, as trucks no longer \
dare to take the road along the river.

The mayor of the town has asked the government to escort convoys twice a week, but the gendarmes lack fuel. Merchants \
who used to buy in Gao now wait for boats, which bring less and charge more, and women queue from the early morning \
for a sack that feeds a family for ten days."""

INDEPENDENT = """\
At least a dozen soldiers died when their camp in western Niger was overrun by jihadists early on Tuesday, two \
security sources told our correspondent.

One of them said that about a hundred men had come in pick-up trucks and on motorcycles, and that the fight went on \
for two hours. The defence ministry said that the attackers "came from across the border with Mali" and were beaten
back."""


def paragraphs(text: str) -> list[str]:
    return text.split("\n\n")


CUT = "\n\n".join(paragraphs(WIRE)[:3])
EMBEDDED = "\n\n".join(paragraphs(HOST) + paragraphs(WIRE)[:3])
UPDATED = (
    WIRE.replace("killing 12 soldiers", "killing 14 soldiers")
    .replace("Four soldiers were still missing", "Two soldiers were still missing")
    .replace("President Mahamadou", "The bodies were buried in Niamey on Wednesday.\n\nPresident Mahamadou")
)
EDITED = (
    "\n\n".join(p for n, p in enumerate(paragraphs(WIRE)) if n not in (2, 4))
    .replace("set fire to vehicles and fuel", "burned vehicles and fuel stores")
    .replace("have stepped up attacks", "have intensified their attacks")
    .replace("Aid workers", "Relief workers")
)


@pytest.mark.parametrize(
    ("second", "relation"),
    [(WIRE, "copy"), (CUT, "cut"), (EMBEDDED, "embedded"), (UPDATED, "update"), (EDITED, "copy"),
     ("By staff reporters\n\n" + WIRE + "\n\nFollow us for more. All rights reserved.", "copy")],
)  # fmt: skip
def test_what_became_of_a_report_is_named(second, relation):
    ((_, _, found),) = copies({"first": WIRE, "second": second})
    assert found.relation == relation


def test_independent_reports_of_one_thing_are_no_copies():
    assert list(copies({"wire": WIRE, "other": INDEPENDENT, "host": HOST})) == []


def test_a_shared_quotation_is_no_copy():
    said = (
        '"We shall not rest until each of those who took part in this cowardly attack on our sons is before a judge, '
        'and we ask all our neighbours to close their roads to them from this very night on," the president said.'
    )
    assert list(copies({"one": f"{INDEPENDENT}\n\n{said}", "other": f"{HOST}\n\n{said}"})) == []


def test_changed_figures_are_listed_with_their_sentences():
    found = compare(WIRE, UPDATED, 0.9)
    assert [figures for change in found.changes for figures in change.figures] == [("12", "14"), ("four", "two")]
    assert "killing 12 soldiers" in found.changes[0].before
    assert "killing 14 soldiers" in found.changes[0].after


def test_a_figure_in_other_words_is_no_change():
    assert changed("Some 4 were killed.", "Some four were killed.").figures == ()
    assert changed("Some 1,200 fled.", "Some 1200 fled.") is None


@pytest.mark.parametrize(
    ("word", "value"), [("12", 12), ("3.5", 3.5), ("forty", 40), ("soldiers", None), ("1.2.3", None)]
)
def test_figures_have_values(word, value):
    assert figure(word) == value


def test_sentences_end_where_they_end():
    text = "Gen. A. Toumba spoke at 3 p.m. on Monday. “We left.” He gave no number\n\nNo. 3 Company stayed."
    assert [s.of(text) for s in sentences(text)] == [
        "Gen. A. Toumba spoke at 3 p.m. on Monday.",
        "“We left.”",
        "He gave no number",
        "No. 3 Company stayed.",
    ]


def article(text: str, published: str, *outlets: str) -> Article:
    return Article(id=content_id(text), text=text, published=published, outlets=outlets, title=text.split(",")[0])


NEWS = [
    article(WIRE, "2019-12-10", "Sahel Press Agency"),
    article(CUT, "2019-12-10", "Le Fleuve", "Sahel Press Agency"),
    article(EMBEDDED, "2019-12-12", "Ouallam Echo"),
    article(UPDATED, "2019-12-11", "Le Fleuve", "Sahel Press Agency"),
    article(INDEPENDENT, "2019-12-10", "The Harbour Times"),
    article(HOST, "2019-12-09", "Ouallam Echo"),
]


def carried(news: list[Article]) -> list[tuple[str, list[tuple[str, str]]]]:
    with Archive.open(":memory:") as archive:
        for one in news:
            archive.put(one)
        assert link(archive) == len(news)
        assert link(archive) == 0
        return [(r.id, [(c.article, c.relation) for c in r.carriers]) for r in reports(archive, carried_by=1)]


def test_who_carries_which_report_and_who_had_it_first():
    wire, cut, embedded, updated, independent, host = (content_id(one.text) for one in NEWS)
    found = dict(carried(NEWS))
    assert found[wire] == [(wire, "original"), (cut, "cut"), (updated, "update"), (embedded, "embedded")]
    assert found[host] == [(host, "original"), (embedded, "cut")]
    assert found[independent] == [(independent, "original")]
    assert len(found) == 3


@pytest.fixture(scope="module")
def as_they_came(backend):
    return carried(NEWS)


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_arrival_does_not_matter(as_they_came, seed):
    shuffled = NEWS[:]
    random.Random(seed).shuffle(shuffled)
    assert carried(shuffled) == as_they_came


def test_one_article_is_compared_in_a_transaction_of_its_own():
    with Archive.open(":memory:") as archive:
        archive.put(NEWS[0])
        link(archive)
        archive.put(NEWS[3])
        assert link(archive) == 1
        (pair,) = copies_in(archive, NEWS[3].id)
        assert (pair.a, pair.relation) == (NEWS[0].id, "update")
        assert pair.changes[0].figures == (("12", "14"),)
        archive.remove(NEWS[3].id)
        assert copies_in(archive) == []


def test_empty_and_one_word_articles_are_compared_once():
    with Archive.open(":memory:") as archive:
        for text in ("", "Niamey", "…"):
            archive.put(replace(NEWS[0], id=content_id(text), text=text))
        assert link(archive) == 3
        assert link(archive) == 0


def test_reports_come_in_pages_and_by_article():
    with Archive.open(":memory:") as archive:
        for one in NEWS:
            archive.put(one)
        link(archive)
        everything = reports(archive, carried_by=1)
        first = reports(archive, carried_by=1, limit=1)
        assert first + reports(archive, carried_by=1, after=first[0].id) == everything
        assert {r.id for r in reports(archive, carried_by=1, article=NEWS[2].id)} == {NEWS[0].id, NEWS[5].id}
        with pytest.raises(AllegedlyError, match="S04"):
            reports(archive, after="nothing")


def test_a_copy_under_another_title_is_named_so():
    with Archive.open(":memory:") as archive:
        archive.put(NEWS[0])
        archive.put(
            replace(article(WIRE + "\n\nAll rights reserved.", "2019-12-11", "Le Fleuve"), title="Camp overrun")
        )
        link(archive)
        (pair,) = copies_in(archive)
        assert pair.relation == "retitled"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Gunmen killed 1,200 men.", "gunmen killed 1200 men"),
        ("The army’s men left", "“The army's men left”"),
        ("Gunmen killed 12 men", "Gunmen killed 12 men on Tuesday"),
        ("Gunmen killed 12 men on Tuesday", "Gunmen killed 12 men"),
        ("Gunmen killed 12 men", "Gunmen killed 13 men"),
        ("…", "…"),
        ("", ""),
        ("", "Gunmen"),
    ],
)
def test_sentences_have_the_same_words_whatever_stands_between(one, other):
    assert same_words(one, other) == (bool(words_of(one)) and words_of(one) == words_of(other))

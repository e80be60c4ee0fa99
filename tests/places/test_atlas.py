from collections.abc import Callable

import pytest

from allegedly.language import Parsed
from allegedly.places import Atlas, Gazetteer, unpack

GAZETTEER = Gazetteer(unpack.shipped())


@pytest.fixture
def places(parse: Callable[..., Parsed]) -> Callable[[str], dict[str, tuple[str, str | None]]]:
    """Return a reader of texts: the words of each mention, with the place's name and country."""

    def read(text: str) -> dict[str, tuple[str, str | None]]:
        atlas = Atlas(parse(text), gazetteer=GAZETTEER)
        return {m.place.span.of(text): (m.place.name, m.place.country) for m in atlas.places if m.place.span}

    return read


@pytest.mark.parametrize(
    ("text", "name", "country"),
    [
        ("Shells hit a bus station in Kramatorsk on Friday, killing three people.", "Kramatorsk", "UKR"),
        ("Missiles struck the air base at Shayrat before dawn.", "Shayrat", "SYR"),
        ("Fighters were seen near al-Mayadin on the Euphrates.", "al-Mayadin", "SYR"),
        ("Troops crossed the line of contact in Nagorno-Karabakh.", "Nagorno-Karabakh", "AZE"),
        ("Thousands fled the fighting in Darfur last week.", "Darfur", "SDN"),
        ("Rockets fell on the Golan Heights overnight.", "Golan Heights", "SYR"),
    ],
)
def test_names_of_conflict_are_found(places, text, name, country):
    assert places(text)[name][1] == country


def test_a_parent_beside_the_name_decides(places):
    assert places("A tornado damaged homes in Paris, Texas, on Monday.")["Paris"] == ("Paris", "USA")
    assert places("The summit will be held in Paris next week.")["Paris"] == ("Paris", "FRA")


def test_newspapers_shorten_states(places):
    assert places("He was arrested in Athens, Ga., on Sunday.")["Athens"][1] == "USA"


def test_the_company_of_other_names_decides(places):
    text = "Police in Columbus said the suspect drove from Dublin to Cleveland. The Ohio State Highway Patrol helped."
    assert places(text)["Dublin"] == ("Dublin", "USA")


def test_a_word_for_the_kind_decides(parse):
    text = "Clashes continued across Homs province on Thursday."
    (mention,) = Atlas(parse(text), gazetteer=GAZETTEER).places
    assert mention.place.feature == "ADM1"
    text = "Clashes continued in the city of Homs on Thursday."
    assert Atlas(parse(text), gazetteer=GAZETTEER).places[0].place.feature.startswith("PPL")


def test_demonyms_are_places_and_told_apart(parse):
    (mention,) = Atlas(parse("The Ethiopian army denied the report."), gazetteer=GAZETTEER).places
    assert mention.demonym
    assert mention.place.country == "ETH"


def test_people_are_no_places(places):
    found = places("Mr. Jackson met Senator Lincoln Chafee and President Clinton. Jackson said little.")
    assert not {"Jackson", "Lincoln", "Clinton"} & found.keys()


def test_streets_are_no_places(places):
    assert "London" not in places("The shop on London Road was closed.")


def test_pronouns_in_capitals_are_no_country(places):
    assert places("They told us nothing. Give it to us.") == {}


def test_alternatives_are_kept_with_scores_that_add_up(parse):
    (mention,) = Atlas(parse("He lived in Springfield for years."), gazetteer=GAZETTEER).places
    scores = [mention.place.score, *(place.score for place in mention.alternatives)]
    assert len(scores) > 2
    assert scores[1:] == sorted(scores[1:], reverse=True)
    assert sum(scores) == pytest.approx(1.0, abs=0.01)


def test_spans_lie_in_the_article_across_blocks(parse):
    text = "Fighting in Mosul went on.\n\nIn Erbil, officials met aid workers."
    for mention in Atlas(parse(text), gazetteer=GAZETTEER).places:
        assert mention.place.span.of(text) in ("Mosul", "Erbil")


def test_the_same_text_gives_the_same_places(parse):
    text = "Shelling in Donetsk and Luhansk killed civilians, officials in Kyiv said. Moscow denied it."
    first, second = (repr(Atlas(parse(text), gazetteer=GAZETTEER).places) for _ in range(2))
    assert first == second


def test_given_spans_are_resolved(parse):
    parsed = parse("The governor of Idlib spoke.")
    from allegedly.records import Span

    (mention,) = Atlas(parsed, gazetteer=GAZETTEER).resolve([parsed.tokens(Span(16, 21))])
    assert mention is not None
    assert mention.place.country == "SYR"

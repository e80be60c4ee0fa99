import pytest

from allegedly.drafts import EventDraft, Tokens
from allegedly.places import Atlas, Gazetteer, unpack
from allegedly.places.parts import middles

GAZETTEER = Gazetteer(unpack.shipped())


@pytest.fixture
def place_of(parse):
    """Return a reader of texts: the place of the event that a word of the text triggers."""

    def read(text: str, word: str, kind: str = "ASSAULT", tables=()):
        parsed = parse(text)
        token = next(token.i for token in parsed.doc if token.text == word)
        atlas = Atlas(parsed, tables, GAZETTEER)
        return atlas.place_of(EventDraft(trigger=Tokens(token, token + 1), head=token, type=kind))

    return read


def test_northern_mali_lies_north_of_malis_middle(place_of):
    text = "Gunmen killed nine soldiers in northern Mali on Monday."
    place = place_of(text, "killed")
    assert (place.name, place.country, place.geonames) == ("northern Mali", "MLI", None)
    assert text[place.span.start : place.span.end] == "northern Mali"
    assert place.lat > 19


@pytest.mark.parametrize(
    "words",
    ["north-eastern Syria", "northeast Syria", "the north-east of Syria", "the northeastern part of Syria"],
)
def test_a_part_is_told_by_adjective_or_noun(place_of, words):
    place = place_of(f"Troops shelled villages in {words} on Monday.", "shelled")
    assert (place.lat, place.lon) == middles()["SYR", "NE"]


def test_a_country_named_after_a_side_is_itself(place_of):
    assert place_of("Rebels attacked a post in South Sudan on Monday.", "attacked").name == "South Sudan"
    assert place_of("Soldiers shot two men in North Korea on Monday.", "shot").name == "North Korea"


def test_the_side_of_a_town_changes_nothing(place_of):
    assert place_of("A bomb exploded in northern Baghdad on Monday.", "exploded").name == "Baghdad"


def test_a_country_without_a_side_keeps_its_entry(place_of):
    assert place_of("Gunmen killed nine soldiers in Mali on Monday.", "killed").geonames == 2453866


def test_a_users_table_says_where_a_part_is(place_of, tmp_path):
    (tmp_path / "parts.tsv").write_text("country\tpart\tlat\tlon\nUKR\tE\t48.2\t38.0\n", encoding="utf-8")
    place = place_of("Shells killed two people in eastern Ukraine on Monday.", "killed", tables=(tmp_path,))
    assert (place.lat, place.lon) == (48.2, 38.0)


def test_a_town_in_the_province_of_something_lies_in_it(parse):
    parsed = parse("The minister was stabbed in the town of Pandeglang in the province of Banten.")
    town = next(m for m in Atlas(parsed, (), GAZETTEER).places if m.place.name == "Pandeglang")
    province = next(m for m in Atlas(parsed, (), GAZETTEER).places if m.place.name == "Banten")
    assert province.covered
    assert not town.covered

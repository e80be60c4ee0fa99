from pathlib import Path

import pytest

from allegedly.drafts import EventDraft, Tokens
from allegedly.places import Atlas, Gazetteer, unpack

GAZETTEER = Gazetteer(unpack.shipped())


@pytest.fixture
def place_of(parse):
    """Return a reader of texts: the name of the place of the event that a word of the text triggers."""

    def read(
        text: str, word: str, kind: str = "ASSAULT", tables: tuple[Path, ...] = (), **fields: object
    ) -> str | None:
        parsed = parse(text)
        token = next(token.i for token in parsed.doc if token.text == word)
        event = EventDraft(trigger=Tokens(token, token + 1), head=token, type=kind, **fields)
        place = Atlas(parsed, tables, GAZETTEER).place_of(event)
        return place.name if place else None

    return read


def test_what_hangs_on_the_trigger_is_its_place(place_of):
    assert place_of("A car bomb exploded in Baghdad on Tuesday, killing five.", "exploded") == "Baghdad"
    assert place_of("Police arrested ten people in Tbilisi after the vote.", "arrested", "COERCE") == "Tbilisi"


def test_an_opening_phrase_places_the_clause(place_of):
    assert place_of("In Mosul, soldiers shot two men at a checkpoint.", "shot") == "Mosul"


def test_the_speakers_place_is_not_the_events(place_of):
    text = "Officials in Ankara said that militants attacked a convoy near Hakkari."
    assert place_of(text, "attacked") in ("Hakkari", "Hakkâri")


def test_a_government_by_its_capital_is_no_place(place_of):
    assert place_of("Moscow said it would protest.", "protest", "ACCUSE") is None
    assert place_of("Washington rejected the proposal.", "rejected", "REJECT") is None


def test_a_country_before_the_deed_is_who_did_it(place_of):
    assert place_of("A Russian strike killed six people in Kharkiv.", "strike") == "Kharkiv"


def test_the_more_exact_of_two_names_is_taken(place_of):
    assert place_of("Gunmen killed a judge in Quetta, Pakistan, on Sunday.", "killed") == "Quetta"


def test_there_and_the_city_stand_for_names(place_of):
    text = "The army entered Aleppo on Monday. Rebels had attacked troops there for weeks."
    assert place_of(text, "attacked") == "Aleppo"
    text = "The army entered Aleppo on Monday. Police arrested a reporter in the city."
    assert place_of(text, "arrested", "COERCE") == "Aleppo"


def test_fighting_goes_on_where_it_was(place_of):
    assert place_of("Clashes broke out in Juba on Friday. Ten soldiers were killed.", "killed") == "Juba"


def test_what_did_not_happen_is_carried_nowhere(place_of):
    text = "Clashes broke out in Juba on Friday. No soldiers were killed."
    assert place_of(text, "killed", polarity="-") is None


def test_words_of_diplomacy_have_no_place_of_their_own(place_of):
    text = "Fighting went on in Juba on Friday. The minister condemned the rebels."
    assert place_of(text, "condemned", "ACCUSE") is None


def test_withdrawal_happens_where_it_leaves(place_of):
    assert place_of("Troops withdrew from Kherson overnight.", "withdrew", "RETREAT") == "Kherson"


def test_nothing_named_is_nothing_known(place_of):
    assert place_of("Two men were killed.", "killed") is None


def test_users_change_the_costs(place_of, tmp_path: Path):
    (tmp_path / "placing.tsv").write_text("feature\tweight\nnone\t40\n", encoding="utf-8")
    text = "Rebels killed a guard in Goma."
    assert place_of(text, "killed") == "Goma"
    assert place_of(text, "killed", tables=(tmp_path,)) is None


def test_remarks_are_made_where_the_article_says(place_of):
    text = (
        "The foreign minister criticised the blockade. The remarks came at a conference in Lisbon. "
        "Fishermen in Galway wait for the harbour to open."
    )
    assert place_of(text, "criticised", "ACCUSE", mode="disapprove") == "Lisbon"


def test_a_speech_is_an_act_at_its_place(place_of):
    text = "In a speech in Nairobi on Monday, the president urged lenders to cancel the debt."
    assert place_of(text, "urged", "REQUEST") == "Nairobi"


def test_the_story_places_what_its_sentence_does_not(place_of):
    text = "A car bomb exploded outside a court in Quetta on Monday.\n\nThe blast killed six guards."
    assert place_of(text, "killed", mode="explosives") == "Quetta"


def test_the_republic_is_the_one_that_was_named(place_of):
    text = "Gunmen crossed into the Dominican Republic from Haiti. Soldiers arrested four men in the Republic."
    assert place_of(text, "arrested", "COERCE") == "Dominican Republic"


def test_each_event_of_a_sentence_has_the_place_beside_it(parse):
    parsed = parse("Police in Oslo arrested a man after a bombing in Bergen.")
    at = {token.text: token.i for token in parsed.doc}
    arrest, bombing = (
        EventDraft(trigger=Tokens(at[word], at[word] + 1), head=at[word], type=kind)
        for word, kind in (("arrested", "COERCE"), ("bombing", "ASSAULT"))
    )
    atlas = Atlas(parsed, gazetteer=GAZETTEER, events=(arrest, bombing))
    places = [atlas.place_of(arrest), atlas.place_of(bombing)]
    assert [place.name for place in places if place] == ["Oslo", "Bergen"]

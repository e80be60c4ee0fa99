"""A denied, claimed or unsure event never looks like a plain fact, and nothing is left out in silence."""

import csv
import io
import json
from dataclasses import replace

import pytest

from allegedly.exports import FORMATS, Choice, export, kind_of
from allegedly.exports.choice import CERTAIN, EVERYTHING, FACTS, label, standing

NO_PLACE_FOR_VOICES = ("polecat", "icews", "gdelt", "gdelt-mentions", "acled")


def export_to(form, article, choice=None):
    stream = io.BytesIO() if FORMATS[form].binary else io.StringIO()
    return export([article], form, stream, choice), stream.getvalue()


@pytest.mark.parametrize("form", NO_PLACE_FOR_VOICES)
def test_standards_without_a_place_for_voices_hold_the_outlets_own_word(form):
    assert kind_of(form).usual == FACTS


def test_ucdp_has_a_place_for_voices_and_holds_them_where_they_are_certain():
    assert kind_of("ucdp").usual == CERTAIN


@pytest.mark.parametrize("form", sorted(set(FORMATS) - {*NO_PLACE_FOR_VOICES, "ucdp"}))
def test_all_other_formats_hold_everything(form):
    assert kind_of(form).usual == EVERYTHING


def test_what_is_left_out_is_counted_with_its_reason(article):
    left_out, text = export_to("polecat", article)
    assert [row["Event Type"] for row in csv.DictReader(io.StringIO(text))] == ["REJECT"]
    assert (left_out.claims, left_out.unsure) == (2, 0)
    assert "2 on somebody's word (--include-claims" in left_out.line()


def test_certain_claims_come_without_denied_ones(article):
    left_out, text = export_to("polecat", article, CERTAIN)
    assert [row["Event Type"] for row in csv.DictReader(io.StringIO(text))] == ["ASSAULT", "REJECT"]
    assert (left_out.claims, left_out.unsure) == (0, 1)


def test_everything_tells_how_each_event_stands(article):
    _, text = export_to("polecat", article, EVERYTHING)
    assert [row["standing"] for row in csv.DictReader(io.StringIO(text))] == ["claimed", "claimed, denied", "reported"]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({}, ("reported",)),
        ({"tense": "present"}, ("reported",)),
        ({"polarity": "-"}, ("negated",)),
        ({"polarity": "-", "voice": ("s1",)}, ("claimed", "denied")),
        ({"certainty": "possible"}, ("possible",)),
        ({"certainty": "unknown", "tense": "future"}, ("unknown", "future")),
    ],
)
def test_standing_says_all_that_keeps_an_event_from_being_a_fact(article, changed, words):
    event = replace(article.events[2], **changed)
    assert standing(event) == words
    assert FACTS.has(event) == (words == ("reported",))


def test_labels_of_plain_facts_are_plain(article):
    assert [label(event) for event in article.events] == ["ASSAULT (claimed)", "ASSAULT (claimed, denied)", "REJECT"]


@pytest.mark.parametrize("form", ["ftm", "claims", "webannotation", "prodigy", "doccano", "geojson", "graphml", "json"])
def test_the_denied_event_is_told_apart_in_every_format_that_holds_it(article, form):
    shown = replace(article, events=(article.events[1],))
    if form == "geojson":
        shown = replace(article, events=(replace(article.events[1], place=article.events[0].place),))
    _, text = export_to(form, shown)
    assert "denied" in text or '"polarity":"-"' in text


def test_a_choice_takes_no_event_out_of_an_article_that_has_none_to_lose(article):
    _, text = export_to("json", article, Choice())
    assert json.loads(text)[0]["id"] == article.id

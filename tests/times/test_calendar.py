"""The time of an event: its own words, its clause, its paragraph, the news; none where the article does not tell."""

from collections.abc import Callable
from pathlib import Path

import pytest

from allegedly.drafts import EventDraft, Tokens
from allegedly.language import Parsed
from allegedly.records import Interval
from allegedly.times import Calendar

REPORT = "2017-10-11"  # a Wednesday

Parse = Callable[..., Parsed]


def event(parsed: Parsed, word: str, type_: str = "ASSAULT", n: int = 0, **fields: object) -> EventDraft:
    at = [t.i for t in parsed.doc if t.text == word][n]
    return EventDraft(trigger=Tokens(at, at + 1), head=at, type=type_, **fields)  # type: ignore[arg-type]


def when(parse: Parse, text: str, word: str, type_: str = "ASSAULT", **fields: object) -> Interval | None:
    parsed = parse(text, published=REPORT)
    return Calendar(parsed).time_of(event(parsed, word, type_, **fields))


def days(interval: Interval | None) -> tuple[str | None, str | None] | None:
    return (interval.start, interval.end) if interval else None


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("Gunmen killed four villagers on Monday near the river.", "killed", ("2017-10-09", "2017-10-09")),
        ("Rebels seized the base in September.", "seized", ("2017-09-01", "2017-09-30")),
        ("Troops have shelled the town since Sunday.", "shelled", ("2017-10-08", "2017-10-11")),
        ("Planes bombed the port from 3 to 5 October.", "bombed", ("2017-10-03", "2017-10-05")),
        ("Militants attacked the convoy in late August.", "attacked", ("2017-08-21", "2017-08-31")),
        ("The army has bombed the city this week.", "bombed", ("2017-10-09", "2017-10-11")),
        ("Planes have bombed the port over the last four days.", "bombed", ("2017-10-08", "2017-10-11")),
        ("In the past few days troops entered the town.", "entered", ("2017-10-08", "2017-10-11")),
        ("The war was fought in 1950-53.", "fought", ("1950-01-01", "1953-12-31")),
        ("The base was shelled on Friday, when guards killed two men.", "killed", ("2017-10-06", "2017-10-06")),
    ],
)
def test_the_words_that_hang_on_the_trigger_date_it(parse: Parse, text: str, word: str, expected: tuple[str, str]):
    assert days(when(parse, text, word)) == expected


def test_the_span_is_the_words_and_the_rule_says_how(parse: Parse):
    text = "Gunmen killed four villagers on Monday near the river."
    found = when(parse, text, "killed")
    assert found is not None
    assert found.span is not None
    assert found.span.of(text) == "Monday"
    assert found.rule == "own: day"
    assert found.granularity == "day"


def test_what_is_done_by_saying_it_has_the_time_of_the_saying(parse: Parse):
    text = "The minister announced on Tuesday that the government would withdraw its forces."
    found = when(parse, text, "withdraw", "CONCEDE", tense="future")
    assert days(found) == ("2017-10-10", "2017-10-10")


def test_what_another_tells_has_not_the_time_of_the_telling(parse: Parse):
    text = "Police said on Tuesday that smugglers had abducted the driver."
    assert when(parse, text, "abducted", voice=(0,)) is None


def test_days_to_come_are_not_counted_back(parse: Parse):
    found = when(parse, "Troops will enter the town in the next few days.", "enter", tense="future")
    assert days(found) != ("2017-10-08", "2017-10-11")


def test_both_days_of_a_range_to_come_are_read(parse: Parse):
    text = "The ban is to be signed during December 2-3 in Oslo."
    assert days(when(parse, text, "signed", "AGREE", tense="future")) == ("2017-12-02", "2017-12-03")


def test_of_two_times_the_one_by_the_event_is_its_own(parse: Parse):
    text = "He was freed on Monday after killing two men in a fight on 27 January."
    assert days(when(parse, text, "killing")) == ("2017-01-27", "2017-01-27")
    assert days(when(parse, text, "freed", "RETREAT")) == ("2017-10-09", "2017-10-09")


def test_an_undated_event_that_is_the_news_has_the_day_of_the_report(parse: Parse):
    found = when(parse, "Gunmen killed four villagers near the river.", "killed")
    assert days(found) == (REPORT, REPORT)
    assert found is not None
    assert (found.span, found.rule) == (None, "report")


@pytest.mark.parametrize(
    ("text", "word", "fields"),
    [
        ("The officer said that rebels burned the mill.", "burned", {"voice": (0,)}),
        ("The army will attack the town.", "attack", {"tense": "future", "certainty": "unknown"}),
        ("Rebels did not burn the mill.", "burn", {"polarity": "-"}),
        ("The mill had been burned.", "burned", {}),
    ],
)
def test_speech_plans_denials_and_background_without_a_date_have_none(
    parse: Parse, text: str, word: str, fields: dict[str, object]
):
    assert when(parse, text, word, **fields) is None


def test_the_opening_day_holds_for_the_acts_that_follow(parse: Parse):
    text = "A bomb exploded in the market on Monday.\n\nSoldiers arrested two men."
    found = when(parse, text, "arrested", "COERCE")
    assert days(found) == ("2017-10-09", "2017-10-09")
    assert found is not None
    assert found.rule == "lead: day"


def test_the_time_in_force_holds_through_its_paragraph(parse: Parse):
    text = "A bomb exploded on Monday.\n\nIn 1980 the country left the pact. Crowds stormed the ministry."
    assert days(when(parse, text, "stormed", "PROTEST")) == ("1980-01-01", "1980-12-31")


def test_the_perfect_is_news_of_the_day(parse: Parse):
    text = "A bomb exploded in the market on Monday.\n\nThe union has called for calm."
    assert days(when(parse, text, "called", "REQUEST")) == (REPORT, REPORT)


def test_a_past_event_does_not_take_a_day_to_come(parse: Parse):
    text = "A judge jailed the two men until their hearing on 20 November 2017."
    assert days(when(parse, text, "jailed", "COERCE")) == (REPORT, REPORT)


def test_an_attribute_of_a_noun_dates_no_verb(parse: Parse):
    text = "Police arrested a man over the 2008 attacks."
    assert days(when(parse, text, "arrested", "COERCE")) == (REPORT, REPORT)


def test_what_a_source_tells_again_has_the_time_the_article_gave(parse: Parse):
    text = "Gunmen killed four villagers on Monday. An officer said that the attackers shot two guards."
    parsed = parse(text, published=REPORT)
    calendar = Calendar(parsed)
    calendar.time_of(event(parsed, "killed"))
    assert days(calendar.time_of(event(parsed, "shot", voice=(0,)))) == ("2017-10-09", "2017-10-09")


def test_without_a_date_of_report_nothing_is_guessed(parse: Parse):
    parsed = parse("Gunmen killed four villagers on Monday.")
    assert Calendar(parsed).time_of(event(parsed, "killed")) is None
    parsed = parse("Gunmen killed four villagers on 9 October 2017.")
    assert days(Calendar(parsed).time_of(event(parsed, "killed"))) == ("2017-10-09", "2017-10-09")


def test_expressions_are_open_to_others(parse: Parse):
    parsed = parse("Gunmen killed four villagers on Monday.", published=REPORT)
    (found,) = Calendar(parsed).expressions
    assert found.span.of(parsed.doc.text) == "Monday"
    assert found.value == "2017-10-09"


def test_an_empty_article_has_no_times(parse: Parse):
    assert Calendar(parse("", published=REPORT)).expressions == ()


def test_other_events_are_dated_by_the_company_they_keep(parse: Parse):
    text = (
        "Gunmen killed four villagers on Monday.\n\nPolice said that the attackers killed a guard. "
        "Shops opened again on Tuesday."
    )
    parsed = parse(text, published=REPORT)
    told, again = event(parsed, "killed"), event(parsed, "killed", n=1, voice=(0,))
    assert days(Calendar(parsed, events=[told, again]).time_of(again)) == ("2017-10-09", "2017-10-09")


def test_this_weekday_may_be_the_day_after_the_date_of_the_report(parse: Parse):
    text = "The council adopted a resolution this Thursday calling for a truce."
    assert days(when(parse, text, "calling", "REQUEST")) == ("2017-10-12", "2017-10-12")


def test_users_may_weigh_otherwise(parse: Parse, tmp_path: Path):
    (tmp_path / "dating.tsv").write_text("feature\tweight\nnone\t60\n", encoding="utf-8")
    parsed = parse("Gunmen killed four villagers on Monday.", published=REPORT)
    assert Calendar(parsed, (tmp_path,)).time_of(event(parsed, "killed")) is None


def test_a_century_dates_no_event(parse: Parse):
    assert when(parse, "Gunmen killed villagers in the 16th century.", "killed") is None

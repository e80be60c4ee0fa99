"""Time expressions: what they mean in a report of the day, and in a history."""

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allegedly.times import TimeExpression, tag

REPORT = "2017-10-11"  # a Wednesday


def only(text: str, published: str | None = REPORT) -> TimeExpression:
    found = tag(text, published)
    assert len(found) == 1, [f.span.of(text) for f in found]
    return found[0]


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        # days
        ("Troops entered the town on 9 October 2017.", "9 October 2017", "2017-10-09"),
        ("The law of March 3rd, 2015 was repealed.", "March 3rd, 2015", "2015-03-03"),
        ("Signed Tuesday, October 10.", "Tuesday, October 10", "2017-10-10"),
        ("Filed 2016-02-29 in court.", "2016-02-29", "2016-02-29"),
        ("The strike came on Wednesday.", "Wednesday", "2017-10-11"),
        ("The strike came on Thursday.", "Thursday", "2017-10-05"),
        ("The minister will speak on Thursday.", "Thursday", "2017-10-12"),
        ("It was postponed until Saturday.", "Saturday", "2017-10-14"),
        ("He resigned last Friday.", "last Friday", "2017-10-06"),
        ("Talks resume next Monday.", "next Monday", "2017-10-16"),
        ("Two died yesterday.", "yesterday", "2017-10-10"),
        ("The envoy arrives tomorrow.", "tomorrow", "2017-10-12"),
        ("Shells fell overnight.", "overnight", "2017-10-11TNI"),
        ("She was freed Monday morning.", "Monday morning", "2017-10-09TMO"),
        ("He fled last night.", "last night", "2017-10-10TNI"),
        ("The bill was passed on December 20.", "December 20", "2016-12-20"),
        ("The vote was set for October 15.", "October 15", "2017-10-15"),
        ("They met on Christmas Day.", "Christmas Day", "2016-12-25"),
        ("Shops closed on Good Friday 2017.", "Good Friday 2017", "2017-04-14"),
        ("It opened on Labor Day.", "Labor Day", "2017-09-04"),
        # months and longer
        ("In September protests grew.", "September", "2017-09"),
        ("The court will rule in November.", "November", "2017-11"),
        ("He was arrested last April.", "last April", "2017-04"),
        ("He was arrested last December.", "last December", "2016-12"),
        ("It began in early 2009.", "early 2009", "2009"),
        ("By the end of July it was over.", "the end of July", "2017-07"),
        ("Aid rose last year.", "last year", "2016"),
        ("The summit is next month.", "next month", "2017-11"),
        ("The deal was struck this week.", "this week", "2017-W41"),
        ("Clashes broke out last weekend.", "last weekend", "2017-W40-WE"),
        ("Exports fell in the third quarter of 2016.", "the third quarter of 2016", "2016-Q3"),
        ("Exports fell in the second half of 2016.", "the second half of 2016", "2016-H2"),
        ("The fighters came in the summer of 2014.", "the summer of 2014", "2014-SU"),
        ("The party ruled through the 1990s.", "the 1990s", "199"),
        ("A treaty of the 19th century.", "the 19th century", "18"),
        ("He left office four years ago.", "four years ago", "2013"),
        ("Three months ago they signed.", "Three months ago", "2017-07"),
        ("They signed ten days ago.", "ten days ago", "2017-10-01"),
        ("The embassy moves two weeks from now.", "two weeks from now", "2017-W43"),
        ("He was jailed in May of last year.", "May of last year", "2016-05"),
        # hours
        ("The blast came at 3:30 p.m. on Monday.", "3:30 p.m.", "2017-10-09T15:30"),
        ("Polls closed at 20:00 local time.", "20:00 local time", "2017-10-11T20:00"),
        ("The quake struck at 0415 GMT.", "0415 GMT", "2017-10-11T04:15"),
        # durations and recurrences
        ("The siege lasted three weeks.", "three weeks", "P3W"),
        ("A two-day visit ended.", "two-day", "P2D"),
        ("He served two and a half years.", "two and a half years", "P2.5Y"),
        ("It took half an hour.", "half an hour", "PT30M"),
        ("They fought for years.", "years", "PXY"),
        ("A truce of seventy-two hours held.", "seventy-two hours", "PT72H"),
        ("Over the past two weeks it calmed.", "the past two weeks", "P2W"),
        ("Convoys left every morning.", "every morning", "XXXX-XX-XXTMO"),
        ("Patrols are carried out daily.", "daily", "P1D"),
        ("He prays on Fridays.", "Fridays", "XXXX-WXX-5"),
        # references
        ("They are now safe.", "now", "PRESENT_REF"),
        ("The army has recently advanced.", "recently", "PAST_REF"),
    ],
)
def test_in_a_report(text: str, words: str, value: str):
    found = next((f for f in tag(text, REPORT) if f.span.of(text) == words), None)
    assert found is not None, [(f.span.of(text), f.value) for f in tag(text, REPORT)]
    assert found.value == value


@pytest.mark.parametrize(
    "text",
    [
        "The May government fell.",
        "Protesters march through the city.",
        "Some 1984 people were counted and 2010 soldiers left.",
        "Winds of 120 miles per hour hit the coast.",
        "The Daily Telegraph printed it.",
        "They may leave, and it may rain.",
        "A second term is unlikely.",
        "It cost $2000 in all.",
    ],
)
def test_what_is_no_time_is_left_alone(text: str):
    assert tag(text, REPORT) == []


def test_both_ends_of_a_range_are_read():
    text = "The army held drills from 3 to 5 May and between June 7 and June 9, 2016."
    assert [f.value for f in tag(text, REPORT)] == ["2017-05-03", "2017-05-05", "2016-06-07", "2016-06-09"]
    text = "The war of 1957-58 was followed by 12 or 15 months of truce."
    assert [f.value for f in tag(text, REPORT)] == ["1957", "1958", "P12M", "P15M"]


def test_later_counts_from_the_date_before_it():
    text = "He was seized on October 2. Two days later he was freed, and the next day he spoke."
    assert [f.value for f in tag(text, REPORT)] == ["2017-10-02", "2017-10-04", "2017-10-05"]


def test_a_weekday_tells_the_year_of_its_date():
    assert only("It is set for Tuesday, January 16.").value == "2018-01-16"


def test_a_paragraph_about_another_year_keeps_it():
    text = "In 2006 the army took power. On September 19 tanks entered the capital.\n\nOn September 19 he spoke."
    assert [f.value for f in tag(text, REPORT)] == ["2006", "2006-09-19", "2017-09-19"]


def test_numeric_dates_follow_the_order_of_the_text():
    assert [f.value for f in tag("Seen 25/11/2016 and 10/11/2016.", REPORT)] == ["2016-11-25", "2016-11-10"]
    assert [f.value for f in tag("Seen 11/25/2016 and 10/11/2016.", REPORT)] == ["2016-11-25", "2016-10-11"]


def test_days_and_granularity_of_the_expression():
    found = only("In September protests grew.")
    assert found.interval is not None
    assert (found.start, found.end, found.granularity) == ("2017-09-01", "2017-09-30", "month")
    assert found.interval.span == found.span
    assert found.interval.rule == found.rule == "month"
    assert only("They fought for years.").interval is None


def test_the_modifier_is_kept():
    assert only("It began in late 2009.").mod == "END"
    assert only("It lasted nearly three weeks.").mod == "LESS_THAN"


def test_without_a_date_of_report_what_hangs_on_it_stays_open():
    assert only("He came on Friday.", None).value == "XXXX-WXX-5"
    assert only("He came in May 2010.", None).value == "2010-05"
    assert only("He came in June.", "no date").value == "XXXX-06"
    assert only("He came yesterday.", None).start is None


HISTORY = (
    "On April 9, 1940, the fleet left harbour. By early May 1940 the ports had fallen. In June the king fled. "
    "On 14 June the capital was taken. The next day a truce was offered, and two days later it was signed. "
    "The previous year the same army had been beaten, in November 1939 and in December 1939. "
    "In January 1942 it came back. In March the coast was retaken. On the 5th, the bridges were blown. "
    "That year trade collapsed. By October 1942 the war was over there. In January the exiles returned."
)


def test_a_history_counts_from_the_date_in_force():
    values = {f.span.of(HISTORY): f.value for f in tag(HISTORY, "2009-12-19")}
    assert values["June"] == "1940-06"
    assert values["14 June"] == "1940-06-14"
    assert values["The next day"] == "1940-06-15"
    assert values["two days later"] == "1940-06-17"
    assert values["The previous year"] == "1939"
    assert values["March"] == "1942-03"
    assert values["the 5th"] == "1942-03-05"
    assert values["That year"] == "1942"
    assert values["January"] == "1943-01"


def test_the_parse_tells_the_tense(parse):
    text = "The delegates, who arrived on Friday, are to be received by the king on Friday."
    doc = parse(text).doc
    assert [f.value for f in tag(text, REPORT, doc=doc)] == ["2017-10-06", "2017-10-13"]


WORDS = st.sampled_from(
    (
        *(
            "on",
            "in",
            "the",
            "last",
            "next",
            "two",
            "days",
            "later",
            "Friday",
            "May",
            "5",
            "2010",
            "early",
            "Christmas",
        ),
        *("3:30", "p.m.", "ago", "of", "and", "-", ",", ".", "\n\n", "31", "February", "9999", "’s", "00:00", "24"),
        *("century", "1st", "40th", "year", "'", "90s", "from", "to", "until", "week", "every", "half", "a", "decades"),
        *("1000", "99999", "99999999999"),
    )
)


@settings(max_examples=150, deadline=None)
@given(text=st.one_of(st.text(), st.lists(WORDS, max_size=40).map(" ".join)), day=st.none() | st.dates())
def test_any_text_is_read_and_its_spans_and_days_are_in_order(text: str, day: date | None):
    end = 0
    for found in tag(text, day.isoformat() if day else None):
        assert end <= found.span.start < found.span.end <= len(text)
        assert found.span.of(text).strip() == found.span.of(text)
        end = found.span.end
        assert (found.start is None) == (found.granularity is None)
        if found.start is not None and found.end is not None:
            assert date.fromisoformat(found.start) <= date.fromisoformat(found.end)


@pytest.mark.parametrize(
    "piece", ["a", "1", "May ", "5 ", "\n", " ", "1,000", "the end of ", "twenty-", "\u0300", "3:30 ", "last Friday "]
)
def test_long_hostile_texts_take_linear_time(piece: str):
    def spent(length: int) -> float:
        text = piece * (length // len(piece))
        start = time.process_time()
        tag(text, REPORT)
        return time.process_time() - start

    tag("warm up in May", REPORT)
    assert spent(40_000) < 2.5

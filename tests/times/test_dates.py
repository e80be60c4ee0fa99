"""Publication dates: every layout comes back, what no calendar has is refused, what is ambiguous stays unknown."""

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allegedly.dates import MONTH_NAMES, decide_order, find_date, fold

ENGLISH = MONTH_NAMES["en"].split(" ")

LAYOUTS = [
    "{d:%Y-%m-%d}",
    "{d:%Y/%m/%d}",
    "{d:%Y-%m-%dT%H:%M:%SZ}",
    "{d:%d.%m.%Y}",
    "{d.day} {month} {d.year}",
    "{d.day}th of {month}, {d.year}",
    "{d:%d}-{month}-{d.year}",
    "{month} {d.day}, {d.year}",
    "{month}. {d.day} {d.year}",
    "{d.year} {month} {d:%d}",
    "Tue, {d:%d} {month} {d.year} 14:00:00 GMT",
    "Published: {month} {d.day}, {d.year} | 2:30 PM",
    "{d.year}年{d.month}月{d.day}日",
]


@pytest.mark.parametrize("layout", LAYOUTS)
@given(day=st.dates(date(1800, 1, 1), date(2100, 12, 31)), form=st.integers(0, 2))
def test_each_layout_comes_back(layout: str, day: date, form: int):
    names = ENGLISH[day.month - 1].split("/")
    line = layout.format(d=day, month=names[form % len(names)].capitalize())
    found = find_date(line)
    assert found is not None
    assert found[0] == day.isoformat()
    assert str(day.year) in found[1].of(line)


@pytest.mark.parametrize("language", sorted(MONTH_NAMES))
def test_month_names_of_each_language(language: str):
    for number, forms in enumerate(MONTH_NAMES[language].split(" "), 1):
        for form in forms.split("/"):
            for written in (form, form.upper(), form.capitalize()):
                assert find_date(f"7 {written} 2016") == (f"2016-{number:02}-07", (0, 7 + len(written)))


@pytest.mark.parametrize(
    ("line", "iso", "words"),
    [
        ("Yayın Tarihi: 11.10.2017 - 14:30", "2017-10-11", "11.10.2017"),
        ("Publié le 1er août 2017 à 9h", "2017-08-01", "1er août 2017"),
        ("Madrid, 10 de octubre de 2017", "2017-10-10", "10 de octubre de 2017"),
        ("Stand: 10. Oktober 2017, 14 Uhr", "2017-10-10", "10. Oktober 2017"),
        ("10 октября 2017 г., 12:00", "2017-10-10", "10 октября 2017"),
        ("3 KASIM 2016 Perşembe", "2016-11-03", "3 KASIM 2016"),
        ("10/13/17, 2:30 PM  Some headline", "2017-10-13", "10/13/17"),
        ("25/11/2017", "2017-11-25", "25/11/2017"),
        ("https://example.org/2017/10/11/strikes", "2017-10-11", "2017/10/11"),
        ("Tuesday 10 October 2017 14.00 BST", "2017-10-10", "10 October 2017"),
        ("31.02.2017, corrected 1.3.2017", "2017-03-01", "1.3.2017"),
    ],
)
def test_headers_of_real_layout(line: str, iso: str, words: str):
    found = find_date(line)
    assert found is not None
    assert (found[0], found[1].of(line)) == (iso, words)


@pytest.mark.parametrize(
    "line",
    [
        "31.02.2017",
        "2017-02-29",
        "February 30, 2016",
        "45 May 2017",
        "13/13/2017",
        "May 2017",
        "10 October",
        "192.168.10.17",
        "version 1.2.2017.4",
        "tel. 0171-10-10-2017",
        "5 killed 2017",
        "10 Oct 3017",
        "",
    ],
)
def test_what_is_no_date_is_refused(line: str):
    assert find_date(line) is None
    assert find_date(line, day_first=True) is None


def test_ambiguous_dates_need_an_order():
    assert find_date("10/11/2017") is None
    assert find_date("10/11/2017", day_first=True) == ("2017-11-10", (0, 10))
    assert find_date("10/11/2017", day_first=False) == ("2017-10-11", (0, 10))
    assert find_date("11/11/2017") == ("2017-11-11", (0, 10))


def test_the_order_does_not_overrule_a_date_with_one_reading():
    assert find_date("10/25/2017", day_first=True) == ("2017-10-25", (0, 10))


@pytest.mark.parametrize(
    ("lines", "order"),
    [
        (["10/11/2017", "updated 25/11/2017"], True),
        (["10/11/2017", "updated 11/25/2017"], False),
        (["10/11/2017"], None),
        (["25/11/2017", "11/25/2017"], None),
        (["October 11, 2017", "printed 10/11/2017"], False),
        (["10 November 2017", "printed 10/11/2017"], True),
        (["2017-11-25"], None),
        ([], None),
    ],
)
def test_the_order_is_decided_by_dates_with_one_reading(lines: list[str], order: bool | None):
    assert decide_order(lines) is order


@given(st.text())
def test_any_text_is_read_without_a_fault(line: str):
    found = find_date(line, day_first=True)
    assert found is None or (date.fromisoformat(found[0]) and found[1].of(line))
    decide_order([line])
    fold(line)


@pytest.mark.parametrize("piece", ["1", "1/", "10 ", "a", "é", "2017-", "a\u0300", "10 Oct ", "٣", " "])
def test_long_hostile_lines_take_linear_time(piece: str):
    start = time.process_time()
    find_date(piece * (100_000 // len(piece)))
    assert time.process_time() - start < 2

"""Dates as they stand in headers, bylines and page footers, in several layouts and languages, read as ISO dates.

A numeric date such as 10/11/2017 is two dates. It is read only where its order is known: from the date itself (one
number is over 12, or both are equal), from dots (day first), or from what ``decide_order`` finds in lines around it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from allegedly.records import Span

#: No newspaper is older, and a later year is a typing error or a number of something else.
FIRST_YEAR, LAST_YEAR = 1800, 2100

#: Month names by language, January first; the forms of one month are separated by "/". Full names of nine letters or
#: fewer and abbreviations alike; case, accents and a closing full stop do not matter.
MONTH_NAMES = {
    "en": "january/jan february/feb/febr march/mar april/apr may june/jun july/jul august/aug "
    "september/sep/sept october/oct november/nov december/dec",
    "tr": "ocak/oca şubat/şub mart/mar nisan/nis mayıs/may haziran/haz temmuz/tem ağustos/ağu "
    "eylül/eyl ekim/eki kasım/kas aralık/ara",
    "fr": "janvier/janv février/févr/fév mars avril/avr mai juin juillet/juil août/aout septembre/sept octobre/oct "
    "novembre/nov décembre/déc",
    "de": "januar/jänner/jan februar/feber/feb märz/maerz/mär/mrz april/apr mai juni/jun juli/jul august/aug "
    "september/sep/sept oktober/okt november/nov dezember/dez",
    "es": "enero/ene febrero/feb marzo/mar abril/abr mayo/may junio/jun julio/jul agosto/ago "
    "septiembre/setiembre/sept/set octubre/oct noviembre/nov diciembre/dic",
    "ru": "января/январь/янв февраля/февраль/фев/февр марта/март/мар апреля/апрель/апр мая/май июня/июнь/июн "
    "июля/июль/июл августа/август/авг сентября/сентябрь/сен/сент октября/октябрь/окт ноября/ноябрь/ноя/нояб "
    "декабря/декабрь/дек",
}


def fold(word: str) -> str:
    """Return the word in lower case without accents, with the dotless i dotted, for looking names up."""
    bare = (c for c in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(c))
    return "".join(bare).replace("ı", "i")


#: Folded month name in any of the languages -> 1 to 12.
MONTHS = {
    fold(form): number
    for names in MONTH_NAMES.values()
    for number, forms in enumerate(names.split(" "), 1)
    for form in forms.split("/")
}

_WORD = r"(?P<month>(?:[^\W\d_][\u0300-\u036f]{0,2}){3,12})"
_DAY = r"(?P<day>[0-3]?[0-9])"
_YEAR = r"(?P<year>[12][0-9]{3})"
_BEFORE = r"(?<![0-9])(?<![0-9][./:,-])"
_AFTER = r"(?![0-9])(?![./:-][0-9])"

#: Layouts that say which number is what; "October 10" and "10 October" without a year are no publication date.
_PLAIN_LAYOUTS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # 2017-10-10, 2017/10/10, 2017.10.10, 2017-10-10T14:00:00Z
        rf"{_BEFORE}{_YEAR}(?P<s>[-/.])(?P<number>[01]?[0-9])(?P=s){_DAY}(?![0-9])(?![./-][0-9])",
        # 2017年10月10日, 2017년 10월 10일
        rf"{_BEFORE}{_YEAR}\s?[年년]\s?(?P<number>[01]?[0-9])\s?[月월]\s?{_DAY}\s?[日일]",
        # 10 Oct 2017, 10th of October, 2017, 10. Oktober 2017, 1er août 2017, 10 de octubre de 2017, 10-Oct-2017
        rf"{_BEFORE}{_DAY}(?:st|nd|rd|th|er|º|ª|\.)?(?:\s{{1,3}}(?:of\s|de\s)?|-|\.)?{_WORD}\.?"
        rf"(?:,?\s{{1,3}}(?:de\s|del\s)?|-|,){_YEAR}{_AFTER}",
        # October 10, 2017, Oct. 10th 2017, Tuesday October 10, 2017
        rf"(?<![^\W_]){_WORD}\.?(?:\s{{1,3}}|-){_DAY}(?:st|nd|rd|th)?(?:\s?,\s{{0,3}}|\s{{1,3}}|-){_YEAR}{_AFTER}",
        # 2017 October 10, 2017-Oct-10
        rf"{_BEFORE}{_YEAR}(?:,?\s{{1,3}}|-){_WORD}\.?(?:\s{{1,3}}|-){_DAY}(?:st|nd|rd|th)?(?![0-9:])",
    )
)

#: 11.10.2017, 10/11/2017, 10-11-2017, 10/11/17: which number is the day is not said.
_NUMERIC = re.compile(
    rf"{_BEFORE}(?P<first>[0-3]?[0-9])(?P<s>[./-])\s?(?P<second>[0-3]?[0-9])(?P=s)\s?(?P<year>[12][0-9]{{3}}|[0-9][0-9])"
    rf"{_AFTER}"
)

#: Two-digit years up to this one belong to this century, as POSIX has it.
_LAST_OF_THIS_CENTURY = 68


class _Found(NamedTuple):
    """A date in a line; both readings, where it has two."""

    span: Span
    day_first: date | None
    month_first: date | None
    dotted: bool = False

    @property
    def certain(self) -> date | None:
        """The date, where the words alone say which it is."""
        if self.day_first is None or self.month_first is None:
            return self.day_first or self.month_first
        return self.day_first if self.day_first == self.month_first else None

    def read(self, day_first: bool | None) -> date | None:
        """Return the date, in the given order where it has two readings; dots alone mean day first."""
        if self.certain:
            return self.certain
        if day_first is None:
            return self.day_first if self.dotted else None
        return self.day_first if day_first else self.month_first


def find_date(line: str, *, day_first: bool | None = None) -> tuple[str, Span] | None:
    """Return the first date of the line as an ISO date, and where it stands; None where there is none.

    ``day_first`` reads 10/11/2017 as 10 November (True) or October 11 (False); with None such a date is passed over.
    Dates that no calendar has (31.02.2017) are passed over.
    """
    for found in _dates(line):
        day = found.read(day_first)
        if day is not None:
            return day.isoformat(), found.span
    return None


def decide_order(lines: Iterable[str]) -> bool | None:
    """Tell whether numeric dates in the lines have the day first (True) or the month (False); None if nothing shows it.

    Dates that can be read in one order only decide, by majority. Where there are none, an ambiguous date that agrees in
    one of its readings with a date spelt out in the lines decides.
    """
    dates = [found for line in lines for found in _dates(line)]
    return _majority(_own_order(dates)) if any(_own_order(dates)) else _majority(_agreeing_order(dates))


def _majority(votes: Iterable[int]) -> bool | None:
    total = sum(votes)
    return None if total == 0 else total > 0


def _own_order(dates: list[_Found]) -> list[int]:
    """Return +1 for each numeric date with only a day-first reading, -1 for each with only the other."""
    return [(found.month_first is None) - (found.day_first is None) for found in dates]


def _agreeing_order(dates: list[_Found]) -> list[int]:
    certain = {found.certain for found in dates if found.certain}
    open_dates = [found for found in dates if not found.certain]
    return [(found.day_first in certain) - (found.month_first in certain) for found in open_dates]


def _dates(line: str) -> list[_Found]:
    """Return the dates of the line in order; of two that overlap the longer."""
    candidates = sorted([*_plain_dates(line), *_numeric_dates(line)], key=lambda f: (f.span.start, -f.span.end))
    kept: list[_Found] = []
    for found in candidates:
        if not kept or found.span.start >= kept[-1].span.end:
            kept.append(found)
    return kept


def _plain_dates(line: str) -> Iterator[_Found]:
    for layout in _PLAIN_LAYOUTS:
        for match in layout.finditer(line):
            groups = match.groupdict()
            month = int(groups["number"]) if groups.get("number") else MONTHS.get(fold(groups.get("month") or ""), 0)
            day = _day(int(match["year"]), month, int(match["day"]))
            if day:
                yield _Found(Span(match.start(), match.end()), day, day)


def _numeric_dates(line: str) -> Iterator[_Found]:
    for match in _NUMERIC.finditer(line):
        short = len(match["year"]) == 2
        if short and match["s"] == "-":
            continue  # 17-10-10 may begin with the year
        year = _full_year(int(match["year"])) if short else int(match["year"])
        first, second = int(match["first"]), int(match["second"])
        day_first, month_first = _day(year, second, first), _day(year, first, second)
        if day_first or month_first:
            yield _Found(Span(match.start(), match.end()), day_first, month_first, dotted=match["s"] == ".")


def _full_year(two_digits: int) -> int:
    return two_digits + (2000 if two_digits <= _LAST_OF_THIS_CENTURY else 1900)


def _day(year: int, month: int, day: int) -> date | None:
    """Return the day, or None where the calendar has no such day or no newspaper is that old."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None

"""Text as a row of classed words, and patterns of classes compiled to regular expressions over that row.

Each word of the text becomes one character: its signature, which stands for all the classes the word is in ("May" is a
month and a verb, "10" a day, an hour and a count). A pattern such as ``{day} (of)? {month} {year}`` is compiled to
character sets of signatures, so that matching is linear in the number of words and costs a few microseconds a rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import msgspec

from allegedly import tables
from allegedly.errors import AllegedlyError

PACKAGE = "allegedly.times"


class Word(msgspec.Struct, frozen=True):
    """A row of ``words.tsv``."""

    word: str
    class_: str = msgspec.field(name="class")
    value: str = ""
    capital: str = ""


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An entry of ``patterns.toml``."""

    name: str
    pattern: str
    reads: str
    ahead: str = ""
    before: str = ""
    not_before: str = ""
    not_after: str = ""
    only: str = ""


class RuleFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole of ``patterns.toml``; a user's macros and rules of the same name replace ours."""

    macros: dict[str, str] = {}
    rule: list[Rule] = []


class Holiday(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An entry of ``holidays.toml``: its names, and one way to say when it is."""

    names: list[str]
    day: str | None = None
    date: str | None = None
    weekday: tuple[int, int, int] | None = None
    easter: int | None = None


class HolidayFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole of ``holidays.toml``."""

    holiday: list[Holiday] = []


class Token(NamedTuple):
    """A word, number or sign of the text with what it may mean."""

    text: str  #: in lower case, dashes and apostrophes made plain
    start: int
    end: int
    meanings: dict[str, str]  #: class -> value
    capital: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule's match: the tokens, and those of them that stand under a class, by class in order."""

    rule: Rule
    start: int  #: token index
    end: int
    groups: dict[str, list[Token]]

    def has(self, name: str) -> bool:
        """Tell whether a word of the class stands in the match."""
        return name in self.groups

    def text(self, name: str, n: int = 0) -> str | None:
        """Return the value of the n-th word of the class; None where there is none."""
        found = self.groups.get(name, [])
        return found[n].meanings[name] if n < len(found) else None

    def number(self, name: str, n: int = 0) -> int | None:
        """Return the value of the n-th word of the class as an integer; None where there is no such integer."""
        value = self.text(name, n)
        return int(value) if value and value.isdecimal() else None


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule with its regular expression over signatures."""

    rule: Rule
    regex: re.Pattern[str]
    groups: dict[str, str]  #: name of the regular expression's group -> class
    before: frozenset[str]
    not_before: frozenset[str]
    not_after: frozenset[str]


_TOKEN = re.compile(
    r"\n\s*\n"  # a paragraph's end
    r"|[ap]\.\s?m\.?(?![^\W_])"
    r"|[12][0-9]{3}-[0-9]{2}-[0-9]{2}(?![0-9])"
    r"|[0-9]{1,2}/[0-9]{1,2}/[0-9]{2,4}(?![0-9])"
    r"|[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?![0-9])"
    r"|[0-9]{1,3}(?:,[0-9]{3}){1,4}(?![0-9])"
    r"|[0-9]{1,18}(?:st|nd|rd|th)(?![^\W_])"
    r"|[0-9]{1,17}0['’]?s(?![^\W_])"
    r"|[0-9]{1,18}(?:\.[0-9]{1,9})?"
    r"|[^\W\d_]{1,40}[0-9]\w{0,40}"
    r"|(?:Jan|Feb|Mar|Apr|Aug|Sept|Sep|Oct|Nov|Dec|Mon|Tues|Tue|Wed|Thurs|Thur|Thu|Fri|Sat|Sun)\.(?!\s*\n)"
    r"|['’](?:s|ll|re|ve|d|m)(?![^\W_])"
    r"|[^\W\d_]+"
    r"|\S",
    re.IGNORECASE,
)

_PLAIN = str.maketrans("–—−‐‑’‘", "-----''")
_OTHER = "\ue000"
PARAGRAPH = "\n\n"


def shape(text: str) -> dict[str, str]:
    """Return the classes of a token that begins with a figure, with the value in each."""
    if re.fullmatch(r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}", text):
        return {"isodate": text}
    if "/" in text:
        return {"numdate": text}
    if ":" in text:
        return _clock(text.split(":"))
    ordinal = re.fullmatch(r"([0-9]{1,3})(?:st|nd|rd|th)", text)
    if ordinal:
        return {"ordinal": str(int(ordinal[1]))}
    decade = re.fullmatch(r"([0-9]{2}|[12][0-9]{3})'?s", text)
    if decade:
        return {"decade": decade[1]} if decade[1].endswith("0") else {}
    if "." in text:
        parts = text.split(".")
        return {"count": text} | (_clock(parts) if len(parts[1]) == 2 else {})
    return _figures(text) if re.fullmatch(r"[0-9,]+", text) else {}


def _clock(parts: list[str]) -> dict[str, str]:
    hours, rest = int(parts[0]), [int(p) for p in parts[1:]]
    if hours > 24 or any(p > 59 for p in rest):
        return {}
    return {"clock": ":".join(f"{p:02}" for p in (hours, *rest))}


def _figures(text: str) -> dict[str, str]:
    number = int(text.replace(",", ""))
    found = {"count": str(number)}
    if "," in text:
        return found
    if 1 <= number <= 31 and len(text) <= 2:
        found["day"] = str(number)
    if number <= 24 and len(text) <= 2:
        found["hour"] = str(number)
    if len(text) == 4 and 1000 <= number <= 2100:
        found["year"] = text
    if re.fullmatch(r"(?:[01][0-9]|2[0-3])[0-5][0-9]", text):
        found["hhmm"] = f"{text[:2]}:{text[2:]}"
    if len(text) == 2:
        found["yy"] = text
    return found


#: One token of each shape, so that all signatures are known when the patterns are compiled.
_SHAPES = (
    *(
        "0",
        "5",
        "05",
        "12",
        "25",
        "31",
        "28",
        "60",
        "00",
        "100",
        "000",
        "1500",
        "3000",
        "1,460",
        "3.5",
        "7.50",
        "25.75",
    ),
    *("5th", "1990s", "90s", "52s", "52th", "12:30", "1:99", "2010-01-01", "1/2/2010", "0030", "1062", "2145", "2062"),
    *("1030", "2462", "2130"),
)


@dataclass(slots=True)
class Grammar:
    """The tables, compiled: reads a text into tokens and finds the rules' matches in them."""

    words: dict[str, list[Word]]
    holidays: dict[str, Holiday]
    rules: list[CompiledRule] = field(default_factory=list)
    _literals: set[str] = field(default_factory=set)
    _signatures: dict[frozenset[str], str] = field(default_factory=dict)

    def tokens(self, text: str) -> list[Token]:
        """Return the text's words, numbers and signs; number words that belong together are one."""
        return _with_number_words([self._token(match) for match in _TOKEN.finditer(text)])

    def _token(self, match: re.Match[str]) -> Token:
        surface = match.group()
        if surface.isspace():
            return Token(PARAGRAPH, match.start(), match.end(), {}, False)
        plain = surface.lower()
        if not plain.isascii():
            plain = plain.translate(_PLAIN)
        capital = surface[0].isupper()
        return Token(plain, match.start(), match.end(), self.meanings(plain, capital), capital)

    def meanings(self, plain: str, capital: bool) -> dict[str, str]:
        """Return the classes of a word or number, with its value in each."""
        if "0" <= plain[0] <= "9":
            return shape(plain)
        if plain not in self.words:
            return {}
        return {row.class_: row.value for row in self.words[plain] if capital or not row.capital}

    def signatures(self, tokens: Sequence[Token]) -> str:
        """Return one character for each token."""
        return "".join(self._signature(token) for token in tokens)

    def _signature(self, token: Token) -> str:
        literal = token.text in self._literals
        if not token.meanings and not literal:
            return _OTHER if token.text.isalpha() else "\ue001"
        return self._signatures.get(self._classes(token.text, token.meanings), _OTHER)

    def _classes(self, plain: str, meanings: dict[str, str]) -> frozenset[str]:
        own = {f"={plain}"} if plain in self._literals else set()
        return frozenset({*meanings, *own, *({"word"} if plain.isalpha() else ())})

    def hits(self, tokens: Sequence[Token], style: str) -> Iterator[Hit]:
        """Yield every rule's matches, rule by rule."""
        signatures = self.signatures(tokens)
        for compiled in self.rules:
            if compiled.rule.only in ("", style):
                for match in compiled.regex.finditer(signatures):
                    if match.end() > match.start() and _context_fits(compiled, tokens, match.start(), match.end()):
                        yield _hit(compiled, tokens, match)

    def compile(self, macros: dict[str, str], rules: Sequence[Rule]) -> None:
        """Compile the rules; the last of the same name holds."""
        names = "|".join(f"( {name} )" for name in sorted(self.holidays, key=lambda n: (-len(n), n)))
        macros = {**macros, "holiday": f"( {names} )"}
        latest = {rule.name: rule for rule in rules}
        expanded = {rule.name: _elements(rule, macros) for rule in latest.values()}
        self._learn_signatures(element for elements in expanded.values() for element in elements)
        self.rules = [self._compiled(rule, expanded[rule.name]) for rule in latest.values()]

    def _learn_signatures(self, elements: Iterator[str]) -> None:
        self._literals = {e for e in elements if e not in _OPERATORS and not e.startswith("{")}
        self._add_signature({"word"})
        self._add_signature(set())
        for word in sorted({*self.words, *self._literals}):
            for capital in (True, False):
                self._add_signature(self._classes(word, self.meanings(word, capital)))
        for text in _SHAPES:
            self._add_signature(self._classes(text, shape(text)))
        for name in ("count", "ordinal"):
            self._add_signature({name})

    def _add_signature(self, classes: set[str] | frozenset[str]) -> None:
        self._signatures.setdefault(frozenset(classes), chr(ord(_OTHER) + len(self._signatures)))

    def _compiled(self, rule: Rule, elements: list[str]) -> CompiledRule:
        groups: dict[str, str] = {}
        parts = []
        for element in elements:
            if element in _OPERATORS:
                parts.append("(?:" if element == "(" else element)
            elif element.startswith("{"):
                name = f"g{len(groups)}"
                groups[name] = element[1:-1]
                parts.append(f"(?P<{name}>{self._set(element[1:-1], rule)})")
            else:
                parts.append(self._set(f"={element}", rule))
        try:
            regex = re.compile("".join(parts))
        except re.error as fault:
            raise AllegedlyError("T01", f"patterns.toml: rule {rule.name}", str(fault)) from fault
        context = (frozenset(c.split()) for c in (rule.before, rule.not_before, rule.not_after))
        return CompiledRule(rule, regex, groups, *context)

    def _set(self, name: str, rule: Rule) -> str:
        chars = "".join(c for classes, c in self._signatures.items() if name in classes)
        if not chars:
            raise AllegedlyError("T01", f"patterns.toml: rule {rule.name}", f"no word is in class {{{name}}}")
        return f"[{chars}]"


_OPERATORS = frozenset({*"()|?*", "(?="})
_ELEMENT = re.compile(r"\{\w+\}|<\w+>|[()|?*]|[^\s(){}<>|?*]+")


def _elements(rule: Rule, macros: dict[str, str]) -> list[str]:
    """Return the elements of the pattern, then those that must follow it without being part of the expression."""
    elements = _expand(rule.pattern.replace("{holiday}", "<holiday>"), macros)
    return ["(", *elements, ")", "(?=", *_expand(rule.ahead, macros), ")"] if rule.ahead else elements


def _expand(pattern: str, macros: dict[str, str], depth: int = 0) -> list[str]:
    """Return the pattern's elements with the macros filled in.

    Raises AllegedlyError T01 for a macro that is not there or contains itself.
    """
    elements: list[str] = []
    for element in _ELEMENT.findall(pattern):
        if element.startswith("<"):
            if element[1:-1] not in macros or depth > 8:
                raise AllegedlyError("T01", "patterns.toml", f"macro {element} is missing or contains itself")
            elements += ["(", *_expand(macros[element[1:-1]], macros, depth + 1), ")"]
        else:
            elements.append(element)
    return elements


def _context_fits(compiled: CompiledRule, tokens: Sequence[Token], start: int, end: int) -> bool:
    if not (compiled.before or compiled.not_before or compiled.not_after):
        return True
    before = tokens[start - 1].text if start else ""
    after = tokens[end].text if end < len(tokens) else ""
    if compiled.before and before not in compiled.before:
        return False
    if "{word}" in compiled.not_after and after.isalpha():
        return False
    return before not in compiled.not_before and after not in compiled.not_after


def _hit(compiled: CompiledRule, tokens: Sequence[Token], match: re.Match[str]) -> Hit:
    groups: dict[str, list[Token]] = {}
    for name, class_ in compiled.groups.items():
        at = match.start(name)
        if at >= 0:
            groups.setdefault(class_, []).append(tokens[at])
    return Hit(compiled.rule, match.start(), match.end(), groups)


def _with_number_words(tokens: list[Token]) -> list[Token]:
    """Join "twenty-five", "one hundred and sixteen" and "two thousand" into one token each."""
    if not any("scale" in t.meanings for t in tokens) and not any(_tens(a) for a in tokens):
        return tokens
    joined: list[Token] = []
    at = 0
    while at < len(tokens):
        end, value, class_ = _number_run(tokens, at)
        if end - at > 1 or (end > at and "scale" in tokens[at].meanings):
            joined.append(Token(str(value), tokens[at].start, tokens[end - 1].end, {class_: str(value)}, False))
        else:
            joined.append(tokens[at])
        at = max(end, at + 1)
    return joined


def _tens(token: Token) -> bool:
    return token.text.endswith("ty") and "count" in token.meanings


def _number_run(tokens: list[Token], at: int) -> tuple[int, int, str]:
    """Return where the number that begins here ends, its value, and whether it is a count or an ordinal."""
    total, current, end, class_ = 0, 0, at, "count"
    while end < len(tokens):
        step = _number_step(tokens, end, end > at)
        if step is None:
            break
        token, next_end = step
        if "scale" in token.meanings:
            scale = int(token.meanings["scale"])
            current = max(current, 1) * scale
            if scale == 1000:
                total, current = total + current, 0
        else:
            class_ = "count" if "count" in token.meanings else "ordinal"
            current += int(token.meanings[class_])
        end = next_end
        if class_ == "ordinal":
            break
    return end, total + current, class_


def _number_step(tokens: list[Token], at: int, inside: bool) -> tuple[Token, int] | None:
    """Return the next token of a number in words, and where to go on; None where the number does not go on."""
    token = tokens[at]
    if token.text.isalpha() and ("scale" in token.meanings or (not inside and "count" in token.meanings)):
        if "scale" in token.meanings and not inside and not (at and tokens[at - 1].text == "a"):
            return None
        return token, at + 1
    if not inside:
        return None
    previous = tokens[at - 1]
    skip = (token.text == "-" and _tens(previous)) or (token.text == "and" and "scale" in previous.meanings)
    following = tokens[at + skip] if at + skip < len(tokens) else None
    fits = _tens(previous) or "scale" in previous.meanings
    if following is None or not fits or not following.text.isalpha():
        return None
    small = int(following.meanings.get("count", following.meanings.get("ordinal", "1000")))
    return (following, at + skip + 1) if small < (10 if _tens(previous) else 100) else None


#: What the value of a class must look like, where the readings count on it.
_VALUES = {
    "month": r"[1-9]|1[0-2]",
    "weekday": r"[1-7]",
    "weekdays": r"[1-7]",
    "count": r"[0-9]{1,9}",
    "ordinal": r"[0-9]{1,3}",
    "scale": r"100|1000",
    "today": r"-1|0|1",
    "unit": r"D|W|M|Y|DE|CE|TH|TM|TS|Q|WE|FN",
    "units": r"D|W|M|Y|DE|CE|TH|TM|TS|Q|WE|FN",
    "adverb": r"D|W|M|Y|DE|CE|TH|TM|TS|Q|WE|FN",
    "season": r"SP|SU|FA|WI",
    "noon": r"T[0-2][0-9]:[0-5][0-9]",
    "meridiem": r"am|pm",
}


def _checked(row: Word) -> Word:
    """Return the row; raise AllegedlyError T01 where its value does not fit its class."""
    if not re.fullmatch(_VALUES.get(row.class_, r".*"), row.value):
        raise AllegedlyError("T01", "words.tsv", f"{row.word!r}: {row.value!r} is no value of class {row.class_}")
    return row


@lru_cache(maxsize=8)
def load(folders: tuple[Path, ...] = ()) -> Grammar:
    """Return the compiled tables, with the users' additions."""
    words: dict[str, list[Word]] = {}
    for row in tables.tsv(PACKAGE, "words.tsv", Word, folders):
        words.setdefault(row.word, []).append(_checked(row))
    files = tables.toml(PACKAGE, "patterns.toml", RuleFile, folders)
    days = tables.toml(PACKAGE, "holidays.toml", HolidayFile, folders)
    grammar = Grammar(words, {name: day for file in days for day in file.holiday for name in day.names})
    macros = {name: pattern for file in files for name, pattern in file.macros.items()}
    grammar.compile(macros, [rule for file in files for rule in file.rule])
    return grammar

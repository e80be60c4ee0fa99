"""The actor tables read into one index of phrases, once a process and a set of user folders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import msgspec

from allegedly import tables
from allegedly.actors.folding import pieces, sound
from allegedly.errors import AllegedlyError

PACKAGE = "allegedly.actors"
SECTORS = frozenset(
    "GOV MIL REB UAF COP JUD LEG PTY PRM SPY OPP CVL JRN BUS CRM EDU ELI LAB MED REF PRE REL SOC AGR UNK NGO".split()
)
SUPRANATIONAL = frozenset({"IGO", "UNO", "EUR", "NGO", "ISM", "IMG", "MNC"})
NAMED_BODIES = frozenset({"group", "party", "agency", "igo", "ngo", "union", "media", "company", "religion"})
#: Aliases that are written with capitals only up to this length match in capitals only: "IS", "AU", "SLA".
SHORT_CAPITALS = 5


class CountryRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row of countries.tsv."""

    iso: str
    name: str
    names: str = ""
    adjectives: str = ""
    people: str = ""
    capital: str = ""


class RegionRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row of regions.tsv."""

    iso: str
    kind: str
    names: str = ""
    adjectives: str = ""


class MetonymRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row of metonyms.tsv."""

    name: str
    aliases: str = ""
    country: str | None = None
    sectors: str = ""


class GroupRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row of groups.tsv."""

    name: str
    aliases: str = ""
    country: str | None = None
    sectors: str = ""
    kind: str = "group"


class RoleRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row of roles.tsv."""

    words: str
    sectors: str = ""
    kind: str = "person"
    gender: str | None = None
    takes: str = ""


class OfficeRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row of officeholders.tsv."""

    country: str
    title: str
    name: str
    since: str
    sectors: str = ""
    until: str = ""


class NameRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row of given_names.tsv."""

    gender: str
    names: str


class SenseRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row of ambiguous.tsv."""

    word: str
    country: str
    cues: str


class NowhereRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row of nowhere.tsv."""

    word: str
    where: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What a phrase means."""

    name: str  #: the name for the record
    country: str | None
    sectors: tuple[str, ...]
    kind: str  #: country, adjective, people, capital, state, city, metonym, person, crowd, body, group, igo …
    rule: str  #: table and row, for ``explain``
    gender: str | None = None
    takes: bool = False  #: whoever it belongs to decides the sectors first
    case: int = 0  #: 0 any, 1 a capital letter, 2 capitals only
    plural: bool = False


@dataclass(slots=True)
class Lexicon:
    """All tables: phrases by their first folded word, office holders by surname, genders of given names."""

    phrases: dict[str, dict[tuple[str, ...], Entry]] = field(default_factory=dict)
    longest: dict[str, int] = field(default_factory=dict)
    holders: dict[str, list[OfficeRow]] = field(default_factory=dict)
    genders: dict[str, str] = field(default_factory=dict)
    senses: dict[str, list[SenseRow]] = field(default_factory=dict)

    countries: dict[str, str] = field(default_factory=dict)  # code to name
    nowhere: dict[str, str] = field(default_factory=dict)

    def add(self, phrase: str, entry: Entry) -> None:
        """Make a phrase mean an entry; a later row goes before an earlier one."""
        key = pieces(phrase)
        if not key:
            return
        self.phrases.setdefault(key[0], {})[key] = entry
        self.longest[key[0]] = max(self.longest.get(key[0], 0), len(key))


def split(cell: str) -> list[str]:
    """Return the alternatives of a cell."""
    return [part.strip() for part in cell.split("|") if part.strip()]


def plurals(phrase: str) -> tuple[str, ...]:
    """Return the regular plural of a noun phrase, that of its head where an "of" follows it."""
    head, mark, rest = phrase.partition(" of ")
    if head.endswith(("s", "x", "ch", "sh", "z")):
        many = head + "es"
    elif head.endswith("y") and head[-2:-1] not in "aeiou":
        many = head[:-1] + "ies"
    elif head.endswith("man"):
        return ()
    else:
        many = head + "s"
    return (many + mark + rest,)


@lru_cache(maxsize=8)
def load(folders: tuple[Path, ...] = ()) -> Lexicon:
    """Return the shipped tables with the user's additions.

    Raises AllegedlyError T01 naming the table where a row has the wrong shape or a code that is none.
    """
    lexicon = Lexicon()
    for phrase, entry in _phrases(folders):
        lexicon.add(phrase, entry)
    for country in tables.tsv(PACKAGE, "countries.tsv", CountryRow, folders):
        lexicon.countries.setdefault(country.iso, country.name)
    for office in tables.tsv(PACKAGE, "officeholders.tsv", OfficeRow, folders):
        _check("officeholders.tsv", office.name, office.country, office.sectors)
        surname = pieces(office.name)[-1]
        for key in {surname, sound_key(surname)} - {""}:
            lexicon.holders.setdefault(key, []).append(office)
    for row in tables.tsv(PACKAGE, "given_names.tsv", NameRow, folders):
        lexicon.genders.update((name, row.gender) for name in pieces(row.names))
    for sense in tables.tsv(PACKAGE, "ambiguous.tsv", SenseRow, folders):
        _check("ambiguous.tsv", sense.word, None if sense.country == "-" else sense.country, "")
        lexicon.senses.setdefault(sense.word.lower(), []).append(sense)
    for place in tables.tsv(PACKAGE, "nowhere.tsv", NowhereRow, folders):
        lexicon.nowhere[place.word.lower()] = place.where
    return lexicon


def _phrases(folders: Sequence[Path]) -> Iterator[tuple[str, Entry]]:
    yield from _roles(tables.tsv(PACKAGE, "roles.tsv", RoleRow, folders))
    yield from _regions(tables.tsv(PACKAGE, "regions.tsv", RegionRow, folders))
    yield from _countries(tables.tsv(PACKAGE, "countries.tsv", CountryRow, folders))
    for metonym in tables.tsv(PACKAGE, "metonyms.tsv", MetonymRow, folders):
        yield from _body("metonyms.tsv", metonym.name, metonym.aliases, metonym.country, metonym.sectors, "metonym")
    for group in tables.tsv(PACKAGE, "groups.tsv", GroupRow, folders):
        yield from _body("groups.tsv", group.name, group.aliases, group.country, group.sectors, group.kind)


def _check(table: str, row: str, country: str | None, sectors: str) -> tuple[str, ...]:
    """Return the sectors of a row, once row and country have been found sound."""
    codes = tuple(sectors.split())
    wrong = [code for code in codes if code not in SECTORS]
    if country is not None and not (len(country) == 3 and country.isupper()):
        wrong.append(country)
    if wrong:
        raise AllegedlyError("T01", table, f"row {row!r}: {', '.join(wrong)} is no code")
    return codes


def _case(phrase: str) -> int:
    letters = [c for c in phrase if c.isalpha()]
    if len(letters) <= SHORT_CAPITALS and "".join(letters).isupper():
        return 2
    return int(any(c.isupper() for c in letters))


def _roles(rows: Iterable[RoleRow]) -> Iterator[tuple[str, Entry]]:
    for row in rows:
        words = split(row.words)
        sectors = _check("roles.tsv", words[0], None, row.sectors)
        for word in words:
            case = 2 if word.isupper() else 0
            rule = f"roles.tsv:{word}"
            takes = row.takes == "of"
            yield word, Entry(word, None, sectors, row.kind, rule, row.gender, takes, case, word.endswith("men"))
            if row.kind != "title":
                for many in plurals(word):
                    yield many, Entry(many, None, sectors, row.kind, rule, row.gender, takes, 0, plural=True)


def _people(rule: str, iso: str, name: str, adjectives: str, people: str) -> Iterator[tuple[str, Entry]]:
    """Yield the adjectives of a country and the nouns for its people, one and many."""
    for adjective in split(adjectives):
        case = max(1, _case(adjective))
        if not adjective.endswith(("sh", "ch", "ese")) and case == 1:
            yield adjective + "s", Entry(adjective + "s", iso, ("CVL",), "people", rule, case=1, plural=True)
        yield adjective, Entry(name, iso, ("GOV",), "adjective", rule, case=case)
    for noun in split(people):
        many = plurals(noun)[0] if not noun.endswith(("men", "man")) else noun.replace("man", "men")
        yield noun, Entry(noun, iso, ("CVL",), "people", rule, case=1)
        yield many, Entry(many, iso, ("CVL",), "people", rule, case=1, plural=True)


def _countries(rows: Iterable[CountryRow]) -> Iterator[tuple[str, Entry]]:
    for row in rows:
        rule = f"countries.tsv:{row.iso}"
        _check("countries.tsv", row.name, row.iso, "")
        for capital in split(row.capital):
            yield capital, Entry(capital, row.iso, ("GOV",), "capital", rule, case=1)
        yield from _people(rule, row.iso, row.name, row.adjectives, row.people)
        for name in (row.name, *split(row.names)):
            yield name, Entry(row.name, row.iso, ("GOV",), "country", rule, case=_case(name))


def _regions(rows: Iterable[RegionRow]) -> Iterator[tuple[str, Entry]]:
    for row in rows:
        _check("regions.tsv", row.names, row.iso, "")
        for name in split(row.names):
            sectors = ("GOV",) if row.kind == "state" else ("CVL",)
            yield name, Entry(name, row.iso, sectors, row.kind, f"regions.tsv:{name}", case=_case(name))
        yield from _people("regions.tsv:" + row.iso, row.iso, "", row.adjectives, "")


def _body(
    table: str, name: str, aliases: str, country: str | None, sectors: str, kind: str
) -> Iterator[tuple[str, Entry]]:
    codes = _check(table, name, country, sectors)
    spellings = {
        pieces(alias): alias for alias in reversed((name, *split(aliases)))
    }  # the first of those alike is shown
    for alias in reversed(spellings.values()):
        shown = name if _abbreviates(alias, name) else alias
        yield alias, Entry(shown, country, codes, kind, f"{table}:{name}", case=_case(alias))


def sound_key(name: str) -> str:
    """Return the key under which transliterations of a name meet, or "" where it would be too coarse."""
    key = sound(name)
    return key if len(key.replace(" ", "")) >= 3 else ""


def _abbreviates(alias: str, name: str) -> bool:
    """Tell whether an alias is made of a name's initials, with more letters or not: "AU", "U.N.", "ISIS"."""
    letters = alias.replace(".", "")
    words = name.replace("-", " ").split()
    initials = "".join(word[0].upper() for word in words if word not in ("of", "the", "in", "and", "for"))
    return len(initials) > 1 and letters.isupper() and letters.startswith(initials)

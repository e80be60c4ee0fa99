"""Finding the names of places: every capitalised name that the gazetteer knows is weighed by what speaks for a place.

spaCy's names alone miss half of the places in news of conflict (Donetsk is a person to it), the gazetteer alone takes
every surname for a village. So a candidate gathers weight from both, from the preposition before it, from a parent
after it ("Paris, Texas"), from words such as "province" and "city of", and loses weight beside titles, first names and
streets.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from spacy.tokens import Doc

from allegedly.drafts import Tokens
from allegedly.language.parsed import Parsed
from allegedly.places.gazetteer import Entry, Gazetteer
from allegedly.places.names import fold
from allegedly.places.prior import prior
from allegedly.places.words import Words

#: A candidate of this weight is taken for a place.
THRESHOLD = 1.0

#: … and one of this weight, elsewhere in the article, speaks for weaker ones of the same name.
STRONG = 2.2

LONGEST_NAME = 6

#: What spaCy's label adds: "=" for the same words, ">" for a longer name around them, "~" for an overlap.
_LABELS = {
    "GPE=": 2.5,
    "GPE>": 0.8,
    "GPE~": 0.8,
    "LOC=": 2.0,
    "LOC>": 0.8,
    "LOC~": 0.6,
    "FAC=": 0.6,
    "FAC>": 0.3,
    "FAC~": 0.3,
    "NORP=": 1.0,
    "NORP>": 0.3,
    "NORP~": 0.3,
    "ORG=": -0.2,
    "ORG>": -0.4,
    "ORG~": -0.4,
    "PERSON=": -0.9,
    "PERSON>": -2.0,
    "PERSON~": -1.2,
    "": -0.6,
    "EVENT=": -0.6,
    "EVENT>": -0.6,
    "PRODUCT=": -0.6,
    "WORK_OF_ART>": -1.2,
    "LAW>": -0.6,
}
_OTHER_LABEL = -1.6

_AS_LIKELY = 1.5
_POPULATIONS = ((1_000_000, 1.4), (100_000, 0.9), (10_000, 0.1), (1_000, -0.4))
_FIRST_ORDER = frozenset({"USA", "CAN", "AUS", "GBR"})


@dataclass(slots=True)
class Mention:
    """A name in the text and the places that it may be."""

    tokens: Tokens
    name: str  #: as looked up
    entries: tuple[Entry, ...]
    weight: float = 0.0  #: what speaks for a place, see ``THRESHOLD``
    hints: tuple[str, ...] = ()  #: prefixes of feature codes that the words beside it ask for
    parents: list[int] = field(default_factory=list)  #: indexes of mentions that it is said to lie in
    demonym: bool = False
    embedded: bool = False  #: inside a longer name, such as an institution's


class Finder:
    """Finds the mentions of one article."""

    def __init__(self, parsed: Parsed, gazetteer: Gazetteer, words: Words) -> None:
        self.doc: Doc = parsed.doc
        self.gazetteer = gazetteer
        self.words = words
        self.texts = [token.text for token in self.doc]
        self.lower = [token.lower_ for token in self.doc]
        self.capital = [text[:1].isupper() for text in self.texts]
        self.starts = {sentence.start for sentence in parsed.sentences}
        self.openings = {paragraph.tokens.start for paragraph in parsed.paragraphs}
        self.labels = self._labels()
        self.people = self._people()
        self.nationalities: set[int] = set()
        self.plain = {low for low, text in zip(self.lower, self.texts, strict=True) if low == text}

    def _labels(self) -> list[tuple[str, int, int] | None]:
        labels: list[tuple[str, int, int] | None] = [None] * len(self.doc)
        for ent in self.doc.ents:
            for index in range(ent.start, ent.end):
                labels[index] = (ent.label_, ent.start, ent.end)
        return labels

    def _people(self) -> set[str]:
        """Return the words of full names: "Anderson" alone is then the person, not the county's seat."""
        found: set[str] = set()
        for ent in self.doc.ents:
            if ent.label_ == "PERSON" and ent.end - ent.start > 1:
                found.update(self.lower[index] for index in range(ent.start, ent.end) if len(self.lower[index]) > 2)
        return found

    def find(self) -> list[Mention]:
        """Return the mentions that are taken for places, in the order of the text."""
        found = list(self._candidates())
        self._find_parents(found)
        self._spread(found)
        self.nationalities = {m.tokens.end - 1 for m in found if m.demonym}
        for mention in found:
            mention.weight += self._weigh(mention)
        self._support(found)
        return self._kept(found)

    def read(self, spans: Iterable[Tokens]) -> list[Mention]:
        """Return a mention for each of these spans, whatever speaks for it; with no entries where no name is found."""
        found = [self._whole(span) or Mention(span, self.doc[span.start : span.end].text, ()) for span in spans]
        known = [mention for mention in found if mention.entries]
        self._find_parents(known)
        self._spread(known)
        return found

    def _whole(self, span: Tokens) -> Mention | None:
        """Read a span as a name, or the longest part of it that is one, the earlier and then the like-sounding last."""
        size = span.end - span.start
        parts = [(at, at + length) for length in range(size, 0, -1) for at in range(span.start, span.end - length + 1)]
        for start, end in parts:
            if self.capital[start] or end - start == size:
                mention = self._read(start, end) or (self._compound(start) if end - start == 1 else None)
                if mention:
                    mention.tokens = span
                    return mention
        alike = self.gazetteer.find_alike(self.doc[span.start : span.end].text)
        return self._mention(span.start, span.end, self.doc[span.start : span.end].text, alike) if alike else None

    def _kept(self, found: list[Mention]) -> list[Mention]:
        kept = [number for number, mention in enumerate(found) if mention.weight >= THRESHOLD]
        new = {old: number for number, old in enumerate(kept)}
        for mention in found:
            mention.parents = [new[parent] for parent in mention.parents if parent in new]
        return [found[number] for number in kept]

    # --- candidates: the longest names that the gazetteer knows ---

    def _candidates(self) -> Iterator[Mention]:
        at, size = 0, len(self.doc)
        while at < size:
            mention = self._at(at) if self._may_begin(at) else None
            if mention:
                yield mention
            at = mention.tokens.end if mention else at + 1

    def _may_begin(self, at: int) -> bool:
        if self.capital[at]:
            return True
        article = self.lower[at] in ("al", "el", "ar", "as", "ash", "at", "an", "ad", "az", "de")
        return article and at + 2 < len(self.doc) and self.texts[at + 1] in "-–" and self.capital[at + 2]

    def _at(self, start: int) -> Mention | None:
        for end in self._ends(start):
            mention = self._read(start, end)
            if mention:
                return mention
        return self._by_label(start) or self._compound(start)

    def _ends(self, start: int) -> Iterator[int]:
        """Yield where a name that starts here may end, the longest first."""
        ends = []
        for end in range(start + 1, min(len(self.doc), start + LONGEST_NAME + 1) + 1):
            last = end - 1
            if last > start and last in self.starts:
                break
            if self.capital[last] or (end - start > 2 and self.texts[last - 1] in "-–" and self.texts[last].isalpha()):
                ends.append(end)
            elif last > start and self.lower[last] not in self.words.joiners:
                break
        return reversed(ends)

    def _read(self, start: int, end: int) -> Mention | None:
        name = self.doc[start:end].text
        if end - start == 1 and (len(name) < 2 or (self.lower[start] == "us" and name != "US")):
            return None
        short = end - start == 1 or (end - start == 2 and self.texts[end - 1] == ".")
        entries = self._state(start, name) if short else ()
        entries = entries or self._distinct(name)
        return self._mention(start, end, name, entries) if entries else None

    def _distinct(self, name: str) -> tuple[Entry, ...]:
        """Look a name up; a short name in capitals is an abbreviation, which only the tables hold."""
        entries = self.gazetteer.find(name)
        if len(name) <= 4 and name.isupper() and len(entries) > 1:
            return tuple(e for e in entries if e.how != "name" or len(fold(e.name)) > len(name)) or entries
        return entries

    def _mention(self, start: int, end: int, name: str, entries: tuple[Entry, ...]) -> Mention:
        demonym = any(entry.how == "demonym" for entry in entries)
        hints = self._hints(start, end)
        wanted = tuple(e for e in entries if (e.feature or "").startswith(hints)) if hints else ()
        if hints and not wanted and (spelled := self._spelled_out(name, end)):
            wanted = spelled
        return Mention(Tokens(start, end), name, wanted or entries, hints=hints if wanted else (), demonym=demonym)

    def _spelled_out(self, name: str, end: int) -> tuple[Entry, ...]:
        word = {"counties": "County", "county": "County", "provinces": "Province"}.get(self._low(end))
        return self.gazetteer.find(f"{name} {word}") if word else ()

    def _hints(self, start: int, end: int) -> tuple[str, ...]:
        """Return the feature codes that the words beside a name ask for: "Homs province", "Mount Sinjar"."""
        features = self.words.features
        after = features["after"].get(self._low(end))
        of_another = self._low(end + 1) == "of" and end + 2 < len(self.capital) and self.capital[end + 2]
        if after and not of_another and not self.doc[end - 1 : end + 1].text.count("\n"):
            return after  # but "the Hunan city of Yueyang" is one city, and it is not Hunan
        if self._low(start - 1) == "of":
            return features["of"].get(self._low(start - 2), ())
        if self._low(start - 1) == "the" and self._low(start - 2) == "of":
            return features["of"].get(self._low(start - 3), ())
        if self.capital[start - 1] if start else False:
            return features["before"].get(self._low(start - 1), ())
        return ()

    def _state(self, start: int, name: str) -> tuple[Entry, ...]:
        """Read "Ky." and, after a comma, "KY"."""
        low = fold(name)
        place = self.words.states.get(low) if "." in name or self._text(start + 1) == "." else None
        place = place or (self.words.postal.get(name) if self._text(start - 1) == "," else None)
        if place is None or (self._text(start - 1) != "," and "." not in name[:-1]):
            return ()
        found = (e for e in self.gazetteer.find(place[0]) if e.feature == "ADM1")
        return tuple(e for e in found if self.gazetteer.iso2(e) == place[1])

    def _by_label(self, start: int) -> Mention | None:
        """Read a name that spaCy calls a place although the gazetteer does not spell it so."""
        label = self.labels[start]
        if label is None or label[0] not in ("GPE", "LOC", "FAC") or start not in (label[1], label[1] + 1):
            return None
        end = label[2]
        while end > start + 1 and self.lower[end - 1] in ("'s", "’s", "'", "’"):
            end -= 1
        name = self.doc[start:end].text
        entries = self.gazetteer.find_alike(name) if label[0] != "FAC" else ()
        return self._mention(start, end, name, entries) if entries else None

    def _compound(self, start: int) -> Mention | None:
        """Read the place at the head of a compound: "U.S.-led", "Kurdish-held", "London-based"."""
        text = self.texts[start]
        head, dash, _ = text.replace("–", "-").partition("-")
        if not dash or len(head) < 2 or not head[0].isupper():
            return None
        entries = self._distinct(head)
        return self._mention(start, start + 1, head, entries) if entries else None

    # --- what lies in what ---

    def _find_parents(self, found: list[Mention]) -> None:
        """Note "Paris, Texas", "Idlib in northern Syria", "Syria's Idlib" and "the Syrian city of Idlib"."""
        for number, mention in enumerate(found):
            if number + 1 < len(found) and self._leads_to_parent(mention, found[number + 1]):
                self._link(found, number, number + 1)
            if number and self._follows_parent(found[number - 1], mention):
                self._link(found, number, number - 1)

    def _leads_to_parent(self, child: Mention, parent: Mention) -> bool:
        between = self.lower[child.tokens.end : parent.tokens.start]
        if len(between) > 5 or child.tokens.end in self.starts or parent.tokens.start in self.starts:
            return False
        rest = [w for w in between if w not in self.words.parts and w not in self.words.features["after"]]
        return rest in ([","], ["("], ["in"], [",", "in"], ["of"], ["in", "of"]) and not (
            parent.demonym and rest != [","]
        )

    def _follows_parent(self, parent: Mention, child: Mention) -> bool:
        between = self.lower[parent.tokens.end : child.tokens.start]
        if len(between) > 5 or any(at in self.starts for at in range(parent.tokens.end, child.tokens.start + 1)):
            return False
        if between[:1] in (["'s"], ["’s"], ["'"], ["’"]):
            return all(w in self.words.parts or w in self.words.features["of"] or w == "of" for w in between[1:])
        return (
            parent.demonym
            and len(between) > 1
            and between[-1] in ("of", "the")
            and any(w in self.words.features["of"] for w in between)
        ) or (parent.demonym and len(between) == 1 and between[0] in self.words.features["of"])

    def _link(self, found: list[Mention], child: int, parent: int) -> None:
        if lies_in(self.gazetteer, found[child].entries, found[parent].entries):
            found[child].parents.append(parent)

    def _spread(self, found: list[Mention]) -> None:
        """Let "Barrow and Jackson counties" make both of them counties."""
        for later, earlier in zip(reversed(found), reversed(found[:-1]), strict=False):
            between = self.lower[earlier.tokens.end : later.tokens.start]
            plural = self._low(later.tokens.end) in ("counties", "provinces", "districts")
            plural = plural or (bool(later.hints) and later.hints == self.words.features["after"]["counties"])
            if not plural or not between or not set(between) <= {",", "and", "&"} or later.tokens.start in self.starts:
                continue
            wanted = self.words.features["after"]["counties"] if later.hints else ()
            spelled = self.gazetteer.find(f"{earlier.name} County") if wanted else ()
            if spelled and not earlier.hints:
                earlier.entries, earlier.hints = spelled, wanted

    # --- weighing ---

    def _weigh(self, mention: Mention) -> float:
        start, end = mention.tokens
        label = self._relation(mention)
        mention.embedded = label.endswith(">")
        weight = _LABELS.get(label, _OTHER_LABEL) + self._of_class(mention) + self._before(start, end)
        weight += 2.5 * bool(mention.parents) + 1.2 * bool(mention.hints)
        weight += 0.6 * (end - start > 1) - self._neighbours(mention, label)
        if self.doc[start].pos_ not in ("PROPN", "ADJ", "NOUN") and not mention.demonym:
            weight -= 1.0
        if end - start == 1 and not mention.demonym:
            weight -= self._as_a_word(start, label)
        return weight + self._as_a_town(mention)

    def _as_a_town(self, mention: Mention) -> float:
        """Return what a dateline, "X police" or an article before the name add or take away."""
        start, end = mention.tokens
        if mention.demonym:
            return 0.0
        added = 1.6 if self._is_dateline(mention) else 0.0
        following, following_the = self._low(end), self._low(start - 1) == "the"
        capital = end < len(self.capital) and self.capital[end]
        if following in self.words.locals and not capital:
            added += 1.2
        if self.lower[end - 1] in ("county", "parish") and end - start > 1:
            added += 2.0
        elif following_the and not mention.hints and not capital and self._is_settlement(mention):
            added -= 2.2
        if following_the and end - start == 1 and self.lower[start] in self.words.parts:
            added -= 5.0  # "the North" is half a country
        return added

    def _is_dateline(self, mention: Mention) -> bool:
        """Tell whether a name in capitals opens a paragraph, before a dash or "(Reuters)"."""
        start, end = mention.tokens
        opens = start in self.openings or start in self.starts
        return opens and self.doc[start:end].text.isupper() and self._text(end) in ("-", "–", "—", "--", "(", ",", "/")

    def _relation(self, mention: Mention) -> str:
        start, end = mention.tokens
        label = self.labels[start] or self.labels[end - 1]
        if label is None:
            return ""
        name, low, high = label
        while low < start and self.lower[low] in ("the", *self.words.parts):
            low += 1
        while high > end and self.lower[high - 1] in ("'s", "’s", "'", "’", "."):
            high -= 1
        if (low, high) == (start, end):
            return name + "="
        return name + (">" if low <= start and end <= high else "~")

    def _of_class(self, mention: Mention) -> float:
        best = max(mention.entries, key=lambda entry: (prior(entry), -entry.key))
        code = best.feature or ""
        if mention.demonym:
            return 1.2
        if code.startswith(("PCL", "CONT")):
            return 2.5
        if code == "ADM1" and best.country in _FIRST_ORDER:
            return 2.3
        if code[:3] not in ("PPL", "ADM") and best.population == 0:
            return 1.3 if mention.tokens.end - mention.tokens.start > 1 else 0.9
        likely = [entry for entry in mention.entries if prior(entry) >= prior(best) - _AS_LIKELY]
        population = max(entry.population for entry in likely)
        return next((value for size, value in _POPULATIONS if population >= size), -0.8)

    def _is_settlement(self, mention: Mention) -> bool:
        """Tell whether all places of the name are towns and small divisions, which take no article."""
        return all((entry.feature or "").startswith(("PPL", "ADM2", "ADM3")) for entry in mention.entries)

    def _before(self, start: int, end: int) -> float:
        at = start - 1
        while at > 0 and start - at < 4 and self.lower[at] in self.words.parts and at + 1 not in self.starts:
            at -= 1
        if at < 0 or at + 1 in self.starts:
            return 0.0
        if self.texts[at] == "," and self._low(at - 1) in self.words.features["of"] and self._text(end) in (",", "."):
            return 1.3  # "the capital, Sanaa,"
        if self.lower[at] in self.words.inside:
            return 1.3
        return 0.7 if self.lower[at] in self.words.taking else 0.5 if self.lower[at] in self.words.about else 0.0

    def _neighbours(self, mention: Mention, label: str) -> float:
        """Return what capitalised words on either side take away."""
        start, end = mention.tokens
        lost = 0.0
        if start and start not in self.starts and self._low(start - 1) in self.words.titles:
            lost += 2.0 if not mention.demonym else 0.0
        elif start and start not in self.starts and self._is_name(start - 1):
            lost += 0.0 if mention.demonym else 1.4
        following = self._low(end)
        if end < len(self.doc) and end not in self.starts and self.capital[end]:
            if following in self.words.streets:
                lost += 2.5
            elif following not in self.words.institutions and not mention.demonym and label != "GPE=":
                lost += 0.8 if self._of_class(mention) > 1.0 else 1.4
        return lost

    def _is_name(self, at: int) -> bool:
        if at in self.nationalities:
            return False
        return (
            self.capital[at]
            and self.texts[at].isalpha()
            and self.doc[at].pos_ in ("PROPN", "X")
            and (self.lower[at] not in self.words.parts and self.lower[at] not in self.words.features["before"])
        )

    def _as_a_word(self, at: int, label: str) -> float:
        low = self.lower[at]
        lost = 0.0
        if low in self.words.ambiguous:
            lost += 2.5
        if low in self.plain:
            lost += 1.0
        if low in self.people and label != "GPE=":
            lost += 1.5
        return lost

    def _support(self, found: list[Mention]) -> None:
        """Let a name that is surely a place in one sentence be one in the others too, and so what lies in its state."""
        sure = [mention for mention in found if mention.weight >= STRONG]
        names = {fold(mention.name) for mention in sure}
        states = {number for mention in sure for number in self._states(mention)}
        for mention in found:
            if mention.weight >= THRESHOLD:
                continue
            if fold(mention.name) in names:
                mention.weight += 1.6
            elif any(entry.admin1 in states for entry in mention.entries):
                mention.weight += 0.7

    def _states(self, mention: Mention) -> set[int]:
        """Return the first-order division that a sure name is or lies in, where that is told."""
        divisions = {e.key if e.feature == "ADM1" else e.admin1 for e in mention.entries} - {None}
        named = {e.key for e in mention.entries if e.feature == "ADM1" and e.country in _FIRST_ORDER}
        return named or ({number for number in divisions if number} if len(divisions) == 1 else set())

    def _low(self, at: int) -> str:
        return self.lower[at] if 0 <= at < len(self.lower) else ""

    def _text(self, at: int) -> str:
        return self.texts[at] if 0 <= at < len(self.texts) else ""


def lies_in(gazetteer: Gazetteer, children: tuple[Entry, ...], parents: tuple[Entry, ...]) -> bool:
    """Tell whether any of the places lies in any of the others."""
    above = {parent.key for parent in parents}
    return any(number in above for child in children for number in gazetteer.chain(child))

"""Who the article names: mentions of people by name, clustered, with what their titles and appositions tell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from allegedly.actors.describe import Facts, describe
from allegedly.actors.folding import pieces, sound
from allegedly.actors.lexicon import NAMED_BODIES, OfficeRow, sound_key
from allegedly.actors.page import PLACES, Hit, Page
from allegedly.actors.shape import MARKS, NOMINAL, Shape, shape
from allegedly.drafts import Tokens

#: Parts of speech with which no apposition begins.
NO_APPOSITION = frozenset({"VERB", "AUX", "PRON", "ADV", "CCONJ", "SCONJ", "ADP"})
#: What the parser may take the words after a title for, so that they are no name.
NO_NAMES = frozenset({"ORG", "GPE", "NORP", "DATE", "FAC"})
PARTICLES = frozenset("al el bin ibn ben de da di do dos du la le van von der den abu ul ur - 's-".split())

MEN = frozenset(["mr", "mr.", "sir", "lord", "king", "prince", "sultan", "emir", "father", "brother", "son", "husband"])
WOMEN = frozenset("mrs mrs. ms ms. miss dame lady queen princess madame mother sister daughter wife".split())
#: Marks of American and British legislators after a name: "Reid (D-Nevada)".
#: Those whose officers are of their own country again once their time is over.
LENT = frozenset({"UNO", "EUR", "IGO"})
SEATS = frozenset({"d", "r", "i"})


@dataclass(slots=True)
class Person:
    """Somebody whom the article names."""

    name: tuple[str, ...]  #: the fullest name, as written
    keys: frozenset[str]  #: its folded words
    mentions: list[Tokens] = field(default_factory=list)
    facts: Facts = field(default_factory=Facts)
    gender: str | None = None
    roles: set[str] = field(default_factory=set)  #: folded titles that it has borne: "president", "spokesman"
    owner: Tokens | None = None  #: whose he is called, where the words alone do not tell: "its director"

    @property
    def full(self) -> str:
        """The fullest name in one string."""
        return " ".join(self.name).replace(" - ", "-")


class People:
    """All people whom an article names, by token."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.people: list[Person] = []
        self.at: dict[int, Person] = {}
        names = sorted(set(self._names()))
        for name in sorted(names, key=lambda n: (-(n.end - n.start), n.start)):
            self._place(name)
        self._strays()
        for person in self.people:
            person.mentions.sort()
            self._learn(person)

    def lookup(self, token: int) -> Facts | None:
        """Return the facts of the person named at a token."""
        person = self.at.get(token)
        return person.facts if person is not None else None

    def _names(self) -> Iterator[Tokens]:
        """Yield the runs of tokens that name people: those found by the parser's names, and those after a title."""
        for entity in self.page.parsed.doc.ents:
            if entity.label_ == "PERSON":
                yield from self._trim(entity.start, entity.end)
        for hit in self.page.hits:
            if hit.entry.kind in ("person", "title") and not hit.entry.plural:
                yield from self._after_title(hit)
                yield from self._before_apposition(hit)

    def _after_title(self, hit: Hit) -> Iterator[Tokens]:
        end = hit.end
        page = self.page
        while end < len(page) and (page.pos[end] == "PROPN" or (end > hit.end and page.lower[end] in PARTICLES)):
            if page.hit_at[end] is not None or page.parsed.paragraph_index(end) != page.parsed.paragraph_index(
                hit.start
            ):
                break
            end += 1
        while end > hit.end and page.lower[end - 1] in PARTICLES:
            end -= 1
        called = hit.entry.takes and end - hit.end in (2, 3)  # "spokesperson Carlotta Weibl" is nobody's firm
        if end > hit.end and page.entity[hit.end] not in NO_NAMES - ({"ORG"} if called else set()):
            yield Tokens(hit.end, end)

    def _before_apposition(self, hit: Hit) -> Iterator[Tokens]:
        """Yield the name that a role is the apposition of: "Kenzo Oshima, Japanese ambassador to …"."""
        page, last = self.page, page_head(self.page, hit)
        end = page.head[last] + 1
        if page.dep[last] != "appos" or end >= hit.start or page.words[end] != ",":
            return
        start = end
        while start and page.pos[start - 1] == "PROPN" and page.hit_at[start - 1] is None:
            start -= 1
        if end - start in (2, 3):
            yield Tokens(start, end)

    def _trim(self, start: int, end: int) -> Iterator[Tokens]:
        """Yield the run without titles before it and without what the tables know for something else."""
        page = self.page
        while end > start and (page.words[end - 1] in ("'s", "’s", "'", "’") or page.words[end - 1] in MARKS):
            end -= 1
        for n in range(end - 1, start - 1, -1):
            hit = page.hit_at[n]
            if hit is None:
                continue
            if hit.entry.kind in ("person", "title", "crowd", "body") or (
                hit.end - hit.start < end - start and n < end - 1
            ):
                start = n + 1
                break
            if hit.entry.kind in PLACES | NAMED_BODIES | {"metonym"}:
                return
        if end > start and any(page.pos[n] == "PROPN" or page.words[n][:1].isupper() for n in range(start, end)):
            yield Tokens(start, end)

    def _place(self, name: Tokens) -> None:
        """Put a mention into the cluster whose name holds its words, or start a new one."""
        words = tuple(self.page.words[name.start : name.end])
        keys = frozenset(piece for word in words for piece in pieces(word) if piece not in PARTICLES and piece != "s")
        if not keys or any(token in self.at for token in range(name.start, name.end)):
            return
        person = self._match(keys, pieces(words[-1]))
        if person is None:
            person = Person(words, keys)
            self.people.append(person)
        person.mentions.append(name)
        for token in range(name.start, name.end):
            self.at[token] = person

    def _match(self, keys: frozenset[str], last: tuple[str, ...]) -> Person | None:
        """Return the person whose name holds all the words; those who have the last of them as surname come first."""
        fitting = [p for p in self.people if keys <= p.keys]
        if not fitting and len(keys) == 1 and last:
            key = sound_key(last[-1])
            fitting = [p for p in self.people if key and key in {sound_key(k) for k in p.keys if len(k) > 3}]
        if not fitting:
            return None
        return max(fitting, key=lambda p: (pieces(p.name[-1])[-1:] == last[-1:], len(p.mentions)))

    def _strays(self) -> None:
        """Find the surnames that the parser took for something else."""
        page = self.page
        known = {pieces(p.name[-1])[-1]: p for p in reversed(self.people) if pieces(p.name[-1]) and len(p.name[-1]) > 2}
        self._joined()
        for n, word in enumerate(page.words):
            if n in self.at or not word[:1].isupper() or page.pos[n] not in ("PROPN", "NOUN", "ADJ", "X", "VERB"):
                continue
            person = known.get(pieces(word)[-1] if pieces(word) else "")
            if person is not None and self._surname_here(n):
                self.at[n] = person
                person.mentions.append(Tokens(n, n + 1))

    def _joined(self) -> None:
        """Find the given names with a hyphen that stand for somebody: "Ki-moon" after "Ban Ki-moon"."""
        words = self.page.words
        known = {p.name[-3:]: p for p in reversed(self.people) if len(p.name) > 3 and p.name[-2] == "-"}
        for n in range(len(words) - 2 if known else 0):
            person = known.get(tuple(words[n : n + 3]))
            if person is not None and not any(token in self.at for token in range(n, n + 3)):
                person.mentions.append(Tokens(n, n + 3))
                self.at.update(dict.fromkeys(range(n, n + 3), person))

    def _surname_here(self, n: int) -> bool:
        """Tell whether a known surname stands alone here, and is not the town of that name."""
        hit = self.page.hit_at[n]
        if hit is None:
            return True
        return (
            hit.end - hit.start == 1 and hit.entry.kind in ("city", "capital") and self.page.dep[n] in ("nsubj", "poss")
        )

    # What titles and appositions tell ---------------------------------------------------------------------------------

    def _learn(self, person: Person) -> None:
        """Gather what stands around a person's mentions; the first word on each point counts."""
        for mention in person.mentions:
            for start, end in self._around(mention):
                self._hear(person, start, end)
            self._seat(person, mention.end)
        self._gender(person)

    def _around(self, name: Tokens) -> Iterator[tuple[int, int]]:
        """Yield the stretches that describe the one named: the title before, appositions on either side."""
        start = self._title_start(name.start)
        if start < name.start:
            yield start, name.start
        page, sentence = self.page, self.page.parsed.sentence(name.start)
        before = start - 1
        if before > sentence.start and page.words[before] == ",":
            begin = self._title_start(before)
            # "After the Turkish minister, President Danilov spoke": with a title of his own he may be somebody else
            meant = start == name.start or (page.dep[name.end - 1] == "appos" and page.head[name.end - 1] >= begin)
            kinds = {hit.entry.kind for hit in page.within(begin, before)}
            if meant and kinds & {"person", "title", "people", "adjective"}:
                yield begin, before
        if name.end < sentence.end:
            yield from self._after(name.end, sentence.end)

    def _title_start(self, end: int) -> int:
        """Return where the words before a name that may be its title begin."""
        page = self.page
        first = page.parsed.sentence(end - 1).start if end else end
        at = end
        while at > first:
            n = at - 1
            joined = page.words[n] in ("'s", "’s", "-", "&") or (page.lower[n] in ("of", "for", "to"))
            inner = (
                page.lower[n] in ("the", "and")
                and n - 1 >= first
                and (page.lower[n - 1] in ("of", "for", "to") or self._in_hit(n))
            )
            if not ((page.pos[n] in NOMINAL and page.pos[n] != "PRON") or joined or inner) or (
                n in self.at and page.words[at] not in ("'s", "’s")
            ):
                break
            at = n
        if at > first and at < end and page.tag[at - 1] == "PRP$":
            return at - 1
        while at < end and (page.lower[at] in ("of", "for", "'s", "’s", "-") or page.pos[at] == "PART"):
            at += 1
        return at

    def _in_hit(self, token: int) -> bool:
        hit = self.page.hit_at[token]
        return hit is not None and hit.start < token < hit.end - 1

    def _after(self, at: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield an apposition, a predicate or a belonging that follows a name."""
        page = self.page
        if page.words[at] in (",", "(", "–", "—") and at + 1 < end:
            start = at + 1
            if page.pos[start] == "NUM" and start + 1 < end and page.words[start + 1] == ",":
                start += 2  # an age
            if start < end and page.pos[start] not in NO_APPOSITION:
                yield start, self._clause_end(start, end)
        elif page.lower[at] in ("of", "from") and at + 1 < end and page.pos[at + 1] in ("PROPN", "DET", "ADJ"):
            yield at, self._clause_end(at + 1, end)
        elif page.lower[at] in ("is", "was", "became") and at + 1 < end and page.lower[at + 1] in ("a", "an", "the"):
            yield at + 1, self._clause_end(at + 1, end)

    def _clause_end(self, start: int, end: int) -> int:
        for n in range(start + 1, end):
            if page_ends(self.page, n) and not self._in_country(n, end):
                return n
        return end

    def _in_country(self, n: int, end: int) -> bool:
        """Tell whether a comma stands between a place and its country: "a centre in Herzliya, Israel"."""
        page = self.page
        hit = page.hit_at[n + 1] if n + 1 < end else None
        return (
            page.words[n] == ","
            and page.pos[n - 1] == "PROPN"
            and hit is not None
            and hit.entry.kind in ("country", "state")
            and (hit.end >= end or page_ends(page, hit.end))
        )

    def _hear(self, person: Person, start: int, end: int) -> None:
        """Take what a title or an apposition tells, if it is one: it must hold a role or name a body."""
        page = self.page
        if page.lower[start] in ("of", "from"):
            self._belongs(person, start, end)
            return
        if self._names_another(person, start, end):
            return  # the title of the one named next
        roles = [h for h in page.within(start, end) if h.entry.kind in ("person", "title") and not h.entry.plural]
        if not roles:
            self._adjective(person, start, end)
            self._body(person, start, end)
            return
        form = shape(page, start, end)
        hit = page.hit_at[form.head]
        if hit is None or hit.entry.kind not in ("person", "title"):
            form = shape(page, start, roles[-1].end)
        others = {token: p for token, p in self.at.items() if p is not person}
        facts = describe(page, form, lambda token: others[token].facts if token in others else None)
        if facts.sectors == ("UNK",):
            facts.sectors = ()  # "a suspect" says nothing of what somebody is
        person.facts.take(facts)
        person.facts.entry = person.facts.entry or facts.entry
        person.owner = person.owner or self._owner(start, form)
        for role in roles:
            person.roles.update(pieces(role.entry.name)[-1:])
            person.roles.add(" ".join(pieces(role.entry.name)))
            person.gender = person.gender or role.entry.gender

    def _owner(self, start: int, form: Shape) -> Tokens | None:
        """Return the words that tell whose somebody is: "its" director, the one "for the coalition"."""
        for n in range(start, form.head):
            if self.page.tag[n] == "PRP$":
                return Tokens(n, n + 1)
            if self.page.tag[n] == "POS" and n > start:
                return Tokens(start, n)
        for prep, first, end in form.complements:
            bare = end - first == 2 and self.page.lower[first] in ("the", "this", "that")
            if bare and prep in ("of", "for", "from"):
                return Tokens(first, end)
        return None

    def learn_again(self) -> None:
        """Hear once more of those without a country, now that others' offices are known: "the son of Joe Biden"."""
        for person in self.people:
            if person.facts.country is None:
                self._learn(person)

    def _names_another(self, person: Person, start: int, end: int) -> bool:
        """Tell whether a description is the title of somebody else, who closes it: no "son of Usama bin Ladin"."""
        other = self.at.get(end - 1)
        if other is None or other is person:
            return False
        first = next(n for n in range(end - 1, -1, -1) if self.at.get(n - 1) is not other)
        return first <= start or self.page.lower[first - 1] not in ("of", "to", "for", "by", "with", "under")

    def _belongs(self, person: Person, start: int, end: int) -> None:
        for hit in self.page.within(start, end):
            if hit.entry.country and not person.facts.country:
                person.facts.give("country", hit.entry.country, hit.entry.rule, (hit.start, hit.end))
                if hit.entry.kind not in PLACES:
                    person.facts.give("sectors", hit.entry.sectors, hit.entry.rule, (hit.start, hit.end))

    def _adjective(self, person: Person, start: int, end: int) -> None:
        """Take the country of "Iran's Ahmadinejad", "Israeli Tzipi Livni", "Reuters' John Smith"."""
        form = shape(self.page, start, end)
        hit = self.page.hit_at[form.head]
        titled = hit is not None and hit.entry.kind == "igo" and form.end == end  # "UN Secretary-General"
        if titled:
            words = [piece for n in range(start, end) for piece in pieces(self.page.words[n])]
            person.roles |= {words[-1], " ".join(words[-2:])}
        if end - start <= 3 or titled:
            self._belongs(person, start, end)

    def _body(self, person: Person, start: int, end: int) -> None:
        """Take what a body's description tells where the parser took the body for a man: "Thaicom, a Thai company"."""
        form = shape(self.page, start, end)
        hit = self.page.hit_at[form.head]
        if self.page.lower[start] in ("a", "an", "the") and hit is not None and hit.entry.kind in ("body", "company"):
            person.facts.take(describe(self.page, form, lambda _: None))

    def _seat(self, person: Person, at: int) -> None:
        """Read "D-Nevada" and "(R-Texas)" after a name."""
        page = self.page
        after = [piece for n in range(at, min(at + 4, len(page))) for piece in pieces(page.words[n])]
        dashed = "-" in "".join(page.words[at : at + 4])
        if after and after[0] in SEATS and dashed:
            person.facts.sectors = person.facts.sectors or ("LEG",)
            person.facts.give("country", "USA", "a seat after the name", (at, min(at + 3, len(page))))

    def _gender(self, person: Person) -> None:
        for mention in person.mentions:
            before = self.page.lower[mention.start - 1] if mention.start else ""
            if person.gender is None and before in MEN | WOMEN:
                person.gender = "m" if before in MEN else "f"
        if person.gender is None and len(person.name) > 1:
            for piece in pieces(person.name[0]):
                person.gender = person.gender or self.page.lexicon.genders.get(piece)


def page_head(page: Page, hit: Hit) -> int:
    """Return the token of a hit on which its others hang."""
    return next((n for n in range(hit.start, hit.end) if page.head[n] not in range(hit.start, hit.end)), hit.end - 1)


def page_ends(page: Page, n: int) -> bool:
    """Tell whether a description ends before a token."""
    hit = page.hit_at[n]
    if hit is not None and hit.start < n:
        return False
    return (
        page.words[n] in (",", ")", ";", ".", ":", "–", "—")
        or (page.pos[n] in ("VERB", "AUX") and page.tag[n] != "VBN")
        or page.lower[n] in ("who", "which", "whose", "that")
    )


def hold_office(people: People, published: str | None) -> None:
    """Give people of whom the article says too little the office that they held on the day of the report.

    A full name tells the country at any date; a surname alone only where one holder of it is in office that day.
    """
    for person in people.people:
        known = _rows_of(people.page.lexicon.holders, person)
        on_duty = [row for row in known if published is not None and row.since <= published <= (row.until or "9999")]
        if len({row.country for row in on_duty}) == 1:
            _take_office(people, person, on_duty[-1])
        elif len(person.keys) > 1 and len({row.country for row in known}) == 1 and person.facts.country is None:
            _take_country(person, known[0])


def _take_country(person: Person, row: OfficeRow) -> None:
    """Take the country of an office that is not held that day; who has served many countries is of his own again."""
    if row.country not in LENT:
        person.facts.give("country", row.country, f"officeholders.tsv:{row.name}")
        person.facts.give("sectors", tuple(row.sectors.split()), f"officeholders.tsv:{row.name}")


def _rows_of(holders: dict[str, list[OfficeRow]], person: Person) -> list[OfficeRow]:
    """Return the rows whose name holds, or is held by, the person's; transliterations of a surname count as one."""
    surname = pieces(person.name[-1])[-1:] or ("",)
    rows = holders.get(surname[0]) or holders.get(sound_key(surname[0])) or []
    return [row for row in rows if _same_name(person.keys, row)]


def _same_name(keys: frozenset[str], row: OfficeRow) -> bool:
    """Tell whether a name is an office holder's: a part of it spelt alike, all or one word of it in any spelling."""
    own = frozenset(piece for piece in pieces(row.name) if piece not in PARTICLES)
    if keys <= own or own <= keys:
        return True
    return len(keys) in (1, len(own)) and {sound(key) for key in keys} <= {sound(piece) for piece in own}


def _take_office(people: People, person: Person, row: OfficeRow) -> None:
    if person.facts.country not in (None, row.country):
        return
    rule = f"officeholders.tsv:{row.name}, {row.title}"
    person.facts.give("country", row.country, rule)
    person.facts.give("sectors", tuple(row.sectors.split()), rule)
    person.roles.update(pieces(row.title)[-1:])
    person.gender = person.gender or people.page.lexicon.genders.get(pieces(row.name)[0])

"""Everybody who acts, suffers or speaks in an article: from a mention to a party with name, country and sectors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from allegedly.actors.antecedents import HE, OTHERS, PRONOUNS, RELATIVE, SHE, SPEAKER, WE, Candidate, Candidates
from allegedly.actors.compounds import parts
from allegedly.actors.describe import Facts, Lookup, describe
from allegedly.actors.folding import pieces
from allegedly.actors.lexicon import NAMED_BODIES, SUPRANATIONAL, load
from allegedly.actors.page import Hit, Page
from allegedly.actors.pairs import both_of_a_name, is_pair, the_two, those_lands
from allegedly.actors.people import People, Person, hold_office
from allegedly.actors.shape import Shape, shape
from allegedly.actors.shortnames import ShortNames
from allegedly.drafts import Reason, StatementDraft, Tokens
from allegedly.language.parsed import Parsed
from allegedly.records import Party, Span

#: Event types by which force is used: a state that acts so is its military.
FORCE = frozenset({"ASSAULT", "MOBILIZE"})
#: A pronoun that means a pronoun that means a pronoun …: no chain is followed further.
DEPTH = 8
LONGEST_ASIDE = 6  #: tokens of an apposition that names the bearer of a role
#: Sectors whose people are taken to be of the country where it happens.
LOCAL = frozenset({"CVL", "UAF"})
COUNTRY_WORDS = frozenset({"country", "nation", "state", "kingdom", "republic"})
ANY_BODY = NAMED_BODIES - {"media"}
#: What kinds of named bodies each word may mean.
BODY_WORDS = {
    **dict.fromkeys("group organization organisation movement body network alliance".split(), ANY_BODY),
    "party": frozenset({"party", "group"}),
    "militia": frozenset({"group"}),
    "agency": frozenset({"agency", "igo", "media"}),
    "union": frozenset({"union", "igo"}),
    "company": frozenset({"company"}),
}


@dataclass(slots=True)
class Finding:
    """What a mention has been resolved to."""

    name: str | None
    facts: Facts
    person: Person | None = None


class Cast:
    """The parties of one article. Reads it once; ``tables`` are folders with the user's own tables."""

    def __init__(self, parsed: Parsed, tables: Sequence[Path] = ()) -> None:
        self.parsed = parsed
        self.page = Page(parsed, load(tuple(Path(folder) for folder in tables)))
        self.short = ShortNames(self.page)
        self.page.put(list(self.short.hits()))
        self.people = People(self.page)
        hold_office(self.people, parsed.article.published)
        self.people.learn_again()
        self.page.count_people(p.facts.country for p in self.people.people for _ in p.mentions)
        self.candidates = Candidates(self.page, self.people)
        self._speakers: list[tuple[Tokens, Tokens | None, str]] = []  # (content, source, kind), outer before inner
        self._sources: list[Tokens] = []
        self._found: dict[tuple[Tokens, bool], Finding] = {}

    def hear(self, statements: Sequence[StatementDraft]) -> None:
        """Learn who says what, for "I" and "we", and for who goes on speaking."""
        heard = [(part, s.source, s.kind) for s in statements for part in s.content]
        self._speakers = sorted(heard, key=lambda item: (item[0].start, -item[0].end))
        self._sources = sorted({s.source for s in statements if s.source is not None})
        self._found.clear()

    def party(self, mention: Tokens, *, force: bool = False, act: str | None = None) -> Party:
        """Return who is meant by a mention; what cannot be told is None or empty.

        ``force`` tells that force is used by or on the party, so that a bare state means its military; ``act`` may give
        the event's type instead.
        """
        found = self._resolve(mention, force=force or act in FORCE)
        return Party(
            span=self._span(mention), name=found.name, country=found.facts.country, sectors=found.facts.sectors
        )

    def _span(self, mention: Tokens) -> Span | None:
        spans = self.parsed.spans(mention) if mention.start < mention.end <= len(self.page) else ()
        return spans[0] if spans else None

    def parties(self, mention: Tokens, *, force: bool = False, act: str | None = None) -> list[Party]:
        """Return the parties of a mention: the members of a compound, "both sides" where they can be told."""
        mention = Tokens(min(mention.start, len(self.page)), min(mention.end, len(self.page)))
        of_a_name = both_of_a_name(self.page, mention)
        if of_a_name:
            sectors = ("MIL",) if force or act in FORCE else ("GOV",)
            names = self.page.lexicon.countries
            return [Party(span=self._span(mention), name=names[c], country=c, sectors=sectors) for c in of_a_name]
        meant = the_two(self.page, mention) if is_pair(self.page, mention) else those_lands(self.page, mention)
        if meant:
            return [replace(self.party(one, force=force, act=act), span=self._span(mention)) for one in meant]
        return [self.party(part, force=force, act=act) for part in parts(self.page, mention, self.people)]

    def speaker(self, token: int) -> Party | None:
        """Return who says the innermost words that hold a token, None where nobody known does."""
        source = self._speaker(token)
        return self.party(source) if source is not None else None

    def is_we(self, mention: Tokens) -> bool:
        """Tell whether a mention is a "we" of any form."""
        return all(self.page.lower[token] in WE for token in range(*mention))

    def explain(self, mention: Tokens) -> list[Reason]:
        """Return which rows of the tables and which rules decided the party's fields."""
        return list(self._resolve(mention, force=False).facts.reasons)

    # How a mention is resolved ----------------------------------------------------------------------------------------

    def _resolve(self, mention: Tokens, *, force: bool, depth: int = 0) -> Finding:
        key = (mention, force)
        if key not in self._found:
            if mention.start >= mention.end or mention.end > len(self.page) or depth > DEPTH:
                return Finding(None, Facts())
            self._found[key] = Finding(None, Facts())  # a circle of pronouns finds nobody
            self._found[key] = self._resolved(mention, force, depth)
        return self._found[key]

    def _resolved(self, mention: Tokens, force: bool, depth: int) -> Finding:
        first = parts(self.page, mention, self.people)[0]
        if first != mention:
            return self._resolve(first, force=force, depth=depth + 1)  # several parties: the first named
        form = shape(self.page, *mention)
        pronoun = self._pronoun(mention)
        if pronoun is not None:
            return self._of_pronoun(pronoun, force, depth)
        person = self._person(form)
        if person is not None:
            return self._of_person(person, depth)
        full = self.short.full(form.head) if form.end - form.start == 1 else None
        if full is not None:
            return self._resolve(full, force=force, depth=depth + 1)
        facts = describe(self.page, form, self._belonging(depth), force=force)
        return self._described(mention, form, facts, depth)

    def _pronoun(self, mention: Tokens) -> int | None:
        """Return the pronoun that the mention is, if it is one."""
        for token in range(*mention):
            if self.page.lower[token] in PRONOUNS:
                return token if all(self.page.pos[n] == "PUNCT" for n in range(token + 1, mention.end)) else None
            if self.page.lower[token] not in ("both", "all", "of"):
                return None
        return None

    def _person(self, form: Shape) -> Person | None:
        """Return the person whom a mention names: at its head, or in an apposition to somebody's role."""
        person = self.people.at.get(form.head)
        if person is not None:
            return person
        hit = self.page.hit_at[form.head]
        role = hit is not None and hit.entry.kind in ("person", "title") and not hit.entry.plural
        for start, end in form.asides if role else ():
            person = self._titled(start, end) if end - start <= LONGEST_ASIDE else None
            if person is not None:
                return person
        return None

    def _titled(self, start: int, end: int) -> Person | None:
        """Return the person whose name, after titles at most, an apposition begins with."""
        for token in range(start, end):
            if token in self.people.at or self.page.pos[token] not in ("PROPN", "PUNCT"):
                return self.people.at.get(token)
        return None

    def _of_person(self, person: Person, depth: int = 0) -> Finding:
        facts = copied(person.facts)
        if facts.country is None and person.owner is not None:
            facts.take(self._resolve(person.owner, force=False, depth=depth + 1).facts)
        facts.reasons.insert(0, Reason("name", "named in the article", person.mentions[0], person.full))
        facts.give("country", self.page.spoken_of(person.mentions[0].start), "country spoken of")
        facts.give("country", self.page.home, "country of the article")
        if facts.country not in SUPRANATIONAL:
            facts.give("sectors", ("CVL",), "named without an office")
        return Finding(person.full, facts, person)

    def _belonging(self, depth: int) -> Lookup:
        """Return the lookup of people and possessive pronouns inside a description."""

        def lookup(token: int) -> Facts | None:
            person = self.people.at.get(token)
            if person is not None:
                return self._of_person(person).facts
            if self.page.lower[token] in PRONOUNS and self.page.tag[token] == "PRP$":
                return self._of_pronoun(token, False, depth + 1).facts
            if self._means_body(token):
                return self._resolve(Tokens(token - 1, token + 1), force=False, depth=depth + 1).facts
            return None

        return lookup

    def _means_body(self, token: int) -> bool:
        """Tell whether a word within a description means a body named before: "the group's militants"."""
        page = self.page
        return page.lower[token] in BODY_WORDS and page.lower[token - 1] in ("the", "this", "that") and token > 0

    # Descriptions -----------------------------------------------------------------------------------------------------

    def _described(self, mention: Tokens, form: Shape, facts: Facts, depth: int) -> Finding:
        """Complete a description: by whom it was introduced as, by the country it plays in, by what can be assumed."""
        name = self._owned(form, self._name(form), depth)
        earlier = self._earlier(form, facts) if form.definite or not facts.sectors or self._counts(form) else None
        if earlier is not None:
            if earlier.person is None:  # what the group was called tells more than "the group"
                own, facts = facts, copied(earlier.facts)
                facts.take(own)
            else:
                facts.take(earlier.facts)
            name = earlier.name or name
            facts.reasons.append(Reason("name", "meant before", mention, name or ""))
            person = earlier.person
        else:
            person = None
        if not facts.country and not (earlier and self._counts(form)):  # of people without a country some have none
            facts.give("country", self._country_of(form, facts), "country of the article")
        self._assume(form, facts)
        return Finding(name, facts, person)

    def _country_of(self, form: Shape, facts: Facts) -> str | None:
        """Return the country of a description that has none of its own: the one that the article is about.

        People are of where it happens, whoever it is about.
        """
        if self._nowhere(form):
            return None
        return self.page.scene if facts.sectors and facts.sectors[0] in LOCAL else self.page.home

    def _nowhere(self, form: Shape) -> bool:
        """Tell whether a description belongs to no one country: "Western diplomats", "109 nations"."""
        where = self.page.lexicon.nowhere
        head = where.get(self.page.lower[form.head])
        own = self.page.hit_at[form.head]  # the "Foreign" of the Foreign Ministry is its own
        first = own.start if own is not None and own.entry.sectors else form.head
        plain = (n for n in range(form.start, first) if not self._in_a_name(n, form.head))
        before = [where.get(self.page.lower[n]) for n in plain]
        of = (word for _, start, end in form.complements for word in self.page.lower[start:end])
        many = any(word in ("countries", "nations", "governments") for word in of)
        return head in ("head", "plural", "modifier", "other") or "modifier" in before or many or self._any_of(form)

    def _in_a_name(self, n: int, head: int) -> bool:
        """Tell whether a word is part of a place's name, not said of it: the "International" of an airport."""
        hit = self.page.hit_at[head]
        return self.page.pos[n] == "PROPN" and hit is not None and hit.entry.kind == "place"

    def _any_of(self, form: Shape) -> bool:
        """Tell whether a description means any land there is: "any country", "a foreign country"."""
        before = self.page.lower[form.start - 1] if form.start else ""
        return self.page.lower[form.head] in COUNTRY_WORDS and before in ("any", "every", "each", "no", "another")

    def _assume(self, form: Shape, facts: Facts) -> None:
        """Give a sector to what the tables do not know, by what kind of name it is."""
        if facts.sectors or facts.country in ("UNO", "EUR", "IGO", "NGO"):
            return
        word = self.page.lower[form.head]
        if word in OTHERS or self.page.pos[form.head] == "NUM":
            facts.give("sectors", ("CVL",), "counted people")
        elif self.page.entity[form.head] == "ORG":
            facts.give("sectors", ("SOC",), "a named organisation")
        else:
            facts.give("sectors", ("UNK",), "unknown to the tables")

    def _name(self, form: Shape) -> str | None:
        """Return the words of a description without article and apposition; of countries and initials, the name."""
        hit = self.page.hit_at[form.head]
        whole = hit if hit is not None and hit.start == form.start and hit.end >= form.end else None
        if whole and (whole.entry.kind in ("country", "adjective") or self.page.text(whole.start, whole.end).isupper()):
            return whole.entry.name
        end = max((stop for prep, _, stop in form.complements if stop <= form.full), default=form.end)
        return self.page.text(form.start, max(form.end, end)) or None

    def _owned(self, form: Shape, name: str | None, depth: int) -> str | None:
        """Return a name with its owner instead of a pronoun or "the group": "Kessouma's men" for "his men"."""
        if name is None or form.start == form.head:
            return name
        if self._means_body(form.start) and self.page.tag[form.start + 1] == "POS":
            body = self._resolve(Tokens(form.start - 1, form.start + 1), force=False, depth=depth + 1).name
            return f"{body}'s {self.page.text(form.start + 2, form.full)}" if body else name
        if self.page.tag[form.start] not in ("PRP$", "WP$"):
            return name
        rest = name.partition(" ")[2] or name
        spoken = self.page.lower[form.start] in SPEAKER  # "our farmers" are not the spokesman's
        owner = None if spoken else self._of_pronoun(form.start, False, depth + 1).name
        mark = "'" if owner and owner.endswith("s") else "'s"
        return f"{owner}{mark} {rest}" if owner else rest

    def _earlier(self, form: Shape, facts: Facts) -> Finding | None:
        """Return whom a bare description means: "the president", "the group", "the country", "the ministry"."""
        if self._counts(form):
            return None if facts.country else self._counted(form)
        word = self.page.lower[form.head]
        bare = form.end - form.start == 1
        if bare and word in COUNTRY_WORDS:
            return self._last_hit(form.start, lambda h: h.entry.kind == "country")
        if bare and (word in BODY_WORDS or self.page.hit_at[form.head] is not None):
            named = self._last_hit(form.start, lambda h: h.entry.kind in NAMED_BODIES and word in self._words_of(h))
            named = named or (self._same_head(form) if BODY_WORDS.get(word, ANY_BODY) != ANY_BODY else None)
            if named is not None:
                return named
        if bare and word in BODY_WORDS:
            kinds = BODY_WORDS[word]
            return self._last_hit(form.start, lambda h: h.entry.kind in kinds and h.entry.country != "UNO")
        entry = facts.entry
        if entry is not None and entry.kind == "person" and not entry.plural:
            return self._bearer(form, facts)
        if not facts.country:
            return self._same_head(form)
        return None

    def _counts(self, form: Shape) -> bool:
        """Tell whether a description only counts people: "another four", "at least 13 others"."""
        word = self.page.lower[form.head]
        few = self.page.pos[form.head] == "NUM" and "," not in word
        return (few or word in ("others", "another")) and form.end == form.head + 1 and not form.definite

    def _counted(self, form: Shape) -> Finding | None:
        """Return the people spoken of last, of whom a number are meant."""
        first = self.parsed.sentences[max(0, self.parsed.sentence_index(form.start) - 1)].start
        for candidate in reversed(list(self.candidates.all)):
            near = first <= candidate.tokens.start and candidate.tokens.end <= form.start
            if near and candidate.plural and candidate.kind == "people" and candidate.person is None:
                found = self._resolve(candidate.tokens, force=False, depth=1)
                return Finding(found.name, copied(found.facts))
        return None

    def _words_of(self, hit: Hit) -> tuple[str, ...]:
        """Return the words of a body's name as it stands in the article: "the agency" is the last so called."""
        return tuple(self.page.lower[hit.start : hit.end]) if hit.end - hit.start > 1 else ()

    def _last_hit(self, token: int, fits: Callable[[Hit], bool]) -> Finding | None:
        """Return the finding of the last name before a token that fits."""
        found = [hit for hit in self.page.hits if hit.end <= token and hit.entry.case and fits(hit)]
        if not found:
            return None
        hit: Hit = found[-1]
        entry = hit.entry
        facts = Facts(entry.country, entry.sectors, entry, [Reason("country", entry.rule, Tokens(hit.start, hit.end))])
        return Finding(entry.name, facts)

    def _bearer(self, form: Shape, facts: Facts) -> Finding | None:
        """Return the person who was introduced with the role that a description names."""
        hit = self.page.hit_at[form.head]
        role = " ".join(pieces(hit.entry.name)) if hit is not None else self.page.lower[form.head]
        fitting = [
            p
            for p in self.people.people
            if role in p.roles and p.facts.country in (None, facts.country or p.facts.country)
        ]
        placed = [(max((m.start for m in p.mentions if m.start < form.start), default=-1), p) for p in fitting]
        if not placed:
            return None
        return self._of_person(max(placed, key=lambda pair: pair[0])[1])

    def _same_head(self, form: Shape) -> Finding | None:
        """Return the fuller description with the same head that came last: "Turkish police" for "the police"."""
        word = self.page.lower[form.head]
        for candidate in reversed(list(self.candidates.all)):
            shouted = self.page.words[candidate.root].isupper() and len(word) > 1  # a headline in capitals
            if shouted or candidate.root >= form.start or candidate.person is not None:
                continue
            if self.page.lower[candidate.root] == word:
                other = shape(self.page, *candidate.tokens)
                facts = describe(self.page, other, lambda _: None)
                if facts.country:
                    return Finding(self._name(other), facts)
        return None

    # Pronouns ---------------------------------------------------------------------------------------------------------

    def _of_pronoun(self, token: int, force: bool, depth: int) -> Finding:
        word = self.page.lower[token]
        if word in SPEAKER:
            return self._of_speaker(token, depth)
        if word in RELATIVE:
            antecedent = self._relative(token)
            return self._resolve(antecedent, force=force, depth=depth + 1) if antecedent else self._nobody()
        best = self.candidates.best(token, self._last_source(token), self._barred(token))
        if best is None:
            return self._nobody()
        found = self._resolve(best.tokens, force=force, depth=depth + 1)
        reasons = [*found.facts.reasons, Reason("name", f"pronoun:{word}", best.tokens, found.name or "")]
        return replace(found, facts=Facts(found.facts.country, found.facts.sectors, found.facts.entry, reasons))

    def _nobody(self) -> Finding:
        facts = Facts()
        facts.give("country", self.page.home, "country of the article")
        return Finding(None, facts)

    def _of_speaker(self, token: int, depth: int) -> Finding:
        """Resolve "I" and "we" to whoever speaks."""
        source = self._speaker(token)
        if source is None:
            return self._nobody()
        return self._resolve(source, force=False, depth=depth + 1)

    def _speaker(self, token: int) -> Tokens | None:
        """Return the source of the innermost statement that holds a token."""
        holding = [source for content, source, _ in self._speakers if token in content and source is not None]
        return next((source for source in reversed(holding) if token not in source), None)

    def _last_source(self, token: int) -> Tokens | None:
        """Return the source of the statement before, for who goes on speaking."""
        before = [source for source in self._sources if source.end <= token]
        if not before or self.parsed.sentence_index(token) - self.parsed.sentence_index(before[-1].start) > 2:
            return None
        last = before[-1]
        pronoun = self._pronoun(last)
        if pronoun is None or self.page.lower[pronoun] not in HE | SHE:
            return last
        found = self._resolve(last, force=False)
        return found.person.mentions[0] if found.person is not None else last

    def _barred(self, token: int) -> Tokens | None:
        """Return the speaker of the direct quotation that a pronoun stands in: somebody else is meant."""
        for content, source, kind in reversed(self._speakers):
            if token in content and kind == "direct":
                return source
        return None

    def _relative(self, token: int) -> Tokens | None:
        """Return the noun phrase that a relative clause hangs on."""
        page, verb = self.page, self.page.head[token]
        for _ in range(DEPTH):
            if page.dep[verb] == "relcl":
                break
            verb = page.head[verb]
        noun = page.head[verb] if page.dep[verb] == "relcl" else -1
        candidate = self._at(noun) or next(reversed(list(self.candidates.before(token))), None)
        return candidate.tokens if candidate else None

    def _at(self, root: int) -> Candidate | None:
        return next((c for c in self.candidates.all if c.root == root), None)


def copied(facts: Facts) -> Facts:
    """Return facts that can be added to without changing whose they are."""
    return Facts(facts.country, facts.sectors, facts.entry, list(facts.reasons))

"""Whom a pronoun stands for: candidates before it, weighed by role, nearness and how often they appear."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from allegedly.actors.folding import pieces
from allegedly.actors.lexicon import NAMED_BODIES, Entry
from allegedly.actors.page import Page
from allegedly.actors.people import People, Person
from allegedly.drafts import Tokens

Kind = Literal["person", "people", "body", "country", "thing"]

HE = frozenset(["he", "him", "his", "himself"])
SHE = frozenset(["she", "her", "hers", "herself"])
IT = frozenset(["it", "its", "itself"])
THEY = frozenset(["they", "them", "their", "theirs", "themselves"])
WE = frozenset(["we", "us", "our", "ours", "ourselves"])
SPEAKER = WE | {"i", "me", "my", "mine", "myself"}
RELATIVE = frozenset(["who", "whom", "whose", "which", "that"])
OTHERS = frozenset(
    "one ones some many others another these those both all several few neither either each most none two three".split()
)
PRONOUNS = HE | SHE | IT | THEY | SPEAKER | RELATIVE
SUBJECTS = frozenset({"nsubj", "nsubjpass"})
#: How many sentences back a pronoun may reach.
REACH = 5


@dataclass(frozen=True, slots=True)
class Weights:
    """What speaks for a candidate; found by measuring on coded news."""

    subject: float = 1.6
    object: float = 0.4
    passive: float = 1.3
    possessor: float = 0.3
    sentence: float = -1.1  # for every sentence between
    paragraph: float = -0.3  # for every paragraph between
    named: float = 0.8
    often: float = 0.25  # for every mention of the same, up to four
    speaker: float = 1.2  # speaker of the statement before
    main: float = 0.5  # subject of the main clause
    near: float = -0.02  # for every token between
    headline: float = -1.0


WEIGHTS = Weights()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A noun phrase that may be meant later."""

    tokens: Tokens
    root: int
    kind: Kind
    plural: bool
    gender: str | None
    person: Person | None
    key: str  #: what it is counted by: the person, or the folded head


class Candidates:
    """All noun phrases of the article in order."""

    def __init__(self, page: Page, people: People) -> None:
        self.page = page
        self.people = people
        self.all = list(self._read())
        self.counts: dict[str, int] = {}
        for candidate in self.all:
            self.counts[candidate.key] = self.counts.get(candidate.key, 0) + 1

    def _read(self) -> Iterator[Candidate]:
        for chunk in self.page.parsed.doc.noun_chunks:
            start, end, root = chunk.start, chunk.end, chunk.root.i
            if self.page.pos[root] == "PRON" or self.page.lower[root] in PRONOUNS:
                continue
            yield self._candidate(start, end, root)

    def _candidate(self, start: int, end: int, root: int) -> Candidate:
        person = self.people.at.get(root)
        if person is not None:
            return Candidate(Tokens(start, end), root, "person", False, person.gender, person, person.full)
        hit = self.page.hit_at[root]
        entry = hit.entry if hit is not None else None
        plural = self.page.tag[root] in ("NNS", "NNPS") or bool(entry and entry.plural)
        kind = self._kind(entry, root, plural)
        if self._compound(start, end, root):
            plural = True
        name = entry.name if entry is not None and entry.country else self.page.lower[root]
        return Candidate(
            Tokens(start, end), root, kind, plural, entry.gender if entry else None, None, " ".join(pieces(name))
        )

    def _kind(self, entry: Entry | None, root: int, plural: bool) -> Kind:
        if entry is None:
            if self.page.entity[root] == "PERSON" and self.page.pos[root] == "PROPN" and not plural:
                return "person"
            return "body" if self.page.entity[root] in ("ORG", "GPE", "NORP") else "thing"
        if entry.kind in ("person", "title", "people"):
            return "people" if plural or entry.plural else "person"
        if entry.kind == "crowd":
            return "people"
        if entry.kind in ("country", "capital", "state", "adjective"):
            return "country"
        if entry.kind in NAMED_BODIES | {"body", "force", "metonym"}:
            return "body"
        return "thing"

    def _compound(self, start: int, end: int, root: int) -> bool:
        """Tell whether more is joined to the phrase: "Smith and Jones"."""
        return any(
            self.page.dep[n] == "conj" and self.page.head[n] == root for n in range(end, min(end + 6, len(self.page)))
        )

    def before(self, token: int) -> Iterator[Candidate]:
        """Yield the candidates that begin before a token, nearest last, no further back than a pronoun reaches."""
        first = self.page.parsed.sentences[max(0, self.page.parsed.sentence_index(token) - REACH)].start
        for candidate in self.all:
            if first <= candidate.tokens.start < token and not candidate.tokens.end > token:
                yield candidate

    def agreeing(self, token: int) -> Iterator[Candidate]:
        """Yield the candidates that agree with the pronoun at a token in number, gender and kind."""
        word = self.page.lower[token]
        for candidate in self.before(token):
            if agrees(word, candidate):
                yield candidate

    def weigh(self, candidate: Candidate, token: int, speaker: Tokens | None) -> float:
        """Return how much speaks for a candidate."""
        w, page = WEIGHTS, self.page
        sentences = page.parsed.sentence_index(token) - page.parsed.sentence_index(candidate.root)
        paragraphs = page.parsed.paragraph_index(token) - page.parsed.paragraph_index(candidate.root)
        score = (
            w.sentence * sentences
            + w.paragraph * min(paragraphs, 3)
            + w.near * (token - candidate.root) / (1 + sentences)
        )
        score += self._by_role(candidate)
        score += w.named * (candidate.person is not None) + w.often * min(4, self.counts[candidate.key])
        score += w.headline * (page.parsed.role(candidate.root) == "headline")
        if speaker is not None and (candidate.tokens.overlaps(speaker) or self._same(candidate, speaker)):
            score += w.speaker
        return score

    def _same(self, candidate: Candidate, tokens: Tokens) -> bool:
        return candidate.person is not None and any(self.people.at.get(t) is candidate.person for t in range(*tokens))

    def _by_role(self, candidate: Candidate) -> float:
        w, dep, verb = WEIGHTS, self.page.dep[candidate.root], self.page.head[candidate.root]
        if dep in SUBJECTS:
            base = w.subject if dep == "nsubj" else w.passive
            return base + w.main * (self.page.dep[verb] == "ROOT")
        return {"dobj": w.object, "poss": w.possessor, "pobj": 0.0, "conj": 0.2}.get(dep, 0.0)

    def same_clause(self, candidate: Candidate, token: int) -> bool:
        """Tell whether an object pronoun has the candidate for its clause's subject, so that it means another."""
        page = self.page
        if page.dep[token] in SUBJECTS or page.dep[token] == "poss":
            return page.dep[token] in SUBJECTS and page.head[token] == page.head[candidate.root]
        verb = page.head[token]
        while page.pos[verb] not in ("VERB", "AUX") and page.head[verb] != verb:
            verb = page.head[verb]
        return page.head[candidate.root] == verb

    def best(self, token: int, speaker: Tokens | None, barred: Tokens | None) -> Candidate | None:
        """Return the candidate that the pronoun at a token most likely means."""
        ranked = [
            (self.weigh(candidate, token, speaker), candidate.root, candidate)
            for candidate in self.agreeing(token)
            if not self.same_clause(candidate, token) and not (barred and self._is(candidate, barred))
        ]
        return max(ranked, key=lambda entry: entry[:2])[2] if ranked else None

    def _is(self, candidate: Candidate, tokens: Tokens) -> bool:
        return candidate.tokens.overlaps(tokens) or self._same(candidate, tokens)


def agrees(word: str, candidate: Candidate) -> bool:
    """Tell whether a pronoun can mean the candidate."""
    if word in HE | SHE:
        gender = "m" if word in HE else "f"
        return candidate.kind == "person" and not candidate.plural and candidate.gender in (None, gender)
    if word in IT:
        return candidate.kind in ("body", "country") and not candidate.plural
    if word in THEY:
        return candidate.kind in ("people", "body", "country") or (candidate.plural and candidate.kind == "person")
    return False

"""The parse as plain lists, and what a predicate's words stand in for: subjects that are implied, objects of passives.

Everything is a token index. Labels are those of spaCy's English models (CLEAR style).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cached_property, lru_cache

import msgspec
from spacy.tokens import Doc

from allegedly import tables
from allegedly.drafts import Tokens
from allegedly.events.plover import PACKAGE

SUBJECTS = frozenset({"nsubj", "csubj", "expl"})
CLAUSES = frozenset({"xcomp", "ccomp", "advcl", "acl", "relcl", "pcomp", "conj"})
RELATIVES = frozenset({"who", "which", "that", "whom", "whose"})
#: Verbs whose object, not subject, does what the complement says: "urged them to leave", "accused them of firing".
OBJECT_CONTROL = frozenset(
    """accuse advise allow appeal ask assist authorise authorize beg blame bar call cause challenge charge compel
    condemn convict criticise criticize direct discourage dissuade drive enable encourage expect fault find
    forbid force get help implore induce instruct invite keep lead let make order permit persuade plead press
    pressure prevent prohibit prompt push remind request require see sentence set stop suspect task tell train
    urge want warn watch""".split()
)
#: Verbs whose object did what stands after a preposition.
BLAMING = frozenset("accuse blame charge condemn convict criticise criticize fault suspect thank praise".split())
PARTICIPLES = frozenset({"VBN", "VBD"})


class Syntax:
    """A parsed document in lists, so that rules read fast and tests write easily."""

    def __init__(self, doc: Doc) -> None:
        tokens = list(doc)  # spaCy makes each token anew whenever it is asked
        self.text = [t.text for t in tokens]
        self.lower = [t.lower_ for t in tokens]
        self.lemma = [_lemma(t.lemma_.lower(), t.lower_) for t in tokens]
        self.pos = [t.pos_ for t in tokens]
        self.tag = [t.tag_ for t in tokens]
        self.dep = [t.dep_ for t in tokens]
        self.entity = [t.ent_type_ for t in tokens]
        self.head = [t.head.i for t in tokens]
        self.children: list[list[int]] = [[] for _ in tokens]
        for i, head in enumerate(self.head):
            if head != i:
                self.children[head].append(i)

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each word stands in the article."""
        return Counter(self.lower)

    def kids(self, i: int, *labels: str) -> list[int]:
        """Return the children of a token that have one of the labels, in order."""
        return [k for k in self.children[i] if self.dep[k] in labels]

    def kid(self, i: int, *labels: str) -> int | None:
        """Return the first such child; None where there is none."""
        return next((k for k in self.children[i] if self.dep[k] in labels), None)

    def subtree(self, i: int) -> Iterator[int]:
        """Yield a token and everything under it, in no special order."""
        stack = [i]
        while stack:
            at = stack.pop()
            yield at
            stack.extend(self.children[at])

    def ancestors(self, i: int) -> Iterator[int]:
        """Yield the heads of a token, nearest first."""
        while self.head[i] != i:
            i = self.head[i]
            yield i

    def conjuncts(self, i: int) -> list[int]:
        """Return a token and those coordinated to it, in order."""
        found = [i]
        for at in found:
            found.extend(k for k in self.kids(at, "conj") if k not in found)
        return sorted(found)

    def top(self, run: Tokens) -> int:
        """Return the token of a run that carries its syntax: the first whose head lies outside."""
        return next((i for i in range(*run) if self.head[i] == i or self.head[i] not in run), run.start)

    def first_conjunct(self, i: int) -> int:
        """Return the conjunct that carries the syntax of its whole coordination."""
        while self.dep[i] == "conj" and self.head[i] != i:
            i = self.head[i]
        return i

    def is_verb(self, i: int) -> bool:
        """Tell whether a token is a verb or auxiliary."""
        return self.pos[i] in ("VERB", "AUX")

    def is_noun(self, i: int) -> bool:
        """Tell whether a token is a noun or name."""
        return self.pos[i] in ("NOUN", "PROPN")

    def is_passive(self, i: int) -> bool:
        """Tell whether a verb is in the passive, with or without its auxiliary."""
        if self.kid(i, "auxpass", "nsubjpass") is not None:
            return True
        if self.tag[i] not in PARTICIPLES:
            return False
        if self.dep[i] in ("acl", "amod"):
            return self.tag[i] == "VBN" or self.kid(i, "agent") is not None
        if self.dep[i] == "conj" and self.kid(i, *SUBJECTS) is None and self.kid(i, "dobj") is None:
            return self.is_passive(self.head[i]) and self.tag[i] == "VBN"
        return self.kid(i, "agent") is not None or (self.dep[i] == "advcl" and self.tag[i] == "VBN")

    def subject(self, i: int, depth: int = 0) -> int | None:
        """Return who does what a verb says, where it is stated or implied; None where the text leaves it open."""
        if self.is_passive(i):
            return self._agent(i)
        stated = self.kid(i, "nsubj", "csubj")
        if stated is not None:
            return self._meant(stated, i)
        return self._implied(i, depth) if depth < 6 else None

    def object(self, i: int, depth: int = 0) -> int | None:
        """Return whom or what a verb is done to."""
        if not self.is_passive(i):
            stated = self.kid(i, "dobj")
            if stated is not None:
                return self._meant(stated, i)
            return self._relative_object(i)
        stated = self.kid(i, "nsubjpass")
        if stated is not None:
            return self._meant(stated, i)
        if self.dep[i] in ("acl", "amod"):
            return self.head[i]
        if self.kid(i, "nsubj") is None and depth < 6:
            return self._patient_of_governor(i, depth)
        return None

    def _agent(self, i: int) -> int | None:
        for by in self.kids(i, "agent"):
            return self.kid(by, "pobj", "pcomp")
        for by in self.kids(i, "prep"):
            if self.lower[by] == "by":
                return self.kid(by, "pobj")
        return None

    def _meant(self, word: int, verb: int) -> int:
        """Return what a relative pronoun stands for, or the word itself."""
        if self.lower[word] in RELATIVES and self.dep[verb] == "relcl":
            return self.head[verb]
        if self.lower[word] in RELATIVES and self.dep[verb] in ("conj", "xcomp", "ccomp"):
            governor = self.head[verb]
            return self.head[governor] if self.dep[governor] == "relcl" else word
        return word

    def _relative_object(self, i: int) -> int | None:
        """Return the noun of "the town they shelled": the gap of a relative clause that has its own subject."""
        own = self.kid(i, "nsubj")
        if (
            self.dep[i] == "relcl"
            and own is not None
            and self.lower[own] not in RELATIVES
            and not self.kids(i, "prep", "ccomp", "xcomp")
        ):
            return self.head[i]
        return None

    def _implied(self, i: int, depth: int) -> int | None:
        """Return the subject that a verb without one of its own shares with what governs it."""
        label, governor = self.dep[i], self.head[i]
        if governor == i:
            return None
        if label in ("acl", "amod", "relcl"):
            if self.tag[i] == "VBG" or label == "relcl":
                return governor
            return self._owner(governor, depth)
        if label in ("pcomp", "prep") and self.pos[governor] == "ADP":
            return self._subject_around_preposition(governor, depth)
        if self.pos[governor] in ("NOUN", "PROPN", "ADJ") and label in ("xcomp", "ccomp", "advcl", "conj"):
            return self._owner(governor, depth)
        if not self.is_verb(governor):
            return None
        return self._shared_with_verb(i, governor, depth)

    def _shared_with_verb(self, i: int, governor: int, depth: int) -> int | None:
        if self.dep[i] in ("xcomp", "ccomp") and self.lemma[governor] in OBJECT_CONTROL:
            controller = self.object(governor, depth + 1)
            controller = controller if controller is not None else self._dative(governor)
            return controller if controller is not None else self.subject(governor, depth + 1)
        if self.dep[i] == "conj" and self.is_passive(governor):
            patient = self.object(governor, depth + 1)
            return patient if self.tag[i] != "VBN" else self._agent(governor)
        if self.is_passive(governor):
            return self.object(governor, depth + 1) if self.dep[i] != "advcl" else self._agent(governor)
        return self.subject(governor, depth + 1)

    def _dative(self, i: int) -> int | None:
        return self.kid(i, "dative")

    def _subject_around_preposition(self, preposition: int, depth: int) -> int | None:
        governor = self.head[preposition]
        if self.is_noun(governor):
            if self.dep[governor] == "dobj" and self.lemma[self.head[governor]] in BLAMING:
                return governor  # "accused the coalition of shelling": the parser hangs "of" on the noun
            return self._owner(governor, depth)
        if not self.is_verb(governor):
            return None
        if self.lemma[governor] in OBJECT_CONTROL or (self.lower[preposition] == "from" and self.kid(governor, "dobj")):
            return self.object(governor, depth + 1)
        if self.is_passive(governor):
            return self._agent(governor) or self.object(governor, depth + 1)
        return self.subject(governor, depth + 1)

    def _owner(self, noun: int, depth: int) -> int | None:
        """Return whose decision, plan or right a noun is."""
        owner = self.kid(noun, "poss")
        if owner is not None:
            return owner
        if self.dep[noun] in ("dobj", "attr", "acomp") and self.is_verb(self.head[noun]):
            return self.subject(self.head[noun], depth + 1)
        return self._by(noun)

    def _by(self, noun: int) -> int | None:
        for by in self.kids(noun, "prep"):
            if self.lower[by] == "by":
                return self.kid(by, "pobj")
        return None

    def _patient_of_governor(self, i: int, depth: int) -> int | None:
        governor = self.head[i]
        if governor == i or not self.is_verb(governor):
            return None
        if self.dep[i] == "conj":
            return self.object(governor, depth + 1) if self.is_passive(governor) else self.subject(governor, depth + 1)
        if self.dep[i] in ("xcomp", "advcl", "ccomp"):
            return self.object(governor, depth + 1) if self.is_passive(governor) else self.subject(governor, depth + 1)
        return None

    def noun_run(self, i: int) -> Tokens:
        """Return the words that name a party: the noun with what stands before it and its "of" phrase, no clauses."""
        if self.pos[i] == "PRON" or self.tag[i] == "PRP$":
            return Tokens(i, i + 1)
        kept = {i}
        self._gather(i, kept, 0)
        start = end = i
        while start - 1 in kept:
            start -= 1
        while end + 1 in kept:
            end += 1
        while start < i and (self.pos[start] in ("PUNCT", "CCONJ", "SPACE") or self.dep[start] == "predet"):
            start += 1
        return Tokens(start, end + 1)

    def _gather(self, i: int, kept: set[int], depth: int) -> None:
        for kid in self.children[i]:
            label = self.dep[kid]
            if label in PARTS_OF_NAME or (label == "punct" and kid < i):
                kept.update(self.subtree(kid))
            elif label == "case":
                continue
            elif label == "prep" and self.lower[kid] == "of" and depth < 3:
                for noun in self.kids(kid, "pobj"):  # none in "accused the coalition of bombing"
                    kept.update((kid, noun))
                    self._gather(noun, kept, depth + 1)
            elif label == "appos" and kid == i + 1:
                kept.add(kid)
                self._gather(kid, kept, depth + 1)


PARTS_OF_NAME = frozenset({"det", "amod", "compound", "poss", "nummod", "nmod", "quantmod", "advmod", "predet"})


class Lemma(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row of ``tables/lemmas.tsv``."""

    word: str
    lemma: str


@lru_cache(maxsize=1)
def _lemmas() -> dict[str, str]:
    return {row.word: row.lemma for row in tables.tsv(PACKAGE, "lemmas.tsv", Lemma)}


def _lemma(given: str, word: str) -> str:
    return _lemmas().get(word, given)

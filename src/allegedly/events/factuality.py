"""How surely an event happened, for the voice it stands in: certainty, polarity and tense, read from the syntax.

The walk begins at the predicate (its modals, negation, adverbs) and climbs to what governs it: "failed to", "plan to",
"denied", an "if" clause, a goal ("to slow the advance"), a question. It ends at the verb of speech or thought whose
content the event is: that voice's point of view is the one that counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Literal

import msgspec

from allegedly import tables
from allegedly.events.plover import PACKAGE
from allegedly.events.relations import is_negated
from allegedly.events.syntax import Syntax
from allegedly.records import Certainty, Polarity, Tense

SURE: dict[str, int] = {"certain": 3, "probable": 2, "possible": 1, "unknown": 0}


class Governor(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One class of governing words in ``tables/governors.toml``."""

    name: str
    words: tuple[str, ...]
    affirmed: str
    negated: str
    unsourced: str | None = None
    speech: bool = False


class Hedge(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row of ``tables/hedges.tsv``: a word beside the event's own, and what it leaves of certainty and tense."""

    word: str
    kind: Literal["modal", "adverb", "adjective"]
    certainty: Certainty
    tense: Tense | None = None


class GovernorFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole of ``tables/governors.toml``."""

    governor: tuple[Governor, ...]


@dataclass(slots=True)
class Factuality:
    """What has been read of one predicate so far."""

    certainty: Certainty = "certain"
    polarity: Polarity = "+"
    tense: Tense = "past"
    steps: list[tuple[str, int]] = field(default_factory=list)  #: rule and the token that it went by
    wanted: bool = False  #: somebody else is asked to do it
    promised: bool = False  #: its actor says that it will

    def weaken(self, certainty: Certainty) -> None:
        """Lower the certainty; it never rises again on the way up."""
        if SURE[certainty] < SURE[self.certainty]:
            self.certainty = certainty

    def flip(self) -> None:
        """Turn the polarity round."""
        self.polarity = "-" if self.polarity == "+" else "+"

    @property
    def score(self) -> float:
        """The same on a scale from -3 (certainly not) to 3 (certainly)."""
        sign = 1 if self.polarity == "+" else -1
        return sign * SCORES["future" if self.tense == "future" else "other"][self.certainty]


#: Set on the development halves of the crowd-judged sets: what is yet to come is seldom judged certain.
SCORES = {
    "other": {"certain": 2.7, "probable": 1.6, "possible": 0.6, "unknown": 0.3},
    "future": {"certain": 1.5, "probable": 1.2, "possible": 0.4, "unknown": 0.2},
}

CONDITIONS = frozenset({"if", "unless", "whether", "lest"})
TEMPORAL = frozenset({"when", "before", "after", "until", "once", "till", "as"})
PREVENTIVE = frozenset({"against", "without", "instead"})
LIGHT_LABELS = frozenset({"dobj", "nsubjpass", "pobj", "attr", "oprd"})
#: Words that govern an event in a clause only: "due to rain", "called it interference", "pushed back the launch" do
#: not.
CLAUSES_ONLY = frozenset(
    """due call push press set like mean elect determine tell direct about delay postpone option need way design
    support""".split()
)
UP = frozenset(
    """xcomp ccomp dobj pobj pcomp advcl acl conj nsubj nsubjpass prep attr acomp relcl csubj amod compound oprd agent
    dative parataxis appos nmod poss""".split()
)
#: Labels under which a word has the event as its content.
CONTENT = frozenset("xcomp ccomp dobj acl pobj pcomp attr acomp oprd csubj amod dative conj".split())
#: Governors whose bare infinitive takes their own tense: "is said to have", "failed to".
SETTLING = frozenset(
    {"succeeded", "failed", "pretended", "said", "reported", "alleged", "denied", "believed", "possible"}
)
LINKS = frozenset("for to of on about in against with into from over".split())


class Judge:
    """Reads factuality with one table of governors and one of hedges."""

    def __init__(self, files: Sequence[GovernorFile], hedges: Sequence[Hedge]) -> None:
        self.modals, self.adverbs, self.adjectives = (
            {row.word: row for row in hedges if row.kind == kind} for kind in ("modal", "adverb", "adjective")
        )
        self.governors: dict[str, Governor] = {}
        for file in files:
            for governor in file.governor:
                for word in governor.words:
                    self.governors.setdefault(word, governor)

    def judge(self, syntax: Syntax, i: int, certainty: Certainty = "certain") -> Factuality:
        """Return the factuality of the predicate at token ``i``; ``certainty`` is what its voice leaves to it."""
        fact = Factuality()
        fact.weaken(certainty)
        self._own(syntax, i, fact)
        for below, above in _climb(syntax, i):
            if not self._govern(syntax, below, above, fact):
                break
        return fact

    def _own(self, syntax: Syntax, i: int, fact: Factuality) -> None:
        if syntax.is_verb(i) or syntax.pos[i] == "ADJ":
            self._read_verb(syntax, i, fact)
        else:
            self._read_noun(syntax, i, fact)
        read_question(syntax, i, fact)

    def _govern(self, syntax: Syntax, below: int, above: int, fact: Factuality) -> bool:
        """Apply what one governing word says; return False where the climb ends."""
        label = syntax.dep[below]
        if label == "advcl" and not read_clause(syntax, below, fact):
            return False
        if label in ("relcl", "appos", "parataxis") or (label == "conj" and syntax.is_verb(above)):
            return label == "conj" and self._coordinated(syntax, below, above, fact)
        if (
            label == "prep"
            and syntax.lower[below] in PREVENTIVE
            and fact.certainty == "certain"
            and syntax.lower[below] == "without"
        ):
            fact.flip()
            fact.steps.append(("without", below))
        if syntax.pos[above] == "ADP":
            return True
        governor = self.governors.get(syntax.lemma[above])
        if _is_performed(syntax, below, above):
            fact.certainty, fact.tense = "certain", "present"
            return False
        if (
            governor is not None
            and governor.name in ("planned", "tried")
            and label == "ccomp"
            and syntax.tag[below] != "VB"
        ):
            return False  # "announced that it has lost …": a finite clause keeps its own tense
        if governor is None or not _reaches(syntax, below, governor):
            return self._plain(syntax, below, above, fact)
        if governor.name in SETTLING:
            _settle(syntax, below, above, fact)
        self._apply(syntax, above, governor, fact)
        if governor.speech:
            return False
        self._read_above(syntax, above, fact)
        return True

    def _plain(self, syntax: Syntax, below: int, above: int, fact: Factuality) -> bool:
        """Let a word that is in no table pass on its modals and negation where the event hangs closely on it."""
        _settle(syntax, below, above, fact)
        if syntax.is_verb(above) and syntax.dep[below] in ("xcomp", "dobj", "nsubjpass", "attr", "acomp", "nsubj"):
            if syntax.dep[below] != "nsubj" or syntax.lemma[above] in (
                "be",
                "happen",
                "occur",
                "continue",
                "begin",
                "start",
                "go",
                "take",
                "come",
            ):
                self._read_above(syntax, above, fact)
                return True
            return False
        return syntax.is_noun(above) and syntax.dep[below] in ("pobj", "compound", "conj", "prep")

    def _coordinated(self, syntax: Syntax, below: int, above: int, fact: Factuality) -> bool:
        """Carry the modal of the first of two verbs to the second that has no auxiliary or subject of its own."""
        if syntax.kid(below, "aux", "auxpass", "nsubj", "nsubjpass") is None:
            self._read_modals(syntax, above, fact)
            return True
        return syntax.kid(below, "nsubj", "nsubjpass") is None

    def _apply(self, syntax: Syntax, above: int, governor: Governor, fact: Factuality) -> None:
        negated = is_negated(syntax, above) or (syntax.is_noun(above) and _no(syntax, above))
        said = governor.negated if negated else governor.affirmed
        if governor.unsourced and not negated and _has_no_source(syntax, above):
            said = governor.unsourced
        certainty, polarity, *tense = said.split()
        fact.weaken(certainty)  # type: ignore[arg-type]
        if polarity == "-":
            fact.flip()
        if tense:
            fact.tense = "future"
        fact.wanted = fact.wanted or governor.name == "wanted of another"
        fact.promised = fact.promised or governor.name == "planned"
        if (certainty, polarity) != ("certain", "="):
            fact.steps.append((f"{'not ' if negated else ''}{governor.name}: {syntax.lemma[above]}", above))

    def _read_verb(self, syntax: Syntax, i: int, fact: Factuality) -> None:
        """Read a verb's or predicate adjective's own tense, modals, negation and adverbs."""
        fact.tense = tense_of(syntax, i)
        anchor = syntax.head[i] if syntax.pos[i] == "ADJ" and syntax.dep[i] in ("acomp", "oprd", "attr") else i
        self._read_modals(syntax, anchor, fact)
        if anchor != i:
            fact.tense = tense_of(syntax, anchor) if fact.tense != "future" else fact.tense
        for word in {i, anchor}:
            if is_negated(syntax, word):
                fact.flip()
                fact.steps.append(("negation", word))
        self._read_adverbs(syntax, i, fact)

    def _read_modals(self, syntax: Syntax, i: int, fact: Factuality) -> None:
        """Read the modal auxiliaries of a verb, and "going to", "have to", "is to"."""
        for kid in syntax.kids(i, "aux"):
            found = self.modals.get(syntax.lower[kid])
            if found is None:
                continue
            certainty, tense = found.certainty, found.tense or fact.tense
            if syntax.kids(i, "aux")[-1] != kid and any(syntax.lower[k] == "have" for k in syntax.kids(i, "aux")):
                tense = "past"
                certainty = "unknown" if syntax.lower[kid] in ("would", "could", "should") else certainty
            if syntax.lower[kid] == "could" and is_negated(syntax, i):
                certainty, tense = "certain", "past"
            elif syntax.lower[kid] in ("can", "ca") and is_negated(syntax, i):
                certainty, tense = "certain", "present"
            fact.weaken(certainty)
            fact.tense = tense
            fact.promised = fact.promised or syntax.lower[kid] in ("will", "'ll", "wo", "shall", "would", "'d")
            fact.wanted = fact.wanted or syntax.lower[kid] in ("should", "must", "ought", "need")
            fact.steps.append((f"modal {syntax.lower[kid]}", kid))

    def _read_above(self, syntax: Syntax, above: int, fact: Factuality) -> None:
        """Pass a governing word's own modals, negation and tense down to the event."""
        if syntax.is_verb(above):
            self._read_modals(syntax, above, fact)
            if is_negated(syntax, above) and not any(
                step[0].startswith("not ") and step[1] == above for step in fact.steps
            ):
                fact.flip()
                fact.steps.append(("negation", above))
            if fact.tense == "past" and tense_of(syntax, above) != "past":
                fact.tense = tense_of(syntax, above)
            self._read_adverbs(syntax, above, fact)
            read_question(syntax, above, fact)

    def _read_adverbs(self, syntax: Syntax, i: int, fact: Factuality) -> None:
        for kid in syntax.children[i]:
            found = self.adverbs.get(syntax.lower[kid])
            if found is not None and syntax.dep[kid] in ("advmod", "npadvmod", "amod"):
                fact.weaken(found.certainty)
                fact.steps.append((f"adverb {syntax.lower[kid]}", kid))

    def _read_noun(self, syntax: Syntax, i: int, fact: Factuality) -> None:
        """Read a noun's determiner and adjectives."""
        if _no(syntax, i):
            fact.flip()
            fact.steps.append(("no", i))
        for kid in syntax.children[i]:
            found = self.adjectives.get(syntax.lower[kid])
            if found is not None and syntax.dep[kid] in ("amod", "compound"):
                fact.weaken(found.certainty)
                fact.tense = found.tense or fact.tense
                fact.steps.append((f"adjective {syntax.lower[kid]}", kid))


def _has_no_source(syntax: Syntax, word: int) -> bool:
    """Tell whether a verb or noun of speech names nobody who speaks: "it is reported that", "amid claims that"."""
    if syntax.is_noun(word):
        named = syntax.kid(word, "poss") is not None or any(
            syntax.lower[k] in ("by", "from", "of") for k in syntax.kids(word, "prep")
        )
        return not named and not any(syntax.pos[k] in ("ADJ", "PROPN") for k in syntax.kids(word, "amod", "compound"))
    return syntax.is_passive(word) and syntax.subject(word) is None


def _settle(syntax: Syntax, below: int, above: int, fact: Factuality) -> None:
    """Give a bare infinitive the tense of the verb that it completes: "were forced to leave", "fell to close at"."""
    is_bare = fact.tense == "future" and not fact.steps and syntax.tag[below] == "VB"
    completes = syntax.dep[below] in ("xcomp", "ccomp") and syntax.dep[above] != "advcl"
    if is_bare and completes and syntax.is_verb(above):
        fact.tense = tense_of(syntax, above)


def _is_performed(syntax: Syntax, below: int, above: int) -> bool:
    """Tell whether saying it does it: "I would like to thank", "we want to congratulate"."""
    if syntax.lemma[above] not in ("like", "want", "wish") or syntax.lemma[below] not in PERFORMED:
        return False
    subject = syntax.kid(above, "nsubj")
    return subject is not None and (
        syntax.lower[subject] in ("i", "we") or any(syntax.lower[k] == "would" for k in syntax.kids(above, "aux"))
    )


PERFORMED = frozenset(
    """thank congratulate apologize apologise condemn express reiterate stress welcome commend praise urge appeal
    extend offer remind""".split()
)


@lru_cache(maxsize=8)
def load_judge(folders: tuple[Path, ...] = ()) -> Judge:
    """Return the judge with the shipped tables and the users' own."""
    return Judge(
        tables.toml(PACKAGE, "governors.toml", GovernorFile, folders),
        tables.tsv(PACKAGE, "hedges.tsv", Hedge, folders),
    )


def _climb(syntax: Syntax, i: int) -> Iterator[tuple[int, int]]:
    """Yield each step up from a predicate while its label says that the upper word bears on it."""
    for _ in range(8):
        above = syntax.head[i]
        if above == i or syntax.dep[i] not in UP:
            return
        yield i, above
        i = above


def _reaches(syntax: Syntax, below: int, governor: Governor) -> bool:
    """Tell whether a governing word has the event as its content rather than as its subject or a circumstance."""
    label, above = syntax.dep[below], syntax.lemma[syntax.head[below]]
    if above in CLAUSES_ONLY and label not in ("xcomp", "ccomp", "acl"):
        return above in ("call", "push", "press") and label == "prep" and syntax.lower[below] in ("for", "on")
    if governor.name == "pretended" and label not in ("xcomp", "ccomp", "dobj"):
        return False
    if label in ("nsubj", "agent", "poss"):
        return governor.name in ("believed", "possible", "planned") and syntax.pos[syntax.head[below]] == "ADJ"
    if label == "nsubjpass":
        return True
    if label == "prep":
        return _reaches_by(governor.name, syntax.lower[below], syntax.is_verb(syntax.head[below]))
    if label == "advcl":
        return governor.name in ("wanted of another", "planned", "tried", "failed") and any(
            syntax.lower[k] == "to" for k in syntax.kids(below, "aux")
        )
    return label in CONTENT


def _reaches_by(governor: str, preposition: str, by_verb: bool) -> bool:
    """Tell whether a governing word reaches its content over a preposition: "tried for", "kept from"."""
    if governor == "prevented":
        return preposition == "from"
    if by_verb and governor in ("tried", "planned", "succeeded", "wanted of another"):
        return preposition in ("for", "to", "about", "into")
    governs = (
        "tried",
        "wanted of another",
        "failed",
        "succeeded",
        "planned",
        "refused",
        "denied",
        "said",
        "possible",
        "pretended",
        "reported",
        "alleged",
    )
    return governor in governs and preposition in LINKS


def _no(syntax: Syntax, i: int) -> bool:
    return any(
        syntax.lower[k] in ("no", "neither") and syntax.dep[k] in ("det", "neg", "preconj") for k in syntax.children[i]
    )


def read_question(syntax: Syntax, i: int, fact: Factuality) -> None:
    """Read a direct question: the clause ends in a question mark and nothing stands between."""
    if syntax.dep[i] in ("ROOT", "ccomp", "conj") and any(syntax.lower[k] == "?" for k in syntax.kids(i, "punct")):
        fact.weaken("unknown")
        fact.steps.append(("question", i))


def read_clause(syntax: Syntax, below: int, fact: Factuality) -> bool:
    """Read an adverbial clause: conditions and goals leave the event open. Returns whether the climb goes on."""
    marks = {syntax.lower[k] for k in syntax.kids(below, "mark", "advmod")}
    if marks & CONDITIONS:
        fact.weaken("unknown")
        fact.tense = "future" if fact.tense == "present" else fact.tense
        fact.steps.append(("condition", below))
        return False
    if marks & TEMPORAL and fact.tense == "present" and tense_of(syntax, syntax.head[below]) == "future":
        fact.tense = "future"
        return False
    if any(syntax.lower[k] == "to" for k in syntax.kids(below, "aux")):
        if syntax.lemma[syntax.head[below]] not in ("go", "come"):
            fact.weaken("unknown")
            fact.tense = "future"
            fact.steps.append(("goal", below))
        return True
    return False


def tense_of(syntax: Syntax, i: int) -> Tense:
    """Return a verb's own tense; an infinitive's is that of what governs it, read elsewhere; alone it is future."""
    auxiliaries = [syntax.lower[k] for k in syntax.kids(i, "aux", "auxpass")]
    if any(word in ("will", "'ll", "wo", "shall") for word in auxiliaries):
        return "future"
    if syntax.lower[i] == "going" or syntax.tag[i] in ("VBZ", "VBP"):
        return "present"
    if syntax.tag[i] == "VBG":
        return (
            "present"
            if any(w in ("is", "are", "'s", "'re", "am", "been") for w in auxiliaries)
            else _shared_tense(syntax, i)
        )
    if syntax.tag[i] == "VBN" and any(w in ("is", "are", "being") for w in auxiliaries) and "has" not in auxiliaries:
        return "present"
    if syntax.tag[i] == "VB":
        return "future" if "to" in auxiliaries else _infinitive(auxiliaries)
    return "past"


def _infinitive(auxiliaries: list[str]) -> Tense:
    if any(word in ("do", "does") for word in auxiliaries):
        return "present"
    return "past" if "did" in auxiliaries else "future"


def _shared_tense(syntax: Syntax, i: int) -> Tense:
    above = syntax.head[i]
    if (
        above != i
        and syntax.is_verb(above)
        and syntax.dep[i] in ("advcl", "xcomp", "conj")
        and syntax.tag[above] != "VBG"
    ):
        return tense_of(syntax, above)
    return "past"

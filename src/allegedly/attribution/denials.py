"""Denying a charge, rejecting a demand, refusing to act, contradicting an account: told apart, and by whom.

"Iran denied the report", "the court denied the request", "the court rejected the appeal" and "rejected the allegation"
use the same verbs for four different acts. The object decides; and what is not asserted (if they deny it, urged them to
reject it, did not refuse) is a mere mention.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

import msgspec

from allegedly import tables
from allegedly.attribution.sources import agent_of, phrase_of, subject_of
from allegedly.attribution.tree import OBJECTS, PASSIVE_SUBJECTS, VERBAL, Tree
from allegedly.attribution.voice import voice_of
from allegedly.drafts import StatementDraft, Tokens
from allegedly.language import Parsed

Label = Literal["DENY", "REJECT", "REFUSE", "CONFLICT", "OTHER"]
Group = Literal[
    "deny", "reject", "dismiss", "refuse", "insist", "dispute", "conflict", "prove", "false", "nothing", "unaware",
    "claim", "account", "proposal", "grant",
]  # fmt: skip

#: Where a sentence holds several, the one that it is about.
WEIGHT: dict[Label, int] = {"DENY": 4, "REJECT": 3, "REFUSE": 2, "CONFLICT": 1, "OTHER": 0}
CONDITIONS = frozenset({"if", "unless", "whether", "should"})
#: Verbs whose infinitive is done all the same: "went on to deny".
CARRYING_OUT = frozenset(
    {"continue", "begin", "start", "go", "proceed", "choose", "move", "vote", "decide", "seem", "appear"}
)
#: Where a verb stands as a noun, it is named rather than done.
NAMED = frozenset({"csubj", "nsubj", "csubjpass"})
PERSONAL = frozenset({"he", "she", "they", "it", "who", "which"})
NEGATIONS = frozenset({"not", "n't", "no", "never", "nothing", "none", "nobody", "neither", "nor", "without"})


#: Groups that tell what is denied, and are no cues themselves.
OBJECTS_OF_DENIAL = frozenset({"claim", "account", "proposal", "grant", "prove"})


class Word(msgspec.Struct, frozen=True):
    """One entry of the table of denials."""

    word: str
    pos: Literal["verb", "noun", "adj"]
    group: Group


@dataclass(frozen=True, slots=True)
class Denial:
    """A cue of denial and what it does."""

    label: Label
    cue: int  #: the token
    denier: Tokens | None  #: who denies, rejects or refuses


class Words:
    """The table of denials by group."""

    def __init__(self, rows: Sequence[Word]) -> None:
        self._groups: dict[str, set[str]] = {}
        self.cues: dict[tuple[str, str], str] = {}
        for row in rows:
            self._groups.setdefault(row.group, set()).add(row.word)
            if row.group not in OBJECTS_OF_DENIAL:
                self.cues[row.pos, row.word] = row.group

    def holds(self, group: Group, lemma: str) -> bool:
        """Tell whether a lemma belongs to a group."""
        return lemma in self._groups.get(group, ())


@lru_cache(maxsize=4)
def _words(folders: tuple[Path, ...]) -> Words:
    return Words(tables.tsv("allegedly.attribution", "denials.tsv", Word, folders))


def find_denials(
    parsed: Parsed, statements: Sequence[StatementDraft] = (), folders: Sequence[Path] = ()
) -> list[Denial]:
    """Return every cue of the table of denials in the article with what it does there.

    ``statements`` name who says that something is false or that there is no evidence of it.
    """
    finder = _Finder(parsed, Tree(parsed.doc), statements, _words(tuple(Path(f) for f in folders)))
    return list(finder.all())


def weightiest(denials: Sequence[Denial]) -> Denial | None:
    """Return the denial that a sentence is about; None where it holds none."""
    return max(denials, key=lambda d: (WEIGHT[d.label], d.denier is not None, -d.cue), default=None)


class _Finder:
    def __init__(self, parsed: Parsed, tree: Tree, statements: Sequence[StatementDraft], words: Words) -> None:
        self.parsed = parsed
        self.tree = tree
        self.statements = statements
        self.words = words
        self.rules: dict[str, Callable[[int], Label]] = {
            "deny": self._deny,
            "reject": self._reject,
            "dismiss": self._dismiss,
            "refuse": self._refuse,
            "insist": self._insist,
            "dispute": self._dispute,
            "conflict": self._conflict,
        }
        #: These deny by what is said, and whoever says it is the denier.
        self.sayings: dict[str, Callable[[int], Label]] = {
            "false": self._false,
            "nothing": self._nothing,
            "unaware": self._unaware,
        }

    def all(self) -> Iterator[Denial]:
        for token, lemma in enumerate(self.tree.lemma):
            group = self._group(token, lemma)
            if group is not None:
                yield self._judge(token, group)

    def _group(self, token: int, lemma: str) -> str | None:
        pos = {"VERB": "verb", "NOUN": "noun", "ADJ": "adj"}.get(self.tree.pos[token])
        if self.tree.lower[token] == "true" and self._denied_here(token):
            return "false"
        if pos == "verb":
            for particle in self.tree.kids(token, ("prt",)):
                lemma = f"{lemma} {self.tree.lower[particle]}"
        if self.tree.dep[token] == "amod" and ("adj", self.tree.lower[token]) in self.words.cues:
            return self.words.cues["adj", self.tree.lower[token]]
        if lemma == "nothing" and any(self.tree.lower[t] == "do" for t in self.tree.children[token]):
            return "nothing"  # "nothing to do with it"
        return self.words.cues.get((pos, lemma)) if pos else None

    def _judge(self, token: int, group: str) -> Denial:
        if group in self.sayings:
            label = self.sayings[group](token)
            return Denial(label, token, self._speaker(token) if label == "DENY" else None)
        label = self.rules[group](token)
        if self.tree.pos[token] == "VERB" and group != "conflict" and not self._asserted(token):
            label = "OTHER"
        return Denial(label, token, self._denier(token) if label != "OTHER" else None)

    def _asserted(self, verb: int) -> bool:
        """Tell whether the verb is said to happen, rather than negated, supposed, asked for or merely named."""
        tree = self.tree
        if tree.is_negated(verb) or tree.dep[verb] == "amod" or self._after_nor(verb):
            return False
        if tree.dep[verb] in NAMED and not self._is_participle(verb):
            return False
        first = verb
        while tree.dep[first] == "conj" and tree.tag[first] == "VB" and tree.pos[tree.head[first]] in VERBAL:
            first = tree.head[first]
        if tree.is_infinitive(first) and tree.lemma[tree.head[first]] not in CARRYING_OUT:
            return False
        clause = verb
        for _ in range(6):
            if any(tree.lower[m] in CONDITIONS for m in tree.kids(clause, ("mark", "aux")) if m < clause):
                return tree.dep[clause] == "ccomp"
            if tree.head[clause] == clause or tree.dep[clause] not in {"conj", "xcomp", "ccomp"}:
                return True
            clause = tree.head[clause]
        return True

    def _after_nor(self, verb: int) -> bool:
        """Tell whether the verb is the second of "neither confirmed nor denied"."""
        head = self.tree.head[verb]
        return self.tree.dep[verb] == "conj" and any(
            self.tree.lower[c] in {"neither", "nor"} for c in self.tree.kids(head, ("cc", "preconj")) if c < verb
        )

    def _is_participle(self, verb: int) -> bool:
        """Tell whether a supposed subject is a participle behind a comma: "they refuse, denying he had been there"."""
        rivals = [c for c in self.tree.kids(self.tree.head[verb], ("nsubj",)) if c != verb]
        return bool(rivals) and self.tree.tag[verb] == "VBG" and self.tree.text[verb - 1] == ","

    def _objects(self, verb: int) -> list[int]:
        found = list(self.tree.kids(verb, (*OBJECTS, *PASSIVE_SUBJECTS)))
        if not found and self.tree.dep[verb] == "relcl":
            found = [self.tree.head[verb]]
        return found

    def _has(self, tokens: list[int], group: Group) -> bool:
        return any(self.words.holds(group, self.tree.lemma[t]) for t in tokens)

    def _deny(self, token: int) -> Label:
        tree = self.tree
        if tree.pos[token] == "NOUN":
            return "DENY" if self._owner(token) is not None or self._issued(token) else "OTHER"
        objects = self._objects(token)
        retained = tree.is_passive(token) and tree.kid(token, "dobj", "oprd") is not None
        away = any(tree.lower[c] == "from" for c in tree.kids(token, ("prep",)))
        if tree.kid(token, "ccomp") is not None and not retained:
            return "DENY"
        if len(objects) > 1 or retained or away or self._has(objects, "grant"):
            return "REFUSE"
        return "DENY"

    def _owner(self, noun: int) -> int | None:
        """Return whose denial it is; "Holocaust denial" is nobody's."""
        for owner in self.tree.kids(noun, ("poss",)):
            if self.tree.tag[owner] == "PRP$" or self.tree.kid(owner, "case") is not None:
                return owner
        return None

    def _issued(self, noun: int) -> bool:
        """Tell whether somebody issued or repeated the denial."""
        return self.tree.dep[noun] == "dobj" and self.tree.kid(noun, "compound") is None

    def _reject(self, token: int) -> Label:
        if self.tree.pos[token] == "NOUN":
            return "REJECT" if self._owner(token) is not None else "OTHER"
        return "DENY" if self._has(self._objects(token), "claim") else "REJECT"

    def _dismiss(self, verb: int) -> Label:
        objects = self._objects(verb)
        as_false = any(
            self.words.holds("false", self.tree.lemma[t])
            for c in self.tree.kids(verb, ("prep",))
            if self.tree.lower[c] == "as"
            for t in self.tree.subtree(c)
        )
        if as_false or self._has(objects, "claim"):
            return "DENY"
        pronoun = any(self.tree.pos[t] == "PRON" and self.tree.lower[t] in {"it", "this", "that"} for t in objects)
        return "REJECT" if pronoun or self._has(objects, "proposal") else "OTHER"

    def _refuse(self, token: int) -> Label:
        if self.tree.pos[token] == "NOUN":
            return "REFUSE" if self.tree.kid(token, "poss", "acl") is not None else "OTHER"
        if self.tree.lemma[token] == "decline":
            return "REFUSE" if self.tree.kid(token, "xcomp", "dobj") is not None else "OTHER"
        return "REFUSE"

    def _insist(self, verb: int) -> Label:
        clause = self.tree.kid(verb, "ccomp")
        if clause is None:
            return "DENY" if any(self.tree.lemma[t] == "innocence" for t in self._objects(verb)) else "OTHER"
        barred = [c for c in self.tree.kids(clause, ("advcl",)) if self.tree.kid(c, "mark") is not None]
        return "DENY" if any(self.tree.lower[t] in NEGATIONS for t in self.tree.subtree(clause, barred)) else "OTHER"

    def _dispute(self, verb: int) -> Label:
        objects = self._objects(verb)
        if self._has(objects, "account"):
            return "CONFLICT"
        return "DENY" if self.tree.kid(verb, "ccomp") is not None or self._has(objects, "claim") else "OTHER"

    def _conflict(self, token: int) -> Label:
        """Reports may conflict, and so may interests: only accounts count."""
        tree = self.tree
        about = (
            [tree.head[token]]
            if tree.dep[token] == "amod" or tree.pos[token] == "ADJ"
            else list(tree.kids(token, ("nsubj", "dobj", "prep")))
        )
        nouns = [n for t in about for n in (t, *tree.kids(t, ("pobj",)))]
        return "CONFLICT" if self._has(nouns, "account") or self._has(nouns, "claim") else "OTHER"

    def _false(self, token: int) -> Label:
        """A charge called false is denied by who says so; one that was proved false is an account contradicted."""
        tree = self.tree
        if tree.dep[token] in {"amod", "compound", "nsubj", "pobj", "dobj"}:
            return "OTHER"
        above = token
        for _ in range(4):
            above = tree.head[above]
            if self.words.holds("prove", tree.lemma[above]):
                return "CONFLICT"
        return "OTHER" if self._denied_here(token) and tree.lower[token] != "true" else "DENY"

    def _denied_here(self, token: int) -> bool:
        """Tell whether "not" or "no" stands over the token."""
        return self.tree.is_negated(token) or self.tree.is_negated(self.tree.head[token])

    def _nothing(self, token: int) -> Label:
        tree = self.tree
        none = tree.lower[token] == "nothing" or any(tree.lower[c] == "no" for c in tree.kids(token, ("det",)))
        return "DENY" if none and (self._speaker(token) is not None or self._in_quotes(token)) else "OTHER"

    def _unaware(self, token: int) -> Label:
        return "DENY" if self._denied_here(token) and self._speaker(token) is not None else "OTHER"

    def _in_quotes(self, token: int) -> bool:
        return any(token in run for s in self.statements for run in s.content)

    def _speaker(self, token: int) -> Tokens | None:
        voice = voice_of(self.parsed, self.statements, token)
        return self.statements[voice[-1]].source if voice else None

    def _denier(self, token: int) -> Tokens | None:
        tree = self.tree
        if tree.pos[token] in VERBAL:
            head = agent_of(tree, token) if tree.is_passive(token) else subject_of(tree, token)
        else:
            head = self._owner(token)
            if head is None:
                head = subject_of(tree, tree.head[token])
        if head is None and self.tree.dep[token] in NAMED:
            head = self._subject_before(token)
        if head is None:
            return None
        if tree.lower[head] in PERSONAL:
            return self._antecedent(head) or Tokens(head, head + 1)
        return phrase_of(tree, head)

    def _subject_before(self, verb: int) -> int | None:
        start = self.parsed.sentence(verb).start
        return next((t for t in range(verb - 1, start - 1, -1) if self.tree.dep[t] in {"nsubj", "nsubjpass"}), None)

    def _antecedent(self, pronoun: int) -> Tokens | None:
        """Return the subject before a pronoun in its sentence; a name before anything else."""
        sentence = self.parsed.sentence(pronoun)
        subjects = [
            t
            for t in range(sentence.start, pronoun)
            if self.tree.dep[t] in {"nsubj", "nsubjpass"} and self.tree.pos[t] in {"NOUN", "PROPN"}
        ]
        names = [t for t in subjects if self.tree.pos[t] == "PROPN"]
        chosen = names or subjects
        return phrase_of(self.tree, chosen[-1]) if chosen else None

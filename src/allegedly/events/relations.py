"""Where a predicate's parties stand: the words that fill a relation such as "subj", "obj", "against" or "poss"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import msgspec

from allegedly import tables
from allegedly.events.frames import Need
from allegedly.events.plover import PACKAGE
from allegedly.events.syntax import Syntax

PARTY_ENTITIES = frozenset({"PERSON", "NORP", "ORG", "GPE"})
COUNTRY_ENTITIES = frozenset({"NORP", "GPE"})
PERSONAL = frozenset(
    "i you he she we they him her us them me it its his their our my your who whom whose mine theirs ours".split()
)
#: Labels under which a word may link a party to its predicate.
LINKING = frozenset({"prep", "agent", "dative", "prt", "advmod", "mark"})
#: Prepositions that say the same here.
SAME = {"upon": "on", "towards": "toward", "onto": "on", "amongst": "among", "alongside": "with"}


class Classes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``tables/nouns.toml``: classes of words that conditions speak of."""

    classes: dict[str, list[str]]
    light: dict[str, list[str]]


class Lexicon:
    """Which class a word belongs to."""

    def __init__(self, files: Sequence[Classes]) -> None:
        self.classes: dict[str, set[str]] = {}
        self.light: set[str] = set()
        for file in files:
            for name, words in file.classes.items():
                self.classes.setdefault(name, set()).update(words)
            self.light.update(word for words in file.light.values() for word in words)
        self.party = set().union(*(self.classes[n] for n in ("person", "group", "body", "armed", "police", "people")))

    def is_a(self, syntax: Syntax, i: int, name: str) -> bool:
        """Tell whether a word belongs to a class of ``nouns.toml`` or to "party", "country", "pronoun"."""
        if name == "party":
            return self.is_party(syntax, i)
        if name == "country":
            return syntax.entity[i] in COUNTRY_ENTITIES or any(
                syntax.entity[k] in COUNTRY_ENTITIES for k in syntax.children[i]
            )
        if name == "pronoun":
            return syntax.lower[i] in PERSONAL
        return syntax.lemma[i] in self.classes[name] or syntax.lower[i] in self.classes[name]

    def is_party(self, syntax: Syntax, i: int) -> bool:
        """Tell whether a word may name somebody who acts or is acted on."""
        lower, lemma = syntax.lower[i], syntax.lemma[i]
        if lower in PERSONAL or syntax.entity[i] in PARTY_ENTITIES:
            return not (syntax.entity[i] and lemma in self.classes["event"])
        if lemma in self.party or lower in self.party:
            return True
        if lemma in self.classes["event"] or lemma in self.classes["thing"]:
            return False
        if syntax.tag[i] in ("NNP", "NNPS"):
            return True
        return syntax.pos[i] == "NOUN" and lemma.endswith(("ist", "ian", "eer", "men", "man", "ants", "er", "or"))


@lru_cache(maxsize=8)
def load_lexicon(folders: tuple[Path, ...] = ()) -> Lexicon:
    """Return the word classes, with the users' own words."""
    return Lexicon(tables.toml(PACKAGE, "nouns.toml", Classes, folders))


#: Nouns that only count the act that follows: "a series of raids", "a round of talks".
MEASURES = frozenset({"series", "number", "wave", "round", "campaign", "string", "act"})


class Relations:
    """Finds the fillers of relations in one document."""

    def __init__(self, syntax: Syntax, lexicon: Lexicon) -> None:
        self.syntax = syntax
        self.lexicon = lexicon
        self._prepositions: dict[int, dict[str, int]] = {}

    def fillers(self, head: int, relation: str) -> list[int]:
        """Return the words that fill a relation of a predicate, coordinated ones included."""
        found = self.first(head, relation)
        return self.syntax.conjuncts(found) if found is not None else []

    def first(self, head: int, relation: str) -> int | None:
        """Return the word that fills a relation of a predicate, the first of coordinated ones."""
        syntax = self.syntax
        if relation == "poss":
            return self._poss(head)
        if relation == "adj":
            return self._adj(head)
        if relation == "comp":
            return complement(syntax, head)
        if relation == "comp-subj":
            inner = complement(syntax, head)
            return syntax.subject(inner) if inner is not None else None
        if relation == "iobj":
            return syntax.kid(head, "dative")
        if relation in ("subj", "obj"):
            return self._argument(head, relation)
        return self._after_preposition(head, relation)

    def _argument(self, head: int, relation: str) -> int | None:
        syntax = self.syntax
        if syntax.is_verb(head):
            return syntax.subject(head) if relation == "subj" else syntax.object(head)
        if syntax.pos[head] == "ADJ" or syntax.dep[head] in ("acomp", "attr", "oprd"):
            governor = syntax.head[head]
            if syntax.is_verb(governor):
                return syntax.subject(governor) if relation == "subj" else None
        light = self.light_verb(head)
        if light is None:
            return None
        if relation == "subj":
            return syntax.subject(light)
        return None

    def light_verb(self, noun: int) -> int | None:
        """Return the verb that only lends a noun its subject: "launched a strike", "engaged in talks"."""
        syntax = self.syntax
        first = syntax.first_conjunct(noun)
        governor = syntax.head[first]
        if syntax.dep[first] == "pobj" and syntax.dep[governor] == "prep":
            governor = syntax.head[governor]
        elif syntax.dep[first] not in ("dobj", "nsubjpass", "attr", "oprd"):
            return None
        if syntax.is_verb(governor) and syntax.lemma[governor] in self.lexicon.light:
            return governor
        if syntax.pos[governor] == "NOUN" and syntax.lemma[governor] in MEASURES:
            return self.light_verb(governor)
        return None

    def _poss(self, head: int) -> int | None:
        return self.syntax.kid(head, "poss")

    def _adj(self, head: int) -> int | None:
        """Return the nationality, name or party noun before a noun: "Russian air strikes", "rebel attack"."""
        syntax = self.syntax
        for kid in syntax.children[head]:
            if kid < head and syntax.dep[kid] in ("amod", "compound", "nmod"):
                if syntax.entity[kid] in PARTY_ENTITIES or syntax.lemma[kid] in self.lexicon.party:
                    return kid
                led = self._led_by(kid)
                if led is not None:
                    return led
        return None

    def _led_by(self, kid: int) -> int | None:
        """Return the party of "U.S.-led", "police-led"."""
        syntax = self.syntax
        if syntax.lower[kid] in ("led", "backed") or syntax.lower[kid].endswith(("-led", "-backed")):
            return next((k for k in syntax.children[kid] if syntax.entity[k] in PARTY_ENTITIES), kid)
        return None

    def _after_preposition(self, head: int, word: str) -> int | None:
        """Return what follows a preposition of the predicate, of its light verb, or of its object."""
        if head not in self._prepositions:
            self._prepositions[head] = dict(reversed(list(self._after_all(head))))
        return self._prepositions[head].get(word)

    def _after_all(self, head: int) -> Iterator[tuple[str, int]]:
        """Yield each preposition with what follows it, the first of several last to be overruled."""
        syntax = self.syntax
        for place in self._places(head):
            for kid in syntax.children[place]:
                if syntax.dep[kid] in LINKING:
                    inner = syntax.kid(kid, "prep")
                    filler = syntax.kid(kid if inner is None else inner, "pobj", "pcomp")
                    if filler is not None:
                        yield SAME.get(syntax.lower[kid], syntax.lower[kid]), filler

    def _places(self, head: int) -> list[int]:
        syntax = self.syntax
        places = [head]
        if syntax.is_verb(head):
            places.extend(syntax.kids(head, "dobj", "prt", "advmod", "prep", "acomp", "oprd", "xcomp"))
        else:
            light = self.light_verb(head)
            places.extend([light] if light is not None else [])
            places.extend(syntax.kids(head, "acl"))
        return places

    def holds(self, need: Need, head: int) -> bool:
        """Tell whether one condition of a frame holds for a predicate."""
        if need.relation in FLAGS:
            return FLAGS[need.relation](self.syntax, head) is not need.absent
        if need.relation == "word":
            near = {self.syntax.lemma[i] for i in self._near(head)} | {self.syntax.lower[i] for i in self._near(head)}
            found = any(word in near for word in need.lemmas) or any(
                self.lexicon.is_a(self.syntax, i, name) for name in need.classes for i in self._near(head)
            )
            return found is not need.absent
        filled = any(self._fits(need, i) for i in self.fillers(head, need.relation))
        return filled is not need.absent

    def _near(self, head: int) -> list[int]:
        syntax = self.syntax
        near = [*syntax.children[head], *(k for c in syntax.children[head] for k in syntax.children[c])]
        if syntax.dep[head] in ("dobj", "pobj", "compound", "nsubjpass", "attr", "nsubj"):
            near.append(syntax.head[head])
        if syntax.dep[head] == "pobj":
            near.append(syntax.head[syntax.head[head]])
        return near

    def _fits(self, need: Need, i: int) -> bool:
        if not need.classes and not need.lemmas:
            return True
        if self.syntax.lemma[i] in need.lemmas or self.syntax.lower[i] in need.lemmas:
            return True
        return any(self.lexicon.is_a(self.syntax, i, name) for name in need.classes)


def complement(syntax: Syntax, head: int) -> int | None:
    """Return the verb of a predicate's complement clause: "agreed to meet", "threatened that they would leave"."""
    for place in (head, *syntax.kids(head, "dobj", "acomp", "attr")):
        inner = syntax.kid(place, "xcomp", "ccomp", "acl") if place != head else syntax.kid(place, "xcomp", "ccomp")
        if inner is not None and (syntax.is_verb(inner) or syntax.pos[inner] == "ADJ"):
            return inner
    for preposition in syntax.kids(head, "prep"):
        inner = syntax.kid(preposition, "pcomp")
        if inner is not None:
            return inner
    if syntax.is_noun(head):
        inner = syntax.kid(head, "acl", "ccomp", "relcl")
        if inner is not None and syntax.kid(inner, "aux") is not None and syntax.dep[inner] != "relcl":
            return inner
    return next(
        (k for k in syntax.kids(head, "advcl") if any(syntax.lower[a] == "to" for a in syntax.kids(k, "aux"))), None
    )


MODALS = frozenset(
    [
        "will",
        "would",
        "shall",
        "should",
        "may",
        "might",
        "can",
        "could",
        "must",
        "ought",
        "'ll",
        "'d",
        "’ll",
        "’d",
        "wo",
        "ca",
    ]
)


def is_negated(syntax: Syntax, i: int) -> bool:
    """Tell whether a predicate has a negation of its own."""
    return any(
        syntax.dep[k] == "neg" or syntax.lower[k] in ("no", "never", "neither", "nor", "n't", "not", "without")
        for k in syntax.children[i]
        if syntax.dep[k] in ("neg", "det", "advmod", "preconj")
    )


def has_modal(syntax: Syntax, i: int) -> bool:
    """Tell whether a verb has a modal auxiliary."""
    return any(syntax.lower[k] in MODALS for k in syntax.kids(i, "aux"))


def has_particle(syntax: Syntax, i: int) -> bool:
    """Tell whether a verb has a particle: "called off"."""
    return syntax.kid(i, "prt") is not None


FLAGS = {
    "passive": Syntax.is_passive,
    "neg": is_negated,
    "modal": has_modal,
    "prt": has_particle,
}

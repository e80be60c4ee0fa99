"""Who is speaking: the words that name the source of a cue, by syntax."""

from __future__ import annotations

from allegedly.attribution.tree import OBJECTS, PASSIVE_SUBJECTS, SUBJECTS, VERBAL, Tree
from allegedly.drafts import Tokens

RELATIVE = frozenset({"who", "which", "that", "whom"})
#: What hangs on a noun without being part of its name.
LOOSE = frozenset({"relcl", "advcl", "parataxis", "punct", "cc", "ccomp", "dep", "mark"})
PLACES = frozenset({"on", "in", "at", "during", "via", "to", "through"})
DEPTH = 6  # how far up the verbs a subject may stand


def subject_of(tree: Tree, verb: int, depth: int = DEPTH) -> int | None:
    """Return the token that heads the subject of a verb in the active, looked for up the verbs it hangs on."""
    own = tree.kid(verb, *SUBJECTS)
    if own is not None:
        return _antecedent(tree, own, verb)
    if depth == 0 or tree.is_passive(verb):
        return None
    head, dep = tree.head[verb], tree.dep[verb]
    if dep == "acl" and tree.tag[verb] in {"VBG", "VB"}:
        return _noun_or_subject(tree, head, depth)
    if dep == "relcl":
        return None
    if dep == "pcomp":
        return _through_preposition(tree, head, depth)
    if dep == "conj" and tree.pos[head] in VERBAL:
        return subject_of(tree, head, depth - 1) or _passive_subject(tree, head)
    if dep in {"xcomp", "advcl", "ccomp", "dep"} and tree.pos[head] in VERBAL and not tree.is_finite(verb):
        return _controller(tree, verb, head, depth)
    return None


def _noun_or_subject(tree: Tree, noun: int, depth: int) -> int | None:
    """Return the noun that a participle stands behind, or the subject where the noun only tells where it was said.

    "A statement saying …" speaks itself; in "wrote on a website, saying …" the writer does.
    """
    if tree.pos[noun] in VERBAL:
        return subject_of(tree, noun, depth - 1)
    preposition = tree.head[noun]
    if tree.dep[noun] == "pobj" and tree.lower[preposition] in PLACES:
        verb = tree.head[preposition]
        while tree.pos[verb] not in VERBAL and tree.head[verb] != verb:
            verb = tree.head[verb]
        return (subject_of(tree, verb, depth - 1) if tree.pos[verb] in VERBAL else None) or noun
    return noun


def _controller(tree: Tree, verb: int, head: int, depth: int) -> int | None:
    """Return who is to do what an infinitive or participle says: the object asked to, otherwise the subject."""
    if tree.dep[verb] in {"xcomp", "ccomp"}:
        asked = tree.kid(head, *OBJECTS)
        if asked is not None:
            return asked
    return _passive_subject(tree, head) or subject_of(tree, head, depth - 1)


def _passive_subject(tree: Tree, verb: int) -> int | None:
    own = tree.kid(verb, *PASSIVE_SUBJECTS)
    if own is None and tree.dep[verb] == "conj":
        own = tree.kid(tree.head[verb], *PASSIVE_SUBJECTS)
    return _antecedent(tree, own, verb) if own is not None else None


def _through_preposition(tree: Tree, preposition: int, depth: int) -> int | None:
    """Return who acts in "quoted X as saying" (X) and "caused a stir by saying" (the subject)."""
    verb = tree.head[preposition]
    if tree.pos[verb] not in VERBAL:
        return None
    if tree.lower[preposition] == "as":
        return tree.kid(verb, *OBJECTS) or _passive_subject(tree, verb)
    return subject_of(tree, verb, depth - 1) or _passive_subject(tree, verb)


def _antecedent(tree: Tree, subject: int, verb: int) -> int:
    """Return the noun that a relative pronoun stands for, or the subject itself."""
    if tree.lower[subject] not in RELATIVE or tree.tag[subject] not in {"WP", "WDT"}:
        return subject
    clause = verb
    while tree.dep[clause] in {"conj", "xcomp", "ccomp"} and tree.pos[tree.head[clause]] in VERBAL:
        clause = tree.head[clause]
    return tree.head[clause] if tree.dep[clause] == "relcl" else subject


def agent_of(tree: Tree, verb: int) -> int | None:
    """Return the token that heads "by X" of a passive."""
    by = tree.kid(verb, "agent")
    return tree.kid(by, "pobj") if by is not None else None


def phrase_of(tree: Tree, head: int) -> Tokens:
    """Return the noun phrase of a source: with titles, appositions and "of" phrases, without relative clauses."""
    barred = [c for c in tree.children[head] if tree.dep[c] in LOOSE and not _joins(tree, c, head)]
    tokens = tree.subtree(head, barred)
    low = high = head
    while low - 1 in tokens or _bridges(tree, low - 1, head, tokens):
        low -= 1
    while high + 1 in tokens or _bridges(tree, high + 1, head, tokens):
        high += 1
    while low < head and tree.pos[low] in {"PUNCT", "SPACE"}:
        low += 1
    while high > head and (tree.pos[high] in {"PUNCT", "SPACE"} and tree.text[high] not in ")."):
        high -= 1
    return Tokens(low, high + 1)


def _joins(tree: Tree, child: int, head: int) -> bool:
    """Tell whether "and" or a comma stands between the parts of a compound source."""
    if tree.dep[child] not in {"cc", "punct"}:
        return False
    return any(child < c for c in tree.children[head] if tree.dep[c] in {"conj", "appos"})


def _bridges(tree: Tree, token: int, head: int, tokens: set[int]) -> bool:
    """Tell whether a punctuation mark lies within the phrase though the parser hung it elsewhere."""
    if not 0 <= token < len(tree) or tree.pos[token] != "PUNCT":
        return False
    beyond = token + 1 if token > head else token - 1
    return beyond in tokens

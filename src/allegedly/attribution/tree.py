"""The syntax of a document as plain lists: what the rules ask of a parse, without asking spaCy each time."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from spacy.tokens import Doc

from allegedly.drafts import Tokens

SUBJECTS = frozenset({"nsubj", "csubj", "expl"})
PASSIVE_SUBJECTS = frozenset({"nsubjpass", "csubjpass"})
OBJECTS = frozenset({"dobj", "dative", "obj", "iobj"})
VERBAL = frozenset({"VERB", "AUX"})


class Tree:
    """Heads, labels and words of a parsed document, by token index."""

    def __init__(self, doc: Doc) -> None:
        tokens = list(doc)  # spaCy makes each token anew whenever it is asked
        self.head = [token.head.i for token in tokens]
        self.dep = [token.dep_ for token in tokens]
        self.pos = [token.pos_ for token in tokens]
        self.tag = [token.tag_ for token in tokens]
        self.lower = [token.lower_ for token in tokens]
        self.lemma = [_lemma(token.lemma_.lower(), lower) for token, lower in zip(tokens, self.lower, strict=True)]
        self.text = [token.text for token in tokens]
        self.space = [bool(token.whitespace_) or token.is_space for token in tokens]
        self.children: list[list[int]] = [[] for _ in self.head]
        for index, head in enumerate(self.head):
            if head != index:
                self.children[head].append(index)

    def __len__(self) -> int:
        return len(self.head)

    def kids(self, token: int, deps: Iterable[str]) -> Iterator[int]:
        """Yield the children of a token that hang on it by one of the labels."""
        for child in self.children[token]:
            if self.dep[child] in deps:
                yield child

    def kid(self, token: int, *deps: str) -> int | None:
        """Return the first child that hangs on the token by one of the labels; None where there is none."""
        return next(self.kids(token, deps), None)

    def subtree(self, token: int, without: Iterable[int] = ()) -> set[int]:
        """Return the token and all below it, leaving out the branches under ``without``."""
        barred = set(without)
        found, waiting = {token}, [token]
        while waiting:
            for child in self.children[waiting.pop()]:
                if child not in barred and child not in found:
                    found.add(child)
                    waiting.append(child)
        return found

    def is_finite(self, token: int) -> bool:
        """Tell whether the token heads a clause with a tensed verb."""
        if self.tag[token] in {"VBD", "VBP", "VBZ", "MD"}:
            return True
        return any(self.tag[c] in {"VBD", "VBP", "VBZ", "MD"} for c in self.kids(token, ("aux", "auxpass", "cop")))

    def is_infinitive(self, token: int) -> bool:
        """Tell whether the token is a verb with "to"."""
        return any(self.lower[c] == "to" for c in self.kids(token, ("aux",)))

    def is_passive(self, token: int) -> bool:
        """Tell whether the token is a verb in the passive, or a participle standing after its noun."""
        if self.tag[token] != "VBN":
            return False
        if any(self.kids(token, ("auxpass", "agent", *PASSIVE_SUBJECTS))):
            return True
        return self.dep[token] == "acl" and self.kid(token, "aux", *SUBJECTS) is None

    def is_negated(self, token: int) -> bool:
        """Tell whether the token is under "not" or "never"."""
        return self.kid(token, "neg") is not None or any(
            self.lower[c] in {"never", "hardly", "neither"} for c in self.kids(token, ("advmod", "preconj"))
        )


def _lemma(lemma: str, word: str) -> str:
    """Return the lemma; the lemmatizer takes "hoped" for a form of "hop"."""
    return (
        "hope" if lemma == "hop" and word.startswith("hop") and not word.startswith("hopp") and word != "hop" else lemma
    )


def runs(tokens: Iterable[int]) -> tuple[Tokens, ...]:
    """Return the token indexes as half-open runs, in order."""
    found: list[Tokens] = []
    for index in sorted(set(tokens)):
        if found and found[-1].end == index:
            found[-1] = Tokens(found[-1].start, index + 1)
        else:
            found.append(Tokens(index, index + 1))
    return tuple(found)


def mend(tree: Tree, verbs: Container[str]) -> None:
    """Put right what the parser often gets wrong around the ``verbs`` of saying."""
    for token, dep in enumerate(tree.dep):
        if dep == "conj" and tree.is_finite(token):
            _reattach_report(tree, token, verbs)
            _restore_clause(tree, token, verbs)
        elif dep == "prep" and tree.lower[token] == "as" and tree.kid(token, "pcomp") is not None:
            _reattach_as(tree, token)


def _reattach_report(tree: Tree, token: int, verbs: Container[str]) -> None:
    """Hang a second verb of saying on the first where it hangs on what the first says.

    "They said it was a hoax and claimed that …": a verb without a subject, with a content of its own, in the tense of
    the verb before.
    """
    clause = tree.head[token]
    while tree.dep[clause] == "conj":
        clause = tree.head[clause]
    cue = tree.head[clause]
    if tree.dep[clause] != "ccomp" or cue > clause or tree.lemma[cue] not in verbs or tree.lemma[token] not in verbs:
        return
    bare = tree.kid(token, *SUBJECTS, *PASSIVE_SUBJECTS, "aux", "auxpass") is None
    if bare and tree.kid(token, "ccomp", "xcomp", "dobj") is not None and tree.tag[token] == tree.tag[cue]:
        _move(tree, token, cue, "conj")


def _restore_clause(tree: Tree, token: int, verbs: Container[str]) -> None:
    """Make a clause of what was taken for an object and a second verb: "claimed Iran, above all, is meddling"."""
    cue = tree.head[token]
    if tree.lemma[cue] not in verbs or tree.kid(token, *SUBJECTS, *PASSIVE_SUBJECTS) is not None:
        return
    subject = next((c for c in tree.kids(cue, ("dobj",)) if cue < c < token), None)
    joined = any(cue < c < token for c in tree.kids(cue, ("cc",)))
    copula = tree.pos[token] == "AUX" or tree.kid(token, "aux", "auxpass") is not None
    if subject is not None and not joined and copula:
        between = [c for c in tree.children[cue] if subject < c < token]
        _move(tree, token, cue, "ccomp")
        _move(tree, subject, token, "nsubj")
        for child in between:
            _move(tree, child, token, tree.dep[child])


def _reattach_as(tree: Tree, token: int) -> None:
    """Hang "as saying" on the verb of quoting before it."""
    speech = tree.kid(token, "pcomp")
    if speech is None or tree.lower[speech] not in {"saying", "telling", "stating"}:
        return
    for before in range(token - 1, max(-1, token - 30), -1):
        if tree.lemma[before] in {"quote", "cite"} and tree.pos[before] == "VERB":
            _move(tree, token, before, "prep")
            return


def _move(tree: Tree, token: int, head: int, dep: str) -> None:
    tree.children[tree.head[token]].remove(token)
    tree.children[head].append(token)
    tree.children[head].sort()
    tree.head[token], tree.dep[token] = head, dep

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
        self.head = [token.head.i for token in doc]
        self.dep = [token.dep_ for token in doc]
        self.pos = [token.pos_ for token in doc]
        self.tag = [token.tag_ for token in doc]
        self.lemma = [token.lemma_.lower() for token in doc]
        self.lower = [token.lower_ for token in doc]
        self.text = [token.text for token in doc]
        self.space = [bool(token.whitespace_) or token.is_space for token in doc]
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


def runs(tokens: Iterable[int]) -> tuple[Tokens, ...]:
    """Return the token indexes as half-open runs, in order."""
    found: list[Tokens] = []
    for index in sorted(set(tokens)):
        if found and found[-1].end == index:
            found[-1] = Tokens(found[-1].start, index + 1)
        else:
            found.append(Tokens(index, index + 1))
    return tuple(found)


def reattach_reports(tree: Tree, verbs: Container[str]) -> None:
    """Hang a second verb of saying on the first where the parser hung it on what the first says.

    "They said it was a hoax and claimed that …": a verb of ``verbs`` without a subject, with a content of its own, in
    the tense of the verb before.
    """
    for token, dep in enumerate(tree.dep):
        if dep != "conj" or tree.lemma[token] not in verbs or not tree.is_finite(token):
            continue
        clause = tree.head[token]
        while tree.dep[clause] == "conj":
            clause = tree.head[clause]
        cue = tree.head[clause]
        if tree.dep[clause] != "ccomp" or cue > clause or tree.lemma[cue] not in verbs:
            continue
        bare = tree.kid(token, *SUBJECTS, *PASSIVE_SUBJECTS, "aux", "auxpass") is None
        if bare and tree.kid(token, "ccomp", "dobj") is not None and tree.tag[token] == tree.tag[cue]:
            tree.children[tree.head[token]].remove(token)
            tree.children[cue].append(token)
            tree.head[token] = cue

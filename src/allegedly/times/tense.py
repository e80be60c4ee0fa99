"""Where the clause around a word lies in time, by the parse."""

from __future__ import annotations

from spacy.tokens import Doc, Token

from allegedly.times.context import Direction

_AHEAD = frozenset({"will", "shall", "'ll", "’ll", "would"})
#: How many clauses up a verb without a tense of its own may look.
_DEEP = 8

_MAY = frozenset({"may", "might", "could", "can", "must", "should"})
_PLANS = frozenset(
    {"be", "plan", "expect", "schedule", "intend", "aim", "hope", "set", "slate", "due", "promise", "vow", "agree"}
)


def tenses(doc: Doc) -> dict[int, Direction]:
    """Return, by the character at which each word begins, the direction of its clause where the verb tells it."""
    found: dict[int, Direction] = {}
    if not doc.has_annotation("DEP"):
        return found
    known: dict[int, Direction | None] = {}
    for token in doc:
        verb = _verb(token)
        if verb is None:
            continue
        if verb.i not in known:
            known[verb.i] = _direction(verb)
        direction = known[verb.i]
        if direction:
            found[token.idx] = direction
    return found


def _verb(token: Token) -> Token | None:
    """Return the nearest verb above the word."""
    for _ in range(12):
        if token.pos_ in {"VERB", "AUX"}:
            return token
        if token.head == token:
            return None
        token = token.head
    return None


def _direction(verb: Token, depth: int = 0) -> Direction | None:
    helpers = [child for child in verb.children if child.dep_ in {"aux", "auxpass"}]
    if any(helper.lower_ in _AHEAD for helper in helpers):
        return "future"
    if any(helper.lower_ == "to" for helper in helpers):
        if verb.head.lemma_ in _PLANS or verb.dep_ in {"relcl", "acl"}:
            return "future"
        above = _verb(verb.head) if verb.head != verb else None
        return _direction(above, depth + 1) if above is not None and depth < _DEEP else None
    perfect = any(helper.lower_ in {"have", "had"} for helper in helpers)
    if not perfect and any(helper.lower_ in _MAY for helper in helpers):
        return "future"
    if verb.dep_ == "conj" and not helpers and depth < _DEEP:
        above = _verb(verb.head)
        return _direction(above, depth + 1) if above is not None else None
    if verb.tag_ in {"VBD", "VBN"} or any(helper.tag_ == "VBD" for helper in helpers):
        return "past"
    return None

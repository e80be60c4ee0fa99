"""Who did it, and to whom: every noun of an event's sentence weighed as its actor and as its recipient.

A log-linear model over features that can be read aloud ("rel passive by", "path ASSAULT dobj", "rule actor subj"); what
the frame says is one of them. Weights are data, made by ``training/weigh_parties.py`` from coded articles. Indirect
parties are found so too: the subject of the governing verb, the nationality before a noun, the object of "blamed".
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import msgspec

from allegedly import tables
from allegedly.drafts import StatementDraft, Tokens
from allegedly.events.factuality import load_judge
from allegedly.events.matching import Match, Matcher
from allegedly.events.plover import PACKAGE
from allegedly.events.relations import COUNTRY_ENTITIES, PERSONAL
from allegedly.events.syntax import Syntax

#: Relations that are tried on every trigger, whether or not its frame names them.
RELATIONS = """subj obj iobj poss adj comp comp-subj by of with to from against in on at for over between toward into
    among about near""".split()
#: Entities that name nobody.
TIMES = frozenset({"DATE", "TIME"})
MEASURES = frozenset({"PERCENT", "CARDINAL", "ORDINAL", "MONEY"})
#: Words that stand for nobody in particular.
ANYBODY = frozenset(
    "everyone everybody anyone anybody nobody nothing something anything everything all each what there".split()
)
ARGUMENTS = frozenset({"nsubj", "nsubjpass", "dobj", "pobj", "agent"})
INSIDE = frozenset({"compound", "amod", "poss", "nmod"})
CLASSES = ("person", "people", "group", "body", "armed", "police", "property", "thing", "event", "place")
LONGEST = 5  #: labels of a path; longer ones are all "far"
FAR = 99


class Weight(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row of ``tables/parties.tsv``: how much a feature speaks for either role, against neither."""

    feature: str
    actor: float
    recipient: float


class Choice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``tables/parties.toml``: how likely a word must be to be taken as a party.

    The likeliest word is taken if it reaches ``actor`` or ``recipient``, and with it each word coordinated with it that
    reaches ``likely``. A word that names no party ("the truce") must reach ``thing`` in any case. Where all parties act
    alike, the others need only reach ``alike``, and a recipient must reach ``apart``.
    """

    likely: float
    actor: float
    recipient: float
    thing: float
    alike: float
    apart: float


@dataclass(frozen=True, slots=True)
class Weighed:
    """A word with how likely it is the event's actor and its recipient."""

    token: int
    actor: float
    recipient: float
    party: bool  #: the word can name somebody


@dataclass(frozen=True, slots=True)
class Governing:
    """A verb above a trigger, and who does it or has it done to them."""

    role: str  #: subject or object
    step: int  #: how many words above the trigger it stands
    verb: int
    who: int | None
    sorts: tuple[str, ...]  #: what it makes of its content ("said", "tried" …), and of which type its own event is


@dataclass(frozen=True, slots=True)
class Setting:
    """An event and its sentence, as the features see them."""

    syntax: Syntax
    matcher: Matcher
    head: int
    trigger: Tokens
    type: str
    match: Match | None
    fills: dict[int, list[str]]  #: word → the relations of the trigger that it fills
    behind: dict[int, list[str]]  #: party → the relations that are filled by a word it stands behind
    speakers: frozenset[int]  #: heads of the sources on whose word the event stands
    others: frozenset[int]  #: heads of all other sources
    order: dict[int, str]  #: word → on which side, and how many parties stand between
    shape: str  #: the trigger's part of speech: v a verb, pas one in the passive, n a noun
    main: tuple[int | None, int | None]  #: who does what the sentence's main verb says, and its subject
    governing: tuple[Governing, ...]
    counts: Counter[str]

    @property
    def alike(self) -> bool:
        """Whether the frame says that all parties act alike."""
        return self.match is not None and self.match.frame.mutual


class Roles:
    """Chooses actors and recipients with one set of weights."""

    def __init__(self, weights: Sequence[Weight], choice: Choice) -> None:
        self.weights = {row.feature: (row.actor, row.recipient) for row in weights}
        self.choice = choice

    def weigh(self, setting: Setting, words: Sequence[int]) -> list[Weighed]:
        """Return how likely each word is actor and recipient."""
        return [self._weighed(setting, word) for word in words]

    def _weighed(self, setting: Setting, word: int) -> Weighed:
        actor = recipient = 0.0
        for feature in features(setting, word):
            weight = self.weights.get(feature)
            if weight is not None:
                actor += weight[0]
                recipient += weight[1]
        a, r = math.exp(min(actor, 30.0)), math.exp(min(recipient, 30.0))
        party = setting.matcher.lexicon.is_party(setting.syntax, word)
        return Weighed(word, a / (1.0 + a + r), r / (1.0 + a + r), party)

    def choose(self, at: Setting, weighed: Sequence[Weighed]) -> tuple[list[Weighed], list[Weighed]]:
        """Return the actors and the recipients; nobody is both."""
        choice = self.choice
        actors = self._taken(at, weighed, "actor", choice.alike if at.alike else choice.likely, choice.actor)
        recipients = self._taken(
            at, weighed, "recipient", choice.likely, choice.apart if at.alike else choice.recipient
        )
        return (
            [w for w in actors if w not in recipients or w.actor >= w.recipient],
            [w for w in recipients if w not in actors or w.recipient > w.actor],
        )

    def _taken(self, at: Setting, weighed: Sequence[Weighed], role: str, likely: float, least: float) -> list[Weighed]:
        """Return the likeliest word if it is not too unlikely, and those likely that are coordinated with it.

        Where all parties act alike the others need not be coordinated: "Ankara met a delegation of Greece".
        """
        sure = {w: getattr(w, role) for w in weighed if w.party or getattr(w, role) >= self.choice.thing}
        best = max(sure, key=sure.__getitem__, default=None)
        if best is None or sure[best] < least:
            return []
        first = at.syntax.first_conjunct(best.token)
        beside = {w for w in sure if at.alike or at.syntax.first_conjunct(w.token) == first}
        return [w for w, p in sure.items() if w is best or (p >= likely and w in beside)]

    def spoke(self, setting: Setting, word: int, actor: bool) -> list[tuple[str, float]]:
        """Return the features that spoke most for a word in a role, with their weights."""
        named = {f: self.weights[f][0 if actor else 1] for f in features(setting, word) if f in self.weights}
        return sorted(named.items(), key=lambda item: -item[1])[:3]


@lru_cache(maxsize=8)
def load_roles(folders: tuple[Path, ...] = ()) -> Roles:
    """Return the shipped model of roles, or the last of the users' own."""
    return Roles(tables.tsv(PACKAGE, "parties.tsv", Weight, folders), load_choice(folders))


def load_choice(folders: tuple[Path, ...] = ()) -> Choice:
    """Return the shipped thresholds, or the last of the users' own."""
    return tables.toml(PACKAGE, "parties.toml", Choice, folders)[-1]


# The setting ----------------------------------------------------------------------------------------------------------


def setting(
    matcher: Matcher,
    trigger: Tokens,
    head: int,
    kind: str,
    match: Match | None,
    sentence: Tokens,
    statements: Sequence[StatementDraft] = (),
    voice: tuple[int, ...] = (),
) -> tuple[Setting, list[int]]:
    """Return an event's setting and the words that may be its parties."""
    syntax = matcher.syntax
    words = [i for i in range(*sentence) if i not in trigger and _may_be_party(matcher, i)]
    fills = _fills(matcher, head)
    behind: dict[int, list[str]] = {}
    for word, names in fills.items():
        party = matcher.party_at(word)
        if party != word:
            behind.setdefault(party, []).extend(names)
    heard = {id(statements[number]) for number in voice}
    root = next((i for i in range(*sentence) if syntax.head[i] == i), head)
    sources = {id(s): syntax.top(s.source) for s in statements if s.source is not None}
    return Setting(
        syntax=syntax,
        matcher=matcher,
        head=head,
        trigger=trigger,
        type=kind,
        match=match,
        fills=fills,
        behind=behind,
        speakers=frozenset(top for s, top in sources.items() if s in heard),
        others=frozenset(top for s, top in sources.items() if s not in heard),
        order=_order(matcher, words, head),
        shape=_shape(syntax, head),
        main=(syntax.subject(root), syntax.kid(root, "nsubj", "nsubjpass")),
        governing=tuple(_arguments_above(matcher, head)),
        counts=syntax.counts,
    ), words


def _shape(syntax: Syntax, head: int) -> str:
    if not syntax.is_verb(head):
        return "n"
    return "pas" if syntax.is_passive(head) else "v"


def _arguments_above(matcher: Matcher, head: int) -> Iterator[Governing]:
    syntax = matcher.syntax
    verbs = [(step, verb) for step, verb in enumerate(_governing(syntax, head), 1) if syntax.is_verb(verb)]
    sorts = {verb: tuple(_sorts(matcher, verb)) for _, verb in verbs}
    for name, argument in (("subject", syntax.subject), ("object", syntax.object)):
        for step, verb in verbs:
            yield Governing(name, step, verb, argument(verb), sorts[verb])


def _sorts(matcher: Matcher, verb: int) -> Iterator[str]:
    governor = load_judge().governors.get(matcher.syntax.lemma[verb])
    if governor is not None:
        yield governor.name
    match = matcher.match(verb)
    if match is not None:
        yield match.frame.type


def _may_be_party(matcher: Matcher, i: int) -> bool:
    syntax = matcher.syntax
    if syntax.lower[i] in ANYBODY or syntax.entity[i] in TIMES:
        return False
    if syntax.entity[i] in MEASURES and syntax.pos[i] != "PRON" and not matcher.lexicon.is_party(syntax, i):
        return False
    if syntax.pos[i] in ("NOUN", "PROPN", "PRON") or syntax.tag[i] == "PRP$":
        return True
    if syntax.pos[i] == "ADJ" and syntax.entity[i] in COUNTRY_ENTITIES:
        return True
    return syntax.pos[i] in ("NUM", "DET", "ADJ") and syntax.dep[i] in ARGUMENTS


def _fills(matcher: Matcher, head: int) -> dict[int, list[str]]:
    filled: dict[int, list[str]] = {}
    for relation in RELATIONS:
        first = matcher.relations.first(head, relation)
        for word in matcher.syntax.conjuncts(first) if first is not None else ():
            filled.setdefault(word, []).append(relation if word == first else f"{relation}+")
    return filled


def _order(matcher: Matcher, words: Sequence[int], head: int) -> dict[int, str]:
    parties = [w for w in words if matcher.lexicon.is_party(matcher.syntax, w)]
    named = {}
    for word in words:
        between = sum(word < p < head or head < p < word for p in parties)
        mark = "p" if word in parties else ""
        named[word] = f"{'b' if word < head else 'a'}{min(3, between)}{mark}"
    return named


# Features -------------------------------------------------------------------------------------------------------------


def features(at: Setting, word: int) -> Iterator[str]:
    """Yield what is true of a word as a party of an event."""
    syntax, kind, lemma = at.syntax, at.type, at.syntax.lemma[at.head]
    path, length = _path(syntax, at.head, word)
    names = at.fills.get(word, ())
    yield "bias"
    yield f"lemma {lemma}"
    yield f"kind {kind} {at.shape == 'n'}"
    for context in (at.shape, kind, lemma):
        yield f"path {context} {path}"
        yield from (f"rel {context} {name}" for name in names)
    for context in (at.shape, kind):
        yield from (f"behind {context} {name}" for name in at.behind.get(word, ()))
    if not names:
        yield "norel"
    yield f"length {min(length, 8)}"
    yield from _of_the_frame(at, word, bool(names))
    yield from _of_the_word(at, word, path, length)
    yield from _of_the_place(at, word)
    yield from _of_the_clause(at, word, bool(names))
    if word in at.speakers:
        yield from ("speaker", f"speaker {kind}")
    if word in at.others:
        yield "some speaker"


def _of_the_frame(at: Setting, word: int, related: bool) -> Iterator[str]:
    match = at.match
    if match is None:
        return
    for role, chosen, by in (
        ("actor", match.actors, match.actor_by),
        ("recipient", match.recipients, match.recipient_by),
    ):
        if word in chosen:
            yield from (f"rule {role}", f"rule {role} {by}", f"rule {role} {at.type}")
    if match.frame.mutual:
        yield from ("mutual", f"mutual {related}", f"mutual rule {word in match.actors}")


def _of_the_word(at: Setting, word: int, path: str, length: int) -> Iterator[str]:
    syntax, kind, lexicon = at.syntax, at.type, at.matcher.lexicon
    entity, lemma = syntax.entity[word] or "-", syntax.lemma[word]
    party = lexicon.is_party(syntax, word)
    yield from (f"entity {entity}", f"entity {entity} {kind}", f"party {party}", f"party {party} {kind}")
    yield f"party {party} {at.shape} {path if length <= 3 else 'far'}"
    yield f"path {path} entity {entity if party else 'x'}"
    yield f"pos {syntax.pos[word]} {syntax.dep[word]}"
    yield from (f"word {lemma}", f"word {lemma} {kind}")
    for name in CLASSES:
        words = lexicon.classes.get(name, ())
        if lemma in words or syntax.lower[word] in words:
            yield from (f"class {name}", f"class {name} {kind}")
    if syntax.lower[word] in PERSONAL:
        fills = at.fills.get(word)
        yield from (
            "pronoun",
            f"pronoun {syntax.lower[word]}",
            f"pronoun {syntax.tag[word]} {fills[0] if fills else path}",
        )
    count = min(at.counts[syntax.lower[word]], 4)
    yield from (f"count {count}", f"count {count} {party}")


def _of_the_place(at: Setting, word: int) -> Iterator[str]:
    syntax = at.syntax
    side = "b" if word < at.head else "a"
    distance = next((n for n in (1, 2, 4, 8, 16) if abs(word - at.head) <= n), 32)
    yield f"distance {side}{distance} {at.shape}"
    yield f"dep {syntax.dep[word]} {side} {at.shape}"
    yield f"order {at.order[word]}"
    if word > 1 and syntax.lower[word - 1] == "-" and syntax.lower[word - 2] in ("anti", "pro"):
        yield from (f"{syntax.lower[word - 2]}-", f"{syntax.lower[word - 2]}- {at.type}")
    if syntax.dep[word] in INSIDE:
        yield from ("inside", f"inside {syntax.entity[word] or '-'}")
    above = syntax.head[word]
    if syntax.dep[word] == "pobj" and syntax.lower[above] == "of" and syntax.is_noun(syntax.head[above]):
        yield "of a noun"


def _of_the_clause(at: Setting, word: int, related: bool) -> Iterator[str]:
    """Yield what the word is to the sentence's main verb and to the verbs that govern the trigger."""
    syntax, noun = at.syntax, at.shape == "n"
    if word in at.main:
        yield from ("main subject", f"main subject {at.type} {noun}", f"main subject related {related}")
    seen = set()
    for above in at.governing:
        name = above.role
        if above.who == word and name not in seen:
            seen.add(name)
            yield f"governing {name} {above.step} {at.shape}"
            yield f"governing {name} of {syntax.lemma[above.verb]}"
            yield f"governing {name} {at.type} {syntax.dep[at.head]}"
            for sort in above.sorts:
                yield from (f"governing {name} {sort}", f"governing {name} {sort} {at.type}")


def _governing(syntax: Syntax, head: int) -> Iterator[int]:
    for _ in range(3):
        above = syntax.head[head]
        if above == head:
            return
        yield above
        head = above


def _path(syntax: Syntax, start: int, end: int) -> tuple[str, int]:
    """Return the labels from a trigger up and down to a word, coordination left out, and how many steps they are."""
    chain = [start, *_all_above(syntax, start)]
    reached = {token: n for n, token in enumerate(chain)}
    down: list[int] = []
    while end not in reached:
        down.append(end)
        if syntax.head[end] == end:
            return "far", FAR
        end = syntax.head[end]
    up = [f"{syntax.dep[t]}^" for t in chain[: reached[end]]]
    labels = [*up, *(_label(syntax, t) for t in reversed(down))]
    shown = [label for label in labels if label not in ("conj", "conj^")]
    return ("/".join(shown) if len(shown) <= LONGEST else "far"), len(labels)


def _all_above(syntax: Syntax, token: int) -> Iterator[int]:
    while syntax.head[token] != token:
        token = syntax.head[token]
        yield token


def _label(syntax: Syntax, token: int) -> str:
    return f"{syntax.dep[token]}:{syntax.lower[token]}" if syntax.pos[token] == "ADP" else syntax.dep[token]

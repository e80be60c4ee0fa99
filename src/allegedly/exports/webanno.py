"""WebAnno TSV 3.3, which INCEpTION reads and writes: a token a line, and the marks in columns beside it.

Two span layers must exist in the project: ``webanno.custom.AllegedlyEvent`` on triggers and
``webanno.custom.AllegedlyPart`` on everything else. Offsets count UTF-16 units, as Java does, so that one emoji is two.
One file holds one article; several come as a ZIP archive.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import IO, Any

from allegedly.archive.rows import storable
from allegedly.archive.sentences import sentences
from allegedly.exports.choice import Choice, standing
from allegedly.exports.exporter import Exporter
from allegedly.exports.prodigy import worded
from allegedly.records import Article, Event, Span, content_id

EVENT = ("certainty", "identifier", "mode", "polarity", "standing", "tense", "type", "voice")
PART = ("of", "role")
LAYERS = {"webanno.custom.AllegedlyEvent": EVENT, "webanno.custom.AllegedlyPart": PART}

_TOKEN = re.compile(r"\w+|[^\w\s]")
_IN_VALUES = re.compile(r"->|[\\\[\]|_;*]")
_IN_TEXT = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\b": "\\b", "\f": "\\f"}
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the same articles give the same archive, byte for byte


class WebAnno(Exporter):
    """A ZIP archive with a TSV file for each article."""

    def __init__(self, stream: IO[Any], choice: Choice | None = None) -> None:
        super().__init__(stream, choice)
        self._archive = zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED)
        self._names: set[str] = set()

    def write(self, article: Article) -> None:
        """Write the article's file; a text that was there already is not written again."""
        name = f"{content_id(article.text)}.tsv"
        if name not in self._names:
            self._names.add(name)
            entry = zipfile.ZipInfo(name, _LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            self._archive.writestr(entry, tsv(article).encode())

    def finalize(self) -> None:
        """Write the archive's directory."""
        self._archive.close()


@dataclass(frozen=True, slots=True)
class _Annotation:
    layer: int
    span: Span
    values: tuple[str, ...]


def tsv(article: Article) -> str:
    """Return the article as WebAnno TSV 3.3."""
    text = storable(article.text) or ""
    found = list(_annotations(article))
    units = [0, *accumulate(2 if ord(c) > 0xFFFF else 1 for c in text)]
    rows = _Rows(found, [_tokens(text, s, found) for s in sentences(text)])
    head = ["#FORMAT=WebAnno TSV 3.3", *(f"#T_SP={name}|{'|'.join(parts)}" for name, parts in LAYERS.items()), ""]
    for number, (sentence, tokens) in enumerate(zip(sentences(text), rows.sentences, strict=True), 1):
        head += ["", *(f"#Text={_plain(line)}" for line in sentence.of(text).split("\n"))]
        for place, token in enumerate(tokens, 1):
            offsets = f"{units[token.start]}-{units[token.end]}"
            head.append("\t".join([f"{number}-{place}", offsets, _plain(token.of(text)), *rows.cells(token), ""]))
    return "\n".join([*head, ""])


def _annotations(article: Article) -> Iterator[_Annotation]:
    events = {e.id: e for e in article.events}
    for mark in worded(article):
        if mark.kind == "trigger":
            yield _Annotation(0, mark.span, _event_values(events[mark.of]))
        else:
            yield _Annotation(1, mark.span, (mark.of, mark.kind))


def _event_values(event: Event) -> tuple[str, ...]:
    told = {"identifier": event.id, "standing": ", ".join(standing(event)), "voice": " ".join(event.voice)}
    return tuple(told[name] if name in told else getattr(event, name) or "" for name in EVENT)


def _tokens(text: str, sentence: Span, found: Sequence[_Annotation]) -> list[Span]:
    """Return the words and signs of a sentence, cut also where an annotation begins or ends inside one."""
    edges = {edge for a in found for edge in a.span}
    tokens = []
    for word in _TOKEN.finditer(text, sentence.start, sentence.end):
        cuts = [e for e in range(word.start() + 1, word.end()) if e in edges]
        tokens += [Span(a, b) for a, b in pairwise([word.start(), *cuts, word.end()])]
    return tokens


class _Rows:
    """Which annotations lie over which token, and the number that joins the tokens of one."""

    def __init__(self, found: Sequence[_Annotation], tokens: list[list[Span]]) -> None:
        self.sentences = tokens
        self._over: dict[Span, list[tuple[int, _Annotation]]] = {t: [] for line in tokens for t in line}
        inside = [(a, [t for t in self._over if a.span.start <= t.start and t.end <= a.span.end]) for a in found]
        for number, (annotation, covered) in enumerate(inside, 1):
            for token in covered:
                self._over[token].append((number, annotation))
        several = {number for number, (_, covered) in enumerate(inside, 1) if len(covered) > 1}
        self._numbered = several | {number for token in self._over for number in self._stacked(token)}

    def _stacked(self, token: Span) -> list[int]:
        """Return the annotations that share the token with another of their layer."""
        layers = [a.layer for _, a in self._over[token]]
        return [number for number, a in self._over[token] if layers.count(a.layer) > 1]

    def cells(self, token: Span) -> list[str]:
        """Return the token's cell for each feature of each layer: "_" where there is nothing, "*" where no value."""
        cells: list[str] = []
        for layer, features in enumerate(LAYERS.values()):
            here = [(number, a.values) for number, a in self._over[token] if a.layer == layer]
            cells += ("|".join(self._cell(n, values[at]) for n, values in here) or "_" for at in range(len(features)))
        return cells

    def _cell(self, number: int, value: str) -> str:
        shown = _IN_VALUES.sub(lambda sign: "\\" + sign[0], " ".join((storable(value) or "").split())) or "*"
        return f"{shown}[{number}]" if number in self._numbered else shown


def _plain(text: str) -> str:
    """Return text with control characters escaped, so that a line stays a line and a cell a cell."""
    return "".join(_IN_TEXT.get(c, c) for c in text)

"""Measure a model's heads as they run: ``python training/measure.py DATA_DIR EXAMPLES_DIR [--model FOLDER]``.

Attribution on ``attribution/polnear_dev.jsonl``; the other heads on ``news.gold.jsonl`` of the examples and on
the fifth of the coded articles that is kept back from training.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from allegedly.drafts import Tokens
from allegedly.language import Parsed, Parser
from allegedly.language.encoder import (
    CERTAINTY_LABELS,
    POLARITY_LABELS,
    ROLE_LABELS,
    TENSE_LABELS,
    TRIGGER_LABELS,
    Encoder,
    Encoding,
)
from allegedly.records import Article, Block, Span
from coded import Row, articles, rows

Spans = list[tuple[str, list[Tokens]]]
FACTS = (("certainty", CERTAINTY_LABELS), ("polarity", POLARITY_LABELS), ("tense", TENSE_LABELS))
REACH = 60


def main() -> None:
    """Read the arguments and print the figures."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("data", type=Path)
    options.add_argument("examples", type=Path)
    options.add_argument("--model", type=Path)
    chosen = options.parse_args()
    measure = Measure(Encoder(chosen.model))
    found = {"model": measure.encoder.name}
    found["polnear_dev"] = measure.attribution(rows(chosen.data / "attribution" / "polnear_dev.jsonl"))
    found["news.gold"] = measure.events(rows(chosen.examples / "news.gold.jsonl"))
    found["kept back"] = measure.events(articles(chosen.data, "kept back"))
    print(json.dumps(found, indent=1))


class Measure:
    """Runs a model over annotated articles and counts."""

    def __init__(self, encoder: Encoder) -> None:
        self.encoder = encoder
        self.parser = Parser("en_core_web_sm")

    def attribution(self, rows: Sequence[Row]) -> dict[str, Any]:
        """Return F1 of tokens and of exact spans, decoded and not, and the time that an article takes."""
        counts, spent = Counter(), 0.0
        for row in rows:
            parsed = self._parse(row)
            began = time.process_time()
            encoding = self.encoder.encode(parsed)
            tags = encoding.tags()
            spent += time.process_time() - began
            _count_tags(counts, _polnear_spans(parsed, row), tags)
        return _tag_figures(counts) | {"cpu_s_per_article": round(spent / len(rows), 3)}

    def events(self, rows: Sequence[Row]) -> dict[str, Any]:
        """Return what the heads for statements and events reach."""
        counts = Counter()
        for row in rows:
            parsed = self._parse(row)
            encoding = self.encoder.encode(parsed)
            _count_tags(counts, _statement_spans(parsed, row), encoding.tags(statements=True))
            _count_triggers(counts, parsed, row, encoding)
            for event in row["events"]:
                trigger = parsed.tokens(Span(*event["trigger"]))
                if trigger is not None:
                    _count_event(counts, parsed, event, trigger, encoding)
        right = {name: round(counts[name, "right"] / max(1, counts["events"]), 3) for name, _ in FACTS}
        modes = round(counts["mode", "right"] / max(1, counts["mode"]), 3)
        figures = {name: _f1(counts, (name,)) for name in ("found", "type", "actor", "recipient")}
        return {"statements": _tag_figures(counts), "accuracy": right | {"mode": modes}, "f1": figures}

    def _parse(self, row: Row) -> Parsed:
        blocks = [
            Block(role="body", spans=(Span(*m.span()),)) for m in re.finditer(r"[^\n]+", row["text"]) if m[0].strip()
        ]
        return self.parser.parse(Article(id=row["id"], text=row["text"], blocks=tuple(blocks)))


def _tokens(parsed: Parsed, span: Sequence[int]) -> list[Tokens]:
    found = parsed.tokens(Span(*span))
    return [found] if found is not None else []


def _polnear_spans(parsed: Parsed, row: Row) -> Spans:
    roles = ("source", "cue", "content")
    return [(r.upper(), _tokens(parsed, s)) for a in row["attributions"] for r in roles for s in a[r] or ()]


def _statement_spans(parsed: Parsed, row: Row) -> Spans:
    spans: Spans = []
    for statement in row["statements"]:
        if not statement["within"]:
            spans += [("SOURCE", _tokens(parsed, s)) for s in [statement["source"]["span"]] if s]
            spans += [("CUE", _tokens(parsed, s)) for s in [statement["cue"]] if s]
            spans += [("CONTENT", _tokens(parsed, s)) for s in statement["content"]]
    return spans


def _count_tags(counts: Counter[Any], gold: Spans, tags: Sequence[str]) -> None:
    roles: dict[int, str] = {}
    for role, found in gold:
        for tokens in found:
            for token in range(tokens.start, tokens.end):
                roles.setdefault(token, role)
    tagged = {n: tag[2:] for n, tag in enumerate(tags) if tag != "O"}
    for role in ("SOURCE", "CUE", "CONTENT"):
        wanted = {n for n, r in roles.items() if r == role}
        given = {n for n, r in tagged.items() if r == role}
        _add(counts, ("token", role), wanted, given)
    _add(counts, ("span",), {(role, t) for role, found in gold for t in found}, set(_runs(tags)))


def _runs(tags: Sequence[str]) -> list[tuple[str, Tokens]]:
    found = []
    for start, tag in enumerate(tags):
        if tag.startswith("B-"):
            end = start + 1
            while end < len(tags) and tags[end] == "I" + tag[1:]:
                end += 1
            found.append((tag[2:], Tokens(start, end)))
    return found


def _count_triggers(counts: Counter[Any], parsed: Parsed, row: Row, encoding: Encoding) -> None:
    labels = encoding.trigger.argmax(axis=1)
    starts = [n for n, label in enumerate(labels) if label and (n == 0 or labels[n - 1] != label)]
    given = {(n, TRIGGER_LABELS[labels[n]]) for n in starts}
    gold = [(t, e["type"]) for e in row["events"] for t in _tokens(parsed, e["trigger"])]
    counts["found", "gold"] += len(gold)
    counts["type", "gold"] += len(gold)
    counts["found", "given"] += len(given)
    counts["type", "given"] += len(given)
    for tokens, kind in gold:
        inside = [(n, k) for n, k in sorted(given) if n in tokens or _reaches(labels, n, tokens)]
        if inside:
            given.discard(inside[0])
            counts["found", "right"] += 1
            counts["type", "right"] += inside[0][1] == kind


def _reaches(labels: Any, start: int, tokens: Tokens) -> bool:
    return start < tokens.start and all(labels[start : tokens.start + 1] == labels[start])


def _count_event(counts: Counter[Any], parsed: Parsed, event: Row, trigger: Tokens, encoding: Encoding) -> None:
    head = parsed[trigger].root.i
    counts["events"] += 1
    for name, labels in FACTS:
        counts[name, "right"] += labels[int(getattr(encoding, name)[head].argmax())] == event[name]
    modes = encoding.modes(head, event["type"])
    if len(modes) > 1:
        counts["mode"] += 1
        counts["mode", "right"] += modes[0][0] == event.get("mode")
    near = [
        t for t in range(max(0, head - REACH), min(len(parsed.doc), head + REACH + 1)) if not parsed.doc[t].is_punct
    ]
    judged = encoding.roles(head, near).argmax(axis=1)
    for label, field in ((1, "actors"), (2, "recipients")):
        spans = [t for p in event[field] if p.get("span") for t in _tokens(parsed, p["span"])]
        gold = {parsed[t].root.i for t in spans} & set(near)
        _add(counts, (ROLE_LABELS[label],), gold, {t for t, j in zip(near, judged, strict=True) if j == label})


def _add(counts: Counter[Any], name: tuple[str, ...], gold: set[Any], given: set[Any]) -> None:
    counts[(*name, "gold")] += len(gold)
    counts[(*name, "given")] += len(given)
    counts[(*name, "right")] += len(gold & given)


def _f1(counts: Counter[Any], name: tuple[str, ...]) -> float:
    both = counts[(*name, "gold")] + counts[(*name, "given")]
    return round(2 * counts[(*name, "right")] / both, 3) if both else 0.0


def _tag_figures(counts: Counter[Any]) -> dict[str, Any]:
    roles = ("SOURCE", "CUE", "CONTENT")
    for part in ("gold", "given", "right"):
        counts[("micro", part)] = sum(counts["token", role, part] for role in roles)
    tokens = {role.lower(): _f1(counts, ("token", role)) for role in roles} | {"micro": _f1(counts, ("micro",))}
    return {"token_f1": tokens, "exact_span_f1": _f1(counts, ("span",))}


if __name__ == "__main__":
    main()

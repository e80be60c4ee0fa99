"""Weigh what speaks for and against an event, on coded articles: ``weigh_events.py DATA_DIR``.

Writes ``events/tables/firings.tsv`` (how often each frame fired, and rightly) and ``events/tables/confidence.toml``
(the weights of two logistic models and the threshold). A frame's own record is left out article fold by article fold
while the weights are fitted, as an unseen article would find it. Prints cross-validated figures.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from allegedly.drafts import StatementDraft, Tokens
from allegedly.events.confidence import features, logit, record
from allegedly.events.finder import Candidate, Finder
from allegedly.events.syntax import Syntax
from allegedly.language import Parsed, Parser
from allegedly.records import Article, Block, Span
from coded import Row, articles

FOLDS = 10
SHRINK = 3.0
NEAR = 60  # characters between two triggers of one type that may still be one event, as the scorer has it
TABLES = Path(__file__).parent.parent / "src" / "allegedly" / "events" / "tables"


@dataclass
class Sample:
    """One match on a coded article."""

    fold: int
    candidate: Candidate
    values: dict[str, float]
    right: float = 0.0  #: it is a coded event of its type
    parties: float = 0.0  #: and the parties are right as well
    extra: dict[str, float] = field(default_factory=dict)


def article_of(row: Row) -> Article:
    """Return a coded row as an article of one block a paragraph."""
    blocks, at = [], 0
    for part in row["text"].split("\n\n"):
        if part.strip():
            blocks.append(Block(role="body", spans=(Span(at, at + len(part)),)))
        at += len(part) + 2
    return Article(id=row["id"], text=row["text"], language="en", blocks=tuple(blocks))


def coded_statements(row: Row, parsed: Parsed) -> list[StatementDraft]:
    """Return the coder's statements as drafts."""
    ids = {s["id"]: n for n, s in enumerate(row["statements"])}
    return [
        StatementDraft(
            source=parsed.tokens(Span(*s["source"]["span"])) if s["source"].get("span") else None,
            cue=parsed.tokens(Span(*s["cue"])) if s["cue"] else None,
            content=tuple(t for t in (parsed.tokens(Span(*c)) for c in s["content"]) if t),
            kind=s["kind"],
            within=ids.get(s["within"]),
        )
        for s in row["statements"]
    ]


def gap(a: Span, b: Span) -> int:
    """Return the characters between two spans."""
    return max(0, max(a[0], b[0]) - min(a[1], b[1]))


def pair(row: Row, parsed: Parsed, candidates: list[Candidate]) -> dict[int, Row]:
    """Return for each candidate that matches a coded event which one, one to one, the best first."""
    ranked = []
    for i, gold in enumerate(row["events"]):
        for j, candidate in enumerate(candidates):
            span = parsed.span(candidate.match.trigger)
            touching = gap(Span(*gold["trigger"]), span) == 0 and max(gold["trigger"][0], span.start) < min(
                gold["trigger"][1], span.end
            )
            same = gold["type"] == candidate.type
            if same and (touching or gap(Span(*gold["trigger"]), span) <= NEAR):
                ranked.append((2 * touching, -gap(Span(*gold["trigger"]), span), i, j))
    pairs: dict[int, Row] = {}
    used: set[int] = set()
    for *_, i, j in sorted(ranked, reverse=True):
        if i not in used and j not in pairs:
            used.add(i)
            pairs[j] = row["events"][i]
    return pairs


def same_parties(gold: list[Row], runs: list[Tokens], parsed: Parsed) -> bool:
    """Tell whether coded and found parties overlap, one for one; a party without a span counts, as nobody can check."""
    spans = [Span(*g["span"]) for g in gold if g["span"]]
    found = [parsed.span(run) for run in runs]
    return all(any(gap(s, f) == 0 for f in found) for s in spans) and all(
        any(gap(s, f) == 0 for s in spans) for f in found
    )


def samples(rows: list[Row], parser: Parser, finder: Finder) -> Iterator[Sample]:
    """Yield every match on the coded articles with its label."""
    for number, row in enumerate(rows):
        parsed = parser.parse(article_of(row))
        syntax = Syntax(parsed.doc)
        candidates = finder.candidates(parsed, syntax, coded_statements(row, parsed))
        pairs = pair(row, parsed, candidates)
        for j, candidate in enumerate(candidates):
            values = dict(features(parsed, syntax, candidate, finder.lexicon))
            sample = Sample(number % FOLDS, candidate, values, float(j in pairs))
            if j in pairs:
                actors = [syntax.noun_run(k) for k in candidate.match.actors]
                recipients = [syntax.noun_run(k) for k in candidate.match.recipients]
                sample.parties = float(
                    same_parties(pairs[j]["actors"], actors, parsed)
                    and same_parties(pairs[j]["recipients"], recipients, parsed)
                )
            yield sample


def averages(data: list[Sample]) -> dict[str, float]:
    """Return the share of right firings for each type and part of speech."""
    right: Counter[str] = Counter()
    fired: Counter[str] = Counter()
    for s in data:
        key = f"{s.candidate.match.frame.type} {s.candidate.match.frame.pos}"
        fired[key] += 1
        right[key] += int(s.right)
    return {key: round((right[key] + 1) / (fired[key] + 3), 3) for key in sorted(fired)}


def records(data: list[Sample]) -> dict[str, tuple[int, int]]:
    """Return for each frame how often it was right and how often it fired."""
    tally: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for s in data:
        tally[s.candidate.match.frame.name][0] += int(s.right)
        tally[s.candidate.match.frame.name][1] += 1
    return {name: (a, b) for name, (a, b) in sorted(tally.items())}


def add_records(data: list[Sample]) -> None:
    """Give each sample its frame's record on the other folds."""
    for fold in range(FOLDS):
        rest = [s for s in data if s.fold != fold]
        tally, average = records(rest), averages(rest)
        for s in data:
            if s.fold == fold:
                frame = s.candidate.match.frame
                mean = average.get(f"{frame.type} {frame.pos}", 0.3)
                s.values["record"] = record(frame, tally.get(frame.name, (0, 0)), mean, SHRINK)


def fit(data: list[dict[str, float]], labels: list[float], ridge: float = 30.0) -> dict[str, float]:
    """Return the weights of a logistic model with a ridge, by Newton's method."""
    names = sorted({name for values in data for name in values})
    index = {name: n for n, name in enumerate(names)}
    x = np.zeros((len(data), len(names)))
    for i, values in enumerate(data):
        for name, value in values.items():
            x[i, index[name]] = value
    y, w = np.array(labels), np.zeros(len(names))
    for _ in range(12):
        p = 1 / (1 + np.exp(-np.clip(x @ w, -30, 30)))
        gradient = x.T @ (p - y) + ridge * w
        hessian = (x * (p * (1 - p))[:, None]).T @ x + ridge * np.eye(len(names))
        w -= np.linalg.solve(hessian, gradient)
    return {name: round(float(w[index[name]]), 3) for name in names}


def cross_validated(data: list[Sample]) -> list[float]:
    """Return for each sample the probability by weights fitted without its fold."""
    out = [0.0] * len(data)
    for fold in range(FOLDS):
        rest = [s for s in data if s.fold != fold]
        weights = fit([s.values for s in rest], [s.right for s in rest])
        for n, s in enumerate(data):
            if s.fold == fold:
                out[n] = probability(weights, s.values)
    return out


def probability(weights: dict[str, float], values: dict[str, float]) -> float:
    """Return the logistic of the weighted sum."""
    return float(1 / (1 + np.exp(-sum(weights.get(k, 0.0) * v for k, v in values.items()))))


def best_threshold(data: list[Sample], p: list[float], total: int) -> tuple[float, float]:
    """Return the threshold with the best F1 of type, and that F1."""
    best = (0.0, 0.0)
    for cut in np.arange(0.1, 0.7, 0.02):
        chosen = [s for s, q in zip(data, p, strict=True) if q >= cut]
        hits = sum(s.right for s in chosen)
        f1 = 2 * hits / (len(chosen) + total) if chosen else 0.0
        best = max(best, (f1, float(cut)))
    return round(best[1], 2), best[0]


def calibration_error(p: list[float], y: list[float], bins: int = 10) -> float:
    """Return the expected calibration error over equally wide bins."""
    p_, y_ = np.array(p), np.array(y)
    which = np.minimum((p_ * bins).astype(int), bins - 1)
    return float(
        sum(
            abs(p_[which == b].mean() - y_[which == b].mean()) * (which == b).mean()
            for b in range(bins)
            if (which == b).any()
        )
    )


def write(data: list[Sample], weights: dict[str, float], right: dict[str, float], threshold: float) -> None:
    """Write both tables."""
    head = (
        "# How each frame did on the coded articles it was weighed on: right of fired. Made by\n"
        "# training/weigh_events.py from articles coded by hand after the codebook; a frame that is\n"
        "# not listed never fired there.\n"
    )
    lines = [f"{name}\t{a}\t{b}\n" for name, (a, b) in records(data).items()]
    (TABLES / "firings.tsv").write_text(head + "frame\tright\tfired\n" + "".join(lines), encoding="utf-8")
    text = [
        "# Weights of the two logistic models of events/confidence.py, made by training/weigh_events.py from",
        "# articles coded by hand.",
        f"threshold = {threshold}",
        f"shrink = {SHRINK}",
    ]
    for section, table in (("event", weights), ("right", right), ("average", averages(data))):
        text += ["", f"[{section}]", *(f"{json.dumps(k)} = {v}" for k, v in table.items())]
    (TABLES / "confidence.toml").write_text("\n".join(text) + "\n", encoding="utf-8")


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("data", type=Path)
    ask.add_argument("--cut", type=float, help="threshold, where the best for F1 is not wanted")
    asked = ask.parse_args()
    rows = articles(asked.data, whole=True)
    data = list(samples(rows, Parser("en_core_web_sm"), Finder()))
    learn(data, sum(len(row["events"]) for row in rows), asked.cut)


def learn(data: list[Sample], total: int, cut: float | None = None) -> None:
    """Fit, report and write."""
    add_records(data)
    p = cross_validated(data)
    threshold, f1 = best_threshold(data, p, total)
    threshold = cut or threshold
    kept = [(s, q) for s, q in zip(data, p, strict=True) if q >= threshold]
    weights = fit([s.values for s in data], [s.right for s in data])
    right = fit([{"p": logit(q), "constant": 1.0} for _, q in kept], [s.parties for s, _ in kept], ridge=0.1)
    sure = [probability(right, {"p": logit(q), "constant": 1.0}) for _, q in kept]
    print(
        f"matches {len(data)}, right {sum(s.right for s in data):.0f} of {total} coded; type F1 {f1:.3f} at {threshold}"
    )
    events = calibration_error(p, [s.right for s in data])
    parties = calibration_error(sure, [s.parties for s, _ in kept])
    print(f"calibration error: event {events:.3f}, type and parties {parties:.3f}")
    write(data, weights, right, threshold)


if __name__ == "__main__":
    main()

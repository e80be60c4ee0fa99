"""Weigh the encoder's trigger head beside the frames: ``weigh_encoder.py GOLD.jsonl``.

Writes ``events/tables/encoder.toml``. The shipped encoder has seen the coded training articles, so the few numbers are
fitted on articles that neither it nor the frames' weights have seen; each figure is for articles left out in turn.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from allegedly import Coder, Event
from allegedly.drafts import Tokens
from allegedly.events import learned
from allegedly.events.confidence import logit
from allegedly.events.finder import Finder
from allegedly.events.syntax import Syntax
from allegedly.records import Party, Span
from weigh_events import article_of, calibration_error, fit, probability
from weigh_implied import matches

TABLE = Path(__file__).parent.parent / "src" / "allegedly" / "events" / "tables" / "encoder.toml"
#: Differences of F1 that mean nothing.
CHANCE = 0.01
MARGINS = (1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 99.0)
RIDGE = 1.0
HEAD = """\
# How the encoder's trigger head weighs beside the frames (events/learned.py). Few numbers, because the head has seen
# the coded training articles: made by training/weigh_encoder.py from adjudicated articles that it has not seen.
"""
Row = dict[str, Any]


@dataclass
class Sample:
    """A match of a frame with both opinions and what the coders made of it."""

    article: int
    values: dict[str, float]
    kinds: dict[float, str]  #: margin → the type that it leads to
    coded: list[str]  #: types of the coded events that the trigger touches
    absorbed: bool


def samples(rows: list[Row], coder: Coder) -> list[Sample]:
    """Return every match of a frame on the gold articles."""
    finder, found = Finder(), []
    for number, row in enumerate(rows):
        work = coder.explain(article_of(row)).work
        if work is None or work.encoding is None:
            raise SystemExit(f"{row['id']}: not coded with the encoder")
        blend = learned.load_blend()
        opinions = {m: learned.Second(work.encoding, _with_margin(blend, m)) for m in MARGINS}
        gold = [(work.parsed.tokens(Span(*e["trigger"])), e["type"]) for e in row["events"]]
        for c in finder.candidates(work.parsed, Syntax(work.parsed.doc), work.statements):
            trigger = c.match.trigger
            values = {"frames": logit(c.probability), "trigger": opinions[99.0].odds(trigger), "constant": 1.0}
            kinds = {m: opinion.kind(trigger, c.type) for m, opinion in opinions.items()}
            found.append(Sample(number, values, kinds, _touched(gold, trigger), c.absorbed))
    return found


def _with_margin(blend: learned.Blend, margin: float) -> learned.Blend:
    return learned.Blend(blend.event, blend.right, blend.threshold, margin)


def _touched(gold: list[tuple[Tokens | None, str]], trigger: Tokens) -> list[str]:
    return [kind for tokens, kind in gold if tokens is not None and tokens.overlaps(trigger)]


def left_out(data: list[Sample], labels: list[float]) -> list[float]:
    """Return for each sample the probability by weights fitted without its article."""
    out = [0.0] * len(data)
    for article in {s.article for s in data}:
        rest = [n for n, s in enumerate(data) if s.article != article]
        weights = fit([data[n].values for n in rest], [labels[n] for n in rest], RIDGE)
        for n, s in enumerate(data):
            if s.article == article:
                out[n] = probability(weights, s.values)
    return out


def best(data: list[Sample], sure: list[float], total: int) -> tuple[float, float, float]:
    """Return the F1 of type with a threshold and margin: the highest threshold that loses next to nothing.

    Wrong events are worse than missing ones, and on so few articles a hundredth of F1 is chance.
    """
    reached: dict[tuple[float, float], float] = {}
    for threshold in np.arange(0.3, 0.6, 0.02):
        kept = [s for s, p in zip(data, sure, strict=True) if p >= threshold and not s.absorbed]
        for margin in MARGINS:
            f1 = 2 * sum(s.kinds[margin] in s.coded for s in kept) / (len(kept) + total)
            reached[round(float(threshold), 2), margin] = f1
    near = max(threshold for (threshold, _), f1 in reached.items() if f1 >= max(reached.values()) - CHANCE)
    margin = max(MARGINS, key=lambda m: (reached[near, m], m))
    return reached[near, margin], near, margin


@dataclass
class Judged:
    """A coded event's evidence, and whether its type and parties are right."""

    article: int
    evidence: dict[str, float]
    right: float


def judged(rows: list[Row]) -> list[Judged]:
    """Return every event that is coded."""
    coder, found = Coder(), []
    for number, row in enumerate(rows):
        coding = coder.explain(article_of(row))
        drafts = sorted(coding.work.events, key=lambda e: (e.trigger, e.type)) if coding.work else []
        for event, draft in zip(coding.article.events, drafts, strict=True):
            right = float(_is_right(event, row))
            found.append(Judged(number, {**draft.evidence, "constant": 1.0}, right))
    return found


def calibrated(events: list[Judged]) -> float:
    """Return the calibration error of the confidence, each article judged by the others."""
    sure = []
    for event in events:
        rest = [e for e in events if e.article != event.article]
        sure.append(probability(fit([e.evidence for e in rest], [e.right for e in rest], RIDGE), event.evidence))
    return calibration_error(sure, [e.right for e in events])


def _is_right(event: Event, row: Row) -> bool:
    near = [g for g in row["events"] if g["type"] == event.type and _gap(g["trigger"], event.trigger) <= 60]
    return any(
        matches(g["actors"], _who(event.actors)) and matches(g["recipients"], _who(event.recipients)) for g in near
    )


def _gap(a: list[int], b: Span) -> int:
    return max(0, max(a[0], b.start) - min(a[1], b.end))


def _who(parties: tuple[Party, ...]) -> list[tuple[str | None, str | None]]:
    return [(p.name, p.country) for p in parties]


def write(event: dict[str, float], right: dict[str, float], threshold: float, margin: float) -> None:
    """Write the table and forget what was read of it before."""
    lines = [
        f"threshold = {threshold}",
        f"margin = {margin}",
        "",
        "[event]",
        *_rows(event),
        "",
        "[right]",
        *_rows(right),
    ]
    TABLE.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    learned.load_blend.cache_clear()


def _rows(weights: dict[str, float]) -> list[str]:
    return [f"{name} = {round(value, 2)}" for name, value in weights.items()]


def main() -> None:
    """Weigh and write."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("gold", type=Path)
    rows = [json.loads(line) for line in ask.parse_args().gold.read_text(encoding="utf-8").splitlines() if line.strip()]
    data = samples(rows, Coder())
    labels = [float(bool(s.coded)) for s in data]
    sure = left_out(data, labels)
    f1, threshold, margin = best(data, sure, sum(len(row["events"]) for row in rows))
    event = fit([s.values for s in data], labels, RIDGE)
    write(event, {"p": 1.0}, threshold, margin)
    events = judged(rows)
    write(event, fit([e.evidence for e in events], [e.right for e in events], RIDGE), threshold, margin)
    print(f"matches {len(data)}; F1 of type {f1:.3f} at threshold {threshold}, margin {margin}")
    print(f"calibration error of type and parties {calibrated(events):.3f}")


if __name__ == "__main__":
    main()

"""Weigh the encoder beside frames and syntax: ``weigh_encoder.py DATA_DIR``.

Writes ``events/tables/encoder.toml``. The few numbers are fitted on the fifth of the coded articles that neither the
encoder nor the other weights have seen; each figure is for articles left out in turn.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray
from scipy.optimize import minimize

from allegedly import Coder, Event
from allegedly.coder import Work
from allegedly.drafts import Tokens
from allegedly.events import learned
from allegedly.events.confidence import logit
from allegedly.events.finder import Finder
from allegedly.events.matching import Matcher
from allegedly.events.syntax import Syntax
from allegedly.records import Party, Span
from coded import Row, articles
from weigh_events import article_of, calibration_error, fit, probability
from weigh_implied import matches
from weigh_parties import samples as party_samples

TABLE = Path(__file__).parent.parent / "src" / "allegedly" / "events" / "tables" / "encoder.toml"
#: Differences of F1 that mean nothing.
CHANCE = 0.01
MARGINS = (1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 99.0)
RIDGE = 1.0
HEAD = """\
# How the encoder weighs beside frames and syntax (events/learned.py). Made by training/weigh_encoder.py from coded
# articles that neither the encoder nor the other weights have seen.
"""
FloatArray = NDArray[np.float64]


@dataclass
class Sample:
    """A match of a frame with both opinions and what the coders made of it."""

    article: int
    values: dict[str, float]
    kinds: dict[float, str]  #: margin → the type that it leads to
    coded: list[tuple[int, str]]  #: the coded events that the trigger touches, each with its type
    absorbed: bool


@dataclass
class Placed:
    """A coded event's words with what syntax and encoder make of each, and what the coder did."""

    article: int
    odds: FloatArray  #: a row a word: by syntax actor and recipient, by the encoder actor and recipient, against none
    labels: list[int]  #: 0 neither, 1 actor, 2 recipient


def read(rows: list[Row], coder: Coder) -> Iterator[tuple[int, Row, Work]]:
    """Yield the articles coded by the shipped models."""
    for number, row in enumerate(rows):
        work = coder.explain(article_of(row)).work
        if work is None or work.encoding is None:
            raise SystemExit(f"{row['id']}: not coded with the encoder")
        yield number, row, work


def samples(number: int, row: Row, work: Work, finder: Finder) -> Iterator[Sample]:
    """Yield every match of a frame on an article."""
    assert work.encoding is not None
    blend = learned.load_blend()
    opinions = {m: learned.Second(work.encoding, replace(blend, margin=m)) for m in MARGINS}
    gold = [(work.parsed.tokens(Span(*e["trigger"])), e["type"]) for e in row["events"]]
    for c in finder.candidates(work.parsed, Syntax(work.parsed.doc), work.statements):
        trigger = c.match.trigger
        values = {"frames": logit(c.probability), "trigger": opinions[MARGINS[0]].odds(trigger), "constant": 1.0}
        kinds = {m: opinion.kind(trigger, c.type) for m, opinion in opinions.items()}
        yield Sample(number, values, kinds, _touched(gold, trigger), c.absorbed)


def _touched(gold: list[tuple[Tokens | None, str]], trigger: Tokens) -> list[tuple[int, str]]:
    touching = ((n, kind) for n, (tokens, kind) in enumerate(gold) if tokens is not None and tokens.overlaps(trigger))
    return list(touching)


def placed(number: int, row: Row, work: Work, finder: Finder) -> Iterator[Placed]:
    """Yield the coded events of an article with their words."""
    assert work.encoding is not None
    matcher = Matcher(Syntax(work.parsed.doc), finder.frames, finder.lexicon)
    for sample in party_samples(row, 0, work.parsed, matcher):
        weighed = finder.roles.weigh(sample.setting, sample.words)
        if weighed:
            judged = work.encoding.roles(sample.setting.head, sample.words)
            odds = [learned.odds_of(w, by_head) for w, by_head in zip(weighed, judged, strict=True)]
            yield Placed(number, np.array(odds), sample.labels)


def weigh_parties(data: list[Placed]) -> dict[str, float]:
    """Return how much syntax and encoder count for a word's role, and how likely each role is beyond that."""
    odds, labels = np.vstack([p.odds for p in data]), np.concatenate([p.labels for p in data]).astype(int)

    def loss(weights: FloatArray) -> float:
        syntax, head, actor, recipient = weights
        scores = np.zeros((len(odds), 3))
        scores[:, 1:] = syntax * odds[:, :2] + head * odds[:, 2:] + (actor, recipient)
        return float(np.logaddexp.reduce(scores, axis=1).sum() - scores[np.arange(len(labels)), labels].sum())

    found = minimize(loss, np.array([1.0, 0.0, 0.0, 0.0]))
    return dict(zip(("syntax", "head", "actor", "recipient"), map(float, found.x), strict=True))


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
    """Return the F1 of type with a threshold and margin: the middle of the thresholds that lose next to nothing.

    So small a difference of F1 is chance, and the middle is the least likely to be one.
    """
    reached: dict[tuple[float, float], float] = {}
    for threshold in np.arange(0.3, 0.6, 0.02):
        kept = [s for s, p in zip(data, sure, strict=True) if p >= threshold and not s.absorbed]
        for margin in MARGINS:
            hit = {(s.article, n) for s in kept for n, kind in s.coded if kind == s.kinds[margin]}
            reached[round(float(threshold), 2), margin] = 2 * len(hit) / (len(kept) + total)
    good = sorted({threshold for (threshold, _), f1 in reached.items() if f1 >= max(reached.values()) - CHANCE})
    middle = good[len(good) // 2]
    margin = max(MARGINS, key=lambda m: (reached[middle, m], m))
    return reached[middle, margin], middle, margin


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


def write(blend: learned.Blend) -> None:
    """Write the table and forget what was read of it before."""
    lines = [f"threshold = {blend.threshold}", f"margin = {blend.margin}"]
    for name in ("event", "party", "right"):
        weights: dict[str, float] = getattr(blend, name)
        lines += ["", f"[{name}]", *(f"{feature} = {round(weight, 2)}" for feature, weight in weights.items())]
    TABLE.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    learned.load_blend.cache_clear()


def main() -> None:
    """Weigh and write."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("data", type=Path)
    rows = articles(ask.parse_args().data, "kept back")
    finder = Finder()
    data: list[Sample] = []
    parties: list[Placed] = []
    for number, row, work in read(rows, Coder()):
        data.extend(samples(number, row, work, finder))
        parties.extend(placed(number, row, work, finder))
    labels = [float(bool(s.coded)) for s in data]
    sure = left_out(data, labels)
    f1, threshold, margin = best(data, sure, sum(len(row["events"]) for row in rows))
    blend = learned.Blend(
        event=fit([s.values for s in data], labels, RIDGE),
        party=weigh_parties(parties),
        right={"p": 1.0},
        threshold=threshold,
        margin=margin,
    )
    write(blend)
    events = judged(rows)
    write(replace(blend, right=fit([e.evidence for e in events], [e.right for e in events], RIDGE)))
    print(f"articles {len(rows)}, matches {len(data)}; F1 of type {f1:.3f} at threshold {threshold}, margin {margin}")
    print(f"calibration error of type and parties {calibrated(events):.3f}")


if __name__ == "__main__":
    main()

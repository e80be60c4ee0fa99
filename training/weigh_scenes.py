"""Weigh what speaks for the places and times of events, on coded articles: ``weigh_scenes.py DATA_DIR``.

Writes ``places/tables/placing.tsv`` and ``times/tables/dating.tsv``: the weights of two softmax models that choose
among all places (all days) of an article and none. Prints figures cross-validated by article, with the weights as
fitted and leaning to an answer: single coders leave out many places and days that the text gives.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from allegedly.drafts import EventDraft
from allegedly.language import Parsed, Parser
from allegedly.places import Atlas
from allegedly.places.resolve import kilometres
from allegedly.reading import article_from_text
from allegedly.records import Place, Span
from allegedly.times import Calendar
from coded import Row, rows

FOLDS, NEAR_KM, STEPS = 10, 161.0, 400
SOURCE = Path(__file__).parent.parent / "src" / "allegedly"
Weights = dict[str, float]

#: A feature so rare says nothing; a weight so small changes nothing.
LEAST, SMALLEST = 15, 0.02
RIDGE = {"place": 9.0, "time": 12.0}

#: How much the weights of "none" are moved; less for what is denied, and where the rules see a plan or background.
LEANING = {
    "place": {"none": -1.5, "none:denied": 2.5},
    "time": {"none": -2.25, "none rule none": 1.25, "none denied": 1.0},
}

#: Features too rare in the coded articles to weigh, set by hand: "the remarks came at a conference in Oslo", "said on
#: Tuesday that rebels had burned the mill".
GIVEN = {"place": {"away: the remarks were made there": 6.0}, "time": {"in the sentence: of the telling": -1.5}}


@dataclass
class Sample:
    """An event with its options, none first, and which of them are right."""

    article: str
    options: list[frozenset[str]]
    right: set[int]  #: what counts as right
    wanted: set[int]  #: what is learned: the coder's own place where it is among those near enough
    coded: bool  #: whether the coder gave a place (a time)


def draft(parsed: Parsed, event: Row, voices: Mapping[str, int]) -> EventDraft | None:
    """Return a coded event as a draft; None where its trigger is in no sentence."""
    trigger = parsed.tokens(Span(*event["trigger"]))
    if trigger is None:
        return None
    judged = {name: event[name] for name in ("type", "mode", "certainty", "polarity", "tense")}
    found = EventDraft(
        trigger=trigger, head=parsed[trigger].root.i, voice=tuple(voices[v] for v in event["voice"]), **judged
    )
    for role, runs in (("actors", found.actors), ("recipients", found.recipients)):
        spans = (parsed.tokens(Span(*party["span"])) for party in event[role] if party.get("span"))
        runs.extend(tokens for tokens in spans if tokens)
    return found


def is_near(place: Place, coded: Row) -> bool:
    """Tell whether a place is within the distance that counts as right."""
    if place.lat is None or place.lon is None or coded["lat"] is None or coded["lon"] is None:
        return False
    return kilometres(place.lat, place.lon, coded["lat"], coded["lon"]) <= NEAR_KM


def samples(rows: Sequence[Row], parser: Parser) -> Iterator[tuple[str, Sample]]:
    """Yield ("place" or "time", sample) for every coded event."""
    for row in rows:
        parsed = parser.parse(article_from_text(row["text"], title=row.get("title"), published=row.get("published")))
        voices = {statement["id"]: n for n, statement in enumerate(row["statements"])}
        coded = [(event, draft(parsed, event, voices)) for event in row["events"]]
        drafts = [found for _, found in coded if found]
        atlas, calendar = Atlas(parsed, events=drafts), Calendar(parsed, events=drafts)
        for event, found in coded:
            if found:
                yield "place", _of_place(row["id"], event, found, atlas)
                yield "time", _of_time(row["id"], event, found, calendar)


def _of_place(article: str, event: Row, found: EventDraft, atlas: Atlas) -> Sample:
    sites = atlas.scenes.options(found)
    options = [frozenset(features) for _, features in sites]
    coded = event["place"]
    if not coded:
        return Sample(article, options, {0}, {0}, coded=False)
    right = {n for n, (site, _) in enumerate(sites) if site and is_near(site.place, coded)}
    same = {n for n in right if (site := sites[n][0]) and coded["name"] == site.place.name}
    same |= {n for n in right if (site := sites[n][0]) and coded.get("geonames") == site.place.geonames is not None}
    return Sample(article, options, right, same or right, coded=True)


def _of_time(article: str, event: Row, found: EventDraft, calendar: Calendar) -> Sample:
    options = calendar.options(found)
    coded = (event["time"]["start"], event["time"]["end"]) if event["time"] else None
    right = {n for n, option in enumerate(options) if option.days == coded}
    return Sample(article, [frozenset(option.features) for option in options], right, right, coded=coded is not None)


@dataclass
class Matrix:
    """The samples as arrays: which option has which feature, belongs to which event, and is wanted."""

    names: list[str]
    option: Any
    feature: Any
    event: Any
    wanted: Any

    @classmethod
    def of(cls, data: Sequence[Sample], least: int) -> Matrix:
        """Lay out those samples that have a wanted option, with the features that are frequent enough."""
        counts = Counter(f for s in data for option in s.options for f in option)
        names = sorted(f for f, n in counts.items() if n >= least)
        index = {f: n for n, f in enumerate(names)}
        option, feature, event, wanted = [], [], [], []
        for number, sample in enumerate(s for s in data if s.wanted):
            for n, features in enumerate(sample.options):
                known = sorted(index[f] for f in features if f in index)
                option += [len(event)] * len(known)
                feature += known
                event.append(number)
                wanted.append(n in sample.wanted)
        return cls(names, *(np.array(column) for column in (option, feature, event, wanted)))

    def gradient(self, w: Any) -> Any:
        """Return the gradient of the negative log-likelihood."""
        z = np.bincount(self.option, w[self.feature], minlength=len(self.event))
        top = np.full(self.event.max() + 1, -1e9)
        np.maximum.at(top, self.event, z)
        e = np.exp(z - top[self.event])
        p = e / np.bincount(self.event, e)[self.event]
        q = e * self.wanted / np.bincount(self.event, e * self.wanted)[self.event]
        return np.bincount(self.feature, (p - q)[self.option], minlength=len(self.names))


def fit(data: Sequence[Sample], kind: str) -> Weights:
    """Return the weights that make the wanted options likeliest, with a ridge, by Adam over all samples at once."""
    matrix = Matrix.of(data, LEAST)
    w = np.zeros(len(matrix.names))
    first, second = np.zeros_like(w), np.zeros_like(w)
    for step in range(1, STEPS + 1):
        gradient = matrix.gradient(w) + RIDGE[kind] * w
        first = 0.9 * first + 0.1 * gradient
        second = 0.999 * second + 0.001 * gradient**2
        w -= 0.05 * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
    return dict(zip(matrix.names, w.tolist(), strict=True))


def leant(weights: Weights, kind: str) -> Weights:
    """Return the weights with what is set by hand."""
    moved = Counter(weights)
    moved.update(LEANING[kind])
    return {**moved, **GIVEN[kind]}


def chosen(sample: Sample, weights: Weights) -> int:
    """Return the likeliest option."""
    sums = [sum(weights.get(f, 0.0) for f in option) for option in sample.options]
    return int(np.argmax(sums))


def report(data: Sequence[Sample], choices: Sequence[int], label: str) -> None:
    """Print how many coded places (times) are found, and how many are given where the coder gave none."""
    coded = [(s, n) for s, n in zip(data, choices, strict=True) if s.coded]
    right = sum(n in s.right for s, n in coded)
    uncoded = [n for s, n in zip(data, choices, strict=True) if not s.coded]
    given = sum(n != 0 for n in choices)
    print(
        f"{label:28} right {right}/{len(coded)} {right / len(coded):.3f}  "
        f"given where none is coded {sum(n != 0 for n in uncoded) / len(uncoded):.3f}  "
        f"F1 {2 * right / (len(coded) + given):.3f}"
    )


def cross_validate(data: Sequence[Sample], kind: str) -> None:
    """Print the figures with the weights as fitted and as they are written."""
    folds = {article: n % FOLDS for n, article in enumerate(sorted({s.article for s in data}))}
    fitted = [fit([s for s in data if folds[s.article] != fold], kind) for fold in range(FOLDS)]
    report(data, [chosen(s, fitted[folds[s.article]]) for s in data], f"{kind}, as fitted")
    lean = [leant(weights, kind) for weights in fitted]
    report(data, [chosen(s, lean[folds[s.article]]) for s in data], f"{kind}, leaning to an answer")


def write(weights: Weights, kind: str, path: Path) -> None:
    """Write a table of weights."""
    head = f"# What speaks for the {kind} of an event. Made by training/weigh_scenes.py from articles coded by hand.\n"
    rows = [f"{name}\t{weight:.3f}\n" for name, weight in sorted(weights.items()) if abs(weight) >= SMALLEST]
    path.write_text(head + "feature\tweight\n" + "".join(rows), encoding="utf-8")


def main() -> None:
    """Fit, report and write both tables."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("data", type=Path)
    asked = ask.parse_args()
    # Weighed on the later codings as well, places and times of unseen articles came out no better.
    coded = rows(asked.data / "events" / "coded_news.jsonl")
    found = list(samples(coded, Parser("en_core_web_sm")))
    for kind, table in (("place", "places/tables/placing.tsv"), ("time", "times/tables/dating.tsv")):
        data = [sample for name, sample in found if name == kind]
        cross_validate(data, kind)
        write(leant(fit(data, kind), kind), kind, SOURCE / table)


if __name__ == "__main__":
    main()

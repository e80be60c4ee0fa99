"""Weigh what makes a word an event's actor or its recipient, on coded articles: ``weigh_parties.py DATA_DIR``.

Writes ``events/tables/parties.tsv``. The event's trigger, type and voice are the coder's. Prints how often both parties
of an event are right (the same words), cross-validated article by article, beside what the frames alone reach.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from allegedly.attribution import voice_of
from allegedly.drafts import Tokens
from allegedly.events.frames import load_frames
from allegedly.events.matching import Match, Matcher
from allegedly.events.parties import Choice, Roles, Setting, Weight, features, load_choice, setting
from allegedly.events.relations import load_lexicon
from allegedly.events.syntax import Syntax
from allegedly.language import Parsed, Parser
from allegedly.records import Span
from coded import Row, articles
from weigh_events import article_of, coded_statements

FOLDS = 5
INVERSE_RIDGE = 0.1
FEWEST = 4  #: occurrences of a feature that gets a weight
LEAST = 0.02  #: weights that are not worth a row
TABLE = Path(__file__).parent.parent / "src" / "allegedly" / "events" / "tables" / "parties.tsv"
HEAD = """\
# How much each feature of events/parties.py speaks for a word's being the actor or the recipient of an event, against
# its being neither. Made by training/weigh_parties.py from articles coded by hand after the codebook.
feature\tactor\trecipient
"""


@dataclass
class Sample:
    """A coded event with the words that may be its parties."""

    row: Row  #: the event as it was coded
    fold: int
    setting: Setting
    words: list[int]
    labels: list[int]  #: 0 neither, 1 actor, 2 recipient
    coded: tuple[set[int], set[int]]  #: heads of the coder's parties; -1 for one that is not in the sentence


def head_of(matcher: Matcher, trigger: Tokens, kind: str) -> tuple[int, Match | None]:
    """Return the word of a coded trigger that a frame of its type knows, else the one that carries its syntax."""
    top = matcher.syntax.top(trigger)
    for word in (top, *range(*trigger)):
        match = matcher.match(word)
        if match is not None and match.frame.type == kind:
            return word, match
    return top, matcher.match(top)


def samples(row: Row, fold: int, parsed: Parsed, matcher: Matcher) -> Iterator[Sample]:
    """Yield the coded events of an article."""
    statements = coded_statements(row, parsed)
    for event in row["events"]:
        trigger = parsed.tokens(Span(*event["trigger"]))
        if trigger is None:
            continue
        head, match = head_of(matcher, trigger, event["type"])
        voice = voice_of(parsed, statements, head)
        at, words = setting(matcher, trigger, head, event["type"], match, parsed.sentence(head), statements, voice)
        coded = tuple(
            {_top(parsed, matcher.syntax, party) for party in event[role]} for role in ("actors", "recipients")
        )
        labels = [1 if w in coded[0] else 2 if w in coded[1] else 0 for w in words]
        yield Sample(event, fold, at, words, labels, (coded[0], coded[1]))


def _top(parsed: Parsed, syntax: Syntax, party: Row) -> int:
    tokens = parsed.tokens(Span(*party["span"])) if party.get("span") else None
    return syntax.top(tokens) if tokens is not None else -1


def fit(data: list[Sample]) -> list[Weight]:
    """Return the weights of a multinomial logistic model with a ridge."""
    found = [list(features(s.setting, w)) for s in data for w in s.words]
    often = Counter(name for names in found for name in set(names))
    vectors = DictVectorizer()
    matrix = vectors.fit_transform([{n: 1.0 for n in names if often[n] >= FEWEST} for names in found])
    model = LogisticRegression(C=INVERSE_RIDGE, max_iter=400)
    model.fit(matrix, [label for s in data for label in s.labels])
    none, actor, recipient = model.coef_
    rows = {"": (model.intercept_[1] - model.intercept_[0], model.intercept_[2] - model.intercept_[0])}
    rows |= {n: (a - z, r - z) for n, z, a, r in zip(vectors.feature_names_, none, actor, recipient, strict=True)}
    bias = rows.pop("")
    rows["bias"] = (rows["bias"][0] + bias[0], rows["bias"][1] + bias[1])
    return [
        Weight(name, round(float(a), 2), round(float(r), 2))
        for name, (a, r) in sorted(rows.items())
        if max(abs(a), abs(r)) >= LEAST
    ]


def share_right(data: list[Sample], roles: Roles) -> float:
    """Return the share of events whose actors and recipients are the coder's words."""
    right = 0
    for s in data:
        actors, recipients = roles.choose(s.setting, roles.weigh(s.setting, s.words))
        right += ({w.token for w in actors}, {w.token for w in recipients}) == s.coded
    return right / len(data)


def by_frames(data: list[Sample]) -> float:
    """Return the same share for what the frames alone say."""
    said = [
        (set(s.setting.match.actors), set(s.setting.match.recipients)) if s.setting.match else (set(), set())
        for s in data
    ]
    return sum(one == s.coded for one, s in zip(said, data, strict=True)) / len(data)


def cross_validated(data: list[Sample], choice: Choice) -> float:
    """Return the share right where each fold is judged by the others' weights."""
    total = 0.0
    for fold in range(FOLDS):
        inside = [s for s in data if s.fold == fold]
        total += share_right(inside, Roles(fit([s for s in data if s.fold != fold]), choice)) * len(inside)
    return total / len(data)


def main() -> None:
    """Weigh and write."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("data", type=Path)
    rows = articles(ask.parse_args().data)
    parser, frames, lexicon = Parser(), load_frames(()), load_lexicon()
    data: list[Sample] = []
    for number, row in enumerate(rows):
        parsed = parser.parse(article_of(row))
        data.extend(samples(row, number % FOLDS, parsed, Matcher(Syntax(parsed.doc), frames, lexicon)))
    choice = load_choice()
    print(f"events {len(data)}; both parties the coder's words: frames {by_frames(data):.3f}, ", end="", flush=True)
    print(f"weighed {cross_validated(data, choice):.3f} (cross-validated)")
    weights = fit(data)
    TABLE.write_text(HEAD + "".join(f"{w.feature}\t{w.actor}\t{w.recipient}\n" for w in weights), encoding="utf-8")
    print(f"{len(weights)} features written to {TABLE.name}")


if __name__ == "__main__":
    main()

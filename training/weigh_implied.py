"""Weigh which party of another event is meant where a sentence names nobody: ``weigh_implied.py DATA_DIR``.

Writes ``actors/tables/implied.tsv``. Trigger, type and voice are the coder's; the parties beside are those that
``weigh_parties.py`` finds with weights from other articles, as an unseen article would have it. Prints how often the
countries of both parties are right, cross-validated by article, without and with what is implied.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from allegedly.actors import Cast
from allegedly.actors.implied import NO_COUNTRY, ROLES, Events, Implied, Offer, Who, choose
from allegedly.drafts import EventDraft
from allegedly.events.frames import load_frames
from allegedly.events.matching import Matcher
from allegedly.events.parties import Roles, load_choice
from allegedly.events.relations import load_lexicon
from allegedly.events.syntax import Syntax
from allegedly.language import Parsed, Parser
from coded import Row, articles
from weigh_events import article_of, coded_statements
from weigh_parties import FOLDS, Sample, fit, samples

INVERSE_RIDGE = 0.3
FEWEST = 4
LEAST = 0.02
TABLE = Path(__file__).parent.parent / "src" / "allegedly" / "actors" / "tables" / "implied.tsv"
HEAD = """\
# How much each feature of actors/implied.py speaks for a party of another event being the one that is meant here, and
# how much for its country being the right one. Made by training/weigh_implied.py from articles coded by hand after the
# codebook.
feature\tparty\tcountry
"""
Key = tuple[int, int, int]  #: article, event, role


@dataclass
class Told:
    """A coded article with its events as they are found."""

    row: Row
    fold: int
    parsed: Parsed
    cast: Cast
    samples: list[Sample]
    events: list[EventDraft]


@dataclass
class Open:
    """An empty role with an offer."""

    fold: int
    article: int
    event: int
    role: int
    who: Who
    offer: Offer
    party: bool  #: it is a coded party
    country: bool  #: it has the country of one


def same(coded: Row, who: Who) -> bool:
    """Tell whether a coded party has the country, or, where it has none of its own, shares a word of the name."""
    if coded["country"] not in NO_COUNTRY or who[1] not in NO_COUNTRY:
        return bool(coded["country"] == who[1])
    return shares_a_word(coded, who)


def shares_a_word(coded: Row, who: Who) -> bool:
    """Tell whether the name of a coded party and that of a party have a word in common."""
    return bool(set((coded["name"] or "").lower().split()) & set((who[0] or "").lower().split()))


def read(rows: list[Row]) -> list[Told]:
    """Return the coded articles with parties found by weights from other articles."""
    parser, frames, lexicon = Parser(), load_frames(()), load_lexicon()
    told = []
    for number, row in enumerate(rows):
        parsed = parser.parse(article_of(row))
        cast = Cast(parsed)
        cast.hear(coded_statements(row, parsed))
        found = list(samples(row, number % FOLDS, parsed, Matcher(Syntax(parsed.doc), frames, lexicon)))
        told.append(Told(row, number % FOLDS, parsed, cast, found, []))
    for fold in range(FOLDS):
        roles = Roles(fit([s for t in told if t.fold != fold for s in t.samples]), load_choice())
        for article in told:
            if article.fold == fold:
                article.events = [draft(s, roles) for s in article.samples]
    return told


def draft(sample: Sample, roles: Roles) -> EventDraft:
    """Return a coded event with its parties as they are found."""
    at = sample.setting
    actors, recipients = roles.choose(at, roles.weigh(at, sample.words))
    event = EventDraft(trigger=at.trigger, head=at.head, type=at.type)
    event.actors = [at.syntax.noun_run(w.token) for w in actors]
    event.recipients = [at.syntax.noun_run(w.token) for w in recipients]
    return event


def open_roles(told: list[Told]) -> list[Open]:
    """Return every offer for every empty role, told right or wrong."""
    found = []
    for number, article in enumerate(told):
        events = Events(article.parsed, article.events, article.cast)
        for n, (event, sample) in enumerate(zip(article.events, article.samples, strict=True)):
            for role, name in enumerate(ROLES):
                if getattr(event, name):
                    continue
                coded = sample.row[name]
                for who, offer in events.offers(n, role).items():
                    country = any(same(c, who) for c in coded)
                    party = any(same(c, who) and shares_a_word(c, who) for c in coded)
                    found.append(Open(article.fold, number, n, role, who, offer, party, country))
    return found


def weigh(data: list[Open]) -> tuple[dict[str, float], dict[str, float]]:
    """Return what speaks for a party, and what for its country."""
    return fitted(data, [o.party for o in data]), fitted(data, [o.country for o in data])


def fitted(data: list[Open], labels: list[bool]) -> dict[str, float]:
    """Return the weights of a logistic model with a ridge."""
    often = Counter(f for o in data for f in o.offer.features)
    vectors = DictVectorizer()
    matrix = vectors.fit_transform([{f: 1.0 for f in o.offer.features if often[f] >= FEWEST} for o in data])
    model = LogisticRegression(C=INVERSE_RIDGE, max_iter=500).fit(matrix, labels)
    rows = dict(zip(vectors.feature_names_, model.coef_[0], strict=True))
    rows["bias"] += model.intercept_[0]
    return {name: round(float(w), 2) for name, w in sorted(rows.items()) if abs(w) >= LEAST}


def both_right(told: list[Told], chosen: dict[Key, Implied]) -> float:
    """Return the share of events with the countries of both parties right."""
    right = total = 0
    for number, article in enumerate(told):
        events = Events(article.parsed, article.events, article.cast)
        for n, sample in enumerate(article.samples):
            total += 1
            right += all(
                matches(sample.row[name], found(events, n, role, chosen.get((number, n, role))))
                for role, name in enumerate(ROLES)
            )
    return right / total


def found(events: Events, number: int, role: int, implied: Implied | None) -> list[Who]:
    """Return the parties of a role with the implied one."""
    return [party.who for party in events.parties[number][role]] + (
        [(implied.name, implied.country)] if implied else []
    )


def matches(coded: list[Row], parties: list[Who]) -> bool:
    """Tell whether coded and found parties are the same, whatever their order."""
    return all(any(same(c, p) for p in parties) for c in coded) and all(any(same(c, p) for c in coded) for p in parties)


def chosen_of(data: list[Open], weights: tuple[dict[str, float], dict[str, float]]) -> dict[Key, Implied]:
    """Return who, or whose country, is taken over for which empty role."""
    offers: dict[Key, dict[Who, Offer]] = defaultdict(dict)
    for o in data:
        offers[o.article, o.event, o.role][o.who] = o.offer
    implied = {key: choose(options, weights) for key, options in offers.items()}
    return {key: one for key, one in implied.items() if one is not None}


def rightly(told: list[Told], chosen: dict[Key, Implied]) -> tuple[int, int]:
    """Return how many are called as a coded party is, or, where only a country is told, have the country of one."""
    right = 0
    for (article, event, role), one in chosen.items():
        who, coded = (one.name, one.country), told[article].samples[event].row[ROLES[role]]
        right += any((same if one.mention is None else shares_a_word)(c, who) for c in coded)
    return right, len(chosen)


def main() -> None:
    """Weigh and write."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("data", type=Path)
    rows = articles(ask.parse_args().data, whole=True)
    report(read(rows))


def report(told: list[Told]) -> None:
    """Fit, report and write."""
    data = open_roles(told)
    chosen: dict[Key, Implied] = {}
    for fold in range(FOLDS):
        chosen |= chosen_of([o for o in data if o.fold == fold], weigh([o for o in data if o.fold != fold]))
    print(f"countries of both parties right: {both_right(told, {}):.3f}; ", end="")
    print(f"with what is implied {both_right(told, chosen):.3f} (cross-validated)")
    for what, alone in (("parties named, by a word of the name", False), ("countries alone", True)):
        told_so = {key: one for key, one in chosen.items() if (one.mention is None) == alone}
        print("{}: {} of {} right".format(what, *rightly(told, told_so)))
    party, country = weigh(data)
    lines = [f"{name}\t{party.get(name, 0.0)}\t{country.get(name, 0.0)}\n" for name in sorted({*party, *country})]
    TABLE.write_text(HEAD + "".join(lines), encoding="utf-8")
    print(f"{len(lines)} features written to {TABLE.name}")


if __name__ == "__main__":
    main()

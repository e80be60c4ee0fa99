#!/usr/bin/env python3
"""How well parties are read when the words that name them are given.

    actors.py DATA_DIR [--dev] [--show N] [--kind named|pronoun|described]

DATA_DIR holds ``events/coded_news.jsonl`` and, beside it, ``../examples/*.gold.jsonl`` (--dev). For every source, actor
and recipient with a span: country by the rule of the event scorer's ``same_party``, sectors as the F1 of the sets, name
as a shared word. Statements are handed over as coded, so that only this room is measured. The line "events" counts
those of which all actors and all recipients are right, by the scorer's ``same_parties``: first of those whose coded
parties all have words, then of all, where a party coded without words is missing.
"""

from __future__ import annotations

import argparse
import json
import pickle
import re
import sys
import time
from collections import Counter
from pathlib import Path

from allegedly.actors import Cast
from allegedly.drafts import StatementDraft, Tokens
from allegedly.language import Parsed, Parser
from allegedly.records import Article, Block, Span, content_id

GENERIC = {None, "", "IGO", "NGO", "ISM", "IMG", "MNC"}
PRONOUNS = {
    "he",
    "she",
    "they",
    "it",
    "who",
    "which",
    "that",
    "whose",
    "i",
    "we",
    "us",
    "me",
    "him",
    "her",
    "them",
    "his",
    "its",
    "their",
    "our",
    "my",
    "you",
    "your",
    "himself",
}
FORCE = {"ASSAULT", "MOBILIZE"}


def words(name):
    return {w for w in re.findall(r"\w+", (name or "").lower()) if w not in {"the", "of", "a", "an"}}


def same_party(gold, party):
    """The scorer's rule: the same country, or a shared word of the names where the country is generic."""
    if gold["country"] in GENERIC or party.country in GENERIC:
        if gold["country"] not in GENERIC or party.country not in GENERIC:
            return False
        return bool(words(gold["name"]) & words(party.name)) or (not words(gold["name"]) and not words(party.name))
    return gold["country"] == party.country


def paragraphs(text):
    return tuple(Block(role="body", spans=(Span(m.start(), m.end()),)) for m in re.finditer(r"\S(?:.*\S)?", text))


def read(paths):
    return [
        json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines() if line.strip()
    ]


def parse_all(rows, cache):
    """Return the parses, kept in a file when one is named."""
    if cache and cache.is_file():
        return pickle.loads(cache.read_bytes())  # noqa: S301
    parser = Parser("en_core_web_sm")
    parses = []
    for row in rows:
        article = Article(
            id=content_id(row["text"]), text=row["text"], title=row.get("title"), published=row.get("published"),
            language="en", blocks=paragraphs(row["text"]),
        )  # fmt: skip
        parses.append(parser.parse(article))
    if cache:
        cache.write_bytes(pickle.dumps(parses))
    return parses


def spoken(parsed: Parsed, row) -> list[StatementDraft]:
    drafts = []
    for s in row.get("statements", []):
        source = parsed.tokens(Span(*s["source"]["span"])) if s["source"].get("span") else None
        content = tuple(t for c in s["content"] if (t := parsed.tokens(Span(*c))) is not None)
        drafts.append(StatementDraft(source, None, content, s["kind"]))
    return drafts


def mentions(row):
    """Yield (role, gold party, whether force is used) for everything with a span."""
    for s in row.get("statements", []):
        yield "source", s["source"], False
    for e in row["events"]:
        for role in ("actors", "recipients"):
            for party in e[role]:
                yield role, party, e["type"] in FORCE
    return


def same_parties(gold, parties):
    """The scorer's rule: each of the one list is somebody of the other."""
    return all(any(same_party(g, p) for p in parties) for g in gold) and all(
        any(same_party(g, p) for g in gold) for p in parties
    )


def found(cast: Cast, parsed: Parsed, event, role):
    """Return the parties of a role, read from the coded words."""
    spans = dict.fromkeys(tuple(party["span"]) for party in event[role] if party.get("span"))
    given = [tokens for span in spans if (tokens := parsed.tokens(Span(*span))) is not None]
    return [party for tokens in given for party in cast.parties(tokens, act=event["type"])]


def count_events(row, parsed: Parsed, cast: Cast, counts: Counter) -> None:
    """Count the events whose parties are all right."""
    for event in row["events"]:
        roles = ("actors", "recipients")
        right = all(same_parties(event[role], found(cast, parsed, event, role)) for role in roles)
        worded = all(party.get("span") for role in roles for party in event[role])
        counts.update(all=1, right=right, worded=worded, worded_right=right and worded)


def sort_of(text: str, parsed: Parsed, tokens: Tokens) -> str:
    if text.lower() in PRONOUNS:
        return "pronoun"
    return "named" if any(parsed.doc[n].pos_ == "PROPN" for n in range(*tokens)) else "described"


def f1(gold, predicted):
    gold, predicted = set(gold), set(predicted)
    if not gold and not predicted:
        return 1.0
    return 2 * len(gold & predicted) / (len(gold) + len(predicted))


def measure(rows, parses, show=0, kind=None):
    tally: dict[str, Counter] = {}
    events: Counter = Counter()
    for row, parsed in zip(rows, parses, strict=True):
        cast = Cast(parsed)
        cast.hear(spoken(parsed, row))
        count_events(row, parsed, cast, events)
        for role, gold, force in mentions(row):
            tokens = parsed.tokens(Span(*gold["span"])) if gold.get("span") else None
            if tokens is None:
                continue
            party = cast.party(tokens, force=force)
            text = row["text"][slice(*gold["span"])]
            sort = sort_of(text, parsed, tokens)
            right, sectors = same_party(gold, party), f1(gold["sectors"], party.sectors)
            for key in ("all", role, sort):
                counts = tally.setdefault(key, Counter())
                counts["n"] += 1
                counts["party"] += right
                counts["sectors"] += sectors
                counts["name"] += bool(words(gold["name"]) & words(party.name))
            if show and kind in (None, sort) and not (right and (sectors == 1 or kind)):
                show -= 1
                print(f"{sort:9} {role:9} {text!r:45.60} gold {gold['name']!r:.40} {gold['country']} {gold['sectors']} "
                      f"got {party.name!r:.40} {party.country} {party.sectors}", file=sys.stderr)  # fmt: skip
    return tally, events


def speed(parses):
    """CPU seconds for the construction and 60 parties, per 750 words."""
    started, tokens = time.process_time(), 0
    for parsed in parses:
        cast = Cast(parsed)
        tokens += len(parsed.doc)
        for n in range(0, len(parsed.doc) - 3, max(1, len(parsed.doc) // 60)):
            cast.party(Tokens(n, n + 2))
    return (time.process_time() - started) / tokens * 870


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("data", type=Path)
    ask.add_argument("--dev", action="store_true", help="measure on the examples beside the folder instead")
    ask.add_argument("--show", type=int, default=0, metavar="N", help="print the first N faults to stderr")
    ask.add_argument("--kind", choices=("named", "pronoun", "described"), help="only these faults, party wrong")
    ask.add_argument("--cache", type=Path, help="file in which the parses are kept")
    asked = ask.parse_args()
    gold = (
        sorted((asked.data.parent / "examples").glob("*.gold.jsonl"))
        if asked.dev
        else [asked.data / "events" / "coded_news.jsonl"]
    )
    rows = read(gold)
    parses = parse_all(rows, asked.cache)
    tally, events = measure(rows, parses, asked.show, asked.kind)
    for key, counts in tally.items():
        shares = "  ".join(f"{name} {counts[name] / counts['n']:.3f}" for name in ("party", "sectors", "name"))
        print(f"{key:10} n {counts['n']:5}  {shares}")
    worded, every = events["worded_right"] / events["worded"], events["right"] / events["all"]
    print(f"events     n {events['worded']:5}  all parties {worded:.3f}; of all {events['all']} {every:.3f}")
    print(f"speed      {speed(parses):.4f} CPU s for an article of 750 words and 60 parties")


if __name__ == "__main__":
    main()

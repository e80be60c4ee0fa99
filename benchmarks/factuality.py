"""Judge whether events happened: ``factuality.py IN OUT``.

IN: JSON lines ``{id, tokens, pred_start, pred_end}``. OUT: ``{id, cls, score}`` with ``cls`` one of CT+, CT-, UNC, FUT
and ``score`` from -3 (certainly not) to 3 (certainly). The rules of ``allegedly.events.factuality`` decide, the same
that code articles.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from spacy.tokens import Doc

from allegedly.events.factuality import Factuality, load_judge
from allegedly.events.syntax import Syntax
from allegedly.language import Parser

QUOTES = {"``": '"', "''": '"', "-LRB-": "(", "-RRB-": ")"}


def class_of(fact: Factuality) -> str:
    """Return the class that a reading falls under."""
    if fact.tense == "future":
        return "FUT"
    if fact.certainty in ("possible", "unknown"):
        return "UNC"
    return "CT-" if fact.polarity == "-" else "CT+"


def head_of(syntax: Syntax, start: int, end: int) -> int:
    """Return the token of a predicate that carries its syntax."""
    return next((i for i in range(start, end) if not start <= syntax.head[i] < end), start)


def judged(rows: list[dict[str, Any]], parser: Parser) -> Iterator[dict[str, Any]]:
    """Yield the answer to each row; sentences that several rows share are parsed once."""
    judge = load_judge()
    seen: dict[tuple[str, ...], Syntax] = {}
    for row in rows:
        words = tuple(QUOTES.get(word, word) for word in row["tokens"])
        if words not in seen:
            seen[words] = Syntax(parsed(words, parser))
        syntax = seen[words]
        fact = judge.judge(syntax, head_of(syntax, row["pred_start"], row["pred_end"]))
        yield {"id": row["id"], "cls": class_of(fact), "score": round(fact.score, 3)}


def parsed(words: tuple[str, ...], parser: Parser) -> Doc:
    """Parse a sentence that is given in tokens."""
    doc = Doc(parser.pipeline.vocab, words=list(words))
    for _, component in parser.pipeline.pipeline:
        doc = component(doc)
    return doc


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("rows", type=Path, metavar="IN")
    ask.add_argument("answers", type=Path, metavar="OUT")
    asked = ask.parse_args()
    rows = [json.loads(line) for line in asked.rows.read_text(encoding="utf-8").splitlines() if line.strip()]
    answers = [json.dumps(answer) + "\n" for answer in judged(rows, Parser())]
    asked.answers.write_text("".join(answers), encoding="utf-8")


if __name__ == "__main__":
    main()

"""Name the relation of marked pairs: ``relations.py IN OUT``.

IN: JSON lines ``{uid, sentence, marked_sentence, source, target}``. OUT: ``{uid, root, binary}``: ``root`` is one of
the fifteen labels of the PLV data (CONCEDE and RETREAT are YIELD there), ``binary`` 0 for cooperation and 1 for
conflict. Nothing was trained on that data.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from allegedly.drafts import Tokens
from allegedly.events import Finder
from allegedly.events.pairs import relation_between
from allegedly.language import Parsed, Parser
from allegedly.records import Article, Block, Span

YIELD = {"CONCEDE": "YIELD", "RETREAT": "YIELD"}
COOPERATION = frozenset({"AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "YIELD"})
MARK = re.compile(r"</?[st]>")
#: Where no word says anything done: the commonest relation in news of two parties.
NOTHING_SAID = "ACCUSE"


def span_of(row: dict[str, Any], tag: str, name: str) -> Span:
    """Return the characters of the sentence that are marked as source or target."""
    marked = row["marked_sentence"]
    start, end = marked.find(f"<{tag}>"), marked.find(f"</{tag}>")
    if start < 0 or end < start:
        at = max(0, row["sentence"].find(row[name]))
        return Span(at, at + max(1, len(row[name])))
    plain = len(MARK.sub("", marked[:start]))
    return Span(plain, plain + len(MARK.sub("", marked[start + 3 : end])))


def parse(text: str, parser: Parser) -> Parsed:
    """Parse a bare sentence."""
    return parser.parse(Article(id="pair", text=text, blocks=(Block(role="body", spans=(Span(0, len(text)),)),)))


def run_of(parsed: Parsed, span: Span) -> Tokens:
    """Return the tokens of a span, or the first token where it holds none."""
    found = parsed.tokens(Span(span.start, min(span.end, len(parsed.article.text))))
    return found if found is not None else Tokens(0, 1)


def answers(rows: list[dict[str, Any]], parser: Parser, finder: Finder) -> Iterator[dict[str, Any]]:
    """Yield the answer to each row; a sentence that several rows share is parsed once."""
    seen: dict[str, Parsed] = {}
    for row in rows:
        text = MARK.sub("", row["marked_sentence"])
        if text not in seen:
            seen[text] = parse(text, parser)
        parsed = seen[text]
        source, target = (run_of(parsed, span_of(row, tag, name)) for tag, name in (("s", "source"), ("t", "target")))
        relation = relation_between(finder, parsed, source, target)
        kind = relation.type if relation else NOTHING_SAID
        root = YIELD.get(kind, kind)
        yield {"uid": row["uid"], "root": root, "binary": int(root not in COOPERATION)}


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("rows", type=Path, metavar="IN")
    ask.add_argument("answers", type=Path, metavar="OUT")
    asked = ask.parse_args()
    rows = [json.loads(line) for line in asked.rows.read_text(encoding="utf-8").splitlines() if line.strip()]
    parser, finder = Parser(), Finder()
    started = time.process_time()
    lines = [json.dumps(answer) + "\n" for answer in answers(rows, parser, finder)]
    spent = time.process_time() - started
    asked.answers.write_text("".join(lines), encoding="utf-8")
    print(f"{len(lines)} pairs in {spent:.1f} CPU s, {len(lines) / max(spent, 1e-9):.0f} a second", file=sys.stderr)


if __name__ == "__main__":
    main()

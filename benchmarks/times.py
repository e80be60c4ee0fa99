"""Tag time expressions: ``python benchmarks/times.py IN OUT``, or time coded events: ``… --events CODED.jsonl``.

IN holds ``{id, text, dct}`` a line, OUT gets ``{id, timex: [{start, end, type, value}]}``. CODED holds articles in the
record format; printed is how often a coded event, given its trigger, gets the coded interval.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from allegedly.drafts import EventDraft
from allegedly.language import Parsed, Parser
from allegedly.records import Article, Block, Span, content_id
from allegedly.times import Calendar, tag


def rows(path: str) -> Iterator[dict[str, Any]]:
    with Path(path).open(encoding="utf-8") as lines:
        yield from map(json.loads, filter(str.strip, lines))


def expressions(source: str, target: str) -> None:
    started, characters, documents = time.process_time(), 0, 0
    with Path(target).open("w", encoding="utf-8") as out:
        for row in rows(source):
            found = tag(row["text"], row.get("dct"))
            timex = [{"start": t.span.start, "end": t.span.end, "type": t.type, "value": t.value} for t in found]
            out.write(json.dumps({"id": row["id"], "timex": timex}) + "\n")
            characters, documents = characters + len(row["text"]), documents + 1
    spent = time.process_time() - started
    print(f"{documents} documents, {characters:,} characters, {spent:.2f} CPU s", file=sys.stderr)


def parse(parser: Parser, row: dict[str, Any]) -> Parsed:
    text = row["text"]
    pieces = [Span(m.start(), m.end()) for m in re.finditer(r"\S(?:[^\n]|\n(?!\n))*", text)]
    blocks = tuple(Block(role="body", spans=(piece,)) for piece in pieces)
    return parser.parse(Article(id=content_id(text), text=text, published=row["published"], blocks=blocks))


def draft(parsed: Parsed, event: dict[str, Any]) -> EventDraft | None:
    tokens = parsed.tokens(Span(*event["trigger"]))
    if tokens is None:
        return None
    judged = {name: event[name] for name in ("type", "certainty", "polarity", "tense")}
    return EventDraft(trigger=tokens, head=parsed[tokens].root.i, voice=tuple(range(len(event["voice"]))), **judged)


def events(source: str) -> None:
    parser, timed, right, untimed, invented = Parser(), 0, 0, 0, 0
    for row in rows(source):
        parsed = parse(parser, row)
        calendar = Calendar(parsed)
        for event in row["events"]:
            asked = draft(parsed, event)
            found = calendar.time_of(asked) if asked else None
            if event["time"]:
                timed += 1
                right += found is not None and (found.start, found.end) == (
                    event["time"]["start"],
                    event["time"]["end"],
                )
            else:
                untimed += 1
                invented += found is not None
    print(
        f"{right} of {timed} right ({right / timed:.3f}); {invented} of {untimed} invented ({invented / untimed:.3f})"
    )


if __name__ == "__main__":
    events(sys.argv[2]) if sys.argv[1] == "--events" else expressions(*sys.argv[1:3])

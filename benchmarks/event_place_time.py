"""Place and date coded events: ``python benchmarks/event_place_time.py CODED.jsonl``.

CODED holds articles in the record format. Each coded event is asked for by its trigger, type, parties and voice, so
that what is measured is place and time alone. Right: within 161 km, the same first and last day. "Given" is how often
one is given to an event that the coder gave none.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from allegedly.drafts import EventDraft
from allegedly.language import Parsed, Parser
from allegedly.places import Atlas
from allegedly.places.resolve import kilometres
from allegedly.reading import article_from_text
from allegedly.records import Interval, Place, Span
from allegedly.times import Calendar

NEAR_KM = 161.0
Row = dict[str, Any]


def draft(parsed: Parsed, event: Row, voices: Mapping[str, int]) -> EventDraft | None:
    """Return a coded event as a draft; None where its trigger is in no sentence."""
    trigger = parsed.tokens(Span(*event["trigger"]))
    if trigger is None:
        return None
    judged = {name: event[name] for name in ("type", "mode", "certainty", "polarity", "tense")}
    voice = tuple(voices[v] for v in event["voice"])
    found = EventDraft(trigger=trigger, head=parsed[trigger].root.i, voice=voice, **judged)
    for role, runs in (("actors", found.actors), ("recipients", found.recipients)):
        spans = (parsed.tokens(Span(*party["span"])) for party in event[role] if party.get("span"))
        runs.extend(tokens for tokens in spans if tokens)
    return found


def same_place(found: Place | None, coded: Row) -> bool:
    """Tell whether a place is within the distance."""
    if found is None or found.lat is None or found.lon is None:
        return False
    return kilometres(found.lat, found.lon, coded["lat"], coded["lon"]) <= NEAR_KM


def same_days(found: Interval | None, coded: Row) -> bool:
    """Tell whether an interval is the same."""
    return found is not None and (found.start, found.end) == (coded["start"], coded["end"])


def count(counts: Counter[str], field: str, coded: Row | None, given: bool, right: bool) -> None:
    """Add one event to the counts of a field."""
    counts[f"{field} given"] += given
    if coded:
        counts[f"{field} coded"] += 1
        counts[f"{field} right"] += right
    else:
        counts[f"{field} uncoded"] += 1
        counts[f"{field} given uncoded"] += given


def figures(counts: Counter[str], field: str) -> str:
    """Return the figures of a field as a line."""
    right, coded, given = (counts[f"{field} {name}"] for name in ("right", "coded", "given"))
    uncoded, invented = counts[f"{field} uncoded"], counts[f"{field} given uncoded"]
    return (
        f"{field}: right {right} of {coded} ({right / max(1, coded):.3f}); "
        f"given where none is coded {invented} of {uncoded} ({invented / max(1, uncoded):.3f}); "
        f"F1 {2 * right / max(1, coded + given):.3f}"
    )


def main() -> None:
    """Read CODED and print the figures."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("coded", type=Path)
    rows = [json.loads(line) for line in options.parse_args().coded.read_text(encoding="utf-8").splitlines() if line]
    parser, counts, spent = Parser(), Counter[str](), 0.0
    for row in rows:
        article = article_from_text(row["text"], title=row.get("title"), published=row.get("published"))
        parsed = parser.parse(article)
        voices = {statement["id"]: n for n, statement in enumerate(row["statements"])}
        asked = [(event, draft(parsed, event, voices)) for event in row["events"]]
        drafts = [found for _, found in asked if found]
        began = time.process_time()
        atlas, calendar = Atlas(parsed, events=drafts), Calendar(parsed, events=drafts)
        answers = {id(found): (atlas.place_of(found), calendar.time_of(found)) for found in drafts}
        spent += time.process_time() - began
        for event, found in asked:
            place, days = answers.get(id(found), (None, None))
            count(
                counts,
                "place",
                event["place"],
                place is not None,
                bool(event["place"]) and same_place(place, event["place"]),
            )
            count(
                counts, "time", event["time"], days is not None, bool(event["time"]) and same_days(days, event["time"])
            )
    print(
        figures(counts, "place"), figures(counts, "time"), f"{spent / max(1, len(rows)):.3f} CPU s an article", sep="\n"
    )


if __name__ == "__main__":
    main()

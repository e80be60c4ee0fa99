"""Find and resolve the places in texts, as the product does.

    python benchmarks/places.py IN OUT [--gold-spans]

IN holds JSON lines {id, text, dct?, toponyms?: [{start, end}]}, OUT gets {id, toponyms: [{start, end, geonames_id, lat,
lon, score}]}. With ``--gold-spans`` the spans of IN are resolved and nothing is searched for.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from pathlib import Path
from typing import Any

from allegedly.language import Parsed, Parser
from allegedly.places import Atlas, PlaceMention
from allegedly.records import Article, Block, Span, content_id


def article_of(text: str) -> Article:
    """Return a text as an article, one block a line; every line is read, whatever its role in a newspaper would be."""
    blocks = tuple(Block(role="body", spans=(Span(*line.span()),)) for line in re.finditer(r"[^\n]*\S[^\n]*", text))
    return Article(id=content_id(text), text=text, blocks=blocks)


def row(mention: PlaceMention) -> dict[str, Any]:
    """Return a mention as the scorer reads it."""
    place = mention.place
    start, end = place.span or (0, 0)
    found = {"start": start, "end": end, "geonames_id": place.geonames, "lat": place.lat, "lon": place.lon}
    return {**found, "score": place.score}


def found(atlas: Atlas) -> list[dict[str, Any]]:
    """Return the toponyms that the product finds."""
    return [row(mention) for mention in atlas.places]


def given(atlas: Atlas, parsed: Parsed, toponyms: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the given spans resolved."""
    spans = [(t, parsed.tokens(Span(t["start"], t["end"]))) for t in toponyms]
    read = [(t, tokens) for t, tokens in spans if tokens]
    mentions = atlas.resolve([tokens for _, tokens in read])
    return [
        {**row(mention), "start": t["start"], "end": t["end"]}
        for (t, _), mention in zip(read, mentions, strict=True)
        if mention
    ]


def main() -> None:
    """Read IN, write OUT, and tell on standard error what a text cost."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("source", type=Path)
    options.add_argument("target", type=Path)
    options.add_argument("--gold-spans", action="store_true", help="resolve the spans of IN")
    chosen = options.parse_args()
    parser, spent, count = Parser(), 0.0, 0
    with chosen.source.open(encoding="utf-8") as lines, chosen.target.open("w", encoding="utf-8") as target:
        for line in lines:
            record = json.loads(line)
            parsed = parser.parse(article_of(record["text"]))
            began = time.process_time()
            atlas = Atlas(parsed)
            toponyms = given(atlas, parsed, record.get("toponyms", [])) if chosen.gold_spans else found(atlas)
            spent += time.process_time() - began
            count += 1
            target.write(json.dumps({"id": record["id"], "toponyms": toponyms}, ensure_ascii=False) + "\n")
    print(f"{count} texts, {1000 * spent / max(1, count):.1f} ms each beyond the parse", file=sys.stderr)


if __name__ == "__main__":
    main()

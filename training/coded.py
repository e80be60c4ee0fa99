"""The articles coded by hand: those of the data folder, and those of ``codings.jsonl`` beside this file.

``codings.jsonl`` has one article a line: ``id``, ``coder``, ``coded`` (the day), ``sha256`` of the text, and
``statements`` and ``events`` as records have them. It holds no text: that is in the data folder, in
``news/open_news.jsonl`` or, where ``characters`` tell which part was coded, in ``attribution/polnear_train.jsonl``.

A fifth of the coded articles, openings of PolNeAR's aside, is kept from everything that learns except the few numbers
that weigh one model against another: those are fitted on it.

    python training/coded.py DATA_DIR "kept back" > GOLD.jsonl

``second_codings.jsonl`` has in the same form second codings of articles of the data folder, by coders who had not seen
the first ones; the parts "first" and "second" print both, to be compared.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path
from typing import Any, Literal, get_args

CODINGS = Path(__file__).parent / "codings.jsonl"
SECOND = Path(__file__).parent / "second_codings.jsonl"
Row = dict[str, Any]
Part = Literal["all", "learned", "kept back"]


def rows(path: Path) -> list[Row]:
    """Return the rows of a JSON-lines file."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def articles(data: Path, part: Part = "learned", *, whole: bool = False) -> list[Row]:
    """Return the coded articles with their texts, in the order of their files.

    ``whole`` leaves out those of which only the opening was coded: they tell little of how an article hangs together.
    Raises ``SystemExit`` if the text of an article is not the one that was coded.
    """
    found = rows(data / "events" / "coded_news.jsonl") + _own(data)
    found = [row for row in found if not (whole and "characters" in row)]
    return [row for row in found if part == "all" or kept_back(row) == (part == "kept back")]


def kept_back(row: Row) -> bool:
    """Tell whether a coded article belongs to the fifth that nothing learns from, by a hash of its id."""
    return "characters" not in row and int(hashlib.sha256(row["id"].encode()).hexdigest(), 16) % 5 == 0


def _own(data: Path) -> list[Row]:
    texts = {row["id"]: row for row in rows(data / "news" / "open_news.jsonl")}
    texts |= {row["id"]: row | {"published": row["date"]} for row in rows(data / "attribution" / "polnear_train.jsonl")}
    return [_with_text(coding, texts) for coding in rows(CODINGS)]


def _with_text(coding: Row, texts: dict[str, Row]) -> Row:
    article = texts.get(coding["id"])
    if article is None:
        raise SystemExit(f"{coding['id']}: coded here, but its text is not in the data folder")
    text = article["text"][slice(*coding.get("characters", (None,)))]
    if hashlib.sha256(text.encode()).hexdigest() != coding["sha256"]:
        raise SystemExit(f"{coding['id']}: its text in the data folder is not the one that was coded")
    return coding | {"text": text, "title": article["title"], "published": article["published"]}


def twice(data: Path, which: Literal["first", "second"]) -> list[Row]:
    """Return the first or the second codings of the articles that were coded twice, in one order."""
    first = {row["id"]: row for row in rows(data / "events" / "coded_news.jsonl")}
    second = rows(SECOND)
    return [first[row["id"]] if which == "first" else _with_text(row, first) for row in second]


def main() -> None:
    """Print coded articles with their texts."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("data", type=Path)
    ask.add_argument("part", choices=[*get_args(Part), "first", "second"])
    asked = ask.parse_args()
    part = asked.part
    found = twice(asked.data, part) if part in ("first", "second") else articles(asked.data, part)
    for row in found:
        print(json.dumps(row, ensure_ascii=False))


if __name__ == "__main__":
    main()

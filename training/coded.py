"""The articles coded by hand: those of the data folder, and those of ``codings.jsonl`` beside this file.

``codings.jsonl`` has one article a line: ``id``, ``coder``, ``coded`` (the day), ``sha256`` of the text, and
``statements`` and ``events`` as records have them. It holds no text: that is in ``news/open_news.jsonl`` of the data
folder. A fifth of all coded articles is kept from everything that learns except the few numbers that weigh one model
against another: those are fitted on it, and what is measured on it is measured on unseen articles.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, Literal

CODINGS = Path(__file__).parent / "codings.jsonl"
Row = dict[str, Any]
Part = Literal["all", "learned", "kept back"]


def rows(path: Path) -> list[Row]:
    """Return the rows of a JSON-lines file."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def articles(data: Path, part: Part = "learned") -> list[Row]:
    """Return the coded articles with their texts, in the order of their files.

    Raises ``SystemExit`` if the text of an article is not the one that was coded.
    """
    found = rows(data / "events" / "coded_news.jsonl") + _own(data)
    return [row for row in found if part == "all" or kept_back(row) == (part == "kept back")]


def kept_back(row: Row) -> bool:
    """Tell whether a coded article belongs to the fifth that nothing learns from, by a hash of its id."""
    return int(hashlib.sha256(row["id"].encode()).hexdigest(), 16) % 5 == 0


def _own(data: Path) -> list[Row]:
    news = {row["id"]: row for row in rows(data / "news" / "open_news.jsonl")}
    return [_with_text(coding, news) for coding in rows(CODINGS)]


def _with_text(coding: Row, news: dict[str, Row]) -> Row:
    article = news.get(coding["id"])
    if article is None:
        raise SystemExit(f"{coding['id']}: coded in {CODINGS.name}, but not in news/open_news.jsonl")
    if hashlib.sha256(article["text"].encode()).hexdigest() != coding["sha256"]:
        raise SystemExit(f"{coding['id']}: the text in news/open_news.jsonl is not the one that was coded")
    return coding | {name: article[name] for name in ("text", "title", "published")}

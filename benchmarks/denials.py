"""Label sentences as denial, rejection, refusal, conflict or none, and name who denies.

    python benchmarks/denials.py IN.jsonl OUT.jsonl

Each row of IN holds ``id`` and ``sentence``; each row of OUT ``id``, ``label`` (DENY, REJECT, REFUSE, CONFLICT, OTHER)
and ``denier`` (words of the sentence, or null).
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from allegedly.attribution import find_denials, find_statements, weightiest
from allegedly.language import Parser
from allegedly.records import Article, Block, Span, content_id


def label(parser: Parser, row: dict[str, str]) -> dict[str, str | None]:
    text = row["sentence"]
    blocks = (Block(role="body", spans=(Span(0, len(text)),)),)
    parsed = parser.parse(Article(id=content_id(text), text=text, blocks=blocks))
    denial = weightiest(find_denials(parsed, find_statements(parsed)))
    denier = parsed.text(denial.denier) if denial and denial.denier else None
    return {"id": row["id"], "label": denial.label if denial else "OTHER", "denier": denier}


def main(source: str, target: str) -> None:
    rows = [json.loads(line) for line in Path(source).read_text(encoding="utf-8").splitlines() if line.strip()]
    parser = Parser()
    lines = [json.dumps(label(parser, row), ensure_ascii=False) for row in rows]
    Path(target).write_text("".join(line + "\n" for line in lines), encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    main(sys.argv[1], sys.argv[2])

"""Name the articles that carry the same report, and what became of it on the way.

    python benchmarks/copies.py IN OUT

IN has lines ``{id, title, text, published?}``, OUT lines ``{a, b, relation, contained, changed}``, where the
relation is one of copy, update, partial.
"""

import json
import sys
from pathlib import Path

from allegedly.archive.copies import copies

PARTIAL = {"cut": "partial", "embedded": "partial"}


def main(source: str, target: str) -> None:
    rows = [json.loads(line) for line in Path(source).read_text(encoding="utf-8").splitlines() if line.strip()]
    rows.sort(key=lambda row: row.get("published") or "")
    with Path(target).open("w", encoding="utf-8") as out:
        for a, b, found in copies({row["id"]: row["text"] for row in rows}):
            figures = [list(pair) for change in found.changes for pair in change.figures]
            relation = PARTIAL.get(found.relation, found.relation)
            line = {"a": a, "b": b, "relation": relation, "contained": round(found.contained, 4), "changed": figures}
            out.write(json.dumps(line, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:3])

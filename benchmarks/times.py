"""Tag time expressions: ``python benchmarks/times.py IN OUT``.

IN holds ``{id, text, dct}`` a line, OUT gets ``{id, timex: [{start, end, type, value}]}``.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from allegedly.times import tag


def main(source: str, target: str) -> None:
    started, characters, documents = time.process_time(), 0, 0
    with Path(source).open(encoding="utf-8") as rows, Path(target).open("w", encoding="utf-8") as out:
        for row in map(json.loads, filter(str.strip, rows)):
            found = tag(row["text"], row.get("dct"))
            timex = [{"start": t.span.start, "end": t.span.end, "type": t.type, "value": t.value} for t in found]
            out.write(json.dumps({"id": row["id"], "timex": timex}) + "\n")
            characters, documents = characters + len(row["text"]), documents + 1
    spent = time.process_time() - started
    print(f"{documents} documents, {characters:,} characters, {spent:.2f} CPU s", file=sys.stderr)


if __name__ == "__main__":
    main(*sys.argv[1:3])

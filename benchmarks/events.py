"""Code articles that people have coded, and score: the main job, end to end.

    python benchmarks/events.py GOLD.jsonl [--scorer PATH/score_events.py] [--rules-only] [-o OUT.jsonl]

GOLD holds articles in the record format (docs/format.md), of which only ``id``, ``text``, ``title`` and ``published``
are read. OUT gets them as the shipped coder codes them, the same that ``allegedly code --format jsonl`` writes. The
scorer is called with GOLD and OUT; any that takes these two will do.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from allegedly import Coder
from allegedly.exports import exporter
from allegedly.reading import Failure, find_paths, read_safely

ASKED = ("id", "text", "title", "published")


def bare(gold: Path, folder: Path) -> Path:
    """Return a file with what an article's reader knows of it, and nothing of its coding."""
    lines = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines() if line.strip()]
    known = [{name: row[name] for name in ASKED if row.get(name)} for row in lines]
    path = folder / "articles.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in known), encoding="utf-8")
    return path


def code(articles: Path, out: Path, learned: bool | None) -> None:
    """Code the articles and tell what it cost."""
    coder = Coder(learned=learned)
    started, coded, words = time.process_time(), 0, 0
    with out.open("w", encoding="utf-8") as stream:
        writer = exporter("jsonl", stream)
        for result in coder.pipe(read_safely(find_paths([articles]))):
            if isinstance(result, Failure):
                raise SystemExit(str(result))
            writer.write(result)
            coded, words = coded + 1, words + len(result.text.split())
        writer.finalize()
    spent = time.process_time() - started
    print(f"{coder.name}\n{coded} articles, {words:,} words, {spent:.1f} CPU s", file=sys.stderr)


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("gold", type=Path)
    ask.add_argument("--scorer", type=Path, help="a program that compares GOLD and OUT")
    ask.add_argument("--rules-only", action="store_true", help="without the encoder")
    ask.add_argument("-o", "--output", type=Path, metavar="OUT", help="where the coded articles are kept")
    asked = ask.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        out = asked.output or Path(folder) / "coded.jsonl"
        code(bare(asked.gold, Path(folder)), out, learned=False if asked.rules_only else None)
        if asked.scorer:
            subprocess.run([sys.executable, asked.scorer, asked.gold, out], check=True)
        elif not asked.output:
            sys.stdout.write(out.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()

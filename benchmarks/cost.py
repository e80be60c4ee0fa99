"""What coding costs beside the bare parse of the same text: ``cost.py GOLD.jsonl [--rounds N]``.

GOLD holds articles, one a line, with ``text``; they are joined to articles of about 750 words. For the shipped coder
and for the rules alone, each in a process of its own:

parse     CPU seconds an article for spaCy's whole pipeline and nothing else; median over rounds
code      CPU seconds an article from text to record, in the same process, parse and code by turns
memory    the most that the process held
start-up  seconds from the call of ``allegedly code`` to its end on one such article, on the clock and of CPU; the best
          of three
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

WORDS = 750
STARTS = 3
COMMAND = (sys.executable, "-c", "from allegedly.cli import main; main()", "code", "--format", "jsonl")
MODES = {"encoder": None, "rules alone": False}


def articles(gold: Path) -> list[str]:
    """Return texts of about 750 words, made of the file's articles by cutting and joining at paragraphs."""
    return list(joined(paragraphs(gold)))


def paragraphs(gold: Path) -> Iterator[str]:
    for line in gold.read_text(encoding="utf-8").splitlines():
        yield from filter(str.strip, json.loads(line)["text"].split("\n"))


def joined(parts: Iterable[str]) -> Iterator[str]:
    held: list[str] = []
    for part in parts:
        held.append(part)
        if sum(len(p.split()) for p in held) >= WORDS:
            yield "\n\n".join(held)
            held = []


def spent(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def measure(texts: list[str], rounds: int, learned: bool | None) -> dict[str, Any]:
    """Return the medians over rounds and the memory of this process."""
    from allegedly import Coder

    coder = Coder(learned=learned)
    nlp = coder.parser.pipeline
    seen = [
        coder.explain(text, published="2017-10-10") for text in texts
    ]  # warms up; the coder may parse less than all
    parsed = [coding.work.parsed.doc.text for coding in seen if coding.work]
    parse, code = [], []
    for _ in range(rounds):
        parse.append(spent(lambda: [nlp(text) for text in parsed]) / len(texts))
        code.append(spent(lambda: [coder.code(text, published="2017-10-10") for text in texts]) / len(texts))
    return {
        "name": coder.name, "parse": median(parse), "code": median(code),
        "ratio": median(c / p for c, p in zip(code, parse, strict=True)),
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    }  # fmt: skip


def start_up(text: str, options: list[str]) -> tuple[float, float]:
    """Return the shortest time from the call to the coded article, on the clock and of CPU, all processes together."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "article.txt"
        path.write_text(text, encoding="utf-8")
        times = []
        for _ in range(STARTS):
            started, before = time.perf_counter(), cpu_of_children()
            subprocess.run([*COMMAND, *options, path], check=True, capture_output=True)
            times.append((time.perf_counter() - started, cpu_of_children() - before))
    return min(times)


def cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def in_a_process(asked: argparse.Namespace, mode: str) -> dict[str, Any]:
    """Measure one mode where nothing else has been loaded."""
    command = [sys.executable, __file__, asked.gold, "--rounds", str(asked.rounds), "--mode", mode]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)  # type: ignore[no-any-return]


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("gold", type=Path)
    ask.add_argument("--rounds", type=int, default=7)
    ask.add_argument("--mode", choices=MODES, help=argparse.SUPPRESS)
    asked = ask.parse_args()
    texts = articles(asked.gold)
    if asked.mode:
        print(json.dumps(measure(texts, asked.rounds, MODES[asked.mode])))
        return
    words = sum(len(text.split()) for text in texts) / len(texts)
    print(f"{len(texts)} articles of {words:.0f} words, medians of {asked.rounds} rounds")
    heads = ("", "parse, CPU s", "code, CPU s", "times the parse", "memory, GB", "start-up, s", "of CPU")
    print(f"| {' | '.join(heads)} |\n{'|---' * len(heads)}|")
    for mode in MODES:
        cost = in_a_process(asked, mode)
        start, cpu = start_up(texts[0], ["--rules-only"] if mode == "rules alone" else [])
        print(
            f"| {cost['name']} | {cost['parse']:.3f} | {cost['code']:.3f} | {cost['ratio']:.2f}"
            f" | {cost['memory'] / 1e9:.2f} | {start:.1f} | {cpu:.1f} |"
        )


if __name__ == "__main__":
    main()

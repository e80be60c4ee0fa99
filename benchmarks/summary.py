"""Print the one table of docs/benchmarks/index.md from what ``all.sh`` left: ``summary.py OUT [--into PAGE.md]``.

With --into the table of the page is replaced, between the lines ``<!-- figures -->`` and ``<!-- end -->``.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

MARKS = re.compile(r"(?<=<!-- figures -->\n).*?(?=<!-- end -->)", re.DOTALL)


class Row(NamedTuple):
    """A figure: whose file it is in, where, and what others reach or we aim at."""

    task: str
    name: str
    file: str
    path: str
    beside: str
    command: str


EVENTS = "`events.py GOLD`"
ROWS = (
    Row("Events in ten articles coded twice", "found, F1", "events-news", "find.f1",
        "aim .60; UniversalPetrarch .473, PETRARCH2 .132, a second coder .93", EVENTS),
    Row("", "found and typed, F1", "events-news", "type.f1",
        "aim .45; UniversalPetrarch .351, PETRARCH2 .118, a second coder .91", EVENTS),
    Row("", "with both parties' countries, F1", "events-news", "dyad.f1",
        "UniversalPetrarch .076, PETRARCH2 .066, a second coder .85", EVENTS),
    Row("", "with voice, polarity and certainty, F1", "events-news", "attributed.f1",
        "aim .22; UniversalPetrarch .053, PETRARCH2 .053, a second coder .81", EVENTS),
    Row("", "on whose word, accuracy", "events-news", "voice", "aim .75; no other coder says", EVENTS),
    Row("", "statements, F1", "events-news", "statements.f1", "aim .65", EVENTS),
    Row("", "place within 161 km", "events-news", "place", "", EVENTS),
    Row("", "time, interval equal", "events-news", "time", "", EVENTS),
    Row("… without the encoder", "found, F1", "events-news--rules-only", "find.f1", "",
        "`events.py GOLD --rules-only`"),
    Row("", "with voice, polarity and certainty, F1", "events-news--rules-only", "attributed.f1", "",
        "`events.py GOLD --rules-only`"),
    Row("Events in a wire story passed on twice", "found, F1", "events-seed", "find.f1", "aim .55", EVENTS),
    Row("", "with voice, polarity and certainty, F1", "events-seed", "attributed.f1", "aim .25", EVENTS),
    Row("Events in 62 articles that only a dozen weights were fitted on", "found, F1", "events-kept", "find.f1",
        "a second coder, of 16 like ones, .885", EVENTS),
    Row("", "found and typed, F1", "events-kept", "type.f1", "a second coder .847", EVENTS),
    Row("", "with both parties' countries, F1", "events-kept", "dyad.f1", "a second coder .751", EVENTS),
    Row("", "with voice, polarity and certainty, F1", "events-kept", "attributed.f1", "a second coder .723", EVENTS),
    Row("", "on whose word, accuracy", "events-kept", "voice", "a second coder .968", EVENTS),
    Row("", "statements, F1", "events-kept", "statements.f1", "a second coder .949", EVENTS),
    Row("", "place within 161 km", "events-kept", "place", "a second coder .942", EVENTS),
    Row("", "time, interval equal", "events-kept", "time", "a second coder .936", EVENTS),
    Row("… without the encoder", "found, F1", "events-kept--rules-only", "find.f1", "",
        "`events.py GOLD --rules-only`"),
    Row("", "with voice, polarity and certainty, F1", "events-kept--rules-only", "attributed.f1", "",
        "`events.py GOLD --rules-only`"),
    Row("Pairs of actors (PLV, training rows)", "type, macro-F1", "relations", "root.macro_f1",
        "on PLV's test rows: UniversalPetrarch 51.4, Zero-Shot-PLOVER 82.4, ConfliBERT fine-tuned on PLV 86.7",
        "`relations.py IN OUT`"),
    Row("", "quad class, macro-F1", "relations", "quad.macro_f1", "67.5, 89.6, 96.3", "`relations.py IN OUT`"),
    Row("", "conflict or not, macro-F1", "relations", "binary.macro_f1", "81.9, 96.4, 98.4", "`relations.py IN OUT`"),
    Row("Did it happen (MEANTIME)", "macro-F1", "factuality-meantime", "macro_f1", "negation words alone .442",
        "`factuality.py IN OUT`"),
    Row("(UW)", "Pearson's r", "factuality-uw", "pearson_r",
        "on UW's test rows: Stanovsky et al. 2017 .668; DLGRN 2021 .863", "`factuality.py IN OUT`"),
    Row("(UDS-IH2)", "Pearson's r", "factuality-uds_ih2", "pearson_r", "on its test rows: DLGRN 2021 .912",
        "`factuality.py IN OUT`"),
    Row("Denials", "macro-F1", "denials", "macro_f1", "cue words alone .393", "`denials.py IN OUT`"),
    Row("Places, from raw text (TR-News)", "F1 within 161 km", "places-trnews", "end_to_end.at161.F1",
        "spaCy md and the most populous place .688", "`places.py IN OUT`"),
    Row("(GeoWebNews)", "F1 within 161 km", "places-geowebnews", "end_to_end.at161.F1", ".606", "`places.py IN OUT`"),
    Row("(LGL)", "F1 within 161 km", "places-lgl", "end_to_end.at161.F1", ".484", "`places.py IN OUT`"),
    Row("Time expressions (TempEval-3)", "value F1", "times-te3-platinum", "value.F1", "HeidelTime .828",
        "`times.py IN OUT`"),
    Row("(WikiWars)", "value F1", "times-wikiwars", "value.F1", "HeidelTime .818", "`times.py IN OUT`"),
    Row("Events named in several articles (ECB+)", "CoNLL F1", "linking", "CoNLL_F1",
        "on ECB+'s test rows: lemma and document clusters 74.4, Barhom et al. 2019 79.2", "`linking.py IN OUT`"),
    Row("", "pairs across articles, F1", "linking", "pairwise_crossdoc.F1", "lemma and document clusters 53.8",
        "`linking.py IN OUT`"),
    Row("Articles on one incident (ECB+)", "pairs, F1", "incidents", "pair_F1", "TF-IDF clusters .847",
        "`linking.py IN OUT`"),
    Row("Copies of one report (made by cutting)", "pairs, F1", "copies", "F1", "MinHash at Jaccard .5: .582",
        "`copies.py IN OUT`"),
)  # fmt: skip


def figure(folder: Path, row: Row) -> str:
    """Return a row's figure, a dash where it was not measured."""
    path = folder / f"{row.file}.json"
    if not path.is_file():
        return "–"
    value = json.loads(path.read_text(encoding="utf-8"))
    for key in row.path.split("."):
        value = value[key]
    return f"{value:.1f}" if value > 1 else f"{value:.3f}".removeprefix("0")


def attribution(folder: Path) -> Iterator[str]:
    """Yield what is ours in the table of ``attribution.py``."""
    path = folder / "attribution.md"
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    for line in lines:
        name, full, *_ = (cell.strip() for cell in line.strip("|").split("|"))
        if name.startswith("allegedly"):
            mode = "rules alone" if "rules alone" in name else name.rpartition(", ")[2]
            beside = "Citron trained on PolNeAR 57.9, GenderGapTracker 43.0; one annotator against another 76.7"
            yield f"| Who said what (PolNeAR dev), {mode} | full F1 | **{full}** | {beside} | `attribution.py DATA` |"


def cost(folder: Path) -> Iterator[str]:
    """Yield what coding costs, of the table of ``cost.py``."""
    path = folder / "cost.md"
    for line in path.read_text(encoding="utf-8").splitlines()[3:] if path.is_file() else []:
        name, _, seconds, ratio, memory, start, _ = (cell.strip() for cell in line.strip("|").split("|"))
        mode = "rules alone" if "rules alone" in name else "with the encoder"
        yield (
            f"| Cost of 750 words, {mode} | CPU s; times the bare parse; GB; start-up s "
            f"| **{seconds}; {ratio}; {memory}; {start}** | aim: 1.6 times; 1.2 GB; 6 s | `cost.py GOLD` |"
        )


def table(folder: Path) -> str:
    """Return the whole table."""
    head = "| task | figure | here | beside | command, in benchmarks/ |\n|---|---|---|---|---|"
    rows = [f"| {r.task} | {r.name} | **{figure(folder, r)}** | {r.beside} | {r.command} |" for r in ROWS]
    return "\n".join([head, *rows, *attribution(folder), *cost(folder)]) + "\n"


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("folder", type=Path, metavar="OUT")
    ask.add_argument("--into", type=Path, metavar="PAGE.md")
    asked = ask.parse_args()
    made = table(asked.folder)
    print(made, end="")
    if asked.into:
        page = asked.into.read_text(encoding="utf-8")
        asked.into.write_text(MARKS.sub(lambda _: made, page), encoding="utf-8")


if __name__ == "__main__":
    main()

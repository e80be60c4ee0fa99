"""Score attribution on PolNeAR, by the rules alone and with the encoder, beside what others have published.

    python benchmarks/attribution.py DATA_DIR [--split dev] [--markdown OUT.md]

DATA_DIR holds ``polnear_<split>.jsonl``: one article a line with ``id``, ``text`` and ``attributions``, whose
``source``, ``cue`` and ``content`` are lists of half-open character spans of the text.

Units are words (runs of letters and digits) and single marks; a span covers every word that it touches.

full     attributions paired one to one by the Dice of their contents; right at .5 and with a word of the source in
         common (or no source on either side)
strict   source, cue and content equal word for word, marks left out
exact    spans of a role found with exactly its words, over the three roles
token    words given the right role, over the three roles
"""

from __future__ import annotations

import argparse
import json
import random
import re
import time
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from allegedly.attribution import find_statements
from allegedly.attribution.cues import lexicon
from allegedly.drafts import StatementDraft, Tokens
from allegedly.language import Parsed, Parser, encoder
from allegedly.records import Article, Block, Span, content_id

WORD = re.compile(r"\w+(?:['’]\w+)*|[^\w\s]")
ROLES = ("source", "cue", "content")
DRAWS = 1000

#: Published figures: full F1, strict, exact micro, token micro on the same articles, scored alike; see docs/benchmarks.
RIVALS = {
    "dev": (
        ("textacy 0.13, by paragraph", 29.2, 8.3, None, 46.6),
        ("GenderGapTracker V5.2", 43.0, 25.7, None, 63.7),
        ("Citron, its code trained on the PolNeAR training split", 57.9, 32.6, None, 69.5),
    ),
    "test": (
        ("textacy 0.13, by paragraph", 29.3, 9.4, None, 45.3),
        ("GenderGapTracker V5.2", 45.5, 26.7, None, 65.8),
        ("Citron, its code trained on the PolNeAR training split", 55.4, 29.8, None, 66.6),
        ("van Timmeren 2022, CRF", 49.9, 27.6, None, 71.4),
        ("van Timmeren 2022, BERT base (110 M)", 75.0, 49.8, 69.5, 86.6),
    ),
}
PEOPLE = ("one annotator against another (20 articles)", 76.7, 60.2, 72.1, 88.3)

METRICS = ("full", "strict", "exact", "token")
IRREGULAR = frozenset(
    {"said", "told", "wrote", "written", "swore", "sworn", "thought", "read", "felt", "found", "shown"}
)

Fragments = Sequence[Sequence[int]]
Finder = Callable[[Parsed], list[StatementDraft]]


class Words:
    """The words of a text."""

    def __init__(self, text: str) -> None:
        found = list(WORD.finditer(text))
        self.text = [m.group() for m in found]
        self.starts = [m.start() for m in found]
        self.ends = [m.end() for m in found]

    def under(self, fragments: Fragments) -> frozenset[int]:
        """Return the words that fragments touch."""
        return frozenset(
            n for start, end in fragments for n in range(bisect_right(self.ends, start), bisect_left(self.starts, end))
        )

    def spoken(self, words: Iterable[int]) -> frozenset[int]:
        """Return the words without the marks."""
        return frozenset(n for n in words if any(c.isalnum() for c in self.text[n]))


@dataclass(frozen=True, slots=True)
class Attribution:
    """Source, cue and content as words."""

    source: frozenset[int]
    cue: frozenset[int]
    content: frozenset[int]

    def bare(self, words: Words) -> tuple[frozenset[int], ...]:
        """Return the three roles without marks."""
        return tuple(words.spoken(getattr(self, role)) for role in ROLES)


def read(words: Words, rows: Sequence[dict[str, Any]]) -> list[Attribution]:
    return [Attribution(*(words.under(row.get(role) or ()) for role in ROLES)) for row in rows]


def dice(a: frozenset[int], b: frozenset[int]) -> float:
    return 2 * len(a & b) / (len(a) + len(b)) if a or b else 0.0


def pairs(gold: list[Attribution], ours: list[Attribution]) -> list[tuple[int, int, float]]:
    """Pair attributions one to one, the most alike first."""
    ranked = sorted(
        (-dice(g.content, o.content), -dice(g.source, o.source), -dice(g.cue, o.cue), i, j)
        for i, g in enumerate(gold)
        for j, o in enumerate(ours)
        if g.content & o.content
    )
    used: set[tuple[str, int]] = set()
    found = []
    for minus, _, _, i, j in ranked:
        if ("gold", i) not in used and ("ours", j) not in used:
            used |= {("gold", i), ("ours", j)}
            found.append((i, j, -minus))
    return found


def counts(words: Words, gold: list[Attribution], ours: list[Attribution], speech: set[int]) -> Counter[str]:
    """Return what is added up over articles; ``speech`` are the gold attributions with a cue of speech."""
    n: Counter[str] = Counter({"full ours": len(ours), "full gold": len(gold), "speech gold": len(speech)})
    n["strict ours"], n["strict gold"] = len(ours), len(gold)
    for i, j, alike in pairs(gold, ours):
        g, o = gold[i], ours[j]
        right = alike >= 0.5 and (bool(g.source & o.source) or not (g.source or o.source))
        n["full"] += right
        n["speech"] += right and i in speech
        n["strict"] += g.bare(words) == o.bare(words)
    for role in ROLES:
        theirs, mine = ({getattr(a, role) for a in group} - {frozenset()} for group in (gold, ours))
        n["exact"] += len(theirs & mine)
        n["exact ours"], n["exact gold"] = n["exact ours"] + len(mine), n["exact gold"] + len(theirs)
        all_theirs, all_mine = frozenset().union(*theirs), frozenset().union(*mine)
        n["token"] += len(all_theirs & all_mine)
        n["token ours"], n["token gold"] = n["token ours"] + len(all_mine), n["token gold"] + len(all_theirs)
    return n


def f1(n: Counter[str], name: str) -> float:
    total = n[f"{name} ours"] + n[f"{name} gold"]
    return 200 * n[name] / total if total else 0.0


def interval(articles: list[Counter[str]], name: str) -> tuple[float, float]:
    """Return the 95 % interval of an F1 by drawing articles."""
    draw = random.Random(0)  # noqa: S311
    drawn = sorted(f1(sum(draw.choices(articles, k=len(articles)), Counter()), name) for _ in range(DRAWS))
    return drawn[int(0.025 * DRAWS)], drawn[int(0.975 * DRAWS) - 1]


def article_of(text: str) -> Article:
    """Return the article of a text whose paragraphs are its lines."""
    lines = [m for m in re.finditer(r"[^\n]+", text) if m.group().strip()]
    blocks = tuple(Block(role="body", spans=(Span(*m.span()),)) for m in lines)
    return Article(id=content_id(text), text=text, blocks=blocks)


def as_rows(parsed: Parsed, statements: Sequence[StatementDraft]) -> list[dict[str, Any]]:
    """Return the outermost statements as the gold writes them."""

    def spans(*runs: Tokens | None) -> list[list[int]]:
        return [list(span) for run in runs if run is not None for span in parsed.spans(run)]

    return [
        {"source": spans(s.source), "cue": spans(s.cue), "content": spans(*s.content)}
        for s in statements
        if s.within is None
    ]


def speech_forms() -> frozenset[str]:
    """Return the forms of the cue table's verbs that take a quotation."""
    lemmas = {word for word, entries in lexicon().verbs.items() if any(e.takes("quote") for e in entries)}
    forms = {lemma + ending for lemma in lemmas for ending in ("", "s", "es", "d", "ed", "ing")}
    forms |= {lemma[:-1] + ending for lemma in lemmas for ending in ("ied", "ies", "ing")}
    return frozenset(forms | IRREGULAR)


def has_speech_cue(text: str, row: dict[str, Any], forms: frozenset[str]) -> bool:
    """Tell whether a gold cue holds a verb that takes quotations, or "according to"."""
    cue = " ".join(text[start:end] for start, end in row["cue"]).lower()
    return "according" in cue or any(word in forms for word in re.findall(r"[a-z]+", cue))


@dataclass(frozen=True, slots=True)
class Figures:
    """What one system reaches."""

    name: str
    f1: dict[str, tuple[float, float, float]]  #: metric -> figure and its 95 % interval
    speech: float  #: recall on attributions with a cue of speech
    seconds: float  #: CPU seconds an article, the parse left out

    def row(self) -> str:
        """Return the figures as a line of the table."""
        cells = [f"{f:.1f} ({low:.1f} to {high:.1f})" for f, low, high in (self.f1[m] for m in METRICS)]
        return f"| {self.name} | {' | '.join(cells)} | {self.speech:.1f} | {self.seconds:.3f} |"


def score(name: str, rows: list[dict[str, Any]], parsed: list[Parsed], find: Finder) -> Figures:
    """Return the figures of a way to find statements."""
    began = time.process_time()
    found = [find(p) for p in parsed]
    seconds = (time.process_time() - began) / max(1, len(rows))
    forms, articles = speech_forms(), []
    for row, p, statements in zip(rows, parsed, found, strict=True):
        words = Words(row["text"])
        speech = {n for n, a in enumerate(row["attributions"]) if has_speech_cue(row["text"], a, forms)}
        gold, ours = read(words, row["attributions"]), read(words, as_rows(p, statements))
        articles.append(counts(words, gold, ours, speech))
    total = sum(articles, Counter())
    figures = {metric: (f1(total, metric), *interval(articles, metric)) for metric in METRICS}
    return Figures(name, figures, 100 * total["speech"] / max(1, total["speech gold"]), seconds)


def systems() -> list[tuple[str, Finder]]:
    """Return what is installed: the rules, and the encoder in both senses of what a statement is."""
    found: list[tuple[str, Finder]] = [("allegedly, rules alone", find_statements)]
    if encoder.available():
        model = encoder.Encoder()
        found += [
            (f"allegedly, {model.name}, as the codebook", lambda p: find_statements(p, model.encode(p))),
            (f"allegedly, {model.name}, as PolNeAR (wide)", lambda p: find_statements(p, model.encode(p), wide=True)),
        ]
    return found


def table(split: str, ours: list[Figures]) -> str:
    """Return the figures beside those of others, as Markdown."""
    lines = ["| system | " + " | ".join(METRICS) + " | speech recall | CPU s |", "|---" * (len(METRICS) + 3) + "|"]
    for name, *figures in (*RIVALS.get(split, ()), PEOPLE):
        cells = ["–" if figure is None else f"{figure:.1f}" for figure in figures]
        lines.append(f"| {name} | {' | '.join(cells)} | – | – |")
    return "\n".join(lines + [figures.row() for figures in ours]) + "\n"


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("data", type=Path, help="folder with polnear_<split>.jsonl")
    ask.add_argument("--split", default="dev")
    ask.add_argument("--markdown", type=Path, help="write the table here as well")
    asked = ask.parse_args()
    lines = (asked.data / f"polnear_{asked.split}.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines if line.strip()]
    parser = Parser()
    parsed = [parser.parse(article_of(row["text"])) for row in rows]
    shown = table(asked.split, [score(name, rows, parsed, find) for name, find in systems()])
    print(shown, end="")
    if asked.markdown:
        asked.markdown.write_text(shown, encoding="utf-8")


if __name__ == "__main__":
    main()

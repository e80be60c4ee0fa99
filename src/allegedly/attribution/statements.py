"""The room's one door: statements of a parsed article, by rules alone or with the encoder's tags."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from allegedly.attribution.cues import lexicon
from allegedly.attribution.findings import Finding
from allegedly.attribution.learned import joined, learned_findings
from allegedly.attribution.nesting import nest, that_count
from allegedly.attribution.quotes import MARKS, Quotation, find_quotations
from allegedly.attribution.rules import find_by_rules
from allegedly.attribution.speech import Speech
from allegedly.attribution.tree import Tree, runs
from allegedly.drafts import Reason, StatementDraft, Tokens
from allegedly.language import Parsed
from allegedly.records import Kind

if TYPE_CHECKING:
    from allegedly.language.encoder import Encoding

TOO_SHORT = 3  #: letters of a word that tells nothing of what is reported
EDGES = frozenset({",", ";", ":", "-", "–", "—"}) | MARKS


def find_statements(
    parsed: Parsed, encoding: Encoding | None = None, tables: Sequence[Path] = (), *, wide: bool = False
) -> list[StatementDraft]:
    """Return the article's statements in the order of the text, nested ones included.

    ``encoding`` adds the encoder's tags to the rules; ``tables`` are folders with additions to the cue table. With
    ``wide`` whatever the encoder knows as an attribution counts, as in PolNeAR: what somebody wants, plans or shows,
    and what is "expected" by nobody in particular (it has no source); contents then keep their quotation marks.
    """
    tree = Tree(parsed.doc)
    words = lexicon(tables)
    quotations = find_quotations(parsed, tree)
    findings = Speech(parsed, tree, quotations, find_by_rules(parsed, tree, words)).attribute()
    if encoding is not None:
        learned = learned_findings(parsed, tree, encoding.tags(statements=not wide), words)
        findings = joined(tree, learned, findings)
    if not wide:
        findings = [f for f in findings if f.source is not None]  # the codebook knows no statement that nobody made
        findings = _without_headline(parsed, tree, findings)
    return drafts(tree, quotations, findings, EDGES if not wide else frozenset())


def _without_headline(parsed: Parsed, tree: Tree, findings: list[Finding]) -> list[Finding]:
    """Leave out what the headline reports where the body reports it too: most of its words are said there."""
    told = [_words_of(tree, f) for f in findings if parsed.role(f.place) != "headline"]
    return [
        f
        for f in findings
        if parsed.role(f.place) != "headline" or not any(_mostly(_words_of(tree, f), words) for words in told)
    ]


def _mostly(own: set[str], other: set[str]) -> bool:
    return bool(own) and 2 * len(own & other) >= len(own)


def _words_of(tree: Tree, finding: Finding) -> set[str]:
    return {tree.lower[t] for t in finding.content if tree.text[t].isalpha() and len(tree.text[t]) > TOO_SHORT}


def drafts(
    tree: Tree, quotations: list[Quotation], findings: list[Finding], edges: frozenset[str] = EDGES
) -> list[StatementDraft]:
    """Return findings as statements: content trimmed of ``edges``, kind and nesting told, in the order of the text."""
    quoted = {token for q in quotations for token in range(q.inner.start, q.inner.end)}
    kept, found = [], []
    for finding in sorted(that_count(tree, findings), key=lambda f: (f.place, -len(f.content))):
        content = _trim(tree, finding, edges, quoted)
        if content:
            kept.append(finding)
            found.append(_draft(tree, quoted, finding, content))
    nest(kept, found)
    return found


def _draft(tree: Tree, quoted: set[int], finding: Finding, content: tuple[Tokens, ...]) -> StatementDraft:
    kind = _kind(tree, quoted, content)
    reason = Reason("statement", finding.rule, finding.cue, finding.act)
    return StatementDraft(
        finding.source, finding.cue, content, kind, finding.act, finding.certainty, finding.implied, None, [reason]
    )


def _trim(tree: Tree, finding: Finding, edges: frozenset[str], quoted: set[int]) -> tuple[Tokens, ...]:
    """Return the content as runs, its edges free of white space, of ``edges`` and of the sentence's own full stop."""
    own = {t for part in (finding.source, finding.cue) if part is not None for t in range(part.start, part.end)}
    found = []
    for run in runs(finding.content - own):
        start, end = run
        while start < end and (tree.text[start] in edges or tree.text[start].isspace()):
            start += 1
        while end > start and (_is_edge(tree, end - 1, edges) or tree.text[end - 1].isspace()):
            end -= 1
        if tree.text[end - 1] == "." and end - 1 not in quoted and end > start:
            end -= 1
        if any(tree.pos[t] not in {"PUNCT", "SPACE"} for t in range(start, end)):
            found.append(Tokens(start, end))
    return tuple(found)


def _is_edge(tree: Tree, token: int, edges: frozenset[str]) -> bool:
    return tree.text[token] in edges or (bool(edges) and tree.pos[token] == "CCONJ")


def _kind(tree: Tree, quoted: set[int], content: tuple[Tokens, ...]) -> Kind:
    words = [t for run in content for t in range(run.start, run.end) if tree.pos[t] not in {"PUNCT", "SPACE"}]
    within = sum(token in quoted for token in words)
    if not within:
        return "indirect"
    return "direct" if within >= 0.98 * len(words) else "mixed"

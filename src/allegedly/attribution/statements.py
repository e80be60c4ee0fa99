"""The room's one door: statements of a parsed article, by rules alone or with the encoder's tags."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from allegedly.attribution.cues import lexicon
from allegedly.attribution.findings import Finding
from allegedly.attribution.quotes import MARKS, Quotation, find_quotations
from allegedly.attribution.rules import find_by_rules
from allegedly.attribution.speech import Speech
from allegedly.attribution.tree import Tree, runs
from allegedly.drafts import Reason, StatementDraft, Tokens
from allegedly.language import Parsed
from allegedly.records import Kind

if TYPE_CHECKING:
    from allegedly.language.encoder import Encoding

EDGES = frozenset({",", ";", ":", "-", "–", "—"}) | MARKS


def find_statements(
    parsed: Parsed, encoding: Encoding | None = None, tables: Sequence[Path] = ()
) -> list[StatementDraft]:
    """Return the article's statements in the order of the text, each before those nested in it.

    ``encoding`` adds the encoder's tags to the rules; ``tables`` are folders with additions to the cue table.
    """
    tree = Tree(parsed.doc)
    quotations = find_quotations(parsed, tree)
    findings = find_by_rules(parsed, tree, lexicon(tables))
    findings = Speech(parsed, tree, quotations, findings).attribute()
    return drafts(parsed, tree, quotations, findings)


def drafts(parsed: Parsed, tree: Tree, quotations: list[Quotation], findings: list[Finding]) -> list[StatementDraft]:
    """Return findings as statements: content trimmed, kind and nesting told, in the order of the text."""
    made = []
    for finding in findings:
        if finding.source is None:
            continue  # nobody said it: the codebook knows no statement without a source
        content = _trim(tree, finding)
        if content:
            made.append((finding, content))
    made = [m for m in made if _counts(tree, m[0], made)]
    made.sort(key=lambda m: (m[0].place, -len(m[0].content)))
    found = [_draft(tree, quotations, finding, content) for finding, content in made]
    for number, draft in enumerate(found):
        draft.within = _enclosing(found, number)
    return found


#: Acts that are worth a statement of their own inside another's words; wishes and thoughts there are the speaker's talk.
NESTED_ACTS = frozenset(
    {
        "say",
        "report",
        "claim",
        "announce",
        "accuse",
        "deny",
        "confirm",
        "warn",
        "threaten",
        "promise",
        "find",
        "predict",
    }
)
THOUGHTS = frozenset({"think", "know", "hope", "fear", "doubt"})
SPEAKER = frozenset({"i", "we", "you", "me", "us", "who", "one", "everyone", "everybody", "anyone", "nobody"})


def _counts(tree: Tree, finding: Finding, made: list[tuple[Finding, tuple[Tokens, ...]]]) -> bool:
    """Tell whether a finding is a statement though it stands inside another's."""
    mark = finding.cue or Tokens(min(finding.content), 1 + min(finding.content))
    if not any(mark.start in run for other, content in made if other is not finding for run in content):
        return True
    if finding.source is None or not finding.source.start < finding.source.end:
        return False
    words = {tree.lower[t] for t in range(finding.source.start, finding.source.end)}
    named = any(tree.pos[t] in {"NOUN", "PROPN"} for t in range(finding.source.start, finding.source.end))
    if words <= SPEAKER or finding.rule.endswith(("/obj", "/to", "/obj-to")):
        return False
    return finding.act in NESTED_ACTS or (named and finding.act in THOUGHTS)


def _draft(tree: Tree, quotations: list[Quotation], finding: Finding, content: tuple[Tokens, ...]) -> StatementDraft:
    kind = _kind(tree, quotations, content)
    reason = Reason("statement", finding.rule, finding.cue, finding.act)
    return StatementDraft(
        finding.source, finding.cue, content, kind, finding.act, finding.certainty, finding.implied, None, [reason]
    )


def _trim(tree: Tree, finding: Finding) -> tuple[Tokens, ...]:
    """Return the content as runs of tokens, its edges free of quotation marks and commas."""
    own = {t for part in (finding.source, finding.cue) if part is not None for t in range(part.start, part.end)}
    found = []
    for run in runs(finding.content - own):
        start, end = run
        while start < end and (tree.text[start] in EDGES or tree.text[start].isspace()):
            start += 1
        while end > start and (tree.text[end - 1] in EDGES or tree.text[end - 1].isspace()):
            end -= 1
        if any(tree.pos[t] not in {"PUNCT", "SPACE"} for t in range(start, end)):
            found.append(Tokens(start, end))
    return tuple(found)


def _kind(tree: Tree, quotations: list[Quotation], content: tuple[Tokens, ...]) -> Kind:
    words = [t for run in content for t in range(run.start, run.end) if tree.pos[t] not in {"PUNCT", "SPACE"}]
    quoted = sum(any(t in q for q in quotations) for t in words)
    if not quoted:
        return "indirect"
    return "direct" if quoted >= 0.98 * len(words) else "mixed"


def _enclosing(found: list[StatementDraft], number: int) -> int | None:
    """Return the innermost statement whose content holds this statement's cue and most of its content."""
    draft = found[number]
    sizes = [
        (sum(len(range(*run)) for run in other.content), index)
        for index, other in enumerate(found)
        if index != number and _holds(other, draft)
    ]
    return min(sizes)[1] if sizes else None


def _holds(outer: StatementDraft, inner: StatementDraft) -> bool:
    mark = inner.cue or inner.content[0]
    return any(mark.start in run for run in outer.content)

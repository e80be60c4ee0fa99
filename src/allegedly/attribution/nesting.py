"""Statements within statements: which count, and which stands in which."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from allegedly.attribution.findings import Finding
from allegedly.attribution.tree import Tree
from allegedly.drafts import StatementDraft, Tokens

#: Acts worth a statement of their own inside another's words; wishes and orders there are the speaker's talk.
NESTED_ACTS = frozenset("say report claim announce accuse deny confirm warn threaten promise predict".split())
THOUGHTS = frozenset({"think", "know", "hope", "fear", "doubt", "find"})
SPEAKER = frozenset({"i", "we", "you", "me", "us", "who", "one", "everyone", "everybody", "anyone", "nobody"})
WEAK_FRAMES = ("/obj", "/to", "/obj-to")


def that_count(tree: Tree, findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings without those that are only part of what somebody else says."""
    holders: defaultdict[int, list[int]] = defaultdict(list)
    for number, finding in enumerate(findings):
        for token in finding.content:
            holders[token].append(number)
    return [
        finding
        for number, finding in enumerate(findings)
        if all(holder == number for holder in holders.get(_mark(finding), ())) or _counts_inside(tree, finding)
    ]


def _mark(finding: Finding) -> int:
    return finding.cue.start if finding.cue is not None else min(finding.content)


def _counts_inside(tree: Tree, finding: Finding) -> bool:
    """Tell whether a finding is a statement though it stands inside another's words."""
    if finding.source is None or finding.rule.endswith(WEAK_FRAMES):
        return False
    words = range(finding.source.start, finding.source.end)
    if all(tree.lower[t] in SPEAKER for t in words):
        return False
    named = any(tree.pos[t] in {"NOUN", "PROPN"} for t in words)
    return finding.act in NESTED_ACTS or (named and finding.act in THOUGHTS)


def nest(findings: Sequence[Finding], drafts: Sequence[StatementDraft]) -> None:
    """Set for each statement the innermost one whose content holds its cue; of equals the earlier is the outer.

    A source that a report cites says the same as the report and stands in it.
    """
    numbers = {id(finding): number for number, finding in enumerate(findings)}
    ranks = [(-_size(draft.content), number) for number, draft in enumerate(drafts)]
    holders: defaultdict[int, list[int]] = defaultdict(list)
    for number, draft in enumerate(drafts):
        for run in draft.content:
            for token in range(run.start, run.end):
                holders[token].append(number)
    for number, draft in enumerate(drafts):
        mark = draft.cue or draft.content[0]
        outer = [holder for holder in holders.get(mark.start, ()) if ranks[holder] < ranks[number]]
        draft.within = max(outer, key=ranks.__getitem__, default=None)
        report = findings[number].report
        if draft.within is None and report is not None:
            draft.within = numbers.get(id(report))


def _size(content: Sequence[Tokens]) -> int:
    return sum(run.end - run.start for run in content)

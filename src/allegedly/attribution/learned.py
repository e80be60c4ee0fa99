"""The learned occupant: findings made of the encoder's tags, and what rules and encoder find together.

The encoder sees more than the rules (odd cues, bad parses) and knows no nesting; the rules never overlook a quotation.
So the encoder's findings come first, and the rules add

- a source or a content where the encoder saw only the cue,
- quotations that the encoder left out,
- plain reports in the frames that the rules are nearly always right about,
- and what stands inside another's words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from allegedly.attribution.cues import Cue, Lexicon
from allegedly.attribution.findings import Finding
from allegedly.attribution.linker import Linker
from allegedly.attribution.tree import VERBAL, Tree
from allegedly.drafts import Tokens
from allegedly.language import Parsed

#: Frames in which a rule is right more than nine times in ten, so that it holds where the encoder saw nothing.
SURE = ("/that", "according to", "/quote", "/quote+before", "/beside", "continued", "signature")
#: … which are sure for some acts only.
SURE_FOR = {"deny": ("/ger",), "ask": ("/quote", "/about")}
#: The frame so sure that the words are its own even where the encoder gave them to another cue.
TAKING = "/that"
SURE_WHATEVER_ACT = ("/obj-as", "/obj-to", "/obj-for", "/obj-saying", "citing:cite")
SURE_ACTS = frozenset({"say", "report", "claim", "announce", "confirm", "deny", "accuse", "warn"})


def learned_findings(parsed: Parsed, tree: Tree, tags: Sequence[str], lexicon: Lexicon) -> list[Finding]:
    """Return the attributions that the encoder's tags make up, with the act and certainty of their cues."""
    found = Linker(parsed, tree, tags).findings()
    for finding in found:
        entry = entry_of(tree, finding.cue, lexicon) if finding.cue else None
        if entry is not None:
            finding.act, finding.certainty = entry.act, entry.certainty
    return found


def entry_of(tree: Tree, cue: Tokens, lexicon: Lexicon) -> Cue | None:
    """Return the table's entry for a cue of one or more words: its verb's, otherwise its noun's or adjective's."""
    words = tuple(tree.lower[cue.start : cue.end])
    for phrase, entry in lexicon.phrases:
        if words[: len(phrase)] == phrase:
            return entry
    for kind, entries in ((VERBAL, lexicon.verbs), ({"NOUN"}, lexicon.nouns), ({"ADJ"}, lexicon.adjectives)):
        for token in range(cue.end - 1, cue.start - 1, -1):
            found = _entries(tree, token, cue, entries) if tree.pos[token] in kind else ()
            if found:
                return found[0]
    return None


def _entries(tree: Tree, token: int, cue: Tokens, entries: dict[str, tuple[Cue, ...]]) -> tuple[Cue, ...]:
    behind = tree.lower[token + 1] if token + 1 < cue.end else ""
    return entries.get(f"{tree.lemma[token]} {behind}") or entries.get(tree.lemma[token], ())


def joined(tree: Tree, learned: list[Finding], ruled: list[Finding]) -> list[Finding]:
    """Return the encoder's findings with what the rules have to add."""
    found = [_repaired(finding, ruled) for finding in learned]
    taken = {t for f in found if f.cue for t in range(f.cue.start, f.cue.end)}
    held = {t for f in found for t in f.content}
    added = []
    for finding in ruled:
        if finding.cue is not None and any(t in taken for t in range(finding.cue.start, finding.cue.end)):
            continue
        if _is_inside(finding, held) or _adds(finding, held):
            added.append(finding)
        elif _takes(finding):
            found = _without(found, finding.content)
            added.append(finding)
    return found + added


def _without(findings: list[Finding], content: set[int]) -> list[Finding]:
    """Return the findings that are left when these words are another's."""
    left = [f if f.content.isdisjoint(content) else replace(f, content=f.content - content) for f in findings]
    return [finding for finding in left if finding.content]


def _repaired(finding: Finding, ruled: list[Finding]) -> Finding:
    """Return a finding with the source that the rules know for its cue, where the encoder has none."""
    if finding.source is not None or finding.cue is None:
        return finding
    for other in ruled:
        if other.cue is not None and other.cue.overlaps(finding.cue) and other.source is not None:
            return replace(finding, source=other.source, rule=f"{finding.rule}+{other.rule}")
    return finding


def _is_inside(finding: Finding, held: set[int]) -> bool:
    return finding.cue is not None and finding.cue.start in held


def _adds(finding: Finding, held: set[int]) -> bool:
    """Tell whether a rule's finding is new and sure: most of its content is nobody's yet."""
    return _is_sure(finding) and len(finding.content & held) * 4 < len(finding.content)


def _is_sure(finding: Finding) -> bool:
    if finding.rule.endswith(SURE_WHATEVER_ACT) or finding.rule.endswith(SURE_FOR.get(finding.act, ())):
        return True
    return finding.act in SURE_ACTS and finding.rule.endswith(SURE)


def _takes(finding: Finding) -> bool:
    """Tell whether a rule's finding is so sure that what it reports cannot be another's."""
    return finding.source is not None and finding.act in SURE_ACTS and finding.rule.endswith(TAKING)

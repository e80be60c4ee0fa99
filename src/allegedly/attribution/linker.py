"""Attributions made of flat tags: which source, cue and content belong together.

The encoder says of each token what part it plays, not with what. In news the parts of one attribution stand together,
so that distance, the parts in between and the syntax tell nearly always which cue a content or a source belongs to.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from allegedly.attribution.findings import Finding
from allegedly.attribution.quotes import MARKS
from allegedly.attribution.sources import agent_of, subject_of
from allegedly.attribution.tree import VERBAL, Tree
from allegedly.drafts import Tokens
from allegedly.language import Parsed

#: What stands between a part and its cue costs: a word, a sentence's end, another cue, another content, a paragraph's
#: end. All costs were fitted on the gold tags of 300 training articles.
WORD, SENTENCE, OTHER_CUE, OTHER_PART, PARAGRAPH = 0.25, 7.5, 3.5, 2.25, 9.0
#: What syntax gives back where it ties the two.
SYNTAX = 4.5
#: A full stop before the cue; what syntax between source and cue makes of the distance; a passive without "by".
ENDED, NEARER, SPEAKING, UNNAMED = 6.0, 0.3, 12.0, 7.5
#: How many parts off a cue is looked for, and the costs beyond which a part belongs to none.
NEAR = 8
FAR_CONTENT, FAR_SOURCE = 11.0, 8.25


class Tagged(NamedTuple):
    """A run of tokens with one role."""

    role: str  #: SOURCE, CUE or CONTENT
    tokens: Tokens


def tagged(tags: Sequence[str]) -> list[Tagged]:
    """Return the runs of BIO tags, in order."""
    found: list[Tagged] = []
    for index, tag in enumerate(tags):
        kind, _, role = tag.partition("-")
        if kind == "I" and found and found[-1].role == role and found[-1].tokens.end == index:
            found[-1] = Tagged(role, Tokens(found[-1].tokens.start, index + 1))
        elif kind in {"B", "I"}:
            found.append(Tagged(role, Tokens(index, index + 1)))
    return found


class Linker:
    """Links the tagged parts of one article."""

    def __init__(self, parsed: Parsed, tree: Tree, tags: Sequence[str]) -> None:
        self.parsed = parsed
        self.tree = tree
        self.parts = tagged(tags)
        self.cues = [n for n, part in enumerate(self.parts) if part.role == "CUE"]
        self.starts = {part.tokens.start for part in self.parts}
        self.role = [""] * len(tree)
        for part in self.parts:
            for token in range(part.tokens.start, part.tokens.end):
                self.role[token] = part.role

    def findings(self) -> list[Finding]:
        """Return the attributions, in the order of their cues."""
        contents = self._contents()
        sources = self._sources([cue for cue in self.cues if contents.get(cue)])
        found = []
        for cue in self.cues:
            if contents.get(cue):
                words = {t for run in contents[cue] for t in range(run.start, run.end)}
                finding = Finding(sources.get(cue), self.parts[cue].tokens, words, rule="encoder:attribution")
                found.append(finding)
        return found

    def _contents(self) -> dict[int, list[Tokens]]:
        """Return the runs of content of each cue."""
        owned: dict[int, list[Tokens]] = {}
        before: int | None = None
        for number, part in enumerate(self.parts):
            if part.role != "CONTENT":
                continue
            ranked = sorted((self._content_cost(number, cue), cue) for cue in self._near(number))
            if ranked and ranked[0][0] <= FAR_CONTENT:
                before = ranked[0][1]
                owned.setdefault(before, []).append(part.tokens)
            elif before is not None and self._follows(number, before):
                owned[before].append(part.tokens)
        return owned

    def _near(self, number: int) -> list[int]:
        """Return the cues that stand near a part in the order of the parts."""
        parts = range(max(0, number - NEAR), min(len(self.parts), number + NEAR + 1))
        return [n for n in parts if self.parts[n].role == "CUE"]

    def _follows(self, number: int, cue: int) -> bool:
        mine, last = self.parts[number].tokens.start, self.parts[cue].tokens.start
        return 0 <= self.parsed.paragraph_index(mine) - self.parsed.paragraph_index(last) <= 1

    def _content_cost(self, number: int, cue: int) -> float:
        content, mark = self.parts[number].tokens, self.parts[cue].tokens
        cost = self._between(content, mark)
        if self._hangs_on(content, mark) or self._hangs_on(mark, content):
            cost -= SYNTAX
        if content.end <= mark.start and self._ends_sentence(content):
            cost += ENDED
        if content.start > mark.end:
            cost -= 0.5  # what is said stands behind the cue rather than before it
        return cost

    def _ends_sentence(self, content: Tokens) -> bool:
        """Tell whether a full stop, and not the comma before "said X", ends a content."""
        last = content.end - 1
        while last > content.start and self.tree.text[last] in MARKS:
            last -= 1
        return self.tree.text[last] == "."

    def _between(self, part: Tokens, cue: Tokens) -> float:
        """Return what stands between two runs, in costs."""
        low, high = (part.end, cue.start) if part.end <= cue.start else (cue.end, part.start)
        cost = 0.0
        for token in range(low, high):
            role = self.role[token]
            if not role:
                cost += WORD * (self.tree.pos[token] not in {"PUNCT", "SPACE"})
            if token in self.starts:
                cost += OTHER_CUE if role == "CUE" else OTHER_PART * (role == "CONTENT")
        if low < high:
            cost += SENTENCE * self._sentences_between(low, high)
            cost += PARAGRAPH * abs(self.parsed.paragraph_index(part.start) - self.parsed.paragraph_index(cue.start))
        return cost

    def _sentences_between(self, low: int, high: int) -> int:
        """Return the number of sentences that end between two runs outside content."""
        return sum(self.tree.text[t] in {".", "!", "?"} and self.role[t] != "CONTENT" for t in range(low, high))

    def _hangs_on(self, part: Tokens, on: Tokens) -> bool:
        """Tell whether a run is governed by another before any other cue."""
        root = self._root(part)
        for _ in range(12):
            head = self.tree.head[root]
            if head == root:
                return False
            if head in on:
                return True
            if self.role[head] == "CUE":
                return False
            root = head
        return False

    def _root(self, part: Tokens) -> int:
        return next((t for t in range(part.start, part.end) if self.tree.head[t] not in part), part.start)

    def _sources(self, cues: list[int]) -> dict[int, Tokens]:
        found = {}
        for cue in cues:
            ranked = sorted(
                (self._source_cost(number, cue), number)
                for number in range(max(0, cue - NEAR), min(len(self.parts), cue + NEAR + 1))
                if self.parts[number].role == "SOURCE"
            )
            if ranked and ranked[0][0] <= FAR_SOURCE:
                found[cue] = self.parts[ranked[0][1]].tokens
        return found

    def _source_cost(self, number: int, cue: int) -> float:
        source, mark = self.parts[number].tokens, self.parts[cue].tokens
        cost = self._between(source, mark)
        if self._speaks(source, mark):
            return cost * NEARER - SPEAKING
        return cost + (UNNAMED if self._is_passive(mark) else 0.0)

    def _is_passive(self, cue: Tokens) -> bool:
        """Tell whether a cue leaves out who does it: "is expected", "was asked"."""
        verbs = [t for t in range(cue.start, cue.end) if self.tree.pos[t] in VERBAL]
        return bool(verbs) and self.tree.is_passive(verbs[-1]) and agent_of(self.tree, verbs[-1]) is None

    def _speaks(self, source: Tokens, cue: Tokens) -> bool:
        """Tell whether syntax makes the source the subject, agent or owner of the cue."""
        for token in range(cue.start, cue.end):
            if self.tree.pos[token] in VERBAL:
                if subject_of(self.tree, token) in source or agent_of(self.tree, token) in source:
                    return True
            elif any(child in source for child in self.tree.kids(token, ("poss", "pobj"))):
                return True
        return False

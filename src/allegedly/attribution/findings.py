"""What the two occupants of this room hand on: a source, a cue and a content, before they are statements."""

from __future__ import annotations

from dataclasses import dataclass, field

from allegedly.drafts import Tokens
from allegedly.records import Certainty


@dataclass(slots=True)
class Finding:
    """One attribution found in an article, in tokens."""

    source: Tokens | None
    cue: Tokens | None
    content: set[int] = field(default_factory=set)
    act: str = "say"
    certainty: Certainty = "certain"
    rule: str = ""  #: which rule or model found it
    implied: bool = False  #: the source is carried over from an earlier one
    quotes: bool = True  #: it may take the quotation that stands beside it
    runs_on: bool = False  #: its quotation was not closed in this paragraph
    aside: frozenset[int] = frozenset()  #: the words of "according to X", part of nobody's content
    report: Finding | None = None  #: the report that cites this source

    @property
    def place(self) -> int:
        """Where it stands in the text."""
        marks = [t.start for t in (self.cue, None if self.implied else self.source) if t is not None]
        return min(marks) if marks else min(self.content, default=0)

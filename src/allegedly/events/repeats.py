"""What the article has reported already: a word that only refers back adds no event."""

from __future__ import annotations

from collections import Counter

from allegedly.events.matching import Match
from allegedly.events.syntax import Syntax
from allegedly.language import Parsed


class Memory:
    """The events noted so far, by type and by word."""

    def __init__(self, parsed: Parsed, syntax: Syntax) -> None:
        self.parsed = parsed
        self.syntax = syntax
        self.types: Counter[str] = Counter()
        self.words: Counter[tuple[str, str]] = Counter()

    def note(self, match: Match, kind: str) -> None:
        """Keep an event that is being reported."""
        self.types[kind] += 1
        self.words[kind, self.syntax.lemma[match.head]] += 1

    def seen(self, match: Match, kind: str) -> int:
        """Return how often the same word has told of the same type; 1 where only other words have."""
        same = self.words[kind, self.syntax.lemma[match.head]]
        return 1 + same if same else int(self.types[kind] > 0)

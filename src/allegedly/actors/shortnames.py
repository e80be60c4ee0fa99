"""Short names that an article gives to bodies: "African Union (AU)", and "the League" after "the Arab League"."""

from __future__ import annotations

from collections.abc import Iterator

from allegedly.actors.lexicon import NAMED_BODIES
from allegedly.actors.page import Hit, Page
from allegedly.drafts import Tokens

SMALL = frozenset({"of", "the", "and", "for", "in", "on", "to", "&"})
LONGEST = 8  # letters of an acronym
NAMES = NAMED_BODIES | {"metonym"}


class ShortNames:
    """The full names behind an article's acronyms and clipped names, by the short form and where it holds."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.acronyms = dict(reversed([*self._bracketed()]))
        self.clipped = [Tokens(h.start, h.end) for h in page.hits if h.entry.kind in NAMES and h.end - h.start > 1]

    def hits(self) -> Iterator[Hit]:
        """Yield the short forms of the tables' bodies that the tables themselves do not tell: "League officials"."""
        for token, word in enumerate(self.page.words):
            full = self.full(token) if word[:1].isupper() and self._open(token) else None
            hit = self.page.hit_at[full.start] if full is not None else None
            if hit is not None and (hit.start, hit.end) == full:
                yield Hit(token, token + 1, hit.entry)

    def _open(self, token: int) -> bool:
        """Tell whether the tables leave it open who a word is: they do not know it, or as a common noun only."""
        hit = self.page.hit_at[token]
        if token and self.page.pos[token - 1] == "PROPN" and self.page.hit_at[token - 1] is None:
            return False  # the end of another name: "the United Torah Judaism Party"
        return hit is None or (hit.entry.kind == "body" and hit.end - hit.start == 1)

    def full(self, token: int) -> Tokens | None:
        """Return where the full name stands of which the word at a token is the short form; None where it is none."""
        word = self.page.words[token]
        behind = self.acronyms.get(word)
        if behind is not None and token not in behind:
            return behind
        if not word[:1].isupper() or self._begins_sentence(token) or not self._open(token):
            return None
        return next((n for n in reversed(self.clipped) if n.end <= token and self._clips(word, n)), None)

    def _clips(self, word: str, name: Tokens) -> bool:
        """Tell whether a word is what is left of a name: its last word, or its first before an "of"."""
        words = self.page.words
        return words[name.end - 1] == word or (words[name.start] == word and words[name.start + 1] == "of")

    def _begins_sentence(self, token: int) -> bool:
        """Tell whether the capital may be the sentence's: nothing but an article stands before."""
        start = self.page.parsed.sentence(token).start
        return token == start

    def _bracketed(self) -> list[tuple[str, Tokens]]:
        """Return the acronyms that stand in brackets after their names."""
        words = self.page.words
        found = []
        for n in range(1, len(words) - 2):
            short = words[n + 1]
            if words[n] == "(" and words[n + 2] == ")" and short.isupper() and 2 <= len(short) <= LONGEST:
                start = self._spelt(short, n)
                if start is not None:
                    found.append((short, Tokens(start, n)))
        return found

    def _spelt(self, short: str, end: int) -> int | None:
        """Return where the words before a bracket begin whose first letters spell the acronym."""
        at, left = end, list(short)
        while left and at > 0:
            at -= 1
            word = self.page.words[at]
            if word.lower() in SMALL or word == "-":
                if word[:1].upper() == left[-1] and len(left) > 1 and word[:1].isupper():
                    left.pop()
                continue
            if word[:1].upper() != left[-1] or not word[:1].isalpha():
                return None
            left.pop()
        return at if not left else None

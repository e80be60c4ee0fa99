"""PLOVER's contexts, from the words of the sentence and of the whole article."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import msgspec

from allegedly import tables
from allegedly.drafts import Tokens
from allegedly.events.plover import PACKAGE
from allegedly.events.syntax import Syntax

AT_MOST = 3  # contexts of one event
OFTEN = 4  # mentions that make a context the article's


class ContextEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One context in ``tables/contexts.toml``."""

    words: tuple[str, ...]
    types: tuple[str, ...] = ()  #: the types that bring the context with them


class ContextFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole of ``tables/contexts.toml``."""

    contexts: dict[str, ContextEntry]


class Contexts:
    """Finds contexts by key words."""

    def __init__(self, files: Sequence[ContextFile]) -> None:
        self.of_word: dict[str, list[str]] = {}
        self.of_type: dict[str, list[str]] = {}
        for file in files:
            for name, entry in file.contexts.items():
                for word in entry.words:
                    self.of_word.setdefault(word, []).append(name)
                for kind in entry.types:
                    self.of_type.setdefault(kind, []).append(name)

    def of_article(self, syntax: Syntax) -> tuple[str, ...]:
        """Return the contexts that the whole article is about, the most frequent first."""
        counts = self._count(syntax, 0, len(syntax.lemma))
        return tuple(name for name, n in sorted(counts.items(), key=lambda item: (-item[1], item[0])) if n >= OFTEN)

    def of_event(self, syntax: Syntax, sentence: Tokens, topics: tuple[str, ...], kind: str) -> tuple[str, ...]:
        """Return the contexts of an event: those of its sentence, then its type's own, then the article's first."""
        counts = self._count(syntax, *sentence)
        own = [name for name, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]
        chosen = dict.fromkeys([*own[:2], *self.of_type.get(kind, ()), *topics[:1]])
        return tuple(chosen)[:AT_MOST]

    def _count(self, syntax: Syntax, start: int, end: int) -> Counter[str]:
        counts: Counter[str] = Counter()
        for i in range(start, end):
            for name in self.of_word.get(syntax.lemma[i], ()):
                counts[name] += 1
        return counts


@lru_cache(maxsize=1)
def context_names() -> tuple[str, ...]:
    """Return the contexts that there are, in the order of the table."""
    (file,) = tables.toml(PACKAGE, "contexts.toml", ContextFile)
    return tuple(file.contexts)


@lru_cache(maxsize=8)
def load_contexts(folders: tuple[Path, ...] = ()) -> Contexts:
    """Return the contexts with the users' own words."""
    return Contexts(tables.toml(PACKAGE, "contexts.toml", ContextFile, folders))

"""Attributed event data from news: who did what to whom, on whose word, and how surely.

import allegedly
article = allegedly.code("Norway denied on Monday that …", published="2017-10-10")
article.events[0].voice
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from allegedly.records import (
    Article,
    Block,
    Count,
    Event,
    Evidence,
    Interval,
    Party,
    Place,
    Span,
    Statement,
)

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from allegedly.coder import Coder
    from allegedly.reading import Failure

__version__ = "0.1.0"

__all__ = [
    "Article",
    "Block",
    "Coder",
    "Count",
    "Event",
    "Evidence",
    "Interval",
    "Party",
    "Place",
    "Span",
    "Statement",
    "__version__",
    "code",
    "event_rows",
    "read",
]


def __getattr__(name: str) -> Any:
    """Load the coder only when it is asked for: it brings the models' libraries with it."""
    if name == "Coder":
        from allegedly.coder import Coder

        return Coder
    raise AttributeError(f"module 'allegedly' has no attribute {name!r}")


@lru_cache(maxsize=1)
def _coder() -> Coder:
    from allegedly.coder import Coder

    return Coder()


def code(
    source: str | Article | Doc, *, title: str | None = None, published: str | None = None, url: str | None = None
) -> Article:
    """Return an article coded: a text, an Article that was read, or a spaCy Doc.

    ``title``, ``published`` (ISO date of the report itself) and ``url`` are what is known of a text from elsewhere. The
    models are loaded once, at the first call; make a ``Coder`` to choose them or to add tables of your
    own. Raises AllegedlyError R01 for an empty text and R15 for one longer than an article can be.
    """
    return _coder().code(source, title=title, published=published, url=url)


def read(path: str | Path) -> list[Article | Failure]:
    """Return the articles of a file or folder, uncoded, and a Failure for each document that could not be read."""
    from allegedly.reading import find_paths, read_safely

    return list(read_safely(find_paths([path])))


def event_rows(articles: Iterable[Article]) -> list[dict[str, Any]]:
    """Return one flat row an event, ready for ``pandas.DataFrame`` or ``polars.DataFrame``."""
    from dataclasses import asdict

    from allegedly.archive.rows import event_rows as rows_of

    return [asdict(row) for article in articles for row in rows_of(article)]

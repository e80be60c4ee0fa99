"""Attributed event data from news: who did what to whom, on whose word, and how surely."""

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

__version__ = "0.1.0"

__all__ = [
    "Article",
    "Block",
    "Count",
    "Event",
    "Evidence",
    "Interval",
    "Party",
    "Place",
    "Span",
    "Statement",
    "__version__",
]

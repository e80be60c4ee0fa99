"""Bytes to articles: text never rewritten, blocks with roles, title, date, and the chain of outlets."""

from allegedly.reading.article import article_from_text, told
from allegedly.reading.blocks import find_blocks
from allegedly.reading.child import read_located, read_safely
from allegedly.reading.documents import read
from allegedly.reading.failure import Failure
from allegedly.reading.found import Hints, Known, Piece
from allegedly.reading.limits import Limits
from allegedly.reading.paths import find_paths
from allegedly.reading.sniff import FORMATS

__all__ = [
    "FORMATS",
    "Failure",
    "Hints",
    "Known",
    "Limits",
    "Piece",
    "article_from_text",
    "find_blocks",
    "find_paths",
    "read",
    "read_located",
    "read_safely",
    "told",
]

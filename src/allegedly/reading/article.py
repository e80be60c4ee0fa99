"""A document's text made an Article: its blocks, its language, and where it comes from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from allegedly.errors import AllegedlyError
from allegedly.reading.blocks import find_blocks
from allegedly.reading.found import Found, Hints, Known
from allegedly.reading.languages import is_plainly_english, language_of
from allegedly.reading.limits import Limits
from allegedly.reading.metadata import decide, is_on_date
from allegedly.records import Article, Block, Evidence, content_id

#: Characters that show nothing, or turn the direction of what follows: a text can seem to say what it does not.
INVISIBLE = re.compile("[\u200b\u2060\u2061-\u2064\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]")

_INVISIBLE_NOTE = "the text holds invisible characters; what is seen may not be what is read"

_LANGUAGE_SAMPLE = 6


def article_from_text(
    text: str,
    *,
    title: str | None = None,
    published: str | None = None,
    url: str | None = None,
    source: str | None = None,
    tables: Sequence[Path] = (),
) -> Article:
    """Return a text as an article with its blocks; what is known of it from elsewhere may be given.

    ``tables`` are folders with the user's own ``outlets.tsv`` and ``furniture.toml``.

    Raises AllegedlyError R01 for a text without a word and R15 for one that is longer than an article can be.
    """
    known = Known(title=title, published=published, url=url, source=source, vouched=True)
    return identified(article_of(Found(text=text, known=known), tables=tables))


def article_of(found: Found, limits: Limits | None = None, tables: Sequence[Path] = ()) -> Article:
    """Return the article for what a reader found, its language only if that is plainly English.

    Raises AllegedlyError as ``article_from_text`` does.
    """
    text, known = found.text, found.known
    _check(text, limits or Limits())
    blocks = find_blocks(text, Hints(title=known.title, pieces=found.pieces), tables)
    metadata = decide(text, blocks, known, tables)
    return Article(
        id=known.id or content_id(text),
        text=text,
        title=metadata.title,
        published=metadata.published,
        language="en" if is_plainly_english(_sample(text, blocks)) else None,
        outlets=metadata.outlets,
        url=known.url,
        blocks=blocks,
        evidence=metadata.evidence,
        notes=(*found.notes, *metadata.notes, *_notes(text)),
    )


def identified(article: Article) -> Article:
    """Return the article with its language, and a note where that is not coded.

    This loads a model when it must. It is kept apart so that a process that reads hostile files need not load it anew
    each time it is replaced.
    """
    if article.language is not None:
        return article
    language = language_of(_sample(article.text, article.blocks))
    if language == "en":
        return replace(article, language=language)
    note = f"the language seems to be {language or 'none'}, which is kept but not coded"
    return replace(article, language=language, notes=(*article.notes, note))


def told(
    article: Article, *, title: str | None = None, published: str | None = None, url: str | None = None
) -> Article:
    """Return the article with what somebody who knows says of it, which needs no evidence in the text."""
    if title is None and published is None and url is None:
        return article
    shown = article.evidence or Evidence()
    return replace(
        article,
        title=title or article.title,
        published=published or article.published,
        url=url or article.url,
        evidence=replace(shown, title=None if title else shown.title, published=None if published else shown.published),
        notes=tuple(note for note in article.notes if not (published and is_on_date(note))),
    )


def _notes(text: str) -> tuple[str, ...]:
    """Return what the characters themselves give reason to say."""
    broken = text.count("\ufffd")
    notes = (
        _INVISIBLE_NOTE if INVISIBLE.search(text) else "",
        f"{broken} characters of the text were broken before it was read" if broken else "",
    )
    return tuple(note for note in notes if note)


def _check(text: str, limits: Limits) -> None:
    if not text.strip():
        raise AllegedlyError("R01")
    if len(text) > limits.max_characters:
        raise AllegedlyError("R15", detail=f"{len(text):,} characters, {limits.max_characters:,} at most")


def _sample(text: str, blocks: tuple[Block, ...]) -> str:
    """Return some of the report for telling the language, or of the whole where nothing is body."""
    body = [span.of(text) for block in blocks if block.role == "body" for span in block.spans]
    return " ".join(body[:_LANGUAGE_SAMPLE]) or text

"""In which language a text is written."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

#: Words that make up a quarter of any English text, and that few other languages have.
_ENGLISH_WORDS = """
    the and that of to said with from by for at has been were was which their they is it its he his she her this an
    as on are had have would will who not but after
"""
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 4000

#: Share of such words that settles it, and the share that settles it for a line or two.
_PLAINLY, _LIKELY = 0.18, 0.10
_FEW_WORDS = 40

#: How sure the language model must be before a short text is called anything but English.
_SURE = 0.95


def is_plainly_english(text: str) -> bool:
    """Tell English by its commonest words, as most of it can be told."""
    words = [word.lower() for word in _WORD.findall(text[:_SAMPLE])]
    share = sum(word in _ENGLISH for word in words) / max(1, len(words))
    return share >= (_LIKELY if len(words) < _FEW_WORDS else _PLAINLY)


def language_of(text: str) -> str | None:
    """Return the ISO 639-1 code of the text's language; None where there are no words to tell it by."""
    words = len(_WORD.findall(text[:_SAMPLE]))
    if not words:
        return None
    if is_plainly_english(text):
        return "en"
    language, sure = _identifier().classify(text[:_SAMPLE].encode("utf-8", "replace"))
    return "en" if words < _FEW_WORDS and sure < _SURE and text.isascii() else str(language)


@cache
def _identifier() -> Any:
    """Load the model: most of a second, so only for a text that is not plainly English."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)

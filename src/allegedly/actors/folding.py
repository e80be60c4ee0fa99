"""Names brought to a form in which spellings of one name meet: case, accents, dots, apostrophes and hyphens folded."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_PIECE = re.compile(r"[a-z0-9]+")
_ARTICLES = frozenset({"al", "el", "ad", "ar", "as", "at", "az", "ez", "ash", "es", "er", "ed", "an"})
_SOUNDS = (("kh", "k"), ("gh", "k"), ("dh", "d"), ("th", "t"), ("ph", "f"), ("sh", "s"), ("ch", "s"), ("ou", "u"))
_LETTERS = str.maketrans({"q": "k", "g": "k", "c": "k", "z": "s", "v": "w", "j": "y", "i": "y"})


@lru_cache(maxsize=50_000)
def pieces(text: str) -> tuple[str, ...]:
    """Return the folded words of a text: "U.S.-led" is ("us", "led"), "al-Qaida" is ("al", "qaida").

    Dots vanish, so that abbreviations become words; whatever else is no letter or digit parts two words.
    """
    plain = unicodedata.normalize("NFKD", text.replace(".", "").replace("ł", "l").replace("ø", "o").replace("ı", "i"))
    letters = "".join(c for c in plain if not unicodedata.combining(c)).lower()
    return tuple(_PIECE.findall(letters))


@lru_cache(maxsize=50_000)
def sound(text: str) -> str:
    """Return a key that transliterations of one name share: Gaddafi, Kadhafi and Qaddafi; al-Zor and ez-Zor.

    Arabic articles go, letters that transliterations interchange become one, vowels go except a first one, and doubled
    letters become one. The key is coarse: use it for names already near each other, never for common words.
    """
    words = [word for word in pieces(text) if word not in _ARTICLES] or list(pieces(text))
    return " ".join(_skeleton(word) for word in words)


def _skeleton(word: str) -> str:
    for group, letter in _SOUNDS:
        word = word.replace(group, letter)
    word = word.translate(_LETTERS)
    kept = word[:1] + "".join(letter for letter in word[1:] if letter not in "aeouyhw")
    return re.sub(r"(.)\1+", r"\1", kept)

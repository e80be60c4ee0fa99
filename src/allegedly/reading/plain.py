"""Plain text: the characters as they stand, line ends made one kind."""

from __future__ import annotations

from allegedly.reading.encodings import decode
from allegedly.reading.found import Found, Part
from allegedly.reading.limits import Limits


def read_text(part: Part, _limits: Limits) -> Found:
    """Return the characters of a text file; raises AllegedlyError R03 or R04 for what is no text."""
    text = decode(part.data, part.known.charset)
    return Found(text=text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"), known=part.known)

"""All limits under which documents are read, in one place; ``docs/limits.md`` explains each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What reading one document may cost. A feed, an archive or a file of JSON lines holds many documents."""

    seconds: float = 30.0  #: time on the clock that the reader may keep silent
    cpu_seconds: float = 20.0  #: processor time
    memory: int = 1024 * 1024 * 1024  #: bytes of address space of the reading process
    max_bytes: int = 32 * 1024 * 1024  #: size of a document, unpacked
    max_characters: int = 1_000_000  #: characters of text in one article; the parser takes no more
    max_elements: int = (
        6_000  #: elements of a page that the careful HTML reader is given; its time grows with the square
    )
    max_depth: int = 150  #: depth of a page that the careful HTML reader is given; it loses deeper text without a word

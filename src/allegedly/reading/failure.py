"""A document that could not be read, as a record: a fault never comes out of the stream as an exception."""

from __future__ import annotations

from dataclasses import dataclass

from allegedly.errors import CATALOGUE, AllegedlyError


@dataclass(frozen=True, slots=True)
class Failure:
    """One document that gave no article, and why."""

    where: str  #: the file, with line, entry or record where it holds several documents
    code: str  #: a key of ``allegedly.errors.CATALOGUE``
    detail: str = ""  #: what only this case knows

    def __post_init__(self) -> None:
        """Refuse a code that the catalogue does not explain."""
        if self.code not in CATALOGUE:
            raise ValueError(f"unknown failure code {self.code!r}")

    def __str__(self) -> str:
        """Return one line: where, what, the likely cause, and what to do."""
        return str(AllegedlyError(self.code, self.where, self.detail)).replace("\n", " ")

    @classmethod
    def of(cls, error: AllegedlyError, where: str) -> Failure:
        """Return the failure that an error amounts to."""
        return cls(error.where or where, error.code, error.detail)

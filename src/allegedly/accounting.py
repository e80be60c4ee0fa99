"""Every run ends with one line in which each document that came in is accounted for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Literal

Outcome = Literal["coded", "duplicate", "failed", "skipped"]


class Exit(IntEnum):
    """The exit codes of the command line; scripts rely on them."""

    DONE = 0  #: everything that came in was coded, or was there already
    SOME_FAILED = 1  #: some documents failed; the others were coded
    USAGE = 2  #: the command was not understood
    NOTHING = 3  #: nothing usable came in, or nothing was found
    STORE = 4  #: the archive is locked, damaged or of a newer version
    INTERRUPTED = 130  #: stopped by the user; what was acknowledged is kept


@dataclass(slots=True)
class Tally:
    """Counts what came in and what became of it."""

    arrived: int = 0
    coded: int = 0
    duplicate: int = 0
    failed: int = 0
    skipped: int = 0

    def arrive(self) -> None:
        """Count a document in."""
        self.arrived += 1

    def settle(self, outcome: Outcome) -> None:
        """Count what became of a document."""
        setattr(self, outcome, getattr(self, outcome) + 1)

    def line(self, hint: str = "") -> str:
        """Return the accounting line; ``hint`` says where failures can be read.

        Raises AssertionError if a document went missing.
        """
        settled = self.coded + self.duplicate + self.failed + self.skipped
        if self.arrived != settled:
            raise AssertionError(f"{self.arrived} documents came in, but {settled} were accounted for")
        failed = f"failed {self.failed}" + (f" (see: {hint})" if self.failed and hint else "")
        return (
            f"in {self.arrived} · coded {self.coded} · duplicates {self.duplicate} · {failed} · skipped {self.skipped}"
        )

    def exit_code(self) -> Exit:
        """Return the exit code that the counts call for."""
        if not self.coded and not self.duplicate and not self.skipped:
            return Exit.NOTHING
        return Exit.SOME_FAILED if self.failed else Exit.DONE

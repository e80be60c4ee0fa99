"""What people read: Rich, on a terminal as wide as it is, elsewhere of a fixed width."""

from __future__ import annotations

import sys
from typing import IO

from rich.console import Console


class Screen(Console):
    """A console for output that may be cut short: `| head` is no fault, and ``Commands`` knows what to do."""

    def on_broken_pipe(self) -> None:
        """Say so, where Rich would end the process with exit code 1."""
        raise BrokenPipeError


def screen(stream: IO[str] | None = None, *, width: int = 120) -> Screen:
    """Return the console to print on; news is no markup."""
    stream = stream or sys.stdout
    return Screen(file=stream, width=None if stream.isatty() else width, markup=False)

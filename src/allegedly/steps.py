"""The order of work: each step says what it needs and gives, and a wrong order is refused before a byte is read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Work = TypeVar("Work")


@dataclass(frozen=True, slots=True)
class Step(Generic[Work]):
    """One room's part in coding an article."""

    name: str
    requires: tuple[str, ...]  #: fields of the work that must be filled before
    assigns: tuple[str, ...]  #: fields that it fills
    run: Callable[[Work], None]


def check_order(steps: Sequence[Step[Work]], given: Sequence[str]) -> None:
    """Raise ValueError if a step needs what no step before it gives.

    ``given`` names what is there from the start.
    """
    known = set(given)
    for step in steps:
        missing = [need for need in step.requires if need not in known]
        if missing:
            raise ValueError(f"step {step.name!r} needs {', '.join(missing)}, which no step before it assigns")
        known.update(step.assigns)

"""Reading statements back as plain words."""

from collections.abc import Callable
from typing import NamedTuple

import pytest

from allegedly.attribution import find_statements
from allegedly.language import Parsed


class Said(NamedTuple):
    """A statement in words."""

    source: str | None
    cue: str | None
    content: list[str]
    kind: str
    act: str
    certainty: str
    within: int | None
    implied: bool


@pytest.fixture(scope="session")
def said(parse: Callable[..., Parsed]) -> Callable[..., list[Said]]:
    """Return the statements of a text, as words."""

    def said(text: str, **known: object) -> list[Said]:
        parsed = parse(text)
        return [
            Said(
                parsed.text(s.source) if s.source else None,
                parsed.text(s.cue) if s.cue else None,
                [parsed.text(run) for run in s.content],
                s.kind,
                s.act,
                s.certainty,
                s.within,
                s.implied,
            )
            for s in find_statements(parsed, **known)  # type: ignore[arg-type]
        ]

    return said

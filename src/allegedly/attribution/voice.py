"""On whose word a token stands."""

from __future__ import annotations

from collections.abc import Sequence

from allegedly.drafts import StatementDraft
from allegedly.language import Parsed


def voice_of(parsed: Parsed, statements: Sequence[StatementDraft], token: int) -> tuple[int, ...]:
    """Return the indexes of the statements whose content holds the token, outermost first.

    A cue lies in its reporter's voice, not in its own: what a speaker does by speaking is on the reporter's word.
    """
    holding = [
        number
        for number, statement in enumerate(statements)
        if any(token in run for run in statement.content) and not (statement.cue and token in statement.cue)
    ]
    return tuple(sorted(holding, key=lambda number: (_depth(statements, number), number)))


def _depth(statements: Sequence[StatementDraft], number: int) -> int:
    depth = 0
    within = statements[number].within
    while within is not None and depth < len(statements):
        depth += 1
        within = statements[within].within
    return depth

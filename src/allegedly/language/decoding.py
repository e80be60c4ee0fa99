"""The best sequence of BIO tags under the rule that nothing goes on that has not begun."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


def allowed(labels: tuple[str, ...]) -> NDArray[np.bool_]:
    """Return which label may follow which: "I-X" only "B-X" or "I-X". The last row is the start of the text."""
    table = np.ones((len(labels) + 1, len(labels)), dtype=np.bool_)
    for column, label in enumerate(labels):
        if label.startswith("I-"):
            table[:, column] = False
            for row, before in enumerate(labels):
                table[row, column] = before[:1] in "BI" and before[1:] == label[1:]
    return table


def viterbi(scores: Floats, transitions: Floats) -> list[int]:
    """Return the labels whose scores and transitions add up to most; the first of equals wins.

    ``scores`` has a row a token. ``transitions`` has a row for each label before, and a last one for the start.
    """
    if not len(scores):
        return []
    best = transitions[-1] + scores[0]
    steps = transitions[:-1]
    back = np.zeros(scores.shape, dtype=np.int64)
    for row in range(1, len(scores)):
        paths = best[:, None] + steps
        back[row] = paths.argmax(axis=0)
        best = paths[back[row], np.arange(len(best))] + scores[row]
    label = int(best.argmax())
    found = [label]
    for row in range(len(scores) - 1, 0, -1):
        label = int(back[row, label])
        found.append(label)
    return found[::-1]

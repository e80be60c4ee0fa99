"""Cutting an article into the stretches that the encoder reads at one time."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import NamedTuple

#: Word pieces in a window, its two delimiters included: a few paragraphs, since quotations run over sentences.
WINDOW_PIECES = 256
#: Of these, how many at most repeat what stands before the window's own tokens.
CONTEXT_PIECES = 32
#: A token longer than this many pieces is a link or a file name: the rest of it is not read.
TOKEN_PIECES = 12


class Window(NamedTuple):
    """A run of tokens that the encoder reads at one time: first what stands before, then what it is to judge."""

    context: int  #: the first token read
    start: int  #: the first token judged
    end: int


class Layout(NamedTuple):
    """What a window looks like to the encoder."""

    ids: list[int]
    tokens: list[int]  #: tokens of the article that have a piece in the window, context included
    positions: list[int]  #: where the first piece of each stands in ``ids``


class Symbols(NamedTuple):
    """The ids of the three pieces that stand for no word."""

    start: int
    end: int
    paragraph: int


def cut(costs: Sequence[int], sentences: Sequence[tuple[int, int]]) -> list[Window]:
    """Return the windows of an article whose tokens cost so many pieces each.

    A window takes whole sentences while they fit; a sentence that fits no window is cut. Every token is judged once.
    """
    room = WINDOW_PIECES - 2
    windows: list[Window] = []
    start = used = context = 0
    end = 0
    for low, high in _pieces_of_sentences(costs, sentences, room - CONTEXT_PIECES):
        cost = sum(costs[low:high])
        if end > start and used + cost > room:
            windows.append(Window(context, start, end))
            start, used = low, 0
            context = _step_back(costs, low)
            used = sum(costs[context:low])
        used += cost
        end = high
    if end > start:
        windows.append(Window(context, start, end))
    return windows


def _pieces_of_sentences(
    costs: Sequence[int], sentences: Sequence[tuple[int, int]], room: int
) -> list[tuple[int, int]]:
    """Return the sentences, those that are too long cut where the room ends."""
    parts = []
    for start, end in sentences:
        low, used = start, 0
        for token in range(start, end):
            if used + costs[token] > room and token > low:
                parts.append((low, token))
                low, used = token, 0
            used += costs[token]
        parts.append((low, end))
    return parts


def _step_back(costs: Sequence[int], token: int) -> int:
    left = CONTEXT_PIECES
    while token > 0 and costs[token - 1] <= left:
        token -= 1
        left -= costs[token]
    return token


def costs(pieces: Sequence[Sequence[int]], breaks: Set[int]) -> list[int]:
    """Return how many pieces each token takes up; one that begins a paragraph takes one more."""
    return [min(len(p), TOKEN_PIECES) + (token in breaks) for token, p in enumerate(pieces)]


def lay_out(window: Window, pieces: Sequence[Sequence[int]], breaks: Set[int], symbols: Symbols) -> Layout:
    """Return the window's pieces as the encoder reads them."""
    ids, tokens, positions = [symbols.start], [], []
    for token in range(window.context, window.end):
        if token in breaks:
            ids.append(symbols.paragraph)
        if pieces[token]:
            tokens.append(token)
            positions.append(len(ids))
            ids.extend(pieces[token][:TOKEN_PIECES])
    ids.append(symbols.end)
    return Layout(ids, tokens, positions)

"""Who acts on whom: parties as points, and lines by class of act and by whose word it stands on."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import numpy as np
import numpy.typing as npt
from fastapi import APIRouter, Query, Request, Response

from allegedly.archive.counting import TieRow
from allegedly.desk.asked import Asked
from allegedly.desk.desk import Desk, flat, found
from allegedly.desk.lists import KINDS
from allegedly.desk.sheets import sheet
from allegedly.desk.timeline import CLASSES

WIDTH, HEIGHT, EDGE = 1000.0, 640.0, 60.0
MOST_TIES = 2000  #: rows that are read for a picture
MOST_PARTIES = 36
TURNS = 300  #: of the layout
WORDS = {"outlet": "the outlets' own word", "party": "the word of a party", "other": "somebody else's word"}

Points = npt.NDArray[np.float64]
Nodes = Literal["country", "name"]


@dataclass(frozen=True, slots=True)
class Node:
    """A party."""

    name: str
    x: float
    y: float
    radius: float
    events: int


@dataclass(frozen=True, slots=True)
class Line:
    """What one party does to another, of one class, on one kind of word."""

    path: str
    quad: int
    word: str
    width: float
    label: str
    actor: str
    recipient: str


@dataclass(frozen=True, slots=True)
class Picture:
    """The network, ready to be drawn."""

    nodes: tuple[Node, ...]
    lines: tuple[Line, ...]
    left_out: int  #: parties with fewer events than those that are drawn


def picture(ties: Iterable[TieRow]) -> Picture:
    """Return the parties with the most events, and what is between them."""
    rows = [tie for tie in ties if tie.actor != tie.recipient]
    weights: Counter[str] = Counter()
    for tie in rows:
        weights.update({tie.actor: tie.events, tie.recipient: tie.events})
    ranked = sorted(weights, key=lambda name: (-weights[name], name))
    names = sorted(ranked[:MOST_PARTIES])
    merged: Counter[tuple[str, str, int, str]] = Counter()
    for tie in rows:
        if tie.actor in names and tie.recipient in names:
            merged[tie.actor, tie.recipient, tie.quad, tie.word] += tie.events
    places = dict(zip(names, layout(names, merged), strict=True))
    most = max(weights.values(), default=1)
    nodes = [
        Node(name, *places[name], round(5 + 13 * math.sqrt(weights[name] / most), 1), weights[name]) for name in names
    ]
    return Picture(tuple(nodes), tuple(_lines(merged, places)), len(ranked) - len(names))


def layout(names: list[str], ties: Counter[tuple[str, str, int, str]]) -> list[tuple[float, float]]:
    """Return where each party stands: those with much between them near each other (Fruchterman and Reingold).

    The parties begin on a circle in the order of their names, so the same events give the same picture.
    """
    count = len(names)
    if count == 0:
        return []
    index = {name: n for n, name in enumerate(names)}
    pull = np.zeros((count, count))
    for (actor, recipient, _, _), events in ties.items():
        pull[index[actor], index[recipient]] += events
    pull = np.log1p(pull + pull.T)
    pull *= 0.5 / max(pull.max(), 1e-9)  # few events and many alike leave room for the names
    angles = np.linspace(0, 2 * np.pi, count, endpoint=False)
    at = np.column_stack([np.cos(angles), np.sin(angles)])
    ideal = 1.6 / math.sqrt(count)
    for heat in np.linspace(0.15, 0.005, TURNS):
        at = at + _step(at, pull, ideal, float(heat))
    return _fitted(at)


def _step(at: Points, pull: Points, ideal: float, heat: float) -> Points:
    apart = at[:, None, :] - at[None, :, :]
    distance = np.maximum(np.linalg.norm(apart, axis=2), 1e-3)
    force = ideal**2 / distance**2 - pull * distance / ideal
    moves = (apart * force[:, :, None]).sum(axis=1) - 0.35 * at
    length = np.maximum(np.linalg.norm(moves, axis=1, keepdims=True), 1e-9)
    step: Points = moves / length * np.minimum(length, heat)
    return step


def _fitted(at: Points) -> list[tuple[float, float]]:
    low, high = at.min(axis=0), at.max(axis=0)
    size = np.where(high - low > 1e-9, high - low, 1.0)
    placed = EDGE + (at - low) / size * (np.array([WIDTH, HEIGHT]) - 2 * EDGE)
    return [(round(float(x), 1), round(float(y), 1)) for x, y in placed]


def _lines(merged: Counter[tuple[str, str, int, str]], places: dict[str, tuple[float, float]]) -> Iterable[Line]:
    beside: Counter[tuple[str, str]] = Counter()
    most = max(merged.values(), default=1)
    for (actor, recipient, quad, word), events in sorted(merged.items(), key=lambda tie: (-tie[1], tie[0])):
        bend = 0.08 + 0.07 * beside[actor, recipient]
        beside[actor, recipient] += 1
        label = f"{actor} → {recipient}: {events:,} of {CLASSES[quad]}, on {WORDS[word]}"
        width = round(0.8 + 5 * math.log1p(events) / math.log1p(most), 1)
        yield Line(_curve(places[actor], places[recipient], bend), quad, word, width, label, actor, recipient)


def _curve(start: tuple[float, float], end: tuple[float, float], bend: float) -> str:
    """Return a curve to the left of the straight way, so that the way back and other classes have their own."""
    middle_x = (start[0] + end[0]) / 2 + (end[1] - start[1]) * bend
    middle_y = (start[1] + end[1]) / 2 - (end[0] - start[0]) * bend
    return f"M{start[0]} {start[1]}Q{middle_x:.1f} {middle_y:.1f} {end[0]} {end[1]}"


def routes(desk: Desk) -> APIRouter:
    """Return the network in its three forms."""
    router = APIRouter(tags=["views"])
    overview = desk.overview

    def ties(asked: Asked, nodes: Nodes) -> list[TieRow]:
        return found(lambda: overview.by_tie(asked.question, MOST_TIES, named=nodes == "name"))

    @router.get("/network.json")
    def network_json(asked: Annotated[Asked, Query()], nodes: Nodes = "country") -> list[dict[str, Any]]:
        """Return the counts by actor, recipient, type and kind of word, the most first."""
        return [flat(tie) for tie in ties(asked, nodes)]

    @router.get("/network.csv")
    def network_csv(asked: Annotated[Asked, Query()], nodes: Nodes = "country") -> Response:
        """Return the counts as a sheet."""
        return sheet(TieRow, ties(asked, nodes), "network")

    @router.get("/network", include_in_schema=False)
    def network(request: Request, asked: Annotated[Asked, Query()], nodes: Nodes = "country") -> Response:
        """Draw the network."""
        rows = ties(asked, nodes)
        return desk.show(
            request,
            "network.html",
            asked=asked,
            kinds=KINDS,
            classes=CLASSES,
            words=WORDS,
            picture=picture(rows),
            rows=rows[:100],
            nodes=nodes,
        )

    return router

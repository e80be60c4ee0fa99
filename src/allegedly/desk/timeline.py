"""Events over time: conflict above the line, cooperation below it, each bar a link to its events."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response

from allegedly.archive.counting import PeriodRow, Step
from allegedly.desk.asked import Asked
from allegedly.desk.desk import Desk, flat, found
from allegedly.desk.lists import KINDS
from allegedly.desk.sheets import sheet

WIDTH, HEIGHT = 1200.0, 300.0
LEFT, FOOT = 44.0, 22.0
MOST_DAYS, MOST_MONTHS = 92, 12 * 14  #: periods beyond which the next longer step is taken
MOST_BARS = 400
UPWARDS, DOWNWARDS = (4, 3), (2, 1)
CLASSES = {1: "verbal cooperation", 2: "material cooperation", 3: "verbal conflict", 4: "material conflict"}

Wanted = Literal["auto", "day", "month", "year"]


@dataclass(frozen=True, slots=True)
class Bar:
    """The events of a class in a period."""

    quad: int
    x: float
    y: float
    width: float
    height: float
    label: str
    since: str
    until: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A word on an axis, and where."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Picture:
    """The timeline, ready to be drawn."""

    bars: tuple[Bar, ...]
    times: tuple[Tick, ...]
    counts: tuple[Tick, ...]
    line: float  #: height of the line between conflict and cooperation
    step: str
    undated: int


def step_of(first: str, last: str, wanted: Wanted) -> Step:
    """Return the length of a period that gives a readable number of bars; what was wanted, if that does."""
    days = (date.fromisoformat(last[:10]) - date.fromisoformat(first[:10])).days + 1
    bars = {"day": days, "month": days // 30 + 1, "year": days // 365 + 1}
    if wanted != "auto" and bars[wanted] <= MOST_BARS:
        return wanted
    return "day" if days <= MOST_DAYS else "month" if bars["month"] <= MOST_MONTHS else "year"


def picture(rows: list[PeriodRow], step: Step) -> Picture:
    """Return the bars of the counts."""
    counted: dict[str, dict[int, int]] = defaultdict(dict)
    for row in rows:
        counted[row.period][row.quad] = row.events
    undated = sum(counted.pop("", {}).values())
    periods = list(periods_between(min(counted), max(counted), step))[:MOST_BARS] if counted else []
    up, down = (_highest(counted.values(), quads) for quads in (UPWARDS, DOWNWARDS))
    scale = (HEIGHT - FOOT - 8) / max(1, up + down)
    line = 4 + up * scale
    wide = (WIDTH - LEFT) / max(1, len(periods))
    bars = [
        bar
        for n, period in enumerate(periods)
        for bar in _bars(period, counted.get(period, {}), LEFT + n * wide, min(wide, 60.0), line, scale)
    ]
    return Picture(tuple(bars), tuple(_times(periods, wide)), _counts(up, down, line, scale), line, step, undated)


def _highest(counts: Any, quads: tuple[int, ...]) -> int:
    return max((sum(count.get(quad, 0) for quad in quads) for count in counts), default=0)


def _bars(period: str, counts: dict[int, int], x: float, wide: float, line: float, scale: float) -> Iterator[Bar]:
    since, until = ends_of(period)
    up, down = line, line
    for quad in (*reversed(UPWARDS), *DOWNWARDS):
        count = counts.get(quad, 0)
        if not count:
            continue
        high = count * scale
        top = up - high if quad in UPWARDS else down
        up, down = (up - high, down) if quad in UPWARDS else (up, down + high)
        label = f"{period}: {count:,} of {CLASSES[quad]}"
        gap = min(1.5, wide * 0.15)
        yield Bar(
            quad, round(x, 2), round(top, 2), round(wide - gap, 2), round(max(high, 0.75), 2), label, since, until
        )


def _times(periods: list[str], wide: float) -> Iterator[Tick]:
    every = max(1, round(70 / wide)) if wide else 1
    for n, period in enumerate(periods):
        if n % every == 0:
            yield Tick(round(LEFT + n * wide, 1), period)


def _counts(up: int, down: int, line: float, scale: float) -> tuple[Tick, ...]:
    ticks = [Tick(line, "0")]
    if up:
        ticks.append(Tick(round(line - up * scale, 1), f"{up:,}"))
    if down:
        ticks.append(Tick(round(line + down * scale, 1), f"{down:,}"))
    return tuple(ticks)


def ends_of(period: str) -> tuple[str, str]:
    """Return the first and last day of a day, month or year."""
    parts = [int(part) for part in period.split("-")]
    if len(parts) == 3:
        return period, period
    year, first = parts[0], parts[1] if len(parts) == 2 else 1
    last = parts[1] if len(parts) == 2 else 12
    return f"{year:04}-{first:02}-01", f"{year:04}-{last:02}-{calendar.monthrange(year, last)[1]:02}"


def periods_between(first: str, last: str, step: Step) -> Iterator[str]:
    """Yield all periods from one to another, the empty ones too."""
    at, end = date.fromisoformat(ends_of(first)[0]), date.fromisoformat(ends_of(last)[0])
    letters = {"day": 10, "month": 7, "year": 4}[step]
    while at <= end:
        yield at.isoformat()[:letters]
        try:
            at = date.fromisoformat(ends_of(at.isoformat()[:letters])[1]) + timedelta(days=1)
        except OverflowError:
            return


def routes(desk: Desk) -> APIRouter:
    """Return the timeline in its three forms."""
    router = APIRouter(tags=["views"])
    overview = desk.overview

    def counted(asked: Asked, by: Wanted) -> tuple[list[PeriodRow], Step]:
        ends = found(lambda: overview.span_of(asked.question))
        step = step_of(*ends, by) if ends else "day"
        return found(lambda: overview.by_time(asked.question, step)), step

    @router.get("/timeline.json")
    def timeline_json(asked: Annotated[Asked, Query()], by: Wanted = "auto") -> list[dict[str, Any]]:
        """Return the counts by period and class; undated events come with an empty period."""
        return [flat(row) for row in counted(asked, by)[0]]

    @router.get("/timeline.csv")
    def timeline_csv(asked: Annotated[Asked, Query()], by: Wanted = "auto") -> Response:
        """Return the counts as a sheet."""
        return sheet(PeriodRow, counted(asked, by)[0], "timeline")

    @router.get("/timeline", include_in_schema=False)
    def timeline(request: Request, asked: Annotated[Asked, Query()], by: Wanted = "auto") -> Response:
        """Draw the timeline."""
        rows, step = counted(asked, by)
        drawn = picture(rows, step)
        return desk.show(
            request, "timeline.html", asked=asked, kinds=KINDS, classes=CLASSES, picture=drawn, rows=rows, by=by
        )

    return router

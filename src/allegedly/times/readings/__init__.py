"""What each kind of expression means: one function for each name that ``patterns.toml`` gives under ``reads``.

A reading gets the match and the context and returns the value; None where the words are no time after all.
"""

from __future__ import annotations

from collections.abc import Callable

from allegedly.times.context import Context
from allegedly.times.grammar import Grammar, Hit
from allegedly.times.readings import days, hours, spans, stretches, units
from allegedly.times.values import Timex

Reading = Callable[[Hit, Context, Grammar], Timex | None]

#: The readings by the name that the table gives them.
READINGS: dict[str, Reading] = {
    reading.__name__: reading
    for reading in (
        days.iso_date,
        days.numeric_date,
        days.day,
        days.day_range_end,
        days.neighbour_weekday,
        days.weekday_of_week,
        days.day_of_month,
        days.holiday,
        spans.month,
        spans.month_of_relative_year,
        spans.neighbour_month,
        spans.year,
        spans.short_year,
        spans.year_range_end,
        spans.decade,
        spans.century,
        spans.season,
        spans.bare_season,
        spans.quarter,
        spans.half,
        hours.day_part,
        hours.relative_day_part,
        hours.overnight,
        hours.clock,
        hours.bare_day_part,
        units.edge_of_unit,
        units.neighbour_unit,
        units.same_unit,
        units.ago,
        units.from_now,
        units.neighbour_of_force,
        units.offset,
        units.offset_from,
        units.same_time,
        stretches.stretch_from_now,
        stretches.duration,
        stretches.half_unit,
        stretches.bare_units,
        stretches.reference,
        stretches.past_reference,
        stretches.future_reference,
        stretches.every,
    )
}

"""Events under the columns of ACLED, where ACLED has a type for them; how exact time and place are is told."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import msgspec

from allegedly import tables
from allegedly.exports.choice import standing
from allegedly.exports.columns import ColumnTable
from allegedly.exports.countries import sectors, sides
from allegedly.exports.values import Values, event_values, told
from allegedly.records import Article, Event, Party


class Kind(msgspec.Struct, frozen=True):
    """A row of ``acled_types.tsv``."""

    type: str
    mode: str
    against: str
    event_type: str
    disorder: str
    sub: str | None = None


@cache
def kinds() -> tuple[Kind, ...]:
    """The rows of the table in their order."""
    return tuple(tables.tsv("allegedly.exports", "acled_types.tsv", Kind))


def kind_of(event: Event) -> Kind | None:
    """Return the first row that fits the event; None where ACLED has no type for it."""
    against = done_to(event)
    return next(
        (
            kind
            for kind in kinds()
            if kind.type == event.type and kind.mode in ("*", event.mode) and kind.against in ("*", against)
        ),
        None,
    )


def done_to(event: Event) -> str | None:
    """Return "civilian" or "armed" where the sectors say it of everyone it was done to."""
    found = [sides(party.sectors) for party in event.recipients]
    if found and all(side == {"civilian"} for side in found):
        return "civilian"
    return "armed" if found and all(side and side <= {"state", "armed"} for side in found) else None


class Acled(ColumnTable):
    """One event a row; what ACLED has no type for is left out."""

    shape = "acled"

    def rows(self, article: Article) -> Iterator[Values]:
        """Yield the values of each event that ACLED has a type for."""
        for one in told(article):
            kind = kind_of(one.event)
            if kind is None:
                self.left_out.unfit += 1
            else:
                values = event_values(article, one)
                yield {**values, **_acled(one.event, kind, values)}


def _acled(event: Event, kind: Kind, values: Values) -> Values:
    where = event.place.country if event.place else None
    violent = event.type == "ASSAULT"
    return {
        "disorder": kind.disorder,
        "event_type": kind.event_type,
        "sub_event_type": kind.sub,
        "actor_acled": actor_kind(event.actors, where, kind),
        "recipient_acled": actor_kind(event.recipients, where),
        "targeting": "Civilian targeting" if violent and done_to(event) == "civilian" else None,
        "tags": "; ".join(standing(event)),
        # coarser than a month ACLED has no code, and a day without one would pass for exact
        "acled_day": values["start"] if values["acled_when"] else None,
    }


def actor_kind(parties: tuple[Party, ...], where: str | None, kind: Kind | None = None) -> str | None:
    """Return ACLED's kind of the first party, where its sectors and the country of the place decide it."""
    party = parties[0] if parties else None
    rows = [row for code in (party.sectors if party else ()) if (row := sectors().get(code)) and row.acled]
    found = rows[0].acled if rows else None
    if party and kind and kind.disorder == "Demonstrations" and found in (None, "Civilians"):
        return "Rioters" if kind.event_type == "Riots" else "Protesters"
    if found == "State forces" and party and party.country != where:
        return "External/Other forces" if party.country and where else None
    return found

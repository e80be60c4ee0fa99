"""Deadly events under the columns of UCDP GED: the one standard that has a place for whose word it is."""

from __future__ import annotations

from collections.abc import Iterator

from allegedly.exports.choice import CERTAIN
from allegedly.exports.columns import ColumnTable
from allegedly.exports.countries import sides
from allegedly.exports.values import Values, event_values, told
from allegedly.records import Article, Event, Party


class Ged(ColumnTable):
    """One event a row: violence in which somebody is said to have died."""

    shape = "ucdp"
    usual = CERTAIN

    def rows(self, article: Article) -> Iterator[Values]:
        """Yield the values of each deadly event."""
        for one in told(article):
            if is_deadly(one.event):
                values = event_values(article, one)
                yield {**values, **_fight(one.event, values), **_source(values)}
            else:
                self.left_out.unfit += 1


def is_deadly(event: Event) -> bool:
    """Say whether it is an assault whose voice tells of dead."""
    return event.type == "ASSAULT" and event.dead is not None and (event.dead.max is None or event.dead.max > 0)


def _fight(event: Event, values: Values) -> Values:
    named = [values["actor_names"], values["recipient_names"]]
    return {"violence": violence(event), "dyad": " - ".join(named) if all(named) else None}


def violence(event: Event) -> int | None:
    """Return UCDP's type of violence where the parties' sectors decide it: 1 state-based, 2 non-state, 3 one-sided."""
    one, other = _side(event.actors), _side(event.recipients)
    if other == "civilian":
        return 3 if one in ("state", "armed") else None
    if one in ("state", "armed") and other in ("state", "armed"):
        return 1 if "state" in (one, other) else 2
    return None


def _side(parties: tuple[Party, ...]) -> str | None:
    """Return the side on which all the parties are; None where one of them is on none or on another."""
    found = [sides(party.sectors) for party in parties]
    together = set().union(*found)
    return together.pop() if len(together) == 1 and all(found) else None


def _source(values: Values) -> Values:
    parts = [values["publisher"], values["published"], values["title"]]
    return {
        "source_original": values["voice"] or values["publisher"],
        "source_article": ", ".join(f'"{part}"' for part in parts if part) or None,
    }

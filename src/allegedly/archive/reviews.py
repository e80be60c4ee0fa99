"""What people decide of what the machine coded: accept, correct, reject, add, take back.

A *unit* is one event, named by its trigger and type in the machine's coding, or a person's own. What people decide of
it is a list of changes that only grows: each says who, when, what held before and what after. The machine's coding
stays as it is, a new coding of the article leaves the changes as they are, and a person's event shows beside the
machine's.

Changes lie in *layers*: one that all share, and one a coder where several code apart (``agreement`` compares those).
Whoever changes a unit says which change they saw last; who saw an older one is told what was changed, and nothing is
written.
"""

from __future__ import annotations

import json
import secrets
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

import msgspec
from sqlalchemy import Connection, func, insert, select

from allegedly.archive import schema
from allegedly.archive.database import reading, writing
from allegedly.archive.rows import storable
from allegedly.archive.rulings import last_standing, now
from allegedly.archive.store import Archive
from allegedly.archive.validity import checked
from allegedly.codec import plain
from allegedly.errors import AllegedlyError
from allegedly.records import Article, Event, Statement

Action = Literal["accept", "correct", "reject", "add", "adopt", "undo"]
Status = Literal["accepted", "corrected", "rejected", "added"]
STATUS: dict[str, Status] = {"accept": "accepted", "correct": "corrected", "reject": "rejected", "add": "added"}
SHARED = ""  #: the layer that all share
MAX_COMMENT = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What holds of a unit: the event as a person has it, with statements of the person's own that it stands on."""

    status: Status
    event: Event
    statements: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that somebody decided."""

    n: int
    article: str
    unit: str
    layer: str
    author: str
    at: str
    action: Action
    before: Decided | None
    after: Decided | None
    undoes: int | None
    comment: str
    source: str | None = None  #: the coder whose version was adopted


@dataclass(frozen=True, slots=True)
class Unit:
    """An event of an article, as the machine and as people have it."""

    name: str
    machine: Event | None  #: None for a person's own, and for one that the machine no longer codes
    decided: Decided | None  #: None where nobody has decided, or it was taken back
    version: int  #: number of the last change; 0 for none
    author: str | None
    at: str | None
    comment: str

    @property
    def event(self) -> Event:
        """The event as it now stands."""
        event = self.decided.event if self.decided else self.machine
        assert event is not None  # noqa: S101  (a unit has one or the other)
        return event


class ConflictError(AllegedlyError):
    """Somebody changed the unit after the change that was seen last."""

    def __init__(self, unit: str, changes: list[Change]) -> None:
        self.changes = changes
        super().__init__("S05", unit, "; ".join(f"{c.author} chose to {c.action} it at {c.at}" for c in changes))


# ── deciding ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def decide(
    archive: Archive,
    article: str,
    unit: str | None,
    action: Literal["accept", "correct", "reject", "add"],
    *,
    author: str,
    event: Event | None = None,
    statements: tuple[Statement, ...] = (),
    layer: str = SHARED,
    seen: int = 0,
    comment: str = "",
) -> Change:
    """Keep what somebody decides of a unit, and return the change.

    ``event`` is what a correction or an addition says; ``seen`` is the version of the unit that they saw. Raises
    ConflictError where it has changed since, AllegedlyError S04 for what is not there and S06 for an event that cannot
    be.
    """
    coded = archive.article(article)
    if action in ("correct", "add"):
        event = checked(event, statements, coded)
    name = unit if unit is not None and action != "add" else f"own-{secrets.token_hex(4)}"

    def outcome(old: Unit | None) -> Decided:
        if old is None and action != "add":
            raise AllegedlyError("S04", name)
        said = event if event is not None else old.event if old else None
        assert said is not None  # noqa: S101  (only an addition has no unit, and it has an event)
        own = statements or (old.decided.statements if old and old.decided else ())
        return Decided(status=_status(action, old), event=said, statements=own)

    return keep(archive, article, name, action, outcome, author=author, layer=layer, seen=seen, comment=comment)


def keep(
    archive: Archive,
    article: str,
    unit: str,
    action: Action,
    outcome: Callable[[Unit | None], Decided],
    *,
    author: str,
    layer: str = SHARED,
    seen: int = 0,
    comment: str = "",
    source: str | None = None,
) -> Change:
    """Keep what is worked out from a unit as it stands, None where it is new. Raises ConflictError as ``decide``."""
    coded, key = archive.article(article), archive.key(article)
    with writing(archive.engine) as connection:
        _check_seen(connection, key, layer, unit, seen)
        old = next((u for u in _units(connection, coded, key, layer) if u.name == unit), None)
        before, after = old.decided if old else None, outcome(old)
        return _write(connection, key, unit, layer, author, action, before, after, comment=comment, source=source)


def undo(archive: Archive, article: str, unit: str, *, author: str, layer: str = SHARED, seen: int = 0) -> Change:
    """Take back the last change of a unit that was not taken back yet. Raises as ``decide`` does, S04 for none."""
    key = archive.key(article)
    with writing(archive.engine) as connection:
        _check_seen(connection, key, layer, unit, seen)
        last = last_standing(_changes(connection, key, layer, unit))
        if last is None:
            raise AllegedlyError("S04", unit, "there is nothing to take back")
        return _write(connection, key, unit, layer, author, "undo", last.after, last.before, undoes=last.n)


def _status(action: str, old: Unit | None) -> Status:
    own = old is not None and old.machine is None
    return "added" if own and action in ("accept", "correct") else STATUS[action]


def _check_seen(connection: Connection, key: str, layer: str, unit: str, seen: int) -> None:
    newer = [change for change in _changes(connection, key, layer, unit) if change.n > seen]
    if newer:
        raise ConflictError(unit, newer)


def _write(
    connection: Connection,
    key: str,
    unit: str,
    layer: str,
    author: str,
    action: Action,
    before: Decided | None,
    after: Decided | None,
    *,
    undoes: int | None = None,
    comment: str = "",
    source: str | None = None,
) -> Change:
    row: dict[str, Any] = {
        "article": key,
        "unit": unit,
        "layer": layer,
        "author": storable(author) or "somebody",
        "at": now(),
        "action": action,
        "before": _json(before),
        "after": _json(after),
        "undoes": undoes,
        "comment": (storable(comment) or "")[:MAX_COMMENT],
        "source": storable(source),
    }
    n = connection.execute(insert(schema.reviews).values(row).returning(schema.reviews.c.n)).scalar_one()
    return Change(n=n, **{**row, "before": before, "after": after})


def _json(decided: Decided | None) -> str | None:
    return None if decided is None else json.dumps(plain(decided), ensure_ascii=True, separators=(",", ":"))


# ── looking ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def units(archive: Archive, article: str, layer: str = SHARED) -> list[Unit]:
    """Return the events of an article, in the order of the text, as the machine and as people have them."""
    coded, key = archive.article(article), archive.key(article)
    with reading(archive.engine) as connection:
        return _units(connection, coded, key, layer)


def history(archive: Archive, article: str | None = None, *, layer: str | None = None) -> list[Change]:
    """Return all changes, of an article or of all, the earliest first."""
    key = archive.key(article) if article is not None else None
    with reading(archive.engine) as connection:
        return _changes(connection, key, layer, None)


def layers(archive: Archive, article: str | None = None) -> list[str]:
    """Return the layers that hold something, the shared one first."""
    listed = select(schema.reviews.c.layer).distinct().order_by(schema.reviews.c.layer)
    if article is not None:
        listed = listed.where(schema.reviews.c.article == archive.key(article))
    with reading(archive.engine) as connection:
        return [row.layer for row in connection.execute(listed)]


def reviewed(archive: Archive, layer: str = SHARED) -> dict[str, int]:
    """Return for each article how many of its units people have decided."""
    table = schema.reviews.c
    last = select(func.max(table.n)).where(table.layer == layer).group_by(table.article, table.unit)
    listed = select(table.article, func.count()).where(table.n.in_(last), table.after.is_not(None))
    with reading(archive.engine) as connection:
        return {row[0]: row[1] for row in connection.execute(listed.group_by(table.article))}


def _changes(connection: Connection, article: str | None, layer: str | None, unit: str | None) -> list[Change]:
    table = schema.reviews.c
    listed = select(schema.reviews).order_by(table.n)
    for column, value in ((table.article, article), (table.layer, layer), (table.unit, unit)):
        if value is not None:
            listed = listed.where(column == value)
    return [_change(dict(row)) for row in connection.execute(listed).mappings()]


def _change(row: dict[str, Any]) -> Change:
    return Change(**{**row, "before": _decided(row["before"]), "after": _decided(row["after"])})


def _decided(kept: str | None) -> Decided | None:
    # by way of json, because names may hold halves of surrogate pairs, which msgspec refuses
    return None if kept is None else msgspec.convert(json.loads(kept), type=Decided)


def _units(connection: Connection, article: Article, key: str, layer: str) -> list[Unit]:
    machine = named(article.events)
    changes: dict[str, list[Change]] = defaultdict(list)
    for change in _changes(connection, key, layer, None):
        changes[change.unit].append(change)
    found = [_unit(name, machine.get(name), changes.get(name, [])) for name in dict.fromkeys([*machine, *changes])]
    there = [unit for unit in found if unit.machine is not None or unit.decided is not None]
    return sorted(there, key=lambda unit: (unit.event.trigger, unit.name))


def named(events: Iterable[Event]) -> dict[str, Event]:
    """Return the machine's events by the names of their units, which a new coding of the same text gives again."""
    found: dict[str, Event] = {}
    for event in events:
        name = f"{event.trigger.start}-{event.trigger.end}-{event.type}"
        times = sum(other == name or other.startswith(f"{name}-") for other in found)
        found[f"{name}-{times + 1}" if times else name] = event
    return found


def _unit(name: str, machine: Event | None, changes: list[Change]) -> Unit:
    last = changes[-1] if changes else None
    if last is None:
        return Unit(name, machine, None, 0, None, None, "")
    return Unit(name, machine, last.after, last.n, last.author, last.at, last.comment)


# ── training data ────────────────────────────────────────────────────────────────────────────────────────────────────


def corrected(archive: Archive, *, layer: str = SHARED, whole: bool = True) -> Iterator[Article]:
    """Yield the articles that people have reviewed, each with the events as they have them, for training.

    What was rejected is left out. With ``whole`` an article comes only when every event of the machine's was decided:
    what nobody looked at would be learned as true. Otherwise undecided events are left out.
    """
    for key in sorted(reviewed(archive, layer)):
        if not archive.has(key):
            continue
        listed = units(archive, key, layer)
        if not whole or all(unit.decided for unit in listed):
            yield _corrected(archive.article(key), [unit.decided for unit in listed if unit.decided])


def _corrected(article: Article, decided: list[Decided]) -> Article:
    statements = list(article.statements)
    events = []
    for one in (d for d in decided if d.status != "rejected"):
        names = _taken_in(one.statements, statements)
        events.append(replace(one.event, voice=tuple(names.get(v, v) for v in one.event.voice)))
    numbered = [replace(event, id=f"e{n}") for n, event in enumerate(events, 1)]
    return replace(article, statements=tuple(statements), events=tuple(numbered), coder="people")


def _taken_in(own: tuple[Statement, ...], statements: list[Statement]) -> dict[str, str]:
    """Add a person's statements to the article's, each once, and return the ids that they have there."""
    names = {}
    for statement in own:
        same = next((s for s in statements if replace(s, id="") == replace(statement, id="")), None)
        if same is None:
            same = replace(statement, id=f"s{len(statements) + 1}")
            statements.append(same)
        names[statement.id] = same.id
    return names

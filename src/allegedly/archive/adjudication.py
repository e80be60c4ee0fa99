"""Adjudication: of what several coded apart, the version that holds is taken over, whole or field by field.

The shared layer is the adjudicated coding. Versions show there once two coders have coded an article apart, so that
nobody codes with another's answers in sight.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Any

from allegedly.archive.reviews import SHARED, Change, Decided, Status, Unit, history, keep, layers, units
from allegedly.archive.store import Archive
from allegedly.archive.validity import Fault, UnfitError, checked
from allegedly.errors import AllegedlyError
from allegedly.records import Event, Span, Statement

#: What can be taken over by itself, each with the fields of the record that only make sense together.
FIELDS: dict[str, tuple[str, ...]] = {
    "words": ("trigger",),
    "type": ("type", "mode"),
    "contexts": ("contexts",),
    "actors": ("actors",),
    "recipients": ("recipients",),
    "voice": ("voice",),
    "certainty": ("certainty", "polarity"),
    "tense": ("tense",),
    "place": ("place",),
    "time": ("time",),
    "dead": ("dead",),
    "injured": ("injured",),
}


@dataclass(frozen=True, slots=True)
class Version:
    """An event as somebody has it who coded apart."""

    coder: str
    unit: str  #: its name in the coder's layer
    decided: Decided
    at: str
    comment: str


@dataclass(frozen=True, slots=True)
class Case:
    """An event to be decided: as it stands for all, and as each has it who coded apart."""

    name: str
    unit: Unit | None  #: None for an event that only coders of their own have
    versions: tuple[Version, ...]
    version: int  #: number of the last change of it that all share; 0 for none

    @property
    def trigger(self) -> Span:
        """The words that it is known by."""
        return self.unit.event.trigger if self.unit else self.versions[0].decided.event.trigger


def cases(archive: Archive, article: str) -> list[Case]:
    """Return the events of an article in the order of the text, each with what those who coded apart have of it."""
    shared = {unit.name: unit for unit in units(archive, article)}
    held: dict[str, list[Version]] = {name: [] for name in shared}
    for version in sorted(_versions(archive, article), key=lambda v: (v.decided.event.trigger, v.coder)):
        held.setdefault(_case_of(version, shared, held), []).append(version)
    last = {change.unit: change.n for change in history(archive, article, layer=SHARED)}
    found = [Case(name, shared.get(name), tuple(versions), last.get(name, 0)) for name, versions in held.items()]
    return sorted(found, key=lambda case: (case.trigger, case.name))


def coders(archive: Archive, article: str) -> list[str]:
    """Return who coded an article apart, where there are two at least."""
    found = [
        layer
        for layer in layers(archive, article)
        if layer != SHARED and any(unit.decided for unit in units(archive, article, layer))
    ]
    return found if len(found) >= 2 else []


def _versions(archive: Archive, article: str) -> Iterator[Version]:
    for coder in coders(archive, article):
        for unit in units(archive, article, coder):
            if unit.decided is not None:
                yield Version(coder, unit.name, unit.decided, unit.at or "", unit.comment)


def _case_of(version: Version, shared: dict[str, Unit], held: dict[str, list[Version]]) -> str:
    """Return the name of the case of a version: its own, or that of another person's event on the same words."""
    if version.unit in shared or version.decided.status != "added":
        return version.unit
    alike = (name for name, versions in held.items() if _is_like(version, shared.get(name), versions))
    return next(alike, version.unit)


def _is_like(version: Version, unit: Unit | None, versions: list[Version]) -> bool:
    if (unit is not None and unit.machine is not None) or any(other.coder == version.coder for other in versions):
        return False
    events = [other.decided.event for other in versions] + ([unit.event] if unit else [])
    mine = version.decided.event.trigger
    return any(mine.start < e.trigger.end and e.trigger.start < mine.end for e in events)


# ── taking over ──────────────────────────────────────────────────────────────────────────────────────────────────────


def adopt(
    archive: Archive,
    article: str,
    coder: str,
    version: str,
    *,
    author: str,
    unit: str | None = None,
    fields: Collection[str] = (),
    seen: int = 0,
    comment: str = "",
) -> Change:
    """Take a coder's version of an event, or some fields of it, into the coding that all share.

    ``version`` is the unit's name in the coder's layer, ``unit`` that in the shared one where it is another; without
    ``fields`` the whole version is taken. Raises as ``reviews.decide`` does, AllegedlyError S04 where the coder has no
    such version or codes alone, S06 for fields that there are not.
    """
    theirs = _version(archive, article, coder, version)
    unknown = [field for field in fields if field not in FIELDS]
    if unknown:
        raise UnfitError([Fault("fields", f"{', '.join(unknown)} is none; there are {', '.join(FIELDS)}")])
    if fields and theirs.status == "rejected":
        raise UnfitError([Fault("fields", f"{coder} holds this to be no event; take the whole, or correct it")])
    coded = archive.article(article)

    def outcome(old: Unit | None) -> Decided:
        if not fields or old is None:
            return replace(theirs, status=_status(theirs, old))
        taken = _taken(old, theirs, fields)
        return replace(taken, event=checked(taken.event, taken.statements, coded))

    name = unit or version
    return keep(archive, article, name, "adopt", outcome, author=author, seen=seen, comment=comment, source=coder)


def _version(archive: Archive, article: str, coder: str, name: str) -> Decided:
    if coder not in coders(archive, article):
        raise AllegedlyError("S04", coder, "only what two or more have coded apart can be adopted")
    found = next((unit.decided for unit in units(archive, article, coder) if unit.name == name), None)
    if found is None:
        raise AllegedlyError("S04", name, f"{coder} has decided nothing of it")
    return found


def _status(theirs: Decided, old: Unit | None) -> Status:
    if theirs.status == "rejected":
        return "rejected"
    if old is None or old.machine is None:
        return "added"
    return "corrected" if theirs.status == "added" else theirs.status


def _taken(old: Unit, theirs: Decided, fields: Collection[str]) -> Decided:
    """Return what stands with some fields of a coder's version in it, and the coder's statements that it now needs."""
    changed: dict[str, Any] = {part: getattr(theirs.event, part) for field in fields for part in FIELDS[field]}
    own = old.decided.statements if old.decided else ()
    if "voice" in fields:
        own, changed["voice"] = _statements(own, theirs)
    event: Event = replace(old.event, **changed)
    return Decided(status="added" if old.machine is None else "corrected", event=event, statements=own)


def _statements(own: tuple[Statement, ...], theirs: Decided) -> tuple[tuple[Statement, ...], tuple[str, ...]]:
    """Return the statements with those that a voice of theirs needs, and that voice by the names that they get here."""
    named = {statement.id for statement in own}
    needed = [statement for statement in theirs.statements if statement.id in theirs.event.voice]
    names = {statement.id: _free(statement.id, named) for statement in needed}
    taken = tuple(replace(statement, id=names[statement.id]) for statement in needed)
    return (*own, *taken), tuple(names.get(name, name) for name in theirs.event.voice)


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "'"
    taken.add(name)
    return name

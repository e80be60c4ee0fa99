"""PLOVER's types, quad classes and modes, and the way from them to CAMEO codes and Goldstein values."""

from __future__ import annotations

from functools import cached_property

import msgspec

from allegedly import tables

PACKAGE = "allegedly.events"


class TypeEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One event type in ``tables/plover.toml``."""

    quad: int
    cameo: str
    modes: dict[str, str]  #: each mode with the CAMEO code that says it best


class TypeTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole of ``tables/plover.toml``."""

    types: dict[str, TypeEntry]


class CameoRow(msgspec.Struct, frozen=True):
    """One line of ``tables/cameo.tsv``."""

    code: str
    type: str
    goldstein: float
    label: str
    mode: str | None = None
    contexts: tuple[str, ...] = ()


class Plover:
    """The ontology as the tables have it."""

    @cached_property
    def types(self) -> dict[str, TypeEntry]:
        """The sixteen types by name."""
        return tables.toml(PACKAGE, "plover.toml", TypeTable)[0].types

    @cached_property
    def cameo_rows(self) -> dict[str, CameoRow]:
        """The CAMEO codes."""
        return {row.code: row for row in tables.tsv(PACKAGE, "cameo.tsv", CameoRow)}

    def quad(self, kind: str) -> int:
        """Return the quad class of a type: 1 or 2 cooperation, 3 or 4 conflict, in words or in deeds."""
        return self.types[kind].quad

    def modes(self, kind: str) -> tuple[str, ...]:
        """Return the modes that a type may have."""
        return tuple(self.types[kind].modes)

    def cameo(self, kind: str, mode: str | None, contexts: tuple[str, ...] = ()) -> str:
        """Return the CAMEO code that comes nearest to a type, its mode and its contexts.

        The code of type and mode is taken, or a finer one under it whose context the event has.
        """
        entry = self.types[kind]
        code = entry.modes.get(mode, entry.cameo) if mode else entry.cameo
        finer = [
            row
            for row in self.cameo_rows.values()
            if row.type == kind and row.mode in (mode, None) and row.code != code and set(row.contexts) & set(contexts)
        ]
        under = [row for row in finer if row.code.startswith(code.rstrip("0"))]
        near = under or [row for row in finer if mode and row.mode == mode]
        best = max(
            near,
            key=lambda row: (row.mode == mode, len(set(row.contexts) & set(contexts)), -len(row.code)),
            default=None,
        )
        return best.code if best else code

    def goldstein(self, code: str) -> float | None:
        """Return how far the act pulls towards conflict (-10) or cooperation (10); None for an unknown code."""
        row = self.cameo_rows.get(code)
        return row.goldstein if row else None


PLOVER = Plover()

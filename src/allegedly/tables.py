"""Reading the tables in which the product's knowledge lives: TOML for structured entries, TSV for long lists.

A table is checked against a type when it is loaded, and a fault names the file, the place in it and what was expected.
Users extend a table with a file of the same name in a folder of their own; its rows come after ours, and where a table
is keyed the later row wins.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from importlib import resources
from pathlib import Path
from typing import TypeVar

import msgspec

from allegedly.errors import AllegedlyError

T = TypeVar("T")


def _sources(package: str, name: str, folders: Sequence[Path]) -> Iterator[tuple[str, str]]:
    """Yield (label, text) of the shipped table and of the user's files of the same name."""
    shipped = resources.files(package).joinpath("tables", name)
    yield f"{package}/{name}", shipped.read_text(encoding="utf-8")
    for folder in folders:
        path = Path(folder) / name
        if path.is_file():
            try:
                yield str(path), path.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError) as fault:
                raise AllegedlyError("T01", str(path), str(fault)) from fault


def toml(package: str, name: str, kind: type[T], folders: Sequence[Path] = ()) -> list[T]:
    """Return the shipped TOML table ``name`` of ``package`` and the users' additions, each decoded as ``kind``.

    Raises AllegedlyError T01 where a file is no TOML or does not have the shape of ``kind``.
    """
    decoded = []
    for label, text in _sources(package, name, folders):
        try:
            decoded.append(msgspec.toml.decode(text, type=kind))
        except (msgspec.MsgspecError, ValueError) as fault:
            raise AllegedlyError("T01", label, str(fault)) from fault
    return decoded


def tsv(package: str, name: str, kind: type[T], folders: Sequence[Path] = ()) -> list[T]:
    """Return the rows of the shipped TSV table ``name`` of ``package`` and of the users' additions, each as ``kind``.

    The first line that is not a ``#`` comment names the columns; they are the fields of ``kind``. An empty cell is left
    out, so that the field's default holds. Cells of tuple fields are separated by single spaces or "|".
    Raises AllegedlyError T01 naming file and line where a row does not fit.
    """
    return [row for label, text in _sources(package, name, folders) for row in _rows(label, text, kind)]


def _rows(label: str, text: str, kind: type[T]) -> Iterator[T]:
    lists = {f.name for f in msgspec.structs.fields(kind) if _is_list(f.type)}  # type: ignore[arg-type]
    header: list[str] | None = None
    for number, line in enumerate(io.StringIO(text), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = next(csv.reader([line.rstrip("\n")], delimiter="\t", quoting=csv.QUOTE_NONE))
        if header is None:
            header = cells
            continue
        if len(cells) > len(header):
            raise AllegedlyError("T01", f"{label}:{number}", f"{len(cells)} cells under {len(header)} columns")
        filled = {k: _split(v) if k in lists else v for k, v in zip(header, cells, strict=False) if v != ""}
        try:
            yield msgspec.convert(filled, kind, strict=False)
        except msgspec.MsgspecError as fault:
            raise AllegedlyError("T01", f"{label}:{number}", str(fault)) from fault


def _split(cell: str) -> list[str]:
    return [part.strip() for part in cell.split("|")] if "|" in cell else cell.split(" ")


def _is_list(kind: object) -> bool:
    return str(kind).startswith(("tuple", "list", "typing.Tuple"))

"""Writing coded articles in the shapes that others read: one format a module, loaded when it is asked for."""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import IO, Any

from allegedly.errors import AllegedlyError
from allegedly.exports.exporter import Exporter
from allegedly.records import Article

__all__ = ["FORMATS", "Exporter", "Format", "export", "exporter"]


@dataclass(frozen=True, slots=True)
class Format:
    """A format by name: what it is, where its exporter is, and what its files are called."""

    what: str
    where: str  #: "module:class" below this package
    suffix: str
    binary: bool = False


FORMATS: dict[str, Format] = {
    "jsonl": Format("the records, lossless, one a line", "jsonl:JsonLines", ".jsonl"),
    "json": Format("the records, lossless, as one list", "jsonl:JsonList", ".json"),
    "csv": Format("one event a row", "table:Csv", ".csv"),
    "geojson": Format("events with a place, for maps", "geojson:GeoJson", ".geojson"),
}


def exporter(form: str, stream: IO[Any]) -> Exporter:
    """Return an exporter that writes to a stream: of bytes where the format is binary, of text otherwise.

    Raises AllegedlyError U01 for a format that is not known.
    """
    if form not in FORMATS:
        raise AllegedlyError("U01", form, f"formats are {', '.join(FORMATS)}")
    module, name = FORMATS[form].where.split(":")
    kind: type[Exporter] = getattr(importlib.import_module(f"allegedly.exports.{module}"), name)
    return kind(stream)


def export(articles: Iterable[Article], form: str, stream: IO[Any]) -> None:
    """Write articles to a stream in a format."""
    writer = exporter(form, stream)
    for article in articles:
        writer.write(article)
    writer.finalize()

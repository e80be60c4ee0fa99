"""Writing coded articles in the shapes that others read: one format a module, loaded when it is asked for."""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import IO, Any

from allegedly.errors import AllegedlyError
from allegedly.exports.choice import Choice, LeftOut
from allegedly.exports.exporter import Exporter
from allegedly.records import Article

__all__ = ["FORMATS", "Choice", "Exporter", "Format", "LeftOut", "export", "exporter", "kind_of"]


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
    "parquet": Format("one event a row, typed", "parquet:Parquet", ".parquet", binary=True),
    "polecat": Format("PLOVER events under POLECAT's columns", "polecat:Polecat", ".csv"),
    "icews": Format("CAMEO events under ICEWS's columns", "icews:Icews", ".tab"),
    "gdelt": Format("CAMEO events as GDELT 2 has them", "gdelt:Events", ".export.CSV"),
    "gdelt-mentions": Format("their mentions as GDELT 2 has them", "gdelt:Mentions", ".mentions.CSV"),
    "ucdp": Format("deadly events under UCDP GED's columns", "ucdp:Ged", ".csv"),
    "acled": Format("events that ACLED has a type for, under its columns", "acled:Acled", ".csv"),
    "geojson": Format("events with a place, for maps", "geojson:GeoJson", ".geojson"),
    "graphml": Format("who did what to whom, as a network", "graphml:GraphMl", ".graphml"),
    "ftm": Format("FollowTheMoney entities", "ftm:FollowTheMoney", ".ftm.json"),
    "webannotation": Format("W3C Web Annotations as JSON-LD", "webannotation:WebAnnotation", ".jsonld"),
    "claims": Format("schema.org Claims as JSON-LD", "claims:Claims", ".jsonld"),
    "webanno": Format("WebAnno TSV 3.3 for INCEpTION, an article a file", "webanno:WebAnno", ".zip", binary=True),
    "prodigy": Format("Prodigy's tasks, an article a line", "prodigy:Prodigy", ".jsonl"),
    "doccano": Format("doccano's entities and relations, an article a line", "doccano:Doccano", ".jsonl"),
}


def exporter(form: str, stream: IO[Any], choice: Choice | None = None) -> Exporter:
    """Return an exporter that writes to a stream: of bytes where the format is binary, of text otherwise.

    ``choice`` says which events are written; left out, it is the format's own (``Exporter.usual``).
    Raises AllegedlyError U01 for a format that is not known.
    """
    return kind_of(form)(stream, choice)


def kind_of(form: str) -> type[Exporter]:
    """Return the class that writes a format. Raises AllegedlyError U01 for a format that is not known."""
    if form not in FORMATS:
        raise AllegedlyError("U01", form, f"formats are {', '.join(FORMATS)}")
    module, name = FORMATS[form].where.split(":")
    kind: type[Exporter] = getattr(importlib.import_module(f"allegedly.exports.{module}"), name)
    return kind


def export(articles: Iterable[Article], form: str, stream: IO[Any], choice: Choice | None = None) -> LeftOut:
    """Write articles to a stream in a format; return how many events were left out, and why."""
    writer = exporter(form, stream, choice)
    for article in articles:
        writer.put(article)
    writer.finalize()
    return writer.left_out

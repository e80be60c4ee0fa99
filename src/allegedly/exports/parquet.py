"""Events as Parquet: the rows of the CSV with their types, for pandas, Polars, DuckDB, R and Spark."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import IO, Any

from allegedly.archive.rows import EventRow, event_rows, storable
from allegedly.errors import AllegedlyError
from allegedly.exports.choice import Choice
from allegedly.exports.exporter import Exporter
from allegedly.records import Article

GROUP = 20_000  #: rows that are held before they are written


class Parquet(Exporter):
    """One event a row, under the names of ``EventRow``."""

    def __init__(self, stream: IO[Any], choice: Choice | None = None) -> None:
        super().__init__(stream, choice)
        self._arrow, self._writer = _open(stream)
        self._rows: list[dict[str, Any]] = []

    def write(self, article: Article) -> None:
        """Keep the article's events until a group is full."""
        self._rows.extend(_storable(row) for row in event_rows(article))
        if len(self._rows) >= GROUP:
            self._flush()

    def finalize(self) -> None:
        """Write the last group and the file's end."""
        self._flush()
        self._writer.close()

    def _flush(self) -> None:
        self._writer.write_table(self._arrow.Table.from_pylist(self._rows, schema=self._writer.schema))
        self._rows = []


def _open(stream: IO[Any]) -> tuple[Any, Any]:
    try:
        import pyarrow as pa
        from pyarrow.parquet import ParquetWriter
    except ImportError as missing:
        raise AllegedlyError("U04", "parquet", "pip install 'allegedly[tables]'") from missing
    types = {"str": pa.string(), "int": pa.int64(), "float": pa.float64(), "bool": pa.bool_()}
    named = [(field.name, str(field.type).split(" | ")) for field in fields(EventRow)]
    schema = pa.schema([pa.field(name, types[kind[0]], nullable="None" in kind) for name, kind in named])
    return pa, ParquetWriter(stream, schema, compression="zstd")


def _storable(row: EventRow) -> dict[str, Any]:
    return {name: storable(value) if isinstance(value, str) else value for name, value in asdict(row).items()}

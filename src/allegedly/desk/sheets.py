"""Rows as CSV that a spreadsheet opens and does not run."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from fastapi import Response

from allegedly.exports.table import Sheet


def sheet(kind: type[Any], rows: Iterable[Any], name: str) -> Response:
    """Return the rows of a dataclass as a file to save, with a header."""
    columns = [field.name for field in fields(kind)]
    stream = io.StringIO()
    written = Sheet(stream, columns)
    for row in rows:
        written.write(getattr(row, column) for column in columns)
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(stream.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)

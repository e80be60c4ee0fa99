"""Columns that hold, order and find the same in SQLite and in PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import BigInteger, Index, Integer, String, Table, Text
from sqlalchemy.ext.compiler import compiles


class Ordered(Text):
    """Text of any length that PostgreSQL orders by its code points, whatever language the database sorts in."""


@compiles(Ordered, "postgresql")
def _ordered(_type: Ordered, _compiler: Any, **_options: Any) -> str:
    # only where a column is made; a collation of the type would go into every comparison as well
    return 'TEXT COLLATE "C"'


def portable(tables: Iterable[Table]) -> None:
    """Have PostgreSQL keep the columns of these tables as SQLite does; what SQLite gets stays as it is.

    Pages and lists come in the same order, text is of any length, and whole numbers have 64 bits. Free text is indexed
    by hash: a B-tree refuses values of more than 2,700 bytes, and nobody asks for free text in order.
    """
    for table in tables:
        for column in table.columns:
            if isinstance(column.type, String):
                column.type = column.type.with_variant(Ordered(), "postgresql")
            elif type(column.type) is Integer:
                column.type = column.type.with_variant(BigInteger(), "postgresql")
        for index in table.indexes:
            if _is_of_free_text(index):
                index.dialect_options["postgresql"]["using"] = "hash"


def _is_of_free_text(index: Index) -> bool:
    columns = list(index.columns)
    return len(columns) == 1 and isinstance(columns[0].type, Text) and not index.unique

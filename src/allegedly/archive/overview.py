"""Lists and counts over a whole archive, as a desk asks for them: any filters, all events.

A small archive is asked as it lies on the disk. From ``MANY`` events on they are read into memory once, in the
background, and brought up to date whenever something changed (``stamps``); until they are there, and where only a few
events come in question, the tables are asked. The answers are the same.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection, select

from allegedly.archive import counting, schema
from allegedly.archive.counting import PeriodRow, PlaceRow, Step, TieRow
from allegedly.archive.database import reading
from allegedly.archive.ledger import NARROW, Array, Columns, brought_up_to_date, read
from allegedly.archive.queries import Question, ask, events_numbered, is_full, place_of
from allegedly.archive.rows import EventRow
from allegedly.archive.stamps import changed, now
from allegedly.archive.store import Archive
from allegedly.errors import AllegedlyError

MANY = 20_000  #: events, from which on they are read into memory
ANEW = 5_000  #: changed articles, from which on all are read again

Answer = TypeVar("Answer")


class Overview:
    """Answers what a desk asks of all events. ``many`` is for tests, which have few."""

    def __init__(self, archive: Archive, *, many: int = MANY) -> None:
        self.archive = archive
        self.many = many
        self._columns: Columns | None = None
        self._lock = threading.Lock()
        self._reader: threading.Thread | None = None

    def span_of(self, asked: Question) -> tuple[str, str] | None:
        """Return the first and the last day, as ``counting.span_of`` does."""
        return self._answer(asked, lambda c, which, _: c.span(which), lambda: counting.span_of(self.archive, asked))

    def by_time(self, asked: Question, step: Step) -> list[PeriodRow]:
        """Return the counts by period and class, as ``counting.by_time`` does."""
        return self._answer(
            asked, lambda c, which, _: c.by_time(which, step), lambda: counting.by_time(self.archive, asked, step)
        )

    def by_place(self, asked: Question, limit: int) -> list[PlaceRow]:
        """Return the counts by place and class, as ``counting.by_place`` does."""
        return self._answer(
            asked, lambda c, which, _: c.by_place(which, limit), lambda: counting.by_place(self.archive, asked, limit)
        )

    def by_tie(self, asked: Question, limit: int, *, named: bool = False) -> list[TieRow]:
        """Return the counts by actor, recipient, type and kind of word, as ``counting.by_tie`` does."""
        return self._answer(
            asked,
            lambda c, which, _: c.by_tie(which, limit, named=named),
            lambda: counting.by_tie(self.archive, asked, limit, named=named),
        )

    def ask(self, asked: Question, *, limit: int, after: str | None = None) -> list[EventRow]:
        """Return the events that answer a question, as ``queries.ask`` does."""

        def listed(columns: Columns, which: Array, connection: Connection) -> list[EventRow]:
            last = place_of(connection, after) if after is not None else None
            return events_numbered(self.archive, connection, columns.first(which, limit, last))

        return self._answer(asked, listed, lambda: ask(self.archive, asked, limit=limit, after=after))

    def ready(self) -> bool:
        """Wait until events are in memory, if they are to be; tell whether they are."""
        with reading(self.archive.engine) as connection:
            self._current(connection)
        if self._reader is not None:
            self._reader.join()
        return self._columns is not None

    def _answer(
        self,
        asked: Question,
        look: Callable[[Columns, Array, Connection], Answer],
        plainly: Callable[[], Answer],
    ) -> Answer:
        if all(getattr(asked, narrow) is None for narrow in NARROW):
            with reading(self.archive.engine) as connection:
                columns = self._current(connection)
                if columns is not None:
                    which = columns.that_answer(asked, connection, self.archive.words)
                    return look(columns, which, connection)
        return plainly()

    def _current(self, connection: Connection) -> Columns | None:
        """Return the events as they are now; None where they are not in memory, or not yet."""
        with self._lock:
            known = self._columns
            if known is None:
                if is_full(connection, select(schema.events.c.n), self.many):
                    self._read()
                return None
            tick = now(connection)
            if tick == known.tick:
                return known
            articles = changed(connection, known.tick) if tick > known.tick else []
            if tick < known.tick or len(articles) > ANEW:
                self._columns = None
                self._read()
                return None
            self._columns = brought_up_to_date(known, connection, tick, articles)
            return self._columns

    def _read(self) -> None:
        if self._reader is None or not self._reader.is_alive():
            self._reader = threading.Thread(target=self._read_all, name="overview", daemon=True)
            self._reader.start()

    def _read_all(self) -> None:
        try:
            with reading(self.archive.engine) as connection:
                columns = read(connection, now(connection))
            columns.group()
        except AllegedlyError:
            return  # the tables are asked, which tell why not, and the next question has it tried again
        with self._lock:
            self._columns = columns

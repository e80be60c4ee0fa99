"""Coding with several processes, in the order of arrival.

Each worker holds one article at a time, so that a worker that dies or hangs names the article that did it; that article
becomes a failure, a new worker takes the place, and the batch goes on. The result does not depend on the number of
workers.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnContext, SpawnProcess
from pathlib import Path
from typing import TYPE_CHECKING

from allegedly.reading import Failure
from allegedly.records import Article

if TYPE_CHECKING:
    from allegedly.coder import Coder

#: Seconds that coding one article may take before its worker is killed; a million characters take about two minutes.
MAX_SECONDS = 600.0

#: Articles read ahead for each worker: enough to keep it busy, few enough to keep memory flat.
AHEAD = 4


@dataclass(frozen=True, slots=True)
class Settings:
    """What a worker needs to make its coder."""

    tables: tuple[Path, ...]
    learned: bool | None

    def coder(self) -> Coder:
        """Load the models."""
        from allegedly.coder import Coder

        return Coder(tables=self.tables, learned=self.learned)


def code_all(
    documents: Iterable[Article | Failure],
    *,
    workers: int = 1,
    tables: Sequence[Path] = (),
    learned: bool | None = None,
    max_seconds: float = MAX_SECONDS,
) -> Iterator[Article | Failure]:
    """Yield every document coded, in the order in which they came; failures pass through.

    With one worker everything happens in this process; with more, each works in a process of its own.
    """
    settings = Settings(tuple(tables), learned)
    if workers > 1:
        yield from Pool(settings, workers, max_seconds).run(documents)
        return
    coder: Coder | None = None  # loaded only when the first article comes: a wrong path needs no model
    for document in documents:
        if isinstance(document, Article):
            coder = coder or settings.coder()
            yield from coder.pipe([document])
        else:
            yield document


class Worker:
    """A process with a coder, and the article that it holds."""

    def __init__(self, context: SpawnContext, settings: Settings) -> None:
        self.connection, theirs = context.Pipe()
        self.process: SpawnProcess = context.Process(target=_work, args=(theirs, settings), daemon=True)
        self.process.start()
        theirs.close()
        self.holds: tuple[int, Article] | None = None
        self.since = 0.0

    def take(self, number: int, article: Article) -> None:
        """Give the worker an article."""
        self.holds, self.since = (number, article), time.monotonic()
        self.connection.send(article)

    def stop(self) -> None:
        """End the process, working or not."""
        self.connection.close()
        self.process.kill()
        self.process.join()


def _work(connection: Connection, settings: Settings) -> None:
    coder = settings.coder()
    while True:
        try:
            article = connection.recv()
        except EOFError:
            return
        connection.send(next(coder.pipe([article])))


class Pool:
    """Workers, and the bookkeeping that brings their results back in order."""

    def __init__(self, settings: Settings, workers: int, max_seconds: float) -> None:
        self.context = multiprocessing.get_context("spawn")
        self.settings = settings
        self.max_seconds = max_seconds
        self.workers = [Worker(self.context, settings) for _ in range(workers)]
        self.done: dict[int, Article | Failure] = {}

    def run(self, documents: Iterable[Article | Failure]) -> Iterator[Article | Failure]:
        """Yield the results in the order of the documents."""
        try:
            arrived = 0
            following = 0
            for document in documents:
                self._give(arrived, document)
                arrived += 1
                while arrived - following > AHEAD * len(self.workers) and following not in self.done:
                    self._collect()
                while following in self.done:
                    yield self.done.pop(following)
                    following += 1
            while following < arrived:
                while following not in self.done:
                    self._collect()
                yield self.done.pop(following)
                following += 1
        finally:
            for worker in self.workers:
                worker.stop()

    def _give(self, number: int, document: Article | Failure) -> None:
        if isinstance(document, Failure):
            self.done[number] = document
            return
        while True:
            free = next((w for w in self.workers if w.holds is None), None)
            if free is not None:
                free.take(number, document)
                return
            self._collect()

    def _collect(self) -> None:
        """Wait for any worker to finish, die or overrun, and take what became of its article."""
        busy = [w for w in self.workers if w.holds is not None]
        ready = wait([w.connection for w in busy] + [w.process.sentinel for w in busy], timeout=1.0)
        for worker in busy:
            if worker.connection in ready or worker.process.sentinel in ready:
                self._settle(worker)
            elif time.monotonic() - worker.since > self.max_seconds:
                self._bury(worker, "R11", f"coding took more than {self.max_seconds:.0f} s")

    def _settle(self, worker: Worker) -> None:
        assert worker.holds is not None  # noqa: S101  (only busy workers are settled)
        try:
            result = worker.connection.recv()
        except (EOFError, ConnectionResetError):
            self._bury(worker, "R13", "the process that coded it died")
            return
        self.done[worker.holds[0]] = result
        worker.holds = None

    def _bury(self, worker: Worker, code: str, detail: str) -> None:
        """Record a failure for the article that a worker held, and put a new worker in its place."""
        assert worker.holds is not None  # noqa: S101
        number, article = worker.holds
        worker.stop()
        self.done[number] = Failure(article.url or article.id, code, detail)
        self.workers[self.workers.index(worker)] = Worker(self.context, self.settings)

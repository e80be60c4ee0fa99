"""Coding with several processes, in the order of arrival.

Each worker holds one article at a time, so that a worker that dies or hangs names the article that did it; that article
becomes a failure, a new worker takes the place, and the batch goes on. A worker is given an article only when it has
said that its models are loaded: whatever is sent is then read, and a fault in loading is told from one in coding. The
result does not depend on the number of workers.
"""

from __future__ import annotations

import multiprocessing
import signal
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnContext, SpawnProcess
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from allegedly.errors import AllegedlyError
from allegedly.reading import Failure
from allegedly.records import Article

if TYPE_CHECKING:
    from allegedly.coder import Coder

#: Seconds that coding one article may take before its worker is killed; a million characters take about two minutes.
MAX_SECONDS = 600.0

#: Seconds that loading the models may take, on a busy machine with a slow disk.
LOADING_SECONDS = 300.0

#: Workers that may die one after the other before they have coded anything: after that, no worker ever will.
MAX_STILLBORN = 3

#: What a worker says when its models are loaded.
READY = "ready"

#: Articles read ahead for each worker: enough to keep it busy, few enough to keep memory flat.
AHEAD = 4


class MakesCoder(Protocol):
    """What a worker is sent at its birth; it must pickle."""

    def coder(self) -> Coder:
        """Load the models."""


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

    def __init__(self, context: SpawnContext, settings: MakesCoder) -> None:
        self.connection, theirs = context.Pipe()
        self.process: SpawnProcess = context.Process(target=_work, args=(theirs, settings), daemon=True)
        self.process.start()
        theirs.close()
        self.ready = False
        self.holds: tuple[int, Article] | None = None
        self.since = time.monotonic()

    @property
    def is_free(self) -> bool:
        """Tell whether it waits for an article."""
        return self.ready and self.holds is None

    def take(self, number: int, article: Article) -> bool:
        """Give the worker an article; False where it has died since it was last heard of."""
        try:
            self.connection.send(article)
        except OSError:  # its end of the pipe is closed
            return False
        self.holds, self.since = (number, article), time.monotonic()
        return True

    def hear(self) -> Any:
        """Return what the worker says; raises EOFError where it says no more, also in the middle of a word."""
        try:
            return self.connection.recv()
        except OSError as fault:
            raise EOFError from fault

    def stop(self) -> None:
        """End the process, working or not."""
        self.connection.close()
        self.process.kill()
        self.process.join()


def _work(connection: Connection, settings: MakesCoder) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent ends us
    with suppress(EOFError, OSError):  # the parent has gone
        try:
            coder = settings.coder()
            connection.send(READY)
            while True:
                connection.send(next(coder.pipe([connection.recv()])))
        except AllegedlyError as fault:  # no article's fault, but that of a table or a model
            connection.send(fault)


class Pool:
    """Workers, and the bookkeeping that brings their results back in order."""

    def __init__(self, settings: MakesCoder, workers: int, max_seconds: float) -> None:
        self.context = multiprocessing.get_context("spawn")
        self.settings = settings
        self.max_seconds = max_seconds
        self.workers = [Worker(self.context, settings) for _ in range(workers)]
        self.done: dict[int, Article | Failure] = {}
        self.stillborn = 0  # workers in a row that died before they had coded anything

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
            free = next((w for w in self.workers if w.is_free), None)
            if free is None:
                self._collect()
            elif free.take(number, document):
                return
            else:
                self._replace(free)

    def _collect(self) -> None:
        """Wait for any worker to finish, die or overrun, and take what became of its article."""
        waited_for = [w for w in self.workers if not w.is_free]
        ready = wait([w.connection for w in waited_for] + [w.process.sentinel for w in waited_for], timeout=1.0)
        for worker in waited_for:
            if worker.connection in ready or worker.process.sentinel in ready:
                self._settle(worker)
            elif time.monotonic() - worker.since > (allowed := self._allowed(worker)):
                self._bury(worker, "L05", f"more than {allowed:g} s")

    def _allowed(self, worker: Worker) -> float:
        return self.max_seconds if worker.ready else LOADING_SECONDS

    def _settle(self, worker: Worker) -> None:
        try:
            said = worker.hear()
        except EOFError:
            self._bury(worker, "L04", worker_end(worker))
            return
        if isinstance(said, AllegedlyError):
            raise said
        if said == READY:
            worker.ready = True
            return
        assert worker.holds is not None  # noqa: S101  (nothing else is said unasked)
        self.done[worker.holds[0]] = said
        worker.holds = None
        self.stillborn = 0

    def _bury(self, worker: Worker, code: str, detail: str) -> None:
        """Put a new worker in the place of one that died or hangs; the article that it held is a failure."""
        if worker.holds is not None:
            number, article = worker.holds
            self.done[number] = Failure(article.url or article.id, code, detail)
        elif not worker.ready:
            self.stillborn += 1
            if self.stillborn > MAX_STILLBORN:
                raise AllegedlyError(code, "", f"{detail}, {self.stillborn} times while loading the models")
        self._replace(worker)

    def _replace(self, worker: Worker) -> None:
        worker.stop()
        self.workers[self.workers.index(worker)] = Worker(self.context, self.settings)


def worker_end(worker: Worker) -> str:
    """Say how a worker that says no more has ended."""
    worker.process.join(1.0)
    code = worker.process.exitcode
    if code is None:
        return "it closed its connection"
    return f"signal {-code}" if code < 0 else f"exit code {code}"

"""Coding what the desk is given: read in a child under limits, coded in a worker that can be killed, then kept.

The desk's own process reads no file and loads no model. One worker codes one article at a time; one that dies or takes
too long is buried, its article becomes a failure, and the next article gets a new worker.
"""

from __future__ import annotations

import json
import multiprocessing
import tempfile
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Literal, Protocol

from allegedly.archive import Archive
from allegedly.archive.linking import link
from allegedly.errors import AllegedlyError
from allegedly.reading import Failure, Limits, read_safely
from allegedly.records import Article, content_id

MAX_SECONDS = 120.0  #: that coding one article may take, loading the models not counted
START_SECONDS = 120.0  #: that loading the models may take
MAX_WAITING = 50  #: jobs that may wait; the next is refused
KEPT_JOBS = 100  #: jobs whose outcome is still shown

State = Literal["waiting", "at work", "done"]


class Codes(Protocol):
    """Codes one article after the other."""

    def code(self, article: Article) -> Article | Failure:
        """Return the article coded, or why not."""

    def close(self) -> None:
        """End what was started."""


class Worker:
    """A process with a coder, started when the first article comes."""

    def __init__(self, tables: Sequence[Path] = (), max_seconds: float = MAX_SECONDS) -> None:
        self.tables = tuple(tables)
        self.max_seconds = max_seconds
        self._lock = threading.Lock()
        self._process: multiprocessing.process.BaseProcess | None = None
        self._connection: Connection | None = None

    def code(self, article: Article) -> Article | Failure:
        """Return the article coded, or why not; several callers wait for each other."""
        where = article.url or article.title or article.id
        with self._lock:
            try:
                connection = self._started()
                connection.send(article)
                result: Article | Failure | None = self._heard(connection, self.max_seconds)
            except (EOFError, OSError):
                self._bury()
                return Failure(where, "R13", "the process that coded it died")
            if result is None:
                self._bury()
                return Failure(where, "R11", f"coding took more than {self.max_seconds:.0f} s")
            return result

    def _started(self) -> Connection:
        if self._connection is not None:
            return self._connection
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=_work, args=(theirs, self.tables), daemon=True)
        self._process.start()
        theirs.close()
        if self._heard(self._connection, START_SECONDS) is None:
            raise EOFError
        return self._connection

    @staticmethod
    def _heard(connection: Connection, seconds: float) -> Article | Failure | None:
        return connection.recv() if wait([connection], timeout=seconds) else None

    def _bury(self) -> None:
        if self._connection is not None:
            self._connection.close()
        if self._process is not None:
            self._process.kill()
            self._process.join()
        self._connection = self._process = None

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._bury()


def _work(connection: Connection, tables: tuple[Path, ...]) -> None:
    from allegedly.coder import Coder

    coder = Coder(tables=tables)
    connection.send("ready")
    while True:
        try:
            article = connection.recv()
        except EOFError:
            return
        connection.send(next(iter(coder.pipe([article]))))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one document."""

    where: str
    result: Literal["coded", "duplicate", "kept uncoded", "failed"]
    reason: str = ""
    key: str | None = None
    title: str | None = None
    events: int = 0


@dataclass(slots=True)
class Job:
    """A file or a pasted text on its way into the archive."""

    number: int
    name: str
    by: str
    path: Path = field(repr=False)
    state: State = "waiting"
    outcomes: list[Outcome] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paste:
    """A pasted text, and what is known of it."""

    text: str
    title: str | None = None
    published: str | None = None
    url: str | None = None
    source: str | None = None

    def line(self) -> bytes:
        """Return the text as a line of JSON, which is read like any other file."""
        known = {name: getattr(self, name) for name in self.__slots__}
        return json.dumps({name: value for name, value in known.items() if value}).encode()


class Intake:
    """The queue of what is to be added, and the thread that works it off."""

    def __init__(self, archive: Archive, coder: Codes, limits: Limits | None = None) -> None:
        self.archive = archive
        self.coder = coder
        self.limits = limits or Limits()
        self.jobs: deque[Job] = deque(maxlen=KEPT_JOBS)
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._numbers = count(1)
        self._waiting: deque[Job] = deque()
        self._there = threading.Condition()
        self._ended = False
        self._thread: threading.Thread | None = None

    def add(self, name: str, data: bytes, by: str) -> Job:
        """Queue a file. Raises AllegedlyError R10 for one over the limit, D04 where too much is waiting."""
        if len(data) > self.limits.max_bytes:
            raise AllegedlyError("R10", name, f"more than {self.limits.max_bytes:,} bytes")
        with self._there:
            if len(self._waiting) >= MAX_WAITING:
                raise AllegedlyError("D04", name, f"{MAX_WAITING} are waiting")
            number = next(self._numbers)
            self._folder = self._folder or tempfile.TemporaryDirectory(prefix="desk-")
            path = Path(self._folder.name) / f"{number}{_ending(name)}"
            path.write_bytes(data)
            job = Job(number, name or "unnamed", by, path)
            self.jobs.appendleft(job)
            self._waiting.append(job)
            self._start()
            self._there.notify()
        return job

    def paste(self, paste: Paste, by: str) -> Job:
        """Queue a pasted text."""
        return self.add(f"{paste.title or 'pasted text'}.jsonl", paste.line(), by)

    def attempt(self, paste: Paste) -> Article | Failure:
        """Return a pasted text coded, without keeping it."""
        with tempfile.TemporaryDirectory(prefix="desk-") as folder:
            path = Path(folder) / "pasted.jsonl"
            path.write_bytes(paste.line())
            document = next(read_safely([path], self.limits), None)
        if document is None:
            return Failure("pasted text", "R01")
        return replace(document, where="pasted text") if isinstance(document, Failure) else self.coder.code(document)

    def settle(self) -> None:
        """Wait until nothing is waiting or at work."""
        with self._there:
            self._there.wait_for(lambda: all(job.state == "done" for job in self.jobs))

    def close(self) -> None:
        """End the thread and the worker; what was waiting is given up."""
        with self._there:
            self._ended = True
            self._waiting.clear()
            self._there.notify_all()
        self.coder.close()
        if self._thread is not None:
            self._thread.join(timeout=10)
        if self._folder is not None:
            self._folder.cleanup()

    def _start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="desk-intake", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while True:
            with self._there:
                self._there.wait_for(lambda: self._waiting or self._ended)
                if self._ended:
                    return
                job = self._waiting.popleft()
                job.state = "at work"
            self._work_off(job)
            with self._there:
                job.state = "done"
                self._there.notify_all()

    def _work_off(self, job: Job) -> None:
        try:
            for document in read_safely([job.path], self.limits):
                if self._ended:
                    return
                job.outcomes.append(self._settled(_named(document, job)))
            if not self._waiting:
                link(self.archive)
        except AllegedlyError as fault:
            job.outcomes.append(Outcome(job.name, "failed", str(fault)))
        finally:
            job.path.unlink(missing_ok=True)

    def _settled(self, document: Article | Failure) -> Outcome:
        if isinstance(document, Article) and not self.archive.has(content_id(document.text)):
            document = self.coder.code(document)
        if isinstance(document, Failure):
            self.archive.fail(document)
            return Outcome(document.where, "failed", str(document))
        key = content_id(document.text)
        put = self.archive.put(document)
        result: Literal["coded", "duplicate", "kept uncoded"] = (
            "duplicate" if put == "duplicate" else "coded" if document.language == "en" else "kept uncoded"
        )
        told = self.archive.article(key)
        notes = "; ".join(told.notes)
        return Outcome(document.url or told.title or key, result, notes, key, told.title, len(told.events))


def _ending(name: str) -> str:
    """Return a file's ending where it is a plain one; nothing else of the name reaches the disk."""
    ending = Path(name).suffix.lower()
    return ending if ending.isascii() and ending[1:].isalnum() and len(ending) <= 6 else ""


def _named(document: Article | Failure, job: Job) -> Article | Failure:
    """Return a failure under the name that its file had, not that of our copy."""
    if isinstance(document, Failure):
        return replace(document, where=document.where.replace(str(job.path), job.name))
    return document

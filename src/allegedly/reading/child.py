"""Each document read in a child process that can be killed: hostile files hang parsers, eat memory, crash libraries.

One child reads document after document, so that the usual case costs little. It says which document it begins, and
answers with one article or one failure for it. The parent waits for the next word no longer than the limit; then it
kills the child, records the failure for the document that was begun, starts another child, and goes on with the next
document, also within the same file. What comes from the child is checked JSON, nothing that could be executed.
"""

from __future__ import annotations

import contextlib
import io
import os
import resource
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

import msgspec

from allegedly import codec
from allegedly.errors import AllegedlyError
from allegedly.reading.article import identified
from allegedly.reading.failure import Failure
from allegedly.reading.furniture import furniture
from allegedly.reading.limits import Limits
from allegedly.reading.outlets import outlets
from allegedly.records import Article

#: What the child says: it is there, a document begins, here is its article, here is its failure, the file ends.
READY, BEGIN, ARTICLE, FAILURE, END = b"RBAFE"
_FRAME = struct.Struct(">BI")

#: Seconds that a child may take to load its libraries. A busy machine must not make documents late by its own slowness.
_TO_START = 60.0

#: No article comes near this size in JSON; a child that says otherwise is out of its mind.
_LONGEST_FRAME = 256 * 2**20

#: A child that dies with this share of its memory in use, or by a signal that allocators raise, has wanted more.
_MUCH = 0.5
_ALLOCATORS = frozenset({signal.SIGTRAP, signal.SIGILL})

_CHILD = "from allegedly.reading.child import serve; serve()"
STANDARD_INPUT = "standard input"


#: A file, what comes from standard input, or what could not even be found.
Origin = Path | bytes | IO[bytes] | Failure


def read_safely(
    sources: Iterable[Origin], limits: Limits | None = None, tables: Sequence[Path] = ()
) -> Iterator[Article | Failure]:
    """Yield the articles and failures of files, in order, each read in a child process under the limits.

    Bytes and streams are what comes from standard input. Failures pass through, so that ``find_paths`` may be handed in
    as it is. ``tables`` are folders with the user's own ``outlets.tsv`` and ``furniture.toml``.
    """
    for _, document in read_located(sources, limits, tables):
        yield document


def read_located(
    sources: Iterable[Origin], limits: Limits | None = None, tables: Sequence[Path] = ()
) -> Iterator[tuple[str, Article | Failure]]:
    """Yield what ``read_safely`` yields with where it was read: the file, with line, entry or record if it has many."""
    _check_tables(tables)
    with contextlib.closing(_Supervisor(limits or Limits(), tables)) as supervisor:
        for source in sources:
            if isinstance(source, Failure):
                yield source.where, source
            elif isinstance(source, Path):
                yield from supervisor.read(source, str(source))
            else:
                with tempfile.NamedTemporaryFile() as spooled:
                    shutil.copyfileobj(io.BytesIO(source) if isinstance(source, bytes) else source, spooled)
                    spooled.flush()
                    yield from supervisor.read(Path(spooled.name), STANDARD_INPUT)


def _check_tables(tables: Sequence[Path]) -> None:
    """Raise AllegedlyError T01 here and at once for a table that a child would fail on with each document."""
    outlets(tuple(tables))
    furniture(tuple(tables))


# ---- the parent's side ----


@dataclass(frozen=True, slots=True)
class _Job:
    """A file for the child to read."""

    path: str
    name: str
    skip: int  #: documents at its beginning that were settled before
    tables: tuple[str, ...]


class _SilentError(Exception):
    """The child said nothing for too long."""


class _GoneError(Exception):
    """The child died."""


@dataclass(slots=True)
class _Progress:
    """How far a file has been read."""

    done: int = 0  #: documents settled
    begun: str | None = None  #: the document that the child is at


class _Supervisor:
    """Holds a child, and puts another in its place when it fails."""

    def __init__(self, limits: Limits, tables: Sequence[Path]) -> None:
        self.limits = limits
        self.tables = tuple(str(Path(folder).absolute()) for folder in tables)
        self.child: _Child | None = None

    def close(self) -> None:
        """End the child."""
        if self.child is not None:
            self.child.stop()
            self.child = None

    def read(self, path: Path, name: str) -> Iterator[tuple[str, Article | Failure]]:
        """Yield where each document of a file is, and what becomes of it."""
        progress = _Progress()
        while True:
            try:
                yield from self._replies(path, name, progress)
                return
            except (_SilentError, _GoneError) as fault:
                failure = self._failure(fault, progress.begun or name)
                yield failure.where, failure
            progress.done += 1
            if progress.begun is None:
                return  # it failed between two documents, where another child would fail too

    def _replies(self, path: Path, name: str, progress: _Progress) -> Iterator[tuple[str, Article | Failure]]:
        progress.begun = None
        if self.child is None:
            self.child = _Child(self.limits)
            self.child.reply(_TO_START)
        self.child.ask(_Job(str(path), name, progress.done, self.tables))
        while True:
            kind, payload = self.child.reply(self.limits.seconds)
            if kind == END:
                return
            if kind == BEGIN:
                progress.begun = payload.decode("utf-8", "replace")
                continue
            document, where = _document(kind, payload), progress.begun or name
            progress.begun = None
            progress.done += 1
            yield (document.where, document) if isinstance(document, Failure) else (where, identified(document))

    def _failure(self, fault: Exception, where: str) -> Failure:
        """Bury the child and say what it died of."""
        assert self.child is not None  # noqa: S101  (it has just failed)
        code, peak = self.child.stop()
        self.child = None
        if isinstance(fault, _SilentError):
            return Failure(where, "R11", f"more than {self.limits.seconds:g} s")
        if -code == signal.SIGXCPU:
            return Failure(where, "R11", f"more than {self.limits.cpu_seconds:g} s of processor time")
        if peak >= _MUCH * self.limits.memory or -code in _ALLOCATORS:
            return Failure(where, "R12", f"more than {self.limits.memory // 2**20} MiB")
        return Failure(where, "R13", f"signal {-code}" if code < 0 else f"exit code {code}")


def _document(kind: int, payload: bytes) -> Article | Failure:
    try:
        if kind == ARTICLE:
            return codec.decode(payload)
        if kind == FAILURE:
            return msgspec.json.decode(payload, type=Failure)
    except (AllegedlyError, msgspec.MsgspecError, ValueError) as fault:
        raise _GoneError from fault
    raise _GoneError


class _Child:
    """A process that reads documents."""

    def __init__(self, limits: Limits) -> None:
        self.process = subprocess.Popen(  # noqa: S603  our own interpreter with our own words
            [sys.executable, "-P", "-c", _CHILD, msgspec.json.encode(asdict(limits)).decode()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
        )
        assert self.process.stdin  # noqa: S101
        assert self.process.stdout  # noqa: S101
        self.to: IO[bytes] = self.process.stdin
        self.back = self.process.stdout.fileno()
        self.buffer = bytearray()

    def ask(self, job: _Job) -> None:
        """Have it read a file."""
        try:
            self.to.write(msgspec.json.encode(job) + b"\n")
            self.to.flush()
        except (BrokenPipeError, OSError) as fault:
            raise _GoneError from fault

    def reply(self, seconds: float) -> tuple[int, bytes]:
        """Return the next thing it says; only the time that is spent waiting for it counts."""
        until = time.monotonic() + seconds
        self._fill(_FRAME.size, until)
        kind, size = _FRAME.unpack_from(self.buffer)
        if size > _LONGEST_FRAME:
            raise _GoneError
        self._fill(_FRAME.size + size, until)
        payload = bytes(self.buffer[_FRAME.size : _FRAME.size + size])
        del self.buffer[: _FRAME.size + size]
        return kind, payload

    def _fill(self, size: int, until: float) -> None:
        while len(self.buffer) < size:
            ready, _, _ = select.select([self.back], [], [], max(0.0, until - time.monotonic()))
            if not ready:
                raise _SilentError
            more = os.read(self.back, 1 << 20)
            if not more:
                raise _GoneError
            self.buffer += more

    def stop(self) -> tuple[int, int]:
        """End it; return its exit code, negative for a signal, and the most memory in bytes that it had."""
        with contextlib.suppress(BrokenPipeError, OSError):
            self.to.close()
        os.kill(self.process.pid, signal.SIGKILL)  # of no effect on one that has ended and waits to be counted
        _, status, usage = os.wait4(self.process.pid, 0)
        self.process.returncode = os.waitstatus_to_exitcode(status)
        assert self.process.stdout  # noqa: S101
        self.process.stdout.close()
        return self.process.returncode, usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def _environment() -> dict[str, str]:
    """Return the child's environment: it finds the same modules, and its numerics make no threads."""
    paths = os.pathsep.join(path for path in sys.path if path)
    return {**os.environ, "PYTHONPATH": paths, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


# ---- the child's side ----


def serve() -> None:
    """Read the files that standard input names, one JSON object a line, and say what became of them."""
    limits = Limits(**msgspec.json.decode(sys.argv[1]))
    with os.fdopen(os.dup(1), "wb") as out:
        os.dup2(2, 1)  # a library that prints must not print among our words
        _restrict(limits)
        out.write(_FRAME.pack(READY, 0))
        out.flush()
        for line in sys.stdin.buffer:
            for kind, payload in _words(msgspec.json.decode(line, type=_Job), limits):
                out.write(_FRAME.pack(kind, len(payload)) + payload)
                out.flush()


def _words(job: _Job, limits: Limits) -> Iterator[tuple[int, bytes]]:
    from allegedly.reading.documents import parts, read_part

    tables = tuple(map(Path, job.tables))
    _allow_time(limits)
    for number, part in enumerate(parts(Path(job.path), name=job.name, limits=limits)):
        _allow_time(limits)
        if number < job.skip:
            continue
        if isinstance(part, Failure):
            yield FAILURE, _encoded(part)
            continue
        yield BEGIN, part.where.encode("utf-8", "replace")
        document = read_part(part, limits, tables)
        yield (FAILURE, _encoded(document)) if isinstance(document, Failure) else (ARTICLE, codec.encode(document))
    yield END, b""


def _encoded(failure: Failure) -> bytes:
    plain = {name: value.encode("utf-8", "replace").decode() for name, value in asdict(failure).items()}
    return msgspec.json.encode(plain)


def _restrict(limits: Limits) -> None:
    """Give up what reading does not need: more memory, writing files, leaving a core dump."""
    for name, value in (
        ("RLIMIT_AS", limits.memory),
        ("RLIMIT_FSIZE", 0),
        ("RLIMIT_CORE", 0),
    ):
        _, hard = resource.getrlimit(getattr(resource, name))
        allowed = value if hard == resource.RLIM_INFINITY else min(value, hard)
        with contextlib.suppress(ValueError, OSError):  # a system that does not know the limit
            resource.setrlimit(getattr(resource, name), (allowed, hard))


def _allow_time(limits: Limits) -> None:
    """Let this process use so many seconds more."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = int(used.ru_utime + used.ru_stime + limits.cpu_seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))

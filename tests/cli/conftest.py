"""Commands run in this process, with one coder and one reader for all; tests import the helpers beside them."""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from allegedly.bulk.pool import Settings
from allegedly.cli import main
from allegedly.coder import Coder

sys.path.insert(0, str(Path(__file__).parent))

Command = Callable[..., Result]


@pytest.fixture(autouse=True)
def _one_coder(monkeypatch: pytest.MonkeyPatch, coder: Coder, one_reader: None) -> None:
    """Let commands that want the usual coder use the tests' own, and a reader that is there."""
    make = Settings.coder
    monkeypatch.setattr(Settings, "coder", lambda s: coder if not s.tables and s.learned is None else make(s))


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run a command in an empty folder; it must end with the exit code that is expected."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object, code: int = 0, stdin: str | bytes | None = None) -> Result:
        result = CliRunner().invoke(main, [str(a) for a in arguments], input=stdin, prog_name="allegedly")
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        assert result.exit_code == code, result.output
        assert "Traceback" not in result.stderr
        return result

    return run


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    """Write a file into the folder."""

    def write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.fixture(scope="session")
def _kept(tmp_path_factory: pytest.TempPathFactory, coder: Coder) -> Path:
    """Code three articles and keep them, with a file that could not be read."""
    from newsroom import EGYPT, GERMAN, NORWAY

    from allegedly.archive import Archive
    from allegedly.reading import Failure

    path = tmp_path_factory.mktemp("kept") / "news.db"
    with Archive.open(path) as archive:
        for text in (NORWAY, EGYPT, GERMAN):
            archive.put(coder.code(text))
        archive.fail(Failure("scan.pdf", "R05", "3 pages"))
    return path


@pytest.fixture
def archive(_kept: Path, tmp_path: Path) -> Path:
    """Give an archive of three articles: Norway's, Egypt's, and a German one."""
    return Path(shutil.copy(_kept, tmp_path / "news.db"))

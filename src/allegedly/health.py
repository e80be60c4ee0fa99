"""Whether this installation is whole: each part looked at by using it, on the article that comes with the package."""

from __future__ import annotations

import hashlib
import platform
import sqlite3
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from importlib import resources
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

import allegedly
from allegedly.archive.upkeep import Finding
from allegedly.errors import AllegedlyError

OLDEST_PYTHON = (3, 11)

#: What may be installed beside, and the modules that it brings.
EXTRAS = {"desk": ("fastapi", "uvicorn"), "postgresql": ("psycopg",), "tables": ("pandas", "pyarrow")}

_GERMAN = "Der Präsident sagte am Montag, die Truppen seien aus der Stadt abgezogen worden."


def examine_installation(tables: Sequence[Path] = ()) -> Iterator[Finding]:
    """Yield what there is to say of each part; ``tables`` are the user's own."""
    looks: tuple[tuple[str, Callable[[], str]], ...] = (
        ("Python", _python),
        ("allegedly", _allegedly),
        ("SQLite", _sqlite),
        ("English model", _model),
        ("encoder", _encoder),
        ("languages", _languages),
        ("gazetteer", _gazetteer),
        ("tables", lambda: _tables(tables)),
        ("coding", lambda: _coding(tables)),
        ("extras", _extras),
    )
    for what, look in looks:
        yield _found(what, look)


def examine_gazetteer() -> Finding:
    """Return what there is to say of the gazetteer that is used."""
    return _found("gazetteer", _gazetteer)


def _found(what: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(what, True, look())
    except AllegedlyError as fault:
        return Finding(what, False, str(fault))
    except Exception as fault:  # whatever is broken, the other parts are to be looked at too
        return Finding(what, False, f"{type(fault).__name__}: {fault}")


class UnsoundError(Exception):
    """A part is there, and is not as it must be."""


def _python() -> str:
    if sys.version_info < OLDEST_PYTHON:
        raise UnsoundError(f"{platform.python_version()} is older than {'.'.join(map(str, OLDEST_PYTHON))}")
    return f"{platform.python_version()} ({platform.python_implementation()}, {sys.executable})"


def _allegedly() -> str:
    return f"{allegedly.__version__} ({Path(allegedly.__file__).parent})"


def _sqlite() -> str:
    with closing(sqlite3.connect(":memory:")) as base:
        base.execute("CREATE VIRTUAL TABLE words USING fts5(word)")
    return f"{sqlite3.sqlite_version}, with FTS5"


def _model() -> str:
    from allegedly.language.parser import PACKAGES, load_pipeline

    _, name = load_pipeline()
    package = next(p for p in PACKAGES if p.model == name.split()[0])
    return f"{name} ({package.distribution} {_version(package.distribution)}), spaCy {_version('spacy')}"


def _encoder() -> str:
    from allegedly.language import encoder

    if not encoder.available():
        return "none, the rules work alone"
    return f"{encoder.Encoder().name}, onnxruntime {_version('onnxruntime')}"


def _version(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return "of unknown version"


def _languages() -> str:
    from allegedly.reading.languages import language_of

    found = language_of(_GERMAN)
    if found != "de":
        raise UnsoundError(f"German is taken for {found}")
    return f"told apart (py3langid {_version('py3langid')})"


def _gazetteer() -> str:
    from allegedly.places import Gazetteer, unpack

    path = unpack.chosen()
    if not path.is_file():
        raise AllegedlyError("R02", str(path), f"named in {unpack.GAZETTEER_VARIABLE}")
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    shipped = path == unpack.shipped()
    if shipped and digest != unpack.shipped_digest():
        raise UnsoundError(f"{path} is damaged; delete it, and it is unpacked anew")
    with closing(Gazetteer(path)) as gazetteer:
        count = gazetteer.count()
    whose = "the shipped one" if shipped else "your own"
    return f"{count:,} places, {whose}, SHA-256 {digest[:16]} ({path})"


def _tables(folders: Sequence[Path]) -> str:
    known = set(table_names())
    theirs = [(folder, file) for folder in folders for file in sorted(_tables_in(folder))]
    strange = [str(folder / file) for folder, file in theirs if file not in known]
    if strange:
        raise UnsoundError(f"no table has this name, so it is not read: {', '.join(strange)}")
    return f"{len(known)} shipped" + (f", {len(theirs)} of your own" if folders else "")


def _tables_in(folder: Path) -> Iterator[str]:
    for suffix in ("*.tsv", "*.toml"):
        yield from (file.relative_to(folder).as_posix() for file in folder.rglob(suffix))


def table_names() -> Iterator[str]:
    """Yield the name of every table that the package ships, which a user's table must have."""
    with resources.as_file(resources.files("allegedly")) as package:
        for folder in sorted(package.glob("*/tables")):
            yield from sorted(_tables_in(folder))


def _coding(folders: Sequence[Path]) -> str:
    from allegedly.bundled import example
    from allegedly.coder import Coder
    from allegedly.reading import Failure, read

    (document,) = read(example(), name="the bundled article", tables=folders)
    if isinstance(document, Failure):
        raise AllegedlyError(document.code, document.where, document.detail)
    article = Coder(tables=folders).code(document)
    if not article.events or not article.statements:
        raise UnsoundError("nothing was found in the bundled article")
    return f"{len(article.statements)} statements and {len(article.events)} events in the bundled article"


def _extras() -> str:
    there = {name: all(find_spec(module) for module in modules) for name, modules in EXTRAS.items()}
    return ", ".join(
        f"{name} installed" if here else f"{name} not installed (allegedly[{name}])" for name, here in there.items()
    )

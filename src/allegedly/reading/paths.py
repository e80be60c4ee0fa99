"""What the user names on the command line, as files to read."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from allegedly.reading.failure import Failure

_MAGIC = frozenset("*?[")


def find_paths(arguments: Iterable[str | Path]) -> Iterator[Path | Failure]:
    """Yield every file that the arguments name, in order: files, folders with all in them, patterns with ``**`` too.

    What cannot be read is a failure in its place. Names that begin with a dot are passed over inside folders. Links to
    folders are not followed there: one that leads back is passed over, as its files are read under their own names, and
    one that leads elsewhere is a failure.
    """
    for argument in arguments:
        path = Path(argument)
        if _MAGIC.intersection(str(argument)) and not os.path.lexists(path):
            yield from _matching(str(argument))
        else:
            yield from _expanded(path)


def _matching(pattern: str) -> Iterator[Path | Failure]:
    matches = _matches(pattern)
    if not matches:
        yield Failure(pattern, "R02", "no file matches the pattern")
    for path in matches:
        if "**" in pattern and path.is_dir():
            continue  # its files match the pattern themselves
        yield from _expanded(path)


def _matches(pattern: str) -> list[Path]:
    """Return what matches, in order; ``**`` goes through no link, which may lead back, and finds nothing hidden."""
    parts = Path(pattern).parts
    fixed = next(n for n, part in enumerate(parts) if _MAGIC.intersection(part))
    base = Path(*parts[:fixed])
    wild = [part if part == "**" else re.sub(r"\*+", "*", part) for part in parts[fixed:]]
    hidden = any(part.startswith(".") for part in wild)
    found = base.glob("/".join([*wild, "*"] if wild[-1] == "**" else wild))
    shown = (p for p in found if hidden or not any(n.startswith(".") for n in p.relative_to(base).parts))
    return sorted(set(shown))


def _expanded(path: Path) -> Iterator[Path | Failure]:
    if not path.is_dir():
        yield _checked(path)
        return
    empty = True
    for found in _inside(path, path.resolve()):
        empty = False
        yield found
    if empty:
        yield Failure(str(path), "R02", "no file is in the folder")


def _inside(folder: Path, top: Path) -> Iterator[Path | Failure]:
    """Yield the files of a folder and, in the order of their names, of the folders in it."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as fault:
        yield Failure(str(folder), "R02", _reason(fault))
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        path = Path(entry.path)
        if entry.is_dir(follow_symlinks=False):
            yield from _inside(path, top)
        elif not path.is_dir():
            yield _checked(path)
        elif not path.resolve().is_relative_to(top):
            yield Failure(str(path), "R02", f"a link to the folder {path.readlink()}, which is not followed; name it")


def _checked(path: Path) -> Path | Failure:
    """Return the path, or the failure that opening it would be; nothing is opened, as a pipe would wait for ever."""
    try:
        mode = path.stat().st_mode
    except OSError as fault:
        return Failure(str(path), "R02", _reason(fault, path))
    except ValueError as fault:
        return Failure(str(path), "R02", str(fault))
    if not stat.S_ISREG(mode):
        return Failure(str(path), "R02", "not a regular file")
    if not os.access(path, os.R_OK):
        return Failure(str(path), "R02", "Permission denied")
    return path


def _reason(fault: OSError, path: Path | None = None) -> str:
    if path is not None and path.is_symlink():
        leads = "which leads back to it" if fault.errno == errno.ELOOP else "which is not there"
        return f"a link to {path.readlink()}, {leads}"
    return fault.strerror or str(fault)

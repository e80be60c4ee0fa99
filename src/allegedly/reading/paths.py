"""What the user names on the command line, as files to read."""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from allegedly.reading.failure import Failure

_MAGIC = frozenset("*?[")


def find_paths(arguments: Iterable[str | Path]) -> Iterator[Path | Failure]:
    """Yield every file that the arguments name, in order: files, folders with all in them, patterns with ``**`` too.

    What cannot be read is a failure in its place. Names that begin with a dot are passed over inside folders, and links
    to folders are not followed there, because they may lead back.
    """
    for argument in arguments:
        path = Path(argument)
        if _MAGIC.intersection(str(argument)) and not os.path.lexists(path):
            yield from _matching(str(argument))
        else:
            yield from _expanded(path)


def _matching(pattern: str) -> Iterator[Path | Failure]:
    matches = sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207  absolute patterns too
    if not matches:
        yield Failure(pattern, "R02", "no file matches the pattern")
    for match in matches:
        path = Path(match)
        if "**" in pattern and path.is_dir():
            continue  # its files match the pattern themselves
        yield from _expanded(path)


def _expanded(path: Path) -> Iterator[Path | Failure]:
    if path.is_dir():
        yield from _inside(path)
    else:
        yield _checked(path)


def _inside(folder: Path) -> Iterator[Path | Failure]:
    """Yield the files of a folder and, in the order of their names, of the folders in it."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as fault:
        yield Failure(str(folder), "R02", _reason(fault))
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _inside(Path(entry.path))
        elif not entry.is_dir():
            yield _checked(Path(entry.path))


def _checked(path: Path) -> Path | Failure:
    """Return the path, or the failure that opening it would be; nothing is opened, as a pipe would wait for ever."""
    try:
        mode = path.stat().st_mode
    except OSError as fault:
        detail = f"a link to {path.readlink()}, which is not there" if path.is_symlink() else _reason(fault)
        return Failure(str(path), "R02", detail)
    except ValueError as fault:
        return Failure(str(path), "R02", str(fault))
    if not stat.S_ISREG(mode):
        return Failure(str(path), "R02", "not a regular file")
    if not os.access(path, os.R_OK):
        return Failure(str(path), "R02", "Permission denied")
    return path


def _reason(fault: OSError) -> str:
    return fault.strerror or str(fault)

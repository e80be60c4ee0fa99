"""The shipped gazetteer, unpacked once into the user's cache, where all processes share it."""

from __future__ import annotations

import lzma
import os
import shutil
import sys
import tempfile
from importlib import resources
from pathlib import Path

#: Names the folder in which the unpacked gazetteer is kept, where the platform's own is not wanted.
CACHE_VARIABLE = "ALLEGEDLY_CACHE"

#: Names a gazetteer made by ``load_geonames`` that is to be used instead of the shipped one.
GAZETTEER_VARIABLE = "ALLEGEDLY_GAZETTEER"

_DATA = resources.files("allegedly.places").joinpath("data")


def cache_folder() -> Path:
    """Return the folder for what can be made again: the variable's, or the platform's own."""
    if given := os.environ.get(CACHE_VARIABLE):
        return Path(given)
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA")
        return Path(base) / "allegedly" / "Cache" if base else Path.home() / "AppData" / "Local" / "allegedly" / "Cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "allegedly"
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "allegedly"


def shipped() -> Path:
    """Return the path of the shipped gazetteer as an SQLite file, unpacking it if this machine has not yet.

    Several processes may do so at once: each writes a file of its own and renames it, so that nobody sees half of it.
    Where the cache cannot be written, a folder of this user under the system's temporary one serves.
    """
    digest, size = _digest_and_size()
    name = f"gazetteer-{digest[:16]}.sqlite"
    folders = [_cache_or_none(), _temporary_folder()]
    for folder in folders:
        if folder is not None and _is_whole(folder / name, int(size)):
            return folder / name
    for folder in folders:
        if folder is None:
            continue
        try:
            return _unpack(folder, name)
        except OSError:
            continue
    return _unpack(Path(tempfile.mkdtemp(prefix="allegedly-")), name)


def shipped_digest() -> str:
    """Return the SHA-256 that the shipped gazetteer has when it is unpacked whole."""
    return _digest_and_size()[0]


def _digest_and_size() -> tuple[str, str]:
    digest, size = _DATA.joinpath("gazetteer.sqlite.digest").read_text(encoding="utf-8").split()
    return digest, size


def chosen() -> Path:
    """Return the gazetteer to use: the one that the variable names, the user's own in the cache, or the shipped one."""
    if given := os.environ.get(GAZETTEER_VARIABLE):
        return Path(given)
    own = user_gazetteer()
    return own if own.is_file() else shipped()


def user_gazetteer() -> Path:
    """Return where ``load_geonames`` puts the user's gazetteer unless told otherwise."""
    return (_cache_or_none() or Path(tempfile.gettempdir())) / "geonames.sqlite"


def _cache_or_none() -> Path | None:
    try:
        return cache_folder()
    except RuntimeError:  # no home directory
        return None


def _is_whole(path: Path, size: int) -> bool:
    try:
        return path.stat().st_size == size
    except OSError:
        return False


def _temporary_folder() -> Path | None:
    """Return a folder that only this user can write to; None where somebody else holds its name."""
    if not hasattr(os, "getuid"):
        return Path(tempfile.gettempdir()) / "allegedly"
    folder = Path(tempfile.gettempdir()) / f"allegedly-{os.getuid()}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        status = folder.lstat()
    except OSError:
        return None
    private = status.st_uid == os.getuid() and not status.st_mode & 0o022
    return folder if private and folder.is_dir() and not folder.is_symlink() else None


def _unpack(folder: Path, name: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=name, suffix=".part", dir=folder)
    try:
        with (
            os.fdopen(handle, "wb") as target,
            _DATA.joinpath("gazetteer.sqlite.xz").open("rb") as packed,
            lzma.open(packed) as source,
        ):
            shutil.copyfileobj(source, target, 1 << 20)
        Path(temporary).replace(folder / name)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return folder / name

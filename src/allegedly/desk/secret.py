"""The secret of a desk: random, made at the first start, kept beside the archive, for its owner's eyes alone."""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

from allegedly.errors import AllegedlyError

_BYTES = 32
_SUFFIX = ".desk-secret"


def secret_beside(archive: Path | None) -> str:
    """Return the secret of the desk of an archive; make it where there is none yet.

    An archive in memory or on a server has no place beside it: its secret lasts as long as the desk runs. Raises
    AllegedlyError D02 for a secret that others may read, and for one that is no file of its own.
    """
    if archive is None or str(archive) == ":memory:":
        return secrets.token_urlsafe(_BYTES)
    path = archive.with_name(archive.name + _SUFFIX)
    try:
        made = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return _kept(path)
    except OSError as fault:
        raise AllegedlyError("R02", str(path), fault.strerror or str(fault)) from fault
    secret = secrets.token_urlsafe(_BYTES)
    with os.fdopen(made, "w", encoding="ascii") as stream:
        stream.write(secret + "\n")
    return secret


def _kept(path: Path) -> str:
    try:
        opened = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError as fault:
        raise AllegedlyError("D02", str(path), fault.strerror or str(fault)) from fault
    with os.fdopen(opened, encoding="ascii", errors="replace") as stream:
        mode = os.fstat(stream.fileno()).st_mode
        secret = stream.read(256).strip()
    if not stat.S_ISREG(mode) or stat.S_IMODE(mode) & 0o077:
        raise AllegedlyError("D02", str(path), f"its mode is {stat.S_IMODE(mode):04o}")
    if len(secret) < _BYTES:
        raise AllegedlyError("D02", str(path), "it is cut short")
    return secret

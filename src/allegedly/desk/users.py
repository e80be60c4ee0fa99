"""Who may log in: a file with a name and a salted, slow hash of the password a line."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
from pathlib import Path

from allegedly.errors import AllegedlyError

NAME = re.compile(r"[\w.@-]{1,64}")
SHORTEST_PASSWORD = 10
_COST = {"n": 2**15, "r": 8, "p": 1, "maxmem": 64 * 2**20}


class Users:
    """The users of a desk, read anew at each login so that one who was taken out is out."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def names(self) -> list[str]:
        """Return who may log in."""
        return list(self._hashes())

    def knows(self, name: str, password: str) -> bool:
        """Tell whether the password is the user's; for a name that is not there it takes as long."""
        salt, kept = self._hashes().get(name, (secrets.token_hex(16), ""))
        return hmac.compare_digest(_hash(password, salt), kept)

    def set(self, name: str, password: str) -> None:
        """Add a user, or change the password. Raises AllegedlyError D03 for a name or password that cannot be."""
        if not NAME.fullmatch(name):
            raise AllegedlyError("D03", name, "a name is up to 64 letters, digits and . _ @ -")
        if len(password) < SHORTEST_PASSWORD:
            raise AllegedlyError("D03", name, f"the password is shorter than {SHORTEST_PASSWORD} characters")
        salt = secrets.token_hex(16)
        kept = (self._hashes() if self.path.exists() else {}) | {name: (salt, _hash(password, salt))}
        lines = "".join(f"{user}\t{salt}\t{digest}\n" for user, (salt, digest) in sorted(kept.items()))
        new = self.path.with_name(self.path.name + ".new")
        with os.fdopen(os.open(new, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w", encoding="utf-8") as stream:
            stream.write(lines)
        new.replace(self.path)

    def _hashes(self) -> dict[str, tuple[str, str]]:
        try:
            lines = self.path.read_text(encoding="utf-8").splitlines()
            rows = [line.split("\t") for line in lines if line.strip()]
            return {name: (salt, digest) for name, salt, digest in rows}
        except (OSError, ValueError) as fault:
            raise AllegedlyError("D03", str(self.path), str(fault)) from fault


def _hash(password: str, salt: str) -> str:
    return hashlib.scrypt(password.encode(), salt=bytes.fromhex(salt), **_COST).hex()

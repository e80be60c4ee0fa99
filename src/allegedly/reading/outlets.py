"""Who publishes news: agencies, outlets, think tanks and republishers, found by name or by web address."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

import msgspec

from allegedly import tables
from allegedly.records import Span

Kind = Literal["agency", "outlet", "think tank", "republisher"]

#: Whoever passes a report on comes first in the chain, whoever wrote it last.
RANK: dict[str, int] = {"republisher": 0, "think tank": 0, "outlet": 1, "agency": 2}

_LONGEST_NAME = 6
_WORD = re.compile(r"[^\W_](?:[\w&.'’+-]*[^\W_])?\+?")


class Outlet(msgspec.Struct, frozen=True):
    """A row of the table."""

    name: str
    kind: Kind
    country: str | None = None
    aliases: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()


class Mention(NamedTuple):
    """An outlet named in a line."""

    outlet: Outlet
    span: Span


class Outlets:
    """The table, ready for looking up."""

    def __init__(self, rows: Sequence[Outlet]) -> None:
        self.by_name = {key: row for row in rows for name in (row.name, *row.aliases) if name for key in _keys(name)}
        self.by_domain = {domain: row for row in rows for domain in row.domains if domain}

    def named(self, name: str) -> Outlet | None:
        """Return the outlet of that name; None for one that the table does not have."""
        return self.by_name.get(_key(name)) or self.by_name.get(_key(name).upper())

    def at(self, url: str) -> Outlet | None:
        """Return whose page a web address, or a bare domain, is."""
        host = urlsplit(url if "//" in url else f"//{url}").hostname or ""
        labels = host.split(".")
        return next(
            (self.by_domain[d] for n in range(len(labels)) if (d := ".".join(labels[n:])) in self.by_domain), None
        )

    def mentions(self, line: str) -> Iterator[Mention]:
        """Yield the outlets that a line names, in order; the longest name wins. Case matters: "Time" is no "time"."""
        words = list(_WORD.finditer(line))
        at = 0
        while at < len(words):
            for size in range(min(_LONGEST_NAME, len(words) - at), 0, -1):
                span = Span(words[at].start(), words[at + size - 1].end())
                outlet = self.by_name.get(_key(span.of(line)))
                if outlet:
                    yield Mention(outlet, span)
                    at += size - 1
                    break
            at += 1


def _keys(name: str) -> tuple[str, ...]:
    return _key(name), _key(name.upper())


def _key(name: str) -> str:
    return " ".join(_WORD.findall(name))


@cache
def outlets(folders: tuple[Path, ...] = ()) -> Outlets:
    """Return the table, with the user's own rows."""
    return Outlets(tables.tsv(__package__, "outlets.tsv", Outlet, folders))

"""Reports in an archive: which articles carry the same one, who had it first, and what became of it elsewhere.

Each article is compared once, when it is new, with those that share a stretch of words with it: a day's arrivals
cost the same however many articles lie there. Who carries which report is worked out anew from the pairs, so it does
not depend on the order in which the articles came.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import asdict, dataclass
from typing import Self

import msgspec
from sqlalchemy import Connection, delete, insert, or_, select

from allegedly.archive import schema
from allegedly.archive.copies import CROWD, Change, Relation, compare, has_lead, shared_part
from allegedly.archive.database import reading, writing
from allegedly.archive.groups import Groups
from allegedly.archive.rows import storable
from allegedly.archive.shingles import Shingled, shingled
from allegedly.archive.store import Archive
from allegedly.codec import decode
from allegedly.records import Article, content_id

_SIGNED = 1 << 63  #: databases know no unsigned numbers
READ_ROLES = ("headline", "body")
LATE = "9999-12-31"  #: who does not say when is not taken for the first


@dataclass(frozen=True, slots=True)
class Pair:
    """Two articles that carry the same report."""

    a: str  #: key of the one published earlier
    b: str
    relation: Relation
    contained: float
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Carrier:
    """An article that carries a report."""

    article: str
    title: str | None
    published: str | None
    outlets: tuple[str, ...]
    relation: str  #: original, copy, cut, embedded, update


@dataclass(frozen=True, slots=True)
class Report:
    """One report and all who carry it, the originator first."""

    id: str  #: key of the originator
    carriers: tuple[Carrier, ...]


def report_text(article: Article) -> str:
    """Return what is compared: headline and body where the blocks are known, all of the text otherwise."""
    told = [s.of(article.text) for block in article.blocks if block.role in READ_ROLES for s in block.spans]
    return "\n".join(told) if told else article.text


def compare_new(archive: Archive) -> int:
    """Compare the articles that have not been compared yet with all others; return how many they were.

    Each is compared and noted in a transaction of its own, so that an interruption costs one article at most.
    """
    done = 0
    while _compare_next(archive):
        done += 1
    return done


def _compare_next(archive: Archive) -> bool:
    articles, prints = schema.articles.c, schema.prints.c
    compared = select(prints.number).where(prints.article == articles.key).exists()
    waiting = select(articles.key, articles.record).where(~compared).order_by(articles.n).limit(1)
    with writing(archive.engine) as connection:
        row = connection.execute(waiting).first()
        if row is None:
            return False
        _compare(connection, row.key, decode(bytes(row.record), row.key))
        _assign(connection, row.key)
        return True


def _compare(connection: Connection, key: str, article: Article) -> None:
    new = _Text.of(article)
    for other in _candidates(connection, new.runs):
        _note_pair(connection, new, _Text.of(_article(connection, other)))
    # an article without a word has a print too, so that it is not met again
    numbers = sorted(new.runs.prints) or [0]
    connection.execute(insert(schema.prints), [{"number": n - _SIGNED, "article": key} for n in numbers])


def _article(connection: Connection, key: str) -> Article:
    kept = select(schema.articles.c.record).where(schema.articles.c.key == key)
    return decode(bytes(connection.execute(kept).scalar_one()), key)


def _candidates(connection: Connection, new: Shingled) -> list[str]:
    """Return the articles with a run of the index in common, unless it is a set phrase that everybody uses."""
    found: set[str] = set()
    for number in sorted(new.prints):
        sharing = select(schema.prints.c.article).where(schema.prints.c.number == number - _SIGNED).limit(CROWD)
        others = [row.article for row in connection.execute(sharing)]
        if len(others) < CROWD:
            found.update(others)
    return sorted(found)


@dataclass(frozen=True, slots=True)
class _Text:
    """An article as it is compared."""

    key: str
    told: str
    runs: Shingled
    precedence: tuple[str, int, int, str]  #: smaller for who is likelier to have had the report first

    @classmethod
    def of(cls, article: Article) -> Self:
        told = report_text(article)
        key = content_id(article.text)
        return cls(key, told, shingled(told), (article.published or LATE, len(article.outlets), -len(told), key))


def _note_pair(connection: Connection, one: _Text, other: _Text) -> None:
    first, second = sorted((one, other), key=lambda text: text.precedence)
    part = shared_part(first.runs, second.runs)
    found = compare(first.told, second.told, part) if part else None
    if found is None or not found.carries:
        return
    row = {
        "a": first.key,
        "b": second.key,
        "relation": found.relation,
        "contained": part,
        "same_lead": has_lead(first.runs, second.runs) and has_lead(second.runs, first.runs),
        "first_hosts": not has_lead(second.runs, first.runs),
        "changed": storable(json.dumps([asdict(change) for change in found.changes], ensure_ascii=False)),
    }
    connection.execute(insert(schema.pairs).values(row))


def _assign(connection: Connection, key: str) -> None:
    """Work out anew who carries which report among the articles that hang together with this one."""
    pairs = _connected(connection, key)
    keys = sorted({key, *(side for pair in pairs for side in (pair.a, pair.b))})
    origin = _originators(connection, keys, pairs)
    rows = {(k, origin[k]): "original" if origin[k] == k else "copy" for k in keys}
    for pair in pairs:
        if origin[pair.a] != origin[pair.b]:
            host, guest = (pair.a, pair.b) if pair.first_hosts else (pair.b, pair.a)
            rows.setdefault((host, origin[guest]), "embedded")
        elif origin[pair.b] == pair.a or origin[pair.a] == pair.b:
            rows[pair.b if origin[pair.b] == pair.a else pair.a, origin[pair.a]] = pair.relation
    connection.execute(delete(schema.reports).where(schema.reports.c.article.in_(keys)))
    connection.execute(
        insert(schema.reports), [{"article": a, "report": r, "relation": x} for (a, r), x in rows.items()]
    )


@dataclass(frozen=True, slots=True)
class _Link:
    a: str
    b: str
    relation: Relation
    one_report: bool  #: both carry it as their own, not one of them inside its own story
    first_hosts: bool  #: of two with different leads: the first has taken in the second


def _connected(connection: Connection, key: str) -> list[_Link]:
    """Return all pairs that are reached from an article over shared reports."""
    table = schema.pairs.c
    found: dict[tuple[str, str], _Link] = {}
    waiting, met = [key], {key}
    while waiting:
        here = waiting.pop()
        for row in connection.execute(select(schema.pairs).where(or_(table.a == here, table.b == here))):
            one = bool(row.same_lead) or row.relation == "copy"
            found[row.a, row.b] = _Link(row.a, row.b, row.relation, one, bool(row.first_hosts))
            new = {row.a, row.b} - met
            met |= new
            waiting += sorted(new)
    return [found[pair] for pair in sorted(found)]


def _originators(connection: Connection, keys: list[str], links: list[_Link]) -> dict[str, str]:
    """Return for each article the one that its own report comes from."""
    groups = Groups(keys)
    for link in links:
        if link.one_report:
            groups.join(link.a, link.b)
    precedence = {key: _Text.of(_article(connection, key)).precedence for key in keys}
    return {key: min(group, key=precedence.__getitem__) for group in groups.all() for key in group}


# ── asking ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def copies_in(archive: Archive, article: str | None = None) -> list[Pair]:
    """Return the pairs of articles that carry the same report: all, or those of one article."""
    table = schema.pairs.c
    listed = select(table.a, table.b, table.relation, table.contained, table.changed).order_by(table.a, table.b)
    if article is not None:
        key = archive.key(article)
        listed = listed.where(or_(table.a == key, table.b == key))
    with reading(archive.engine) as connection:
        return [Pair(*row[:4], _changes(row[4])) for row in connection.execute(listed)]


def _changes(kept: str) -> tuple[Change, ...]:
    return tuple(msgspec.json.decode(kept, type=list[Change]))


def reports(archive: Archive, *, carried_by: int = 2) -> list[Report]:
    """Return the reports that at least so many articles carry, the most carried first."""
    articles, kept = schema.articles.c, schema.reports.c
    listed = select(kept.report, kept.article, articles.title, articles.published, articles.outlets, kept.relation)
    found: dict[str, list[Carrier]] = defaultdict(list)
    with reading(archive.engine) as connection:
        for row in connection.execute(listed.join(schema.articles, articles.key == kept.article)):
            found[row.report].append(Carrier(*row[1:4], tuple(json.loads(row[4])), row[5]))
    ordered = [Report(r, tuple(sorted(carriers, key=_first_first))) for r, carriers in found.items()]
    enough = [report for report in ordered if len(report.carriers) >= carried_by]
    return sorted(enough, key=lambda report: (-len(report.carriers), report.id))


def _first_first(carrier: Carrier) -> tuple[bool, str, str]:
    return carrier.relation != "original", carrier.published or LATE, carrier.article

"""Reports in an archive: which articles carry the same one, who had it first, and what became of it elsewhere.

Each article is compared once, when it is new, with those that share a stretch of words with it: a day's arrivals
cost the same however many articles lie there (``linking`` sees to it). Who carries which report is worked out anew
from the pairs, so it does not depend on the order in which the articles came.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Self

import msgspec
from sqlalchemy import Connection, and_, delete, func, insert, or_, select

from allegedly.archive import schema
from allegedly.archive.copies import CROWD, Change, Relation, compare, has_lead, shared_part
from allegedly.archive.database import reading
from allegedly.archive.groups import Groups
from allegedly.archive.rows import storable
from allegedly.archive.shingles import Shingled, shingled, words_of
from allegedly.archive.store import Archive
from allegedly.codec import decode
from allegedly.errors import AllegedlyError
from allegedly.records import Article, content_id

SIGNED = 1 << 63  #: databases know no unsigned numbers
WIDESPREAD = 100  #: articles with one and the same run, from which on it alone makes nobody a candidate
PART = 0.1  #: of the shorter article's runs in the index: half of what must be contained for one report
CHUNK = 500  #: keys that one question to the database names
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
    relation: str  #: original, copy, retitled, cut, embedded, update


@dataclass(frozen=True, slots=True)
class Report:
    """One report and all who carry it, the originator first."""

    id: str  #: key of the originator
    carriers: tuple[Carrier, ...]


def report_text(article: Article) -> str:
    """Return what is compared: headline and body where the blocks are known, all of the text otherwise."""
    told = [s.of(article.text) for block in article.blocks if block.role in READ_ROLES for s in block.spans]
    return "\n".join(told) if told else article.text


def is_compared(connection: Connection, key: str) -> bool:
    """Tell whether an article has been compared with all others."""
    known = select(schema.prints.c.number).where(schema.prints.c.article == key).limit(1)
    return connection.execute(known).first() is not None


def work_out(connection: Connection, key: str) -> set[str]:
    """Compare an article that is new with all others and work out who carries which report.

    Return the keys of the articles of which something else is now known; the article's own among them.
    """
    if not is_compared(connection, key):
        _compare(connection, key, _article(connection, key))
    return {key} | _assign(connection, key)


def _compare(connection: Connection, key: str, article: Article) -> None:
    new = _Text.of(article)
    for other in _candidates(connection, new.runs):
        _note_pair(connection, new, _Text.of(_article(connection, other)))
    # an article without a word has a print too, so that it is not met again
    numbers = sorted(new.runs.prints) or [0]
    connection.execute(insert(schema.prints), [{"number": n - SIGNED, "article": key} for n in numbers])


def _article(connection: Connection, key: str) -> Article:
    kept = select(schema.articles.c.record).where(schema.articles.c.key == key)
    return decode(bytes(connection.execute(kept).scalar_one()), key)


def _candidates(connection: Connection, new: Shingled) -> list[str]:
    """Return the articles that may carry the same report as a new one.

    A run that few articles have makes each of them one, unless it is a set phrase that a crowd uses. Of those that have
    only widespread runs in common with it (a line that an outlet puts under everything) the others are passed over:
    they would be more with every day.
    """
    common: Counter[str] = Counter()
    found: set[str] = set()
    for number in sorted(new.prints):
        sharing = select(schema.prints.c.article).where(schema.prints.c.number == number - SIGNED).limit(CROWD)
        others = connection.execute(sharing).scalars().all()
        if len(others) < WIDESPREAD:
            found.update(others)
        elif len(others) < CROWD:
            common.update(others)
    doubtful = {key for key, times in common.items() if key not in found and times < PART * len(new.prints)}
    lengths = _numbers_of_prints(connection, doubtful)
    found.update(key for key, times in common.items() if key not in doubtful or times >= PART * lengths[key])
    return sorted(found)


def _numbers_of_prints(connection: Connection, keys: Iterable[str]) -> dict[str, int]:
    table, wanted = schema.prints.c, sorted(keys)
    counted = select(table.article, func.count()).group_by(table.article)
    return {
        key: count
        for at in range(0, len(wanted), CHUNK)
        for key, count in connection.execute(counted.where(table.article.in_(wanted[at : at + CHUNK])))
    }


Precedence = tuple[str, int, int, str]  #: smaller for who is likelier to have had the report first


def _precedence(article: Article, told: str, key: str) -> Precedence:
    return article.published or LATE, len(article.outlets), -len(told), key


@dataclass(frozen=True, slots=True)
class _Text:
    """An article as it is compared."""

    key: str
    told: str
    title: tuple[str, ...]
    runs: Shingled
    precedence: Precedence

    @classmethod
    def of(cls, article: Article) -> Self:
        told = report_text(article)
        key = content_id(article.text)
        title = tuple(words_of(article.title or ""))
        return cls(key, told, title, shingled(told), _precedence(article, told, key))


def _note_pair(connection: Connection, one: _Text, other: _Text) -> None:
    first, second = sorted((one, other), key=lambda text: text.precedence)
    part = shared_part(first.runs, second.runs)
    found = compare(first.told, second.told, part) if part else None
    if found is None or not found.carries:
        return
    row = {
        "a": first.key,
        "b": second.key,
        "relation": _named(found.relation, first, second),
        "contained": part,
        "same_lead": has_lead(first.runs, second.runs) and has_lead(second.runs, first.runs),
        "first_hosts": not has_lead(second.runs, first.runs),
        "changed": storable(json.dumps([asdict(change) for change in found.changes], ensure_ascii=False)),
    }
    connection.execute(insert(schema.pairs).values(row))


def _named(relation: Relation, first: _Text, second: _Text) -> Relation:
    """Tell a copy under another title from one that is a copy in all."""
    other_title = first.title and second.title and first.title != second.title
    return "retitled" if relation == "copy" and other_title else relation


def _assign(connection: Connection, key: str) -> set[str]:
    """Work out who carries which report among all that hang together with an article; return those that changed."""
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
    return _write(connection, keys, rows)


def _write(connection: Connection, keys: list[str], rows: dict[tuple[str, str], str]) -> set[str]:
    """Keep who carries which report where that is not kept already; return the articles of which it was not."""
    table = schema.reports.c
    kept: dict[str, dict[str, str]] = defaultdict(dict)
    for at in range(0, len(keys), CHUNK):
        for row in connection.execute(select(schema.reports).where(table.article.in_(keys[at : at + CHUNK]))):
            kept[row.article][row.report] = row.relation
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for (article, report), relation in rows.items():
        found[article][report] = relation
    changed = {key for key in keys if kept[key] != found[key]}
    for key in sorted(changed):
        connection.execute(delete(schema.reports).where(table.article == key))
        carried = [{"article": key, "report": r, "relation": x} for r, x in found[key].items()]
        connection.execute(insert(schema.reports), carried)
    return changed


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
            one = bool(row.same_lead) or row.relation in ("copy", "retitled")
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
    articles = {key: _article(connection, key) for key in keys}
    precedence = {key: _precedence(article, report_text(article), key) for key, article in articles.items()}
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


@dataclass(frozen=True, slots=True)
class Revision:
    """Sentences that a later version of a report has otherwise than the first."""

    before: str  #: key of the article that has the report first
    after: str
    date: str | None
    changes: tuple[Change, ...]


def revisions(archive: Archive, articles: Iterable[str]) -> list[Revision]:
    """Return the later versions of reports of which both are among some articles, by date."""
    table, kept, wanted = schema.pairs.c, schema.reports.c, set(articles)
    is_later = and_(kept.article == table.b, kept.report == table.a, kept.relation == "update")
    listed = select(table.a, table.b, schema.articles.c.published, table.changed)
    joined = listed.join(schema.reports, is_later).join(schema.articles, schema.articles.c.key == table.b)
    with reading(archive.engine) as connection:
        rows = [row for key in sorted(wanted) for row in connection.execute(joined.where(table.a == key))]
    found = [Revision(row[0], row[1], row[2], _changes(row[3])) for row in rows if row[1] in wanted]
    return sorted(found, key=lambda revision: (revision.date or LATE, revision.before, revision.after))


def _changes(kept: str) -> tuple[Change, ...]:
    return tuple(msgspec.json.decode(kept, type=list[Change]))


def reports(
    archive: Archive,
    *,
    carried_by: int = 2,
    article: str | None = None,
    limit: int | None = None,
    after: str | None = None,
) -> list[Report]:
    """Return the reports that at least so many articles carry, the most carried first; or those that one carries.

    ``after`` is the id of the last report of the page before.
    """
    kept = schema.reports.c
    carriers = func.count()
    listed = select(kept.report, carriers).group_by(kept.report).order_by(carriers.desc(), kept.report).limit(limit)
    listed = listed.having(carriers >= carried_by)
    if article is not None:
        listed = listed.where(kept.report.in_(select(kept.report).where(kept.article == archive.key(article))))
    with reading(archive.engine) as connection:
        if after is not None:
            many = connection.execute(select(func.count()).where(kept.report == after)).scalar_one()
            if not many:
                raise AllegedlyError("S04", after)
            listed = listed.having(or_(carriers < many, and_(carriers == many, kept.report > after)))
        return [Report(row.report, _carriers(connection, row.report)) for row in connection.execute(listed).all()]


def _carriers(connection: Connection, report: str) -> tuple[Carrier, ...]:
    articles, kept = schema.articles.c, schema.reports.c
    listed = select(kept.article, articles.title, articles.published, articles.outlets, kept.relation)
    joined = listed.join(schema.articles, articles.key == kept.article).where(kept.report == report)
    found = [Carrier(*row[:3], tuple(json.loads(row[3])), row[4]) for row in connection.execute(joined)]
    return tuple(sorted(found, key=_first_first))


def _first_first(carrier: Carrier) -> tuple[bool, str, str]:
    return carrier.relation != "original", carrier.published or LATE, carrier.article

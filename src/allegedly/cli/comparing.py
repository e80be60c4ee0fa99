"""``allegedly copies``, ``incidents``, ``accounts``, ``disputes`` and ``sources``: what articles say, side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

import click
import msgspec

from allegedly.archive import Archive, reports
from allegedly.archive import sources as count_sources
from allegedly.archive.accounts import Account, Figure, Standings, Voice, written
from allegedly.archive.incidents import MATTERS, Dossier, Incident
from allegedly.archive.incidents import incident as find_incident
from allegedly.archive.incidents import incidents as find_incidents
from allegedly.archive.linking import decide, decisions, link, relink, waiting
from allegedly.archive.reports import Report, copies_in
from allegedly.cli import options
from allegedly.cli.looking import PRINTED, print_rows, question, question_options

F = TypeVar("F", bound=Callable[..., Any])


def page_options(what: str) -> Callable[[F], F]:
    """Add how much is listed, from where on, and how it is printed."""

    def add(command: F) -> F:
        for option in (
            click.option("--format", "form", type=PRINTED, default="text", show_default=True),
            click.option("--after", help=f"The id of the last {what} of the page before."),
            click.option("--limit", type=click.IntRange(1), default=100, show_default=True),
        ):
            command = option(command)
        return command

    return add


@contextmanager
def compared(archive: str) -> Iterator[Archive]:
    """Open an archive, and compare what came since the last time."""
    with Archive.open(archive, create=False) as opened:
        if waiting(opened):
            click.echo(f"compared {link(opened)} new articles with the others", err=True)
        yield opened


# ── copies ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class CopyRow:
    """An article that carries a report, as a list shows it."""

    report: str  #: key of the article that carries it first
    carriers: int
    article: str
    relation: str
    published: str | None
    outlets: str
    title: str | None
    figures: str  #: those that are others than in an earlier version: "12 → 71"


@click.command()
@options.archive_argument
@click.argument("article", required=False)
@click.option("--carried-by", type=click.IntRange(1), default=2, show_default=True, help="By so many articles or more.")
@click.option("--sentences", is_flag=True, help="List the sentences that a later version has otherwise.")
@page_options("report")
def copies(
    archive: str,
    article: str | None,
    carried_by: int,
    sentences: bool,
    limit: int,
    after: str | None,
    form: str,
) -> None:
    """List which articles carry the same report: whole, retitled, cut, embedded, or a later version; its source first.

    With ARTICLE (its id), the reports that it carries.
    """
    with compared(archive) as opened:
        found = reports(opened, carried_by=carried_by, article=article, limit=limit, after=after)
        rows = [row for report in found for row in _copy_rows(opened, report)]
        if sentences:
            print_rows(list(_changed(opened, found)), form, ("before", "after", "figures", "said", "says"))
        else:
            shown = ("report", "carriers", "article", "relation", "published", "outlets", "title", "figures")
            print_rows(rows, form, shown)


def _copy_rows(archive: Archive, report: Report) -> Iterator[CopyRow]:
    figures: dict[str, str] = {}
    for pair in copies_in(archive, report.id):
        changed = [f"{old} → {new}" for change in pair.changes for old, new in change.figures]
        figures[pair.b if pair.a == report.id else pair.a] = "; ".join(changed)
    for carrier in report.carriers:
        yield CopyRow(
            report=report.id,
            carriers=len(report.carriers),
            article=carrier.article,
            relation=carrier.relation,
            published=carrier.published,
            outlets=" ← ".join(carrier.outlets),
            title=carrier.title,
            figures=figures.get(carrier.article, "") if carrier.article != report.id else "",
        )


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """A sentence that one article has otherwise than another with the same report."""

    before: str  #: key of the earlier article
    after: str
    figures: str
    said: str
    says: str


def _changed(archive: Archive, found: Sequence[Report]) -> Iterator[ChangedRow]:
    pairs = {(pair.a, pair.b): pair for report in found for pair in copies_in(archive, report.id)}
    for (a, b), pair in pairs.items():
        for change in pair.changes:
            figures = "; ".join(f"{old} → {new}" for old, new in change.figures)
            yield ChangedRow(a, b, figures, change.before, change.after)


# ── incidents and disputes ───────────────────────────────────────────────────────────────────────────────────────────

SHOWN = ("id", "day", "label", "articles", "sources", "deaths", "disputed")


@dataclass(frozen=True, slots=True)
class _Shown:
    """An incident with its toll as people write it."""

    id: str
    day: str
    label: str
    articles: int
    sources: int
    deaths: str
    disputed: str

    @classmethod
    def of(cls, row: Incident) -> _Shown:
        """Return the incident as it is shown."""
        low, best, high = row.dead_low, row.dead_best, row.dead_high
        deaths = "" if best is None else str(best) if low == high else f"{low} / {best} / {high}"
        return cls(row.id, row.day, row.label, row.articles, row.sources, deaths, row.disputed)


def _print_incidents(rows: Sequence[Incident], form: str) -> None:
    print_rows([_Shown.of(row) for row in rows] if form == "text" else rows, form, SHOWN)


@click.command()
@options.archive_argument
@question_options
@click.option(
    "--sources", type=click.IntRange(1), default=1, show_default=True, help="Told by so many independent ones."
)
@click.option("--same", nargs=2, metavar="EVENT EVENT", help="Decide that two events are one.")
@click.option("--apart", nargs=2, metavar="EVENT EVENT", help="Decide that two events are not one.")
@click.option("--undo", nargs=2, metavar="EVENT EVENT", help="Take such a decision back.")
@click.option("--decisions", "decided", is_flag=True, help="List what was decided.")
@click.option("--anew", is_flag=True, help="Compare everything anew, after tables were changed; decisions stay.")
@page_options("incident")
def incidents(
    archive: str,
    sources: int,
    same: tuple[str, str] | None,
    apart: tuple[str, str] | None,
    undo: tuple[str, str] | None,
    decided: bool,
    anew: bool,
    limit: int,
    after: str | None,
    form: str,
    **asked: Any,
) -> None:
    """List incidents: what several reports tell of, with how many independent sources, and what is disputed.

    Deaths are low / best / high. Two events that were joined wrongly can be kept apart, and others put together; that
    is kept, and holds whenever incidents are worked out anew.
    """
    with compared(archive) as opened:
        if anew:
            click.echo(f"compared {relink(opened)} articles anew", err=True)
        for pair, verdict in ((same, True), (apart, False), (undo, None)):
            if pair:
                decide(opened, *pair, verdict)
        if decided:
            print_rows([Decision(*d) for d in decisions(opened)], form, ("a", "b", "same"))
            return
        rows = find_incidents(opened, question(asked), sources=sources, limit=limit, after=after)
    _print_incidents(rows, form)


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person has decided of two events."""

    a: str
    b: str
    same: bool


@click.command()
@options.archive_argument
@question_options
@click.option("--in", "matter", type=click.Choice(MATTERS), help="Only where accounts contradict each other in this.")
@page_options("incident")
def disputes(archive: str, matter: Any, limit: int, after: str | None, form: str, **asked: Any) -> None:
    """List the incidents whose accounts contradict each other: whether it happened, who did it, how many it struck."""
    with compared(archive) as opened:
        rows = find_incidents(opened, question(asked), disputed=matter or True, limit=limit, after=after)
    _print_incidents(rows, form)


# ── accounts ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@click.command()
@options.archive_argument
@click.argument("incident")
@page_options("account")
def accounts(archive: str, incident: str, limit: int, after: str | None, form: str) -> None:
    """Show all accounts of INCIDENT (its id, or an event's) side by side: who says what, by way of whom, since when."""
    with compared(archive) as opened:
        dossier = find_incident(opened, incident)
    page = _page(dossier.comparison.accounts, limit, after)
    if form == "json":
        whole = asdict(dossier)
        whole["comparison"]["accounts"] = [asdict(account) for account in page]
        click.echo(msgspec.json.format(msgspec.json.encode(whole)).decode())
    elif form == "csv":
        print_rows([AccountRow.of(account) for account in page], form, ())
    else:
        _show(dossier, page)


def _page(found: Sequence[Account], limit: int, after: str | None) -> list[Account]:
    ids = [account.event for account in found]
    if after is not None and after not in ids:
        raise click.BadParameter(f"{after} is no account of this incident", param_hint="--after")
    first = ids.index(after) + 1 if after is not None else 0
    return list(found[first : first + limit])


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account as a table shows it."""

    event: str
    date: str | None
    speaker: str
    voices: str
    source: str
    outlets: str
    says: str  #: "certain", "denied", "possible, future"
    actors: str
    recipients: str
    dead: str
    injured: str
    place: str | None
    carried_by: int
    sure: bool
    score: float
    article: str
    quote: str

    @classmethod
    def of(cls, account: Account) -> AccountRow:
        """Return the row of an account."""
        surely = account.certainty if account.polarity == "+" else "denied"
        return cls(
            event=account.event,
            date=account.date,
            speaker=account.speaker,
            voices=" ← ".join(reversed(account.voices)),
            source=account.source,
            outlets=" ← ".join(account.outlets),
            says=surely if account.tense == "past" else f"{surely}, {account.tense}",
            actors="; ".join(account.actors),
            recipients="; ".join(account.recipients),
            dead=written(account.dead) if account.dead else "",
            injured=written(account.injured) if account.injured else "",
            place=account.place,
            carried_by=len(account.carried_by),
            sure=account.sure,
            score=account.score,
            article=account.article,
            quote=account.quote,
        )


def _show(dossier: Dossier, page: Sequence[Account]) -> None:
    found, compared_ = dossier.incident, dossier.comparison
    click.echo(f"{found.label} · {found.day or 'undated'} · {found.id}")
    many = f"{_count(found.articles, 'article')}, {_count(found.sources, 'independent source')}"
    click.echo(f"{many} · {'disputed: ' + found.disputed if found.disputed else 'undisputed'}")
    rows = [AccountRow.of(account) for account in page]
    shown = ("date", "speaker", "says", "actors", "dead", "injured", "outlets", "carried_by", "sure", "quote")
    print_rows(rows, "text", shown)
    for line in (*_standings(compared_.standings), *_tolls(dossier), *_changes(dossier), *_perhaps(dossier)):
        click.echo(line)


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _standings(standings: Standings) -> Iterator[str]:
    named = {
        "asserted by": standings.asserted_by,
        "denied by": standings.denied_by,
        "unknown to": standings.unknown_to,
        "the outlets' own word": standings.outlets_own,
    }
    for name, voices in named.items():
        if voices:
            yield f"{name}: " + "; ".join(_voice(voice) for voice in voices)
    if standings.only_outlets_own:
        yield "nobody but the outlets says so"


def _voice(voice: Voice) -> str:
    via = [source for source in voice.sources if source.casefold() != voice.name.casefold()]
    return f"{voice.name} (by way of {', '.join(via)})" if via else voice.name


def _tolls(dossier: Dossier) -> Iterator[str]:
    for toll in dossier.comparison.tolls:
        figures = {"low": toll.low, "best": toll.best, "high": toll.high}
        yield f"{toll.kind}: " + " · ".join(f"{name} {_figure(figure)}" for name, figure in figures.items())


def _figure(figure: Figure) -> str:
    return f"{figure.value} ({figure.speaker}, {figure.date or 'undated'})"


def _changes(dossier: Dossier) -> Iterator[str]:
    by_event = {event: a for a in dossier.comparison.accounts for event in a.events}
    for clash in dossier.comparison.contradictions:
        yield f"contradiction in {clash.matter}: {by_event[clash.one].speaker} / {by_event[clash.other].speaker}"
    for shift in dossier.comparison.shifts:
        yield f"{shift.date}: {shift.speaker} changes {shift.matter} from {shift.before} to {shift.after}"
    for revision in dossier.revisions:
        figures = [f"{old} → {new}" for change in revision.changes for old, new in change.figures]
        told = f"{_count(len(revision.changes), 'sentence')} changed" + (f" ({'; '.join(figures)})" if figures else "")
        yield f"{revision.date or 'undated'}: later version {revision.after} of {revision.before}, {told}"


def _perhaps(dossier: Dossier) -> Iterator[str]:
    for near in dossier.perhaps:
        yield f"perhaps the same ({near.score:.2f}): {near.incident} {near.label} [{near.event} ~ {near.other}]"


# ── sources ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@click.command()
@options.archive_argument
@click.option("--kind", type=click.Choice(["voice", "source"]), help="Who is quoted, or who reports; both by default.")
@click.option("--name", help="A part of the name.")
@click.option("--since", metavar="YYYY-MM-DD", help="Incidents of that day or later.")
@click.option("--until", metavar="YYYY-MM-DD", help="Incidents of that day or earlier.")
@page_options("record (kind:name)")
def sources(archive: str, limit: int, after: str | None, form: str, **asked: Any) -> None:
    """Count how often voices and sources stand alone, are contradicted, or are confirmed later by others.

    Copies count once. These are counts of accounts, and say nothing of who is right.
    """
    with compared(archive) as opened:
        rows = count_sources(opened, limit=limit, after=after, **asked)
    shown = ("kind", "name", "country", "incidents", "reports", "alone", "contradicted", "confirmed", "denies")
    print_rows(rows, form, shown)

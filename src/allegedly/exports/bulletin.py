"""The bulletin: a digest that a monitoring desk can send.

What happened or is said to have happened, who says what of it, what is disputed, which sources say so since when; and
one click from each claim to the words it was read from.

The page is complete in itself: it fetches nothing, runs nothing, and article text enters it only as escaped text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from importlib import resources

from allegedly.archive import Archive, Dossier, Incident, Question, incident, incidents
from allegedly.archive.accounts import Account, Figure, Range, Shift, Voice, written
from allegedly.archive.rows import event_id
from allegedly.archive.sentences import sentence_at
from allegedly.errors import AllegedlyError
from allegedly.exports import phrases
from allegedly.records import Article, Event, Span

_CODES = re.compile(r"[A-Z]{3}(?:[ /:][A-Z]{3})*")
_WEB = re.compile(r"https?://[^\s\"'<>]+")

#: What accounts may contradict each other in, as people ask it.
MATTERS = {
    "polarity": "whether it happened",
    "actor": "who did it",
    "dead": "how many died",
    "injured": "how many were hurt",
}


@dataclass(frozen=True, slots=True)
class Bulletin:
    """What a bulletin tells: incidents with all their accounts, and the articles that they are in."""

    about: tuple[str, ...]
    since: str | None
    until: str | None
    dossiers: tuple[Dossier, ...]  #: the disputed first, then those with most independent sources
    found: int  #: incidents that there are, of which the bulletin may tell only some
    articles: dict[str, Article]  #: by key


def compile_bulletin(
    archive: Archive, *, about: Sequence[str] = (), since: str | None = None, until: str | None = None, limit: int = 50
) -> Bulletin:
    """Return the bulletin of a time, about anything or what ``about`` names; the archive must be compared (``link``).

    Each of ``about`` is a country with or without sectors ("SYR", "RUS MIL"), which acts, is acted on or is the place,
    or words: a part of such a name, or what the event's sentence says. An incident that one of them fits is in.
    """
    there = {found.id: found for asked in questions(about, since, until) for found in incidents(archive, asked)}
    first = sorted(there.values(), key=_weight)
    dossiers = tuple(incident(archive, found.id) for found in first[:limit])
    keys = {account.article for dossier in dossiers for account in dossier.comparison.accounts}
    articles = {key: archive.article(key) for key in sorted(keys)}
    return Bulletin(tuple(about), since, until, dossiers, len(first), articles)


def questions(about: Sequence[str], since: str | None, until: str | None) -> Iterator[Question]:
    """Yield the questions whose answers, taken together, are what the bulletin is about."""
    if not about:
        yield Question(since=since, until=until)
    for name in about:
        yield Question(actor=name, since=since, until=until)
        yield Question(recipient=name, since=since, until=until)
        if not _CODES.fullmatch(name):
            yield Question(place=name, since=since, until=until)
            yield Question(text=name, since=since, until=until)
        elif " " not in name:
            yield Question(country=name, since=since, until=until)


def _weight(found: Incident) -> tuple[bool, int, str, str]:
    return not found.disputed, -found.sources, found.day, found.id


# ── the page ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def page(bulletin: Bulletin) -> str:
    """Return the bulletin as one HTML page."""
    style = resources.files("allegedly.exports").joinpath("assets", "bulletin.css").read_text(encoding="utf-8")
    title = heading(bulletin)
    policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    parts = [_head(bulletin), _overview(bulletin), *(_incident(d) for d in bulletin.dossiers), _words(bulletin)]
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n"
        + "\n".join(part for part in parts if part)
        + "\n</body>\n</html>\n"
    )


def pdf(bulletin: Bulletin) -> bytes:
    """Return the bulletin as PDF, its links intact. Raises AllegedlyError U04 where WeasyPrint cannot be used."""
    try:
        from weasyprint import HTML
    except (ImportError, OSError) as missing:  # OSError: the package is there, the Pango library is not
        raise AllegedlyError("U04", "pdf", "pip install 'allegedly[pdf]', and Pango from your system") from missing
    return bytes(HTML(string=page(bulletin), url_fetcher=_refuse).write_pdf())


def _refuse(url: str, **_: object) -> dict[str, object]:
    """Fetch nothing: the page needs nothing from elsewhere, and text from the news must not make us ask for it."""
    raise ValueError(f"the bulletin fetches nothing, not {url}")


def heading(bulletin: Bulletin) -> str:
    """Return what the bulletin is about and of which time: "Bulletin: SYR, Gao · 2017-10-10 to 2017-10-12"."""
    about = ", ".join(bulletin.about)
    days = " to ".join(dict.fromkeys(day for day in (bulletin.since, bulletin.until) if day))
    time = f"since {days}" if bulletin.since and not bulletin.until else days
    return " · ".join(part for part in (f"Bulletin: {about}" if about else "Bulletin", time) if part)


def _head(bulletin: Bulletin) -> str:
    disputed = sum(bool(d.incident.disputed) for d in bulletin.dossiers)
    sources = {account.source for d in bulletin.dossiers for account in d.comparison.accounts}
    told = [
        _count(len(bulletin.dossiers), "incident"),
        f"{disputed} disputed",
        _count(len(bulletin.articles), "article"),
        _count(len(sources), "source"),
    ]
    left = bulletin.found - len(bulletin.dossiers)
    more = f'<p class="note">{_count(left, "more incident")} left out for length.</p>' if left > 0 else ""
    note = (
        '<p class="note">What follows is what is reported, and on whose word; none of it was checked. Copies of one '
        "report count as one source. Every account links to the words it was read from.</p>"
    )
    return f"<header><h1>{escape(heading(bulletin))}</h1><p>{' · '.join(told)}</p>{note}{more}</header>"


def _overview(bulletin: Bulletin) -> str:
    if not bulletin.dossiers:
        return "<p>Nothing is reported.</p>"
    rows = [
        [
            _link(f"i-{d.incident.id}", d.incident.label),
            escape(d.incident.day or "undated"),
            escape(_place(d.incident)),
            str(d.incident.sources),
            escape(_deaths(d.incident)),
            escape(_disputed(d.incident)),
        ]
        for d in bulletin.dossiers
    ]
    heads = ("incident", "day", "place", "independent sources", "dead: low / best / high", "disputed")
    return "<nav>" + _table("What is reported", heads, rows) + "</nav>"


def _incident(dossier: Dossier) -> str:
    found, compared = dossier.incident, dossier.comparison
    facts = [found.day or "undated", _place(found), f"{_count(found.sources, 'independent source')}", found.id]
    by_event = {event: account for account in compared.accounts for event in account.events}
    lines = [
        *_standings(dossier),
        *(_toll(toll) for toll in compared.tolls),
        *(_shift(shift) for shift in compared.shifts),
    ]
    disputes = [
        f"<li><b>Disputed, {MATTERS[c.matter]}:</b> {_side(by_event[c.one])} — {_side(by_event[c.other])}</li>"
        for c in compared.contradictions
    ]
    told = "".join([*disputes, *(f"<li>{line}</li>" for line in lines)])
    classed = "incident disputed" if found.disputed else "incident"
    return (
        f'<section class="{classed}" id="i-{escape(found.id)}">\n<h2>{escape(found.label)}</h2>\n'
        f'<p class="facts">{escape(" · ".join(f for f in facts if f))}</p>\n<ul>{told}</ul>\n'
        f"{_accounts(compared.accounts)}</section>"
    )


def _standings(dossier: Dossier) -> Iterator[str]:
    """Yield who says that it happened, who that it did not, who leaves it open."""
    standings = dossier.comparison.standings
    named = {
        "Asserted by": standings.asserted_by,
        "Denied by": standings.denied_by,
        "Left open by": standings.unknown_to,
        "On the outlets' own word": standings.outlets_own,
    }
    for name, voices in named.items():
        if voices:
            yield f"{name}: {escape('; '.join(_voice(v) for v in voices))}"
    if standings.only_outlets_own:
        yield "Nobody but the outlets says so."


def _voice(voice: Voice) -> str:
    """Return "Mali's army (2 reports, since 2013-03-02)"."""
    since = f", since {voice.since}" if voice.since else ""
    return f"{voice.name} ({_count(voice.reports, 'report')}{since})"


def _toll(toll: Range) -> str:
    told = (f"{name} {_figure(getattr(toll, name))}" for name in ("low", "best", "high"))
    return escape(f"{toll.kind.capitalize()}: {', '.join(told)}")


def _figure(figure: Figure) -> str:
    return f"{figure.value} ({figure.speaker})"


def _shift(shift: Shift) -> str:
    said = {"+": "it happened", "-": "it did not happen"}
    before, after = (said.get(words, words) for words in (shift.before, shift.after))
    return escape(f"Changed on {shift.date or 'an unknown day'}, {shift.speaker}, {shift.matter}: {before} → {after}")


def _side(account: Account) -> str:
    toll = "".join(f", {written(t)} {kind}" for t, kind in _tolls(account))
    actors = f", by {', '.join(account.actors)}" if account.actors else ""
    return f"{_link(_anchor(account.event), account.speaker)}: {escape(said(account) + actors + toll)}"


def _accounts(accounts: Iterable[Account]) -> str:
    rows = [
        [
            escape(account.date or "undated"),
            escape(account.speaker),
            escape(said(account)),
            escape(", ".join(f"{written(t)} {kind}" for t, kind in _tolls(account))),
            escape(_way(account)),
            _link(_anchor(account.event), _short(account.quote)),
        ]
        for account in accounts
    ]
    return _table("Who says what", ("reported", "on whose word", "says", "toll", "by way of", "words"), rows)


def said(account: Account) -> str:
    """Return what the speaker does with the event: "asserts", "denies", "leaves open", "says possibly, future"."""
    if account.certainty == "certain":
        words = ("asserts" if account.voices else "reports") if account.polarity == "+" else "denies"
    elif account.certainty == "unknown":
        words = "leaves open"
    else:
        surely = {"probable": "says probably", "possible": "says possibly"}[account.certainty]
        words = surely if account.polarity == "+" else f"{surely} not"
    told = words if account.tense == "past" else f"{words}, {account.tense}"
    return told if account.sure else f"{told}; perhaps of another incident"


def _tolls(account: Account) -> list[tuple[tuple[int, int | None], str]]:
    return [(t, kind) for t, kind in ((account.dead, "dead"), (account.injured, "injured")) if t is not None]


def _way(account: Account) -> str:
    """Return the chain of outlets, and how many articles carry it beside the first."""
    others = len(account.carried_by) - 1
    return " ← ".join(account.outlets or (account.source,)) + (
        f" and {_count(others, 'copy', 'copies')}" if others else ""
    )


# ── the words ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _words(bulletin: Bulletin) -> str:
    """Return the articles as sources, each with the passages that accounts were read from."""
    needed: dict[str, list[str]] = {key: [] for key in bulletin.articles}
    for dossier in bulletin.dossiers:
        for account in dossier.comparison.accounts:
            needed[account.article].append(account.event)
    ordered = sorted(bulletin.articles.items(), key=lambda pair: (pair[1].published or "9", pair[0]))
    parts = "\n".join(_article(key, article, needed[key]) for key, article in ordered)
    return f'<section class="words"><h2>Sources and their words</h2>\n{parts}</section>' if parts else ""


def _article(key: str, article: Article, needed: list[str]) -> str:
    facts = " · ".join(f for f in (article.published or "undated", phrases.chain(article), key) if f)
    where = article.url or ""
    url = f'<a href="{escape(where)}" rel="noreferrer noopener">{escape(where)}</a>' if _WEB.fullmatch(where) else ""
    events = {event_id(key, event.id): event for event in article.events}
    passages = [_passage(name, events[name], article) for name in dict.fromkeys(needed) if name in events]
    return (
        f"<article><h3>{escape(article.title or 'Untitled')}</h3>"
        f'<p class="facts">{escape(facts)} {url}</p>\n{"".join(passages)}</article>'
    )


def _passage(name: str, event: Event, article: Article) -> str:
    """Return the sentence with the event's trigger marked in it."""
    sentence, trigger = sentence_at(article, event.trigger), event.trigger
    end = min(trigger.end, sentence.end)
    pieces = [Span(sentence.start, trigger.start), Span(trigger.start, end), Span(end, sentence.end)]
    before, marked, after = (escape(" ".join(_spaced(piece.of(article.text)))) for piece in pieces)
    return f'<blockquote id="{_anchor(name)}">{before}<mark>{marked}</mark>{after}</blockquote>\n'


def _spaced(words: str) -> list[str]:
    """Return the words with their outer blanks kept as empty strings, so that joining them gives single spaces."""
    return re.split(r"\s+", words)


# ── small parts ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _anchor(event: str) -> str:
    return f"w-{escape(event)}"


def _link(to: str, words: str) -> str:
    return f'<a href="#{escape(to)}">{escape(words)}</a>'


def _table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table whose cells are markup already."""
    head = "".join(f'<th scope="col">{escape(h)}</th>' for h in heads)
    body = "\n".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>\n{body}\n</tbody></table>"


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number} {one if number == 1 else many or f'{one}s'}"


def _place(found: Incident) -> str:
    return ", ".join(part for part in (found.place, found.place_country) if part)


def _deaths(found: Incident) -> str:
    figures = (found.dead_low, found.dead_best, found.dead_high)
    return "" if found.dead_best is None else " / ".join("?" if f is None else str(f) for f in figures)


def _disputed(found: Incident) -> str:
    return ", ".join(MATTERS.get(matter, matter) for matter in found.disputed.split())


def _short(quote: str, most: int = 160) -> str:
    return quote if len(quote) <= most else f"{quote[: most - 1].rstrip()}…"

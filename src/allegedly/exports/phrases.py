"""Records in the words that people read: one place for how a party, a voice or a date is put."""

from __future__ import annotations

from allegedly.records import Article, Count, Event, Interval, Party, Statement


def party(value: Party) -> str:
    """Return "Claire Vasseur (FRA MIL)"; "unnamed (FRA)" for somebody of France, "unnamed" where nothing is known."""
    codes = " ".join([*([value.country] if value.country else []), *value.sectors])
    name = value.name or "unnamed"
    return f"{name} ({codes})" if codes else name


def parties(values: tuple[Party, ...]) -> str:
    """Return the parties in a row; "—" where there are none."""
    return " + ".join(party(p) for p in values) or "—"


def voice(event: Event, article: Article) -> str:
    """Return the chain of speakers, outermost first; "the article" where it speaks itself."""
    by_id = {s.id: s for s in article.statements}
    return (
        " ← ".join(by_id[v].source.name or "unnamed source" for v in reversed(event.voice) if v in by_id)
        or "the article"
    )


def certainty(event: Event) -> str:
    """Return how surely it is said: "certain", "denied", "possible, future"."""
    surely = {"+": event.certainty, "-": "denied" if event.certainty == "certain" else f"{event.certainty} not"}
    words = surely[event.polarity]
    return words if event.tense == "past" else f"{words}, {event.tense}"


def interval(value: Interval | None) -> str:
    """Return "2017-10-10" or "2017-09-01/2017-09-30"; an open end is ".."."""
    if value is None:
        return "—"
    start, end = value.start or "..", value.end or ".."
    return start if start == end else f"{start}/{end}"


def place(event: Event) -> str:
    """Return the place with its country."""
    if event.place is None:
        return "—"
    return f"{event.place.name}, {event.place.country}" if event.place.country else event.place.name


def kind(event: Event) -> str:
    """Return type and mode: "ASSAULT/heavy-weapons"."""
    return f"{event.type}/{event.mode}" if event.mode else event.type


def count(value: Count | None) -> str:
    """Return "4", "4–6" or "4+"."""
    if value is None:
        return ""
    if value.max is None:
        return f"{value.min}+"
    return str(value.min) if value.min == value.max else f"{value.min}–{value.max}"


def toll(event: Event) -> str:
    """Return "4 dead, 12+ injured"; empty where there is no toll."""
    parts = [(event.dead, "dead"), (event.injured, "injured")]
    return ", ".join(f"{count(value)} {word}" for value, word in parts if value)


def chain(article: Article) -> str:
    """Return the outlets, whoever passed the report on first: "AVİM ← CNBC ← Reuters"."""
    return " ← ".join(article.outlets)


def said(statement: Statement, article: Article) -> str:
    """Return what is said, interruptions shown by " … "."""
    return " … ".join(" ".join(span.of(article.text).split()) for span in statement.content)

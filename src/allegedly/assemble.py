"""Drafts made into records: ids given in the order of the text, tokens turned into characters, parties resolved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from spacy.tokens import Span as Stretch

from allegedly.actors import Cast
from allegedly.drafts import CountDraft, EventDraft, Reason, StatementDraft
from allegedly.events import PLOVER
from allegedly.language import Parsed
from allegedly.places import Atlas
from allegedly.records import Article, Count, Event, Interval, Party, Place, Span, Statement
from allegedly.times import Calendar

NOBODY = Party(span=None, name=None, country=None)
FORCE = frozenset({"ASSAULT", "MOBILIZE"})


@dataclass(frozen=True, slots=True)
class Drafts:
    """The drafts of one article, with the parse that their tokens count in."""

    parsed: Parsed
    statements: list[StatementDraft]
    events: list[EventDraft]


def article(
    drafts: Drafts, cast: Cast, atlas: Atlas | None, calendar: Calendar | None, *, coder: str
) -> tuple[Article, dict[str, tuple[Reason, ...]]]:
    """Return the article with its records, and the reasons for each by id."""
    order = _order_of_statements(drafts)
    ids = {old: f"s{new}" for new, old in enumerate(order, 1)}
    statements = tuple(_statement(drafts, ids, old, cast) for old in order)
    events, reasons = [], {ids[old]: tuple(drafts.statements[old].reasons) for old in order}
    for number, draft in enumerate(_events_in_order(drafts), 1):
        place = atlas.place_of(draft) if atlas else None
        time = calendar.time_of(draft) if calendar else None
        event = _event(f"e{number}", draft, drafts.parsed, ids, cast, place, time)
        events.append(event)
        reasons[event.id] = tuple(_reasons(draft, cast, event))
    coded = replace(drafts.parsed.article, statements=statements, events=tuple(events), coder=coder)
    return coded, reasons


def mark(drafts: Drafts) -> None:
    """Mark the statements' contents and the events' triggers in the spaCy Doc, under the ids of the records."""
    doc, order = drafts.parsed.doc, _order_of_statements(drafts)
    contents = [(n, d.act, t) for n, d in enumerate((drafts.statements[i] for i in order), 1) for t in d.content]
    doc.spans["statements"] = [Stretch(doc, *t, label=act, span_id=f"s{n}") for n, act, t in contents]
    triggers = enumerate(_events_in_order(drafts), 1)
    doc.spans["events"] = [Stretch(doc, *d.trigger, label=d.type, span_id=f"e{n}") for n, d in triggers]


def _order_of_statements(drafts: Drafts) -> list[int]:
    return sorted(range(len(drafts.statements)), key=lambda n: _place_in_text(drafts.statements[n]))


def _events_in_order(drafts: Drafts) -> list[EventDraft]:
    return sorted(drafts.events, key=lambda e: (e.trigger, e.type))


def _place_in_text(draft: StatementDraft) -> tuple[int, int]:
    marks = [t.start for t in (draft.cue, *draft.content) if t is not None]
    return min(marks), -max(t.end for t in draft.content)


def _statement(drafts: Drafts, ids: dict[int, str], number: int, cast: Cast) -> Statement:
    draft, parsed = drafts.statements[number], drafts.parsed
    source = cast.party(draft.source) if draft.source is not None else NOBODY
    return Statement(
        id=ids[number],
        source=replace(source, span=None) if draft.implied else source,
        cue=parsed.span(draft.cue) if draft.cue is not None else None,
        content=tuple(_merged(span for tokens in draft.content for span in parsed.spans(tokens))),
        kind=draft.kind,
        act=draft.act,
        within=ids[draft.within] if draft.within is not None else None,
    )


def _merged(spans: Iterator[Span]) -> Iterator[Span]:
    """Yield the spans in order, each character once."""
    end = 0
    for span in sorted(spans):
        if span.end > end:
            yield Span(max(span.start, end), span.end)
            end = span.end


def _event(
    identity: str,
    draft: EventDraft,
    parsed: Parsed,
    ids: dict[int, str],
    cast: Cast,
    place: Place | None,
    time: Interval | None,
) -> Event:
    return Event(
        id=identity,
        trigger=parsed.span(draft.trigger),
        type=draft.type,
        mode=draft.mode,
        contexts=draft.contexts,
        quad=PLOVER.quad(draft.type),
        cameo=draft.cameo,
        actors=_parties("actors", draft, cast),
        recipients=_parties("recipients", draft, cast),
        voice=tuple(ids[n] for n in draft.voice),
        certainty=draft.certainty,
        polarity=draft.polarity,
        tense=draft.tense,
        place=place,
        time=time,
        dead=_count(draft.dead, parsed),
        injured=_count(draft.injured, parsed),
        confidence=round(draft.confidence, 3),
    )


def _parties(role: str, draft: EventDraft, cast: Cast) -> tuple[Party, ...]:
    """Resolve each mention, compounds split, nobody twice; somebody of whom only the country is known has no name."""
    found: dict[tuple[object, ...], Party] = {}
    for mention in getattr(draft, role):
        for party in cast.parties(mention, force=draft.type in FORCE):
            found.setdefault((party.name, party.country, party.sectors), party)
    if not found and role in draft.countries:
        return (Party(span=None, name=None, country=draft.countries[role], sectors=("UNK",)),)
    return tuple(found.values())


def _count(draft: CountDraft | None, parsed: Parsed) -> Count | None:
    return Count(span=parsed.span(draft.words), min=draft.min, max=draft.max) if draft else None


def _reasons(draft: EventDraft, cast: Cast, event: Event) -> Iterator[Reason]:
    yield from draft.reasons
    for role, mentions in (("actors", draft.actors), ("recipients", draft.recipients)):
        for mention in mentions:
            for reason in cast.explain(mention):
                yield reason._replace(field=f"{role}.{reason.field}")
    if event.place:
        yield Reason("place", "gazetteer", None, f"{event.place.name}, score {event.place.score}")
    if event.time:
        yield Reason("time", event.time.rule or "date of the report", None, f"{event.time.start}/{event.time.end}")

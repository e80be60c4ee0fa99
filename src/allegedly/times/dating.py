"""The time of each event, chosen among all days that the article names, the day of the report, or none.

The rules of ``calendar.py`` have their say first: how words of time hang on the trigger, what was dated before. Their
answer, where else each time stands (``standing.py``), what kind of day it is and which other events it surely dates are
what speaks for a time; ``dating.tsv`` weighs it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from allegedly.drafts import EventDraft
from allegedly.language import Parsed
from allegedly.records import Interval
from allegedly.times.spells import Spell
from allegedly.times.standing import Days, Standing

#: Types of acts that are alike in how they are dated.
GROUPS = {
    **dict.fromkeys(("ASSAULT", "PROTEST", "MOBILIZE"), "force"),
    **dict.fromkeys(("COERCE", "RETREAT", "SANCTION", "AID", "COOPERATE"), "deed"),
}

#: The rules whose answer an event's own words give.
SURE = ("own", "clause")

_THE = frozenset({"the", "this", "these", "that", "those"})
_RECENT = (0, 1, 3, 7, 14, 60, 400)


@dataclass(slots=True)
class Told:
    """An event with the time that the rules give it."""

    event: EventDraft
    time: Interval | None

    @property
    def rule(self) -> str:
        """Return the first word of the rule."""
        return self.time.rule.split(":")[0] if self.time and self.time.rule else "none"

    @property
    def days(self) -> Days | None:
        """Return the first and last day."""
        return (self.time.start, self.time.end) if self.time else None


@dataclass(slots=True)
class Option:
    """A time that an event may have; None for no time."""

    days: Days | None
    spells: list[Spell] = field(default_factory=list)
    features: set[str] = field(default_factory=set)


class Evidence:
    """What speaks for the times of one article."""

    def __init__(
        self,
        parsed: Parsed,
        published: str | None,
        spells: Sequence[Spell],
        lead: Spell | None,
        standing: Standing,
    ) -> None:
        self.parsed = parsed
        self.standing = standing
        self.published = published
        self.spells = spells
        self.lead = (lead.start, lead.end) if lead else None

    def options(self, told: Told, others: Sequence[Told], fits: Sequence[Spell]) -> list[Option]:
        """Return the times that the event may have, None first, with what speaks for each."""
        found: dict[Days | None, Option] = {None: Option(None)}
        for spell in fits:
            found.setdefault((spell.start, spell.end), Option((spell.start, spell.end))).spells.append(spell)
        if self.published:
            found.setdefault((self.published, self.published), Option((self.published, self.published)))
        for other in (told, *others):
            if other.days and other.time and (other is told or other.rule in SURE):
                found.setdefault(other.days, Option(other.days))
        for option in found.values():
            option.features = set(
                self._of_time(option, option.days, told, others) if option.days else self._of_none(told)
            )
        return list(found.values())

    def _of_none(self, told: Told) -> Iterator[str]:
        event = told.event
        head = self.parsed.doc[event.head]
        yield "none"
        yield f"none {event.type}"
        yield f"none {event.type}/{event.mode}"
        yield f"none rule {told.rule}"
        for name in self._manner(event):
            yield f"none {name}"
        yield f"none word {head.lemma_.lower()}"

    def _manner(self, event: EventDraft) -> Iterator[str]:
        head = self.parsed.doc[event.head]
        yield event.tense
        yield event.certainty
        if event.polarity == "-":
            yield "denied"
        yield f"{len(event.voice)} voices"
        yield head.tag_
        if head.pos_ == "NOUN":
            if any(child.lower_ in _THE for child in head.lefts):
                yield "the noun"
            yield head.dep_
        helpers = sorted(c.lower_ for c in head.children if c.dep_ in ("aux", "auxpass"))
        yield f"helpers {' '.join(helpers)}"
        if any(token.dep_ in ("relcl", "acl", "advcl") for token in (head, *head.ancestors)):
            yield "in a side clause"
        paragraph = self.parsed.paragraph_index(event.head)
        yield f"paragraph {min(paragraph, 4)}"

    def _of_time(self, option: Option, days: Days, told: Told, others: Sequence[Told]) -> Iterator[str]:
        event = told.event
        if days == told.days:
            yield "rule"
            yield f"rule {told.rule}"
        else:
            yield f"against rule {told.rule}"
        if days == (self.published, self.published):
            yield "report"
            for name in self._manner(event):
                yield f"report {name}"
            yield "report is the lead" if days == self.lead else "report has a lead beside" if self.lead else "no lead"
        if days == self.lead:
            yield "lead"
        if days in ((self.published, self.published), self.lead):
            yield f"{'report' if days != self.lead else 'lead'}; {self._frame}"
        yield from self._length(days)
        yield from self._nature(days, told)
        yield from self.standing.of(days, option.spells, event)
        yield from self._company(days, told, others)

    @cached_property
    def _frame(self) -> str:
        """How the article stands to its dates: whether it names the day of the report, and how far back it opens."""
        today = (self.published, self.published)
        named = any((s.start, s.end) == today for s in self.spells)
        back = "no lead"
        if self.lead and self.lead[0] and self.published:
            days = (date.fromisoformat(self.published) - date.fromisoformat(self.lead[0])).days
            back = "lead today" if days == 0 else "lead yesterday" if days == 1 else "lead earlier"
        return f"{back}, today {'named' if named else 'not named'}"

    def _length(self, days: Days) -> Iterator[str]:
        if days[0] != days[1]:
            yield "longer than a day"
        if self.published and days[0]:
            back = (date.fromisoformat(self.published) - date.fromisoformat(days[0])).days
            yield from (f"more than {step} days back" for step in _RECENT if back > step)
            if back < 0:
                yield "to come"

    def _nature(self, days: Days, told: Told) -> Iterator[str]:
        """Tell what kind of day this is, for an event of this kind."""
        kind, event = self.standing.kind(days), told.event
        group = GROUPS.get(event.type, "word")
        yield kind
        yield f"{kind}: {group} {event.tense}"
        yield f"{kind}: {group} {'told' if event.voice else 'own'}"
        yield f"{kind}, rule {told.rule}"
        if days == told.days:
            yield f"rule {told.rule}: {group}"
            yield f"rule {told.rule}: {event.tense}"
            yield f"rule {told.rule}: {kind}"

    def _company(self, days: Days, told: Told, others: Sequence[Told]) -> Iterator[str]:
        event = told.event
        sure = [other for other in others if other.rule in SURE]
        there = [other for other in sure if other.days == days]
        if not there:
            return
        yield "an event is then"
        if len(there) * 2 > len(sure):
            yield "most events are then"
        lemma = self.parsed.doc[event.head].lemma_
        if any(self.parsed.doc[other.event.head].lemma_ == lemma for other in there):
            yield "one of its word is then"
        alike = [other for other in sure if other.event.type == event.type]
        if any(other.event.type == event.type for other in there):
            yield "one of its type is then"
            if len(alike) == sum(other.days == days for other in alike):
                yield "all of its type are then"
        mine = self._words(event)
        if mine and any(mine & self._words(other.event) for other in there):
            yield "one of its actors is then"
            same = [other for other in sure if mine & self._words(other.event)]
            if all(other.days == days for other in same):
                yield "all of its actors are then"
        before = [other for other in sure if other.event.trigger < event.trigger]
        if before and before[-1].days == days:
            yield "the event before is then"
        number = self.parsed.sentence_index(event.head)
        if any(self.parsed.sentence_index(other.event.head) == number for other in there):
            yield "an event of the sentence is then"

    def _words(self, event: EventDraft) -> set[str]:
        return {t.lower_ for span in event.actors for t in self.parsed[span] if t.pos_ in ("PROPN", "NOUN")}

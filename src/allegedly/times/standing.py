"""How a time stands to an event: by which way its words hang on the trigger, how near they are, what was named last.

The days that are no further back than the news goes are told apart from those of the past: an article that names one
such day is likely to be about it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple, Protocol

from allegedly.drafts import EventDraft
from allegedly.language import Parsed
from allegedly.times.spells import Spell

Days = tuple[str | None, str | None]

#: The steps on which costs, words and sentences between a time and an event are told apart.
_COSTS, _WORDS, _SENTENCES = (0, 1, 3, 7), (1, 3, 6, 12, 20), (1, 2, 4)

#: So many days back a day is still near.
_NEAR = 7


class Link(NamedTuple):
    """How far words of time are from a trigger, and by which way."""

    cost: int
    distance: int
    rule: str
    spell: Spell
    exactness: int  #: of two times as near the more exact counts: 0 for a day

    @property
    def rank(self) -> tuple[int, int, int, int]:
        """The least comes first."""
        return self.cost, self.exactness, self.distance, self.spell.tokens.start


#: The times of an event's sentence, by the ``id`` of the spell; None where one belongs to something else.
Links = Mapping[int, Link | None]


class Linker(Protocol):
    """Returns how the times of an event's sentence hang together with it."""

    def __call__(self, event: EventDraft) -> Links:
        """Return the links of this event."""
        ...


class Standing:
    """What the places of time expressions in an article speak for."""

    def __init__(
        self,
        parsed: Parsed,
        published: str | None,
        spells: Sequence[Spell],
        recent: Sequence[Spell],
        events: Sequence[EventDraft],
        links: Linker,
    ) -> None:
        self.parsed = parsed
        self.today: Days | None = (published, published) if published else None
        self.spells = spells
        self.recent = Counter((spell.start, spell.end) for spell in recent)
        self.events = events
        self.links = links

    def kind(self, days: Days) -> str:
        """Return what kind of days these are, seen from the day of the report."""
        if days == self.today:
            return "today"
        if days[0] != days[1] or days[0] is None:
            return "span"
        if self.today is None or self.today[0] is None:
            return "day"
        back = (date.fromisoformat(self.today[0]) - date.fromisoformat(days[0])).days
        return "day ahead" if back < 0 else "yesterday" if back == 1 else "near day" if back <= _NEAR else "past day"

    def of(self, days: Days, named: Sequence[Spell], event: EventDraft) -> Iterator[str]:
        """Yield what speaks for these days, which the spells name, as the time of the event."""
        yield from self._in_sentence(days, named, event)
        yield from self._in_article(days, named, event)
        yield from self._among_recent(days)

    def _in_sentence(self, days: Days, named: Sequence[Spell], event: EventDraft) -> Iterator[str]:
        links = self.links(event)
        here = [spell for spell in named if id(spell) in links]
        if not here:
            if named:
                yield f"elsewhere: a {named[0].granularity}"
            if links:
                yield f"another is in the sentence: {self.kind(days)}, {'linked' if any(links.values()) else 'loose'}"
            return
        best = min(here, key=lambda spell: (_cost(links[id(spell)]), _apart(spell, event)))
        link = links[id(best)]
        yield f"in the sentence: {link.rule}" if link else "in the sentence: loose"
        if link:
            yield f"in the sentence: {link.rule}, cost {_step(link.cost, _COSTS)}"
        side = "after" if best.tokens.start >= event.trigger.end else "before"
        yield f"in the sentence: {side} by {_step(_gap(best, event), _WORDS)} words"
        yield f"in the sentence: a {best.granularity}"
        if _apart(best, event) == min(_apart(spell, event) for spell in self.spells if id(spell) in links):
            yield "in the sentence: the nearest"
            yield f"in the sentence: the nearest, {side}"
        if self._is_of_another(best, link, event):
            yield "in the sentence: another event's"
        if self._dates_the_telling(best, event):
            yield "in the sentence: of the telling"

    def _is_of_another(self, spell: Spell, link: Link | None, event: EventDraft) -> bool:
        """Tell whether the words hang on another event of the sentence by a shorter way."""
        number = self.parsed.sentence_index(event.head)
        others = (e for e in self.events if e is not event and self.parsed.sentence_index(e.head) == number)
        return any(_cost(self.links(other).get(id(spell))) < _cost(link) for other in others)

    def _dates_the_telling(self, spell: Spell, event: EventDraft) -> bool:
        """Tell whether the words hang on a clause above what is told: "said on Tuesday that rebels had burned"."""
        if not event.voice:
            return False
        above = (token for token in self.parsed[spell.tokens].root.ancestors if token.pos_ == "VERB")
        verb = next(above, None)
        head = self.parsed.doc[event.head]
        return any(token.dep_ == "ccomp" and token.head == verb for token in (head, *head.ancestors))

    def _in_article(self, days: Days, named: Sequence[Spell], event: EventDraft) -> Iterator[str]:
        if not named:
            yield "named nowhere"
        elif not any(spell.tokens.start < event.head for spell in named):
            yield "named first after"
        if len(named) > 1:
            yield "named again"
        kind = self.kind(days)
        paragraph = self.parsed.paragraph_index(event.head)
        beside = [spell for spell in self.spells if self.parsed.paragraph_index(spell.tokens.start) == paragraph]
        if not beside:
            yield f"no time in the paragraph: {kind}"
        elif (beside[0].start, beside[0].end) == days:
            yield f"the first of the paragraph: {kind}"
        if any((spell.start, spell.end) == days for spell in beside):
            yield "in the paragraph"
        before = [spell for spell in self.spells if spell.tokens.start < event.head]
        if before and (before[-1].start, before[-1].end) == days:
            back = self.parsed.sentence_index(event.head) - self.parsed.sentence_index(before[-1].tokens.start)
            yield "the last named"
            yield f"the last named: {kind}"
            yield f"the last named: {_step(back, (0, *_SENTENCES))} sentences back"
            if self.parsed.paragraph_index(before[-1].tokens.start) == paragraph:
                yield f"the last named, in the paragraph: {kind}"

    def _among_recent(self, days: Days) -> Iterator[str]:
        if days not in self.recent:
            if days == self.today:
                yield f"today is not named, recent days {_step(len(self.recent), (0, 1, 2, 3))}"
            return
        yield "recent"
        before = [day for day in self.recent if day != self.today]
        if len(self.recent) == 1:
            yield "the only recent day"
        if before == [days]:
            yield "the only recent day but today"
        if days == next(iter(self.recent)):
            yield "the first recent day"
        most = self.recent.most_common(2)
        if most[0][0] == days and (len(most) == 1 or most[1][1] < most[0][1]):
            yield "the most named recent day"


def _step(value: int, steps: Sequence[int]) -> str:
    return next((f"at most {step}" for step in steps if value <= step), "more")


def _cost(link: Link | None) -> int:
    return link.cost if link else 99


def _apart(spell: Spell, event: EventDraft) -> int:
    return abs(spell.tokens.start - event.head)


def _gap(spell: Spell, event: EventDraft) -> int:
    """Return how many words stand between."""
    return max(spell.tokens.start - event.trigger.end, event.trigger.start - spell.tokens.end, 0)

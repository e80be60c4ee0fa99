"""The time of each event: by words of its own, by its clause, by what the report is about.

    own        the words hang on the trigger: "was shot on Tuesday"
    clause     they hang on the verb that the trigger depends on: "on Tuesday … announced it would withdraw"
    restated   the same act was dated elsewhere in the article
    paragraph  the last day named before it in its paragraph
    lead       what happened on the day that the article opens with
    report     the news itself: the day of the report
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from spacy.tokens import Token

from allegedly.drafts import EventDraft
from allegedly.language import Parsed
from allegedly.records import Interval
from allegedly.times.spells import Spell, spells
from allegedly.times.tagger import TimeExpression, tag

#: Types that are done by speaking; deep in an article they are news of the day, where acts are of the day they report.
VERBAL = frozenset("AGREE CONSULT SUPPORT CONCEDE REQUEST ACCUSE REJECT THREATEN".split())

#: The paragraphs in which even words are of the day that the article opens with.
OPENING = 3

_VERBS = frozenset({"VERB", "AUX"})


class _Link(NamedTuple):
    """How far words of time are from a trigger, and by which way; the least comes first."""

    cost: int
    distance: int
    rule: str
    spell: Spell


class Calendar:
    """The times of one article."""

    def __init__(self, parsed: Parsed, tables: Sequence[Path] = ()) -> None:
        self._parsed = parsed
        self._published = (parsed.article.published or "")[:10] or None
        #: Every time expression, in characters of ``parsed.doc.text``.
        self.expressions: tuple[TimeExpression, ...] = tuple(
            tag(parsed.doc.text, self._published, doc=parsed.doc, tables=tables)
        )
        self._spells = spells(parsed.doc, self.expressions, self._published)
        self._lead = self._find_lead()
        self._acts = self._dated_acts()

    def time_of(self, event: EventDraft) -> Interval | None:
        """Return when the event happened; None where the article does not tell."""
        link = self._nearest(event)
        if link is not None:
            return self._interval(link.spell, link.rule)
        return self._undated(event)

    def _interval(self, spell: Spell, way: str) -> Interval:
        spans = self._parsed.spans(spell.tokens)
        span = spans[0] if spans else None
        return Interval(
            span=span, start=spell.start, end=spell.end, granularity=spell.granularity, rule=f"{way}: {spell.rule}"
        )

    def _nearest(self, event: EventDraft) -> _Link | None:
        sentence = self._parsed.sentence(event.head)
        near = [s for s in self._spells if sentence.start <= s.tokens.start < sentence.end]
        links = [link for spell in near if (link := self._link(event, spell)) is not None]
        return min(links, key=lambda link: (link.cost, link.distance, link.spell.tokens), default=None)

    def _link(self, event: EventDraft, spell: Spell) -> _Link | None:
        """Return how the words hang together with the trigger; None where they belong to something else."""
        head = self._parsed.doc[event.head]
        above = [head, *head.ancestors]
        root = self._parsed[spell.tokens].root
        way = [root, *root.ancestors]
        meet = next((token for token in way if token in above), None)
        if meet is None:
            return None
        verbs = sum(1 for token in way[1 : way.index(meet)] if token.pos_ in _VERBS)
        climbed = [token.dep_ for token in above[: above.index(meet)]]
        cost = _cost(event, verbs, climbed)
        if cost is None:
            return None
        distance = abs(spell.tokens.start - event.head)
        return _Link(cost, distance, "own" if not climbed else "clause", spell)

    def _undated(self, event: EventDraft) -> Interval | None:
        """Return the time of an event that no words date: that of the same act, of its paragraph, of the news."""
        act = self._acts.get(self._parsed.doc[event.head].lemma_)
        if act is not None and event.tense == "past" and event.certainty == "certain":
            return self._interval(act, "restated")
        if not self._is_news(event):
            return None
        day = self._day_in_paragraph(event.head)
        if day is not None:
            return self._interval(day, "paragraph")
        late = event.type in VERBAL and self._parsed.paragraph_index(event.head) >= OPENING
        if self._lead is not None and not late:
            return self._interval(self._lead, "lead")
        if self._published is None:
            return None
        return Interval(span=None, start=self._published, end=self._published, granularity="day", rule="report")

    def _is_news(self, event: EventDraft) -> bool:
        """Tell whether the article itself reports the event as done: no speech, no plan, no denial, no background."""
        if event.voice or event.certainty not in {"certain", "probable"} or event.polarity == "-":
            return False
        if event.tense == "future":
            return event.type in VERBAL and event.certainty == "certain"
        return not _in_pluperfect(self._parsed.doc[event.head])

    def _day_in_paragraph(self, token: int) -> Spell | None:
        paragraph = self._parsed.paragraph(token).tokens
        before = [s for s in self._spells if paragraph.start <= s.tokens.start < token and s.granularity == "day"]
        return before[-1] if before else None

    def _find_lead(self) -> Spell | None:
        """Return the first single day named in the first two paragraphs."""
        opening = [p.tokens.end for p in self._parsed.paragraphs[:2]]
        days = (s for s in self._spells if opening and s.tokens.end <= opening[-1] and s.granularity == "day")
        return next(days, None)

    def _dated_acts(self) -> dict[str, Spell]:
        """Return, by lemma, the first day on which words date each act directly."""
        acts: dict[str, Spell] = {}
        for spell in self._spells:
            act = _governor(self._parsed[spell.tokens].root)
            if spell.granularity == "day" and act is not None:
                acts.setdefault(act.lemma_, spell)
        return acts


#: Words that date a statement and not what it tells.
_SAYING = frozenset("say tell be have do make take go report add state write speak".split())

_CLAUSES = frozenset({"ccomp", "xcomp", "advcl", "relcl", "acl", "conj", "pcomp", "csubj"})


def _governor(token: Token) -> Token | None:
    """Return the verb or noun that the words hang on; None where that is a verb of saying or none."""
    while token.head != token:
        token = token.head
        if token.pos_ in {"VERB", "AUX"}:
            return None if token.lemma_ in _SAYING else token
    return None


def _cost(event: EventDraft, verbs: int, climbed: list[str]) -> int | None:
    """Return how far the time's clause is from the event; None where its time is not the event's."""
    crossed = [dep for dep in climbed if dep in _CLAUSES]
    if not climbed:
        return 0 if not verbs else 10 + verbs
    if verbs or len(crossed) > 1 or event.tense == "future" and event.certainty != "certain":
        return None
    allowed = _WITH_VOICE if event.voice else _WITHOUT_VOICE
    if not allowed.issuperset(crossed):
        return None
    return 1 + 2 * len(crossed)


#: Ways up to a clause whose time is the event's too. Through "ccomp" only for what is done by saying it ("said on Friday
#: that it would withdraw"): what others tell has its own time.
_WITHOUT_VOICE = frozenset({"conj", "advcl", "xcomp", "ccomp"})
_WITH_VOICE = frozenset({"conj"})


def _in_pluperfect(token: Token) -> bool:
    """Tell whether the clause is set before the story: "had been arrested"."""
    return any(child.lower_ in {"had", "'d", "’d"} and child.dep_ in {"aux", "auxpass"} for child in token.children)

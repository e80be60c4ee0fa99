"""The time of each event: by words of its own, by its clause, by what the report is about.

own        the words hang on the trigger: "was shot on Tuesday"
clause     they hang on the verb that the trigger depends on: "on Tuesday … announced it would withdraw"
restated   the same act was dated elsewhere in the article
paragraph  the last time named before it in its paragraph
lead       what happened on the day that the article opens with
report     the news itself: the day of the report
article    named elsewhere, and other events are of that day

The rules propose; what else speaks for a time is weighed in ``dating.py``, and may choose another or none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path

from spacy.tokens import Token

from allegedly import choosing
from allegedly.drafts import EventDraft
from allegedly.language import Parsed
from allegedly.records import Interval
from allegedly.times.dating import Evidence, Option, Told
from allegedly.times.spells import Spell, since, spells
from allegedly.times.standing import Link, Links, Standing
from allegedly.times.tagger import TimeExpression, tag

#: Types that are done by speaking; deep in an article they are news of the day, where acts are of the day they report.
VERBAL = frozenset({"AGREE", "CONSULT", "SUPPORT", "CONCEDE", "REQUEST", "ACCUSE", "REJECT", "THREATEN"})

#: Types that happen once for all who tell of them.
FORCE = frozenset({"ASSAULT", "PROTEST", "MOBILIZE"})

#: The article opens with a day no further back than this, or with none.
RECENT_DAYS = 14

#: So many words from its edges a sentence is opened or closed; what that costs against a time of the event's clause.
_EDGE_WORDS, _FRAMES = 2, 7

#: The paragraphs in which even words are of the day that the article opens with.
OPENING = 3

_VERBS = frozenset({"VERB", "AUX"})


#: How exact days are; of two times as near the more exact counts.
_EXACT = {name: n for n, name in enumerate(("day", "week", "range", "month", "quarter", "year", "decade", "century"))}


#: Times that hold on through a paragraph.
_CARRIED = frozenset({"day", "week", "month", "year", "range"})


class Calendar:
    """The times of one article."""

    def __init__(self, parsed: Parsed, tables: Sequence[Path] = (), *, events: Sequence[EventDraft] = ()) -> None:
        self._parsed = parsed
        self._events = sorted(events, key=lambda event: event.trigger)
        self._weights = choosing.weights("allegedly.times", "dating.tsv", tables)
        self._published = (parsed.article.published or "")[:10] or None
        #: Every time expression, in characters of ``parsed.doc.text``.
        self.expressions: tuple[TimeExpression, ...] = tuple(
            tag(parsed.doc.text, self._published, doc=parsed.doc, tables=tables)
        )
        self._spells = spells(parsed.doc, self.expressions, self._published)
        self._days = [s for s in self._spells if s.granularity == "day" and not self._is_start(s)]
        self._lead = self._find_lead()
        self._acts = self._dated_acts()
        self._told: dict[str, Interval] = {}
        self._linked: dict[int, tuple[EventDraft, Links]] = {}  # with the event, so that its id stays its own
        recent = [spell for spell in self._days if self._is_recent(spell)]
        standing = Standing(parsed, self._published, self._spells, recent, self._events, self._links)
        self._evidence = Evidence(parsed, self._published, self._spells, self._lead, standing)

    def time_of(self, event: EventDraft) -> Interval | None:
        """Return when the event happened; None where the article does not tell."""
        told = self._told_of(event)
        options = self._options(told)
        shares = choosing.probabilities([option.features for option in options], self._weights)
        best = options[max(range(len(options)), key=lambda n: (shares[n], -n))]
        chosen = self._chosen(best, told)
        return chosen if chosen and chosen.granularity != "century" else None  # a hundred years tell no event's time

    def options(self, event: EventDraft) -> list[Option]:
        """Return the times that the event may have, none first, with what speaks for each."""
        return self._options(self._told_of(event))

    def _options(self, told: Told) -> list[Option]:
        others = [other for other in self._ruled if other.event is not told.event]
        fitting = [spell for spell in self._spells if self._fits(told.event, spell)]
        return self._evidence.options(told, others, fitting)

    def _told_of(self, event: EventDraft) -> Told:
        return next((told for told in self._ruled if told.event is event), None) or Told(event, self._by_rule(event))

    def _chosen(self, option: Option, told: Told) -> Interval | None:
        """Return the interval of an option: as the rules have it, else in the words that stand nearest before."""
        if option.days is None or option.days == told.days:
            return told.time if option.days else None
        before = [spell for spell in option.spells if spell.tokens.start < told.event.head]
        if option.spells:
            return self._interval((before or option.spells[:1])[-1], "article")
        others = [other.time for other in self._ruled if other.days == option.days and other.time]
        if others:
            return replace(others[0], rule=f"restated: {others[0].rule}")
        return Interval(span=None, start=option.days[0], end=option.days[1], granularity="day", rule="report")

    @cached_property
    def _ruled(self) -> list[Told]:
        """The events with what the rules say; first those that their own words date, which the others may restate."""
        for event in self._events:
            link = self._nearest(event)
            if link is not None and link.rule == "own":
                self._by_rule(event)
        return [Told(event, self._by_rule(event)) for event in self._events]

    def _by_rule(self, event: EventDraft) -> Interval | None:
        """Return what the rules say.

        What a source tells takes the time of the same kind of act that the article dated in its own words, so events
        are asked for in the order of the text.
        """
        link = self._nearest(event)
        found = self._interval(link.spell, link.rule) if link is not None else self._undated(event)
        if found is not None and event.tense == "past":
            found = self._so_far(found)
            if event.type in FORCE and not event.voice and self._in_reach(found):
                self._told.setdefault(event.type, found)
        return found

    def _so_far(self, found: Interval) -> Interval:
        """Return the days without those after the report: what happened "this week" happened by now."""
        if self._published is None or found.start is None or found.end is None or found.granularity == "day":
            return found
        if not found.start <= self._published < found.end:
            return found
        return replace(found, end=self._published, granularity="range")

    def _in_reach(self, found: Interval) -> bool:
        return self._published is None or found.start is None or _days(found.start, self._published) <= RECENT_DAYS

    def _interval(self, spell: Spell, way: str) -> Interval:
        spans = self._parsed.spans(spell.tokens)
        return Interval(
            span=spans[0] if spans else None,
            start=spell.start,
            end=spell.end,
            granularity=spell.granularity,
            rule=f"{way}: {spell.rule}",
        )

    def _nearest(self, event: EventDraft) -> Link | None:
        sentence = self._parsed.sentence(event.head)
        near = [s for s in self._spells if sentence.start <= s.tokens.start < sentence.end and self._fits(event, s)]
        links = [link for spell in near if (link := self._link(event, spell)) is not None]
        return min(links, key=lambda link: link.rank, default=None)

    def _fits(self, event: EventDraft, spell: Spell) -> bool:
        """Tell whether the days lie on the event's side of the report."""
        if self._published is None or spell.start is None or spell.end is None:
            return True
        if event.tense == "future" and event.type in VERBAL:
            return True  # promised yesterday, or to be held tomorrow
        if event.tense == "future":
            return spell.end >= self._published
        return spell.start <= self._published or self._is_ahead(spell)

    def _is_ahead(self, spell: Spell) -> bool:
        """Tell whether "this Tuesday" is the day after the date of the report, which is the outlet's own."""
        names = self._parsed.doc[spell.tokens.start].lower_ == "this" and spell.tokens.end - spell.tokens.start > 1
        return names and self._published is not None and _days(spell.start or "", self._published) == -1

    def _links(self, event: EventDraft) -> Links:
        """Return how each time of the event's sentence hangs together with it."""
        if id(event) not in self._linked:
            sentence = self._parsed.sentence(event.head)
            near = [spell for spell in self._spells if sentence.start <= spell.tokens.start < sentence.end]
            self._linked[id(event)] = event, {id(spell): self._link(event, spell) for spell in near}
        return self._linked[id(event)][1]

    def _link(self, event: EventDraft, spell: Spell) -> Link | None:
        """Return how the words hang together with the trigger; None where they belong to something else."""
        head = self._parsed.doc[event.head]
        above = [head, *head.ancestors]
        root = self._parsed[spell.tokens].root
        way = [root, *root.ancestors]
        meet = next((token for token in way if token in above), None)
        if meet is None:
            return None
        below = way[1 : way.index(meet)]
        climbed = [token.dep_ for token in above[: above.index(meet)]]
        if (meet == root and climbed) or self._is_told_by(spell, above):
            return _link_of(0, 0, "own", spell)
        if below and _belongs_to_noun(root, below[0]):
            return None
        cost = _cost(event, below, climbed)
        if cost is None and self._frames(spell, event, head):
            cost = _FRAMES
        if cost is None:
            return None
        if self._is_start(spell) or any(_is_since(token) for token in below):
            spell = since(spell, self._published)
        return _link_of(cost, abs(spell.tokens.start - event.head), "own" if not climbed else "clause", spell)

    def _is_told_by(self, spell: Spell, above: list[Token]) -> bool:
        """Tell whether the trigger's clause says what happened then: "on Tuesday, when troops killed …"."""
        clauses = (token for token in above if token.pos_ in _VERBS)
        whens = (child.i for verb in clauses for child in verb.children if child.lower_ == "when")
        return any(0 <= at - spell.tokens.end <= 1 for at in whens)

    def _is_start(self, spell: Spell) -> bool:
        """Tell whether "since" stands before the words."""
        return spell.tokens.start > 0 and self._parsed.doc[spell.tokens.start - 1].lower_ == "since"

    def _frames(self, spell: Spell, event: EventDraft, head: Token) -> bool:
        """Tell whether the words open the sentence, or close one whose main verb is the trigger, and so date it."""
        if event.voice:
            return False
        sentence = self._parsed.sentence(event.head)
        closes = head.dep_ == "ROOT" and sentence.end - spell.tokens.end <= _EDGE_WORDS
        return closes or spell.tokens.start - sentence.start <= _EDGE_WORDS

    def _undated(self, event: EventDraft) -> Interval | None:
        """Return the time of an event that no words date: that of the same act, of its paragraph, of the news."""
        told = self._told.get(event.type)
        if event.tense == "past" and event.certainty != "unknown":
            again = event.voice or self._parsed.doc[event.head].pos_ == "NOUN"
            if again and told is not None:
                return replace(told, rule=f"restated: {told.rule}")
            act = self._acts.get(self._parsed.doc[event.head].lemma_)
            if act is not None and self._is_recent(act):
                return self._interval(act, "restated")
        return self._news(event) if self._is_news(event) else None

    def _news(self, event: EventDraft) -> Interval | None:
        """Return the day of an undated event that the article itself reports."""
        head = self._parsed.doc[event.head]
        if event.tense == "future" or (event.tense == "past" and not _is_present(head)):
            day = self._in_force(event)
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
        head = self._parsed.doc[event.head]
        background = head.pos_ == "NOUN" and head.dep_ in {"pobj", "dobj"}
        return not _in_pluperfect(head) and not (background and self._parsed.paragraph_index(event.head) > 1)

    def _in_force(self, event: EventDraft) -> Spell | None:
        """Return the last time named before the event in its paragraph."""
        start = self._parsed.paragraph(event.head).tokens.start
        before = [s for s in self._spells if start <= s.tokens.start < event.head and s.granularity in _CARRIED]
        before = [s for s in before if not self._is_start(s)]
        return next((s for s in reversed(before) if self._fits(event, s)), None)

    def _find_lead(self) -> Spell | None:
        """Return the first recent day named in the first two paragraphs, a dateline left out."""
        for paragraph in self._parsed.paragraphs[:2]:
            for spell in self._days:
                inside = paragraph.tokens.start <= spell.tokens.start < paragraph.tokens.end
                dateline = spell.tokens.start == paragraph.tokens.start and spell.start == self._published
                if inside and not dateline and self._is_recent(spell):
                    return spell
        return None

    def _is_recent(self, spell: Spell) -> bool:
        if self._published is None or spell.start is None:
            return self._published is None
        return 0 <= _days(spell.start, self._published) <= RECENT_DAYS or self._is_ahead(spell)

    def _dated_acts(self) -> dict[str, Spell]:
        """Return, by lemma, the first day on which words date each act directly."""
        acts: dict[str, Spell] = {}
        for spell in self._days:
            act = _governor(self._parsed[spell.tokens].root)
            if act is not None:
                acts.setdefault(act.lemma_, spell)
        return acts


def _days(first: str, last: str) -> int:
    return (date.fromisoformat(last) - date.fromisoformat(first)).days


#: Words that date a statement and not what it tells.
_SAYING = frozenset(
    {"say", "tell", "be", "have", "do", "make", "take", "go", "report", "add", "state", "write", "speak"}
)

_CLAUSES = frozenset({"ccomp", "xcomp", "advcl", "relcl", "acl", "conj", "pcomp", "csubj"})


def _link_of(cost: int, distance: int, rule: str, spell: Spell) -> Link:
    return Link(cost, distance, rule, spell, _EXACT[spell.granularity])


def _governor(token: Token) -> Token | None:
    """Return the verb or noun that the words hang on; None where that is a verb of saying or none."""
    while token.head != token:
        token = token.head
        if token.pos_ in {"VERB", "AUX"}:
            return None if token.lemma_ in _SAYING else token
    return None


#: Ways up to a clause whose time is the event's too. Through "ccomp" only for what is done by saying it ("said on
#: Friday that it would withdraw"): what others tell has its own time.
_WITHOUT_VOICE = frozenset({"conj", "advcl", "xcomp", "ccomp", "pcomp", "acl"})
_WITH_VOICE = frozenset({"conj", "advcl"})


def _cost(event: EventDraft, below: list[Token], climbed: list[str]) -> int | None:
    """Return how far the time's clause is from the event; None where its time is not the event's.

    ``below`` are the words between the time and where it meets the trigger's branch, ``climbed`` the relations from the
    trigger up to there.
    """
    verbs = [token for token in below if token.pos_ in _VERBS]
    crossed = [dep for dep in climbed if dep in _CLAUSES]
    if not climbed:
        aside = [token for token in verbs if token.dep_ in {"relcl", "acl", "appos"}]
        own = len(verbs) == 1 and aside == verbs and verbs[0].head.i == event.head
        return 0 if not verbs else 1 if own else None if aside else 10 + len(verbs)
    if (
        verbs
        or sum(1 for dep in crossed if dep != "xcomp") > 1
        or (event.tense == "future" and event.certainty != "certain")
    ):
        return None
    allowed = _WITH_VOICE if event.voice else _WITHOUT_VOICE
    return 1 + 2 * len(crossed) if allowed.issuperset(crossed) else None


def _belongs_to_noun(root: Token, above: Token) -> bool:
    """Tell whether the time is an attribute of a noun that is no event here: "the 2008 attacks", "the treaty of 1992".

    "In a 1950 war" and "during the 2008 games" date the verb as "in 1950" does.
    """
    if above.pos_ in {"NOUN", "PROPN"} and root.dep_ in {"nummod", "compound", "amod", "nmod", "poss"}:
        within = above.head.lower_ in {"in", "during", "since", "at"} and above.head.head.pos_ in _VERBS
        return not within and not (root.dep_ == "compound" and above.pos_ == "PROPN")
    return above.lower_ == "of" and above.head.pos_ in {"NOUN", "PROPN"}


def _is_since(token: Token) -> bool:
    """Tell whether the word or its clause says from when on: "since the May summit", "since protests began in May"."""
    return token.lower_ == "since" or (token.pos_ in _VERBS and any(c.lower_ == "since" for c in token.children))


def _is_present(token: Token) -> bool:
    """Tell whether the clause is in the present or the present perfect, and so is about the day of the report."""
    verb = token
    while (verb.pos_ not in _VERBS or verb.dep_ == "ccomp") and verb.head != verb:
        verb = verb.head
    helpers = {child.lower_ for child in verb.children if child.dep_ in {"aux", "auxpass"}}
    return bool(helpers & {"has", "have", "'ve", "’ve", "is", "are"}) or (verb.tag_ in {"VBZ", "VBP"} and not helpers)


def _in_pluperfect(token: Token) -> bool:
    """Tell whether the clause is set before the story: "had been arrested"."""
    return any(child.lower_ in {"had", "'d", "’d"} and child.dep_ in {"aux", "auxpass"} for child in token.children)

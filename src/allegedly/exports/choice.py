"""Which events a format writes: those on the outlets' own word or claims too, those that are certain or all."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from allegedly.records import Article, Event


@dataclass(frozen=True, slots=True)
class Choice:
    """What is written beside what the outlets report on their own word, as certain, as having happened."""

    claims: bool = True  #: events on somebody's word
    unsure: bool = True  #: events that are denied, less than certain, or still to come

    def has(self, event: Event) -> bool:
        """Say whether the event is written."""
        return (self.claims or not event.voice) and (self.unsure or is_sure(event))


EVERYTHING = Choice()
FACTS = Choice(claims=False, unsure=False)  #: for standards that have no place for whose word it is
CERTAIN = Choice(claims=True, unsure=False)


@dataclass(slots=True)
class LeftOut:
    """How many events were not written, and why."""

    claims: int = 0
    unsure: int = 0
    unfit: int = 0  #: of a kind that the format has no place for

    def note(self, event: Event, choice: Choice) -> None:
        """Count an event that the choice leaves out."""
        if event.voice and not choice.claims:
            self.claims += 1
        else:
            self.unsure += 1

    def line(self) -> str:
        """Return the account for a person; empty where nothing was left out."""
        parts = [
            f"{self.claims} on somebody's word (--include-claims writes them)" if self.claims else "",
            f"{self.unsure} denied, unsure or to come (--any-certainty writes them)" if self.unsure else "",
            f"{self.unfit} that the format has no place for" if self.unfit else "",
        ]
        told = ", ".join(part for part in parts if part)
        return f"events left out: {told}" if told else ""


@dataclass(slots=True)
class Chooser:
    """Takes what is not chosen out of articles and keeps count."""

    choice: Choice
    left_out: LeftOut = field(default_factory=LeftOut)

    def __call__(self, article: Article) -> Article:
        """Return the article with the events that are chosen; the same one where that is all of them."""
        kept = tuple(e for e in article.events if self.choice.has(e))
        if len(kept) == len(article.events):
            return article
        for event in article.events:
            if not self.choice.has(event):
                self.left_out.note(event, self.choice)
        return replace(article, events=kept)


def is_sure(event: Event) -> bool:
    """Say whether it is told as certain, as so, and as no matter of the future."""
    return event.certainty == "certain" and event.polarity == "+" and event.tense != "future"


def standing(event: Event) -> tuple[str, ...]:
    """Return "reported" for what the outlet itself reports as certain, or what keeps it from being a plain fact."""
    words = []
    if event.voice:
        words.append("claimed")
    if event.polarity == "-":
        words.append("denied" if event.voice else "negated")
    if event.certainty != "certain":
        words.append(event.certainty)
    if event.tense == "future":
        words.append("future")
    return tuple(words) or ("reported",)


def label(event: Event) -> str:
    """Return the type with what keeps the event from being a plain fact: "ASSAULT", "ASSAULT (claimed, denied)"."""
    words = standing(event)
    return event.type if words == ("reported",) else f"{event.type} ({', '.join(words)})"

"""Whom "both sides", "the two countries" and "the two Koreas" mean, where the article lets it be told."""

from __future__ import annotations

from allegedly.actors.lexicon import NAMED_BODIES
from allegedly.actors.page import Page
from allegedly.drafts import Tokens

NUMBER = frozenset({"both", "two"})
SIDES = frozenset(
    """sides parties countries nations governments states neighbours neighbors powers leaders presidents ministers
    armies""".split()
)
PLAIN = frozenset({"the", "these", "of", "them", "warring", "rival", "neighbouring", "neighboring"})
NAMED = frozenset({"country", "capital", "adjective"}) | (NAMED_BODIES - {"media", "igo", "ngo", "company"})
#: What points back to countries named before.
POINTING = frozenset({"the", "these", "those", "respective"})
NUMBERS = {
    **{word: n for n, word in enumerate("three four five six seven eight nine ten".split(), 3)},
    **{str(n): n for n in range(3, 11)},
}
LANDS = frozenset({"country", "capital"})
#: Sentences before the mention in which the two are looked for.
REACH = 3


def is_pair(page: Page, mention: Tokens) -> bool:
    """Tell whether a mention means two parties named elsewhere."""
    words = set(page.span_words(mention))
    return bool(words & NUMBER) and words <= NUMBER | SIDES | PLAIN


def the_two(page: Page, mention: Tokens) -> list[Tokens]:
    """Return where the two are named that a mention means; empty where there are not just two.

    The nearest sentences before that name exactly two decide; with three or more it cannot be told.
    """
    here = page.parsed.sentence_index(mention.start)
    named: dict[str, Tokens] = {}
    for index in range(here, max(-1, here - REACH - 1), -1):
        start, end = page.parsed.sentences[index]
        for hit in page.within(start, min(end, mention.start)):
            if hit.entry.kind in NAMED:
                named.setdefault(_party(hit.entry.kind, hit.entry.country, hit.entry.rule), Tokens(hit.start, hit.end))
        if len(named) >= 2:
            break
    return sorted(named.values()) if len(named) == 2 else []


def those_lands(page: Page, mention: Tokens) -> list[Tokens]:
    """Return where the countries are named that "these nations" or "the five countries" mean, if it is clear.

    The nearest sentence before that names as many as the mention counts, or more than one where it counts none.
    """
    words = page.span_words(mention)
    if words[-1:] != ["countries"] and words[-1:] != ["nations"]:
        return []
    number = next((NUMBERS[word] for word in words if word in NUMBERS), None)
    if not set(words[:-1]) <= POINTING | set(NUMBERS) or not set(words[:-1]) & (POINTING - {"the"} | set(NUMBERS)):
        return []
    here = page.parsed.sentence_index(mention.start)
    for index in range(here, max(-1, here - REACH - 1), -1):
        start, end = page.parsed.sentences[index]
        named: dict[str | None, Tokens] = {}
        for hit in page.within(start, min(end, mention.start)):
            if hit.entry.kind in LANDS:
                named.setdefault(hit.entry.country, Tokens(hit.start, hit.end))
        if len(named) == number or (number is None and len(named) > 1):
            return sorted(named.values())
    return []


def both_of_a_name(page: Page, mention: Tokens) -> list[str]:
    """Return the countries that "the two Koreas" or "both Congos" mean."""
    words = page.span_words(mention)
    senses = page.lexicon.senses.get(words[-1].removesuffix("s"), []) if words else []
    return sorted({sense.country for sense in senses}) if set(words[:-1]) & NUMBER and words[-1].endswith("s") else []


def _party(kind: str, country: str | None, rule: str) -> str:
    return rule if kind in NAMED_BODIES or country is None else country

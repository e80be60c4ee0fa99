"""Compounds taken apart: "the United States and France", "Presidents Bush and Putin", "both sides"."""

from __future__ import annotations

from allegedly.actors.page import Page
from allegedly.actors.people import People
from allegedly.drafts import Tokens

JOINTS = frozenset({"and", "&", ",", "or", "as"})


def parts(page: Page, mention: Tokens, people: People) -> list[Tokens]:
    """Return the members of a compound, or the mention alone.

    A compound is taken apart where every member is a party of its own: a name, or a noun phrase with its own head.
    """
    members: list[Tokens] = []
    start = mention.start
    for n in range(mention.start, mention.end):
        if page.lower[n] in JOINTS and _joins(page, n, mention, people):
            if n > start:
                members.append(Tokens(start, n))
            start = n + 1
    if start < mention.end:
        members.append(Tokens(start, mention.end))
    return members if len(members) > 1 else [mention]


def _joins(page: Page, n: int, mention: Tokens, people: People) -> bool:
    """Tell whether a joint stands between two parties rather than inside one."""
    hit = page.hit_at[n]
    if hit is not None and hit.start < n < hit.end:
        return False
    if n + 1 >= mention.end or n == mention.start:
        return page.lower[n] == "," or n + 1 < mention.end
    if page.lower[n] == ",":
        return "and" in page.lower[n : mention.end] and not _apposition(page, n, mention, people)
    return _party(page, n - 1, people) and _begins(page, n + 1, mention.end, people)


def _party(page: Page, n: int, people: People) -> bool:
    if page.lower[n] == ",":
        return True
    return n in people.at or page.pos[n] in ("NOUN", "PROPN") or page.hit_at[n] is not None


def _begins(page: Page, n: int, end: int, people: People) -> bool:
    """Tell whether a member of its own begins: a determiner, a name or a plain noun, no bare adjective."""
    return page.pos[n] in ("DET", "PROPN", "NOUN", "NUM", "PRON") or n in people.at or page.hit_at[n] is not None


def _apposition(page: Page, n: int, mention: Tokens, people: People) -> bool:
    return n - 1 in people.at and page.lower[n + 1] in ("a", "an", "the")

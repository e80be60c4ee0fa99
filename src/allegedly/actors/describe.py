"""What the words of a noun phrase tell of a party: country and sectors from head, modifiers and belongings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from allegedly.actors.lexicon import NAMED_BODIES, SUPRANATIONAL, Entry
from allegedly.actors.page import PLACES, Hit, Page
from allegedly.actors.shape import Shape
from allegedly.drafts import Reason, Tokens

ARMED = frozenset({"REB", "UAF", "MIL"})
ROLE_KINDS = frozenset({"person", "crowd", "body", "force", "land", "company", "place", "thing"})
LED = ("led", "dominated")
AFAR = (
    "backed",
    "supported",
    "funded",
    "held",
    "based",
    "born",
    "controlled",
    "occupied",
    "made",
    "owned",
    "sponsored",
    "allied",
    "trained",
    "bound",
)
AGAINST = ("anti", "pro", "non")


@dataclass(slots=True)
class Facts:
    """What has been found out about a party."""

    country: str | None = None
    sectors: tuple[str, ...] = ()
    entry: Entry | None = None  #: the table entry of the head
    reasons: list[Reason] = field(default_factory=list)

    def give(self, kind: str, value: object, rule: str, where: tuple[int, int] | None = None, detail: str = "") -> None:
        """Set a field, once, with the reason."""
        if not getattr(self, kind) and value:
            setattr(self, kind, value)
            shown = " ".join(value) if isinstance(value, tuple) else str(value)
            self.reasons.append(Reason(kind, rule, Tokens(*where) if where else None, detail or shown))

    def take(self, other: Facts) -> None:
        """Fill what is unknown from other facts, with their reasons."""
        for kind in ("country", "sectors"):
            if not getattr(self, kind) and getattr(other, kind):
                setattr(self, kind, getattr(other, kind))
                self.reasons += [reason for reason in other.reasons if reason.field == kind]


#: Tells the facts of the person or pronoun that stands at a token, None where nobody does.
Lookup = Callable[[int], Facts | None]


def describe(page: Page, form: Shape, lookup: Lookup, *, force: bool = False) -> Facts:
    """Return the facts that a mention's own words give."""
    facts = Facts()
    head = page.hit_at[form.head]
    head = head if head is not None and head.start >= form.start else None
    before = [hit for hit in page.within(form.start, form.end) if hit is not head]
    after = [(prep, hit) for prep, start, end in form.complements for hit in page.within(start, end)]
    if head is not None and head.entry.kind not in ROLE_KINDS:
        _named(page, facts, head, form, force)
    else:
        _described(page, facts, head, before, after)
    _country(page, facts, form, before, lookup)
    _international(facts)
    return facts


def _named(page: Page, facts: Facts, head: Hit, form: Shape, force: bool) -> None:
    """Fill in the facts of a head that is a name of the tables."""
    entry, where = head.entry, (head.start, head.end)
    facts.entry = entry
    if entry.kind in ("metonym", "agency", "company") or entry.kind not in PLACES:
        own = [] if entry.kind in PLACES else [hit for hit in _of(page, form) if hit.entry.kind == "country"]
        owner = _modifier_country(page, [*page.within(form.start, head.start), *own])
        if owner is not None and entry.country not in SUPRANATIONAL:
            facts.give("country", owner.entry.country, owner.entry.rule, (owner.start, owner.end))
    national = _nation(page, head) if entry.country in ("UNO", "IGO") else None
    if national is not None:
        facts.give("country", national.entry.country, national.entry.rule, (national.start, national.end))
        facts.give("sectors", ("GOV",), national.entry.rule, (national.start, national.end))
    facts.give("country", entry.country, entry.rule, where)
    facts.give("sectors", _named_sectors(page, head, form, force), entry.rule, where)


def _nation(page: Page, head: Hit) -> Hit | None:
    """Return the nation whose own body a name is, as the adjective before it tells: "the Russian Security Council"."""
    before = page.hit_at[head.start - 1] if head.start else None
    return before if before is not None and before.entry.kind == "adjective" else None


def _of(page: Page, form: Shape) -> Iterator[Hit]:
    """Yield what a head is said to be "of"."""
    for prep, start, end in form.complements:
        if prep == "of":
            yield from page.within(start, end)


def _named_sectors(page: Page, head: Hit, form: Shape, force: bool) -> tuple[str, ...]:
    entry = head.entry
    many = entry.kind == "people" or (entry.kind == "adjective" and form.start < head.start)
    counted = any(page.pos[n] == "NUM" for n in range(form.start, head.start))
    if many and (counted or not form.definite):
        return ("CVL",)
    if entry.kind in ("country", "adjective", "people", "capital", "state"):
        return ("MIL",) if force else ("GOV",)
    if force and entry.kind == "igo":
        return ("MIL",)
    return entry.sectors


def _described(page: Page, facts: Facts, head: Hit | None, before: list[Hit], after: list[tuple[str, Hit]]) -> None:
    """Fill in the sectors of a head that is a common noun."""
    entry = head.entry if head is not None else None
    facts.entry = entry
    belongs = entry is None or entry.takes or bool(ARMED & set(entry.sectors))
    owner = _owner(before, after, entry) if belongs else None
    if owner is not None and (entry is None or entry.takes or owner.entry.kind in NAMED_BODIES):
        facts.give("sectors", owner.entry.sectors, owner.entry.rule, (owner.start, owner.end))
        if owner.entry.kind not in PLACES:
            facts.give("country", owner.entry.country, owner.entry.rule, (owner.start, owner.end))
        if owner.entry.country in ("IGO", "UNO", "EUR", "NGO"):
            sectors = ("MIL",) if entry and "MIL" in entry.sectors else owner.entry.sectors
            facts.sectors = sectors
    if head is not None and entry is not None:
        facts.give("sectors", entry.sectors, entry.rule, (head.start, head.end))
    if (
        not facts.sectors
        and entry is not None
        and entry.takes
        and _modifier_country(page, [*before, *(h for _, h in after)])
    ):
        facts.give("sectors", ("GOV",), "belongs to a country")


def _owner(before: list[Hit], after: list[tuple[str, Hit]], entry: Entry | None) -> Hit | None:
    """Return the body that the head belongs to: the last modifier that has sectors, else the first complement."""
    for hit in reversed(before):
        if hit.entry.kind not in PLACES and hit.entry.kind != "title" and (hit.entry.sectors or hit.entry.country):
            return hit
    for prep, hit in after:
        if prep in ("of", "for", "from", "at", "in", "with", "within") and hit.entry.kind not in PLACES | {
            "thing",
            "place",
        }:
            if hit.entry.sectors or hit.entry.country:
                return hit
            continue
    return None


def _modifier_country(page: Page, hits: list[Hit]) -> Hit | None:
    """Return the first hit that tells a country, those of "U.S.-backed" and "anti-Syrian" left out."""
    for hit in hits:
        if hit.entry.country and not _afar(page, hit):
            return hit
    return None


def _afar(page: Page, hit: Hit) -> bool:
    """Tell whether a country only qualifies: "Iran-backed", "pro-Russian", "Paris-based"."""
    last = page.lower[hit.end - 1]
    near = page.lower[hit.end : hit.end + 2]
    tail = last.rsplit("-", 1)[-1] if "-" in last else near[1] if len(near) > 1 and near[0] == "-" else ""
    lead = page.lower[hit.start].split("-")[0] if "-" in page.lower[hit.start] else ""
    if not lead and hit.start > 1 and page.words[hit.start - 1] == "-":
        lead = page.lower[hit.start - 2]
    return tail in AFAR or lead in AGAINST


def _country(page: Page, facts: Facts, form: Shape, before: list[Hit], lookup: Lookup) -> None:
    """Fill in the country: whose words stand before the head, then what it belongs to, then where it is."""
    if page.lexicon.nowhere.get(page.lower[form.head]) == "other":
        return
    near = _modifier_country(page, before)
    if near is not None and facts.entry is not None and facts.entry.kind not in PLACES:
        facts.give("country", near.entry.country, near.entry.rule, (near.start, near.end))
    elif near is not None and facts.entry is None:
        facts.give("country", near.entry.country, near.entry.rule, (near.start, near.end))
        facts.give("sectors", near.entry.sectors, near.entry.rule, (near.start, near.end))
    for owner in _persons(form.start, form.head, lookup):
        facts.give("country", owner.country, "of the one it belongs to", (form.start, form.head))
        if facts.entry is None or facts.entry.takes:
            facts.give("sectors", owner.sectors, "of the one it belongs to", (form.start, form.head))
    for prep, start, end in form.complements:
        _complement(page, facts, prep, (start, end), lookup)


def _complement(page: Page, facts: Facts, prep: str, part: tuple[int, int], lookup: Lookup) -> None:
    hit = _modifier_country(page, list(page.within(*part)))
    if hit is not None and not (prep in ("on", "with", "under") and hit.entry.kind in PLACES):
        facts.give("country", hit.entry.country, f"{prep} + {hit.entry.rule}", (hit.start, hit.end))
    for owner in _persons(*part, lookup):
        facts.give("country", owner.country, "of the one it belongs to", part)
        if facts.entry is None or facts.entry.takes:
            facts.give("sectors", owner.sectors, "of the one it belongs to", part)


def _persons(start: int, end: int, lookup: Lookup) -> Iterator[Facts]:
    for token in range(start, end):
        found = lookup(token)
        if found is not None:
            yield found


def _international(facts: Facts) -> None:
    """Leave bodies of states without a sector unless it is their troops, courts or police that act."""
    if facts.country in ("UNO", "IGO", "EUR", "NGO"):
        kept = tuple(s for s in facts.sectors if s in ("MIL", "JUD", "COP"))
        if facts.entry is None or facts.entry.kind not in ("place", "thing"):
            facts.sectors = kept

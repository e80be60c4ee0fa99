"""How many were killed or hurt: numbers, "dozens", "at least four", "two or three"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from allegedly.drafts import CountDraft, Tokens
from allegedly.events.matching import Match
from allegedly.events.syntax import Syntax

ONES = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen""".split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
WORDS = {word: n for n, word in enumerate(ONES)} | {word: 10 * n for n, word in enumerate(TENS, 2)}
SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "dozen": 12}
#: Words for a number without a number: the least that they say.
LOOSE = {"dozens": 24, "scores": 40, "hundreds": 200, "thousands": 2_000, "several": 3, "some": 2, "many": 3, "few": 2}
AT_LEAST = ("at least", "more than", "over", "no fewer than", "not less than", "upwards of", "as many as")
AT_MOST = ("up to", "as many as", "at most", "fewer than", "less than")
KILLED = frozenset(
    "kill die dead murder slay massacre perish execute behead assassinate death killing slaughter".split()
)
HURT = frozenset(["injure", "wound", "injured", "wounded", "injury", "maim", "hurt", "wounding"])
SINGULAR = frozenset(
    """soldier man woman person civilian policeman officer child journalist boy girl fighter guard driver
    protester""".split()
)
NUMERAL = re.compile(r"\d{1,3}(?:,\d{3})+|\d+")


def casualties(syntax: Syntax, match: Match, sentence: Tokens) -> tuple[CountDraft | None, CountDraft | None]:
    """Return the dead and the injured that a sentence gives for an event of force."""
    dead = injured = None
    for i in _casualty_words(syntax, match, sentence):
        count = _count_for(syntax, i)
        if count is None:
            continue
        if syntax.lemma[i] in KILLED or syntax.lower[i] in KILLED:
            dead = dead or count
        else:
            injured = injured or count
    return dead, injured


def _casualty_words(syntax: Syntax, match: Match, sentence: Tokens) -> Iterator[int]:
    """Yield the words of death and injury that belong to the event: itself, then those of its clause and results."""
    own = syntax.lemma[match.head] in KILLED | HURT
    near = [match.head, *syntax.conjuncts(syntax.first_conjunct(match.head))] if own else range(*sentence)
    for i in near:
        if syntax.lemma[i] in KILLED | HURT or syntax.lower[i] in KILLED | HURT:
            yield i


def _count_for(syntax: Syntax, i: int) -> CountDraft | None:
    """Return the number of those whom a word of death or injury is said of."""
    if syntax.is_verb(i):
        patient = syntax.object(i)
        if patient is None and syntax.lemma[i] in ("die", "perish"):
            patient = syntax.subject(i)
        return count_of(syntax, patient) if patient is not None else None
    if syntax.is_noun(i):
        holder = next((syntax.kid(p, "pobj") for p in syntax.kids(i, "prep") if syntax.lower[p] == "of"), None)
        return count_of(syntax, holder) if holder is not None else count_of(syntax, i, bare=False)
    subject = syntax.kid(syntax.head[i], "nsubj", "dobj", "nsubjpass")
    return count_of(syntax, subject) if subject is not None else None


def count_of(syntax: Syntax, noun: int, bare: bool = True) -> CountDraft | None:
    """Return the number that a noun phrase gives: its numeral, loose word, or one for a singular with "a"."""
    words = [k for k in syntax.children[noun] if syntax.dep[k] in ("nummod", "amod", "det", "predet", "nmod")]
    for k in [noun, *words]:
        found = _number(syntax, k)
        if found is not None:
            return found
    articles = [k for k in words if syntax.lower[k] in ("a", "an", "another")]
    if bare and articles and syntax.tag[noun] == "NN" and syntax.lemma[noun] in SINGULAR:
        return CountDraft(Tokens(articles[0], articles[0] + 1), 1, 1)
    return None


def _number(syntax: Syntax, k: int) -> CountDraft | None:
    lower = syntax.lower[k]
    if lower in LOOSE and (syntax.tag[k] in ("NNS", "JJ") or lower in ("dozens", "scores", "hundreds", "thousands")):
        return CountDraft(Tokens(k, k + 1), LOOSE[lower], None)
    value = value_of(syntax, k)
    if value is None:
        return None
    tens = _tens_before(syntax, k)
    if tens is not None and value < 10:
        return CountDraft(Tokens(k - 2, k + 1), tens + value, tens + value)
    start = min([k, *(j for j in syntax.children[k] if j < k)])
    before = " ".join(syntax.lower[max(0, start - 3) : k])
    low, high = _bounds(value, before, _alternative(syntax, k))
    return CountDraft(Tokens(start, k + 1), low, high)


def _tens_before(syntax: Syntax, k: int) -> int | None:
    """Return the tens of "twenty-one" where the tokenizer has cut it at the hyphen."""
    if k < 2 or syntax.lower[k - 1] != "-":
        return None
    tens = WORDS.get(syntax.lower[k - 2], 0)
    return tens if tens >= 20 else None


def _bounds(value: int, before: str, other: int | None) -> tuple[int, int | None]:
    if other is not None:
        return min(value, other), max(value, other)
    if any(words in before for words in ("up to", "at most", "fewer than", "less than")):
        return 1, value
    if any(words in before for words in AT_LEAST):
        return value, None
    return value, value


def _alternative(syntax: Syntax, k: int) -> int | None:
    """Return the other number of "two or three", "between five and seven"."""
    for j in [*syntax.children[k], syntax.head[k]]:
        if (
            syntax.pos[j] == "NUM"
            and j != k
            and any(syntax.lower[m] in ("or", "to", "and", "-", "–") for m in range(min(j, k) + 1, max(j, k)))
        ):
            return value_of(syntax, j)
    return None


def value_of(syntax: Syntax, k: int) -> int | None:
    """Return the value of a numeral in figures or words; None where it is none."""
    lower = syntax.lower[k]
    if NUMERAL.fullmatch(lower):
        value: int | None = int(lower.replace(",", ""))
    else:
        value = WORDS.get(lower, _hyphenated(lower))
    if lower in SCALES:
        factors = [value_of(syntax, j) for j in syntax.children[k] if syntax.pos[j] == "NUM" and j < k]
        return (factors[0] or 1) * SCALES[lower] if factors else SCALES[lower]
    return value if value is None or syntax.pos[k] in ("NUM", "NOUN") else None


def _hyphenated(lower: str) -> int | None:
    tens, _, ones = lower.partition("-")
    return WORDS[tens] + WORDS[ones] if tens in WORDS and ones in WORDS and ones else None

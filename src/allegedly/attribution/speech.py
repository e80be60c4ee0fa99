"""Quotations and their speakers: the one beside whose cue they stand, or the one who spoke before."""

from __future__ import annotations

import bisect

from allegedly.attribution.findings import Finding
from allegedly.attribution.quotes import Quotation
from allegedly.attribution.tree import Tree
from allegedly.drafts import Tokens
from allegedly.language import Parsed

#: How many words may stand between a quotation and the cue that it belongs to ("said in Berlin on Monday: …").
NEAR_AFTER = 2
NEAR_BEFORE = 12
REACH = 150  # tokens between a quotation and a cue that may be its own
DASHES = frozenset({"—", "–", "-", "--", "―"})


class Speech:
    """Gives every quotation of an article to a finding."""

    def __init__(self, parsed: Parsed, tree: Tree, quotations: list[Quotation], findings: list[Finding]) -> None:
        self.parsed = parsed
        self.tree = tree
        self.quotations = quotations
        self.findings = findings
        self.holder: dict[int, Finding] = {}  # quotation number -> who says it
        spoken = {t: q for q in quotations if q.is_speech for t in range(q.inner.start, q.inner.end)}
        self.inside = {id(f): spoken.get(f.cue.start) if f.cue else None for f in findings}
        self.outer: dict[int, list[Finding]] = {}  # paragraph -> findings whose cue stands outside quotations
        for finding in findings:
            if finding.cue is not None and self.inside[id(finding)] is None:
                self.outer.setdefault(parsed.paragraph_index(finding.cue.start), []).append(finding)
        for there in self.outer.values():
            there.sort(key=_cue_start)

    def attribute(self) -> list[Finding]:
        """Return the findings with the quotations added to their content, and those that only a quotation shows."""
        for number, quotation in enumerate(self.quotations):
            if quotation.is_speech:
                finding = self._touching(quotation) or self._beside(number)
                if finding is not None:
                    self._give(number, finding)
        for number, quotation in enumerate(self.quotations):
            if quotation.is_speech and number not in self.holder:
                self._carry_on(number)
        self._confine()
        return [f for f in self.findings if f.content]

    def _give(self, number: int, finding: Finding) -> None:
        quotation = self.quotations[number]
        self.holder[number] = finding
        finding.content |= set(range(quotation.inner.start, quotation.inner.end))
        finding.runs_on = quotation.runs_on

    def _around(self, quotation: Quotation) -> list[Finding]:
        """Return the findings in the quotation's paragraph whose cue stands outside quotations and not far off."""
        there = self.outer.get(quotation.paragraph, [])
        low = bisect.bisect_left(there, quotation.tokens.start - REACH, key=_cue_start)
        high = bisect.bisect_right(there, quotation.tokens.end + REACH, key=_cue_start)
        return there[low:high]

    def _touching(self, quotation: Quotation) -> Finding | None:
        """Return the innermost finding outside the quotation whose content holds half of it already."""
        inner = set(range(quotation.inner.start, quotation.inner.end))
        holding = [f for f in self._around(quotation) if f.quotes and len(inner & f.content) * 2 > len(inner)]
        return min(holding, key=lambda f: len(f.content), default=None)

    def _beside(self, number: int) -> Finding | None:
        """Return the finding whose cue or source stands next to the quotation."""
        quotation = self.quotations[number]
        ranked = []
        for finding in self._around(quotation):
            if finding.quotes and finding.cue is not None:
                gap = self._gap(quotation, finding)
                if gap is not None:
                    ranked.append((gap, finding.cue.start, finding))
        return min(ranked, key=lambda r: r[:2])[2] if ranked else None

    def _gap(self, quotation: Quotation, finding: Finding) -> int | None:
        """Return the number of words between a quotation and a cue; None where they do not belong together."""
        assert finding.cue is not None  # noqa: S101
        low = min(finding.cue.start, finding.source.start if finding.source else finding.cue.start)
        high = max(finding.cue.end, finding.source.end if finding.source else 0)
        if low >= quotation.tokens.end:
            if not self._leads_out(quotation, finding, low):
                return None
            words = self._words(quotation.tokens.end, low)
            return words if words <= NEAR_AFTER and not self._full_stop(quotation.tokens.end, low) else None
        if finding.cue.end <= quotation.tokens.start:
            after = max(high, finding.cue.end)
            after = after if after <= quotation.tokens.start else finding.cue.end
            words = self._words(after, quotation.tokens.start)
            near = words <= NEAR_BEFORE or self._governs(finding.cue.start, after, quotation.tokens.start)
            near = near and self._leads_in(quotation, finding)
            return words if near and not self._full_stop(after, quotation.tokens.start) else None
        return None

    def _leads_out(self, quotation: Quotation, finding: Finding, start: int) -> bool:
        """Tell whether a quotation hands over to the words behind it rather than ending its sentence."""
        last = self.tree.text[quotation.inner.end - 1]
        if last == ".":
            return finding.cue is not None and finding.cue.start == start  # “….” said X
        capital = self.tree.text[start][:1].isupper() and self.tree.pos[start] != "PROPN"
        return last not in {"?", "!"} or not (capital or finding.content)

    def _leads_in(self, quotation: Quotation, finding: Finding) -> bool:
        """Tell whether the words before a quotation hand over to it: "said: “…”", "saying “…”", "said that “…”"."""
        before = quotation.tokens.start - 1
        if self.tree.text[before] in {":", ","}:
            return True
        assert finding.cue is not None  # noqa: S101
        return before == finding.cue.end - 1 or self.tree.lower[before] in {"that", "as"} or bool(finding.content)

    def _governs(self, cue: int, start: int, end: int) -> bool:
        """Tell whether all that stands before a quotation hangs on the cue."""
        below = self.tree.subtree(cue)
        return all(t in below or self.tree.pos[t] == "PUNCT" for t in range(start, end))

    def _words(self, start: int, end: int) -> int:
        return sum(self.tree.pos[t] not in {"PUNCT", "SPACE"} for t in range(start, end))

    def _full_stop(self, start: int, end: int) -> bool:
        return any(self.tree.text[t] in {".", "!", "?"} for t in range(start, end))

    def _carry_on(self, number: int) -> None:
        """Give a quotation without a cue of its own to the speaker before it, or to a name behind a dash or colon."""
        quotation = self.quotations[number]
        signed = self._signature(quotation) or self._label(quotation)
        if signed is not None:
            self._add(number, Finding(signed, None, rule="signature"))
            return
        before = self._before(number)
        if before is None:
            return
        holder, paragraphs = before
        if paragraphs == 0 or holder.runs_on or self._goes_on(number, holder):
            self._give(number, holder)
        elif paragraphs == 1 and self._fills(quotation):
            carried = Finding(holder.source, None, act=holder.act, certainty=holder.certainty, rule="continued")
            carried.implied = True
            self._add(number, carried)

    def _goes_on(self, number: int, holder: Finding) -> bool:
        """Tell whether a paragraph of nothing but quotation goes on with the quotation of the paragraph before."""
        quotation = self.quotations[number]
        where = self.parsed.paragraphs[quotation.paragraph].tokens
        quoted = self.holder.get(number - 1) is holder
        rest = self._words(where.start, quotation.tokens.start) + self._words(quotation.tokens.end, where.end)
        return quoted and rest == 0

    def _add(self, number: int, finding: Finding) -> None:
        self.findings.append(finding)
        self.inside[id(finding)] = None
        self._give(number, finding)

    def _before(self, number: int) -> tuple[Finding, int] | None:
        """Return who speaks before a quotation, in its paragraph or the one before, and how many paragraphs back."""
        quotation = self.quotations[number]
        holder = self.holder.get(number - 1)
        if holder is not None and quotation.paragraph - self.quotations[number - 1].paragraph <= 1:
            return holder, quotation.paragraph - self.quotations[number - 1].paragraph
        for back in (0, 1):
            if quotation.paragraph < back:
                break
            spoken = [
                f
                for f in self.outer.get(quotation.paragraph - back, ())[-REACH:]
                if f.content and f.source is not None and f.cue is not None and f.cue.start < quotation.tokens.start
            ]
            outermost = [f for f in spoken if not any(f.cue.start in g.content for g in spoken if f.cue and g is not f)]
            if outermost:
                return max(outermost, key=lambda f: f.place), 1
        return None

    def _fills(self, quotation: Quotation) -> bool:
        """Tell whether the quotation is most of its paragraph, or begins a sentence after a statement."""
        where = self.parsed.paragraphs[quotation.paragraph].tokens
        if self._words(quotation.inner.start, quotation.inner.end) * 10 >= 7 * self._words(where.start, where.end):
            return True
        return (
            self.tree.text[quotation.tokens.start - 1] in {".", ":", "!", "?"} and quotation.tokens.start > where.start
        )

    def _signature(self, quotation: Quotation) -> Tokens | None:
        """Return the name behind a quotation's closing dash: “…” — Ann Lee, mayor."""
        where = self.parsed.paragraphs[quotation.paragraph].tokens
        dash = quotation.tokens.end
        if dash < where.end and self.tree.text[dash] in DASHES:
            return self._name_from(dash + 1, where.end)
        return None

    def _label(self, quotation: Quotation) -> Tokens | None:
        """Return the name before a colon at the start of a paragraph: Ann Lee: “…”."""
        where = self.parsed.paragraphs[quotation.paragraph].tokens
        colon = quotation.tokens.start - 1
        if not where.start < colon <= where.start + 8 or self.tree.text[colon] != ":":
            return None
        if any(self.tree.pos[t] in {"VERB", "AUX"} for t in range(where.start, colon)):
            return None
        return self._name_from(where.start, colon)

    def _name_from(self, start: int, end: int) -> Tokens | None:
        while end > start and self.tree.pos[end - 1] in {"SPACE", "PUNCT"}:
            end -= 1
        named = any(self.tree.pos[t] == "PROPN" for t in range(start, end))
        return Tokens(start, end) if named and end - start <= 16 else None

    def _confine(self) -> None:
        """Keep what is said inside a quotation inside it."""
        for finding in self.findings:
            quotation = self.inside[id(finding)]
            if quotation is not None:
                finding.content &= set(range(quotation.inner.start, quotation.inner.end))


def _cue_start(finding: Finding) -> int:
    return finding.cue.start if finding.cue is not None else finding.place

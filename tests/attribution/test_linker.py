from collections.abc import Callable

from allegedly.attribution import find_statements
from allegedly.attribution.linker import Linker, tagged
from allegedly.attribution.tree import Tree
from allegedly.language import Parsed


def _tags(parsed: Parsed, *parts: tuple[str, str]) -> list[str]:
    tags = ["O"] * len(parsed.doc)
    at = 0
    for role, words in parts:
        start = parsed.doc.text.index(words, at)
        at = start + len(words)
        for token in parsed.doc:
            if start <= token.idx < at:
                tags[token.i] = ("B-" if token.idx == start else "I-") + role
    return tags


class Tagged:
    """An encoding that knows its tags already."""

    def __init__(self, tags: list[str]) -> None:
        self._tags = tags

    def tags(self, statements: bool = False) -> list[str]:
        return self._tags


def test_a_run_that_goes_on_without_a_beginning_begins() -> None:
    assert [(p.role, p.tokens) for p in tagged(["O", "I-CUE", "I-CUE", "B-CUE"])] == [("CUE", (1, 3)), ("CUE", (3, 4))]


def test_parts_are_linked_with_the_nearest_of_their_kind(parse: Callable[..., Parsed]) -> None:
    parsed = parse("The mayor hopes to stay on, while critics want him gone.")
    tags = _tags(
        parsed, ("SOURCE", "The mayor"), ("CUE", "hopes"), ("CONTENT", "to stay on"), ("SOURCE", "critics"),
        ("CUE", "want"), ("CONTENT", "him gone"),
    )  # fmt: skip
    found = Linker(parsed, Tree(parsed.doc), tags).findings()
    texts = [(parsed.text(f.source), parsed.text(f.cue), len(f.content)) for f in found]  # type: ignore[arg-type]
    assert texts == [("The mayor", "hopes", 3), ("critics", "want", 2)]


def test_content_on_both_sides_of_a_cue_is_one(parse: Callable[..., Parsed]) -> None:
    parsed = parse("“We lost,” the coach said. “It happens.”")
    tags = _tags(
        parsed, ("CONTENT", "“We lost,”"), ("SOURCE", "the coach"), ("CUE", "said"), ("CONTENT", "“It happens.”")
    )
    (only,) = Linker(parsed, Tree(parsed.doc), tags).findings()
    assert len(only.content) == 10


def test_the_encoder_finds_what_the_rules_do_not(parse: Callable[..., Parsed]) -> None:
    parsed = parse("For the farmers the dam spells ruin, and the ministry has no answer.")
    tags = _tags(parsed, ("SOURCE", "the farmers"), ("CUE", "spells"), ("CONTENT", "ruin"))
    assert find_statements(parsed) == []
    (only,) = find_statements(parsed, Tagged(tags))  # type: ignore[arg-type]
    assert parsed.text(only.source) == "the farmers"  # type: ignore[arg-type]
    assert only.reasons[0].rule == "encoder:attribution"


def test_the_rules_add_what_stands_inside_what_the_encoder_found(parse: Callable[..., Parsed]) -> None:
    parsed = parse("Officials said the rebels claimed that they had taken the town.")
    tags = _tags(
        parsed, ("SOURCE", "Officials"), ("CUE", "said"),
        ("CONTENT", "the rebels claimed that they had taken the town"),
    )  # fmt: skip
    outer, inner = find_statements(parsed, Tagged(tags))  # type: ignore[arg-type]
    assert inner.within == 0
    assert parsed.text(inner.source) == "the rebels"  # type: ignore[arg-type]
    assert outer.act == "say"


def test_only_the_wide_sense_keeps_what_nobody_says(parse: Callable[..., Parsed]) -> None:
    parsed = parse("The vote is expected to be close.")
    tags = Tagged(_tags(parsed, ("CUE", "is expected"), ("CONTENT", "to be close")))
    assert find_statements(parsed, tags) == []  # type: ignore[arg-type]
    assert [s.source for s in find_statements(parsed, tags, wide=True)] == [None]  # type: ignore[arg-type]


def test_a_that_clause_is_its_own_cues_whatever_the_encoder_says(
    parse: Callable[..., Parsed],
) -> None:
    text = "Kyiv claimed that the bridge was safe. Moscow said that the bridge had been hit."
    parsed = parse(text)
    tags = _tags(
        parsed, ("SOURCE", "Kyiv"), ("CUE", "claimed"), ("CONTENT", "that the bridge was safe"),
        ("CONTENT", "that the bridge had been hit"),
    )  # fmt: skip
    kyiv, moscow = find_statements(parsed, Tagged(tags))  # type: ignore[arg-type]
    assert [parsed.text(run) for run in kyiv.content] == ["that the bridge was safe"]
    assert parsed.text(moscow.source) == "Moscow"  # type: ignore[arg-type]
    assert [parsed.text(run) for run in moscow.content] == ["that the bridge had been hit"]


def test_a_denial_that_the_encoder_overlooked_is_added(parse: Callable[..., Parsed]) -> None:
    parsed = parse("Khartoum denies supporting the mercenaries.")
    (only,) = find_statements(parsed, Tagged(["O"] * len(parsed.doc)))  # type: ignore[arg-type]
    assert (only.act, [parsed.text(run) for run in only.content]) == ("deny", ["supporting the mercenaries"])

"""The relation of a given pair in a sentence."""

from collections.abc import Callable

import pytest

from allegedly.events import Finder
from allegedly.events.pairs import relation_between
from allegedly.language import Parsed
from allegedly.records import Span

PAIRS = [
    ("The chancellor met the king in Rabat on Monday.", "The chancellor", "the king", "CONSULT"),
    ("Canada refused to extradite the banker to Peru.", "Canada", "Peru", "REJECT"),
    (
        "Rebels shelled the town, and the bishop urged the president to resign.",
        "the bishop",
        "the president",
        "REQUEST",
    ),
    ("Rebels shelled the town, and the bishop urged the president to resign.", "Rebels", "the town", "ASSAULT"),
    ("A judge in Lima convicted the former mayor.", "A judge in Lima", "the former mayor", "ACCUSE"),
]


@pytest.mark.parametrize(("text", "source", "target", "kind"), PAIRS)
def test_the_relation_is_that_of_the_pair(
    parse: Callable[..., Parsed], text: str, source: str, target: str, kind: str
) -> None:
    parsed = parse(text)
    runs = [parsed.tokens(Span(text.index(words), text.index(words) + len(words))) for words in (source, target)]
    relation = relation_between(Finder(), parsed, *runs)  # type: ignore[arg-type]
    assert relation is not None
    assert relation.type == kind
    assert relation.reasons[0].evidence is not None


def test_where_nothing_is_done_there_is_no_relation(parse: Callable[..., Parsed]) -> None:
    parsed = parse("France lies north of Spain.")
    found = relation_between(Finder(), parsed, parsed.tokens(Span(0, 6)), parsed.tokens(Span(21, 26)))  # type: ignore[arg-type]
    assert found is None

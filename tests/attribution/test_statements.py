from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from allegedly.attribution import find_statements
from allegedly.language import Parsed, Parser
from allegedly.language.encoder import Encoder
from allegedly.records import Article, Block, Span, content_id

Words = Callable[..., list]


@pytest.mark.parametrize(
    ("text", "source", "cue", "content", "kind", "act"),
    [
        (
            "The governor said the bridge would be rebuilt by spring.",
            "The governor",
            "said",
            ["the bridge would be rebuilt by spring"],
            "indirect",
            "say",
        ),
        (
            "The army said in a statement that two convoys had crossed the river on Monday.",
            "The army",
            "said",
            ["that two convoys had crossed the river on Monday"],
            "indirect",
            "say",
        ),
        (
            "A police spokesman told reporters that the road remained closed.",
            "A police spokesman",
            "told",
            ["that the road remained closed"],
            "indirect",
            "say",
        ),
        (
            "The raid, she said, had been planned for weeks.",
            "she",
            "said",
            ["The raid", "had been planned for weeks"],
            "indirect",
            "say",
        ),
        (
            "Two villages were shelled overnight, according to the regional governor.",
            "the regional governor",
            "according to",
            ["Two villages were shelled overnight"],
            "indirect",
            "say",
        ),
        (
            '"The talks failed because nobody wanted them to succeed," said Maria Lopez, a former envoy.',
            "Maria Lopez, a former envoy",
            "said",
            ["The talks failed because nobody wanted them to succeed"],
            "direct",
            "say",
        ),
        (
            'The mayor called the shelling "a cowardly act" by the militia.',
            "The mayor",
            "called",
            ['the shelling "a cowardly act" by the militia'],
            "mixed",
            "say",
        ),
        (
            "Ankara accused Athens of violating its airspace.",
            "Ankara",
            "accused",
            ["Athens of violating its airspace"],
            "indirect",
            "accuse",
        ),
        (
            "The minister was accused by the opposition of taking bribes.",
            "the opposition",
            "accused",
            ["The minister", "of taking bribes"],
            "indirect",
            "accuse",
        ),
        (
            "The group denied involvement in the kidnapping.",
            "The group",
            "denied",
            ["involvement in the kidnapping"],
            "indirect",
            "deny",
        ),
        (
            "The union promised to call off the strike.",
            "The union",
            "promised",
            ["to call off the strike"],
            "indirect",
            "promise",
        ),
        (
            "The envoy urged both sides to return to the table.",
            "The envoy",
            "urged",
            ["both sides to return to the table"],
            "indirect",
            "request",
        ),
    ],
)
def test_a_cue_gives_its_source_and_content(
    said: Words, text: str, source: str, cue: str, content: list[str], kind: str, act: str
) -> None:
    first = said(text)[0]
    assert (first.source, first.cue, first.content, first.kind, first.act) == (source, cue, content, kind, act)


def test_the_cue_tells_how_sure_its_content_is(said: Words) -> None:
    by_act = {
        s.act: s.certainty
        for text in (
            "Kofi Mensah said the port was closed.",
            "Analysts believe the port will stay closed.",
            "Police suspect that the fire was set.",
            "Lawyers asked whether the port was closed.",
        )
        for s in said(text)
    }
    assert by_act == {"say": "certain", "think": "probable", "ask": "unknown"} | {"think": by_act["think"]}
    assert said("Police suspect that the fire was set.")[0].certainty == "possible"
    assert said("Analysts believe the port will stay closed.")[0].certainty == "probable"


@pytest.mark.parametrize(
    "text",
    [
        "Three people were reportedly hurt in the blast.",
        "It is claimed that the fire was set on purpose.",
        "Reports say that the bridge has collapsed.",
        "The car drove on and hit the wall.",
        "The plan went ahead according to schedule.",
    ],
)
def test_what_nobody_in_particular_says_is_no_statement(said: Words, text: str) -> None:
    assert said(text) == []


def test_speech_within_speech_is_nested(said: Words) -> None:
    outer, inner = said("Officials said the rebels claimed that they had taken the town.")
    assert (outer.source, inner.source) == ("Officials", "the rebels")
    assert (outer.within, inner.within) == (None, 0)


def test_thoughts_of_the_speaker_are_no_statement_of_their_own(said: Words) -> None:
    assert [s.cue for s in said('"I think we know what we want," the captain said.')] == ["said"]


def test_a_second_verb_of_saying_goes_on_with_the_speaker(said: Words) -> None:
    found = said("The ministry said the ship was unarmed and claimed that its crew were fishermen.")
    assert {s.cue: s.source for s in found} == {"said": "The ministry", "claimed": "The ministry"}
    assert all(s.within is None for s in found)


def test_a_cited_source_says_what_the_report_says(said: Words) -> None:
    found = said("The agency, citing two port officials, reported that the ship had sunk.")
    assert {s.source for s in found} == {"The agency", "two port officials"}
    assert {s.within for s in found} == {None, next(n for n, s in enumerate(found) if s.source == "The agency")}


def test_the_antecedent_speaks_for_who(said: Words) -> None:
    found = said("The commander, who said his men had withdrawn, left the city.")
    assert found[0].source == "The commander"


def test_captions_are_read_and_headlines_are_not(parser: Parser) -> None:
    texts = ("The mayor says the dam is safe", "The engineer says the dam will break", "The dam is old.")
    text = "\n\n".join(texts)
    starts = [text.index(t) for t in texts]
    blocks = tuple(
        Block(role=role, spans=(Span(start, start + len(part)),))
        for role, start, part in zip(("headline", "caption", "body"), starts, texts, strict=True)
    )
    parsed = parser.parse(Article(id=content_id(text), text=text, blocks=blocks))
    assert [parsed.text(s.source) for s in find_statements(parsed) if s.source] == ["The engineer"]


def test_a_user_adds_cues(said: Words, tmp_path) -> None:
    text = "The minister burbled that the war was over."
    assert said(text) == []
    row = "burble\tverb\tsay\tpossible\tthat quote\n"
    (tmp_path / "cues.tsv").write_text("word\tpos\tact\tcertainty\tframes\n" + row, encoding="utf-8")
    found = said(text, tables=(tmp_path,))
    assert [(s.cue, s.certainty) for s in found] == [("burbled", "possible")]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.sampled_from(
            [
                "The mayor said ",
                "“We left",
                '" ',
                "he added",
                ", ",
                ". ",
                "‘",
                "’",
                "that it rained",
                "\n\n",
                "— Ann Lee",
                ": ",
            ]
        ),
        max_size=14,
    )
)
def test_contents_lie_in_the_text_and_nesting_has_no_circle(parse: Callable[..., Parsed], parts: list[str]) -> None:
    parsed = parse("The mayor said it rained. " + "".join(parts))
    found = find_statements(parsed)
    for statement in found:
        runs = statement.content
        assert runs
        assert all(0 <= r.start < r.end <= len(parsed.doc) for r in runs)
        assert all(a.end <= b.start for a, b in pairwise(runs))
        assert all(parsed.spans(r) for r in runs)
        depth, outer = 0, statement.within
        while outer is not None:
            depth, outer = depth + 1, found[outer].within
            assert depth <= len(found)


def test_the_headline_adds_no_statement_that_the_body_has() -> None:
    headline = "Norland accuses Sudmark of shelling its ports"
    text = f"{headline}\n\nNorland on Monday accused Sudmark of shelling its ports."
    blocks = (
        Block(role="headline", spans=(Span(0, len(headline)),)),
        Block(role="body", spans=(Span(len(headline) + 2, len(text)),)),
    )
    parsed = Parser().parse(Article(id=content_id(text), text=text, language="en", blocks=blocks))
    found = find_statements(parsed, Encoder().encode(parsed))
    assert [parsed.text(s.cue) for s in found if s.cue] == ["accused"]

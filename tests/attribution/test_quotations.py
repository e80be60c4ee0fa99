from collections.abc import Callable

import pytest

from allegedly.attribution.quotes import find_quotations
from allegedly.attribution.tree import Tree
from allegedly.language import Parsed, Parser
from allegedly.records import Article, Block, Span, content_id

Words = Callable[..., list]


@pytest.mark.parametrize(
    "text",
    [
        'The judge said: "The court has no choice but to close the case."',
        "The judge said: “The court has no choice but to close the case.”",
        "The judge said: «The court has no choice but to close the case.»",
        "The judge said: „The court has no choice but to close the case.“",
        "The judge said: ‘The court has no choice but to close the case.’",
        "The judge said: 'The court has no choice but to close the case.'",
        "The judge said: ''The court has no choice but to close the case.''",
    ],
)
def test_every_sort_of_mark_is_read(said: Words, text: str) -> None:
    (only,) = said(text)
    assert only.source == "The judge"
    assert only.kind == "direct"
    assert only.content == ["The court has no choice but to close the case."]


def test_apostrophes_open_nothing(parse: Callable[..., Parsed]) -> None:
    parsed = parse("The workers' union said it didn't want the owners' money, and the '90s were over.")
    assert find_quotations(parsed, Tree(parsed.doc)) == []


def test_a_broken_quotation_is_one_statement(said: Words) -> None:
    (only,) = said('"We came at dawn," the driver said. "Nobody was left. We buried eleven people."')
    assert only.content == ["We came at dawn", "Nobody was left. We buried eleven people."]
    assert only.kind == "direct"


def test_a_quotation_runs_on_over_paragraphs(said: Words) -> None:
    text = (
        'Colonel Omar Haddad said: "The road is open and the convoys are moving again.\n\n'
        '"We expect the first trucks tonight, and more will follow in the morning."'
    )
    (only,) = said(text)
    assert only.source == "Colonel Omar Haddad"
    assert len(only.content) == 2
    assert only.content[1].startswith("We expect the first trucks")


def test_a_page_break_inside_a_quotation_does_no_harm(parser: Parser) -> None:
    text = (
        'The general said: "We will drive them out of the valley and\n\n12 Weekly Herald\n\n'
        'across the border before winter."'
    )
    first, last = text.index("The general"), text.index("and\n") + 3
    second = text.index("across")
    blocks = (
        Block(role="body", spans=(Span(first, last), Span(second, len(text)))),
        Block(role="boilerplate", spans=(Span(last + 2, second - 2),)),
    )
    parsed = parser.parse(Article(id=content_id(text), text=text, blocks=blocks))
    from allegedly.attribution import find_statements

    (only,) = find_statements(parsed)
    spans = [s.of(text) for run in only.content for s in parsed.spans(run)]
    assert spans == ["We will drive them out of the valley and", "across the border before winter."]


def test_a_page_break_that_the_reader_took_for_a_paragraph_does_no_harm(said: Words) -> None:
    (only,) = said('The general said: "We will drive them out of the valley and\n\nacross the border before winter."')
    assert " ".join(only.content).endswith("before winter.")


def test_a_lost_closing_mark_does_not_swallow_the_article(said: Words) -> None:
    text = (
        'The nurse said: "We had no water for three days.\n\n'
        "The ministry denied that the hospital was short of water.\n\nThe siege began in March."
    )
    found = said(text)
    assert [s.source for s in found] == ["The nurse", "The ministry"]
    assert found[0].content == ["We had no water for three days."]


def test_a_lost_opening_mark_does_no_harm(said: Words) -> None:
    found = said('We had no water for three days," the nurse said. The ministry said it was sorry.')
    assert [s.source for s in found] == ["the nurse", "The ministry"]


def test_a_quotation_without_a_cue_stays_with_the_speaker_before(said: Words) -> None:
    text = (
        "Governor Tadele Bekele blamed the floods on the dam.\n\n"
        '"Nobody warned us, and nobody came to help when the water rose over the fields."'
    )
    found = said(text)
    assert found[-1].source == "Governor Tadele Bekele"
    assert found[-1].cue is None
    assert found[-1].implied


@pytest.mark.parametrize(
    ("text", "source"),
    [
        (
            '"The harvest is lost and the wells are dry in every village here." — Amina Diallo, farmer',
            "Amina Diallo, farmer",
        ),
        ('Amina Diallo: "The harvest is lost and the wells are dry in every village here."', "Amina Diallo"),
    ],
)
def test_a_signature_or_label_names_the_speaker(said: Words, text: str, source: str) -> None:
    (only,) = said(text)
    assert only.source == source
    assert only.kind == "direct"


def test_words_held_up_with_tongs_are_no_speech(parse: Callable[..., Parsed]) -> None:
    parsed = parse('The so-called "peace camp" was cleared by the police.')
    assert [q.is_speech for q in find_quotations(parsed, Tree(parsed.doc))] == [False]

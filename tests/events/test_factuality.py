"""Certainty, polarity and tense, as the innermost voice has it."""

import pytest

from allegedly.events.factuality import load_judge
from allegedly.events.syntax import Syntax
from allegedly.language import Parser

CASES = [
    ("The army attacked the village.", "attacked", "certain", "+", "past"),
    ("The army did not attack the village.", "attack", "certain", "-", "past"),
    ("The army is attacking the village.", "attacking", "certain", "+", "present"),
    ("The army will attack the village.", "attack", "certain", "+", "future"),
    ("The army may attack the village.", "attack", "possible", "+", "future"),
    ("The army might have attacked the village.", "attacked", "possible", "+", "past"),
    ("The army reportedly attacked the village.", "attacked", "probable", "+", "past"),
    ("The army allegedly attacked the village.", "attacked", "possible", "+", "past"),
    ("The army tried to seize the village.", "seize", "unknown", "+", "future"),
    ("The army failed to seize the village.", "seize", "certain", "-", "past"),
    ("The army managed to seize the village.", "seize", "certain", "+", "past"),
    ("The army plans to seize the village.", "seize", "probable", "+", "future"),
    ("The minister called for talks.", "talks", "unknown", "+", "future"),
    ("The minister urged the rebels to withdraw.", "withdraw", "unknown", "+", "future"),
    ("The minister denied that troops had attacked the village.", "attacked", "certain", "-", "past"),
    ("If the army attacks the village, people will flee.", "attacks", "unknown", "+", "future"),
    ("The police prevented an attack on the embassy.", "attack", "certain", "-", "future"),
    ("Did the army attack the village?", "attack", "unknown", "+", "past"),
    ("The soldiers blew up a bridge to slow the advance.", "slow", "unknown", "+", "future"),
    ("No attack was carried out on Sunday.", "attack", "certain", "-", "past"),
    ("The rebels were forced to leave the town.", "leave", "certain", "+", "past"),
    ("The firm announced that it has closed the mine.", "closed", "certain", "+", "past"),
    ("I would like to thank the nurses.", "thank", "certain", "+", "present"),
    ("The committee refused to meet the envoy.", "meet", "certain", "-", "future"),
    ("Officials believe that the rebels killed him.", "killed", "probable", "+", "past"),
    ("The alleged attack took place on Monday.", "attack", "possible", "+", "past"),
]


@pytest.mark.parametrize(("sentence", "word", "certainty", "polarity", "tense"), CASES)
def test_a_predicate_is_judged(
    parser: Parser, sentence: str, word: str, certainty: str, polarity: str, tense: str
) -> None:
    syntax = Syntax(parser.pipeline(sentence))
    fact = load_judge().judge(syntax, syntax.text.index(word))
    assert (fact.certainty, fact.polarity, fact.tense) == (certainty, polarity, tense), fact.steps


def test_the_cue_of_the_voice_lowers_what_is_said(parser: Parser) -> None:
    syntax = Syntax(parser.pipeline("The rebels killed him."))
    assert load_judge().judge(syntax, 2, "probable").certainty == "probable"


def test_the_score_is_ordered_like_the_certainty(parser: Parser) -> None:
    def score(sentence: str) -> float:
        syntax = Syntax(parser.pipeline(sentence))
        return load_judge().judge(syntax, next(i for i, w in enumerate(syntax.lemma) if w == "attack")).score

    surely, perhaps, not_at_all = (
        score(s) for s in ("They attacked us.", "They might attack us.", "They did not attack us.")
    )
    assert 3 >= surely > perhaps > 0 > not_at_all >= -3


def test_each_step_names_a_word_of_the_sentence(parser: Parser) -> None:
    syntax = Syntax(parser.pipeline("They may not have tried to attack us."))
    fact = load_judge().judge(syntax, syntax.text.index("attack"))
    assert fact.steps
    assert all(0 <= at < len(syntax.text) for _, at in fact.steps)


@pytest.mark.parametrize(
    ("sentence", "word", "certainty", "polarity"),
    [
        ("The army pretended to attack the town.", "attack", "certain", "-"),
        ("It is reported that rebels attacked the town.", "attacked", "probable", "+"),
        ("Police looked into claims that soldiers murdered villagers.", "murdered", "possible", "+"),
        ("Police looked into Mali's claims that soldiers murdered villagers.", "murdered", "certain", "+"),
        ("The doctors alleged that he was poisoned.", "poisoned", "certain", "+"),
    ],
)
def test_pretence_and_reports_of_nobody(
    parser: Parser, sentence: str, word: str, certainty: str, polarity: str
) -> None:
    syntax = Syntax(parser.pipeline(sentence))
    fact = load_judge().judge(syntax, syntax.text.index(word))
    assert (fact.certainty, fact.polarity) == (certainty, polarity), fact.steps

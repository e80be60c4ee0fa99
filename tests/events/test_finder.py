"""Events of whole sentences: type, parties, voice, casualties, and the reasons for each."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allegedly.drafts import EventDraft, StatementDraft, Tokens
from allegedly.events import PLOVER, find_events, why_not
from allegedly.language import Parsed, Parser
from allegedly.records import Article

Parse = Callable[..., Parsed]


def code(parse: Parse, text: str, statements: list[StatementDraft] | None = None) -> tuple[Parsed, list[EventDraft]]:
    parsed = parse(text)
    return parsed, find_events(parsed, statements or [])


def event(parse: Parse, text: str, kind: str) -> tuple[Parsed, EventDraft]:
    parsed, events = code(parse, text)
    found = [e for e in events if e.type == kind]
    assert found, [(e.type, parsed.text(e.trigger)) for e in events]
    return parsed, found[0]


def texts(parsed: Parsed, runs: list[Tokens]) -> list[str]:
    return [parsed.text(run) for run in runs]


PARTIES = [
    ("Russian jets bombed rebels near Aleppo on Monday.", "ASSAULT", ["Russian jets"], ["rebels"]),
    ("Three soldiers were killed by gunmen in Mali.", "ASSAULT", ["gunmen"], ["Three soldiers"]),
    ("Ankara accused Damascus of shelling a village.", "ACCUSE", ["Ankara"], ["Damascus"]),
    ("Ankara accused Damascus of shelling a village.", "ASSAULT", ["Damascus"], ["a village"]),
    (
        "France and Germany condemned the government of Belarus.",
        "ACCUSE",
        ["France", "Germany"],
        ["the government of Belarus"],
    ),
    ("The mayor urged the police to release the students.", "REQUEST", ["The mayor"], ["the police"]),
    ("The rebels who seized the town killed the mayor.", "ASSAULT", ["The rebels"], ["the town"]),
    ("Police arrested four activists in Minsk.", "COERCE", ["Police"], ["four activists"]),
]


@pytest.mark.parametrize(("text", "kind", "actors", "recipients"), PARTIES)
def test_parties_stand_where_the_syntax_puts_them(
    parse: Parse, text: str, kind: str, actors: list[str], recipients: list[str]
) -> None:
    parsed, found = event(parse, text, kind)
    assert (texts(parsed, found.actors), texts(parsed, found.recipients)) == (actors, recipients)


def test_those_who_act_alike_are_all_actors(parse: Parse) -> None:
    parsed, found = event(parse, "The French president met the German chancellor in Berlin on Monday.", "CONSULT")
    assert texts(parsed, found.actors) == ["The French president", "the German chancellor"]
    assert found.recipients == []


def test_what_is_still_to_come_of_cooperation_is_agreement(parse: Parse) -> None:
    _, found = event(parse, "Germany will send medicine and food to the government of Ukraine.", "AGREE")
    assert (found.certainty, found.polarity, found.tense) == ("certain", "+", "future")


def test_a_denial_is_a_rejection_and_the_denied_event_did_not_happen(parse: Parse) -> None:
    _, events = code(parse, "Russia denied that its warplanes had bombed the hospital in Idlib.")
    by_type = {e.type: e for e in events}
    assert (by_type["REJECT"].polarity, by_type["ASSAULT"].polarity) == ("+", "-")


def test_the_content_of_a_threat_is_not_coded_again(parse: Parse) -> None:
    _, events = code(parse, "Iran threatened to attack Israel on Sunday.")
    assert [e.type for e in events] == ["THREATEN"]


def test_the_voice_is_the_statement_that_holds_the_trigger(parse: Parse) -> None:
    parsed = parse("The ministry said rebels killed two soldiers in Mali.")
    said = StatementDraft(source=Tokens(0, 2), cue=Tokens(2, 3), content=(Tokens(3, 9),), kind="indirect")
    found = [e for e in find_events(parsed, [said]) if e.type == "ASSAULT"]
    assert [e.voice for e in found] == [(0,)]


@pytest.mark.parametrize(
    ("text", "dead", "injured"),
    [
        ("Gunmen killed at least four soldiers in Mali.", (4, None), None),
        ("A bomb killed two or three civilians and wounded dozens of people in Kabul.", (2, 3), (24, None)),
        ("Rebels killed 1,200 people in the town.", (1200, 1200), None),
        ("Militants killed a soldier in the north of Mali.", (1, 1), None),
        ("Shelling killed twenty-one civilians in Homs.", (21, 21), None),
    ],
)
def test_casualties_are_counted_as_the_words_have_them(
    parse: Parse, text: str, dead: tuple[int, int | None], injured: tuple[int, int | None] | None
) -> None:
    _, events = code(parse, text)
    deaths = next((e.dead for e in events if e.dead), None)
    wounds = next((e.injured for e in events if e.injured), None)
    assert deaths is not None
    assert (deaths.min, deaths.max) == dead
    assert ((wounds.min, wounds.max) if wounds else None) == injured


def test_plain_saying_is_no_event(parse: Parse) -> None:
    assert code(parse, "The minister told reporters that the weather was fine.")[1] == []


def test_every_field_has_its_reason(parse: Parse) -> None:
    _, found = event(parse, "Police arrested four activists in Minsk.", "COERCE")
    fields = {reason.field for reason in found.reasons}
    assert {"type", "mode", "actors", "recipients", "certainty", "polarity", "tense"} <= fields
    assert any(reason.rule.startswith("frames/coerce.toml:") for reason in found.reasons)
    assert found.cameo == "173"
    assert 0 < found.confidence < 1


def test_why_not_names_the_condition_that_failed(parse: Parse) -> None:
    parsed = parse("The union held a hunger campaign and fired its accountant at noon.")
    reasons = why_not(parsed, parsed.sentences[0])
    assert any("lacks the condition" in reason.detail for reason in reasons)
    assert why_not(parse("The weather was fine."), Tokens(0, 5)) == []


def test_coding_twice_gives_the_same(parse: Parse) -> None:
    text = "Rebels attacked Goma. The army said it would retaliate. Talks between both sides failed."
    assert code(parse, text)[1] == code(parse, text)[1]


WORDS = (
    "Russia",
    "rebels",
    "killed",
    "attacked",
    "the",
    "talks",
    "with",
    "and",
    "said",
    "that",
    "will",
    "not",
    ".",
    "two",
    "of",
    '"',
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=25))
def test_any_text_is_coded_within_its_tokens(parser: Parser, words: list[str]) -> None:
    text = " ".join(words)
    parsed = parser.parse(Article(id="x", text=text))
    for found in find_events(parsed, []):
        assert found.type in PLOVER.types
        assert found.mode is None or found.mode in PLOVER.modes(found.type)
        for run in (found.trigger, *found.actors, *found.recipients):
            assert 0 <= run.start < run.end <= len(parsed.doc)
        assert found.head in found.trigger


@pytest.mark.parametrize(
    "text",
    [
        "Two bombs killed nine people in Gao on Monday.",
        "Nine people were killed and twenty were wounded in Gao on Monday.",
    ],
)
def test_one_use_of_force_is_one_event(parse: Parse, text: str) -> None:
    parsed, found = code(parse, text)
    assert [parsed.text(e.trigger) for e in found if e.type == "ASSAULT"] == ["killed"]


def test_no_day_is_a_party(parse: Parse) -> None:
    parsed, found = event(parse, "France condemned the attack on Thursday.", "ACCUSE")
    assert "Thursday" not in texts(parsed, [*found.actors, *found.recipients])


def test_who_is_accused_did_what_the_accusation_says(parse: Parse) -> None:
    text = "Mali's army on Tuesday accused the coalition of bombing the village of Tin."
    parsed, found = event(parse, text, "ASSAULT")
    assert texts(parsed, found.actors) == ["the coalition"]

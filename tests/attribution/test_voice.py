from collections.abc import Callable

from allegedly.attribution import find_statements, voice_of
from allegedly.language import Parsed


def _token(parsed: Parsed, word: str) -> int:
    return next(t.i for t in parsed.doc if t.text == word)


def test_voices_come_outermost_first(parse: Callable[..., Parsed]) -> None:
    parsed = parse("Some villagers believe that the army burned the barn, according to The Daily Post.")
    statements = find_statements(parsed)
    voices = voice_of(parsed, statements, _token(parsed, "burned"))
    names = [parsed.text(statements[n].source) for n in voices]  # type: ignore[arg-type]
    assert names == ["The Daily Post", "Some villagers"]


def test_a_cue_stands_on_its_reporters_word(parse: Callable[..., Parsed]) -> None:
    parsed = parse("Officials said the rebels claimed that they had seized the town.")
    statements = find_statements(parsed)
    assert voice_of(parsed, statements, _token(parsed, "said")) == ()
    (only,) = voice_of(parsed, statements, _token(parsed, "claimed"))
    assert parsed.text(statements[only].source) == "Officials"  # type: ignore[arg-type]
    assert len(voice_of(parsed, statements, _token(parsed, "seized"))) == 2


def test_the_article_speaks_outside_statements(parse: Callable[..., Parsed]) -> None:
    parsed = parse("Shells hit the market. The mayor said ten people died.")
    statements = find_statements(parsed)
    assert voice_of(parsed, statements, _token(parsed, "hit")) == ()

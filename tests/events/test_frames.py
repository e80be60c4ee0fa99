"""The frame tables: every example that stands with a frame is coded by it, and a malformed table is refused."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from allegedly import tables
from allegedly.errors import AllegedlyError
from allegedly.events import PLOVER, Finder
from allegedly.events.confidence import record
from allegedly.events.frames import PACKAGE, FrameFile, load_frames, parse_need, split_pattern, table_names
from allegedly.events.matching import Matcher
from allegedly.events.relations import FLAGS
from allegedly.events.syntax import Syntax
from allegedly.language import Parser


def examples() -> Iterator[tuple[str, str, str]]:
    for name in table_names():
        for file in tables.toml(PACKAGE, name, FrameFile):
            for entry in file.frame:
                for sentence in entry.examples:
                    yield name, entry.type or file.type, sentence


def test_every_example_evokes_its_type(parser: Parser) -> None:
    finder = Finder()
    rows = list(examples())
    wrong = []
    for (name, kind, sentence), doc in zip(rows, parser.pipeline.pipe([row[2] for row in rows]), strict=True):
        syntax = Syntax(doc)
        matcher = Matcher(syntax, finder.frames, finder.lexicon)
        found = [m.frame.type for m in map(matcher.match, matcher.candidates(0, len(syntax.lemma))) if m]
        if kind not in found:
            wrong.append((name, sentence, found))
    assert not wrong


def test_a_sure_frame_counts_as_right_a_dozen_times_beside_its_record() -> None:
    sure = next(frame for frame in load_frames().frames if frame.sure and frame.lemma == "shell")
    doubted = replace(sure, sure=False)
    assert record(sure, (0, 0), 0.3, 3.0) > 0 > record(doubted, (0, 0), 0.3, 3.0)
    assert record(sure, (0, 40), 0.3, 3.0) < 0  # but not against all evidence


def test_frames_of_one_pattern_have_names_of_their_own() -> None:
    names = {frame.name for frame in load_frames().frames if frame.lemma == "kill" and frame.pos == "verb"}
    assert "frames/assault.toml:kill (verb) word=blast|explosion|bomb" in names
    assert len(names) >= 3


def test_there_is_a_table_for_each_of_the_sixteen_types() -> None:
    assert {frame.type for frame in load_frames().frames} == set(PLOVER.types)
    assert len(PLOVER.types) == 16


def test_all_modes_of_frames_are_modes_of_their_type() -> None:
    assert all(f.mode is None or f.mode in PLOVER.modes(f.type) for f in load_frames().frames)


def test_all_classes_that_conditions_name_are_in_the_noun_table() -> None:
    finder = Finder()
    known = {*finder.lexicon.classes, "party", "country", "pronoun"}
    for frame in finder.frames.frames:
        for need in frame.needs:
            assert set(need.classes) <= known, frame.name
            assert need.relation not in FLAGS or not need.lemmas, frame.name


@pytest.mark.parametrize(
    ("pos", "pattern", "head", "others"),
    [
        ("verb", "call for", "call", ("for",)),
        ("noun", "hunger strike", "strike", ("hunger",)),
        ("noun", "show of force", "show", ("of", "force")),
        ("adj", "regrettable", "regrettable", ()),
    ],
)
def test_a_pattern_names_the_word_that_carries_the_syntax(
    pos: str, pattern: str, head: str, others: tuple[str, ...]
) -> None:
    assert split_pattern(pos, pattern) == (head, others)


def test_a_condition_is_read_in_its_three_parts() -> None:
    need = parse_need("!obj:party|armed=nerve")
    assert (need.relation, need.absent, need.classes, need.lemmas) == ("obj", True, ("party", "armed"), ("nerve",))


@pytest.mark.parametrize(
    "text",
    [
        'type = "FIGHT"\n[[frame]]\nverbs = ["x"]\nexamples = []',
        'type = "AID"\n[[frame]]\nverbs = ["x"]\nmode = "arrest"\nexamples = []',
        'type = "AID"\n[[frame]]\nexamples = []',
        'type = "AID"\n[[frame]]\nverbz = ["x"]\nexamples = []',
        "type = ",
    ],
)
def test_a_malformed_table_is_refused_by_name(tmp_path: Path, text: str) -> None:
    (tmp_path / "frames").mkdir()
    (tmp_path / "frames" / "aid.toml").write_text(text, encoding="utf-8")
    with pytest.raises(AllegedlyError, match=r"aid\.toml"):
        load_frames([tmp_path])


def test_users_add_frames_of_their_own(tmp_path: Path, parser: Parser) -> None:
    (tmp_path / "frames").mkdir()
    (tmp_path / "frames" / "assault.toml").write_text(
        'type = "ASSAULT"\n[[frame]]\nverbs = ["zap"]\nmode = "other"\nexamples = []', encoding="utf-8"
    )
    finder = Finder([tmp_path])
    assert finder.frames.of("verb", "zap")[0].mode == "other"
    assert finder.frames.of("verb", "kill")

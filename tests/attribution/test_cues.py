import pytest

from allegedly.attribution.cues import lexicon
from allegedly.attribution.frames import BARE_FRAMES, FINDERS, OBJECT_FRAMES
from allegedly.errors import AllegedlyError

KNOWN = {name for name, _ in FINDERS if name} | set(BARE_FRAMES) | {f"obj-{p}" for p in OBJECT_FRAMES}


def test_every_frame_of_the_table_is_one_that_the_rules_know() -> None:
    words = lexicon()
    entries = [e for kind in (words.verbs, words.nouns, words.adjectives) for es in kind.values() for e in es]
    assert len(entries) > 250
    assert {f for e in entries for f in e.frames} <= KNOWN | {"quote"}


def test_the_acts_that_users_ask_for_are_all_there() -> None:
    acts = {e.act for es in lexicon().verbs.values() for e in es}
    asked = "say claim accuse deny confirm ask demand promise threaten warn praise apologise think want"
    assert acts >= set(asked.split(" "))


def test_an_act_that_there_is_not_is_refused(tmp_path) -> None:
    (tmp_path / "cues.tsv").write_text("word\tpos\tact\nhum\tverb\tsing\n", encoding="utf-8")
    with pytest.raises(AllegedlyError, match=r"cues\.tsv:2"):
        lexicon((tmp_path,))

"""The tables of the room: complete, and open to users."""

from pathlib import Path

import pytest

from allegedly.errors import AllegedlyError
from allegedly.times import tag
from allegedly.times.grammar import load
from allegedly.times.readings import READINGS


def test_every_rule_is_read_by_a_reading_and_every_reading_is_used():
    used = {compiled.rule.reads for compiled in load().rules}
    assert used == set(READINGS)


def test_users_add_words_patterns_and_holidays(tmp_path: Path):
    (tmp_path / "words.tsv").write_text("word\tclass\tvalue\tcapital\nfortnights\tunits\tFN\n", encoding="utf-8")
    (tmp_path / "holidays.toml").write_text('[[holiday]]\nnames = ["nowruz"]\ndate = "03-20"\n', encoding="utf-8")
    (tmp_path / "patterns.toml").write_text(
        '[[rule]]\nname = "on-the-eve"\npattern = "yesteryear"\nreads = "past_reference"\n', encoding="utf-8"
    )
    text = "At Nowruz, and in yesteryear, he spoke."
    assert [f.value for f in tag(text, "2017-10-11", tables=[tmp_path])] == ["2017-03-20", "PAST_REF"]
    assert tag(text, "2017-10-11") == []


@pytest.mark.parametrize(
    "rule",
    [
        'pattern = "{nosuchclass}"\nreads = "day"',
        'pattern = "<nosuchmacro>"\nreads = "day"',
        'pattern = "( may"\nreads = "day"',
        'pattern = "may"\nreads = "nosuchreading"',
        'pattern = "may"',
    ],
)
def test_a_faulty_rule_is_named(tmp_path: Path, rule: str):
    (tmp_path / "patterns.toml").write_text(f'[[rule]]\nname = "mine"\n{rule}\n', encoding="utf-8")
    with pytest.raises(AllegedlyError, match=r"T01"):
        tag("in may", "2017-10-11", tables=[tmp_path])


def test_a_value_that_does_not_fit_its_class_is_named(tmp_path: Path):
    (tmp_path / "words.tsv").write_text("word\tclass\tvalue\nmonat\tmonth\t13\n", encoding="utf-8")
    with pytest.raises(AllegedlyError, match="monat"):
        tag("in may", "2017-10-11", tables=[tmp_path])

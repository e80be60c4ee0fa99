"""What is exported comes back: the same lines, byte for byte, by way of an archive."""

import csv
import io

from any_records import articles
from click.testing import CliRunner
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from allegedly.archive import Archive
from allegedly.cli import Commands, main
from allegedly.codec import encode, encode_lines


def run(*arguments, stdin=None):
    return CliRunner().invoke(main, [str(a) for a in arguments], input=stdin)


@settings(max_examples=settings.default.max_examples // 4, phases=[Phase.generate])  # shrinking would take minutes
@given(st.lists(articles(), max_size=3, unique_by=lambda a: a.text))
def test_what_was_exported_is_exported_again_byte_for_byte(tmp_path_factory, records):
    folder = tmp_path_factory.mktemp("archives")
    one, other = folder / "one.db", folder / "other.db"
    with Archive.open(one) as archive:
        for record in records:
            archive.put(record)
    first = run("export", one)
    assert sorted(first.stdout_bytes.splitlines(keepends=True)) == sorted(encode_lines(records))
    taken = run("import", other, "-", stdin=first.stdout_bytes)
    assert taken.exit_code == (0 if records else 3)
    assert run("export", other).stdout_bytes == first.stdout_bytes


def test_importing_twice_changes_nothing(tmp_path, article):
    lines = tmp_path / "coded.jsonl"
    lines.write_bytes(encode(article) + b"\n")
    assert run("import", tmp_path / "a.db", lines).exit_code == 0
    again = run("import", tmp_path / "a.db", lines)
    assert "in 1 · coded 0 · duplicates 1" in again.stderr


def test_a_line_that_is_no_record_is_a_failure_and_the_others_come_in(tmp_path, article):
    lines = tmp_path / "coded.jsonl"
    lines.write_bytes(b'{"text": 3}\n' + encode(article) + b"\n")
    taken = run("import", tmp_path / "a.db", lines)
    assert taken.exit_code == 1
    assert "coded 1 · duplicates 0 · failed 1" in taken.stderr
    assert "coded.jsonl:1: the line is not a JSON object" in run("failures", tmp_path / "a.db").stdout


def test_export_says_what_it_left_out(tmp_path, article):
    with Archive.open(tmp_path / "a.db") as archive:
        archive.put(article)
    plain = run("export", tmp_path / "a.db", "--format", "polecat")
    assert "2 on somebody's word" in plain.stderr
    everything = run("export", tmp_path / "a.db", "--format", "polecat", "--include-claims", "--any-certainty")
    assert everything.stderr == ""
    assert len(list(csv.DictReader(io.StringIO(everything.stdout)))) == 3
    certain = run("export", tmp_path / "a.db", "--format", "csv", "--certain-only")
    assert "1 denied, unsure or to come" in certain.stderr


def test_binary_formats_go_to_files_and_to_standard_output(tmp_path, article):
    with Archive.open(tmp_path / "a.db") as archive:
        archive.put(article)
    assert run("export", tmp_path / "a.db", "--format", "parquet").stdout_bytes[:4] == b"PAR1"
    run("export", tmp_path / "a.db", "--format", "parquet", "-o", tmp_path / "a.parquet")
    assert (tmp_path / "a.parquet").read_bytes()[:4] == b"PAR1"


def test_import_is_a_command_though_the_word_is_pythons():
    assert Commands.load("import").name == "import"

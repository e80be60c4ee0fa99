"""Each bad file gives one line with file, cause and remedy; the rest of the batch is coded; the account adds up."""

import os
import re
import sys
from pathlib import Path

import pytest
from newsroom import EGYPT, GERMAN, NORWAY, Account, account

from allegedly.codec import decode

sys.path.insert(0, str(Path(__file__).parents[1] / "reading"))
import make_pdf

from allegedly.reading import paths

PICTURE = make_pdf.assemble(
    [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Resources << /XObject << /I 4 0 R >> >> "
        b"/Contents 5 0 R >>",
        b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>"
        b"\nstream\n\x80\nendstream",
        b"<< /Length 30 >>\nstream\nq 90 0 0 90 5 5 cm /I Do Q     \nendstream",
    ]
)
TURKISH = "Turkish police arrested Şükrü Yılmaz and İbrahim Çağlar in Diyarbakır on Monday, the ministry said."
FRENCH = "France's President Émile Durand accused the rebels in Orléans of attacking a café on Monday."

#: File → its bytes and what the line must say: the cause, and a word of the remedy.
FAULTS = {
    "empty.txt": (b"", "holds no text (0 bytes)", "downloaded completely", "R01"),
    "blank.txt": (b" \n\t\r\n", "holds no text", "downloaded completely", "R01"),
    "zero.pdf": (b"", "holds no text (0 bytes)", "downloaded completely", "R01"),
    "binary.dat": (bytes(range(256)) * 40, "binary", "convert it", "R03"),
    "report.docx": (b"PK\x03\x04" + bytes(500), "docx", "convert it", "R03"),
    "scan.pdf": (PICTURE, "pages but no text (1 page)", "OCR", "R05"),
    "cut.pdf": (make_pdf.article()[:400], "damaged or cut off", "new PDF", "R06"),
    "half.utf16": (b"\xff\xfeA\x00B", "not valid in any encoding", "UTF-8", "R04"),
    "row.jsonl": (b'{"title": "no text"}\n', "has no `text`", "docs/formats", "R08"),
    "feed.rss": (b'<?xml version="1.0"?><rss version="2.0"><channel></channel></rss>', "no entry", "fetch", "R09"),
}


def complaints(stderr: str) -> list[str]:
    return [
        line for line in stderr.splitlines() if line.startswith("allegedly: ") and re.search(r"\[[A-Z]\d\d\]$", line)
    ]


@pytest.mark.parametrize("name", FAULTS)
def test_a_bad_file_gives_one_line_and_the_rest_is_coded(run, write, name: str):
    content, cause, remedy, code = FAULTS[name]
    write(f"batch/m-{name}", content)
    write("batch/a.txt", EGYPT)
    write("batch/z.txt", NORWAY)
    result = run("code", "--format", "jsonl", "batch", code=1)
    (line,) = complaints(result.stderr)
    assert line.startswith(f"allegedly: batch/m-{name}")
    assert cause in line
    assert remedy in line.split("; ")[-1]
    assert line.endswith(f"[{code}]")
    assert account(result) == Account(3, 2, 0, 1, 0)
    assert [decode(record).text for record in result.stdout.splitlines()] == [EGYPT, NORWAY]


def test_a_batch_of_all_faults_at_once(run, write):
    for name, (content, *_) in FAULTS.items():
        write(f"batch/{name}", content)
    write("batch/zz.txt", NORWAY)
    result = run("code", "--format", "jsonl", "batch", code=1)
    assert account(result) == Account(len(FAULTS) + 1, 1, 0, len(FAULTS), 0)
    assert len(complaints(result.stderr)) == len(FAULTS)


@pytest.mark.parametrize(
    ("text", "encoding"), [(FRENCH, "latin-1"), (FRENCH, "utf-16"), (TURKISH, "cp1254"), (TURKISH, "utf-8-sig")]
)
def test_other_encodings_are_read_right(run, write, text: str, encoding: str):
    write("a.txt", text.encode(encoding))
    article = decode(run("code", "--format", "jsonl", "a.txt").stdout)
    assert article.text == text
    assert article.events


def test_a_language_that_is_not_coded_is_said_and_the_article_kept(run, write):
    write("batch/german.txt", GERMAN)
    write("batch/norway.txt", NORWAY)
    result = run("code", "--format", "jsonl", "batch")
    german = decode(result.stdout.splitlines()[0])
    assert (german.language, german.events, german.text) == ("de", (), GERMAN)
    assert "allegedly: batch/german.txt: the language seems to be de, which is kept but not coded" in result.stderr
    assert account(result) == Account(2, 1, 0, 0, 1)


def test_a_date_that_cannot_be_is_said_and_the_article_coded(run, write):
    write("a.jsonl", '{"text": "Finland expelled two Russian diplomats on Friday.", "published": "2017-02-31"}\n')
    result = run("code", "--format", "jsonl", "a.jsonl")
    article = decode(result.stdout)
    assert article.published is None
    assert article.events
    assert "allegedly: a.jsonl:1: published: '2017-02-31' is no date" in result.stderr


def test_a_date_in_the_text_that_cannot_be_is_said(run, write):
    write("a.txt", "Norway accuses Russia\n\n31.02.2017\n\nNorway accused Russia on Monday of jamming signals.\n")
    result = run("code", "--format", "jsonl", "a.txt")
    assert decode(result.stdout).published is None
    assert "the date 31.02.2017 is in no calendar" in result.stderr


def test_fifty_megabytes_are_refused_and_the_rest_is_coded(run, write):
    write("a.txt", b"Troops left the town on Monday. " * (50 * 2**20 // 32))
    write("b.txt", EGYPT)
    result = run("code", "--format", "csv", "a.txt", "b.txt", code=1)
    (line,) = complaints(result.stderr)
    assert line.startswith("allegedly: a.txt: the file is larger than the limit")
    assert "--max-bytes" in line
    assert account(result) == Account(2, 1, 0, 1, 0)


def test_a_text_longer_than_an_article_is_refused(run, write):
    write("a.txt", b"Troops left the town on Monday. " * 40_000)
    (line,) = complaints(run("code", "--format", "csv", "a.txt", code=3).stderr)
    assert line.startswith("allegedly: a.txt: the text is longer than one article can be (1,280,000 characters")


def test_links_that_lead_nowhere_or_back(run, write, tmp_path: Path):
    write("batch/a.txt", EGYPT)
    (tmp_path / "batch/dangling").symlink_to("nowhere.txt")
    (tmp_path / "batch/itself").symlink_to("itself")
    (tmp_path / "batch/loop").symlink_to(tmp_path / "batch")
    result = run("code", "--format", "csv", "batch", code=1)
    dangling, itself = complaints(result.stderr)
    assert "batch/dangling: the file cannot be opened (a link to nowhere.txt, which is not there)" in dangling
    assert "batch/itself: the file cannot be opened (a link to itself, which leads back to it)" in itself
    assert account(result) == Account(3, 1, 0, 2, 0)


def test_a_file_that_may_not_be_read(run, write, monkeypatch):
    may = os.access  # root may read all, so the system's answer is given for it
    monkeypatch.setattr(paths.os, "access", lambda path, mode: "secret" not in str(path) and may(path, mode))
    write("batch/secret.txt", NORWAY)
    write("batch/z.txt", EGYPT)
    result = run("code", "--format", "csv", "batch", code=1)
    (line,) = complaints(result.stderr)
    assert "batch/secret.txt: the file cannot be opened (Permission denied)" in line
    assert account(result) == Account(2, 1, 0, 1, 0)


def test_a_broken_row_in_the_middle_costs_that_row(run, write):
    rows = ['{"text": "Sweden sent troops to Gotland on Monday."}', '{"text": "cut o', "[1, 2]", '{"text": 7}']
    write("rows.jsonl", "\n".join([*rows, "", '{"text": "Police in Oslo arrested three protesters."}']) + "\n")
    result = run("code", "--format", "jsonl", "rows.jsonl", code=1)
    assert [line.split(": ")[1] for line in complaints(result.stderr)] == [f"rows.jsonl:{n}" for n in (2, 3, 4)]
    assert account(result) == Account(5, 2, 0, 3, 0)


@pytest.mark.parametrize(
    ("path", "cause"),
    [
        ("missing.txt", "No such file or directory"),
        ("*.pdf", "no file matches the pattern"),
        ("hollow", "no file is in the folder"),
    ],
)
def test_a_path_that_gives_nothing_is_said(run, tmp_path: Path, path: str, cause: str):
    (tmp_path / "hollow" / "deeper").mkdir(parents=True)
    result = run("code", path, code=3)
    (line,) = complaints(result.stderr)
    assert line.startswith(f"allegedly: {path}: ")
    assert cause in line
    assert account(result) == Account(1, 0, 0, 1, 0)


def test_nothing_on_standard_input_is_said(run):
    result = run("code", "-", stdin=b"", code=3)
    assert result.stderr.startswith("allegedly: standard input: the file holds no text (0 bytes)")


def test_a_fault_of_the_coder_costs_that_article(run, write, monkeypatch, coder):
    explain = type(coder).explain

    def faulty(self, source, **known):
        if "Egypt" in source.text:
            raise RecursionError("too deep\na second line")
        return explain(self, source, **known)

    monkeypatch.setattr(type(coder), "explain", faulty)
    write("batch/a.txt", EGYPT)
    write("batch/b.txt", NORWAY)
    result = run("code", "--format", "csv", "batch", code=1)
    (line,) = complaints(result.stderr)
    assert line.startswith("allegedly: batch/a.txt: coding the article failed (RecursionError: too deep a second line)")
    assert account(result) == Account(2, 1, 0, 1, 0)


@pytest.mark.parametrize(
    "arguments",
    [
        ("code",),
        ("code", "--format", "xml", "a.txt"),
        ("code", "--workers", "0", "a.txt"),
        ("code", "--max-bytes", "-1", "a.txt"),
        ("code", "--min-confidence", "2", "a.txt"),
        ("code", "--tables", "no-such-folder", "a.txt"),
        ("add", "news.db"),
        ("query", "news.db", "--since", "soon"),
        ("panel", "news.db", "--until", "2022-02-30"),
        ("nonsense",),
    ],
)
def test_wrong_usage_exits_2_and_says_how(run, arguments: tuple[str, ...]):
    said = run(*arguments, code=2).stderr
    assert said.startswith("Usage: allegedly")
    assert "Error: " in said

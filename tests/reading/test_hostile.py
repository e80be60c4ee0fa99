"""Files that want to hang, fill or fool the reader: each gives one clear line, and the rest of the batch is read."""

import gzip
import os
import random
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import make_pdf
import make_warc
import pytest

from allegedly.reading import Failure, Limits, find_paths, read, read_located, read_safely
from allegedly.records import Article

#: The hanging PDF also grows, so that memory must not end it before its time is up.
HANGING = Limits(seconds=1.0, memory=4 * 2**30)
GOOD = "Troops left the town of Raqqa on Monday, the ministry said.\n\nRebels denied that they had been driven out.\n"
SMALL = Limits(seconds=1.0, cpu_seconds=2.0, memory=400 * 2**20, max_bytes=2 * 2**20)


PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Resources << /XObject << %s 4 0 R >> >> /Contents 5 0 R >>"


def hanging_pdf() -> bytes:
    """A form that draws itself three times, for ever."""
    form = b"/F0 Do /F0 Do /F0 Do"
    return make_pdf.assemble(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            PAGE % b"/F0",
            b"<< /Type /XObject /Subtype /Form /BBox [0 0 99 99] /Resources << /XObject << /F0 4 0 R >> >> "
            b"/Length %d >>\nstream\n%s\nendstream" % (len(form), form),
            b"<< /Length 6 >>\nstream\n/F0 Do\nendstream",
        ]
    )


def picture_pdf() -> bytes:
    return make_pdf.assemble(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            PAGE % b"/I",
            b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 "
            b"/Length 1 >>\nstream\n\x80\nendstream",
            b"<< /Length 30 >>\nstream\nq 90 0 0 90 5 5 cm /I Do Q     \nendstream",
        ]
    )


def laughs(root: bytes = b"rss") -> bytes:
    entities = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 12))
    return (
        b'<?xml version="1.0"?><!DOCTYPE %s [<!ENTITY l0 "ha">%s]><rss version="2.0"><channel><title>x</title><item>'
        b"<title>x</title><description>&l11;</description></item></channel></rss>" % (root, entities)
    )


XXE = (
    b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY f SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel><item>'
    b"<description>&f;</description></item></channel></rss>"
)
TURKISH = "Savunma Bakanlığı sözcüsü İstanbul'da şüphelilerin yakalandığını açıkladı."

#: File name -> (content, failure codes expected; None for an article).
QUICK: dict[str, tuple[bytes, str | None]] = {
    "empty.txt": (b"", "R01"),
    "blank.txt": (b" \r\n\t\n", "R01"),
    "empty.pdf": (b"", "R01"),
    "binary.txt": (bytes(range(256)) * 40, "R03"),
    "word.docx": (b"PK\x03\x04" + bytes(500), "R03"),
    "nul.txt": (b"Troops\x00left\x00the town\x00" * 5, "R03"),
    "latin1.txt": ("Le général a nié les faits à Orléans, où il était arrivé samedi.".encode("latin-1"), None),
    "utf16.txt": (GOOD.encode("utf-16"), None),
    "turkish.txt": (TURKISH.encode("cp1254"), None),
    "cut.utf16.txt": (b"\xff\xfeA\x00B", "R04"),
    "picture.pdf": (picture_pdf(), "R05"),
    "cut.pdf": (make_pdf.article()[:400], "R06"),
    "no.pdf": (b"%PDF-1.7 and nothing else", "R06"),
    "laughs.rss": (laughs(), "R16"),
    "xxe.rss": (XXE, "R16"),
    "empty.rss": (b'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title></channel></rss>', "R09"),
    "menu.html": (b"<html><body><nav><ul><li><a href='/'>Home</a></li></ul></nav></body></html>", "R07"),
    "deep.html": (b"<html><body>" + b"<div>" * 20_000 + b"<p>" + GOOD.encode(), None),
    "nul.html": (
        b"<html><body><p>Troops\x00 left the town of Raqqa on Monday, the ministry said.</p></body></html>",
        None,
    ),
    "half.jsonl": (rb'{"text": "Troops \ud800 left the town on Monday."}' + b"\n", None),
    "deep.jsonl": (b'{"text": ' + b"[" * 100_000 + b"\n", "R08"),
    "list.jsonl": (b'{"title": "x"}\n', "R08"),
    "when.jsonl": (b'{"text": "Troops left the town on Monday.", "published": "2017-02-30"}\n', None),
    "cut.warc": (make_warc.warc(("200 OK", make_warc.HTML, make_warc.PAGE), packed=False)[:-200], "R14"),
    "cut.warc.gz": (make_warc.archive()[:1200], "R14"),
    "altered.warc": (
        make_warc.warc(("200 OK", make_warc.HTML, make_warc.PAGE), packed=False).replace(
            b"four tankers", b"five tankers"
        ),
        "R14",
    ),
    "bomb.warc.gz": (make_warc.warc(("200 OK", make_warc.HTML, b"<p>" + b"a" * (20 * 2**20))), "R10"),
    "broken.gz": (gzip.compress(GOOD.encode())[:-12], "R14"),
    "long.txt": (b"Troops left the town. " * 60_000, "R15"),
    "huge.txt": (b"Troops left the town. " * 120_000, "R10"),
}


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Article | Failure]]:
    """The whole corpus read in one batch, by file name."""
    folder = tmp_path_factory.mktemp("hostile")
    for name, (content, _) in QUICK.items():
        (folder / name).write_bytes(content)
    (folder / "dangling.txt").symlink_to(folder / "nowhere.txt")
    (folder / "zz-good.txt").write_text(GOOD)
    found: dict[str, list[Article | Failure]] = {}
    at = ""

    def paths() -> Iterator[Path | Failure]:
        nonlocal at
        for path in find_paths([folder]):
            at = Path(path.where).name if isinstance(path, Failure) else path.name
            yield path

    for result in read_safely(paths(), replace(SMALL, seconds=20.0, cpu_seconds=20.0)):
        found.setdefault(at, []).append(result)
    return found


@pytest.mark.parametrize("name", QUICK)
def test_hostile_file(batch: dict[str, list[Article | Failure]], name: str):
    expected = QUICK[name][1]
    result = batch[name][-1]
    assert isinstance(result, Article if expected is None else Failure), result
    if isinstance(result, Failure):
        assert result.code == expected, result


def test_each_failure_is_one_line_with_file_cause_and_remedy(batch: dict[str, list[Article | Failure]]):
    for name, results in batch.items():
        for failure in (r for r in results if isinstance(r, Failure)):
            line = str(failure)
            assert name in line
            assert "\n" not in line
            assert line.count("; ") >= 1
            assert line.endswith(f"[{failure.code}]")
            assert len(line) < 400


def test_the_rest_of_the_batch_is_read(batch: dict[str, list[Article | Failure]]):
    (good,) = batch["zz-good.txt"]
    assert good.text == GOOD


def test_dangling_link(batch: dict[str, list[Article | Failure]]):
    (failure,) = batch["dangling.txt"]
    assert failure.code == "R02"
    assert "link" in failure.detail


def test_wrong_encodings_are_read_right(batch: dict[str, list[Article | Failure]]):
    assert batch["turkish.txt"][0].text == TURKISH
    assert "général a nié" in batch["latin1.txt"][0].text
    assert batch["utf16.txt"][0].text == GOOD


def test_half_a_surrogate_pair_stays_in_the_text(batch: dict[str, list[Article | Failure]]):
    assert batch["half.jsonl"][0].text == "Troops \ud800 left the town on Monday."


def test_impossible_date_is_said_and_the_article_kept(batch: dict[str, list[Article | Failure]]):
    (article,) = batch["when.jsonl"]
    assert article.published is None
    assert any("2017-02-30" in note for note in article.notes)


def test_parsers_that_hang_are_killed_and_the_batch_goes_on(tmp_path: Path):
    bad, good = tmp_path / "a.pdf", tmp_path / "b.txt"
    bad.write_bytes(hanging_pdf())
    good.write_text(GOOD)
    began = time.monotonic()
    failure, article = read_safely([bad, good], HANGING)
    assert failure.code == "R11"
    assert failure.where == str(bad)
    assert article.text == GOOD
    assert time.monotonic() - began < 30  # on a busy machine; alone it is under 3


def test_hang_within_an_archive_costs_one_record(tmp_path: Path):
    path = tmp_path / "a.warc.gz"
    text = GOOD.encode()
    path.write_bytes(
        make_warc.warc(
            ("200 OK", "text/plain", text), ("200 OK", "application/pdf", hanging_pdf()), ("200 OK", "text/plain", text)
        )
    )
    first, failure, last = read_safely([path], HANGING)
    assert (first.text, last.text) == (GOOD, GOOD)
    assert failure.code == "R11"
    assert "https://example.org/2" in failure.where


def test_memory_is_limited(tmp_path: Path):
    bad, good = tmp_path / "a.jsonl", tmp_path / "b.txt"
    row = b'{"text": "Troops left.", "more": [' + b"[],[]," * 8_000_000 + b"1]}\n"
    bad.write_bytes(row)
    good.write_text(GOOD)
    failure, article = read_safely([bad, good], Limits(seconds=20, memory=300 * 2**20, max_bytes=2**26))
    assert failure.code == "R12", failure
    assert article.text == GOOD


def test_fifty_megabytes_of_text_are_refused_at_once(tmp_path: Path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"Troops left the town. " * (50 * 2**20 // 22))
    began = time.monotonic()
    (failure,) = read_safely([path])
    assert failure.code == "R10"
    assert time.monotonic() - began < 10  # on a busy machine; alone it is under 1


def test_half_a_million_paragraphs_do_not_hang(tmp_path: Path):
    path = tmp_path / "a.html"
    path.write_bytes(b"<html><body>" + b"<p>a b c</p>" * 50_000)
    (result,) = read_safely([path], Limits(seconds=10))
    assert isinstance(result, Failure)
    assert result.code == "R07"


def test_many_paragraphs_of_prose_are_read(tmp_path: Path):
    path = tmp_path / "a.html"
    path.write_bytes(b"<html><body>" + b"<p>Troops left the town of Raqqa on Monday, the ministry said.</p>" * 10_000)
    (result,) = read_safely([path], Limits(seconds=10))
    assert len(result.blocks) == 10_000


@pytest.mark.skipif(os.geteuid() == 0, reason="root can read everything")
def test_unreadable_file(tmp_path: Path):
    path = tmp_path / "secret.txt"
    path.write_text(GOOD)
    path.chmod(0)
    (failure,) = read_safely(find_paths([tmp_path]))
    assert failure.code == "R02"


@pytest.mark.slow
def test_files_damaged_at_random_end_as_article_or_failure(tmp_path: Path):
    dice = random.Random(7)
    samples = [p for p in sorted(Path(__file__).with_name("files").iterdir()) if p.suffix != ".txt"]
    paths = []
    for number in range(300):
        data = bytearray(dice.choice(samples).read_bytes())
        for _ in range(dice.randint(1, 12)):
            data[dice.randrange(len(data))] = dice.randrange(256)
        path = tmp_path / f"{number:03}"
        path.write_bytes(bytes(data[: dice.randint(len(data) // 2, len(data))]))
        paths.append(path)
    results = list(read_located(paths, Limits(seconds=5)))
    assert all(isinstance(result, Article | Failure) for _, result in results)
    assert {Path(where[: len(str(paths[0]))]) for where, _ in results} == set(paths)


def test_no_parser_error_comes_out_of_the_stream():
    for name, (content, _) in QUICK.items():
        if len(content) < 10_000:
            for kind in ("text", "html", "pdf", "jsonl", "feed", "warc"):
                assert list(read(content, name=name, format=kind)), (name, kind)

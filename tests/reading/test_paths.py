import os
from pathlib import Path

import pytest

from allegedly.reading import Failure, find_paths


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b/two.txt", "b/one.txt", "a.txt", ".hidden", "b/.git/x", "c.html"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    return tmp_path


def names(folder: Path, *arguments: str) -> list[str]:
    found = find_paths([folder / a if a else folder for a in arguments])
    return [str(Path(p.where if isinstance(p, Failure) else p).relative_to(folder)) for p in found]


def test_folder_is_walked_in_order_without_hidden_files(folder: Path):
    assert names(folder, "") == ["a.txt", "b/one.txt", "b/two.txt", "c.html"]


def test_patterns(folder: Path):
    assert names(folder, "*.txt") == ["a.txt"]
    assert names(folder, "**/*.txt") == ["a.txt", "b/one.txt", "b/two.txt"]
    assert names(folder, "**") == ["a.txt", "b/one.txt", "b/two.txt", "c.html"]


def test_pattern_without_match_is_a_failure(folder: Path):
    (failure,) = find_paths([folder / "*.pdf"])
    assert (failure.code, failure.detail) == ("R02", "no file matches the pattern")


def test_file_named_like_a_pattern_is_found(folder: Path):
    (folder / "report[1].txt").write_text("x")
    assert names(folder, "report[1].txt") == ["report[1].txt"]


def test_what_is_not_there_and_what_leads_nowhere(folder: Path):
    (folder / "link.txt").symlink_to("nowhere")
    missing, link = find_paths([folder / "missing.txt", folder / "link.txt"])
    assert missing.code == link.code == "R02"
    assert "nowhere" in link.detail


def test_links_that_lead_back_are_not_followed(folder: Path):
    (folder / "b" / "back").symlink_to(folder)
    assert names(folder, "") == ["a.txt", "b/one.txt", "b/two.txt", "c.html"]


def test_a_link_to_a_folder_elsewhere_is_not_passed_over_in_silence(folder: Path):
    (folder / "b" / "more").symlink_to(folder.parent)
    assert names(folder, "b") == ["b/more", "b/one.txt", "b/two.txt"]


def test_a_folder_with_a_link_to_itself_is_read(folder: Path):
    (folder / "loop").symlink_to("loop")
    assert names(folder, "") == ["a.txt", "b/one.txt", "b/two.txt", "c.html", "loop"]


def test_patterns_follow_no_link_that_leads_back(folder: Path):
    (folder / "b" / "back").symlink_to(folder)
    (folder / "b" / "again").symlink_to(folder)
    assert names(folder, "**/*.txt") == ["a.txt", "b/one.txt", "b/two.txt"]


def test_a_link_to_itself_says_so(folder: Path):
    (folder / "loop").symlink_to(folder / "loop")
    (failure,) = find_paths([folder / "loop"])
    assert "leads back to it" in failure.detail


def test_an_empty_folder_is_said(folder: Path):
    (folder / "empty").mkdir()
    (failure,) = find_paths([folder / "empty"])
    assert (failure.code, failure.detail) == ("R02", "no file is in the folder")


def test_pipe_is_refused_without_waiting(folder: Path):
    os.mkfifo(folder / "pipe")
    (failure,) = find_paths([folder / "pipe"])
    assert failure.detail == "not a regular file"


def test_name_that_is_no_name():
    (failure,) = find_paths(["a\0b"])
    assert failure.code == "R02"

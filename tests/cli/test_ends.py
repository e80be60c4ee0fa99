"""How a command ends: closed pipes, interrupts, other processes, exit codes that scripts rely on."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from newsroom import EGYPT, NORWAY

from allegedly import bulk
from allegedly.accounting import Exit
from allegedly.codec import decode

COMMAND = [sys.executable, "-m", "allegedly"]


def test_a_closed_pipe_is_no_fault(tmp_path: Path):
    there, here = os.pipe()
    os.close(there)  # as `| head` does when it has seen enough
    done = subprocess.run([*COMMAND, "gazetteer", "find", "Raqqa"], cwd=tmp_path, stdout=here, stderr=subprocess.PIPE)
    os.close(here)
    assert done.returncode == Exit.DONE
    assert b"Traceback" not in done.stderr
    assert b"BrokenPipe" not in done.stderr


@pytest.mark.slow
def test_two_workers_give_what_one_gives(run, write, tmp_path: Path):
    write("batch/a.txt", NORWAY)
    write("batch/b.txt", b"")
    write("batch/c.txt", EGYPT)
    alone = run("code", "--format", "jsonl", "batch", code=1)
    arguments = ["code", "--format", "jsonl", "--workers", "2", "batch"]
    done = subprocess.run([*COMMAND, *arguments], cwd=tmp_path, capture_output=True)
    assert done.returncode == Exit.SOME_FAILED
    assert [_without_coder(line) for line in done.stdout.splitlines()] == [
        _without_coder(line) for line in alone.stdout_bytes.splitlines()
    ]
    assert done.stderr.decode().splitlines()[-1] == alone.stderr.splitlines()[-1]


def _without_coder(line: bytes) -> tuple[object, ...]:
    article = decode(line)
    return article.text, article.statements, article.events, article.notes


def test_an_interrupt_exits_130_and_says_what_is_kept(run, write, monkeypatch):
    def interrupted(*_: object, **__: object):
        raise KeyboardInterrupt
        yield

    monkeypatch.setattr(bulk, "code_all", interrupted)
    write("a.txt", NORWAY)
    assert "what was acknowledged is kept" in run("add", "news.db", "a.txt", code=Exit.INTERRUPTED).stderr


@pytest.mark.parametrize("code", [c.value for c in Exit])
def test_every_exit_code_is_in_the_help(run, code: int):
    told = run("--help").stdout.split("Exit codes:")[1].split("Options:")[0]
    assert str(code) in re.findall(r"\d+", told)


def test_a_full_disk_is_said(run, write, archive):
    if not Path("/dev/full").exists():
        pytest.skip("this system has no disk that is always full")
    said = run("export", "news.db", "-o", "/dev/full", code=3).stderr
    assert "cannot be written (No space left on device)" in said

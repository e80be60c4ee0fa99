"""The pages hold together: links lead somewhere, programs and calls that are shown exist, no page is lost."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import click
import pytest

from allegedly.cli import COMMANDS, Commands
from allegedly.exports import FORMATS

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("training/*.md")])
CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(\s*<?([^)\s>]+)>?[^)]*\)|<img[^>]+src=\"([^\"]+)\"")
SHELL = re.compile(r"^\s*```sh\n(.*?)^\s*```", re.MULTILINE | re.DOTALL)
CALL = re.compile(r"^\s*allegedly ([a-z]+)([^#\n]*)", re.MULTILINE)
OPTION = re.compile(r"(?<=\s)--[a-z][a-z-]*")
PROGRAM = re.compile(r"\b(?:benchmarks|training|docs)/\w+\.(?:py|sh)\b")


def links(page: Path) -> Iterator[str]:
    for match in LINK.finditer(CODE.sub("", page.read_text(encoding="utf-8"))):
        target = match[1] or match[2]
        if not re.match(r"[a-z]+:", target):
            yield target


def headings(page: Path) -> set[str]:
    """Return the anchors that the page's headings make on the usual code hosts."""
    text = CODE.sub(lambda m: m[0].strip("`") if "\n" not in m[0] else "", page.read_text(encoding="utf-8"))
    titles = re.findall(r"^#+\s+(.+?)\s*$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def calls() -> Iterator[tuple[str, str, list[str]]]:
    """Yield the calls that pages show: page, command, options."""
    for page in PAGES:
        for block in SHELL.findall(page.read_text(encoding="utf-8")):
            for command, rest in CALL.findall(block):
                yield page.name, command, OPTION.findall(rest.partition(">")[0])


def options_of(command: click.Command) -> set[str]:
    below = command.commands.values() if isinstance(command, click.Group) else ()
    own = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
    return own.union(*(options_of(inner) for inner in below))


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path):
    for link in links(page):
        path, _, anchor = unquote(link).partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{link} leads nowhere"
        assert not anchor or anchor in headings(target), f"{link}: no such heading"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_programs_that_pages_name_exist(page: Path):
    named = PROGRAM.findall(page.read_text(encoding="utf-8"))
    assert [program for program in named if not (ROOT / program).is_file()] == []


@pytest.mark.parametrize(("page", "command", "options"), list(calls()))
def test_calls_that_pages_show_are_understood(page: str, command: str, options: list[str]):
    assert command in COMMANDS
    assert set(options) <= options_of(Commands.load(command))


def test_every_page_is_in_the_table_of_contents():
    index = ROOT / "docs" / "index.md"
    benchmarks = index.parent / "benchmarks" / "index.md"
    listed = {(page.parent / link.partition("#")[0]).resolve() for page in (index, benchmarks) for link in links(page)}
    pages = {page for page in PAGES if page.is_relative_to(ROOT / "docs")}
    assert pages - {index} <= listed


def test_readme_leads_to_the_table_of_contents():
    assert "docs/index.md" in set(links(ROOT / "README.md"))


def test_every_format_is_explained():
    text = (ROOT / "docs" / "how-to" / "exports.md").read_text(encoding="utf-8")
    assert [name for name in FORMATS if f"`{name}`" not in text] == []

"""Write docs/cli.md, docs/api.md and docs/errors.md from the code; `--check` only compares."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

import click

import allegedly
from allegedly import records
from allegedly.accounting import Exit
from allegedly.cli import COMMANDS, Commands, main
from allegedly.coder import Coder, Coding
from allegedly.errors import CATALOGUE

HERE = Path(__file__).parent
HEAD = "<!-- written by docs/generate.py -->\n\n"


def cli_page() -> str:
    """Return the commands with their help."""
    context = click.Context(main, info_name="allegedly", **main.context_settings)
    parts = ["# Commands\n", _help(main, context)]
    for name in COMMANDS:
        command = Commands.load(name)
        inner = click.Context(command, info_name=name, parent=context)
        parts.append(f"## allegedly {name}\n\n{_help(command, inner)}")
        if isinstance(command, click.Group):
            for sub, below in sorted(command.commands.items()):
                parts.append(
                    f"### allegedly {name} {sub}\n\n{_help(below, click.Context(below, info_name=sub, parent=inner))}"
                )
    codes = "\n".join(f"| {code.value} | {code.name.lower().replace('_', ' ')} |" for code in Exit)
    parts.append(f"## Exit codes\n\n| code | meaning |\n|---|---|\n{codes}\n")
    return HEAD + "\n".join(parts)


def _help(command: click.Command, context: click.Context) -> str:
    context.max_content_width = context.terminal_width = 100
    return f"```\n{command.get_help(context)}\n```\n"


def api_page() -> str:
    """Return the Python interface with its docstrings."""
    parts = ["# Python\n", "```python\nimport allegedly\n```\n"]
    for name in allegedly.__all__:
        member = getattr(allegedly, name)
        if inspect.isfunction(member):
            parts.append(_function(f"allegedly.{name}", member))
    for kind in (Coder, Coding):
        parts.append(f"## {kind.__name__}\n\n{inspect.getdoc(kind)}\n")
        parts.extend(
            _function(f"{kind.__name__}.{n}", m) for n, m in inspect.getmembers(kind, inspect.isfunction) if n[0] != "_"
        )
    parts.append(
        "## Records\n\nFrozen dataclasses; what the fields mean to a coder is in the [codebook](codebook.md).\n"
    )
    parts.extend(_record(kind) for _, kind in inspect.getmembers(records, is_dataclass))
    return HEAD + "\n".join(parts)


def _function(name: str, function: Callable[..., object]) -> str:
    return f"### {name}{inspect.signature(function)}\n\n{inspect.getdoc(function)}\n"


def _record(kind: type) -> str:
    meanings = dict(_comments(inspect.getsource(kind)))
    rows = "\n".join(
        f"| `{f.name}` | `{str(f.type).replace('|', 'or')}` | {meanings.get(f.name, '')} |" for f in fields(kind)
    )
    return f"### {kind.__name__}\n\n{inspect.getdoc(kind)}\n\n| field | type | meaning |\n|---|---|---|\n{rows}\n"


def _comments(source: str) -> Iterator[tuple[str, str]]:
    """Yield the fields that a ``#:`` comment explains, at the end of the field's last line."""
    name = ""
    for line in source.splitlines():
        if field := re.match(r"    (\w+): ", line):
            name = field[1]
        if name and "#: " in line:
            yield name, line.split("#: ", 1)[1].strip().replace("|", "/")


def errors_page() -> str:
    """Return the error catalogue."""
    rows = "\n".join(f"| {code} | {entry.what} | {entry.remedy} |" for code, entry in CATALOGUE.items())
    head = f"{HEAD}# Errors\n\nCodes are stable; scripts may test for them.\n\n"
    return f"{head}| code | what went wrong | what to do |\n|---|---|---|\n{rows}\n"


PAGES = {"cli.md": cli_page, "api.md": api_page, "errors.md": errors_page}


def run(check: bool) -> int:
    """Write the pages, or say which are out of date."""
    stale = [name for name, make in PAGES.items() if not (HERE / name).exists() or (HERE / name).read_text() != make()]
    for name in stale:
        if check:
            print(f"docs/{name} is out of date: run python docs/generate.py", file=sys.stderr)
        else:
            (HERE / name).write_text(PAGES[name](), encoding="utf-8")
    return int(bool(stale) and check)


if __name__ == "__main__":
    sys.exit(run("--check" in sys.argv))

"""The command line: one module a group of commands, loaded only when the command is called."""

from __future__ import annotations

import importlib
import keyword
import os
import sys
from typing import Any, NoReturn

import click

from allegedly import __version__
from allegedly.accounting import Exit
from allegedly.errors import AllegedlyError

#: Read when NumPy is loaded: threads take more of a processor than they give for matrices as small as ours.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

#: Command → the module of this package that holds it, as a function of the same name (``import_`` for import).
COMMANDS = {
    "example": "trying",
    "code": "coding",
    "explain": "explaining",
    "add": "adding",
    "failures": "adding",
    "show": "looking",
    "query": "looking",
    "panel": "looking",
    "export": "giving",
    "import": "giving",
    "copies": "comparing",
    "incidents": "comparing",
    "accounts": "comparing",
    "disputes": "comparing",
    "sources": "comparing",
    "bulletin": "digesting",
    "desk": "serving",
    "backup": "keeping",
    "restore": "keeping",
    "copy": "keeping",
    "doctor": "keeping",
    "gazetteer": "keeping",
}


class Commands(click.Group):
    """Commands that are imported when they are called, so that ``--help`` costs no model."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order in which a newcomer meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a command; None where there is none of that name."""
        return self.load(cmd_name) if cmd_name in COMMANDS else None

    @staticmethod
    def load(name: str) -> click.Command:
        """Import and return the command of that name; there must be one."""
        module = importlib.import_module(f"allegedly.cli.{COMMANDS[name]}")
        command: click.Command = getattr(module, f"{name}_" if keyword.iskeyword(name) else name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command and turn what goes wrong into one line and a documented exit code."""
        try:
            try:
                return super().invoke(ctx)
            finally:
                sys.stdout.flush()  # here, not at Python's end, so that a closed pipe is met below
        except AllegedlyError as fault:
            _give_up(fault)
        except KeyboardInterrupt:
            click.echo("allegedly: interrupted; what was acknowledged is kept", err=True)
            sys.exit(Exit.INTERRUPTED)
        except BrokenPipeError:
            # whoever read our output has enough (`| head`); keep Python from complaining at exit
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(Exit.DONE)
        except OSError as fault:  # files to be read are opened in a child; what fails here was to be written
            _give_up(AllegedlyError("U02", str(fault.filename or ""), fault.strerror or str(fault)))


#: What the codes of the catalogue exit with, where it is not ``Exit.NOTHING``.
_EXITS = {
    "S01": Exit.STORE,
    "S02": Exit.STORE,
    "S03": Exit.STORE,
    "S07": Exit.STORE,
    "U01": Exit.USAGE,
    "U03": Exit.USAGE,
    "U04": Exit.USAGE,
}


def _give_up(fault: AllegedlyError) -> NoReturn:
    click.echo(f"allegedly: {fault}", err=True)
    sys.exit(_EXITS.get(fault.code, Exit.NOTHING))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="allegedly")
def main() -> None:
    """Attributed event data from news: who did what to whom, on whose word, and how surely.

    Results go to standard output, progress and the closing account to standard error. Exit codes: 0 all done, 1 some
    documents failed, 2 wrong usage, 3 nothing usable, 4 archive locked, damaged or out of reach, 130 interrupted.
    """

"""What a newsroom and its accidents give, and how a run accounts for it."""

from dataclasses import dataclass

from click.testing import Result

NORWAY = (
    "Norway accuses Russia of jamming signals\n\n"
    "OSLO, March 14, 2022 (Fjord News) - Norway accused Russia on Monday of jamming satellite signals near the "
    "border.\n\n"
    "Russia denied the charge. Police in Kirkenes arrested two men on Sunday, the mayor said.\n"
)
EGYPT = (
    "Cairo, 3 May 2019 - Egypt condemned the attack on Thursday. Rebels killed nine soldiers near Arish on Friday.\n"
)
GERMAN = (
    "Der Präsident sagte am Montag in Berlin, die Truppen seien aus der Stadt abgezogen worden. "
    "Die Regierung bestritt das am Abend.\n"
)


@dataclass(frozen=True)
class Account:
    """The accounting line, read back."""

    arrived: int
    coded: int
    duplicate: int
    failed: int
    skipped: int


def account(result: Result) -> Account:
    """Return the counts of the last line on standard error, which must add up."""
    words = result.stderr.strip().splitlines()[-1].split(" · ")
    assert [w.split()[0] for w in words] == ["in", "coded", "duplicates", "failed", "skipped"], words
    found = Account(*(int(w.split()[1]) for w in words))
    assert found.arrived == found.coded + found.duplicate + found.failed + found.skipped
    return found

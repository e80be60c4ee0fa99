"""Run ``allegedly add`` and kill it, as SIGKILL does, before its n-th word to the database: for many n, one start.

    python broken_off.py FOLDER N… -- ARGUMENT…

The archive of each run is FOLDER/N.db; 0 is a run to the end, whose number of words is printed.
"""

import os
import signal
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from sqlalchemy import Engine, event

from allegedly.bulk.pool import Settings
from allegedly.cli import main
from allegedly.coder import Coder
from allegedly.reading import find_paths, read_safely
from allegedly.records import Article

said = 0


def add(archive: Path, last: int, arguments: list[str]) -> int:
    """Add in this process, which dies before the word ``last``; return how many there were."""

    def count(*_: object) -> None:
        global said
        said += 1
        if said == last:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", count)
    event.listen(Engine, "commit", count)
    try:
        main(["add", str(archive), *arguments])
    except SystemExit:
        return said
    raise AssertionError("a command ends with its exit code")


class Known:
    """Knows the coding of every article of a corpus before the processes part."""

    def __init__(self, corpus: Path) -> None:
        read = (found for found in read_safely(find_paths([corpus])) if isinstance(found, Article))
        coder = Coder(model="en_core_web_sm")
        self.coded = {article: coder.code(article) for article in read}

    def pipe(self, articles: Iterable[Article]) -> Iterator[Article]:
        return (self.coded[article] for article in articles)


def run(folder: Path, numbers: list[int], arguments: list[str]) -> None:
    coder = Known(Path(arguments[-1]))
    Settings.coder = lambda _: coder
    for number in numbers:
        child = os.fork()
        if child == 0:
            os.write(1, f"{add(folder / f'{number}.db', number, arguments)}\n".encode())
            os._exit(0)
        _, status = os.waitpid(child, 0)
        print(f"{number} {os.waitstatus_to_exitcode(status)}", file=sys.stderr)


if __name__ == "__main__":
    cut = sys.argv.index("--")
    run(Path(sys.argv[1]), [int(n) for n in sys.argv[2:cut]], sys.argv[cut + 1 :])

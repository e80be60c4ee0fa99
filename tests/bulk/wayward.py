"""Coders that do to a worker what articles, memory and machines do to it, at a word in the text."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from allegedly.errors import AllegedlyError
from allegedly.records import Article


@dataclass(frozen=True)
class Wayward:
    """Makes itself the coder; ``start`` is what happens at a worker's birth."""

    start: str = ""

    def coder(self) -> Wayward:
        if self.start == "no model":
            raise AllegedlyError("L01", detail="looked for one")
        if self.start == "dies":
            os._exit(7)
        return self

    def pipe(self, articles: Iterable[Article]) -> Iterator[Article]:
        for article in articles:
            if "killed" in article.text:
                os.kill(os.getpid(), signal.SIGKILL)
            if "table" in article.text:
                raise AllegedlyError("T01", "mine/groups.tsv:2", "no such column")
            if "hangs" in article.text:
                time.sleep(3600)
            if "dies idle" in article.text:
                threading.Timer(0.05, os._exit, (1,)).start()
            yield replace(article, coder=f"coded {len(article.text)}")

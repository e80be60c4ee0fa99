"""Make docs/images/desk-*.png: the desk over an archive of the demonstration reports, seen in a browser.

    pip install -e '.[browser]'; apt-get install chromium
    python docs/screenshots_desk.py [ARCHIVE]

Without ARCHIVE the forty reports of tests/archive/demonstration.jsonl are coded first. Two made-up coders then code one
article of the archive apart, so name none that is kept.
"""

from __future__ import annotations

import shutil
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import uvicorn
from playwright.sync_api import Page, sync_playwright

from allegedly.archive import Archive, incidents, link, reviews
from allegedly.archive.reviews import named
from allegedly.bulk import code_all
from allegedly.desk import make_app
from allegedly.reading import Failure, read_safely
from allegedly.records import Count

HERE = Path(__file__).parent
REPORTS = HERE.parent / "tests" / "archive" / "demonstration.jsonl"
SECRET = "only-for-these-pictures-and-not-kept-anywhere"  # noqa: S105
WINDOW = {"width": 1280, "height": 860}
PHONE = {"width": 390, "height": 844}


def coded(place: Path) -> None:
    """Code the reports into an archive."""
    with Archive.open(place) as archive:
        for article in code_all(read_safely([REPORTS])):
            if not isinstance(article, Failure):
                archive.put(article)
        link(archive)


@contextmanager
def served(archive: Archive) -> Iterator[str]:
    """Serve the desk on a free port of this machine."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    app = make_app(archive, secret=SECRET)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error"))
    threading.Thread(target=server.run, daemon=True).start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True


def double_coded(archive: Archive, key: str) -> None:
    """Have two coders code an article apart, who agree on most and differ on the rest."""
    machine = named(archive.article(key).events)
    for coder in ("anna", "bert"):
        for n, (unit, event) in enumerate(machine.items()):
            if n % 3 == 0 and coder == "bert":
                other = replace(event, certainty="possible", dead=Count(span=None, min=3, max=None), place=None)
                reviews.decide(archive, key, unit, "correct", author=coder, layer=coder, event=other)
            else:
                reviews.decide(archive, key, unit, "accept", author=coder, layer=coder)


def pages_of(archive: Archive) -> dict[str, tuple[str, dict[str, Any]]]:
    """Return what is photographed: the picture's name, the address, and how it is seen."""
    article, other = (row.key for row in sorted(archive.articles(), key=lambda row: (-row.events, row.key))[:2])
    if not reviews.layers(archive, other):
        double_coded(archive, other)
    disputed = max(incidents(archive, disputed=True) or incidents(archive), key=lambda row: (row.sources, row.id))
    return {
        "article": (f"/articles/{article}", {}),
        "article-phone": (f"/articles/{article}", {"viewport": PHONE}),
        "events": ("/events", {}),
        "timeline": ("/timeline", {}),
        "network": ("/network?nodes=name", {}),
        "map": ("/map", {"color_scheme": "dark"}),
        "incident": (f"/incidents/{disputed.id}", {}),
        "disputes": ("/incidents?disputed=1", {}),
        "review": (f"/review/{article}", {}),
        "adjudication": (f"/review/{other}", {}),
        "add": ("/add", {}),
    }


def arranged(page: Page, name: str) -> None:
    """Bring a page into the state that its picture shows."""
    if name == "article":
        page.locator(".deed").first.hover()
    if name in ("review", "adjudication"):
        page.keyboard.press("j")
    if name == "review":
        page.keyboard.press("e")
    page.wait_for_timeout(300)


def main() -> None:
    """Photograph every view."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        raise SystemExit("no Chromium: apt-get install chromium")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(folder) / "news.db"
        if not place.exists():
            coded(place)
        with Archive.open(place, create=False) as archive, served(archive) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            for name, (path, seen) in pages_of(archive).items():
                page = browser.new_context(**{"viewport": WINDOW, **seen}).new_page()
                page.goto(f"{address}/enter?token={SECRET}")
                page.goto(address + path)
                arranged(page, name)
                page.screenshot(path=HERE / "images" / f"desk-{name}.png")
            browser.close()


if __name__ == "__main__":
    main()

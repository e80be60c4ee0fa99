"""Make docs/images/page.png: the bundled article as `allegedly example` writes it, seen in a browser.

Needs Chromium (on Debian: apt-get install chromium); CHROMIUM names another program.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
EXAMPLE = (sys.executable, "-c", "from allegedly.cli import main; main()", "example", "--quiet", "--output")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
WINDOW = (1280, 1000)


def browser() -> str:
    """Return the browser that is installed."""
    for name in (os.environ.get("CHROMIUM", ""), *BROWSERS):
        if found := shutil.which(name):
            return found
    raise SystemExit("no Chromium: apt-get install chromium, or name one with CHROMIUM=…")


def shoot(page: Path, image: Path, profile: Path) -> None:
    """Photograph the top of a page, without network."""
    command = [
        browser(), "--headless=new", "--no-sandbox", "--hide-scrollbars", "--force-color-profile=srgb", "--disable-gpu",
        "--host-resolver-rules=MAP * ~NOTFOUND", f"--user-data-dir={profile}", f"--window-size={WINDOW[0]},{WINDOW[1]}",
        f"--screenshot={image}", page.as_uri(),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=120)  # noqa: S603  a browser that the user named


def main() -> None:
    """Code the article and photograph its page."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "example.html"
        subprocess.run([*EXAMPLE, page], check=True)  # noqa: S603  our own command
        (HERE / "images").mkdir(exist_ok=True)
        shoot(page, HERE / "images" / "page.png", Path(folder) / "profile")


if __name__ == "__main__":
    main()

"""The desk in a real browser: nothing hostile runs, the review cycle works from the keyboard, axe finds nothing.

Needs Chromium (on Debian: apt-get install chromium) and `pip install -e '.[browser]'`.
"""

import shutil
import socket
import threading
import time

import pytest
import uvicorn
from made_up import ELSEWHERE, SECRET, SHELLING, talks
from payloads import PAYLOADS
from test_hostile import ARTICLES

from allegedly.archive import Archive, link
from allegedly.archive.reviews import decide, named
from allegedly.desk import make_app
from allegedly.records import content_id

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install -e '.[browser]'")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium was found: apt-get install chromium"),
]
KEY = SHELLING.id


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    with Archive.open(tmp_path_factory.mktemp("browser") / "news.db") as opened:
        for article in (SHELLING, ELSEWHERE, talks()):
            opened.put(article)
        link(opened)
        yield opened


@pytest.fixture(scope="module")
def besieged(tmp_path_factory):
    with Archive.open(tmp_path_factory.mktemp("besieged") / "news.db") as opened:
        for article in ARTICLES:
            opened.put(article)
            key, unit = content_id(article.text), next(iter(named(article.events)))
            decide(opened, key, unit, "accept", author=article.title, comment=article.title)
        yield opened


def served(archive):
    """Serve a desk on a free port, and give its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(
        uvicorn.Config(make_app(archive, secret=SECRET), host="127.0.0.1", port=port, log_level="error")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=10)


@pytest.fixture(scope="module")
def address(archive):
    yield from served(archive)


@pytest.fixture(scope="module")
def besieged_address(besieged):
    yield from served(besieged)


@pytest.fixture(scope="module")
def browser():
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


class Watched:
    """A page, and whatever it should not have done."""

    def __init__(self, context, address):
        self.page = context.new_page()
        self.address = address
        self.wrong = []
        self.page.on("dialog", lambda dialog: (self.wrong.append(f"dialog {dialog.message}"), dialog.dismiss()))
        self.page.on("pageerror", lambda fault: self.wrong.append(f"error {fault}"))
        self.page.on("console", self._console)
        self.page.on("request", self._request)

    def _console(self, message):
        if message.type == "error" and "409" not in message.text:
            self.wrong.append(message.text)

    def _request(self, request):
        if not request.url.startswith(self.address):
            self.wrong.append(f"asked for {request.url}")

    def visit(self, path):
        self.page.goto(self.address + path)
        return self.page


@pytest.fixture
def watched(browser, address):
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    watched = Watched(context, address)
    watched.visit(f"/enter?token={SECRET}")
    yield watched
    context.close()
    assert watched.wrong == []


def test_nothing_hostile_runs_and_nothing_is_reported(browser, besieged_address):
    context = browser.new_context()
    watched = Watched(context, besieged_address)
    watched.visit(f"/enter?token={SECRET}")
    lists = [
        "/",
        "/events?limit=500",
        "/timeline",
        "/network?nodes=name",
        "/map",
        "/search?q=attacked",
        "/review",
        "/add",
    ]
    keys = [content_id(article.text) for article in ARTICLES]
    for path in [*lists, *(f"/articles/{key}" for key in keys), *(f"/review/{key}" for key in keys)]:
        page = watched.visit(path)
        assert page.evaluate("window.__ran") is None, path
        assert watched.wrong == [], path
    assert len(keys) == len(PAYLOADS) >= 150
    for key, article in zip(keys, ARTICLES, strict=True):
        if "\x00" not in article.text and "\ud800" not in article.text:
            marked = watched.visit(f"/articles/{key}").locator('[data-marks~="e1:trigger"]').all_text_contents()
            assert marked == ["attacked"]
    context.close()


def test_hovering_an_event_lights_up_what_belongs_to_it(watched):
    page = watched.visit(f"/articles/{KEY}")
    page.hover("#row-e1")
    lit = {
        kind: "".join(page.locator(f".lit-{kind}").all_text_contents()) for kind in ("actor", "place", "time", "source")
    }
    assert lit == {"actor": "Gunmen", "place": "Gao", "time": "Saturday", "source": "Mali’s army"}
    page.focus("#row-e4 a")
    assert page.locator(".lit-actor").all_text_contents() == ["France"]


def test_the_map_is_moved_and_its_view_is_the_address(watched):
    page = watched.visit("/map?quad=4")
    page.focus("#map")
    for key in ("+", "+", "+", "ArrowUp"):
        page.keyboard.press(key)
    page.wait_for_url("**box=*")
    assert "quad=4" in page.url
    assert float(page.get_attribute("#map", "viewBox").split()[2]) == 45
    assert page.locator("#divisions use").count() > 0
    box = page.locator("#map").bounding_box()
    before = page.get_attribute("#map", "viewBox")
    page.mouse.move(box["x"] + 300, box["y"] + 200)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 150, steps=4)
    page.mouse.up()
    assert page.get_attribute("#map", "viewBox") != before


def test_search_follows_what_is_typed(watched):
    page = watched.visit("/search")
    page.fill("#q", "shelled market")
    page.wait_for_selector("#hits li")
    assert "Shelling near Gao" in page.inner_text("#hits")
    assert "q=shelled" in page.url


def select_words(page, words):
    """Select words of the article as a mouse would."""
    page.evaluate(
        """words => {
          for (const piece of document.querySelectorAll('.text [data-start]')) {
            const node = [...piece.childNodes].find((n) => n.nodeType === 3 && n.data.includes(words));
            if (!node) continue;
            const range = document.createRange();
            range.setStart(node, node.data.indexOf(words));
            range.setEnd(node, node.data.indexOf(words) + words.length);
            getSelection().removeAllRanges();
            getSelection().addRange(range);
            return;
          }
        }""",
        words,
    )


def test_the_review_cycle_from_the_keyboard(watched):
    page = watched.visit(f"/review/{KEY}")
    page.keyboard.press("j")
    page.keyboard.press("a")
    page.wait_for_selector(".unit.accepted.chosen")
    page.keyboard.press("e")
    page.select_option('#editor [name="certainty"]', "possible")
    select_words(page, "fighters")
    page.keyboard.press("Alt+R")
    page.fill('#editor [name="comment"]', "as the army has it")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".unit.corrected.chosen")
    assert "as the army has it" in page.inner_text(".unit.corrected")
    assert "fighters" in page.inner_text(".unit.corrected")
    page.keyboard.press("u")
    page.wait_for_selector(".unit.accepted.chosen")
    select_words(page, "promised")
    page.keyboard.press("n")
    page.select_option('#editor [name="type"]', "AGREE")
    page.click("#editor button.main")
    page.wait_for_selector(".unit.added.chosen")
    assert "promised" in page.inner_text(".unit.added")


def test_the_second_of_two_browsers_is_told(watched, browser, archive):
    page = watched.visit(f"/review/{ELSEWHERE.id}")
    assert "coded no event" in page.inner_text("#units")
    key = talks().id
    page = watched.visit(f"/review/{key}")
    decide(archive, key, next(iter(named(talks().events))), "reject", author="bert")
    page.keyboard.press("j")
    page.keyboard.press("a")
    page.wait_for_selector("#review-says:not([hidden])")
    assert "bert" in page.inner_text("#review-says")
    page.keyboard.press("a")
    page.wait_for_selector(".unit.accepted.chosen")


PAGES = ["/", "/events", "/timeline", "/network", "/map", "/search?q=Gao", "/incidents", "/review", "/add", "/failures"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser, address, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)
    watched = Watched(context, address)
    watched.visit(f"/enter?token={SECRET}")
    found = {}
    for path in [*PAGES, f"/articles/{KEY}", f"/review/{KEY}"]:
        page = watched.visit(path)
        results = axe.run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
        if results.violations_count:
            found[path] = [(v["id"], v["nodes"][0]["html"][:200]) for v in results.response["violations"]]
    context.close()
    assert found == {}


@pytest.mark.parametrize("path", [*PAGES, f"/articles/{KEY}", f"/review/{KEY}"])
def test_pages_fit_a_phone(browser, address, path):
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = Watched(context, address).visit(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()


@pytest.mark.parametrize("path", ["/", "/events", f"/articles/{KEY}", f"/review/{KEY}", "/map"])
def test_reading_works_without_a_script(browser, address, path):
    context = browser.new_context(java_script_enabled=False)
    page = Watched(context, address).visit(path)
    assert page.locator("main").inner_text().strip()
    context.close()

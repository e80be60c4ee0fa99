"""The desk in a real browser: nothing hostile runs, the review cycle works from the keyboard, axe finds nothing.

Needs Chromium (on Debian: apt-get install chromium) and `pip install -e '.[browser]'`. `python tests/desk/isolated.py`
runs all of this without a network and counts what tries to leave.
"""

import shutil
import socket
import threading
import time
from dataclasses import replace

import pytest
import uvicorn
from made_up import ELSEWHERE, SECRET, SHELLING, at, long_article, talks
from payloads import PAYLOADS
from raid import REPORTS, VAGUE
from siege import ARTICLES, besiege

from allegedly.archive import Archive, incident, link, rulings
from allegedly.archive.reviews import decide, named, units
from allegedly.desk import make_app
from allegedly.records import Count, content_id

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install -e '.[browser]'")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium was found: apt-get install chromium"),
]
#: The browser looks up its maker's hosts whatever page is open, so no name has an address here. That no page of ours
#: asks for another host is seen by ``Watched``, and what goes to an address by the count of tests/desk/isolated.py.
NO_NAMES = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
KEY = SHELLING.id
LONG = long_article()
BLIND = replace(SHELLING, text=SHELLING.text + "\n", title="Nine killed near Gao", id=content_id(SHELLING.text + "\n"))
UNSURE = f"{VAGUE.id}-e1"


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    with Archive.open(tmp_path_factory.mktemp("browser") / "news.db") as opened:
        for article in (SHELLING, ELSEWHERE, talks(), LONG, BLIND, *REPORTS, VAGUE):
            opened.put(article)
        link(opened)
        code_apart(opened)
        yield opened


def code_apart(archive):
    """Have Anna and Bert code one article apart, and differ."""
    event = BLIND.events[0]
    annas = replace(event, dead=Count(span=None, min=9, max=11), contexts=("military", "terrorism"))
    berts = replace(event, certainty="possible", place=None)
    first, second = list(named(BLIND.events))[:2]
    for coder, said in (("anna", annas), ("bert", berts)):
        decide(archive, BLIND.id, first, "correct", author=coder, layer=coder, event=said, comment="by the clinic")
    decide(archive, BLIND.id, second, "reject", author="anna", layer="anna")
    added = replace(event, trigger=at("promised"), type="AGREE", mode=None)
    decide(archive, BLIND.id, None, "add", author="anna", layer="anna", event=added)


@pytest.fixture(scope="module")
def besieged(tmp_path_factory):
    with Archive.open(tmp_path_factory.mktemp("besieged") / "news.db") as opened:
        besiege(opened)
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
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", NO_NAMES])
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
        if message.type == "error" and "409" not in message.text and "422" not in message.text:
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
        "/incidents?limit=1000",
        "/incidents?disputed=1&limit=1000",
        "/review",
        "/add",
        "/failures",
    ]
    keys = [content_id(article.text) for article in ARTICLES]
    told = [f"/incidents/{key}-e1" for key in keys]
    for path in [*lists, *(f"/articles/{key}" for key in keys), *(f"/review/{key}" for key in keys), *told]:
        page = watched.visit(path)
        if path.startswith("/review/"):  # names, places, voices and contexts go into fields and options of the form
            page.keyboard.press("j")
            page.keyboard.press("e")
        assert page.evaluate("window.__ran") is None, path
        assert watched.wrong == [], path
    assert len(keys) == len(PAYLOADS) >= 150
    for key, article in zip(keys, ARTICLES, strict=True):
        if "\x00" not in article.text and "\ud800" not in article.text:
            marked = watched.visit(f"/articles/{key}").locator('[data-marks~="e1:trigger"]').all_text_contents()
            assert marked == ["attacked"]
    context.close()


def test_nothing_hostile_runs_while_it_is_corrected(browser, besieged_address):
    """What is typed, looked up and refused comes back as text; some of the payloads, as each takes a second."""
    context = browser.new_context()
    watched = Watched(context, besieged_address)
    watched.visit(f"/enter?token={SECRET}")
    for article in ARTICLES[::4]:
        page = watched.visit(f"/review/{content_id(article.text)}")
        page.keyboard.press("j")
        page.keyboard.press("e")
        page.wait_for_selector("#editor:not([hidden])")
        for name in ("place_name", "start", "comment"):
            page.fill(f'#editor [name="{name}"]', article.title.replace("\x00", ""))
        page.click("#editor [data-look]")
        page.keyboard.press("Control+Enter")
        page.wait_for_selector("#editor .fault:not([hidden])")
        assert page.evaluate("window.__ran") is None, article.title
        assert watched.wrong == [], article.title
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


def press_until(page, selector, key="Tab", most=80):
    """Go on with the keyboard alone until an element has the focus."""
    for _ in range(most):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{selector} is not reached with {key}")


def test_place_time_casualties_and_contexts_are_corrected_from_the_keyboard(watched, archive):
    page = watched.visit(f"/review/{KEY}")
    page.keyboard.press("j")
    page.keyboard.press("j")  # "denied": a rejection without a place
    page.keyboard.press("e")
    page.wait_for_selector("#editor:not([hidden])")
    press_until(page, '[name="place_name"]')
    page.keyboard.type("Timbuktu")
    page.keyboard.press("Enter")
    page.wait_for_selector("#found-places:not([hidden])")
    assert page.input_value('[name="place_country"]') == "MLI"
    press_until(page, '[name="start"]')
    page.keyboard.press("Control+a")
    page.keyboard.type("2013-02-30")
    press_until(page, '[name="dead_min"]')
    page.keyboard.type("4")
    page.keyboard.press("Tab")
    page.keyboard.type("2")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector('[name="start"][aria-invalid="true"]')
    told = page.inner_text("#editor")
    assert "a date such as" in told
    assert "the most is less than the least" in told
    assert page.evaluate("document.activeElement.name") == "start"
    page.keyboard.press("Control+a")
    page.keyboard.type("2013-03-01")
    press_until(page, '[name="dead_max"]')
    page.keyboard.press("Control+a")
    page.keyboard.type("6")
    select_words(page, "civilians")
    page.keyboard.press("Alt+I")
    press_until(page, "#editor details summary")
    page.keyboard.press("Enter")
    press_until(page, '[name="context"][value="legal"]')
    page.keyboard.press("Space")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".unit.corrected.chosen")
    shown = page.inner_text(".unit.corrected.chosen")
    for words in ("Timbuktu, MLI", "2013-03-01/2013-03-03", "4–6 dead, 0+ injured", "legal"):
        assert words in shown
    (event,) = [u.decided.event for u in units(archive, KEY) if u.decided and u.event.trigger == at("denied")]
    assert (event.place.geonames, event.time.granularity, event.injured.span) == (2449067, "range", at("civilians"))
    page.keyboard.press("u")
    page.wait_for_selector(".unit.open.chosen")
    assert "Timbuktu" not in page.inner_text(".unit.chosen")


def test_a_version_is_adopted_with_one_key_and_a_field_with_its_button(watched, archive):
    page = watched.visit(f"/review/{BLIND.id}")
    page.keyboard.press("j")
    page.keyboard.press("1")
    page.wait_for_selector(".unit.corrected.chosen")
    assert "9–11 dead" in page.inner_text(".unit.chosen")
    page.click('.unit.chosen .versions button:has-text("possible")')
    page.wait_for_selector('.unit.chosen .holds:has-text("possible")')
    (event,) = [u.decided.event for u in units(archive, BLIND.id) if u.decided]
    assert (event.certainty, event.dead.max) == ("possible", 11)
    assert "from bert" in page.locator(".changes").text_content()
    page.keyboard.press("u")
    page.wait_for_selector('.changes summary:has-text("3 changes")')
    page.keyboard.press("u")
    page.wait_for_selector(".unit.open.chosen")
    page.click('.unit:has-text("added apart") [data-adopt]')
    page.wait_for_selector(".unit.added")


def test_an_uncertain_join_is_ruled_on_from_the_keyboard(watched, archive):
    page = watched.visit(f"/incidents/{UNSURE}")
    press_until(page, 'button[value="different"]')
    page.keyboard.press("Enter")
    page.wait_for_selector('button[value="undo"]')
    assert "different" in page.locator(".nears").last.inner_text()
    assert [ruling.after for ruling in rulings(archive)] == [False]
    press_until(page, 'button[value="undo"]')
    page.keyboard.press("Enter")
    page.wait_for_selector('button[value="same"]')
    assert [ruling.after for ruling in rulings(archive)] == [False, None]
    assert len(incident(archive, UNSURE).doubts) == 1


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


ONE = [f"/articles/{KEY}", f"/review/{KEY}", f"/review/{BLIND.id}", f"/incidents/{UNSURE}"]
PAGES = ["/", "/events", "/timeline", "/network", "/map", "/search?q=Gao", "/incidents", "/review", "/add", "/failures"]
EVERY = [*PAGES, "/incidents?disputed=1", *ONE, f"/articles/{LONG.id}", f"/review/{KEY}?layer=apart", "/nowhere"]
SIZES = {"desk": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser, address, scheme, size):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    context = browser.new_context(color_scheme=scheme, viewport=SIZES[size], bypass_csp=True)
    watched = Watched(context, address)
    watched.visit(f"/enter?token={SECRET}")
    found = {}
    for path in [*EVERY, f"/review/{KEY}#form"]:
        page = watched.visit(path)
        if path.endswith("#form"):
            page.click("[data-correct]")
            page.click("#editor summary")
            page.fill('#editor [name="dead_max"]', "-1")
            page.click("#editor button.main")
            page.wait_for_selector("#editor .fault:not([hidden])")
        results = axe.run(page, options={"runOnly": RULES})
        if results.violations_count:
            found[path] = [(v["id"], v["nodes"][0]["html"][:200]) for v in results.response["violations"]]
    context.close()
    assert found == {}


@pytest.mark.parametrize("path", EVERY)
def test_pages_fit_a_phone(browser, address, path):
    context = browser.new_context(viewport=SIZES["phone"])
    watched = Watched(context, address)
    watched.visit(f"/enter?token={SECRET}")
    assert watched.visit(path).evaluate("document.documentElement.scrollWidth") <= 390
    context.close()


@pytest.mark.parametrize("path", ["/", "/events", f"/articles/{KEY}", f"/review/{KEY}", "/map", f"/incidents/{UNSURE}"])
def test_reading_works_without_a_script(browser, address, path):
    context = browser.new_context(java_script_enabled=False)
    page = Watched(context, address).visit(path)
    assert page.locator("main").inner_text().strip()
    context.close()


# ── how it feels ─────────────────────────────────────────────────────────────────────────────────────────────────────

WATCH = """
window.__shifts = []; window.__long = [];
new PerformanceObserver((list) => window.__shifts.push(...list.getEntries().map((e) => e.value)))
  .observe({ type: "layout-shift", buffered: true });
new PerformanceObserver((list) => window.__long.push(...list.getEntries().map((e) => e.duration)))
  .observe({ type: "longtask", buffered: true });
"""
SCROLLED = """
async (seconds) => {
  const frames = []; const began = performance.now(); const tall = document.documentElement.scrollHeight - innerHeight;
  let last = began; window.__long.length = 0;
  await new Promise((done) => {
    const step = (now) => {
      frames.push(now - last); last = now;
      const part = (now - began) / (1000 * seconds);
      scrollTo(0, tall * Math.min(1, part));
      if (part < 1) requestAnimationFrame(step); else setTimeout(done, 100);
    };
    requestAnimationFrame(step);
  });
  frames.sort((a, b) => a - b);
  return { frames: frames.length, p95: frames[Math.floor(frames.length * 0.95)], long: window.__long, seconds };
}
"""
FRAME_MS = 34.0  #: that 95 of 100 frames stay under while a page is scrolled: two pictures of a screen of 60 a second
TASK_MS = 100.0  #: that no piece of work exceeds meanwhile
FIRST_PAGE_BYTES, FIRST_PAGE_MS = 300_000, 1000.0


@pytest.mark.parametrize("size", SIZES)
def test_nothing_shifts_while_a_page_comes(browser, address, size):
    context = browser.new_context(viewport=SIZES[size])
    context.add_init_script(WATCH)
    watched = Watched(context, address)
    watched.visit(f"/enter?token={SECRET}")
    shifted = {}
    for path in EVERY:
        page = watched.visit(path)
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(150)
        if shifts := page.evaluate("window.__shifts"):
            shifted[path] = sum(shifts)
    context.close()
    assert shifted == {}


@pytest.mark.parametrize("path", [f"/articles/{LONG.id}", f"/review/{LONG.id}"])
def test_a_long_article_with_many_marks_scrolls_smoothly(browser, address, path):
    context = browser.new_context(viewport=SIZES["desk"])
    context.add_init_script(WATCH)
    watched = Watched(context, address)
    watched.visit(f"/enter?token={SECRET}")
    page = watched.visit(path)
    assert len(page.locator(".text").inner_text().split()) >= 10_000
    assert page.locator(".text [data-marks]").count() >= 400
    page.wait_for_timeout(500)
    runs = [page.evaluate(SCROLLED, 2) for _ in range(3)]
    best = min(runs, key=lambda run: run["p95"])
    context.close()
    assert best["p95"] <= FRAME_MS, runs
    assert max(best["long"], default=0) <= TASK_MS, runs
    assert best["frames"] >= 2 * 30


def test_the_first_page_is_small_and_soon_there(browser, address):
    """The best of three, each in a browser that has kept nothing: others may be at work on this machine."""
    told = []
    for _ in range(3):
        context = browser.new_context(viewport=SIZES["desk"])
        page = Watched(context, address).visit("/")
        page.wait_for_load_state("networkidle")
        told.append(page.evaluate(
            """() => {
              const [page] = performance.getEntriesByType("navigation");
              const all = [page, ...performance.getEntriesByType("resource")];
              return [page.loadEventEnd - page.startTime, all.reduce((sum, e) => sum + e.transferSize, 0)];
            }"""
        ))  # fmt: skip
        context.close()
    assert max(size for _, size in told) <= FIRST_PAGE_BYTES
    assert min(ms for ms, _ in told) <= FIRST_PAGE_MS

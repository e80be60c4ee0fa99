"""Who may knock at the desk, who may write, and what a browser may do with an answer."""

import re

import pytest
from fastapi.testclient import TestClient
from made_up import SECRET

from allegedly.desk import Users, check_address, make_app, secret_beside
from allegedly.desk.guard import Guard
from allegedly.errors import AllegedlyError

AT = "http://127.0.0.1:8400"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "192.168.0.7:8400", "localhost.evil"])
def test_no_other_name_for_this_machine_is_answered(desk, host):
    assert desk.get("/events.json", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:8400", "LOCALHOST", "[::1]:8400"])
def test_its_own_names_are(desk, host):
    assert desk.get("/events.json", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:9000", "http://localhost:8400"])
def test_pages_elsewhere_may_ask_nothing(desk, origin):
    assert desk.get("/events.json", headers={"Origin": origin}).status_code == 403


def test_a_form_elsewhere_may_send_nothing_even_without_an_origin(refused):
    assert refused.post("/leave", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


@pytest.mark.parametrize("path", ["/", "/events", "/events.json", "/static/desk.css", "/nowhere", "/openapi.json"])
def test_every_answer_forbids_foreign_scripts_styles_and_frames(desk, path):
    headers = desk.get(path, headers={"Accept": "text/html"}).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert "access-control-allow-origin" not in headers


def test_refusals_carry_the_policy_too(desk):
    assert "default-src 'none'" in desk.get("/", headers={"Host": "evil"}).headers["content-security-policy"]


def test_no_page_has_script_or_style_of_its_own(desk, shelf):
    for path in ("/", "/events", f"/articles/{shelf.articles()[0].key}"):
        page = desk.get(path).text
        assert not re.search(r"<style|\sstyle=|\son\w+=", page)
        assert all('src="/static/' in tag for tag in re.findall("<script[^>]*>", page))


# ── the secret ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_secret_is_made_once_and_for_its_owner_alone(tmp_path):
    secret = secret_beside(tmp_path / "news.db")
    kept = tmp_path / "news.db.desk-secret"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert len(secret) >= 40
    assert secret_beside(tmp_path / "news.db") == secret
    assert secret_beside(tmp_path / "other.db") != secret


def test_a_secret_that_others_can_read_is_refused(tmp_path):
    secret_beside(tmp_path / "news.db")
    (tmp_path / "news.db.desk-secret").chmod(0o644)
    with pytest.raises(AllegedlyError, match="D02"):
        secret_beside(tmp_path / "news.db")


def test_a_secret_that_points_elsewhere_is_refused(tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("x" * 60)
    elsewhere.chmod(0o600)
    (tmp_path / "news.db.desk-secret").symlink_to(elsewhere)
    with pytest.raises(AllegedlyError, match="D02"):
        secret_beside(tmp_path / "news.db")


# ── writing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_reading_needs_no_token_and_writing_does(desk):
    assert desk.get("/events").status_code == 200
    assert desk.post("/name", data={"name": "mallory"}).status_code == 401


def enter(client: TestClient) -> str:
    """Come in with the local token and return the word of the session's forms."""
    assert client.get("/enter", params={"token": SECRET}).status_code == 200
    return re.search('name="desk-token" content="([0-9a-f]+)"', client.get("/").text)[1]


def test_the_token_opens_a_session_that_scripts_cannot_read(desk):
    answer = desk.get("/enter", params={"token": SECRET}, follow_redirects=False)
    assert answer.headers["location"] == "/"
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert SECRET.lower() not in cookie


def test_a_wrong_token_opens_nothing(desk):
    assert desk.get("/enter", params={"token": "guess"}).status_code == 403


def test_a_cookie_alone_writes_nothing(desk):
    word = enter(desk)
    assert desk.post("/name", data={"name": "anna"}).status_code == 403
    assert desk.post("/name", data={"name": "anna", "token": "0" * 64}).status_code == 403
    assert desk.post("/name", data={"name": "anna", "token": word}).status_code == 200
    assert "anna" in desk.get("/").text


def test_a_cookie_that_was_changed_is_none(desk):
    enter(desk)
    name, until, signature = desk.cookies["allegedly_desk"].split(".")
    desk.cookies.clear()
    desk.cookies.set("allegedly_desk", f"{name}.{int(until) + 1}.{signature}")
    assert "desk-token" not in desk.get("/").text


# ── size and time ────────────────────────────────────────────────────────────────────────────────────────────────────


async def _slow(scope, receive, send):
    import asyncio

    await asyncio.sleep(5)


async def _eager(scope, receive, send):
    from starlette.requests import Request
    from starlette.responses import PlainTextResponse

    await PlainTextResponse(str(len(await Request(scope, receive).body())))(scope, receive, send)


def test_a_request_that_is_too_large_is_refused_before_it_is_read():
    client = TestClient(Guard(_eager, max_body=1000), base_url=AT)
    assert client.post("/", content=b"x" * 1000).text == "1000"
    assert client.post("/", content=b"x" * 1001).status_code == 413


def test_one_that_does_not_say_how_large_it_is_is_stopped_on_the_way(refused):
    def flood():
        for _ in range(70):
            yield b"x" * 2**20

    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert refused.post("/name", content=flood(), headers=headers).status_code == 413


def test_a_request_that_takes_too_long_is_ended():
    client = TestClient(Guard(_slow, max_seconds=0.05), base_url=AT)
    assert client.get("/").status_code == 503


# ── users ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "desk.example.org"])  # noqa: S104
def test_a_public_address_needs_users(host):
    with pytest.raises(AllegedlyError, match="D01"):
        check_address(host, users=False)
    check_address(host, users=True)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.8.8.8"])
def test_an_address_of_this_machine_needs_none(host):
    check_address(host, users=False)


@pytest.fixture
def with_users(shelf, tmp_path):
    users = Users(tmp_path / "users")
    users.set("anna", "correct horse battery")
    return TestClient(make_app(shelf, secret=SECRET, users=users), base_url=AT)


def test_with_users_nothing_is_read_before_the_login(with_users):
    assert with_users.get("/events.json").status_code == 401
    answer = with_users.get("/events", headers={"Accept": "text/html"}, follow_redirects=False)
    assert answer.headers["location"] == "/login"
    assert with_users.get("/enter", params={"token": SECRET}).status_code == 403


def test_a_login_opens_the_desk_and_a_wrong_one_does_not(with_users):
    assert with_users.post("/login", data={"name": "anna", "password": "wrong"}).status_code == 401
    assert with_users.post("/login", data={"name": "anna", "password": "correct horse battery"}).status_code == 200
    assert with_users.get("/events.json").status_code == 200
    assert "anna" in with_users.get("/").text


def test_who_guesses_has_to_wait(with_users):
    for _ in range(4):
        with_users.post("/login", data={"name": "anna", "password": "wrong"})
    assert with_users.post("/login", data={"name": "anna", "password": "correct horse battery"}).status_code == 401


def test_passwords_are_not_kept_and_short_ones_not_taken(tmp_path):
    users = Users(tmp_path / "users")
    users.set("anna", "correct horse battery")
    assert "correct" not in (tmp_path / "users").read_text()
    assert (tmp_path / "users").stat().st_mode & 0o777 == 0o600
    assert users.knows("anna", "correct horse battery")
    assert not users.knows("bert", "correct horse battery")
    for name, password in (("bert", "short"), ("b\tt", "correct horse battery")):
        with pytest.raises(AllegedlyError, match="D03"):
            users.set(name, password)

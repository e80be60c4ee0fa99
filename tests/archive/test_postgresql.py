"""An archive in a PostgreSQL database: what is its own, and what must be as in a SQLite file."""

import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from reported import GAO, GUNMEN, VILLAGERS, on, report
from sqlalchemy import text
from test_store import coded

from allegedly.archive import Archive, Circle, Source, events, incidents, link
from allegedly.archive.database import name_of, url_of, writing
from allegedly.archive.examining import examine_server
from allegedly.archive.fulltext import vector
from allegedly.archive.geometry import distance_km
from allegedly.errors import AllegedlyError
from allegedly.records import Article, Party, content_id

pytestmark = pytest.mark.postgresql


@pytest.fixture
def place(postgresql) -> str:
    return postgresql.fresh()


@pytest.fixture
def archive(place) -> Iterator[Archive]:
    with Archive.open(place) as opened:
        yield opened


def database_of(place: str) -> str:
    return str(url_of(place).database)


# ---- addresses ----


@pytest.mark.parametrize(
    ("place", "address"),
    [
        ("postgresql:news", "postgresql+psycopg:///news"),
        ("postgresql://ana@desk/news", "postgresql+psycopg://ana@desk/news"),
        ("postgres://ana@desk:5433/news", "postgresql+psycopg://ana@desk:5433/news"),
        ("postgresql+psycopg://ana@desk/news", "postgresql+psycopg://ana@desk/news"),
        ("sqlite:news.db", "sqlite:///news.db"),
        ("postgresql.db", "sqlite:///postgresql.db"),
    ],
)
def test_an_address_says_which_database(place, address):
    assert str(url_of(place)) == address


def test_passwords_are_not_told():
    told = name_of("postgresql://ana:geheim@desk/news?password=geheim&sslmode=require")
    assert told == "postgresql+psycopg://ana:***@desk/news?sslmode=require"


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("postgresql://ana:geheim@127.0.0.1:1/news", r"ana:\*\*\*@127.*refuses.*S07"),
        ("mysql://desk/news", r"SQLite files or PostgreSQL databases.*U01"),
        ("postgresql://desk:port/news", r"an address is postgresql://.*U01"),
    ],
)
def test_an_address_that_leads_nowhere_is_said(place, said):
    with pytest.raises(AllegedlyError, match=said):
        Archive.open(place)


def test_a_database_that_is_not_there_is_said(postgresql):
    with pytest.raises(AllegedlyError, match=r'"none" does not exist.*S07'):
        Archive.open(postgresql.url("none"))


def test_an_archive_is_not_made_by_looking(postgresql, place):
    with pytest.raises(AllegedlyError, match=r"no such archive.*R02"):
        Archive.open(place, create=False)
    with postgresql.connected(database_of(place)) as connection:
        assert connection.execute(text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")).scalar() == 0


def test_another_database_is_left_alone(postgresql, place):
    with postgresql.connected(database_of(place)) as connection:
        connection.execute(text("CREATE TABLE recipes (name TEXT)"))
    with pytest.raises(AllegedlyError, match=r"recipes.*S02"):
        Archive.open(place)


def test_a_newer_archive_is_refused(postgresql, place):
    Archive.open(place).close()
    with postgresql.connected(database_of(place)) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(AllegedlyError, match="S03"):
        Archive.open(place)


def test_a_database_that_cannot_hold_every_character_is_refused(postgresql):
    with pytest.raises(AllegedlyError, match=r"LATIN1.*createdb -E UTF8.*S07"):
        Archive.open(postgresql.fresh("ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0"))


def test_a_user_who_may_not_write_is_told_so(postgresql, place):
    with Archive.open(place) as archive:
        archive.put(coded())
    with postgresql.connected(database_of(place)) as connection:
        connection.execute(text("CREATE ROLE guest LOGIN"))
        connection.execute(text("GRANT SELECT ON ALL TABLES IN SCHEMA public TO guest"))
    with Archive.open(place.replace("allegedly@", "guest@")) as archive:
        assert archive.counts()["articles"] == 1
        with pytest.raises(AllegedlyError, match=r"permission denied.*S07"):
            archive.put(report("Gunmen attacked a well."))
    with postgresql.connected(database_of(place)) as connection:
        connection.execute(text("DROP OWNED BY guest"))
        connection.execute(text("DROP ROLE guest"))


def test_a_missing_driver_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(AllegedlyError, match=r"psycopg.*allegedly\[postgresql\].*U04"):
        Archive.open("postgresql://desk/news")


# ---- as in SQLite ----


@pytest.fixture
def both(archive) -> Iterator[tuple[Archive, Archive]]:
    with Archive.open(":memory:") as in_memory:
        yield archive, in_memory


WORDS = [
    "Fidèle Castro's brother-in-law met E.U. envoys at 10.30 p.m. in São Tomé",
    "The U.S.-led coalition struck http://example.org/a_b?c=d, mail x.y@example.org",
    "İstanbul'da patlama; Straße gesperrt; ΑΘΗΝΑ: απεργία της ΠΟΛΕΩΣ",
    "قصف قرب حلب، مقتل ١٢ مدنيا",
    "北京 表示 抗议 and हिन्दी समाचार",
    "Price rose -5.2% to 1,200 on 2019-05-03; 3rd x-ray /usr/bin/file ** \\'quote' O'Brien",
    "naive naïve NAÏVE co\u0308operate coöperate ﬁre",
    "",
]
QUERIES = """
fidele ; castro ; brother law ; "brother in law" ; brother-in-law ; e.u ; 10.30 ; 30 ; tomé
"sao tome" ; us ; u s ; led ; example ; example.org ; a_b ; x.y@example.org ; istanbul
strasse ; straße ; αθηνα ; ΑΘΉΝΑ ; πολεως ; απεργια ; حلب ; ١٢ ; 12 ; 北京 ; हिन्दी ; 5.2 ; -5
1200 ; 1,200 ; "2019 05 03" ; 3rd ; ray ; usr ; quote ; o'brien ; brien ; naive ; "naive naive"
cooperate ; fire ; ﬁre ; patlama'da ; the and ; " ; _ ; % ; '' ; \\ ; :* ; a & b | !c ; <->
near( ; e ; rose price ; "rose price" ; castro's
""".replace("\n", " ; ").split(" ; ")[1:-1]


def test_words_are_found_as_in_sqlite(both):
    for archive in both:
        for number, words in enumerate(WORDS):
            archive.put(Article(id=f"a{number}", text=words or ".", title=f"title {number}" if number % 2 else None))
    here, there = ([[row.id for row in a.articles(text=query)] for query in QUERIES] for a in both)
    assert dict(zip(QUERIES, here, strict=True)) == dict(zip(QUERIES, there, strict=True))
    assert sum(map(bool, here)) > 35


def test_no_phrase_runs_from_the_title_into_the_text(both):
    for archive in both:
        archive.put(Article(id="a", title="Gunmen kill nine", text="Villagers fled."))
        assert archive.articles(text='"nine villagers"') == []
        assert len(archive.articles(text="nine villagers")) == 1


def test_lists_have_one_order_whatever_the_language_of_the_database(both):
    names = ["zebra", "Ärger", "apfel", "Apfel", "a-b", "ab", "a b", "ä", "Z", "_", "東"]
    for archive in both:
        for name in names:
            archive.put(
                report(
                    f"Gunmen attacked {name}.",
                    name,
                    id=f"e {name}",
                    actors=(Party(span=None, name=name, country=None),),
                )
            )
            archive.fail(AllegedlyError("R05", f"{name}.pdf"))
        link(archive)
    here, there = (
        ([f.where for f in a.failures()], [e.id for e in events(a)], [i.id for i in incidents(a)]) for a in both
    )
    assert here == there


def test_a_long_article_is_found_by_its_words(archive):
    words = " ".join(f"w{n}" for n in range(140_000))
    archive.put(Article(id="long", text=f"Gunmen attacked. {words}"[:1_000_000]))
    assert [row.id for row in archive.articles(text='"gunmen attacked" w2 w30000')] == ["long"]
    assert archive.articles(text='"w30000 w30001"') == []  # known to be there, not where
    assert len(vector(words).encode()) < 2_000_000


def test_names_of_any_length_are_kept(archive, tmp_path):
    name = "".join(chr(0x4E00 + n) for n in range(4000))  # more than an index row, and nothing to compress
    party = Party(span=None, name=name, country=None, sectors=())
    article = replace(report(f"Gunmen attacked a well near {name}.", name, actors=(party,), voice=party), id=name)
    archive.put(article)
    link(archive)
    assert archive.article(name) == article
    assert len(archive.articles(outlet=name)) == len(events(archive, actor=name[:200])) == len(incidents(archive)) == 1
    source = Source("/news/" + name, 1, 2, None)
    archive.acknowledge(source)
    assert archive.seen(source)
    archive.fail(AllegedlyError("R05", name))
    archive.remove(name)
    assert archive.counts()["events"] == 0


def test_codes_of_a_broken_record_are_kept(archive):
    broken = replace(coded(), published="some time in\0March", language="\ud800", coder="x" * 5000)
    archive.put(broken)
    assert archive.article(broken.id) == broken


def test_distances_are_the_same(archive):
    points = [(16.27, -0.04), (-18.14, 178.44), (90.0, 0.0), (16.27, 179.96), (0.0, 0.0)]
    for n, (lat, lon) in enumerate(points):
        archive.put(report(f"Gunmen attacked well {n}.", place=replace(GAO, name=f"W{n}", lat=lat, lon=lon)))
    for n, (lat, lon) in enumerate(points):
        for m, (other_lat, other_lon) in enumerate(points):
            km = distance_km(lat, lon, other_lat, other_lon)
            within = {e.place for e in events(archive, circle=Circle(lat, lon, km + 0.001))}
            assert f"W{m}" in within, (n, m)
            assert km < 0.01 or f"W{m}" not in {e.place for e in events(archive, circle=Circle(lat, lon, km * 0.999))}


# ---- several at once ----


def test_a_second_writer_waits_and_then_says_who_is_in_the_way(archive, place):
    with (
        Archive.open(place, busy_seconds=0.2) as second,
        writing(archive.engine) as connection,
    ):
        pid = connection.execute(text("SELECT pg_backend_pid()")).scalar()
        with pytest.raises(AllegedlyError, match=rf"allegedly of allegedly writes since .*, pid {pid}.*S01"):
            second.put(coded())
        assert second.counts()["articles"] == 0  # who only reads does not wait
    with Archive.open(place, busy_seconds=0.2) as second:
        assert second.put(coded()) == "coded"


def test_a_second_writer_gets_its_turn(archive, place):
    started, done = threading.Event(), []

    def write() -> None:
        with Archive.open(place) as second:
            started.set()
            done.append(second.put(coded()))

    with writing(archive.engine):
        thread = threading.Thread(target=write)
        thread.start()
        started.wait(10)
        thread.join(0.3)
        assert not done
    thread.join(10)
    assert done == ["coded"]


def test_several_writers_add_what_one_would(archive, place):
    told = {"actors": (GUNMEN,), "recipients": (VILLAGERS,), "place": GAO, "time": on("2021-05-04")}
    news = [report(f"Gunmen attacked a convoy of {n} traders near Gao.", f"Outlet {n}", **told) for n in range(12)]

    def add(first: int) -> list[str]:
        with Archive.open(place) as own:
            return [own.put(article) for article in news[first : first + 6]] + [str(link(own) >= 0)]

    with ThreadPoolExecutor(4) as pool:
        said = [word for part in pool.map(add, (0, 2, 4, 6)) for word in part]
    with Archive.open(":memory:") as alone:
        for article in news:
            alone.put(article)
        link(alone)
        link(archive)
        assert said.count("coded") == len(news)
        assert events(archive) == events(alone)
        assert incidents(archive) == incidents(alone)


def test_several_make_one_archive(place):
    with ThreadPoolExecutor(4) as pool:
        opened = list(pool.map(lambda _: Archive.open(place), range(4)))
    assert [archive.counts()["articles"] for archive in opened] == [0] * 4
    for archive in opened:
        archive.close()


def test_who_reads_sees_the_archive_as_it_was_when_they_began(archive, place):
    texts = [f"Gunmen attacked well {n}." for n in range(3)]
    for words in texts:
        archive.put(report(words))
    records = archive.records()
    first = next(records)
    with Archive.open(place) as other:
        other.put(coded())
        other.remove(content_id(texts[2]))
    assert {first.text, *(article.text for article in records)} == set(texts)


# ---- soundness ----


def lines(place: str) -> dict[str, tuple[bool, str]]:
    return {finding.what: (finding.sound, finding.detail) for finding in examine_server(place)}


def test_a_sound_archive_is_found_so(archive, place):
    archive.put(coded())
    said = lines(place)
    assert all(sound for sound, _ in said.values()), said
    assert said["records"][1].startswith("1 articles, 1 statements, 2 events")
    assert said["server"][1].startswith("PostgreSQL ")


FAULTS = {
    "other words": ("UPDATE events SET trigger = 'kissed'", "records", "with other words"),
    "a record that is none": ("UPDATE articles SET record = '{'", "records", "article "),
    "lost words": ("DELETE FROM event_words", "word index", "2 rows are not in event_words"),
    "a row of nobody": (
        "SET session_replication_role = replica; DELETE FROM events",
        "references",
        "3 rows of parties point at no events",
    ),
    "no version": ("DROP TABLE alembic_version", "schema", "no archive"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_wrong_is_found(postgresql, archive, place, fault):
    archive.put(coded())
    with postgresql.connected(database_of(place)) as connection:
        for statement in FAULTS[fault][0].split("; "):
            connection.execute(text(statement))
    sound, said = lines(place)[FAULTS[fault][1]]
    assert not sound
    assert FAULTS[fault][2] in said


def test_examining_changes_nothing(postgresql, place):
    with pytest.raises(AllegedlyError, match="R02"):
        list(examine_server(place))
    with postgresql.connected(database_of(place)) as connection:
        assert connection.execute(text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")).scalar() == 0


# ---- commands ----


def test_commands_take_an_address(place, tmp_path: Path, monkeypatch):
    from click.testing import CliRunner

    from allegedly.cli import main

    def run(*arguments: str, code: int = 0):
        result = CliRunner().invoke(main, arguments, prog_name="allegedly")
        assert result.exit_code == code, result.output
        return result

    monkeypatch.chdir(tmp_path)
    with Archive.open("news.db") as there:
        there.put(coded())
        link(there)
    said = run("copy", "sqlite:news.db", place).stderr
    assert "articles 1 · statements 1 · events 2" in said
    assert "each compared" in said
    assert run("query", place, "--format", "csv").stdout == run("query", "news.db", "--format", "csv").stdout
    assert "U03" in run("copy", "news.db", place, code=2).stderr
    run("copy", "news.db", place, "--force")
    run("copy", place, "back.db")
    assert run("incidents", place, "--format", "json").stdout == run("incidents", "back.db", "--format", "json").stdout
    assert "allegedly copy" in run("backup", place, "kept.db", code=2).stderr
    assert "no such archive" in run("copy", "none.db", "back.db", code=3).stderr
    monkeypatch.setattr("allegedly.health.examine_installation", lambda _: iter(()))
    assert "ok    records" in run("doctor", place).stdout

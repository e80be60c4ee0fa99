"""What is put into an archive is there, once, whole, and comes back as it was."""

from dataclasses import replace

import pytest
from any_records import articles
from hypothesis import given

from allegedly.archive import Archive, Source
from allegedly.codec import encode
from allegedly.errors import AllegedlyError
from allegedly.records import Article, Event, Interval, Party, Span, Statement, content_id

pytestmark = pytest.mark.usefixtures("backend")

TEXT = (
    "Kabul police on Monday arrested two men. The Taliban said that Gen. Ahmadi's men killed four villagers in Ghazni."
)


def find(words: str) -> Span:
    at = TEXT.index(words)
    return Span(at, at + len(words))


def coded(**fields: object) -> Article:
    police = Party(span=find("Kabul police"), name="Kabul police", country="AFG", sectors=("COP",))
    taliban = Party(span=find("The Taliban"), name="Taliban", country="AFG", sectors=("REB",))
    army = Party(span=find("Gen. Ahmadi's men"), name="Gen. Ahmadi's men", country="AFG", sectors=("MIL",))
    said = Statement(
        id="s1", source=taliban, cue=find("said"), content=(find("Gen. Ahmadi's men killed"),), kind="indirect"
    )
    events = (
        Event(id="e1", trigger=find("arrested"), type="COERCE", mode="arrest", quad=4, actors=(police,)),
        Event(
            id="e2",
            trigger=find("killed"),
            type="ASSAULT",
            mode=None,
            quad=4,
            actors=(army,),
            voice=("s1",),
            time=Interval(span=None, start="2009-03-02", end="2009-03-02", granularity="day"),
        ),
    )
    told = {"title": "Arrests in Kabul", "published": "2009-03-02", "outlets": ("Daily Ariana", "Pajhwok")}
    return Article(id=content_id(TEXT), text=TEXT, statements=(said,), events=events, **(told | fields))


@pytest.fixture
def archive(tmp_path):
    with Archive.open(tmp_path / "news.db") as opened:
        yield opened


@given(articles())
def test_any_record_comes_back_byte_for_byte(tmp_path_factory, article):
    with Archive.open(":memory:") as archive:
        assert archive.put(article) == "coded"
        assert archive.record(article.id) == encode(article)
        assert archive.put(article) == "duplicate"
        assert archive.counts()["events"] == len(article.events)


def test_adding_twice_changes_nothing(archive):
    assert [archive.put(coded()), archive.put(coded())] == ["coded", "duplicate"]
    assert archive.counts() == {
        "articles": 1,
        "statements": 1,
        "events": 2,
        "sightings": 0,
        "failures": 0,
        "incidents": 0,
    }
    assert archive.article(coded().id) == coded()


def test_the_same_text_elsewhere_is_a_sighting(archive):
    archive.put(coded())
    elsewhere = coded(outlets=("Khaama Herald",), url="https://khaama.example/1")
    assert [archive.put(elsewhere), archive.put(elsewhere)] == ["duplicate", "duplicate"]
    (sighting,) = archive.sightings()
    assert (sighting.outlets, sighting.url) == (("Khaama Herald",), "https://khaama.example/1")


def test_replacing_takes_the_old_coding_and_its_words_out(archive):
    archive.put(coded())
    again = replace(coded(), events=coded().events[:1], title="Two held")
    assert archive.put(again, replace=True) == "coded"
    assert archive.article(coded().id) == again
    assert archive.counts()["events"] == 1
    assert archive.articles(text="arrests") == []
    assert [row.title for row in archive.articles(text="held")] == ["Two held"]


def test_removing_leaves_nothing(archive):
    archive.put(coded())
    archive.remove(coded().id)
    assert set(archive.counts().values()) == {0}
    assert archive.articles(text="Ahmadi") == []


def test_a_given_id_finds_the_article_and_an_ambiguous_one_says_so(archive):
    archive.put(replace(coded(), id="row-1"))
    assert archive.has("row-1")
    assert archive.has(content_id(TEXT))
    assert archive.article("row-1").title == "Arrests in Kabul"
    archive.put(Article(id="row-1", text="Another text under the same number."))
    with pytest.raises(AllegedlyError, match=r"2 articles have this id.*S04"):
        archive.article("row-1")
    assert archive.article(content_id(TEXT)).id == "row-1"


def test_what_is_not_there_is_said(archive):
    with pytest.raises(AllegedlyError, match="S04"):
        archive.article("0000000000000000")


def test_articles_are_listed_by_outlet_words_and_time_a_page_at_a_time(archive):
    archive.put(coded())
    for day in range(1, 6):
        text = f"Aid convoy number {day} reached Herat."
        archive.put(Article(id=content_id(text), text=text, published=f"2009-04-0{day}", outlets=("Pajhwok",)))
    assert len(archive.articles(outlet="pajhwok")) == 6
    assert [row.published for row in archive.articles(text='"aid convoy"', since="2009-04-04")] == [
        "2009-04-04",
        "2009-04-05",
    ]
    first = archive.articles(limit=4)
    assert first + archive.articles(limit=4, after=first[-1].key) == archive.articles()
    assert archive.articles(text='convoy" OR (') == []


def test_failures_are_kept_once_and_forgotten_when_read_after_all(archive):
    fault = AllegedlyError("R05", "scan.pdf", "12 pages")
    archive.fail(fault)
    archive.fail(fault)
    assert [(f.where, f.code, f.detail) for f in archive.failures()] == [("scan.pdf", "R05", "12 pages")]
    archive.forget_failures("scan.pdf")
    assert archive.failures() == []


def test_the_journal_knows_a_file_until_it_changes(archive, tmp_path):
    path = tmp_path / "news.txt"
    path.write_text("Talks resumed.")
    assert not archive.seen(Source.of(path))
    archive.acknowledge(Source.of(path, content=True))
    assert archive.seen(Source.of(path))
    copy = tmp_path / "copy.txt"
    copy.write_text("Talks resumed.")
    assert not archive.seen(Source.of(copy))
    assert archive.seen(Source.of(copy, content=True))
    path.write_text("Talks collapsed.")
    assert not archive.seen(Source.of(path, content=True))


def test_the_code_reads_the_last_migration():
    from alembic.script import ScriptDirectory

    from allegedly.archive.database import alembic_config
    from allegedly.archive.schema import REVISION

    assert ScriptDirectory.from_config(alembic_config()).get_heads() == [REVISION]

"""The Python interface that a notebook meets."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from spacy.tokens import Doc

import allegedly
from allegedly.archive import Archive
from allegedly.bulk import code_all
from allegedly.codec import decode, encode, spans_of
from allegedly.coder import Coder, Coding
from allegedly.errors import AllegedlyError
from allegedly.reading import Failure, article_from_text
from allegedly.records import Article, Event, Party
from allegedly.steps import Step

OSLO = (
    "Norway accuses Russia of jamming signals\n\n"
    "OSLO, March 14, 2022 (Fjord News) - Norway accused Russia on Monday of jamming satellite signals near the "
    "border.\n\n"
    "“We have not touched a single satellite,” said Russian Foreign Minister Anton Belov.\n\n"
    "According to the mayor of Kirkenes, police arrested two men on Sunday. Finland may expel Russian diplomats.\n"
)
CHAD = "Rebels killed nine soldiers in an ambush near Faya on 3 May 2019, the Chadian army said."


@pytest.fixture(scope="module")
def oslo(coder: Coder) -> Article:
    return coder.code(OSLO)


def event(article: Article, words: str) -> Event:
    return next(e for e in article.events if e.trigger.of(article.text) == words)


def countries(parties: tuple[Party, ...]) -> list[str | None]:
    return [party.country for party in parties]


# ---- what is found ----


def test_who_did_what_to_whom_and_when(oslo):
    accused = event(oslo, "accused")
    assert (accused.type, accused.quad, accused.polarity) == ("ACCUSE", 3, "+")
    assert (countries(accused.actors), countries(accused.recipients)) == (["NOR"], ["RUS"])
    assert (accused.time.start, accused.time.end) == ("2022-03-14", "2022-03-14")


def test_on_whose_word_and_how_surely(oslo):
    assert event(oslo, "accused").voice == ()
    arrested = event(oslo, "arrested")
    (voice,) = arrested.voice
    source = next(s for s in oslo.statements if s.id == voice).source
    assert source.span.of(oslo.text) == "the mayor of Kirkenes"
    assert event(oslo, "expel").certainty == "possible"


def test_a_quotation_has_its_speaker(oslo):
    quoted = next(s for s in oslo.statements if s.kind == "direct")
    assert "not touched a single satellite" in quoted.content[0].of(oslo.text)
    assert "Belov" in quoted.source.name
    assert quoted.source.country == "RUS"


def test_title_date_and_outlet(oslo):
    assert (oslo.title, oslo.published) == ("Norway accuses Russia of jamming signals", "2022-03-14")
    assert "Fjord News" in oslo.outlets


def test_a_toll_and_a_place(coder):
    killed = event(coder.code(CHAD), "killed")
    assert (killed.type, killed.dead.min, killed.dead.max) == ("ASSAULT", 9, 9)
    assert (killed.place.country, killed.time.start) == ("TCD", "2019-05-03")


def test_every_span_lies_in_the_text_and_every_voice_is_a_statement(oslo):
    assert all(0 <= s.start <= s.end <= len(oslo.text) for s in spans_of(oslo))
    known = {s.id for s in oslo.statements}
    assert all(known.issuperset(e.voice) for e in oslo.events)


def test_the_text_is_not_rewritten(oslo):
    assert oslo.text == OSLO


def test_the_record_says_what_coded_it(oslo, coder):
    assert oslo.coder == coder.name
    assert coder.name.startswith(f"allegedly {allegedly.__version__}; en_core_web_")


# ---- the interface ----


def test_a_notebook_codes_with_one_call(monkeypatch, coder):
    monkeypatch.setattr(allegedly, "_coder", lambda: coder)
    article = allegedly.code("Norway accused Russia of spying on Monday.", published="2017-10-10", title="Spies")
    assert (article.published, article.title) == ("2017-10-10", "Spies")
    assert event(article, "accused").time.start == "2017-10-09"


def test_the_coder_is_loaded_once(monkeypatch):
    made = []
    monkeypatch.setattr("allegedly.coder.Coder", lambda: made.append(1) or len(made))
    allegedly._coder.cache_clear()
    assert (allegedly._coder(), allegedly._coder()) == (1, 1)
    allegedly._coder.cache_clear()


def test_public_names_are_there():
    assert all(getattr(allegedly, name) is not None for name in allegedly.__all__)
    with pytest.raises(AttributeError, match="no attribute 'magic'"):
        allegedly.magic  # noqa: B018


def test_a_doc_is_handed_in_and_got_out(coder):
    doc = coder.parser.pipeline("Norway accused Russia of spying on Monday.")
    coding = coder.explain(doc)
    assert coding.doc is doc
    assert isinstance(coding.doc, Doc)
    (span,) = coding.doc.spans["events"]
    assert (span.text, span.label_, span.id_) == ("accused", "ACCUSE", "e1")
    assert countries(event(coding.article, "accused").actors) == ["NOR"]


def test_a_doc_has_the_statements_that_were_found(coder):
    coding = coder.explain(OSLO)
    said = {span.id_: span.text for span in coding.doc.spans["statements"]}
    assert set(said) == {s.id for s in coding.article.statements}
    quoted = next(s for s in coding.article.statements if s.kind == "direct")
    assert "a single satellite" in said[quoted.id]


def test_each_event_has_its_reasons(coder):
    coding = coder.explain(OSLO)
    assert isinstance(coding, Coding)
    assert all(coding.reasons[e.id] for e in coding.article.events)
    (kind,) = (r for r in coding.reasons[event(coding.article, "accused").id] if r.field == "type")
    assert kind.rule.startswith("frames/accuse.toml")


def test_with_the_encoder_the_reason_for_a_party_says_what_it_makes_of_it():
    coding = Coder(learned=True).explain(CHAD)
    (killed,) = (e for e in coding.article.events if e.type == "ASSAULT")
    (why,) = (r for r in coding.reasons[killed.id] if r.field == "actors" and r.rule == "parties")
    share = float(why.detail.rpartition("encoder ")[2])
    assert share > 0.5


def test_what_was_read_is_coded(tmp_path: Path, coder):
    (tmp_path / "a.txt").write_text(OSLO)
    (tmp_path / "b.txt").write_text("")
    article, failure = coder.pipe(allegedly.read(tmp_path))
    assert event(article, "accused")
    assert (failure.code, Path(failure.where).name) == ("R01", "b.txt")


def test_a_language_that_is_not_coded_comes_back_with_a_note(coder):
    text = "Le ministre a accusé lundi les rebelles d'avoir attaqué un village près de la frontière."
    article = coder.code(text)
    assert (article.language, article.events, article.text) == ("fr", (), text)
    assert any("not coded" in note for note in article.notes)
    assert coder.explain(text).doc is None


@pytest.mark.parametrize(("text", "code"), [("", "R01"), (" \n", "R01"), ("war " * 300_000, "R15")])
def test_what_is_no_article_is_refused(coder, text: str, code: str):
    with pytest.raises(AllegedlyError, match=code):
        coder.code(text)


def test_events_become_plain_rows(oslo, coder):
    rows = allegedly.event_rows([oslo, coder.code(CHAD)])
    assert len(rows) == len(oslo.events) + len(coder.code(CHAD).events)
    row = next(r for r in rows if r["trigger"] == "arrested")
    assert (row["type"], row["article"]) == ("COERCE", oslo.id)
    assert "mayor" in row["voice"]
    assert json.loads(json.dumps(rows)) == rows


def test_rows_become_a_frame(oslo):
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(allegedly.event_rows([oslo]))
    assert set(frame.loc[frame.type == "ACCUSE", "actor_countries"]) == {"NOR"}
    assert frame["confidence"].between(0, 1).all()


def test_the_archive_takes_what_the_coder_gives(oslo):
    with Archive.open(":memory:") as archive:
        archive.put(oslo)
        assert archive.article(oslo.id) == oslo


# ---- the same input gives the same output ----


def test_coding_again_gives_the_same_bytes(coder, oslo):
    coder.code(CHAD)
    assert encode(coder.code(OSLO)) == encode(oslo)
    assert decode(encode(oslo)) == oslo


def test_a_new_coder_gives_the_same_bytes(oslo):
    assert encode(Coder(model="en_core_web_sm").code(OSLO)) == encode(oslo)


@pytest.mark.slow  # each loads the models
def test_two_workers_give_the_bytes_of_one():
    articles = [article_from_text(text) for text in (OSLO, CHAD, "Egypt denied the report.")]
    given = [articles[0], Failure("scan.pdf", "R05"), *articles[1:]]
    assert list(code_all(given, workers=2)) == list(code_all(given))


# ---- replacing a part ----


def test_a_step_can_be_replaced(coder):
    def certain(work):
        for draft in work.events:
            draft.certainty = "unknown"

    steps = coder.default_steps()
    mine = Coder(model="en_core_web_sm", steps=())
    at = [step.name for step in steps].index("actors")
    mine.steps = (*mine.default_steps()[:at], Step("mine", ("events",), (), certain), *mine.default_steps()[at:])
    assert {e.certainty for e in mine.code(OSLO).events} == {"unknown"}


def test_steps_in_a_wrong_order_are_refused(coder):
    with pytest.raises((AllegedlyError, ValueError)):
        Coder(model="en_core_web_sm", steps=coder.default_steps()[::-1])


def test_a_missing_model_says_how_to_get_it():
    with pytest.raises(AllegedlyError, match=r"L01"):
        Coder(model="en_core_web_trf")


def test_an_articles_fault_is_its_own_and_a_tables_is_not(coder, monkeypatch):
    explain = Coder.explain

    def faulty(self, source, **known):
        if "Egypt" in source.text:
            raise AllegedlyError("T01", "mine/groups.tsv:2", "no such column")
        if "Chadian" in source.text:
            raise ZeroDivisionError("division by zero")
        return explain(self, source, **known)

    monkeypatch.setattr(Coder, "explain", faulty)
    chad, norway = coder.pipe([article_from_text(CHAD), article_from_text(OSLO)])
    assert (chad.code, chad.detail) == ("L03", "ZeroDivisionError: division by zero")
    assert norway.events
    with pytest.raises(AllegedlyError, match="T01"):
        list(coder.pipe([replace(article_from_text(CHAD), text="Egypt denied the report.")]))

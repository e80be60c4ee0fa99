"""Marks on words, in the formats of those who annotate: every span is where the format says it is."""

import io
import json
import re
import zipfile
from dataclasses import replace

import pytest
from any_records import articles
from hypothesis import given
from pyld import jsonld

from allegedly.archive.rows import storable
from allegedly.exports import export
from allegedly.exports.marks import marks_of
from allegedly.exports.webanno import LAYERS, tsv


def written(form, *articles):
    stream = io.StringIO()
    export(articles, form, stream)
    return stream.getvalue()


def worded(article):
    return {mark for mark in marks_of(article) if mark.span.start < mark.span.end}


# ── W3C Web Annotation, schema.org ───────────────────────────────────────────────────────────────────────────────────


def annotations(*articles):
    return json.loads(written("webannotation", *articles))["items"]


def by_position_and_quotation(annotation, text):
    position, quote = annotation["target"]["selector"]
    assert (position["type"], quote["type"]) == ("TextPositionSelector", "TextQuoteSelector")
    start, end = position["start"], position["end"]
    assert text[start:end] == quote["exact"]
    assert text[:start].endswith(quote["prefix"])
    assert text[end:].startswith(quote["suffix"])
    return start, end


@given(articles())
def test_both_selectors_find_the_same_words(article):
    found = {by_position_and_quotation(a, article.text) for a in annotations(article)}
    assert found == {tuple(mark.span) for mark in worded(article)}


@given(articles())
def test_annotations_have_ids_of_their_own(article):
    ids = [a["id"] for a in annotations(article)]
    assert len(ids) == len(set(ids))


def test_a_trigger_says_what_happened_on_whose_word(article):
    trigger = next(a for a in annotations(article) if ":e2:trigger:" in a["id"])
    assert trigger["body"][1]["value"] == "ASSAULT (claimed, denied)"
    assert (trigger["allegedly:voices"], trigger["allegedly:polarity"]) == ("Ansar Dine", "-")
    assert trigger["target"]["scope"] == article.url
    assert trigger["motivation"] == "classifying"


def test_an_annotation_page_is_one_as_the_standard_has_it(article):
    page = json.loads(written("webannotation", article))
    assert page["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    assert page["type"] == "AnnotationPage"
    assert {a["type"] for a in page["items"]} == {"Annotation"}


def graph(*articles):
    return json.loads(written("claims", *articles))["@graph"]


def test_every_statement_is_a_claim_of_its_source(article):
    told = [n for n in graph(article) if n["@type"] == "Claim"]
    assert [c["author"]["name"] if isinstance(c["author"], dict) else c["author"][0]["name"] for c in told] == [
        "Malian army", "Ansar Dine", "Bamako Wire",
    ]  # fmt: skip
    assert told[0]["text"] == "Gunmen shelled a market near Gao on Saturday"
    assert told[0]["appearance"]["@id"] == graph(article)[0]["@id"]


def test_only_what_the_outlet_reports_is_an_event(article):
    about = [event for node in graph(article) for event in node.get("about", [])]
    assert [event["@type"] for event in about] == ["allegedly:ClaimedEvent", "allegedly:ClaimedEvent", "Event"]
    assert about[0]["location"]["geo"]["latitude"] == 16.27


def test_no_verdict_is_given(article):
    assert "Review" not in written("claims", article)


@given(articles())
def test_claims_of_any_record_are_json_and_name_their_articles(article):
    nodes = graph(article, article)
    assert nodes[0]["@type"] == "NewsArticle"
    assert len([n for n in nodes if n["@type"] == "Claim"]) >= 2 * len(article.statements)


def expanded(form, *articles):
    """Return the nodes as a JSON-LD processor reads them; the standards' own contexts stand in by a vocabulary."""

    def context(url, _options):
        document = {"@context": {"@vocab": f"{url}#", "id": "@id", "type": "@type"}}
        return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": document}

    return jsonld.expand(json.loads(written(form, *articles)), {"documentLoader": context})


def test_claims_are_linked_data(article):
    nodes = {node["@id"]: node for node in expanded("claims", article)}
    denial = nodes[f"urn:allegedly:{article.id}:s2"]
    assert denial["@type"] == ["https://schema.org#Claim"]
    (about,) = denial["https://schema.org#about"]
    assert about["@type"] == ["urn:allegedly:ClaimedEvent"]
    assert about["urn:allegedly:polarity"] == [{"@value": "-"}]
    assert denial["https://schema.org#appearance"] == [{"@id": f"urn:allegedly:{article.id}"}]


def test_annotations_are_linked_data(article):
    (annotation_page,) = expanded("webannotation", article)
    (items,) = [v for k, v in annotation_page.items() if k.endswith("#items")]
    assert len(items) == len(worded(article))
    assert all("urn:allegedly:of" in item for item in items)


# ── Prodigy, doccano ─────────────────────────────────────────────────────────────────────────────────────────────────


@given(articles())
def test_spans_of_tasks_cover_their_words(article):
    (task,) = map(json.loads, written("prodigy", article).splitlines())
    assert task["text"] == article.text
    assert {(s["start"], s["end"]) for s in task["spans"]} == {tuple(mark.span) for mark in worded(article)}
    assert all(task["text"][s["start"] : s["end"]] == s["text"] for s in task["spans"])


@given(articles())
def test_entities_cover_their_words_and_relations_join_entities(article):
    (told,) = map(json.loads, written("doccano", article).splitlines())
    assert told["text"] == article.text
    assert {(e["start_offset"], e["end_offset"]) for e in told["entities"]} == {tuple(m.span) for m in worded(article)}
    ids = {e["id"] for e in told["entities"]}
    assert {r[end] for r in told["relations"] for end in ("from_id", "to_id")} <= ids


def test_a_trigger_is_joined_to_its_parties_and_its_voice(article):
    (told,) = map(json.loads, written("doccano", article).splitlines())
    words = {e["id"]: told["text"][e["start_offset"] : e["end_offset"]] for e in told["entities"]}
    joined = {(words[r["from_id"]], r["type"], words[r["to_id"]]) for r in told["relations"]}
    assert ("shelled", "actor", "Gunmen") in joined
    assert ("fired", "voice", "that its fighters had fired at civilians") in joined


# ── WebAnno TSV ──────────────────────────────────────────────────────────────────────────────────────────────────────

SPLIT = re.compile(r"(?<!\\)((?:\\\\)*)\|")


def unescaped(cell):
    signs = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}
    return re.sub(r"\\(->|.)", lambda m: signs.get(m[1], m[1]), cell, flags=re.DOTALL)


def read_tsv(text):
    """Read tokens and annotations as the format's documentation says; nothing of the writer is used."""
    head, *lines = text.split("\n")
    assert head == "#FORMAT=WebAnno TSV 3.3"
    layers = [line.removeprefix("#T_SP=").split("|") for line in lines if line.startswith("#T_SP=")]
    tokens, found = [], {}
    for row, line in enumerate(lines):
        if not line or line.startswith("#"):
            continue
        _, offsets, word, *cells = line.removesuffix("\t").split("\t")
        start, end = map(int, offsets.split("-"))
        tokens.append((start, end, unescaped(word)))
        at = 0
        for name, *features in layers:
            stacks = [SPLIT.sub("\\1\n", cell).split("\n") for cell in cells[at : at + len(features)]]
            at += len(features)
            for n, values in enumerate(zip(*stacks, strict=True)):
                if values[0] == "_":
                    continue
                number = re.search(r"(?<!\\)\[(\d+)\]$", values[0])
                key = (name, number[1] if number else f"row {row}.{n}")
                plain = tuple(unescaped(re.sub(r"(?<!\\)\[\d+\]$", "", v)) for v in values)
                first, _, _ = found.get(key, (start, end, plain))
                found[key] = (first, end, plain)
    return tokens, found


def in_utf16(text, start, end):
    return text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le")


@given(articles())
def test_tokens_stand_where_java_looks_for_them(article):
    text = storable(article.text)
    tokens, _ = read_tsv(tsv(article))
    assert all(in_utf16(text, start, end) == word for start, end, word in tokens)
    assert "".join(word for *_, word in tokens) == "".join(re.findall(r"\w+|[^\w\s]", text))


@given(articles())
def test_annotations_come_back_with_their_words(article):
    text = storable(article.text)
    _, found = read_tsv(tsv(article))
    bare = {
        (mark.of if mark.kind == "trigger" else f"{mark.of} {mark.kind}", "".join(re.findall(r"[\w]|[^\w\s]", words)))
        for mark in worded(article)
        if (words := mark.span.of(text)).strip()
    }
    events, parts = LAYERS
    read = {
        (values[1] if layer == events else " ".join(values), "".join(re.findall(r"\w|[^\w\s]", in_utf16(text, a, b))))
        for (layer, _), (a, b, values) in found.items()
    }
    assert read == bare
    assert {layer for layer, _ in found} <= {events, parts}


def test_an_event_shows_its_standing_in_inception(article):
    lines = tsv(article).split("\n")
    (shelled,) = [line for line in lines if "\tshelled\t" in line]
    assert "\tcertain|" not in shelled
    cells = shelled.split("\t")
    assert cells[3:11] == ["certain", "e1", "heavy-weapons", "+", "claimed", "past", "ASSAULT", "s1"]


def test_an_emoji_is_two_units(article):
    after = next(t for t in read_tsv(tsv(article))[0] if t[2] == "Ansar")
    assert after[0] == article.text.index("Ansar") + 1


def test_the_archive_holds_a_file_for_each_article(article):
    stream = io.BytesIO()
    export([article, article, replace(article, text=article.text + "!")], "webanno", stream)
    with zipfile.ZipFile(io.BytesIO(stream.getvalue())) as archive:
        assert len(archive.namelist()) == 2
        assert archive.read(f"{article.id}.tsv").decode() == tsv(article)


@pytest.mark.parametrize("form", ["webannotation", "claims", "geojson"])
def test_an_empty_export_is_json(form):
    assert json.loads(written(form))

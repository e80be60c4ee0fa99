"""The network as networkx reads it, and the entities as FollowTheMoney does."""

import io
import json
from dataclasses import replace

import networkx as nx
import pytest
from any_records import articles
from hypothesis import given

from allegedly.exports import export

#: What FollowTheMoney 4.11.2 knows of the schemata that are written; checked against it where it is installed.
SCHEMATA = {
    "Article": {"title", "publishedAt", "publisher", "sourceUrl", "language", "bodyText"},
    "Event": {
        "name", "summary", "startDate", "endDate", "location", "country", "involved", "proof", "recordId",
        "sourceUrl", "publisher", "keywords", "notes",
    },
    "LegalEntity": {"name", "country", "keywords"},
}  # fmt: skip


def written(form, *articles):
    stream = io.StringIO()
    export(articles, form, stream)
    return stream.getvalue()


def network(*articles):
    return nx.parse_graphml(written("graphml", *articles), force_multigraph=True)


def entities(*articles):
    return [json.loads(line) for line in written("ftm", *articles).splitlines()]


def test_parties_are_nodes_and_what_they_do_are_edges(article):
    graph = network(article)
    names = {data["name"]: data for _, data in graph.nodes(data=True)}
    assert set(names) == {"=gunmen", "people", "Ansar Dine", "civilians"}
    assert names["Ansar Dine"]["sectors"] == "REB"
    edges = {graph.nodes[a]["name"]: data for a, _, data in graph.edges(data=True)}
    assert (edges["=gunmen"]["type"], edges["=gunmen"]["voice"]) == ("ASSAULT", "Malian army")
    assert (edges["Ansar Dine"]["standing"], edges["Ansar Dine"]["polarity"]) == ("claimed, denied", "-")
    assert "voice" in edges["=gunmen"]


def test_events_alike_are_one_edge_and_others_are_not(article):
    later = replace(article, text=article.text + " ", events=(article.events[0],))
    doubtful = replace(article, text=article.text + "  ", events=(replace(article.events[0], certainty="possible"),))
    weights = sorted(data["weight"] for *_, data in network(article, later, doubtful).edges(data=True))
    assert weights == [1, 1, 2]


@given(articles())
def test_networkx_reads_the_network_of_any_record(article):
    graph = network(article)
    events = {event.id for event in article.events}
    assert all(data["weight"] <= len(events) for *_, data in graph.edges(data=True))


def test_an_empty_network_is_one():
    assert len(network()) == 0


def test_entities_are_an_article_its_events_and_those_involved(article):
    found = entities(article)
    by_schema = {schema: [e for e in found if e["schema"] == schema] for schema in SCHEMATA}
    assert [len(group) for group in by_schema.values()] == [1, 3, 4]
    shelling = by_schema["Event"][0]["properties"]
    assert shelling["name"] == ["ASSAULT (claimed): =gunmen → people"]
    assert shelling["country"] == ["ml"]
    assert shelling["proof"] == [article.id]
    assert shelling["notes"] == ["On whose word: Malian army. How surely: certain."]
    assert set(shelling["involved"]) <= {e["id"] for e in by_schema["LegalEntity"]}


def test_parties_are_written_once(article):
    twice = entities(article, replace(article, text=article.text + " "))
    parties = [e["id"] for e in twice if e["schema"] == "LegalEntity"]
    assert len(parties) == len(set(parties)) == 4


@given(articles())
def test_entities_of_any_record_have_known_properties_as_lists_of_words(article):
    for entity in entities(article):
        assert set(entity["properties"]) <= SCHEMATA[entity["schema"]]
        assert all(isinstance(v, str) and v for values in entity["properties"].values() for v in values)


def test_followthemoney_takes_the_entities_as_they_are(article):
    ftm = pytest.importorskip("followthemoney")
    for schema, properties in SCHEMATA.items():
        assert properties <= set(ftm.model.get(schema).properties)
    for entity in entities(article):
        proxy = ftm.model.get_proxy(entity, cleaned=False)
        assert proxy.to_dict()["properties"].keys() == entity["properties"].keys()

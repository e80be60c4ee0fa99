"""Who did what to whom as a network in GraphML, for Gephi, igraph, networkx and the like.

Nodes are parties, told apart by name and country. Events of one type between two parties on one voice, equally sure,
are one edge that counts them; a denied or unsure event is an edge of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import IO, Any
from xml.sax.saxutils import escape, quoteattr

from allegedly.archive.rows import digest
from allegedly.exports.choice import Choice, standing
from allegedly.exports.exporter import Exporter
from allegedly.exports.values import Told, pairs, party_name, told
from allegedly.records import Article, Party

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

NODE = {"name": "string", "country": "string", "sectors": "string"}
EDGE = {
    "type": "string", "quad": "int", "voice": "string", "voice_country": "string", "standing": "string",
    "certainty": "string", "polarity": "string", "tense": "string", "weight": "int", "first_day": "string",
    "last_day": "string", "events": "string",
}  # fmt: skip


@dataclass(slots=True)
class _Node:
    name: str
    country: str | None
    sectors: set[str] = field(default_factory=set)


class GraphMl(Exporter):
    """The network, held until all articles are in, since an edge counts events of many."""

    def __init__(self, stream: IO[Any], choice: Choice | None = None) -> None:
        super().__init__(stream, choice)
        self._nodes: dict[str, _Node] = {}
        self._edges: dict[tuple[Any, ...], list[Told]] = {}

    def write(self, article: Article) -> None:
        """Take in the article's events; those with one party only make no edge."""
        for one in told(article):
            ends = [(self._node(a, article), self._node(b, article)) for a, b in pairs(one.event)]
            between = [(a, b) for a, b in ends if a and b]
            for a, b in between:
                self._edges.setdefault((a, b, *_alike(one)), []).append(one)
            if not between:
                self.left_out.unfit += 1

    def _node(self, party: Party | None, article: Article) -> str | None:
        """Return the node's id for a party; None for one without a name or words."""
        name = party_name(party, article)
        if party is None or not name:
            return None
        key = digest(name.casefold(), party.country)
        self._nodes.setdefault(key, _Node(name, party.country)).sectors.update(party.sectors)
        return key

    def finalize(self) -> None:
        """Write the whole network."""
        keys = [("node", name, kind) for name, kind in NODE.items()] + [("edge", n, kind) for n, kind in EDGE.items()]
        out = ['<?xml version="1.0" encoding="UTF-8"?>', '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">']
        out += [f'<key id="{of}_{n}" for="{of}" attr.name="{n}" attr.type="{kind}"/>' for of, n, kind in keys]
        out.append('<graph edgedefault="directed">')
        for key in sorted(self._nodes):
            out.append(f'<node id="{key}">{_data("node", _node_data(self._nodes[key]))}</node>')
        for number, edge in enumerate(sorted(self._edges, key=repr)):
            data = _data("edge", _edge_data(self._edges[edge]))
            out.append(f'<edge id="e{number}" source="{edge[0]}" target="{edge[1]}">{data}</edge>')
        self.stream.write("\n".join([*out, "</graph>", "</graphml>", ""]))


def _alike(one: Told) -> tuple[Any, ...]:
    """Return what events must share to be counted on one edge."""
    row = one.row
    return row.type, row.voice, row.voice_country, row.certainty, row.polarity, row.tense


def _node_data(node: _Node) -> dict[str, Any]:
    return {"name": node.name, "country": node.country, "sectors": " ".join(sorted(node.sectors))}


def _edge_data(events: list[Told]) -> dict[str, Any]:
    row = events[0].row
    own = ("type", "quad", "voice", "voice_country", "certainty", "polarity", "tense")
    days = [day for one in events for day in (one.row.start, one.row.end) if day]
    return {
        **{name: getattr(row, name) for name in own},
        "standing": ", ".join(standing(events[0].event)),
        "weight": len({one.row.id for one in events}),
        "first_day": min(days, default=None),
        "last_day": max(days, default=None),
        "events": " ".join(dict.fromkeys(one.row.id for one in events)),
    }


def _data(of: str, values: dict[str, Any]) -> str:
    told = [(name, _NO_XML.sub("\ufffd", str(v))) for name, v in values.items() if v not in (None, "")]
    return "".join(f"<data key={quoteattr(f'{of}_{name}')}>{escape(value)}</data>" for name, value in told)

"""One self-contained HTML page for a coded article: the marked text, and beside it who did what on whose word.

The page fetches nothing and runs one small script of its own (hovering a row lights up its words), which a content
policy names by hash. Article text enters only as escaped text, so nothing in it can become markup.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from html import escape
from importlib import resources

from allegedly.exports import phrases
from allegedly.exports.marks import MarkedBlock, Segment, marked_blocks
from allegedly.records import Article, Event, Statement

FOLDED = frozenset({"boilerplate", "aside"})


def page(articles: Iterable[Article]) -> str:
    """Return the HTML page of one or more coded articles."""
    style, script = _asset("page.css"), _asset("page.js")
    coded = list(articles)
    title = coded[0].title or "Coded article" if len(coded) == 1 else f"{len(coded)} coded articles"
    body = "\n".join(_article(a, f"a{n}-" if len(coded) > 1 else "") for n, a in enumerate(coded, 1))
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(policy())}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)} · allegedly</title>\n"
        f"<style>{style}</style>\n</head>\n<body>\n{body}\n<script>{script}</script>\n</body>\n</html>\n"
    )


def policy() -> str:
    """Return the content policy of the page: its own style and its one script, nothing else."""
    digest = base64.b64encode(hashlib.sha256(_asset("page.js").encode()).digest()).decode()
    return f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; base-uri 'none'"


def _asset(name: str) -> str:
    return resources.files("allegedly.exports").joinpath("assets", name).read_text(encoding="utf-8")


def _article(article: Article, prefix: str) -> str:
    facts = [article.published or "undated", phrases.chain(article), article.id]
    notes = "".join(f'<p class="note">{escape(note)}</p>' for note in article.notes)
    text = "\n".join(_block(b, article, prefix) for b in marked_blocks(article))
    return (
        f'<article class="coding">\n<header><h1>{escape(article.title or "Untitled")}</h1>'
        f'<p class="facts">{escape(" · ".join(f for f in facts if f))}</p>{notes}</header>\n'
        f'<div class="sheet"><section class="text" aria-label="The article">\n{text}\n</section>\n'
        f'<section class="margin" aria-label="The coding">\n{_statements(article, prefix)}{_events(article, prefix)}'
        f"</section></div>\n</article>"
    )


def _block(block: MarkedBlock, article: Article, prefix: str) -> str:
    words = " ".join("".join(_segment(s, article, prefix) for s in fragment) for fragment in block.fragments)
    role = block.block.role
    if role in FOLDED:
        return f'<details class="{role}"><summary>{role}</summary><p>{words}</p></details>'
    return f'<p class="{role}">{words}</p>'


def _segment(segment: Segment, article: Article, prefix: str) -> str:
    words = escape(segment.span.of(article.text)).replace("\n", "<br>")
    if not segment.marks:
        return words
    kinds = sorted({m.kind for m in segment.marks})
    of = sorted({f"{prefix}{m.of}" for m in segment.marks})
    trigger = next((m for m in segment.marks if m.kind == "trigger"), None)
    quad = next((f" q{e.quad}" for e in article.events if trigger and e.id == trigger.of), "")
    anchors = "".join(_anchor(m.of, prefix) for m in segment.marks if _begins(m.kind, m.span.start, segment))
    ends = [m for m in segment.marks if m.kind == "trigger" and m.span.end == segment.span.end]
    labels = "".join(f'<a class="label" href="#{prefix}row-{m.of}">{m.of}</a>' for m in ends)
    return f'{anchors}<span class="{" ".join(kinds)}{quad}" data-of="{" ".join(of)}">{words}</span>{labels}'


def _begins(kind: str, start: int, segment: Segment) -> bool:
    return kind in ("trigger", "content") and start == segment.span.start


def _anchor(of: str, prefix: str) -> str:
    return f'<i class="anchor" id="{prefix}words-{of}"></i>'


def _rows(rows: Iterator[tuple[str, list[str]]], heads: tuple[str, ...], caption: str, prefix: str) -> str:
    head = "".join(f'<th scope="col">{h}</th>' for h in heads)
    body = "".join(
        f'<tr id="{prefix}row-{of}" data-lights="{prefix}{of}">'
        f'<th scope="row"><a href="#{prefix}words-{of}">{of}</a></th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in cells)
        + "</tr>\n"
        for of, cells in rows
    )
    top = f'<caption>{caption}</caption><thead><tr><th scope="col"></th>{head}</tr></thead>'
    return f"<table>{top}<tbody>{body}</tbody></table>\n"


def _statements(article: Article, prefix: str) -> str:
    if not article.statements:
        return ""
    rows = ((s.id, _statement_cells(s, article)) for s in article.statements)
    return _rows(rows, ("source", "act", "kind", "what is said"), "Who said what", prefix)


def _statement_cells(statement: Statement, article: Article) -> list[str]:
    kind = f"{statement.kind}, within {statement.within}" if statement.within else statement.kind
    return [phrases.party(statement.source), statement.act, kind, phrases.said(statement, article)]


def _events(article: Article, prefix: str) -> str:
    if not article.events:
        return '<p class="note">No events were coded.</p>'
    rows = ((e.id, _event_cells(e, article)) for e in article.events)
    heads = ("actor", "type", "recipient", "place", "date", "on whose word", "how surely", "toll", "confidence")
    return _rows(rows, heads, "What was done, on whose word", prefix)


def _event_cells(event: Event, article: Article) -> list[str]:
    return [
        phrases.parties(event.actors),
        phrases.kind(event),
        phrases.parties(event.recipients),
        phrases.place(event),
        phrases.interval(event.time),
        phrases.voice(event, article),
        phrases.certainty(event),
        phrases.toll(event),
        f"{event.confidence:.2f}",
    ]

"""A coding for a person at a terminal: the article with its marks, then who did what to whom on whose word."""

from __future__ import annotations

from rich import box
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from allegedly.exports import phrases
from allegedly.exports.marks import MarkedBlock, Segment, marked_blocks
from allegedly.records import Article

QUAD_STYLE = {1: "green", 2: "cyan", 3: "yellow", 4: "red"}
FOLDED = frozenset({"boilerplate", "aside"})


def render(article: Article) -> RenderableType:
    """Return the whole coding of an article."""
    parts: list[RenderableType] = [_head(article), _body(article)]
    if article.statements:
        parts.append(_statements(article))
    parts.append(_events(article))
    parts.extend(Text(f"note: {note}", style="italic") for note in article.notes)
    return Group(*parts)


def show(article: Article, console: Console) -> None:
    """Print the whole coding of an article."""
    console.print(render(article))


def _head(article: Article) -> Text:
    line = " · ".join(part for part in (article.published or "undated", phrases.chain(article), article.id) if part)
    head = Text(article.title or "untitled", style="bold")
    head.append(f"\n{line}\n", style="dim")
    return head


def _body(article: Article) -> RenderableType:
    quads = {e.id: e.quad for e in article.events}
    text = Text()
    for block in marked_blocks(article):
        if block.block.role in FOLDED:
            _fold(block, article, text)
            continue
        for fragment in block.fragments:
            for segment in fragment:
                _put(segment, article, quads, text)
            text.append(" ")
        text.append("\n\n")
    text.rstrip()
    return Panel(text, box=box.MINIMAL, padding=(0, 1))


def _fold(block: MarkedBlock, article: Article, text: Text) -> None:
    words = " ".join(" ".join(span.of(article.text) for span in block.block.spans).split())
    text.append(f"[{block.block.role}: {words[:60]}{'…' if len(words) > 60 else ''}]\n\n", style="dim italic")


def _put(segment: Segment, article: Article, quads: dict[str, int], text: Text) -> None:
    """Add a segment in the style of its marks: what is said underlined, triggers in their quad class's colour."""
    kinds = {m.kind for m in segment.marks}
    words = " ".join(segment.span.of(article.text).split("\n"))
    styles = ["underline"] if "content" in kinds else []
    triggers = [m.of for m in segment.marks if m.kind == "trigger"]
    if triggers:
        styles.append(f"bold {QUAD_STYLE[quads[triggers[0]]]}")
    elif "source" in kinds:
        styles.append("bold")
    elif "cue" in kinds:
        styles.append("italic")
    text.append(words, style=" ".join(styles))
    starting = [m.of for m in segment.marks if m.kind == "trigger" and m.span.end == segment.span.end]
    if starting:
        text.append(f"[{','.join(starting)}]", style="dim")


def _statements(article: Article) -> Table:
    table = Table(box=box.SIMPLE_HEAD, title="Who said what", title_justify="left", expand=False)
    for name in ("", "source", "act", "kind", "within", "what is said"):
        table.add_column(name, overflow="fold")
    for s in article.statements:
        words = phrases.said(s, article)
        short = words if len(words) <= 100 else f"{words[:97]}…"
        table.add_row(s.id, phrases.party(s.source), s.act, s.kind, s.within or "", Text(short))
    return table


def _events(article: Article) -> RenderableType:
    if not article.events:
        return Text(
            "No events were coded. `allegedly explain --why-not` says why, sentence by sentence.", style="yellow"
        )
    table = Table(box=box.SIMPLE_HEAD, title="What was done, on whose word", title_justify="left", expand=False)
    for name in ("", "actor", "type", "recipient", "place", "date", "voice", "certainty", "toll"):
        table.add_column(name, overflow="fold")
    for e in article.events:
        table.add_row(
            e.id,
            phrases.parties(e.actors),
            Text(phrases.kind(e), style=QUAD_STYLE[e.quad]),
            phrases.parties(e.recipients),
            phrases.place(e),
            phrases.interval(e.time),
            phrases.voice(e, article),
            phrases.certainty(e),
            phrases.toll(e),
        )
    return table

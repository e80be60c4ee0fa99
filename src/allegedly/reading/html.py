"""Web pages: trafilatura finds the report, the page's outline tells headline, captions, bylines and the rest.

1. The outline: every visible paragraph in order, with what the markup says (``outline.py``). Hidden text is left out.
2. The report: which paragraphs trafilatura takes for it. It is slow on huge pages and blind in deep ones; there the
   outline alone decides.
3. The text: the paragraphs from the headline to the last one of the report, with what stands between them, each with
   its role where the markup tells it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree, html

from allegedly.errors import AllegedlyError
from allegedly.reading.encodings import decode, without_zeros
from allegedly.reading.found import Found, Known, Part, pieces_of
from allegedly.reading.limits import Limits
from allegedly.reading.outline import Outline, Visible, is_unseen, outline_of
from allegedly.records import Role

_CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset\s{0,3}=\s{0,3}[\"']?([\w-]{2,30})|<\?xml[^>]{0,100}encoding=[\"']([\w-]{2,30})", re.I
)
_ARTICLE_TYPE = re.compile(r"Article|Report|BlogPosting|LiveBlog")
_TITLE_TAIL = re.compile(r"\s[|–—·»-]\s[^|–—·»]{2,50}$")
_DATES = (
    "article:published_time datepublished og:article:published_time parsely-pub-date sailthru.date dc.date.issued "
    "dcterms.created dc.date pubdate publishdate publication_date citation_publication_date date time"
)
_DATE_NAMES = tuple(_DATES.split())
_SITE_NAMES = ("og:site_name", "application-name", "dc.publisher", "publisher", "twitter:site")

#: Fewer words than these are no report, whatever found them.
_FEWEST_WORDS = 8
_PROSE_WORDS = 12
_SHORT_KEY = 25
_MOSTLY_LINKS = 0.6


def read_html(part: Part, limits: Limits) -> Found:
    """Return the report on a page; raises AllegedlyError R07 where there is none."""
    data = without_zeros(part.data)
    page = decode(data, part.known.charset or _declared(data)).replace("\x00", "")
    page = re.sub(r"^\s*<\?xml[^>]{0,200}\?>", "", page)
    try:
        outline = outline_of(page)
    except (etree.LxmlError, AssertionError) as fault:
        raise AllegedlyError("R07", detail=str(fault)[:80]) from fault
    known = _known(outline, part.known)
    report = _report(page, outline, known, limits)
    if sum(len(p.text.split()) for p in report if p.role is None) < _FEWEST_WORDS:
        raise AllegedlyError("R07")
    text, pieces = pieces_of([(p.text, p.role) for p in report])
    notes = (f"{outline.hidden} hidden parts of the page were left out",) if outline.hidden else ()
    return Found(text=text, known=known, pieces=pieces, notes=notes)


def text_of_fragment(markup: str) -> list[tuple[str, Role | None]]:
    """Return the paragraphs of a piece of HTML, such as a feed's entry holds."""
    return [(p.text, p.role) for p in outline_of(f"<div>{markup}</div>").paragraphs] if markup.strip() else []


def _declared(data: bytes) -> str | None:
    match = _CHARSET.search(data[:4096])
    return (match[1] or match[2]).decode("ascii") if match else None


# ---- which paragraphs ----


def _report(page: str, outline: Outline, known: Known, limits: Limits) -> list[Visible]:
    paragraphs = outline.paragraphs
    careful = outline.elements <= limits.max_elements and outline.depth <= limits.max_depth
    main = (_by_trafilatura(page, outline) if careful else []) or _by_outline(paragraphs)
    if not main:
        return []
    first, last = main[0], _last(paragraphs, main)
    headline = _headline(paragraphs, first, known)
    chosen = set(main)
    return [
        _with_role(paragraphs[n], n in chosen, n == headline)
        for n in range(min(first, headline if headline is not None else first), last + 1)
        if n in chosen or n == headline or _worth_keeping(paragraphs[n])
    ]


def _by_trafilatura(page: str, outline: Outline) -> list[int]:
    """Return the paragraphs that trafilatura takes for the report."""
    import trafilatura
    from trafilatura.settings import Document

    found = trafilatura.bare_extraction(
        _seen_tree(page, outline.unseen),
        include_comments=False,
        include_tables=True,
        favor_recall=True,
        with_metadata=False,
    )
    if not isinstance(found, Document) or not found.text:
        return []
    lines = {_key(line.removeprefix("- ")) for line in found.text.split("\n")}
    whole = "".join(_key(line) for line in found.text.split("\n"))
    return [n for n, p in enumerate(outline.paragraphs) if _is_in(p.text, lines, whole)]


def _seen_tree(page: str, unseen: frozenset[str]) -> Any:
    """Return the page as a tree without what is not shown; the head stays, as trafilatura needs it."""
    tree = html.fromstring(
        page, parser=html.HTMLParser(huge_tree=True, no_network=True, remove_comments=True, remove_pis=True)
    )
    for element in [e for e in tree.iter(etree.Element) if e.tag != "head" and is_unseen(e.tag, e.attrib, unseen)]:
        if element.getparent() is not None and not any(a.tag == "head" for a in element.iterancestors()):
            element.drop_tree()
    return tree


def _is_in(paragraph: str, lines: set[str], whole: str) -> bool:
    key = _key(paragraph)
    return key in lines or (len(key) >= _SHORT_KEY and key in whole)


def _key(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _by_outline(paragraphs: list[Visible]) -> list[int]:
    """Return the prose of the article's element, or of the page where none is marked."""
    prose = [n for n, p in enumerate(paragraphs) if _is_prose(p)]
    inside = [n for n in prose if paragraphs[n].in_article]
    return inside or prose


def _last(paragraphs: list[Visible], main: list[int]) -> int:
    """Return where the report ends: the finder sometimes drops a last paragraph of the article's own element."""
    if not paragraphs[main[-1]].in_article:
        return main[-1]
    more = (n for n in range(main[-1], len(paragraphs)) if _is_prose(paragraphs[n]) and paragraphs[n].in_article)
    return max((n for n in more if paragraphs[n].text.endswith((".", "”", '"', "?"))), default=main[-1])


def _is_prose(paragraph: Visible) -> bool:
    words = len(paragraph.text.split())
    return words >= _FEWEST_WORDS and paragraph.role is None and paragraph.linked < _MOSTLY_LINKS


def _headline(paragraphs: list[Visible], first: int, known: Known) -> int | None:
    """Return which paragraph is the headline: the last before the report that says what the page's title says."""
    title = _key(known.title or "")
    before = range(min(first + 3, len(paragraphs)) - 1, -1, -1)
    same = next((n for n in before if title and _key(paragraphs[n].text) == title), None)
    return same if same is not None else next((n for n in before if paragraphs[n].tag == "h1"), None)


def _worth_keeping(paragraph: Visible) -> bool:
    """Tell whether a paragraph between those of the report stays in the text: anything but buttons and menus."""
    return paragraph.role not in ("boilerplate",) or len(paragraph.text.split()) >= _PROSE_WORDS


def _with_role(paragraph: Visible, chosen: bool, headline: bool) -> Visible:
    role = "headline" if headline else paragraph.role
    if chosen and role not in ("headline", "caption", "byline", "dateline") and paragraph.linked < _MOSTLY_LINKS:
        role = None
    if role is None and paragraph.linked >= _MOSTLY_LINKS and len(paragraph.text.split()) < _PROSE_WORDS * 2:
        role = "aside"
    if role in ("byline", "dateline") and _is_sentence(paragraph.text):
        role = None  # a class such as "author-page" on a box that holds the report
    return Visible(paragraph.text, paragraph.tag, role, paragraph.in_article, paragraph.linked)


def _is_sentence(text: str) -> bool:
    words = len(text.split())
    return words >= _PROSE_WORDS or (words >= _FEWEST_WORDS and text.endswith((".", "?", "!", "”", '"')))


# ---- what the page says of itself ----


def _known(outline: Outline, given: Known) -> Known:
    """Return what is known of the page: from its server, else its JSON-LD, else its meta elements, else its title."""
    data = next(_articles(outline.linked_data), {})
    site = _name(data.get("publisher")) or next((outline.metas[n] for n in _SITE_NAMES if n in outline.metas), None)
    return Known(
        title=given.title or _title(outline, data),
        published=given.published or _text(data.get("datePublished")) or _first(outline.metas, _DATE_NAMES),
        url=given.url or outline.canonical or outline.metas.get("og:url"),
        source=given.source or (site.lstrip("@") if site else None),
        vouched=given.vouched,
    )


def _title(outline: Outline, data: Mapping[str, Any]) -> str | None:
    named = _text(data.get("headline")) or outline.metas.get("og:title")
    if named:
        return " ".join(named.split())
    heads = [p.text for p in outline.paragraphs if p.tag == "h1" and p.role is None]
    if len(heads) == 1:
        return " ".join(heads[0].split())
    return _TITLE_TAIL.sub("", outline.title) or None


def _first(metas: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    return next((metas[name] for name in names if name in metas), None)


def _articles(blocks: list[str]) -> Iterator[dict[str, Any]]:
    """Yield the objects of JSON-LD that describe an article."""
    for block in blocks:
        try:
            data = json.loads(block)
        except (ValueError, RecursionError):
            continue  # pages with broken JSON-LD are common, and their meta elements say the same
        graph = data.get("@graph", data) if isinstance(data, dict) else data
        for item in graph if isinstance(graph, list) else [graph]:
            if isinstance(item, dict) and _ARTICLE_TYPE.search(str(item.get("@type"))):
                yield item


def _name(value: Any) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    return _text(value.get("name")) if isinstance(value, dict) else _text(value)


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value.strip() else None

"""A page's visible text in the order in which it stands, with what its markup says about each paragraph.

One pass over the parser's events, no tree: half a million paragraphs or twenty thousand nested boxes cost a second.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from allegedly.reading.article import INVISIBLE
from allegedly.records import Role

_BLOCKS = frozenset(
    [
        *("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt"),
        *(
            "fieldset",
            "figcaption",
            "figure",
            "footer",
            "form",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "header",
            "hr",
            "html",
        ),
        *(
            "li",
            "main",
            "nav",
            "ol",
            "p",
            "pre",
            "section",
            "summary",
            "table",
            "tbody",
            "td",
            "tfoot",
            "th",
            "thead",
            "time",
        ),
        *("title", "tr", "ul"),
    ]
)
_UNSEEN = frozenset("script style noscript template iframe svg select button textarea object head audio video".split())
_UNSEEN_STYLE = re.compile(
    r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}(?:hidden|collapse)|font-size\s{0,3}:\s{0,3}0(?:px|em|rem|%|pt)?\s{0,3}(?:;|!|$)"
    r"|opacity\s{0,3}:\s{0,3}0(?:\.0{1,3})?\s{0,3}(?:;|!|$)",
    re.IGNORECASE,
)
#: Classes by which frameworks hide text from the eye and leave it to readers of screens.
_UNSEEN_CLASSES = frozenset(
    ["sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "hidden", "d-none", "u-hidden"]
)
_RULE = re.compile(r"([^{}@]{1,200})\{([^{}]{0,2000})\}")
_SELECTOR = re.compile(r"^\s*(?:[a-z0-9]{0,10})([.#][\w-]{1,60})\s*$", re.IGNORECASE)

_TAG_ROLES: dict[str, Role] = {
    "aside": "aside",
    "nav": "boilerplate",
    "footer": "boilerplate",
    "form": "boilerplate",
    "figcaption": "caption",
    "caption": "caption",
    "time": "dateline",
}
_CLASS_ROLES: tuple[tuple[re.Pattern[str], Role], ...] = (
    (
        re.compile(r"(?:^|[\s_-])(?:figcaption|captions?|image-text|img-text|photo-credit)(?:$|[\s_-])", re.IGNORECASE),
        "caption",
    ),
    (re.compile(r"(?:^|[\s_-])(?:byline|authors?)(?:$|[\s_-])", re.IGNORECASE), "byline"),
    (
        re.compile(r"(?:^|[\s_-])(?:dateline|pubdate|published|timestamp|date|datetime)(?:$|[\s_-])", re.IGNORECASE),
        "dateline",
    ),
    (
        re.compile(
            r"(?:^|[\s_-])(?:related|recommended|player|video|teaser|promo|more-on|read-more)(?:$|[\s_-])",
            re.IGNORECASE,
        ),
        "aside",
    ),
    (
        re.compile(
            r"(?:^|[\s_-])(?:share|social|newsletter|subscribe|cookie|comments?|advert|ad|tags|breadcrumbs?)(?:$|[\s_-])",
            re.I,
        ),
        "boilerplate",
    ),
)
#: A class on a box this big names the page's layout, not the paragraph.
_LAYOUT = frozenset(["html", "body", "main", "article"])
_LONG = 300
_SHORT_LINE = 10


@dataclass(slots=True)
class Visible:
    """A paragraph as the eye sees it."""

    text: str
    tag: str  #: the innermost block that holds it
    role: Role | None  #: what the markup makes of it
    in_article: bool  #: inside <article>, <main> or what is marked as the article's body
    linked: float  #: the share of its characters that are links


@dataclass(slots=True)
class Outline:
    """What a page shows and says of itself."""

    paragraphs: list[Visible] = field(default_factory=list)
    metas: dict[str, str] = field(default_factory=dict)  #: by lower-case name, property or itemprop; the first counts
    linked_data: list[str] = field(default_factory=list)  #: JSON-LD as it stands
    title: str = ""  #: the <title>
    canonical: str | None = None
    unseen: frozenset[str] = frozenset()  #: ".class" and "#id" that the page's own style sheet hides
    elements: int = 0
    depth: int = 0
    hidden: int = 0  #: elements left out because they are not seen


def outline_of(page: str) -> Outline:
    """Return the outline of a page; raises lxml's errors for what is no markup at all."""
    parser = etree.HTMLParser(target=_Reader(), huge_tree=True, no_network=True)
    parser.feed(page)
    result: Outline = parser.close()
    return result


def is_unseen(tag: str, attributes: Mapping[str, str], unseen: frozenset[str]) -> bool:
    """Tell whether an element is not shown."""
    if tag in _UNSEEN or "hidden" in attributes:
        return True
    if "style" in attributes and _UNSEEN_STYLE.search(attributes["style"]):
        return True
    classes = attributes.get("class", "").split()
    if any(c in _UNSEEN_CLASSES for c in classes):
        return True
    return bool(unseen) and (any(f".{c}" in unseen for c in classes) or f"#{attributes.get('id')}" in unseen)


@dataclass(slots=True)
class _Open:
    """An element that has begun and not ended."""

    tag: str
    unseen: bool
    role: Role | None
    in_article: bool
    in_link: bool


class _Reader:
    """Takes the parser's events and makes paragraphs of them."""

    def __init__(self) -> None:
        self.outline = Outline()
        self.open: list[_Open] = [_Open("html", False, None, False, False)]
        self.words: list[str] = []
        self.linked = 0
        self.raw: list[str] | None = None  # the content of a <title>, <style> or JSON-LD script

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.outline.elements += 1
        self.outline.depth = max(self.outline.depth, len(self.open))
        self._notice(tag, attributes)
        if tag == "br":
            self.words.append("\n")
        elif tag in _BLOCKS:
            self._flush()
        self.open.append(self._opened(tag, attributes))

    def _opened(self, tag: str, attributes: Mapping[str, str]) -> _Open:
        above = self.open[-1]
        unseen = is_unseen(tag, attributes, self.outline.unseen)
        self.outline.hidden += unseen and tag not in _UNSEEN and not above.unseen
        in_article = above.in_article or tag in ("article", "main") or "articleBody" in attributes.get("itemprop", "")
        role = above.role or _role(tag, attributes)
        return _Open(tag, above.unseen or unseen, role, in_article, above.in_link or tag == "a")

    def end(self, tag: str) -> None:
        if len(self.open) < 2:
            return
        if tag in _BLOCKS:
            self._flush()
        self._finish_raw(tag)
        self.open.pop()

    def data(self, data: str) -> None:
        if self.raw is not None:
            self.raw.append(data)
        elif not self.open[-1].unseen:
            self.words.append(data)
            if self.open[-1].in_link:
                self.linked += len(data.strip())

    def comment(self, text: str) -> None:
        """Pass over comments."""

    def close(self) -> Outline:
        self._flush()
        return self.outline

    def _flush(self) -> None:
        """Make a paragraph, or several where two line breaks part them, of the words since the last block."""
        if not self.words:
            return
        text = INVISIBLE.sub(
            "", "".join("\n" if w == "\n" else " ".join(w.split(" ")).replace("\n", " ") for w in self.words)
        )
        place = next((o for o in reversed(self.open) if o.tag in _BLOCKS), self.open[0])
        share = self.linked / max(1, len(text.strip()))
        self.words, self.linked = [], 0
        for part in re.split(r"\n[ \t\xa0]*\n\s*", text):
            lines = [" ".join(line.split()) for line in part.split("\n")]
            for seen in _apart([line for line in lines if line]):
                role = place.role if len(seen) <= _LONG or place.role == "caption" else self._box_role()
                self.outline.paragraphs.append(Visible(seen, place.tag, role, place.in_article, min(1.0, share)))

    def _box_role(self) -> Role | None:
        """Return the role by elements alone: a class name says little about a long paragraph."""
        return next((r for o in reversed(self.open) if (r := _TAG_ROLES.get(o.tag))), None)

    def _notice(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take what the page says of itself."""
        if tag == "meta":
            name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
            if name and attributes.get("content"):
                self.outline.metas.setdefault(name.lower(), attributes["content"].strip())
        elif tag == "link" and attributes.get("rel") == "canonical":
            self.outline.canonical = self.outline.canonical or attributes.get("href")
        elif tag == "time" and "datetime" in attributes:
            self.outline.metas.setdefault("time", attributes["datetime"])
        elif tag in ("title", "style") or (tag == "script" and "ld+json" in attributes.get("type", "")):
            self.raw = []

    def _finish_raw(self, tag: str) -> None:
        if self.raw is None or tag not in ("title", "style", "script"):
            return
        content, self.raw = "".join(self.raw), None
        if tag == "title":
            self.outline.title = self.outline.title or " ".join(content.split())
        elif tag == "script":
            self.outline.linked_data.append(content)
        else:
            self.outline.unseen |= _hidden_by(content)


def _apart(lines: list[str]) -> list[str]:
    """Return lines that single breaks part as one paragraph, unless all are short: title, date, author."""
    if not lines or all(len(line.split()) <= _SHORT_LINE for line in lines):
        return lines
    return ["\n".join(lines)]


def _role(tag: str, attributes: Mapping[str, str]) -> Role | None:
    if tag in _TAG_ROLES:
        return _TAG_ROLES[tag]
    names = f"{attributes.get('class', '')} {attributes.get('itemprop', '')} {attributes.get('rel', '')}"
    if tag in _LAYOUT or not names.strip():
        return None
    return next((role for pattern, role in _CLASS_ROLES if pattern.search(names)), None)


def _hidden_by(sheet: str) -> frozenset[str]:
    """Return the classes and ids that a style sheet hides always, whatever the screen."""
    always = sheet.split("@media", 1)[0]
    hidden = (selectors for selectors, rules in _RULE.findall(always) if _UNSEEN_STYLE.search(rules))
    return frozenset(m[1] for selectors in hidden for one in selectors.split(",") if (m := _SELECTOR.match(one)))

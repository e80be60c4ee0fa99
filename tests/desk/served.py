"""Reading a served page as a browser would, and saying what in it could do harm."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib

ELEMENTS = frozenset(
    "html head meta title link script body a header nav div details summary form input label button span main h1 h2 h3 "
    "p table thead tbody tr th td article section aside i blockquote ol ul li strong br select option svg g path "
    "circle rect line text image figure figcaption caption dl dt dd textarea fieldset legend small b code time output "
    "kbd polyline template noscript pre em mark use datalist".split()
)
ATTRIBUTES = frozenset(
    "lang charset name content rel href class id src defer type method action value required maxlength size "
    "placeholder aria-label aria-current aria-hidden aria-labelledby aria-live aria-describedby role scope tabindex "
    "colspan title selected checked open for autocomplete viewBox x y x1 x2 y1 y2 width height cx cy r d points fill "
    "transform stroke xmlns preserveAspectRatio multiple accept enctype rows cols min max step list disabled hidden "
    "text-anchor vector-effect rowspan autofocus stroke-width opacity minlength formaction inputmode".split()
)


def parsed(page: str) -> Element:
    return html5lib.parse(page, namespaceHTMLElements=False)


def faults(page: str) -> Iterator[str]:
    """Yield what no page of the desk has of its own."""
    return faults_of(parsed(page))


def faults_of(tree: Element) -> Iterator[str]:
    """Yield what no page of the desk has of its own, of one that was read."""
    for element in tree.iter():
        tag = str(element.tag)
        name = tag.rpartition("}")[2]
        if name not in ELEMENTS and "Comment" not in tag:
            yield f"element {tag}"
        for attribute, value in element.attrib.items():
            yield from _attribute_faults(name, str(attribute).rpartition("}")[2], value)
        if name == "script" and (not element.get("src", "").startswith("/static/") or (element.text or "").strip()):
            yield f"script {element.attrib} {element.text!r}"


def _attribute_faults(element: str, name: str, value: str) -> Iterator[str]:
    if name not in ATTRIBUTES and not name.startswith("data-"):
        yield f"attribute {name}={value!r} of {element}"
    if name in ("href", "action", "formaction") and not re.match(r"(/(?!/)|#|\?|https?://)", value):
        yield f"{element} leads to {value!r}"
    if element == "use" and name == "href" and not value.startswith("/static/"):
        yield f"use of {value!r}"
    if name == "src" and not value.startswith("/static/"):
        yield f"{element} loads {value!r}"


def words_of(element: Element) -> str:
    return "".join(element.itertext())

"""PDF: the characters and where they stand, from PDFium; ``layout.py`` makes paragraphs of them."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from allegedly.errors import AllegedlyError
from allegedly.reading import layout
from allegedly.reading.found import Found, Part, Piece
from allegedly.reading.limits import Limits
from allegedly.records import Span

#: PDFium's mark for a hyphen at the end of a line.
_LINE_HYPHENS = frozenset([0x02, 0xFFFE])

#: A wider gap than this many type sizes may part columns, not only words; a jump of this share of it leaves the line.
_WORD_GAP, _JUMP = 0.9, 0.55


def read_pdf(part: Part, limits: Limits) -> Found:
    """Return the text of a PDF in reading order.

    Raises AllegedlyError R06 for one that cannot be opened, R05 for one of pictures only, R15 for one too long.
    """
    try:
        document = pypdfium2.PdfDocument(part.data)
    except pypdfium2.PdfiumError as fault:
        raise AllegedlyError("R06", detail=_cause(str(fault))) from fault
    with document:
        count = len(document)
        pages = list(_pages(document, limits))
    paragraphs = layout.paragraphs(pages)
    if not any(p.text.strip() for p in paragraphs if p.role is None):
        raise AllegedlyError("R05" if count else "R06", detail=f"{count} page{'s' if count != 1 else ''}")
    return _found(part, paragraphs)


def _cause(message: str) -> str:
    if "password" in message.lower():
        return "it is locked with a password"
    return "it is damaged or cut off"


def _found(part: Part, paragraphs: list[layout.Paragraph]) -> Found:
    pieces, at = [], 0
    for paragraph in paragraphs:
        pieces.append(Piece(Span(at, at + len(paragraph.text)), paragraph.role, paragraph.continues))
        at += len(paragraph.text) + 2
    return Found(text="\n\n".join(p.text for p in paragraphs), known=part.known, pieces=tuple(pieces))


def _pages(document: pypdfium2.PdfDocument, limits: Limits) -> Iterator[layout.Page]:
    characters = 0
    for number, page in enumerate(document, 1):
        text = page.get_textpage()
        lines = tuple(_lines(text.raw, text.count_chars()))
        height = page.get_height()
        text.close()
        page.close()
        characters += sum(len(line.text) for line in lines)
        if characters > limits.max_characters:
            raise AllegedlyError("R15", detail=f"more than {limits.max_characters:,} characters by page {number}")
        yield layout.Page(lines, height)


class _Pen:
    """Puts characters together to lines."""

    def __init__(self) -> None:
        self.words: list[int] = []
        self.left = self.right = self.bottom = self.top = 0.0

    def is_far(self, left: float, bottom: float, size: float) -> bool:
        """Tell whether a character does not stand on the line so far."""
        return (
            abs(bottom - self.bottom) > _JUMP * size or left - self.right > _WORD_GAP * size or left < self.right - size
        )

    def write(self, code: int, box: tuple[float, float, float, float]) -> None:
        """Add a character at its place."""
        left, right, bottom, top = box
        if not self.words:
            self.left, self.bottom, self.top = left, bottom, top
        self.right = max(right, self.right) if self.words else right
        self.words.append(code)

    def line(self) -> layout.Line | None:
        """Return the line, and begin another; None where there is nothing on it."""
        text = _characters(self.words).strip()
        self.words = []
        size = self.top - self.bottom
        return layout.Line(text, self.left, self.right, self.bottom, self.top, size) if text else None


def _lines(text: Any, count: int) -> Iterator[layout.Line]:
    pen = _Pen()
    box = pdfium.FS_RECTF()
    for index in range(count):
        code = pdfium.FPDFText_GetUnicode(text, index)
        if code in (0x0A, 0x0D):
            done = pen.line()
        elif code in (0x20, 0xA0, 0x09):
            pen.words.append(0x20) if pen.words else None
            continue
        elif code == 0 or not pdfium.FPDFText_GetLooseCharBox(text, index, ctypes.byref(box)):
            continue
        else:
            size = max(box.top - box.bottom, 1.0)
            done = pen.line() if pen.words and pen.is_far(box.left, box.bottom, size) else None
            pen.write(0x2D if code in _LINE_HYPHENS else code, (box.left, box.right, box.bottom, box.top))
        if done:
            yield done
    done = pen.line()
    if done:
        yield done


def _characters(codes: list[int]) -> str:
    """Return UTF-16 code units or code points as characters."""
    if all(code < 0xD800 or 0xE000 <= code < 0x10000 for code in codes):
        return "".join(map(chr, codes))
    units = "".join(map(chr, codes)).encode("utf-16-le", "surrogatepass")
    return units.decode("utf-16-le", "replace")

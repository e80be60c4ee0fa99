"""Small PDFs, operator by operator, so that tests know what stands where; ``python make_pdf.py`` writes the file."""

from __future__ import annotations

import zlib
from pathlib import Path

PAGE_WIDTH, PAGE_HEIGHT = 595.0, 842.0

#: Widths of Helvetica's characters from the space on, in thousandths of the type size.
WIDTHS = """
    278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556
    278 278 584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667
    611 722 667 944 667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833
    556 556 556 556 333 500 278 556 500 722 500 500 500 334 260 334 584
"""
_WIDTHS = {chr(32 + n): int(width) for n, width in enumerate(WIDTHS.split())}

Text = tuple[float, float, float, str]  # x, y, size, words


def width(words: str, size: float) -> float:
    return sum(_WIDTHS.get(c, 556) for c in words) * size / 1000


def wrap(paragraph: str, size: float, measure: float, indent: float = 0.0) -> list[str]:
    """Break a paragraph into lines of a measure."""
    lines: list[str] = []
    line = ""
    for word in paragraph.split():
        room = measure - (indent if not lines else 0.0)
        if line and width(f"{line} {word}", size) > room:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return [*lines, line]


def pdf(pages: list[list[Text]], *, packed: bool = False) -> bytes:
    """Return a PDF in which each text stands at its place, in the order given."""
    streams = [_stream(texts) for texts in pages]
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, stream in enumerate(streams):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {PAGE_WIDTH:g} {PAGE_HEIGHT:g}] "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {5 + 2 * number} 0 R >>".encode()
        )
        objects.append(_object_stream(stream, packed))
    return assemble(objects)


def assemble(objects: list[bytes]) -> bytes:
    """Return the file for the objects 1, 2, …; the first is the catalogue."""
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(out)


def _object_stream(stream: bytes, packed: bool) -> bytes:
    if packed:
        stream = zlib.compress(stream)
    kind = b"/Filter /FlateDecode " if packed else b""
    return b"<< %s/Length %d >>\nstream\n%s\nendstream" % (kind, len(stream), stream)


def _stream(texts: list[Text]) -> bytes:
    parts = []
    for x, y, size, words in texts:
        escaped = words.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        parts.append(f"BT /F1 {size:g} Tf 1 0 0 1 {x:.2f} {y:.2f} Tm ({escaped}) Tj ET".encode("cp1252"))
    return b"\n".join(parts)


HEADLINE = "Envoy says both sides broke the truce at Kassala crossing"
HEADER, FOOTER = "The Meridian Post, 5 April 2022", "www.example.org/world/kassala-crossing"
PARAGRAPHS = (
    "By Selma Oduya",
    "KHARTOUM, April 4 (Harbour News) - The African Union's envoy to Sudan accused the army and a rebel alliance on "
    "Monday of breaking a truce at the Kassala crossing, where six drivers of a relief convoy were killed last week.",
    "Envoy Tomas Lindqvist told reporters in Khartoum that soldiers had fired on the convoy from a hill above the "
    "road, and that rebels had then looted three lorries loaded with flour.",
    'The army denied the charge. "Our men were not within ten kilometres of the road that morning," said Brigadier '
    "Hassan Eldirdiri, a spokesman for the general staff.",
    "The rebels said they had taken the flour to keep it from being burnt. A commander of the alliance, Nur Abakar, "
    "said by radio that it would be handed to the Red Crescent in Port Sudan by the end of the week.",
    "Lindqvist said he did not believe either account. According to the envoy, a driver who survived told "
    "investigators that he had seen an officer count the dead and take their papers before the shooting went on "
    "from the other side.",
    "Ethiopia, which opened the crossing for aid in February, said it might close it again unless the killings were "
    "investigated. The United Nations urged both sides to let its monitors reach the hill.",
    "Relief agencies have asked for safe passage since the rains ended. In the camps east of the river, they say, "
    "more than forty thousand people are waiting for food that stands in the lorries at the border.",
    "Talks between the army and the alliance are to go on in Djibouti on Thursday, the envoy added, but neither side "
    "has said whom it will send.",
)


def article(*, row_by_row: bool = False) -> bytes:
    """Return a two-column article on two pages with running header and footer; page one ends in mid-sentence.

    With ``row_by_row`` the lines are drawn across the columns, as some programs do, and not column by column.
    """
    size, leading, measure, lefts = 10.0, 12.5, 230.0, (60.0, 305.0)
    lines = [line for p in PARAGRAPHS for line in [*_indented(wrap(p, size, measure, 12.0)), None]][:-1]
    flat = [line for line in lines if line is not None]
    rows = -(-len(flat) // 4)
    pages: list[list[Text]] = []
    for page in range(2):
        top = 700.0 if page == 0 else 770.0
        texts: list[Text] = [(60.0, 812.0, 8.0, HEADER), (520.0, 812.0, 8.0, f"{page + 1}")]
        if page == 0:
            texts += [(60.0, 752.0, 18.0, HEADLINE[:38].rsplit(" ", 1)[0])]
            texts += [(60.0, 730.0, 18.0, HEADLINE[len(HEADLINE[:38].rsplit(" ", 1)[0]) + 1 :])]
        body = []
        for column in range(2):
            part = flat[(2 * page + column) * rows : (2 * page + column + 1) * rows]
            for row, (indent, words) in enumerate(part):
                body.append((lefts[column] + indent, top - row * leading, size, words))
        texts += sorted(body, key=lambda t: -t[1]) if row_by_row else body
        texts.append((60.0, 30.0, 8.0, f"{FOOTER} {page + 1}/2"))
        pages.append(texts)
    return pdf(pages)


def _indented(lines: list[str]) -> list[tuple[float, str]]:
    return [(12.0 if not n else 0.0, line) for n, line in enumerate(lines)]


if __name__ == "__main__":
    Path(__file__).with_name("files").joinpath("two-columns.pdf").write_bytes(article())

"""A small web archive, written with warcio; ``python make_warc.py`` writes the file."""

from __future__ import annotations

import gc
import io
import warnings
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

FILES = Path(__file__).with_name("files")
PAGE = (FILES / "page.html").read_bytes()
HTML = "text/html; charset=utf-8"


def warc(*responses: tuple[str, str, bytes], packed: bool = True) -> bytes:
    """Return an archive of responses, each with its status, content type and body."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # warcio's writer leaves its temporary files to the collector
        packed_bytes = _written(responses, packed)
        gc.collect()
    return packed_bytes


def _written(responses: tuple[tuple[str, str, bytes], ...], packed: bool) -> bytes:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=packed)
    writer.write_record(writer.create_warcinfo_record("test.warc", {"software": "allegedly's tests"}))
    for number, (status, content_type, body) in enumerate(responses, 1):
        headers = StatusAndHeaders(status, [("Content-Type", content_type)], protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(
                f"https://example.org/{number}",
                "response",
                payload=io.BytesIO(body),
                http_headers=headers,
                warc_headers_dict={"WARC-Date": "2021-05-19T08:00:00Z"},
            )
        )
    return out.getvalue()


def archive() -> bytes:
    """Return an archive of a page, a picture, a missing page, and a text."""
    text = b"Troops of Chad crossed into Sudan on Monday, a governor said. The army in Khartoum denied it.\n"
    return warc(
        ("200 OK", HTML, PAGE),
        ("200 OK", "image/png", b"\x89PNG\r\n\x1a\n" + bytes(40)),
        ("404 Not Found", HTML, b"<p>There is no such page.</p>"),
        ("200 OK", "text/plain", text),
    )


if __name__ == "__main__":
    (FILES / "pages.warc.gz").write_bytes(archive())

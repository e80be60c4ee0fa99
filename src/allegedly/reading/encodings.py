"""Bytes to characters, by evidence: what the bytes can be, and which letters a language would have there."""

from __future__ import annotations

import codecs
import re

from allegedly.errors import AllegedlyError

#: Marks at the start of a file; the longer ones first, because the mark of UTF-32-LE begins like that of UTF-16-LE.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

#: What binary files of common kinds begin with.
_MAGIC = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"PK\x03\x04", "a ZIP archive, such as docx, xlsx, odt or epub"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"SQLite format 3\x00", "a SQLite database"),
    (b"{\\rtf", "an RTF document"),
    (b"ID3", "a sound file"),
    (b"RIFF", "a sound or film file"),
)

_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
#: A text may hold a stray control character, as a broken page does; more than one in this many bytes is no text.
_BYTES_PER_CONTROL = 200

#: Letters that Windows-1252 and Windows-1254 have in the same places: Ğ İ Ş ğ ı ş are Ð Ý Þ ð ý þ there.
_TURKISH = re.compile(rb"[\xd0\xdd\xde\xf0\xfd\xfe]")
#: Letters that stand beside ð, ý, þ in Icelandic and Faroese, and are rare in Turkish: á é í ó ú æ and their capitals.
_NORDIC = re.compile(rb"[\xc1\xc6\xc9\xcd\xd3\xda\xe1\xe6\xe9\xed\xf3\xfa]")

_TURKISH_TO_NORDIC = 3

#: So many characters must be whole UTF-8 for each that is broken; in another encoding hardly any is whole.
_WHOLE_TO_BROKEN = 5

_HIGH = re.compile(rb"[\xc0-\xff]")
_LETTERS = re.compile(rb"[A-Za-z\xc0-\xff]")
_C1 = re.compile("[\x80-\x9f]")


def decode(data: bytes, declared: str | None = None) -> str:
    """Return the characters of a text file; line ends and all else as they stand.

    ``declared`` is the encoding that a page or a server names; it is believed where the bytes are valid in it.
    A few bytes that are broken in UTF-8 become U+FFFD. Raises AllegedlyError R03 for what is binary, R04 for what no
    encoding makes sense of.
    """
    encoding = _marked(data) or _declared(data, declared) or _wide(data)
    if encoding is None:
        refuse_binary(data)
        encoding = "utf-8" if _is_valid(data, "utf-8") or _is_nearly_utf8(data) else _single_byte(data)
    try:
        text = data.decode(encoding, "replace" if encoding == "utf-8" else "strict")
    except UnicodeDecodeError as fault:
        raise AllegedlyError("R04", detail=f"not {fault.encoding} at byte {fault.start}") from fault
    if _C1.search(text) and encoding == "latin-1":
        raise AllegedlyError("R04", detail="neither UTF-8 nor a Windows encoding")
    return text


def refuse_binary(data: bytes) -> None:
    """Raise AllegedlyError R03 if the bytes are no text in any encoding with single bytes."""
    kind = next((kind for magic, kind in _MAGIC if data.startswith(magic)), None)
    if kind and (b"\x00" in data[:4096] or not data[:256].isascii()):
        raise AllegedlyError("R03", detail=f"it looks like {kind}")
    if data[:5] == b"{\\rtf":
        raise AllegedlyError("R03", detail="it is an RTF document")
    controls = len(_CONTROLS.findall(data[:65536]))
    if b"\x00" in data[:65536] or controls * _BYTES_PER_CONTROL > min(len(data), 65536):
        raise AllegedlyError("R03", detail=f"it looks like {kind}" if kind else "it holds control characters")


def _marked(data: bytes) -> str | None:
    return next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)


def _declared(data: bytes, declared: str | None) -> str | None:
    if not declared:
        return None
    try:
        name = codecs.lookup(declared.strip().strip("\"'")).name
        return (
            name
            if isinstance("".encode(name), bytes) and b"\x00" not in data[:4096] and _is_valid(data, name)
            else None
        )
    except (LookupError, TypeError, ValueError):
        return None


def _is_valid(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def _is_nearly_utf8(data: bytes) -> bool:
    """Tell UTF-8 with a few broken bytes, as pages put together from several sources have, from other encodings."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = sum(not c.isascii() for c in text) - broken
    return whole >= _WHOLE_TO_BROKEN * broken


def without_zeros(data: bytes) -> bytes:
    """Return bytes without stray zeros, which broken pages hold; those of UTF-16 and UTF-32 stay."""
    return data if _marked(data) or _wide(data) else data.replace(b"\x00", b"")


def _wide(data: bytes) -> str | None:
    """Tell UTF-16 without a mark by its zero bytes: nearly every second one, and only on one side."""
    sample = data[: 4096 - len(data) % 2]
    if len(sample) < 4 or b"\x00" not in sample:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    pairs = len(sample) // 2
    if odd > pairs * 0.4 and even < pairs * 0.02:
        return "utf-16-le"
    if even > pairs * 0.4 and odd < pairs * 0.02:
        return "utf-16-be"
    return None


def _single_byte(data: bytes) -> str:
    """Choose among the Windows encodings by the letters that would stand there."""
    high = len(_HIGH.findall(data))
    if high > 0.5 * max(1, len(_LETTERS.findall(data))):
        return "cp1251"  # most letters are beyond ASCII: Cyrillic
    turkish = len(_TURKISH.findall(data))
    encoding = "cp1254" if turkish > _TURKISH_TO_NORDIC * len(_NORDIC.findall(data)) else "cp1252"
    return encoding if _is_valid(data, encoding) else "latin-1"

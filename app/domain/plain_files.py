"""What a file is, told by its bytes alone: text in a known encoding, a picture, or neither."""

import re
from typing import Final

# Controls that stand in texts: tab, line ends, form feed, escape (of coloured logs).
_CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
_UTF16: Final = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_MAGIC: Final = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"BM", "image/bmp"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
)
_RIFF: Final = re.compile(rb"RIFF....WEBP", re.DOTALL)
_HEIF: Final = re.compile(rb"....ftyp(?:heic|heix|mif1|avif)", re.DOTALL)
UNKNOWN: Final = "application/octet-stream"
PLAIN: Final = "text/plain"


def text_of(data: bytes) -> str | None:
    """The text of a file, or None when it is none, or in an encoding that nothing tells.

    UTF-16 needs its mark; otherwise UTF-8 with or without one, then CP949. All of it is kept, line
    ends included; a text holds no control characters but those of lines, tabs, pages and colours.
    """
    encoding = _UTF16.get(data[:2])
    if encoding is not None:
        return _decoded(data[2:], encoding)
    if b"\x00" in data:
        return None
    found = _decoded(data, "utf-8-sig")
    return found if found is not None else _decoded(data, "cp949")


def media_type_of(data: bytes) -> str:
    """What a file without text is by its first bytes, as a media type (RFC 6838)."""
    for magic, media_type in _MAGIC:
        if data.startswith(magic):
            return media_type
    if _RIFF.match(data):
        return "image/webp"
    return "image/heif" if _HEIF.match(data) else UNKNOWN


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if _CONTROLS.search(text) else text

"""Title and author as compound files keep them, in property sets.

Source: [MS-OLEPS]. Hangul's summary has the same form under a name of its own.
"""

import struct
from typing import Final

from app.index.parsers.building import DocumentBuilder
from app.index.parsers.encodings import decoded
from app.index.parsers.ole_package import OlePackage
from app.index.parsers.refusing import Refused

SUMMARY: Final = "\x05SummaryInformation"
HANGUL_SUMMARY: Final = "\x05HwpSummaryInformation"
_CODE_PAGE, _TITLE, _AUTHOR = 1, 2, 4
_NARROW, _WIDE = 30, 31
_MOST_BYTES: Final = 1 << 20
_MOST_PROPERTIES: Final = 200
_MOST_CHARACTERS: Final = 1_000
_UNICODE: Final = 1200


def take_properties(package: OlePackage, builder: DocumentBuilder, name: str = SUMMARY) -> None:
    """Take title and author from a summary; one that is missing or damaged is no matter."""
    if name not in package:
        return
    try:
        values = _properties(package.read(name, _MOST_BYTES))
    except (Refused, struct.error):
        return
    builder.title = values.get(_TITLE, "")
    builder.author = values.get(_AUTHOR, "")


def _properties(data: bytes) -> dict[int, str]:
    (start,) = struct.unpack_from("<I", data, 44)
    _, count = struct.unpack_from("<II", data, start)
    places = dict(
        struct.unpack_from("<II", data, start + 8 + 8 * at)
        for at in range(min(count, _MOST_PROPERTIES))
    )
    page = 0
    if _CODE_PAGE in places:
        (page,) = struct.unpack_from("<H", data, start + places[_CODE_PAGE] + 4)
    return {
        key: _string(data, start + places[key], page) for key in (_TITLE, _AUTHOR) if key in places
    }


def _string(data: bytes, at: int, page: int) -> str:
    kind, count = struct.unpack_from("<II", data, at)
    count = min(count, _MOST_CHARACTERS)
    if kind == _WIDE or (kind == _NARROW and page == _UNICODE):
        width = 2 if kind == _WIDE else 1
        wide = data[at + 8 : at + 8 + count * width]
        return wide.decode("utf-16-le", "replace").partition("\0")[0]
    if kind != _NARROW:
        return ""
    narrow = data[at + 8 : at + 8 + count].partition(b"\0")[0]
    try:
        charset = "utf-8" if page == 65001 else f"cp{page}" if page else ""
        return decoded(narrow, charset).text if narrow else ""
    except Refused:
        return ""

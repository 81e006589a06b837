"""RTF as Outlook packs it, and the HTML that is often hidden inside.

Sources: [MS-OXRTFCP] (compression), [MS-OXRTFEX] (HTML within RTF).
"""

import re
import struct
from typing import Final

from app.domain.documents import Refusal
from app.index.parsers.refusing import Refused

_PACKED: Final = 0x75465A4C
_PLAIN: Final = 0x414C454D
_MOST_BYTES: Final = 64 << 20
_WINDOW: Final = 4096
_START: Final = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript "
    rb"\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
"""What the window holds before the first byte."""
_TOKEN: Final = re.compile(
    r"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-z])|([{}])|[\r\n]+|([^\\{}\r\n]+)"
)
_CODE_PAGE: Final = re.compile(r"\\ansicpg(\d{3,5})")


def unpacked_rtf(data: bytes) -> bytes:
    """The RTF. Raises Refused: DAMAGED when it is none, BOMB when it would be too long."""
    if len(data) < 16:
        raise Refused(Refusal.DAMAGED, "compressed rtf")
    size, kind = struct.unpack_from("<4xII", data)
    if size > _MOST_BYTES:
        raise Refused(Refusal.BOMB, f"rtf of {size} bytes")
    if kind == _PLAIN:
        return data[16 : 16 + size]
    if kind != _PACKED:
        raise Refused(Refusal.DAMAGED, "compressed rtf")
    window = bytearray(_START.ljust(_WINDOW, b"\0"))
    at, write, made = 16, len(_START), bytearray()
    while at < len(data) and len(made) < size:
        flags = data[at]
        at += 1
        for bit in range(8):
            if at >= len(data):
                break
            if not flags >> bit & 1:
                piece = data[at : at + 1]
                at += 1
            else:
                if at + 2 > len(data):
                    return bytes(made)
                pair = int.from_bytes(data[at : at + 2], "big")
                at += 2
                start = pair >> 4
                if start == write:
                    return bytes(made[:size])
                piece = _copied(window, start, write, (pair & 15) + 2)
            for byte in piece:
                window[write] = byte
                write = (write + 1) % _WINDOW
            made += piece
    return bytes(made[:size])


def html_inside(rtf: str) -> str:
    """The page that was put into RTF, or "" when there is none."""
    if "\\fromhtml1" not in rtf[:4096]:
        return ""
    page = _CODE_PAGE.search(rtf[:4096])
    encoding = f"cp{page[1]}" if page else "cp1252"
    made: list[str] = []
    held = bytearray()
    # Of each open group: whether its text is part of the page, and whether that is RTF's own.
    groups: list[tuple[bool, bool]] = [(True, False)]
    starred = False
    skip = 0

    def flush() -> None:
        if held:
            made.append(_decoded(bytes(held), encoding))
            held.clear()

    for token in _TOKEN.finditer(rtf):
        word, number, byte, sign, brace, text = token.groups()
        is_kept, is_own = groups[-1]
        if brace == "{":
            if len(groups) > 10_000:
                raise Refused(Refusal.BOMB, "rtf groups")
            groups.append(groups[-1])
        elif brace == "}":
            if len(groups) > 1:
                groups.pop()
        elif sign == "*":
            starred = True
        elif word is not None:
            if word == "htmltag":
                groups[-1] = (True, False)
            elif word == "htmlrtf":
                groups[-1] = (is_kept, number != "0")
            elif starred or word in ("fonttbl", "colortbl", "stylesheet", "info", "pntext"):
                groups[-1] = (False, is_own)
            elif is_kept and not is_own:
                flush()
                if word == "u" and number is not None:
                    made.append(chr(int(number) % 0x10000))
                    skip = 1
                    continue
                made.append({"par": "\n", "line": "\n", "tab": "\t"}.get(word, ""))
            starred = False
        elif is_kept and not is_own:
            if byte is not None:
                if skip:
                    skip = 0
                    continue
                held.append(int(byte, 16))
                continue
            flush()
            piece = text if text is not None else sign if sign and sign in "\\{}" else ""
            made.append(piece[skip:] if piece else "")
        skip = 0
    flush()
    # What stands outside the first plane was written in two halves.
    return "".join(made).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _copied(window: bytearray, start: int, write: int, length: int) -> bytes:
    """Bytes of the window, those that are written meanwhile included."""
    piece = bytearray()
    for offset in range(length):
        place = (start + offset) % _WINDOW
        behind = (place - write) % _WINDOW
        piece.append(piece[behind] if behind < len(piece) else window[place])
    return bytes(piece)


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding, "replace")
    except LookupError:
        return data.decode("cp1252", "replace")

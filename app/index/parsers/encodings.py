"""Text from bytes: which encoding they are in is said, shown by their form, or guessed.

The order of the tests is what counts: marks and zero bytes, escape sequences, UTF-8, then scores
for Korean, Japanese and Chinese by how common their characters are, and chardet for the rest, which
alone takes short Korean text for something else too often.
"""

import codecs
import contextlib
import re
from dataclasses import dataclass
from encodings import aliases
from typing import BinaryIO, Final

import chardet

from app.domain.documents import NoteKind, Refusal
from app.index.parsers.building import DocumentBuilder
from app.index.parsers.encoding_scores import (
    best_asian,
    is_korean_by_chance,
    looks_written,
    unmarked_utf16,
    utf16_without_zeros,
)
from app.index.parsers.refusing import Refused

_MARKS: Final = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_ESCAPES: Final = (
    (b"\x1b$)C", "iso2022_kr"),
    (b"\x1b$B", "iso2022_jp_2"),
    (b"\x1b$@", "iso2022_jp_2"),
)
_WIDER: Final = {
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "euc-kr": "cp949",
    "euckr": "cp949",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "ksc5601": "cp949",
    "ks_x_1001": "cp949",
    "windows-949": "cp949",
    "x-windows-949": "cp949",
    "uhc": "cp949",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "x-gbk": "gb18030",
    "big5": "cp950",
    "x-x-big5": "cp950",
    "iso-2022-kr": "iso2022_kr",
    "iso-2022-jp": "iso2022_jp_2",
    "unicode-1-1-utf-8": "utf-8",
    "utf8": "utf-8",
    "utf-8-sig": "utf-8",
    "unicode": "utf-16",
    "utf-7": "utf_7",
}
"""What is written when a name is declared: the wider encoding that grew around it."""
_NOT_FOR_TEXT: Final = frozenset(
    {"base64", "bz2", "hex", "quopri", "rot-13", "rot13", "uu", "zlib", "undefined", "idna",
     "punycode", "raw-unicode-escape", "unicode-escape", "mbcs", "oem"}
)  # fmt: skip
_PLAIN_NAME: Final = re.compile(r"[A-Za-z0-9][\w.:+-]{1,39}\Z", re.ASCII)
_HEAD: Final = 1 << 16
_CONTROLS: Final = bytes([*range(9), 11, *range(14, 27), *range(28, 32), 127])
_MOST_CONTROLS: Final = 0.005
_CUT_TAIL: Final = 4
"""The last character of a file may be cut: so many bytes at the end say nothing."""
_FEW_FAULTS: Final = 25
"""UTF-8 with one fault among so many characters outside ASCII is UTF-8 that was harmed."""
_HARMED: Final = 3
"""Good characters to a fault, from which on nothing else than harmed UTF-8 looks like this."""
_LONG_IN_UTF8: Final = re.compile("[\u0800-\ufffc]")
_ASCII: Final = bytes(range(128))
_FEW: Final = 4
_FEW_LETTERS: Final = 0.02
"""Below this share of bytes outside ASCII a wrong guess spoils single characters only."""
_CANDIDATES: Final = (
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258",
    "cp874", "iso8859-2", "iso8859-5", "iso8859-7", "iso8859-15", "koi8-r", "koi8-u", "cp866",
    "mac-roman", "mac-cyrillic", "cp850", "cp852", "gb18030", "cp932", "euc_jis_2004", "cp949",
    "big5hkscs", "hz", "johab",
)  # fmt: skip
"""What people's files are in: chardet also knows encodings that are found in none."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding that it was in, and whether nothing but its own look told that."""

    text: str
    encoding: str
    is_guessed: bool = False


def prepare() -> None:
    """Load every codec and chardet's models, which could not be opened later."""
    for name in set(aliases.aliases.values()):
        with contextlib.suppress(LookupError):  # some are there on one system only
            codecs.lookup(name)
    for sample in ("안녕하세요, 반갑습니다".encode("cp949"), "naïve café".encode("cp1252")):
        chardet.detect(sample)


def decoded(data: bytes, declared: str = "") -> Decoded:
    """The text of bytes; `declared` is the encoding that the file itself names, if any.

    Raises Refused: BINARY for what is no text, UNKNOWN_ENCODING when nothing fits well enough.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark) and _is_whole(data, encoding):
            return Decoded(_leniently(data[len(mark) :], encoding), encoding)
    said = known_encoding(declared)
    found = (_as_said(data, said) if said else None) or _by_form(data)
    if found is not None:
        return found
    wide = utf16_without_zeros(data[:_HEAD])
    if wide:
        return Decoded(_leniently(data, wide), wide, is_guessed=True)
    if _is_binary(data):
        raise Refused(Refusal.BINARY)
    found = _as_harmed_utf8(data)
    if found is not None:
        return found
    if said and not said.startswith("utf"):
        text = _leniently(data, said)  # harmed in a few places
        if text.count("\ufffd") * _FEW_FAULTS <= _letters(text):
            return Decoded(text, said)
    return _guessed(data)


def read_text(file: BinaryIO, builder: DocumentBuilder, declared: str = "") -> str:
    """The text of a whole file, as much as a document may have, and a character more.

    Sets the builder's encoding, and notes a guess. Raises as `decoded` does, and EMPTY.
    """
    most = builder.limits.text_characters * 4 + _CUT_TAIL
    data = file.read(most)
    if not data:
        raise Refused(Refusal.EMPTY)
    return text_of(data, builder, declared)


def text_of(data: bytes, builder: DocumentBuilder, declared: str = "") -> str:
    """The text of bytes; the builder is told of the encoding."""
    found = decoded(data, declared)
    builder.encoding = builder.encoding or found.encoding
    if found.is_guessed:
        builder.note(NoteKind.ENCODING_GUESSED, detail=found.encoding)
    return found.text[: builder.limits.text_characters + 1]


def known_encoding(name: str) -> str:
    """The codec for a name that a file declares, as wide as it is meant; "" when there is none."""
    name = name.strip().strip("\"'").lower()
    name = _WIDER.get(name, name)
    if not _PLAIN_NAME.match(name) or name.replace("_", "-") in _NOT_FOR_TEXT:
        return ""
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError, PermissionError):
        return ""
    return _WIDER.get(found.name, found.name) if found.name not in _NOT_FOR_TEXT else ""


def _is_whole(data: bytes, encoding: str) -> bool:
    """Whether what follows a mark is in that encoding: the marks are ordinary bytes elsewhere."""
    text = _leniently(data[:_HEAD], encoding)
    return text.count("\ufffd") * _FEW_FAULTS <= len(text) and text.count("\0") * 200 <= len(text)


def _as_said(data: bytes, said: str) -> Decoded | None:
    """What is declared, unless the bytes are plainly UTF-8 or do not fit."""
    if not said.startswith(("utf", "iso2022")):
        utf8 = _strictly(data, "utf-8")
        if utf8 is not None:
            wide = sum(1 for letter in utf8[:_HEAD] if letter > "\u07ff")
            if utf8.isascii() or wide > 1 or not _is_asian(said):
                return Decoded(utf8, said if utf8.isascii() and _is_asian(said) else "utf-8")
    if said.startswith("utf-16") or said.startswith("utf-32"):
        return None  # It could not be read, if it were so: a page that says this is in UTF-8.
    text = _strictly(data, said)
    if text is None or (text and text.count("\0") * 200 > len(text)):
        return None
    return Decoded(text, said)


def _is_asian(encoding: str) -> bool:
    return encoding in ("cp949", "johab", "cp932", "gb18030", "cp950", "big5hkscs", "euc_jp")


def _by_form(data: bytes) -> Decoded | None:
    head = data[:_HEAD]
    if b"\0" in head:
        unicode = unmarked_utf16(head)
        return Decoded(_leniently(data, unicode), unicode) if unicode else None
    if b"\x1b$" in head:
        for escape, encoding in _ESCAPES:
            if escape in head:
                text = _leniently(data, encoding)
                if text.count("\ufffd") * _FEW_FAULTS <= len(text):
                    return Decoded(text, encoding)
    utf8 = _strictly(data, "utf-8")
    if utf8 is None or _is_binary(data):
        return None
    if is_korean_by_chance(utf8, data):
        return Decoded(_leniently(data, "cp949"), "cp949", is_guessed=True)
    return Decoded(utf8, "utf-8")


def _is_binary(data: bytes) -> bool:
    head = data[:_HEAD]
    return len(head) - len(head.translate(None, _CONTROLS)) > len(head) * _MOST_CONTROLS


def _as_harmed_utf8(data: bytes) -> Decoded | None:
    text = data.decode("utf-8", "replace")
    faults = text.count("\ufffd")
    good = _letters(text) - faults
    # Three bytes in a row hardly ever look like UTF-8 by chance, two do.
    long = len(_LONG_IN_UTF8.findall(text))
    if good < _HARMED * max(faults, 1) and long < max(faults, _HARMED):
        return None
    return Decoded(text, "utf-8", is_guessed=True)


def _guessed(data: bytes) -> Decoded:
    head = data[:_HEAD]
    asian = best_asian(head)
    if asian:
        return Decoded(_leniently(data, asian), asian, is_guessed=True)
    found = chardet.detect(
        data[: 4 * _HEAD],
        prefer_superset=True,
        compat_names=False,
        include_encodings=_CANDIDATES,
    )
    text, names = "", [known_encoding(str(found["encoding"] or "")), "cp1252"]
    wide = len(head.translate(None, _ASCII))
    if wide < _FEW and wide * 4 < len(head):  # too few for anybody to tell: the likeliest
        names.reverse()
    for name in names:
        text = _leniently(data, name) if name else ""
        if text and looks_written(text[:_HEAD]):
            return Decoded(text, name, is_guessed=True)
    if wide < _FEW_LETTERS * len(head):
        return Decoded(_leniently(data, names[0] or "cp1252"), names[0] or "cp1252", True)
    raise Refused(Refusal.UNKNOWN_ENCODING)


def _letters(text: str) -> int:
    """How many characters stand outside ASCII."""
    return len(text) - len(text.encode("ascii", "ignore"))


def _strictly(data: bytes, encoding: str) -> str | None:
    """The text, or None where anything but a cut last character does not fit."""
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if error.start < len(data) - _CUT_TAIL or error.start < _CUT_TAIL:
            return None
        tail = data[error.start :]
        if encoding == "utf-8" and not _begins_utf8(tail):
            return None
        try:
            return data[: error.start].decode(encoding)
        except UnicodeDecodeError:
            return None
    except (LookupError, ValueError):
        return None


def _begins_utf8(tail: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        return decoder.decode(tail) == ""
    except UnicodeDecodeError:
        return False


def _leniently(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding, "replace")
    except (LookupError, ValueError):  # a codec that knows no way around a fault
        return data.decode("latin-1")

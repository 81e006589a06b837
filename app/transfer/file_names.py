"""Names of exported files that every system takes, whatever a title holds."""

import re
import unicodedata
from collections.abc import Collection
from typing import Final

from app.domain.transfer import ImportedConversation

_MAX_BYTES: Final = 120
"""Of a name without its ending, in UTF-8: file systems take 255, synchronising services fewer."""
_MAX_UNITS: Final = 120
_FORBIDDEN: Final = re.compile(r'[<>:"/\\|?*]')
_RESERVED: Final = re.compile(
    r"(?i)(con|prn|aux|nul|conin\$|conout\$|clock\$|com[0-9¹²³]|lpt[0-9¹²³])"
)
# Controls, marks of direction and joining, surrogates, private use and unassigned characters: they
# hide how a name ends, or cannot be written.
_UNSEEN: Final = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_EMPTY: Final = "conversation"
_FILE: Final = "file"
_MAX_ENDING: Final = 10


def file_name(conversation: ImportedConversation, ending: str, taken: Collection[str] = ()) -> str:
    """A name from the title, such as "Tea 2.md"; `ending` comes without its dot.

    `taken` are names that are in use; capitals make no difference, as on macOS and Windows.
    """
    used = {_folded(name) for name in taken}
    stem = _stem(conversation.title)
    for number in range(1, len(used) + 2):
        suffix = "" if number == 1 else f" {number}"
        found = f"{_cut(stem, len(suffix))}{suffix}.{ending}"
        if _folded(found) not in used:
            return found
    raise AssertionError("more names are taken than there are")


def safe_name(name: str, ending: str = "") -> str:
    """A file's own name, as every system takes it; `ending` is added where it has none."""
    stem, dot, own = name.rpartition(".")
    if not (dot and stem and own.isascii() and own.isalnum() and len(own) <= _MAX_ENDING):
        stem, own = name, ending
    return f"{_stem(stem, _FILE)}.{own}" if own else _stem(stem, _FILE)


def _stem(title: str, empty: str = _EMPTY) -> str:
    # Composed, so that Hangul that macOS took apart is short and looks right elsewhere.
    text = unicodedata.normalize("NFC", title)
    text = "".join(
        " "
        if character.isspace() or unicodedata.category(character) in ("Cc", "Zl", "Zp")
        else ("" if unicodedata.category(character) in _UNSEEN else character)
        for character in text[: _MAX_UNITS * 4]
    )
    text = _FORBIDDEN.sub("-", text)
    text = " ".join(text.split()).strip(" .-~")
    text = _cut(text, 0)
    if not text:
        return empty
    if _RESERVED.fullmatch(text.partition(".")[0].rstrip()):
        return f"_{text}"
    return text


def _cut(text: str, room: int) -> str:
    """As much of a text as fits, whole characters with what combines with them."""
    data = text.encode("utf-8")
    if len(data) <= _MAX_BYTES - room:
        return text
    short = data[: _MAX_BYTES - room].decode("utf-8", "ignore")
    while short and len(short) < len(text) and unicodedata.combining(text[len(short)]):
        short = short[:-1]
    return short.rstrip(" .-")


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()

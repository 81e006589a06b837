"""Text as a document may hold it: NFC, plain line ends, nothing invisible."""

import re
import unicodedata
from typing import Final

_LINE_ENDS: Final = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_ODD_SPACES: Final = re.compile("[\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_SEEN: Final = re.compile(r"[\t\n\x20-\x7e]*\Z")
_TAGS: Final = range(0xE0000, 0xE0080)
_LEFT_OUT: Final = frozenset({"Cc", "Cf", "Cs", "Co"})
_HANGUL_FOLLOWERS: Final = range(0x1160, 0x1200)


def cleaned(text: str) -> str:
    """The text in NFC with newlines as line ends; what nobody can see is left out."""
    if _SEEN.match(text):
        return text
    text = _ODD_SPACES.sub(" ", _LINE_ENDS.sub("\n", text))
    return unicodedata.normalize("NFC", "".join(filter(_is_kept, text)))


def cleaned_with_sources(text: str) -> tuple[str, list[int]]:
    """The cleaned text, and for each of its characters the index in `text` that it came from.

    Where characters are composed to one, it came from the first of them.
    """
    if cleaned(text) == text:
        return text, list(range(len(text)))
    letters: list[str] = []
    sources: list[int] = []
    at = 0
    while at < len(text):
        end = at + 1
        while end < len(text) and _follows(text[end]):
            end += 1
        piece = "\n" if text[at:end] == "\r" and text[end : end + 1] != "\n" else text[at:end]
        for letter in "" if piece == "\r" else cleaned(piece):
            letters.append(letter)
            sources.append(at)
        at = end
    return "".join(letters), sources


def hidden_characters(text: str) -> int:
    """How many characters carry a message that nobody can see (Unicode tags)."""
    if text.isascii():
        return 0
    return sum(ord(letter) in _TAGS for letter in text)


def _is_kept(letter: str) -> bool:
    if letter in "\n\t":
        return True
    category = unicodedata.category(letter)
    return category not in _LEFT_OUT and not (category == "Cn" and _is_no_character(ord(letter)))


def _is_no_character(code: int) -> bool:
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF


def _follows(letter: str) -> bool:
    return unicodedata.combining(letter) != 0 or ord(letter) in _HANGUL_FOLLOWERS

"""Text as a document may hold it: NFC, plain line ends, nothing invisible."""

import re
import unicodedata
from typing import Final

_LINE_ENDS: Final = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_ODD_SPACES: Final = re.compile("[\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_ORDINARY: Final = (
    "\t\n\x20-\x7e\u00a1-\u00ac\u00ae-\u017f\u0410-\u044f\u2010-\u2027\u2030-\u205e\u20ac"
    "\u3001-\u3029\u3041-\u3096\u30a1-\u30fa\u30fc\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff5e"
)
"""What is left as it is: seen, composed, and composing with nothing else among these."""
_SEEN: Final = re.compile(f"[{_ORDINARY}]*\\Z")
_OTHERS: Final = re.compile(f"[^{_ORDINARY}]+")
_TAGS: Final = re.compile("[\U000e0000-\U000e007f]")
_LEFT_OUT: Final = frozenset({"Cc", "Cf", "Cs", "Co"})
_ENDERS: Final = "\r\x0b\x0c\x85"
_HANGUL_FOLLOWERS: Final = range(0x1160, 0x1200)


def cleaned(text: str) -> str:
    """The text in NFC with newlines as line ends; what nobody can see is left out."""
    if _SEEN.match(text):
        return text
    text = _ODD_SPACES.sub(" ", _LINE_ENDS.sub("\n", text))
    text = _OTHERS.sub(lambda found: "".join(filter(_is_kept, found[0])), text)
    return unicodedata.normalize("NFC", text)


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
    return len(_TAGS.findall(text))


def _is_kept(letter: str) -> bool:
    if letter in "\n\t":
        return True
    category = unicodedata.category(letter)
    return category not in _LEFT_OUT and not (category == "Cn" and _is_no_character(ord(letter)))


def _is_no_character(code: int) -> bool:
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF


def _follows(letter: str) -> bool:
    # Marks of class 0, such as vowels of Bengali, are composed with what is before them, too; and
    # what is left out keeps nothing apart.
    is_mark = unicodedata.category(letter)[0] == "M" or ord(letter) in _HANGUL_FOLLOWERS
    return is_mark or (letter not in _ENDERS and not _is_kept(letter))

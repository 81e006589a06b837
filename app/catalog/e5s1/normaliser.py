"""What text becomes before it is cut into pieces: SentencePiece's rules, with whole syllables.

An E5S1 file keeps replacements of single code points alone. What SentencePiece's own rules hold for
several in a row, canonical composition above all, is added here, so that Hangul that macOS has
decomposed reads like any other.
"""

import unicodedata
from collections.abc import Iterator, Mapping

_FIRST_COMPOSED = 0xA0
_LAST_COMPOSED = 0x2FFFF
_SURROGATES = range(0xD800, 0xE000)


def replacements(single: Mapping[str, str]) -> dict[bytes, bytes]:
    """All replacements as UTF-8: those of single code points, and of sequences that compose."""
    both = dict(_compositions(single)) | dict(single)
    return {key.encode(): value.encode() for key, value in both.items()}


def _compositions(single: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Each way to write a character in several, and what the character itself becomes."""
    for code_point in range(_FIRST_COMPOSED, _LAST_COMPOSED + 1):
        # What Unicode 3.2 has not got differs between the versions of Python, and what is made
        # here must not.
        if code_point in _SURROGATES or unicodedata.ucd_3_2_0.category(chr(code_point)) == "Cn":
            continue
        whole = chr(code_point)
        parts = unicodedata.normalize("NFD", whole)
        if len(parts) < 2 or unicodedata.normalize("NFC", parts) != whole:
            continue
        becomes = "".join(single.get(each, each) for each in whole)
        for length in range(1, len(parts)):
            head = unicodedata.normalize("NFC", parts[:length])
            if len(head) == 1:
                yield head + parts[length:], becomes

"""In which of the languages that a search tells apart a text is written."""

import re
from typing import Final

from app.domain.collections import Language

_HANGUL: Final = re.compile("[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]")
_LETTER: Final = re.compile(r"[^\W\d_]")
_SHARE: Final = 0.25
"""Of Hangul among the letters, from which on a text is Korean: names and terms in Latin letters
are part of ordinary Korean text, Hangul is not part of other text."""
_SOME: Final = 0.01
"""Of Hangul, headings included, from which on the embedder takes a chunk for Korean, too."""


def language_of(text: str) -> Language:
    """The language of a text by its letters; without letters it is not Korean."""
    return Language.KOREAN if _hangul(text) >= _SHARE else Language.OTHER


def language_of_chunk(text: str, above: str) -> Language:
    """The language of a chunk, `above` being its headings and its table's columns.

    A chunk in Latin letters with a little Korean is of both: the embedder finds it near to nearly
    every Korean question. A page that is half translated has such chunks, or a Korean title.
    """
    if language_of(text) is Language.KOREAN:
        return Language.KOREAN
    return Language.BOTH if _hangul(f"{above}\n{text}") >= _SOME else Language.OTHER


def _hangul(text: str) -> float:
    """The share of Hangul among the letters; 0 without letters."""
    if _HANGUL.search(text) is None:  # most texts of other languages: nothing need be counted
        return 0.0
    return len(_HANGUL.findall(text)) / len(_LETTER.findall(text))

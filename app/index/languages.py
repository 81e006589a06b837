"""In which of the languages that a search tells apart a text is written."""

import re
from typing import Final

from app.domain.collections import Language

_HANGUL: Final = re.compile("[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]")
_LETTER: Final = re.compile(r"[^\W\d_]")
_SHARE: Final = 0.25
"""Of Hangul among the letters, from which on a text is Korean: names and terms in Latin letters
are part of ordinary Korean text, Hangul is not part of other text."""


def language_of(text: str) -> Language:
    """The language of a text by its letters; without letters it is not Korean."""
    letters = len(_LETTER.findall(text))
    if not letters:
        return Language.OTHER
    hangul = len(_HANGUL.findall(text))
    return Language.KOREAN if hangul >= _SHARE * letters else Language.OTHER

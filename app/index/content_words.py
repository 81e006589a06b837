"""What a sentence is about: its words without their endings, its numbers, its names.

Used to tell whether one sentence says what another does. It never decides by a single word: English
words are compared by their stems (Porter 2), Korean ones without what is glued to their end.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import snowballstemmer

from app.index.number_words import with_digits
from app.index.quantities import plain
from app.index.stop_words import COMMON

_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_NUMBER: Final = re.compile(r"\d+(?:[.,:]\d+)*")
_HANGUL: Final = re.compile("[\uac00-\ud7a3]+")
_SENTENCE_START: Final = re.compile(r"(?:^|[.!?:;•]\s+|\n\s*|[\"“‘(\[]\s*)$")
_SHORTEST_STEM: Final = 2
_ENDING: Final = 2
"""Syllables at the end of a Korean word that may be a particle or an ending."""
_FORMAL: Final = re.compile("(?<=[가-힣]{2})(?:합니다|입니다|됩니다|습니다|한가요|인가요)$")
"""An ending of three syllables says no more than one of two: 가능합니다 is 가능하다."""

_ENGLISH = snowballstemmer.stemmer("english")


@dataclass(frozen=True, slots=True)
class Content:
    """What a sentence is about.

    `words` are stems, those of Korean words are what surely stands before their ending. `names` are
    words written as one writes names. `flat` is the text without spaces, to look Korean up in.
    """

    words: frozenset[str]
    numbers: frozenset[str]
    names: frozenset[str]
    flat: str

    def holds(self, word: str) -> bool:
        """Whether a word of another content is here, too."""
        if word in self.words:
            return True
        return _HANGUL.fullmatch(word) is not None and word in self.flat


@lru_cache(4096)
def content_of(text: str) -> Content:
    """The content of a sentence or a passage."""
    text = with_digits(unicodedata.normalize("NFKC", text))
    words: set[str] = set()
    names: set[str] = set()
    numbers = {plain(found[0]) for found in _NUMBER.finditer(text)}
    for found in _WORD.finditer(text):
        word = found[0]
        for piece in re.findall("[\uac00-\ud7a3]+|[^\uac00-\ud7a3]+", word):
            folded = piece.casefold()
            if _HANGUL.fullmatch(piece):
                words.update(_korean(piece))
            elif folded not in COMMON and len(folded) > 1:
                words.add(_ENGLISH.stemWord(_without_apostrophe(folded)))
                if piece[0].isupper() and not _begins_sentence(text, found.start()):
                    names.add(_ENGLISH.stemWord(_without_apostrophe(folded)))
    flat = re.sub(r"\s+", "", text).casefold()
    return Content(frozenset(words), frozenset(numbers), frozenset(names), flat)


def _korean(word: str) -> tuple[str, ...]:
    """What a Korean word is about; nothing for the very short and the very common."""
    if word in COMMON or len(word) < _SHORTEST_STEM:
        return ()
    if formal := _FORMAL.search(word):
        word = word[: formal.start()] + word[-_ENDING:]
    stem = word[: max(_SHORTEST_STEM, len(word) - _ENDING)]
    return () if stem in COMMON else (stem,)


def _without_apostrophe(word: str) -> str:
    return re.split("['’]", word)[0]


def _begins_sentence(text: str, at: int) -> bool:
    return _SENTENCE_START.search(text, max(0, at - 8), at) is not None

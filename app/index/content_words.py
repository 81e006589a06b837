"""What a sentence is about: its words without their endings, its numbers, its names.

Used to tell whether one sentence says what another does. It never decides by a single word: English
words are compared by their stems (Porter 2), Korean ones without what is glued to their end.
"""

import re
import threading
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
_PIECES: Final = re.compile("[\uac00-\ud7a3]+|[^\uac00-\ud7a3]+")
_SENTENCE_START: Final = re.compile(r"(?:^|[.!?:;•]\s+|\n\s*|[\"“‘(\[]\s*)$")
_SHORTEST_STEM: Final = 2
_ENDING: Final = 2
"""Syllables at the end of a Korean word that may be a particle or an ending."""
_FORMAL: Final = re.compile("(?<=[가-힣]{2})(?:합니다|입니다|됩니다|습니다|한가요|인가요)$")
"""An ending of three syllables says no more than one of two: 가능합니다 is 가능하다."""

_ENGLISH = snowballstemmer.stemmer("english")
_ENGLISH_IS_FREE = threading.Lock()
"""A stemmer holds the word that it is at."""


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
        for piece in _PIECES.findall(word):
            folded = piece.casefold()
            if _HANGUL.fullmatch(piece):
                words.update(_korean(piece))
            elif folded not in COMMON and len(folded) > 1:
                stem = _stem(folded)
                words.add(stem)
                if piece[0].isupper() and not _begins_sentence(text, found.start()):
                    names.add(stem)
    flat = "".join(text.split()).casefold()
    return Content(frozenset(words), frozenset(numbers), frozenset(names), flat)


def held_in(text: str, asked: Content) -> tuple[int, bool]:
    """How many words of another content a text holds, and whether it holds all its numbers.

    As `content_of(text)` would tell, at a fraction of the cost: numbers in words are read only
    where numbers are asked for, and words that cannot be among them are not stemmed (a stem begins
    as its word does).
    """
    text = unicodedata.normalize("NFKC", text)
    numbers: set[str] = set()
    if asked.numbers:
        text = with_digits(text)
        numbers = {plain(found[0]) for found in _NUMBER.finditer(text)}
    flat = "".join(text.split()).casefold()
    korean = {word for word in asked.words if _HANGUL.fullmatch(word)}
    held = {word for word in korean if word in flat}
    others = asked.words - korean
    beginnings = {word[0] for word in others}
    for found in _WORD.finditer(text) if others else ():
        for piece in _PIECES.findall(found[0]):
            folded = piece.casefold()
            if folded[0] in beginnings and folded not in COMMON and len(folded) > 1:
                stem = _stem(folded)
                if stem in others:
                    held.add(stem)
    return len(held), asked.numbers <= numbers


def _korean(word: str) -> tuple[str, ...]:
    """What a Korean word is about; nothing for the very short and the very common."""
    if word in COMMON or len(word) < _SHORTEST_STEM:
        return ()
    if formal := _FORMAL.search(word):
        word = word[: formal.start()] + word[-_ENDING:]
    stem = word[: max(_SHORTEST_STEM, len(word) - _ENDING)]
    return () if stem in COMMON else (stem,)


@lru_cache(8192)
def _stem(word: str) -> str:
    """Of an English word, without what follows an apostrophe.

    Remembered, since stemming takes nearly 0.1 ms and the same words stand in every passage.
    """
    with _ENGLISH_IS_FREE:
        return str(_ENGLISH.stemWord(re.split("['’]", word)[0]))


def _begins_sentence(text: str, at: int) -> bool:
    return _SENTENCE_START.search(text, max(0, at - 8), at) is not None

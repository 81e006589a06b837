"""How well a few typed letters fit a name: parts of words, initials, Korean initial consonants."""

import unicodedata
from typing import Final

_FIRST_SYLLABLE, _LAST_SYLLABLE = 0xAC00, 0xD7A3
_FINALS, _VOWELS = 28, 21
_INITIALS: Final = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_FINAL_LETTERS: Final = (
    "", "ㄱ", "ㄲ", "ㄱㅅ", "ㄴ", "ㄴㅈ", "ㄴㅎ", "ㄷ", "ㄹ", "ㄹㄱ", "ㄹㅁ", "ㄹㅂ", "ㄹㅅ",
    "ㄹㅌ", "ㄹㅍ", "ㄹㅎ", "ㅁ", "ㅂ", "ㅂㅅ", "ㅅ", "ㅆ", "ㅇ", "ㅈ", "ㅊ", "ㅋ", "ㅌ",
    "ㅍ", "ㅎ",
)  # fmt: skip
"""What each final consonant of a syllable is made of, in the order of Unicode (chapter 3.12)."""
_CLUSTERS: Final = {
    "ㄳ": "ㄱㅅ", "ㄵ": "ㄴㅈ", "ㄶ": "ㄴㅎ", "ㄺ": "ㄹㄱ", "ㄻ": "ㄹㅁ", "ㄼ": "ㄹㅂ",
    "ㄽ": "ㄹㅅ", "ㄾ": "ㄹㅌ", "ㄿ": "ㄹㅍ", "ㅀ": "ㄹㅎ", "ㅄ": "ㅂㅅ",
}  # fmt: skip
"""What an input method makes of two initial consonants typed one after the other."""
_WHOLE, _WORD_START, _INSIDE, _FIRST_LETTERS, _SCATTERED = 100, 80, 60, 50, 20
_FEWEST_SCATTERED: Final = 3


def fitness(query: str, name: str) -> int | None:
    """How well a name fits, higher is better; None when it does not. Every word has to fit."""
    plain = _plain(name)
    best = [_of_word(word, plain) for word in _plain(query).split()]
    if not best:
        return 0
    scores = [score for score in best if score is not None]
    return None if len(scores) < len(best) else sum(scores) // len(scores)


def _of_word(word: str, name: str) -> int | None:
    scores = [score for each in _readings(word) if (score := _of_reading(each, name)) is not None]
    return max(scores, default=None)


def _of_reading(word: str, name: str) -> int | None:
    place = _place(word, name)
    if place is not None:
        if len(word) == len(name):
            return _WHOLE
        return _WORD_START if place == 0 or not name[place - 1].isalnum() else _INSIDE
    firsts = "".join(part[0] for part in name.split())
    if _place(word, firsts) is not None:
        return _FIRST_LETTERS
    if len(word) >= _FEWEST_SCATTERED and _is_scattered(word, name):
        return _SCATTERED
    return None


def _place(word: str, name: str) -> int | None:
    """Where a word stands in a name, at the start of one of its words where it can."""
    places = [
        place
        for place in range(len(name) - len(word) + 1)
        if all(_fits(typed, there) for typed, there in zip(word, name[place:], strict=False))
    ]
    starts = [place for place in places if place == 0 or not name[place - 1].isalnum()]
    return next(iter(starts or places), None)


def _is_scattered(word: str, name: str) -> bool:
    rest = iter(name)
    return all(any(_fits(typed, there) for there in rest) for typed in word)


def _fits(typed: str, there: str) -> bool:
    """Whether a letter stands there; a consonant or an open syllable begins many syllables."""
    if typed == there:
        return True
    code = ord(there)
    if not _FIRST_SYLLABLE <= code <= _LAST_SYLLABLE:
        return False
    place = code - _FIRST_SYLLABLE
    if typed == _INITIALS[place // (_VOWELS * _FINALS)]:
        return True
    return ord(typed) == code - place % _FINALS


def _readings(word: str) -> list[str]:
    """What may be meant: while it is typed, the next syllable's consonant hangs on the one before.

    "댛" is on its way to "대화", "ㄱㅅ" arrives as "ㄳ".
    """
    spread = "".join(_CLUSTERS.get(letter, letter) for letter in word)
    readings = [spread]
    last = ord(spread[-1])
    if _FIRST_SYLLABLE <= last <= _LAST_SYLLABLE and (last - _FIRST_SYLLABLE) % _FINALS:
        final = (last - _FIRST_SYLLABLE) % _FINALS
        letters = _FINAL_LETTERS[final]
        readings.append(spread[:-1] + chr(last - final) + letters)
        if len(letters) > 1:
            shorter = _FINAL_LETTERS.index(letters[0])
            readings.append(spread[:-1] + chr(last - final + shorter) + letters[1:])
    return readings


def _plain(words: str) -> str:
    return unicodedata.normalize("NFC", words).casefold()

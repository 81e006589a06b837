"""How long a passphrase would stand: the guesses that someone who knows people needs.

The passphrase is cut into pieces in the way that takes the fewest guesses, as zxcvbn does (Wheeler,
USENIX Security 2016): common passwords, words, walks over the keys, dates and repeats are cheap,
what fits nothing is paid for character by character. The figures for words are ours: where they are
unsure, they think too little of a passphrase rather than too much.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from math import log2
from typing import Final

from app.domain.vault import Strength
from app.security.common_passwords import COMMON, FINALS, INITIALS, VOWELS, WALKS, dubeolsik_keys

# A guess takes Argon2id a second: a million processors make 2^20 a second, 2^45 in a year.
_FAIR_BITS: Final = 30.0
_GOOD_BITS: Final = 45.0
_STRONG_BITS: Final = 60.0

_LOOKED_AT: Final = 128
"""Characters; those behind them are not counted."""
_PIECE_BITS: Final = 1.0
"""For the question whether another piece begins here, and of what kind."""
_CHANGE_BITS: Final = 2.0
"""For a single character of another class than the one before."""
_SHORTEST: Final = 3
"""Characters of a word, a walk or a repeat; what is shorter is no cheaper as one."""
_DISGUISE_BITS: Final = 1.0
"""For capitals, for digits in place of letters, for Korean typed on Latin keys."""
_WALK_BITS: Final = 6.0
_YEAR_BITS: Final = log2(130)
_DATE_BITS: Final = log2(130 * 365)

_WORD: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_HANGUL: Final = re.compile(r"[가-힣]+")
_TYPED_VOWEL: Final = "|".join(sorted(VOWELS, key=len, reverse=True))
_TYPED_FINAL: Final = "|".join(sorted(FINALS, key=len, reverse=True))
_TYPED_SYLLABLE: Final = rf"[{''.join(INITIALS)}](?:{_TYPED_VOWEL})"
_TYPED_HANGUL: Final = re.compile(rf"(?:{_TYPED_SYLLABLE}(?:{_TYPED_FINAL})){{2,}}")
_YEAR: Final = re.compile(r"(?=((?:19|20)\d\d))")
_Y, _M, _D = r"(?:(?:19|20)?\d\d)", r"(?:0[1-9]|1[0-2])", r"(?:0[1-9]|[12]\d|3[01])"
_DATE: Final = re.compile(
    rf"(?=({_Y}([-./]?){_M}\2{_D}|{_D}([-./]?){_M}\3{_Y}|{_M}([-./]?){_D}\4{_Y}))"
)
_LEET: Final = str.maketrans("@4310!$57", "aaeioisst")

_LETTERS: Final = dict(
    zip("etaoinshrdlcumwfgypbvkjxqz",
        (12.7, 9.1, 8.2, 7.5, 7.0, 6.7, 6.3, 6.1, 6.0, 4.3, 4.0, 2.8, 2.8, 2.4, 2.4, 2.2, 2.0, 2.0,
         1.9, 1.5, 1.0, 0.8, 0.15, 0.15, 0.1, 0.07), strict=True)
)  # fmt: skip
"""How often each letter comes in English, in percent (Lewand, Cryptological Mathematics, 2000)."""

_BETWEEN: Final = "between words"
_CLASSES: Final = tuple(
    (name, re.compile(characters, re.DOTALL), log2(size))
    for name, characters, size in (
        (_BETWEEN, "[ _.-]", 2),  # it goes without saying that something stands there
        ("digits", "[0-9]", 10),
        ("small letters", "[a-z]", 26),
        ("capitals", "[A-Z]", 26),
        ("signs", "[!-~]", 28),
        ("Hangul", "[가-힣]", 11_172),
        ("jamo", "[ㄱ-ㅣ]", 51),
        ("others", ".", 256),  # of emoji, kana and the like those that people do choose
    )
)

_Piece = tuple[int, int, float]
"""Start, end, bits."""


def strength(passphrase: str) -> Strength:
    """How long it would stand against someone who has the key file and many computers."""
    bits = guess_bits(passphrase)
    if bits < _FAIR_BITS:
        return Strength.WEAK
    if bits < _GOOD_BITS:
        return Strength.FAIR
    return Strength.GOOD if bits < _STRONG_BITS else Strength.STRONG


def guess_bits(passphrase: str) -> float:
    """The binary logarithm of the guesses that it takes, along the cheapest cut into pieces."""
    text = _as_typed(passphrase.rstrip("\r\n"))[:_LOOKED_AT]
    pieces: dict[int, list[_Piece]] = {}
    for piece in _pieces(text):
        pieces.setdefault(piece[1], []).append(piece)
    cheapest = [0.0]
    for end in range(1, len(text) + 1):
        best = cheapest[end - 1] + _character_bits(text, end - 1)
        for start, _, bits in pieces.get(end, ()):
            best = min(best, cheapest[start] + bits + _PIECE_BITS)
        cheapest.append(best)
    return cheapest[-1]


def _as_typed(passphrase: str) -> str:
    """Whole syllables and plain letters; single jamo stay what a Korean keyboard writes."""
    return "".join(
        each if "ㄱ" <= each <= "ㆎ" else unicodedata.normalize("NFKC", each)
        for each in unicodedata.normalize("NFC", passphrase)
    )


def _pieces(text: str) -> Iterator[_Piece]:
    yield from _common(text)
    yield from _words(text, 0.0)
    plain = text.translate(_LEET)
    if plain != text:
        yield from _words(plain, _DISGUISE_BITS)
    yield from _korean(text)
    yield from _walks(text.lower())
    yield from _repeats(text.lower())
    for found in _YEAR.finditer(text):
        yield found.start(), found.end(1), _YEAR_BITS
    for found in _DATE.finditer(text):
        yield found.start(), found.end(1), _DATE_BITS


def _common(text: str) -> Iterator[_Piece]:
    """The commonest passwords, also in capitals, with digits for letters, on Latin keys."""
    lower = text.lower()
    for rank, word in enumerate(COMMON, start=2):
        for typed in {word, dubeolsik_keys(word).lower()}:
            for written in {text, lower, lower.translate(_LEET)}:
                disguised = written is not text or typed != word
                for place in re.finditer(f"(?={re.escape(typed)})", written):
                    bits = log2(rank) + (_DISGUISE_BITS if disguised else 0.0)
                    yield place.start(), place.start() + len(typed), bits


def _words(text: str, extra: float) -> Iterator[_Piece]:
    """What could be words, alone or run together; runs that look like dice are left out."""
    for found in _WORD.finditer(text):
        capital = 0.0 if found[0].islower() else _DISGUISE_BITS
        for start, end in _starts_and_ends(*found.span()):
            if _looks_like_words(text[start:end].lower()):
                yield start, end, _word_bits(end - start) + capital + extra


def _word_bits(letters: int) -> float:
    """A common word has some 12 bits; running text goes on with less than 2 a letter."""
    return min(3.0 * letters, 12.0) + 1.8 * max(0, letters - 6)


def _looks_like_words(letters: str) -> bool:
    """Whether the letters are as frequent as those of text; random ones have rarer letters."""
    surprise = sum(-log2(_LETTERS[letter] / 100) for letter in letters) / len(letters)
    return surprise < 4.7 + 2 / len(letters)


def _korean(text: str) -> Iterator[_Piece]:
    """What could be Korean words: in Hangul, or as their keys give Latin letters."""
    for found in _HANGUL.finditer(text):
        for start, end in _starts_and_ends(*found.span(), shortest=2):
            if _is_everyday_hangul(text[start:end]):
                yield start, end, _korean_bits(end - start)
    for found in _TYPED_HANGUL.finditer(text):
        syllables = len(re.findall(_TYPED_SYLLABLE, found[0]))
        yield found.start(), found.end(), _korean_bits(syllables) + _DISGUISE_BITS


def _korean_bits(syllables: int) -> float:
    """A word of two syllables has some 12 bits, each one that follows adds less."""
    return 12.0 + 4.0 * (syllables - 2)


def _is_everyday_hangul(text: str) -> bool:
    """Whether all syllables are among the 2,350 of KS X 1001, of 11,172 that can be written."""
    # Python spells the other syllables in this encoding out, in eight bytes each.
    return len(text.encode("euc_kr", "ignore")) == 2 * len(text)


def _walks(text: str) -> Iterator[_Piece]:
    """Stretches of alphabets and of rows of keys, in both directions."""
    for start in range(len(text)):
        for end in range(start + _SHORTEST, len(text) + 1):
            if not any(text[start:end] in walk for walk in WALKS):
                break
            yield start, end, _WALK_BITS + log2(end - start)


def _repeats(text: str) -> Iterator[_Piece]:
    """Stretches that were there before, one character again and again among them."""
    for start in range(1, len(text)):
        for end in range(start + _SHORTEST, len(text) + 1):
            if text.find(text[start:end], 0, end - 1) < 0:
                break
            yield start, end, log2(start) + log2(end - start)


def _starts_and_ends(start: int, end: int, shortest: int = _SHORTEST) -> Iterator[tuple[int, int]]:
    """The beginnings and the ends of a run, the whole of it among them."""
    for cut in range(start + shortest, end + 1):
        yield start, cut
    for cut in range(start + 1, end - shortest + 1):
        yield cut, end


def _character_bits(text: str, place: int) -> float:
    """A character that belongs to nothing: one of its class, and the change of class."""
    kind, bits = _class_of(text[place])
    if kind == _BETWEEN or place == 0 or _class_of(text[place - 1])[0] == kind:
        return bits
    return bits + _CHANGE_BITS


@cache
def _class_of(character: str) -> tuple[str, float]:
    """The class of a character, and the bits of one out of it."""
    return next((name, bits) for name, chars, bits in _CLASSES if chars.fullmatch(character))

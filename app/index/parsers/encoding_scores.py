"""How well bytes fit an encoding that nothing declares: by which characters would come out.

Every Korean file in CP949 is also valid GB18030, and most are valid Big5: what tells them apart is
whether the characters are ones that people write.
"""

import re
from itertools import pairwise
from typing import Final

_SCORED_BYTES: Final = 1 << 15
_CUT_TAIL: Final = 4
_LEAST_SCORE: Final = 0.45
_LEAST_JOHAB: Final = 8
"""Characters: it is rare, and a few bytes of anything can be taken for it."""

_COMMON_HANGUL: Final = frozenset(
    "이다는의가을에를고하지한은로인사있기도니어서리자대시정나일해아라보수과여그으만들면스게부"
    "요습네세안제전장문구상용적동원소중성조것년월회계"
)
_COMMON_HANJA: Final = frozenset(
    "的一是不了人我在有他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学"
    "对可里后小么心多天而能好都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面"
    "公同三已老从动两长知民样现分将外但身些与高意进把法此實這來們國為說學會對後過時個開無見經從"
    "動兩長現與發後進間關點電話書車東問題請您嗎沒還給讓應該業務資訊系統"
)
_KOREAN: Final = frozenset(
    bytes((row, cell)).decode("euc_kr") for row in range(0xB0, 0xC9) for cell in range(0xA1, 0xFF)
)
"""The 2,350 syllables of KS X 1001; the 8,822 others hardly stand in a text."""
_KANA: Final = re.compile("[\u3041-\u3096\u30a1-\u30fa\u30fc]")
_HANGUL: Final = re.compile("[\uac00-\ud7a3]")
_HAN: Final = re.compile("[\u4e00-\u9fff]")
_ODD: Final = re.compile(
    "[\ue000-\uf8ff\uff61-\uff9f\u0080-\u009f\u3400-\u4dbf\U00020000-\U0003ffff]"
)
_WIDE_MARK: Final = re.compile("[\u3000-\u301f\uff01-\uff5e]")
_INSIDE_LATIN: Final = re.compile("(?<=[A-Za-z])[^\x00-\x7f](?=[A-Za-z])")
_NEVER_WRITTEN: Final = re.compile("[\u01e1-\u01fe\u0221-\u023e]+\\Z")
_FEW_BYTES: Final = 400
_RARE_JAMO: Final = re.compile("[\u3131-\u318e]")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")

_PLAIN: Final = re.compile(r"[\t\n\r -~]")
_LIKELY: Final = re.compile(
    "[\u00a0-\u024f\u0370-\u052f\u05d0-\u05ea\u0620-\u064a\u0900-\u097f\u0e01-\u0e5b\u1e00-\u1eff"
    "\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2100-\u22ff\u2500-\u26ff\u3000-\u30ff\u3131-\u318e"
    "\u4e00-\u9fff\uf900-\ufaff\uff01-\uff60]|[\U0001f300-\U0001faff]"
)


def best_asian(data: bytes) -> str:
    """The Korean, Japanese or Chinese encoding that fits well, or ""."""
    best, found = _LEAST_SCORE, ""
    for encoding in ("cp949", "cp932", "euc_jp", "gb18030", "cp950", "johab"):
        text = _text(data[:_SCORED_BYTES], encoding)
        if text is None:
            continue
        score = _score(text, encoding)
        if score > best:
            best, found = score, encoding
    return found


def is_korean_by_chance(utf8: str, data: bytes) -> bool:
    """Whether bytes are a word or two in CP949 that happen to be valid UTF-8 as well.

    Such a syllable would be one of a hundred Latin letters that no living language writes.
    """
    wide = "".join(letter for letter in utf8[:_FEW_BYTES] if letter > "\x7f")
    if not wide or len(data) > _FEW_BYTES or not _NEVER_WRITTEN.match(wide):
        return False
    text = _text(data, "cp949")
    return text is not None and all(letter in _KOREAN for letter in text if letter > "\x7f")


def unmarked_utf16(data: bytes) -> str:
    """UTF-16 or UTF-32 for bytes with zeros among them but no mark, or "" when they are neither."""
    best, found = 1.2, ""
    for encoding, width in (("utf-32-le", 4), ("utf-32-be", 4), ("utf-16-le", 2), ("utf-16-be", 2)):
        sample = data[: len(data) // width * width][:_SCORED_BYTES]
        if len(data) % width and len(data) < _SCORED_BYTES and width == 4:
            continue
        if width == 2 and _zeros_part_words(sample):
            continue
        text = _text(sample, encoding)
        if not text:
            continue
        score = _unicode_score(text)
        if score > best:
            best, found = score, encoding
    return found


def _zeros_part_words(data: bytes) -> bool:
    """Whether zeros stand on both sides of pairs of ASCII: between words, not in UTF-16."""
    few, many = sorted((data[::2].count(0), data[1::2].count(0)))
    return data.isascii() and few * 4 > many


def utf16_without_zeros(data: bytes) -> str:
    """UTF-16 for bytes without any zero, or "": only East Asian text has none.

    Nothing but common characters tells it from other encodings, so that it needs a few.
    """
    best, found = 0.85, ""
    if len(data) % 2 or len(data) < 16 or b"\0" in data:
        return ""
    for encoding in ("utf-16-le", "utf-16-be"):
        text = _text(data[:_SCORED_BYTES], encoding)
        if not text:
            continue
        common = sum(letter in _COMMON_HANGUL or letter in _COMMON_HANJA for letter in text)
        kana = len(_KANA.findall(text))
        if (common + kana) * 5 < len(text):
            continue
        likely = len(_HANGUL.findall(text)) + len(_HAN.findall(text)) + kana
        score = (likely + len(_WIDE_MARK.findall(text))) / len(text)
        if score > best:
            best, found = score, encoding
    return found


def _text(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if error.start < len(data) - _CUT_TAIL:
            return None
        return data[: error.start].decode(encoding, "ignore")


def _score(text: str, encoding: str) -> float:
    """How much of what is not ASCII looks like the writing that the encoding is for: 0 to 3."""
    letters = [letter for letter in text if letter > "\x7f"]
    if not letters or (encoding == "johab" and len(letters) < _LEAST_JOHAB):
        return 0.0
    wide = "".join(letters)
    # One alone inside a Latin word is an accented letter that took its neighbour along.
    odd = len(_ODD.findall(wide)) + 2 * len(_INSIDE_LATIN.findall(text))
    if encoding in ("cp949", "johab"):
        hangul = 2 * sum(letter in _KOREAN for letter in wide) - len(_HANGUL.findall(wide))
        common = sum(letter in _COMMON_HANGUL for letter in wide)
        # Few Hanja stand in today's Korean; Jamo alone are what Chinese becomes.
        strange = len(_HAN.findall(wide)) * 0.5 + len(_RARE_JAMO.findall(wide)) * 0.3 + odd
        score = hangul + 2 * common - strange - 2 * len(_CONTROL.findall(text))
        # A word of ordinary syllables does not come about by chance.
        lean = (2.5 if len(wide) == 1 else 1.0) if hangul == len(wide) else 0.0
        return score / len(wide) + (lean if encoding == "cp949" else -0.3)
    kana, han = len(_KANA.findall(wide)), len(_HAN.findall(wide))
    if encoding in ("cp932", "euc_jp"):
        return (2 * kana + 0.3 * han - 2 * odd) / len(wide)
    common = sum(letter in _COMMON_HANJA for letter in wide)
    lean = 0.01 if encoding == "cp950" else 0.0
    return (0.3 * han + 3 * common - 2 * odd - 0.2 * kana) / len(wide) - lean


def _unicode_score(text: str) -> float:
    """How much like writing it is, by character: 2 for ASCII and Hangul, -4 for the unlikely."""
    plain = len(_PLAIN.findall(text)) + len(_HANGUL.findall(text))
    likely = len(_LIKELY.findall(text))
    return (2 * plain + 1.3 * likely - 4 * (len(text) - plain - likely)) / len(text)


_WORD: Final = re.compile(r"[^\W\d_]+")
_WRITTEN_MARK: Final = re.compile("[“”‘’«»–—…•·°§©®™€£¥¡¿ºª²³½¼¾×÷±„‚‹›¶´¨]")
_SCRIPTS: Final = (
    re.compile("[a-z\u00c0-\u024f]", re.IGNORECASE),
    re.compile("[\u0370-\u03ff]"),
    re.compile("[\u0400-\u052f]"),
    re.compile("[\u05d0-\u05ea]"),
    re.compile("[\u0620-\u06ff]"),
    re.compile("[\u0e01-\u0e5b]"),
    re.compile("[\u3041-\u9fff\uac00-\ud7a3]"),
)


def looks_written(text: str) -> bool:
    """Whether what stands outside ASCII makes words, as a person writes them.

    A wrong encoding gives words of several scripts, capitals inside words, and signs of all sorts.
    """
    wide = [letter for letter in text if letter > "\x7f"]
    if not wide:
        return True
    signs = sum(not letter.isalpha() and not _WRITTEN_MARK.match(letter) for letter in wide)
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    strange = sum(map(_is_strange, words))
    return signs <= 0.2 * len(wide) and strange <= 0.2 * len(words)


def _is_strange(word: str) -> bool:
    scripts = sum(script.search(word) is not None for script in _SCRIPTS)
    has_break = any(before.islower() and after.isupper() for before, after in pairwise(word))
    return scripts != 1 or has_break

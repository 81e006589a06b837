"""What is guessed first: the commonest passwords, and the ways in which fingers walk over keys."""

from functools import cache
from typing import Final

_COMMON: Final = """
123456 password 12345678 qwerty 123456789 12345 1234 111111 1234567 dragon 123123 baseball
abc123 football monkey letmein shadow master 696969 michael mustang 666666 qwertyuiop 123321
1234567890 superman 654321 7777777 1qaz2wsx 121212 000000 qazwsx 123qwe killer trustno1 jordan
jennifer asdfgh hunter soccer batman iloveyou charlie hello welcome login admin princess
starwars freedom secret summer winter ninja sunshine flower cheese computer whatever test guest
root changeme default access lovely q1w2e3r4 a123456 1q2w3e4r snug vault user pass love
사랑해 안녕 안녕하세요 비밀번호 한국 대한민국 서울 부산 독도 김치 고마워 친구 오빠 언니 화이팅
엄마 아빠 우리집 행복 가족 사랑합니다 감사합니다 비번 암호 천사 바보 카카오 네이버 삼성 홍길동
saranghae annyeong annyeonghaseyo hanguk daehanminguk bimilbeonho korea seoul busan dokdo
kimchi gomawo chingu oppa unnie hwaiting fighting umma appa naver kakao kakaotalk samsung
"""
COMMON: Final = tuple(_COMMON.split())
"""In the order in which they are tried; Korean ones in Hangul and romanised."""

_ROWS: Final = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "!@#$%^&*()_+",
    "qazwsxedcrfvtgbyhnujmikolp",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "1q2w3e4r5t6y7u8i9o0p",
    "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ",
    "ㅏㅑㅓㅕㅗㅛㅜㅠㅡㅣ",
    "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔ",
    "ㅁㄴㅇㄹㅎㅗㅓㅏㅣ",
    "ㅋㅌㅊㅍㅠㅜㅡ",
    "가나다라마바사아자차카타파하",
)
WALKS: Final = _ROWS + tuple(row[::-1] for row in _ROWS)
"""Alphabets and rows of keys, those of QWERTY and of dubeolsik, there and back."""

# The keys of dubeolsik for the parts of a syllable, in the order of Unicode (chapter 3.12).
_VOWEL_KEYS: Final = "k o i O j p u P h hk ho hl y n nj np nl b m ml l"
_FINAL_KEYS: Final = " r R rt s sw sg e f fr fa fq ft fx fv fg a q qt t T d w c z x v g"
INITIALS: Final = tuple("rRseEfaqQtTdwWczxvg")
VOWELS: Final = tuple(_VOWEL_KEYS.split(" "))
FINALS: Final = tuple(_FINAL_KEYS.split(" "))
"""The first of these is that a syllable has none."""
_FIRST_SYLLABLE: Final = 0xAC00


@cache
def dubeolsik_keys(text: str) -> str:
    """What the keys of Hangul syllables write while the keyboard is on Latin: 한글 is gksrmf."""
    return "".join(_keys(each) if "가" <= each <= "힣" else each for each in text)


def _keys(syllable: str) -> str:
    rest, final = divmod(ord(syllable) - _FIRST_SYLLABLE, len(FINALS))
    initial, vowel = divmod(rest, len(VOWELS))
    return INITIALS[initial] + VOWELS[vowel] + FINALS[final]

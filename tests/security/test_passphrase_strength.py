"""The estimate of a passphrase: cheap pieces are seen, in English, in Korean and on the keys."""

import random
import string
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.vault import Strength
from app.security.common_passwords import dubeolsik_keys
from app.security.passphrase_strength import guess_bits, strength

WEAK = (
    "", "a", "password", "PASSWORD", "Password1!", "p@ssw0rd2024", "dragon", "letmein",
    "ｐａｓｓｗｏｒｄ", "010-1234-5678", "cat dog", "snug vault",
    "qwertyuiop", "poiuytrewq", "asdfghjkl1", "1q2w3e4r5t", "zaq12wsx", "abcdefghij", "9876543210",
    "aaaaaaaaaaaaaaaa", "abcabcabcabc", "hello hello hello", "19870523", "1987-05-23", "23.05.1987",
    "ㅂㅈㄷㄱㅅㅛ", "ㄱㄴㄷㄹㅁㅂ", "가나다라마바", "ㅋㅋㅋㅋㅋㅋㅋㅋ", "안녕하세요",
    "사랑해1234", "dkssudgktpdy", "tkfkdgo", "saranghae", "Saranghae2020", "우리집고양이",
)  # fmt: skip
GOOD_OR_BETTER = (
    "correct horse battery staple", "CorrectHorseBatteryStaple", "고양이 창문 바다 연필",
    "x7Kq9zVb3m!pT2", "EWHDV-WMV3S-HXFH2-JA2WS-FP2A2-G3D7J-M3ADG",
)  # fmt: skip


@pytest.mark.parametrize("passphrase", WEAK)
def test_what_is_guessed_soon_is_weak(passphrase: str) -> None:
    assert strength(passphrase) is Strength.WEAK


@pytest.mark.parametrize("passphrase", GOOD_OR_BETTER)
def test_what_stands_long_is_good(passphrase: str) -> None:
    assert strength(passphrase) in (Strength.GOOD, Strength.STRONG)


def test_more_unrelated_words_stand_longer() -> None:
    words = ["kitten", "window", "harbor", "pencil", "yellow", "castle"]
    found = [strength(" ".join(words[:count])) for count in (1, 3, 4, 6)]
    assert found == [Strength.WEAK, Strength.FAIR, Strength.GOOD, Strength.STRONG]


def test_a_word_again_adds_little() -> None:
    assert guess_bits("kitten window kitten") < guess_bits("kitten window harbor") - 4


def test_random_characters_count_for_about_what_they_are() -> None:
    chance = random.Random(7)
    letters = string.ascii_letters + string.digits
    drawn = ["".join(chance.choices(letters, k=16)) for _ in range(50)]  # 95 bits
    bits = sorted(map(guess_bits, drawn))
    assert bits[5] > 60
    assert bits[-1] < 105


def test_random_syllables_count_for_more_than_words() -> None:
    assert guess_bits("뷁쀍햷뿕") > 2 * guess_bits("고양이집")


def test_in_parts_it_is_as_strong_as_in_syllables() -> None:
    text = "안녕하세요 고양이"
    assert guess_bits(unicodedata.normalize("NFD", text)) == guess_bits(text)


def test_the_keys_of_hangul() -> None:
    assert dubeolsik_keys("한글") == "gksrmf"
    assert dubeolsik_keys("안녕하세요") == "dkssudgktpdy"
    assert dubeolsik_keys("값 꽉 의 x") == "rkqt Rhkr dml x"


@given(st.text(max_size=200))
def test_every_text_has_an_estimate(text: str) -> None:
    bits = guess_bits(text)
    assert 0.0 <= bits < 128 * 16
    assert strength(text) in Strength


@given(st.text(min_size=1, max_size=40))
def test_saying_it_twice_is_never_much_stronger(text: str) -> None:
    assert guess_bits(text + text) <= guess_bits(text) + 24

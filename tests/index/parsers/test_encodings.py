"""Tests that text comes out as it was written, whatever its encoding, or is refused."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from parsed_documents import reason_of

from app.domain.documents import Refusal
from app.index.parsers.encoding_scores import is_korean_by_chance
from app.index.parsers.encodings import decoded, known_encoding, prepare
from app.index.parsers.refusing import Refused

KOREAN = (
    "우리 가족은 지난여름에 강릉으로 여행을 다녀왔습니다. 바다에서 수영을 하고, 저녁에는 시장에서 "
    "회를 먹었어요. 다음 달에는 할머니 댁을 방문할 예정입니다."
)
JAPANESE = "先週の土曜日、友だちと京都へ行きました。とても楽しかったです。ラーメンも食べました。"
CHINESE = "上个星期六我和朋友去了北京，那里的天气很好。我们还吃了很多好吃的东西。"
TAIWANESE = "上個星期六我和朋友去了台北，那裡的天氣很好。我們還吃了很多好吃的東西。"
GERMAN = "Wir fuhren letzten Sommer an die Küste und aßen dort schöne Brötchen für wenig Geld."
FRENCH = "L’été dernier, nous sommes allés à la mer ; c’était très agréable, même la forêt."
RUSSIAN = "Прошлым летом мы ездили к морю. Погода была хорошая, и мы много купались."


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (KOREAN, "utf-8"),
        (KOREAN, "utf-8-sig"),
        (KOREAN, "utf-16"),
        (KOREAN, "utf-16-le"),
        (KOREAN, "utf-16-be"),
        (KOREAN, "utf-32-le"),
        (KOREAN, "utf-32"),
        (KOREAN, "cp949"),
        (KOREAN, "johab"),
        (KOREAN, "iso2022_kr"),
        (KOREAN.replace(" ", ""), "utf-16-le"),
        (JAPANESE, "cp932"),
        (JAPANESE, "euc_jp"),
        (JAPANESE, "iso2022_jp"),
        (JAPANESE, "utf-16-le"),
        (CHINESE, "gb18030"),
        (CHINESE, "utf-16-be"),
        (TAIWANESE, "cp950"),
        (GERMAN, "cp1252"),
        (GERMAN, "utf-16-le"),
        (FRENCH, "cp1252"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
    ],
)
def test_text_comes_out_as_written(text: str, encoding: str) -> None:
    assert decoded(text.encode(encoding)).text == text


@pytest.mark.parametrize("size", [1, 2, 3, 5, 9, 17, 40])
def test_a_few_korean_syllables_are_enough(size: int) -> None:
    for at in range(0, len(KOREAN) - size):
        piece = KOREAN[at : at + size]
        assert decoded(piece.encode("cp949")).text == piece


def test_one_korean_comment_in_code_is_enough() -> None:
    code = "int main(void) {\n    return 0; /* 값을 돌려준다 */\n}\n" * 3
    found = decoded(code.encode("cp949"))
    assert (found.text, found.encoding, found.is_guessed) == (code, "cp949", True)


def test_typographic_quotes_in_english_are_no_korean() -> None:
    assert decoded(b"it\x92s a \x93fine\x94 day").text == "it’s a “fine” day"


def test_what_is_declared_comes_first_unless_it_is_plainly_utf8() -> None:
    assert decoded("한".encode("cp949"), "ks_c_5601-1987").encoding == "cp949"
    assert decoded(b"\xc0\xc1", "windows-1251").text == "АБ"
    assert decoded(KOREAN.encode(), "iso-8859-1").text == KOREAN
    assert decoded(KOREAN.encode(), "euc-kr").text == KOREAN
    assert decoded(KOREAN.encode("cp949"), "utf-8").text == KOREAN
    assert decoded(b"plain", "utf-16").text == "plain"
    assert decoded(b"plain", "no-such-thing").text == "plain"
    assert known_encoding("base64") == known_encoding("rot13") == known_encoding("../x") == ""


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(KOREAN, "utf-8"), (KOREAN, "cp949"), (KOREAN, "utf-16-le"), (CHINESE, "gb18030")],
)
def test_a_character_cut_at_the_end_is_forgiven(text: str, encoding: str) -> None:
    assert decoded((text + "東").encode(encoding)[:-1]).text.rstrip("\ufffd") == text


def test_a_few_bytes_that_are_wrong_harm_nothing_else() -> None:
    data = KOREAN.encode() + b" \xff " + KOREAN.encode()
    assert decoded(data).text == KOREAN + " \ufffd " + KOREAN
    torn = "한글 ".encode() + b"\xff"
    assert decoded(torn * 50).text == "한글 \ufffd" * 50


def test_data_is_no_text() -> None:
    noise = bytes((i * i * 31 + i * 7) % 256 for i in range(4000))
    assert reason_of(lambda: decoded(noise)) is Refusal.BINARY
    assert reason_of(lambda: decoded(b"\x7fELF\x02\x01\x01\0\0\0\0\0\0")) is Refusal.BINARY
    assert reason_of(lambda: decoded(bytes(100))) is Refusal.BINARY
    upper = bytes(128 + (i * i * 31 + i * 7) % 128 for i in range(4000))
    assert reason_of(lambda: decoded(upper)) is Refusal.UNKNOWN_ENCODING


@given(st.binary(max_size=400), st.sampled_from(["", "utf-8", "euc-kr", "utf-16", "utf-7", "hz"]))
def test_any_bytes_are_decoded_or_refused(data: bytes, declared: str) -> None:
    prepare()
    try:
        found = decoded(data, declared)
    except Refused:
        return
    assert known_encoding(found.encoding)


@given(st.text())
def test_any_text_in_utf8_comes_back(text: str) -> None:
    data = text.encode("utf-8", "ignore")
    assume(not is_korean_by_chance(data.decode(), data))
    reason = reason_of(lambda: decoded(data))
    assert reason in (None, Refusal.BINARY)
    if reason is None and "\0" not in text and not data.startswith((b"\xef\xbb\xbf",)):
        assert decoded(data).text == data.decode()


def test_words_parted_by_zeros_are_no_chinese() -> None:
    for word in (b"rent\0", b"a longer name\0", b"/etc/hosts\0/etc/passwd\0"):
        assert reason_of(lambda data=word * 500: decoded(data)) is Refusal.BINARY
    assert decoded(("rent\n" * 500).encode("utf-16-le")).encoding == "utf-16-le"
    assert decoded(("一가\u3000 a" * 500).encode("utf-16-be")).encoding == "utf-16-be"

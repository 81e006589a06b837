"""Personal data is found by its formats, however it was typed, and ordinary numbers are not."""

import random
import time
import unicodedata

import pytest

from app.domain.check_digits import (
    is_iban,
    passes_business_check,
    passes_luhn,
    passes_resident_check,
)
from app.domain.personal_data import PersonalKind
from app.domain.personal_formats import personal_data, without_personal_data

FOUND = [
    (PersonalKind.EMAIL, "kim.min-su+news@mail.example.co.kr"),
    (PersonalKind.PHONE, "010-1234-5678"),
    (PersonalKind.PHONE, "01012345678"),
    (PersonalKind.PHONE, "010 1234 5678"),
    (PersonalKind.PHONE, "02-123-4567"),
    (PersonalKind.PHONE, "(031) 123-4567"),
    (PersonalKind.PHONE, "+82 10-1234-5678"),
    (PersonalKind.PHONE, "+44 20 7946 0958"),
    (PersonalKind.PHONE, "+49 (30) 1234567"),
    (PersonalKind.PHONE, "0082 10 1234 5678"),
    (PersonalKind.PHONE, "(415) 555-2671"),
    (PersonalKind.PHONE, "06 12 34 56 78"),
    (PersonalKind.CARD, "4111 1111 1111 1111"),
    (PersonalKind.CARD, "5555-5555-5555-4444"),
    (PersonalKind.CARD, "378282246310005"),
    (PersonalKind.CARD, "3782 822463 10005"),
    (PersonalKind.IBAN, "GB82 WEST 1234 5698 7654 32"),
    (PersonalKind.IBAN, "DE89370400440532013000"),
    (PersonalKind.RESIDENT_NUMBER, "900101-1234568"),
    (PersonalKind.RESIDENT_NUMBER, "201103-3123456"),
    (PersonalKind.BUSINESS_NUMBER, "220-81-62517"),
    (PersonalKind.DRIVING_LICENCE, "11-12-123456-01"),
    (PersonalKind.IP_ADDRESS, "93.184.216.34"),
    (PersonalKind.IP_ADDRESS, "1.234.56.78"),
    (PersonalKind.IP_ADDRESS, "2606:4700:4700::1111"),
]
ORDINARY = [
    "4111 1111 1111 1112",
    "1234 5678 9012 3456",
    "0000 0000 0000 0000",
    "GB82 WEST 1234 5698 7654 33",
    "901301-1234567",
    "900230-1234567",
    "9001011234567",
    "220-81-62518",
    "2026-11-26 16:34:46",
    "2026-11-26",
    "1700000000000",
    "978-3-16-148410-0",
    "127.0.0.1",
    "192.168.0.12",
    "203.0.113.7",
    "version 93.184.216.34",
    "7.1.2.33",
    "4.3.99.16",
    "00:1a:2b:3c:4d:5e",
    "16:34:46",
    "args[1::2]",
    "1:14~++20210831081106+387a8dea723",
    "+35236450.6",
    "3.14159265358979",
    "1,234,567,890 won",
    "me@here",
    "@handle",
    "a@b",
    "M12345678",
    "the 1999-2000 season",
    "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b",
    "550e8400-e29b-41d4-a716-446655440000",
]


@pytest.mark.parametrize(("kind", "written"), FOUND)
@pytest.mark.parametrize(
    "around", ["{}", "Is it {}?", "저는 {}입니다.", "<{}>", "(a {}, b)", "x\n{}\ny"]
)
def test_a_number_is_found_where_it_stands(kind: PersonalKind, written: str, around: str) -> None:
    """Its place is told exactly, whatever sentence it stands in, particles of Korean included."""
    text = around.format(written)
    found = personal_data(text)
    assert [(each.kind, text[each.start : each.end]) for each in found] == [(kind, written)]


def test_a_domain_may_be_of_another_script() -> None:
    """Its end is told by a space, since a particle would be letters of the same script."""
    [found] = personal_data("이메일 lee@도메인.한국 입니다")
    assert (found.kind, found.start, found.end) == (PersonalKind.EMAIL, 4, 14)


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_numbers_are_left_alone(text: str) -> None:
    """Dates, versions, prices, identifiers, and numbers whose check digit is wrong."""
    assert personal_data(text) == ()


@pytest.mark.parametrize(
    "word", ["passport no. ", "여권번호: ", unicodedata.normalize("NFD", "여권 ")]
)
def test_a_passport_needs_its_word(word: str) -> None:
    """The same letters and digits alone may be anything."""
    found = personal_data(f"{word}M123A4567")
    assert [each.kind for each in found] == [PersonalKind.PASSPORT]
    assert personal_data("part M123A4567") == ()


@pytest.mark.parametrize(
    "word", ["전화 ", unicodedata.normalize("NFD", "연락처: "), "Tel.: ", "phone "]
)
def test_a_word_before_it_makes_a_telephone_number(word: str) -> None:
    """Numbers of countries whose formats look like nothing in particular."""
    assert [each.kind for each in personal_data(f"{word}030 1234567")] == [PersonalKind.PHONE]
    assert personal_data("030 1234567") == ()


@pytest.mark.parametrize("written", [written for _, written in FOUND])
def test_typing_hides_nothing(written: str) -> None:
    """Full width, other digits, other dashes, and what is invisible between the characters."""
    kind = personal_data(written)[0].kind
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in written)
    arabic = "".join(chr(0x660 + int(c)) if c in "0123456789" else c for c in written)
    hidden = "\u200b".join(written)
    dashed = written.replace("-", "–")
    variants = [wide, hidden, "\u00ad".join(written), arabic]
    if kind is not PersonalKind.EMAIL:
        variants.append(dashed)
    for variant in variants:
        text = f"가 {variant} 나"
        places = [(each.kind, text[each.start : each.end]) for each in personal_data(text)]
        assert places == [(kind, variant)], ascii(variant)


def test_marks_take_the_place_and_nothing_else_changes() -> None:
    """Also in decomposed Hangul, whose other characters stay as they were written."""
    around = unicodedata.normalize("NFD", "한글 앞") + " {} " + unicodedata.normalize("NFD", "뒤")
    text = around.format("010-1234-5678") + " kim@example.com"
    cleaned = without_personal_data(text, lambda kind: f"[{kind}]")
    assert cleaned == around.format("[phone]") + " [email]"
    assert without_personal_data(cleaned, lambda kind: f"[{kind}]") == cleaned


def test_check_digits_notice_every_single_wrong_digit() -> None:
    """A property of Luhn, of mod 97 and, for most digits, of the Korean checks."""
    draw = random.Random(7)
    for _ in range(200):
        body = "4" + "".join(draw.choices("0123456789", k=14))
        card = next(body + last for last in "0123456789" if passes_luhn(body + last))
        place = draw.randrange(16)
        wrong = draw.choice([each for each in "0123456789" if each != card[place]])
        assert not passes_luhn(card[:place] + wrong + card[place + 1 :])
        assert [each.kind for each in personal_data(f"card {card}.")] == [PersonalKind.CARD]
        account = "".join(draw.choices("0123456789", k=18))
        iban = next(f"DE{n:02}{account}" for n in range(2, 99) if is_iban(f"DE{n:02}{account}"))
        place = draw.randrange(4, 22)
        wrong = draw.choice([each for each in "0123456789" if each != iban[place]])
        assert not is_iban(iban[:place] + wrong + iban[place + 1 :])
        person = "850615" + draw.choice("12345678") + "".join(draw.choices("0123456789", k=5))
        assert sum(passes_resident_check(f"{person}{last}") for last in range(10)) == 1
        firm = "1" + "".join(draw.choices("0123456789", k=8))
        assert sum(passes_business_check(f"{firm}{last}") for last in range(10)) == 1


@pytest.mark.parametrize(
    "piece",
    ["a", "1", "1 ", "+1 ", "a@", "a.", "a@a.", "1-", "여권", "passport A1", "tel ", "(1)", "1:",
     "GB82 WEST ", "\u200b1", "1.", "+", "@", "０", "가1"],
)  # fmt: skip
def test_a_hostile_text_takes_no_longer_than_its_length(piece: str) -> None:
    """Four times the length in less than twelve times the time, and soon in any case."""

    def seconds(length: int) -> float:
        text = piece * (length // len(piece))
        took = []
        for _ in range(3):  # What others do on the same core can double it.
            began = time.process_time()
            personal_data(text)
            took.append(time.process_time() - began)
        return min(took)

    assert seconds(400_000) < 12 * max(seconds(100_000), 0.05)

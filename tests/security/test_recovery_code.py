"""Recovery codes: forgiving of how they are typed, not of what."""

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import RecoveryCodeInvalid
from app.security.recovery_code import SECRET_BYTES, format_code, new_secret, parse

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SECRETS = st.binary(min_size=SECRET_BYTES, max_size=SECRET_BYTES)
KNOWN = "000G4-0R40M-30E20-9185G-R38E1-W8124-GKCDP"
EXTREMES = [bytes(20), b"\xff" * 20, bytes(range(20))]


@given(SECRETS)
def test_what_is_formatted_is_parsed(secret: bytes) -> None:
    assert parse(format_code(secret)) == secret


def test_seven_groups_of_five() -> None:
    code = format_code(new_secret())
    assert re.fullmatch(rf"([{ALPHABET}]{{5}}-){{6}}[{ALPHABET}]{{5}}", code)
    assert new_secret() != new_secret()
    with pytest.raises(ValueError, match="20 bytes"):
        format_code(b"short")


def test_codes_on_paper_stay_valid() -> None:
    """Written down by people: this must never change."""
    assert format_code(bytes(range(20))) == KNOWN
    assert parse(KNOWN) == bytes(range(20))


@given(SECRETS, st.data())
def test_capitals_spaces_dashes_and_look_alikes_do_not_matter(
    secret: bytes, data: st.DataObject
) -> None:
    typed = ""
    for character in format_code(secret).replace("-", ""):
        alike = {"0": "0Oo", "1": "1IiLl"}.get(character, character + character.lower())
        typed += data.draw(st.sampled_from(alike)) + data.draw(
            st.sampled_from(["", "-", " ", "–", "\t", " - "])
        )
    assert parse(f"\n{typed}\n") == secret


def test_full_width_letters_are_read() -> None:
    code = format_code(bytes(range(20)))
    wide = "".join(chr(ord(c) - 0x21 + 0xFF01) for c in code)
    assert parse(wide) == bytes(range(20))


@pytest.mark.parametrize("secret", EXTREMES)
def test_every_single_wrong_character_is_found(secret: bytes) -> None:
    code = format_code(secret).replace("-", "")
    for place, wrong in itertools.product(range(len(code)), ALPHABET):
        if wrong != code[place]:
            with pytest.raises(RecoveryCodeInvalid):
                parse(code[:place] + wrong + code[place + 1 :])


@pytest.mark.parametrize("secret", EXTREMES)
def test_every_two_exchanged_characters_are_found(secret: bytes) -> None:
    code = format_code(secret).replace("-", "")
    for first, second in itertools.combinations(range(len(code)), 2):
        if code[first] != code[second]:
            swapped = list(code)
            swapped[first], swapped[second] = code[second], code[first]
            with pytest.raises(RecoveryCodeInvalid):
                parse("".join(swapped))


def test_every_secret_has_one_code() -> None:
    """A check of 32749 or more would be the same number modulo 32749 as a small one."""
    secret = next(
        secret
        for secret in (number.to_bytes(20, "big") for number in range(10_000))
        if value(format_code(secret)[-3:]) < 19
    )
    code = format_code(secret).replace("-", "")
    other = value(code[-3:]) + 32749
    wrong = "".join(ALPHABET[other >> shift & 31] for shift in (10, 5, 0))
    with pytest.raises(RecoveryCodeInvalid):
        parse(code[:-3] + wrong)


def value(digits: str) -> int:
    number = 0
    for digit in digits:
        number = number * 32 + ALPHABET.index(digit)
    return number


def test_a_missing_or_doubled_character_is_found() -> None:
    code = format_code(bytes(range(20)))
    for place in range(len(code)):
        if code[place] != "-":
            for wrong in (code[:place] + code[place + 1 :], code[:place] + code[place:place + 1] * 2
                          + code[place + 1 :]):  # fmt: skip
                with pytest.raises(RecoveryCodeInvalid):
                    parse(wrong)


@pytest.mark.parametrize("wrong", ["", "-", "U" * 35, "0" * 35, "Z" * 35, "가" * 35, "A" * 10**6])
def test_what_is_no_code_is_refused(wrong: str) -> None:
    with pytest.raises(RecoveryCodeInvalid):
        parse(wrong)


@given(st.text())
def test_any_text_is_a_code_or_refused(text: str) -> None:
    try:
        secret = parse(text)
    except RecoveryCodeInvalid:
        return
    assert len(secret) == SECRET_BYTES

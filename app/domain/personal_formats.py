"""Personal data in a text, found by the format of numbers and addresses: places, and a count.

Formats and check digits alone decide; names and street addresses have none and are not looked for.
Digits of any script and width count as digits, and what is invisible between them is passed over.
Every pattern looks at a place of the text once or a bounded number of times, so that the time is
in proportion to the length.
"""

import ipaddress
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from app.domain.check_digits import (
    LONGEST_IBAN,
    has_birthday,
    is_iban,
    passes_business_check,
    passes_luhn,
    passes_resident_check,
)
from app.domain.personal_data import Mark, PersonalDatum, PersonalKind

_ODD: Final = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]"
    "|[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]|[\u00a0\u2000-\u200a\u202f\u205f\u3000]"
    "|[\uff01-\uff5e]|(?![0-9])\\d"
)
"""Invisible characters, dashes, spaces, full-width signs, digits of other scripts."""
_DASHES: Final = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"

_EMAIL: Final = re.compile(
    r"(?<![A-Za-z0-9.!#$%&'*+/=?^_`{|}~-])[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@"
    r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,8}"
    r"(?:[A-Za-z]{2,24}(?![A-Za-z0-9_@-])|[^\W\d_A-Za-z]{2,12})"
)
_IBAN: Final = re.compile(
    r"(?<![A-Za-z0-9_-])[A-Za-z]{2}\d{2}(?: ?[A-Za-z0-9]){11,30}(?![A-Za-z0-9])"
)
_RESIDENT: Final = re.compile(r"(?<![A-Za-z0-9_.-])\d{6}( ?- ?)?[1-8]\d{6}(?![A-Za-z0-9_-]|\.\d)")
_CARD: Final = re.compile(
    r"(?<![A-Za-z0-9_.,+-])(?:\d{13,19}|\d{4}([ -])\d{4}\1\d{4}\1\d{4}(?:\1\d{3})?"
    r"|\d{4}([ -])\d{6}\2\d{4,5})(?![A-Za-z0-9_-]|[.,]\d| \d)"
)
_LICENCE: Final = re.compile(
    r"(?<![A-Za-z0-9_.-])(?:1[1-9]|2[0-8])-\d{2}-\d{6}-\d{2}(?![A-Za-z0-9_-]|\.\d)"
)
_BUSINESS: Final = re.compile(r"(?<![A-Za-z0-9_.-])[1-9]\d{2}-\d{2}-\d{5}(?![A-Za-z0-9_-]|\.\d)")
_PASSPORT: Final = re.compile(
    rf"(?:passport|여권|{unicodedata.normalize('NFD', '여권')})[^\n]{{0,30}}?(?<![A-Za-z0-9])"
    r"((?=[A-Z0-9]{0,8}\d)[A-Z]{0,2}\d[A-Z0-9]{5,7})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_IPV4: Final = re.compile(r"(?<![A-Za-z0-9_./:@-])\d{1,3}(?:\.\d{1,3}){3}(?![A-Za-z0-9_-]|\.\d)")
_IPV6: Final = re.compile(
    r"(?<![A-Za-z0-9_:.])[23][0-9A-Fa-f]{3}(?::[0-9A-Fa-f]{0,4}){2,7}(?![A-Za-z0-9_:])"
)
"""Of the part of the address space that is given out (2000::/3)."""
_CUES: Final = "|".join(
    word
    for each in ("전화", "연락처", "휴대폰", "핸드폰", "팩스")
    for word in (each, unicodedata.normalize("NFD", each))
)
_CUED_PHONE: Final = re.compile(
    rf"(?:\b(?:tel(?:ephone|efon)?|phone|mobile|cell|fax|whatsapp)\b|{_CUES})"
    r"(?:[ .:]|\bnumber\b|\bno\b|번호|는|은|:){0,4}"
    r"(?<!\d)(\+?\(?\d{1,5}\)?(?:[ ./-]?\(?\d{1,6}\)?){1,5})(?![A-Za-z0-9_-]|[.,]\d)",
    re.IGNORECASE,
)
_PHONE: Final = re.compile(
    r"""(?<![A-Za-z0-9_.,/+=-])(?:
      01[016789](?:[ .-]?\d{3,4}[ .-]?\d{4})                                   # Korean, mobile
    | \(?0(?:2|3[1-3]|4[1-4]|5[1-5]|6[1-4]|70|50\d)\)?[ .-]\ ?\d{3,4}[ .-]\d{4}  # Korean
    | 0[789]0-\d{4}-\d{4}                                                      # Japanese, mobile
    | 0[1-9](?:\ \d{2}){4} | 0[1-9](?:\.\d{2}){4}                              # French
    | 07\d{3}\ ?\d{3}\ ?\d{3} | 020\ \d{4}\ \d{4}                              # British
    | (?:1[ .-])?(?:\([2-9]\d{2}\)\ ?|[2-9]\d{2}-)[2-9]\d{2}-\d{4}             # North American
    )(?![A-Za-z0-9_-]|[.,]\d)""",
    re.VERBOSE,
)
_ABROAD: Final = re.compile(
    r"(?<![A-Za-z0-9_.,/=~+-])(?:\+|00(?=[1-9]\d{0,2}[ .-]))[1-9]\d{0,2}"
    r"(?:[ .-]?\(?\d{1,5}\)?){1,7}(?<=\d\d)(?![A-Za-z0-9_-]|[.,]\d)"
)
_CALLING_CODES: Final = re.compile(
    r"1|7|2[07]|2[1234568]\d|29[0-9]|3[0123469]|3[578]\d|4[013456789]|42\d|5[1-8]|5[09]\d|6[0-6]"
    r"|6[789]\d|8[1246]|8[058]\d|9[0-58]|9[679]\d"
)
"""First digits of a number with its country (ITU-T E.164)."""
_CARD_BEGINNINGS: Final = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})$|(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]\d|27[01]|2720)\d+$|3[47]\d{13}$"
    r"|(?:6011|65|64[4-9])\d{12,}$|35(?:2[89]|[3-8]\d)\d{12}$|3(?:0[0-5]|[689])\d{11,}$|62\d{14,}$"
)
"""Of the large networks, with the lengths they give out (ISO/IEC 7812)."""
_SIXTEEN: Final = re.compile(r"[25]\d{15}$|[^25]")
_VERSION_BEFORE: Final = re.compile(
    r"(?:\bv|\bver\.?|version|release|build|firmware|버전|판)[ :=]{0,3}$", re.IGNORECASE
)
_BEFORE: Final = 16
"""Characters that are looked at before an address."""
_SMALL_PART: Final = 10
_LARGE_PART: Final = 32
"""Of a version: rarely larger, and then one of them at most."""
_DIGITS: Final = range(8, 16)
"""Of a telephone number with its country."""


def personal_data(text: str) -> tuple[PersonalDatum, ...]:
    """What is found, in the order of the text; nothing overlaps."""
    plain, places = _plain(text)
    found: list[tuple[int, int, PersonalKind]] = []
    taken: list[tuple[int, int]] = []
    for kind, look in _LOOKS:
        of_kind = [each for each in look(plain) if not _overlaps(taken, *each)]
        found += ((start, end, kind) for start, end in of_kind)
        taken = sorted(taken + of_kind)
    return tuple(
        PersonalDatum(kind, places.before(start), places.before(end - 1) + 1)
        for start, end, kind in sorted(found)
    )


def without_personal_data(text: str, mark: Mark) -> str:
    """The text with a mark in the place of each."""
    parts: list[str] = []
    at = 0
    for each in personal_data(text):
        parts += [text[at : each.start], mark(each.kind)]
        at = each.end
    return "".join([*parts, text[at:]])


# --- reading the text plainly --------------------------------------------------------------------


class _Places:
    """Where the characters of the plain text stand in the one it was made of."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._added: list[int] = []

    def drop(self, at: int, dropped: int) -> None:
        """From `at` in the plain text on, so many characters are missing."""
        self._starts.append(at)
        self._added.append(dropped)

    def before(self, at: int) -> int:
        """The place in the text before."""
        step = bisect_right(self._starts, at)
        return at + (self._added[step - 1] if step else 0)


def _plain(text: str) -> tuple[str, _Places]:
    """The text with ASCII digits, dashes, spaces and signs, and nothing that is invisible."""
    places = _Places()
    if text.isascii():
        return text, places
    parts: list[str] = []
    at = length = dropped = 0
    for match in _ODD.finditer(text):
        start = match.start()
        parts.append(text[at:start])
        length += start - at
        at = start + 1
        if instead := _instead(match.group()):
            parts.append(instead)
            length += 1
        else:
            dropped += 1
            places.drop(length, dropped)
    parts.append(text[at:])
    return "".join(parts), places


def _instead(odd: str) -> str:
    if odd in _DASHES:
        return "-"
    if "\uff01" <= odd <= "\uff5e":
        return chr(ord(odd) - 0xFEE0)
    if odd.isdecimal():
        return str(unicodedata.decimal(odd))
    return " " if odd.isspace() else ""


def _overlaps(taken: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """`taken` are in order and apart."""
    at = bisect_right(taken, (start, end))
    return (at > 0 and taken[at - 1][1] > start) or (at < len(taken) and taken[at][0] < end)


# --- the formats ---------------------------------------------------------------------------------

_Spans = Iterator[tuple[int, int]]


def _digits(text: str) -> str:
    return "".join(each for each in text if each.isdigit())


def _emails(text: str) -> _Spans:
    return (match.span() for match in _EMAIL.finditer(text))


def _ibans(text: str) -> _Spans:
    """A run may go on with words: the longest beginning of it that is a number counts."""
    for match in _IBAN.finditer(text):
        compact = match.group().replace(" ", "").upper()
        for length in range(min(len(compact), LONGEST_IBAN), 14, -1):
            if is_iban(compact[:length]):
                yield match.start(), _end_after(text, match.start(), length)
                break


def _end_after(text: str, start: int, characters: int) -> int:
    at = start
    while characters:
        characters -= text[at] != " "
        at += 1
    return at


def _residents(text: str) -> _Spans:
    """Written with its dash the day is enough: since 2020 not every number has a check digit."""
    for match in _RESIDENT.finditer(text):
        digits = _digits(match.group())
        if has_birthday(digits) and (match.group(1) or passes_resident_check(digits)):
            yield match.span()


def _cards(text: str) -> _Spans:
    for match in _CARD.finditer(text):
        digits = _digits(match.group())
        is_known = _CARD_BEGINNINGS.match(digits) and _SIXTEEN.match(digits)
        if is_known and len(set(digits)) > 1 and passes_luhn(digits):
            yield match.span()


def _licences(text: str) -> _Spans:
    return (match.span() for match in _LICENCE.finditer(text))


def _businesses(text: str) -> _Spans:
    found = _BUSINESS.finditer(text)
    return (match.span() for match in found if passes_business_check(_digits(match.group())))


def _passports(text: str) -> _Spans:
    """Formats differ from country to country: the word has to stand before it."""
    for match in _PASSPORT.finditer(text):
        number = match.group(1)
        if len(_digits(number)) >= 5 and number.upper() == number:
            yield match.span(1)


def _phones(text: str) -> _Spans:
    found = [match.span() for match in _PHONE.finditer(text)]
    found += [match.span() for match in _ABROAD.finditer(text) if _is_abroad(match.group())]
    for match in _CUED_PHONE.finditer(text):
        number = match.group(1)
        if 7 <= len(_digits(number)) < _DIGITS.stop and number.count("(") == number.count(")"):
            found.append(match.span(1))
    end = 0
    for span in sorted(found, key=lambda each: (each[0], -each[1])):
        if span[0] >= end:
            yield span
            end = span[1]


def _is_abroad(number: str) -> bool:
    digits = _digits(number)
    if number.startswith("00"):
        digits = digits[2:]
    is_balanced = number.count("(") == number.count(")")
    return is_balanced and len(digits) in _DIGITS and bool(_CALLING_CODES.match(digits))


def _addresses(text: str) -> _Spans:
    """Those of the open network; a version of four small numbers looks the same."""
    for match in (*_IPV4.finditer(text), *_IPV6.finditer(text)):
        written = match.group()
        before = text[max(0, match.start() - _BEFORE) : match.start()]
        if _is_public(written) and not _VERSION_BEFORE.search(before):
            yield match.span()


def _is_public(written: str) -> bool:
    try:
        address = ipaddress.ip_address(written)
    except ValueError:
        return False
    is_version = isinstance(address, ipaddress.IPv4Address) and _is_like_version(address.packed)
    return address.is_global and not address.is_multicast and not is_version


def _is_like_version(parts: bytes) -> bool:
    """Whether four numbers are as small as those of a version mostly are."""
    large = sum(each >= _LARGE_PART for each in parts[1:])
    return not any(parts[2:]) or large < (2 if parts[0] < _SMALL_PART else 1)


_LOOKS: Final[tuple[tuple[PersonalKind, Callable[[str], _Spans]], ...]] = (
    (PersonalKind.EMAIL, _emails),
    (PersonalKind.IBAN, _ibans),
    (PersonalKind.RESIDENT_NUMBER, _residents),
    (PersonalKind.CARD, _cards),
    (PersonalKind.DRIVING_LICENCE, _licences),
    (PersonalKind.BUSINESS_NUMBER, _businesses),
    (PersonalKind.PASSPORT, _passports),
    (PersonalKind.PHONE, _phones),
    (PersonalKind.IP_ADDRESS, _addresses),
)
"""The surest first: what one takes is no other's."""

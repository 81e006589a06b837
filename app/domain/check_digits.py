"""Check digits of numbers that people carry: whether digits can be such a number at all."""

import datetime
from typing import Final

_CENTURIES: Final = {"1": 1900, "2": 1900, "3": 2000, "4": 2000,
                     "5": 1900, "6": 1900, "7": 2000, "8": 2000}  # fmt: skip
"""By the seventh digit of a Korean resident number; from 5 on they are those of foreigners."""
_RESIDENT_WEIGHTS: Final = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
_BUSINESS_WEIGHTS: Final = (1, 3, 7, 1, 3, 7, 1, 3, 5)
_IBAN_LENGTHS: Final = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22,
    "BR": 29, "BY": 28, "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "DO": 28,
    "EE": 20, "EG": 29, "ES": 24, "FI": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23,
    "GL": 18, "GR": 27, "GT": 28, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IQ": 23, "IS": 26,
    "IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LC": 32, "LI": 21, "LT": 20, "LU": 20,
    "LV": 21, "LY": 25, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MR": 27, "MT": 31, "MU": 30,
    "NL": 18, "NO": 15, "PK": 24, "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22,
    "SA": 24, "SC": 31, "SD": 18, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "ST": 25, "SV": 28,
    "TL": 23, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24, "XK": 20,
}  # fmt: skip
"""Characters of an account number by its country (SWIFT's IBAN registry)."""
LONGEST_IBAN: Final = max(_IBAN_LENGTHS.values())


def passes_luhn(digits: str) -> bool:
    """Whether the last digit is the check digit of the others (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def is_iban(compact: str) -> bool:
    """Whether capitals and digits without spaces are an account number (ISO 13616, mod 97)."""
    if _IBAN_LENGTHS.get(compact[:2]) != len(compact):
        return False
    return int("".join(str(int(each, 36)) for each in compact[4:] + compact[:4])) % 97 == 1


def has_birthday(digits: str) -> bool:
    """Whether the 13 digits of a Korean resident number begin with a day that there was."""
    century = _CENTURIES.get(digits[6])
    if century is None:
        return False
    try:
        datetime.date(century + int(digits[:2]), int(digits[2:4]), int(digits[4:6]))
    except ValueError:
        return False
    return True


def passes_resident_check(digits: str) -> bool:
    """Whether the 13th digit is the check digit of a Korean resident or foreigner number.

    Numbers given out since October 2020 have none: their last six digits are drawn.
    """
    weighed = zip(digits, _RESIDENT_WEIGHTS, strict=False)
    total = sum(int(digit) * weight for digit, weight in weighed)
    base = 13 if digits[6] in "5678" else 11
    return (base - total % 11) % 10 == int(digits[12])


def passes_business_check(digits: str) -> bool:
    """Whether the tenth digit is the check digit of a Korean business registration number."""
    weighed = zip(digits, _BUSINESS_WEIGHTS, strict=False)
    total = sum(int(digit) * weight for digit, weight in weighed)
    total += int(digits[8]) * 5 // 10
    return (10 - total % 10) % 10 == int(digits[9])

"""Recovery codes: 160 random bits that can be written on paper, with a check against slips.

Thirty-two characters of Crockford's base32 carry the secret, three more are its check: read as one
number in base 32, a code is 1 modulo 32749, as an IBAN is 1 modulo 97 (ISO 7064). The modulus is a
prime in which 32 has the order 32748, so that any single wrong character and any two exchanged ones
are found, wherever they stand, and of other slips all but one in 32749.
"""

import secrets
import unicodedata
from typing import Final

from app.domain.errors import RecoveryCodeInvalid

SECRET_BYTES: Final = 20

_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES: Final = {character: value for value, character in enumerate(_ALPHABET)}
_LOOK_ALIKES: Final = str.maketrans("OIL", "011")
_CHECK_CHARACTERS: Final = 3
_CHECK_BITS: Final = 5 * _CHECK_CHARACTERS
_LENGTH: Final = SECRET_BYTES * 8 // 5 + _CHECK_CHARACTERS
_MODULUS: Final = 32749
_GROUP: Final = 5
_LONGEST: Final = 500
"""What is longer was not copied from a code."""


def new_secret() -> bytes:
    """20 bytes from the system's random source."""
    return secrets.token_bytes(SECRET_BYTES)


def format_code(secret: bytes) -> str:
    """The code of a secret of 20 bytes: seven groups of five characters."""
    if len(secret) != SECRET_BYTES:
        raise ValueError(f"a recovery secret has {SECRET_BYTES} bytes")
    shifted = int.from_bytes(secret, "big") << _CHECK_BITS
    number = shifted + (1 - shifted) % _MODULUS
    digits = "".join(_ALPHABET[number >> 5 * place & 31] for place in reversed(range(_LENGTH)))
    return "-".join(digits[start : start + _GROUP] for start in range(0, _LENGTH, _GROUP))


def parse(code: str) -> bytes:
    """The secret of a code, however its capitals, spaces and dashes were typed.

    O is read as 0, I and L as 1. Raises RecoveryCodeInvalid before any key is derived.
    """
    digits = _digits(code)
    if len(digits) != _LENGTH or not set(digits) <= _VALUES.keys():
        raise RecoveryCodeInvalid
    number = 0
    for digit in digits:
        number = number << 5 | _VALUES[digit]
    check = number & (1 << _CHECK_BITS) - 1
    if number % _MODULUS != 1 or check >= _MODULUS:
        raise RecoveryCodeInvalid
    return (number >> _CHECK_BITS).to_bytes(SECRET_BYTES, "big")


def _digits(code: str) -> str:
    if len(code) > _LONGEST:
        raise RecoveryCodeInvalid
    # A Korean or Japanese input method may have written full-width letters.
    plain = unicodedata.normalize("NFKC", code).upper().translate(_LOOK_ALIKES)
    return "".join(c for c in plain if not c.isspace() and unicodedata.category(c) != "Pd")

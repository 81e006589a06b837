"""Passphrases as bytes: the same ones whatever keyboard, system or file they came from."""

import unicodedata
from typing import Final

from app.domain.errors import PassphraseRefused
from app.security.passphrase_strength import strength

__all__ = ["normalise", "strength"]

_LONGEST: Final = 4096
"""Characters; what is longer is a file that was named by mistake."""


def normalise(passphrase: str) -> bytes:
    """UTF-8 of the NFKC form, without one line end at the end, as a file or a pipe leaves it.

    macOS gives Hangul in parts (NFD) where others give syllables: both are the same passphrase.
    Spaces count. Raises PassphraseRefused for what is empty, too long or no text.
    """
    text = passphrase.removesuffix("\n").removesuffix("\r")
    if not text:
        raise PassphraseRefused(problem="it is empty")
    if len(text) > _LONGEST:
        raise PassphraseRefused(problem=f"it is longer than {_LONGEST} characters")
    if "\0" in text:
        raise PassphraseRefused(problem="it holds a NUL character")
    try:
        return unicodedata.normalize("NFKC", text).encode("utf-8")
    except UnicodeEncodeError:  # a lone surrogate; the error would show the passphrase
        raise PassphraseRefused(problem="it holds half a character") from None

"""Text and paths as a database can hold them."""

from typing import Final

_BYTES: Final = 0xDC80, 0x10FE80
"""The first of 128 characters that stand for a byte: in a path (PEP 383), and in the database."""
_KEPT: Final = {_BYTES[0] + at: _BYTES[1] + at for at in range(128)}
_GIVEN_BACK: Final = {kept: given for given, kept in _KEPT.items()}


def storable(text: str) -> str:
    """The text, with what UTF-8 cannot hold replaced: the only change that is ever made to one.

    The halves of a surrogate pair become the character that they stand for; a half that is alone
    becomes U+FFFD. Everything else stays as it was given, whatever its normal form.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def stored_path(path: str) -> str:
    """A path as it is kept, for `path_of`: names that are no UTF-8 come back as they were.

    Python has such bytes as halves of surrogate pairs; they are kept as characters of private use.
    """
    return storable(path.translate(_KEPT))


def path_of(stored: str) -> str:
    """The path that was kept."""
    return stored if stored.isascii() else stored.translate(_GIVEN_BACK)

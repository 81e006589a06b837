"""Pages as SQLCipher 4 writes them: whether one is whole, and what it holds.

Method: that of SQLCipher (zetetic.net/sqlcipher/design): a page ends with the initialisation vector
of its AES-256-CBC and an HMAC-SHA512 over its content, that vector and its number. SQLCipher itself
gives up a whole connection at the first bad page; here each is judged alone.
"""

import hashlib
import hmac
import struct
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE_BYTES: Final = 4096
SALT_BYTES: Final = 16
"""At the start of the first page, in the clear."""
RESERVED_BYTES: Final = 80
CONTENT_BYTES: Final = PAGE_BYTES - RESERVED_BYTES

_VECTOR_BYTES: Final = 16
_DIGEST_BYTES: Final = 64
_SALT_MASK: Final = 0x3A
_ROUNDS: Final = 2
_KEY_BYTES: Final = 32
_SIGNATURE: Final = b"SQLite format 3\0"
_NUMBER: Final = struct.Struct("<I")
_EMPTY: Final = bytes(PAGE_BYTES)


class PageCipher:
    """The pages of one database, under its raw key and its salt; numbers begin with 1."""

    def __init__(self, key: bytes | bytearray, salt: bytes) -> None:
        self._key = key
        masked = bytes(each ^ _SALT_MASK for each in salt)
        seal_key = hashlib.pbkdf2_hmac("sha512", key, masked, _ROUNDS, _KEY_BYTES)
        self._seal = hmac.new(seal_key, digestmod="sha512")

    def is_whole(self, page: bytes | memoryview, number: int) -> bool:
        """Whether a page is what was written there; about 10 µs. One never written is."""
        start = SALT_BYTES if number == 1 else 0
        seal = self._seal.copy()
        seal.update(page[start : CONTENT_BYTES + _VECTOR_BYTES])
        seal.update(_NUMBER.pack(number))
        found = page[CONTENT_BYTES + _VECTOR_BYTES : CONTENT_BYTES + _VECTOR_BYTES + _DIGEST_BYTES]
        return hmac.compare_digest(seal.digest(), bytes(found)) or page == _EMPTY

    def content(self, page: bytes | memoryview, number: int) -> bytes:
        """What a whole page holds, without what is reserved at its end."""
        if page == _EMPTY:
            return _EMPTY[:CONTENT_BYTES]
        start = SALT_BYTES if number == 1 else 0
        vector = bytes(page[CONTENT_BYTES : CONTENT_BYTES + _VECTOR_BYTES])
        decryptor = Cipher(algorithms.AES(bytes(self._key)), modes.CBC(vector)).decryptor()
        found = decryptor.update(page[start:CONTENT_BYTES])
        return _SIGNATURE + found if number == 1 else found

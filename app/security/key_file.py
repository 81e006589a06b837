"""The format of the key file: what is in it, how it is sealed, how it is read with bounds.

    "SNUGKEYS" | version, 4 bytes | length, 4 bytes | JSON | HMAC-SHA256 | SHA-256

Numbers are little-endian. The HMAC covers everything before it, under a key that only the data key
gives: no slot can be taken out or put in without it. The SHA-256 covers everything before it, under
no key: it tells damage from a wrong passphrase before any secret is tried. Magic, version and the
SHA-256 at the end stay where they are in every version, so that old releases know newer files.
"""

import hashlib
import hmac
import json
import re
import struct
from dataclasses import dataclass, replace
from typing import Final

from app.domain.errors import VaultNewer
from app.domain.vault import SlotKind
from app.security.keys import Purpose, derive
from app.security.slots import Malformed, PendingKey, Slot, canonical, fields_of

VERSION: Final = 1
MAX_BYTES: Final = 64 * 1024

_MAGIC: Final = b"SNUGKEYS"
_OUTLINE: Final = struct.Struct("<8sII")
_DIGEST_BYTES: Final = 32
_VAULT_ID: Final = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Header:
    """What the key file says. At most one slot of each kind, and never none."""

    vault_id: str
    slots: tuple[Slot, ...]
    has_database: bool = False
    """A database was committed under these keys: where it is missing, something is lost."""
    pending: PendingKey | None = None

    def __post_init__(self) -> None:
        kinds = [slot.kind for slot in self.slots]
        if not kinds or len(set(kinds)) != len(kinds):
            raise Malformed("no slot, or two of a kind")

    def slot(self, kind: SlotKind) -> Slot | None:
        """The slot of a kind, or None."""
        return next((slot for slot in self.slots if slot.kind is kind), None)

    def with_slot(self, slot: Slot, *, without: tuple[SlotKind, ...] = ()) -> "Header":
        """The header with a slot in place of those of its own kind and of the kinds `without`."""
        gone = (slot.kind, *without)
        return replace(self, slots=(*(s for s in self.slots if s.kind not in gone), slot))

    def without_slot(self, kind: SlotKind) -> "Header":
        """The header without the slots of a kind. Raises Malformed when none would be left."""
        return replace(self, slots=tuple(slot for slot in self.slots if slot.kind is not kind))


@dataclass(frozen=True, slots=True)
class SealedHeader:
    """A header as read, whole but not yet proven: `is_sealed_with` proves it."""

    header: Header
    raw: bytes

    def is_sealed_with(self, data_key: bytes | bytearray) -> bool:
        """Whether this is what was written by one who held the data key."""
        return is_sealed_with(self.raw, data_key)


def encode(header: Header, data_key: bytes | bytearray) -> bytes:
    """The bytes of a key file."""
    body = _body(header)
    content = _OUTLINE.pack(_MAGIC, VERSION, len(body)) + body
    content += _seal(content, data_key)
    return content + hashlib.sha256(content).digest()


def decode(raw: bytes) -> SealedHeader:
    """What a key file says, before any secret is tried; microseconds, whatever it holds.

    Raises VaultNewer, and Malformed for everything that is not exactly what `encode` writes.
    """
    if not _OUTLINE.size + 2 * _DIGEST_BYTES <= len(raw) <= MAX_BYTES:
        raise Malformed("length of the file")
    content = raw[:-_DIGEST_BYTES]
    magic, version, length = _OUTLINE.unpack_from(raw)
    if magic != _MAGIC or hashlib.sha256(content).digest() != raw[-_DIGEST_BYTES:]:
        raise Malformed("not what was written")
    if version > VERSION:
        raise VaultNewer(found=version, known=VERSION)
    body = content[_OUTLINE.size : -_DIGEST_BYTES]
    if version != VERSION or length != len(body):
        raise Malformed("version or length of the header")
    return SealedHeader(_header(body), raw)


def is_sealed_with(raw: bytes, data_key: bytes | bytearray) -> bool:
    """Whether the HMAC in the bytes of a key file is that of this data key."""
    end = len(raw) - 2 * _DIGEST_BYTES
    return hmac.compare_digest(_seal(raw[:end], data_key), raw[end : end + _DIGEST_BYTES])


def is_sound(raw: bytes) -> bool:
    """Whether these are the undamaged bytes of a key file, of this version or a newer one."""
    try:
        decode(raw)
    except Malformed:
        return False
    except VaultNewer:
        return True
    return True


def _body(header: Header) -> bytes:
    return canonical(
        {
            "vault": header.vault_id,
            "has_database": header.has_database,
            "slots": [slot.as_json() for slot in header.slots],
            "pending": header.pending and header.pending.as_json(),
        }
    )


def _header(body: bytes) -> Header:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise Malformed("no JSON") from None
    fields = fields_of(value, {"vault", "has_database", "slots", "pending"})
    vault_id, has_database, slots = fields["vault"], fields["has_database"], fields["slots"]
    if not isinstance(vault_id, str) or not _VAULT_ID.fullmatch(vault_id):
        raise Malformed("id of the vault")
    if not isinstance(has_database, bool) or not isinstance(slots, list):
        raise Malformed("another type than expected")
    if len(slots) > len(SlotKind):
        raise Malformed("more slots than kinds")
    pending = fields["pending"]
    header = Header(
        vault_id,
        tuple(map(Slot.from_json, slots)),
        has_database,
        None if pending is None else PendingKey.from_json(pending),
    )
    if _body(header) != body:  # one header has one spelling
        raise Malformed("another spelling than Snug's")
    return header


def _seal(content: bytes, data_key: bytes | bytearray) -> bytes:
    return hmac.digest(derive(data_key, Purpose.HEADER), content, "sha256")

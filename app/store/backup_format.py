"""The bytes of a backup: a beginning, two slots, then blocks of one size.

    0       the beginning: as in the first format, so that old releases say "made by a newer Snug"
    4096    slot A: a number, where the list of blocks lies, seals over both
    18432   slot B: likewise; the one with the higher number is in force
    32768   blocks: of the list, of the database, and free ones, which hold zeros

The list says what was backed up, and where each block of the database lies, with its SHA-256. A new
state is written beside the old one, into free blocks; then the other slot is written, and from then
on the new one is in force. Slots are sealed twice: by a SHA-256, which tells damage, and by an
HMAC-SHA256 under the vault's backup key, which tells what a stranger made of old parts.
"""

import base64
import hashlib
import hmac
import json
import struct
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

MAGIC: Final = b"SNUGBACKUP\r\n\x1a\n"
VERSION: Final = 2
BLOCK_BYTES: Final = 16 << 10
BEGINNING_BYTES: Final = 4096
SLOT_BYTES: Final = 14 << 10
SLOTS: Final = 2
DATA_AT: Final = BEGINNING_BYTES + SLOTS * SLOT_BYTES
FREE_BLOCK: Final = bytes(BLOCK_BYTES)

LENGTH: Final = struct.Struct(">I")
DIGEST_BYTES: Final = 32
_SLOT_MAGIC: Final = b"SNUGSLOT"
_SLOT: Final = struct.Struct(">8sQI")
_ENTRY: Final = struct.Struct(">I32s")
_MOST_LIST_BLOCKS: Final = (SLOT_BYTES - _SLOT.size - 3 * DIGEST_BYTES) // LENGTH.size
_MOST_FACTS_BYTES: Final = 256 << 10
_MOST_BEGINNING_BYTES: Final = 64 << 10


class Malformed(ValueError):
    """Bytes that no backup of ours has; says what is wrong with them."""


@dataclass(frozen=True, slots=True)
class Block:
    """A block of the database: where it lies in the file, and its SHA-256."""

    place: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class BlockList:
    """What a backup holds."""

    vault_id: str
    created_at: str
    """In ISO 8601."""
    key_file: bytes
    database_bytes: int
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Slot:
    """Which list is in force: its number, its places in their order, its SHA-256."""

    number: int
    places: tuple[int, ...]
    digest: bytes


def encode_beginning(vault_id: str) -> bytes:
    """The first bytes of a backup, which never change."""
    facts = json.dumps({"version": VERSION, "vault_id": vault_id}).encode()
    whole = MAGIC + LENGTH.pack(len(facts)) + hashlib.sha256(facts).digest() + facts
    return whole.ljust(BEGINNING_BYTES, b"\0")


def read_beginning(file: BinaryIO) -> dict[str, Any]:
    """The facts at the start of a backup of any version. Raises Malformed."""
    try:
        if file.read(len(MAGIC)) != MAGIC:
            raise Malformed("it is another kind of file")
        (length,) = LENGTH.unpack(file.read(LENGTH.size))
        if length > _MOST_BEGINNING_BYTES:
            raise Malformed("its beginning is damaged")
        digest, raw = file.read(DIGEST_BYTES), file.read(length)
        if hashlib.sha256(raw).digest() != digest:
            raise Malformed("its beginning is damaged")
        facts = json.loads(raw)
        if not isinstance(facts, dict) or not isinstance(facts.get("version"), int):
            raise Malformed("its beginning is damaged")
        return facts
    except (struct.error, ValueError, RecursionError):
        raise Malformed("its beginning is damaged") from None


def encode_slot(slot: Slot, key: bytes | bytearray) -> bytes:
    """A slot, sealed under the vault's backup key. Raises Malformed when the list is too long."""
    if len(slot.places) > _MOST_LIST_BLOCKS:
        raise Malformed("it would be too large")
    content = _SLOT.pack(_SLOT_MAGIC, slot.number, len(slot.places))
    content += b"".join(map(LENGTH.pack, slot.places)) + slot.digest
    content += hmac.digest(key, content, "sha256")
    content = content.ljust(SLOT_BYTES - DIGEST_BYTES, b"\0")
    return content + hashlib.sha256(content).digest()


def decode_slot(raw: bytes) -> Slot:
    """What a slot says, undamaged but not proven. Raises Malformed."""
    content = raw[:-DIGEST_BYTES]
    if len(raw) != SLOT_BYTES or hashlib.sha256(content).digest() != raw[-DIGEST_BYTES:]:
        raise Malformed("a slot is damaged")
    magic, number, count = _SLOT.unpack_from(content)
    if magic != _SLOT_MAGIC or count > _MOST_LIST_BLOCKS:
        raise Malformed("a slot is damaged")
    end = _SLOT.size + count * LENGTH.size
    places = struct.unpack_from(f">{count}I", content, _SLOT.size)
    return Slot(number, places, content[end : end + DIGEST_BYTES])


def is_sealed_with(raw: bytes, key: bytes | bytearray) -> bool:
    """Whether an undamaged slot was written by one who had this backup key."""
    end = _SLOT.size + len(decode_slot(raw).places) * LENGTH.size + DIGEST_BYTES
    seal = raw[end : end + DIGEST_BYTES]
    return hmac.compare_digest(hmac.digest(key, raw[:end], "sha256"), seal)


def encode_list(content: BlockList) -> bytes:
    """The list, filled up to whole blocks."""
    facts = json.dumps(
        {
            "vault_id": content.vault_id,
            "created_at": content.created_at,
            "database_bytes": content.database_bytes,
            "key_file": base64.b64encode(content.key_file).decode(),
        }
    ).encode()
    entries = b"".join(_ENTRY.pack(block.place, block.digest) for block in content.blocks)
    whole = LENGTH.pack(len(facts)) + facts + entries
    return whole.ljust(blocks_of(len(whole)) * BLOCK_BYTES, b"\0")


def list_blocks(content: BlockList) -> int:
    """How many blocks the list takes, whatever places it names."""
    return len(encode_list(content)) // BLOCK_BYTES


def decode_list(raw: bytes) -> BlockList:
    """What a list says, whose digest was right. Raises Malformed."""
    try:
        (length,) = LENGTH.unpack_from(raw)
        if length > _MOST_FACTS_BYTES:
            raise Malformed("its list is damaged")
        facts = json.loads(raw[LENGTH.size : LENGTH.size + length])
        size = facts["database_bytes"]
        if not isinstance(size, int) or size < 0:
            raise Malformed("its list is damaged")
        start = LENGTH.size + length
        count = blocks_of(size)
        entries = raw[start : start + count * _ENTRY.size]
        blocks = tuple(Block(*entry) for entry in _ENTRY.iter_unpack(entries))
        if len(blocks) != count:
            raise Malformed("its list is cut off")
        key_file = base64.b64decode(facts["key_file"], validate=True)
        return BlockList(str(facts["vault_id"]), str(facts["created_at"]), key_file, size, blocks)
    except (struct.error, KeyError, TypeError, ValueError, RecursionError):
        raise Malformed("its list is damaged") from None


def blocks_of(size: int) -> int:
    """How many blocks so many bytes take."""
    return -(-size // BLOCK_BYTES)


def offset_of(place: int) -> int:
    """Where a block lies in the file."""
    return DATA_AT + place * BLOCK_BYTES

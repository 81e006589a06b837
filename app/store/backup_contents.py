"""A backup opened for reading: which state is in force, its blocks, and what is wrong with it."""

import hashlib
from collections.abc import Callable, Iterator
from typing import BinaryIO, Final

from app.domain.errors import BackupInvalid
from app.store.backup_format import (
    BEGINNING_BYTES,
    BLOCK_BYTES,
    DATA_AT,
    FREE_BLOCK,
    MAGIC,
    SLOT_BYTES,
    SLOTS,
    BlockList,
    Malformed,
    Slot,
    decode_list,
    decode_slot,
    encode_beginning,
    is_sealed_with,
    offset_of,
)

OnBytes = Callable[[int, int], None]
"""Told bytes done and bytes in all."""

_MOST_TOLD: Final = 20
"""Damaged blocks that are named one by one."""


class Contents:
    """A backup of the present format. Raises BackupInvalid where it cannot be read at all."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        self.file = file
        self.name = name
        self.problems: list[str] = []
        """What is damaged and not needed to restore it."""
        self.slot, self.slot_at = self._slot_in_force()
        self.list = self._list(self.slot)
        if self.read(0, BEGINNING_BYTES) != encode_beginning(self.list.vault_id):
            self.problems.append("its beginning is damaged")

    @property
    def vault_id(self) -> str:
        """Whose backup it is."""
        return self.list.vault_id

    @property
    def created_at(self) -> str:
        """When, in ISO 8601."""
        return self.list.created_at

    @property
    def database_bytes(self) -> int:
        """Bytes of the history in it."""
        return self.list.database_bytes

    def key_file(self) -> bytes:
        """The key file of then."""
        return self.list.key_file

    def block(self, index: int) -> bytes:
        """A block of the database, checked; filled up with zeros after its end."""
        block = self.list.blocks[index]
        data = self.read(offset_of(block.place), BLOCK_BYTES)
        if hashlib.sha256(data).digest() != block.digest:
            raise self._invalid(f"block {index} of the history in it is damaged")
        return data

    def pieces(self, on_bytes: OnBytes = lambda _done, _all: None) -> Iterator[bytes]:
        """The database, checked, block by block."""
        size = self.list.database_bytes
        for index in range(len(self.list.blocks)):
            start = index * BLOCK_BYTES
            yield self.block(index)[: size - start]
            on_bytes(min(start + BLOCK_BYTES, size), size)

    def is_sealed_with(self, key: bytes | bytearray) -> bool:
        """Whether the slot in force was written under this backup key."""
        return is_sealed_with(self.read(self.slot_at, SLOT_BYTES), key)

    def flaws(self, on_bytes: OnBytes = lambda _done, _all: None) -> list[str]:
        """Read everything; what is not as it was written."""
        found = list(self.problems)
        size = self.list.database_bytes
        damaged = 0
        for index in range(len(self.list.blocks)):
            try:
                self.block(index)
            except BackupInvalid as error:
                damaged += 1
                if damaged <= _MOST_TOLD:
                    found.append(str(error.values["problem"]))
            on_bytes(min((index + 1) * BLOCK_BYTES, size), size)
        if damaged > _MOST_TOLD:
            found.append(f"{damaged} blocks of the history in it are damaged")
        count = self.places_in_file()
        used = self.used()
        free = (place for place in range(count) if place not in used)
        if any(self.read(offset_of(place), BLOCK_BYTES) != FREE_BLOCK for place in free):
            found.append("an update of it was interrupted; the next one tidies it up")
        if self.read(offset_of(count), 1):
            found.append("more follows than belongs to it")
        return found

    def used(self) -> set[int]:
        """The places that the state in force needs."""
        return {block.place for block in self.list.blocks} | set(self.slot.places)

    def places_in_file(self) -> int:
        """How many whole blocks the file has."""
        return max(0, self.file.seek(0, 2) - DATA_AT) // BLOCK_BYTES

    def read(self, at: int, size: int) -> bytes:
        """Bytes of the file, fewer only at its end."""
        parts = []
        try:
            self.file.seek(at)
            while size and (part := self.file.read(size)):
                parts.append(part)
                size -= len(part)
        except OSError:
            raise self._invalid("it cannot be read") from None
        return b"".join(parts)

    def _slot_in_force(self) -> tuple[Slot, int]:
        found: list[tuple[Slot, int]] = []
        for index in range(SLOTS):
            at = BEGINNING_BYTES + index * SLOT_BYTES
            try:
                found.append((decode_slot(self.read(at, SLOT_BYTES)), at))
            except Malformed as error:
                self.problems.append(str(error))
        if not found:
            is_ours = self.read(0, len(MAGIC)) == MAGIC
            what = "its beginning is damaged" if is_ours else "it is another kind of file"
            raise self._invalid(what)
        return max(found, key=lambda each: each[0].number)

    def _list(self, slot: Slot) -> BlockList:
        raw = b"".join(self.read(offset_of(place), BLOCK_BYTES) for place in slot.places)
        if hashlib.sha256(raw).digest() != slot.digest:
            raise self._invalid("its list of blocks is damaged")
        try:
            return decode_list(raw)
        except Malformed as error:
            raise self._invalid(str(error)) from None

    def _invalid(self, problem: str) -> BackupInvalid:
        return BackupInvalid(file=self.name, problem=problem)

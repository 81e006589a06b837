"""Writes a new state of a backup into its file, block by block.

Whatever ends it at whatever moment, the state before or the new one is whole: new blocks go where
nothing lay, the list after them, and one slot, written last, says which list is in force. Then
what nobody refers to any more is overwritten, so that what was deleted from the vault is deleted
from its backup, too.
"""

import contextlib
import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, BinaryIO, Final, Protocol

from app.domain.vault import BackupReport
from app.store.backup_contents import Contents, OnBytes
from app.store.backup_format import (
    BEGINNING_BYTES,
    BLOCK_BYTES,
    FREE_BLOCK,
    SLOT_BYTES,
    SLOTS,
    Block,
    BlockList,
    Slot,
    encode_list,
    encode_slot,
    list_blocks,
    offset_of,
)
from app.store.raw_pages import PIECE_BYTES

_FREE_SHARE: Final = 4
_FEW_FREE: Final = 32
"""Where more than these are free, and more than one block in so many, the file is packed."""


class Pages(Protocol):
    """The pages of a database that do not change meanwhile."""

    @property
    def size(self) -> int:
        """How many bytes they take."""

    def read(self, at: int, size: int) -> bytes:
        """Bytes of them, fewer only at the end."""

    def require_whole(self, data: bytes, at: int) -> None:
        """Raise HistoryDamaged unless these are what was written."""


@dataclass(frozen=True, slots=True)
class Source:
    """What is backed up: whose, when (in ISO 8601), its pages, its key file, its backup key."""

    vault_id: str
    created_at: str
    pages: Pages
    key_file: bytes
    key: bytes | bytearray


class Nothing:
    """What a new file holds before its first state."""

    def __init__(self, file: BinaryIO, vault_id: str) -> None:
        self.file = file
        self.slot = Slot(0, (), b"")
        self.list = BlockList(vault_id, "", b"", 0, ())


class Update:
    """One backup into an open file; `before` is the state in force."""

    def __init__(self, before: "Contents | Nothing", source: Source, on_bytes: OnBytes) -> None:
        self._file = before.file
        self._slot = before.slot
        self._list = before.list
        self._source = source
        self._on_bytes = on_bytes
        self._written = 0

    def run(self, *, is_new: bool) -> BackupReport:
        """Write what has changed; only then is the new state in force."""
        try:
            self._put_in_force(self._new_list())
        except BaseException:
            if self._slot.number:
                with contextlib.suppress(OSError):
                    self._repeat_slot()  # over what may have been written of a new one
                    self._tidy()
            raise
        self._tidy()
        self._pack()
        return BackupReport(
            self._source.vault_id, self._source.created_at, self._size(), self._written, is_new
        )

    def _new_list(self) -> BlockList:
        """Write the blocks that differ from those before."""
        pages, before = self._source.pages, self._list.blocks
        blocks: list[Block] = []
        free = self._free_places()
        for at in range(0, pages.size, PIECE_BYTES):
            piece = pages.read(at, PIECE_BYTES)
            for start in range(0, len(piece), BLOCK_BYTES):
                data = piece[start : start + BLOCK_BYTES]
                index = len(blocks)
                padded = data.ljust(BLOCK_BYTES, b"\0")
                digest = hashlib.sha256(padded).digest()
                if index < len(before) and before[index].digest == digest:
                    blocks.append(before[index])
                    continue
                pages.require_whole(data, at + start)
                place = next(free)
                self._write(offset_of(place), padded)
                blocks.append(Block(place, digest))
            self._on_bytes(min(at + PIECE_BYTES, pages.size), pages.size)
        source = self._source
        return BlockList(
            source.vault_id, source.created_at, source.key_file, pages.size, tuple(blocks)
        )

    def _put_in_force(self, content: BlockList) -> None:
        """Write the list beside all that is in use, then the slot that makes it count."""
        in_use = self._places_of(self._slot, self._list) | self._places_of(None, content)
        free = _outside(in_use)
        raw = encode_list(content)
        places = tuple(next(free) for _ in range(len(raw) // BLOCK_BYTES))
        for number, place in enumerate(places):
            start = number * BLOCK_BYTES
            self._write(offset_of(place), raw[start : start + BLOCK_BYTES])
        slot = Slot(self._slot.number + 1, places, hashlib.sha256(raw).digest())
        sealed = encode_slot(slot, self._source.key)
        os.fsync(self._file.fileno())
        self._read_back(content)
        self._write(_slot_at(slot), sealed)
        os.fsync(self._file.fileno())
        self._slot, self._list = slot, content

    def _read_back(self, content: BlockList) -> None:
        """A new state comes into force only when its new blocks are on the disk as they should."""
        kept = set(self._list.blocks)
        for block in content.blocks:
            if block not in kept:
                data = self._read(block.place)
                if hashlib.sha256(data).digest() != block.digest:
                    raise OSError(None, "the disk gave back other bytes than were written")

    def _tidy(self) -> None:
        """Cut off and overwrite what no state needs; the other slot comes to say the same."""
        in_use = self._places_of(self._slot, self._list)
        end = max(in_use, default=-1) + 1
        if self._size() > offset_of(end):
            self._file.truncate(offset_of(end))
        for place in range(end):
            if place not in in_use and self._read(place) != FREE_BLOCK:
                self._write(offset_of(place), FREE_BLOCK)
        os.fsync(self._file.fileno())
        self._repeat_slot()

    def _repeat_slot(self) -> None:
        """Write the slot in force into the other place as well: it names nothing that is gone."""
        other = replace(self._slot, number=self._slot.number + 1)
        self._write(_slot_at(other), encode_slot(other, self._source.key))
        os.fsync(self._file.fileno())
        self._slot = other

    def _pack(self) -> None:
        """Where much is free, move blocks to the front and make the file smaller."""
        content, slot = self._list, self._slot
        needed = len(content.blocks) + list_blocks(content)
        count = max(self._places_of(slot, content)) + 1
        if count - needed <= max(_FEW_FREE, count // _FREE_SHARE):
            return
        in_use = self._places_of(slot, content)
        free = iter([place for place in range(needed) if place not in in_use])
        blocks = list(content.blocks)
        for index, block in enumerate(blocks):
            if block.place >= needed:
                place = next(free, None)
                if place is None:
                    break  # the old list takes that room: the next time
                data = self._read(block.place)
                if hashlib.sha256(data).digest() != block.digest:
                    return  # it is damaged, and stays where a check will find it
                self._write(offset_of(place), data)
                blocks[index] = replace(block, place=place)
        self._put_in_force(replace(content, blocks=tuple(blocks)))
        self._tidy()

    def _free_places(self) -> Iterator[int]:
        return _outside(self._places_of(self._slot, self._list))

    @staticmethod
    def _places_of(slot: Slot | None, content: BlockList) -> set[int]:
        places = {block.place for block in content.blocks}
        return places | set(slot.places) if slot else places

    def _read(self, place: int) -> bytes:
        self._file.seek(offset_of(place))
        parts, left = [], BLOCK_BYTES
        while left and (part := self._file.read(left)):
            parts.append(part)
            left -= len(part)
        return b"".join(parts)

    def _write(self, at: int, data: bytes) -> None:
        self._file.seek(at)
        view: Any = memoryview(data)
        while view:
            done = self._file.write(view)
            self._written += done
            view = view[done:]

    def _size(self) -> int:
        return os.fstat(self._file.fileno()).st_size


def _slot_at(slot: Slot) -> int:
    return BEGINNING_BYTES + slot.number % SLOTS * SLOT_BYTES


def _outside(in_use: set[int]) -> Iterator[int]:
    """Places from the front on that are not in use."""
    place = 0
    while True:
        if place not in in_use:
            yield place
        place += 1

"""A backup: one file with the key file and the encrypted history, whole and checked.

Layout: the magic, the length of a header as four bytes (big-endian) and its SHA-256, the header as
JSON (version, vault id, time, parts with their lengths and SHA-256), then the parts one after
another. What the vault keeps is no more readable in it than in the vault.
"""

import contextlib
import errno
import hashlib
import json
import os
import secrets
import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from app.domain.errors import (
    BackupInvalid,
    VaultDiskFull,
    VaultExists,
    VaultNewer,
    VaultReadOnly,
)

MAGIC: Final = b"SNUGBACKUP\r\n\x1a\n"
VERSION: Final = 1
_LENGTH: Final = struct.Struct(">I")
_DIGEST_BYTES: Final = 32
_MOST_HEADER_BYTES: Final = 64 << 10
_MOST_PARTS: Final = 8
_PIECE: Final = 1 << 20
_PRIVATE: Final = 0o600

OnBytes = Callable[[int, int], None]
"""Told bytes done and bytes in all."""


@dataclass(frozen=True, slots=True)
class Part:
    """A file inside a backup."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class BackupFacts:
    """What the header of a backup says; the time in ISO 8601."""

    vault_id: str
    created_at: str
    parts: tuple[Part, ...]


def write_backup(
    target: Path,
    files: Sequence[tuple[str, Path]],
    *,
    vault_id: str,
    created_at: str,
    on_bytes: OnBytes = lambda _done, _all: None,
) -> BackupFacts:
    """Write a backup of files by their names, and read it back; replaces `target` only then.

    Raises VaultDiskFull, VaultReadOnly, and BackupInvalid when what was read back differs.
    """
    parts = tuple(Part(name, path.stat().st_size, _digest(path)) for name, path in files)
    facts = BackupFacts(vault_id, created_at, parts)
    unfinished = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        with _private(unfinished) as out:
            _write(out, facts, [path for _, path in files], on_bytes)
        check_backup(unfinished)
        unfinished.replace(target)
        _sync_folder(target.parent)
    except OSError as error:
        raise _refusal(error, target.parent) from error
    finally:
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)
    return facts


def read_facts(path: Path) -> BackupFacts:
    """What a backup's header says; raises BackupInvalid, VaultNewer."""
    with _opened(path) as file:
        return _read_header(file, path)


def check_backup(path: Path, on_bytes: OnBytes = lambda _done, _all: None) -> BackupFacts:
    """Read all of a backup; raises BackupInvalid where a byte differs from what was written."""
    with _opened(path) as file:
        facts = _read_header(file, path)
        total, done = sum(part.bytes for part in facts.parts), 0
        for part in facts.parts:
            digest = hashlib.sha256()
            left = part.bytes
            while left:
                piece = file.read(min(_PIECE, left))
                if not piece:
                    raise BackupInvalid(file=path.name, problem="it is cut off")
                digest.update(piece)
                left -= len(piece)
                done += len(piece)
                on_bytes(done, total)
            if digest.hexdigest() != part.sha256:
                raise BackupInvalid(file=path.name, problem=f"{part.name} in it is damaged")
        if file.read(1):
            raise BackupInvalid(file=path.name, problem="more follows than belongs to it")
    return facts


def unpack(path: Path, targets: Sequence[tuple[str, Path]]) -> BackupFacts:
    """Check a backup, then write its parts to files that are not there yet, in the order given.

    The last file appears last, so whatever happens before leaves no vault that looks whole. Raises
    BackupInvalid, VaultExists, VaultDiskFull, VaultReadOnly; then nothing stays behind.
    """
    facts = check_backup(path)
    places = _places(facts)
    written: list[Path] = []
    try:
        for name, target in targets:
            if name not in places:
                raise BackupInvalid(file=path.name, problem=f"{name} is missing in it")
            unfinished = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
            written.append(unfinished)
            _copy_out(path, places[name], unfinished)
        for _, target in targets:
            if target.exists():
                raise VaultExists(folder=target.parent)
        # All of them are there: now they get their names.
        for unfinished, (_, target) in zip(written, targets, strict=True):
            unfinished.rename(target)
        _sync_folder(targets[-1][1].parent)
    except OSError as error:
        raise _refusal(error, targets[0][1].parent) from error
    finally:
        for unfinished in written:
            with contextlib.suppress(OSError):
                unfinished.unlink(missing_ok=True)
    return facts


def _places(facts: BackupFacts) -> dict[str, tuple[int, int]]:
    """Where the parts lie, counted from the end of the header: start and length."""
    places: dict[str, tuple[int, int]] = {}
    start = 0
    for part in facts.parts:
        places[part.name] = (start, part.bytes)
        start += part.bytes
    return places


def _copy_out(path: Path, place: tuple[int, int], target: Path) -> None:
    start, left = place
    with _opened(path) as file, _private(target) as out:
        _read_header(file, path)
        file.seek(start, os.SEEK_CUR)
        while left:
            piece = file.read(min(_PIECE, left))
            if not piece:
                raise BackupInvalid(file=path.name, problem="it is cut off")
            out.write(piece)
            left -= len(piece)


def _write(out: BinaryIO, facts: BackupFacts, files: Sequence[Path], on_bytes: OnBytes) -> None:
    header = json.dumps(
        {
            "version": VERSION,
            "vault_id": facts.vault_id,
            "created_at": facts.created_at,
            "parts": [
                {"name": part.name, "bytes": part.bytes, "sha256": part.sha256}
                for part in facts.parts
            ],
        }
    ).encode()
    out.write(MAGIC + _LENGTH.pack(len(header)) + hashlib.sha256(header).digest() + header)
    total, done = sum(part.bytes for part in facts.parts), 0
    for file in files:
        with file.open("rb") as source:
            while piece := source.read(_PIECE):
                out.write(piece)
                done += len(piece)
                on_bytes(done, total)


def _read_header(file: BinaryIO, path: Path) -> BackupFacts:
    if file.read(len(MAGIC)) != MAGIC:
        raise BackupInvalid(file=path.name, problem="it is another kind of file")
    try:
        (length,) = _LENGTH.unpack(file.read(_LENGTH.size))
        if length > _MOST_HEADER_BYTES:
            raise ValueError("too long")
        digest, header = file.read(_DIGEST_BYTES), file.read(length)
        if hashlib.sha256(header).digest() != digest:
            raise ValueError("digest")
        value = json.loads(header)
        if value["version"] > VERSION:
            raise VaultNewer(found=value["version"], known=VERSION)
        parts = tuple(_part(each) for each in value["parts"])
        if not 0 < len(parts) <= _MOST_PARTS:
            raise ValueError("parts")
        return BackupFacts(str(value["vault_id"]), str(value["created_at"]), parts)
    except (struct.error, ValueError, KeyError, TypeError, RecursionError):
        raise BackupInvalid(file=path.name, problem="its beginning is damaged") from None


def _part(value: dict[str, object]) -> Part:
    size = value["bytes"]
    if not isinstance(size, int) or size < 0:
        raise ValueError("bytes")
    return Part(str(value["name"]), size, str(value["sha256"]))


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        with path.open("rb") as file:
            yield file
    except OSError as error:
        raise BackupInvalid(str(error), file=path.name, problem="it cannot be read") from error


@contextlib.contextmanager
def _private(path: Path) -> Iterator[BinaryIO]:
    """A new file that its owner alone may read, on the disk when the block ends."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, _PRIVATE), "wb") as out:
        yield out
        out.flush()
        os.fsync(out.fileno())


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _refusal(error: OSError, folder: Path) -> VaultDiskFull | VaultReadOnly:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return VaultDiskFull(str(error.strerror), folder=folder)
    return VaultReadOnly(str(error.strerror), folder=folder)

"""The key file and its backup in the vault's folder: read, replaced, renewed, restored, erased.

The backup is always a copy of the present key file, never of the one before: an old one would still
open with the old passphrase. It is written first: whatever a kill interrupts, the key file is the
old one or the new one, and a key that is in use stands in both or is on its way into both.
"""

import contextlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.config.paths import Paths
from app.domain.errors import (
    AppError,
    KeyFileDamaged,
    KeyFileMissing,
    KeyFileUnfit,
    KeyFileUnreadable,
    KeyFileWhole,
    VaultBusy,
    VaultExists,
    VaultMissing,
    VaultNewer,
)
from app.security import key_file, private_file
from app.security.key_file import Header, SealedHeader
from app.security.set_aside import folders, set_aside
from app.security.slots import Malformed

KEY_FILE: Final = "vault.key"
KEY_BACKUP: Final = "vault.key.bak"
DATABASE_FILE: Final = "history.db"

_SET_ASIDE: Final = "vault.key.damaged"
_TEMPORARY: Final = ".vault-key-"
_DATABASE_PARTS: Final = tuple(DATABASE_FILE + end for end in ("", "-wal", "-journal", "-shm"))
_ANOTHER_COPY: Final = "a copy"
"""Said in place of the backup's name where there is none that would help."""


@dataclass(frozen=True, slots=True)
class Erased:
    """What became of the files of a vault, by their names.

    `overwritten` are those whose bytes were replaced before they were removed. It is no promise
    about the medium: solid-state disks, snapshots and copies elsewhere may keep old bytes.
    """

    overwritten: tuple[str, ...]
    removed: tuple[str, ...]
    left: tuple[str, ...]
    """Those that the system did not let go."""


class KeyStore:
    """The files with keys of one folder. Not for several threads at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key_file = folder / KEY_FILE
        self.backup = folder / KEY_BACKUP
        self.database = folder / DATABASE_FILE
        self._distrusted: bytes | None = None

    def is_empty(self) -> bool:
        """Whether nothing of a vault lies in the folder."""
        parts = (KEY_FILE, KEY_BACKUP, _SET_ASIDE, *_DATABASE_PARTS)
        return not any(_is_there(self.folder / name) for name in parts)

    def database_bytes(self) -> int:
        """Bytes of the history on the disk, with what is not yet merged into it."""
        return sum(_size(self.folder / name) for name in _DATABASE_PARTS[:2])

    def has_history(self) -> bool:
        """Whether the database holds anything; SQLCipher opens an empty one with any key."""
        return _size(self.database) > 1

    def read(self) -> SealedHeader:
        """The key file, whole but not yet proven.

        Raises VaultMissing, KeyFileMissing, KeyFileDamaged, KeyFileUnreadable, VaultNewer.
        """
        try:
            return key_file.decode(private_file.read_bounded(self.key_file, key_file.MAX_BYTES))
        except (FileNotFoundError, NotADirectoryError):
            raise self._missing() from None
        except (Malformed, private_file.NotARegularFile) as error:
            raise self.damaged(str(error)) from None
        except OSError as error:
            raise KeyFileUnreadable(error.strerror or "", file=KEY_FILE) from None

    def distrust(self, sealed: SealedHeader) -> KeyFileDamaged:
        """Take a key file for damaged that a secret opened and whose seal was another's."""
        self._distrusted = sealed.raw
        return self.damaged("the seal is not that of the data key")

    def _require_whole(self) -> None:
        """Raise what `read` raises, and KeyFileDamaged for a key file that is distrusted."""
        if self.read().raw == self._distrusted:
            raise self.damaged("the seal is not that of the data key")

    def last_header(self) -> Header | None:
        """What the key file says, or its backup where that is damaged; None without either."""
        try:
            return self.read().header
        except AppError:
            raw = self._backup_bytes()
        try:
            return None if raw is None else key_file.decode(raw).header
        except VaultNewer:
            return None

    def create(self, raw: bytes) -> None:
        """Write the first key file; nothing is ever overwritten.

        Raises VaultExists, FolderUnusable, VaultReadOnly, VaultDiskFull.
        """
        self.refuse_existing()
        Paths(self.folder).ensure()
        try:
            private_file.create_whole(self.key_file, raw, _TEMPORARY)
        except FileExistsError:
            raise VaultExists(folder=self.folder) from None
        except OSError as error:
            raise private_file.write_error(error, self.folder) from None
        with contextlib.suppress(OSError):  # the first unlock makes it, where it failed now
            private_file.replace_whole(self.backup, raw, _TEMPORARY)

    def refuse_existing(self) -> None:
        """Raise VaultExists when any part of a vault lies in the folder."""
        if not self.is_empty():
            raise VaultExists(folder=self.folder)

    def replace(self, raw: bytes, before: SealedHeader) -> None:
        """Put a new key file in place of the one it was made from.

        Raises VaultBusy when another process changed that meanwhile, VaultReadOnly, VaultDiskFull.
        """
        if self.read().raw != before.raw:
            raise VaultBusy
        try:
            private_file.replace_whole(self.backup, raw, _TEMPORARY)
            private_file.replace_whole(self.key_file, raw, _TEMPORARY)
        except OSError as error:
            raise private_file.write_error(error, self.folder) from None

    def tidy(self, sealed: SealedHeader, data_key: bytes) -> None:
        """Finish what a kill left of an earlier change; what cannot be done now waits.

        A backup under another data key is left alone: it may be the last that opens a history.
        """
        private_file.sweep(self.folder, _TEMPORARY)
        found = self._backup_bytes()
        if found == sealed.raw:
            private_file.make_private(self.backup)
        elif found is None or key_file.is_sealed_with(found, data_key):
            with contextlib.suppress(OSError):
                private_file.replace_whole(self.backup, sealed.raw, _TEMPORARY)
        private_file.make_private(self.key_file)

    def restore_backup(self) -> None:
        """Put the backup in place of a key file that is missing or damaged, which is set aside.

        Nothing happens when the key file is sound. Raises KeyFileMissing or KeyFileDamaged when
        the backup is no better, VaultReadOnly, VaultDiskFull.
        """
        try:
            self._require_whole()
        except (KeyFileMissing, KeyFileDamaged):
            raw = self._backup_bytes()
            if raw is None:
                raise
            self._put(raw)

    def _put(self, raw: bytes) -> None:
        try:
            with contextlib.suppress(FileNotFoundError):
                self.key_file.replace(self.folder / _SET_ASIDE)
            private_file.replace_whole(self.key_file, raw, _TEMPORARY)
        except OSError as error:
            raise private_file.write_error(error, self.folder) from None

    def put_back(self, source: Path) -> None:
        """Copy a key file in place of one that is missing or damaged, which is set aside.

        It is read and checked before, and a sound key file is never replaced: KeyFileWhole. Raises
        VaultMissing,
        KeyFileUnfit when `source` is none, VaultNewer, KeyFileUnreadable, VaultReadOnly,
        VaultDiskFull.
        """
        try:
            raw = private_file.read_bounded(source, key_file.MAX_BYTES)
            key_file.decode(raw)
        except (OSError, private_file.NotARegularFile, Malformed) as error:
            raise KeyFileUnfit(str(error), file=source.name) from None
        if raw == self._distrusted:
            raise KeyFileUnfit("its seal is another's", file=source.name)
        try:
            self._require_whole()
        except (KeyFileMissing, KeyFileDamaged):
            self._put(raw)
        else:
            raise KeyFileWhole(file=KEY_FILE)

    def set_aside(self) -> contextlib.AbstractContextManager[Path]:
        """Let every file of the vault make room for another; back again when the block fails."""
        with_keys = sorted(path.name for path in self.folder.glob(_TEMPORARY + "*"))
        return set_aside(
            self.folder, [KEY_FILE, KEY_BACKUP, _SET_ASIDE, *with_keys, *_DATABASE_PARTS]
        )

    def erase(self) -> Erased:
        """Overwrite and remove every file with keys, then remove the history; never raises.

        Without the keys the history is noise, wherever copies of its pages may be.
        """
        overwritten: list[str] = []
        removed: list[str] = []
        left: list[str] = []
        with_keys = [KEY_FILE, KEY_BACKUP, _SET_ASIDE]
        with_keys += sorted(path.name for path in self.folder.glob(_TEMPORARY + "*"))
        earlier = [
            f"{aside.name}/{path.name}"
            for aside in folders(self.folder)
            for path in sorted(aside.iterdir())
        ]
        with_keys += [name for name in earlier if not _is_of_database(name)]
        of_database = [name for name in earlier if _is_of_database(name)]
        for name in (*with_keys, *_DATABASE_PARTS, *of_database):
            path = self.folder / name
            if not _is_there(path):
                continue
            if name in with_keys and _is_overwritten(path):
                overwritten.append(name)
            (removed if _is_removed(path) else left).append(name)
        for aside in folders(self.folder):
            with contextlib.suppress(OSError):
                aside.rmdir()
        with contextlib.suppress(OSError):
            private_file.flush_folder(self.folder)
        return Erased(tuple(overwritten), tuple(removed), tuple(left))

    def damaged(self, detail: str) -> KeyFileDamaged:
        """What to say of a damaged key file; names the backup when that is sound."""
        name = KEY_BACKUP if self._backup_bytes() is not None else _ANOTHER_COPY
        return KeyFileDamaged(detail, file=KEY_FILE, backup=name)

    def _missing(self) -> AppError:
        if self.is_empty():
            return VaultMissing(folder=self.folder)
        name = KEY_BACKUP if self._backup_bytes() is not None else _ANOTHER_COPY
        return KeyFileMissing(file=KEY_FILE, backup=name)

    def _backup_bytes(self) -> bytes | None:
        """The backup, when there is one and it is sound."""
        try:
            raw = private_file.read_bounded(self.backup, key_file.MAX_BYTES)
        except (OSError, private_file.NotARegularFile):
            return None
        return raw if raw != self._distrusted and key_file.is_sound(raw) else None


def _is_of_database(name: str) -> bool:
    return name.rpartition("/")[2].startswith(DATABASE_FILE)


def _is_there(path: Path) -> bool:
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:  # something is there, and we may not look at it
        return True
    return True


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _is_overwritten(path: Path) -> bool:
    try:
        private_file.overwrite(path)
    except OSError:
        return False
    return True


def _is_removed(path: Path) -> bool:
    try:
        path.unlink()
    except OSError:
        return False
    return True

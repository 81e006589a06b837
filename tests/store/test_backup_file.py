"""Backups are read whole or refused, whatever happened to the file; those of old releases, too."""

import hashlib
import os
import stat
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from old_backups import write_first

from app.domain.errors import AppError, BackupInvalid, VaultNewer, VaultReadOnly
from app.store.backup_file import opened, unpack
from app.store.backup_format import MAGIC
from app.store.backup_update import Source, back_up

HISTORY, KEYS = bytes(range(256)) * 16 * 40, b"wrapped keys"
FORMATS = ["first", "present"]


class Pages:
    """Bytes that are taken for pages."""

    def __init__(self, data: bytes) -> None:
        self.size = len(data)
        self._data = data

    def read(self, at: int, size: int) -> bytes:
        return self._data[at : at + size]

    def require_whole(self, data: bytes, at: int) -> None:
        """They are."""


def write(path: Path, form: str, history: bytes = HISTORY, keys: bytes = KEYS) -> None:
    if form == "first":
        files = [("history.db", history), ("vault.key", keys)]
        write_first(path, files, vault_id="id", created_at="then")
    else:
        back_up(path, Source("id", "then", Pages(history), keys, b"key"))


@pytest.fixture(params=FORMATS)
def backup(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "all.snugbackup"
    write(path, request.param)
    return path


@pytest.fixture
def new(tmp_path: Path) -> Path:
    folder = tmp_path / "new"
    folder.mkdir()
    return folder


def take_out(backup: Path, folder: Path) -> str:
    return unpack(backup, folder / "history.db", folder / "vault.key")


def test_what_went_in_comes_out(backup: Path, new: Path) -> None:
    assert take_out(backup, new) == "then"
    assert (new / "history.db").read_bytes() == HISTORY
    assert (new / "vault.key").read_bytes() == KEYS
    assert sorted(path.name for path in new.iterdir()) == ["history.db", "vault.key"]
    with opened(backup) as contents:
        assert (contents.vault_id, contents.database_bytes) == ("id", len(HISTORY))
        assert contents.flaws() == []


@pytest.mark.skipif(os.name != "posix", reason="modes of files")
def test_only_the_owner_reads_it(tmp_path: Path, new: Path) -> None:
    backup = tmp_path / "b"
    write(backup, "present")
    take_out(backup, new)
    for path in (backup, new / "history.db", new / "vault.key"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_progress_reaches_the_end(backup: Path) -> None:
    told: list[tuple[int, int]] = []
    with opened(backup) as contents:
        contents.flaws(lambda done, total: told.append((done, total)))
    assert told[-1] == (len(HISTORY), len(HISTORY))


@given(st.data(), st.sampled_from(FORMATS))
def test_a_flipped_bit_is_always_noticed(data: st.DataObject, form: str) -> None:
    """And never changes what is restored."""
    with tempfile.TemporaryDirectory() as name:
        path, new = Path(name) / "backup", Path(name) / "new"
        new.mkdir()
        write(path, form)
        content = bytearray(path.read_bytes())
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] ^= 1 << data.draw(st.integers(0, 7))
        path.write_bytes(content)
        try:
            with opened(path) as contents:
                assert contents.flaws()
            take_out(path, new)
        except (BackupInvalid, VaultNewer):
            assert list(new.iterdir()) == []
        else:
            assert (new / "history.db").read_bytes() == HISTORY
            assert (new / "vault.key").read_bytes() == KEYS


@pytest.mark.parametrize("at", [0, 20, 60, 4000, 4096, 18_000, 18_432, 32_000])
def test_damage_to_the_beginning_or_to_one_slot_is_no_loss(
    tmp_path: Path, new: Path, at: int
) -> None:
    path = tmp_path / "b"
    write(path, "present")
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)
    take_out(path, new)
    assert (new / "history.db").read_bytes() == HISTORY


@given(st.binary(max_size=300), st.booleans())
def test_any_bytes_are_refused_in_words(content: bytes, has_magic: bool) -> None:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "b"
        path.write_bytes((MAGIC if has_magic else b"") + content)
        with pytest.raises((BackupInvalid, VaultNewer)) as raised, opened(path):
            pass
        assert str(raised.value)


def test_a_newer_one_is_named_so(tmp_path: Path) -> None:
    path = tmp_path / "b"
    write_first(path, [], vault_id="id", created_at="then")
    raw = path.read_bytes().replace(b'"version": 1', b'"version": 9')
    header = raw[14 + 4 + 32 :]
    path.write_bytes(raw[: 14 + 4] + hashlib.sha256(header).digest() + header)
    with pytest.raises(VaultNewer), opened(path):
        pass


@pytest.mark.parametrize("keep", [0, 10, 30, 200, 40_000, 100_000])
def test_a_cut_off_backup_leaves_nothing_behind(backup: Path, new: Path, keep: int) -> None:
    backup.write_bytes(backup.read_bytes()[:keep])
    with pytest.raises(BackupInvalid):
        take_out(backup, new)
    assert list(new.iterdir()) == []


def test_a_backup_is_not_put_over_a_file(backup: Path, new: Path) -> None:
    (new / "vault.key").write_bytes(b"other keys")
    with pytest.raises(AppError):
        take_out(backup, new)
    assert (new / "vault.key").read_bytes() == b"other keys"
    assert not (new / "history.db").exists()


def test_a_missing_folder_is_said(backup: Path, tmp_path: Path) -> None:
    with pytest.raises(VaultReadOnly):
        take_out(backup, tmp_path / "no")
    with pytest.raises(VaultReadOnly):
        write(tmp_path / "no" / "b", "present")

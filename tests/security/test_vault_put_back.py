"""A key file from elsewhere, and a vault that makes room for another."""

from dataclasses import replace
from pathlib import Path

import pytest
from vaults import PASSPHRASE, made, names

from app.domain.errors import (
    BackupInvalid,
    KeyFileDamaged,
    KeyFileUnfit,
    KeyFileWhole,
    VaultExists,
    VaultMissing,
)
from app.domain.vault import VaultState
from app.security.key_file import decode, encode
from app.security.vault import DATABASE_FILE, KEY_BACKUP, KEY_FILE, Vault


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A vault with a history that is noted."""
    folder = tmp_path / "vault"
    new, _, _ = made(folder)
    (folder / DATABASE_FILE).write_bytes(b"x" * 5000)
    new.note_database()
    return folder


@pytest.fixture
def copy(folder: Path, tmp_path: Path) -> Path:
    path = tmp_path / "from the other disk.key"
    path.write_bytes((folder / KEY_FILE).read_bytes())
    return path


@pytest.mark.parametrize("left", [None, b"", b"garbage"])
def test_a_lost_key_file_is_put_back_from_elsewhere(
    folder: Path, copy: Path, left: bytes | None
) -> None:
    (folder / KEY_BACKUP).unlink()
    (folder / KEY_FILE).unlink()
    if left is not None:
        (folder / KEY_FILE).write_bytes(left)
    Vault(folder).put_back_key_file(copy)
    Vault(folder).unlock(PASSPHRASE)
    assert (folder / KEY_FILE).stat().st_mode & 0o077 == 0
    assert copy.exists()
    if left is not None:
        assert (folder / "vault.key.damaged").read_bytes() == left


def test_a_good_key_file_is_never_replaced(folder: Path, copy: Path, tmp_path: Path) -> None:
    made(tmp_path / "other")
    before = (folder / KEY_FILE).read_bytes()
    for source in (copy, tmp_path / "other" / KEY_FILE):
        with pytest.raises(KeyFileWhole):
            Vault(folder).put_back_key_file(source)
    assert (folder / KEY_FILE).read_bytes() == before


@pytest.mark.parametrize("kind", ["missing", "empty", "cut", "flipped", "long", "folder"])
def test_what_is_no_key_file_is_not_copied(folder: Path, copy: Path, kind: str) -> None:
    raw = copy.read_bytes()
    bad = {
        "empty": b"",
        "cut": raw[:-1],
        "flipped": bytes([*raw[:40], raw[40] ^ 1, *raw[41:]]),
        "long": raw + b"x" * 100_000,
    }
    if kind in bad:
        copy.write_bytes(bad[kind])
    else:
        copy.unlink()
    if kind == "folder":
        copy.mkdir()
    (folder / KEY_FILE).unlink()
    before = names(folder)
    with pytest.raises(KeyFileUnfit) as caught:
        Vault(folder).put_back_key_file(copy)
    assert caught.value.values == {"file": copy.name}
    assert names(folder) == before


def test_a_forged_key_file_counts_as_damaged_once_that_is_known(
    folder: Path, copy: Path, tmp_path: Path
) -> None:
    """Its slot opens, but whoever changed the rest did not have the data key."""
    sealed = decode((folder / KEY_FILE).read_bytes())
    forged = encode(replace(sealed.header, has_database=False), bytes(32))
    for name in (KEY_FILE, KEY_BACKUP):
        (folder / name).write_bytes(forged)
    vault = Vault(folder)
    with pytest.raises(KeyFileWhole):
        vault.put_back_key_file(copy)
    with pytest.raises(KeyFileDamaged) as caught:
        vault.unlock(PASSPHRASE)
    assert caught.value.values["backup"] != KEY_BACKUP, "the copy is as bad"
    with pytest.raises(KeyFileDamaged):
        vault.restore_key_file()
    (tmp_path / "forged.key").write_bytes(forged)
    with pytest.raises(KeyFileUnfit):
        vault.put_back_key_file(tmp_path / "forged.key")
    vault.put_back_key_file(copy)
    vault.unlock(PASSPHRASE)


def test_where_there_is_nothing_no_key_file_is_put(tmp_path: Path, copy: Path) -> None:
    with pytest.raises(VaultMissing):
        Vault(tmp_path / "new").put_back_key_file(copy)


def test_a_vault_makes_room_and_stays(folder: Path) -> None:
    (folder / "config.toml").write_text("")
    old = (folder / KEY_FILE).read_bytes()
    vault = Vault(folder)
    keys = vault.unlock(PASSPHRASE).keys
    for _ in range(2):
        with vault.set_aside() as aside:
            assert keys.is_wiped
            assert vault.state() is VaultState.NONE
            assert aside.stat().st_mode & 0o077 == 0
        Vault(folder).create(None)
    asides = [name for name in names(folder) if name.startswith("vault-before-")]
    assert len(asides) == 2
    assert (folder / asides[0] / KEY_FILE).read_bytes() == old
    assert (folder / "config.toml").exists()
    with pytest.raises(VaultExists):
        vault.create(None)


def test_it_comes_back_when_the_other_fails(folder: Path) -> None:
    before = {name: (folder / name).read_bytes() for name in names(folder)}

    def fail() -> None:
        with Vault(folder).set_aside():
            (folder / KEY_FILE).write_bytes(b"half of another")
            raise BackupInvalid(file="x", problem="y")

    with pytest.raises(BackupInvalid):
        fail()
    assert {name: (folder / name).read_bytes() for name in names(folder)} == before


def test_an_erasure_reaches_what_was_set_aside(folder: Path) -> None:
    vault = Vault(folder)
    with vault.set_aside() as aside:
        pass
    vault.create(None)
    erased = vault.destroy()
    assert f"{aside.name}/{KEY_FILE}" in erased.overwritten
    assert f"{aside.name}/{DATABASE_FILE}" in erased.removed
    assert names(folder) == []

"""Backups: whole or refused, whatever happened to the file."""

import os
import stat
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import AppError, BackupInvalid, VaultNewer, VaultReadOnly
from app.store.backup_file import MAGIC, check_backup, read_facts, unpack, write_backup

HISTORY, KEYS = b"encrypted pages " * 40_000, b"wrapped keys"


@pytest.fixture
def files(tmp_path: Path) -> list[tuple[str, Path]]:
    made = []
    for name, data in (("history.db", HISTORY), ("vault.key", KEYS)):
        path = tmp_path / name
        path.write_bytes(data)
        made.append((name, path))
    return made


@pytest.fixture
def backup(tmp_path: Path, files: list[tuple[str, Path]]) -> Path:
    path = tmp_path / "all.snugbackup"
    write_backup(path, files, vault_id="id", created_at="2026-11-24T10:00:00+00:00")
    return path


def targets(folder: Path) -> list[tuple[str, Path]]:
    folder.mkdir(exist_ok=True)
    return [("history.db", folder / "history.db"), ("vault.key", folder / "vault.key")]


def test_what_went_in_comes_out(backup: Path, tmp_path: Path) -> None:
    facts = unpack(backup, targets(tmp_path / "new"))
    assert (tmp_path / "new" / "history.db").read_bytes() == HISTORY
    assert (tmp_path / "new" / "vault.key").read_bytes() == KEYS
    assert facts == read_facts(backup) == check_backup(backup)
    assert facts.vault_id == "id"
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == [
        "history.db",
        "vault.key",
    ]


@pytest.mark.skipif(os.name != "posix", reason="modes of files")
def test_only_the_owner_reads_it(backup: Path, tmp_path: Path) -> None:
    unpack(backup, targets(tmp_path / "new"))
    for path in (backup, tmp_path / "new" / "history.db", tmp_path / "new" / "vault.key"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_progress_reaches_the_end(tmp_path: Path, files: list[tuple[str, Path]]) -> None:
    told: list[tuple[int, int]] = []
    write_backup(
        tmp_path / "b", files, vault_id="", created_at="",
        on_bytes=lambda done, total: told.append((done, total)),
    )  # fmt: skip
    assert told[-1] == (len(HISTORY) + len(KEYS),) * 2


@given(st.data())
def test_a_flipped_bit_is_always_noticed(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "small"
        source.write_bytes(b"some pages")
        path = folder / "backup"
        write_backup(path, [("history.db", source)], vault_id="id", created_at="now")
        content = bytearray(path.read_bytes())
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] ^= 1 << data.draw(st.integers(0, 7))
        path.write_bytes(content)
        with pytest.raises(BackupInvalid):
            check_backup(path)


@given(st.binary(max_size=300), st.booleans())
def test_any_bytes_are_refused_in_words(content: bytes, has_magic: bool) -> None:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "b"
        path.write_bytes((MAGIC if has_magic else b"") + content)
        with pytest.raises((BackupInvalid, VaultNewer)) as raised:
            check_backup(path)
        assert str(raised.value)


@pytest.mark.parametrize("keep", [0, 10, 30, 200, 100_000])
def test_a_cut_off_backup_leaves_nothing_behind(backup: Path, tmp_path: Path, keep: int) -> None:
    backup.write_bytes(backup.read_bytes()[:keep])
    with pytest.raises(BackupInvalid):
        unpack(backup, targets(tmp_path / "new"))
    assert list((tmp_path / "new").iterdir()) == []


def test_a_backup_is_not_put_over_a_file(backup: Path, tmp_path: Path) -> None:
    places = targets(tmp_path / "new")
    places[1][1].write_bytes(b"other keys")
    with pytest.raises(AppError):
        unpack(backup, places)
    assert places[1][1].read_bytes() == b"other keys"
    assert not places[0][1].exists()


def test_a_missing_folder_is_said(tmp_path: Path, files: list[tuple[str, Path]]) -> None:
    with pytest.raises(VaultReadOnly):
        write_backup(tmp_path / "no" / "b", files, vault_id="", created_at="")


def test_the_backup_before_stays_when_a_new_one_fails(
    backup: Path, files: list[tuple[str, Path]], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = backup.read_bytes()

    def fail(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(AppError, match="disk"):
        write_backup(backup, files, vault_id="id", created_at="now")
    assert backup.read_bytes() == before
    assert [path.name for path in backup.parent.iterdir() if "part" in path.name] == []

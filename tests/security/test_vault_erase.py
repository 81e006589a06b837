"""Erasing everything: the keys first, and the truth about it."""

import errno
from pathlib import Path

import pytest
from vaults import CHEAP, PASSPHRASE, made, names

from app.domain.errors import (
    KeyFileDamaged,
)
from app.domain.vault import VaultState
from app.security import vault
from app.security.vault import DATABASE_FILE, KEY_BACKUP, KEY_FILE, Vault


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "vault"


def test_everything_is_erased_keys_first(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new, made_keys, _ = made(folder)
    for name in (DATABASE_FILE, DATABASE_FILE + "-wal", ".vault-key-left", "unrelated"):
        (folder / name).write_bytes(b"x" * 5000)
    order: list[str] = []
    unlink = Path.unlink

    def watched(path: Path, **options: bool) -> None:
        if path.name != DATABASE_FILE and not path.name.startswith(DATABASE_FILE):
            assert b"SNUGKEYS" not in path.read_bytes()
        order.append(path.name)
        unlink(path, **options)

    monkeypatch.setattr(Path, "unlink", watched)
    erased = new.destroy()
    keys_gone = (KEY_FILE, KEY_BACKUP, ".vault-key-left")
    assert erased.overwritten == keys_gone
    assert erased.removed == (*keys_gone, DATABASE_FILE, DATABASE_FILE + "-wal")
    assert tuple(order) == erased.removed
    assert erased.left == ()
    assert names(folder) == ["unrelated"]
    assert made_keys.is_wiped
    assert new.state() is VaultState.NONE
    assert new.destroy() == vault.Erased((), (), ())
    monkeypatch.undo()
    new.create("a new one", kdf=CHEAP)


def test_what_could_not_be_erased_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new, _, _ = made(folder)

    def refuse(path: Path, **_: bool) -> None:
        raise PermissionError(errno.EACCES, "in use")

    monkeypatch.setattr(Path, "unlink", refuse)
    erased = new.destroy()
    assert erased.removed == ()
    assert erased.left == (KEY_FILE, KEY_BACKUP)
    assert erased.overwritten == (KEY_FILE, KEY_BACKUP)
    monkeypatch.undo()
    with pytest.raises(KeyFileDamaged):
        Vault(folder).unlock(PASSPHRASE)

"""Kills at any moment of a key change; `tests/bench/kill_key_changes.py` does a hundred."""

import os
import sys
import time
from pathlib import Path

import pytest
from key_change_kills import kill_changes

from app.security.vault import KEY_BACKUP, KEY_FILE, Vault

KILLS = int(os.environ.get("SNUG_KILLS", "8"))


@pytest.mark.skipif(sys.platform == "win32", reason="kills as POSIX does")
@pytest.mark.timeout(60 + 5 * KILLS)
def test_after_every_kill_the_old_or_the_new_passphrase_opens(tmp_path: Path) -> None:
    folder = tmp_path / "vault"
    report = kill_changes(folder, KILLS)
    assert not report.failures
    assert report.kills == KILLS
    assert report.changes > 0


def test_what_kills_left_is_swept(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "vault")
    vault.create(None)
    long_ago = time.time() - 3600
    for number in range(20):
        path = vault.folder / f".vault-key-{number}"
        path.write_bytes(b"half")
        os.utime(path, (long_ago, long_ago))
    Vault(vault.folder).unlock_unprotected()
    assert sorted(path.name for path in vault.folder.iterdir()) == [KEY_FILE, KEY_BACKUP]

"""`snug vault create` says what can happen where it should not be."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("folder", "is_warned"),
    [("Dropbox/snug", True), ("snug", False), ("Nextcloud/deep/snug", True)],
)
def test_a_synced_folder_is_warned_of(tmp_path: Path, folder: str, is_warned: bool) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "app",
            "--home",
            str(tmp_path / folder),
            "vault",
            "create",
            "--no-passphrase",
        ],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        cwd=ROOT,
    )
    assert ("conversations can be lost" in done.stderr) is is_warned
    assert ("put backups there instead" in done.stderr) is is_warned
    assert (tmp_path / folder / "vault.key").exists()

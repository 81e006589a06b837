"""Places where a database should not lie are recognised; ordinary ones are left in peace."""

from pathlib import Path, PureWindowsPath

import pytest

from app.config.folder_kind import FolderKind, folder_kind

MOUNTS = """/dev/sda1 / ext4 rw 0 0
server:/export /home/mina/work nfs4 rw 0 0
//nas/share /mnt/nas\\040drive cifs rw 0 0
/dev/sdb1 /home/mina/work/local ext4 rw 0 0
broken
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/home/mina/.local/share/snug", FolderKind.LOCAL),
        ("/home/mina/work/snug", FolderKind.NETWORK),
        ("/home/mina/work/local/snug", FolderKind.LOCAL),
        ("/mnt/nas drive/snug", FolderKind.NETWORK),
        ("/home/mina/Dropbox/snug", FolderKind.SYNCED),
        ("/home/mina/Dropbox (사무실)/snug", FolderKind.SYNCED),
        ("/Users/mina/Library/Mobile Documents/com~apple~CloudDocs/snug", FolderKind.SYNCED),
        ("/home/mina/OneDrive - 병원/snug", FolderKind.SYNCED),
        ("/home/mina/MEGA/snug", FolderKind.SYNCED),
        ("/home/mina/megalith/snug", FolderKind.LOCAL),
        ("/home/mina/dropper/snug", FolderKind.LOCAL),
    ],
)
def test_a_place_is_recognised(folder: str, kind: FolderKind) -> None:
    assert folder_kind(Path(folder), MOUNTS) is kind


def test_a_share_of_windows_is_a_network_drive() -> None:
    share = PureWindowsPath(r"\\nas\share\snug")
    assert folder_kind(share, "") is FolderKind.NETWORK  # type: ignore[arg-type]


def test_this_machine_answers(tmp_path: Path) -> None:
    assert folder_kind(tmp_path) in FolderKind

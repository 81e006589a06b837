"""What kind of place a folder is: a network drive or a folder that another program copies about.

An encrypted database there can be copied while it is written, or written on two machines at once.
Told by the file system's type and by the names that synchronising programs give their folders; a
drive that hides both is not recognised.
"""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Final

_NETWORK_TYPES: Final = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afpfs", "webdav", "davfs", "ncpfs", "afs", "ceph"}
    | {"fuse.sshfs", "fuse.rclone", "fuse.davfs2", "fuse.gvfsd-fuse", "fuse.s3fs", "glusterfs"}
)
_SYNC_BEGINNINGS: Final = (
    "dropbox", "onedrive", "google drive", "googledrive", "icloud", "nextcloud", "owncloud",
    "pcloud", "mega", "syncthing", "box sync", "com~apple~clouddocs", "mobile documents",
    "naver mybox", "mybox", "seafile", "yandex.disk",
)  # fmt: skip
_WHOLE_NAMES: Final = frozenset({"mega", "box sync", "mybox"})
"""Too short or too common to be looked for at the beginning of other names."""


class FolderKind(StrEnum):
    """Where a folder lies."""

    LOCAL = "local"
    NETWORK = "network"
    SYNCED = "synced"


def folder_kind(folder: Path, mounts: str | None = None) -> FolderKind:
    """What kind of place a folder is; `mounts` in place of this system's own table (proc(5))."""
    parts = [part.casefold() for part in folder.parts]
    if any(_is_synced(part) for part in parts):
        return FolderKind.SYNCED
    if folder.drive.startswith("\\\\"):  # \\server\share
        return FolderKind.NETWORK
    kind = _file_system(folder, _mounts() if mounts is None else mounts)
    return FolderKind.NETWORK if kind in _NETWORK_TYPES else FolderKind.LOCAL


def _is_synced(part: str) -> bool:
    if part in _WHOLE_NAMES:
        return True
    return any(part.startswith(name) for name in _SYNC_BEGINNINGS if name not in _WHOLE_NAMES)


def _mounts() -> str:
    if sys.platform != "linux":
        return ""
    try:
        return Path("/proc/self/mounts").read_text("utf-8", "replace")
    except OSError:
        return ""


def _file_system(folder: Path, mounts: str) -> str:
    """The type of the file system that the longest mount point above the folder has."""
    best, kind = -1, ""
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:  # device, place, type
            continue
        place = Path(fields[1].replace("\\040", " "))
        if folder.is_relative_to(place) and len(place.parts) >= best:
            best, kind = len(place.parts), fields[2]
    return kind

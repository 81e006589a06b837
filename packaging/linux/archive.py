"""Archives and trees that come out the same, byte by byte, from the same files."""

from __future__ import annotations

import gzip
import io
import os
import shutil
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

LEVEL = 5
"""Of compression: half of a package are models, which nothing makes smaller."""


def settle_times(folder: Path, epoch: int) -> None:
    """Give everything below a folder, and itself, one time of change."""
    for path in [*folder.rglob("*"), folder]:
        os.utime(path, (epoch, epoch), follow_symlinks=False)


def entries(folder: Path) -> Iterator[Path]:
    """Yield everything below a folder, by name, folders before what is in them."""
    for path in sorted(folder.iterdir(), key=lambda each: each.name):
        yield path
        if path.is_dir() and not path.is_symlink():
            yield from entries(path)


def write_tar(folder: Path, top: str, epoch: int, target: BinaryIO) -> None:
    """Write a tar of a folder under the name `top`, of owner root, with one time for all."""
    with tarfile.open(fileobj=target, mode="w", format=tarfile.GNU_FORMAT) as tar:
        for path in [folder, *entries(folder)]:
            relative = path.relative_to(folder).as_posix()
            info = tar.gettarinfo(str(path), top if relative == "." else f"{top}/{relative}")
            info.uid = info.gid = 0
            info.uname = info.gname = "root"
            info.mtime = epoch
            if info.isreg():
                with path.open("rb") as file:
                    tar.addfile(info, file)
            else:
                tar.addfile(info)


def write_tar_gz(folder: Path, top: str, epoch: int, target: BinaryIO) -> None:
    """Write a tar of a folder, compressed so that every system can open it."""
    with gzip.GzipFile("", "wb", LEVEL, target, mtime=0) as packed:
        buffered = io.BufferedWriter(packed, 1 << 20)
        write_tar(folder, top, epoch, buffered)
        buffered.flush()


def gzipped(data: bytes) -> bytes:
    """Return data compressed without a name or time."""
    return gzip.compress(data, 9, mtime=0)


def copy_tree(source: Path, target: Path, *, link: bool = False) -> None:
    """Copy a folder into one that may be there; large files as hard links where `link` says so."""
    shutil.copytree(
        source,
        target,
        symlinks=True,
        dirs_exist_ok=True,
        copy_function=os.link if link else shutil.copyfile,
    )

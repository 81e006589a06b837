"""Small private files: whole or not at all, for their owner alone, and what a failure leaves."""

import errno
import os
import stat
import sys
import time
from pathlib import Path

import pytest

from app.domain.errors import VaultDiskFull, VaultReadOnly
from app.security import private_file
from app.security.private_file import (
    NotARegularFile,
    create_whole,
    overwrite,
    read_bounded,
    replace_whole,
    sweep,
    write_error,
)

posix = pytest.mark.skipif(sys.platform == "win32", reason="rights are those of POSIX")
PREFIX = ".test-"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "file"
    for data in (b"one", b"", b"two" * 100_000):
        replace_whole(path, data, PREFIX)
        assert path.read_bytes() == data
        assert names(tmp_path) == ["file"]


@posix
def test_only_the_owner_reads_whatever_the_mask_says(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        replace_whole(tmp_path / "replaced", b"x", PREFIX)
        create_whole(tmp_path / "created", b"x", PREFIX)
    finally:
        os.umask(before)
    assert mode(tmp_path / "replaced") == mode(tmp_path / "created") == 0o600


def test_creating_never_overwrites(tmp_path: Path) -> None:
    path = tmp_path / "file"
    create_whole(path, b"first", PREFIX)
    with pytest.raises(FileExistsError):
        create_whole(path, b"second", PREFIX)
    assert path.read_bytes() == b"first"
    assert names(tmp_path) == ["file"]
    assert path.stat().st_nlink == 1


@posix
def test_creating_works_where_links_do_not_exist(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    path = tmp_path / "file"
    create_whole(path, b"first", PREFIX)
    with pytest.raises(FileExistsError):
        create_whole(path, b"second", PREFIX)
    assert path.read_bytes() == b"first"
    assert names(tmp_path) == ["file"]


@pytest.mark.parametrize("failing", ["_flush", "read_bounded"])
def test_a_failure_leaves_the_old_file_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    path = tmp_path / "file"
    replace_whole(path, b"old", PREFIX)

    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(private_file, failing, fail)
    with pytest.raises(OSError, match="full"):
        replace_whole(path, b"new", PREFIX)
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["file"]


def test_a_disk_that_lies_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    replace_whole(path, b"old", PREFIX)
    monkeypatch.setattr(private_file, "read_bounded", lambda path, limit: b"other")
    with pytest.raises(OSError, match="other bytes"):
        replace_whole(path, b"new", PREFIX)
    assert path.read_bytes() == b"old"


def test_reading_is_bounded(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x" * 1000)
    assert read_bounded(path, 10) == b"x" * 11
    assert read_bounded(path, 1000) == b"x" * 1000
    with pytest.raises(NotARegularFile):
        read_bounded(tmp_path, 10)
    with pytest.raises(FileNotFoundError):
        read_bounded(tmp_path / "none", 10)


@posix
def test_a_pipe_does_not_hold_the_reader(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(NotARegularFile):
        read_bounded(tmp_path / "pipe", 10)


def test_what_a_kill_left_is_swept_what_is_being_written_is_not(tmp_path: Path) -> None:
    now = time.time()
    for name, age in ((".test-old", 3600.0), (".test-new", 0.0), (".test-future", -86_400.0),
                      ("file", 3600.0), (".other-old", 3600.0)):  # fmt: skip
        (tmp_path / name).write_bytes(b"x")
        os.utime(tmp_path / name, (now - age, now - age))
    assert sweep(tmp_path, PREFIX) == [".test-future", ".test-old"]
    assert names(tmp_path) == [".other-old", ".test-new", "file"]
    assert sweep(tmp_path / "none", PREFIX) == []


def test_overwriting_replaces_every_byte(tmp_path: Path) -> None:
    path = tmp_path / "file"
    secret = b"secret words " * 20_000
    path.write_bytes(secret)
    twin = tmp_path / "twin"
    twin.hardlink_to(path)
    overwrite(path)
    found = twin.read_bytes()  # the same bytes on the disk, not a new file
    assert len(found) == len(secret)
    assert b"secret" not in found


@pytest.mark.parametrize(
    ("code", "kind"),
    [(errno.ENOSPC, VaultDiskFull), (errno.EDQUOT, VaultDiskFull), (errno.EROFS, VaultReadOnly),
     (errno.EACCES, VaultReadOnly), (errno.EIO, VaultReadOnly)],
)  # fmt: skip
def test_what_stood_in_the_way_is_said(code: int, kind: type, tmp_path: Path) -> None:
    error = write_error(OSError(code, "words of the system"), tmp_path)
    assert type(error) is kind
    assert error.detail == errno.errorcode[code]
    assert str(tmp_path) in str(error)

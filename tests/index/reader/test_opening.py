"""Only ordinary files are opened, and none that a link leads to from elsewhere."""

import os
import sys
from pathlib import Path

import pytest

from app.domain.documents import ReadingLimits, Refusal
from app.index.parsers.refusing import Refused
from app.index.reader.opening import opened


def reason(path: Path, inside: Path | None = None, most: int = 1000) -> Refusal:
    with (
        pytest.raises(Refused) as caught,
        opened(path, inside, ReadingLimits(file_bytes=most)),
    ):
        pass
    return caught.value.reason


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "a.txt").write_text("text")
    (tmp_path / "outside.txt").write_text("secret")
    return inside


def test_an_ordinary_file_is_opened(folder: Path) -> None:
    with opened(folder / "a.txt", folder, ReadingLimits()) as file:
        assert file.read() == b"text"


def test_what_is_no_ordinary_file_is_refused(folder: Path) -> None:
    assert reason(folder) is Refusal.NOT_A_FILE
    assert reason(folder / "none") is Refusal.MISSING
    assert reason(folder / "a.txt" / "b") is Refusal.MISSING
    assert reason(folder / "a.txt", most=3) is Refusal.TOO_LARGE
    (folder / "empty").write_bytes(b"")
    assert reason(folder / "empty") is Refusal.EMPTY


@pytest.mark.skipif(sys.platform == "win32", reason="of POSIX")
def test_pipes_and_devices_are_refused_without_waiting(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    assert reason(folder / "pipe") is Refusal.NOT_A_FILE
    assert reason(Path("/dev/zero")) is Refusal.NOT_A_FILE
    assert reason(Path("/proc/self/environ")) in (Refusal.EMPTY, Refusal.FORBIDDEN)


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_links_are_followed_inside_alone(folder: Path) -> None:
    (folder / "in").symlink_to(folder / "a.txt")
    (folder / "out").symlink_to(folder.parent / "outside.txt")
    (folder / "up").symlink_to(folder.parent)
    (folder / "circle").symlink_to(folder / "circle")
    with opened(folder / "in", folder, ReadingLimits()) as file:
        assert file.read() == b"text"
    assert reason(folder / "out", folder) is Refusal.NOT_A_FILE
    assert reason(folder / "up" / "outside.txt", folder) is Refusal.NOT_A_FILE
    assert reason(folder / ".." / "outside.txt", folder) is Refusal.NOT_A_FILE
    assert reason(folder / "circle", folder) is Refusal.NOT_A_FILE


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="nothing is forbidden to root"
)
def test_a_file_without_rights_is_forbidden(folder: Path) -> None:
    (folder / "a.txt").chmod(0)
    assert reason(folder / "a.txt") is Refusal.FORBIDDEN

"""What is noted beside a file that arrives: read again as it was, and never believed blindly."""

import errno
import hashlib
import json
import os
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.hub import HubFile
from app.hub import journal as journals
from app.hub.host.asking import Failure, offered, refusal
from app.hub.host.part import opened
from app.hub.journal import Journal, Piece
from app.hub.messages import Fault

FILE = HubFile("Q4/a-Q4_0.gguf", 1000, "ab" * 32)
JOURNAL = Journal(
    "1a2b", "room/a:Q4_0", "room/a", "room/a", "c" * 40, (Piece(FILE, "a-Q4_0.gguf"),)
)


def test_it_is_read_as_it_was_written(tmp_path: Path) -> None:
    journal = JOURNAL.keeping("a-Q4_0.gguf", 400)
    journals.write(tmp_path, journal)
    assert journals.journals(tmp_path) == [journal]
    journals.part_of(tmp_path, journal.pieces[0]).write_bytes(b"x")
    journals.remove(tmp_path, journal, with_parts=True)
    assert list(tmp_path.iterdir()) == []
    assert journals.journals(tmp_path / "nowhere") == []


@pytest.mark.parametrize(
    "change",
    [
        {"format": 2},
        {"repository": "../../etc"},
        {"commit": "main"},
        {"id": ""},
        {"wanted": 7},
        {"files": []},
        {"files": [{"file": "a.gguf", "bytes": 0, "sha256": "ab" * 32, "name": "a", "kept": 0}]},
    ],
)
def test_what_is_no_journal_is_left_alone(tmp_path: Path, change: dict[str, Any]) -> None:
    journals.write(tmp_path, JOURNAL)
    (path,) = tmp_path.iterdir()
    path.write_text(json.dumps({**json.loads(path.read_bytes()), **change}))
    assert journals.journals(tmp_path) == []
    assert path.exists()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("name", "../up.gguf"),
        ("name", "/etc/a.gguf"),
        ("kept", 1001),
        ("kept", -1),
        ("sha256", "x"),
    ],
)
def test_nor_one_that_leads_elsewhere(tmp_path: Path, key: str, value: object) -> None:
    journals.write(tmp_path, JOURNAL)
    (path,) = tmp_path.iterdir()
    values = json.loads(path.read_bytes())
    values["files"][0][key] = value
    path.write_text(json.dumps(values))
    assert journals.journals(tmp_path) == []


@given(st.binary(max_size=200))
def test_any_bytes_may_lie_there(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    folder = tmp_path_factory.mktemp("j")
    (folder / "a.gguf.part.json").write_bytes(data)
    assert journals.journals(folder) == []


# --- the part -------------------------------------------------------------------------------------


def test_a_part_goes_on_from_what_is_safe(tmp_path: Path) -> None:
    path = str(tmp_path / "a.part")
    with opened(path) as part:
        part.write(b"one")
        part.sync()
        part.write(b"torn")
    with opened(path) as part:
        part.take_up(3, lambda: None)
        assert (part.done, part.kept) == (3, 3)
        part.write(b"two")
        assert part.sha256() == hashlib.sha256(b"onetwo").hexdigest()
    assert Path(path).read_bytes() == b"onetwo"
    assert Path(path).stat().st_mode & 0o077 == 0


@pytest.mark.skipif(sys.platform == "win32", reason="locks of POSIX")
def test_one_at_a_time_has_it_and_it_is_never_a_link(tmp_path: Path) -> None:
    path = tmp_path / "a.part"
    with opened(str(path)), pytest.raises(Failure) as caught, opened(str(path)):
        pass
    assert caught.value.fault is Fault.IN_USE
    (link := tmp_path / "b.part").symlink_to(path)
    with pytest.raises(Failure) as caught, opened(str(link)):
        pass
    assert caught.value.fault is Fault.DISK


def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int, _data: object) -> int:
        raise OSError(errno.ENOSPC, "full")

    with opened(str(tmp_path / "a.part")) as part:
        part.write(b"fits")
        part.sync()
        monkeypatch.setattr(os, "write", full)
        with pytest.raises(Failure) as caught:
            part.write(b"does not")
    assert caught.value.fault is Fault.DISK_FULL
    assert (part.done, part.kept) == (4, 4)


# --- what a hub says ------------------------------------------------------------------------------


def test_only_sound_files_with_a_checksum_are_offered() -> None:
    def listed(name: object, size: object = 10, sha256: object = "ab" * 32) -> SimpleNamespace:
        return SimpleNamespace(rfilename=name, size=size, lfs=SimpleNamespace(sha256=sha256))

    bad: list[object] = [
        listed("../up.gguf"), listed("/a.gguf"), listed("a\\b.gguf"), listed("a\n.gguf"),
        listed(".a.gguf"), listed("b/.a.gguf"), listed("a.bin"), listed(7), listed("x" * 300),
        listed("a.gguf", 0), listed("a.gguf", -1), listed("a.gguf", "10"), listed("a.gguf", True),
        listed("a.gguf", 1 << 60), listed("a.gguf", 10, None), listed("a.gguf", 10, "AB" * 32),
        SimpleNamespace(rfilename="a.gguf", size=10, lfs=None),
    ]  # fmt: skip
    good = listed("Q4/a-Q4_0.gguf")
    assert offered([*bad, good]) == (HubFile("Q4/a-Q4_0.gguf", 10, "ab" * 32),)


# --- what a status means --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "headers", "fault", "after"),
    [
        (429, {"retry-after": "7"}, Fault.BUSY, 7),
        (429, {"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}, Fault.BUSY, 0),
        (503, {"retry-after": "soon"}, Fault.BUSY, None),
        (401, {"x-error-code": "GatedRepo"}, Fault.GATED, None),
        (
            401,
            {"x-error-message": "Invalid credentials in Authorization header"},
            Fault.GATED,
            None,
        ),
        (401, {}, Fault.UNKNOWN, None),
        (403, {}, Fault.GATED, None),
        (404, {}, Fault.UNKNOWN, None),
        (418, {}, Fault.ANSWER, None),
    ],
)
def test_statuses(status: int, headers: dict[str, str], fault: Fault, after: float | None) -> None:
    failure = refusal(status, headers, "")
    assert (failure.fault, failure.after) == (fault, after)
    assert failure.may_pass is (fault is Fault.BUSY)

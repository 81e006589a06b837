"""What belongs to downloads, built when somebody asks for them and not before."""

import threading
from functools import cached_property
from typing import TYPE_CHECKING

from app.config.machine import hardware
from app.config.paths import Paths
from app.config.settings import Settings
from app.security.network_gate import NetworkGate
from app.services.event_bus import EventBus
from app.services.first_look import SHARE_OF_MEMORY
from app.services.jobs import JobRunner
from app.services.model_library import ModelLibrary
from app.services.open_vault import KeptHistory

if TYPE_CHECKING:
    from app.services.downloads import DownloadService
    from app.services.pins import Pins


class DownloadServices:
    """Downloads of models and what they were resolved to, built when somebody asks for them.

    No window opens later because of them. Safe to use from several threads.
    """

    def __init__(
        self,
        paths: Paths,
        library: ModelLibrary,
        gate: NetworkGate,
        settings: Settings,
        bus: EventBus,
        jobs: JobRunner,
    ) -> None:
        self._paths = paths
        self._library = library
        self._gate = gate
        self._settings = settings
        self._bus = bus
        self._jobs = jobs
        self._building = threading.RLock()
        self._history: KeptHistory | None = None
        self._waiting_pins = paths.models / ".pins.json"

    @cached_property
    def pins(self) -> "Pins":
        """Which files models were resolved to."""
        from app.services.pins import Pins

        with self._building:
            pins = Pins(self._waiting_pins)
            if self._history is not None:
                pins.opened(self._history)
            return pins

    @cached_property
    def downloads(self) -> "DownloadService":
        """All downloads of this program."""
        from app.hub.client import HubClient
        from app.services.downloads import DownloadService
        from app.services.hub_errands import HubErrands

        with self._building:
            errands = HubErrands(
                self._paths,
                HubClient(self._paths.models),
                self._gate,
                self._settings,
                self.pins,
                lambda: int(hardware().memory_total * SHARE_OF_MEMORY),
            )
            return DownloadService(self._library, errands, self._bus, self._jobs.on_defect)

    def opened(self, history: KeptHistory) -> None:
        """A vault was opened: it takes the pins that waited."""
        with self._building:
            self._history = history
            if "pins" in self.__dict__:
                self.pins.opened(history)
            elif self._waiting_pins.exists():
                _ = self.pins  # which opens them

    def closing(self) -> None:
        """The vault is about to be closed."""
        with self._building:
            self._history = None
            if "pins" in self.__dict__:
                self.pins.closing()

    def close(self) -> None:
        """Pause what runs."""
        if "downloads" in self.__dict__:
            self.downloads.close()

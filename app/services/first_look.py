"""What a first start finds here: the machine, the model that is ready, and others that would do."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from app.catalog.elsewhere import models_elsewhere
from app.config.machine import hardware
from app.domain.errors import AppError
from app.domain.models import CatalogEntry, Device, FoundModel, Hardware, InstalledModel, Task
from app.services.model_library import ModelLibrary
from app.services.models import ModelService

SHARE_OF_MEMORY: Final = 0.6
_SHARE_OF_GPU: Final = 0.85
"""What a model's file may take, so that its context and everything else has room as well."""
_GPUS: Final = ("gpu",)
_MOST_PLANNED: Final = 8


@dataclass(frozen=True, slots=True)
class FirstLook:
    """What was found. `room_bytes` is about how large a model file may be."""

    hardware: Hardware
    gpu: Device | None
    ready: InstalledModel | None
    """The chat model that answers now."""
    better: CatalogEntry | None
    """The largest chat model of the catalog that would fit and is not here, above `ready`."""
    elsewhere: tuple[FoundModel, ...]
    """Chat models of other programs that fit, the largest first."""
    room_bytes: int


class FirstLookService:
    """Looks; changes and copies nothing."""

    def __init__(
        self,
        models: ModelService,
        library: ModelLibrary,
        find: Callable[[], list[FoundModel]] = models_elsewhere,
    ) -> None:
        self._models = models
        self._library = library
        self._find = find

    def look(self) -> FirstLook:
        """Look around; takes a second or two."""
        machine = hardware()
        gpu, ready = self._gpu(), self._models.state.model
        room = _room(machine, gpu)
        fitting = [
            each.entry
            for each in self._library.list()
            if each.entry is not None
            and each.entry.task is Task.CHAT
            and each.path is None
            and each.entry.bytes <= room
            and (ready is None or (not each.entry.starter and each.entry.bytes > ready.bytes))
        ]
        return FirstLook(
            hardware=machine,
            gpu=gpu,
            ready=ready,
            better=max(fitting, key=lambda entry: entry.bytes, default=None),
            elsewhere=self._elsewhere(room),
            room_bytes=room,
        )

    def room_bytes(self) -> int:
        """About how large a model file may be here; starts the engine if need be."""
        return _room(hardware(), self._gpu())

    def _gpu(self) -> Device | None:
        try:
            devices = self._models.report().devices
        except AppError:  # the engine says so itself where it matters
            return None
        found = [each for each in devices if each.kind in _GPUS]
        return max(found, key=lambda each: each.total_bytes, default=None)

    def _elsewhere(self, room: int) -> tuple[FoundModel, ...]:
        found = [each for each in self._find() if each.bytes <= room]
        found.sort(key=lambda each: -each.bytes)
        return tuple(each for each in found[:_MOST_PLANNED] if self._fits(each))

    def _fits(self, found: FoundModel) -> bool:
        """Whether its plan fits; what is damaged, or no chat model, does not."""
        try:
            _, plan = self._models.plan(str(found.path))
        except AppError:
            return False
        return plan.fits


def _room(machine: Hardware, gpu: Device | None) -> int:
    room = int(machine.memory_total * SHARE_OF_MEMORY)
    return room if gpu is None else max(room, int(gpu.total_bytes * _SHARE_OF_GPU))

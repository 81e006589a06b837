"""What a first start finds here: the machine, the model that is ready, and others that would do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from app.catalog.elsewhere import models_elsewhere
from app.config.machine import hardware
from app.domain.errors import AppError
from app.domain.models import Device, FoundModel, Hardware, InstalledModel, Task
from app.services.model_library import ListedModel, ModelLibrary
from app.services.model_pace import SHARE_OF_GPU, Pace
from app.services.model_picks import Pick, PickKind, picks
from app.services.models import ModelService

SHARE_OF_MEMORY: Final = 0.6
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
    better: ListedModel | None
    """One that would answer better than `ready` and fits easily; None where none is known."""
    elsewhere: tuple[FoundModel, ...]
    """Chat models of other programs that fit, the largest first."""
    room_bytes: int
    small: ListedModel | None = None
    """The starter model, where no model answers yet and it did not come with Snug."""


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

    def look(self, language: str) -> FirstLook:
        """Look around, for a person who speaks a language; takes a second or two."""
        machine = hardware()
        gpu, ready = self._gpu(), self._models.state.model
        room = _room(machine, gpu)
        listed = self._library.list()
        return FirstLook(
            hardware=machine,
            gpu=gpu,
            ready=ready,
            better=_better(picks(listed, room, language, Pace.of(machine, gpu)), ready),
            elsewhere=self._elsewhere(room),
            room_bytes=room,
            small=_small(listed) if ready is None else None,
        )

    def room_bytes(self) -> int:
        """About how large a model file may be here; starts the engine if need be."""
        return _room(hardware(), self._gpu())

    def room_and_pace(self) -> tuple[int, Pace]:
        """The same, and about how fast models write here."""
        machine, gpu = hardware(), self._gpu()
        return _room(machine, gpu), Pace.of(machine, gpu)

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
    return room if gpu is None else max(room, int(gpu.total_bytes * SHARE_OF_GPU))


def _better(offered: Sequence[Pick], ready: InstalledModel | None) -> ListedModel | None:
    """The balanced one, or else the best, where it is larger than what is here."""
    kinds = (PickKind.BALANCED, PickKind.BEST)
    found = (each for kind in kinds for each in offered if each.kind is kind)
    least = ready.bytes if ready is not None else 0
    larger = (each.model for each in found if each.model.path is None and each.bytes > least)
    return next(larger, None)


def _small(listed: Sequence[ListedModel]) -> ListedModel | None:
    """The starter model for conversations, where it is not here."""
    for each in listed:
        entry = each.entry
        if entry is not None and entry.starter and entry.task is Task.CHAT and each.path is None:
            return each
    return None

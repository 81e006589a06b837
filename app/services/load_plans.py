"""Plans loads from the settings, the remedies that were taken, and what failed before."""

import threading
from dataclasses import dataclass, replace
from pathlib import Path

from app.catalog.gguf import check_tail, read_header, with_parts
from app.catalog.library import Library
from app.catalog.placement import plan_load, shortage
from app.catalog.remedies import Attempt, when_it_failed, when_too_large
from app.config import settings as options
from app.config.machine import hardware, usable_cores
from app.config.setting_types import ScalarT, Setting
from app.config.settings import Settings
from app.domain.errors import (
    AppError,
    EngineCrashed,
    LoadFailedBefore,
    ModelNotForChat,
    ModelRefused,
    ModelTooLarge,
    OutOfMemory,
)
from app.domain.models import Device, GgufHeader, Hardware, InstalledModel, LoadRequest
from app.domain.placement import (
    FlashAttention,
    KvType,
    LoadPlan,
    Remedy,
    RemedyKind,
    Wishes,
)
from app.domain.sizes import format_bytes

_EMBEDDERS = frozenset({"bert", "nomic-bert", "jina-bert-v2", "xlm-roberta", "t5encoder"})
_RESTING_SHARE = 4
_NOT_AGAIN = (EngineCrashed, OutOfMemory)


@dataclass(frozen=True, slots=True)
class PlannedLoad:
    """A load that is ready to be tried."""

    model: InstalledModel
    header: GgufHeader
    """That of the file itself; that of `attempt` speaks of all its parts."""
    attempt: Attempt
    draft: InstalledModel | None = None
    resting_bytes: int = 0
    device_sampling: bool = False

    @property
    def plan(self) -> LoadPlan:
        """Where everything goes."""
        return self.attempt.plan

    @property
    def request(self) -> LoadRequest:
        """What to ask of the engine."""
        plan = self.plan
        return LoadRequest(
            path=self.model.path,
            draft=self.draft.path if self.draft is not None else None,
            context=plan.context,
            threads=plan.threads,
            gpu_layers=plan.gpu_layers,
            micro_batch=self.attempt.wishes.micro_batch,
            kv_type=plan.kv_type,
            flash_attention=plan.flash_attention,
            resting_bytes=self.resting_bytes,
            split=plan.split,
            device_sampling=self.device_sampling,
        )


class LoadPlans:
    """Plans loads and remembers, for this session, what failed. Safe on several threads."""

    def __init__(self, library: Library, settings: Settings) -> None:
        self._library = library
        self._settings = settings
        self._lock = threading.Lock()
        self._taken: dict[Path, dict[str, str]] = {}
        self._anyway: set[Path] = set()
        self._failed: set[LoadRequest] = set()

    def plan(
        self,
        model: InstalledModel,
        devices: tuple[Device, ...],
        held: int = 0,
        context: int | None = None,
    ) -> PlannedLoad:
        """Read the header and plan. `held` bytes of memory come free before the load.

        Raises a ModelError for a file that is no chat model; a plan may say that it does not fit.
        """
        header = read_header(model.path)
        if header.architecture in _EMBEDDERS:
            raise ModelNotForChat(name=model.name)
        machine = hardware()
        machine = replace(machine, memory_available=machine.memory_available + held)
        wishes = self._wishes(model.path)
        wishes = replace(wishes, context=context) if context else wishes
        alone = _attempt(with_parts(model.path, header), machine, devices, wishes)
        draft, is_insisted_on = self._draft_for(model)
        if draft is not None:
            beside = _beside(draft, alone)
            if beside.plan.fits or is_insisted_on:
                return self._planned(model, header, beside, draft)
        return self._planned(model, header, alone, None)

    def check(self, planned: PlannedLoad) -> None:
        """Raise ModelTooLarge, LoadFailedBefore or ModelDamaged rather than try in vain."""
        path = planned.model.path
        with self._lock:
            anyway = path in self._anyway
            self._anyway.discard(path)
            failed_before = _key(planned.request) in self._failed
        is_checked = not anyway and self._settings.get(options.CHECK_MEMORY)
        if is_checked and not planned.plan.fits:
            raise _too_large(planned)
        if failed_before and not anyway:
            raise LoadFailedBefore(name=planned.model.name)
        check_tail(path, planned.header)

    def explain(self, error: AppError, planned: PlannedLoad) -> None:
        """Give the error its remedies, the best first; remember loads that broke the engine."""
        attempt = planned.attempt
        if isinstance(error, _NOT_AGAIN):
            with self._lock:
                self._failed.add(_key(planned.request))
        if isinstance(error, ModelTooLarge):
            remedies = when_too_large(attempt)
        elif isinstance(error, (*_NOT_AGAIN, LoadFailedBefore)) or (
            isinstance(error, ModelRefused) and attempt.plan.gpu_layers
        ):
            remedies = when_it_failed(attempt)
        else:
            return
        error.remedies = _before_last_resort(remedies, self._smaller_model(planned))

    def take(self, model: InstalledModel, remedy: Remedy) -> None:
        """Let a remedy hold for this model until Snug ends; LOAD_ANYWAY holds for one load."""
        with self._lock:
            if remedy.kind is RemedyKind.LOAD_ANYWAY:
                self._anyway.add(model.path)
            else:
                self._taken.setdefault(model.path, {})[remedy.key] = remedy.value

    def _wishes(self, path: Path) -> Wishes:
        def chosen(setting: Setting[ScalarT]) -> ScalarT:
            with self._lock:
                taken = self._taken.get(path, {}).get(setting.key)
            return self._settings.get(setting) if taken is None else setting.check(taken)

        layers = chosen(options.GPU_LAYERS)
        return Wishes(
            threads=chosen(options.THREADS) or usable_cores(),
            context=chosen(options.CONTEXT_TOKENS) or None,
            gpu_layers=None if layers < 0 else layers,
            kv_type=KvType(chosen(options.KV_TYPE)),
            flash_attention=FlashAttention(chosen(options.FLASH_ATTENTION)),
        )

    def _draft_for(self, model: InstalledModel) -> tuple[InstalledModel | None, bool]:
        """The model that writes ahead, and whether somebody asked for it: else it is a bonus.

        Raises a ModelError when the one that was asked for is not there.
        """
        if asked := self._settings.get(options.DRAFT_MODEL):
            draft = self._library.find(asked)
            return (draft, True) if draft.path != model.path else (None, False)
        usual = model.entry.draft if model.entry is not None else ""
        installed = self._library.installed() if usual else []
        return next((each for each in installed if each.id == usual), None), False

    def _planned(
        self,
        model: InstalledModel,
        header: GgufHeader,
        attempt: Attempt,
        draft: InstalledModel | None,
    ) -> PlannedLoad:
        on_device = self._settings.get(options.DEVICE_SAMPLING)
        return PlannedLoad(model, header, attempt, draft, self._resting_bytes(attempt), on_device)

    def _resting_bytes(self, attempt: Attempt) -> int:
        """What was asked for, but never more than a share of what the model leaves free."""
        left = attempt.hardware.memory_available - attempt.plan.devices[0].total_bytes
        asked = self._settings.get(options.RESTING_MEGABYTES) << 20
        return max(0, min(asked, left // _RESTING_SHARE))

    def _smaller_model(self, planned: PlannedLoad) -> Remedy | None:
        """The largest smaller quantization of the same model on this computer that fits."""
        others = [model for model in self._library.installed() if _is_smaller(model, planned.model)]
        for other in sorted(others, key=lambda model: -model.bytes):
            try:
                header = read_header(other.path)
            except AppError:
                continue
            attempt = replace(planned.attempt, header=header)
            same = _shape(header) == _shape(planned.attempt.header)
            if same and attempt.with_wishes(attempt.wishes).fits:
                key = options.MODEL.key
                return Remedy(RemedyKind.SMALLER_MODEL, key, other.id, other.name)
        return None


def _attempt(
    header: GgufHeader, machine: Hardware, devices: tuple[Device, ...], wishes: Wishes
) -> Attempt:
    return Attempt(header, machine, devices, wishes, plan_load(header, machine, devices, wishes))


def _beside(draft: InstalledModel, alone: Attempt) -> Attempt:
    """The same load in the memory that a draft model with the same context leaves."""
    header = with_parts(draft.path, read_header(draft.path))
    wishes = replace(alone.wishes, context=alone.plan.context)
    taken = plan_load(header, alone.hardware, alone.devices, wishes)
    used = {plan.device: plan.total_bytes for plan in taken.devices[1:]}
    shared = sum(plan.total_bytes for plan in taken.devices[1:] if plan.is_shared)
    left = alone.hardware.memory_available - taken.devices[0].total_bytes - shared
    devices = tuple(
        replace(device, free_bytes=max(0, device.free_bytes - used.get(device.name, 0)))
        for device in alone.devices
    )
    machine = replace(alone.hardware, memory_available=max(0, left))
    return _attempt(alone.header, machine, devices, alone.wishes)


def _too_large(planned: PlannedLoad) -> ModelTooLarge:
    plan = planned.plan
    needed, free = shortage(plan)
    return ModelTooLarge(
        f"weights {format_bytes(plan.weights_bytes)}, "
        f"cache {format_bytes(plan.kv_bytes)} for {plan.context} tokens",
        name=planned.model.name,
        needed=format_bytes(needed),
        available=format_bytes(free),
    )


def _key(request: LoadRequest) -> LoadRequest:
    """Loads that differ only in what memory does not depend on count as the same."""
    return replace(request, threads=0, resting_bytes=0)


def _is_smaller(model: InstalledModel, than: InstalledModel) -> bool:
    return model.bytes < than.bytes and model.path != than.path


def _shape(header: GgufHeader) -> tuple[object, ...]:
    """What two quantizations of one model have in common."""
    name = header.name.casefold()
    return name, header.architecture, header.layers, header.embedding_length, header.vocabulary


def _before_last_resort(remedies: tuple[Remedy, ...], smaller: Remedy | None) -> tuple[Remedy, ...]:
    if smaller is None:
        return remedies
    last = tuple(remedy for remedy in remedies if remedy.kind is RemedyKind.LOAD_ANYWAY)
    return (*remedies[: len(remedies) - len(last)], smaller, *last)

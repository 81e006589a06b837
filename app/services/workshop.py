"""The workshop: models in another type, and what that did to them."""

import re
import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol

from app.catalog import packages
from app.catalog.ggml_types import file_type
from app.catalog.gguf import check_tail, read_header, with_parts
from app.catalog.made_files import FULL, MadeFile, check_name, digest, part_of, publish
from app.config.machine import usable_cores
from app.config.paths import Paths
from app.domain.errors import (
    AppError,
    DiskFull,
    EngineCrashed,
    ModelDamaged,
    PruningInvalid,
    QuantizationCancelled,
    QuantizationFailed,
    QuantizedAlready,
)
from app.domain.models import GgufHeader, InstalledModel, LoadRequest
from app.domain.sizes import format_bytes
from app.domain.workshop import (
    UNQUANTIZED,
    Perplexity,
    QuantizedModel,
    QuantizeOrder,
    QuantizeOutcome,
    QuantizePlan,
    QuantizePreview,
    QuantizeSource,
    QuantizeWishes,
    pruned_layers,
)

_SPARE_BYTES: Final = 64 << 20
_FIRST_PART: Final = re.compile(r"-00001-of-\d{5}$")
_UNFINISHED: Final = 0.5
"""Of what was planned: a file so small was not written to its end."""

OnProgress = Callable[[int, int], None]


class ModelFinder(Protocol):
    """Knows the models on this computer."""

    def find(self, name_or_path: str) -> InstalledModel:
        """The file behind an id or a path. Raises a ModelError."""


class Workshop(Protocol):
    """A process of its own for one piece of work; see engine.workshop_client."""

    def __enter__(self) -> "Workshop": ...

    def __exit__(self, *_error: object) -> None: ...

    def plan(self, order: QuantizeOrder) -> QuantizeOutcome:
        """What a quantization would come to; writes nothing."""

    def quantize(
        self, order: QuantizeOrder, on_bytes: Callable[[int], None], cancel: threading.Event
    ) -> QuantizeOutcome:
        """Write over a file that is there."""

    def perplexity(
        self, request: LoadRequest, text: str, on_read: OnProgress, cancel: threading.Event
    ) -> Perplexity:
        """The perplexity of a text."""


MakeWorkshop = Callable[[Path | None], Workshop]
"""Makes one that may write the named file alone."""


class WorkshopService:
    """Makes models of models. Safe to use from several threads; calls block."""

    def __init__(self, paths: Paths, models: ModelFinder, make_workshop: MakeWorkshop) -> None:
        self._paths = paths
        self._models = models
        self._make_workshop = make_workshop

    def look(self, name_or_path: str) -> QuantizeSource:
        """What a model is that another may be made of. Raises a ModelError."""
        model = self._models.find(name_or_path)
        header = read_header(model.path)
        size = header.data_offset + header.tensor_bytes
        whole = size if header.split_count > 1 else model.bytes
        return QuantizeSource(model, header.quantization, header.layers, whole)

    def plan(self, name_or_path: str, wishes: QuantizeWishes) -> QuantizePlan:
        """Look at everything that can be wrong before any other process sees the file.

        Raises a ModelError: the file is not a model, it is quantized already and that was not
        allowed, layers are not there, the new name cannot be or is taken.
        """
        source = self._models.find(name_or_path)
        header = read_header(source.path)
        check_tail(source.path, header)
        if not wishes.requantizes and not _is_unquantized(header):
            raise QuantizedAlready(name=source.name, quantization=header.quantization)
        if wishes.pruned and not _can_prune(header, wishes.pruned):
            raise PruningInvalid(name=source.name, last=header.layers - 1)
        usual = _usual_name(source.path.stem, header, wishes)
        target = check_name(wishes.name or usual, self._paths.models)
        number = file_type(wishes.quantization)
        return QuantizePlan(source, with_parts(source.path, header), target, number, wishes)

    def preview(self, plan: QuantizePlan) -> QuantizePreview:
        """What it would come to, by llama.cpp's own reckoning, and whether the disk has the room.

        Writes nothing. Raises as `quantize` does before it writes.
        """
        self._paths.ensure(self._paths.models)
        try:
            with self._make_workshop(None) as workshop:
                planned = workshop.plan(_order(plan, plan.target))
        except EngineCrashed as error:
            raise _failed(plan, error.detail) from error
        except AppError as error:
            _named(error, plan)
            raise
        total, free = planned.tensor_bytes + plan.header.data_offset, self._free()
        return QuantizePreview(plan, total, free, free >= total + _SPARE_BYTES)

    def quantize(
        self, plan: QuantizePlan, on_progress: OnProgress, cancel: threading.Event
    ) -> QuantizedModel:
        """Do it: the new model appears whole under its name, or nothing of it stays.

        `on_progress` hears bytes written and how many they will be. Raises as `plan`, and DiskFull,
        FolderUnusable, ImportanceNeeded, ImportanceInvalid, QuantizationFailed or
        QuantizationCancelled.
        """
        began = time.monotonic()
        self._paths.ensure(self._paths.models)
        packages.sweep(self._paths)
        try:
            with part_of(plan.target) as part:
                made, outcome = self._write(plan, part, on_progress, cancel)
                publish(part, plan.target, made)
        except OSError as error:
            raise self._reason(error, plan, plan.header.data_offset) from error
        except EngineCrashed as error:
            raise _failed(plan, error.detail) from error
        except AppError as error:
            _named(error, plan)
            raise
        model = self._models.find(str(plan.target))
        took = time.monotonic() - began
        quantization = plan.wishes.quantization
        return QuantizedModel(model, made.sha256, plan.source, quantization, outcome, took)

    def _write(
        self, plan: QuantizePlan, part: Path, on_progress: OnProgress, cancel: threading.Event
    ) -> tuple[MadeFile, QuantizeOutcome]:
        order = _order(plan, part)
        with self._make_workshop(part) as workshop:
            planned = workshop.plan(order)
            total = planned.tensor_bytes + plan.header.data_offset
            self._require_space(total)
            try:
                outcome = workshop.quantize(
                    order, lambda done: on_progress(min(done, total), total), cancel
                )
            except QuantizationFailed as error:
                if self._free() < _SPARE_BYTES:
                    raise self._disk_full(total) from error
                raise
        sha256 = digest(part, cancel, lambda _done: None)
        if cancel.is_set():
            raise QuantizationCancelled(name=plan.source.name)
        self._check(part, plan, total)
        return _page(plan, part.stat().st_size, sha256), outcome

    def _check(self, part: Path, plan: QuantizePlan, total: int) -> None:
        """Raise QuantizationFailed unless what was written is a whole model of its layers."""
        try:
            header = read_header(part)
            check_tail(part, header)
        except ModelDamaged as error:
            raise QuantizationFailed(error.detail) from error
        if part.stat().st_size < total * _UNFINISHED:
            raise QuantizationFailed("the file is shorter than it should be")
        if header.layers != plan.header.layers - len(plan.wishes.pruned):
            raise QuantizationFailed(f"it has {header.layers} layers")

    def _require_space(self, count: int) -> None:
        if self._free() < count + _SPARE_BYTES:
            raise self._disk_full(count + _SPARE_BYTES)

    def _free(self) -> int:
        return shutil.disk_usage(self._paths.models).free

    def _disk_full(self, count: int) -> DiskFull:
        free = format_bytes(self._free())
        return DiskFull(needed=format_bytes(count), folder=self._paths.models, free=free)

    def _reason(self, error: OSError, plan: QuantizePlan, count: int) -> AppError:
        if error.errno in FULL:
            return self._disk_full(count)
        return _failed(plan, error.strerror or str(error))


def _failed(plan: QuantizePlan, detail: str) -> QuantizationFailed:
    name, quantization = plan.source.name, plan.wishes.quantization
    return QuantizationFailed(detail, name=name, quantization=quantization)


def _named(error: AppError, plan: QuantizePlan) -> AppError:
    """The same error, with what the child does not know: how the model is called here."""
    error.values |= {"name": plan.source.name}
    if not isinstance(error, QuantizedAlready):
        error.values |= {"quantization": plan.wishes.quantization}
    return error


def _is_unquantized(header: GgufHeader) -> bool:
    return header.quantization in UNQUANTIZED


def _can_prune(header: GgufHeader, layers: tuple[int, ...]) -> bool:
    chosen = pruned_layers(layers)
    return chosen[0] >= 0 and chosen[-1] < header.layers and len(chosen) < header.layers


def _usual_name(stem: str, header: GgufHeader, wishes: QuantizeWishes) -> str:
    """The source's name with the new type in place of the old; all parts become one file."""
    stem = _FIRST_PART.sub("", stem)
    for mark in (f".{header.quantization}", f"-{header.quantization}"):
        if stem.lower().endswith(mark.lower()):
            stem = stem[: -len(mark)]
    left_out = f"-without-{len(pruned_layers(wishes.pruned))}-layers" if wishes.pruned else ""
    return f"{stem}{left_out}.{wishes.quantization}"


def _order(plan: QuantizePlan, part: Path) -> QuantizeOrder:
    wishes = plan.wishes
    return QuantizeOrder(
        source=plan.source.path.absolute(),
        target=part.absolute(),
        file_type=plan.file_type,
        threads=wishes.threads or usable_cores(),
        requantizes=wishes.requantizes,
        importance=wishes.importance.absolute() if wishes.importance else None,
        pruned=pruned_layers(wishes.pruned),
    )


def _page(plan: QuantizePlan, size: int, sha256: str) -> MadeFile:
    wishes = plan.wishes
    return MadeFile(
        bytes=size,
        sha256=sha256,
        source=plan.source.path.name,
        quantization=wishes.quantization,
        importance=wishes.importance.name if wishes.importance else "",
        pruned=pruned_layers(wishes.pruned),
    )

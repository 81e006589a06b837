"""The adapters of one loaded model: each file loaded once, a set of them in force at a time."""

import array
import ctypes
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from app.config.machine import available_memory
from app.domain.adapter_faults import AdapterFault
from app.domain.adapters import Adapter, AdapterKind, check_adapters
from app.domain.errors import AppError, EngineError, OutOfMemory, SamplingInvalid
from app.engine.commands import GivenAdapter
from app.engine.host.adapter_file import AdapterFile, Directions
from app.engine.host.binding import llama
from app.engine.host.gguf_file import Shape, model_shapes
from app.engine.host.native_log import NativeLog
from app.engine.host.weights import meta

MOST_UNUSED: Final = 8
"""Files that stay loaded although no answer under way uses them."""
_SPARE_BYTES: Final = 64 << 20


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """An adapter as it counts: a file in one state, its strength, the layers of a control vector.

    Equal parts change a model in the same way.
    """

    kind: AdapterKind
    path: str
    state: tuple[int, ...]
    scale: float
    first_layer: int = 0
    last_layer: int = 0

    @property
    def file(self) -> tuple[AdapterKind, str, tuple[int, ...]]:
        """What is loaded for it, however strong it is."""
        return self.kind, self.path, self.state


AdapterSet = tuple[Part, ...]
"""In the order of their names; what is read under one set means nothing under another."""


@dataclass(slots=True)
class _Loaded:
    """A file in memory: llama.cpp's LoRA adapter, or the directions of a control vector."""

    lora: Any = None
    directions: Directions | None = None
    used: int = 0


class Adapters:
    """Loads adapters for a model and puts sets of them in force. For the computing thread alone.

    They are freed with the model's weights.
    """

    def __init__(self, weights: Any, context: Any, model_path: str, log: NativeLog) -> None:
        self._weights = weights
        self._context = context
        self._model_path = model_path
        self._log = log
        self._width: int = llama.llama_model_n_embd(weights)
        self._layers: int = llama.llama_model_n_layer(weights)
        self._shapes: dict[str, Shape] | None = None
        self._loaded: dict[tuple[AdapterKind, str, tuple[int, ...]], _Loaded] = {}
        self._sums: dict[AdapterSet, array.array[float]] = {}
        """Of control vectors that were in force together."""
        self._in_force: AdapterSet = ()
        self._clock = 0

    def ready(
        self, wanted: Sequence[GivenAdapter], in_use: Iterable[AdapterSet] = ()
    ) -> AdapterSet:
        """Load what is not loaded yet; the set to put in force. Raises an AppError.

        Files of the sets `in_use` are not given back to make room.
        """
        if not wanted:
            return ()
        in_use = tuple(in_use)
        given = check_adapters(
            Adapter(Path(each.path), each.scale, each.kind, each.first_layer, each.last_layer)
            for each in wanted
        )
        files = [AdapterFile(str(each.path)) for each in given]
        parts = tuple(map(self._part, given, files))
        for place, part in enumerate(parts):
            if any((part.kind, part.state) == (each.kind, each.state) for each in parts[:place]):
                raise files[place].invalid(AdapterFault.TWICE)
        needed = {part.file for part in parts}
        for file, part in zip(files, parts, strict=True):
            if part.file not in self._loaded:
                self._forget_unused(needed.union(each.file for one in in_use for each in one))
                self._loaded[part.file] = self._load(file, part.kind)
            self._clock += 1
            self._loaded[part.file].used = self._clock
        found = tuple(sorted(parts))
        # The same object as before where there is one: steps compare sets again and again.
        return next((one for one in in_use if one == found), found)

    def use(self, wanted: AdapterSet) -> None:
        """Put a set in force for the next batches; raises EngineError."""
        if wanted == self._in_force:
            return
        loras = _of_kind(wanted, AdapterKind.LORA)
        controls = _of_kind(wanted, AdapterKind.CONTROL)
        natives = [ctypes.cast(self._loaded[part.file].lora, ctypes.c_void_p) for part in loras]
        pointers = (ctypes.c_void_p * len(loras))(*(each.value for each in natives))
        scales = (ctypes.c_float * len(loras))(*(part.scale for part in loras))
        kind = llama.llama_set_adapters_lora.argtypes[1]
        llama.llama_set_adapters_lora(
            self._context, ctypes.cast(pointers, kind), len(loras), scales
        )
        if controls != _of_kind(self._in_force, AdapterKind.CONTROL):
            self._steer(controls)
        self._in_force = wanted

    def _part(self, given: Adapter, file: AdapterFile) -> Part:
        if given.kind is AdapterKind.LORA:
            return Part(given.kind, file.path, file.state, given.scale)
        most = self._layers - 1
        first = given.first_layer or 1
        if first > most:
            raise SamplingInvalid(name="the first layer", value=first, low=1, high=most)
        last = min(given.last_layer or most, most)
        return Part(given.kind, file.path, file.state, given.scale, first, last)

    # --- loading -----------------------------------------------------------------------------

    def _load(self, file: AdapterFile, kind: AdapterKind) -> _Loaded:
        if file.bytes + _SPARE_BYTES > available_memory():
            raise OutOfMemory(f"{file.name} has {file.bytes} bytes")
        if kind is AdapterKind.CONTROL:
            return _Loaded(directions=file.directions(self._width, self._layers))
        file.check_lora(meta(self._weights, b"general.architecture") or "", self._model_shapes)
        self._log.forget()
        native = llama.llama_adapter_lora_init(self._weights, os.fsencode(file.path))
        if not native:
            raise self._refusal(file)
        return _Loaded(lora=native)

    def _refusal(self, file: AdapterFile) -> AppError:
        """llama.cpp's reason in ours; what was checked before cannot be it."""
        said = self._log.errors()
        if "failed to allocate" in said:
            return OutOfMemory(said)
        if "hint: maybe wrong base model" in said or "mismatch" in said:
            return file.mismatch(said)
        error = file.invalid(AdapterFault.REFUSED)
        error.detail = said
        return error

    def _model_shapes(self) -> dict[str, Shape]:
        """Read from the model's own file: llama.cpp does not tell."""
        if self._shapes is None:
            try:
                self._shapes = model_shapes(self._model_path)
            except ValueError as error:
                raise EngineError("the file of the loaded model cannot be read any more") from error
        return self._shapes

    def _forget_unused(self, kept: set[tuple[AdapterKind, str, tuple[int, ...]]]) -> None:
        unused = [key for key in self._loaded if key not in kept]
        for key in sorted(unused, key=lambda each: self._loaded[each].used)[:-MOST_UNUSED]:
            # What is in force is freed only after it is so no longer, and its graph with it.
            if any(part.file == key for part in self._in_force):
                self.use(())
            loaded = self._loaded.pop(key)
            if loaded.lora is not None:
                llama.llama_adapter_lora_free(loaded.lora)

    # --- control vectors ---------------------------------------------------------------------

    def _steer(self, controls: AdapterSet) -> None:
        """Add the directions to what the layers pass on; with none, add nothing."""
        if not controls:
            llama.llama_set_adapter_cvec(self._context, None, 0, self._width, -1, -1)
            return
        if controls not in self._sums:
            if len(self._sums) >= MOST_UNUSED:
                del self._sums[next(iter(self._sums))]
            self._sums[controls] = self._sum(controls)
        data = self._sums[controls]
        native = (ctypes.c_float * len(data)).from_buffer(data)
        if llama.llama_set_adapter_cvec(
            self._context, native, len(data), self._width, 1, self._layers
        ):
            raise EngineError("the control vectors could not be put in force")

    def _sum(self, controls: AdapterSet) -> "array.array[float]":
        """A direction for every layer: llama.cpp keeps the old one of a layer that gets none."""
        width = self._width
        total = array.array("f", bytes(4 * width * (self._layers - 1)))
        for part in controls:
            for layer, values in (self._loaded[part.file].directions or {}).items():
                if part.first_layer <= layer <= part.last_layer:
                    place = slice((layer - 1) * width, layer * width)
                    pairs = zip(total[place], values, strict=True)
                    total[place] = array.array("f", (a + part.scale * b for a, b in pairs))
        return total


def _of_kind(adapters: AdapterSet, kind: AdapterKind) -> AdapterSet:
    return tuple(part for part in adapters if part.kind is kind)

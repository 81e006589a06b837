"""The weights of a model file: loaded with progress, refused in words, told where they went."""

import ctypes
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from app.engine.host.binding import devices, llama
from app.engine.host.native_log import NativeLog

_ALL_LAYERS: Final = 1_000_000
_META_BYTES: Final = 1 << 20

OnLoading = Callable[[float, str], bool]
"""Called with progress and phase; False gives up."""


class LoadRefused(Exception):
    """The model cannot be loaded. `code` is that of a domain error."""

    def __init__(self, code: str, detail: str, **values: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.values = values


class Abort:
    """A flag that llama.cpp polls while it computes, without calling into Python.

    The callback is the C library's own strlen: on an empty string it returns 0, go on; on a string
    of one character 1, stop. A Python callback would be called, lock and all, at every node of
    every token's graph.
    """

    def __init__(self) -> None:
        self._flag = ctypes.create_string_buffer(2)
        library = ctypes.CDLL(None) if os.name == "posix" else ctypes.CDLL("msvcrt")
        self.callback = ctypes.cast(library.strlen, llama.ggml_abort_callback)
        self.data = ctypes.cast(self._flag, ctypes.c_void_p)

    def raise_flag(self) -> None:
        """Stop what is being computed; callable from any thread."""
        self._flag[0] = b"!"

    def lower_flag(self) -> None:
        """Let the next computation run."""
        self._flag[0] = b"\0"


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a model's layers went."""

    device: str
    gpu_layers: int


def load_weights(
    path: str,
    gpu_layers: int,
    log: NativeLog,
    on_loading: OnLoading,
    split: tuple[float, ...] = (),
) -> Any:
    """Load a GGUF's weights, to be freed by the caller; raises LoadRefused.

    `gpu_layers` of -1 means all of them; `split` is the share of each GPU.
    """
    gave_up = False

    def progress(fraction: float, _user: Any) -> bool:
        nonlocal gave_up
        gave_up = not on_loading(min(1.0, max(0.0, fraction)), "weights")
        return not gave_up

    params = llama.llama_model_default_params()
    params.n_gpu_layers = _ALL_LAYERS if gpu_layers < 0 else gpu_layers
    callback = llama.llama_progress_callback(progress)
    params.progress_callback = callback
    if split:
        most = llama.LLAMA_MAX_DEVICES
        params.tensor_split = (ctypes.c_float * most)(*split[:most])
    log.forget()
    weights = llama.llama_model_load_from_file(os.fsencode(path), params)
    if not weights:
        if gave_up:
            raise LoadRefused("load_cancelled", "given up on request")
        raise refusal(log.errors())
    return weights


def refusal(errors: str) -> LoadRefused:
    """Tell llama.cpp's reasons apart by its own words; there is no error code."""
    said = errors.lower()
    if "unknown model architecture" in said:
        name = errors.split("unknown model architecture:")[-1].strip(" '\n").split("'")[0]
        return LoadRefused("model_unsupported", errors, architecture=name[:60] or "unknown")
    if "out of memory" in said or "unable to allocate" in said or "failed to allocate" in said:
        return LoadRefused("out_of_memory", errors)
    if any(hint in said for hint in ("not within the file bounds", "corrupted", "failed to read")):
        return LoadRefused("model_damaged", errors)
    return LoadRefused("model_refused", errors or "llama.cpp gave no reason")


def meta(weights: Any, key: bytes) -> str | None:
    """A value of the model file's header as text; None when it is not there."""
    buffer = ctypes.create_string_buffer(_META_BYTES)
    count = llama.llama_model_meta_val_str(weights, key, buffer, _META_BYTES)
    return buffer.value.decode("utf-8", "replace") if count > 0 else None


def describe(weights: Any) -> str:
    """llama.cpp's own line about a model: family, size, quantization."""
    buffer = ctypes.create_string_buffer(256)
    llama.llama_model_desc(weights, buffer, len(buffer))
    return buffer.value.decode("utf-8", "replace")


def placement(gpu_layers: int, layers: int) -> Placement:
    """Where the layers of a model went; `gpu_layers` of -1 means all of them."""
    gpus = [device for device in devices() if device.kind in ("gpu", "igpu")]
    # llama.cpp counts the output layer too.
    offloaded = min(layers + 1, gpu_layers if gpu_layers >= 0 else _ALL_LAYERS)
    if not gpus or offloaded == 0:
        return Placement("CPU", 0)
    return Placement(", ".join(gpu.description or gpu.name for gpu in gpus), offloaded)

"""The low-level binding of llama.cpp, imported without its package, and the backends behind it.

`import llama_cpp` would also import the package's high-level half: numpy, a pickling disk cache
(CVE-2025-69872) and 300 ms of work. Only the ctypes prototypes are wanted, so a bare package object
takes its place and the prototypes are imported beneath it.
"""

import ctypes
import importlib
import importlib.util
import os
import sys
import types
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from app.domain.models import Device, SkippedBackend
from app.engine.host import addon

if TYPE_CHECKING:
    import llama_cpp  # noqa: F401 - said aloud for the import contract, which reads no importlib

_PACKAGE: Final = "llama_cpp"
_DISTRIBUTION: Final = "llama-cpp-python"
_GRAPHICS: Final = {
    "libggml-cuda.so": "CUDA",
    "libggml-hip.so": "ROCm",
    "libggml-vulkan.so": "Vulkan",
}
"""File of a loadable backend for graphics cards -> the name that it registers."""
_KINDS: Final = {0: "cpu", 1: "gpu", 2: "igpu", 3: "accel"}
"""enum ggml_backend_dev_type"""


def _import_prototypes() -> Any:
    if _PACKAGE not in sys.modules:
        spec = importlib.util.find_spec(_PACKAGE)
        if spec is None or spec.submodule_search_locations is None:
            raise ImportError("llama-cpp-python is not installed")
        package = types.ModuleType(_PACKAGE)
        package.__path__ = list(spec.submodule_search_locations)
        sys.modules[_PACKAGE] = package
    return importlib.import_module(f"{_PACKAGE}.llama_cpp")


llama: Final[Any] = _import_prototypes()
"""The prototypes: `llama.llama_decode` and so on, all untyped."""
_lib: Final[Any] = llama._lib


def _prototype(name: str, result: Any, *arguments: Any) -> Any:
    function = getattr(_lib, name)
    function.restype, function.argtypes = result, list(arguments)
    return function


_reg_count = _prototype("ggml_backend_reg_count", ctypes.c_size_t)
_load_all_from = _prototype("ggml_backend_load_all_from_path", None, ctypes.c_char_p)
_reg_by_name = _prototype("ggml_backend_reg_by_name", ctypes.c_void_p, ctypes.c_char_p)
_reg_dev_count = _prototype("ggml_backend_reg_dev_count", ctypes.c_size_t, ctypes.c_void_p)
_dev_count = _prototype("ggml_backend_dev_count", ctypes.c_size_t)
_dev_get = _prototype("ggml_backend_dev_get", ctypes.c_void_p, ctypes.c_size_t)
_dev_name = _prototype("ggml_backend_dev_name", ctypes.c_char_p, ctypes.c_void_p)
_dev_description = _prototype("ggml_backend_dev_description", ctypes.c_char_p, ctypes.c_void_p)
_dev_type = _prototype("ggml_backend_dev_type", ctypes.c_int, ctypes.c_void_p)
_load = _prototype("ggml_backend_load", ctypes.c_void_p, ctypes.c_char_p)
_ggml_version = _prototype("ggml_version", ctypes.c_char_p)
_ggml_commit = _prototype("ggml_commit", ctypes.c_char_p)
_dev_memory = _prototype(
    "ggml_backend_dev_memory",
    None,
    ctypes.c_void_p,
    ctypes.POINTER(ctypes.c_size_t),
    ctypes.POINTER(ctypes.c_size_t),
)


class _DeviceProperties(ctypes.Structure):
    """The C struct ggml_backend_dev_props, with room for capabilities that are not looked at."""

    _fields_ = (
        ("name", ctypes.c_char_p),
        ("description", ctypes.c_char_p),
        ("memory_free", ctypes.c_size_t),
        ("memory_total", ctypes.c_size_t),
        ("type", ctypes.c_int),
        ("device_id", ctypes.c_char_p),
        ("capabilities", ctypes.c_bool * 32),
    )


_dev_get_props = _prototype(
    "ggml_backend_dev_get_props", None, ctypes.c_void_p, ctypes.POINTER(_DeviceProperties)
)


class _GgufParams(ctypes.Structure):
    """The C struct gguf_init_params."""

    _fields_ = (("no_alloc", ctypes.c_bool), ("ctx", ctypes.c_void_p))


_gguf_open = _prototype("gguf_init_from_file", ctypes.c_void_p, ctypes.c_char_p, _GgufParams)
_gguf_free = _prototype("gguf_free", None, ctypes.c_void_p)
_gguf_find = _prototype("gguf_find_tensor", ctypes.c_int64, ctypes.c_void_p, ctypes.c_char_p)


def has_tensor(path: str, *names: bytes) -> bool:
    """Whether a GGUF file holds one of these tensors; a file that cannot be read holds none."""
    handle = _gguf_open(os.fsencode(path), _GgufParams(True, None))
    if not handle:
        return False
    try:
        return any(_gguf_find(handle, name) >= 0 for name in names)
    finally:
        _gguf_free(handle)


def start_backends() -> None:
    """Register the backends from the package's own folders, never from the working directory.

    An add-on comes first: of two backends that see the same card, llama.cpp takes the first.
    """
    knows_none = _reg_count() == 0
    _load_addon()
    if knows_none:
        _load_all_from(os.fsencode(_own_libraries()))
    llama.llama_backend_init()


def _load_addon() -> None:
    library = _addon_folder() / addon.BACKEND
    is_registered = _reg_by_name(_GRAPHICS[addon.BACKEND].encode())  # built in, or started before
    if is_registered or not library.exists() or addon.refusal(library.parent, _engine()):
        return
    _load(os.fsencode(library))


def skipped_backends() -> tuple[SkippedBackend, ...]:
    """The backends for graphics cards that lie in our folders and serve no device here."""
    own = _own_libraries()
    found = [_skipped(own / file, name, "") for file, name in _GRAPHICS.items()]
    library = _addon_folder() / addon.BACKEND
    refusal = addon.refusal(library.parent, _engine()) if library.exists() else ""
    found.append(_skipped(library, _GRAPHICS[addon.BACKEND], refusal))
    return tuple(backend for backend in found if backend is not None)


def _skipped(library: Path, name: str, refusal: str) -> SkippedBackend | None:
    if not library.exists():
        return None
    if refusal:
        return SkippedBackend(name, refusal)
    backend = _reg_by_name(name.encode())
    if not backend:
        return SkippedBackend(name, _loader_error(library))
    return None if _reg_dev_count(backend) else SkippedBackend(name, "")


def _engine() -> str:
    """What this engine is, as an add-on says what it was built for."""
    binding = metadata.version(_DISTRIBUTION)
    return f"{_DISTRIBUTION} {binding}, ggml {_text(_ggml_version())} ({_text(_ggml_commit())})"


def _own_libraries() -> Path:
    return Path(llama.__file__).parent / "lib"


def _addon_folder() -> Path:
    return Path(llama.__file__).parent / "cuda"


def _loader_error(library: Path) -> str:
    """Why the system does not load a library, in its own words; empty where it does."""
    try:
        ctypes.CDLL(str(library))
    except OSError as error:
        return str(error.__cause__ or error)  # a packed program wraps it in a guess of its own
    return ""


def devices() -> tuple[Device, ...]:
    """The processors that the registered backends offer; a GPU's memory as its driver tells it.

    A card that two backends see is there once, as the first of them tells of it.
    """
    handles: dict[object, int] = {}
    for index in range(_dev_count()):
        handle = _dev_get(index)
        properties = _DeviceProperties()
        _dev_get_props(handle, ctypes.byref(properties))
        handles.setdefault(properties.device_id or index, handle)
    return tuple(_device(handle) for handle in handles.values())


def _device(handle: int) -> Device:
    free, total = ctypes.c_size_t(), ctypes.c_size_t()
    _dev_memory(handle, ctypes.byref(free), ctypes.byref(total))
    return Device(
        name=_text(_dev_name(handle)),
        description=_text(_dev_description(handle)),
        kind=_KINDS.get(_dev_type(handle), "accel"),
        free_bytes=int(free.value),
        total_bytes=int(total.value),
    )


_log_receivers: Final[list[object]] = []
"""The last that llama.cpp was told: it calls it to the end, and does not keep it alive."""


def send_log_to(receive: Callable[[int, bytes | None, Any], None]) -> None:
    """Have llama.cpp's log told: the level, a text that may be a piece of a line, and nothing."""
    callback = llama.llama_log_callback(receive)
    llama.llama_log_set(callback, None)
    _log_receivers[:] = [callback]


def versions() -> tuple[str, str]:
    """The binding's version and llama.cpp's own line about this build."""
    return metadata.version(_DISTRIBUTION), _text(llama.llama_print_system_info())


def _text(value: bytes | None) -> str:
    return (value or b"").decode("utf-8", "replace")

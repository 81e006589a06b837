"""The header of a GGUF file as llama.cpp's own reader sees it: keys, tensors and their bounds.

A value is asked for with its type: the C functions abort on a type that they did not expect.
"""

import ctypes
import os
from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final, Self

from app.engine.host.binding import llama

F32, F16, Q8_0, BF16 = 0, 1, 8, 30
"""enum ggml_type"""
_UINT16, _FLOAT32, _STRING, _ARRAY = 2, 6, 8, 9
"""enum gguf_type"""
_DIMENSIONS: Final = 4
_SPLIT_PATH_BYTES: Final = 4096
_MOST_PARTS: Final = 1000


class _InitParams(ctypes.Structure):
    """The C struct gguf_init_params."""

    _fields_ = (("no_alloc", ctypes.c_bool), ("ctx", ctypes.c_void_p))


def _function(name: str, result: Any, *arguments: Any) -> Any:
    function = getattr(llama._lib, name)
    function.restype, function.argtypes = result, list(arguments)
    return function


_File: Final = ctypes.c_void_p
_Index: Final = ctypes.c_int64
_open = _function("gguf_init_from_file", _File, ctypes.c_char_p, _InitParams)
_free = _function("gguf_free", None, _File)
_find_key = _function("gguf_find_key", _Index, _File, ctypes.c_char_p)
_kv_type = _function("gguf_get_kv_type", ctypes.c_int, _File, _Index)
_val_str = _function("gguf_get_val_str", ctypes.c_char_p, _File, _Index)
_val_f32 = _function("gguf_get_val_f32", ctypes.c_float, _File, _Index)
_val_u16 = _function("gguf_get_val_u16", ctypes.c_uint16, _File, _Index)
_tensor_count = _function("gguf_get_n_tensors", _Index, _File)
_tensor_name = _function("gguf_get_tensor_name", ctypes.c_char_p, _File, _Index)
_tensor_shape = _function("gguf_get_tensor_ne", ctypes.POINTER(ctypes.c_int64), _File, _Index)
_tensor_type = _function("gguf_get_tensor_type", ctypes.c_int, _File, _Index)
_tensor_offset = _function("gguf_get_tensor_offset", ctypes.c_size_t, _File, _Index)
_tensor_size = _function("gguf_get_tensor_size", ctypes.c_size_t, _File, _Index)
_data_offset = _function("gguf_get_data_offset", ctypes.c_size_t, _File)
_validate = _function(
    "ggml_validate_row_data", ctypes.c_bool, ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t
)

Shape = tuple[int, ...]
"""Four numbers, the first that of neighbours in memory; 1 where a dimension is not there."""


@dataclass(frozen=True, slots=True)
class Tensor:
    """A tensor of a file: `start` and `size` in bytes from the beginning of the file."""

    name: str
    shape: Shape
    type: int
    start: int
    size: int


class GgufFile:
    """An open header; use it as a context."""

    def __init__(self, path: str) -> None:
        """Raises ValueError when llama.cpp cannot read the file."""
        self._handle: Any = _open(os.fsencode(path), _InitParams(True, None))
        if not self._handle:
            raise ValueError("not readable as GGUF")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        _free(self._handle)
        self._handle = None

    def has(self, key: str) -> bool:
        """Whether there is a value of any type."""
        return self._find(key) >= 0

    def text(self, key: str) -> str | None:
        """A text; None when there is none."""
        index = self._typed(key, _STRING)
        return (
            None if index < 0 else (_val_str(self._handle, index) or b"").decode("utf-8", "replace")
        )

    def number(self, key: str) -> float | None:
        """A 32-bit float; None when there is none."""
        index = self._typed(key, _FLOAT32)
        return None if index < 0 else float(_val_f32(self._handle, index))

    def small(self, key: str) -> int | None:
        """An unsigned 16-bit number; None when there is none."""
        index = self._typed(key, _UINT16)
        return None if index < 0 else int(_val_u16(self._handle, index))

    def tensors(self) -> Iterator[Tensor]:
        """Every tensor in the order of the file."""
        start = _data_offset(self._handle)
        for index in range(_tensor_count(self._handle)):
            yield Tensor(
                name=(_tensor_name(self._handle, index) or b"").decode("utf-8", "replace"),
                shape=tuple(_tensor_shape(self._handle, index)[:_DIMENSIONS]),
                type=_tensor_type(self._handle, index),
                start=start + _tensor_offset(self._handle, index),
                size=_tensor_size(self._handle, index),
            )

    def _find(self, key: str) -> int:
        return int(_find_key(self._handle, key.encode()))

    def _typed(self, key: str, kind: int) -> int:
        index = self._find(key)
        return index if index >= 0 and _kv_type(self._handle, index) == kind else -1


def has_only_numbers(kind: int, data: bytearray) -> bool:
    """Whether the data of a tensor is free of infinities and of what is not a number."""
    if not data:
        return True
    view = (ctypes.c_char * len(data)).from_buffer(data)
    return bool(_validate(kind, ctypes.addressof(view), len(data)))


def model_shapes(path: str) -> dict[str, Shape]:
    """The shapes of all tensors of a model, also of one in several files; raises ValueError."""
    with GgufFile(path) as file:
        shapes = {tensor.name: tensor.shape for tensor in file.tensors()}
        parts = min(file.small("split.count") or 1, _MOST_PARTS)
    for number in range(1, parts):
        with GgufFile(_part(path, number, parts)) as file:
            shapes |= {tensor.name: tensor.shape for tensor in file.tensors()}
    return shapes


def _part(first: str, number: int, parts: int) -> str:
    prefix, path = (ctypes.create_string_buffer(_SPLIT_PATH_BYTES) for _ in range(2))
    if not llama.llama_split_prefix(prefix, len(prefix), os.fsencode(first), 0, parts):
        raise ValueError("not the first part of a model")
    llama.llama_split_path(path, len(path), prefix.value, number, parts)
    return os.fsdecode(path.value)

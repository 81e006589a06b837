"""Importance matrices: how much each column of a model's matrices counts, as llama-imatrix wrote.

Two formats are read, as tools/imatrix and tools/quantize of llama.cpp define them: GGUF files with
the sums of squared activations and their counts, and the older binary one with sums and calls.
"""

import ctypes
import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

from app.domain.errors import Reason
from app.domain.importance_faults import ImportanceFault
from app.engine.host.binding import llama
from app.engine.host.gguf_file import F32, GgufFile, Tensor

_MAGIC: Final = b"GGUF"
_MAX_BYTES: Final = 2 << 30
_MAX_ENTRIES: Final = 100_000
_MAX_NAME: Final = 256
_FLOAT: Final = 4
_SUMS, _COUNTS = ".in_sum2", ".counts"
_INT: Final = struct.Struct("<i")

Columns = NDArray[np.float32]


class ImportanceRefused(Exception):
    """The file is no importance matrix; `detail` is what the system said of it."""

    def __init__(self, fault: ImportanceFault, detail: object = "", **values: object) -> None:
        super().__init__(fault)
        self.reason, self.detail = Reason(fault, values), str(detail)


class Importance:
    """The values by the name of the tensor, and as llama.cpp takes them. Keep it alive."""

    def __init__(self, values: Mapping[str, Columns]) -> None:
        self.values = dict(values)
        self.native = (llama.llama_model_imatrix_data * (len(self.values) + 1))()
        pointer = ctypes.POINTER(ctypes.c_float)
        for place, (name, columns) in zip(self.native, self.values.items(), strict=False):
            place.name = name.encode()
            place.data = ctypes.cast(columns.ctypes.data, pointer)
            place.size = columns.size


def read_importance(path: Path) -> Importance:
    """Read a file of either format; raises ImportanceRefused."""
    try:
        if not path.is_file():
            raise ImportanceRefused(ImportanceFault.NO_FILE)
        if path.stat().st_size > _MAX_BYTES:
            raise ImportanceRefused(ImportanceFault.LARGE)
        with path.open("rb") as file:
            is_gguf = file.read(len(_MAGIC)) == _MAGIC
            file.seek(0)
            entries = _of_gguf(path, file) if is_gguf else _of_binary(file)
            values = dict(entries)
    except (OSError, ValueError, struct.error) as error:
        raise ImportanceRefused(ImportanceFault.UNREADABLE, error) from error
    if not values:
        raise ImportanceRefused(ImportanceFault.EMPTY)
    for name, columns in values.items():
        if not columns.size or not np.isfinite(columns).all() or (columns < 0).any():
            raise ImportanceRefused(ImportanceFault.VALUES_UNFIT, tensor=name[:60])
    return Importance(values)


def _of_gguf(path: Path, file: BinaryIO) -> Iterator[tuple[str, Columns]]:
    with GgufFile(str(path)) as header:
        tensors = {tensor.name: tensor for tensor in header.tensors()}
    for name, tensor in tensors.items():
        if not name.endswith(_SUMS):
            continue
        base = name.removesuffix(_SUMS)
        counted = tensors.get(base + _COUNTS)
        if counted is None or tensor.type != F32 or counted.type != F32:
            raise ImportanceRefused(ImportanceFault.COUNTS_MISSING, tensor=base[:60])
        sums, counts = _floats(file, tensor), _floats(file, counted)
        if not counts.size or sums.size % counts.size:
            raise ImportanceRefused(ImportanceFault.COUNTS_UNFIT, tensor=base[:60])
        yield base, _means(sums.reshape(counts.size, -1), counts)


def _means(sums: Columns, counts: Columns) -> Columns:
    """The mean of each row's columns; an expert that was never asked counts evenly."""
    rows = counts.reshape(-1, 1)
    means = np.divide(sums, rows, out=np.ones_like(sums), where=rows > 0)
    return np.ascontiguousarray(means.reshape(-1), dtype=np.float32)


def _floats(file: BinaryIO, tensor: Tensor) -> Columns:
    file.seek(tensor.start)
    return np.frombuffer(_exactly(file, tensor.size), dtype="<f4").astype(np.float32)


def _of_binary(file: BinaryIO) -> Iterator[tuple[str, Columns]]:
    count = _number(file, _MAX_ENTRIES)
    for _ in range(count):
        name = _exactly(file, _number(file, _MAX_NAME)).decode("utf-8", "replace")
        calls = _number(file, (1 << 31) - 1)
        sums = np.frombuffer(_exactly(file, _number(file, _MAX_BYTES) * _FLOAT), dtype="<f4")
        yield name, np.ascontiguousarray(sums / np.float32(max(1, calls)), dtype=np.float32)


def _number(file: BinaryIO, most: int) -> int:
    (found,) = _INT.unpack(_exactly(file, _INT.size))
    if not 0 <= found <= most:
        raise ImportanceRefused(ImportanceFault.NUMBER_UNFIT, number=found)
    return int(found)


def _exactly(file: BinaryIO, count: int) -> bytes:
    """So many bytes; the file tells how many there are before they are made room for."""
    at = file.tell()
    left = file.seek(0, 2) - at
    file.seek(at)
    if count > left:
        raise ImportanceRefused(ImportanceFault.SHORT)
    return file.read(count)

"""Writes a model in another type with llama.cpp's own quantizer.

The reasons of a failure and the size of what comes of it are in llama.cpp's log alone: there is no
other way to ask for them.
"""

import collections
import ctypes
import math
import os
import re
from pathlib import Path
from typing import Any, Final

from app.domain.importance_faults import ImportanceFault
from app.engine.host.binding import llama, send_log_to
from app.engine.host.importance import Importance, ImportanceRefused, read_importance
from app.engine.host.weights import LoadRefused, refusal
from app.engine.workshop_commands import Quantize, Quantized

_ROWS_BYTES: Final = 64 << 20
"""Of a tensor that are in memory at once."""
_LEVEL_ERROR: Final = 4
_KEPT_LINES: Final = 20
_SIZE: Final = re.compile(r"quant size\s+=\s+([\d.]+) MiB")
_TENSOR: Final = re.compile(r"\[\s*\d+/\s*(\d+)\] ")
_FALLBACKS: Final = re.compile(r"WARNING: (\d+) of (\d+) tensor")
_NEEDS_MATRIX: Final = "will require an imatrix"
"""A plan goes through all the same."""
_HUNDREDTH: Final = 0.01
_END: Final = -1
"""Ends the list of layers to leave out."""


class _QuantizeLog:
    """What llama.cpp says while it quantizes."""

    def __init__(self) -> None:
        self._errors: collections.deque[str] = collections.deque(maxlen=_KEPT_LINES)
        self.megabytes = 0.0
        self.tensors = self.fallbacks = 0
        self.needs_matrix = False
        send_log_to(self._receive)

    @property
    def errors(self) -> str:
        """What went wrong, newest last."""
        return "\n".join(self._errors)

    def _receive(self, level: int, text: bytes | None, _user: Any) -> None:
        line = (text or b"").decode("utf-8", "replace").strip()
        if level == _LEVEL_ERROR and line:
            self._errors.append(line)
        elif found := _TENSOR.match(line):
            self.tensors = int(found[1])
        elif found := _SIZE.search(line):
            self.megabytes = float(found[1])
        elif _NEEDS_MATRIX in line:
            self.needs_matrix = True
        elif found := _FALLBACKS.search(line):
            self.fallbacks = int(found[1])


def quantize(wanted: Quantize) -> Quantized:
    """Do it, or only plan it; raises LoadRefused.

    Tensors are counted with those that are left out. Where rows do not divide into the blocks of a
    type, llama.cpp takes one of smaller blocks: a fallback.
    """
    log = _QuantizeLog()
    importance = _importance(wanted)
    params = llama.llama_model_quantize_default_params()
    params.ftype = wanted.file_type
    params.nthread = wanted.threads
    params.allow_requantize = wanted.requantizes
    params.dry_run = wanted.only_plans
    params.max_buf_size = _ROWS_BYTES
    if importance is not None:
        params.imatrix = importance.native
    if wanted.pruned:
        params.prune_layers = (ctypes.c_int32 * (len(wanted.pruned) + 1))(*wanted.pruned, _END)
    source, target = os.fsencode(wanted.source), os.fsencode(wanted.target)
    if llama.llama_model_quantize(source, target, ctypes.byref(params)) != 0:
        raise _reason(log.errors, wanted)
    if log.needs_matrix:
        raise LoadRefused("importance_needed", "", quantization="a type")
    # Two decimals were said: a hundredth more is never too little.
    size = math.ceil((log.megabytes + _HUNDREDTH) * (1 << 20))
    return Quantized(size, log.tensors, log.fallbacks)


def _importance(wanted: Quantize) -> Importance | None:
    if not wanted.importance:
        return None
    path = Path(wanted.importance)
    try:
        return read_importance(path)
    except ImportanceRefused as error:
        raise LoadRefused(
            "importance_invalid",
            error.detail,
            importance=path.name,
            problem=str(error.reason),
        ) from error


def _reason(errors: str, wanted: Quantize) -> LoadRefused:
    """Tell the reasons apart by llama.cpp's words."""
    said = errors.lower()
    if "requires an imatrix" in said:
        return LoadRefused("importance_needed", errors, quantization="a type")
    if "imatrix" in said:
        problem = ImportanceFault.OTHER_MODEL.value
        name = Path(wanted.importance).name
        return LoadRefused("importance_invalid", errors, importance=name, problem=problem)
    if "requantizing" in said:
        return LoadRefused("quantized_already", errors, quantization="quantized")
    found = refusal(errors)
    if found.code == "model_refused":
        reason = errors or "llama.cpp gave no reason"
        return LoadRefused("quantization_failed", reason, quantization="another type")
    return found

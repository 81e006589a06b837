"""Adapter files, looked at before llama.cpp uses them.

llama.cpp compares two of four dimensions with the model's and believes the rest: a file that it
takes can end the process at the next step, or fill the memory of all conversations with what is not
a number. Whatever could is refused here, in words.
"""

import array
import re
import stat
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import BinaryIO, Final

from app.domain.adapter_faults import AdapterFault
from app.domain.adapters import AdapterKind
from app.domain.errors import (
    AdapterInvalid,
    AdapterMismatch,
    AdapterMissing,
    ModelUnreadable,
    Reason,
)
from app.engine.host.gguf_file import (
    BF16,
    F16,
    F32,
    Q8_0,
    GgufFile,
    Shape,
    Tensor,
    has_only_numbers,
)

MAX_RANK: Final = 8192
_BLOCK_BYTES: Final = {F32: 4, F16: 2, BF16: 2, Q8_0: 34}
"""What convert_lora_to_gguf.py writes; the engine multiplies with all of them."""
_READ_BLOCKS: Final = 1 << 18
_EMBEDDINGS: Final = "token_embd.weight"
_OUTPUT: Final = "output.weight"
_PART: Final = re.compile(r"(.+)\.lora_([ab])")
_IGNORED: Final = "_norm.weight"
"""Whole norms, which llama.cpp leaves out."""
_DIRECTION: Final = re.compile(r"direction\.([1-9]\d{0,4})")

Directions = Mapping[int, "array.array[float]"]
"""What a control vector adds behind each layer."""


class AdapterFile:
    """A file that is to change a loaded model; every method raises an AdapterError."""

    def __init__(self, path: str) -> None:
        """Look at the file without opening it: a pipe would never end, a device can do things."""
        self.path = path
        self.name = Path(path).name
        try:
            status = Path(path).stat()
        except (OSError, ValueError) as error:
            if isinstance(error, PermissionError):
                raise ModelUnreadable(str(error), name=self.name) from error
            raise AdapterMissing(str(error), name=self.name) from error
        if not stat.S_ISREG(status.st_mode):
            raise self.invalid(AdapterFault.NO_FILE)
        self.bytes = status.st_size
        self.state = (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)
        """Differs when the file has changed."""

    def invalid(self, fault: AdapterFault, **values: object) -> AdapterInvalid:
        """The error for a file that cannot be used with any model."""
        return AdapterInvalid(name=self.name, problem=Reason(fault, values))

    def mismatch(self, detail: str) -> AdapterMismatch:
        """The error for a file of another model."""
        return AdapterMismatch(detail, name=self.name)

    def check_lora(self, architecture: str, shapes: Callable[[], Mapping[str, Shape]]) -> None:
        """Raise unless the file is a LoRA adapter for a model with these tensors."""
        with self._header() as header:
            self._check_kind(header, AdapterKind.LORA)
            made_for = header.text("general.architecture")
            if made_for != architecture:
                raise self.mismatch(f"made for {made_for}, the model is {architecture}")
            if header.has("adapter.lora.alpha") and header.number("adapter.lora.alpha") is None:
                raise self.invalid(AdapterFault.ALPHA_UNUSABLE)
            if header.has("adapter.alora.invocation_tokens"):
                raise self.invalid(AdapterFault.WAITS_FOR_WORDS)
            tensors = {tensor.name: tensor for tensor in header.tensors()}
            alpha = header.number("adapter.lora.alpha") or 0.0
        if not abs(alpha) < 1e6:  # also refuses NaN
            raise self.invalid(AdapterFault.ALPHA_UNUSABLE)
        self._check_pairs(tensors, shapes())
        with self._opened() as file:
            for tensor in tensors.values():
                self._check_numbers(file, tensor)

    def directions(self, width: int, layers: int) -> Directions:
        """The vectors of a control vector for a model of this width and number of layers."""
        with self._header() as header:
            self._check_kind(header, AdapterKind.CONTROL)
            tensors = list(header.tensors())
        found: dict[int, array.array[float]] = {}
        with self._opened() as file:
            for tensor in tensors:
                layer = self._direction_layer(tensor, width, layers)
                self._check_numbers(file, tensor)
                file.seek(tensor.start)
                values = array.array("f", file.read(tensor.size))
                if layer in found:
                    raise self.invalid(AdapterFault.DIRECTION_TWICE, layer=layer)
                found[layer] = values
        if not found:
            raise self.invalid(AdapterFault.NO_DIRECTIONS)
        return found

    def _header(self) -> GgufFile:
        try:
            return GgufFile(self.path)
        except ValueError as error:
            raise self.invalid(AdapterFault.NOT_GGUF) from error

    def _opened(self) -> BinaryIO:
        try:
            return Path(self.path).open("rb")
        except OSError as error:
            raise ModelUnreadable(str(error), name=self.name) from error

    def _check_kind(self, header: GgufFile, wanted: AdapterKind) -> None:
        """Say what the file is when it is not what it was given as."""
        names = [tensor.name for tensor in header.tensors()]
        if any(_DIRECTION.fullmatch(name) for name in names):
            found = AdapterFault.A_VECTOR
        elif header.text("general.type") == "adapter":
            is_lora = header.text("adapter.type") == "lora"
            found = AdapterFault.A_LORA if is_lora else AdapterFault.ANOTHER_ADAPTER
        elif not names:
            found = AdapterFault.EMPTY
        else:
            found = AdapterFault.A_MODEL
        is_lora = wanted is AdapterKind.LORA
        named = AdapterFault.A_LORA if is_lora else AdapterFault.A_VECTOR
        if found != named:
            raise self.invalid(AdapterFault.OTHER_KIND, found=Reason(found), wanted=Reason(named))

    # --- LoRA --------------------------------------------------------------------------------

    def _check_pairs(self, tensors: Mapping[str, Tensor], shapes: Mapping[str, Shape]) -> None:
        pairs: dict[str, dict[str, Tensor]] = {}
        for name, tensor in tensors.items():
            self._check_bounds(tensor)
            match = _PART.fullmatch(name)
            if match is not None:
                pairs.setdefault(match[1], {})[match[2]] = tensor
            elif not name.endswith(_IGNORED):
                raise self.invalid(AdapterFault.NOT_OF_LORA, tensor=name)
        if not pairs:
            raise self.invalid(AdapterFault.CHANGES_NOTHING)
        for target, pair in pairs.items():
            if len(pair) != 2:
                raise self.invalid(AdapterFault.HALF_MISSING, tensor=target)
            if target not in shapes:
                raise self.mismatch(f"the model has no {target}")
            self._check_pair(target, pair["a"].shape, pair["b"].shape, shapes)

    def _check_pair(self, target: str, a: Shape, b: Shape, shapes: Mapping[str, Shape]) -> None:
        model = shapes[target]
        if target == _EMBEDDINGS:  # here alone both are stored the other way round
            if _OUTPUT not in shapes:
                raise self.invalid(AdapterFault.CHANGES_OUTPUT)
            fits = (b[1], a[1], *a[2:], *b[2:]) == (model[0], model[1], 1, 1, 1, 1)
            ranks = (a[0], b[0])
        else:
            fits = (a[0], b[1], *a[2:], *b[2:]) == (model[0], model[1], *model[2:], *model[2:])
            ranks = (a[1], b[0])
        if not fits:
            raise self.mismatch(f"{target} is {model} in the model, not {a} times {b}")
        if ranks[0] != ranks[1] or not 1 <= ranks[0] <= MAX_RANK:
            raise self.invalid(
                AdapterFault.RANKS_UNFIT, tensor=target, first=ranks[0], second=ranks[1]
            )

    # --- control vectors ---------------------------------------------------------------------

    def _direction_layer(self, tensor: Tensor, width: int, layers: int) -> int:
        match = _DIRECTION.fullmatch(tensor.name)
        if match is None:
            raise self.invalid(AdapterFault.NOT_OF_VECTOR, tensor=tensor.name)
        self._check_bounds(tensor)
        if tensor.type != F32:
            raise self.invalid(AdapterFault.DIRECTIONS_SHORT)
        if tensor.shape != (width, 1, 1, 1):
            raise self.mismatch(f"{tensor.name} is {tensor.shape}, the model is {width} wide")
        layer = int(match[1])
        if layer >= layers:
            raise self.mismatch(f"{tensor.name} in a model of {layers} layers")
        return layer

    # --- data --------------------------------------------------------------------------------

    def _check_bounds(self, tensor: Tensor) -> None:
        if tensor.type not in _BLOCK_BYTES:
            raise self.invalid(AdapterFault.STORED_OTHERWISE, tensor=tensor.name)
        if tensor.start + tensor.size > self.bytes:
            raise self.invalid(AdapterFault.INCOMPLETE)

    def _check_numbers(self, file: BinaryIO, tensor: Tensor) -> None:
        try:
            file.seek(tensor.start)
            left = tensor.size
            while left:
                data = bytearray(file.read(min(left, _BLOCK_BYTES[tensor.type] * _READ_BLOCKS)))
                left -= len(data)
                if not data:
                    raise self.invalid(AdapterFault.INCOMPLETE)
                if not has_only_numbers(tensor.type, data):
                    raise self.invalid(AdapterFault.NOT_NUMBERS, tensor=tensor.name)
        except OSError as error:
            raise ModelUnreadable(str(error), name=self.name) from error

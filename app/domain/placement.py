"""Where a model goes before it is loaded: the plan, what was wished for, and ways out."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class KvType(StrEnum):
    """The number format of the cache of keys and values."""

    F16 = "f16"
    Q8_0 = "q8_0"
    Q4_0 = "q4_0"

    def bytes_for(self, values: int) -> int:
        """Bytes of `values` numbers, a multiple of a block's 32."""
        return values * _BLOCK_BYTES[self] // KV_BLOCK


KV_BLOCK: Final = 32
"""Numbers of a block of the quantized formats; a head's length must be a multiple."""
STEP_OUTPUTS: Final = 64
"""Tokens of a step whose logits can be asked for: one for each answer, or one answer's guesses.
llama.cpp would otherwise keep room for those of a whole micro-batch: 98 MiB instead of 22 with a
vocabulary of 49,152."""
_BLOCK_BYTES: Final = {KvType.F16: 64, KvType.Q8_0: 34, KvType.Q4_0: 18}


class FlashAttention(StrEnum):
    """Attention without the matrix of all scores. `AUTO` leaves it to llama.cpp."""

    AUTO = "auto"
    ON = "on"
    OFF = "off"


class PlanNote(StrEnum):
    """What the plan or the engine changed about a wish."""

    KV_HEAD_SIZE = "kv_head_size"
    KV_NEEDS_FLASH = "kv_needs_flash"
    KV_REFUSED = "kv_refused"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the settings ask of a load. A `context` or `gpu_layers` of None is chosen to fit."""

    threads: int
    context: int | None = None
    gpu_layers: int | None = None
    kv_type: KvType = KvType.F16
    flash_attention: FlashAttention = FlashAttention.AUTO
    micro_batch: int = 512


@dataclass(frozen=True, slots=True)
class DevicePlan:
    """What goes to one device. `layers` counts the output as one more, as llama.cpp does."""

    device: str
    description: str
    kind: str
    weights_bytes: int
    kv_bytes: int
    compute_bytes: int
    layers: int
    free_bytes: int
    is_shared: bool = False
    """A GPU whose memory is the computer's own: integrated ones, and those of Apple."""

    @property
    def total_bytes(self) -> int:
        """All of it together."""
        return self.weights_bytes + self.kv_bytes + self.compute_bytes


@dataclass(frozen=True, slots=True)
class LoadPlan:
    """A load as it would be done. The first of `devices` is the processor.

    `split` has the number of layers of each GPU, empty when there are fewer than two.
    """

    context: int
    threads: int
    layers: int
    gpu_layers: int
    kv_type: KvType
    flash_attention: FlashAttention
    split: tuple[float, ...]
    devices: tuple[DevicePlan, ...]
    total_bytes: int
    fits: bool
    shortened_from: int | None = None
    """The context that was to be, where memory allows only a shorter one."""
    notes: tuple[PlanNote, ...] = ()

    @property
    def weights_bytes(self) -> int:
        """The weights on all devices."""
        return sum(device.weights_bytes for device in self.devices)

    @property
    def kv_bytes(self) -> int:
        """The cache on all devices."""
        return sum(device.kv_bytes for device in self.devices)

    @property
    def compute_bytes(self) -> int:
        """The working space on all devices."""
        return sum(device.compute_bytes for device in self.devices)


class RemedyKind(StrEnum):
    """A way out after a failed load."""

    SHORTER_CONTEXT = "shorter_context"
    SMALLER_CACHE = "smaller_cache"
    FEWER_GPU_LAYERS = "fewer_gpu_layers"
    CPU_ONLY = "cpu_only"
    SMALLER_MODEL = "smaller_model"
    LOAD_ANYWAY = "load_anyway"


@dataclass(frozen=True, slots=True)
class Remedy:
    """A way out, and the setting that takes it. `name` is that of another model, else empty."""

    kind: RemedyKind
    key: str
    value: str
    name: str = ""

    @property
    def flag(self) -> str:
        """What to add to a command line."""
        if self.kind is RemedyKind.SMALLER_MODEL:
            return f"--model {self.value}"
        return f"--set {self.key}={self.value}"

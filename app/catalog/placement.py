"""The plan of a load: which context, and which layers on which device, so that all of it fits.

llama.cpp keeps the input on the processor, gives the last layers to the GPUs, the first of these to
the first GPU, and counts the output as one more layer (src/llama-model.cpp, load_tensors). The plan
counts the same way, so that what it shows is what will happen.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.catalog.fit import (
    PROGRAM_BYTES,
    kv_layer_bytes,
    logits_beyond_scores,
    scores_bytes,
    working_bytes,
)
from app.domain.models import Device, GgufHeader, Hardware
from app.domain.placement import (
    KV_BLOCK,
    DevicePlan,
    FlashAttention,
    KvType,
    LoadPlan,
    PlanNote,
    Wishes,
)

USUAL_CONTEXT: Final = 8192
LEAST_CONTEXT: Final = 512
GPU_MARGIN: Final = 512 << 20
"""Left free on every GPU: the driver's own buffers, the screen, and what others take meanwhile."""
_LONG_STEPS: Final = tuple(1 << power for power in range(19, 13, -1))
_STEPS: Final = (6144, 4096, 3072, 2048, 1536, 1024, 768, LEAST_CONTEXT)
_SHARES: Final = 64
_MOST_SCORES_BYTES: Final = 512 << 20
"""Of attention without flash attention: more is not worth its speed."""
_METAL: Final = "MTL"


def plan_load(
    header: GgufHeader, hardware: Hardware, devices: Sequence[Device], wishes: Wishes
) -> LoadPlan:
    """Plan a load. A plan that does not `fits` still says what it would take.

    A context that nobody asked for is the least of the model's own, 8,192 and what fits. A longer
    context counts more than another layer on the GPU: the processor takes the rest.
    """
    wanted = wishes.context or max(LEAST_CONTEXT, min(header.context, USUAL_CONTEXT))
    if _reads_faster_without_flash(header, devices, wishes, wanted):
        plain = replace(wishes, flash_attention=FlashAttention.OFF)
        plan = _Planner(header, hardware, devices, plain).plan(max(LEAST_CONTEXT, wanted))
        if plan.fits:
            return plan
    planner = _Planner(header, hardware, devices, wishes)
    plan = planner.plan(max(LEAST_CONTEXT, wanted))
    if plan.fits or wishes.context:
        return plan
    for context in _STEPS:
        if context < wanted:
            plan = replace(planner.plan(context), shortened_from=wanted)
            if plan.fits:
                break
    return plan


def _reads_faster_without_flash(
    header: GgufHeader, devices: Sequence[Device], wishes: Wishes, context: int
) -> bool:
    """Whether flash attention would cost speed: it does on processors, where it saves memory alone.

    With 4,000 tokens read, the starter model reads 20 more at 144 tokens a second without it and at
    75 with it (llama-bench, 2 cores, AVX-512); short prompts and single tokens are as fast.
    """
    is_on_processor = wishes.gpu_layers == 0 or not usable_gpus(devices)
    is_free = wishes.flash_attention is FlashAttention.AUTO and wishes.kv_type is KvType.F16
    scores = scores_bytes(header, context, wishes.micro_batch)
    return is_on_processor and is_free and scores <= _MOST_SCORES_BYTES


def longest_context(
    header: GgufHeader, hardware: Hardware, devices: Sequence[Device], wishes: Wishes, below: int
) -> int | None:
    """The longest usual context shorter than `below` that fits, or None."""
    for context in (*_LONG_STEPS, USUAL_CONTEXT, *_STEPS):
        if context < below:
            shorter = replace(wishes, context=context)
            if plan_load(header, hardware, devices, shorter).fits:
                return context
    return None


def shortage(plan: LoadPlan) -> tuple[int, int]:
    """Of a plan that does not fit: the bytes needed and the bytes free, where room is short."""
    cpu, *gpus = plan.devices
    for gpu in gpus:
        needed = gpu.total_bytes + GPU_MARGIN
        if gpu.layers and needed > gpu.free_bytes:
            return needed, gpu.free_bytes
    shared = sum(gpu.total_bytes for gpu in gpus if gpu.is_shared)
    return cpu.total_bytes + shared, cpu.free_bytes


def can_quantize_cache(header: GgufHeader) -> bool:
    """Whether the heads divide into the blocks of a quantized cache (llama.cpp's own condition)."""
    lengths = (header.key_length, header.value_length)
    return all(length and length % KV_BLOCK == 0 for length in lengths)


def usable_gpus(devices: Sequence[Device]) -> list[Device]:
    """The GPUs that llama.cpp uses: integrated ones only where there is no other."""
    gpus = [device for device in devices if device.kind == "gpu"]
    return gpus or [device for device in devices if device.kind == "igpu"]


@dataclass(frozen=True, slots=True)
class _Gpu:
    """A GPU and the bytes that layers may take there, the margin and buffers taken off."""

    device: Device
    free: int
    is_shared: bool


@dataclass(frozen=True, slots=True)
class _Layer:
    """What one layer, or the output, costs on a GPU."""

    weights: int
    kv: int
    compute: int

    @property
    def total(self) -> int:
        return self.weights + self.kv + self.compute


class _Planner:
    """Plans loads of one model with one set of wishes, for any context."""

    def __init__(
        self, header: GgufHeader, hardware: Hardware, devices: Sequence[Device], wishes: Wishes
    ) -> None:
        self._header = header
        self._available = hardware.memory_available
        self._wishes = wishes
        self._flash = wishes.flash_attention is not FlashAttention.OFF
        self._kv_type, self._notes = _cache_type(header, wishes)
        self._gpus = [_gpu(device, self._available) for device in usable_gpus(devices)]
        cpus = [device for device in devices if device.kind == "cpu"]
        self._cpu = cpus[0] if cpus else Device("CPU", hardware.processor, "cpu", 0, 0)

    def plan(self, context: int) -> LoadPlan:
        """The plan with the most layers on the GPUs that fits, else the one that comes closest."""
        plans = (self._with(context, count) for count in self._counts())
        closest: LoadPlan | None = None
        for plan in plans:
            if plan.fits:
                return plan
            closest = plan
        assert closest is not None
        return closest

    def _counts(self) -> Iterator[int]:
        """The numbers of layers to try on the GPUs, the best first."""
        most = self._header.layers + 1 if self._gpus else 0
        if self._wishes.gpu_layers is not None:
            yield min(most, self._wishes.gpu_layers)
        else:
            yield from range(most, -1, -1)

    def _with(self, context: int, count: int) -> LoadPlan:
        costs = self._layers(context)[self._header.layers + 1 - count :]
        buffers = self._buffers(context, count)
        rooms = [max(0, gpu.free - GPU_MARGIN - buffers) for gpu in self._gpus]
        counts = _balanced([cost.total for cost in costs], rooms)
        fits = counts is not None
        if counts is None:
            counts = [0] * (len(self._gpus) - 1) + [count]
        gpus = self._on_gpus(costs, counts, buffers)
        cpu = self._on_cpu(context, count)
        shared = sum(gpu.total_bytes for gpu in gpus if gpu.is_shared)
        return LoadPlan(
            context=context,
            threads=self._wishes.threads,
            layers=self._header.layers + 1,
            gpu_layers=count,
            kv_type=self._kv_type,
            flash_attention=self._wishes.flash_attention,
            split=tuple(map(float, counts)) if count and len(counts) > 1 else (),
            devices=(cpu, *gpus),
            total_bytes=cpu.total_bytes + sum(gpu.total_bytes for gpu in gpus),
            fits=fits and cpu.total_bytes + shared <= self._available,
            notes=self._notes,
        )

    def _layers(self, context: int) -> list[_Layer]:
        """The layers in their order, then the output with the logits."""
        header = self._header
        kv = kv_layer_bytes(header, context, self._kv_type)
        logits = logits_beyond_scores(header, context, self._wishes.micro_batch, flash=self._flash)
        output = _Layer(header.output_bytes + header.shared_bytes, 0, logits)
        return [_Layer(weights, kv, 0) for weights in layer_weights(header)] + [output]

    def _buffers(self, context: int, count: int) -> int:
        """The working space of a GPU that has any layers.

        While some layers stay behind, their weights visit the GPU one by one for long prompts.
        """
        left = layer_weights(self._header)[: self._header.layers + 1 - count]
        work = working_bytes(self._header, context, self._wishes.micro_batch, flash=self._flash)
        return work + max(left, default=0)

    def _on_gpus(
        self, costs: Sequence[_Layer], counts: Sequence[int], buffers: int
    ) -> list[DevicePlan]:
        plans, start = [], 0
        for gpu, count in zip(self._gpus, counts, strict=True):
            layers = costs[start : start + count]
            start += count
            plans.append(
                DevicePlan(
                    device=gpu.device.name,
                    description=gpu.device.description,
                    kind=gpu.device.kind,
                    weights_bytes=sum(layer.weights for layer in layers),
                    kv_bytes=sum(layer.kv for layer in layers),
                    compute_bytes=sum(layer.compute for layer in layers)
                    + (buffers if layers else 0),
                    layers=count,
                    free_bytes=gpu.free,
                    is_shared=gpu.is_shared,
                )
            )
        return plans

    def _on_cpu(self, context: int, count: int) -> DevicePlan:
        header = self._header
        layers = self._layers(context)[: header.layers + 1 - count]
        everywhere = sum(layer_weights(header)) + header.output_bytes
        weights = header.tensor_bytes - everywhere + sum(layer.weights for layer in layers)
        if not count:  # the shared embeddings are there once
            weights -= header.shared_bytes
        work = working_bytes(header, context, self._wishes.micro_batch, flash=self._flash)
        return DevicePlan(
            device=self._cpu.name,
            description=self._cpu.description,
            kind=self._cpu.kind,
            weights_bytes=weights,
            kv_bytes=sum(layer.kv for layer in layers),
            compute_bytes=work + sum(layer.compute for layer in layers) + PROGRAM_BYTES,
            layers=len(layers),
            free_bytes=self._available,
        )


def layer_weights(header: GgufHeader) -> tuple[int, ...]:
    """The weights of each layer; where the names of the tensors tell none, equal shares."""
    if sum(header.layer_bytes):
        return header.layer_bytes
    rest = header.tensor_bytes - header.output_bytes - header.shared_bytes
    return (rest // header.layers,) * header.layers


def _cache_type(header: GgufHeader, wishes: Wishes) -> tuple[KvType, tuple[PlanNote, ...]]:
    if wishes.kv_type is KvType.F16:
        return KvType.F16, ()
    if not can_quantize_cache(header):
        return KvType.F16, (PlanNote.KV_HEAD_SIZE,)
    if wishes.flash_attention is FlashAttention.OFF:
        return KvType.F16, (PlanNote.KV_NEEDS_FLASH,)
    return wishes.kv_type, ()


def _gpu(device: Device, available: int) -> _Gpu:
    """A GPU with what is free there; one that does not tell its memory has the computer's."""
    is_untold = device.total_bytes == 0 and device.free_bytes == 0
    is_shared = device.kind == "igpu" or device.name.startswith(_METAL) or is_untold
    return _Gpu(device, available if is_untold else device.free_bytes, is_shared)


def _balanced(costs: Sequence[int], rooms: Sequence[int]) -> list[int] | None:
    """How many of the layers each GPU gets, in order and in proportion to its room, or None."""
    fullest = _filled(costs, rooms)
    if fullest is None or len(rooms) == 1:
        return fullest
    for share in range(_SHARES):
        counts = _filled(costs, [room * share // _SHARES for room in rooms])
        if counts is not None:
            return counts
    return fullest


def _filled(costs: Sequence[int], rooms: Sequence[int]) -> list[int] | None:
    """The layers in order, each device as full as it gets; None when some are left over."""
    counts = [0] * len(rooms)
    device = used = 0
    for cost in costs:
        while device < len(rooms) and used + cost > rooms[device]:
            device, used = device + 1, 0
        if device == len(rooms):
            return None
        counts[device] += 1
        used += cost
    return counts

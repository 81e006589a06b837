"""Ways out after a failed load, computed from the plan: each names the one setting it changes."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from app.catalog.placement import (
    LEAST_CONTEXT,
    can_quantize_cache,
    longest_context,
    plan_load,
)
from app.config import settings as options
from app.domain.models import Device, GgufHeader, Hardware
from app.domain.placement import (
    FlashAttention,
    KvType,
    LoadPlan,
    Remedy,
    RemedyKind,
    Wishes,
)

LOAD_ANYWAY: Final = Remedy(RemedyKind.LOAD_ANYWAY, options.CHECK_MEMORY.key, "off")


@dataclass(frozen=True, slots=True)
class Attempt:
    """A load that was planned, and everything that it was planned from."""

    header: GgufHeader
    hardware: Hardware
    devices: tuple[Device, ...]
    wishes: Wishes
    plan: LoadPlan

    def with_wishes(self, wishes: Wishes) -> LoadPlan:
        """The plan for other wishes."""
        return plan_load(self.header, self.hardware, self.devices, wishes)


def when_too_large(attempt: Attempt) -> tuple[Remedy, ...]:
    """What would make the plan fit; each alone is enough."""
    found = [
        *_context_that_fits(attempt),
        *_cache_that_fits(attempt),
        *_gpu_layers_that_fit(attempt),
    ]
    if attempt.plan.devices[0].total_bytes <= attempt.hardware.memory_total:
        found.append(LOAD_ANYWAY)
    return tuple(found)


def when_it_failed(attempt: Attempt) -> tuple[Remedy, ...]:
    """What takes less than a plan that should have fitted, and did not."""
    plan = attempt.plan
    found: list[Remedy] = []
    if fewer := plan.gpu_layers * 3 // 4:
        found.append(_gpu_layers(fewer))
    if plan.gpu_layers:
        found.append(_gpu_layers(0))
    if plan.context > LEAST_CONTEXT:
        found.append(_context(max(LEAST_CONTEXT, plan.context // 2)))
    found += [_cache(kv_type) for kv_type in _smaller_caches(attempt)[:1]]
    return (*found, LOAD_ANYWAY)


def _context_that_fits(attempt: Attempt) -> Iterator[Remedy]:
    context = longest_context(
        attempt.header, attempt.hardware, attempt.devices, attempt.wishes, attempt.plan.context
    )
    if context is not None:
        yield _context(context)


def _cache_that_fits(attempt: Attempt) -> Iterator[Remedy]:
    for kv_type in _smaller_caches(attempt):
        if attempt.with_wishes(replace(attempt.wishes, kv_type=kv_type)).fits:
            yield _cache(kv_type)
            return


def _gpu_layers_that_fit(attempt: Attempt) -> Iterator[Remedy]:
    """As many as fit, where too many were asked for; else none at all."""
    if not attempt.plan.gpu_layers:
        return
    fitted = attempt.with_wishes(replace(attempt.wishes, gpu_layers=None))
    if fitted.fits and fitted.gpu_layers:
        yield _gpu_layers(fitted.gpu_layers)
    if attempt.with_wishes(replace(attempt.wishes, gpu_layers=0)).fits:
        yield _gpu_layers(0)


def _smaller_caches(attempt: Attempt) -> list[KvType]:
    flash = attempt.wishes.flash_attention is not FlashAttention.OFF
    if not flash or not can_quantize_cache(attempt.header):
        return []
    order = list(KvType)
    return order[order.index(attempt.plan.kv_type) + 1 :]


def _context(tokens: int) -> Remedy:
    return Remedy(RemedyKind.SHORTER_CONTEXT, options.CONTEXT_TOKENS.key, str(tokens))


def _cache(kv_type: KvType) -> Remedy:
    return Remedy(RemedyKind.SMALLER_CACHE, options.KV_TYPE.key, kv_type.value)


def _gpu_layers(count: int) -> Remedy:
    kind = RemedyKind.FEWER_GPU_LAYERS if count else RemedyKind.CPU_ONLY
    return Remedy(kind, options.GPU_LAYERS.key, str(count))

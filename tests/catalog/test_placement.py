"""Where a model goes: what is promised of every plan, and the cases that people meet."""

from dataclasses import replace
from pathlib import Path

import pytest
from gguf_files import tiny_llama
from hypothesis import given, settings
from hypothesis import strategies as st

from app.catalog.gguf import read_header, with_parts
from app.catalog.placement import GPU_MARGIN, LEAST_CONTEXT, plan_load, shortage
from app.catalog.remedies import Attempt, when_it_failed, when_too_large
from app.domain.errors import ModelMissing
from app.domain.models import Device, GgufHeader, Hardware
from app.domain.placement import FlashAttention, KvType, LoadPlan, PlanNote, RemedyKind, Wishes

GIBI, MEBI = 1 << 30, 1 << 20


def model(layers: int = 32, layer: int = 200 * MEBI, **changes: object) -> GgufHeader:
    """The header of a model like an 8B at four bits."""
    header = GgufHeader(
        version=3, architecture="llama", name="Eight", parameters=8_000_000_000,
        quantization="Q4_K_M", context=131_072, layers=layers, embedding_length=4096, heads=32,
        kv_heads=8, key_length=128, value_length=128, vocabulary=128_256, pooling=None,
        chat_template=None, licence="", languages=(), data_offset=0,
        tensor_bytes=layers * layer + 800 * MEBI, layer_bytes=(layer,) * layers,
        output_bytes=400 * MEBI,
    )  # fmt: skip
    return replace(header, **changes)  # type: ignore[arg-type]


def machine(available: int, total: int = 1 << 40) -> Hardware:
    return Hardware("test", "test", 8, 16, total, available)


def gpu(free: int, number: int = 0, kind: str = "gpu", name: str = "CUDA") -> Device:
    return Device(f"{name}{number}", f"GPU {number}", kind, free, max(free, 1))


def planned(available: int, *devices: Device, header: GgufHeader | None = None, **wishes: object):
    asked = Wishes(8, **wishes)  # type: ignore[arg-type]
    return plan_load(header or model(), machine(available), devices, asked)


# --- what holds for every plan --------------------------------------------------------------------

HEADERS = st.builds(
    lambda layers, sizes, output, shared, heads, head, vocabulary, context: model(
        layers=layers,
        layer_bytes=tuple(sizes[index % len(sizes)] for index in range(layers)),
        tensor_bytes=sum(sizes[index % len(sizes)] for index in range(layers)) + output + shared,
        output_bytes=output,
        shared_bytes=shared,
        kv_heads=heads,
        key_length=head,
        value_length=head,
        vocabulary=vocabulary,
        context=context,
    ),
    st.integers(1, 40),
    st.lists(st.integers(1, 400 * MEBI), min_size=1, max_size=4),
    st.integers(0, 800 * MEBI),
    st.integers(0, 800 * MEBI),
    st.integers(1, 32),
    st.sampled_from([48, 64, 80, 128]),
    st.integers(1000, 260_000),
    st.sampled_from([256, 2048, 4096, 131_072]),
)
GPUS = st.lists(
    st.tuples(st.integers(0, 16 * GIBI), st.sampled_from(["gpu", "igpu"]), st.booleans()),
    max_size=4,
).map(
    lambda found: tuple(
        gpu(free, number, kind, "MTL" if metal else "CUDA")
        for number, (free, kind, metal) in enumerate(found)
    )
)
WISHES = st.builds(
    Wishes,
    st.just(4),
    st.none() | st.integers(512, 40_000),
    st.none() | st.integers(0, 60),
    st.sampled_from(KvType),
    st.sampled_from(FlashAttention),
)
MEMORY = st.integers(0, 24 * GIBI)
EVERY = settings(max_examples=150, deadline=None)


@EVERY
@given(HEADERS, MEMORY, GPUS, WISHES)
def test_no_device_gets_more_than_is_free(
    header: GgufHeader, memory: int, gpus: tuple[Device, ...], wishes: Wishes
) -> None:
    plan = plan_load(header, machine(memory), gpus, wishes)
    cpu, *others = plan.devices
    if plan.fits:
        shared = sum(each.total_bytes for each in others if each.is_shared)
        assert cpu.total_bytes + shared <= memory
        for each in others:
            assert not each.layers or each.total_bytes + GPU_MARGIN <= each.free_bytes
    else:
        needed, free = shortage(plan)
        assert needed > free


@EVERY
@given(HEADERS, MEMORY, GPUS, WISHES)
def test_layers_and_bytes_add_up(
    header: GgufHeader, memory: int, gpus: tuple[Device, ...], wishes: Wishes
) -> None:
    plan = plan_load(header, machine(memory), gpus, wishes)
    cpu, *others = plan.devices
    assert cpu.layers + sum(each.layers for each in others) == plan.layers == header.layers + 1
    assert sum(each.layers for each in others) == plan.gpu_layers
    assert plan.total_bytes == sum(each.total_bytes for each in plan.devices)
    twice = header.shared_bytes if plan.gpu_layers else 0
    assert plan.weights_bytes == header.tensor_bytes + twice
    if plan.split:
        assert plan.split == tuple(each.layers for each in others)
    if wishes.context:
        assert plan.context == wishes.context
    assert plan.context >= LEAST_CONTEXT


def rank(plan: LoadPlan) -> tuple[bool, int, int]:
    return plan.fits, plan.context, plan.gpu_layers


@EVERY
@given(HEADERS, MEMORY, GPUS, WISHES, st.integers(0, 8 * GIBI), st.integers(0, 4))
def test_more_memory_is_never_worse(
    header: GgufHeader,
    memory: int,
    gpus: tuple[Device, ...],
    wishes: Wishes,
    more: int,
    where: int,
) -> None:
    plan = plan_load(header, machine(memory), gpus, wishes)
    grown = tuple(
        replace(each, free_bytes=each.free_bytes + more, total_bytes=each.total_bytes + more)
        if number == where
        else each
        for number, each in enumerate(gpus)
    )
    larger = machine(memory + more if where >= len(gpus) else memory)
    better = plan_load(header, larger, grown, wishes)
    if plan.fits:
        assert rank(better) >= rank(plan)


@EVERY
@given(HEADERS, MEMORY, GPUS, WISHES)
def test_a_remedy_that_is_offered_makes_it_fit(
    header: GgufHeader, memory: int, gpus: tuple[Device, ...], wishes: Wishes
) -> None:
    plan = plan_load(header, machine(memory), gpus, wishes)
    if plan.fits:
        return
    for remedy in when_too_large(Attempt(header, machine(memory), gpus, wishes, plan)):
        match remedy.kind:
            case RemedyKind.SHORTER_CONTEXT:
                changed = replace(wishes, context=int(remedy.value))
            case RemedyKind.SMALLER_CACHE:
                changed = replace(wishes, kv_type=KvType(remedy.value))
            case RemedyKind.FEWER_GPU_LAYERS | RemedyKind.CPU_ONLY:
                changed = replace(wishes, gpu_layers=int(remedy.value))
            case _:
                continue
        assert plan_load(header, machine(memory), gpus, changed).fits


# --- cases ----------------------------------------------------------------------------------------


def test_without_a_gpu_everything_is_on_the_processor() -> None:
    plan = planned(16 * GIBI)
    assert (plan.fits, plan.gpu_layers, plan.split) == (True, 0, ())
    assert plan.context == 8192
    assert plan.kv_bytes == GIBI


def test_a_large_gpu_takes_all_and_a_small_one_some() -> None:
    assert planned(16 * GIBI, gpu(24 * GIBI)).gpu_layers == 33
    some = planned(16 * GIBI, gpu(4 * GIBI))
    assert 0 < some.gpu_layers < 33
    assert planned(16 * GIBI, gpu(600 * MEBI)).gpu_layers == 0


@pytest.mark.parametrize(
    ("wishes", "flash"),
    [
        ({}, FlashAttention.OFF),
        ({"kv_type": KvType.Q8_0}, FlashAttention.AUTO),
        ({"flash_attention": FlashAttention.ON}, FlashAttention.ON),
        ({"context": 32_768}, FlashAttention.AUTO),
    ],
    ids=str,
)
def test_on_the_processor_flash_attention_is_for_those_who_need_its_memory(
    wishes: dict[str, object], flash: FlashAttention
) -> None:
    assert planned(64 * GIBI, **wishes).flash_attention is flash


def test_on_a_gpu_flash_attention_is_the_engines_choice() -> None:
    assert planned(64 * GIBI, gpu(24 * GIBI)).flash_attention is FlashAttention.AUTO
    alone = planned(64 * GIBI, gpu(24 * GIBI), gpu_layers=0)
    assert alone.flash_attention is FlashAttention.OFF


def test_the_context_is_shortened_only_when_nobody_asked_for_one() -> None:
    plan = planned(8 * GIBI)
    assert plan.fits
    assert plan.shortened_from == 8192
    assert plan.context in (1024, 1536, 2048, 3072, 4096, 6144)
    asked = planned(8 * GIBI, context=8192)
    assert (asked.fits, asked.context, asked.shortened_from) == (False, 8192, None)


def test_the_models_own_context_counts() -> None:
    assert planned(16 * GIBI, header=model(context=2048)).context == 2048
    assert planned(16 * GIBI, header=model(context=64)).context == LEAST_CONTEXT


def test_two_gpus_share_in_proportion_to_their_room() -> None:
    plan = planned(16 * GIBI, gpu(8 * GIBI + GPU_MARGIN), gpu(24 * GIBI + GPU_MARGIN, 1))
    assert plan.gpu_layers == 33
    one, other = plan.split
    assert 2 <= other / one <= 4


def test_an_integrated_gpu_is_used_only_without_another() -> None:
    alone = planned(16 * GIBI, gpu(12 * GIBI, kind="igpu"))
    assert alone.gpu_layers > 0
    beside = planned(16 * GIBI, gpu(12 * GIBI, kind="igpu"), gpu(12 * GIBI, 1))
    assert [each.device for each in beside.devices] == ["CPU", "CUDA1"]


@pytest.mark.parametrize("shared", [gpu(14 * GIBI, kind="igpu"), gpu(14 * GIBI, name="MTL")])
def test_shared_memory_is_counted_once(shared: Device) -> None:
    """What the GPU takes is not there for the processor: both together stay below what is free."""
    plan = planned(9 * GIBI, shared)
    assert plan.fits
    assert plan.total_bytes <= 9 * GIBI
    assert not planned(7 * GIBI, shared).fits
    assert planned(7 * GIBI, gpu(14 * GIBI)).fits


def test_a_gpu_that_tells_no_memory_has_the_computers() -> None:
    plan = planned(16 * GIBI, Device("Vulkan0", "x", "igpu", 0, 0))
    assert plan.devices[1].free_bytes == 16 * GIBI
    assert plan.gpu_layers == 33


def test_a_quantized_cache_where_the_heads_allow_it() -> None:
    plain, small = planned(16 * GIBI), planned(16 * GIBI, kv_type=KvType.Q8_0)
    assert small.kv_bytes * 64 == plain.kv_bytes * 34
    odd = planned(16 * GIBI, header=model(key_length=80), kv_type=KvType.Q8_0)
    assert (odd.kv_type, odd.notes) == (KvType.F16, (PlanNote.KV_HEAD_SIZE,))
    off = planned(16 * GIBI, kv_type=KvType.Q4_0, flash_attention=FlashAttention.OFF)
    assert (off.kv_type, off.notes) == (KvType.F16, (PlanNote.KV_NEEDS_FLASH,))


def attempt(available: int, *devices: Device, **wishes: object) -> Attempt:
    asked = Wishes(8, **wishes)  # type: ignore[arg-type]
    plan = plan_load(model(), machine(available), devices, asked)
    return Attempt(model(), machine(available), devices, asked, plan)


def test_remedies_of_a_model_that_is_too_large() -> None:
    flags = [each.flag for each in when_too_large(attempt(9 * GIBI, context=32_768))]
    assert flags[0] == "--set engine.context_tokens=8192"
    assert flags[-1] == "--set engine.check_memory=off"
    flags = [each.flag for each in when_too_large(attempt(16 * GIBI, gpu(4 * GIBI), gpu_layers=33))]
    assert flags[0].startswith("--set engine.gpu_layers=")
    assert "--set engine.gpu_layers=0" in flags


def test_remedies_after_a_crash_take_less() -> None:
    flags = [each.flag for each in when_it_failed(attempt(16 * GIBI, gpu(24 * GIBI)))]
    assert flags == [
        "--set engine.gpu_layers=24",
        "--set engine.gpu_layers=0",
        "--set engine.context_tokens=4096",
        "--set engine.kv_type=q8_0",
        "--set engine.check_memory=off",
    ]


def test_a_hopeless_model_is_not_loaded_anyway() -> None:
    plan = plan_load(model(), machine(GIBI, 2 * GIBI), (), Wishes(8))
    assert when_too_large(Attempt(model(), machine(GIBI, 2 * GIBI), (), Wishes(8), plan)) == ()


# --- the header behind it -------------------------------------------------------------------------


def test_the_header_tells_the_weights_of_each_part(tmp_path: Path) -> None:
    header = read_header(tiny_llama(tmp_path / "m.gguf", layers=3))
    assert len(header.layer_bytes) == 3
    assert len(set(header.layer_bytes)) == 1
    embeddings = header.vocabulary * header.embedding_length * 4
    assert header.output_bytes == embeddings + header.embedding_length * 4
    assert header.shared_bytes == 0, "it has an output matrix of its own"
    assert sum(header.layer_bytes) + header.output_bytes + embeddings == header.tensor_bytes


def test_shared_embeddings_are_told(starter_model: Path) -> None:
    header = read_header(starter_model)
    assert header.shared_bytes == 30_081_024
    assert header.output_bytes == 576 * 4


def test_a_split_model_counts_all_its_files(tmp_path: Path) -> None:
    first = tmp_path / "big-00001-of-00002.gguf"
    header = replace(read_header(tiny_llama(first)), split_count=2)
    with pytest.raises(ModelMissing) as caught:
        with_parts(first, header)
    assert "big-00002-of-00002.gguf" in str(caught.value)
    (tmp_path / "big-00002-of-00002.gguf").write_bytes(bytes(5000))
    assert with_parts(first, header).tensor_bytes == header.tensor_bytes + 5000

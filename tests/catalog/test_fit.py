"""Whether a model fits, said in numbers a person can read."""

from pathlib import Path

import pytest
from gguf_files import tiny_llama

from app.catalog.fit import compute_bytes, kv_layer_bytes
from app.catalog.gguf import read_header
from app.domain.placement import KvType
from app.domain.sizes import format_bytes

MEBI = 1 << 20


def test_the_cache_of_a_layer_grows_with_context_and_heads(tmp_path: Path) -> None:
    header = read_header(tiny_llama(tmp_path / "m.gguf"))

    def layer(context: int) -> int:
        return kv_layer_bytes(header, context, KvType.F16)

    assert layer(512) == 512 * 2 * (16 + 16) * 2
    assert layer(513) == layer(768), "in steps of 256"


# What llama.cpp itself says of SmolLM2 135M: context, cache, flash attention, micro-batch, then its
# "KV buffer size" and "compute buffer size" in MiB.
MEASURED = [
    (8192, KvType.F16, True, 512, 180.00, 21.51),
    (8192, KvType.Q8_0, True, 512, 95.62, 20.42),
    (8192, KvType.Q4_0, True, 512, 50.62, 20.42),
    (8192, KvType.F16, False, 512, 180.00, 166.38),
    (2048, KvType.F16, False, 512, 45.00, 46.38),
    (8192, KvType.F16, True, 128, 180.00, 12.42),
    (512, KvType.F16, True, 512, 11.25, 14.01),
]


@pytest.mark.parametrize(("context", "kv_type", "flash", "batch", "kv", "compute"), MEASURED)
def test_the_figures_are_those_of_llama_cpp(
    starter_model: Path,
    context: int,
    kv_type: KvType,
    flash: bool,
    batch: int,
    kv: float,
    compute: float,
) -> None:
    header = read_header(starter_model)

    cache = header.layers * kv_layer_bytes(header, context, kv_type)
    assert cache / MEBI == pytest.approx(kv, abs=0.01)
    estimate = compute_bytes(header, context, batch, flash=flash) / MEBI
    assert compute <= estimate <= max(compute * 1.2, compute + 10)


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0 bytes"),
        (-5, "0 bytes"),
        (999, "999 bytes"),
        (1_000, "1 kB"),
        (1_540, "1.5 kB"),
        (98_362_432, "98 MB"),
        (999_499_999, "999 MB"),
        (999_500_000, "1 GB"),
        (9_800_000_000, "9.8 GB"),
        (16_400_000_000, "16.4 GB"),
        (126_900_000_000, "127 GB"),
        (3 * 10**12, "3 TB"),
        (10**21, "1000 EB"),
    ],
)
def test_sizes_for_people(count: int, text: str) -> None:
    assert format_bytes(count) == text

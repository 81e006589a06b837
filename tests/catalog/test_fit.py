"""Whether a model fits, said in numbers a person can read."""

from pathlib import Path

import gguf_files
import pytest
from gguf_files import tiny_llama

from app.catalog.fit import check_fits, compute_bytes, kv_cache_bytes, memory_needed
from app.catalog.gguf import read_header
from app.domain.errors import ModelTooLarge
from app.domain.sizes import format_bytes

MEBI = 1 << 20


def test_the_cache_grows_with_context_layers_and_heads(tmp_path: Path) -> None:
    header = read_header(tiny_llama(tmp_path / "m.gguf"))

    assert kv_cache_bytes(header, 512) == 512 * 2 * 2 * (16 + 16) * 2
    assert kv_cache_bytes(header, 512, bytes_per_value=1) * 2 == kv_cache_bytes(header, 512)


def test_all_of_it_together(tmp_path: Path) -> None:
    header = read_header(tiny_llama(tmp_path / "m.gguf"))
    parts = kv_cache_bytes(header, 512) + compute_bytes(header, 512, 128)

    assert memory_needed(header, 512, 128) == header.tensor_bytes + parts + 64 * MEBI


def test_a_huge_model_is_refused_before_the_engine_sees_it(tmp_path: Path) -> None:
    path = gguf_files.huge(tmp_path / "huge.gguf", gigabytes=120)
    header = read_header(path)
    path.unlink()
    with pytest.raises(ModelTooLarge) as caught:
        check_fits(header, "Huge", 8192, 8_000_000_000)
    assert caught.value.values["needed"] == format_bytes(memory_needed(header, 8192))
    assert "“Huge” needs about 123 GB; 8 GB is free." in str(caught.value)


def test_a_small_model_fits(tmp_path: Path) -> None:
    header = read_header(tiny_llama(tmp_path / "m.gguf"))
    check_fits(header, "Tiny", 512, 200 * MEBI)


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

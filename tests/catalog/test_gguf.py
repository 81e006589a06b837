"""Reading GGUF headers: what is read, what is refused, and that nothing else can happen."""

import os
import struct
import time
import tracemalloc
from pathlib import Path

import gguf
import gguf_files
import pytest
from gguf_files import tiny_llama
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from app.catalog.ggml_types import TENSOR_TYPES, quantization_name
from app.catalog.gguf import check_tail, read_header
from app.domain.errors import (
    AppError,
    ModelDamaged,
    ModelError,
    ModelMissing,
    ModelNotForChat,
    ModelRefused,
    ModelUnreadable,
    NotAModel,
)


def header_bytes(*pairs: bytes, tensors: bytes = b"", tensor_count: int = 0) -> bytes:
    counts = struct.pack("<IQQ", 3, tensor_count, len(pairs))
    return b"GGUF" + counts + b"".join(pairs) + tensors


def text(value: bytes) -> bytes:
    return struct.pack("<Q", len(value)) + value


def pair(key: bytes, kind: int, value: bytes) -> bytes:
    return text(key) + struct.pack("<I", kind) + value


def u32(key: bytes, value: int) -> bytes:
    return pair(key, 4, struct.pack("<I", value))


def string(key: bytes, value: bytes) -> bytes:
    return pair(key, 8, text(value))


def tensor(name: bytes, shape: tuple[int, ...], kind: int = 0, offset: int = 0) -> bytes:
    dimensions = struct.pack(f"<I{len(shape)}Q", len(shape), *shape)
    return text(name) + dimensions + struct.pack("<IQ", kind, offset)


FIGURES = (
    string(b"general.architecture", b"llama"),
    u32(b"llama.context_length", 512),
    u32(b"llama.embedding_length", 64),
    u32(b"llama.block_count", 2),
    u32(b"llama.attention.head_count", 4),
)


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def test_what_a_file_says_of_itself(tmp_path: Path) -> None:
    header = read_header(tiny_llama(tmp_path / "tiny.gguf"))

    reader = gguf.GGUFReader(tmp_path / "tiny.gguf")
    assert header.version == 3
    assert header.architecture == "llama"
    assert header.name == "tiny"
    assert header.parameters == sum(int(each.n_elements) for each in reader.tensors)
    assert header.tensor_bytes == sum(int(each.n_bytes) for each in reader.tensors)
    assert header.data_offset == reader.data_offset
    assert header.quantization == "F32"
    assert (header.context, header.layers, header.embedding_length) == (512, 2, 64)
    assert (header.heads, header.kv_heads) == (4, 2)
    assert (header.key_length, header.value_length) == (16, 16)
    assert header.vocabulary == len(gguf_files.vocabulary()[0])
    assert header.pooling is None
    assert header.chat_template == gguf_files.CHAT_TEMPLATE
    assert header.licence == "apache-2.0"
    assert header.languages == ("en", "ko")
    assert header.split_count == 1


def test_what_a_file_leaves_out_has_a_default(tmp_path: Path) -> None:
    path = tmp_path / "plain.gguf"
    tiny_llama(path, chat_template=None, licence=None, languages=(), file_type=None)

    header = read_header(path)

    assert header.chat_template is None
    assert header.licence == ""
    assert header.languages == ()
    assert header.quantization == "F32", "the format of most weights"


def test_heads_by_layer_count_as_the_largest(tmp_path: Path) -> None:
    header = read_header(tiny_llama(tmp_path / "m.gguf", kv_heads=[1, 4]))

    assert header.kv_heads == 4


def test_an_embedder_says_how_it_pools(tmp_path: Path) -> None:
    assert read_header(tiny_llama(tmp_path / "m.gguf", pooling=1)).pooling == 1


def test_the_tensor_types_are_those_of_the_gguf_package() -> None:
    sizes = {kind.value: size for kind, size in gguf.GGML_QUANT_SIZES.items()}
    names = {kind.value: kind.name for kind in gguf.GGMLQuantizationType}
    for number, found in TENSOR_TYPES.items():
        if number == 9:  # Q8_1 is no file format; the package has the size of an older layout
            continue
        if number in sizes:  # a newer engine may know more than the published package
            assert (found.elements, found.bytes) == sizes[number], found.name
            assert found.name == names[number]
    assert set(sizes) <= set(TENSOR_TYPES)


def test_the_quantization_names_are_those_of_the_gguf_package() -> None:
    for kind in gguf.LlamaFileType:
        if kind is not gguf.LlamaFileType.GUESSED:
            expected = kind.name.removeprefix("MOSTLY_").removeprefix("ALL_")
            assert quantization_name(kind.value) == expected
            assert quantization_name(kind.value | gguf.LlamaFileType.GUESSED) == expected
    assert quantization_name(999) is None
    assert quantization_name(-1) is None


# --- files that are no models --------------------------------------------------------------------


@pytest.mark.parametrize("name", ["absent.gguf", "absent/deeper.gguf", "n" * 300, "with\0zero"])
def test_a_file_that_is_not_there(tmp_path: Path, name: str) -> None:
    with pytest.raises(ModelMissing):
        read_header(tmp_path / name)


def test_a_folder_is_no_model(tmp_path: Path) -> None:
    with pytest.raises(NotAModel):
        read_header(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="POSIX only")
def test_a_pipe_is_no_model_and_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.gguf")
    with pytest.raises(NotAModel):
        read_header(tmp_path / "pipe.gguf")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="POSIX only")
def test_a_device_is_no_model() -> None:
    with pytest.raises(NotAModel):
        read_header(Path("/dev/zero"))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads all")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = tiny_llama(tmp_path / "m.gguf")
    path.chmod(0)
    with pytest.raises(ModelUnreadable):
        read_header(path)


def test_a_disk_that_fails_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tiny_llama(tmp_path / "m.gguf")

    def fails(*_: object) -> int:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("app.catalog.gguf.os.open", fails)
    with pytest.raises(ModelUnreadable) as caught:
        read_header(path)
    assert caught.value.detail == "Input/output error"


def test_a_link_is_followed(tmp_path: Path) -> None:
    tiny_llama(tmp_path / "m.gguf")
    (tmp_path / "link.gguf").symlink_to(tmp_path / "m.gguf")

    assert read_header(tmp_path / "link.gguf").architecture == "llama"


@pytest.mark.parametrize("data", [b"", b"G", b"GGU", b"PK\x03\x04 a wheel", b"\x7fELF" * 10])
def test_other_content_is_no_model(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(NotAModel):
        read_header(written(tmp_path / "m.gguf", data))


def test_the_wrong_magic_is_no_model(tmp_path: Path) -> None:
    with pytest.raises(NotAModel):
        read_header(gguf_files.wrong_magic(tmp_path / "m.gguf"))


@pytest.mark.parametrize(
    ("version", "error"),
    [
        (struct.pack("<I", 0), ModelDamaged),
        (struct.pack("<I", 1), ModelRefused),
        (struct.pack("<I", 4), ModelRefused),
        (struct.pack(">I", 3), ModelRefused),
    ],
)
def test_other_versions(tmp_path: Path, version: bytes, error: type[ModelError]) -> None:
    with pytest.raises(error):
        read_header(written(tmp_path / "m.gguf", b"GGUF" + version + bytes(100)))


def test_version_2_is_read(tmp_path: Path) -> None:
    data = bytearray(tiny_llama(tmp_path / "m.gguf").read_bytes())
    data[4] = 2

    assert read_header(written(tmp_path / "m.gguf", bytes(data))).version == 2


def test_other_kinds_of_gguf_are_not_for_chat(tmp_path: Path) -> None:
    adapter = header_bytes(*FIGURES, string(b"general.type", b"adapter"))
    projector = header_bytes(string(b"general.architecture", b"clip"))
    later_part = header_bytes(pair(b"split.no", 2, b"\1\0"), pair(b"split.count", 2, b"\3\0"))
    for data in (adapter, projector, later_part):
        with pytest.raises(ModelNotForChat):
            read_header(written(tmp_path / "m.gguf", data))


def test_the_first_part_of_a_split_model_is_read(tmp_path: Path) -> None:
    data = header_bytes(*FIGURES, pair(b"split.no", 2, b"\0\0"), pair(b"split.count", 2, b"\3\0"))

    assert read_header(written(tmp_path / "m.gguf", data)).split_count == 3


# --- damaged files -------------------------------------------------------------------------------


@pytest.mark.parametrize("missing", [1, 1000, 400_000])
def test_a_truncated_file_is_damaged(tmp_path: Path, missing: int) -> None:
    with pytest.raises(ModelDamaged) as caught:
        read_header(gguf_files.truncated(tmp_path / "half.gguf", missing))
    assert caught.value.values["name"] == "half.gguf"


def test_every_truncation_is_said_so(tmp_path: Path) -> None:
    data = tiny_llama(tmp_path / "m.gguf").read_bytes()
    end = read_header(tmp_path / "m.gguf").data_offset
    for length in range(0, end, 37):
        with pytest.raises((ModelDamaged, NotAModel)):
            read_header(written(tmp_path / "cut.gguf", data[:length]))


def test_a_tail_of_zeros_is_damaged_although_the_header_is_whole(tmp_path: Path) -> None:
    path = gguf_files.zero_tail(tmp_path / "m.gguf")
    header = read_header(path)
    with pytest.raises(ModelDamaged):
        check_tail(path, header)


def test_a_whole_file_has_a_tail(tmp_path: Path) -> None:
    path = tiny_llama(tmp_path / "m.gguf")
    check_tail(path, read_header(path))


HUGE = 1 << 62


@pytest.mark.parametrize(
    "data",
    [
        b"GGUF" + struct.pack("<IQQ", 3, HUGE, 0),
        b"GGUF" + struct.pack("<IQQ", 3, 0, HUGE),
        b"GGUF" + struct.pack("<IQQ", 3, 0, 1) + struct.pack("<Q", HUGE),
        header_bytes(pair(b"k" * 1025, 4, bytes(4))),
        header_bytes(u32(b"", 1)),
        header_bytes(u32(b"twice", 1), u32(b"twice", 1)),
        header_bytes(pair(b"k", 8, struct.pack("<Q", HUGE))),
        header_bytes(pair(b"k", 13, bytes(8))),
        header_bytes(pair(b"k", 9, struct.pack("<IQ", 4, HUGE))),
        header_bytes(pair(b"k", 9, struct.pack("<IQ", 8, 1) + struct.pack("<Q", HUGE))),
        header_bytes(pair(b"k", 9, struct.pack("<IQ", 8, 3_999_999))),
        header_bytes(pair(b"nested", 9, struct.pack("<IQIQ", 9, 1, 4, 0))),
        header_bytes(string(b"general.architecture", b"")),
        header_bytes(string(b"general.architecture", b"{x} \x1b[31m")),
        header_bytes(*FIGURES),
        header_bytes(*FIGURES[:-1], u32(b"llama.attention.head_count", 1 << 20)),
        header_bytes(*FIGURES, u32(b"llama.attention.head_count_kv", 5)),
        header_bytes(*FIGURES[:3], u32(b"llama.block_count", 0)),
        header_bytes(*FIGURES[:3], u32(b"llama.block_count", 513)),
        header_bytes(*FIGURES[:3], pair(b"llama.block_count", 6, struct.pack("<f", 2))),
        header_bytes(*FIGURES[:3], string(b"llama.block_count", b"2")),
        header_bytes(*FIGURES, u32(b"general.alignment", 0)),
        header_bytes(*FIGURES, u32(b"general.alignment", 33)),
        header_bytes(*FIGURES, u32(b"general.alignment", 1 << 21)),
        header_bytes(*FIGURES, tensors=tensor(b"t" * 64, (1,)), tensor_count=1),
        header_bytes(*FIGURES, tensors=tensor(b"t", (1,) * 5), tensor_count=1),
        header_bytes(*FIGURES, tensors=tensor(b"t", (HUGE, HUGE)), tensor_count=1),
        header_bytes(*FIGURES, tensors=tensor(b"t", (1 << 63,)), tensor_count=1),
        header_bytes(*FIGURES, tensors=tensor(b"t", (33,), kind=2), tensor_count=1),
        header_bytes(*FIGURES, tensors=tensor(b"t", (), kind=2), tensor_count=1),
        header_bytes(*FIGURES, tensors=tensor(b"t", (1,), offset=32), tensor_count=1),
        header_bytes(*FIGURES, tensors=tensor(b"t", (0,)) * 2, tensor_count=2),
    ],
)
def test_what_is_out_of_bounds_is_damaged(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(ModelDamaged):
        read_header(written(tmp_path / "m.gguf", data + bytes(64)))


def test_an_unknown_tensor_format_is_refused(tmp_path: Path) -> None:
    data = header_bytes(*FIGURES, tensors=tensor(b"t", (1,), kind=99), tensor_count=1)
    with pytest.raises(ModelRefused):
        read_header(written(tmp_path / "m.gguf", data + bytes(64)))


def test_an_unknown_architecture_has_a_header_all_the_same(tmp_path: Path) -> None:
    header = read_header(gguf_files.unknown_architecture(tmp_path / "m.gguf"))

    assert header.architecture == "notallama"
    assert header.context == 512


def test_a_huge_model_is_read_without_its_tensors(tmp_path: Path) -> None:
    path = gguf_files.huge(tmp_path / "huge.gguf")
    try:
        header = read_header(path)
        assert header.tensor_bytes > 100 * 10**9
        assert path.stat().st_blocks * 512 < 1_000_000, "it takes no room"
    finally:
        path.unlink()


def test_a_large_vocabulary_is_passed_over(tmp_path: Path) -> None:
    path = tiny_llama(tmp_path / "m.gguf", extra_tokens=250_000, embedding=4, heads=1, kv_heads=1)
    tracemalloc.start()
    began = time.process_time()
    try:
        header = read_header(path)
    finally:
        elapsed, (_, peak) = time.process_time() - began, tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert header.vocabulary > 250_000
    assert peak < 4_000_000, "a window of the file, not the tokens"
    assert elapsed < 60, "no figure of speed, only no accident"


# --- anything else -------------------------------------------------------------------------------

FUZZ = settings(
    max_examples=200,
    deadline=5_000,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def reads_or_says_why(path: Path) -> None:
    try:
        header = read_header(path)
    except AppError:
        pass
    else:
        assert header.data_offset + header.tensor_bytes <= path.stat().st_size
        assert 0 < header.layers <= 512


@FUZZ
@given(st.binary(max_size=400))
@example(struct.pack("<IQQ", 3, 1, 1))
@example(bytes(200))
def test_random_bytes_behind_the_magic(tmp_path: Path, data: bytes) -> None:
    reads_or_says_why(written(tmp_path / "m.gguf", b"GGUF" + data))


@FUZZ
@given(st.binary(max_size=400))
def test_random_bytes_where_the_keys_are(tmp_path: Path, data: bytes) -> None:
    start = b"GGUF" + struct.pack("<IQQ", 3, 1, len(FIGURES) + 1) + b"".join(FIGURES)
    reads_or_says_why(written(tmp_path / "m.gguf", start + data))


MUTATION = st.tuples(
    st.floats(0, 1, exclude_max=True),
    st.one_of(
        st.binary(min_size=1, max_size=8),
        st.sampled_from([b"\xff" * 8, b"\x00" * 8, struct.pack("<Q", 1 << 63), b"\x80"]),
    ),
    st.sampled_from(["replace", "insert", "delete"]),
)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, int]:
    path = tiny_llama(tmp_path_factory.mktemp("whole") / "m.gguf")
    return path.read_bytes(), read_header(path).data_offset


@FUZZ
@given(st.lists(MUTATION, min_size=1, max_size=6))
def test_mutated_headers(
    tmp_path: Path, whole: tuple[bytes, int], mutations: list[tuple[float, bytes, str]]
) -> None:
    original, header_end = whole
    data = bytearray(original)
    for place, new, how in mutations:
        at = int(place * header_end)
        end = at if how == "insert" else at + len(new)
        data[at:end] = b"" if how == "delete" else new
    reads_or_says_why(written(tmp_path / "m.gguf", bytes(data)))


def test_the_worst_header_ends_soon_and_takes_little_memory(tmp_path: Path) -> None:
    """Sparse files that declare as many strings, and as long ones, as the bounds allow."""
    empty = pair(b"empty", 9, struct.pack("<IQ", 8, 4_000_000)) + bytes(8 * 4_000_000)
    empty_too = empty.replace(b"empty", b"other", 1)
    long = string(b"tokenizer.chat_template", bytes(16 << 20))
    data = header_bytes(*FIGURES, long, empty, empty_too)
    path = written(tmp_path / "m.gguf", data)
    os.truncate(path, 1 << 30)
    began = time.process_time()
    with pytest.raises(ModelError):
        read_header(path)
    assert time.process_time() - began < 60, "no figure of speed, only no accident"


def test_a_header_beyond_all_measure_is_damaged(tmp_path: Path) -> None:
    data = header_bytes(*FIGURES, *(string(b"k%d" % n, bytes(16 << 20)) for n in range(2)))
    more = b"".join(pair(b"n%d" % n, 9, struct.pack("<IQ", 10, 4_000_000)) for n in range(1))
    path = written(tmp_path / "m.gguf", data)
    with path.open("r+b") as file:
        file.seek(16)
        file.write(struct.pack("<Q", 60))
        file.seek(0, os.SEEK_END)
        for number in range(60):
            file.write(more.replace(b"n0", b"%02d" % number))
            file.seek(32_000_000, os.SEEK_CUR)
    os.truncate(path, 4 << 30)
    with pytest.raises(ModelDamaged) as caught:
        read_header(path)
    assert "longer than" in caught.value.detail or "together" in caught.value.detail

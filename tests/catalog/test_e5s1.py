"""E5S1 files: read with bounds, and turned into a GGUF that says the same."""

import io
import random
import struct
import unicodedata
from pathlib import Path

import gguf
import numpy as np
import pytest
from e5s1_files import HIDDEN, LETTERS, PIECES, RULES, SPARE_ROWS, e5s1
from hypothesis import given
from hypothesis import strategies as st

from app.catalog.e5s1.charsmap import find, pack
from app.catalog.e5s1.container import Container, ContainerInvalid
from app.catalog.e5s1.conversion import convert
from app.catalog.e5s1.normaliser import replacements
from app.catalog.gguf import read_header

HANGUL = "한국어 문장"


def converted(data: bytes) -> bytes:
    target = io.BytesIO()
    convert(io.BytesIO(data), target, "tiny-e5", lambda _count: None)
    return target.getvalue()


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> gguf.GGUFReader:
    path = tmp_path_factory.mktemp("e5s1") / "tiny.gguf"
    path.write_bytes(converted(e5s1()))
    return gguf.GGUFReader(path)


# --- the container -------------------------------------------------------------------------------


def test_what_it_says_of_itself_is_read() -> None:
    read = Container(io.BytesIO(e5s1()))

    assert (read.shape.hidden, read.shape.rows) == (HIDDEN, len(PIECES) + SPARE_ROWS)
    assert [text.decode() for text in read.pieces.texts] == list(PIECES)
    assert (read.pieces.begin, read.pieces.end, read.pieces.unknown) == (0, 2, 3)
    assert read.rules == RULES


def test_a_file_that_ends_early_is_refused_wherever_it_ends() -> None:
    data = e5s1()
    last = max(each.offset + each.size for each in Container(io.BytesIO(data)).tensors.values())
    cuts = [*range(0, 60), *random.Random(1).sample(range(60, last), 200), last - 1]
    for cut in cuts:
        with pytest.raises(ContainerInvalid):
            converted(data[:cut])


def test_no_change_of_a_byte_does_more_than_change_the_model_or_be_refused() -> None:
    data, chooser = e5s1(), random.Random(2)
    head = data.index(b"emb.word") + 4000
    for _ in range(1500):
        changed = bytearray(data)
        changed[chooser.randrange(head)] = chooser.choice((0, 1, 0x7F, 0x80, 0xFF))
        try:
            read = Container(io.BytesIO(bytes(changed)))
        except ContainerInvalid:
            continue
        for tensor in read.tensors.values():
            assert sum(map(len, read.read(tensor))) == tensor.size < len(data)


@pytest.mark.parametrize(
    ("at", "layout", "value"),
    [
        (0, "4s", b"E5S2"),
        (4, "I", 2),
        (8, "i", 33),
        (8, "i", -32),
        (12, "i", 1 << 20),
        (16, "i", 5),
        (24, "i", 1),
        (36, "f", float("nan")),
        (40, "i", 64),
        (44, "i", 1 << 30),
        (48, "i", -1),
        (64, "Q", 1 << 60),
        (72, "I", 7),
    ],
)
def test_figures_out_of_bounds_are_refused(at: int, layout: str, value: object) -> None:
    data = bytearray(e5s1())
    struct.pack_into(f"<{layout}", data, at, value)
    with pytest.raises(ContainerInvalid):
        converted(bytes(data))


def test_pieces_that_no_vocabulary_can_hold_are_refused() -> None:
    for pieces in (
        (*PIECES, ""),
        (*PIECES, "a"),
        (*PIECES, "a" * 2000),
        tuple(each for each in PIECES if each != "<mask>"),
    ):
        with pytest.raises(ContainerInvalid):
            converted(e5s1(pieces=pieces))


def test_a_piece_that_is_not_text_is_refused() -> None:
    data = e5s1()
    at = data.index("한".encode())
    with pytest.raises(ContainerInvalid, match="UTF-8"):
        converted(data[:at] + b"\xff\xff\xff" + data[at + 3 :])


@pytest.mark.parametrize("rules", [{"\0": "a"}, {"a": "\0"}])
def test_a_replacement_with_a_nul_is_refused(rules: dict[str, str]) -> None:
    with pytest.raises(ContainerInvalid, match="no character"):
        converted(e5s1(rules=rules))


@pytest.mark.parametrize("name", ["emb.word", "l0.q.w", "l0.oln.b"])
def test_a_missing_tensor_is_named(name: str) -> None:
    with pytest.raises(ContainerInvalid, match=name):
        converted(e5s1(leave_out=name))


# --- replacements --------------------------------------------------------------------------------


@given(
    st.dictionaries(
        st.binary(min_size=1, max_size=6).map(lambda key: key.replace(b"\0", b"\1")),
        st.binary(max_size=6).map(lambda text: text.replace(b"\0", b"")),
        max_size=60,
    ),
    st.binary(max_size=8),
)
def test_the_longest_key_is_found_and_nothing_else(wanted: dict[bytes, bytes], text: bytes) -> None:
    packed = pack(wanted)
    for each in (text, *wanted, *(key + text for key in wanted)):
        keys = [key for key in wanted if each.startswith(key)]
        longest = max(keys, key=len, default=None)
        expected = None if longest is None else (len(longest), wanted[longest])
        assert find(packed, each) == expected


def test_the_trie_fills_whole_blocks() -> None:
    """llama.cpp refuses to be led beyond the end, and any byte may follow a key."""
    packed = pack({b"a": b"b"})
    (size,) = struct.unpack_from("<I", packed)
    assert size % (256 * 4) == 0


def test_packing_many_keys_stays_exact() -> None:
    chooser = random.Random(3)
    wanted = {
        chr(chooser.randrange(0x80, 0xD000)).encode() + bytes(chooser.choices(range(1, 256), k=2)):
        str(number % 500).encode()
        for number in range(8000)
    }  # fmt: skip
    packed = pack(wanted)
    for key, value in wanted.items():
        assert find(packed, key) == (len(key), value)
        assert find(packed, key[:-1]) is None


@pytest.mark.parametrize("wanted", [{b"": b"a"}, {b"a\0": b""}, {b"a": b"\0"}])
def test_what_the_form_cannot_hold_is_refused(wanted: dict[bytes, bytes]) -> None:
    with pytest.raises(ValueError, match="NUL"):
        pack(wanted)


def apply(packed: bytes, text: str) -> str:
    left, out = text.encode(), b""
    while left:
        length, replacement = find(packed, left) or (1, left[:1])
        out, left = out + replacement, left[length:]
    return out.decode()


def test_decomposed_text_reads_like_composed_text() -> None:
    packed = pack(replacements({"Ａ": "A", "é": "e"}))
    for text in (HANGUL, "naïve Ａ", "Zürich, Ångström, ệ", "각힣가"):
        assert apply(packed, unicodedata.normalize("NFD", text)) == apply(packed, text)
    assert apply(packed, unicodedata.normalize("NFD", HANGUL)) == HANGUL
    assert apply(packed, "Ａe\u0301") == "Ae"


# --- the GGUF ------------------------------------------------------------------------------------


def test_the_same_file_every_time() -> None:
    assert converted(e5s1()) == converted(e5s1())


def test_the_vocabulary_is_what_llama_cpp_wants(model: gguf.GGUFReader) -> None:
    def value(key: str) -> object:
        return model.fields[f"tokenizer.ggml.{key}"].contents()

    rows = len(PIECES) + SPARE_ROWS
    assert value("model") == "t5"
    assert value("tokens") == [*PIECES, *(f"[PAD{n}]" for n in range(len(PIECES), rows))]
    types = np.array(value("token_type"))
    assert types[:4].tolist() == [3, 3, 3, 2]
    assert types[PIECES.index("<mask>")] == 3
    assert set(types[4 : 4 + len(LETTERS)]) == {1}
    assert types[-SPARE_ROWS:].tolist() == [5] * SPARE_ROWS
    wanted = {"bos": 0, "eos": 2, "unknown": 3, "seperator": 2, "padding": 1, "cls": 0}
    for name, token in wanted.items():
        assert value(f"{name}_token_id") == token
    assert value("add_bos_token") is value("add_eos_token") is True
    charsmap = bytes(value("precompiled_charsmap"))  # type: ignore[call-overload]
    assert find(charsmap, "Ａ".encode()) == (3, b"a")


def test_weights_are_taken_over_bit_for_bit(model: gguf.GGUFReader) -> None:
    source = Container(io.BytesIO(e5s1()))
    names = {"token_embd.weight": "emb.word", "blk.0.ffn_down.weight": "l0.fo.w"}
    names |= {"position_embd.weight": "emb.pos", "blk.0.attn_output_norm.bias": "l0.aln.b"}
    tensors = {each.name: each for each in model.tensors}
    assert len(tensors) == len(source.tensors)
    for name, original in names.items():
        expected = b"".join(source.read(source.tensors[original]))
        assert tensors[name].data.tobytes() == expected
    assert tensors["blk.0.ffn_down.weight"].shape.tolist() == [64, 32]


def test_our_own_reader_knows_it(tmp_path: Path) -> None:
    path = tmp_path / "tiny.gguf"
    path.write_bytes(converted(e5s1()))
    header = read_header(path)
    assert (header.architecture, header.quantization, header.pooling) == ("bert", "Q4_0", 1)
    assert header.vocabulary == len(PIECES) + SPARE_ROWS


def test_stopping_in_between_ends_it() -> None:
    seen: list[int] = []

    def stop(count: int) -> None:
        seen.append(count)
        if count:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        convert(io.BytesIO(e5s1()), io.BytesIO(), "tiny", stop)
    assert seen[-1] > 0

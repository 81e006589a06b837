"""Writes the GGUF of an E5S1 file: llama.cpp's BERT with a unigram vocabulary, weights verbatim."""

from collections.abc import Callable, Iterator
from typing import BinaryIO, Final

from app.catalog.e5s1.charsmap import pack
from app.catalog.e5s1.container import (
    BLOCK_BYTES,
    BLOCK_WEIGHTS,
    Container,
    ContainerInvalid,
    Pieces,
    Shape,
    Tensor,
)
from app.catalog.e5s1.normaliser import replacements
from app.catalog.gguf_writer import (
    Facts,
    Kind,
    Target,
    TensorInfo,
    TensorType,
    write_header,
    write_tensor,
)

OnWritten = Callable[[int], None]

_FILE_TYPE_Q4_0: Final = 2
_QUANTIZATION_VERSION: Final = 2
_POOLING_MEAN: Final = 1
_FLOAT_BYTES: Final = 4

_NORMAL, _UNKNOWN, _CONTROL, _UNUSED = 1, 2, 3, 5
"""llama.cpp's kinds of tokens."""
_MASK: Final = b"<mask>"
_UNUSED_SCORE: Final = -10000.0

_LINEAR: Final = {
    "q": "attn_q", "k": "attn_k", "v": "attn_v", "ao": "attn_output",
    "fi": "ffn_up", "fo": "ffn_down",
}  # fmt: skip
_NORMS: Final = {"aln": "attn_output_norm", "oln": "layer_output_norm"}


def convert(source: BinaryIO, target: Target, name: str, on_written: OnWritten) -> None:
    """Write the GGUF of `source` to `target`; the same bytes each time.

    `name` is the model's own. `on_written` hears how many bytes of weights were written, a megabyte
    or so at a time, and may raise to end it. Raises ContainerInvalid, and OSError where a disk
    fails.
    """
    container = Container(source)
    tensors = list(_tensors(container))
    on_written(0)
    facts = _facts(container.shape, name)
    _add_vocabulary(facts, container)
    on_written(0)
    write_header(target, facts, [info for info, _ in tensors])
    for info, tensor in tensors:
        write_tensor(target, info, _told(container.read(tensor), on_written))


def _told(parts: Iterator[bytes], on_written: OnWritten) -> Iterator[bytes]:
    for part in parts:
        on_written(len(part))
        yield part


def _facts(shape: Shape, name: str) -> Facts:
    facts = Facts("bert")
    facts.text("general.type", "model")
    facts.text("general.name", name)
    facts.text("general.license", "mit")
    facts.text("general.basename", "multilingual-e5")
    facts.text("general.size_label", "118M")
    facts.text("general.source.url", "https://huggingface.co/intfloat/multilingual-e5-small")
    facts.number("general.file_type", _FILE_TYPE_Q4_0)
    facts.number("general.quantization_version", _QUANTIZATION_VERSION)
    facts.number("bert.block_count", shape.layers)
    facts.number("bert.context_length", shape.positions)
    facts.number("bert.embedding_length", shape.hidden)
    facts.number("bert.feed_forward_length", shape.feed_forward)
    facts.number("bert.attention.head_count", shape.heads)
    facts.number("bert.attention.layer_norm_epsilon", shape.epsilon, Kind.FLOAT32)
    facts.flag("bert.attention.causal", False)
    facts.number("bert.pooling_type", _POOLING_MEAN)
    return facts


def _add_vocabulary(facts: Facts, container: Container) -> None:
    """The pieces as llama.cpp's unigram vocabulary, which it calls t5."""
    pieces, unused = container.pieces, container.shape.rows - len(container.pieces.texts)
    mask = _mask(pieces)
    first = len(pieces.texts)
    names = [f"[PAD{number}]".encode() for number in range(first, first + unused)]
    facts.text("tokenizer.ggml.model", "t5")
    facts.text("tokenizer.ggml.pre", "default")
    facts.texts("tokenizer.ggml.tokens", [*pieces.texts, *names])
    scores = [*pieces.scores, *[_UNUSED_SCORE] * unused]
    facts.numbers("tokenizer.ggml.scores", scores, Kind.FLOAT32)
    facts.numbers("tokenizer.ggml.token_type", _token_types(pieces, mask, unused), Kind.INT32)
    facts.flag("tokenizer.ggml.add_space_prefix", True)
    facts.flag("tokenizer.ggml.remove_extra_whitespaces", True)
    # llama.cpp does not load a BERT without it, though the types are the model's own.
    facts.number("tokenizer.ggml.token_type_count", container.shape.types)
    charsmap = pack(replacements(container.rules))
    facts.numbers("tokenizer.ggml.precompiled_charsmap", charsmap, Kind.UINT8)
    # All are said: left out, those of T5 would be taken.
    facts.number("tokenizer.ggml.bos_token_id", pieces.begin)
    facts.number("tokenizer.ggml.eos_token_id", pieces.end)
    facts.number("tokenizer.ggml.unknown_token_id", pieces.unknown)
    facts.number("tokenizer.ggml.seperator_token_id", pieces.end)  # so spelled by the format
    facts.number("tokenizer.ggml.padding_token_id", pieces.padding)
    facts.number("tokenizer.ggml.mask_token_id", mask)
    facts.number("tokenizer.ggml.cls_token_id", pieces.begin)
    facts.flag("tokenizer.ggml.add_bos_token", True)
    facts.flag("tokenizer.ggml.add_eos_token", True)


def _mask(pieces: Pieces) -> int:
    try:
        return pieces.texts.index(_MASK)
    except ValueError:
        raise ContainerInvalid("the vocabulary has no <mask>") from None


def _token_types(pieces: Pieces, mask: int, unused: int) -> list[int]:
    types = [_NORMAL] * len(pieces.texts) + [_UNUSED] * unused
    for token in (pieces.begin, pieces.end, pieces.padding, mask):
        types[token] = _CONTROL
    types[pieces.unknown] = _UNKNOWN
    return types


def _tensors(container: Container) -> Iterator[tuple[TensorInfo, Tensor]]:
    """Every tensor of the GGUF in its order, and where its bytes come from."""
    shape = container.shape
    hidden, inner = shape.hidden, shape.feed_forward

    def floats(name: str, source: str, *dimensions: int) -> tuple[TensorInfo, Tensor]:
        elements = dimensions[0] * (dimensions[1] if len(dimensions) > 1 else 1)
        found = container.tensor(source, elements, packed=False)
        return TensorInfo(name, dimensions, TensorType.F32, elements * _FLOAT_BYTES), found

    def matrix(name: str, source: str, rows: int, columns: int) -> tuple[TensorInfo, Tensor]:
        found = container.tensor(source, rows * columns, packed=True)
        size = rows * columns // BLOCK_WEIGHTS * BLOCK_BYTES
        return TensorInfo(name, (columns, rows), TensorType.Q4_0, size), found

    yield matrix("token_embd.weight", "emb.word", shape.rows, hidden)
    yield floats("position_embd.weight", "emb.pos", hidden, shape.positions)
    yield floats("token_types.weight", "emb.type", hidden, shape.types)
    yield floats("token_embd_norm.weight", "emb.ln.w", hidden)
    yield floats("token_embd_norm.bias", "emb.ln.b", hidden)
    for layer in range(shape.layers):
        for source, name in _LINEAR.items():
            rows, columns = {"fi": (inner, hidden), "fo": (hidden, inner)}.get(
                source, (hidden, hidden)
            )
            yield matrix(f"blk.{layer}.{name}.weight", f"l{layer}.{source}.w", rows, columns)
            yield floats(f"blk.{layer}.{name}.bias", f"l{layer}.{source}.b", rows)
        for source, name in _NORMS.items():
            yield floats(f"blk.{layer}.{name}.weight", f"l{layer}.{source}.w", hidden)
            yield floats(f"blk.{layer}.{name}.bias", f"l{layer}.{source}.b", hidden)

"""A llama-shaped GGUF of any size with random weights and a real vocabulary.

Speed does not depend on the values of the weights, so this stands in for models that cannot be
fetched. The result is F16; quantise it with llama-quantize.

    python tests/bench/synthetic_gguf.py STARTER.gguf OUT.gguf {135m,1b,8b}
    python tests/bench/synthetic_gguf.py STARTER.gguf OUT.gguf vocabulary
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

import gguf
import numpy as np


@dataclass(frozen=True)
class Shape:
    """The figures of an architecture; a head has `width / heads` dimensions."""

    layers: int
    width: int
    feed_forward: int
    heads: int
    kv_heads: int
    context: int = 131_072


SHAPES = {
    "135m": Shape(30, 576, 1536, 9, 3),
    "1b": Shape(16, 2048, 8192, 32, 8),
    "8b": Shape(32, 4096, 14336, 32, 8),
}


def write(source: Path, target: Path, shape: Shape | None) -> None:
    """Write a model of `shape`, or the vocabulary alone, with the tokenizer of `source`."""
    writer = gguf.GGUFWriter(target, "llama")
    tokens = copy_tokenizer(gguf.GGUFReader(source), writer)
    if shape is not None:
        write_figures(writer, shape, tokens)
        write_weights(writer, shape, tokens)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def copy_tokenizer(reader: gguf.GGUFReader, writer: gguf.GGUFWriter) -> int:
    """Copy every key of the tokenizer; the number of tokens."""
    kind = gguf.GGUFValueType
    add = {
        kind.ARRAY: writer.add_array, kind.STRING: writer.add_string,
        kind.UINT32: writer.add_uint32, kind.BOOL: writer.add_bool,
    }  # fmt: skip
    for key, field in reader.fields.items():
        if key.startswith("tokenizer."):
            add[field.types[0]](key, field.contents())
    return len(reader.fields["tokenizer.ggml.tokens"].contents())


def write_figures(writer: gguf.GGUFWriter, shape: Shape, tokens: int) -> None:
    """Write what llama.cpp asks of a llama."""
    writer.add_name("synthetic")
    writer.add_context_length(shape.context)
    writer.add_embedding_length(shape.width)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.feed_forward)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.kv_heads)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_freq_base(500_000.0)
    writer.add_rope_dimension_count(shape.width // shape.heads)
    writer.add_vocab_size(tokens)
    writer.add_file_type(1)


def write_weights(writer: gguf.GGUFWriter, shape: Shape, tokens: int) -> None:
    """Write random weights; tensors of one shape share theirs, which makes a large file quick."""
    random = np.random.default_rng(0)
    made: dict[tuple[int, int], np.ndarray] = {}

    def weights(rows: int, columns: int) -> np.ndarray:
        if (rows, columns) not in made:
            values = random.standard_normal((rows, columns), dtype=np.float32) * 0.02
            made[rows, columns] = values.astype(np.float16)
        return made[rows, columns]

    width, inner = shape.width, shape.feed_forward
    kv_width = width // shape.heads * shape.kv_heads
    ones = np.ones(width, np.float32)
    writer.add_tensor("token_embd.weight", weights(tokens, width))
    writer.add_tensor("output_norm.weight", ones)
    writer.add_tensor("output.weight", weights(tokens, width))
    for layer in range(shape.layers):
        sizes = {
            "attn_q": (width, width), "attn_k": (kv_width, width), "attn_v": (kv_width, width),
            "attn_output": (width, width), "ffn_gate": (inner, width), "ffn_up": (inner, width),
            "ffn_down": (width, inner),
        }  # fmt: skip
        for name in ("attn_norm", "ffn_norm"):
            writer.add_tensor(f"blk.{layer}.{name}.weight", ones)
        for name, size in sizes.items():
            writer.add_tensor(f"blk.{layer}.{name}.weight", weights(*size))


def main() -> None:
    """Read the arguments and write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("shape", choices=[*SHAPES, "vocabulary"])
    args = parser.parse_args()
    write(args.source, args.target, SHAPES.get(args.shape))


if __name__ == "__main__":
    main()

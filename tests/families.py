"""Models of other families than the starter's, made on the spot with random weights.

The starter is a llama with a GPT-2 vocabulary and ChatML turns. The synthetic family shares none of
that: Gemma 3's layers (norms before and after, normalised queries and keys, windows that slide), a
SentencePiece vocabulary that falls back to bytes, turns of its own, and no system role. Whatever is
asserted of both is asserted of the engine, and not of a model.
"""

from dataclasses import dataclass
from pathlib import Path

import gguf
import numpy as np
from numpy.typing import NDArray

TEMPLATE = (
    "{{ bos_token }}{% for m in messages %}"
    "{% if m.role == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}"
    "{% if (m.role == 'user') != (loop.index0 % 2 == 0) %}"
    "{{ raise_exception('Roles must take turns') }}{% endif %}"
    "<start_of_turn>{{ 'model' if m.role == 'assistant' else m.role }}\n"
    "{{ m.content | trim }}<end_of_turn>\n{% endfor %}"
    "{% if add_generation_prompt %}<start_of_turn>model\n{% endif %}"
)
"""Gemma's, with a refusal where Gemma's own has one."""

WORDS = [
    "a", "about", "above", "and", "as", "ask", "assistant", "at", "bees", "blue", "book",
    "capital", "cat", "city", "colour", "counted", "cover", "describe", "do", "evening",
    "every", "first", "for", "france", "go", "hamlet", "helpful", "here", "house", "ice",
    "in", "is", "it", "italy", "keeper", "large", "letter", "lighthouse", "long", "made",
    "make", "may", "me", "model", "name", "number", "ocean", "of", "on", "one", "or", "our",
    "paris", "plus", "population", "quiet", "repeat", "room", "rules", "sentence", "seoul",
    "seventeen", "ships", "snug", "story", "tell", "text", "that", "the", "their", "third",
    "this", "to", "travels", "two", "user", "what", "where", "who", "with", "word", "words",
    "world", "write", "wrote", "you", "your", "are",
]  # fmt: skip
_CONTROL = ("<bos>", "<eos>", "<start_of_turn>", "<end_of_turn>")
_SPACE = "▁"
_BYTES = slice(1 + len(_CONTROL), 257 + len(_CONTROL))
_CONSTANT, _UNLIKELY, _SHARP = 2.0, -30.0, 4.0


@dataclass(frozen=True)
class Family:
    """A model to run the suite of the engine on."""

    name: str
    path: Path
    layers: int
    is_trained: bool
    """It knows things: that Paris is the capital of France. Its weights are quantized."""


@dataclass(frozen=True)
class _Shape:
    layers: int = 6
    embedding: int = 128
    feed_forward: int = 256
    heads: int = 4
    kv_heads: int = 2
    head: int = 32
    context: int = 8192
    window: int = 256


def synthetic_gemma(path: Path, seed: int = 5) -> Path:
    """Write a random Gemma 3 of about 5 MB that loads in llama.cpp; return its path."""
    shape = _Shape()
    writer = gguf.GGUFWriter(path, "gemma3")
    writer.add_name("synthetic")
    writer.add_file_type(0)
    writer.add_context_length(shape.context)
    writer.add_embedding_length(shape.embedding)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.feed_forward)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.kv_heads)
    writer.add_key_length(shape.head)
    writer.add_value_length(shape.head)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_rope_freq_base(1e6)
    writer.add_sliding_window(shape.window)
    tokens = _write_vocabulary(writer)
    writer.add_chat_template(TEMPLATE)
    _write_gemma(writer, shape, tokens, seed)
    return _finish(writer, path)


def tiny_mamba(path: Path, seed: int = 5) -> Path:
    """Write a random Mamba, a recurrent model, that loads in llama.cpp; return its path."""
    layers, width, inner, state, rank, kernel = 3, 64, 128, 16, 8, 4
    writer = gguf.GGUFWriter(path, "mamba")
    writer.add_name("tiny mamba")
    writer.add_file_type(0)
    writer.add_context_length(8192)
    writer.add_embedding_length(width)
    writer.add_block_count(layers)
    writer.add_feed_forward_length(0)
    writer.add_head_count(0)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_ssm_conv_kernel(kernel)
    writer.add_ssm_inner_size(inner)
    writer.add_ssm_state_size(state)
    writer.add_ssm_time_step_rank(rank)
    tokens = _write_vocabulary(writer)
    writer.add_chat_template(TEMPLATE)
    weights = _Weights(writer, seed)
    weights.matrix("token_embd.weight", tokens, width, 1.0)
    weights.matrix("output.weight", tokens, width, 0.4)
    weights.ones("output_norm.weight", width)
    for layer in range(layers):
        block = f"blk.{layer}"
        weights.ones(f"{block}.attn_norm.weight", width)
        weights.matrix(f"{block}.ssm_in.weight", 2 * inner, width)
        weights.matrix(f"{block}.ssm_conv1d.weight", inner, kernel, 0.5)
        weights.vector(f"{block}.ssm_conv1d.bias", inner, 0.1)
        weights.matrix(f"{block}.ssm_x.weight", rank + 2 * state, inner)
        weights.matrix(f"{block}.ssm_dt.weight", inner, rank)
        weights.vector(f"{block}.ssm_dt.bias", inner, 0.1)
        # Slow enough that the beginning of a prompt still counts at its end.
        decay = -np.tile(np.arange(1, state + 1, dtype=np.float32) / 100, (inner, 1))
        writer.add_tensor(f"{block}.ssm_a", decay)
        weights.ones(f"{block}.ssm_d", inner)
        weights.matrix(f"{block}.ssm_out.weight", width, inner)
    return _finish(writer, path)


class _Weights:
    """Random weights, the same for the same seed."""

    def __init__(self, writer: gguf.GGUFWriter, seed: int) -> None:
        self._writer = writer
        self._random = np.random.default_rng(seed)

    def draw(self, rows: int, columns: int, spread: float) -> NDArray[np.float32]:
        values = self._random.standard_normal((rows, columns), dtype=np.float32)
        return values * np.float32(spread)

    def matrix(
        self,
        name: str,
        rows: int,
        columns: int,
        spread: float | None = None,
        *,
        but_first: bool = False,
    ) -> None:
        values = self.draw(rows, columns, columns**-0.5 if spread is None else spread)
        if but_first:
            values[0] = 0
        self._writer.add_tensor(name, values)

    def vector(self, name: str, length: int, spread: float) -> None:
        values = self._random.standard_normal(length, dtype=np.float32)
        self._writer.add_tensor(name, values * np.float32(spread))

    def ones(self, name: str, length: int, times: float = 1.0) -> None:
        self._writer.add_tensor(name, np.full(length, times, np.float32))


def _write_gemma(writer: gguf.GGUFWriter, shape: _Shape, tokens: int, seed: int) -> None:
    weights = _Weights(writer, seed)
    width, inner = shape.embedding, shape.feed_forward
    queries, keys = shape.heads * shape.head, shape.kv_heads * shape.head
    # One number is the same for all tokens and untouched by the layers: a place for a bias.
    embeddings = weights.draw(tokens, width, width**-0.5)
    embeddings[:, 0] = _CONSTANT * width**-0.5
    writer.add_tensor("token_embd.weight", embeddings)
    # An output of its own: with that of the embeddings each token would be followed by itself.
    output = weights.draw(tokens, width, 0.25)
    output[_BYTES, 0] = _UNLIKELY  # what is written is text, as with a trained model
    writer.add_tensor("output.weight", output)
    weights.ones("output_norm.weight", width)
    for layer in range(shape.layers):
        block = f"blk.{layer}"
        for norm in ("attn_norm", "post_attention_norm", "ffn_norm", "post_ffw_norm"):
            weights.ones(f"{block}.{norm}.weight", width)
        weights.ones(f"{block}.attn_k_norm.weight", shape.head)
        # Sharp attention: what was said long before still changes what is said next.
        weights.ones(f"{block}.attn_q_norm.weight", shape.head, _SHARP)
        weights.matrix(f"{block}.attn_q.weight", queries, width)
        weights.matrix(f"{block}.attn_k.weight", keys, width)
        weights.matrix(f"{block}.attn_v.weight", keys, width)
        weights.matrix(f"{block}.attn_output.weight", width, queries, but_first=True)
        weights.matrix(f"{block}.ffn_gate.weight", inner, width)
        weights.matrix(f"{block}.ffn_up.weight", inner, width)
        weights.matrix(f"{block}.ffn_down.weight", width, inner, but_first=True)


def _write_vocabulary(writer: gguf.GGUFWriter) -> int:
    """Control tokens, all bytes, common letters, and words with all their beginnings.

    SentencePiece joins neighbours: a word is reached letter by letter through its beginnings.
    """
    kind = gguf.TokenType
    letters = [chr(code) for code in range(33, 127)]
    starts = dict.fromkeys(
        _SPACE + form[:end]
        for word in WORDS
        for form in (word, word.capitalize())
        for end in range(1, len(word) + 1)
    )
    tokens = ["<unk>", *_CONTROL, *(f"<0x{byte:02X}>" for byte in range(256))]
    types = [kind.UNKNOWN] + [kind.CONTROL] * len(_CONTROL) + [kind.BYTE] * 256
    tokens += ["\n", _SPACE, *letters, *starts]
    types += [kind.NORMAL] * (len(tokens) - len(types))
    writer.add_tokenizer_model("llama")
    writer.add_token_list(tokens)
    writer.add_token_scores([-float(index) for index in range(len(tokens))])
    writer.add_token_types([int(each) for each in types])
    writer.add_unk_token_id(0)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_eot_token_id(4)
    writer.add_add_bos_token(True)
    writer.add_add_space_prefix(False)
    writer.add_vocab_size(len(tokens))
    return len(tokens)


def _finish(writer: gguf.GGUFWriter, path: Path) -> Path:
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path

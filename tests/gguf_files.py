"""Small GGUF files made on the spot: a llama that really loads, and what can be wrong with one."""

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import gguf
import numpy as np

CHAT_TEMPLATE = (
    "{% for m in messages %}<{{ m.role }}>{{ m.content }}</s>{% endfor %}"
    "{% if add_generation_prompt %}<assistant>{% endif %}"
)
_WORDS = ["the", "a", "of", "to", "and", "in", "is", "it", "you", "that", "room", "quiet", "snug"]


@dataclass(frozen=True)
class TinyLlama:
    """The shape of a tiny model; every field can be changed by `tiny_llama`."""

    architecture: str = "llama"
    name: str = "tiny"
    layers: int = 2
    embedding: int = 64
    feed_forward: int = 128
    heads: int = 4
    kv_heads: int | Sequence[int] = 2
    context: int = 512
    file_type: int | None = 0
    licence: str | None = "apache-2.0"
    languages: Sequence[str] = ("en", "ko")
    chat_template: str | None = CHAT_TEMPLATE
    extra_tokens: int = 0
    pooling: int | None = None
    tied: bool = False
    """The embeddings serve as the output too."""
    seed: int = 0


def tiny_llama(path: Path, **changes: object) -> Path:
    """Write a random llama of about 0.5 MB that loads in llama.cpp; return its path.

    An architecture other than llama, or heads that differ by layer, make a header only. Each shape
    is made once: many tests want the same.
    """
    shape = replace(TinyLlama(), **changes)  # type: ignore[arg-type]
    made = _made.get(repr(shape))
    if made is None:
        _write_llama(path, shape)
        _made[repr(shape)] = path.read_bytes()
    else:
        path.write_bytes(made)
    return path


_made: dict[str, bytes] = {}
"""Files by the shape they have."""


def _write_llama(path: Path, shape: TinyLlama) -> None:
    writer = gguf.GGUFWriter(path, shape.architecture)
    _write_figures(writer, shape)
    _write_vocabulary(writer, shape)
    _write_weights(writer, shape)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def retold(source: Path, target: Path, template: str, tokens: Mapping[str, str] = {}) -> Path:
    """Copy a model with another chat template and other names for some of its tokens."""
    reader = gguf.GGUFReader(source)
    architecture = str(reader.fields["general.architecture"].contents())
    writer = gguf.GGUFWriter(target, architecture)
    for name, field in reader.fields.items():
        if name == "general.architecture" or name.startswith("GGUF."):
            continue
        value = field.contents()
        if name == "tokenizer.chat_template":
            value = template
        elif name == "tokenizer.ggml.tokens":
            value = [tokens.get(each, each) for each in value]
        inner = field.types[-1] if field.types[0] is gguf.GGUFValueType.ARRAY else None
        writer.add_key_value(name, value, field.types[0], inner)
    for each in reader.tensors:
        data = each.data
        writer.add_tensor_info(each.name, data.shape, data.dtype, data.nbytes, each.tensor_type)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_ti_data_to_file()
    for each in reader.tensors:
        writer.write_tensor_data(each.data)
    writer.close()
    return target


def scripted_llama(path: Path, answer: str, controls: Sequence[str], template: str) -> Path:
    """Write a model that answers one thing word for word, whatever it is asked.

    `controls` are the texts in the answer that are control tokens. The prompt must end with the
    control token `<go>`. Each token knows its successor alone: attention and feed-forward give
    nothing, and the output row of a token is the embedding of the one before it.
    """
    pieces = _pieces(answer, controls)
    tokens, types = vocabulary()
    kind = gguf.TokenType
    first = len(tokens)
    names = ["<go>", *dict.fromkeys([*controls, *pieces])]
    tokens += [each if each in controls else each.replace(" ", "▁") for each in names]
    types += [int(kind.CONTROL if n in (*controls, "<go>") else kind.NORMAL) for n in names]
    numbers = {name: first + place for place, name in enumerate(names)}
    shape = TinyLlama(embedding=256, layers=1, chat_template=template)
    writer = gguf.GGUFWriter(path, "llama")
    _write_figures(writer, shape)
    _write_tokens(writer, tokens, types, template)
    random = np.random.default_rng(1)
    embeddings = random.standard_normal((len(tokens), shape.embedding)).astype(np.float32)
    embeddings /= np.linalg.norm(embeddings, axis=1, keepdims=True)
    output = np.zeros_like(embeddings)
    order = [numbers["<go>"], *(numbers[piece] for piece in pieces)]
    assert len(set(order)) == len(order), "a piece comes twice"
    for before, after in zip(order, [*order[1:], 2], strict=True):
        output[after] = embeddings[before]
    writer.add_tensor("token_embd.weight", embeddings)
    writer.add_tensor("output.weight", output)
    _write_silent_layer(writer, shape)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _pieces(answer: str, controls: Sequence[str]) -> list[str]:
    """The answer in pieces of a few characters, no two the same; controls are whole pieces."""
    pattern = "|".join(re.escape(each) for each in sorted(controls, key=len, reverse=True))
    stretches = re.split(f"({pattern})", answer) if controls else [answer]
    taken = {each.replace("▁", " ") for each in vocabulary()[0]}.union(controls)
    pieces: list[str] = []
    for stretch in stretches:
        if stretch in controls:
            pieces.append(stretch)
            continue
        while stretch:
            length = 1 + len(pieces) % 4
            while stretch[:length] in taken and length < len(stretch):
                length += 1
            if stretch[:length] in taken:  # the last one: it goes with the piece before
                pieces[-1] += stretch
                break
            pieces.append(stretch[:length])
            taken.add(stretch[:length])
            stretch = stretch[length:]
    return pieces


def _write_silent_layer(writer: gguf.GGUFWriter, shape: TinyLlama) -> None:
    width, inner = shape.embedding, shape.feed_forward
    kv_width = width // shape.heads * 2
    writer.add_tensor("output_norm.weight", np.ones(width, np.float32))
    sizes = {"attn_q": width, "attn_k": kv_width, "attn_v": kv_width, "attn_output": width}
    sizes |= {"ffn_gate": inner, "ffn_up": inner}
    for name, rows in sizes.items():
        writer.add_tensor(f"blk.0.{name}.weight", np.zeros((rows, width), np.float32))
    writer.add_tensor("blk.0.ffn_down.weight", np.zeros((width, inner), np.float32))
    for name in ("attn_norm", "ffn_norm"):
        writer.add_tensor(f"blk.0.{name}.weight", np.ones(width, np.float32))


@dataclass(frozen=True)
class TinyBert:
    """The shape of a tiny encoder with a WordPiece vocabulary; see `tiny_bert`."""

    layers: int = 2
    embedding: int = 32
    feed_forward: int = 64
    heads: int = 2
    context: int = 64
    pooling: int | None = 1
    head: bool = False
    labels: Sequence[str] = ("",)
    """What the scores of the head stand for; "" for a single one that needs no name."""
    weights: float = 0.05
    """The spread of the random weights; NaN makes a damaged model."""
    seed: int = 0


def tiny_bert(path: Path, **changes: object) -> Path:
    """Write a random BERT of about 0.1 MB that loads in llama.cpp; return its path.

    Its words are the letters a to z, alone or inside a word, and digits: a token for a character.
    """
    shape = replace(TinyBert(), **changes)  # type: ignore[arg-type]
    writer = gguf.GGUFWriter(path, "bert")
    writer.add_name("tiny bert")
    writer.add_context_length(shape.context)
    writer.add_embedding_length(shape.embedding)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.feed_forward)
    writer.add_head_count(shape.heads)
    writer.add_layer_norm_eps(1e-12)
    writer.add_causal_attention(False)
    writer.add_file_type(0)
    if shape.pooling is not None:
        writer.add_pooling_type(gguf.PoolingType(shape.pooling))
    if any(shape.labels):
        writer.add_classifier_output_labels(shape.labels)
    tokens = _write_word_pieces(writer)
    _write_bert_weights(writer, shape, tokens)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _write_word_pieces(writer: gguf.GGUFWriter) -> int:
    letters = "abcdefghijklmnopqrstuvwxyz0123456789.,:?!"
    # llama.cpp marks the beginning of a word and leaves what goes on unmarked.
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *(f"▁{each}" for each in letters)]
    words += list(letters)
    kind = gguf.TokenType
    types = [kind.CONTROL, kind.UNKNOWN, *[kind.CONTROL] * 3]
    types += [kind.NORMAL] * (len(words) - len(types))
    writer.add_tokenizer_model("bert")
    writer.add_token_list(words)
    writer.add_token_types([int(each) for each in types])
    writer.add_token_type_count(2)
    writer.add_pad_token_id(0)
    writer.add_unk_token_id(1)
    writer.add_bos_token_id(2)
    writer.add_sep_token_id(3)
    writer.add_mask_token_id(4)
    writer.add_vocab_size(len(words))
    return len(words)


def _write_bert_weights(writer: gguf.GGUFWriter, shape: TinyBert, tokens: int) -> None:
    random = np.random.default_rng(shape.seed)
    width, inner = shape.embedding, shape.feed_forward

    def matrix(name: str, *dimensions: int) -> None:
        values = random.standard_normal(dimensions, dtype=np.float32) * np.float32(shape.weights)
        writer.add_tensor(name, values)

    def linear(name: str, rows: int, columns: int) -> None:
        matrix(f"{name}.weight", rows, columns)
        matrix(f"{name}.bias", rows)

    def norm(name: str) -> None:
        writer.add_tensor(f"{name}.weight", np.ones(width, np.float32))
        writer.add_tensor(f"{name}.bias", np.zeros(width, np.float32))

    matrix("token_embd.weight", tokens, width)
    matrix("position_embd.weight", shape.context, width)
    matrix("token_types.weight", 2, width)
    norm("token_embd_norm")
    for layer in range(shape.layers):
        block = f"blk.{layer}"
        for part in ("attn_q", "attn_k", "attn_v", "attn_output"):
            linear(f"{block}.{part}", width, width)
        norm(f"{block}.attn_output_norm")
        linear(f"{block}.ffn_up", inner, width)
        linear(f"{block}.ffn_down", width, inner)
        norm(f"{block}.layer_output_norm")
    if shape.head:
        linear("cls", width, width)
        linear("cls.output", len(shape.labels), width)


def unknown_architecture(path: Path) -> Path:
    """A whole file whose architecture no engine knows."""
    return tiny_llama(path, architecture="notallama")


def truncated(path: Path, missing: int = 1000) -> Path:
    """A tiny llama whose last bytes never arrived."""
    tiny_llama(path)
    os.truncate(path, path.stat().st_size - missing)
    return path


def zero_tail(path: Path, share: float = 0.5) -> Path:
    """A tiny llama of the right size whose last part was never written."""
    tiny_llama(path)
    size = path.stat().st_size
    os.truncate(path, int(size * (1 - share)))
    os.truncate(path, size)
    return path


def wrong_magic(path: Path) -> Path:
    """A tiny llama that says it is something else."""
    data = tiny_llama(path).read_bytes()
    path.write_bytes(b"GGML" + data[4:])
    return path


def huge(path: Path, gigabytes: int = 120) -> Path:
    """A valid header with tensors of over 100 GB behind it, as a sparse file that takes no room."""
    shape = TinyLlama(name="huge", layers=64, embedding=8192, heads=64, kv_heads=8, context=8192)
    writer = gguf.GGUFWriter(path, shape.architecture)
    _write_figures(writer, shape)
    _write_vocabulary(writer, shape)
    rows = 1 << 18
    count = gigabytes * 10**9 // (rows * shape.embedding * 2) + 1
    for index in range(count):
        dimensions = (rows, shape.embedding)
        name = "token_embd.weight" if index == 0 else f"blk.{index}.ffn_up.weight"
        size = rows * shape.embedding * 2
        writer.add_tensor_info(name, dimensions, np.dtype(np.float16), size)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_ti_data_to_file()
    writer.close()
    os.truncate(path, path.stat().st_size + 32 + count * rows * shape.embedding * 2)
    return path


def _write_figures(writer: gguf.GGUFWriter, shape: TinyLlama) -> None:
    writer.add_name(shape.name)
    if shape.licence is not None:
        writer.add_license(shape.licence)
    if shape.languages:
        writer.add_languages(list(shape.languages))
    if shape.file_type is not None:
        writer.add_file_type(shape.file_type)
    if shape.pooling is not None:
        writer.add_pooling_type(gguf.PoolingType(shape.pooling))
    writer.add_context_length(shape.context)
    writer.add_embedding_length(shape.embedding)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.feed_forward)
    writer.add_head_count(shape.heads)
    kv_heads = shape.kv_heads
    writer.add_head_count_kv(kv_heads if isinstance(kv_heads, int) else list(kv_heads))
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(shape.embedding // shape.heads)


def vocabulary(extra: int = 0) -> tuple[list[str], list[int]]:
    """Tokens and their types: control, all bytes, a few words, and as many more as wanted."""
    kind = gguf.TokenType
    words = [f"▁{word}" for word in _WORDS] + [f"▁extra{number}" for number in range(extra)]
    tokens = ["<unk>", "<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(256)), "▁", *words]
    types = [kind.UNKNOWN, kind.CONTROL, kind.CONTROL] + [kind.BYTE] * 256
    types += [kind.NORMAL] * (len(tokens) - len(types))
    return tokens, [int(each) for each in types]


def _write_vocabulary(writer: gguf.GGUFWriter, shape: TinyLlama) -> None:
    tokens, types = vocabulary(shape.extra_tokens)
    _write_tokens(writer, tokens, types, shape.chat_template)


def _write_tokens(
    writer: gguf.GGUFWriter, tokens: list[str], types: list[int], template: str | None
) -> None:
    writer.add_tokenizer_model("llama")
    writer.add_token_list(tokens)
    writer.add_token_scores([-float(index) for index in range(len(tokens))])
    writer.add_token_types(types)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_unk_token_id(0)
    writer.add_vocab_size(len(tokens))
    if template is not None:
        writer.add_chat_template(template)


def _write_weights(writer: gguf.GGUFWriter, shape: TinyLlama) -> None:
    random = np.random.default_rng(shape.seed)
    width, inner = shape.embedding, shape.feed_forward
    by_layer = shape.kv_heads
    kv_heads = [by_layer] * shape.layers if isinstance(by_layer, int) else by_layer

    def matrix(name: str, *dimensions: int) -> None:
        values = random.standard_normal(dimensions, dtype=np.float32) * np.float32(0.05)
        writer.add_tensor(f"{name}.weight", values)

    def ones(name: str) -> None:
        writer.add_tensor(f"{name}.weight", np.ones(width, np.float32))

    tokens = len(vocabulary(shape.extra_tokens)[0])
    matrix("token_embd", tokens, width)
    ones("output_norm")
    if not shape.tied:
        matrix("output", tokens, width)
    for layer in range(shape.layers):
        block, kv_width = f"blk.{layer}", width // shape.heads * kv_heads[layer]
        ones(f"{block}.attn_norm")
        matrix(f"{block}.attn_q", width, width)
        matrix(f"{block}.attn_k", kv_width, width)
        matrix(f"{block}.attn_v", kv_width, width)
        matrix(f"{block}.attn_output", width, width)
        ones(f"{block}.ffn_norm")
        matrix(f"{block}.ffn_gate", inner, width)
        matrix(f"{block}.ffn_up", inner, width)
        matrix(f"{block}.ffn_down", width, inner)

"""Reads the header of a GGUF file with bounds, and never the tensors.

The format is ggml/docs/gguf.md; where it leaves room, the checks are those of ggml/src/gguf.cpp, so
that a file which passes here does not fail there for its outline.
"""

import contextlib
import errno
import os
import re
import stat
import struct
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from io import FileIO
from pathlib import Path
from typing import NoReturn

from app.catalog.ggml_types import TENSOR_TYPES, quantization_name
from app.catalog.gguf_bytes import HeaderBytes
from app.domain.errors import (
    ModelDamaged,
    ModelMissing,
    ModelNotForChat,
    ModelRefused,
    ModelUnreadable,
    NotAModel,
)
from app.domain.models import GgufHeader

MAX_LAYERS = 512

_MAGIC = b"GGUF"
_VERSIONS = (2, 3)
_MAX_PAIRS = 65_536
_MAX_TENSORS = 100_000
_MAX_KEY = 1_024
_MAX_TENSOR_NAME = 63
_MAX_ELEMENTS = 4_000_000
_MAX_ELEMENTS_TOGETHER = 16_000_000
_MAX_DIMENSIONS = 4
_MAX_ALIGNMENT = 1 << 20
_MAX_TENSOR_ELEMENTS = (1 << 63) - 1
_MAX_LANGUAGES = 64
_MAX_CONTEXT = 1 << 28
_MAX_WIDTH = 1 << 20
_MAX_HEADS = 1 << 16
_TAIL = 1 << 20
_SMALL_TAIL = 4_096

_NUMBERS = {
    0: struct.Struct("<B"),
    1: struct.Struct("<b"),
    2: struct.Struct("<H"),
    3: struct.Struct("<h"),
    4: struct.Struct("<I"),
    5: struct.Struct("<i"),
    6: struct.Struct("<f"),
    7: struct.Struct("<?"),
    10: struct.Struct("<Q"),
    11: struct.Struct("<q"),
    12: struct.Struct("<d"),
}
_STRING = 8
_ARRAY = 9

_BLOCK = re.compile(rb"blk\.(\d{1,3})\.")
_FIRST_PART = re.compile(r"(.+)-00001-of-\d{5}(\.gguf)", re.IGNORECASE)
_OUTPUT = b"output"
_OUTPUT_MATRIX = b"output.weight"
_EMBEDDINGS = b"token_embd.weight"

_TEXTS = {
    "general.architecture",
    "general.license",
    "general.name",
    "general.type",
    "tokenizer.chat_template",
}
_LANGUAGES = "general.languages"
_ARCHITECTURE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.+-]{0,63}")
_GONE = {errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG, errno.ELOOP}


def read_header(path: Path) -> GgufHeader:
    """Return what the file says of itself; takes time by the header, not by the model.

    Raises ModelMissing, ModelUnreadable, NotAModel, ModelDamaged (also when tensors reach beyond
    the end of the file), ModelNotForChat (adapters, projectors and the like) or ModelRefused (a
    version or a tensor format that the engine does not read).
    """
    with _opened(path) as (file, size):
        source = HeaderBytes(file, size, path.name)
        version, tensors, pairs = _outline(source, path.name)
        metadata = _Metadata(_pairs(source, pairs), source, path.name)
        weights = _weights(source, tensors, metadata.alignment(), size, path.name)
    return _header(version, metadata, weights, path)


def with_parts(path: Path, header: GgufHeader) -> GgufHeader:
    """The header with the weights of all files that the model was split into.

    Raises ModelMissing for a file that is not there.
    """
    match = _FIRST_PART.fullmatch(path.name)
    if header.split_count == 1 or match is None:
        return header
    total = header.tensor_bytes
    for number in range(2, header.split_count + 1):
        part = path.with_name(f"{match[1]}-{number:05}-of-{header.split_count:05}{match[2]}")
        try:
            total += part.stat().st_size
        except OSError as error:
            _raise_for(error, part)
    return replace(header, tensor_bytes=total, layer_bytes=())


def check_tail(path: Path, header: GgufHeader) -> None:
    """Raise ModelDamaged when the last stretch of the tensors holds nothing but zeros.

    So ends a file whose room was set aside before a copy or download broke off: its header is whole
    and its size is right. Looks at a mebibyte, or at a quarter of a small model.
    """
    length = min(_TAIL, header.tensor_bytes // 4)
    if length < _SMALL_TAIL:
        return
    with _opened(path) as (file, _):
        file.seek(header.data_offset + header.tensor_bytes - length)
        if not any(file.read(length)):
            raise ModelDamaged(f"its last {length} bytes are all zero", name=path.name)


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[tuple[FileIO, int]]:
    """The file, unbuffered, and its size. Regular files only, and never waits for a pipe."""
    try:
        # Looked at before it is opened: opening a device can already do something.
        _require_regular(path.stat().st_mode, path)
        flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
        file = FileIO(os.open(path, flags | getattr(os, "O_CLOEXEC", 0)), closefd=True)
    except (OSError, ValueError) as error:
        _raise_for(error, path)
    with file:
        status = os.fstat(file.fileno())
        _require_regular(status.st_mode, path)
        try:
            yield file, status.st_size
        except OSError as error:
            _raise_for(error, path)


def _require_regular(mode: int, path: Path) -> None:
    if not stat.S_ISREG(mode):
        raise NotAModel("not a regular file", name=path.name)


def _raise_for(error: OSError | ValueError, path: Path) -> NoReturn:
    """Say in our words what the system said; a ValueError is a path with a zero byte in it."""
    if isinstance(error, ValueError) or error.errno in _GONE:
        raise ModelMissing(str(error), name=path.name) from error
    raise ModelUnreadable(error.strerror or str(error), name=path.name) from error


def _outline(source: HeaderBytes, name: str) -> tuple[int, int, int]:
    """The version and the numbers of tensors and of key-value pairs."""
    try:
        magic = source.u32().to_bytes(4, "little")
    except ModelDamaged as error:
        raise NotAModel("too short to be a model", name=name) from error
    if magic != _MAGIC:
        raise NotAModel(f"begins with {magic!r}", name=name)
    version = source.u32()
    if version and not version & 0xFFFF:
        raise ModelRefused("it was written for big-endian computers", name=name)
    if version == 1 or version > max(_VERSIONS):
        raise ModelRefused(f"GGUF version {version} is not read, only 2 and 3 are", name=name)
    if version not in _VERSIONS:
        raise source.damaged(f"GGUF version {version}")
    tensors = source.bounded(_MAX_TENSORS, "number of tensors")
    return version, tensors, source.bounded(_MAX_PAIRS, "number of keys")


# --- metadata ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Array:
    """An array of the metadata; `items` only where they are wanted and few."""

    length: int
    items: tuple[int, ...] | tuple[str, ...] = ()


_Value = int | float | str | _Array


def _pairs(source: HeaderBytes, count: int) -> dict[str, _Value]:
    """The key-value pairs, without the texts and the arrays that nobody here asks for."""
    found: dict[str, _Value] = {}
    budget = _MAX_ELEMENTS_TOGETHER
    for _ in range(count):
        key = source.string(_MAX_KEY).decode("utf-8", "replace")
        if not key or key in found:
            raise source.damaged(f"key {key!r} is empty or comes twice")
        found[key] = value = _value(source, key)
        budget -= value.length if isinstance(value, _Array) else 0
        if budget < 0:
            raise source.damaged("the arrays have too many elements together")
    return found


def _value(source: HeaderBytes, key: str) -> _Value:
    kind = source.u32()
    if kind in _NUMBERS:
        return source.number(_NUMBERS[kind])
    if kind == _STRING:
        text = source.string()
        return text.decode("utf-8", "replace") if key in _TEXTS else ""
    if kind == _ARRAY:
        return _array(source, key)
    raise source.damaged(f"key {key!r} has the unknown type {kind}")


def _array(source: HeaderBytes, key: str) -> _Array:
    kind = source.u32()
    length = source.bounded(_MAX_ELEMENTS, "array length")
    if kind == _STRING:
        if key == _LANGUAGES and length <= _MAX_LANGUAGES:
            tags = (source.string(_MAX_KEY).decode("utf-8", "replace") for _ in range(length))
            return _Array(length, tuple(tags))
        source.skip_strings(length)
        return _Array(length)
    layout = _NUMBERS.get(kind)
    if layout is None:
        raise source.damaged(f"key {key!r} is an array of the unknown type {kind}")
    if length <= MAX_LAYERS and layout.format[-1] in "BbHhIiQq":
        return _Array(length, tuple(int(source.number(layout)) for _ in range(length)))
    source.skip(length * layout.size)
    return _Array(length)


class _Metadata:
    """The key-value pairs by meaning. Methods raise ModelDamaged for what cannot be."""

    def __init__(self, pairs: dict[str, _Value], source: HeaderBytes, name: str) -> None:
        self._pairs = pairs
        self._source = source
        self.split_count = max(self.integer("split.count") or 1, 1)
        if part := self.integer("split.no"):
            raise ModelNotForChat(
                f"part {part + 1} of {self.split_count}: the first part is the one to open",
                name=name,
            )
        self.architecture = self.text("general.architecture")
        if not _ARCHITECTURE.fullmatch(self.architecture):
            raise source.damaged(f"general.architecture is {self.architecture[:80]!r}")

    def text(self, key: str) -> str:
        """A text, or "" when there is none."""
        value = self._pairs.get(key)
        return value if isinstance(value, str) else ""

    def has(self, key: str) -> bool:
        """Whether the architecture says anything under this name."""
        return f"{self.architecture}.{key}" in self._pairs

    def count(self, key: str, least: int, most: int, default: int | None = None) -> int:
        """A number of the architecture within its bounds; of a list by layer, the largest."""
        name = f"{self.architecture}.{key}"
        value = self._pairs.get(name, default)
        if isinstance(value, _Array) and value.items:
            value = max(item for item in value.items if isinstance(item, int))
        if not isinstance(value, int) or not least <= value <= most:
            raise self._source.damaged(f"{name} is {value!r}, not {least} to {most}")
        return value

    def integer(self, key: str) -> int | None:
        """A plain integer, or None."""
        value = self._pairs.get(key)
        return value if isinstance(value, int) else None

    def length(self, key: str) -> int:
        """The length of an array, 0 when there is none."""
        value = self._pairs.get(key)
        return value.length if isinstance(value, _Array) else 0

    def languages(self) -> tuple[str, ...]:
        """The languages the model says it was made for."""
        value = self._pairs.get(_LANGUAGES)
        items = value.items if isinstance(value, _Array) else ()
        return tuple(str(item) for item in items)

    def alignment(self) -> int:
        """The alignment of the tensor data, in bytes."""
        value = self._pairs.get("general.alignment", 32)
        is_whole = isinstance(value, int) and 0 < value <= _MAX_ALIGNMENT
        if not isinstance(value, int) or not is_whole or value & (value - 1):
            raise self._source.damaged(f"general.alignment is {value!r}")
        return value


# --- tensors ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Weights:
    """All tensors together. `dominant` is the format of most numbers."""

    parameters: int
    dominant: str
    data_offset: int
    bytes: int
    places: "_Places"


@dataclass(slots=True)
class _Places:
    """The bytes of the tensors by the part of the model that they belong to."""

    layers: Counter[int] = field(default_factory=Counter)
    output: int = 0
    embeddings: int = 0
    has_output_matrix: bool = False

    def add(self, name: bytes, size: int) -> None:
        """Count a tensor; what is neither a layer's nor the output's belongs to the input."""
        if block := _BLOCK.match(name):
            self.layers[int(block[1])] += size
        elif name.startswith(_OUTPUT):
            self.output += size
            self.has_output_matrix |= name == _OUTPUT_MATRIX
        elif name == _EMBEDDINGS:
            self.embeddings = size

    def by_layer(self, count: int) -> tuple[int, ...]:
        """The bytes of each of `count` layers."""
        return tuple(self.layers[index] for index in range(count))


def _weights(source: HeaderBytes, count: int, alignment: int, size: int, name: str) -> _Weights:
    """Walk over the tensor descriptions; their data must follow each other and end in the file."""
    names: set[bytes] = set()
    elements_by_type: Counter[str] = Counter()
    places = _Places()
    data_bytes = end = 0
    for _ in range(count):
        tensor_name = source.string(_MAX_TENSOR_NAME)
        if tensor_name in names:
            raise source.damaged(f"tensor {tensor_name!r} comes twice")
        names.add(tensor_name)
        type_name, elements, tensor_bytes = _tensor(source, name)
        if source.u64() != data_bytes:
            raise source.damaged(f"tensor {tensor_name!r} does not follow the one before")
        elements_by_type[type_name] += elements
        places.add(tensor_name, tensor_bytes)
        end = data_bytes + tensor_bytes
        data_bytes = _padded(end, alignment)
    data_offset = _padded(source.position, alignment) if count else source.position
    if data_offset + end > size:
        raise source.damaged(f"{data_offset + end - size} bytes of the tensors are missing")
    dominant = max(elements_by_type, key=elements_by_type.__getitem__, default="")
    return _Weights(elements_by_type.total(), dominant, data_offset, end, places)


def _tensor(source: HeaderBytes, name: str) -> tuple[str, int, int]:
    """The format, the number of elements and the bytes of the next tensor."""
    dimensions = source.u32()
    if dimensions > _MAX_DIMENSIONS:
        raise source.damaged(f"a tensor of {dimensions} dimensions")
    shape = [source.u64() for _ in range(dimensions)]
    elements = 1
    for extent in shape:
        elements *= extent
        if extent > _MAX_TENSOR_ELEMENTS or elements > _MAX_TENSOR_ELEMENTS:
            raise source.damaged(f"a tensor of the shape {shape}")
    kind = source.u32()
    tensor_type = TENSOR_TYPES.get(kind)
    if tensor_type is None:
        raise ModelRefused(f"tensor format {kind} is not known", name=name)
    row = shape[0] if shape else 1
    if row % tensor_type.elements:
        raise source.damaged(f"rows of {row} do not divide into {tensor_type.name} blocks")
    return tensor_type.name, elements, elements // tensor_type.elements * tensor_type.bytes


def _padded(position: int, alignment: int) -> int:
    return position + -position % alignment


# --- the header as a value ----------------------------------------------------------------------


def _header(version: int, metadata: _Metadata, weights: _Weights, path: Path) -> GgufHeader:
    _require_language_model(metadata, path.name)
    if not weights.parameters and metadata.split_count == 1:  # a split model may begin without
        raise ModelDamaged("there are no tensors in it", name=path.name)
    embedding = metadata.count("embedding_length", 1, _MAX_WIDTH)
    heads = metadata.count("attention.head_count", 0, _MAX_HEADS, default=0)
    kv_heads = metadata.count("attention.head_count_kv", 0, heads, default=heads)
    head_length = embedding // heads if heads else 0
    layers = metadata.count("block_count", 1, MAX_LAYERS)
    places = weights.places
    file_type = metadata.integer("general.file_type")
    named = quantization_name(file_type) if file_type is not None else None
    return GgufHeader(
        version=version,
        architecture=metadata.architecture,
        name=metadata.text("general.name") or path.stem,
        parameters=weights.parameters,
        quantization=named or weights.dominant,
        context=metadata.count("context_length", 1, _MAX_CONTEXT),
        layers=layers,
        embedding_length=embedding,
        heads=heads,
        kv_heads=kv_heads,
        key_length=metadata.count("attention.key_length", 0, _MAX_WIDTH, head_length),
        value_length=metadata.count("attention.value_length", 0, _MAX_WIDTH, head_length),
        vocabulary=_vocabulary(metadata),
        pooling=metadata.integer(f"{metadata.architecture}.pooling_type"),
        chat_template=metadata.text("tokenizer.chat_template") or None,
        licence=metadata.text("general.license"),
        languages=metadata.languages(),
        data_offset=weights.data_offset,
        tensor_bytes=weights.bytes,
        split_count=metadata.split_count,
        layer_bytes=places.by_layer(layers),
        output_bytes=places.output,
        shared_bytes=0 if places.has_output_matrix else places.embeddings,
    )


def _require_language_model(metadata: _Metadata, name: str) -> None:
    """Adapters, image projectors, importance matrices and the like are GGUF files too."""
    kind = metadata.text("general.type")
    if kind and kind != "model":
        raise ModelNotForChat(f"general.type is {kind[:40]!r}", name=name)
    if not any(map(metadata.has, ("context_length", "block_count", "embedding_length"))):
        raise ModelNotForChat("it has none of the figures of a language model", name=name)


def _vocabulary(metadata: _Metadata) -> int:
    """The number of tokens: the length of their list, else what the architecture says."""
    listed = metadata.length("tokenizer.ggml.tokens")
    return listed or metadata.count("vocab_size", 0, _MAX_ELEMENTS, default=0)

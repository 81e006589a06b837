"""Small E5S1 files made on the spot, with random weights and a vocabulary of letters."""

import struct
from collections.abc import Mapping
from pathlib import Path

import numpy as np

HIDDEN, LAYERS, HEADS, INNER, POSITIONS = 32, 1, 2, 64, 64
LETTERS = "abcdefghijklmnopqrstuvwxyz"
PIECES = ("<s>", "<pad>", "</s>", "<unk>", "▁", *LETTERS, "▁the", "한", "국", "<mask>")
SPARE_ROWS = 3
RULES: Mapping[str, str] = {"\t": " ", "\x01": "", "Ａ": "a", "ﬁ": "fi"}
QUANTISED, FLOATS = 1, 0


def e5s1(
    *,
    pieces: tuple[str, ...] = PIECES,
    rules: Mapping[str, str] = RULES,
    leave_out: str = "",
) -> bytes:
    """A whole file; `leave_out` is a tensor that is missing."""
    rows = len(pieces) + SPARE_ROWS
    shape = (HIDDEN, LAYERS, HEADS, INNER, rows, POSITIONS, 2)
    head = struct.pack("<4sI7ifi", b"E5S1", 1, *shape, 1e-12, 32)
    head += _vocabulary(pieces) + _rules(rules)
    tensors = {name: data for name, data in _tensors(rows).items() if name != leave_out}
    entries = [
        (struct.pack("<H", len(name)) + name.encode(), kind, elements, data)
        for name, (kind, elements, data) in tensors.items()
    ]
    size = len(head) + 4 + sum(len(name) + 21 for name, *_ in entries)
    directory, body = struct.pack("<i", len(entries)), bytes(-size % 64)
    for name, kind, elements, data in entries:
        directory += name + struct.pack("<BIQQ", kind, elements, size + len(body), len(data))
        body += data + bytes(-len(data) % 64)
    return head + directory + body


def write_e5s1(path: Path) -> Path:
    """A whole file on the disk."""
    path.write_bytes(e5s1())
    return path


def _vocabulary(pieces: tuple[str, ...]) -> bytes:
    texts = [each.encode() for each in pieces]
    offsets = np.cumsum([0, *map(len, texts)]).tolist()
    scores = [0.0] * 4 + [-1.0 - 0.01 * number for number in range(len(texts) - 5)] + [0.0]
    packed = struct.pack("<5iQ", len(texts), 0, 2, 1, 3, offsets[-1])
    packed += struct.pack(f"<{len(offsets)}I", *offsets)
    return packed + struct.pack(f"<{len(scores)}f", *scores) + b"".join(texts)


def _rules(rules: Mapping[str, str]) -> bytes:
    packed = b"".join(
        struct.pack(f"<IB{len(text)}I", ord(letter), len(text), *map(ord, text))
        for letter, text in rules.items()
    )
    return struct.pack("<iI", len(rules), len(packed)) + packed


def _tensors(rows: int) -> dict[str, tuple[int, int, bytes]]:
    random = np.random.default_rng(1)
    made: dict[str, tuple[int, int, bytes]] = {}

    def floats(name: str, *values: float, size: int = HIDDEN) -> None:
        spread, middle = values or (0.05, 0.0)
        data = (random.standard_normal(size) * spread + middle).astype("<f4")
        made[name] = (FLOATS, size, data.tobytes())

    def matrix(name: str, height: int, width: int) -> None:
        blocks = height * width // 32
        packed = np.zeros((blocks, 18), np.uint8)
        packed[:, :2] = np.full((blocks, 1), 0.02, "<f2").view(np.uint8)
        packed[:, 2:] = random.integers(0, 256, (blocks, 16), np.uint8)
        made[name] = (QUANTISED, height * width, packed.tobytes())

    matrix("emb.word", rows, HIDDEN)
    floats("emb.pos", size=POSITIONS * HIDDEN)
    floats("emb.type", size=2 * HIDDEN)
    floats("emb.ln.w", 0.05, 1.0)
    floats("emb.ln.b")
    for layer in range(LAYERS):
        for name, height, width in (
            *((each, HIDDEN, HIDDEN) for each in ("q", "k", "v", "ao")),
            ("fi", INNER, HIDDEN),
            ("fo", HIDDEN, INNER),
        ):
            matrix(f"l{layer}.{name}.w", height, width)
            floats(f"l{layer}.{name}.b", size=height)
        for name in ("aln", "oln"):
            floats(f"l{layer}.{name}.w", 0.05, 1.0)
            floats(f"l{layer}.{name}.b")
    return made

"""Headers of a small model in which bytes are replaced, put in and left out."""

import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from gguf_files import tiny_llama

from app.catalog.gguf import read_header

_MOST_AT_ONCE: Final = 6


def many(usual: int) -> int:
    """How many are tried: SNUG_FUZZ, or so many."""
    return int(os.environ.get("SNUG_FUZZ", str(usual)))


def mutated_models(folder: Path, count: int, seed: int = 7) -> Iterator[bytes]:
    """The files, the same for the same seed; a whole one is made in the folder."""
    original = tiny_llama(folder / "whole.gguf", layers=1, embedding=32, feed_forward=32)
    data, end = original.read_bytes(), read_header(original).data_offset
    chosen = random.Random(seed)
    for _ in range(count):
        mutated = bytearray(data)
        for _ in range(chosen.randint(1, _MOST_AT_ONCE)):
            at = chosen.randrange(end)
            new = chosen.choice([chosen.randbytes(chosen.randint(1, 8)), b"\xff" * 8, bytes(8)])
            how = chosen.randrange(3)
            mutated[at : at + (0 if how == 1 else len(new))] = b"" if how == 2 else new
        yield bytes(mutated)

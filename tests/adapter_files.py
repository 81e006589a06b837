"""LoRA adapters and control vectors made on the spot, and what can be wrong with one."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import gguf
import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]
Pairs = Mapping[str, tuple[Matrix, Matrix]]
"""By the name of a weight: A (rank × inputs) and B (outputs × rank)."""


def matrices(model: Path, only: str = "blk.") -> dict[str, tuple[int, int]]:
    """The weights of a model that a LoRA adapter may change: outputs and inputs."""
    tensors = gguf.GGUFReader(model).tensors
    shapes = {tensor.name: tensor.shape.tolist() for tensor in tensors}
    return {
        name: (shape[1], shape[0])
        for name, shape in shapes.items()
        if len(shape) == 2 and name.startswith(only)
    }


def random_pairs(
    shapes: Mapping[str, tuple[int, int]], rank: int = 4, spread: float = 0.2, seed: int = 1
) -> dict[str, tuple[Matrix, Matrix]]:
    """A and B for each weight; with a spread of 0 for B the adapter changes nothing."""
    random = np.random.default_rng(seed)

    def matrix(rows: int, columns: int, by: float) -> Matrix:
        return random.standard_normal((rows, columns), dtype=np.float32) * np.float32(by)

    return {
        name: (matrix(rank, inputs, inputs**-0.5), matrix(outputs, rank, spread))
        for name, (outputs, inputs) in shapes.items()
    }


def write_lora(
    path: Path,
    pairs: Pairs,
    *,
    architecture: str = "llama",
    alpha: object = 8.0,
    kind: object = "adapter",
    adapter: object = "lora",
    more: Iterable[tuple[str, NDArray[np.generic]]] = (),
    invocation: bool = False,
) -> Path:
    """Write a LoRA adapter; a value of another type than its key's is written as it is."""
    writer = gguf.GGUFWriter(path, architecture)
    for key, value in (
        ("general.type", kind),
        ("adapter.type", adapter),
        ("adapter.lora.alpha", alpha),
    ):
        _add(writer, key, value)
    if invocation:
        writer.add_array("adapter.alora.invocation_tokens", [1, 2])
    for name, (a, b) in pairs.items():
        writer.add_tensor(f"{name}.lora_a", a)
        writer.add_tensor(f"{name}.lora_b", b)
    for name, values in more:
        writer.add_tensor(name, values)
    return _finish(writer, path)


def write_control(
    path: Path, directions: Mapping[object, NDArray[np.generic]], architecture: str = "llama"
) -> Path:
    """Write a control vector: a direction for each layer, counted from 1."""
    writer = gguf.GGUFWriter(path, "controlvector")
    writer.add_string("controlvector.model_hint", architecture)
    writer.add_uint32("controlvector.layer_count", len(directions))
    for layer, values in directions.items():
        writer.add_tensor(f"direction.{layer}", values)
    return _finish(writer, path)


def random_directions(
    width: int, layers: int, spread: float = 0.5, seed: int = 1
) -> dict[object, Matrix]:
    """A direction for every layer but the first, which llama.cpp leaves alone."""
    random = np.random.default_rng(seed)
    return {
        layer: random.standard_normal(width, dtype=np.float32) * np.float32(spread)
        for layer in range(1, layers)
    }


def merged(model: Path, path: Path, pairs: Pairs, scale: float, alpha: float = 8.0) -> Path:
    """A copy of a model in 32-bit numbers with the adapter's products added to its weights."""
    data = bytearray(model.read_bytes())
    for tensor in gguf.GGUFReader(model).tensors:
        if tensor.name in pairs:
            a, b = pairs[tensor.name]
            weight = tensor.data + np.float32(scale * alpha / len(a)) * (b @ a)
            start = int(tensor.data_offset)
            data[start : start + weight.nbytes] = weight.astype(np.float32).tobytes()
    path.write_bytes(data)
    return path


def _add(writer: gguf.GGUFWriter, key: str, value: object) -> None:
    if isinstance(value, str):
        writer.add_string(key, value)
    elif isinstance(value, float):
        writer.add_float32(key, value)
    elif isinstance(value, int):
        writer.add_uint32(key, value)


def _finish(writer: gguf.GGUFWriter, path: Path) -> Path:
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path

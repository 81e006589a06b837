"""A workshop with its library in a folder, and the models that are made in it."""

import struct
import threading
from collections.abc import Mapping
from pathlib import Path

import gguf
import numpy as np
from numpy.typing import NDArray

from app.catalog.library import Library
from app.config.paths import Paths
from app.domain.workshop import QuantizedModel, QuantizeWishes
from app.engine.workshop_client import WorkshopClient
from app.services.workshop import MakeWorkshop, WorkshopService


class WorkshopRoom:
    """The service, what it told, and the file names in its models folder."""

    def __init__(self, home: Path, make_workshop: MakeWorkshop = WorkshopClient) -> None:
        self.paths = Paths.of(home)
        self.library = Library(self.paths, ())
        self.service = WorkshopService(self.paths, self.library, make_workshop)
        self.told: list[tuple[int, int]] = []
        self.cancel = threading.Event()

    def make(self, source: Path, quantization: str, **wishes: object) -> QuantizedModel:
        wanted = QuantizeWishes(quantization, **wishes)  # type: ignore[arg-type]
        plan = self.service.plan(str(source), wanted)
        return self.service.quantize(plan, lambda *each: self.told.append(each), self.cancel)

    @property
    def files(self) -> list[str]:
        try:
            return sorted(path.name for path in self.paths.models.iterdir())
        except FileNotFoundError:
            return []


def importance_of(model: Path, scale: float = 1.0) -> dict[str, NDArray[np.float32]]:
    """Even importance for every matrix of a model, by the name of its tensor."""
    reader = gguf.GGUFReader(model)
    return {
        each.name: np.full(int(each.shape[0]), scale, np.float32)
        for each in reader.tensors
        if len(each.shape) == 2
    }


def binary_matrix(path: Path, values: Mapping[str, NDArray[np.float32]]) -> Path:
    """Write an importance matrix in the older format, from three calls."""
    with path.open("wb") as file:
        file.write(struct.pack("<i", len(values)))
        for name, columns in values.items():
            data = name.encode()
            file.write(struct.pack("<i", len(data)) + data)
            file.write(struct.pack("<ii", 3, columns.size) + (columns * 3).tobytes())
    return path


def gguf_matrix(path: Path, values: Mapping[str, NDArray[np.float32]]) -> Path:
    """Write an importance matrix as llama-imatrix does now, from three chunks."""
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_type("imatrix")
    for name, columns in values.items():
        writer.add_tensor(f"{name}.in_sum2", (columns * 3).reshape(1, -1))
        writer.add_tensor(f"{name}.counts", np.full((1, 1), 3, np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path

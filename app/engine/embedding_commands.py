"""What the client and the host of embedding say to each other. Both sides validate every frame.

Hello, Loading, LoadFailed and CancelLoad are those of the engine.
"""

from dataclasses import dataclass
from typing import Final

from app.domain.embedding import EmbedKind, LongInput, Pooling, Purpose
from app.engine.commands import CancelLoad, Hello, LoadFailed, Loading
from app.workers.wire import Codec

FRAME_TEXTS: Final = 256
FRAME_CHARACTERS: Final = 1_000_000
"""Of the texts in one request; a single longer text travels alone."""


# --- from the client to the host -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LoadEmbedder:
    """Load a model, in place of the one before with the same purpose; see EmbedderOptions.

    `gpu_layers` of -1 means all of them.
    """

    purpose: Purpose
    path: str
    window: int
    batch: int
    micro_batch: int
    pooling: Pooling
    query_prefix: str
    passage_prefix: str
    flash_attention: bool
    threads: int
    gpu_layers: int


@dataclass(frozen=True, slots=True)
class Embed:
    """Embed texts. `request` is a number of the client's, unique in the child's life."""

    request: int
    kind: EmbedKind
    long_input: LongInput
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rerank:
    """Score passages against a query."""

    request: int
    query: str
    passages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entail:
    """Say how likely a hypothesis follows from each of the premises."""

    request: int
    hypothesis: str
    premises: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CountTokens:
    """Count the tokens of each text, as the embedding model sees them; answered by Counted."""

    request: int
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CancelEmbed:
    """End an Embed, a Rerank or an Entail; it fails as cancelled."""

    request: int


EMBEDDING_COMMANDS: Final = Codec(
    (LoadEmbedder, Embed, Rerank, Entail, CountTokens, CancelEmbed, CancelLoad)
)

# --- from the host to the client -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EmbedderLoaded:
    """The model is ready; see LoadedEmbedder."""

    purpose: Purpose
    description: str
    dimensions: int
    window: int
    trained_context: int
    pooling: Pooling
    device: str
    load_s: float


@dataclass(frozen=True, slots=True)
class EmbedProgress:
    """`done` of `total` texts of a request are finished."""

    request: int
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Embedded:
    """The rows of a request, `count` times `dimensions` float32 in the frame's raw part."""

    request: int
    count: int
    dimensions: int


@dataclass(frozen=True, slots=True)
class Counted:
    """How many tokens each text has: `count` unsigned 32-bit numbers in the frame's raw part."""

    request: int
    count: int


@dataclass(frozen=True, slots=True)
class EmbedFailed:
    """A request cannot be answered. `code` is that of a domain error; `index` of a text, or -1."""

    request: int
    code: str
    detail: str
    index: int
    values: dict[str, str]


EMBEDDING_REPLIES: Final = Codec(
    (Hello, Loading, LoadFailed, EmbedderLoaded, EmbedProgress, Embedded, Counted, EmbedFailed)
)

"""What the engine is asked for and what it answers: prompts, sampling, events, figures."""

from dataclasses import dataclass, field
from enum import StrEnum

from app.domain.errors import AppError


class Role(StrEnum):
    """Who speaks in a turn; the values are the names chat templates use."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


@dataclass(frozen=True, slots=True)
class PromptMessage:
    """One turn as the model sees it: text only, never trusted to hold control tokens."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True)
class Sampling:
    """How the next token is chosen. A temperature of 0 is greedy, whatever the rest says."""

    temperature: float = 0.7
    top_k: int = 40
    top_p: float = 0.95
    min_p: float = 0.05
    repeat_penalty: float = 1.0
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """One answer wanted: the turns so far and the limits of the answer.

    `max_tokens` of None means: until the model ends or its context is full.
    """

    messages: tuple[PromptMessage, ...]
    sampling: Sampling = field(default_factory=Sampling)
    max_tokens: int | None = None
    stop: tuple[str, ...] = ()
    conversation: str = ""
    """A name by which the engine finds what it has read of this conversation."""
    speculate: bool = False
    """Guess ahead where the answer repeats its prompt. The model checks every guess; but where its
    arithmetic depends on the size of a batch, as on processors, a near tie may fall otherwise."""


class FinishReason(StrEnum):
    """Why an answer ended."""

    STOP = "stop"
    """The model ended its turn, or a stop string came."""
    LENGTH = "length"
    """The asked-for number of tokens was reached."""
    CONTEXT_FULL = "context_full"
    """The context window has no room for another token."""
    CANCELLED = "cancelled"
    """The user pressed Stop; the text so far is kept."""
    FAILED = "failed"
    """The engine could not go on; the text so far is kept."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Token counts of one answer. `cached_tokens` of the prompt were not computed again."""

    prompt_tokens: int = 0
    cached_tokens: int = 0
    completion_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Timing:
    """Times of one answer, in seconds and tokens per second; 0 where nothing was measured."""

    load_s: float = 0.0
    first_token_s: float = 0.0
    prompt_tokens_per_s: float = 0.0
    decode_tokens_per_s: float = 0.0


@dataclass(frozen=True, slots=True)
class PromptProgress:
    """`done` of `total` prompt tokens have been read."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Delta:
    """More text of the answer."""

    text: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The answer is complete, or was stopped on request."""

    reason: FinishReason
    usage: Usage
    timing: Timing


@dataclass(frozen=True, slots=True)
class Failed:
    """The answer cannot go on; what came before stays valid."""

    error: AppError


GenerationEvent = PromptProgress | Delta | Finished | Failed

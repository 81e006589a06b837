"""What the engine is asked for and what it answers: prompts, sampling, events, figures."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from app.domain.adapters import Adapter
from app.domain.errors import AppError, SamplingInvalid
from app.domain.tools import Tool, ToolCall, check_call, check_name, check_tools


class Role(StrEnum):
    """Who speaks in a turn; the values are the names chat templates use."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"
    TOOL = "tool"
    """The result of a call."""


@dataclass(frozen=True, slots=True)
class PromptMessage:
    """One turn as the model sees it: text only, never trusted to hold control tokens.

    An assistant's turn may have made `calls`; the result of one names its tool and its call.
    """

    role: Role
    text: str
    calls: tuple[ToolCall, ...] = ()
    tool: str = ""
    call_id: str = ""


BAN: Final = -100.0
"""A bias this low or lower means: never."""


@dataclass(frozen=True, slots=True)
class TokenBias:
    """A push on the tokens that `text` is made of, or on the one whose number is `token`.

    `bias` is added to the logit, in natural-log units from -100 to 100; `BAN` forbids the token.
    """

    bias: float
    text: str = ""
    token: int | None = None


@dataclass(frozen=True, slots=True)
class Sampling:
    """How the next token is chosen. A temperature of 0 is greedy: penalties and bias still count.

    The steps come in llama.cpp's order: bias, penalties, DRY, top-n-sigma, top-k, typical, top-p,
    min-p, XTC, temperature, draw. Those below the seed are off by default, their other numbers
    llama.cpp's own. Penalties and DRY look back at the answer alone: what was asked may be quoted
    without a penalty. `RANGES` holds the range of every number.
    """

    temperature: float = 0.7
    """Divides the logits: below 1 sharper, above 1 flatter."""
    top_k: int = 40
    """Keep the K likeliest tokens; 0 keeps all (arXiv 1805.04833)."""
    top_p: float = 0.95
    """Keep the likeliest tokens that hold this share together; 1 is off (arXiv 1904.09751)."""
    min_p: float = 0.05
    """Drop what is less likely than this share of the likeliest; 0 is off (arXiv 2407.01082)."""
    repeat_penalty: float = 1.0
    """Divides positive logits of tokens written before; 1 is off (arXiv 1909.05858)."""
    seed: int | None = None
    """Of every draw of the answer; None draws a new one."""
    logit_bias: tuple[TokenBias, ...] = ()
    """Pushes on single tokens, at most MAX_BIASES."""
    repeat_last_n: int = 64
    """Tokens the three penalties look back; 0 is off, -1 the whole context."""
    frequency_penalty: float = 0.0
    """Taken from a logit for each time its token was written; 0 is off."""
    presence_penalty: float = 0.0
    """Taken from a logit once its token was written; 0 is off."""
    dry_multiplier: float = 0.0
    """Penalty of a token that would go on with a repetition; 0 is off
    (oobabooga/text-generation-webui pull request 5677)."""
    dry_base: float = 1.75
    """The penalty grows by this factor with each token of the repetition."""
    dry_allowed_length: int = 2
    """Repetitions up to this many tokens are free."""
    dry_penalty_last_n: int = 64
    """Tokens DRY looks back; 0 is off, -1 the whole context."""
    dry_sequence_breakers: tuple[str, ...] = ("\n", ":", '"', "*")
    """No repetition reaches across these."""
    top_n_sigma: float = -1.0
    """Keep logits within this many standard deviations of the highest; 0 or less is off
    (arXiv 2411.07641)."""
    typical_p: float = 1.0
    """Keep the tokens whose surprise is nearest to the expected one, up to this share; 1 is off
    (arXiv 2202.00666)."""
    xtc_probability: float = 0.0
    """How often the top choices are excluded; 0 is off
    (oobabooga/text-generation-webui pull request 6335)."""
    xtc_threshold: float = 0.1
    """All tokens above this share but the least likely of them are excluded; above 0.5 is off."""
    dynatemp_range: float = 0.0
    """The temperature moves by up to this much with the entropy; 0 is off (arXiv 2309.02772)."""
    dynatemp_exponent: float = 1.0
    """How the entropy, from 0 to 1, becomes a temperature: its power."""
    mirostat: int = 0
    """Version 1 or 2 keeps the surprise at a target, in place of every step between bias and
    temperature; 0 is off (arXiv 2007.14966)."""
    mirostat_tau: float = 5.0
    """The target, in bits a token."""
    mirostat_eta: float = 0.1
    """How fast it is approached."""


MAX_BIASES: Final = 1000
MAX_BREAKERS: Final = 32
MAX_BREAKER_CHARACTERS: Final = 40
MAX_SEED: Final = 2**32 - 1
MAX_WINDOW: Final = 1 << 20
RANGES: Final[Mapping[str, tuple[float, float]]] = {
    "temperature": (0, 2),
    "top_k": (0, 1000),
    "top_p": (0.01, 1),
    "min_p": (0, 1),
    "repeat_penalty": (0.5, 2),
    "repeat_last_n": (-1, MAX_WINDOW),
    "frequency_penalty": (-2, 2),
    "presence_penalty": (-2, 2),
    "dry_multiplier": (0, 5),
    "dry_base": (1, 4),
    "dry_allowed_length": (1, 1000),
    "dry_penalty_last_n": (-1, MAX_WINDOW),
    "top_n_sigma": (-1, 10),
    "typical_p": (0.01, 1),
    "xtc_probability": (0, 1),
    "xtc_threshold": (0, 1),
    "dynatemp_range": (0, 2),
    "dynatemp_exponent": (0.01, 10),
    "mirostat": (0, 2),
    "mirostat_tau": (0.1, 20),
    "mirostat_eta": (0.001, 1),
}
"""The lowest and the highest value of every number in Sampling, both included."""

PRESETS: Final[Mapping[str, Sampling]] = {
    "precise": Sampling(temperature=0.2, top_k=20, top_p=0.9, min_p=0.1),
    "balanced": Sampling(),
    "creative": Sampling(
        temperature=1.1,
        top_k=0,
        top_p=1.0,
        min_p=0.04,
        dry_multiplier=0.8,
        dry_penalty_last_n=1024,
        xtc_probability=0.3,
    ),
}
"""Ready-made samplings: close to the likeliest answer, the usual one, and a livelier one that
truncates by min-p alone, so that the temperature may rise (arXiv 2407.01082), and that neither
repeats itself (DRY) nor always takes the obvious (XTC)."""


def check_sampling(sampling: Sampling) -> None:
    """Raise SamplingInvalid when a value is not a number or out of its range."""
    for name, (low, high) in RANGES.items():
        _check_range(name, getattr(sampling, name), low, high)
    if sampling.seed is not None:
        _check_range("seed", sampling.seed, 0, MAX_SEED)
    _check_range("the number of logit_bias", len(sampling.logit_bias), 0, MAX_BIASES)
    for each in sampling.logit_bias:
        if math.isnan(each.bias) or each.bias > -BAN:
            raise SamplingInvalid(name="logit_bias", value=each.bias, low=BAN, high=-BAN)
    breakers = sampling.dry_sequence_breakers
    _check_range("the number of dry_sequence_breakers", len(breakers), 0, MAX_BREAKERS)
    for breaker in breakers:
        _check_range("the length of a breaker", len(breaker), 1, MAX_BREAKER_CHARACTERS)


def _check_range(name: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:  # also refuses NaN
        raise SamplingInvalid(name=name, value=value, low=f"{low:g}", high=f"{high:g}")


MAX_LOGPROBS: Final = 50
"""Alternatives for each token that can be asked for."""


@dataclass(frozen=True, slots=True)
class AnswerFormat:
    """What an answer has to follow: a grammar in GBNF or the text of a JSON Schema, not both."""

    grammar: str = ""
    json_schema: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """One answer wanted: the turns so far and the limits of the answer.

    `max_tokens` of None means: until the model ends or its context is full. The answer follows
    `grammar` (GBNF) or `json_schema` (the text of a JSON Schema), at most one of the two; cut off
    at a limit, it is the beginning of what would have followed. With `logprobs` above 0, deltas
    carry the log-probability of every token and of that many alternatives. The model may call
    `tools`; an answer that follows a grammar or a schema is never taken for a call.
    """

    messages: tuple[PromptMessage, ...]
    sampling: Sampling = field(default_factory=Sampling)
    max_tokens: int | None = None
    stop: tuple[str, ...] = ()
    conversation: str = ""
    """A name by which the engine finds what it has read of this conversation."""
    speculate: bool = False
    """Guess ahead: where the answer repeats what was said, and by the draft model if one is loaded.
    The model checks every guess; but where its arithmetic depends on the size of a batch, as on
    processors, a near tie may fall otherwise."""
    grammar: str = ""
    json_schema: str = ""
    logprobs: int = 0
    adapters: tuple[Adapter, ...] = ()
    """What changes the model for this answer alone, in no order."""
    tools: tuple[Tool, ...] = ()
    thinks: bool | None = None
    """Whether the model reasons first, where its template lets one choose; None: as it would."""
    ignore_end: bool = False
    """Write on past the end of the turn, up to the limit: so that measurements can be compared."""
    begun: str = field(default="", repr=False)
    """What the answer has of its text already: it goes on from there, without reasoning first, and
    only what is new is told."""
    judged: str = field(default="", repr=False)
    """An answer that is there: it is read, not written, and told again with the log-probabilities
    of its tokens, as the model gives them whatever the sampling. `logprobs` is 1 at least then."""
    is_measured: bool = False
    """Nothing is written: the answer ends at once, and its usage tells the tokens of the prompt,
    which may be more than the context has room for."""


def check_tool_use(messages: Sequence[PromptMessage], tools: Sequence[Tool]) -> None:
    """Raise ToolsInvalid when tools, calls that were made, or what they gave cannot be told of."""
    check_tools(tools)
    for message in messages:
        for call in message.calls:
            check_call(call)
        if message.tool:
            check_name(message.tool)


class FinishReason(StrEnum):
    """Why an answer ended."""

    STOP = "stop"
    """The model ended its turn, or a stop string came."""
    TOOL_CALLS = "tool_calls"
    """The model ended its turn, and waits for the results of its calls."""
    LENGTH = "length"
    """The asked-for number of tokens was reached."""
    CONTEXT_FULL = "context_full"
    """The context window has no room for another token."""
    CANCELLED = "cancelled"
    """The user pressed Stop; the text so far is kept."""
    FAILED = "failed"
    """The engine could not go on; the text so far is kept."""
    INTERRUPTED = "interrupted"
    """Snug itself ended meanwhile; the text that was kept until then is there."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Token counts of one answer. `cached_tokens` of the prompt were not computed again.

    Of `guessed_tokens` that speculation proposed, `right_guesses` became part of the answer.
    """

    prompt_tokens: int = 0
    cached_tokens: int = 0
    completion_tokens: int = 0
    guessed_tokens: int = 0
    right_guesses: int = 0

    def and_then(self, more: "Usage") -> "Usage":
        """That of an answer that went on: the prompt is that of the last time."""
        return Usage(
            more.prompt_tokens,
            more.cached_tokens,
            self.completion_tokens + more.completion_tokens,
            self.guessed_tokens + more.guessed_tokens,
            self.right_guesses + more.right_guesses,
        )


@dataclass(frozen=True, slots=True)
class Timing:
    """Times of one answer, in seconds and tokens per second; 0 where nothing was measured."""

    load_s: float = 0.0
    first_token_s: float = 0.0
    prompt_tokens_per_s: float = 0.0
    decode_tokens_per_s: float = 0.0
    thinking_s: float = 0.0
    """From the first to the last token of the model's reasoning."""


@dataclass(frozen=True, slots=True)
class PromptProgress:
    """`done` of `total` prompt tokens have been read."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Alternative:
    """A token that could have come. A part of a character shows as a replacement character."""

    token: int
    text: str
    logprob: float

    @property
    def probability(self) -> float:
        """From 0 to 1."""
        return math.exp(min(0.0, self.logprob))


@dataclass(frozen=True, slots=True)
class TokenLogprob:
    """A token that came, with its natural log-probability before any sampling step.

    `alternatives` are the likeliest tokens, the first the likeliest; the token may be among them.
    """

    token: int
    text: str
    logprob: float
    alternatives: tuple[Alternative, ...] = ()

    @property
    def probability(self) -> float:
        """From 0 to 1."""
        return math.exp(min(0.0, self.logprob))


@dataclass(frozen=True, slots=True)
class Delta:
    """More text of the answer; `logprobs` of its tokens when they were asked for.

    Text that may become a stop string is held back, its tokens are not: a delta can have tokens
    without text. The tokens of thoughts and calls come with deltas, too.
    """

    text: str
    logprobs: tuple[TokenLogprob, ...] = ()


@dataclass(frozen=True, slots=True)
class Thought:
    """More text of the model's reasoning, which is no part of its answer."""

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


GenerationEvent = PromptProgress | Delta | Thought | ToolCall | Finished | Failed

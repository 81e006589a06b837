"""How the next token is chosen: llama.cpp's samplers in its own order, one chain for each answer.

With a grammar, the chain chooses first and the grammar is asked about that one token; only when it
refuses is the grammar laid over the vocabulary, which costs far more than a step of the chain, and
the chain chooses again (as llama.cpp's common_sampler does). Where the likeliest token wins anyway,
laying it over the likeliest few is enough when one of them is allowed.
"""

import ctypes
import secrets
from collections.abc import Callable
from functools import partial
from typing import Any, Final

from app.domain.errors import AppError, GrammarInvalid, Reason, SamplingInvalid
from app.domain.format_faults import FormatFault
from app.domain.generation import (
    BAN,
    MAX_LOGPROBS,
    MAX_SEED,
    Sampling,
    TokenLogprob,
    check_sampling,
)
from app.engine.host.binding import llama
from app.engine.host.candidates import Candidates
from app.engine.host.grammar import Grammar, wanted_grammar
from app.engine.host.logprobs import LogprobReader
from app.engine.host.vocabulary import Vocabulary

_KEEP: Final = 1
_MIROSTAT_TOKENS: Final = 100
"""Of the likeliest tokens, from which Mirostat 1 estimates the slope; the paper's m."""
_LIKELIEST: Final = 128
"""Tokens that a greedy choice shows to the grammar before it shows all."""
_IMPOSSIBLE: Final = 1e-30
"""Below this share of the likeliest nothing is ever drawn, and logarithms turn into NaN."""


class SamplerRefused(Exception):
    """The sampling or the format cannot be used; `error` says why."""

    def __init__(self, error: AppError) -> None:
        super().__init__(str(error))
        self.error = error


class Sampler:
    """Chooses the tokens of one answer; free it when the answer is done."""

    def __init__(
        self,
        wanted: Sampling,
        vocabulary: Vocabulary,
        context_tokens: int,
        *,
        grammar: str = "",
        json_schema: str = "",
        logprobs: int = 0,
    ) -> None:
        """Build the chain; raises SamplerRefused, and then nothing stays allocated."""
        self._chain: Any = None
        self._leave: Callable[[], object] | None = None
        self._grammar: _Constraint | None = None
        self._reader: LogprobReader | None = None
        self.logprob: TokenLogprob | None = None
        """Of the token that was chosen last, when asked for."""
        try:
            check_sampling(wanted)
            _check_logprobs(logprobs)
            parts = _Parts(wanted, vocabulary, context_tokens)
            if grammar := wanted_grammar(grammar, json_schema):
                self._grammar = _Constraint(grammar, vocabulary, parts)
            else:
                parts.add(parts.bias())
            self._chain = _chain(parts.steps())
            self._reader = LogprobReader(vocabulary, logprobs) if logprobs else None
        except AppError as error:
            self.free()
            raise SamplerRefused(error) from error

    def sample(self, context: Any, row: int) -> int:
        """Choose a token from the logits of the batch's row and remember it.

        Raises SamplerRefused when no token of the vocabulary goes on as the grammar demands.
        """
        if self._grammar is None:
            token = int(llama.llama_sampler_sample(self._chain, context, row))
        else:
            token = self._grammar.sample(self._chain, context, row)
        if self._reader is not None:
            self.logprob = self._reader.read(context, row, token)
        return token

    def attach(self, context: Any, sequence: int) -> None:
        """Let the context choose the tokens of a sequence itself, where it computes the logits.

        What the device cannot do of the chain stays on the processor. With a grammar or
        log-probabilities all logits are needed here: then nothing changes.
        """
        if self._grammar is None and self._reader is None:
            self._leave = partial(llama.llama_set_sampler, context, sequence, None)
            llama.llama_set_sampler(context, sequence, self._chain)

    def detach(self) -> None:
        """The sequence goes to another answer; this one goes on later, perhaps elsewhere."""
        if self._leave is not None:
            self._leave()
            self._leave = None
            # A chain that was attached leaves the device's part out for ever; its copy does not.
            attached, self._chain = self._chain, llama.llama_sampler_clone(self._chain)
            llama.llama_sampler_free(attached)

    def free(self) -> None:
        """Give everything back to llama.cpp; the object is of no use afterwards."""
        if self._leave is not None:
            self._leave()
            self._leave = None
        if self._chain is not None:
            llama.llama_sampler_free(self._chain)
            self._chain = None
        if self._grammar is not None:
            self._grammar.free()
            self._grammar = None
        if self._reader is not None:
            self._reader.free()
            self._reader = None


class _Constraint:
    """Keeps a chain within a grammar."""

    def __init__(self, grammar: str, vocabulary: Vocabulary, parts: "_Parts") -> None:
        self._grammar = Grammar(grammar, vocabulary)
        try:
            self._bias = parts.bias()
        except AppError:
            self._grammar.free()
            raise
        self._drop: Any = llama.llama_sampler_init_min_p(_IMPOSSIBLE, _KEEP)
        self._likeliest: Any = None
        if parts.is_plain_greedy:
            self._likeliest = llama.llama_sampler_init_top_k(_LIKELIEST)
        self._candidates = Candidates(vocabulary.size)
        self._single = Candidates(1)

    def sample(self, chain: Any, context: Any, row: int) -> int:
        """Choose a token that the grammar allows, and tell chain and grammar of it."""
        self._fill(context, row)
        self._candidates.apply(chain)
        token = self._candidates.chosen
        if not self._allows(token):
            self._bind(context, row)
            self._candidates.apply(chain)
            token = self._candidates.chosen
        self._grammar.accept(token)
        llama.llama_sampler_accept(chain, token)
        return token

    def _fill(self, context: Any, row: int) -> None:
        self._candidates.fill(context, row)
        if self._bias is not None:
            self._candidates.apply(self._bias)

    def _bind(self, context: Any, row: int) -> None:
        """Fill the candidates with what the grammar allows."""
        candidates = self._candidates
        for few in (self._likeliest, None) if self._likeliest is not None else (None,):
            self._fill(context, row)
            if few is not None:
                candidates.apply(few)
            self._grammar.apply(candidates)
            candidates.native.sorted = False
            candidates.apply(self._drop)
            if candidates.is_first_possible:
                return
        # llama.cpp would draw an excluded token, and abort when the grammar hears of it.
        raise SamplerRefused(GrammarInvalid(problem=Reason(FormatFault.DEAD_END)))

    def _allows(self, token: int) -> bool:
        self._single.take_one(token)
        self._grammar.apply(self._single)
        return self._single.is_first_possible

    def free(self) -> None:
        self._grammar.free()
        for sampler in (self._bias, self._drop, self._likeliest):
            if sampler is not None:
                llama.llama_sampler_free(sampler)


class _Parts:
    """The samplers that a Sampling stands for."""

    def __init__(self, wanted: Sampling, vocabulary: Vocabulary, context_tokens: int) -> None:
        self._wanted = wanted
        self._vocabulary = vocabulary
        self._context_tokens = context_tokens
        self._parts: list[Any] = []
        # llama.cpp takes the largest seed as a wish for a random one.
        seed = secrets.randbelow(MAX_SEED) if wanted.seed is None else wanted.seed
        self._seed = min(seed, MAX_SEED - 1)

    def add(self, part: Any) -> None:
        """Append a sampler, unless it is None."""
        if part is not None:
            self._parts.append(part)

    def bias(self) -> Any:
        """The pushes that were asked for and the tokens that the model never says, or None."""
        pushes = [(token, BAN) for token in self._vocabulary.suppressed()]
        for each in self._wanted.logit_bias:
            numbers = self._vocabulary.text_tokens(each.text) if each.text else []
            numbers += [] if each.token is None else [each.token]
            pushes += [(token, each.bias) for token in numbers]
        if not pushes:
            return None
        size = self._vocabulary.size
        for token, _ in pushes:
            if not 0 <= token < size:
                raise SamplingInvalid(name="a token number", value=token, low=0, high=size - 1)
        if len({token for token, bias in pushes if bias <= BAN}) >= size:
            raise SamplingInvalid(name="the number of banned tokens", value=size, low=0, high="all")
        native = (llama.llama_logit_bias * len(pushes))(
            *((token, float("-inf") if bias <= BAN else bias) for token, bias in pushes)
        )
        return llama.llama_sampler_init_logit_bias(size, len(pushes), native)

    @property
    def is_plain_greedy(self) -> bool:
        """Whether the highest logit wins: no penalty comes before the choice."""
        wanted = self._wanted
        no_penalties = (1.0, 0.0, 0.0, 0.0)
        return wanted.temperature <= 0 and no_penalties == (
            wanted.repeat_penalty,
            wanted.frequency_penalty,
            wanted.presence_penalty,
            wanted.dry_multiplier,
        )

    def steps(self) -> list[Any]:
        """What is in the list already, then every step that is on."""
        if self._wanted.mirostat and self._wanted.temperature > 0:
            self._mirostat()
            return self._parts
        self._penalties()
        self._dry()
        if self._wanted.temperature <= 0:
            self.add(llama.llama_sampler_init_greedy())
            return self._parts
        self._truncation()
        self._draw()
        return self._parts

    def _window(self, tokens: int) -> int:
        """How far to look back: never further than the context, for which room is reserved."""
        return self._context_tokens if tokens < 0 else min(tokens, self._context_tokens)

    def _penalties(self) -> None:
        wanted = self._wanted
        repeat, frequency = wanted.repeat_penalty, wanted.frequency_penalty
        presence = wanted.presence_penalty
        if (repeat, frequency, presence) != (1.0, 0.0, 0.0) and wanted.repeat_last_n:
            window = self._window(wanted.repeat_last_n)
            size = self._vocabulary.size
            self.add(llama.llama_sampler_init_penalties(size, window, repeat, frequency, presence))

    def _dry(self) -> None:
        wanted = self._wanted
        if wanted.dry_multiplier > 0 and wanted.dry_penalty_last_n:
            breakers = [
                each.replace("\0", "").encode("utf-8", "replace")
                for each in wanted.dry_sequence_breakers
            ]
            self.add(
                llama.llama_sampler_init_dry(
                    self._vocabulary.native,
                    wanted.dry_multiplier,
                    wanted.dry_base,
                    wanted.dry_allowed_length,
                    self._window(wanted.dry_penalty_last_n),
                    (ctypes.c_char_p * len(breakers))(*breakers),
                    len(breakers),
                )
            )

    def _truncation(self) -> None:
        wanted = self._wanted
        if wanted.top_n_sigma > 0:
            self.add(llama.llama_sampler_init_top_n_sigma(wanted.top_n_sigma))
        if 0 < wanted.top_k < self._vocabulary.size:
            self.add(llama.llama_sampler_init_top_k(wanted.top_k))
        if wanted.typical_p < 1:
            # It multiplies by the logarithm of every probability.
            self.add(llama.llama_sampler_init_min_p(_IMPOSSIBLE, _KEEP))
            self.add(llama.llama_sampler_init_typical(wanted.typical_p, _KEEP))
        if wanted.top_p < 1:
            self.add(llama.llama_sampler_init_top_p(wanted.top_p, _KEEP))
        if wanted.min_p > 0:
            self.add(llama.llama_sampler_init_min_p(wanted.min_p, _KEEP))
        if wanted.xtc_probability > 0:
            self.add(
                llama.llama_sampler_init_xtc(
                    wanted.xtc_probability, wanted.xtc_threshold, _KEEP, self._seed
                )
            )

    def _draw(self) -> None:
        wanted = self._wanted
        if wanted.dynatemp_range > 0:
            self.add(
                llama.llama_sampler_init_temp_ext(
                    wanted.temperature, wanted.dynatemp_range, wanted.dynatemp_exponent
                )
            )
        else:
            self.add(llama.llama_sampler_init_temp(wanted.temperature))
        self.add(llama.llama_sampler_init_dist(self._seed))

    def _mirostat(self) -> None:
        wanted = self._wanted
        self.add(llama.llama_sampler_init_temp(wanted.temperature))
        self.add(llama.llama_sampler_init_min_p(_IMPOSSIBLE, _KEEP))
        tau, eta = wanted.mirostat_tau, wanted.mirostat_eta
        if wanted.mirostat == 1:
            size = self._vocabulary.size
            self.add(
                llama.llama_sampler_init_mirostat(size, self._seed, tau, eta, _MIROSTAT_TOKENS)
            )
        else:
            self.add(llama.llama_sampler_init_mirostat_v2(self._seed, tau, eta))


def _chain(parts: list[Any]) -> Any:
    params = llama.llama_sampler_chain_default_params()
    params.no_perf = True
    chain = llama.llama_sampler_chain_init(params)
    for part in parts:
        llama.llama_sampler_chain_add(chain, part)
    return chain


def _check_logprobs(count: int) -> None:
    if not 0 <= count <= MAX_LOGPROBS:
        raise SamplingInvalid(name="logprobs", value=count, low=0, high=MAX_LOGPROBS)

"""The benchmark: loads the chosen model as a chat would, and measures one part after the other."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Final, TypeVar

from app import __version__
from app.config.machine import hardware
from app.domain.bench import (
    BenchReport,
    BenchSettings,
    BenchStep,
    BenchWishes,
    DecodeRate,
    ParallelRate,
    Part,
    PromptRate,
    Reuse,
    SnapshotFigures,
    SpeculationRates,
    Spread,
)
from app.domain.errors import ContextFull, EngineCrashed, MeasurementFailed, NoModel
from app.domain.models import InstalledModel, LoadedModel
from app.domain.protocols import Engine
from app.services.bench_measures import QUESTION_TOKENS, Measures, Quotation
from app.services.models import ModelService

LONG_SECONDS: Final = 60.0
"""A figure that took so long is not measured again, however often was wished for."""
_SPARE_TOKENS: Final = 64
"""Of the context, for what a template adds and where a length was guessed too low."""

Tell = Callable[[BenchStep], None]
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class _Extent:
    """How much is measured; all lengths in tokens. What the context does not hold is left out."""

    repeat: int
    prompts: tuple[int, ...]
    depths: tuple[int, ...]
    written: int
    sequences: tuple[int, ...]
    parallel_prompt: int
    parallel_written: int
    histories: tuple[int, int]
    snapshot: int
    quoted: int


_USUAL: Final = _Extent(
    repeat=3,
    prompts=(128, 512, 2048, 4096),
    depths=(0, 512, 2048, 4096),
    written=128,
    sequences=(1, 4, 16),
    parallel_prompt=64,
    parallel_written=64,
    histories=(200, 4000),
    snapshot=2000,
    quoted=128,
)
_QUICK: Final = _Extent(
    repeat=1,
    prompts=(128, 512),
    depths=(0, 512),
    written=32,
    sequences=(1, 4),
    parallel_prompt=32,
    parallel_written=32,
    histories=(200, 1000),
    snapshot=500,
    quoted=64,
)


class BenchService:
    """Measures the chosen model. One run at a time; closing the engine ends it with an AppError."""

    def __init__(self, models: ModelService, engine: Engine) -> None:
        self._models = models
        self._engine = engine

    def run(self, wishes: BenchWishes, tell: Tell) -> BenchReport:
        """Load and measure; blocks, often for minutes. `tell` hears of each step before it.

        Raises an AppError when the model cannot be loaded or an answer fails.
        """
        with self._models.in_use():  # it is not unloaded meanwhile
            return self._load_and_measure(wishes, tell)

    def _load_and_measure(self, wishes: BenchWishes, tell: Tell) -> BenchReport:
        tell(BenchStep(Part.LOAD))
        self._models.report()  # the start of the engine is not the loading of a model
        began = time.perf_counter()
        loaded = self._models.ensure_loaded()
        load_s = max(loaded.load_s, time.perf_counter() - began)
        try:
            return self._measure(wishes, loaded, load_s, tell)
        except EngineCrashed as error:
            raise MeasurementFailed(error.detail) from error

    def _measure(
        self, wishes: BenchWishes, loaded: LoadedModel, load_s: float, tell: Tell
    ) -> BenchReport:
        extent = _QUICK if wishes.quick else _USUAL
        repeat = wishes.repeat or extent.repeat
        parts, run = wishes.parts, _Run(Measures(self._engine), loaded.context, repeat, tell)
        if parts - {Part.LOAD}:
            run.measures.warm_up()
        # Answers at once come last: what they leave in memory would slow the others down.
        prompt = run.prompt(extent) if Part.PROMPT in parts else []
        decode = run.decode(extent) if Part.DECODE in parts else []
        reuse = run.reuse(extent) if Part.REUSE in parts else None
        snapshot = run.snapshot(extent) if Part.SNAPSHOT in parts else None
        speculation = run.speculation(extent) if Part.SPECULATION in parts else None
        parallel = run.parallel(extent) if Part.PARALLEL in parts else []
        return BenchReport(
            model=self._model().id,
            load_s=load_s,
            prompt=tuple(prompt),
            decode=tuple(decode),
            parallel=tuple(parallel),
            reuse=reuse,
            snapshot=snapshot,
            speculation=speculation,
            settings=self._settings(loaded, wishes.quick, repeat, run.widest_spread),
        )

    def _model(self) -> InstalledModel:
        model = self._models.state.model
        if model is None:
            raise NoModel
        return model

    def _settings(
        self, loaded: LoadedModel, quick: bool, repeat: int, spread: float
    ) -> BenchSettings:
        report, machine = self._models.report(), hardware()
        request = self._models.load_in_use
        if request is None:
            raise NoModel
        return BenchSettings(
            snug=__version__,
            binding=report.binding,
            build=report.build.strip(" |\n"),
            system=machine.system,
            processor=machine.processor,
            cores=machine.cores,
            memory_bytes=machine.memory_total,
            device=loaded.device,
            description=loaded.description,
            model_bytes=self._model().bytes,
            context=loaded.context,
            threads=request.threads,
            layers=loaded.layers,
            gpu_layers=loaded.gpu_layers,
            kv_type=loaded.kv_type.value,
            flash_attention=request.flash_attention.value,
            device_sampling=request.device_sampling,
            draft=request.draft.stem if request.draft is not None else "",
            quick=quick,
            repeat=repeat,
            spread=spread,
        )


class _Run:
    """Measures part by part, each figure several times."""

    def __init__(self, measures: Measures, context: int, repeat: int, tell: Tell) -> None:
        self.measures = measures
        self.widest_spread = 0.0
        self._room = context - _SPARE_TOKENS
        self._repeat = repeat
        self._tell = tell

    def prompt(self, extent: _Extent) -> list[PromptRate]:
        """Prompts of several lengths."""
        rates = []
        for size in extent.prompts:
            if size > self._room:
                break
            step = BenchStep(Part.PROMPT, size)
            found = self._repeated(step, partial(self.measures.read, size))
            tokens = found[0][0]
            rates.append(PromptRate(tokens, self._spread(rate for _, rate in found)))
        return rates

    def decode(self, extent: _Extent) -> list[DecodeRate]:
        """Answers behind prompts of several lengths."""
        rates, tokens = [], extent.written
        for size in extent.depths:
            if size + tokens > self._room:
                break
            step = BenchStep(Part.DECODE, size)
            found = self._repeated(step, partial(self.measures.write, size, tokens))
            depth = found[0][0]
            rates.append(DecodeRate(depth, tokens, self._spread(rate for _, rate in found)))
        return rates

    def parallel(self, extent: _Extent) -> list[ParallelRate]:
        """Several numbers of answers at once."""
        rates, prompt, tokens = [], extent.parallel_prompt, extent.parallel_written
        for count in extent.sequences:
            if count * (prompt + tokens) > self._room:
                break
            step = BenchStep(Part.PARALLEL, count)
            measure = partial(self.measures.write_together, count, prompt, tokens)
            found = self._repeated(step, measure)
            rates.append(ParallelRate(count, self._spread(found)))
        return rates

    def reuse(self, extent: _Extent) -> Reuse | None:
        """A short history and a long one, less long where the context is; None in a tiny one."""
        short, long = extent.histories
        long = min(long, self._room - 2 * QUESTION_TOKENS)
        if long < 2 * short:
            return None
        measure = self.measures.follow_up
        few = self._repeated(BenchStep(Part.REUSE, short), partial(measure, short))
        many = self._repeated(BenchStep(Part.REUSE, long), partial(measure, long))
        return Reuse(
            short_tokens=few[0].tokens,
            short_cached=few[0].cached,
            short_first_token_s=self._spread(each.first_token_s for each in few),
            long_tokens=many[0].tokens,
            long_cached=many[0].cached,
            long_first_token_s=self._spread(each.first_token_s for each in many),
        )

    def snapshot(self, extent: _Extent) -> SnapshotFigures | None:
        """A conversation out and in again; None when the engine remembers nothing of it."""
        size = min(extent.snapshot, self._room)
        step = BenchStep(Part.SNAPSHOT, size)
        every = self._repeated(step, partial(self.measures.snapshot, size))
        found = [times for times in every if times is not None]
        if not found:
            return None
        return SnapshotFigures(
            tokens=found[0].tokens,
            cached=min(each.cached for each in found),
            bytes=found[0].bytes,
            out_s=self._spread(each.out_s for each in found),
            in_s=self._spread(each.in_s for each in found),
            compute_s=self._spread(each.compute_s for each in found),
        )

    def speculation(self, extent: _Extent) -> SpeculationRates | None:
        """A quoting answer without and with guesses, in turns; None where it does not fit."""
        tokens = extent.quoted

        def both() -> tuple[Quotation, Quotation]:
            off = self.measures.quote(tokens, speculate=False)
            return off, self.measures.quote(tokens, speculate=True)

        try:
            found = self._repeated(BenchStep(Part.SPECULATION, tokens), both)
        except ContextFull:  # of a text that is as long as it is
            return None
        return SpeculationRates(
            tokens=tokens,
            quoted=found[0][0].quoted,
            guessed_tokens=sum(on.guessed_tokens for _, on in found),
            right_guesses=sum(on.right_guesses for _, on in found),
            off_tokens_per_s=self._spread(off.tokens_per_s for off, _ in found),
            on_tokens_per_s=self._spread(on.tokens_per_s for _, on in found),
        )

    def _repeated(self, step: BenchStep, measure: Callable[[], _T]) -> list[_T]:
        """What was measured, at least once."""
        self._tell(step)
        began = time.monotonic()
        found = [measure()]
        while len(found) < self._repeat and time.monotonic() - began < LONG_SECONDS:
            found.append(measure())
        return found

    def _spread(self, values: Iterable[float]) -> Spread:
        spread = Spread.of(values)
        self.widest_spread = max(self.widest_spread, spread.width)
        return spread

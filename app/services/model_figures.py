"""What a model is like here: its size, its speed, and how surprised it is by a text."""

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

from app.catalog.gguf import read_header
from app.domain.bench import BenchReport, BenchStep, BenchWishes, Part
from app.domain.errors import EngineCrashed, MeasurementFailed, NoModel, TextUnreadable
from app.domain.protocols import Engine
from app.domain.workshop import PERPLEXITY_CONTEXT, ModelFigures, Perplexity
from app.services.bench import BenchService
from app.services.models import ModelService
from app.services.workshop import MakeWorkshop, OnProgress

MAX_TEXT_BYTES: Final = 8 << 20
_WISHES: Final = BenchWishes(frozenset({Part.PROMPT, Part.DECODE}), quick=True)


class FigureService:
    """Measures models one after the other. Calls block, and raise the AppErrors of what fails."""

    def __init__(
        self,
        models: ModelService,
        engine: Engine,
        bench: BenchService,
        make_workshop: MakeWorkshop,
        usual_text: Path,
    ) -> None:
        self._models = models
        self._engine = engine
        self._bench = bench
        self._make_workshop = make_workshop
        self._usual_text = usual_text

    def text(self, path: Path | None) -> str:
        """The text of a file, or that which came with Snug. Raises TextUnreadable."""
        return read_text(path or self._usual_text)

    def figures(
        self,
        name_or_path: str,
        text: str,
        tell: Callable[[BenchStep], None],
        on_read: OnProgress,
        cancel: threading.Event,
    ) -> ModelFigures:
        """Load a model, measure its speed, then have the text read in a process of its own.

        `tell` hears of the steps of the benchmark, `on_read` of windows of the text. Raises a
        ModelError for what is no chat model, TextTooShort, and MeasurementCancelled while it reads
        after `cancel`.
        """
        model = self._models.choose(name_or_path)
        header = read_header(model.path)
        report = self._bench.run(_WISHES, tell)
        memory = self._engine.memory_held()
        return ModelFigures(
            model=model,
            quantization=header.quantization,
            parameters=header.parameters,
            vocabulary=header.vocabulary,
            perplexity=self._perplexity(text, on_read, cancel),
            prompt_rate=_best_prompt(report),
            decode_rate=report.decode[0].tokens_per_s.median if report.decode else 0.0,
            memory_bytes=memory,
        )

    def _perplexity(self, text: str, on_read: OnProgress, cancel: threading.Event) -> Perplexity:
        request = self._models.load_in_use
        if request is None:
            raise NoModel
        # The same weights, in the memory that the chat engine gives back.
        self._models.forget()
        request = replace(request, context=PERPLEXITY_CONTEXT)
        try:
            with self._make_workshop(None) as workshop:
                return workshop.perplexity(request, text, on_read, cancel)
        except EngineCrashed as error:
            raise MeasurementFailed(error.detail) from error


def _best_prompt(report: BenchReport) -> float:
    return max((each.tokens_per_s.median for each in report.prompt), default=0.0)


def read_text(path: Path) -> str:
    """A text file in UTF-8. Raises TextUnreadable."""
    try:
        with path.expanduser().open("rb") as file:
            data = file.read(MAX_TEXT_BYTES + 1)
    except (OSError, ValueError) as error:
        problem = getattr(error, "strerror", None) or str(error)
        raise TextUnreadable(str(error), name=path.name, problem=problem) from error
    if len(data) > MAX_TEXT_BYTES:
        problem = f"it has more than {MAX_TEXT_BYTES >> 20} MB"
        raise TextUnreadable(name=path.name, problem=problem)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TextUnreadable(str(error), name=path.name, problem="it is not UTF-8") from error

"""From a request to an answer that is ready to begin: its prompt, adapters, sampler and guesses."""

from collections.abc import Iterable

from app.domain.errors import ContextFull, EngineError, ToolsUnsupported
from app.domain.generation import check_tool_use
from app.engine.commands import Generate
from app.engine.host.adapters import AdapterSet
from app.engine.host.answer import Answer, Send
from app.engine.host.chat_template import TemplateRefused, ToolsRefused
from app.engine.host.draft import Draft
from app.engine.host.model import Model
from app.engine.host.pace import Pace
from app.engine.host.sampler import SamplerRefused
from app.engine.host.speculation import Speculation
from app.engine.host.vocabulary import Segment


class Intake:
    """Makes answers for one model."""

    def __init__(self, model: Model, draft: Draft | None, pace: Pace, send: Send) -> None:
        self._model = model
        self._draft = draft
        self._pace = pace
        self._send = send

    def answer(self, wanted: Generate, in_use: Iterable[AdapterSet]) -> Answer:
        """An answer that is ready to begin, beside those with the adapters `in_use`.

        Raises an AppError for a request that cannot be answered.
        """
        segments = self._segments(wanted)
        prompt = self._prompt(wanted, segments)
        room = self._model.context_tokens
        if not prompt or len(prompt) >= room:
            raise ContextFull(needed=f"{len(prompt):,}", available=f"{room:,}")
        adapters = self._model.adapters.ready(wanted.adapters, in_use)
        spans = self._model.template.spans(wanted, segments)
        guesses = self._speculation(wanted, prompt)
        try:
            return Answer(wanted, prompt, self._model, self._send, guesses, spans, adapters)
        except SamplerRefused as refusal:
            raise refusal.error from refusal

    def count(self, wanted: Generate) -> int:
        """How many tokens the prompt of an answer has; raises an AppError as `answer` does."""
        return len(self._prompt(wanted, self._segments(wanted)))

    def _prompt(self, wanted: Generate, segments: list[Segment]) -> list[int]:
        vocabulary = self._model.vocabulary
        return vocabulary.encode(segments) + vocabulary.text_tokens(wanted.begun)

    def _segments(self, wanted: Generate) -> list[Segment]:
        check_tool_use(wanted.messages, wanted.tools)
        template = self._model.template
        try:
            segments = template.segments(wanted.messages, wanted.tools, wanted.thinks)
            is_in_text = bool(wanted.begun or wanted.judged)
            return template.up_to_text(segments) if is_in_text else segments
        except ToolsRefused as error:
            raise ToolsUnsupported(str(error)) from error
        except TemplateRefused as error:
            raise EngineError(str(error)) from error

    def _speculation(self, wanted: Generate, prompt: list[int]) -> Speculation | None:
        if wanted.judged or not wanted.speculate or not self._model.can_go_back:
            return None
        return Speculation(prompt, self._pace, self._draft)

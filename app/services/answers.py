"""The answers under way: what a model writes is heard, kept every second, and ended once."""

import contextlib
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from app.domain.conversations import Message
from app.domain.errors import (
    AppError,
    AttachmentsTooLong,
    ContextFull,
    EngineCrashed,
    EngineError,
)
from app.domain.events import (
    AnswerCalled,
    AnswerEnded,
    AnswerGrew,
    AnswerProgress,
    AnswerSearches,
    AnswerThought,
    ContextCut,
)
from app.domain.generation import (
    Delta,
    Failed,
    Finished,
    FinishReason,
    GenerationEvent,
    PromptProgress,
    Request,
    Role,
    Thought,
    Timing,
    Usage,
)
from app.domain.ids import ConversationId, MessageId
from app.domain.protocols import ConversationStore, Engine
from app.domain.retrieval import Grounding, SearchFilter
from app.domain.tools import ToolCall
from app.index.mark_filter import without_marks
from app.services.answer import Answer
from app.services.answer_requests import AnswerRequests, hinted
from app.services.checkpoints import Checkpoints
from app.services.desk import Desk
from app.services.event_bus import EventBus
from app.services.jobs import JobRunner
from app.services.models import ModelService

if TYPE_CHECKING:
    from app.services.asking import AskService


class Answers:
    """Has answers written, one at a time in a conversation, or several that are compared.

    Safe to use from several threads.
    """

    def __init__(
        self,
        store: ConversationStore,
        models: ModelService,
        engine: Engine,
        jobs: JobRunner,
        requests: AnswerRequests,
        bus: EventBus,
    ) -> None:
        self._store = store
        self._desk = Desk(models, engine)
        self._jobs = jobs
        self._requests = requests
        self._bus = bus
        self._lock = threading.RLock()
        self._under_way: dict[MessageId, Answer] = {}
        # Held while an answer is written to the store: its last state is never overtaken.
        self._keeping = threading.RLock()
        self._idle = threading.Event()
        self._idle.set()
        self._checkpoints = Checkpoints(self.keep_all)
        self.asking: Callable[[], AskService] | None = None
        """What answers from documents; made when it is first needed."""

    def claim(self, answer: Answer) -> bool:
        """Take the place of the conversation's answer; False while another one is under way.

        Those that are compared share the place.
        """
        with self._lock:
            beside = self._all_under_way(answer.conversation_id)
            if beside and not all(each.wanted.is_compared for each in (answer, *beside)):
                return False
            self._under_way[answer.message.id] = answer
            self._idle.clear()
            return True

    def start(self, answer: Answer) -> None:
        """Have an answer written whose place is claimed and whose message is kept."""
        self._checkpoints.begin()
        self._jobs.start(lambda: self._answer_or_fail(answer))

    def abandon(self, answer: Answer) -> None:
        """Give the place of an answer back that was never begun."""
        self._withdraw(answer)
        self._settle()

    def under_way(self, conversation_id: ConversationId) -> Answer | None:
        """The answer that is being written there, the last of several; or None."""
        found = self.all_under_way(conversation_id)
        return found[-1] if found else None

    def all_under_way(self, conversation_id: ConversationId) -> tuple[Answer, ...]:
        """The answers that are being written there, in the order in which they were begun."""
        with self._lock:
            return self._all_under_way(conversation_id)

    def _all_under_way(self, conversation_id: ConversationId) -> tuple[Answer, ...]:
        under_way = self._under_way.values()
        return tuple(each for each in under_way if each.conversation_id == conversation_id)

    def stop(self, conversation_id: ConversationId) -> None:
        """End what is under way there; what it wrote stays."""
        for answer in self.all_under_way(conversation_id):
            self.stop_one(answer.message.id)

    def stop_soon(self, conversation_id: ConversationId) -> None:
        """The same without waiting for an engine or a disk; nothing more is asked of a model.

        On a thread of its own: those of the jobs may all be waiting for a model.
        """
        answers = self.all_under_way(conversation_id)
        for answer in answers:
            answer.cancelled.set()

        def stop() -> None:
            for answer in answers:
                self.stop_one(answer.message.id)

        if answers:
            threading.Thread(target=stop, name="stop", daemon=True).start()

    def stop_one(self, message_id: MessageId) -> None:
        """End one answer, if it is under way; what it wrote stays."""
        with self._lock:
            answer = self._under_way.get(message_id)
            if answer is None:
                return
            answer.cancelled.set()
            generation = answer.generation
        if generation is not None:
            generation.cancel()
        else:  # the model is still loading: the answer ends, the load goes on
            self._end(answer, FinishReason.CANCELLED)

    def stop_all(self) -> None:
        """End every answer under way."""
        with self._lock:
            answers = tuple(self._under_way)
        for message_id in answers:
            self.stop_one(message_id)

    @contextlib.contextmanager
    def holding(self) -> Iterator[None]:
        """Nothing of an answer is written to the store inside."""
        with self._keeping:
            yield

    def wait_idle(self, seconds: float) -> bool:
        """Wait until no answer is under way; False when one still is after so many seconds."""
        return self._idle.wait(seconds)

    def keep_all(self) -> bool:
        """Keep what was written of every answer so far; False when none is under way."""
        with self._lock:
            under_way = tuple(self._under_way.values())
        for answer in under_way:
            with self._keeping:
                self._keep_so_far(answer)
        return bool(under_way)

    def close(self) -> None:
        """Stop what runs; nothing is kept on the way any more."""
        self.stop_all()
        self._checkpoints.close()

    # --- on a thread of the jobs -------------------------------------------------------------

    def _answer_or_fail(self, answer: Answer) -> None:
        """Whatever happens, the answer ends."""
        try:
            self._answer(answer)
        except AppError as error:
            self._end(answer, FinishReason.FAILED, error=error)
        except Exception as error:
            self._end(answer, FinishReason.FAILED, error=EngineError(type(error).__name__))
            raise

    def _answer(self, answer: Answer) -> None:
        if answer.cancelled.is_set():
            return
        if answer.wanted.about is not None:
            self._answer_from_documents(answer, answer.wanted.about)
            return
        with self._desk_of(answer).models.in_use():
            self._load(answer)
            request = self._requests.request(answer)
            if answer.cut.left_out:
                message_id = answer.message.id
                self._bus.publish(ContextCut(answer.conversation_id, message_id, answer.cut))
            self._generate(answer, request)

    def _desk_of(self, answer: Answer) -> Desk:
        return answer.wanted.desk or self._desk

    def _answer_from_documents(self, answer: Answer, about: SearchFilter) -> None:
        """Look in the documents, then let the model write, or answer without it."""
        if self.asking is None:
            raise EngineError("nothing answers from documents here")
        self._bus.publish(AnswerSearches(answer.conversation_id, answer.message.id))
        messages = self._store.branch(answer.conversation_id, answer.message.id)
        asked, answered = questions_and_answers(messages)
        prepared = self.asking().prepare(
            asked[-1], about, asked[:-1], answers=answered[:-1], cancel=answer.cancelled
        )
        if answer.cancelled.is_set():
            return
        answer.prepared = prepared
        if prepared.request is None:
            self._conclude(answer, FinishReason.STOP, Usage(), Timing())
            return
        with self._desk_of(answer).models.in_use():
            self._load(answer)
            request = replace(
                prepared.request,
                messages=hinted(prepared.request.messages, answer.wanted.hint),
                conversation=answer.conversation_id,
                adapters=answer.adapters,
            )
            self._generate(answer, request)

    def _conclude(self, answer: Answer, reason: FinishReason, usage: Usage, timing: Timing) -> None:
        """Check what was written against the documents; whatever happens, the answer ends."""
        if self.asking is None or answer.prepared is None:
            raise RuntimeError("nothing was prepared")
        try:
            answered = self.asking().conclude(
                answer.prepared, "".join(answer.raw), reason, usage, timing
            )
        except AppError as error:
            self._end(answer, FinishReason.FAILED, usage, timing, error)
            return
        except Exception as error:
            self._end(answer, FinishReason.FAILED, error=EngineError(type(error).__name__))
            raise
        with self._lock:
            answer.parts = [answered.text]
        self._end(answer, answered.finish, usage, timing, grounding=answered.grounding)

    def _load(self, answer: Answer) -> None:
        desk = self._desk_of(answer)
        was_loaded = desk.engine.loaded()
        loaded = desk.models.ensure_loaded()
        answer.load_s = 0.0 if was_loaded is loaded else loaded.load_s
        model = desk.models.state.model
        if answer.wanted.model and model is not None:
            with contextlib.suppress(AppError):  # it holds until the end of this run
                desk.models.remember(model)

    def _generate(self, answer: Answer, request: Request) -> None:
        if answer.cancelled.is_set():
            return
        # Not under the lock: the engine may take its time, and stopping must not.
        generation = self._desk_of(answer).engine.generate(
            request, lambda event: self._hear(answer, event)
        )
        with self._lock:
            answer.generation = generation
        if answer.cancelled.is_set():
            generation.cancel()

    # --- on the engine's thread --------------------------------------------------------------

    def _hear(self, answer: Answer, event: GenerationEvent) -> None:
        message_id = answer.message.id
        match event:
            case PromptProgress(done, total):
                self._bus.publish(AnswerProgress(answer.conversation_id, message_id, done, total))
            case Delta(text) if answer.prepared is not None:
                answer.raw.append(text)
                if shown := answer.marks.feed(text):
                    self._grow(answer, shown)
            case Delta(text):
                self._grow(answer, text)
            case Thought(text):
                self._think(answer, text)
            case ToolCall() if answer.wanted.tools:
                with self._lock:
                    answer.calls.append(event)
                self._bus.publish(AnswerCalled(answer.conversation_id, message_id, event))
            case ToolCall():  # nobody offered anything: it is something the model said
                self._grow(answer, call_text(event))
            case Finished(reason, usage, timing):
                timing = replace(timing, load_s=answer.load_s)
                if answer.prepared is None:
                    self._end(answer, reason, usage, timing)
                else:  # not here: the engine's thread must not wait for the check
                    self._jobs.start(lambda: self._conclude(answer, reason, usage, timing))
            case Failed(error):
                self._end(answer, FinishReason.FAILED, error=error)

    def _grow(self, answer: Answer, text: str) -> None:
        with self._lock:
            answer.parts.append(text)
            answer.length += len(text)
            length = answer.length
        message_id = answer.message.id
        self._bus.publish(AnswerGrew(answer.conversation_id, message_id, text, length))

    def _think(self, answer: Answer, text: str) -> None:
        with self._lock:
            answer.thoughts.append(text)
            answer.thoughts_length += len(text)
            length = answer.thoughts_length
        message_id = answer.message.id
        self._bus.publish(AnswerThought(answer.conversation_id, message_id, text, length))

    # --- the end -----------------------------------------------------------------------------

    def _end(
        self,
        answer: Answer,
        reason: FinishReason,
        usage: Usage | None = None,
        timing: Timing | None = None,
        error: AppError | None = None,
        grounding: Grounding | None = None,
    ) -> None:
        with self._keeping:
            if self._withdraw(answer):
                message = _ended(answer, reason, usage, timing, error)
                self._keep_end(answer.conversation_id, message, grounding)

    def _withdraw(self, answer: Answer) -> bool:
        """The answer is under way no more; False when it was not."""
        with self._lock:
            if self._under_way.get(answer.message.id) is not answer:
                return False
            del self._under_way[answer.message.id]
            return True

    def _keep_end(
        self, conversation_id: ConversationId, message: Message, grounding: Grounding | None
    ) -> None:
        try:
            self._store.replace(conversation_id, message)
            if grounding is not None:
                self._store.put_grounding(conversation_id, message.id, grounding)
        except AppError as not_kept:  # it stays in the window, with the reason
            message = replace(message, error=message.error or not_kept)
        self._bus.publish(AnswerEnded(conversation_id, message, grounding))
        self._settle()

    def _settle(self) -> None:
        with self._lock:
            if not self._under_way:
                self._idle.set()

    def _keep_so_far(self, answer: Answer) -> None:
        with self._lock:
            is_under_way = self._under_way.get(answer.message.id) is answer
            length = answer.length + answer.thoughts_length
            written = answer.so_far()
        if is_under_way and length > answer.kept:
            try:
                self._store.replace(answer.conversation_id, written)
            except AppError:  # said at the end, if it still holds then
                return
            answer.kept = length


def _ended(
    answer: Answer,
    reason: FinishReason,
    usage: Usage | None,
    timing: Timing | None,
    error: AppError | None,
) -> Message:
    """The message of an answer that ended, as it is kept."""
    if answer.cancelled.is_set() and isinstance(error, EngineCrashed):
        # An engine that did not stop when asked was ended: the user got what was asked for.
        reason, error = FinishReason.CANCELLED, None
    if answer.has_attachments and isinstance(error, ContextFull):
        error = AttachmentsTooLong(error.detail, **error.values)
    written = answer.so_far()
    return replace(
        written,
        text=written.text.strip("\n"),
        thoughts=written.thoughts.strip("\n"),
        finish=reason,
        usage=written.usage.and_then(usage or Usage()),
        timing=replace(
            timing or Timing(),
            thinking_s=written.timing.thinking_s + (timing.thinking_s if timing else 0.0),
        ),
        error=error,
    )


def questions_and_answers(messages: Sequence[Message]) -> tuple[list[str], list[str]]:
    """What was asked along a branch, and what was answered to each, without marks of sources."""
    asked: list[str] = []
    answered: list[str] = []
    for message in messages:
        if message.role is Role.USER:
            asked.append(message.text)
            answered.append("")
        elif message.role is Role.ASSISTANT and answered:
            answered[-1] = without_marks(message.text)
    return asked, answered


def call_text(call: ToolCall) -> str:
    """A call as something to read, in Markdown."""
    return f'\n\n```json\n{{"name": "{call.name}", "arguments": {call.arguments_json}}}\n```\n\n'

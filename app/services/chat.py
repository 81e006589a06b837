"""Conversations: what is said is kept first, then the model answers, and what it wrote is kept."""

import contextlib
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from app.config import settings as options
from app.config.settings import Settings
from app.domain.adapters import Adapter
from app.domain.attachments import AttachmentKind, Files, NewAttachment, files_of
from app.domain.conversations import Conversation, Message
from app.domain.errors import (
    AppError,
    AttachmentsTooLong,
    ContextFull,
    ConversationGone,
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
    ConversationAdded,
    ConversationChanged,
    ConversationRemoved,
    MessageAppended,
)
from app.domain.generation import (
    PRESETS,
    AnswerFormat,
    Delta,
    Failed,
    Finished,
    FinishReason,
    GenerationEvent,
    PromptProgress,
    Request,
    Role,
    Sampling,
    Thought,
    Timing,
    Usage,
)
from app.domain.ids import ConversationId, MessageId, new_conversation_id, new_message_id
from app.domain.protocols import ConversationStore, Engine, Generation
from app.domain.retrieval import Grounding, SearchFilter
from app.domain.tools import Tool, ToolCall
from app.index.mark_filter import MarkFilter, without_marks
from app.services.attachments import check
from app.services.checkpoints import Checkpoints
from app.services.event_bus import EventBus
from app.services.jobs import JobRunner
from app.services.models import ModelService
from app.services.prompts import prompt_messages

if TYPE_CHECKING:
    from app.services.asking import AskService, Prepared

TITLE_CHARACTERS: Final = 48
_PAST_MAX: Final = "…"
_THINKS: Final = {"auto": None, "on": True, "off": False}


@dataclass(frozen=True, slots=True)
class _Begun:
    """A conversation that nothing was said in yet."""

    conversation: Conversation
    system: str

    def first(self) -> list[Message]:
        """What stands before the first message."""
        return [Message(new_message_id(), Role.SYSTEM, self.system)] if self.system else []


@dataclass(slots=True)
class _Answer:
    """An answer under way. `generation` is None while the model loads."""

    conversation_id: ConversationId
    message: Message
    format: AnswerFormat
    tools: tuple[Tool, ...] = ()
    adapters: tuple[Adapter, ...] = ()
    generation: Generation | None = None
    has_attachments: bool = False
    """Whether anything of what the model is given was attached."""
    cancelled: threading.Event = field(default_factory=threading.Event)
    load_s: float = 0.0
    length: int = 0
    parts: list[str] = field(default_factory=list)
    thoughts: list[str] = field(default_factory=list)
    thoughts_length: int = 0
    kept: int = 0
    """Characters of text and thoughts that the store has."""
    calls: list[ToolCall] = field(default_factory=list)
    about: SearchFilter | None = None
    """The documents that it is to be answered from."""
    prepared: "Prepared | None" = None
    """What was found in them, once it was."""
    raw: list[str] = field(default_factory=list)
    """What the model writes about them, with the numbers of its sources."""
    marks: MarkFilter = field(default_factory=MarkFilter)

    def so_far(self) -> Message:
        """The message with what was written of it."""
        text, thoughts = "".join(self.parts), "".join(self.thoughts)
        return replace(self.message, text=text, thoughts=thoughts, calls=tuple(self.calls))


class ChatService:
    """Sends messages and stops answers. Safe to use from several threads."""

    def __init__(
        self,
        store: ConversationStore,
        models: ModelService,
        engine: Engine,
        jobs: JobRunner,
        settings: Settings,
        bus: EventBus,
    ) -> None:
        self._store = store
        self._models = models
        self._engine = engine
        self._jobs = jobs
        self._settings = settings
        self._bus = bus
        self._lock = threading.RLock()
        self._begun: dict[ConversationId, _Begun] = {}
        self._answers: dict[ConversationId, _Answer] = {}
        self._adapters: dict[ConversationId, tuple[Adapter, ...]] = {}
        # Held while an answer is written to the store: its last state is never overtaken.
        self._keeping = threading.RLock()
        self._idle = threading.Event()
        self._idle.set()
        self._checkpoints = Checkpoints(self._keep_answers)
        self.asking: Callable[[], AskService] | None = None
        """What answers from documents; made when it is first needed."""

    def conversations(self) -> list[Conversation]:
        """All conversations, the last changed first."""
        return self._store.conversations()

    def messages(self, conversation_id: ConversationId) -> list[Message]:
        """The messages of a conversation; an answer under way with its text so far."""
        with self._lock:
            answer = self._answers.get(conversation_id)
            live = answer.so_far() if answer else None
        messages = self._store.messages(conversation_id)
        return [live if live and each.id == live.id else each for each in messages]

    def grounding(self, message_id: MessageId) -> Grounding | None:
        """What an answer from documents rests on; None for any other message."""
        return self._store.documents.grounding(message_id)

    def is_answering(self, conversation_id: ConversationId) -> bool:
        """Whether an answer is under way there."""
        with self._lock:
            return conversation_id in self._answers

    def begin(
        self, text: str, system: str = "", attachments: Sequence[NewAttachment] = ()
    ) -> ConversationId:
        """Make a conversation titled after its first message, and kept together with it.

        Until that is sent, nothing of it is kept. Without `system` the instructions are those of
        the settings.
        """
        conversation = Conversation(new_conversation_id(), title_of(text, attachments))
        system = system or self._settings.get(options.SYSTEM_PROMPT)
        with self._lock:
            self._begun[conversation.id] = _Begun(conversation, system)
        return conversation.id

    def send(
        self,
        conversation_id: ConversationId,
        text: str,
        sampling: Sampling | None = None,
        answer_format: AnswerFormat | None = None,
        *,
        adapters: tuple[Adapter, ...] | None = None,
        tools: tuple[Tool, ...] = (),
        attachments: Sequence[NewAttachment] = (),
        about: SearchFilter | None = None,
        forgets_draft: bool = True,
    ) -> MessageId | None:
        """Keep a message, then have it answered; returns at once with the answer's id.

        None while an answer is under way there: the message is not taken. `adapters` hold for
        the conversation until others are given; without them, those given last do. What the answer
        calls of `tools` is told and kept, nothing more. What is attached is given to the model
        before the text. With `about` the answer comes from those documents, with its sources
        checked; of the conversation only the questions count then. `forgets_draft` when the message
        is what was typed there. Raises an AppError when the message cannot be kept,
        ConversationGone when its conversation was deleted, an AttachmentRefused when too much is
        attached; then nothing is asked.
        """
        check(attachments)
        answer = Message(new_message_id(), Role.ASSISTANT, "", model=self._model_name())
        running = _Answer(conversation_id, answer, answer_format or AnswerFormat(), tools)
        running.about = about
        with self._lock:
            if conversation_id in self._answers:
                return None
            self._answers[conversation_id] = running
            self._idle.clear()
            if adapters is not None:
                self._adapters[conversation_id] = adapters
            running.adapters = self._adapters.get(conversation_id, ())
            begun = self._begun.pop(conversation_id, None)
        beside = tuple(each.attachment for each in attachments)
        question = Message(new_message_id(), Role.USER, text, attachments=beside)
        try:
            self._keep_turn(
                conversation_id, begun, [question, answer], files_of(attachments), forgets_draft
            )
        except AppError:
            self._withdraw(running)
            self._settle()
            raise
        self._checkpoints.begin()
        wanted = sampling or self.sampling()
        self._jobs.start(lambda: self._answer_or_fail(running, wanted))
        return answer.id

    def stop(self, conversation_id: ConversationId) -> None:
        """End the answer under way; what it wrote stays."""
        with self._lock:
            answer = self._answers.get(conversation_id)
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
            conversations = tuple(self._answers)
        for conversation_id in conversations:
            self.stop(conversation_id)

    @contextlib.contextmanager
    def holding(self) -> Iterator[None]:
        """Nothing of an answer is written to the store inside."""
        with self._keeping:
            yield

    def wait_idle(self, seconds: float) -> bool:
        """Wait until no answer is under way; False when one still is after so many seconds."""
        return self._idle.wait(seconds)

    def close(self) -> None:
        """Stop what runs; nothing is kept on the way any more."""
        self.stop_all()
        self._checkpoints.close()

    def delete(self, conversation_id: ConversationId) -> None:
        """Remove a conversation; an answer under way there ends."""
        self.stop(conversation_id)
        with self._lock:
            self._adapters.pop(conversation_id, None)
        self._store.remove(conversation_id)
        self._bus.publish(ConversationRemoved(conversation_id))

    def sampling(self) -> Sampling:
        """What the settings say; where they say nothing, the preset or what suits the model."""
        model = self._models.state.model
        usual = (model.entry.sampling if model and model.entry else None) or Sampling()
        usual = PRESETS.get(self._settings.get(options.PRESET), usual)
        chosen = {
            name: self._settings.chosen(setting) for name, setting in options.SAMPLING.items()
        }
        return replace(usual, **{key: value for key, value in chosen.items() if value is not None})

    # --- an answer ---------------------------------------------------------------------------

    def _answer_or_fail(self, running: _Answer, sampling: Sampling) -> None:
        """Whatever happens, the answer ends."""
        try:
            self._answer(running, sampling)
        except AppError as error:
            self._end(running, FinishReason.FAILED, error=error)
        except Exception as error:
            self._end(running, FinishReason.FAILED, error=EngineError(type(error).__name__))
            raise

    def _answer(self, running: _Answer, sampling: Sampling) -> None:
        if running.cancelled.is_set():
            return
        if running.about is not None:
            self._answer_from_documents(running, running.about)
            return
        with self._models.in_use():
            self._load(running)
            self._begin_generation(running, self._request(running, sampling))

    def _answer_from_documents(self, running: _Answer, about: SearchFilter) -> None:
        """Look in the documents, then let the model write, or answer without it."""
        if self.asking is None:
            raise EngineError("nothing answers from documents here")
        self._bus.publish(AnswerSearches(running.conversation_id, running.message.id))
        messages = self._store.messages(running.conversation_id)
        asked = [each.text for each in messages if each.role is Role.USER]
        prepared = self.asking().prepare(asked[-1], about, asked[:-1])
        if running.cancelled.is_set():
            return
        running.prepared = prepared
        if prepared.request is None:
            self._conclude(running, FinishReason.STOP, Usage(), Timing())
            return
        with self._models.in_use():
            self._load(running)
            request = replace(
                prepared.request, conversation=running.conversation_id, adapters=running.adapters
            )
            self._begin_generation(running, request)

    def _conclude(
        self, running: _Answer, reason: FinishReason, usage: Usage, timing: Timing
    ) -> None:
        """Check what was written against the documents; whatever happens, the answer ends."""
        if self.asking is None or running.prepared is None:
            raise RuntimeError("nothing was prepared")
        try:
            answered = self.asking().conclude(
                running.prepared, "".join(running.raw), reason, usage, timing
            )
        except AppError as error:
            self._end(running, FinishReason.FAILED, usage, timing, error)
            return
        except Exception as error:
            self._end(running, FinishReason.FAILED, error=EngineError(type(error).__name__))
            raise
        with self._lock:
            running.parts = [answered.text]
        self._end(running, reason, usage, timing, grounding=answered.grounding)

    def _load(self, running: _Answer) -> None:
        was_loaded = self._engine.loaded()
        loaded = self._models.ensure_loaded()
        running.load_s = 0.0 if was_loaded is loaded else loaded.load_s

    def _request(self, running: _Answer, sampling: Sampling) -> Request:
        earlier = self._store.messages(running.conversation_id)
        running.has_attachments = any(each.attachments for each in earlier)
        return Request(
            messages=prompt_messages([self._without_marks(each) for each in earlier]),
            sampling=sampling,
            max_tokens=self._settings.get(options.MAX_TOKENS) or None,
            conversation=running.conversation_id,
            # Whoever names a seed wants the same text again, to the last near tie.
            speculate=self._settings.get(options.SPECULATE) and sampling.seed is None,
            grammar=running.format.grammar,
            json_schema=running.format.json_schema,
            adapters=running.adapters,
            tools=running.tools,
            thinks=_THINKS[self._settings.get(options.THINKING)],
        )

    def _without_marks(self, message: Message) -> Message:
        """An answer from documents as it was written: a model would imitate the numbers."""
        if message.role is not Role.ASSISTANT or "[" not in message.text:
            return message
        if self.grounding(message.id) is None:
            return message
        return replace(message, text=without_marks(message.text))

    def _begin_generation(self, running: _Answer, request: Request) -> None:
        if running.cancelled.is_set():
            return
        # Not under the lock: the engine may take its time, and stopping must not.
        generation = self._engine.generate(request, lambda event: self._hear(running, event))
        with self._lock:
            running.generation = generation
        if running.cancelled.is_set():
            generation.cancel()

    def _hear(self, running: _Answer, event: GenerationEvent) -> None:
        """An event of the engine, on its thread."""
        message_id = running.message.id
        match event:
            case PromptProgress(done, total):
                self._bus.publish(AnswerProgress(running.conversation_id, message_id, done, total))
            case Delta(text) if running.prepared is not None:
                running.raw.append(text)
                if shown := running.marks.feed(text):
                    self._grow(running, shown)
            case Delta(text):
                self._grow(running, text)
            case Thought(text):
                self._think(running, text)
            case ToolCall() if running.tools:
                with self._lock:
                    running.calls.append(event)
                self._bus.publish(AnswerCalled(running.conversation_id, message_id, event))
            case ToolCall():  # nobody offered anything: it is something the model said
                self._grow(running, call_text(event))
            case Finished(reason, usage, timing):
                timing = replace(timing, load_s=running.load_s)
                if running.prepared is None:
                    self._end(running, reason, usage, timing)
                else:  # not here: the engine's thread must not wait for the check
                    self._jobs.start(lambda: self._conclude(running, reason, usage, timing))
            case Failed(error):
                self._end(running, FinishReason.FAILED, error=error)

    def _grow(self, running: _Answer, text: str) -> None:
        with self._lock:
            running.parts.append(text)
            running.length += len(text)
            length = running.length
        message_id = running.message.id
        self._bus.publish(AnswerGrew(running.conversation_id, message_id, text, length))

    def _think(self, running: _Answer, text: str) -> None:
        with self._lock:
            running.thoughts.append(text)
            running.thoughts_length += len(text)
            length = running.thoughts_length
        message_id = running.message.id
        self._bus.publish(AnswerThought(running.conversation_id, message_id, text, length))

    def _end(
        self,
        running: _Answer,
        reason: FinishReason,
        usage: Usage | None = None,
        timing: Timing | None = None,
        error: AppError | None = None,
        grounding: Grounding | None = None,
    ) -> None:
        with self._keeping:
            if self._withdraw(running):
                self._keep_end(running, reason, usage, timing, error, grounding)

    def _withdraw(self, running: _Answer) -> bool:
        """The answer is under way no more; False when it was not."""
        with self._lock:
            if self._answers.get(running.conversation_id) is not running:
                return False
            del self._answers[running.conversation_id]
            return True

    def _keep_end(
        self,
        running: _Answer,
        reason: FinishReason,
        usage: Usage | None,
        timing: Timing | None,
        error: AppError | None,
        grounding: Grounding | None,
    ) -> None:
        if running.cancelled.is_set() and isinstance(error, EngineCrashed):
            # An engine that did not stop when asked was ended: the user got what was asked for.
            reason, error = FinishReason.CANCELLED, None
        if running.has_attachments and isinstance(error, ContextFull):
            error = AttachmentsTooLong(error.detail, **error.values)
        written = running.so_far()
        message = replace(
            written,
            text=written.text.strip("\n"),
            thoughts=written.thoughts.strip("\n"),
            finish=reason,
            usage=usage or Usage(),
            timing=timing or Timing(),
            error=error,
        )
        try:
            self._store.replace(running.conversation_id, message)
            if grounding is not None:
                self._store.documents.put_grounding(message.id, grounding)
        except AppError as not_kept:  # it stays in the window, with the reason
            message = replace(message, error=message.error or not_kept)
        self._bus.publish(AnswerEnded(running.conversation_id, message, grounding))
        self._settle()

    def _settle(self) -> None:
        with self._lock:
            if not self._answers:
                self._idle.set()

    def _keep_answers(self) -> bool:
        """Keep what was written of every answer so far; False when none is under way."""
        with self._lock:
            under_way = tuple(self._answers.values())
        for running in under_way:
            with self._keeping:
                self._keep_so_far(running)
        return bool(under_way)

    def _keep_so_far(self, running: _Answer) -> None:
        with self._lock:
            is_under_way = self._answers.get(running.conversation_id) is running
            length = running.length + running.thoughts_length
            written = running.so_far()
        if is_under_way and length > running.kept:
            try:
                self._store.replace(running.conversation_id, written)
            except AppError:  # said at the end, if it still holds then
                return
            running.kept = length

    # --- keeping -----------------------------------------------------------------------------

    def _keep_turn(
        self,
        conversation_id: ConversationId,
        begun: _Begun | None,
        said: list[Message],
        files: Files,
        forgets_draft: bool,
    ) -> None:
        """In one step: after a crash there is all of it, or nothing."""
        new, first = (begun.conversation, begun.first()) if begun else (None, [])
        with self._keeping:  # not while conversations move into a vault: it would stay behind
            kept = self._store.begin_turn(
                conversation_id,
                [*first, *said],
                files=files,
                new=new,
                forgets_draft=forgets_draft,
            )
        if kept is None:
            raise ConversationGone
        if begun is not None:
            self._bus.publish(ConversationAdded(kept))
        for message in said:
            self._bus.publish(MessageAppended(conversation_id, message))
        if begun is None:
            self._bus.publish(ConversationChanged(kept))

    def _model_name(self) -> str | None:
        model = self._models.state.model
        return model.id if model is not None else None


def title_of(text: str, attachments: Sequence[NewAttachment] = ()) -> str:
    """A title from a first message: its first line, cut at a word.

    A message without text is called after what is attached: a file by its name, pasted text by its
    own first line.
    """
    if not text.strip() and attachments:
        first = attachments[0].attachment
        text = first.text if first.kind is AttachmentKind.TEXT else first.name
    text = "".join(mark for mark in text if mark.isprintable() or mark.isspace())
    line = " ".join(text.strip().split("\n", 1)[0].split())
    if len(line) <= TITLE_CHARACTERS:
        return line
    cut = line[:TITLE_CHARACTERS].rsplit(" ", 1)[0] or line[:TITLE_CHARACTERS]
    return cut.rstrip(" ,.;:") + _PAST_MAX


def call_text(call: ToolCall) -> str:
    """A call as something to read, in Markdown."""
    return f'\n\n```json\n{{"name": "{call.name}", "arguments": {call.arguments_json}}}\n```\n\n'

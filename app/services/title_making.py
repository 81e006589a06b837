"""The model names a conversation after its first answer, while nobody wants anything else of it."""

import logging
import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from app.config import settings as options
from app.config.settings import Settings
from app.domain.conversations import Conversation, Message
from app.domain.errors import AppError
from app.domain.events import (
    AnswerEnded,
    AppEvent,
    BranchChanged,
    ConversationChanged,
    MessageAppended,
    VaultChanged,
)
from app.domain.generation import FinishReason, PromptMessage, Request, Role, Sampling
from app.domain.ids import ConversationId
from app.domain.protocols import ConversationStore, Engine
from app.services.event_bus import EventBus
from app.services.jobs import JobRunner
from app.services.models import ModelService
from app.services.prompts import prompt_messages
from app.services.titles import first_title, title_of
from app.services.written_text import written

IDLE_SECONDS: Final = 1.5
"""After an answer: whoever reads on at once and asks again is not kept waiting."""
MOST_SECONDS: Final = 20.0
MOST_TOKENS: Final = 24
_FEWEST_CHARACTERS: Final = 2
_MORE_THAN_FIRST: Final = 4
"""Messages; a question and its answer after instructions are three."""
ONE_LINE: Final = 'root ::= [^ \\t\\r\\n"*#] [^\\r\\n"*#]{1,71}\n'
_ASK: Final = (
    "Give this conversation a title of at most six words, in the language of my question. "
    "Write the title alone."
)
_ASK_KOREAN: Final = (
    "이 대화에 어울리는 제목을 여섯 낱말 이내의 한국어로 지어 줘. 제목만 한 줄로 써 줘."
)
_HANGUL: Final = re.compile("[가-힣]")
_LABEL: Final = re.compile(r"^(title|제목)\s*[:：]\s*", re.IGNORECASE)
_AROUND: Final = " '\"“”‘’「」『』«».,;:"

_log = logging.getLogger(__name__)


class TitleService:
    """Listens for first answers. Safe to use from several threads; call `close`."""

    def __init__(
        self,
        store: ConversationStore,
        models: ModelService,
        engine: Engine,
        jobs: JobRunner,
        settings: Settings,
        bus: EventBus,
        is_busy: Callable[[], bool],
        idle_seconds: float = IDLE_SECONDS,
    ) -> None:
        """`is_busy` tells whether an answer is under way."""
        self._store = store
        self._models = models
        self._engine = engine
        self._jobs = jobs
        self._settings = settings
        self._bus = bus
        self._is_busy = is_busy
        self._idle_seconds = idle_seconds
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None
        self._cancel = threading.Event()
        bus.subscribe(self._hear)

    def close(self) -> None:
        """Name nothing any more."""
        self._stop()

    def _hear(self, event: AppEvent) -> None:
        match event:
            case AnswerEnded(conversation_id, message) if message.finish is FinishReason.STOP:
                if self._settings.get(options.TITLES):
                    self._begin(conversation_id)
            case MessageAppended() | BranchChanged() | VaultChanged():
                self._stop()

    def _begin(self, conversation_id: ConversationId) -> None:
        with self._lock:
            self._cancel.set()
            cancel = self._cancel = threading.Event()
            if self._timer is not None:
                self._timer.cancel()

            def start() -> None:
                self._jobs.start(lambda: self._name(conversation_id, cancel), on_error=_tell)

            self._timer = threading.Timer(self._idle_seconds, start)
            self._timer.daemon = True
            self._timer.start()

    def _stop(self) -> None:
        with self._lock:
            self._cancel.set()
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None

    # --- on a thread of the jobs -----------------------------------------------------------------

    def _name(self, conversation_id: ConversationId, cancel: threading.Event) -> None:
        conversation = self._store.get(conversation_id)
        if conversation is None or conversation.is_temporary or cancel.is_set():
            return
        messages = self._store.latest_messages(conversation_id, _MORE_THAN_FIRST)
        if not _is_first_answer(messages) or conversation.title != first_title(messages):
            return
        if self._is_busy() or self._engine.loaded() is None or not self._is_able():
            return
        with self._models.in_use():
            self._models.ensure_loaded()
            request = title_request(conversation_id, messages)
            answer = written(self._engine, request, None, cancel, MOST_SECONDS)
        title = tidied(answer.text)
        if answer.finish is FinishReason.STOP and len(title) >= _FEWEST_CHARACTERS:
            self._keep(conversation, title)

    def _keep(self, before: Conversation, title: str) -> None:
        """Unless somebody named it meanwhile."""

        def change(each: Conversation) -> Conversation:
            return replace(each, title=title) if each.title == before.title else each

        for _, changed in self._store.revise([before.id], change):
            self._bus.publish(ConversationChanged(changed))

    def _is_able(self) -> bool:
        """A weak model names everything alike: the beginning of the question says more."""
        # Imported here: it takes longer than the window has to open.
        from app.services import asking

        model = self._models.state.model
        return model is not None and asking.parameters_of(model) >= asking.WEAK_PARAMETERS


def title_request(conversation_id: ConversationId, messages: Sequence[Message]) -> Request:
    """What a model is asked: greedy, one line, no reasoning, after what it has read already."""
    asked = "".join(each.text for each in messages if each.role is Role.USER)
    ask = _ASK_KOREAN if _HANGUL.search(asked) else _ASK
    return Request(
        (*prompt_messages(messages), PromptMessage(Role.USER, ask)),
        Sampling(temperature=0.0),
        MOST_TOKENS,
        conversation=conversation_id,
        grammar=ONE_LINE,
        thinks=False,
    )


def tidied(text: str) -> str:
    """A title as a model writes it, without what it likes to put around; short."""
    line = _LABEL.sub("", " ".join(text.split()).strip(_AROUND))
    return title_of(line.strip(_AROUND))


def _is_first_answer(messages: Sequence[Message]) -> bool:
    roles = [each.role for each in messages if each.role is not Role.SYSTEM]
    return roles == [Role.USER, Role.ASSISTANT]


def _tell(error: AppError) -> None:
    _log.info("A conversation was not named: %s", type(error).__name__)

"""Conversations: what is said is kept first, then the model answers, and what it wrote is kept."""

import contextlib
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from app.config import settings as options
from app.config.settings import Settings
from app.domain.adapters import Adapter
from app.domain.answer_values import NOTHING_SET, ConversationSettings
from app.domain.assistants import AssistantUse
from app.domain.attachments import NO_FILES, Files, NewAttachment, copied, files_of
from app.domain.conversations import Conversation, Message
from app.domain.errors import AppError, ConversationGone
from app.domain.events import (
    BranchChanged,
    ConversationAdded,
    ConversationChanged,
    ConversationRemoved,
    MessageAppended,
)
from app.domain.generation import Request, Role, Sampling
from app.domain.ids import (
    ConversationId,
    LibraryId,
    MessageId,
    new_conversation_id,
    new_message_id,
)
from app.domain.protocols import ConversationStore, Engine
from app.domain.retrieval import Grounding, SearchFilter
from app.services.answer import Answer, Wanted
from app.services.answer_requests import AnswerRequests
from app.services.answers import Answers
from app.services.attachments import check
from app.services.begun import Begun
from app.services.context_window import ContextWindow
from app.services.desk import Desk
from app.services.event_bus import EventBus
from app.services.jobs import JobRunner
from app.services.models import ModelService
from app.services.titles import title_of
from app.services.usual import choose_model, wanted_by
from app.services.value_layers import ValueLayers

if TYPE_CHECKING:
    from app.services.asking import AskService

_USUAL = Wanted()


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
        self._settings = settings
        self._bus = bus
        self._lock = threading.RLock()
        self._begun: dict[ConversationId, Begun] = {}
        self._adapters: dict[ConversationId, tuple[Adapter, ...]] = {}
        self.window = ContextWindow(engine)
        """What every request is fitted into."""
        self.layers = ValueLayers(models, settings)
        self.requests = AnswerRequests(store, settings, self.layers, self.window)
        self._answers = Answers(store, models, engine, jobs, self.requests, bus)
        self.chosen_for: Callable[[ConversationId | None], ConversationSettings] = lambda _key: (
            NOTHING_SET
        )
        """What was chosen for a conversation that is still to begin; None is the next one."""
        self.on_begun: Callable[[ConversationId | None], None] = lambda _key: None
        """It has begun, and has its settings with it."""

    def answer_questions_with(self, asking: "Callable[[], AskService]") -> None:
        """Say what answers from documents; it is made when it is first needed."""
        self._answers.asking = asking

    # --- reading -----------------------------------------------------------------------------

    def conversations(self) -> list[Conversation]:
        """All conversations, the last changed first."""
        return self._store.conversations()

    def messages(self, conversation_id: ConversationId) -> list[Message]:
        """The messages of the branch in view; an answer under way with its text so far."""
        live = {each.message.id: each for each in self._answers.all_under_way(conversation_id)}
        messages = self._store.messages(conversation_id)
        return [live[each.id].so_far() if each.id in live else each for each in messages]

    def messages_in_brief(self, conversation_id: ConversationId, whole: int) -> list[Message]:
        """The same, with the text of the last `whole` characters and little of the rest."""
        live = {each.message.id: each for each in self._answers.all_under_way(conversation_id)}
        messages = self._store.branch_in_brief(conversation_id, None, whole)
        return [live[each.id].so_far() if each.id in live else each for each in messages]

    def is_there(self, conversation_id: ConversationId) -> bool:
        """Whether there is such a conversation, if only one in which nothing was said yet."""
        with self._lock:
            is_begun = conversation_id in self._begun
        return is_begun or self._store.get(conversation_id) is not None

    def latest_messages(self, conversation_id: ConversationId, count: int) -> list[Message]:
        """The last messages of the branch in view; an answer under way with its text so far."""
        live = self.so_far(conversation_id)
        messages = self._store.latest_messages(conversation_id, count)
        return [live if live and each.id == live.id else each for each in messages]

    def earlier_messages(
        self, conversation_id: ConversationId, message_id: MessageId, count: int
    ) -> list[Message]:
        """The last of those that a message follows; none when it is gone."""
        return self._store.earlier_messages(conversation_id, message_id, count)

    def so_far(self, conversation_id: ConversationId) -> Message | None:
        """The answer under way there with what was written of it; None when none is. Quick."""
        answer = self._answers.under_way(conversation_id)
        return answer.so_far() if answer else None

    def siblings(self, message_id: MessageId) -> list[Message]:
        """The messages that follow the same one, itself among them, the oldest first."""
        return self._store.siblings(message_id)

    def grounding(self, message_id: MessageId) -> Grounding | None:
        """What an answer from documents rests on; None for any other message."""
        return self._store.grounding(message_id)

    def is_from_documents(self, conversation_id: ConversationId, answer: Message) -> bool:
        """Whether what an answer answers is about documents."""
        return self._about(conversation_id, answer) is not None

    def is_answering(self, conversation_id: ConversationId) -> bool:
        """Whether an answer is under way there."""
        return self._answers.under_way(conversation_id) is not None

    def is_busy(self) -> bool:
        """Whether an answer is under way anywhere."""
        return not self._answers.wait_idle(0)

    def sampling(self, conversation_id: ConversationId | None = None) -> Sampling:
        """What holds in a conversation, or in one that has nothing of its own."""
        found = self._store.get(conversation_id) if conversation_id is not None else None
        return self.layers.for_conversation(found).sampling

    def request_of(self, conversation_id: ConversationId, answer: Message) -> Request:
        """What the chosen model would be asked now for an answer that is there, without its text.

        What was said to it then and is kept nowhere is not in it. Raises what the store raises.
        """
        with self._lock:
            adapters = self._adapters.get(conversation_id, ())
        unwritten = replace(answer, text="")
        wanted = wanted_by(Wanted(), self._use(conversation_id))
        return self.requests.request(Answer(conversation_id, unwritten, wanted, adapters))

    # --- turns -------------------------------------------------------------------------------

    def begin(
        self,
        text: str,
        system: str = "",
        attachments: Sequence[NewAttachment] = (),
        assistant: LibraryId | None = None,
        *,
        is_temporary: bool = False,
    ) -> ConversationId:
        """Make a conversation titled after its first message, and kept together with it.

        Until that is sent, nothing of it is kept. Without `system` the instructions are those of
        the settings, or of the assistant for as long as it answers there. A temporary one has to
        be given a store of its own before anything is sent.
        """
        title = title_of(text, attachments)
        conversation = Conversation(
            new_conversation_id(), title, assistant=assistant, is_temporary=is_temporary
        )
        with self._lock:
            self._begun[conversation.id] = Begun(conversation, system)
        return conversation.id

    def send(
        self,
        conversation_id: ConversationId,
        text: str,
        wanted: Wanted = _USUAL,
        *,
        attachments: Sequence[NewAttachment] = (),
        forgets_draft: bool = True,
    ) -> MessageId | None:
        """Keep a message, then have it answered; returns at once with the answer's id.

        None while an answer is under way there: the message is not taken. What is attached is given
        to the model before the text. `forgets_draft` when the message is what was typed there.
        Raises an AppError when the message cannot be kept, ConversationGone when its conversation
        was deleted, an AttachmentRefused when too much is attached; then nothing is asked.
        """
        check(attachments)
        beside = tuple(each.attachment for each in attachments)
        question = Message(
            new_message_id(), Role.USER, text, attachments=beside, about=wanted.about
        )
        files = files_of(attachments)
        return self._take_turn(
            conversation_id, question, wanted, files=files, forgets_draft=forgets_draft
        )

    def answer_again(
        self, conversation_id: ConversationId, answer_id: MessageId, wanted: Wanted = _USUAL
    ) -> MessageId | None:
        """Have what an answer answers answered once more, beside it; returns the new one's id.

        Without another wish it comes from the documents that the question is about. None while an
        answer is under way there. Raises an AppError when it cannot be kept, ConversationGone when
        the answer is gone.
        """
        before = self._message(conversation_id, answer_id)
        if wanted.about is None and not wanted.without_documents:
            wanted = replace(wanted, about=self._about(conversation_id, before))
        return self._take_turn(conversation_id, None, wanted, beside=before)

    def say_otherwise(
        self,
        conversation_id: ConversationId,
        message_id: MessageId,
        text: str,
        wanted: Wanted = _USUAL,
    ) -> MessageId | None:
        """Say something in place of a message of the user's, beside it, and have it answered.

        What is attached to the message is attached to the new one, which is about the same
        documents. None while an answer is under way there. Raises an AppError when it cannot be
        kept, ConversationGone when it is gone.
        """
        before = self._message(conversation_id, message_id)
        attachments, files = copied(before.attachments)
        wanted = replace(wanted, about=wanted.about or before.about)
        question = Message(
            new_message_id(), Role.USER, text, attachments=attachments, about=wanted.about
        )
        return self._take_turn(conversation_id, question, wanted, files=files, beside=before)

    def go_on(self, conversation_id: ConversationId, answer_id: MessageId) -> bool:
        """Have the last answer go on from its text, in the same message, when it was cut off.

        False, and nothing happens, while an answer is under way there, and for one that is not the
        last, that came to its end, or that is from documents: it was checked as a whole. Raises an
        AppError when it cannot be kept.
        """
        view = self._store.latest_messages(conversation_id, 1)
        before = view[-1] if view and view[-1].id == answer_id else None
        if (
            before is None
            or not before.is_cut_off
            or self.is_from_documents(conversation_id, before)
        ):
            return False
        answer = Answer.going_on(conversation_id, self._by_chosen_model(before))
        answer.wanted = replace(self.usual(conversation_id), about=None)
        if not self._answers.claim(answer):
            return False
        with self._lock:
            answer.adapters = self._adapters.get(conversation_id, ())
        try:
            with self.holding():
                self._store.replace(conversation_id, answer.so_far())
        except AppError:
            self._answers.abandon(answer)
            raise
        self._bus.publish(BranchChanged(conversation_id))
        self._answers.start(answer)
        return True

    def show_branch(self, conversation_id: ConversationId, message_id: MessageId) -> None:
        """Bring the branch of a message into view, up to what was written last below it."""
        self._store.select_branch(conversation_id, message_id)
        self._bus.publish(BranchChanged(conversation_id))

    def stop(self, conversation_id: ConversationId) -> None:
        """End the answer under way; what it wrote stays."""
        self._answers.stop(conversation_id)

    def stop_soon(self, conversation_id: ConversationId) -> None:
        """The same, but without waiting for an engine or a disk."""
        self._answers.stop_soon(conversation_id)

    def stop_one(self, message_id: MessageId) -> None:
        """End one answer of several, if it is under way; what it wrote stays."""
        self._answers.stop_one(message_id)

    def stop_all(self) -> None:
        """End every answer under way."""
        self._answers.stop_all()

    @contextlib.contextmanager
    def holding(self) -> Iterator[None]:
        """Nothing of an answer is written to the store inside."""
        with self._answers.holding():
            yield

    def wait_idle(self, seconds: float) -> bool:
        """Wait until no answer is under way; False when one still is after so many seconds."""
        return self._answers.wait_idle(seconds)

    def close(self) -> None:
        """Stop what runs; nothing is kept on the way any more."""
        self._answers.close()

    def delete(self, conversation_id: ConversationId) -> None:
        """Remove a conversation; an answer under way there ends."""
        self.stop(conversation_id)
        with self._lock:
            self._adapters.pop(conversation_id, None)
            self._begun.pop(conversation_id, None)
        self._store.remove(conversation_id)
        self._bus.publish(ConversationRemoved(conversation_id))

    def usual(self, conversation_id: ConversationId) -> Wanted:
        """How an answer there is wanted where nothing else is said."""
        return wanted_by(_USUAL, self._use(conversation_id))

    def first_of(self, begun: Begun) -> tuple[Conversation, list[Message]]:
        """What is kept of a conversation with its first message, and stands before that."""
        return begun.first(self.chosen_for(begun.key), self._settings.get(options.SYSTEM_PROMPT))

    # --- keeping -----------------------------------------------------------------------------

    def _use(self, conversation_id: ConversationId) -> AssistantUse | None:
        with self._lock:
            begun = self._begun.get(conversation_id)
        conversation = begun.conversation if begun else self._store.get(conversation_id)
        return (
            self.layers.assistant_of(conversation)
            if conversation and conversation.assistant
            else None
        )

    def _own_model(self, conversation_id: ConversationId) -> str:
        """The model that a conversation has of its own; empty for none."""
        with self._lock:
            begun = self._begun.get(conversation_id)
        if begun is not None:
            return self.chosen_for(begun.key).model
        found = self._store.get(conversation_id)
        return found.settings.model if found is not None else ""

    def _give_model(self, conversation_id: ConversationId, name: str) -> None:
        """Another model is a conversation's own from now on."""

        def change(each: Conversation) -> Conversation:
            return replace(each, settings=replace(each.settings, model=name))

        self._store.revise([conversation_id], change)

    def _message(self, conversation_id: ConversationId, message_id: MessageId) -> Message:
        found = self._store.message(conversation_id, message_id)
        if found is None:
            raise ConversationGone
        return found

    def _about(self, conversation_id: ConversationId, answer: Message) -> SearchFilter | None:
        """The documents that the question of an answer is about."""
        if answer.parent is None:
            return None
        question = self._store.message(conversation_id, answer.parent)
        return question.about if question is not None else None

    def _by_chosen_model(self, message: Message, desk: Desk | None = None) -> Message:
        model = (desk.models if desk is not None else self._models).state.model
        return replace(message, model=model.id) if model is not None else message

    def _take_turn(
        self,
        conversation_id: ConversationId,
        question: Message | None,
        wanted: Wanted,
        *,
        files: Files = NO_FILES,
        beside: Message | None = None,
        forgets_draft: bool = False,
    ) -> MessageId | None:
        """Keep what begins a turn, at the end or `beside` a message, and have it answered."""
        use = self._use(conversation_id)
        if wanted.desk is None and self._answers.under_way(conversation_id) is None:
            own = self._own_model(conversation_id)
            if wanted.model:
                self._models.choose(wanted.model)
                if own:
                    self._give_model(conversation_id, wanted.model)
            else:
                choose_model(self._models, own, use)
        wanted = wanted_by(wanted, use)
        empty = Message(new_message_id(), Role.ASSISTANT, wanted.begun)
        made = self._by_chosen_model(empty, wanted.desk)
        said = [question, made] if question else [made]
        if beside is not None:
            said[0] = replace(said[0], parent=beside.parent)
        answer = Answer.going_on(conversation_id, made, wanted)
        if not self._answers.claim(answer):
            return None
        with self._lock:
            if wanted.adapters is not None:
                self._adapters[conversation_id] = wanted.adapters
            answer.adapters = self._adapters.get(conversation_id, ())
            begun = self._begun.pop(conversation_id, None)
        try:
            self._keep_turn(
                conversation_id,
                begun,
                said,
                files,
                is_branch=beside is not None,
                forgets_draft=forgets_draft,
            )
        except AppError:
            self._answers.abandon(answer)
            raise
        self._answers.start(answer)
        return made.id

    def _keep_turn(
        self,
        conversation_id: ConversationId,
        begun: Begun | None,
        said: list[Message],
        files: Files,
        *,
        is_branch: bool,
        forgets_draft: bool,
    ) -> None:
        """In one step: after a crash there is all of it, or nothing."""
        new, first = self.first_of(begun) if begun else (None, [])
        with self.holding():  # not while conversations move into a vault: it would stay behind
            kept = self._store.begin_turn(
                conversation_id,
                [*first, *said],
                files=files,
                new=new,
                is_branch=is_branch,
                forgets_draft=forgets_draft,
            )
        if kept is None:
            raise ConversationGone
        if begun is not None:
            self.on_begun(begun.key)
            if not kept.is_temporary:
                self._bus.publish(ConversationAdded(kept))
        if is_branch:
            self._bus.publish(BranchChanged(conversation_id))
        else:
            for message in said:
                self._bus.publish(MessageAppended(conversation_id, message))
        if begun is None and not kept.is_temporary:
            self._bus.publish(ConversationChanged(kept))

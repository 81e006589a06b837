"""The conversation in view: intentions go to the chat service, events come back to the views."""

from collections.abc import Callable, Mapping, Sequence

from app.domain.attachments import NewAttachment
from app.domain.conversations import Conversation, Message
from app.domain.errors import AppError
from app.domain.events import (
    AnswerEnded,
    AnswerGrew,
    AnswerProgress,
    AnswerSearches,
    AnswerThought,
    AppEvent,
    BranchChanged,
    ConversationAdded,
    ConversationChanged,
    ConversationRemoved,
    MessageAppended,
    ModelChanged,
)
from app.domain.generation import FinishReason, Role
from app.domain.ids import ConversationId, MessageId
from app.domain.models import ModelPhase, ModelState
from app.domain.retrieval import Grounding
from app.gui import text
from app.gui.chat.chat_page import ChatPage
from app.gui.chat.chosen_sources import ChosenSources
from app.gui.chat.draft import NOTHING, Draft
from app.gui.chat.json_answers import shown_text
from app.gui.chat.opening import Opening
from app.gui.chat.row_words import end_as_said, ended_words, grounding_words, stopped_words
from app.gui.chat.rows import Row
from app.gui.chat.thinking_clock import ThinkingClock
from app.gui.sidebar.sidebar import Sidebar
from app.gui.vault.background import Background
from app.services.answer import Wanted
from app.services.chat import ChatService

_TIME_FORMAT = "%H:%M"

FinishRows = Callable[[list[Row], list[Message]], list[Row]]


class ChatController:
    """Decides what the page and the sidebar show."""

    def __init__(
        self, chat: ChatService, page: ChatPage, sidebar: Sidebar, background: Background
    ) -> None:
        self._chat = chat
        self._page = page
        self._sidebar = sidebar
        self._current: ConversationId | None = None
        self._drafts: dict[ConversationId | None, Draft] = {}
        self._live: MessageId | None = None
        self._live_length = self._live_thoughts = 0
        self._is_searching = False
        """Whether documents are looked through for the live answer, or were."""
        self._thinking = ThinkingClock(page)
        self._thinking.ticked.connect(self._on_thinking)
        self._groundings: dict[MessageId, Grounding] = {}
        self._stopped: set[MessageId] = set()
        """Answers in view that somebody stopped."""
        self.sources = ChosenSources(page.composer.sources)
        """What questions are answered from."""
        self._model = ModelState(ModelPhase.NONE)
        self._is_locked = False
        self.on_delete: Callable[[ConversationId], None] = self._chat.delete
        """Who removes a conversation: the history, where there is one, so that it can be undone."""
        self.on_shown: Callable[[], None] = lambda: None
        """Another conversation, or a new one, is in view."""
        self._shown_listeners: list[Callable[[], None]] = []
        self.as_json = False
        """Whether answers in view are being written in JSON."""
        self.may_leave: Callable[[Callable[[], object]], bool] = lambda _go_on: True
        """Whether the one in view may be left now; whoever says no goes on later."""
        self.finish_rows: FinishRows = lambda rows, _: rows
        """Adds to rows what can be done with their messages."""
        self.finish_earlier_rows: FinishRows = lambda rows, _: rows
        """The same for rows before those in view."""
        self.read_ahead: Callable[[ConversationId], None] = lambda _: None
        """Reads what `finish_rows` needs, away from the window's thread."""
        self.on_answers: Callable[[ConversationId, Sequence[MessageId]], None] = lambda *_: None
        """Answers are in view of which nobody knows yet what they rest on."""
        self._opening = Opening(
            chat,
            background,
            self._read_ahead,
            self._show_end,
            self._put_before,
            page.banner.show_error,
            page,
        )
        page.composer.send_requested.connect(self.send)
        page.composer.stop_requested.connect(self.stop)
        page.welcome.example_chosen.connect(self.send)
        sidebar.new_chat_requested.connect(self.new_chat)
        sidebar.conversation_chosen.connect(lambda chosen: self.open(ConversationId(chosen)))
        sidebar.delete_requested.connect(lambda doomed: self.delete(ConversationId(doomed)))

    @property
    def current(self) -> ConversationId | None:
        """The conversation in view; None for a new one."""
        return self._current

    def conversations(self) -> list[Conversation]:
        """All of them, the last changed first; from any thread. Raises an AppError."""
        return self._chat.conversations()

    # --- intentions ----------------------------------------------------------------------------

    def new_chat(self) -> None:
        """Show an empty conversation, which is kept once something is said in it."""
        if not self.may_leave(self.new_chat):
            return
        self._opening.cancel()
        self._leave()
        self._current = None
        self._show([])

    def show_begun(self, conversation_id: ConversationId) -> None:
        """Show a conversation in which nothing was said yet: at once, nothing has to be read."""
        self._opening.cancel()
        self._leave()
        self._current = conversation_id
        self._show([])

    def open(
        self, conversation_id: ConversationId, then: Callable[[], None] = lambda: None
    ) -> None:
        """Show a conversation, at its end, as soon as that is read; `then` once all of it is."""
        is_here = conversation_id == self._current
        if not is_here and not self.may_leave(lambda: self.open(conversation_id, then)):
            return
        if is_here and not self._opening.is_opening(conversation_id):
            self._opening.cancel()
        elif not self._opening.is_opening(conversation_id):
            # Now, not when it is read: somebody may have gone on elsewhere by then.
            self._page.composer.setFocus()
            self._opening.open(conversation_id)
        self._opening.when_whole(then)

    def send(self, written: str) -> None:
        """Say something in the conversation in view, with what is attached."""
        attached = self._page.composer.take_attachments()
        about = self.sources.filter()
        before = self._current
        try:
            conversation_id = before or self._chat.begin(
                written, attachments=attached, assistant=self._page.composer.assistant.id
            )
            self._current = conversation_id
            wanted = Wanted(about=about)
            self._chat.send(conversation_id, written, wanted, attachments=attached)
        except AppError as error:  # it could not be kept: it stays in the window
            self._current = before
            self._page.composer.set_draft(written)
            self._page.composer.chips.put(attached)
            self._page.banner.show_error(error)
            return
        if before is None:
            self._drafts[None] = NOTHING
            self.sources.begin(conversation_id)
        self._page.transcript.jump_to_end()
        self._page.composer.set_answering(True)

    def grounding(self, message_id: MessageId) -> Grounding | None:
        """What an answer in view rests on, as far as that is known."""
        return self._groundings.get(message_id)

    def ground(
        self, conversation_id: ConversationId, groundings: Mapping[MessageId, Grounding]
    ) -> None:
        """Show what answers of a conversation rest on; what is known of them already stays."""
        if conversation_id != self._current or self._is_locked:
            return
        for message_id, grounding in groundings.items():
            if message_id not in self._groundings:
                self._groundings[message_id] = grounding
                was_stopped = message_id in self._stopped
                words = stopped_words(grounding) if was_stopped else grounding_words(grounding)
                self._page.transcript.update_message(message_id, grounding=grounding, status=words)

    def ground_again(self, message_id: MessageId, grounding: Grounding) -> None:
        """More is known by now of what an answer in view rests on."""
        self._groundings[message_id] = grounding
        self._page.transcript.update_message(message_id, grounding=grounding)

    def attach(self, conversation_id: ConversationId | None, new: NewAttachment) -> None:
        """Attach something to what is being written in a conversation, in view or not."""
        if self._is_locked:
            return
        if conversation_id == self._current:
            self._page.composer.add(new)
        else:
            left = self._drafts.get(conversation_id, NOTHING)
            self._drafts[conversation_id] = Draft(left.text, (*left.attachments, new))

    def stop(self) -> None:
        """End the answer in view; what it wrote stays."""
        if self._current is not None:
            self._chat.stop(self._current)

    def delete(self, conversation_id: ConversationId) -> None:
        """Remove a conversation; an answer under way there ends."""
        self._chat.stop(conversation_id)
        try:
            self.on_delete(conversation_id)
        except AppError as error:
            self._page.banner.show_error(error)

    def refresh(self) -> None:
        """Show the conversation as it is now, in another language perhaps.

        What is being read and what is being written stay where they are. A conversation that is
        there no more makes room for a new one, with the draft.
        """
        if self._is_locked or self._current is None:
            return
        try:
            messages = self._chat.messages(self._current)
            is_gone = not messages and not self._chat.is_there(self._current)
        except AppError as error:
            self._page.banner.show_error(error)
            return
        if is_gone:
            draft = self._draft()
            self._drafts.pop(self._current, None)
            self._current = None
            self._show([])
            self._put(draft)
            return
        shown = [message for message in messages if message.role is not Role.SYSTEM]
        self._follow(_unfinished(shown))
        self._page.renew_messages(self._rows(shown))
        self._ask_what_they_rest_on(shown)
        self._page.composer.set_answering(self._live is not None)

    def also_on_shown(self, listener: Callable[[], None]) -> None:
        """Call `listener`, too, whenever another conversation, or a new one, is in view."""
        self._shown_listeners.append(listener)

    def select_current(self) -> None:
        """Mark the conversation in view in the list."""
        self._sidebar.select(self._current)

    # --- locking -------------------------------------------------------------------------------

    def drafts(self) -> dict[ConversationId | None, Draft]:
        """What is written and not sent, in the conversation in view and in those left before."""
        return {**self._drafts, self._current: self._draft()}

    def take_draft(self, conversation_id: ConversationId | None, draft: Draft) -> None:
        """A draft that was kept earlier; what is in the window already goes before it."""
        if conversation_id == self._current and self._draft() == NOTHING:
            self._put(draft)

    def lock(self) -> None:
        """Show and keep nothing of any conversation, and hear of none until `unlock`."""
        self._is_locked = True
        self._opening.cancel()
        self._current = None
        self._drafts.clear()
        self._groundings.clear()
        self._stopped.clear()
        self.sources.clear()
        self._follow(None)
        self._page.clear()
        self._page.composer.set_answering(False)
        self._sidebar.clear()

    def unlock(self) -> None:
        """Hear of conversations again."""
        self._is_locked = False

    # --- events --------------------------------------------------------------------------------

    def hear(self, event: AppEvent) -> None:
        """Take an event of the services, on the window's thread."""
        if self._is_locked and not isinstance(event, ModelChanged):
            return
        match event:
            case ConversationAdded(conversation) | ConversationChanged(conversation):
                self._sidebar.put(conversation)
                self._sidebar.select(self._current)
            case ConversationRemoved(conversation_id):
                self._forget(conversation_id)
            case BranchChanged(conversation_id):
                if conversation_id == self._current:
                    self.refresh()
            case ModelChanged(state):
                self._model = state
                self._show_live_status(self._waiting_words())
            case (
                MessageAppended(conversation_id)
                | AnswerProgress(conversation_id)
                | AnswerSearches(conversation_id)
                | AnswerGrew(conversation_id)
                | AnswerThought(conversation_id)
                | AnswerEnded(conversation_id)
            ) if conversation_id == self._current:
                self._hear_current(event)

    def _hear_current(self, event: AppEvent) -> None:
        match event:
            case MessageAppended(message=message):
                self._append(message)
            case AnswerProgress(message_id=message_id, done=done, total=total):
                if message_id == self._live and total > 0:
                    self._show_live_status(text.reading(round(100 * done / total)))
            case AnswerSearches(message_id=message_id):
                if message_id == self._live:
                    self._is_searching = True
                    self._show_live_status(text.searching_documents())
            case AnswerGrew(message_id=message_id, text=more, length=length):
                self._grow(message_id, more, length)
            case AnswerThought(message_id=message_id, text=more, length=length):
                self._think(message_id, more, length)
            case AnswerEnded(message=message, grounding=grounding):
                self._end(message, grounding)

    def _append(self, message: Message) -> None:
        if message.role is Role.SYSTEM or self._page.has_message(message.id):
            return
        if message.role is Role.ASSISTANT and message.finish is None:
            self._follow(message)
        self._page.append(*self._rows([message]))

    def _grow(self, message_id: MessageId, more: str, length: int) -> None:
        new = length - self._live_length
        if message_id != self._live or new <= 0:
            return
        if self._live_length == 0:
            self._page.transcript.update_message(
                message_id, status="", thinking_s=self._thinking.stop()
            )
        self._live_length = length
        self._page.transcript.grow(message_id, more[-new:])

    def _think(self, message_id: MessageId, more: str, length: int) -> None:
        new = length - self._live_thoughts
        if message_id != self._live or new <= 0:
            return
        if self._live_thoughts == 0:
            self._thinking.start()
            self._page.transcript.update_message(message_id, status="")
        self._live_thoughts = length
        self._page.transcript.grow_thoughts(message_id, more[-new:])

    def _on_thinking(self, seconds: float) -> None:
        if self._live is not None:
            self._page.transcript.update_message(self._live, thinking_s=seconds)

    def _follow(self, message: Message | None) -> None:
        """An answer that is being written, the same as before perhaps, or none."""
        before, self._live = self._live, message.id if message else None
        self._live_length = len(message.text) if message else 0
        self._live_thoughts = len(message.thoughts) if message else 0
        if self._live is None or self._live != before:
            self._is_searching = False
            self._thinking.reset()

    def _end(self, message: Message, grounding: Grounding | None) -> None:
        if grounding is not None:
            self._groundings[message.id] = grounding
        row = self._row(message)
        self._page.transcript.update_message(
            message.id,
            text=row.text,
            status=row.status,
            is_live=False,
            is_error=row.is_error,
            thoughts=row.thoughts,
            thinking_s=row.thinking_s or None,
            grounding=grounding,
        )
        if message.id == self._live:
            said = end_as_said(message)
            self._page.transcript.announce(said, is_urgent=message.error is not None)
            self._follow(None)
        is_answering = self._current is not None and self._chat.is_answering(self._current)
        self._page.composer.set_answering(is_answering)

    def _show_live_status(self, words: str) -> None:
        if self._live is not None and not self._live_length and not self._live_thoughts:
            self._page.transcript.update_message(self._live, status=words)

    # --- the view ------------------------------------------------------------------------------

    def _read_ahead(self, conversation_id: ConversationId) -> None:
        """What its first sight needs; on a thread that may wait."""
        self.sources.read_ahead(conversation_id)
        self.read_ahead(conversation_id)

    def _show_end(self, conversation_id: ConversationId, messages: list[Message]) -> None:
        """The end of a conversation was read; one that is gone makes room for a new one."""
        is_gone = not messages and not self._chat.is_there(conversation_id)
        self._leave()
        self._current = None if is_gone else conversation_id
        self._show(messages, takes_focus=False)

    def _put_before(self, conversation_id: ConversationId, messages: list[Message]) -> bool:
        """What stands before it was read; whether there is room for more of it."""
        is_wanted = conversation_id == self._current and not self._page.has_message(messages[-1].id)
        if is_wanted:
            shown = [message for message in messages if message.role is not Role.SYSTEM]
            rows = list(map(self._row, shown))
            self._page.put_before(self.finish_earlier_rows(rows, shown))
            self._ask_what_they_rest_on(shown)
        return is_wanted

    def _leave(self) -> None:
        self._page.composer.edit.finish_composing()  # else it would go on in what comes next
        self._drafts[self._current] = self._draft()
        self.sources.leave()

    def _draft(self) -> Draft:
        composer = self._page.composer
        return Draft(composer.draft(), composer.chips.attachments())

    def _put(self, draft: Draft) -> None:
        self._page.composer.set_draft(draft.text)
        self._page.composer.chips.put(draft.attachments)

    def _show(self, messages: list[Message], *, takes_focus: bool = True) -> None:
        shown = [message for message in messages if message.role is not Role.SYSTEM]
        self._groundings.clear()
        self._follow(_unfinished(shown))
        self._page.set_messages(self._rows(shown))
        self._put(self._drafts.get(self._current, NOTHING))
        self.sources.show(self._current)
        self._page.composer.set_answering(self._live is not None)
        if takes_focus:
            self._page.composer.setFocus()
        self.select_current()
        self.on_shown()
        for listener in self._shown_listeners:
            listener()
        self._ask_what_they_rest_on(shown)

    def _ask_what_they_rest_on(self, shown: list[Message]) -> None:
        answers = [
            each.id
            for each in shown
            if each.role is Role.ASSISTANT
            and each.finish is not None
            and each.id not in self._groundings
        ]
        if self._current is not None and answers:
            self.on_answers(self._current, answers)

    def _forget(self, conversation_id: ConversationId) -> None:
        self._sidebar.remove(conversation_id)
        if self._opening.is_opening(conversation_id):
            self._opening.cancel()
        self._drafts.pop(conversation_id, None)
        self.sources.forget(conversation_id)
        if conversation_id == self._current:
            self._current = None
            self._show([])

    def _rows(self, messages: list[Message]) -> list[Row]:
        return self.finish_rows(list(map(self._row, messages)), messages)

    def _row(self, message: Message) -> Row:
        is_live = message.role is Role.ASSISTANT and message.finish is None
        if message.finish is FinishReason.CANCELLED:
            self._stopped.add(message.id)
        return Row(
            id=message.id,
            role=message.role,
            text=shown_text(message, as_json=self.as_json),
            status=self._status(message, is_live=is_live),
            time=message.created_at.astimezone().strftime(_TIME_FORMAT),
            is_live=is_live,
            is_error=message.error is not None,
            thoughts=message.thoughts,
            thinking_s=message.timing.thinking_s,
            attachments=message.attachments,
            grounding=self._groundings.get(message.id),
        )

    def _status(self, message: Message, *, is_live: bool) -> str:
        if is_live:
            return "" if message.text or message.thoughts else self._waiting_words()
        return ended_words(message, self._groundings.get(message.id))

    def _waiting_words(self) -> str:
        if self._model.phase is ModelPhase.LOADING:
            return text.waiting_for_model(round(self._model.progress * 100))
        if self._is_searching:
            return text.searching_documents()
        return text.thinking()


def _unfinished(messages: list[Message]) -> Message | None:
    """The answer that is still being written, if there is one."""
    live = [each for each in messages if each.role is Role.ASSISTANT and each.finish is None]
    return live[-1] if live else None

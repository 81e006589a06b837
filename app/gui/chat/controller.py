"""The conversation in view: intentions go to the chat service, events come back to the views."""

from collections.abc import Callable
from typing import Final

from app.domain.attachments import NewAttachment
from app.domain.conversations import Conversation, Message
from app.domain.errors import AppError, ConversationGone
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
from app.domain.generation import Role
from app.domain.ids import ConversationId
from app.domain.retrieval import Grounding
from app.gui.chat.chat_page import ChatPage
from app.gui.chat.chosen_sources import ChosenSources
from app.gui.chat.draft import NOTHING, Draft, joined
from app.gui.chat.drafts import Drafts
from app.gui.chat.groundings import Groundings
from app.gui.chat.live_answer import LiveAnswer, unfinished
from app.gui.chat.message_rows import MessageRows
from app.gui.chat.opening import Opening
from app.gui.chat.renewal import Renewal
from app.gui.chat.row_words import end_as_said
from app.gui.chat.rows import Row
from app.gui.chat.sending import Outgoing, Sending
from app.gui.sidebar.sidebar import Sidebar
from app.gui.vault.background import Background
from app.services.chat import ChatService

FinishRows = Callable[[list[Row], list[Message]], list[Row]]


_SOON_S: Final = 0.1
"""Within which it is told of a message that it is kept, once its answer has ended."""


class ChatController:
    """Decides what the page and the sidebar show."""

    def __init__(
        self, chat: ChatService, page: ChatPage, sidebar: Sidebar, background: Background
    ) -> None:
        self._chat = chat
        self._page = page
        self._sidebar = sidebar
        self._current: ConversationId | None = None
        self._drafts = Drafts(page.composer)
        self._live = LiveAnswer(page)
        self._made = MessageRows(self._live.waiting_words)
        self.groundings = Groundings(self._made, page.transcript, lambda: self._current)
        self.sources = ChosenSources(page.composer.sources)
        """What questions are answered from."""
        self._is_locked = False
        self.on_delete: Callable[[ConversationId], None] = self._chat.delete
        """Who removes a conversation: the history, where there is one, so that it can be undone."""
        self.on_shown: Callable[[], None] = lambda: None
        """Another conversation, or a new one, is in view."""
        self._shown_listeners: list[Callable[[], None]] = []
        self.on_begun: Callable[[], None] = lambda: None
        """The first message of a new conversation is kept."""
        self.on_sent: Callable[[], None] = lambda: None
        """A message is kept, and is no draft any more."""
        self.knows_draft: Callable[[ConversationId | None], bool] = lambda _: True
        """Whether what was written earlier in a conversation is here already, and may be sent."""
        self.may_leave: Callable[[Callable[[], object]], bool] = lambda _go_on: True
        """Whether the one in view may be left now; whoever says no goes on later."""
        self.finish_rows: FinishRows = lambda rows, _: rows
        """Adds to rows what can be done with their messages."""
        self.finish_earlier_rows: FinishRows = lambda rows, _: rows
        """The same for rows before those in view."""
        self.read_ahead: Callable[[ConversationId], None] = lambda _: None
        """Reads what `finish_rows` needs, away from the window's thread."""
        tell = page.banner.show_error
        self._opening = Opening(
            chat, background, self._read_ahead, self._show_end, self._put_before, tell, page
        )
        self._renewal = Renewal(
            chat, background, lambda each: self.read_ahead(each), self._show_anew, tell, page
        )
        self._sending = Sending(chat, background, self._on_kept, self._take_back, page)
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

    @property
    def as_json(self) -> bool:
        """Whether answers in view are being written in JSON."""
        return self._made.as_json

    @as_json.setter
    def as_json(self, is_json: bool) -> None:
        self._made.as_json = is_json

    def conversations(self) -> list[Conversation]:
        """All of them, the last changed first; from any thread. Raises an AppError."""
        return self._chat.conversations()

    def is_sending(self, conversation_id: ConversationId) -> bool:
        """Whether a message is on its way into a conversation."""
        return self._sending.is_under_way(conversation_id)

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
        """Say something in the conversation in view, with what is attached.

        It is kept, and then answered, beside the window's thread. What cannot be kept comes back to
        where it was written.
        """
        written_in = self._current
        draft = Draft(written, self._page.composer.take_attachments())
        if written_in is not None and self._sending.is_under_way(written_in):
            self._drafts.put_back(written_in, draft, is_in_view=True)
            return
        if not self._opening.is_opening(written_in):
            self._opening.cancel()  # who writes stays where it is written
        conversation_id = written_in or self._chat.begin(
            written, attachments=draft.attachments, assistant=self._page.composer.assistant.id
        )
        self._current = conversation_id
        about = self.sources.filter()
        if written_in is None:
            self._drafts.note_sent(None)
            self.sources.begin(conversation_id)
        forgets = self.knows_draft(written_in)
        self._sending.send(Outgoing(written_in, conversation_id, draft, about, forgets))
        self._page.transcript.jump_to_end()
        self._page.composer.set_answering(True)

    def attach(self, conversation_id: ConversationId | None, new: NewAttachment) -> None:
        """Attach something to what is being written in a conversation, in view or not."""
        if self._is_locked:
            return
        if conversation_id == self._current:
            self._page.composer.add(new)
        else:
            self._drafts.attach(conversation_id, new)

    def stop(self) -> None:
        """End the answer in view, if only it is about to begin; what it wrote stays."""
        if self._current is not None:
            self._stop(self._current)

    def delete(self, conversation_id: ConversationId) -> None:
        """Remove a conversation; an answer under way there ends."""
        self._stop(conversation_id)
        try:
            self.on_delete(conversation_id)
        except AppError as error:
            self._page.banner.show_error(error)

    def _stop(self, conversation_id: ConversationId) -> None:
        if self._sending.is_under_way(conversation_id):  # the service would wait for it here
            self._sending.stop(conversation_id)
        else:
            self._chat.stop_soon(conversation_id)

    def refresh(self) -> None:
        """Show the conversation as it is now, in another language perhaps, once it is read.

        What is being read and what is being written stay where they are. A conversation that is
        there no more makes room for a new one, with the draft.
        """
        if not self._is_locked and self._current is not None:
            self._renewal.renew(self._current)

    def when_fresh(self, then: Callable[[], None]) -> None:
        """Do something once a `refresh` is done: at once where none is under way."""
        self._renewal.when_fresh(then)

    def also_on_shown(self, listener: Callable[[], None]) -> None:
        """Call `listener`, too, whenever another conversation, or a new one, is in view."""
        self._shown_listeners.append(listener)

    def select_current(self) -> None:
        """Mark the conversation in view in the list."""
        self._sidebar.select(self._current)

    # --- locking -------------------------------------------------------------------------------

    def drafts(self) -> dict[ConversationId | None, Draft]:
        """What is written and not kept: in view, in conversations left before, on its way."""
        found = self._drafts.all(self._current)
        for each in reversed(self._sending.unkept()):
            found[each.written_in] = joined(each.draft, found.get(each.written_in, NOTHING))
        return found

    def finish_sending(self) -> None:
        """Let what is on its way be kept, before the vault closes; blocks for a moment."""
        self._sending.finish()

    def take_draft(self, conversation_id: ConversationId | None, draft: Draft) -> None:
        """A draft that was kept earlier; what was written since follows it."""
        self._drafts.take_kept(conversation_id, draft, is_in_view=conversation_id == self._current)

    def lock(self) -> None:
        """Show and keep nothing of any conversation, and hear of none until `unlock`."""
        self._is_locked = True
        self._opening.cancel()
        self._renewal.cancel()
        self._sending.forget()
        self._current = None
        self._drafts.clear()
        self._made.forget()
        self.sources.clear()
        self._live.follow(None)
        self._page.clear()
        self._page.composer.set_answering(False)
        self._sidebar.clear()

    def unlock(self) -> None:
        """Hear of conversations again."""
        self._is_locked = False

    # --- what was sent -------------------------------------------------------------------------

    def _on_kept(self, outgoing: Outgoing) -> None:
        if outgoing.written_in is None:
            self.on_begun()
        self.on_sent()
        self._page.composer.set_answering(self._is_answering())

    def _take_back(self, outgoing: Outgoing) -> None:
        """It could not be kept: it comes back to where it was written."""
        made, place = outgoing.conversation, outgoing.written_in
        if isinstance(outgoing.error, ConversationGone) and place != self._current:
            place = None
        if place is None:
            self.sources.withdraw(made)
            self._drafts.move(made, place)
            if self._current == made:
                self._current = None
        self._drafts.put_back(place, outgoing.draft, is_in_view=self._current == place)
        self._page.composer.set_answering(self._is_answering())
        if outgoing.error is not None:
            self._page.banner.show_error(outgoing.error)

    def _is_answering(self) -> bool:
        """Whether an answer is being written in view, or is about to be."""
        current = self._current
        is_on_way = self._live.id is not None or self._sending.is_under_way(current)
        return current is not None and (is_on_way or self._chat.is_answering(current))

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
                self._live.take_model(state)
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
                self._renewal.note_change()
                self._append(message)
            case AnswerProgress(message_id=message_id, done=done, total=total):
                self._live.show_progress(message_id, done, total)
            case AnswerSearches(message_id=message_id):
                self._live.show_search(message_id)
            case AnswerGrew(message_id=message_id, text=more, length=length):
                self._live.grow(message_id, more, length)
            case AnswerThought(message_id=message_id, text=more, length=length):
                self._live.think(message_id, more, length)
            case AnswerEnded(message=message, grounding=grounding):
                self._renewal.note_change()
                self._end(message, grounding)

    def _append(self, message: Message) -> None:
        if message.role is Role.SYSTEM or self._page.has_message(message.id):
            return
        if message.role is Role.ASSISTANT and message.finish is None:
            self._live.follow(message)
        self._page.append(*self._rows([message]))

    def _end(self, message: Message, grounding: Grounding | None) -> None:
        if grounding is not None:
            self._made.ground(message.id, grounding)
        row = self._made.row(message)
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
        if message.id == self._live.id:
            said = end_as_said(message)
            self._page.transcript.announce(said, is_urgent=message.error is not None)
            self._live.follow(None)
        if self._sending.is_under_way(self._current):  # a quick answer ends before that is told
            self._sending.finish(_SOON_S)
        self._page.composer.set_answering(self._is_answering())

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
            shown = _without_instructions(messages)
            rows = list(map(self._made.row, shown))
            self._page.put_before(self.finish_earlier_rows(rows, shown))
            self.groundings.ask(shown)
        return is_wanted

    def _show_anew(self, conversation_id: ConversationId, messages: list[Message] | None) -> None:
        """The conversation in view was read again; None: it is there no more."""
        if conversation_id != self._current:
            return
        if messages is None:
            draft = self._drafts.here()
            self._drafts.forget(conversation_id)
            self._current = None
            self._show([])
            self._drafts.put_here(joined(self._drafts.here(), draft))
            return
        shown = _without_instructions(messages)
        self._live.follow(unfinished(shown))
        self._page.renew_messages(self._rows(shown))
        self.groundings.ask(shown)
        self._page.composer.set_answering(self._is_answering())

    def _leave(self) -> None:
        self._page.composer.edit.finish_composing()  # else it would go on in what comes next
        self._drafts.leave(self._current)
        self.sources.leave()

    def _show(self, messages: list[Message], *, takes_focus: bool = True) -> None:
        self._renewal.cancel()
        shown = _without_instructions(messages)
        self._made.forget_groundings()
        self._live.follow(unfinished(shown))
        self._page.set_messages(self._rows(shown))
        self._drafts.put_here(self._drafts.of(self._current))
        self.sources.show(self._current)
        self._page.composer.set_answering(self._is_answering())
        if takes_focus:
            self._page.composer.setFocus()
        self.select_current()
        self.on_shown()
        for listener in self._shown_listeners:
            listener()
        self.groundings.ask(shown)

    def _forget(self, conversation_id: ConversationId) -> None:
        self._sidebar.remove(conversation_id)
        if self._opening.is_opening(conversation_id):
            self._opening.cancel()
        self._drafts.forget(conversation_id)
        self.sources.forget(conversation_id)
        if conversation_id == self._current:
            self._current = None
            self._show([])

    def _rows(self, messages: list[Message]) -> list[Row]:
        return self.finish_rows(list(map(self._made.row, messages)), messages)


def _without_instructions(messages: list[Message]) -> list[Message]:
    return [message for message in messages if message.role is not Role.SYSTEM]

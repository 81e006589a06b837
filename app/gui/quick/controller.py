"""The quick window's conversation: kept nowhere, or in the history, as its person says."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject

from app.domain.conversations import Message
from app.domain.errors import ConversationGone
from app.domain.events import (
    AnswerChecked,
    AnswerEnded,
    AnswerGrew,
    AnswerProgress,
    AnswerThought,
    AppEvent,
    ConversationRemoved,
    MessageAppended,
)
from app.domain.generation import FinishReason, Role
from app.domain.ids import ConversationId, MessageId
from app.domain.safety import SafetyReport
from app.gui import text
from app.gui.bridge import EventBridge
from app.gui.chat.draft import Draft
from app.gui.chat.look import Look
from app.gui.chat.message_edit import NEEDS_CONTROL
from app.gui.chat.row_words import end_as_said
from app.gui.chat.rows import Row
from app.gui.chat.sending import Outgoing, Sending
from app.gui.main_window import MainWindow
from app.gui.quick.quick_window import QuickWindow
from app.gui.text import safety as words
from app.gui.vault.background import Background
from app.services.chat import ChatService
from app.services.temporary_chat import TemporaryChat

_TIME_FORMAT = "%H:%M"


class QuickController(QObject):
    """Opens the quick window, made when it is first wanted, and follows what is said in it.

    `open_conversation` shows a kept one in the main window, `come_to_front` the window itself.
    """

    def __init__(
        self,
        kept: ChatService,
        temporary: TemporaryChat,
        window: MainWindow,
        background: Background,
        open_conversation: Callable[[ConversationId], None],
        come_to_front: Callable[[], None],
    ) -> None:
        super().__init__(window)
        self._kept, self._temporary = kept, temporary
        self._main = window
        self._open_conversation, self._come_to_front = open_conversation, come_to_front
        self._background = background
        self._chat: ChatService = kept
        self._sendings = {
            kept: Sending(kept, background, lambda _kept: None, self._take_back, self),
            temporary.chat: Sending(
                temporary.chat, background, self._on_begun, self._take_back, self
            ),
        }
        self._conversation: ConversationId | None = None
        self._live: MessageId | None = None
        self._is_on_way = False
        """Whether something was said of which nothing is seen yet."""
        self._ended: dict[MessageId, Row] = {}
        """Answers in view that came to their end, whole: what is folded can be asked for."""
        self._lengths = [0, 0]
        """Of the live answer's text and thoughts, as far as they are shown."""
        self._bridge = EventBridge(self)
        self._bridge.event_received.connect(self._hear)
        temporary.bus.subscribe(self._bridge.post)
        window.covered.connect(self._on_covered)
        window.uncovered.connect(self._on_uncovered)
        self.view = QuickWindow(window.icons, window.look)
        self.view.is_answering = self._is_answering
        self.view.asked.connect(self.ask)
        self.view.anew_requested.connect(self.forget)
        self.view.opening_requested.connect(self._open_in_window)
        self.view.unlock_requested.connect(self._unlock)
        self.view.stop_requested.connect(self.stop)
        self.view.put_away.connect(self._on_put_away)
        self.view.transcript.unfold_requested.connect(self._unfold)
        self.view.set_locked(is_locked=window.is_covered)
        window.also_retranslate(self.view.retranslate)

    def open(self) -> None:
        """Show it in front, or put it away where it is in front already."""
        if self.view.isVisible() and self.view.isActiveWindow():
            self.view.close()
        else:
            self.view.setProperty(NEEDS_CONTROL, self._main.property(NEEDS_CONTROL))
            self.view.come()

    def set_look(self, look: Look) -> None:
        """Take the colours of a look."""
        self.view.set_look(look)

    def ask(self, said: str) -> None:
        """Say something, in the conversation that is shown or in a new one.

        It is kept, and then answered, beside the window's thread; what cannot be kept comes back.
        """
        written_in = self._conversation
        if written_in is None:
            self._chat = self._kept if self.view.keep.isChecked() else self._temporary.chat
        conversation = self._conversation = written_in or self._chat.begin(said)
        self._is_on_way = True
        self.view.say("")
        self.view.edit.clear()
        outgoing = Outgoing(written_in, conversation, Draft(said), forgets_draft=False)
        self._sendings[self._chat].send(outgoing)

    def stop(self) -> None:
        """End the answer, if only it is about to begin; what it wrote stays."""
        if self._conversation is None:
            return
        sending = self._sendings[self._chat]
        if sending.is_under_way(self._conversation):  # the service would wait for it here
            sending.stop(self._conversation)
        else:
            self._chat.stop_soon(self._conversation)

    def forget(self) -> None:
        """Show nothing more; a conversation that is not kept is gone a moment later."""
        if self._chat is self._temporary.chat and self._conversation is not None:
            self._delete(self._conversation)
        self._conversation = self._live = None
        self._is_on_way = False
        self._ended.clear()
        self._lengths = [0, 0]
        self.view.clear()
        self.view.edit.setFocus()

    def hear(self, event: AppEvent) -> None:
        """Take an event of the chat that is kept, on the window's thread."""
        if self._chat is self._kept:
            self._hear(event)

    def close(self) -> None:
        """The window goes; what is to be kept of it is kept before."""
        self._sendings[self._kept].finish()
        self.view.put_away.disconnect()
        self.view.close()
        self.view.deleteLater()

    # --- what was sent --------------------------------------------------------------------------

    def _is_answering(self) -> bool:
        return self._live is not None or self._is_on_way

    def _on_begun(self, outgoing: Outgoing) -> None:
        """What was put away while it was on its way is gone as well."""
        if outgoing.conversation != self._conversation:
            self._delete(outgoing.conversation)

    def _take_back(self, outgoing: Outgoing) -> None:
        """It could not be kept: it comes back into the field, before what was written since."""
        is_shown = outgoing.conversation == self._conversation
        if self._main.is_covered or (
            not is_shown and isinstance(outgoing.error, ConversationGone)  # as was wished
        ):
            return
        if is_shown:
            self._is_on_way = False
            self._conversation = outgoing.written_in
        self.view.put_back(outgoing.draft.text)
        if outgoing.error is not None:
            error = outgoing.error
            self.view.say(f"{text.error_sentence(error)} {text.error_hint(error)}")

    def _delete(self, conversation: ConversationId) -> None:
        """Of the conversations that are kept nowhere."""
        chat = self._temporary.chat
        self._background.run(self, lambda: chat.delete(conversation))

    # --- events ---------------------------------------------------------------------------------

    def _hear(self, event: AppEvent) -> None:
        if (
            self._conversation is None
            or getattr(event, "conversation_id", None) != self._conversation
        ):
            return
        match event:
            case MessageAppended(message=message):
                self._append(message)
            case AnswerProgress(message_id=live, done=done, total=total) if live == self._live:
                if total > 0 and not any(self._lengths):
                    words_now = text.reading(round(100 * done / total))
                    self.view.transcript.update_message(live, status=words_now)
            case AnswerGrew(message_id=live, text=more, length=length) if live == self._live:
                if new := self._new(0, length):
                    self.view.transcript.update_message(live, status="")
                    self.view.transcript.grow(live, more[-new:])
            case AnswerThought(message_id=live, text=more, length=length) if live == self._live:
                if new := self._new(1, length):
                    self.view.transcript.update_message(live, status="")
                    self.view.transcript.grow_thoughts(live, more[-new:])
            case AnswerEnded(message=message):
                self._end(message)
            case AnswerChecked(message_id=judged, report=report):
                self._judge(judged, report)
            case ConversationRemoved():
                self._conversation = None
                self.forget()

    def _new(self, which: int, length: int) -> int:
        new = max(0, length - self._lengths[which])
        self._lengths[which] += new
        return new

    def _append(self, message: Message) -> None:
        if message.role is Role.SYSTEM:
            return
        if message.role is Role.ASSISTANT:
            self._is_on_way = False
            if message.finish is None:
                self._live = message.id
                self._lengths = [len(message.text), len(message.thoughts)]
        self.view.show_rows([_row(message)], is_kept=self._chat is self._kept)
        self.view.transcript.jump_to_end()

    def _end(self, message: Message) -> None:
        was_live = message.id == self._live
        if was_live:
            self._live = None
        row = self._ended[message.id] = _row(message)
        self.view.transcript.update_message(
            message.id,
            text=row.text,
            status=row.status,
            is_live=False,
            is_error=row.is_error,
            thoughts=row.thoughts,
            thinking_s=row.thinking_s or None,
        )
        if was_live:
            said = end_as_said(message)
            self.view.transcript.announce(said, is_urgent=message.error is not None)

    def _judge(self, message_id: MessageId, report: SafetyReport) -> None:
        """A safety model judged an answer: mark it, or fold it until somebody asks for it."""
        row = self._ended.get(message_id)
        if row is not None:
            caution, is_folded = words.answer_caution(report), words.is_to_fold(report)
            self._ended[message_id] = replace(row, caution=caution)
            self.view.transcript.update_message(message_id, caution=caution, is_folded=is_folded)

    def _unfold(self, message_id: MessageId) -> None:
        row = self._ended.get(message_id)
        if row is not None:
            self.view.transcript.update_message(
                message_id,
                text=row.text,
                thoughts=row.thoughts,
                status=row.status,
                caution=row.caution,
                is_folded=False,
            )

    # --- wishes ---------------------------------------------------------------------------------

    def _open_in_window(self) -> None:
        conversation = self._conversation
        self._conversation = self._live = None
        self._is_on_way = False
        self._ended.clear()
        self.view.close()
        self._come_to_front()
        if conversation is not None:
            self._open_conversation(conversation)

    def _unlock(self) -> None:
        self.view.close()
        self._come_to_front()

    def _on_put_away(self) -> None:
        """What is written and not sent stays; what is not kept is gone, as was said."""
        if self._conversation is not None:
            self.stop()
            self.forget()

    def _on_covered(self) -> None:
        self._sendings[self._kept].finish()  # before the vault closes
        self.stop()
        self.forget()
        self.view.set_locked(is_locked=True)

    def _on_uncovered(self) -> None:
        self.view.set_locked(is_locked=False)


def _row(message: Message) -> Row:
    is_live = message.role is Role.ASSISTANT and message.finish is None
    return Row(
        id=message.id,
        role=message.role,
        text=message.text,
        status=_status(message, is_live=is_live),
        time=message.created_at.astimezone().strftime(_TIME_FORMAT),
        is_live=is_live,
        is_error=message.error is not None,
        thoughts=message.thoughts,
        thinking_s=message.timing.thinking_s,
    )


def _status(message: Message, *, is_live: bool) -> str:
    if is_live:
        return "" if message.text or message.thoughts else text.thinking()
    if message.error is not None:
        sentence = f"{text.error_sentence(message.error)} {text.error_hint(message.error)}"
        return text.answer_interrupted(sentence) if message.text else sentence
    said = {
        FinishReason.CANCELLED: text.stopped,
        FinishReason.LENGTH: text.reached_limit,
        FinishReason.CONTEXT_FULL: text.context_is_full,
    }
    return said[message.finish]() if message.finish in said else ""

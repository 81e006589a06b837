"""The answer in view that is being written: how far it is, and what is said until it begins."""

from app.domain.conversations import Message
from app.domain.generation import Role
from app.domain.ids import MessageId
from app.domain.models import ModelPhase, ModelState
from app.gui import text
from app.gui.chat.chat_page import ChatPage
from app.gui.chat.thinking_clock import ThinkingClock


class LiveAnswer:
    """Grows in the transcript; a piece that is there already changes nothing."""

    def __init__(self, page: ChatPage) -> None:
        self._transcript = page.transcript
        self._model = ModelState(ModelPhase.NONE)
        self.id: MessageId | None = None
        """None while no answer is being written in view."""
        self._length = self._thoughts = 0
        self._is_searching = False
        """Whether documents are looked through for it, or were."""
        self.thinking = ThinkingClock(page)
        self.thinking.ticked.connect(self._on_thinking)

    def follow(self, message: Message | None) -> None:
        """An answer that is being written, the same as before perhaps, or none."""
        before, self.id = self.id, message.id if message else None
        self._length = len(message.text) if message else 0
        self._thoughts = len(message.thoughts) if message else 0
        if self.id is None or self.id != before:
            self._is_searching = False
            self.thinking.reset()

    def take_model(self, state: ModelState) -> None:
        """The model is another, or further on its way."""
        self._model = state
        self._show_status(self.waiting_words())

    def show_progress(self, message_id: MessageId, done: int, total: int) -> None:
        """So much of what was asked is read."""
        if message_id == self.id and total > 0:
            self._show_status(text.reading(round(100 * done / total)))

    def show_search(self, message_id: MessageId) -> None:
        """Documents are looked through."""
        if message_id == self.id:
            self._is_searching = True
            self._show_status(text.searching_documents())

    def grow(self, message_id: MessageId, more: str, length: int) -> None:
        """`more` ends a text that is `length` long by now."""
        new = length - self._length
        if message_id != self.id or new <= 0:
            return
        if self._length == 0:
            seconds = self.thinking.stop()
            self._transcript.update_message(message_id, status="", thinking_s=seconds)
        self._length = length
        self._transcript.grow(message_id, more[-new:])

    def think(self, message_id: MessageId, more: str, length: int) -> None:
        """The same of its thoughts."""
        new = length - self._thoughts
        if message_id != self.id or new <= 0:
            return
        if self._thoughts == 0:
            self.thinking.start()
            self._transcript.update_message(message_id, status="")
        self._thoughts = length
        self._transcript.grow_thoughts(message_id, more[-new:])

    def waiting_words(self) -> str:
        """What is said while there is no text."""
        if self._model.phase is ModelPhase.LOADING:
            return text.waiting_for_model(round(self._model.progress * 100))
        if self._is_searching:
            return text.searching_documents()
        return text.thinking()

    def _on_thinking(self, seconds: float) -> None:
        if self.id is not None:
            self._transcript.update_message(self.id, thinking_s=seconds)

    def _show_status(self, words: str) -> None:
        if self.id is not None and not self._length and not self._thoughts:
            self._transcript.update_message(self.id, status=words)


def unfinished(messages: list[Message]) -> Message | None:
    """The answer that is still being written, if there is one."""
    live = [each for each in messages if each.role is Role.ASSISTANT and each.finish is None]
    return live[-1] if live else None

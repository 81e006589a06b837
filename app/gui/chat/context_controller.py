"""What the model sees of the conversation in view: the meter, the divider, the summary."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from app.domain.assistants import use_of
from app.domain.context import WHOLE, ContextUse, Cut
from app.domain.errors import AppError
from app.domain.events import (
    AnswerEnded,
    AnswerGrew,
    AnswerProgress,
    AnswerThought,
    AppEvent,
    BranchChanged,
    ContextCut,
    ConversationChanged,
    MessagePinned,
    ModelChanged,
    SummaryChanged,
    SummaryGrew,
    VaultChanged,
)
from app.domain.ids import ConversationId
from app.gui.chat.chat_page import ChatPage
from app.gui.chat.controller import ChatController
from app.gui.chat.rows import Divider, DividerWish
from app.gui.chat.summary_dialog import SummaryDialog
from app.gui.text import context as words
from app.gui.vault.background import Background
from app.services.answer import Wanted
from app.services.context_meter import ContextMeter, Writing
from app.services.context_window import guessed
from app.services.summaries import SummaryService
from app.services.usual import wanted_by

PAUSE_MS = 350
"""Counted once nobody has typed for so long."""
MOVE_MS = 1000
"""While an answer is written the meter moves once in so long."""


class ContextController(QObject):
    """Has it counted away from the window's thread, one count at a time."""

    def __init__(
        self,
        meter: ContextMeter,
        summaries: SummaryService,
        chat: ChatController,
        page: ChatPage,
        background: Background,
    ) -> None:
        super().__init__(page)
        self._meter = meter
        self._summaries = summaries
        self._chat = chat
        self._page = page
        self._background = background
        self._is_counting = self._is_stale = False
        self._use: ContextUse | None = None
        """What was counted last of the conversation in view, before an answer that is written."""
        self._prompt, self._answered = 0, 0.0
        """Tokens that were read for that answer, and about how many it has."""
        self._cut = WHOLE
        self._written: SummaryGrew | None = None
        """What is being written for the conversation in view, as far as it is."""
        self._timer = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._timer.timeout.connect(self._count)
        self._mover = QTimer(self, singleShot=True, interval=MOVE_MS)
        self._mover.timeout.connect(self._move)
        composer = page.composer
        composer.draft_changed.connect(self.look)
        composer.sources.changed.connect(self.look)
        composer.assistant.changed.connect(self.look)
        page.conversation_shown.connect(self._on_shown)
        page.transcript.divider_requested.connect(self._on_wish)

    def look(self) -> None:
        """Something changed: count soon."""
        self._timer.start()

    def hear(self, event: AppEvent) -> None:
        """Take an event of the services, on the window's thread."""
        current = self._chat.current
        match event:
            case ContextCut(conversation_id, cut=cut) if conversation_id == current:
                self._draw(cut)
            case SummaryGrew(conversation_id) if conversation_id == current:
                self._written = event
                self._draw(self._cut)
            case SummaryChanged(conversation_id) if conversation_id == current:
                self._written = None
                self._draw(self._cut)
                self._count()
            case AnswerProgress(conversation_id, total=total) if conversation_id == current:
                # Read again in the middle of an answer, the prompt has what came of it.
                self._prompt, self._answered = total, 0.0
                self._move_soon(0.0)
            case AnswerGrew(conversation_id, text=more) if conversation_id == current:
                self._move_soon(guessed(more))
            case AnswerThought(conversation_id, text=more) if conversation_id == current:
                self._move_soon(guessed(more))
            case AnswerEnded(conversation_id) if conversation_id == current:
                self._stand()
                self.look()
            case AnswerEnded() | BranchChanged() | ConversationChanged() | ModelChanged():
                self.look()
            case MessagePinned():
                self.look()
            case VaultChanged():
                self._forget()
                self.look()

    # --- the summary ----------------------------------------------------------------------------

    def _on_wish(self, wish: DividerWish) -> None:
        conversation = self._chat.current
        if conversation is None:
            return
        match wish:
            case DividerWish.SUM_UP:
                self._sum_up(conversation)
            case DividerWish.STOP:
                self._summaries.stop(conversation)
            case DividerWish.EDIT:
                dialog = SummaryDialog(self._cut.summary, self._page.window())
                dialog.saved.connect(self._on_edited)
                self._page.conversation_shown.connect(dialog.reject)
                dialog.open()
            case DividerWish.REMOVE:
                self._put("", words.summary_removed)

    def _on_edited(self, text: str) -> None:
        self._put(text.strip(), words.summary_changed if text.strip() else words.summary_removed)

    def _sum_up(self, conversation: ConversationId) -> None:
        first_seen = self._cut.first_seen
        if first_seen is None:
            return
        self._written = SummaryGrew(conversation, "")
        self._draw(self._cut)
        self._background.run(
            self,
            lambda: self._summaries.make(conversation, first_seen),
            failed=self._page.banner.show_error,
        )

    def _put(self, text: str, says: Callable[[], str]) -> None:
        """Put something in place of the summary of the conversation in view; offer the way back."""
        conversation, summed_up_to = self._chat.current, self._cut.summed_up_to
        before = self._cut.summary
        if conversation is None or summed_up_to is None or text == before:
            return

        def put(wanted: str) -> None:
            self._summaries.put(conversation, summed_up_to, wanted)

        def run(wanted: str, done: Callable[[None], None] = lambda _done: None) -> None:
            self._background.run(self, lambda: put(wanted), done, self._page.banner.show_error)

        def offer(_done: None) -> None:
            if conversation == self._chat.current:
                self._page.undo_bar.offer(says, lambda: run(before))

        run(text, offer)

    def _draw(self, cut: Cut) -> None:
        """The divider where the cut is, with what is written there."""
        self._cut = cut
        written = self._written
        if written is not None:
            place = (written.part, written.parts)
            divider = Divider(cut.left_out, written.text, True, place, written.share)
        else:
            divider = Divider(
                cut.left_out,
                cut.summary,
                is_summed_up=cut.is_summed_up,
                has_pinned=cut.pinned > 0,
            )
        self._page.transcript.set_divider(cut.first_seen, divider)

    # --- counting -------------------------------------------------------------------------------

    def _on_shown(self) -> None:
        """Another conversation is in view: what was counted is not its."""
        self._forget()
        conversation = self._chat.current
        if conversation is not None and self._summaries.is_under_way(conversation):
            self._written = SummaryGrew(conversation, "")
        self.look()

    def _forget(self) -> None:
        self._written = self._use = None
        self._stand()
        self._page.composer.meter.show_use(None)
        self._draw(WHOLE)

    def _count(self) -> None:
        if self._is_counting:
            self._is_stale = True
            return
        conversation = self._chat.current
        if self._page.composer.is_answering:
            return  # it is counted once the answer has ended
        writing = self._writing()
        self._is_counting, self._is_stale = True, False

        def done(use: ContextUse | None) -> None:
            self._is_counting = False
            if self._is_stale or conversation != self._chat.current:
                self.look()
            elif not self._page.composer.is_answering:
                self._show(use)

        def failed(_error: AppError) -> None:
            done(None)

        self._background.run(self, lambda: self._meter.use(conversation, writing), done, failed)

    def _writing(self) -> Writing:
        composer = self._page.composer
        assistant = composer.assistant.assistant
        return Writing(
            composer.draft(),
            composer.chips.attachments(),
            bool(composer.sources.sources()),
            wanted_by(Wanted(), None if assistant is None else use_of(assistant)),
        )

    def _show(self, use: ContextUse | None) -> None:
        self._use = use
        self._page.composer.meter.show_use(use)
        if use is not None and not use.documents:
            self._draw(use.cut)

    # --- while an answer is written -------------------------------------------------------------

    def _move_soon(self, tokens: float) -> None:
        self._answered += tokens
        if not self._mover.isActive():
            self._mover.start()

    def _move(self) -> None:
        """Show what the answer takes by now; of documents a limit is shown, which stays."""
        use = self._use
        if use is not None and not use.documents and self._page.composer.is_answering:
            moved = use.with_answer(self._prompt, self._answered)
            self._page.composer.meter.show_use(moved)

    def _stand(self) -> None:
        self._mover.stop()
        self._prompt, self._answered = 0, 0.0

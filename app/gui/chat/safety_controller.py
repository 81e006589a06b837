"""What a safety model found, shown on the messages in view: a quiet line, or the text folded."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject

from app.domain.conversations import Message
from app.domain.events import AnswerChecked, AppEvent, VaultChanged
from app.domain.generation import Role
from app.domain.ids import ConversationId, MessageId
from app.domain.safety import Judged, SafetyReport
from app.gui.chat.chat_page import ChatPage
from app.gui.chat.controller import ChatController, FinishRows
from app.gui.chat.rows import Row
from app.gui.text import safety as words


class SafetyController(QObject):
    """Never folds what the user wrote; what was asked for stays open until Snug is locked."""

    def __init__(
        self,
        report_of: Callable[[MessageId], SafetyReport | None],
        recall: Callable[[ConversationId], None],
        chat: ChatController,
        page: ChatPage,
    ) -> None:
        """`report_of` tells what was found for an answer, once `recall` read it; that may wait.

        Made after who finishes rows.
        """
        super().__init__(page)
        self._report_of = report_of
        self._chat = chat
        self._page = page
        self._opened: set[MessageId] = set()
        chat.read_ahead = _both(chat.read_ahead, recall)
        chat.finish_rows = self._after(chat.finish_rows)
        chat.finish_earlier_rows = self._after(chat.finish_earlier_rows)
        page.transcript.unfold_requested.connect(self._unfold)

    def hear(self, event: AppEvent) -> None:
        """Take an event of the services, on the window's thread."""
        match event:
            case AnswerChecked(conversation_id, message_id, report):
                if conversation_id == self._chat.current:
                    self._show(message_id, report)
            case VaultChanged():
                self._opened.clear()

    def _after(self, finish: FinishRows) -> FinishRows:
        """What finishes rows, and then marks them."""

        def marked(rows: list[Row], messages: list[Message]) -> list[Row]:
            return self._marked(finish(rows, messages))

        return marked

    def _marked(self, rows: Sequence[Row]) -> list[Row]:
        """The rows with what was found; a question with what its answer's report says of it."""
        found = list(rows)
        for place, row in enumerate(rows):
            report = None if row.role is not Role.ASSISTANT else self._report_of(row.id)
            if report is None:
                continue
            found[place] = self._of_answer(row, report)
            if place and rows[place - 1].role is Role.USER:
                caution = words.question_caution(report)
                found[place - 1] = replace(found[place - 1], caution=caution)
        return found

    def _of_answer(self, row: Row, report: SafetyReport) -> Row:
        caution = words.answer_caution(report)
        marked = replace(row, caution=caution, is_folded=self._is_folded(row.id, report))
        return marked.without_folded()

    def _is_folded(self, message_id: MessageId, report: SafetyReport) -> bool:
        return words.is_to_fold(report) and message_id not in self._opened

    def _show(self, message_id: MessageId, report: SafetyReport) -> None:
        """Of an answer that has just been checked."""
        transcript = self._page.transcript
        caution = words.answer_caution(report)
        is_folded = self._is_folded(message_id, report)
        transcript.update_message(message_id, caution=caution, is_folded=is_folded)
        if report.of(Judged.QUESTION) is not None:
            self._chat.refresh()  # the question is marked with the rest

    def _unfold(self, message_id: MessageId) -> None:
        self._opened.add(message_id)
        self._chat.refresh()


def _both(
    first: Callable[[ConversationId], None], then: Callable[[ConversationId], None]
) -> Callable[[ConversationId], None]:
    def read(conversation_id: ConversationId) -> None:
        first(conversation_id)
        then(conversation_id)

    return read

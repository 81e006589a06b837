"""From "Compare…" to the answer that one goes on with."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence

from app.domain.errors import AppError
from app.domain.events import (
    AnswerEnded,
    AnswerGrew,
    AppEvent,
    ColumnBegan,
    ColumnFailed,
    VaultChanged,
)
from app.domain.generation import FinishReason
from app.domain.ids import MessageId
from app.domain.models import InstalledModel
from app.gui import text
from app.gui.chat.chat_page import ChatPage
from app.gui.chat.controller import ChatController
from app.gui.chat.source import filter_of
from app.gui.compare.column import AnswerColumn
from app.gui.compare.dialog import CompareDialog
from app.gui.main_window import MenuEntry
from app.gui.model_chip import short_name
from app.gui.text import compare as words
from app.gui.vault.background import Background
from app.services.comparing import ComparingService, Comparison


class CompareController(QObject):
    """Asks away from the window's thread; what the answers grow by arrives as events."""

    def __init__(
        self,
        service: ComparingService,
        installed: Callable[[], Sequence[InstalledModel]],
        chosen: Callable[[], InstalledModel | None],
        chat: ChatController,
        background: Background,
        page: ChatPage,
    ) -> None:
        """`installed` are the models to choose from; `chosen` is the one that answers usually."""
        super().__init__(page)
        self._service = service
        self._installed = installed
        self._chosen = chosen
        self._chat = chat
        self._background = background
        self._page = page
        self._texts: dict[MessageId, str] = {}
        self._ends: dict[MessageId, AnswerEnded] = {}
        self.dialog: CompareDialog | None = None
        self.action = QAction(page)
        self.action.setShortcut(QKeySequence("Ctrl+Shift+Return"))
        self.action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.action.triggered.connect(self.open)
        page.addAction(self.action)
        button = page.composer.button
        button.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        button.addAction(self.action)
        self.retranslate()

    def menu_entries(self) -> list[MenuEntry]:
        """What the window's menu offers."""
        return [MenuEntry(words.compare(), self.open)]

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        self.action.setText(words.compare())
        self.action.setToolTip(words.compare_tip())

    def open(self) -> None:
        """Let models and styles be chosen for what is written in the composer."""
        if self.dialog is not None:
            self.dialog.raise_()
            return
        question = self._page.composer.draft().strip()
        dialog = CompareDialog(question, self._models(), self._page.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.ask_requested.connect(self._ask)
        dialog.stop_requested.connect(lambda: self._background.run(self, self._service.stop))
        dialog.reset_requested.connect(self._reset)
        dialog.continue_requested.connect(self._go_on_with)
        dialog.finished.connect(lambda _code: self._closed())
        self.dialog = dialog
        dialog.open()

    def hear(self, event: AppEvent) -> None:
        """Take an event of the services, on the window's thread."""
        if self.dialog is None:
            return
        match event:
            case VaultChanged():
                self.dialog.reject()
            case AnswerGrew(message_id=message_id, text=more):
                # A column may begin to write before it is told which answer is its own.
                self._texts[message_id] = self._texts.get(message_id, "") + more
                self._show(message_id)
            case AnswerEnded(message=message):
                self._ends[message.id] = event
                self._show(message.id)
            case ColumnBegan(column=place, message_id=message_id):
                if place < len(self.dialog.columns):
                    self.dialog.columns[place].answer = message_id
                    self._show(message_id)
            case ColumnFailed(column=place, error=error):
                if place < len(self.dialog.columns):
                    said = words.could_not(text.error_sentence(error))
                    self.dialog.columns[place].status.setText(said)
            case _:
                pass

    # --- what is wished -------------------------------------------------------------------------

    def _ask(self) -> None:
        dialog, composer = self.dialog, self._page.composer
        if dialog is None:
            return
        question, columns = dialog.question.toPlainText().strip(), dialog.chosen()
        attachments = composer.chips.attachments()
        about = filter_of(composer.sources.sources())
        conversation = self._chat.current
        dialog.set_asking(is_asking=True)

        def done(found: Comparison | None) -> None:
            if self.dialog is not dialog:  # closed before the question was on its way
                self._background.run(self, self._service.leave)
                return
            dialog.set_asking(is_asking=False)
            if found is None:
                dialog.say(words.is_answering())
                return
            composer.take_attachments()
            composer.set_draft("")
            dialog.set_asked(found.seats)
            self._chat.open(found.conversation)

        def failed(error: AppError) -> None:
            if self.dialog is dialog:
                dialog.set_asking(is_asking=False)
                dialog.say(f"{text.error_sentence(error)} {text.error_hint(error)}")

        self._background.run(
            self,
            lambda: self._service.begin(conversation, question, columns, about, attachments),
            done,
            failed,
        )

    def _go_on_with(self, answer: MessageId | None) -> None:
        if answer is None or self.dialog is None:
            return
        show_error = self._page.banner.show_error
        self._background.run(self, lambda: self._service.choose(answer), failed=show_error)
        self.dialog.accept()

    def _reset(self) -> None:
        try:
            self._service.tally.reset()
        except AppError as error:
            self._page.banner.show_error(error)
        if self.dialog is not None:
            self.dialog.offer(self._models())

    def _closed(self) -> None:
        """The answers stay as versions; nothing of them stays here."""
        was_chosen = self.dialog is not None and bool(self.dialog.result())
        self.dialog = None
        self._texts.clear()
        self._ends.clear()
        if not was_chosen:
            self._background.run(self, self._service.leave)

    # --- what is shown --------------------------------------------------------------------------

    def _models(self) -> list[tuple[str, str]]:
        """The chosen model first, as no name of its own; then the others with their counts."""
        counts = self._service.tally.all()
        chosen = self._chosen()
        found: list[tuple[str, str]] = []
        for model in sorted(
            self._installed(), key=lambda each: chosen is None or each.path != chosen.path
        ):
            name, tally = short_name(model.name), counts.get(model.id)
            if tally is not None:
                name = words.chosen_of(name, tally.chosen, tally.compared)
            is_chosen = chosen is not None and model.path == chosen.path
            found.append((name, "" if is_chosen else str(model.path)))
        return found

    def _column(self, message_id: MessageId) -> AnswerColumn | None:
        columns = self.dialog.columns if self.dialog is not None else []
        return next((each for each in columns if each.answer == message_id), None)

    def _show(self, message_id: MessageId) -> None:
        column, ended = self._column(message_id), self._ends.get(message_id)
        if column is None:
            return
        if ended is None:
            column.show_text(self._texts.get(message_id, ""), words.writing())
            return
        message = ended.message
        status = words.done()
        if message.error is not None:
            status = words.could_not(text.error_sentence(message.error))
        elif message.finish is FinishReason.CANCELLED:
            status = words.was_stopped()
        column.end(message.text, status)

"""From "Compare…" to the answer that one goes on with."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction

from app.domain.errors import AppError
from app.domain.events import (
    AnswerChecked,
    AnswerEnded,
    AnswerGrew,
    AnswerProgress,
    AnswerSearches,
    AnswerThought,
    AppEvent,
    ColumnBegan,
    ColumnFailed,
    ConversationRemoved,
    ModelChanged,
    VaultChanged,
)
from app.domain.generation import FinishReason
from app.domain.ids import ConversationId, MessageId
from app.domain.models import InstalledModel, ModelPhase, ModelState
from app.gui import text
from app.gui.chat.chat_page import ChatPage
from app.gui.chat.controller import ChatController
from app.gui.chat.json_answers import shown_text
from app.gui.chat.source import filter_of
from app.gui.commands.command import Command, Group
from app.gui.compare.column import AnswerColumn, Offer
from app.gui.compare.view import CompareView
from app.gui.main_window import MenuEntry
from app.gui.model_chip import short_name
from app.gui.text import compare as words
from app.gui.vault.background import Background
from app.services.comparing import ComparingService, Comparison, Seat


@dataclass(slots=True)
class _SoFar:
    """What was written of an answer whose column is not known yet."""

    text: str = ""
    thoughts: str = ""
    ended: AnswerEnded | None = None


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
        self._early: dict[MessageId, _SoFar] = {}
        self._comparison: Comparison | None = None
        self._asked_from: ConversationId | None = None
        self._is_asking = False
        self.view: CompareView | None = None
        self.action = QAction(page)
        self.action.triggered.connect(self.open)
        button = page.composer.button
        button.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        button.addAction(self.action)
        chat.also_on_shown(self._on_shown)
        self.retranslate()

    def commands(self) -> tuple[Command, ...]:
        """What the palette and the keys offer."""
        keys = "Ctrl+Shift+Return"
        return (
            Command("compare", Group.WRITING, words.compare, self.open, keys, self._page, True),
        )

    def menu_entries(self) -> list[MenuEntry]:
        """What the window's menu offers."""
        return [MenuEntry(words.compare(), self.open)]

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        self.action.setText(words.compare())
        self.action.setToolTip(words.compare_tip())

    def open(self) -> None:
        """Let models and styles be chosen for what is written in the composer."""
        if self.view is not None and self.view.isVisible():
            self.view.setFocus()
            return
        self.close()  # one of another conversation
        composer = self._page.composer
        view = CompareView(
            composer.draft().strip(), self._models(), self._page.transcript_beside, self._page
        )
        view.written.connect(composer.set_draft)  # where drafts are kept
        view.question.text_given.connect(composer.add_text)
        view.question.files_given.connect(composer.edit.files_given)
        view.question.picture_given.connect(composer.edit.picture_given)
        view.question.refused.connect(composer.edit.refused)
        view.ask_requested.connect(self._ask)
        view.stop_requested.connect(lambda: self._background.run(self, self._service.stop))
        view.column_stop_requested.connect(self._stop_column)
        view.reset_requested.connect(self._reset)
        view.continue_requested.connect(self._go_on_with)
        view.closed.connect(self.close)
        composer.chips.changed.connect(self._show_attached)
        composer.reading_changed.connect(self._show_attached)
        self.view = view
        self._show_attached()
        self._page.close_panel()
        self._page.lay_over(view)
        view.question.setFocus()
        view.question.selectAll()

    def close(self) -> None:
        """Show the conversation again; answers that are being written end, and stay."""
        if self._put_away() is not None:
            self._background.run(self, self._service.leave)

    def hear(self, event: AppEvent) -> None:
        """Take an event of the services, on the window's thread, after the chat has."""
        if self.view is None:
            return
        match event:
            case VaultChanged():
                self.close()
            case ConversationRemoved(conversation_id):
                if self._comparison and conversation_id == self._comparison.conversation:
                    self.close()
            case ModelChanged(state):
                self._show_model(state)
            case ColumnBegan(column=place, message_id=message_id):
                self._begin(place, message_id)
            case ColumnFailed(column=place, error=error):
                if place < len(self.view.columns):
                    said = f"{text.error_sentence(error)} {text.error_hint(error)}"
                    self.view.columns[place].fail(words.could_not(said))
            case AnswerGrew(message_id=message_id, text=more):
                self._grow(message_id, more, "")
            case AnswerThought(message_id=message_id, text=more):
                self._grow(message_id, "", more)
            case AnswerProgress(message_id=message_id, done=done, total=total) if total > 0:
                self._wait(message_id, text.reading(round(100 * done / total)))
            case AnswerSearches(message_id=message_id):
                self._wait(message_id, text.searching_documents())
            case AnswerEnded():
                self._end(event)
            case AnswerChecked(message_id=message_id, report=report):
                if (column := self._column(message_id)) is not None:
                    column.judge(report)
        if self.view is not None:
            self.view.refresh()

    # --- what is wished -------------------------------------------------------------------------

    def _ask(self) -> None:
        view, composer = self.view, self._page.composer
        if view is None or self._is_asking:
            return
        question, columns = view.question.toPlainText().strip(), view.chosen()
        attachments = composer.chips.attachments()
        about = filter_of(composer.sources.sources())
        assistant = composer.assistant.id
        conversation = self._asked_from = self._chat.current
        self._is_asking = True
        view.set_asking(is_asking=True)

        def done(found: Comparison | None) -> None:
            self._is_asking = False
            if self.view is not view:  # closed before the question was on its way
                self._background.run(self, self._service.leave)
                return
            view.set_asking(is_asking=False)
            if found is None:
                view.say(words.is_answering())
                return
            self._comparison = found
            if self._chat.current == conversation:  # nobody went elsewhere meanwhile
                composer.take_attachments()
                composer.set_draft("")
                self._chat.open(found.conversation)
            view.set_asked(found)

        def failed(error: AppError) -> None:
            self._is_asking = False
            if self.view is view:
                view.set_asking(is_asking=False)
                view.say(f"{text.error_sentence(error)} {text.error_hint(error)}")

        self._background.run(
            self,
            lambda: self._service.begin(
                conversation, question, columns, about, attachments, assistant
            ),
            done,
            failed,
        )

    def _stop_column(self, place: int) -> None:
        if self.view is None:
            return
        if self.view.columns[place].answer is None:
            self.view.columns[place].fail(words.not_asked())
            self.view.refresh()
        self._background.run(self, lambda: self._service.stop_column(place))

    def _go_on_with(self, answer: MessageId | None) -> None:
        if answer is None or self._put_away() is None:
            return
        show_error = self._page.banner.show_error
        self._background.run(self, lambda: self._service.choose(answer), failed=show_error)

    def _reset(self) -> None:
        try:
            self._service.tally.reset()
        except AppError as error:
            if self.view is not None:
                self.view.say(text.error_sentence(error))
        if self.view is not None:
            self.view.offer(self._models())

    def _put_away(self) -> CompareView | None:
        """The answers stay as versions; nothing of them stays here."""
        view, self.view = self.view, None
        if view is None:
            return None
        self._comparison = None
        self._early.clear()
        self._page.composer.chips.changed.disconnect(self._show_attached)
        self._page.composer.reading_changed.disconnect(self._show_attached)
        focused = view.window().focusWidget()
        had_focus = focused is view or (focused is not None and view.isAncestorOf(focused))
        self._page.lift()
        view.blockSignals(True)
        view.forget()
        view.hide()
        view.deleteLater()
        if had_focus:
            self._page.composer.setFocus()
        return view

    # --- what is shown --------------------------------------------------------------------------

    def _on_shown(self) -> None:
        """Another conversation is in view: the answers of this one go on, out of sight."""
        if self.view is None:
            return
        if self._comparison is None:
            if self._is_asking and self._chat.current != self._asked_from:
                self._page.lift()
            elif not self._is_asking:
                self.close()
        elif self._chat.current == self._comparison.conversation:
            self._page.lay_over(self.view)
        else:
            self._page.lift()

    def _show_attached(self) -> None:
        if self.view is None or self._comparison is not None:
            return
        composer = self._page.composer
        names = [each.attachment.name for each in composer.chips.attachments()]
        names += [each.name for each in composer.sources.sources()]
        self.view.show_attached(names, is_reading=composer.is_reading)

    def _models(self) -> list[Offer]:
        """The chosen model first, as no name of its own; then the others with their counts."""
        counts = self._service.tally.all()
        chosen = self._chosen()
        found: list[Offer] = []
        for model in sorted(
            self._installed(), key=lambda each: chosen is None or each.path != chosen.path
        ):
            name, tally = short_name(model.name), counts.get(model.id)
            shown = words.chosen_of(name, tally.chosen, tally.compared) if tally else name
            is_chosen = chosen is not None and model.path == chosen.path
            found.append(Offer(name, shown, "" if is_chosen else str(model.path)))
        return found

    def _column(self, message_id: MessageId) -> AnswerColumn | None:
        columns = self.view.columns if self.view is not None else []
        return next((each for each in columns if each.answer == message_id), None)

    def _begin(self, place: int, message_id: MessageId) -> None:
        if self.view is None or place >= len(self.view.columns):
            return
        column = self.view.columns[place]
        column.begin(message_id)
        early = self._early.pop(message_id, _SoFar())
        if early.text or early.thoughts:
            column.grow(early.text, early.thoughts)
        if early.ended is not None:
            self._end(early.ended)

    def _grow(self, message_id: MessageId, more: str, thoughts: str) -> None:
        column = self._column(message_id)
        if column is not None:
            column.grow(more, thoughts)
        else:  # a column may begin to write before it is told which answer is its own
            early = self._early.setdefault(message_id, _SoFar())
            early.text += more
            early.thoughts += thoughts

    def _wait(self, message_id: MessageId, status: str) -> None:
        column = self._column(message_id)
        if column is not None:
            column.wait(status)

    def _end(self, event: AnswerEnded) -> None:
        message = event.message
        column = self._column(message.id)
        if column is None:
            self._early.setdefault(message.id, _SoFar()).ended = event
            return
        column.end(message, shown_text(message, as_json=self._chat.as_json), event.grounding)
        if message.finish is FinishReason.CANCELLED and self.view is not None:
            waiting = self._service.waiting()
            for place, each in enumerate(self.view.columns):
                if self.view.is_asked and each.answer is None and place not in waiting:
                    each.fail(words.not_asked())

    def _show_model(self, state: ModelState) -> None:
        """What fails is said in its column, and by the model's own chip."""
        if self.view is None or self._comparison is None:
            return
        if state.error is not None:
            self._page.banner.withdraw(state.error)
        if state.phase is ModelPhase.LOADING:
            for column, seat in zip(self.view.columns, self._comparison.seats, strict=True):
                if seat is not Seat.BESIDE:
                    column.wait(text.waiting_for_model(round(state.progress * 100)))

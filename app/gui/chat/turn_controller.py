"""Turns in the window: what is wished for a message goes to the services, and can be undone."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TypeVar

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QWidget

from app.domain.conversations import Conversation, Message
from app.domain.events import AnswerEnded, AppEvent, BranchChanged, HistoryReloaded, MessagePinned
from app.domain.generation import Role
from app.domain.ids import ConversationId, MessageId
from app.domain.models import InstalledModel
from app.gui.chat import turn_menus
from app.gui.chat.chat_page import ChatPage
from app.gui.chat.controller import ChatController
from app.gui.chat.rows import Row
from app.gui.chat.turn import Turn, TurnAct, TurnMenu
from app.gui.model_chip import short_name
from app.gui.text import turns as words
from app.gui.vault.background import Background
from app.services.chat import ChatService
from app.services.models import ModelService
from app.services.turn_words import Manner
from app.services.turns import TurnService, Versions

T = TypeVar("T")
_one_turn = lru_cache(maxsize=64)(Turn)
"""Thousands of messages are as many others: they share what can be done with them."""


class TurnController(QObject):
    """Beside the ChatController, which shows the conversation."""

    def __init__(
        self,
        turns: TurnService,
        service: ChatService,
        models: ModelService,
        chat: ChatController,
        background: Background,
        page: ChatPage,
    ) -> None:
        super().__init__(page)
        self._turns = turns
        self._service = service
        self._models = models
        self._chat = chat
        self._background = background
        self._page = page
        self._rows = page.transcript.turns
        self._versions: Versions = {}
        self._versions_of: ConversationId | None = None
        self._changes = 0
        """Of branches, so that what was read ahead of one is not taken for the latest."""
        self._ahead: tuple[ConversationId, int, Versions] | None = None
        self._free_questions: set[MessageId] = set()
        """Those in view that are about no documents."""
        self._is_last_free = True
        self._put_off: tuple[ConversationId, MessageId, str] | None = None
        """What is said in place of a message once the answer that is being stopped has ended."""
        self._last: MessageId | None = None
        """The last message in view, if it is an answer that can go on."""
        self.add_to_menu: Callable[[Row, QMenu], None] = lambda _row, _menu: None
        """Adds what others offer for a message."""
        self.menu: QMenu | None = None
        """The one that was opened last."""
        chat.finish_rows = self.finish_rows
        chat.finish_earlier_rows = self.finish_earlier_rows
        chat.read_ahead = self.read_ahead
        self._rows.acted.connect(self.act)
        self._rows.menu_requested.connect(self.open_menu)
        self._rows.menu_filled.connect(self._fill)
        self._rows.edited.connect(self.say_otherwise)
        self._bind(page, QKeySequence.StandardKey.Undo, page.undo_bar.undo)

    def _bind(
        self, widget: QWidget, keys: QKeySequence.StandardKey, run: Callable[[], None]
    ) -> None:
        shortcut = QShortcut(QKeySequence(keys), widget)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(run)

    # --- rows ------------------------------------------------------------------------------------

    def finish_rows(self, rows: Sequence[Row], messages: Sequence[Message]) -> list[Row]:
        """Rows with what can be done with their messages; the last is the last in view."""
        if self._versions_of != self._chat.current:
            self._read_versions()
        if self._last is not None and (row := self._rows.row(self._last)) and row.turn:
            self._page.transcript.update_message(row.id, turn=replace(row.turn, can_go_on=False))
        self._last = None
        self._note_questions(messages)
        for message in messages:
            if message.role is Role.USER:
                self._is_last_free = message.about is None
        done = self.finish_earlier_rows(rows[:-1], messages[:-1])
        if rows:
            done.append(replace(rows[-1], turn=self._turn(messages[-1], is_last=True)))
        self._rows.set_busy(is_busy=self._is_busy())
        return done

    def finish_earlier_rows(self, rows: Sequence[Row], messages: Sequence[Message]) -> list[Row]:
        """The same for rows before those in view."""
        self._note_questions(messages)
        return [
            replace(row, turn=self._turn(message, is_last=False))
            for row, message in zip(rows, messages, strict=True)
        ]

    def read_ahead(self, conversation_id: ConversationId) -> None:
        """Read what `finish_rows` needs of a conversation that will be shown; from any thread."""
        changes = self._changes
        self._ahead = conversation_id, changes, self._turns.versions(conversation_id)

    def _turn(self, message: Message, *, is_last: bool) -> Turn:
        group = self._versions.get(message.id, (message.id,))
        is_answer = message.role is Role.ASSISTANT
        can_go_on = is_last and message.is_cut_off and not self._is_from_documents(message)
        if can_go_on:
            self._last = message.id
        return _one_turn(
            is_answer=is_answer,
            place=group.index(message.id) + 1,
            of=len(group),
            can_go_on=can_go_on,
            is_pinned=message.is_pinned,
            is_live=is_answer and message.finish is None,
        )

    def _is_from_documents(self, answer: Message) -> bool:
        """Whether its question is about documents; it is in view, and nothing has to be read."""
        if answer.parent is None:  # it was begun here: it answers what was said last
            return not self._is_last_free
        return answer.parent not in self._free_questions

    def _note_questions(self, messages: Sequence[Message]) -> None:
        for message in messages:
            if message.role is Role.USER and message.about is None:
                self._free_questions.add(message.id)

    def _read_versions(self) -> None:
        self._free_questions.clear()
        current = self._chat.current
        ahead, self._ahead = self._ahead, None
        self._versions, self._versions_of = {}, current
        if ahead is not None and ahead[:2] == (current, self._changes):
            self._versions = ahead[2]
        elif current is not None:
            self._read_beside(current)

    def _read_beside(self, conversation_id: ConversationId) -> None:
        """Show versions once they are read: it is in view before anybody could read ahead."""
        changes = self._changes

        def show(found: Versions) -> None:
            if changes != self._changes or self._versions_of != conversation_id:
                return
            self._versions = found
            for message_id, group in found.items():
                row = self._rows.row(message_id)
                if row is not None and row.turn is not None:
                    place = group.index(message_id) + 1
                    turn = replace(row.turn, place=place, of=len(group))
                    self._page.transcript.update_message(message_id, turn=turn)

        self._background.run(self, lambda: self._turns.versions(conversation_id), show)

    # --- events ----------------------------------------------------------------------------------

    def hear(self, event: AppEvent) -> None:
        """Take an event, before the ChatController does."""
        if isinstance(event, BranchChanged | HistoryReloaded):
            self._versions_of = None
            self._changes += 1
            if isinstance(event, HistoryReloaded):
                self._put_off = None
        elif isinstance(event, AnswerEnded):
            self._say_what_was_put_off(event.conversation_id)
            if event.conversation_id != self._chat.current:
                return
            self._rows.set_busy(is_busy=False)
            if self._rows.row(event.message.id) is not None:
                turn = self._turn(event.message, is_last=True)
                self._page.transcript.update_message(event.message.id, turn=turn)
        elif isinstance(event, MessagePinned):
            row = self._rows.row(event.message_id)
            if row is not None and row.turn is not None:
                turn = replace(row.turn, is_pinned=event.is_pinned)
                self._page.transcript.update_message(row.id, turn=turn)

    # --- menus -----------------------------------------------------------------------------------

    def open_menu(self, message_id: MessageId, kind: TurnMenu, at: QWidget | QPoint) -> None:
        """Open a menu of a message, below a button or at a point."""
        menu = QMenu(self._page)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._fill_with(message_id, kind, menu)
        menu.destroyed.connect(self._forget_menu)
        self.menu = menu
        menu.popup(at if isinstance(at, QPoint) else at.mapToGlobal(QPoint(0, at.height())))

    def _forget_menu(self) -> None:
        self.menu = None

    def _fill(self, message_id: MessageId, menu: QMenu) -> None:
        menu.addSeparator()
        self._fill_with(message_id, TurnMenu.OVER_TEXT, menu)

    def _fill_with(self, message_id: MessageId, kind: TurnMenu, menu: QMenu) -> None:
        row = self._rows.row(message_id)
        if row is None or row.turn is None or row.turn.is_live:
            return
        wishes = turn_menus.Wishes(
            lambda act: self.act(message_id, act),
            lambda manner, model: self.answer_again(message_id, manner, model),
        )
        turn_menus.fill(
            menu,
            kind,
            row.turn,
            wishes,
            self._other_models,
            is_busy=self._is_busy(),
            is_from_documents=self._chat.groundings.of(message_id) is not None,
        )
        if kind is not TurnMenu.AGAIN:
            self.add_to_menu(row, menu)

    def _is_busy(self) -> bool:
        current = self._chat.current
        return current is not None and self._service.is_answering(current)

    def _other_models(self) -> list[InstalledModel]:
        chosen = self._models.state.model
        return [
            each for each in self._models.installed() if chosen is None or each.path != chosen.path
        ]

    # --- wishes ----------------------------------------------------------------------------------

    def act(self, message_id: MessageId, act: TurnAct) -> None:
        """Do what is wished for a message of the conversation in view."""
        current = self._chat.current
        if current is None:
            return
        match act:
            case TurnAct.GO_ON:
                self._go_on(current, message_id)
            case TurnAct.EDIT:
                self._rows.edit(message_id)
            case TurnAct.FORK:
                self._fork(current, message_id)
            case TurnAct.PIN | TurnAct.UNPIN:
                is_pinned = act is TurnAct.PIN
                self._run(lambda: self._turns.pin(current, message_id, is_pinned=is_pinned))
            case TurnAct.DELETE | TurnAct.DELETE_TURN:
                self._delete(current, message_id, with_answers=act is TurnAct.DELETE_TURN)
            case TurnAct.COPY:
                view = self._rows.view(message_id)
                if view is not None:
                    view.copy_button.click()
            case TurnAct.EARLIER | TurnAct.LATER:
                self._step(message_id, -1 if act is TurnAct.EARLIER else 1)

    def answer_again(
        self, message_id: MessageId, manner: Manner, model: InstalledModel | None = None
    ) -> None:
        """Have an answer given once more, in a manner or by a model, and offer the way back."""
        current = self._chat.current
        if current is None:
            return
        name = str(model.path) if model is not None else ""

        def offer(made: MessageId | None) -> None:
            if made is not None:
                self._page.transcript.jump_to_end()
                self._offer(
                    words.answered_again
                    if model is None
                    else lambda: words.answered_by(short_name(model.name)),
                    lambda: self._go_back(current, message_id),
                )

        self._run(lambda: self._turns.answer_again(current, message_id, manner, name), offer)

    def say_otherwise(self, message_id: MessageId, written: str) -> None:
        """Say something in place of a message, and offer the way back.

        An answer under way ends first: it answers what is not meant any more.
        """
        current = self._chat.current
        if current is None:
            return
        if self._is_busy():
            self._put_off = current, message_id, written
            self._service.stop(current)
            return
        self._say_otherwise(current, message_id, written)

    def _say_what_was_put_off(self, conversation_id: ConversationId) -> None:
        put_off = self._put_off
        is_over = not self._service.is_answering(conversation_id)
        if put_off is not None and put_off[0] == conversation_id and is_over:
            self._put_off = None
            self._say_otherwise(*put_off)

    def _say_otherwise(self, current: ConversationId, message_id: MessageId, written: str) -> None:
        def offer(made: MessageId | None) -> None:
            if made is not None and current == self._chat.current:
                self._rows.end_edit()
                self._page.transcript.jump_to_end()
                self._page.composer.setFocus()
                self._offer(words.message_changed, lambda: self._go_back(current, message_id))

        self._run(lambda: self._service.say_otherwise(current, message_id, written), offer)

    def offer_way_back(self, conversation_id: ConversationId, message_id: MessageId) -> None:
        """Another version of an answer was begun elsewhere: offer the one that was in view."""
        self._page.transcript.jump_to_end()
        self._page.composer.setFocus()
        self._offer(words.answered_again, lambda: self._go_back(conversation_id, message_id))

    def _go_on(self, current: ConversationId, message_id: MessageId) -> None:
        def offer(before: Message | None) -> None:
            if before is not None:
                self._offer(words.went_on, lambda: self._put_back(current, before))

        self._run(lambda: self._turns.go_on(current, message_id), offer)

    def _put_back(self, conversation_id: ConversationId, before: Message) -> None:
        self._chat.open(conversation_id)
        self._run(lambda: self._turns.put_back(conversation_id, before))

    def _fork(self, current: ConversationId, message_id: MessageId) -> None:
        def show(made: Conversation) -> None:
            self._chat.open(made.id)
            self._offer(words.went_on_elsewhere, lambda: self._undo_fork(current, made.id))

        self._run(lambda: self._turns.fork(current, message_id), show)

    def _undo_fork(self, before: ConversationId, made: ConversationId) -> None:
        self._chat.open(before)
        self._chat.delete(made)

    def _delete(
        self, current: ConversationId, message_id: MessageId, *, with_answers: bool
    ) -> None:
        def offer(is_done: bool) -> None:
            if is_done:
                self._page.transcript.setFocus()  # so that Ctrl+Z is heard there
                self._offer(words.message_deleted, self._undo_delete)

        self._run(lambda: self._turns.delete(current, message_id, with_answers=with_answers), offer)

    def _undo_delete(self) -> None:
        def show(where: ConversationId | None) -> None:
            if where is not None:
                self._chat.open(where)

        self._run(self._turns.undo, show)

    def _go_back(self, conversation_id: ConversationId, message_id: MessageId) -> None:
        """Show the version that was in view before; what is written beside it ends."""

        def go() -> None:
            self._service.stop(conversation_id)
            self._service.show_branch(conversation_id, message_id)

        self._chat.open(conversation_id)
        self._run(go, lambda _nothing: self._focus(message_id))

    # --- versions --------------------------------------------------------------------------------

    def step_focused(self, step: int) -> None:
        """Bring the version before (-1) or after (1) the message with the keyboard into view."""
        row = self._rows.focused()
        if row is not None:
            self._step(row.id, step)

    def _step(self, message_id: MessageId, step: int) -> None:
        """Bring the version before or after one into view."""
        current = self._chat.current
        group = self._versions.get(message_id, ())
        if current is None or message_id not in group:
            return
        place = group.index(message_id) + step
        if 0 <= place < len(group):
            wanted = group[place]
            self._run(
                lambda: self._service.show_branch(current, wanted),
                lambda _nothing: self._focus(wanted),
            )

    # --- inside ----------------------------------------------------------------------------------

    def _focus(self, message_id: MessageId) -> None:
        """Go to a message as soon as its branch is in view."""
        self._chat.when_fresh(lambda: self._rows.focus(message_id))

    def _offer(self, says: Callable[[], str], undo: Callable[[], None]) -> None:
        self._page.undo_bar.offer(says, undo)

    def _run(self, work: Callable[[], T], done: Callable[[T], None] = lambda _done: None) -> None:
        self._background.run(self, work, done, self._page.banner.show_error)

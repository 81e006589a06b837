"""Turns in the rows of the transcript: wishes of their bars, and the message that is edited."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from shiboken6 import isValid

from app.domain.ids import MessageId
from app.gui.chat.message_view import MessageView
from app.gui.chat.rows import Row


@dataclass(frozen=True, slots=True)
class Held:
    """Where a reader was before the rows were renewed."""

    editing: tuple[MessageId, str] | None = None
    focused: MessageId | None = None
    stop: int = 0


class TurnRows(QObject):
    """Speaks for the transcript, of whose rows only some have views at a time."""

    acted = Signal(object, object)
    """The id of a message, and a `TurnAct`."""
    menu_requested = Signal(object, object, object)
    """The id of a message, a `TurnMenu`, and the widget or the global point that it belongs to."""
    menu_filled = Signal(object, object)
    """The id of a message, and a `QMenu` that is about to open over its text."""
    edited = Signal(object, str)
    """The id of a message, and what is to be said in its place."""

    def __init__(
        self,
        area: QWidget,
        rows: Sequence[Row],
        views: Mapping[int, MessageView],
        show_place: Callable[[int], None],
        measure_again: Callable[[MessageView], None],
    ) -> None:
        super().__init__(area)
        self._area = area
        self._rows = rows
        self._views = views
        self._show_place = show_place
        self._measure_again = measure_again
        self._editing: tuple[MessageId, str] | None = None
        self._known: list[MessageView] = []
        self._is_busy = False

    @property
    def editing(self) -> tuple[MessageId, str] | None:
        """The message that is being edited, and what is written so far."""
        return self._editing

    def watch(self, view: MessageView) -> None:
        """Hear a view, which may come to stand for other rows."""
        self._known.append(view)
        view.turns.acted.connect(lambda act: self._tell(view, act))
        view.turns.menu_requested.connect(lambda menu, at: self._ask_for_menu(view, menu, at))
        view.menu_requested.connect(lambda menu, at: self._ask_for_menu(view, menu, at))
        view.body.fill_menu = lambda menu: self._let_fill(view, menu)
        view.turns.set_busy(is_busy=self._is_busy)

    def set_busy(self, *, is_busy: bool) -> None:
        """Whether an answer is under way in the conversation."""
        if is_busy != self._is_busy:
            self._is_busy = is_busy
            self._known = [each for each in self._known if isValid(each)]
            for view in self._known:
                view.turns.set_busy(is_busy=is_busy)

    def row(self, message_id: MessageId) -> Row | None:
        """A row by its message."""
        place = self._place(message_id)
        return self._rows[place] if place >= 0 else None

    def view(self, message_id: MessageId) -> MessageView | None:
        """The view of a message, where it has one."""
        return self._views.get(self._place(message_id))

    def focused(self) -> Row | None:
        """The row whose message the keyboard speaks to."""
        for place, view in self._views.items():
            if view.has_focus_within():
                return self._rows[place]
        return None

    def focus(self, message_id: MessageId) -> None:
        """Bring a message into sight and give it the focus."""
        place = self._place(message_id)
        if place >= 0:
            self._show_place(place)
            view = self._views[place]
            widget = view.body if self._rows[place].text else view.turns.stop
            widget.setFocus(Qt.FocusReason.TabFocusReason)

    # --- editing --------------------------------------------------------------------------------

    def edit(self, message_id: MessageId, text: str | None = None) -> None:
        """Let a message be edited in its place; another one that was is left as it is."""
        self.end_edit()
        place = self._place(message_id)
        if place < 0:
            return
        self._show_place(place)
        view = self._views[place]
        editor = view.begin_edit(self._rows[place].text if text is None else text)
        self._editing = (message_id, editor.edit.toPlainText())
        editor.changed.connect(lambda written: self._note(message_id, written))
        editor.resized.connect(lambda: self._measure(message_id))
        editor.submitted.connect(lambda written: self.edited.emit(message_id, written))
        editor.cancelled.connect(lambda: self._leave(message_id))
        self._measure_again(self._views[place])
        self._show_place(place)
        editor.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def end_edit(self) -> None:
        """Leave the message as it is."""
        if self._editing is None:
            return
        message_id, self._editing = self._editing[0], None
        place = self._place(message_id)
        if place in self._views:
            self._views[place].end_edit()
            self._measure_again(self._views[place])

    def forget(self) -> None:
        """The rows are about to be others."""
        # Hidden with the focus in it, a view would pass it on to one that is made for the old rows.
        focused = QApplication.focusWidget()
        if focused is not None and self._area.isAncestorOf(focused):
            self._area.setFocus(Qt.FocusReason.OtherFocusReason)
        self.end_edit()

    def held(self) -> Held:
        """Where the reader is with the keyboard."""
        for place, view in self._views.items():
            if view.has_focus_within():
                return Held(self._editing, self._rows[place].id, view.focused_stop())
        return Held(self._editing)

    def resume(self, held: Held) -> None:
        """The rows are the same, renewed: go on where the keyboard, and the editing, was."""
        if held.editing is not None:
            self.edit(*held.editing)
        elif held.focused is not None:
            view = self.view(held.focused)
            if view is not None:
                view.stop_widget(held.stop).setFocus(Qt.FocusReason.TabFocusReason)

    # --- inside ---------------------------------------------------------------------------------

    def _leave(self, message_id: MessageId) -> None:
        self.end_edit()
        self.focus(message_id)

    def _note(self, message_id: MessageId, written: str) -> None:
        if self._editing is not None and self._editing[0] == message_id:
            self._editing = (message_id, written)

    def _measure(self, message_id: MessageId) -> None:
        place = self._place(message_id)
        if place in self._views:
            self._measure_again(self._views[place])

    def _ask_for_menu(self, view: MessageView, menu: object, at: object) -> None:
        if view.row is not None:
            self.menu_requested.emit(view.row.id, menu, at)

    def _let_fill(self, view: MessageView, menu: QMenu) -> None:
        if view.row is not None:
            self.menu_filled.emit(view.row.id, menu)

    def _tell(self, view: MessageView, act: object) -> None:
        if view.row is not None:
            self.acted.emit(view.row.id, act)

    def _place(self, message_id: MessageId) -> int:
        return next((at for at, row in enumerate(self._rows) if row.id == message_id), -1)

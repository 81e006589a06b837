"""What can be done with a message: quiet buttons below it, and the way between its versions."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPalette
from PySide6.QtWidgets import QLabel, QToolButton, QWidget

from app.gui.chat import document_style
from app.gui.chat.look import Look
from app.gui.chat.turn import Turn, TurnAct, TurnMenu
from app.gui.icons import Icons
from app.gui.text import turns as words

_ICON = 14
_GAP = 2
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class TurnBar(QWidget):
    """Tab stops at one of the buttons, the arrows go from one to the next."""

    acted = Signal(object)
    menu_requested = Signal(object, object)
    """Which `TurnMenu`, and the button that it belongs to."""
    focus_changed = Signal()

    def __init__(self, look: Look, icons: Icons | None, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._icons = icons
        self._turn: Turn | None = None
        self._is_revealed = self._is_busy = False
        self._current: QToolButton | None = None
        self.go_on = self._button("turnGoOn")
        self.again = self._button("turn")
        self.edit = self._button("turn")
        self.more = self._button("turn")
        self.pin = QLabel(self)
        self.earlier = self._button("turn")
        self.count = QLabel(self)
        self.count.setObjectName("muted")
        self.later = self._button("turn")
        self._quiet = (self.again, self.edit, self.more)
        for button, act in (
            (self.go_on, TurnAct.GO_ON),
            (self.edit, TurnAct.EDIT),
            (self.earlier, TurnAct.EARLIER),
            (self.later, TurnAct.LATER),
        ):
            button.clicked.connect(lambda _checked=False, act=act: self.acted.emit(act))
        for button, menu in ((self.again, TurnMenu.AGAIN), (self.more, TurnMenu.MORE)):
            button.clicked.connect(
                lambda _checked=False, menu=menu, button=button: self.menu_requested.emit(
                    menu, button
                )
            )
        self.set_look(look)
        self.hide()

    @property
    def stop(self) -> QWidget:
        """What takes the focus."""
        usable = self._usable()
        if self._current in usable:
            return self._current
        return usable[0] if usable else self

    @property
    def turn(self) -> Turn | None:
        """What is shown."""
        return self._turn

    def has_focus_within(self) -> bool:
        """Whether one of the buttons has the focus."""
        return any(button.hasFocus() for button in self._buttons())

    # --- content --------------------------------------------------------------------------------

    def show_turn(self, turn: Turn | None) -> None:
        """Show what can be done; None shows nothing."""
        before, self._turn = self._turn, turn
        if turn is None:
            self._current = None
        self.setVisible(turn is not None)
        if turn != before:
            self.retranslate()
            self._reveal()

    def set_revealed(self, is_revealed: bool) -> None:
        """Show or hide what is shown on hover and focus alone."""
        self._is_revealed = is_revealed
        self._reveal()

    def set_busy(self, *, is_busy: bool) -> None:
        """Whether an answer is under way in the conversation: then no other can begin.

        A message can be edited all the same: sending it stops the answer.
        """
        self._is_busy = is_busy
        self._reveal()

    def set_look(self, look: Look) -> None:
        """Take over colours and fonts."""
        self._look = look
        palette = document_style.palette(look)
        palette.setColor(QPalette.ColorRole.WindowText, QColor(look.muted))
        names = {
            self.again: "again",
            self.edit: "edit",
            self.more: "more",
            self.earlier: "chevron-left",
            self.later: "chevron-right",
        }
        for button, name in names.items():
            if self._icons is not None:
                self._icons.put(button, name, look.muted, _ICON)
        if self._icons is not None:
            self.pin.setPixmap(self._icons.picture("pin", look.accent, _ICON))
        self.count.setPalette(palette)
        for widget in (self.count, self.go_on):
            widget.setFont(document_style.small_font(look))

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        self.go_on.setText(words.go_on())
        for button, word in (
            (self.go_on, words.go_on()),
            (self.again, words.answer_again()),
            (self.edit, words.edit_message()),
            (self.more, words.more()),
            (self.earlier, words.earlier_version()),
            (self.later, words.later_version()),
        ):
            button.setAccessibleName(word)
            button.setToolTip(word if button is not self.go_on else "")
        self.earlier.setToolTip(f"{words.earlier_version()} (Alt+←)")
        self.later.setToolTip(f"{words.later_version()} (Alt+→)")
        self.pin.setAccessibleName(words.pinned())
        self.pin.setToolTip(words.pinned())
        turn = self._turn
        if turn is not None:
            self.count.setText(f"{turn.place}/{turn.of}")
            of = words.answer_of if turn.is_answer else words.message_of
            self.count.setAccessibleName(of(turn.place, turn.of))
            for button in (self.earlier, self.later):
                button.setAccessibleDescription(of(turn.place, turn.of))

    # --- geometry -------------------------------------------------------------------------------

    @property
    def room(self) -> int:
        """Pixels that it takes, with what is hidden until it is looked for."""
        return sum(each.sizeHint().width() + _GAP for each in self._present()) + _GAP * 2

    def place(self, right: int, top: int, bottom: int) -> None:
        """Lay it out so that it ends at `right`, in a line of this height."""
        room, height = self.room, bottom - top
        self.setGeometry(right - room, top, room, height)
        x = _GAP * 2
        for each in self._present():
            size = each.sizeHint().boundedTo(QSize(room, height))
            each.setGeometry(QRect(QPoint(x, (height - size.height()) // 2), size))
            x += size.width() + _GAP

    # --- inside ---------------------------------------------------------------------------------

    def _button(self, name: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        button.installEventFilter(self)
        return button

    def _buttons(self) -> tuple[QToolButton, ...]:
        return (*self._quiet, self.go_on, self.earlier, self.later)

    def _present(self) -> list[QWidget]:
        """What this message has, in the order in which it stands."""
        turn = self._turn
        if turn is None:
            return []
        present: list[QWidget] = []
        if not turn.is_live:
            present += [self.again if turn.is_answer else self.edit, self.more]
        if turn.can_go_on:
            present.append(self.go_on)
        if turn.is_pinned:
            present.append(self.pin)
        if turn.of > 1:
            present += [self.earlier, self.count, self.later]
        return present

    def _usable(self) -> list[QToolButton]:
        present = self._present()
        return [each for each in self._buttons() if each in present and each.isEnabled()]

    def _reveal(self) -> None:
        present = self._present()
        for each in (*self._buttons(), self.pin, self.count):
            is_quiet = each in self._quiet
            each.setVisible(each in present and (self._is_revealed or not is_quiet))
        for button in (self.go_on, self.again):
            button.setEnabled(not self._is_busy)
        turn = self._turn
        if turn is not None:
            self.earlier.setEnabled(turn.place > 1)
            self.later.setEnabled(turn.place < turn.of)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the focus, and take the arrows."""
        if event.type() is QEvent.Type.FocusIn and isinstance(watched, QToolButton):
            self._current = watched
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.focus_changed.emit()
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            step = _STEPS.get(Qt.Key(event.key()), 0)
            if step and not event.modifiers() & Qt.KeyboardModifier.AltModifier:
                self._go(step)
                return True
        return super().eventFilter(watched, event)

    def _go(self, step: int) -> None:
        usable = self._usable()
        if self._current in usable:
            place = usable.index(self._current) + step
            if 0 <= place < len(usable):
                usable[place].show()
                usable[place].setFocus(Qt.FocusReason.TabFocusReason)

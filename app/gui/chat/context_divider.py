"""The line in a conversation above which the model sees nothing any more, or only a summary."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QFrame, QLabel, QToolButton, QWidget

from app.gui.chat import document_style
from app.gui.chat.flow import flow
from app.gui.chat.long_text import unbroken
from app.gui.chat.look import Look
from app.gui.chat.rows import Divider, DividerWish
from app.gui.text import context as words

_SHOWN: Final = 700
"""Characters of a summary; all of it is in the window in which it is edited."""
_STEPS: Final = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


@dataclass(frozen=True, slots=True)
class _Parts:
    """What it is made of."""

    label: QLabel
    summary: QLabel
    buttons: dict[DividerWish, "_Button"]


class ContextDivider(QFrame):
    """Stands above a message, in its view. Whoever places it asks `height_for` first.

    A conversation has one at most, while every view could show one: its parts are made for the
    first.
    """

    requested = Signal(object)
    """A DividerWish."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.divider: Divider | None = None
        self._parts: _Parts | None = None
        self.hide()

    @property
    def label(self) -> QLabel:
        """What is said of what stands above."""
        return self._made().label

    @property
    def summary(self) -> QLabel:
        """What the model is given in its place."""
        return self._made().summary

    @property
    def buttons(self) -> "dict[DividerWish, _Button]":
        """One for each wish."""
        return self._made().buttons

    def set_look(self, look: Look) -> None:
        """Take the colours and fonts of a look."""
        self._look = look
        if self._parts is not None:
            self._dress(self._parts)

    def show_divider(self, divider: Divider | None) -> None:
        """Show one, or none."""
        if divider == self.divider:
            return
        self.divider = divider
        self.setVisible(divider is not None)
        self._made()
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        if self._parts is None:
            return
        divider = self.divider
        self.label.setText(_said(divider) if divider is not None else "")
        text = divider.summary if divider is not None else ""
        cut = f"{text[:_SHOWN].rstrip()} …" if len(text) > _SHOWN else text
        self.summary.setText(unbroken(cut))
        self.summary.setVisible(bool(text))
        self.setAccessibleName(self.label.text())
        self.setAccessibleDescription(text)
        for wish, button in self.buttons.items():
            button.setText(_name(wish, divider))
            button.setVisible(divider is not None and wish in _offered(divider))
        self.buttons[DividerWish.SUM_UP].setAccessibleDescription(self.label.text())

    @property
    def stop(self) -> QWidget:
        """Where Tab stops: the button that has the focus, or the first one."""
        offered = self._shown_buttons()
        return next((each for each in offered if each.hasFocus()), offered[0] if offered else self)

    def height_for(self, width: int) -> int:
        """Lay it out in `width` pixels; the height that it takes."""
        if self.divider is None:
            return 0
        unit = self._look.spacing
        wanted = self.label.fontMetrics().horizontalAdvance(self.label.text()) + 2 * unit
        label_width = min(width - 8 * unit, wanted)
        y, height = unit, self.label.heightForWidth(label_width)
        self.label.setGeometry(QRect((width - label_width) // 2, y, label_width, height))
        y += height + unit // 2
        if self.summary.text():
            room = width - 4 * unit
            height = self.summary.heightForWidth(room)
            self.summary.setGeometry(QRect(2 * unit, y, room, height))
            y += height + unit // 2
        return self._place_buttons(width, y) + unit

    def _place_buttons(self, width: int, top: int) -> int:
        offered = self._shown_buttons()
        sizes = [each.sizeHint() for each in offered]
        gap = self._look.spacing // 2
        total = sum(size.width() for size in sizes) + gap * max(0, len(sizes) - 1)
        places, height = flow(sizes, max(1, width), gap)
        left = max(0, (width - total) // 2)
        for each, place in zip(offered, places, strict=True):
            each.setGeometry(place.translated(QPoint(left, top)))
        return top + height

    def _shown_buttons(self) -> list["_Button"]:
        if self.divider is None:
            return []
        return [self.buttons[wish] for wish in _offered(self.divider)]

    def _made(self) -> _Parts:
        if self._parts is None:
            buttons = {wish: _Button(self) for wish in DividerWish}
            for wish, button in buttons.items():
                button.clicked.connect(lambda _checked=False, wish=wish: self.requested.emit(wish))
                button.stepped.connect(lambda step, button=button: self._step(button, step))
            label, summary = (
                _label(self, alignment)
                for alignment in (Qt.AlignmentFlag.AlignCenter, Qt.AlignmentFlag.AlignLeft)
            )
            self._parts = _Parts(label, summary, buttons)
            self._dress(self._parts)
        return self._parts

    def _dress(self, parts: _Parts) -> None:
        for label in (parts.label, parts.summary):
            label.setFont(document_style.small_font(self._look))
            palette = document_style.palette(self._look)
            palette.setColor(QPalette.ColorRole.WindowText, QColor(self._look.muted))
            label.setPalette(palette)
        for button in parts.buttons.values():
            button.setFont(document_style.small_font(self._look))

    def _step(self, button: "_Button", step: int) -> None:
        offered = self._shown_buttons()
        place = offered.index(button) + step
        if 0 <= place < len(offered):
            offered[place].setFocus(Qt.FocusReason.TabFocusReason)

    def sizeHint(self) -> QSize:
        """The room in which it was laid out last."""
        return self.size()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A line at either side of the words."""
        painter = QPainter(self)
        painter.setPen(QColor(self._look.table_border))
        around = self.label.geometry()
        y = around.center().y()
        painter.drawLine(0, y, around.left() - self._look.spacing, y)
        painter.drawLine(around.right() + self._look.spacing, y, self.width(), y)


class _Button(QToolButton):
    """One of several side by side: the arrow keys go from one to the next."""

    stepped = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("dividerButton")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows step, Enter does what a click does."""
        key = Qt.Key(event.key())
        if key in _STEPS:
            self.stepped.emit(_STEPS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


def _offered(divider: Divider) -> tuple[DividerWish, ...]:
    if divider.is_writing:
        return (DividerWish.STOP,)
    if not divider.summary:
        return (DividerWish.SUM_UP,)
    again = () if divider.is_summed_up else (DividerWish.SUM_UP,)
    return (*again, DividerWish.EDIT, DividerWish.REMOVE)


def _name(wish: DividerWish, divider: Divider | None) -> str:
    match wish:
        case DividerWish.SUM_UP if divider is not None and divider.summary:
            return words.sum_up_again()
        case DividerWish.SUM_UP:
            return words.sum_up()
        case DividerWish.STOP:
            return words.stop_summing_up()
        case DividerWish.EDIT:
            return words.edit_summary()
        case DividerWish.REMOVE:
            return words.remove_summary()


def _said(divider: Divider) -> str:
    if divider.is_writing:
        part, parts = divider.progress
        is_reading = 0 < divider.share_read < 1 and not divider.summary
        said = words.summing_up() if parts <= 1 else words.summing_up_part(part, parts)
        return words.with_share_read(said, round(100 * divider.share_read)) if is_reading else said
    if not divider.summary:
        seen = words.not_seen_above()
    elif divider.is_summed_up:
        seen = words.seen_as_summary()
    else:
        seen = words.seen_partly_as_summary()
    return words.but_pinned(seen) if divider.has_pinned else seen


def _label(parent: QWidget, alignment: Qt.AlignmentFlag) -> QLabel:
    label = QLabel(parent)
    label.setObjectName("muted")
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setAlignment(alignment)
    label.setWordWrap(True)
    return label

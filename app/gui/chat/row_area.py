"""A scroll area over rows of messages: a few views, placed over the rows that are in view."""

from collections.abc import Iterable

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QAbstractSlider, QFrame, QWidget

from app.gui.chat.estimate import Estimator
from app.gui.chat.focus_chain import TAB_REASONS
from app.gui.chat.jump_button import JumpButton
from app.gui.chat.look import Look
from app.gui.chat.message_view import MessageView
from app.gui.chat.row_layout import RowLayout
from app.gui.chat.rows import Row

COLUMN = 760
LINE_STEP = 24
_SIDE = 24
_OVERSCAN = 240
_GUESS_AFTER_MS = 120
"""A window that is drawn larger has another width many times; the last one counts."""
_GUESSES = 500
_READY = 10
"""Views made ahead, each in some 5 ms: about what a window shows at once."""
_FAR = 3
"""Views; a longer way is gone by estimate, a shorter one row by row."""

_Action = QAbstractSlider.SliderAction
_KEYS = {
    Qt.Key.Key_Up: _Action.SliderSingleStepSub,
    Qt.Key.Key_Down: _Action.SliderSingleStepAdd,
    Qt.Key.Key_PageUp: _Action.SliderPageStepSub,
    Qt.Key.Key_PageDown: _Action.SliderPageStepAdd,
}


class RowArea(QAbstractScrollArea):
    """Scrolls and places. What the rows are, and what becomes of them, is the subclass's."""

    moved = Signal()
    """What is seen moves, by the reader or with the window."""
    placed = Signal()
    """There may be views over other rows."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._rows: list[Row] = []
        self._views: dict[int, MessageView] = {}
        self._free: list[MessageView] = []
        self._ordered: list[MessageView] = []
        self._layout = RowLayout(self._measure)
        self._estimator = Estimator(look, COLUMN)
        self._column = COLUMN
        self._value = 0
        self.side = _SIDE
        """Pixels left free left and right of the column, at least."""
        self._is_placing = False
        self._is_framed = False
        self._next_guess = 0
        self._guess_timer = QTimer(self, singleShot=True)
        self._guess_timer.timeout.connect(self._guess_some)
        self._jump = JumpButton(look, self)
        self._jump.clicked.connect(self.jump_to_end)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.verticalScrollBar().setSingleStep(LINE_STEP)

    # --- views ----------------------------------------------------------------------------------

    def _make_view(self) -> MessageView:
        """A view more, in the viewport."""
        raise NotImplementedError

    def make_ready(self) -> None:
        """Make views ahead of the first conversation, one at a time while nothing else waits."""
        if len(self._views) + len(self._free) < _READY:
            view = self._make_view()
            view.hide()
            self._free.append(view)
            QTimer.singleShot(0, self, self.make_ready)

    def _view(self, place: int) -> MessageView:
        """The view of a row, taken from the free ones where it has none."""
        view = self._views.get(place)
        if view is None:
            view = self._free.pop() if self._free else self._make_view()
            self._views[place] = view
            view.show_row(self._rows[place])
        return view

    def _release(self, place: int) -> None:
        """Take the view off a row."""
        view = self._views.pop(place)
        if view.body.has_pending:
            self._layout.forget(place)
        view.release()
        self._free.append(view)

    def _let_go(self, places: range) -> None:
        """Free the views out of sight, but for those that hold the focus or a selection."""
        for place, view in list(self._views.items()):
            if place not in places and not view.is_pinned():
                self._release(place)

    # --- placing --------------------------------------------------------------------------------

    def _estimates(self) -> Iterable[int]:
        """A guess for every row."""
        return map(self._estimator.height, self._rows)

    def _reflow(self) -> None:
        """All heights are others; what is being read stays, and the rest is guessed by and by."""
        self._column = self._fitting_column()
        self._estimator = Estimator(self._look, self._column)
        self._layout.reflow()
        self._next_guess = 0
        self._guess_timer.start(_GUESS_AFTER_MS)
        self._place()

    def _guess_some(self) -> None:
        """Guess the heights of some rows anew: all of them would hold a window up that is drawn."""
        end = min(self._next_guess + _GUESSES, len(self._rows))
        for place in range(self._next_guess, end):
            self._layout.guess(place, self._estimator.height(self._rows[place]))
        self._next_guess = end
        if end < len(self._rows):
            self._guess_timer.start(0)
        else:
            self._place()

    def _measure(self, place: int) -> int:
        """The true height of a row, by laying it out in a view."""
        return self._view(place).height_for(self._column)

    def _place(self) -> None:
        """Put views over the rows in view, and tell the bar."""
        if self._is_placing:
            return
        self._is_placing = True
        try:
            self._layout.settle()
            places = self._layout.visible(_OVERSCAN)
            self._tell_bar()
            self._let_go(places)
            for place in places:
                if place not in self._views:
                    self._measure(place)
            for place in self._views:
                self._put(place)
            self._order()
        finally:
            self._is_placing = False
        self._show_jump()
        self.placed.emit()

    def _order(self) -> None:
        """Let views follow each other as their rows do: a screen reader reads them like that."""
        order = [view for _, view in sorted(self._views.items())]
        if order != self._ordered:
            self._ordered = order
            for view in order:
                view.raise_()

    def _tell_bar(self) -> None:
        """Range and value, as far as they are known; nothing scrolls by this."""
        bar = self.verticalScrollBar()
        height = self._layout.viewport
        bar.setPageStep(max(LINE_STEP, height - 2 * LINE_STEP))
        bar.setRange(0, max(0, self._layout.total - height))
        bar.setValue(self._layout.offset)
        self._value = bar.value()

    def _put(self, place: int) -> None:
        """Place one view; a pinned one out of sight stays near the edge."""
        height = self._layout.height(place)
        y = self._layout.position(place)
        y = max(-height - _OVERSCAN, min(y, self._layout.viewport + _OVERSCAN))
        view = self._views[place]
        side = view.side_margin
        x = (self.width() - self._column) // 2 - side
        view.setGeometry(x, y, self._column + 2 * side, height)
        view.show()

    def _show_jump(self) -> None:
        """Show the button while the end is out of sight."""
        is_at_end = self._layout.is_at_end
        if is_at_end:
            self._jump.has_news = False
        x = (self.width() - self._jump.width()) // 2
        bottom = self.viewport().geometry().bottom() + 1
        self._jump.move(x, bottom - self._jump.height() - self._look.spacing * 2)
        self._jump.setVisible(not is_at_end)
        self._jump.raise_()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that the keys scroll, if they have brought the focus."""
        super().focusInEvent(event)
        self._is_framed = event.reason() in TAB_REASONS.values()
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Elsewhere again."""
        super().focusOutEvent(event)
        self._is_framed = False
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the frame of the focus."""
        super().paintEvent(event)
        if self._is_framed:
            painter = QPainter(self.viewport())
            painter.setPen(QPen(QColor(self._look.accent), 2 if self._look.is_high else 1))
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -2, -2))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the window. The column does not depend on whether the bar is shown."""
        super().resizeEvent(event)
        self.moved.emit()
        if self._is_placing:
            return
        self._layout.viewport = self.viewport().height()
        if self._fitting_column() != self._column:
            self._reflow()
        else:
            self._place()

    def _fitting_column(self) -> int:
        """Pixels that a line of text takes: as many words as can be read with ease."""
        return max(160, min(round(COLUMN * self._look.zoom), self.width() - 2 * self.side))

    # --- scrolling ------------------------------------------------------------------------------

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        """The reader moved the bar, by any means."""
        if self._is_placing:
            return
        self.moved.emit()
        bar = self.verticalScrollBar()
        pixels = bar.value() - self._value
        if not bar.isSliderDown() and abs(pixels) <= _FAR * self._layout.viewport:
            self._layout.scroll(pixels)
        elif bar.value() == bar.maximum():
            self._layout.is_following = True
        else:
            self._layout.jump(bar.value())
        self._place()

    def jump_to_end(self) -> None:
        """Scroll to the end and follow it."""
        self._layout.is_following = True
        self._place()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll by the usual keys, here and in every message."""
        action = _KEYS.get(Qt.Key(event.key()))
        if action is not None:
            self.verticalScrollBar().triggerAction(action)
        elif event.key() == Qt.Key.Key_Home:
            self._layout.jump(0)
            self._place()
        elif event.key() == Qt.Key.Key_End:
            self.jump_to_end()
        else:
            event.ignore()

    def _reveal(self, rect: QRect) -> None:
        """Scroll as far as needed to bring a part of the view into sight."""
        margin = self._look.spacing
        if rect.top() < 0:
            self._layout.scroll(rect.top() - margin)
        elif rect.bottom() >= self._layout.viewport:
            self._layout.scroll(rect.bottom() - self._layout.viewport + margin)
        self._place()

    def _show_place(self, place: int) -> None:
        """Scroll to a row, no further than needed."""
        if (
            place not in self._views
            or abs(self._layout.position(place)) > 2 * self._layout.viewport
        ):
            self._let_go(range(0))  # they serve the rows to come: making a view takes 5 ms
            self._layout.jump_to_row(place)
        y, height = self._layout.position(place), self._layout.height(place)
        if y < 0:
            self._layout.scroll(y)
        elif y + height > self._layout.viewport:
            self._layout.scroll(min(y, y + height - self._layout.viewport))
        self._place()

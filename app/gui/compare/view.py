"""The page of a comparison: the message above, two to four answers side by side below."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut, QTextCursor
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.gui import text
from app.gui.chat.look import Look
from app.gui.chat.message_edit import MessageEdit
from app.gui.chat.over_view import OverView
from app.gui.chat.rows import Labels
from app.gui.chat.transcript import Transcript
from app.gui.compare.column import AnswerColumn, Offer
from app.gui.compare.scrolling import ScrollingTogether
from app.gui.escape import takes_escape
from app.gui.text import compare as words
from app.gui.vault.dialog import plain_label
from app.services.comparing import MOST_COLUMNS, Column, Comparison, Seat

_FEWEST = 2
_MOST_LINES = 4
_LEAST_ROOM = 120
"""Pixels of height for the answers, in a window however low: they scroll then."""
_WAITS = {
    Seat.TOGETHER: words.from_same_weights,
    Seat.BESIDE: words.loaded_beside,
    Seat.IN_TURN: words.takes_its_turn,
}


class CompareView(OverView):
    """Says what is wished, and shows what it is told."""

    ask_requested = Signal()
    stop_requested = Signal()
    column_stop_requested = Signal(int)
    reset_requested = Signal()
    continue_requested = Signal(object)
    closed = Signal()
    written = Signal(str)
    """What stands in the field for the message."""

    def __init__(
        self,
        question: str,
        models: Sequence[Offer],
        make_transcript: Callable[[], Transcript],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._models = models
        self._make_transcript = make_transcript
        self._is_asking = self._is_reading = False
        self._together: ScrollingTogether | None = None
        self.is_asked = False
        self.columns: list[AnswerColumn] = []
        self.title = plain_label(name="cardTitle")
        self.question = MessageEdit()
        self.question.setPlainText(question)
        self.question.setObjectName("attachmentText")
        self.question.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.question.setUndoRedoEnabled(False)
        self.question.textChanged.connect(self._on_written)
        self.question.submitted.connect(self._on_submitted)
        self.question.stop_requested.connect(self._on_escape)
        self.attached = plain_label(name="muted")
        self.problem = plain_label(name="problem")
        self.problem.hide()
        self.attached.hide()
        self.note = plain_label(name="muted")
        self.add, self.remove, self.reset = QPushButton(), QPushButton(), QPushButton()
        self.together = QPushButton()
        self.ask, self.stop, self.leave = QPushButton(), QPushButton(), QPushButton()
        for link in (self.add, self.remove, self.reset):
            link.setObjectName("link")
        self.ask.setObjectName("primary")
        for button in (self.stop, self.leave, self.together):
            button.setObjectName("plain")
        self.together.setCheckable(True)
        self.together.toggled.connect(self._scroll_together)
        self._lay_out()
        self.add.clicked.connect(self.add_column)
        self.remove.clicked.connect(self.remove_column)
        self.reset.clicked.connect(self.reset_requested)
        self.ask.clicked.connect(self.ask_requested)
        self.stop.clicked.connect(self.stop_requested)
        self.leave.clicked.connect(self.closed)
        self._keys = [self._key(place) for place in range(MOST_COLUMNS)]
        for _ in range(_FEWEST):
            self.add_column()
        self.retranslate(None)
        self.refresh()

    def _key(self, place: int) -> QShortcut:
        """1 goes on with the first answer, and so on; only once there are answers."""
        key = QShortcut(QKeySequence(str(place + 1)), self)
        key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        key.setEnabled(False)
        key.activated.connect(lambda: self._choose(place))
        return key

    def _lay_out(self) -> None:
        inside = QWidget()
        self._row = QHBoxLayout(inside)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(12)
        self.area = QScrollArea()
        self.area.setObjectName("compareArea")
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setMinimumHeight(_LEAST_ROOM)
        self.area.setWidget(inside)
        inside.setAutoFillBackground(False)
        self.area.viewport().setAutoFillBackground(False)
        head, around, acts = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.leave)
        around.setSpacing(4)
        for part in (self.add, self.remove, self.reset):
            around.addWidget(part)
        around.addStretch(1)
        acts.addWidget(self.together)
        acts.addWidget(self.note, 1)
        for button in (self.stop, self.ask):
            acts.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 8, 20, 14)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(self.question)
        layout.addWidget(self.attached)
        layout.addWidget(self.area, 1)
        layout.addWidget(self.problem)
        layout.addLayout(around)
        layout.addLayout(acts)

    # --- before ---------------------------------------------------------------------------------

    def add_column(self) -> None:
        """One more answer, by the next model in the list; of one model alone, in another style."""
        column = AnswerColumn(len(self.columns) + 1, self._make_transcript())
        column.offer(self._models)
        column.model.setCurrentIndex(min(len(self.columns), column.model.count() - 1))
        if len(self._models) < _FEWEST:
            column.style_box.setCurrentIndex(len(self.columns) % column.style_box.count())
        column.continue_requested.connect(self.continue_requested)
        column.stop_requested.connect(self.column_stop_requested)
        self.columns.append(column)
        self._row.addWidget(column, 1)
        self.refresh()

    def remove_column(self) -> None:
        """One less."""
        column = self.columns.pop()
        self._row.removeWidget(column)
        column.deleteLater()
        self.refresh()

    def chosen(self) -> list[Column]:
        """What was chosen of each column."""
        return [each.column for each in self.columns]

    def offer(self, models: Sequence[Offer]) -> None:
        """The models are shown otherwise."""
        self._models = models
        for each in self.columns:
            each.offer(models)

    def show_attached(self, names: Sequence[str], *, is_reading: bool) -> None:
        """Say what goes with the message, and wait for what is still being read."""
        told = [words.with_it(", ".join(names))] if names else []
        if is_reading:
            told.append(text.reading_files())
        self.attached.setText("\n".join(told))
        self.attached.setVisible(bool(told))
        self._is_reading = is_reading
        self.refresh()

    def say(self, problem: str) -> None:
        """Say what is wrong, or no longer."""
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))

    # --- asking ---------------------------------------------------------------------------------

    def set_asking(self, *, is_asking: bool) -> None:
        """The question is on its way; nothing can be changed until it is known whether it went."""
        self.say("")
        self._is_asking = is_asking
        for each in self.columns:
            each.set_asking(is_asking=is_asking)
        self.refresh()

    def set_asked(self, comparison: Comparison) -> None:
        """The question was asked."""
        self.is_asked, self._is_asking = True, False
        self.question.setReadOnly(True)
        self.question.moveCursor(QTextCursor.MoveOperation.Start)  # nothing stays marked
        for column, seat, changed in zip(
            self.columns, comparison.seats, comparison.changed, strict=True
        ):
            column.set_asked(changed, _WAITS[seat]())
        bars = [each.transcript.verticalScrollBar() for each in self.columns]
        self._together = ScrollingTogether(bars, self)
        for key in self._keys:
            key.setEnabled(True)
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.retranslate(None)
        self.refresh()

    def forget(self) -> None:
        """Keep nothing of what was said."""
        self.question.clear()
        for each in self.columns:
            each.forget()

    def refresh(self) -> None:
        """Offer what can be done now."""
        is_before = not self.is_asked
        for part in (self.add, self.remove, self.reset, self.ask):
            part.setVisible(is_before)
        self.together.setVisible(self.is_asked)
        self.stop.setVisible(self.is_asked and not all(each.is_over for each in self.columns))
        self.question.setEnabled(not self._is_asking)
        can = is_before and not self._is_asking
        self.reset.setEnabled(can)
        can_ask = can and not self._is_reading
        self.ask.setEnabled(can_ask and bool(self.question.toPlainText().strip()))
        self.add.setEnabled(can and len(self.columns) < MOST_COLUMNS)
        self.remove.setEnabled(can and len(self.columns) > _FEWEST)

    def _choose(self, place: int) -> None:
        if place < len(self.columns):
            self.columns[place].choose()

    def _scroll_together(self, is_on: bool) -> None:
        if self._together is not None:
            self._together.is_on = is_on

    def _on_submitted(self) -> None:
        if self.ask.isEnabled():
            self.ask_requested.emit()

    def _on_written(self) -> None:
        self._fit_question()
        self.refresh()
        if not self.is_asked:
            self.written.emit(self.question.toPlainText())

    # --- look and words -------------------------------------------------------------------------

    def set_look(self, look: Look) -> None:
        """Show everything in another look."""
        for each in self.columns:
            each.set_look(look)

    def retranslate(self, labels: Labels | None) -> None:
        """Say everything again in the language of the window."""
        self.setAccessibleName(words.compare_title())
        self.title.setText(words.compare_title())
        self.question.setAccessibleName(words.question())
        self.question.setPlaceholderText(words.question())
        keys = words.keys_explained(len(self.columns))
        self.note.setText(keys if self.is_asked else words.counts_explained())
        self.leave.setToolTip(words.close_tip() if self.is_asked else "")
        for button, shown in (
            (self.add, words.add_answer()),
            (self.remove, words.remove_answer()),
            (self.reset, words.reset_counts()),
            (self.ask, words.ask_all()),
            (self.stop, words.stop_all()),
            (self.leave, words.close()),
            (self.together, words.scroll_together()),
        ):
            button.setText(shown)
        if labels is not None:
            for each in self.columns:
                each.retranslate(labels)

    # --- geometry and keys ----------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The message takes as many lines as it needs, up to a few."""
        super().resizeEvent(event)
        self._fit_question()

    def _fit_question(self) -> None:
        lines = max(1, min(_MOST_LINES, round(self.question.document().size().height())))
        margins = 2 * round(self.question.document().documentMargin()) + 12
        self.question.setFixedHeight(lines * self.question.fontMetrics().lineSpacing() + margins)

    def event(self, event: QEvent) -> bool:
        """Esc means this page while the keyboard is in it."""
        return takes_escape(event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc stops what is written, then closes."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        else:
            self._on_escape()

    def _on_escape(self) -> None:
        if self.stop.isVisibleTo(self):
            self.stop_requested.emit()
        else:
            self.closed.emit()

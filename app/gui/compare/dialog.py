"""The dialog of a comparison: the question above, two to four answers side by side below."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.gui.compare.column import AnswerColumn
from app.gui.text import compare as words
from app.gui.vault.dialog import plain_label
from app.services.comparing import MOST_COLUMNS, Column, Seat

_FEWEST = 2
_QUESTION_HEIGHT = 76
_WIDTH, _HEIGHT = 980, 620
_NOTES = {
    Seat.TOGETHER: words.from_same_weights,
    Seat.BESIDE: words.loaded_beside,
    Seat.IN_TURN: words.takes_its_turn,
}


class CompareDialog(QDialog):
    """Says what is wished, and shows what it is told."""

    ask_requested = Signal()
    stop_requested = Signal()
    reset_requested = Signal()
    continue_requested = Signal(object)

    def __init__(
        self, question: str, models: Sequence[tuple[str, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(words.compare_title())
        self.resize(_WIDTH, _HEIGHT)
        self._models = models
        self.columns: list[AnswerColumn] = []
        self.question = QPlainTextEdit(question)
        self.question.setObjectName("attachmentText")
        self.question.setAccessibleName(words.question())
        self.question.setPlaceholderText(words.question())
        self.question.setTabChangesFocus(True)
        self.question.setFixedHeight(_QUESTION_HEIGHT)
        self.question.textChanged.connect(self._allow)
        self.problem = plain_label(name="problem")
        self.problem.hide()
        self.counts = plain_label(words.counts_explained(), "muted")
        self.add = QPushButton(words.add_answer())
        self.remove = QPushButton(words.remove_answer())
        self.reset = QPushButton(words.reset_counts())
        self.ask = QPushButton(words.ask_all())
        self.stop = QPushButton(words.stop_all())
        self.leave = QPushButton(words.close())
        for link in (self.add, self.remove, self.reset):
            link.setObjectName("link")
        self.ask.setObjectName("primary")
        for button in (self.stop, self.leave):
            button.setObjectName("plain")
        for button in (self.add, self.remove, self.reset, self.stop, self.leave):
            button.setAutoDefault(False)
        self.ask.setDefault(True)
        self.stop.hide()
        self._lay_out()
        self.add.clicked.connect(self.add_column)
        self.remove.clicked.connect(self.remove_column)
        self.reset.clicked.connect(self.reset_requested)
        self.ask.clicked.connect(self.ask_requested)
        self.stop.clicked.connect(self.stop_requested)
        self.leave.clicked.connect(self.reject)
        for _ in range(_FEWEST):
            self.add_column()

    def _lay_out(self) -> None:
        self._row = QHBoxLayout()
        self._row.setSpacing(12)
        around = QHBoxLayout()
        for part in (self.add, self.remove, self.reset):
            around.addWidget(part)
        around.addStretch(1)
        for button in (self.leave, self.stop, self.ask):
            around.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(self.question)
        layout.addLayout(self._row, 1)
        layout.addWidget(self.problem)
        layout.addWidget(self.counts)
        layout.addLayout(around)

    def add_column(self) -> None:
        """One more answer, by the next model in the list."""
        column = AnswerColumn(len(self.columns) + 1)
        column.offer(self._models)
        column.model.setCurrentIndex(min(len(self.columns), column.model.count() - 1))
        column.continue_requested.connect(self.continue_requested)
        self.columns.append(column)
        self._row.addWidget(column, 1)
        self._allow()

    def remove_column(self) -> None:
        """One less."""
        column = self.columns.pop()
        self._row.removeWidget(column)
        column.deleteLater()
        self._allow()

    def chosen(self) -> list[Column]:
        """What was chosen of each column."""
        return [each.column for each in self.columns]

    def offer(self, models: Sequence[tuple[str, str]]) -> None:
        """The models are shown otherwise."""
        self._models = models
        for each in self.columns:
            each.offer(models)

    def say(self, problem: str) -> None:
        """Say what is wrong, or no longer."""
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))

    def set_asking(self, *, is_asking: bool) -> None:
        """The question is on its way; nothing can be changed until it is known whether it went."""
        self.say("")
        for part in (self.add, self.remove, self.reset, self.ask, self.question):
            part.setEnabled(not is_asking)
        for each in self.columns:
            if is_asking:
                each.status.setText(words.preparing())
            elif each.status.text() == words.preparing():  # others write already
                each.status.clear()
        if not is_asking:
            self._allow()

    def set_asked(self, seats: Sequence[Seat]) -> None:
        """The question was asked."""
        for part in (self.add, self.remove, self.reset, self.ask):
            part.hide()
        self.stop.show()
        self.question.setReadOnly(True)
        for column, seat in zip(self.columns, seats, strict=True):
            column.set_asked(_NOTES[seat]())

    def _allow(self) -> None:
        self.ask.setEnabled(bool(self.question.toPlainText().strip()))
        self.add.setEnabled(len(self.columns) < MOST_COLUMNS)
        self.remove.setEnabled(len(self.columns) > _FEWEST)

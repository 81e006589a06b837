"""The choices of a question: one line each, and which of them is right."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.evaluation import MOST_CHOICES
from app.domain.question_faults import LEAST_CHOICES
from app.gui.chat.look import Look
from app.gui.icons import Icons
from app.gui.text import question_editor as words


class _Row(QWidget):
    def __init__(self, owner: "ChoiceRows") -> None:
        super().__init__()
        self.right, self.text, self.remove = QRadioButton(), QLineEdit(), QToolButton()
        self.remove.setObjectName("turn")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.right)
        row.addWidget(self.text, 1)
        row.addWidget(self.remove)
        self.text.textChanged.connect(lambda _words: owner.tell())
        self.right.toggled.connect(lambda _is_on: owner.tell())
        self.remove.clicked.connect(lambda: owner.take_out(self))

    def say(self, number: int) -> None:
        self.text.setAccessibleName(words.choice(number))
        self.text.setPlaceholderText(words.choice(number))
        self.right.setAccessibleName(words.choice_is_right(number))
        self.right.setToolTip(words.choice_is_right(number))
        self.remove.setAccessibleName(words.remove_choice(number))
        self.remove.setToolTip(words.remove_choice(number))


class ChoiceRows(QWidget):
    """Rows come and go; one of them is always the right one."""

    changed = Signal()

    def __init__(self, icons: Icons) -> None:
        super().__init__()
        self._icons = icons
        self._look: Look | None = None
        self._is_showing = False
        self.rows: list[_Row] = []
        self._group = QButtonGroup(self)
        self._column = QVBoxLayout()
        self._column.setSpacing(4)
        self.add = QPushButton()
        self.add.setObjectName("keep")
        self.add.clicked.connect(self._add)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._column)
        column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)

    @property
    def choices(self) -> tuple[str, ...]:
        """What stands in the rows."""
        return tuple(each.text.text() for each in self.rows)

    @property
    def answer(self) -> int:
        """The place of the right one, from 0."""
        return next((at for at, each in enumerate(self.rows) if each.right.isChecked()), 0)

    def show_choices(self, choices: Sequence[str], answer: int) -> None:
        """Show these."""
        self._is_showing = True
        while len(self.rows) > max(len(choices), LEAST_CHOICES):
            self._drop(self.rows[-1])
        while len(self.rows) < max(len(choices), LEAST_CHOICES):
            self._put()
        for at, row in enumerate(self.rows):
            text = choices[at] if at < len(choices) else ""
            if row.text.text() != text:
                row.text.setText(text)
                row.text.setCursorPosition(0)
        self.rows[min(answer, len(self.rows) - 1)].right.setChecked(True)
        self._say()
        self._is_showing = False

    def set_fixed(self, *, is_fixed: bool) -> None:
        """They can be read alone."""
        self.add.setVisible(not is_fixed)
        for row in self.rows:
            row.text.setReadOnly(is_fixed)
            row.right.setEnabled(not is_fixed)
            row.remove.setVisible(not is_fixed)

    def set_look(self, look: Look) -> None:
        """Take the colours of a look."""
        self._look = look
        self._icons.put(self.add, "plus", look.accent, 16)
        self._paint()

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        self.add.setText(words.add_choice())
        self._say()

    def tell(self) -> None:
        """Something was written or chosen."""
        if not self._is_showing:
            self.changed.emit()

    def take_out(self, row: QWidget) -> None:
        """Have one less."""
        at = next(at for at, each in enumerate(self.rows) if each is row)
        was_right = self.rows[at].right.isChecked()
        self._is_showing = True
        self._drop(self.rows[at])
        near = self.rows[min(at, len(self.rows) - 1)]
        if was_right:
            near.right.setChecked(True)
        near.text.setFocus()
        self._is_showing = False
        self._say()
        self.tell()

    def _add(self) -> None:
        self._put().text.setFocus()
        self._say()
        self.tell()

    def _put(self) -> _Row:
        row = _Row(self)
        self.rows.append(row)
        self._group.addButton(row.right)
        self._column.addWidget(row)
        self._paint()
        return row

    def _drop(self, row: _Row) -> None:
        self.rows.remove(row)
        self._group.removeButton(row.right)
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _say(self) -> None:
        for number, row in enumerate(self.rows, 1):
            row.say(number)
            row.remove.setEnabled(len(self.rows) > LEAST_CHOICES)
        self.add.setEnabled(len(self.rows) < MOST_CHOICES)

    def _paint(self) -> None:
        if self._look is not None:
            for row in self.rows:
                self._icons.put(row.remove, "close", self._look.muted, 14)

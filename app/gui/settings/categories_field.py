"""What counts for single categories of a safety model: as usual, never, or from a value on."""

from collections.abc import Mapping
from typing import Any, Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QPushButton,
    QWidget,
)

from app.domain.preferences import Scalar
from app.domain.safety_categories import LEAST, MOST, choices_as_text, choices_from_text
from app.gui.settings.field import INSET, Field
from app.gui.text import safety as words
from app.gui.vault.dialog import plain_label
from app.gui.wheel import keep_steady

_USUAL, _OFF, _OWN = range(3)
_FIRST_VALUE: Final = 0.5
_STEP: Final = 0.05


class CategoriesField(Field):
    """A list that is opened by a button, and stands open where something was chosen."""

    def __init__(self, categories: Mapping[Any, str]) -> None:
        """`categories` are their names in words; those not among them stay as they are."""
        self.open = QPushButton()
        super().__init__(self.open)
        self.open.setObjectName("plain")
        self.open.setCheckable(True)
        self._choices: dict[str, float | None] = {}
        self.parts: dict[str, _Category] = {}
        self.list = QWidget()
        grid = QGridLayout(self.list)
        grid.setContentsMargins(0, 4, 0, 4)
        grid.setColumnStretch(0, 1)
        for row, (category, name) in enumerate(categories.items()):
            part = self.parts[category] = _Category(name, self.list)
            part.chosen.connect(lambda value, key=category: self._choose(key, value))
            grid.addWidget(plain_label(name), row, 0)
            grid.addWidget(part.value, row, 1)
            grid.addWidget(part.choice, row, 2)
            keep_steady(part.choice, part.value)
        self.row.setDirection(QBoxLayout.Direction.TopToBottom)
        self.row.setAlignment(self.open, Qt.AlignmentFlag.AlignLeft)
        self.row.addWidget(self.list)
        self.open.setEnabled(bool(categories))
        self.open.toggled.connect(self._unfold)
        self._unfold(is_open=False)

    def put(self, value: Scalar) -> None:
        """Show what is chosen for each."""
        self._choices = choices_from_text(str(value))
        for category, part in self.parts.items():
            part.show_choice(category in self._choices, self._choices.get(category))
        if self._choices.keys() & self.parts.keys():
            self.open.setChecked(True)
            self._unfold(is_open=True)

    def _unfold(self, is_open: bool) -> None:
        self.list.setVisible(is_open)
        self.open.setText(words.categories_shown(is_open=is_open, is_any=bool(self.parts)))

    def _choose(self, category: str, value: object) -> None:
        choices = dict(self._choices)
        choices.pop(category, None)
        if value != _USUAL:
            choices[category] = None if value == _OFF else self.parts[category].value.value()
        self.chosen.emit(choices_as_text(choices))


class _Category(QWidget):
    """What is chosen for one category; its controls stand in the list."""

    chosen = Signal(object)
    """One of the three choices."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.hide()
        self.choice, self.value = QComboBox(parent), QDoubleSpinBox(parent)
        self.choice.addItems([words.as_usual(), words.never_marked(), words.own_value()])
        self.choice.setAccessibleName(name)
        self.value.setAccessibleName(words.value_of(name))
        self.value.setRange(LEAST, MOST)
        self.value.setSingleStep(_STEP)
        self.value.setKeyboardTracking(False)  # a number is chosen once it is written
        self.value.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.value.lineEdit().setTextMargins(INSET, 0, INSET, 0)
        self.value.lineEdit().setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.choice.activated.connect(self.chosen.emit)
        self.value.valueChanged.connect(lambda _value: self.chosen.emit(_OWN))

    def show_choice(self, is_chosen: bool, value: float | None) -> None:
        """What holds; a `value` of None is never."""
        is_own = is_chosen and value is not None
        with QSignalBlocker(self.choice), QSignalBlocker(self.value):
            self.choice.setCurrentIndex(_OWN if is_own else _OFF if is_chosen else _USUAL)
            self.value.setValue(_FIRST_VALUE if value is None else value)
        self.value.setVisible(is_own)

"""What a setting is chosen with: a switch, a choice, a number with its unit, or a line of text."""

from collections.abc import Mapping
from typing import Any, Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from app.config.setting_types import Kind, Setting
from app.domain.preferences import Scalar
from app.gui.text import settings as words
from app.gui.wheel import keep_steady

_WIDTH: Final = 190
INSET: Final = 4
"""Pixels between a number and the edge."""
_DECIMALS: Final = 2


class Field(QWidget):
    """Shows a value and asks for another one: when it is chosen, or when writing is finished."""

    chosen = Signal(object)

    def __init__(self, control: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.control = control
        """What has the focus and the name."""
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.addWidget(control)
        self.setFocusProxy(control)
        keep_steady(control)

    def show_value(self, value: Scalar) -> None:
        """The value that holds."""
        with QSignalBlocker(self.control):
            self.put(value)

    def put(self, value: Scalar) -> None:
        """Let the control show a value; a field says how."""
        raise NotImplementedError


class SwitchField(Field):
    """On or off."""

    def __init__(self) -> None:
        self._box = QCheckBox()
        super().__init__(self._box)
        self._box.toggled.connect(self.chosen.emit)

    def put(self, value: Scalar) -> None:
        """On or off."""
        self._box.setChecked(bool(value))


def _keep_narrow(box: QWidget) -> None:
    """As wide as the other fields, and wider only for letters that are large."""
    box.setMinimumWidth(_WIDTH)
    box.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)


class ChoiceField(Field):
    """One of a few, by their words; a value that is not among them is added as it is."""

    def __init__(self, choices: Mapping[Any, str]) -> None:
        self._box = QComboBox()
        super().__init__(self._box)
        _keep_narrow(self._box)
        for value, said in choices.items():
            self._box.addItem(said, value)
        self._box.activated.connect(lambda row: self.chosen.emit(self._box.itemData(row)))

    def put(self, value: Scalar) -> None:
        """Mark a choice."""
        row = self._box.findData(value)
        if row < 0:
            self._box.addItem(f"{value:,}" if isinstance(value, int) else str(value), value)
            row = self._box.count() - 1
        self._box.setCurrentIndex(row)


class NumberField(Field):
    """A number between its bounds; the lowest may have words of its own."""

    def __init__(self, setting: Setting[Any]) -> None:
        self._box = QDoubleSpinBox()
        super().__init__(self._box)
        self._box.lineEdit().setTextMargins(0, 0, INSET, 0)
        self._is_whole = setting.kind is Kind.WHOLE
        self._box.setDecimals(0 if self._is_whole else _DECIMALS)
        self._box.setRange(setting.low, setting.high)
        self._box.setGroupSeparatorShown(True)
        self._box.setKeyboardTracking(False)  # a number is chosen once it is written
        self._box.setAlignment(Qt.AlignmentFlag.AlignRight)
        _keep_narrow(self._box)
        # Tab and screen readers reach the box itself; the line within has neither name nor role.
        self._box.lineEdit().setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._box.setSuffix(words.unit(setting.key))
        self._box.setSpecialValueText(words.lowest(setting.key))
        self._box.valueChanged.connect(self._on_changed)

    def put(self, value: Scalar) -> None:
        """Show a number."""
        self._box.setValue(float(value))

    def _on_changed(self, value: float) -> None:
        self.chosen.emit(int(value) if self._is_whole else value)


class TextField(Field):
    """A line of text; `filter` lets it be the path of a file that is looked for."""

    def __init__(self, placeholder: str = "", filter_: str = "") -> None:
        self._line = QLineEdit()
        super().__init__(self._line)
        self._line.setMinimumWidth(_WIDTH)
        self._line.setPlaceholderText(placeholder)
        self._shown = ""
        self._line.editingFinished.connect(lambda: self._choose(self._line.text().strip()))
        if filter_:
            look = QPushButton(words.choose_file())
            look.setObjectName("plain")
            look.clicked.connect(lambda: self._look(filter_))
            self.row.addWidget(look)

    def put(self, value: Scalar) -> None:
        """Show a text."""
        self._shown = str(value)
        self._line.setText(self._shown)
        self._line.setCursorPosition(0)

    def hide_text(self) -> None:
        """Show dots in place of what is written."""
        self._line.setEchoMode(QLineEdit.EchoMode.Password)

    def _choose(self, text: str) -> None:
        if text != self._shown:  # the field is also left without a change
            self._shown = text
            self.chosen.emit(text)

    def _look(self, filter_: str) -> None:
        found, _ = QFileDialog.getOpenFileName(self, words.choose_file(), "", filter_)
        if found:
            self._line.setText(found)
            self._choose(found)


def field_for(setting: Setting[Any], choices: Mapping[Any, str]) -> Field:
    """What `setting` is chosen with; `choices` are words by values, empty for none."""
    if choices:
        return ChoiceField(choices)
    match setting.kind:
        case Kind.SWITCH:
            return SwitchField()
        case Kind.WHOLE | Kind.DECIMAL:
            return NumberField(setting)
    field = TextField(words.placeholder(setting.key), words.file_filter(setting.key))
    if setting.is_secret:
        field.hide_text()
    return field

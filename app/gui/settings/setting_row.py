"""One setting on the page: its name, a sentence, what it is chosen with, and what is to be said."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.config import settings as options
from app.config.setting_types import Setting
from app.domain.preferences import Scalar
from app.gui.settings.categories_field import CategoriesField
from app.gui.settings.field import Field, TextField, field_for
from app.gui.text import settings as words
from app.gui.vault.dialog import plain_label


class SettingRow(QWidget):
    """Asks for changes; it changes nothing by itself."""

    chosen = Signal(object)
    reset_requested = Signal()

    def __init__(self, setting: Setting[Any], choices: Mapping[Any, str]) -> None:
        super().__init__()
        self.setting = setting
        name, note = words.label(setting.key), words.explained(setting.key)
        self.found_by = f"{name}\n{note}\n{setting.key}\n{chr(10).join(choices.values())}"
        """What a search looks in."""
        self.field = _field(setting, choices)
        self.name, self.note = plain_label(name), plain_label(note, "muted")
        self.name.setBuddy(self.field.control)
        self.field.control.setAccessibleName(name)
        self.field.control.setAccessibleDescription(note)
        self.default = _link(words.back_to_default())
        self.default.setAccessibleName(words.default_of(name))
        self.told = plain_label(name="muted")
        self.told.hide()
        self.later = plain_label(name="muted")
        self.act = _link("")
        self._run: Callable[[], object] | None = None
        self.problem = plain_label(name="problem")
        self.problem.hide()
        self._lay_out()
        self.field.chosen.connect(self.chosen)
        self.default.clicked.connect(self.reset_requested)
        self.act.clicked.connect(self._on_act)

    def _lay_out(self) -> None:
        said = QVBoxLayout()
        said.setSpacing(2)
        said.addWidget(self.name)
        said.addWidget(self.note)
        is_line = isinstance(self.field, TextField | CategoriesField)
        top = QHBoxLayout()
        top.setSpacing(16)
        if is_line:
            top.setDirection(QBoxLayout.Direction.TopToBottom)
            top.setSpacing(6)
        top.addLayout(said, 1)
        if is_line:
            top.addWidget(self.field)
        else:
            top.addWidget(self.field, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
        self._waiting = QWidget()
        waiting = QHBoxLayout(self._waiting)
        waiting.setContentsMargins(0, 0, 0, 0)
        waiting.addWidget(self.later, 1)
        waiting.addWidget(self.act)
        self._waiting.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 8)
        layout.setSpacing(2)
        layout.addLayout(top)
        layout.addWidget(self.told)
        layout.addWidget(self._waiting)
        layout.addWidget(self.problem)
        layout.addWidget(self.default, 0, Qt.AlignmentFlag.AlignLeft)

    def show_value(self, value: Scalar, *, is_changed: bool) -> None:
        """The value that holds, and whether it is another than the default."""
        self.field.show_value(value)
        if not is_changed and self.default.hasFocus():
            self.field.setFocus()
        self.default.setVisible(is_changed)

    def set_told(self, said: str, *, is_fixed: bool = False) -> None:
        """Say where the value comes from; a fixed one cannot be changed here."""
        self.told.setText(said)
        self.told.setVisible(bool(said))
        self.field.setEnabled(not is_fixed)

    def say_later(
        self, said: str, label: str = "", run: Callable[[], object] | None = None
    ) -> None:
        """Say that a change holds only later, with a button that makes it hold; "" for no more."""
        self.later.setText(said)
        self._waiting.setVisible(bool(said))
        self.act.setVisible(run is not None)
        self.act.setText(label)
        self._run = run

    def say_problem(self, said: str) -> None:
        """Say what went wrong; "" for no more."""
        self.problem.setText(said)
        self.problem.setVisible(bool(said))

    def _on_act(self) -> None:
        if self._run is not None:
            self._run()


def _field(setting: Setting[Any], choices: Mapping[Any, str]) -> Field:
    if setting == options.SAFETY_CATEGORIES:
        return CategoriesField(choices)
    return field_for(setting, choices)


def _link(label: str) -> QPushButton:
    button = QPushButton(label)
    button.setObjectName("keep")
    return button

"""Answers as JSON: a switch, examples, and a schema that is looked at while it is written."""

import json
from typing import Any, Final

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QCheckBox, QComboBox, QPlainTextEdit, QVBoxLayout, QWidget

from app.domain.answer_schema import schema_fault
from app.gui.text import answers as words
from app.gui.vault.dialog import plain_label
from app.gui.wheel import keep_steady

_HEIGHT: Final = 200


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


_TEXT: Final = {"type": "string"}
EXAMPLES: Final = (
    _object(
        name=_TEXT,
        born={"type": "integer", "minimum": 0, "maximum": 2100},
        known_for={"type": "array", "items": _TEXT, "maxItems": 5},
    ),
    _object(
        tasks={
            "type": "array",
            "items": _object(task=_TEXT, is_urgent={"type": "boolean"}),
            "minItems": 1,
            "maxItems": 20,
        }
    ),
    _object(
        opinion={"enum": ["positive", "neutral", "negative"]},
        reasons={"type": "array", "items": _TEXT, "minItems": 1, "maxItems": 3},
    ),
    _object(title=_TEXT, date={"type": "string", "format": "date"}, place=_TEXT),
)


class SchemaBox(QWidget):
    """Hands out only what can be followed; what cannot is told of and holds no answer."""

    changed = Signal(str)
    """The schema that is to hold; empty for answers in words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.switch = QCheckBox()
        self.example = QComboBox()
        keep_steady(self.example)
        self.edit = QPlainTextEdit()
        self.edit.setObjectName("schema")
        self.edit.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.edit.setTabChangesFocus(True)
        self.edit.setFixedHeight(_HEIGHT)
        self.note, self.problem = plain_label(name="muted"), plain_label(name="problem")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for part in (self.switch, self.note, self.example, self.edit, self.problem):
            layout.addWidget(part)
        self.switch.toggled.connect(self._on_switched)
        self.example.activated.connect(self._on_example)
        self.edit.textChanged.connect(self._on_edited)
        self.retranslate()
        self._refresh()

    def schema(self) -> str:
        """What holds now; empty while it cannot be followed."""
        written = self.edit.toPlainText()
        return written if self.switch.isChecked() and schema_fault(written) is None else ""

    def show_schema(self, schema: str) -> None:
        """What holds; what is being written is replaced only by something else."""
        if schema == self.schema():
            return
        with QSignalBlocker(self.switch), QSignalBlocker(self.edit):
            self.switch.setChecked(bool(schema))
            self.edit.setPlainText(schema)
        self._refresh()

    def clear(self) -> None:
        """Keep nothing of what was written, its undo steps included."""
        with QSignalBlocker(self.switch), QSignalBlocker(self.edit):
            self.switch.setChecked(False)
            self.edit.setPlainText("")
        self._refresh()

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        self.switch.setText(words.as_json())
        self.edit.setAccessibleName(words.schema())
        self.example.setAccessibleName(words.choose_example())
        self.example.clear()
        self.example.addItems([words.choose_example(), *words.examples()])
        self._refresh()

    def _on_switched(self, is_on: bool) -> None:
        if is_on and not self.edit.toPlainText().strip():
            self._write(0)
        self._refresh()
        self.changed.emit(self.schema())

    def _on_example(self, index: int) -> None:
        if index > 0:
            self._write(index - 1)
        self.example.setCurrentIndex(0)

    def _write(self, index: int) -> None:
        """As something typed: undo brings back what was there."""
        cursor = self.edit.textCursor()
        cursor.select(cursor.SelectionType.Document)
        cursor.insertText(json.dumps(EXAMPLES[index], indent=2, ensure_ascii=False))

    def _on_edited(self) -> None:
        self._refresh()
        self.changed.emit(self.schema())

    def _refresh(self) -> None:
        is_on = self.switch.isChecked()
        for part in (self.note, self.example, self.edit):
            part.setVisible(is_on)
        fault = schema_fault(self.edit.toPlainText()) if is_on else None
        self.note.setText(words.as_json_note() if fault is None else words.as_json_waits())
        self.problem.setVisible(fault is not None)
        if fault is not None:
            self.problem.setText(words.schema_problem(fault))
        self.edit.setAccessibleDescription(
            words.schema_is_sound() if fault is None else words.schema_problem(fault)
        )

"""A small form for the variables of a prompt; it hands out the text."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.domain.errors import AppError
from app.domain.prompt_library import Prompt, Variable, VariableKind, fill
from app.gui import text
from app.gui.fonts import spread_on_screen
from app.gui.vault.dialog import plain_label
from app.gui.wheel import keep_steady

_WIDTH = 480
_MARGIN = 24
_LINES_HEIGHT = 110
_MOST_HEIGHT = 420


class FillDialog(QDialog):
    """Asks for what a prompt leaves open. Nothing of it is kept."""

    filled = Signal(object)
    """A Filled, once everything that is due is there."""

    def __init__(self, prompt: Prompt, selection: str = "", parent: QWidget | None = None) -> None:
        """`selection` is what a variable of that kind begins with. Raises a PromptInvalid."""
        super().__init__(parent)
        self._template = prompt.template
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(prompt.name)
        self.setFixedWidth(spread_on_screen(_WIDTH, self))
        self.fields: dict[str, QWidget] = {}
        self._read: dict[str, Callable[[], str]] = {}
        self.problem = plain_label(name="problem")
        self.problem.hide()
        self.action, self.cancel = QPushButton(text.use()), QPushButton(text.cancel())
        self.action.setObjectName("primary")
        self.action.setDefault(True)
        self.action.clicked.connect(self._on_action)
        self.cancel.setObjectName("plain")
        self.cancel.setAutoDefault(False)
        self.cancel.clicked.connect(self.reject)
        form = QWidget()
        column = QVBoxLayout(form)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for variable in self._template.variables:
            label = QLabel()
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setText(variable.name)
            column.addWidget(label)
            column.addWidget(self._field(variable, selection))
            label.setBuddy(self.fields[variable.name])
        area = QScrollArea()
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what is filled in has it
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(form)
        area.setMinimumHeight(min(_MOST_HEIGHT, form.sizeHint().height() + 4))
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.action)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        layout.setSpacing(12)
        layout.addWidget(plain_label(prompt.name, "dialogTitle"))
        if prompt.about:
            layout.addWidget(plain_label(prompt.about, "muted"))
        layout.addWidget(area, 1)
        layout.addWidget(self.problem)
        layout.addLayout(buttons)

    @property
    def has_fields(self) -> bool:
        """Whether there is anything to fill in."""
        return bool(self.fields)

    def values(self) -> dict[str, str]:
        """What is filled in, by the names of variables."""
        return {name: read() for name, read in self._read.items()}

    def _field(self, variable: Variable, selection: str) -> QWidget:
        usual = variable.usual or ""
        match variable.kind:
            case VariableKind.CHOICE:
                box = QComboBox()
                keep_steady(box)
                box.addItems(variable.choices)
                field: QWidget = box
                self._read[variable.name] = box.currentText
            case VariableKind.SELECTION:
                edit = QPlainTextEdit(selection or usual)
                edit.setObjectName("attachmentText")
                edit.setFixedHeight(_LINES_HEIGHT)
                edit.setTabChangesFocus(True)
                field = edit
                self._read[variable.name] = edit.toPlainText
            case _:
                line = QLineEdit(usual)
                field = line
                self._read[variable.name] = line.text
        field.setAccessibleName(variable.name)
        self.fields[variable.name] = field
        return self._with_button(variable) if variable.kind is VariableKind.FILE else field

    def _with_button(self, variable: Variable) -> QWidget:
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        button = QPushButton(text.choose_file())
        button.setObjectName("plain")
        button.setAutoDefault(False)
        button.clicked.connect(partial(self._choose, variable.name))
        row.addWidget(self.fields[variable.name], 1)
        row.addWidget(button)
        return both

    def _choose(self, name: str) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, name, str(Path.home()))
        field = self.fields[name]
        if chosen and isinstance(field, QLineEdit):
            field.setText(chosen)

    def _on_action(self) -> None:
        try:
            filled = fill(self._template, self.values())
        except AppError as error:
            self.problem.setText(f"{text.error_sentence(error)} {text.error_hint(error)}")
            self.problem.show()
            return
        self.filled.emit(filled)
        self.accept()

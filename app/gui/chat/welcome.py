"""What stands in an empty conversation: a greeting, a fact about privacy, things to try."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.domain.models import ModelPhase, ModelState
from app.gui import text

_WIDTH = 520


class Welcome(QWidget):
    """Shown while a conversation has no message."""

    example_chosen = Signal(str)
    open_model_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = ModelState(ModelPhase.NONE)
        self._title = _label("welcomeTitle")
        self._fact = _label("muted")
        self._examples = [self._example_button() for _ in text.examples()]
        self._note = _label("muted")
        self._open = QPushButton()
        self._open.clicked.connect(self.open_model_requested)
        column = QWidget()
        column.setFixedWidth(_WIDTH)
        layout = QVBoxLayout(column)
        layout.setSpacing(8)
        layout.addWidget(self._title)
        layout.addWidget(self._fact)
        layout.addSpacing(16)
        for button in self._examples:
            layout.addWidget(button)
        layout.addSpacing(16)
        layout.addWidget(self._note)
        layout.addWidget(self._open, 0, Qt.AlignmentFlag.AlignHCenter)
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        outer.addWidget(column, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(3)
        self.retranslate()

    def show_state(self, state: ModelState) -> None:
        """Say what fits the model: examples, a note about the starter, or how to get one."""
        self._state = state
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        has_model = self._state.model is not None
        entry = self._state.model.entry if self._state.model is not None else None
        is_starter = entry is not None and entry.starter
        self._title.setText(text.welcome_title() if has_model else text.no_model_title())
        self._fact.setText(text.welcome_fact() if has_model else text.no_model_text())
        self._note.setText(text.starter_note())
        self._note.setVisible(is_starter)
        self._open.setText(text.open_model_file())
        self._open.setObjectName("plain" if has_model else "primary")
        self._open.style().polish(self._open)
        self._open.setVisible(is_starter or not has_model)
        for button, example in zip(self._examples, text.examples(), strict=True):
            button.setText(example)
            button.setVisible(has_model)

    def _example_button(self) -> QPushButton:
        button = QPushButton()
        button.setObjectName("example")
        button.clicked.connect(lambda: self.example_chosen.emit(button.text()))
        return button


def _label(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return label

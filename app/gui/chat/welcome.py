"""What stands in an empty conversation: a greeting, a fact about privacy, things to try."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.domain.models import ModelPhase, ModelState
from app.gui import text
from app.gui.fonts import spread

_WIDTH = 520
_SIDE = 24
_PADDING = 32
"""Beside the words of an example, on both sides together."""
_FIRST = 1000
"""The column takes its width before the stretches beside it get any."""


class Welcome(QWidget):
    """Shown while a conversation has no message."""

    example_chosen = Signal(str)
    open_model_requested = Signal()
    models_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = ModelState(ModelPhase.NONE)
        self._title = _label("welcomeTitle")
        self._fact = _label("muted")
        self._examples = [self._example_button() for _ in text.examples(in_english=True)]
        self._note = _label("muted")
        self._open = QPushButton()
        self._open.clicked.connect(self.open_model_requested)
        self.better = QPushButton()
        self.better.setObjectName("plain")
        self.better.clicked.connect(self.models_requested)
        column = QWidget()
        self._column = column
        layout = QVBoxLayout(column)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._title)
        layout.addWidget(self._fact)
        layout.addSpacing(16)
        for button in self._examples:
            layout.addWidget(button)
        layout.addSpacing(16)
        layout.addWidget(self._note)
        layout.addWidget(self.better, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self._open, 0, Qt.AlignmentFlag.AlignHCenter)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(column, _FIRST)
        middle.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(_SIDE, 0, _SIDE, 0)
        outer.addStretch(2)
        outer.addLayout(middle)
        outer.addStretch(3)
        self.retranslate()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Not endlessly wide, but with room for large letters."""
        self._column.setMaximumWidth(spread(_WIDTH, self))
        super().resizeEvent(event)

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
        self.better.setText(text.better_models() if has_model else text.all_models())
        self.better.setVisible(is_starter or not has_model)
        self._open.setText(text.open_model_file())
        self._open.setObjectName("plain" if has_model else "primary")
        self._open.style().polish(self._open)
        self._open.setVisible(is_starter or not has_model)
        examples = text.examples(in_english=is_starter)
        for button, example in zip(self._examples, examples, strict=True):
            button.set_words(example)
            button.setVisible(has_model)

    def _example_button(self) -> "_Example":
        button = _Example()
        button.clicked.connect(lambda: self.example_chosen.emit(button.words))
        return button


class _Example(QPushButton):
    """A question to begin with, in as many lines as it needs; only a word is ever cut."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("example")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.words = ""

    def set_words(self, words: str) -> None:
        """Take the whole question."""
        self.words = words
        self.setAccessibleName(words)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """As narrow as it has to be: the words give way."""
        return QSize(2 * _PADDING, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show what fits."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        shown = "\n".join(self._lines())
        if shown != self.text():
            self.setText(shown)
            self.setToolTip("" if "…" not in shown else self.words)

    def _lines(self) -> list[str]:
        metrics, room = self.fontMetrics(), self.width() - _PADDING
        lines = [""]
        for word in self.words.split():
            longer = f"{lines[-1]} {word}".strip()
            if metrics.horizontalAdvance(longer) <= room:
                lines[-1] = longer
            else:
                lines.append(metrics.elidedText(word, Qt.TextElideMode.ElideRight, room))
        return [each for each in lines if each]

    def changeEvent(self, event: QEvent) -> None:
        """Other letters take other room."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._fit()


def _label(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return label

"""A quiet line above the composer that offers something once."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QWidget

from app.gui import text

Words = Callable[[], str]


class Offer(QFrame):
    """Hidden until something is offered; gone once it is taken or put aside."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("offer")
        self._words: tuple[Words, Words] | None = None
        self._run: Callable[[], None] = lambda: None
        self._label = QLabel()
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setWordWrap(True)
        self.take, self.later = QPushButton(), QPushButton()
        self.take.setObjectName("plain")
        self.later.setObjectName("link")
        self.take.clicked.connect(self._on_taken)
        self.later.clicked.connect(self.dismiss)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.take)
        buttons.addWidget(self.later)
        buttons.addStretch(1)
        layout = QGridLayout(self)
        layout.setContentsMargins(14, 10, 14, 10)
        layout.setVerticalSpacing(8)
        layout.addWidget(self._label, 0, 0)
        layout.addLayout(buttons, 1, 0)
        self.hide()

    def show_offer(self, sentence: Words, button: Words, run: Callable[[], None]) -> None:
        """Offer something."""
        self._words, self._run = (sentence, button), run
        self.retranslate()
        self.show()

    def dismiss(self) -> None:
        """Offer it no more."""
        self._words = None
        self.hide()

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        if self._words is not None:
            sentence, button = self._words
            self._label.setText(sentence())
            self.take.setText(button())
        self.later.setText(text.not_now())

    def _on_taken(self) -> None:
        self.dismiss()
        self._run()

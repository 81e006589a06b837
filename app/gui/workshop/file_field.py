"""A file to choose, its name shown, and a way to leave it out again."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QWidget

from app.gui.model_page.parts import plain_label
from app.gui.model_page.wording import plain_name
from app.gui.text import model_page
from app.gui.text import workshop as words

_LONGEST: Final = 32


class FileField(QWidget):
    """Hands out a path, or None; what it is called where there is none is said by `nothing`."""

    changed = Signal()

    def __init__(
        self, title: Callable[[], str], nothing: Callable[[], str], kinds: Callable[[], str]
    ) -> None:
        super().__init__()
        self._title, self._nothing, self._kinds = title, nothing, kinds
        self.path: Path | None = None
        self.title, self.name = plain_label(name="muted"), plain_label()
        for label in (self.title, self.name):
            label.setWordWrap(False)
        self.choose, self.remove = QPushButton(), QPushButton()
        for button in (self.choose, self.remove):
            button.setObjectName("link")
        self.choose.clicked.connect(self._ask)
        self.remove.clicked.connect(lambda: self.set_path(None))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.title)
        row.addWidget(self.name)
        row.addWidget(self.choose)
        row.addWidget(self.remove)
        row.addStretch(1)
        self.retranslate()

    def set_path(self, path: Path | None) -> None:
        """Take a file, or none."""
        self.path = path
        self.retranslate()
        self.changed.emit()

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        self.title.setText(self._title())
        self.name.setText(plain_name(self.path.name, _LONGEST) if self.path else self._nothing())
        for button, said in (
            (self.choose, words.choose_file()),
            (self.remove, words.take_away()),
        ):
            button.setText(said)
            button.setAccessibleName(model_page.act_on(said, self._title()))
        self.remove.setVisible(self.path is not None)

    def _ask(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self, self._title(), str(Path.home()), self._kinds()
        )
        if chosen:
            self.set_path(Path(chosen))

"""Several things to choose from, each with a box to check, below a heading."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from app.gui.vault.dialog import plain_label


class CheckColumn(QWidget):
    """What is checked stays checked when the same things are offered again."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.title = plain_label(name="cardTitle")
        self.title.setWordWrap(False)
        self.boxes: dict[str, QCheckBox] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._column.addWidget(self.title)

    @property
    def chosen(self) -> list[str]:
        """The keys of what is checked, in their order."""
        return [key for key, box in self.boxes.items() if box.isChecked()]

    def offer(self, choices: Sequence[tuple[str, str]]) -> None:
        """Offer these: a key and a line of words each."""
        chosen = set(self.chosen)
        if [key for key, _ in choices] != list(self.boxes):
            for box in self.boxes.values():
                box.hide()
                box.deleteLater()
            self.boxes = {}
            for key, _ in choices:
                box = self.boxes[key] = QCheckBox()
                box.setChecked(key in chosen)
                box.toggled.connect(lambda _is_on: self.changed.emit())
                self._column.addWidget(box)
        for key, words in choices:
            self.boxes[key].setText(words.replace("&", "&&"))
            self.boxes[key].setAccessibleName(words)

    def choose(self, keys: Collection[str]) -> None:
        """Check these, and no others."""
        for key, box in self.boxes.items():
            box.setChecked(key in keys)

    def set_title(self, words: str) -> None:
        """Say what is to be chosen."""
        self.title.setText(words)

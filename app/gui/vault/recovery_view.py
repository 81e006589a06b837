"""A recovery code to be kept: large, in groups, with Copy, Save and a confirmation."""

import os
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.gui import clipboard, text
from app.gui.fonts import points
from app.gui.vault.dialog import plain_label

_GROUP: Final = 4
_COLUMNS: Final = 4
_LARGER: Final = 1.5
"""Than other text: it is read letter by letter."""
_FILE: Final = "snug-recovery-code.txt"


def groups_of(code: str) -> list[str]:
    """The code in the groups that it comes in, or in fours."""
    parts = [part for part in code.replace(" ", "-").split("-") if part]
    if len(parts) > 1:
        return parts
    return [code[start : start + _GROUP] for start in range(0, len(code), _GROUP)]


class RecoveryView(QWidget):
    """Shows a code; `kept` is ticked by whoever has kept it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._code = ""
        self._groups: list[QLabel] = []
        frame = QFrame()
        frame.setObjectName("codeFrame")
        self._grid = QGridLayout(frame)
        self._grid.setSpacing(12)
        self._grid.setContentsMargins(16, 16, 16, 16)
        self.copy, self.save = QPushButton(text.copy()), QPushButton(text.save_to_file())
        for button in (self.copy, self.save):
            button.setObjectName("plain")
            button.setAutoDefault(False)
        self.copy.clicked.connect(self._copy)
        self.save.clicked.connect(self._choose_file)
        self.note = plain_label(name="muted")
        self.kept = QCheckBox(text.recovery_code_kept())
        buttons = QHBoxLayout()
        buttons.addWidget(self.copy)
        buttons.addWidget(self.save)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(plain_label(text.recovery_code_explained()))
        layout.addWidget(frame)
        layout.addLayout(buttons)
        layout.addWidget(self.note)
        layout.addWidget(self.kept)

    def show_code(self, code: str) -> None:
        """Show a code."""
        self._code = code
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPointSizeF(points(self.font()) * _LARGER)
        for index, group in enumerate(groups_of(code)):
            label = QLabel(group)
            label.setObjectName("code")
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setFont(font)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self._grid.addWidget(label, *divmod(index, _COLUMNS))
            self._groups.append(label)
        self.copy.setFocus()

    def forget(self) -> None:
        """Show it no more."""
        self._code = ""
        for label in self._groups:
            label.clear()

    def save_to(self, path: Path) -> None:
        """Write the code into a file that only its owner can read."""
        words = f"{text.recovery_file_title()}\n\n{self._code}\n\n{text.recovery_file_note()}\n"
        try:
            flags = os.O_CREAT | os.O_WRONLY | os.O_TRUNC
            with os.fdopen(os.open(path, flags, 0o600), "w", encoding="utf-8") as file:
                file.write(words)
            path.chmod(0o600)  # a file that was there before keeps its mode
        except OSError:
            self.note.setText(text.recovery_file_failed())
        else:
            self.note.setText(text.recovery_file_saved())

    def _copy(self) -> None:
        clipboard.copy(self._code)
        self.note.setText(text.recovery_code_copied())

    def _choose_file(self) -> None:
        suggested = str(Path.home() / _FILE)
        chosen, _ = QFileDialog.getSaveFileName(self, text.save_to_file(), suggested)
        if chosen:
            self.save_to(Path(chosen))

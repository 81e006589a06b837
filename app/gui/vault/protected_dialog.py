"""The page that says what is protected, with what, and what is not."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app.gui import text
from app.gui.vault.background import Background
from app.gui.vault.dialog import VaultDialog, plain_label
from app.gui.vault.protection import Protection

_HEIGHT = 460


class ProtectedDialog(VaultDialog):
    """Facts alone; they are gathered when it opens."""

    def __init__(
        self,
        gather: Callable[[], Protection],
        background: Background,
        parent: QWidget | None = None,
    ) -> None:
        """`gather` may take seconds."""
        super().__init__(text.protected_title(), background, parent)
        self._rows = QVBoxLayout()
        self._rows.setContentsMargins(0, 0, 8, 0)
        self._rows.setSpacing(4)
        inside = QWidget()
        inside.setLayout(self._rows)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setMinimumHeight(_HEIGHT)
        area.setWidget(inside)
        for part in (area.viewport(), inside):
            part.setAutoFillBackground(False)
        layout = QVBoxLayout(self.form)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area)
        self.cancel.hide()
        self.action.setText(text.close())
        self.begin(gather, self._show)

    def act(self) -> None:
        """Close."""
        self.accept()

    def reject(self) -> None:
        """It changes nothing: it may close while it gathers."""
        self.force_close()

    def _show(self, found: Protection) -> None:
        for heading, fact in text.protection_lines(found):
            self._rows.addWidget(plain_label(heading, "muted"))
            value = plain_label(fact)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            value.setContentsMargins(0, 0, 0, 8)
            self._rows.addWidget(value)
        self._rows.addStretch(1)

"""A new recovery code in place of the one before."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.gui import text
from app.gui.vault.background import Background
from app.gui.vault.code_dialog import CodeDialog
from app.gui.vault.dialog import plain_label
from app.gui.vault.secret_edit import SecretEdit
from app.gui.vault.services import Vault


class RecoveryDialog(CodeDialog):
    """Asks for the passphrase, then shows the code."""

    def __init__(self, vault: Vault, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(text.new_recovery_code_title(), background, parent)
        self._vault = vault
        self.field = SecretEdit()
        self.field.setPlaceholderText(text.passphrase())
        self.field.setAccessibleName(text.passphrase())
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(plain_label(text.new_recovery_code_explained()))
        layout.addWidget(self.field)
        layout.addStretch(1)
        self._pages.addWidget(page)
        self.field.changed.connect(self._refresh)
        self.field.submitted.connect(self._on_action)
        self.action.setText(text.make_code())
        self._refresh()
        self.field.setFocus()

    def start(self) -> None:
        """Make the code."""
        passphrase = self.field.take()
        self.begin(
            lambda: self._vault.new_recovery_code(passphrase), self._on_made, self._on_failed
        )

    def is_complete(self) -> bool:
        """Whether a passphrase was typed."""
        return bool(self.field.whole())

    def _on_made(self, code: str) -> None:
        self.field.forget()
        self.show_code(code)

    def _on_failed(self, _error: object) -> None:
        self._refresh()
        self.field.selectAll()
        self.field.setFocus()

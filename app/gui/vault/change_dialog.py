"""Another passphrase for the vault."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.gui import text
from app.gui.vault.background import Background
from app.gui.vault.dialog import VaultDialog, plain_label
from app.gui.vault.new_passphrase import NewPassphrase
from app.gui.vault.secret_edit import SecretEdit
from app.gui.vault.services import Vault


class ChangeDialog(VaultDialog):
    """Asks for the old passphrase once and for the new one twice."""

    def __init__(self, vault: Vault, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(text.change_passphrase_title(), background, parent)
        self._vault = vault
        self.old = SecretEdit()
        self.old.setPlaceholderText(text.present_passphrase())
        self.old.setAccessibleName(text.present_passphrase())
        self.fields = NewPassphrase(text.new_passphrase(), vault.strength)
        layout = QVBoxLayout(self.form)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(plain_label(text.change_passphrase_explained()))
        layout.addWidget(self.old)
        layout.addWidget(self.fields)
        layout.addStretch(1)
        self.old.submitted.connect(self.fields.setFocus)
        self.old.changed.connect(self._refresh)
        self.fields.changed.connect(self._refresh)
        self.fields.submitted.connect(self._on_action)
        self.fields.shown.toggled.connect(self.old.set_shown)
        self.action.setText(text.change())
        self._refresh()
        self.old.setFocus()

    def act(self) -> None:
        """Exchange it."""
        old, new = self.old.take(), self.fields.take()
        if not self.fields.is_complete():
            return
        self.begin(
            lambda: self._vault.change_passphrase(old, new), self._on_changed, self._on_failed
        )

    def _on_changed(self, _nothing: None) -> None:
        self.old.forget()
        self.fields.forget()
        self.accept()

    def _on_failed(self, _error: object) -> None:
        self._refresh()
        self.old.selectAll()
        self.old.setFocus()

    def _refresh(self) -> None:
        self.action.setEnabled(bool(self.old.whole()) and self.fields.is_complete())

"""Erasing the vault: says what it destroys and what it cannot reach, and wants a word typed."""

import unicodedata

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.gui import text
from app.gui.vault.background import Background
from app.gui.vault.dialog import VaultDialog, plain_label
from app.gui.vault.secret_edit import SecretEdit
from app.gui.vault.services import Vault


class EraseDialog(VaultDialog):
    """One field, one red button."""

    def __init__(self, vault: Vault, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(text.erase_title(), background, parent)
        self._vault = vault
        self.field = SecretEdit()
        self.field.set_shown(True)
        self.field.setPlaceholderText(text.erase_word())
        self.field.setAccessibleName(text.type_erase_word(text.erase_word()))
        layout = QVBoxLayout(self.form)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(plain_label(text.erase_destroys()))
        layout.addWidget(plain_label(text.erase_cannot_reach()))
        layout.addWidget(plain_label(text.type_erase_word(text.erase_word())))
        layout.addWidget(self.field)
        layout.addStretch(1)
        self.field.changed.connect(self._refresh)
        self.field.submitted.connect(self._on_action)
        self.action.setObjectName("danger")
        self.action.setText(text.erase())
        self._refresh()
        self.field.setFocus()

    def act(self) -> None:
        """Erase."""
        self.field.take()
        if self._is_typed():
            self.begin(self._vault.erase, lambda _nothing: self.accept(), self._on_failed)

    def _on_failed(self, _error: object) -> None:
        self._refresh()

    def _is_typed(self) -> bool:
        return _bare(self.field.whole()) == _bare(text.erase_word())

    def _refresh(self) -> None:
        self.action.setEnabled(self._is_typed())


def _bare(words: str) -> str:
    return unicodedata.normalize("NFC", words).strip().casefold()

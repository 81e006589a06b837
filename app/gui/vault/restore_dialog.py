"""Taking a vault out of a backup."""

from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.gui import text
from app.gui.vault.background import Background
from app.gui.vault.dialog import VaultDialog, plain_label
from app.gui.vault.services import Vault


class RestoreDialog(VaultDialog):
    """Says what becomes of what is here, then restores."""

    def __init__(
        self,
        vault: Vault,
        source: Path,
        background: Background,
        parent: QWidget | None = None,
        *,
        takes_place: bool,
    ) -> None:
        """`takes_place`: there is a vault here, or a part of one, which makes room."""
        super().__init__(text.restore_title(), background, parent)
        self._vault = vault
        self._source = source
        self._takes_place = takes_place
        self.restored_at = ""
        """When the backup was made, in ISO 8601, once it is restored."""
        layout = QVBoxLayout(self.form)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(plain_label(text.restore_from(source.name)))
        fate = text.restore_sets_aside() if takes_place else text.restore_drops_memory()
        layout.addWidget(plain_label(fate))
        layout.addWidget(plain_label(text.restore_passphrase(), "muted"))
        layout.addStretch(1)
        self.action.setText(text.restore())

    def act(self) -> None:
        """Restore."""
        restore = self._vault.restore_in_place if self._takes_place else self._vault.restore
        self.begin(lambda: restore(self._source), self._on_restored)

    def _on_restored(self, made: str) -> None:
        self.restored_at = made
        self.accept()

"""Making a vault: choose a passphrase, or none, then keep the recovery code."""

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from app.config.folder_kind import FolderKind
from app.gui import text
from app.gui.vault.background import Background
from app.gui.vault.code_dialog import CodeDialog
from app.gui.vault.dialog import plain_label
from app.gui.vault.new_passphrase import NewPassphrase
from app.gui.vault.services import Vault


class CreateDialog(CodeDialog):
    """Asks how the vault is protected, then shows the code that also opens it."""

    def __init__(
        self,
        vault: Vault,
        background: Background,
        parent: QWidget | None = None,
        *,
        place: FolderKind = FolderKind.LOCAL,
    ) -> None:
        """`place` is where the vault would lie."""
        super().__init__(text.keep_conversations_title(), background, parent)
        self.place_note = plain_label(text.place_warning(place), "problem")
        self.place_note.setVisible(place is not FolderKind.LOCAL)
        self._vault = vault
        self.fields = NewPassphrase(text.passphrase(), vault.strength)
        self.without = QCheckBox(text.without_passphrase())
        self.without_note = plain_label(text.without_passphrase_fact(), "muted")
        self._pages.addWidget(self._first_page())
        self.fields.changed.connect(self._refresh)
        self.fields.submitted.connect(self._on_action)
        self.without.toggled.connect(self._on_without)
        self.action.setText(text.create_vault())
        self._refresh()
        self.fields.setFocus()

    def _first_page(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(plain_label(text.vault_explained()))
        layout.addWidget(self.place_note)
        layout.addWidget(self.fields)
        layout.addWidget(self.without)
        layout.addWidget(self.without_note)
        layout.addStretch(1)
        return page

    def start(self) -> None:
        """Make the vault."""
        passphrase = None if self.without.isChecked() else self.fields.take()
        if passphrase is not None and not self.fields.is_complete():
            return
        self.begin(lambda: self._vault.create(passphrase), self._on_created, self._on_failed)

    def is_complete(self) -> bool:
        """Whether a passphrase was chosen, or that there is to be none."""
        return self.without.isChecked() or self.fields.is_complete()

    def _on_created(self, code: str) -> None:
        self.fields.forget()
        self.show_code(code)

    def _on_failed(self, _error: object) -> None:
        self._refresh()
        self.fields.setFocus()

    def _on_without(self, is_without: bool) -> None:
        self.fields.setEnabled(not is_without)
        self._refresh()

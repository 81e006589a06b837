"""Encrypting everything anew, after a suspected leak."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.sizes import format_bytes
from app.gui import text
from app.gui.vault.background import Background
from app.gui.vault.code_dialog import CodeDialog
from app.gui.vault.dialog import plain_label
from app.gui.vault.secret_edit import SecretEdit
from app.gui.vault.services import Vault
from app.gui.vault.share_progress import ShareProgress


class AnewDialog(CodeDialog):
    """Asks for the passphrase where there is one, and shows how far it is and the new code."""

    def __init__(
        self,
        vault: Vault,
        background: Background,
        parent: QWidget | None = None,
        *,
        has_passphrase: bool,
        has_keychain: bool = False,
    ) -> None:
        """`has_keychain`: it opens the vault, too, until then."""
        super().__init__(text.encrypt_anew_title(), background, parent)
        self._vault = vault
        self._has_passphrase = has_passphrase
        self.field = SecretEdit()
        self.field.setPlaceholderText(text.passphrase())
        self.field.setAccessibleName(text.passphrase())
        self.field.setVisible(has_passphrase)
        self.stage = plain_label(name="muted")
        self._progress = ShareProgress(vault.share_encrypted_anew, self.busy, self)
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(plain_label(text.encrypt_anew_explained()))
        layout.addWidget(plain_label(text.encrypt_anew_cannot_reach()))
        if has_keychain:
            layout.addWidget(plain_label(text.anew_ends_keychain()))
        layout.addWidget(self.field)
        layout.addWidget(self.stage)
        layout.addStretch(1)
        self._pages.addWidget(page)
        self.field.changed.connect(self._refresh)
        self.field.submitted.connect(self._on_action)
        self.action.setText(text.encrypt_anew())
        self._refresh()
        self.field.setFocus()

    def start(self) -> None:
        """Encrypt."""
        passphrase = self.field.take() if self._has_passphrase else None
        facts = self._vault.facts()
        size = facts.database_bytes if facts else 0
        self.stage.setText(text.encrypting_anew(format_bytes(size)))
        self.fit()
        self.code_shown.emit()  # a lock may come between the new code and its being seen
        self._progress.start()
        self.begin(lambda: self._vault.encrypt_anew(passphrase), self._on_done, self._on_failed)

    def is_complete(self) -> bool:
        """Whether a passphrase was typed, where there is one."""
        return not self._has_passphrase or bool(self.field.whole())

    def _on_done(self, code: str) -> None:
        self._progress.stop()
        self.field.forget()
        self.show_code(code)

    def _on_failed(self, _error: object) -> None:
        self._progress.stop()
        self.stage.setText("")
        self.code_kept.emit()
        self._refresh()
        self.field.selectAll()
        self.field.setFocus()

"""A passphrase for a vault that was made without one, and the recovery code that comes with it."""

from dataclasses import dataclass

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from app.domain.errors import AppError
from app.gui import text
from app.gui.vault.background import Background
from app.gui.vault.code_dialog import CodeDialog
from app.gui.vault.dialog import plain_label
from app.gui.vault.new_passphrase import NewPassphrase
from app.gui.vault.services import Vault
from app.gui.vault.share_progress import ShareProgress


@dataclass(frozen=True, slots=True)
class _Outcome:
    code: str
    error: AppError | None = None
    """Why it was not encrypted anew; the passphrase holds all the same."""


class ProtectDialog(CodeDialog):
    """Asks for a passphrase, and whether older copies of the key are to be made worthless."""

    def __init__(self, vault: Vault, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(text.protect_title(), background, parent)
        self._vault = vault
        self.fields = NewPassphrase(text.new_passphrase(), vault.strength)
        self.anew = QCheckBox(text.also_encrypt_anew())
        self.anew.setChecked(True)
        self._progress = ShareProgress(vault.share_encrypted_anew, self.busy, self)
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(plain_label(text.protect_explained()))
        layout.addWidget(self.fields)
        layout.addWidget(self.anew)
        layout.addWidget(plain_label(text.also_encrypt_anew_fact(), "muted"))
        layout.addStretch(1)
        self._pages.addWidget(page)
        self.fields.changed.connect(self._refresh)
        self.fields.submitted.connect(self._on_action)
        self.action.setText(text.protect())
        self._refresh()
        self.fields.setFocus()

    def start(self) -> None:
        """Protect it."""
        passphrase, wants_anew = self.fields.take(), self.anew.isChecked()
        if not self.fields.is_complete():
            return

        def work() -> _Outcome:
            code = self._vault.protect(passphrase)
            if not wants_anew:
                return _Outcome(code)
            try:
                return _Outcome(self._vault.encrypt_anew(passphrase))
            except AppError as error:
                return _Outcome(code, error)

        self.code_shown.emit()
        self._progress.start()
        self.begin(work, self._on_protected, self._on_failed)

    def is_complete(self) -> bool:
        """Whether both fields say the same."""
        return self.fields.is_complete()

    def _on_protected(self, outcome: _Outcome) -> None:
        self._progress.stop()
        self.fields.forget()
        self.show_code(outcome.code)
        if outcome.error is not None:
            self.recovery.note.setText(text.not_encrypted_anew(text.error_sentence(outcome.error)))

    def _on_failed(self, _error: object) -> None:
        self._progress.stop()
        self.code_kept.emit()
        self._refresh()
        self.fields.setFocus()

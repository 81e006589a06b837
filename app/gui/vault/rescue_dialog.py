"""Saving what can be read of a damaged history."""

from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from app.domain.vault import RescueReport
from app.gui import text
from app.gui.vault.background import Background
from app.gui.vault.dialog import VaultDialog, plain_label
from app.gui.vault.secret_edit import SecretEdit
from app.gui.vault.services import Vault
from app.gui.vault.share_progress import ShareProgress


class RescueDialog(VaultDialog):
    """Asks for the passphrase if there is one, shows how far it is, then what was saved."""

    def __init__(
        self,
        vault: Vault,
        background: Background,
        parent: QWidget | None = None,
        *,
        has_passphrase: bool = True,
    ) -> None:
        super().__init__(text.rescue_title(), background, parent)
        self._vault = vault
        self._has_passphrase = has_passphrase
        self._share = 0.0
        self._report: RescueReport | None = None
        self.field = SecretEdit()
        self.field.setPlaceholderText(text.passphrase())
        self.field.setAccessibleName(text.passphrase())
        self.field.setVisible(has_passphrase)
        self.outcome = plain_label()
        self._progress = ShareProgress(lambda: self._share, self.busy, self)
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(plain_label(text.rescue_explained()))
        layout.addWidget(self.field)
        layout.addStretch(1)
        self._pages = QStackedLayout(self.form)
        self._pages.setContentsMargins(0, 0, 0, 0)
        self._pages.addWidget(page)
        self._pages.addWidget(self.outcome)
        self.field.changed.connect(self._refresh)
        self.field.submitted.connect(self._on_action)
        self.action.setText(text.rescue())
        self._refresh()
        self.field.setFocus()

    def act(self) -> None:
        """Rescue, or finish."""
        if self._report is not None:
            self.accept()
            return
        passphrase = self.field.take()

        def work() -> RescueReport:
            return self._vault.rescue(passphrase, self._note_share)

        self._progress.start()
        self.begin(work, self._on_rescued, self._on_failed)

    def _note_share(self, share: float) -> None:
        """From the thread of the work: the bar looks at it."""
        self._share = share

    def _on_rescued(self, report: RescueReport) -> None:
        self._progress.stop()
        self.field.forget()
        self._report = report
        self.outcome.setText("\n".join(text.rescued(report)))
        self._pages.setCurrentWidget(self.outcome)
        self.action.setText(text.finish())
        self.action.setEnabled(True)
        self.cancel.hide()
        self.adjustSize()

    def _on_failed(self, _error: object) -> None:
        self._progress.stop()
        self._share = 0.0
        self._refresh()
        self.field.selectAll()
        self.field.setFocus()

    def _refresh(self) -> None:
        is_known = not self._has_passphrase or bool(self.field.whole())
        self.action.setEnabled(self._report is not None or is_known)

"""A dialog that explains one act and asks for the present passphrase."""

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.gui.vault.background import Background
from app.gui.vault.dialog import VaultDialog, plain_label
from app.gui.vault.secret_edit import SecretEdit


class PassphraseDialog(VaultDialog):
    """Does something to the vault for whoever knows its passphrase."""

    def __init__(
        self,
        title: str,
        explained: tuple[str, ...],
        action: str,
        name: str,
        work: Callable[[str], object],
        background: Background,
        parent: QWidget | None = None,
        *,
        is_dangerous: bool = False,
    ) -> None:
        """`name` is what the field asks for; `work` takes what was typed and may take its time."""
        super().__init__(title, background, parent)
        self._work = work
        self.field = SecretEdit()
        self.field.setPlaceholderText(name)
        self.field.setAccessibleName(name)
        layout = QVBoxLayout(self.form)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        for words in explained:
            layout.addWidget(plain_label(words))
        layout.addWidget(self.field)
        layout.addStretch(1)
        self.field.changed.connect(self._refresh)
        self.field.submitted.connect(self._on_action)
        if is_dangerous:
            self.action.setObjectName("danger")
        self.action.setText(action)
        self._refresh()
        self.field.setFocus()

    def act(self) -> None:
        """Do it."""
        passphrase = self.field.take()
        self.begin(lambda: self._work(passphrase), self._on_done, self._on_failed)

    def _on_done(self, _result: object) -> None:
        self.field.forget()
        self.accept()

    def _on_failed(self, _error: object) -> None:
        self._refresh()
        self.field.selectAll()
        self.field.setFocus()

    def _refresh(self) -> None:
        self.action.setEnabled(bool(self.field.whole()))

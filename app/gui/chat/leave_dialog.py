"""Asks once before a temporary conversation is left: keep it, let it go, or stay."""

from collections.abc import Callable

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app.domain.conversations import Conversation
from app.gui.text import temporary as words
from app.gui.vault.background import Background
from app.gui.vault.dialog import VaultDialog, plain_label


class LeaveDialog(VaultDialog):
    """Keeping is the action; a failure to keep is said here, and nothing is lost."""

    def __init__(
        self,
        keep: Callable[[], Conversation],
        let_go: Callable[[], object],
        go_on: Callable[[], object],
        background: Background,
        parent: QWidget,
    ) -> None:
        """`go_on` follows both ways of leaving."""
        super().__init__(words.leave_title(), background, parent)
        self._keep, self._let_go, self._go_on = keep, let_go, go_on
        form = QVBoxLayout(self.form)
        form.setContentsMargins(0, 0, 0, 0)
        form.addWidget(plain_label(words.leave_sentence()))
        self.leave = QPushButton(words.let_it_go())
        self.leave.setObjectName("plain")
        self.leave.setAutoDefault(False)
        self.leave.clicked.connect(self._on_left)
        self.add_button(self.leave)
        self.action.setText(words.keep_it())
        self.cancel.setText(words.stay())

    def act(self) -> None:
        """Keep it, then leave."""

        def kept(_conversation: Conversation) -> None:
            self.accept()
            self._go_on()

        self.begin(self._keep, kept)

    def _on_left(self) -> None:
        if not self.is_busy:
            self.accept()
            self._let_go()
            self._go_on()

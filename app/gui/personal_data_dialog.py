"""Asks before an export what is to become of the personal data in it: marks, or as it is."""

from collections.abc import Callable

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app.domain.personal_data import Mark, PersonalSummary
from app.gui.text import safety as words
from app.gui.vault.background import Background
from app.gui.vault.dialog import VaultDialog, plain_label


class PersonalDataDialog(VaultDialog):
    """Replacing is the action; nothing was written when it is closed."""

    def __init__(
        self,
        found: PersonalSummary,
        go_on: Callable[[Mark | None], object],
        background: Background,
        parent: QWidget,
    ) -> None:
        """`go_on` is told what stands in the place of each, or None."""
        super().__init__(words.personal_data_title(), background, parent)
        self._go_on = go_on
        form = QVBoxLayout(self.form)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(8)
        self.found = plain_label(words.found_in(found))
        form.addWidget(self.found)
        form.addWidget(plain_label(words.marks_explained(), "muted"))
        self.as_it_is = QPushButton(words.export_as_it_is())
        self.as_it_is.setObjectName("plain")
        self.as_it_is.setAutoDefault(False)
        self.as_it_is.clicked.connect(self._on_as_it_is)
        self.add_button(self.as_it_is)
        self.action.setText(words.replace_with_marks())

    def act(self) -> None:
        """Write marks."""
        self.accept()
        self._go_on(words.mark)

    def _on_as_it_is(self) -> None:
        self.accept()
        self._go_on(None)

"""Asks for the name of a new folder."""

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.domain.conversations import Folder
from app.domain.filing import LONGEST_NAME, folder_name
from app.gui.text import filing as text
from app.gui.vault.background import Background
from app.gui.vault.dialog import VaultDialog, plain_label


class NameDialog(VaultDialog):
    """A field and a button; a name that cannot be is told of here, and can be mended."""

    def __init__(
        self,
        make: Callable[[str], Folder],
        done: Callable[[Folder], object],
        background: Background,
        parent: QWidget,
    ) -> None:
        super().__init__(text.new_folder_title(), background, parent)
        self._make, self._done = make, done
        self.field = QLineEdit()
        self.field.setMaxLength(LONGEST_NAME)
        self.field.setAccessibleName(text.folder_name())
        self.field.textChanged.connect(self._refresh)
        label = plain_label(text.folder_name())
        label.setBuddy(self.field)
        form = QVBoxLayout(self.form)
        form.setContentsMargins(0, 0, 0, 0)
        form.addWidget(label)
        form.addWidget(self.field)
        self.action.setText(text.make_folder())
        self._refresh()
        self.field.setFocus()

    def act(self) -> None:
        """Make it."""
        name = self.field.text()

        def go_on(folder: Folder) -> None:
            self.accept()
            self._done(folder)

        self.begin(lambda: self._make(name), go_on)

    def _refresh(self) -> None:
        self.action.setEnabled(bool(folder_name(self.field.text())))

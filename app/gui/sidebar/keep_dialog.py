"""Asks for how long a folder keeps what nobody changes, and says what that would mean."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QMargins
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QSpinBox, QVBoxLayout, QWidget

from app.domain.conversations import Conversation, Folder, now
from app.domain.expiry import outlook
from app.domain.filing import keep_days, paths
from app.domain.ids import FolderId
from app.gui.text import filing as text
from app.gui.vault.background import Background
from app.gui.vault.dialog import VaultDialog, plain_label

_SUGGESTED: Final = 90
_LONGEST: Final = 36_500


class KeepDialog(VaultDialog):
    """A tick and a number. It is off until somebody turns it on."""

    def __init__(
        self,
        folder: Folder,
        folders: Sequence[Folder],
        usual: int,
        conversations: Sequence[Conversation],
        save: Callable[[int | None], object],
        done: Callable[[], object],
        background: Background,
        parent: QWidget,
    ) -> None:
        """`usual` holds outside of folders, in days, 0 being for ever."""
        super().__init__(text.keep_days_title(folder.name), background, parent)
        self._folder, self._folders, self._usual = folder, list(folders), usual
        inside = {each for each, path in paths(folders).items() if folder in path}
        self._conversations = [each for each in conversations if each.folder in inside]
        self._save, self._done = save, done
        days = keep_days(folders, usual)[folder.id]
        self.is_on = QCheckBox(text.delete_after())
        self.is_on.setChecked(days > 0)
        self.days = QSpinBox()
        self.days.setRange(1, _LONGEST)
        self.days.setValue(days or _SUGGESTED)
        self.days.setAccessibleName(text.days_tip())
        self.meaning = plain_label(name="muted")
        row = QHBoxLayout()
        for part in (self.is_on, self.days, QLabel(text.days())):
            row.addWidget(part)
        row.addStretch(1)
        form = QVBoxLayout(self.form)
        form.setContentsMargins(0, 0, 0, 0)
        form.addLayout(row)
        form.addWidget(self.meaning)
        self.action.setText(text.save())
        self.is_on.toggled.connect(lambda _on: self._refresh())
        self.days.valueChanged.connect(lambda _value: self._refresh())
        self._refresh()

    def wanted(self) -> int | None:
        """What the folder would say: None when that around it says the same."""
        days = self.days.value() if self.is_on.isChecked() else 0
        around = self._days_with(None)[self._folder.id]
        return None if days == around else days

    def act(self) -> None:
        """Keep it."""
        wanted = self.wanted()
        if wanted == self._folder.keep_days:
            self.accept()
            return

        def go_on(_saved: object) -> None:
            self.accept()
            self._done()

        self.begin(lambda: self._save(wanted), go_on)

    def _days_with(self, own: int | None) -> dict[FolderId | None, int]:
        changed = replace(self._folder, keep_days=own)
        folders = [changed if each.id == changed.id else each for each in self._folders]
        return dict(keep_days(folders, self._usual))

    def _refresh(self) -> None:
        self.days.setEnabled(self.is_on.isChecked())
        self.meaning.setText(self._sentence())
        self._make_room()

    def showEvent(self, event: QShowEvent) -> None:
        """The width is known now."""
        super().showEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """The sentence wraps inside a form, whose layout does not ask how high that makes it."""
        layout = self.layout()
        margins = layout.contentsMargins() if layout is not None else QMargins()
        width = self.width() - margins.left() - margins.right()
        self.meaning.setMinimumHeight(max(0, self.meaning.heightForWidth(width)))
        self.fit()

    def _sentence(self) -> str:
        """What will happen, and when."""
        if not self.is_on.isChecked():
            return text.never_deleted()
        seen = outlook(self._conversations, self._days_with(self.wanted()), now())
        lines = [text.will_be_deleted(self.days.value())]
        if seen.next_at is None:
            lines.append(text.none_there())
        elif seen.due:
            lines.append(text.some_due(seen.due, seen.count))
        else:
            day = seen.next_at.astimezone().date().isoformat()
            lines.append(text.first_due(day, seen.count))
        return "\n".join(lines)

"""What helps where a vault does not open: a backup, a rescue, a key file put back, an end."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from app.domain.errors import (
    AppError,
    HistoryDamaged,
    HistoryMissing,
    KeyFileDamaged,
    KeyFileMissing,
    KeyFileUnfit,
    NothingToRescue,
)
from app.domain.vault import SlotKind, VaultState
from app.gui import text
from app.gui.main_window import MainWindow, MenuEntry
from app.gui.vault.background import Background
from app.gui.vault.erase_dialog import EraseDialog
from app.gui.vault.rescue_dialog import RescueDialog
from app.gui.vault.restore_dialog import RestoreDialog
from app.gui.vault.services import Vault

_KEY_BACKUP: Final = "vault.key.bak"


class Mending(QObject):
    """Opens the dialogs, and says which of them helps against what."""

    mended = Signal()
    """Something was changed: look at the vault again."""
    restored = Signal(str)
    """A backup took the place; when it was made, in ISO 8601."""
    failed = Signal(object)
    """An AppError of something that had no dialog."""

    def __init__(self, vault: Vault, background: Background, window: MainWindow) -> None:
        super().__init__(window)
        self._vault = vault
        self._background = background
        self._window = window

    def entries(self) -> list[MenuEntry]:
        """What can be done about a locked vault besides opening it."""
        return [
            MenuEntry(text.restore_entry(), self.restore),
            MenuEntry(text.rescue_entry(), self.rescue),
            MenuEntry(text.put_back_entry(), self.put_back),
            MenuEntry(text.erase_everything(), self.erase),
        ]

    def remedies(self, error: AppError) -> list[MenuEntry]:
        """The next steps that fit an error, the likeliest first; none where only waiting helps."""
        restore = MenuEntry(text.restore_entry(), self.restore)
        match error:
            case KeyFileMissing() | KeyFileDamaged() | KeyFileUnfit():
                copy = MenuEntry(text.put_copy_back(), self.put_copy_back)
                has_copy = error.values.get("backup") == _KEY_BACKUP
                put_back = MenuEntry(text.put_back_entry(), self.put_back)
                return [copy, restore] if has_copy else [put_back, restore]
            case HistoryDamaged():
                return [MenuEntry(text.rescue_entry(), self.rescue), restore]
            case HistoryMissing() | NothingToRescue():
                return [restore]
        return []

    def restore(self) -> None:
        """Take a vault out of a backup that is chosen."""
        source = self._choose(text.restore_entry(), text.backup_files())
        if source is not None:
            self.restore_from(source)

    def restore_from(self, source: Path) -> None:
        """Take a vault out of a backup, after a question."""
        takes_place = self._vault.state is not VaultState.NONE
        dialog = RestoreDialog(
            self._vault, source, self._background, self._window, takes_place=takes_place
        )
        dialog.accepted.connect(lambda: self.restored.emit(dialog.restored_at))
        dialog.open()

    def rescue(self) -> None:
        """Save what can be read of a damaged history."""
        dialog = RescueDialog(
            self._vault,
            self._background,
            self._window,
            has_passphrase=self._has_passphrase(),
        )
        dialog.accepted.connect(self.mended)
        dialog.open()

    def put_back(self) -> None:
        """Put a key file that is chosen in place of the missing one."""
        source = self._choose(text.put_back_entry(), text.key_files())
        if source is not None:
            self._do(lambda: self._vault.put_back_key_file(source))

    def put_copy_back(self) -> None:
        """Put the copy that Snug keeps in place of the missing key file."""
        self._do(self._vault.put_back_key_file)

    def erase(self) -> None:
        """Let everything be erased, after a question."""
        EraseDialog(self._vault, self._background, self._window).open()

    def _has_passphrase(self) -> bool:
        try:
            facts = self._vault.facts()
        except AppError:  # it is asked for, and the rescue says what else is wrong
            return True
        return facts is None or SlotKind.NONE not in facts.slots

    def _choose(self, title: str, kinds: str) -> Path | None:
        chosen, _ = QFileDialog.getOpenFileName(self._window, title, str(Path.home()), kinds)
        return Path(chosen) if chosen else None

    def _do(self, work: Callable[[], None]) -> None:
        self._background.run(
            self, work, lambda _nothing: self.mended.emit(), lambda error: self.failed.emit(error)
        )

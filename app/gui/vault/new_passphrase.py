"""Two fields for a passphrase that is being chosen, with what is known of its strength."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLabel, QVBoxLayout, QWidget

from app.domain.vault import Strength
from app.gui import text
from app.gui.vault.secret_edit import SecretEdit
from app.gui.vault.strength_meter import StrengthMeter


class NewPassphrase(QWidget):
    """Asks for a passphrase twice."""

    changed = Signal()
    submitted = Signal()

    def __init__(
        self, name: str, strength: Callable[[str], Strength], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._strength = strength
        self.first, self.second = SecretEdit(), SecretEdit()
        self.shown = QCheckBox(text.show_passphrase())
        self.meter = StrengthMeter()
        self.hint = QLabel()
        self.hint.setObjectName("muted")
        self.hint.setTextFormat(Qt.TextFormat.PlainText)
        self.hint.setWordWrap(True)
        self.first.setPlaceholderText(name)
        self.second.setPlaceholderText(text.passphrase_again())
        self.first.setAccessibleName(name)
        self.second.setAccessibleName(text.passphrase_again())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for part in (self.first, self.meter, self.second, self.shown, self.hint):
            layout.addWidget(part)
        self.setFocusProxy(self.first)
        self.first.submitted.connect(self.second.setFocus)
        self.second.submitted.connect(self.submitted)
        self.shown.toggled.connect(self._set_shown)
        for field in (self.first, self.second):
            field.changed.connect(self._refresh)
            field.caps_lock_seen.connect(self._tell_caps_lock)
        self._is_caps_lock_on = False
        self._refresh()

    def is_complete(self) -> bool:
        """Whether both fields say the same."""
        return bool(self.first.whole()) and self.first.whole() == self.second.whole()

    def take(self) -> str:
        """The passphrase."""
        self.second.take()
        return self.first.take()

    def forget(self) -> None:
        """Empty both fields."""
        self.first.forget()
        self.second.forget()

    def _set_shown(self, is_shown: bool) -> None:
        for field in (self.first, self.second):
            field.set_shown(is_shown)

    def _tell_caps_lock(self, is_on: bool) -> None:
        self._is_caps_lock_on = is_on
        self._refresh()

    def _refresh(self) -> None:
        first, second = self.first.whole(), self.second.whole()
        self.meter.show_strength(self._strength(first) if first else None)
        words = text.caps_lock_is_on() if self._is_caps_lock_on else ""
        if second and not first.startswith(second):
            words = text.passphrases_differ()
        self.hint.setText(words)
        self.changed.emit()

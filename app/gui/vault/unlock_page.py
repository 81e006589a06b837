"""What stands in the window while the vault is locked: a field, and nothing of a conversation."""

from collections.abc import Callable, Sequence
from enum import Enum, auto

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from app.domain.errors import (
    AppError,
    KeychainRefused,
    KeychainStale,
    KeychainUnavailable,
    RecoveryCodeInvalid,
    WrongPassphrase,
)
from app.domain.vault import KeychainState
from app.gui import text
from app.gui.fonts import spread
from app.gui.icons import Icons
from app.gui.main_window import MenuEntry
from app.gui.vault.backoff import pause_after
from app.gui.vault.busy_bar import BusyBar
from app.gui.vault.dialog import plain_label
from app.gui.vault.secret_edit import SecretEdit

_WIDTH = 340
_ICON = 72
_SECOND = 1000
_KEYCHAIN_ERRORS = (KeychainRefused, KeychainUnavailable)


class Phase(Enum):
    """What the page is doing."""

    OPENING = auto()
    """Nothing has to be typed: the vault opens by itself, or is being looked at."""
    LOCKING = auto()
    ASKING = auto()
    UNLOCKING = auto()
    BLOCKED = auto()
    """Something stands in the way that no passphrase helps against."""


class UnlockPage(QFrame):
    """Asks for the passphrase or the recovery code, or for nothing where the keychain opens it."""

    unlock_requested = Signal(str)
    recovery_requested = Signal(str)
    keychain_requested = Signal()
    retry_requested = Signal()

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("unlockPage")
        self.phase = Phase.OPENING
        self.wants_code = False
        self.more_entries: Callable[[], Sequence[MenuEntry]] = lambda: ()
        """What can be done besides opening it."""
        self.remedies: Callable[[AppError], Sequence[MenuEntry]] = lambda _error: ()
        """The next steps that fit an error."""
        self._note = ""
        self._keychain = KeychainState.OFF
        self._asks_keychain = False
        self._error: AppError | None = None
        self._failures = 0
        self._pause = 0
        self._is_caps_lock_on = False
        self._ticker = QTimer(self, interval=_SECOND)
        self._ticker.timeout.connect(self._tick)
        self._icon = QLabel()
        self._icon.setPixmap(icons.application_icon().pixmap(_ICON, _ICON))
        self._title = plain_label(name="welcomeTitle")
        self.message = plain_label(name="muted")
        self.hint = plain_label(name="muted")
        for label in (self._icon, self._title, self.message, self.hint):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.message.setMinimumHeight(2 * self.message.fontMetrics().lineSpacing())
        policy = self.hint.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # nothing jumps when it speaks
        self.hint.setSizePolicy(policy)
        self.field = SecretEdit()
        self.field.setMaxLength(1024)
        self.busy = BusyBar()
        self.unlock, self.other, self.more = QPushButton(), QPushButton(), QPushButton()
        self.unlock.setObjectName("primary")
        for link in (self.other, self.more):
            link.setObjectName("link")
        self._ways_out = QVBoxLayout()
        self._lay_out()
        self.field.submitted.connect(self._submit)
        self.field.changed.connect(self._refresh)
        self.field.caps_lock_seen.connect(self._tell_caps_lock)
        self.unlock.clicked.connect(self._submit)
        self.other.clicked.connect(self._swap)
        self.more.clicked.connect(self._open_more)
        self.retranslate()

    def _lay_out(self) -> None:
        column = self._column = QWidget()
        layout = QVBoxLayout(column)
        layout.setSpacing(8)
        margins = layout.contentsMargins()
        self._inset = margins.left() + margins.right()
        layout.addWidget(self._icon)
        layout.addSpacing(8)
        layout.addWidget(self._title)
        layout.addWidget(self.message)
        layout.addSpacing(8)
        layout.addWidget(self.field)
        layout.addWidget(self.busy)
        layout.addWidget(self.hint)
        self._ways_out.setSpacing(8)
        layout.addLayout(self._ways_out)
        layout.addWidget(self.unlock)
        layout.addWidget(self.other, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self.more, 0, Qt.AlignmentFlag.AlignHCenter)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(column)
        middle.addStretch(1)
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        outer.addLayout(middle)
        outer.addStretch(3)

    # --- what it does ---------------------------------------------------------------------------

    def show_phase(self, phase: Phase) -> None:
        """Open, lock or unlock: nothing can be typed meanwhile."""
        self.phase = phase
        if phase is not Phase.UNLOCKING:
            self._error = None
        if phase is Phase.LOCKING:
            self._note = ""
        self.retranslate()

    def ask(self) -> None:
        """Ask for the passphrase, the cursor in the field."""
        self.field.forget()
        self._is_caps_lock_on = False
        self.wants_code = False
        self.field.set_shown(False)
        self.show_phase(Phase.ASKING)
        self.field.setFocus()

    def set_note(self, words: str) -> None:
        """Say this in place of the usual request, until it opens."""
        self._note = words
        self.retranslate()

    def set_keychain(self, state: KeychainState) -> None:
        """Offer to open it without anything being typed, or say why that is over."""
        self._keychain = state
        self.retranslate()

    def show_failed(self, error: AppError) -> None:
        """Say why it did not open, and ask again where that can help."""
        self._error = error
        is_typing = isinstance(error, (WrongPassphrase, RecoveryCodeInvalid, *_KEYCHAIN_ERRORS))
        if isinstance(error, KeychainStale):
            self._keychain = KeychainState.STALE
        if isinstance(error, WrongPassphrase):
            self._failures += 1
            self._pause = pause_after(self._failures)
        if not is_typing or not self.wants_code:
            self.field.forget()  # a code is long: it stays, to be corrected
        self.phase = Phase.ASKING if is_typing else Phase.BLOCKED
        if self._pause:
            self._ticker.start()
        self.retranslate()
        (self.field if is_typing else self.unlock).setFocus()

    def forget(self) -> None:
        """Nothing of what was typed stays, once it opened."""
        self.field.forget()
        self.phase = Phase.OPENING
        self._failures = self._pause = 0
        self._ticker.stop()
        self._error = None
        self._note = ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back from the recovery code."""
        if event.key() == Qt.Key.Key_Escape and self.wants_code:
            self._swap()
        else:
            super().keyPressEvent(event)

    def _submit(self) -> None:
        if self.phase is Phase.BLOCKED:
            self.retry_requested.emit()
        elif self._can_submit():
            secret = self.field.take()
            self._asks_keychain = not secret
            self.show_phase(Phase.UNLOCKING)
            if not secret:
                self.keychain_requested.emit()
                return
            asked = self.recovery_requested if self.wants_code else self.unlock_requested
            asked.emit(secret)

    def _can_submit(self) -> bool:
        if self.phase is not Phase.ASKING:
            return False
        return not self._pause if self.field.whole() else self._offers_keychain()

    def _offers_keychain(self) -> bool:
        """Whether nothing has to be typed."""
        return self._keychain is KeychainState.ON and not self.wants_code

    def _swap(self) -> None:
        """Ask for the other of the two."""
        self.field.forget()
        self.wants_code = not self.wants_code
        self.field.set_shown(self.wants_code)
        self._error = None
        self.phase = Phase.ASKING
        self.retranslate()
        self.field.setFocus()

    def _open_more(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for entry in self.more_entries():
            menu.addAction(entry.label, entry.run)
        menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def _show_ways_out(self) -> None:
        """The steps that help, as buttons; trying again comes after them."""
        while (item := self._ways_out.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        is_blocked = self.phase is Phase.BLOCKED and self._error is not None
        found = self.remedies(self._error) if is_blocked and self._error is not None else ()
        for place, entry in enumerate(found):
            button = QPushButton(entry.label)
            button.setObjectName("plain" if place else "primary")
            button.clicked.connect(lambda _checked=False, run=entry.run: run())
            self._ways_out.addWidget(button)
            button.show()  # the layout would a moment later
        _rename(self.unlock, "plain" if found else "primary")

    def _tick(self) -> None:
        self._pause = max(0, self._pause - 1)
        if not self._pause:
            self._ticker.stop()
        self._refresh()

    def _tell_caps_lock(self, is_on: bool) -> None:
        self._is_caps_lock_on = is_on
        self._refresh()

    # --- what it says ---------------------------------------------------------------------------

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        titles = {Phase.OPENING: text.opening_vault, Phase.LOCKING: text.locking_vault}
        title = titles.get(self.phase, text.vault_is_locked)()
        if self.phase is Phase.BLOCKED and self._error is not None:
            title = text.error_title(self._error)
        self._title.setText(title)
        name = text.recovery_code() if self.wants_code else text.passphrase()
        self.field.setPlaceholderText(name)
        self.field.setAccessibleName(name)
        self.other.setText(text.use_passphrase() if self.wants_code else text.use_recovery_code())
        self.message.setText(self._words())
        is_asking = self.phase in (Phase.ASKING, Phase.UNLOCKING)
        for part in (self.field, self.other):
            part.setVisible(is_asking)
        self.unlock.setVisible(is_asking or self.phase is Phase.BLOCKED)
        self.more.setText(text.more())
        self.more.setVisible(self.phase in (Phase.ASKING, Phase.BLOCKED))
        self._show_ways_out()
        links = max(link.sizeHint().width() for link in (self.other, self.more))
        room = max(_WIDTH, min(spread(_WIDTH, self), self.width() - 2 * self._inset))
        self._column.setFixedWidth(max(room, links + self._inset))
        self._mark_message()
        self.busy.set_running(self.phase not in (Phase.ASKING, Phase.BLOCKED))
        self._refresh()

    def _mark_message(self) -> None:
        """What went wrong is not said like what is asked for."""
        _rename(self.message, "muted" if self._error is None else "problem")

    def _words(self) -> str:
        if self._error is not None:
            sentence = text.error_sentence(self._error)
            has_buttons = self.phase is Phase.BLOCKED and self.remedies(self._error)
            return sentence if has_buttons else f"{sentence} {text.error_hint(self._error)}"
        if self.phase is Phase.UNLOCKING and self._asks_keychain:
            return text.keychain_may_ask()
        if self.phase not in (Phase.ASKING, Phase.UNLOCKING):
            return ""
        if self.wants_code:
            return text.enter_recovery_code()
        if self._note:
            return self._note
        if self._keychain is KeychainState.STALE:
            return text.keychain_is_stale()
        return text.open_with_keychain() if self._offers_keychain() else text.enter_passphrase()

    def _refresh(self) -> None:
        is_idle = self.phase is Phase.ASKING
        if self.phase is Phase.BLOCKED:
            self.unlock.setText(text.try_again())
        else:
            opens = self._offers_keychain() and not self.field.whole()
            self.unlock.setText(text.open_vault() if opens else text.unlock())
        self.field.setReadOnly(not is_idle)
        self.other.setEnabled(is_idle)
        self.unlock.setEnabled(self._can_submit() or self.phase is Phase.BLOCKED)
        words = ""
        if self._pause:
            words = text.wait_before_next_attempt(self._pause)
        elif self._is_caps_lock_on and is_idle and not self.wants_code:
            words = text.caps_lock_is_on()
        self.hint.setText(words)
        self.hint.setVisible(bool(words))


def _rename(part: QWidget, name: str) -> None:
    """Let a part look as its new name says."""
    if part.objectName() != name:
        part.setObjectName(name)
        part.style().unpolish(part)
        part.style().polish(part)

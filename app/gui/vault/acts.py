"""What a person does to the vault by hand: the entries of its menu, and the dialogs they open."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from app.config.folder_kind import FolderKind
from app.domain.errors import KeychainKept
from app.domain.vault import KeychainState
from app.gui import text
from app.gui.main_window import MainWindow, MenuEntry
from app.gui.vault.anew_dialog import AnewDialog
from app.gui.vault.background import Background
from app.gui.vault.change_dialog import ChangeDialog
from app.gui.vault.code_dialog import CodeDialog
from app.gui.vault.create_dialog import CreateDialog
from app.gui.vault.erase_dialog import EraseDialog
from app.gui.vault.passphrase_dialog import PassphraseDialog
from app.gui.vault.protect_dialog import ProtectDialog
from app.gui.vault.protected_dialog import ProtectedDialog
from app.gui.vault.protection import Protection
from app.gui.vault.recovery_dialog import RecoveryDialog
from app.gui.vault.services import Vault


class VaultActs(QObject):
    """Opens the dialogs; `has_passphrase` says which of them fit the vault."""

    protection_changed = Signal()
    """Perhaps: a dialog has closed that changes what opens the vault."""

    def __init__(
        self,
        vault: Vault,
        background: Background,
        window: MainWindow,
        has_passphrase: Callable[[], bool],
        place: FolderKind = FolderKind.LOCAL,
        gather: Callable[[], Protection] | None = None,
    ) -> None:
        """`place` is where the vault would lie; `gather` finds out how it is protected."""
        super().__init__(window)
        self._vault = vault
        self._background = background
        self._window = window
        self._has_passphrase = has_passphrase
        self._place = place
        self._gather = gather
        self.has_unkept_code = False
        """Whether a code was shown, or may have been made, that nobody has confirmed to keep."""
        self._keychain = KeychainState.UNAVAILABLE
        self._looks = 0

    def entries(self) -> list[MenuEntry]:
        """What the open vault's menu offers."""
        anew = MenuEntry(text.encrypt_anew_entry(), self.encrypt_anew)
        erase = MenuEntry(text.erase_everything(), self.erase)
        facts = [MenuEntry(text.protected_entry(), self.show_facts)] if self._gather else []
        if not self._has_passphrase():
            return [*facts, MenuEntry(text.protect_vault(), self.protect), anew, erase]
        return [
            *facts,
            MenuEntry(text.change_passphrase(), self.change_passphrase),
            MenuEntry(text.new_recovery_code(), self.new_recovery_code),
            *self._keychain_entries(),
            anew,
            MenuEntry(text.unprotect_vault(), self.unprotect),
            erase,
        ]

    def _keychain_entries(self) -> list[MenuEntry]:
        if self._keychain is KeychainState.UNAVAILABLE:
            return []
        is_on = self._keychain is KeychainState.ON
        act = self.forget_keychain if is_on else self.use_keychain
        return [MenuEntry(text.use_keychain_entry(), act, is_checked=is_on)]

    def look_at_keychain(self) -> None:
        """Find out whether there is a keychain that could open the vault, or does."""
        self._looks += 1
        look = self._looks

        def note(state: KeychainState) -> None:
            if look == self._looks:  # a later look may have ended before this one
                self._keychain = state

        self._background.run(self, self._vault.keychain_state, note)

    def use_keychain(self) -> None:
        """Let the keychain open the vault, too, after saying what that means."""
        dialog = PassphraseDialog(
            text.use_keychain_title(),
            (text.use_keychain_explained(), text.use_keychain_fact()),
            text.use_keychain(),
            text.present_passphrase(),
            self._vault.use_keychain,
            self._background,
            self._window,
        )
        dialog.finished.connect(self.look_at_keychain)
        dialog.open()

    def forget_keychain(self) -> None:
        """Let it open the vault no more."""

        def tell(is_gone: bool) -> None:
            self.look_at_keychain()
            if not is_gone:
                self._window.page.banner.show_error(KeychainKept())

        show_error = self._window.page.banner.show_error
        self._background.run(self, self._vault.forget_keychain, tell, show_error)

    def may_close(self) -> bool:
        """Whether the window may go: not while a code is being made that nobody would see."""
        for dialog in self._window.findChildren(CodeDialog):
            if dialog.is_busy:
                dialog.say(text.wait_for_encryption())
                return False
        return True

    def create(self) -> None:
        """Let a vault be made."""
        self._open_with_code(
            CreateDialog(self._vault, self._background, self._window, place=self._place)
        )

    def change_passphrase(self) -> None:
        """Let the passphrase be changed."""
        ChangeDialog(self._vault, self._background, self._window).open()

    def new_recovery_code(self) -> None:
        """Let a recovery code be made."""
        self._open_with_code(RecoveryDialog(self._vault, self._background, self._window))

    def protect(self) -> None:
        """Let a vault that opens without a passphrase be given one."""
        dialog = ProtectDialog(self._vault, self._background, self._window)
        dialog.code_shown.connect(self.protection_changed)
        dialog.finished.connect(self.protection_changed)
        self._open_with_code(dialog)

    def unprotect(self) -> None:
        """Let the passphrase be taken away."""
        dialog = PassphraseDialog(
            text.unprotect_title(),
            (text.unprotect_explained(), text.unprotect_also()),
            text.unprotect(),
            text.present_passphrase(),
            self._vault.unprotect,
            self._background,
            self._window,
            is_dangerous=True,
        )
        dialog.finished.connect(self.protection_changed)
        dialog.open()

    def encrypt_anew(self) -> None:
        """Let everything be given another key."""
        dialog = AnewDialog(
            self._vault,
            self._background,
            self._window,
            has_passphrase=self._has_passphrase(),
            has_keychain=self._keychain in (KeychainState.ON, KeychainState.STALE),
        )
        dialog.finished.connect(self.look_at_keychain)
        self._open_with_code(dialog)

    def show_facts(self) -> None:
        """Say what is protected, and what is not."""
        if self._gather is not None:
            ProtectedDialog(self._gather, self._background, self._window).open()

    def erase(self) -> None:
        """Let everything be erased, after a question."""
        EraseDialog(self._vault, self._background, self._window).open()

    def _open_with_code(self, dialog: CodeDialog) -> None:
        """A code that was shown and not confirmed is remembered, in case the window locks."""
        dialog.code_shown.connect(lambda: self._note_code(is_unkept=True))
        dialog.code_kept.connect(lambda: self._note_code(is_unkept=False))
        dialog.open()

    def _note_code(self, *, is_unkept: bool) -> None:
        self.has_unkept_code = is_unkept

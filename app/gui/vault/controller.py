"""The vault in view: what the window shows in each of its states, and the way between them."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QDialog, QToolTip

from app.config.folder_kind import FolderKind
from app.config.lock_request import LockOutcome
from app.domain.errors import AppError
from app.domain.events import AnswerEnded, AppEvent, VaultChanged
from app.domain.ids import ConversationId
from app.domain.vault import KeychainState, SlotKind, VaultState
from app.gui import clipboard, text
from app.gui.bridge import EventBridge
from app.gui.chat.controller import ChatController
from app.gui.main_window import MainWindow, MenuEntry
from app.gui.sidebar.history_controller import HistoryController
from app.gui.sidebar.sidebar import Keeping
from app.gui.vault.acts import VaultActs
from app.gui.vault.auto_lock import AutoLock
from app.gui.vault.background import Background
from app.gui.vault.dialog import VaultDialog
from app.gui.vault.draft_keeper import DraftKeeper
from app.gui.vault.mending import Mending
from app.gui.vault.protection import Protection
from app.gui.vault.services import History, Vault
from app.gui.vault.sleep_watch import SleepWatch
from app.gui.vault.unlock_page import Phase, UnlockPage
from app.services.jobs import JobRunner

_MANY_POPUPS = 8


class VaultController(QObject):
    """Makes, opens, locks and erases the vault on request, and shows what became of it.

    `idle_minutes` is read whenever it matters; 0 never locks for idleness. `may_offer` says whether
    the vault may still be offered after an answer, `on_offered` that it was. `place` is where the
    vault lies or would; whether somebody has said that it is to stay there, the two after it tell.
    `gather` finds out how the vault is protected.
    """

    def __init__(
        self,
        vault: Vault,
        history: History,
        jobs: JobRunner,
        bridge: EventBridge,
        window: MainWindow,
        chat: ChatController,
        *,
        idle_minutes: Callable[[], float] = lambda: 0,
        watch: SleepWatch | None = None,
        may_offer: Callable[[], bool] = lambda: True,
        on_offered: Callable[[], None] = lambda: None,
        place: FolderKind = FolderKind.LOCAL,
        is_place_accepted: Callable[[], bool] = lambda: False,
        on_place_accepted: Callable[[], None] = lambda: None,
        gather: Callable[[], Protection] | None = None,
    ) -> None:
        super().__init__(window)
        self._vault = vault
        self._window = window
        self._chat = chat
        self._may_offer, self._on_offered = may_offer, on_offered
        self._has_offered = self._has_warned = False
        self._has_passphrase: bool | None = None
        """Whether the open vault needs one; None while nobody has looked."""
        self._state: VaultState | None = None
        self._reopen: ConversationId | None = None
        self._draft_error: AppError | None = None
        self._locks_when_open = False
        self._waiting_for_lock: list[Callable[[LockOutcome], None]] = []
        self._background = Background(jobs, bridge)
        self.history = HistoryController(history, chat, self._background, window)
        self._drafts = DraftKeeper(history, chat, self._background, self)
        self.acts = VaultActs(
            vault,
            self._background,
            window,
            lambda: self._has_passphrase is not False,
            place,
            gather,
        )
        self._place = place
        self._is_place_accepted, self._on_place_accepted = is_place_accepted, on_place_accepted

        self.mending = Mending(vault, self._background, window)
        self._watch = watch or SleepWatch(self)
        self.auto_lock = AutoLock(idle_minutes, self._watch, parent=self)
        self.auto_lock.lock_requested.connect(self.lock)
        self.page = UnlockPage(window.icons)
        self._connect()
        self._show(vault.state)

    def _connect(self) -> None:
        self.page.unlock_requested.connect(self._unlock)
        self.page.recovery_requested.connect(self._unlock_with_recovery)
        self.page.keychain_requested.connect(self._unlock_with_keychain)
        self.page.more_entries = self.mending.entries
        self.page.remedies = self.mending.remedies
        self.mending.mended.connect(self._look_again)
        self.mending.restored.connect(self._on_restored)
        self.mending.failed.connect(self._tell)
        self.page.retry_requested.connect(self._retry)
        self._window.on_lock, self._window.can_lock = self.lock, lambda: self.can_lock
        self._window.may_close = self.acts.may_close
        self.acts.protection_changed.connect(self._look_at_protection)
        self._window.more_entries = self.menu_entries
        self._window.also_retranslate(self.page.retranslate)
        self._window.sidebar.keep_requested.connect(self.acts.create)
        self._window.page.composer.draft_changed.connect(self._drafts.on_typed)
        self._chat.on_shown = self._drafts.on_shown
        self._chat.on_sent = self._drafts.on_sent
        self._chat.knows_draft = self._drafts.knows

    def hear(self, event: AppEvent) -> None:
        """Take an event of the services, on the window's thread, after the chat has."""
        self.history.hear(event)
        if isinstance(event, VaultChanged):
            self._show(event.state)
        elif isinstance(event, AnswerEnded) and event.message.error is None:
            self._offer_once()

    def close(self) -> None:
        """Keep the drafts before the window goes and the vault closes; blocks for a moment."""
        self.auto_lock.stop()
        self._watch.let_sleep()
        self._chat.finish_sending()
        self._drafts.stop()
        try:
            self._drafts.write()
        except AppError:
            return  # there is no window left to say so in, and closing goes on

    # --- wishes ---------------------------------------------------------------------------------

    def menu_entries(self) -> list[MenuEntry]:
        """What the menu offers in the present state."""
        if self._state is VaultState.NONE:
            return [
                MenuEntry(text.keep_conversations(), self.acts.create),
                MenuEntry(text.restore_entry(), self.mending.restore),
            ]
        if self._state is not VaultState.OPEN:
            return []
        keys = self._window.commands.keys_of("lock")
        lock = [MenuEntry(text.lock_now(), self.lock, keys)] if self._has_passphrase else []
        return [*lock, MenuEntry(text.vault_menu(), children=self.acts.entries())]

    def lock(self) -> None:
        """Lock now: the window is empty at once, the vault a moment later.

        Only a vault with a passphrase is locked: another would open again by itself. One that is
        being opened is locked as soon as it is open.
        """
        if self._state is VaultState.LOCKED and self.page.phase is Phase.UNLOCKING:
            self._locks_when_open = True
        if not self.can_lock or self._window.is_covered:
            return
        self._chat.finish_sending()
        self._reopen = self._chat.current
        self._drafts.stop()
        self._hide_everything()
        self.page.show_phase(Phase.LOCKING)
        self._lock_in_background()

    @property
    def can_lock(self) -> bool:
        """Whether the vault is open, and would not open again by itself."""
        return self._state is VaultState.OPEN and self._has_passphrase is not False

    def lock_and_tell(self, tell: Callable[[LockOutcome], None]) -> None:
        """Lock, and say what became of it: at once where there is nothing to wait for."""
        is_opening = self._state is VaultState.LOCKED and self.page.phase is Phase.UNLOCKING
        if self._state is VaultState.LOCKED and not is_opening:
            tell(LockOutcome.LOCKED)
        elif is_opening or self.can_lock:
            self._waiting_for_lock.append(tell)
            self.lock()
        else:
            tell(LockOutcome.NOTHING)

    def _tell_lock(self, outcome: LockOutcome) -> None:
        waiting, self._waiting_for_lock = self._waiting_for_lock, []
        for tell in waiting:
            tell(outcome)

    def _lock_in_background(self) -> None:
        def work() -> None:
            try:
                self._drafts.write()
            except AppError as error:  # it locks all the same
                self._draft_error = error
            try:
                self._vault.lock()
            finally:
                self._watch.let_sleep()

        def fail(error: AppError) -> None:
            self.page.show_failed(error)
            self._tell_lock(LockOutcome.FAILED)

        self._background.run(self, work, lambda _nothing: self._show(self._vault.state), fail)

    # --- opening --------------------------------------------------------------------------------

    def _unlock(self, passphrase: str) -> None:
        self._open(lambda: self._vault.unlock(passphrase))

    def _unlock_with_recovery(self, code: str) -> None:
        self._open(lambda: self._vault.unlock_with_recovery(code))

    def _unlock_with_keychain(self) -> None:
        self._open(self._vault.unlock_with_keychain)

    def _open(self, work: Callable[[], str | None]) -> None:
        def go_on(new_code: str | None) -> None:
            self.acts.has_unkept_code = self.acts.has_unkept_code or bool(new_code)
            self._show(self._vault.state)

        def fail(error: AppError) -> None:
            self._locks_when_open = False
            self.page.show_failed(error)
            self._tell_lock(LockOutcome.LOCKED)

        self._background.run(self, work, go_on, fail)

    def _look(self) -> None:
        """Ask for what the vault needs, or open it when it needs nothing."""
        self.page.show_phase(Phase.OPENING)

        def go_on(is_needed: bool) -> None:
            if self._state is not VaultState.LOCKED:
                return
            if is_needed:
                self.page.ask()
                self._background.run(self, self._keychain_state, self.page.set_keychain)
            else:
                self._unlock("")

        self._background.run(self, self._vault.needs_passphrase, go_on, self.page.show_failed)

    def _keychain_state(self) -> KeychainState:
        """The keychain is asked only where it is to open this vault."""
        facts = self._vault.facts()
        is_meant = facts is not None and SlotKind.KEYCHAIN in facts.slots
        return self._vault.keychain_state() if is_meant else KeychainState.OFF

    def _look_again(self) -> None:
        """What stood in the way was changed, or may have been."""
        self._show(self._vault.state)
        if self._state is VaultState.LOCKED:
            self._look()

    def _on_restored(self, created_at: str) -> None:
        self._look_again()
        day = datetime.fromisoformat(created_at).astimezone().date()
        self.page.set_note(text.restored_on(day.isoformat()))

    def _tell(self, error: AppError) -> None:
        if self._window.is_covered:
            self.page.show_failed(error)
        else:
            self._window.page.banner.show_error(error)

    def _retry(self) -> None:
        """Something stood in the way: try the same again."""
        if self._vault.state is VaultState.OPEN:
            self.page.show_phase(Phase.LOCKING)
            self._lock_in_background()
        else:
            self._look()

    # --- states ---------------------------------------------------------------------------------

    def _show(self, state: VaultState) -> None:
        before, self._state = self._state, state
        if state is before:
            return
        match state:
            case VaultState.LOCKED:
                self._show_locked()
            case VaultState.OPEN:
                self._show_open()
            case VaultState.NONE:
                self._show_none(was_open=before is not None)

    def _show_locked(self) -> None:
        self._watch.let_sleep()
        self._tell_lock(LockOutcome.LOCKED)
        self._drafts.stop()
        self._hide_everything()
        self._drafts.forget()
        self._look()

    def _hide_everything(self) -> None:
        """Nothing of a conversation stays: not in the lists, the fields, a dialog or a copy."""
        self.auto_lock.stop()
        self.history.stop()
        self._window.cover(self.page)
        self._chat.lock()
        for _ in range(_MANY_POPUPS):
            popup = QApplication.activePopupWidget()
            if popup is None:
                break
            popup.close()
        for dialog in reversed(self._window.findChildren(QDialog)):
            if isinstance(dialog, VaultDialog):
                dialog.force_close()
            else:
                dialog.done(QDialog.DialogCode.Rejected)
        QToolTip.hideText()
        clipboard.take_back()

    def _show_open(self) -> None:
        self.page.forget()
        self._chat.unlock()
        if self._window.is_covered:
            self._window.uncover()
        self._window.page.offer.dismiss()
        self.history.start()
        self._drafts.start()
        self.auto_lock.start()
        if self._reopen is not None:
            self._chat.open(self._reopen)
            self._reopen = None
        else:
            self._drafts.on_shown()
        self._look_at_protection()
        if self._draft_error is not None:
            self._window.page.banner.show_error(self._draft_error)
            self._draft_error = None
        if self.acts.has_unkept_code:
            self._window.page.offer.show_offer(
                text.code_was_not_kept, text.new_recovery_code, self.acts.new_recovery_code
            )
        else:
            self._warn_of_place()
        if self._locks_when_open:
            self._locks_when_open = False
            self.lock()

    def _look_at_protection(self) -> None:
        if self._state is VaultState.OPEN:
            self._background.run(self, self._vault.needs_passphrase, self._on_protection_known)

    def _on_protection_known(self, has_passphrase: bool) -> None:
        if self._state is not VaultState.OPEN:
            return
        if has_passphrase and self._has_passphrase is False:
            self.auto_lock.start()
        self._has_passphrase = has_passphrase
        keeping = Keeping.ENCRYPTED if has_passphrase else Keeping.UNPROTECTED
        self._window.sidebar.set_keeping(keeping)
        self.acts.look_at_keychain()
        if has_passphrase:
            self._watch.hold_sleep()
        else:
            self._watch.let_sleep()
            self.auto_lock.stop()

    def _show_none(self, *, was_open: bool) -> None:
        if was_open:  # everything was erased
            self._drafts.stop()
            self._hide_everything()
            self._drafts.forget()
            self._chat.unlock()
            self._window.uncover()
            self.history.start()
        self._watch.let_sleep()
        self._has_passphrase, self.acts.has_unkept_code = None, False
        self._window.sidebar.set_keeping(Keeping.OFFERED)

    # --- offers ---------------------------------------------------------------------------------

    def _warn_of_place(self) -> None:
        """Once for each folder, until somebody has said that it is to stay."""
        place = self._place
        if place is FolderKind.LOCAL or self._has_warned or self._is_place_accepted():
            return
        self._has_warned = True
        self._window.page.offer.show_offer(
            lambda: text.place_warning(place), text.leave_it_there, self._on_place_accepted
        )

    def _offer_once(self) -> None:
        if not self._window.page.temporary.isHidden():
            return  # what is said there is not to be kept
        if self._state is VaultState.NONE and not self._has_offered and self._may_offer():
            self._has_offered = True
            self._window.page.offer.show_offer(
                text.keep_offer, text.keep_conversations, self.acts.create
            )
            self._on_offered()

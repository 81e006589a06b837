"""The vault in use: made, opened, locked, erased, and what must go along with each of these."""

import contextlib
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

from app.config import settings as options
from app.config.instance import Presence
from app.config.settings import Settings
from app.domain.errors import (
    AppError,
    HistoryDamaged,
    VaultBusy,
    VaultExists,
    VaultLocked,
    VaultMissing,
)
from app.domain.events import HistoryReloaded, VaultChanged
from app.domain.vault import (
    BackupReport,
    KdfParameters,
    KeychainState,
    RescueReport,
    SlotKind,
    Strength,
    VaultFacts,
    VaultState,
)
from app.security.keys import Keys
from app.security.passphrase import strength
from app.security.vault import DATABASE_FILE, Erased, Unlocked, Vault
from app.services.chat import ChatService
from app.services.current_store import CurrentStore
from app.services.event_bus import EventBus
from app.services.models import ModelService
from app.services.moving_in import copy_conversations
from app.services.open_vault import Companion, KeptHistory, NewStore, Open, OpenVault
from app.services.purging import Purging
from app.services.vault_backup import OnProgress, check_backup, take_out, write_backup
from app.services.vault_rescue import rescue_history

STOP_SECONDS: Final = 5.0
"""For answers under way to end when the vault is locked."""
PURGE_SECONDS: Final = 2.0
"""For deletions to be made final when it is locked: keys should not lie about for minutes."""


class VaultService:
    """Knows whether the vault is open, and lets the store that fits hold.

    Safe to use from several threads; what changes the state blocks, about a second where a key is
    derived. Raises the errors of `app.domain.errors.vault`.
    """

    def __init__(
        self,
        vault: Vault,
        store: CurrentStore,
        open_vault: Open,
        new_memory: NewStore,
        chat: ChatService,
        models: ModelService,
        settings: Settings,
        bus: EventBus,
        presence: Presence,
    ) -> None:
        self._vault = vault
        self._store = store
        self._open_vault = open_vault
        self._new_memory = new_memory
        self._chat = chat
        self._models = models
        self._settings = settings
        self._bus = bus
        self._presence = presence
        self._changing = threading.RLock()
        self.companions: list[Companion] = []
        self._purging = Purging()
        self._keys: Keys | None = None
        self._opened: OpenVault | None = None
        self._replaced: Keys | None = None
        """What the key file still holds, while a re-encryption lacks its last step."""

    @property
    def state(self) -> VaultState:
        """Whether there is a vault, and whether it is open here."""
        return VaultState.OPEN if self._opened is not None else self._vault.state()

    def facts(self) -> VaultFacts | None:
        """What can be told without opening it; None when there is none."""
        return self._vault.facts()

    def needs_passphrase(self) -> bool:
        """Whether something must be known to open it."""
        facts = self.facts()
        return facts is not None and SlotKind.NONE not in facts.slots

    @staticmethod
    def strength(passphrase: str) -> Strength:
        """How long a passphrase would stand."""
        return strength(passphrase)

    def require_none(self) -> None:
        """Raise VaultExists where there is a vault, or a part of one."""
        if self._vault.state() is not VaultState.NONE:
            raise VaultExists(folder=self._vault.folder)

    def create(self, passphrase: str | None, *, kdf: KdfParameters | None = None) -> str:
        """Make a vault and move into it what is in memory; its recovery code.

        Without a passphrase anyone who can read the folder can open it, and there is no code.
        Without `kdf` the cost of a guess is chosen so that this machine takes about a second.
        """
        with self._changing:
            keys, code = self._vault.create(passphrase, kdf=kdf)
            try:
                opened = self._open_vault(self._vault.database, keys, True)
                self._vault.note_database()
            except BaseException:
                self._vault.destroy()  # made a moment ago, with nothing in it
                raise
            with self._chat.holding():
                copy_conversations(self._store.store, opened.history)
                before = self._store.use(opened.history)
            if before is not None:
                before.close()
            self._presence.enter()
            self._keys, self._opened = keys, opened
            self._tell_companions(opened)
        self._bus.publish(VaultChanged(VaultState.OPEN))
        return code

    def unlock(self, passphrase: str) -> str:
        """Open the vault with its passphrase.

        The answer is empty, but for a vault whose re-encryption was interrupted after its history
        had changed over: then it is finished now, and the answer is the new recovery code. A vault
        without a passphrase opens with any.
        """
        if not self.needs_passphrase():
            return self._unlock(self._vault.unlock_unprotected)
        return self._unlock(lambda: self._vault.unlock(passphrase), passphrase)

    def unlock_with_recovery(self, code: str) -> None:
        """Open the vault with its recovery code."""
        self._unlock(lambda: self._vault.unlock_with_recovery(code))

    def unlock_unprotected(self) -> None:
        """Open a vault that needs nothing to be known."""
        self._unlock(self._vault.unlock_unprotected)

    def stay_out(self) -> None:
        """Keep what follows in memory alone, and leave the vault as it is."""
        with self._changing:
            if self._opened is not None:
                self._let_go()
            self._store.use(self._new_memory())

    def lock(self) -> None:
        """Close the vault: answers end, the engine that knows of them ends, the keys go."""
        with self._changing:
            if self._opened is None:
                return
            self._let_go()
        self._bus.publish(VaultChanged(VaultState.LOCKED))

    def change_passphrase(self, old: str, new: str) -> None:
        """Let the vault be opened by another passphrase; nothing is encrypted anew."""
        with self._changing:
            _wipe(self._vault.unlock(old))
            self._vault.change_passphrase(self._open_keys, new)

    def set_passphrase(self, new: str) -> None:
        """Let the open vault be opened by another passphrase, the one before being lost."""
        with self._changing:
            self._vault.change_passphrase(self._open_keys, new)

    def protect(self, new: str) -> str:
        """Protect a vault that had no passphrase; its recovery code."""
        with self._changing:
            self._vault.change_passphrase(self._open_keys, new)
            return self._vault.new_recovery_code(self._open_keys)

    def unprotect(self, passphrase: str) -> None:
        """Let the vault open without anything being known; its recovery code opens it no more."""
        with self._changing:
            _wipe(self._vault.unlock(passphrase))
            self._vault.set_unprotected(self._open_keys)

    def new_recovery_code(self, passphrase: str) -> str:
        """Another recovery code in place of the one before."""
        with self._changing:
            _wipe(self._vault.unlock(passphrase))
            return self._vault.new_recovery_code(self._open_keys)

    def keychain_state(self) -> KeychainState:
        """Whether this computer's keychain opens the vault; asks it, for some seconds at most."""
        return self._vault.keychain_state()

    def keychain_name(self) -> str:
        """What this computer's keychain is called. Raises KeychainUnavailable, KeychainRefused."""
        return self._vault.keychain_name()

    def use_keychain(self, passphrase: str) -> None:
        """Let this computer's keychain open the vault, too.

        The passphrase is asked for again, as with every other way in. Blocks for up to half a
        minute, while the system may ask the person. Raises WrongPassphrase, KeychainUnavailable,
        KeychainRefused.
        """
        with self._changing:
            keys = self._open_keys
            _wipe(self._vault.unlock(passphrase))
        # Outside: nobody shall wait with locking the vault for what the system asks.
        self._vault.use_keychain(keys)

    def forget_keychain(self) -> bool:
        """Let the keychain open the open vault no more.

        False when the keychain did not let go of its secret, which opens only older copies.
        """
        return self._vault.forget_keychain(self._open_keys)

    def unlock_with_keychain(self) -> None:
        """Open the vault by the keychain; the system may ask the person first.

        Raises KeychainStale, KeychainRefused, KeychainUnavailable: then the passphrase opens it.
        """
        secret = self._vault.keychain_secret()
        self._unlock(lambda: self._vault.unlock_with_keychain(secret))

    def encrypt_anew(self, passphrase: str | None) -> str:
        """Give everything another key, after a suspected leak; the new recovery code. Blocks long.

        Whatever opened older copies of the vault opens this one no more. Interrupted, it goes on
        or is taken back at the next unlock; where only the last step failed, asking again takes it.
        """
        with self._changing:
            if passphrase is not None:
                _wipe(self._vault.unlock(passphrase))
            if self._replaced is None:
                before = self._open_keys
                keys = self._vault.begin_rekey(before)
                self._open.file.rekey(keys.database_key)
                self._keys, self._replaced = keys, before
            code = self._vault.finish_rekey(self._open_keys, passphrase)
            self._forget_replaced()
            return code

    def share_encrypted_anew(self) -> float:
        """How much of an `encrypt_anew` under way is done, from 0 to 1; 0 where none is.

        Told by the rollback journal, which takes in every page before it is overwritten.
        """
        database = self._vault.database
        try:
            done = database.with_name(f"{database.name}-journal").stat().st_size
            return min(1.0, done / max(1, database.stat().st_size))
        except OSError:
            return 0.0

    def verify(self, on_healed: Callable[[str], None] = lambda _sentence: None) -> list[str]:
        """Read every page of the history, and compare its indexes with its text; blocks long.

        What is wrong, in words. An index that does not fit is made anew, which `on_healed` is told.
        """
        opened = self._open
        with contextlib.suppress(HistoryDamaged):  # then the pages tell more
            for sentence in opened.heal_indexes():
                on_healed(sentence)
        return opened.file.verify()

    def backup(
        self,
        target: Path,
        *,
        over: bool = False,
        on_progress: OnProgress = lambda _done: None,
    ) -> BackupReport:
        """Bring the open vault's backup at `target` up to date, or write the first one; blocks.

        Today's passphrase opens it. What is no backup of this vault is replaced only `over` it, and
        then all is written anew. Raises BackupTaken, HistoryDamaged.
        """
        with self._changing:
            report = write_backup(
                self._vault, self._open.file, self._open_keys, target,
                over=over, on_progress=on_progress,
            )  # fmt: skip
        with contextlib.suppress(AppError):  # the backup is there, noted or not
            self._settings.set(options.LAST_BACKUP, report.created_at)
        return report

    def verify_backup(
        self,
        source: Path,
        passphrase: Callable[[], str],
        on_progress: OnProgress = lambda _done: None,
    ) -> list[str]:
        """Read all of a backup and look into the history in it; what is wrong, in words. Blocks.

        It is opened with the keys in the backup itself, for which `passphrase` is asked if need be;
        this vault may be locked, or not be there. Raises BackupInvalid, WrongPassphrase.
        """
        return check_backup(self._vault, source, passphrase, on_progress)

    def restore(self, source: Path) -> str:
        """Take a vault out of a backup, where there is none yet; when the backup was made.

        The vault is locked then. Raises BackupInvalid, VaultExists.
        """
        with self._changing:
            self.require_none()
            made = take_out(self._vault, source)
            before = self._store.use(None)
        if before is not None:
            before.close()
        self._bus.publish(VaultChanged(VaultState.LOCKED))
        return made

    def restore_in_place(self, source: Path) -> str:
        """As `restore`, but what is here makes room and stays, closed, in a folder of its own."""
        with self._changing:
            self.lock()
            with self._vault.set_aside():
                return self.restore(source)

    def put_back_key_file(self, source: Path | None = None) -> None:
        """Put a missing or damaged key file back, from a file or from the copy that Snug keeps.

        It is checked before it is copied, and never takes the place of a sound one.
        """
        with self._changing:
            if source is None:
                self._vault.restore_key_file()
            else:
                self._vault.put_back_key_file(source)

    def rescue(self, passphrase: str, on_progress: OnProgress = lambda _done: None) -> RescueReport:
        """Put all that can be read of a damaged history into a new one, and open that; blocks long.

        The damaged one is set aside as it was; a sound one is only opened. Interrupted, or when
        nothing can be read, everything stays as it was. A vault without a passphrase takes any.
        Raises WrongPassphrase, NothingToRescue, VaultBusy when another process has it open.
        """
        with self._changing:
            self.lock()
            if self.needs_passphrase():
                unlocked = self._vault.unlock(passphrase, needs_history=False)
            else:
                unlocked = self._vault.unlock_unprotected(needs_history=False)
            try:
                if not self._presence.enter():
                    raise VaultBusy
                keys = [each for each in (unlocked.keys, unlocked.pending) if each is not None]
                report = rescue_history(self._vault.database, keys, self._open_vault, on_progress)
            finally:
                self._presence.leave()
                _wipe(unlocked)
            self.unlock(passphrase)
        return report

    def erase(self) -> Erased:
        """Destroy the keys, then the history; what was done.

        Afterwards there is no vault, and conversations are kept in memory.
        """
        with self._changing:
            if self._opened is not None:
                self._let_go()
            if self._vault.state() is VaultState.NONE:
                raise VaultMissing(folder=self._vault.folder)
            done = self._vault.destroy()
            for beside in self._vault.folder.glob(f"{DATABASE_FILE}.*"):  # copies and reserves
                beside.unlink(missing_ok=True)
            self._store.use(self._new_memory())
        self._bus.publish(VaultChanged(VaultState.NONE))
        return done

    def close(self) -> None:
        """Let go of the history and the keys at the end of the application."""
        with self._changing:
            if self._opened is not None:
                self._let_go()

    @property
    def _open_keys(self) -> Keys:
        if self._keys is None:
            raise VaultLocked
        return self._keys

    @property
    def _open(self) -> OpenVault:
        if self._opened is None:
            raise VaultLocked
        return self._opened

    def _unlock(self, unwrap: Callable[[], Unlocked], passphrase: str | None = None) -> str:
        with self._changing:
            if self._opened is not None:
                return ""
            unlocked = unwrap()
            try:
                keys, opened = self._open_with(unlocked)
            except BaseException:
                _wipe(unlocked)
                raise
            code = self._settle_pending(unlocked, keys, passphrase)
            self._tidy(opened.history)
            before = self._store.use(opened.history)
            self._keys, self._opened = keys, opened
            self._tell_companions(opened)
        if before is not None:
            before.close()
        self._bus.publish(VaultChanged(VaultState.OPEN))
        self._bus.publish(HistoryReloaded())
        return code

    def _settle_pending(self, unlocked: Unlocked, keys: Keys, passphrase: str | None) -> str:
        """End an interrupted re-encryption: forward when the history has changed over, else back.

        Whoever came in by the recovery code has no passphrase to finish with: it waits.
        """
        if unlocked.pending is None:
            return ""
        if keys is unlocked.keys:
            unlocked.pending.wipe()
            self._vault.abandon_rekey(keys)
            return ""
        is_open = SlotKind.NONE in (facts.slots if (facts := self.facts()) else ())
        if passphrase is None and not is_open:
            return ""
        return self._vault.finish_rekey(keys, passphrase)

    def _tidy(self, history: KeptHistory) -> None:
        """What is due at every opening; answers without an end may be another process's."""
        if self._presence.enter():
            history.mark_interrupted()
        self._purging.begin(history)  # deletions that nobody undid

    def _open_with(self, unlocked: Unlocked) -> tuple[Keys, OpenVault]:
        """Open the database; after an interrupted re-encryption either of two keys may fit."""
        keys, pending = unlocked.keys, unlocked.pending
        try:
            return keys, self._open_vault(self._vault.database, keys, False)
        except HistoryDamaged:
            if pending is None:
                raise
        return pending, self._open_vault(self._vault.database, pending, False)

    def _tell_companions(self, opened: OpenVault) -> None:
        for each in self.companions:
            each.opened(opened.history)

    def _let_go(self) -> None:
        """In the order in which nothing is lost: answers, engine, history, keys."""
        self._chat.stop_all()
        self._models.forget()
        self._chat.wait_idle(STOP_SECONDS)
        for each in self.companions:
            each.closing()
        self._purging.end()
        opened, self._opened = self._opened, None
        self._store.use(None)
        if opened is not None:
            with contextlib.suppress(AppError):  # what is left is destroyed at the next unlock
                opened.history.purge_messages(PURGE_SECONDS)
                opened.history.purge(PURGE_SECONDS)
            opened.history.close()
        self._presence.leave()
        keys, self._keys = self._keys, None
        if keys is not None:
            keys.wipe()
        self._forget_replaced()

    def _forget_replaced(self) -> None:
        replaced, self._replaced = self._replaced, None
        if replaced is not None:
            replaced.wipe()


def _wipe(unlocked: Unlocked) -> None:
    """Forget keys that were derived as a proof alone."""
    for keys in (unlocked.keys, unlocked.pending):
        if keys is not None:
            keys.wipe()

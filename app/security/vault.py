"""The vault: making it, opening it, and changing what opens it. The history itself is `store`'s."""

import contextlib
import secrets
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from app.domain.errors import (
    HistoryMissing,
    KeychainStale,
    PassphraseRefused,
    VaultLocked,
    WrongPassphrase,
)
from app.domain.vault import KdfParameters, KeychainState, SlotKind, VaultFacts, VaultState
from app.security import keychain_slot, private_file, recovery_code
from app.security.key_file import Header, SealedHeader, encode
from app.security.key_ring import KeyRing
from app.security.key_store import DATABASE_FILE, KEY_BACKUP, KEY_FILE, Erased, KeyStore
from app.security.keychain import Keychain
from app.security.keys import Keys, calibrate
from app.security.passphrase import normalise
from app.security.slots import NO_SECRET, PendingKey, Slot, open_slot, recovery_slot

KEYCHAIN_ENTRY: Final = "keychain entry"
"""What an erasure calls the secret in this computer's keychain."""

__all__ = ["DATABASE_FILE", "KEY_BACKUP", "KEY_FILE", "Erased", "Unlocked", "Vault"]


@dataclass(frozen=True, slots=True)
class Unlocked:
    """What a secret opened.

    `pending` is set when a re-encryption was interrupted: the database opens with the database key
    of `keys` or with that of `pending`, never with both. When it opens with those of `pending`,
    `Vault.finish_rekey` comes next; else `Vault.begin_rekey` goes on with the same pending keys,
    and `Vault.abandon_rekey` gives them up.
    """

    keys: Keys
    pending: Keys | None = None


class Vault:
    """The keys of one folder. Safe to use from several threads.

    What takes a passphrase takes about a second; `state` and `facts` never wait for it.
    Every method that reads the key file raises VaultMissing, KeyFileMissing (the history is there),
    KeyFileDamaged, KeyFileUnreadable or VaultNewer; every one that writes it VaultReadOnly,
    VaultDiskFull or VaultBusy (another process changed it meanwhile), and then the old one is in
    force.
    """

    def __init__(self, folder: Path, keychain: Keychain | None = None) -> None:
        """Name the folder; nothing is read or written yet. Without `keychain`: the system's own."""
        self.folder = folder
        self._keychain = keychain or Keychain()
        self._files = KeyStore(folder)
        self._changing = threading.RLock()
        self._ring = KeyRing()

    @property
    def database(self) -> Path:
        """Where the history is, or will be."""
        return self._files.database

    def state(self) -> VaultState:
        """Whether there is a vault, or a part of one, and whether keys are handed out."""
        if self._ring.in_use():
            return VaultState.OPEN
        return VaultState.NONE if self._files.is_empty() else VaultState.LOCKED

    def facts(self) -> VaultFacts | None:
        """What the key file says, unproven; None when there is no vault at all."""
        if self._files.is_empty():
            return None
        header = self._files.read().header
        return VaultFacts(
            header.vault_id,
            tuple(slot.kind for slot in header.slots),
            _cost_of(header),
            self._files.database_bytes(),
            header.pending is not None,
        )

    def create(
        self, passphrase: str | None, *, kdf: KdfParameters | None = None
    ) -> tuple[Keys, str]:
        """Make a vault; its keys and its recovery code, which is told this once.

        Without a passphrase whoever can read the folder can open it, and the code is empty. `kdf`
        is measured on this computer when not given. Raises PassphraseRefused, VaultExists,
        FolderUnusable, UnlockNeedsMemory.
        """
        secret = None if passphrase is None else normalise(passphrase)
        with self._changing:
            self._files.refuse_existing()
            keys = Keys.new(secrets.token_hex(16))
            code = ""
            if secret is None:
                slots: tuple[Slot, ...] = (open_slot(keys.data_key, keys.vault_id),)
            else:
                cost = kdf or calibrate()
                recovery, code = recovery_slot(keys.data_key, keys.vault_id)
                slots = (
                    Slot.wrap(SlotKind.PASSPHRASE, secret, keys.data_key, keys.vault_id, cost),
                    recovery,
                )
            self._files.create(encode(Header(keys.vault_id, slots), keys.data_key))
            return self._ring.hand_out(keys), code

    def unlock(self, passphrase: str, *, needs_history: bool = True) -> Unlocked:
        """Open with the passphrase. Raises WrongPassphrase, HistoryMissing, UnlockNeedsMemory.

        `needs_history` of False is for a restore, which puts the missing history back.
        """
        secret = _secret_of(passphrase)
        return self._open(SlotKind.PASSPHRASE, secret, needs_history=needs_history)

    def unlock_with_recovery(self, code: str, *, needs_history: bool = True) -> Unlocked:
        """Open with the recovery code. Raises RecoveryCodeInvalid, else as `unlock`."""
        secret = recovery_code.parse(code)
        return self._open(SlotKind.RECOVERY, secret, needs_history=needs_history)

    def unlock_unprotected(self, *, needs_history: bool = True) -> Unlocked:
        """Open a vault that asks for nothing. Raises VaultLocked when this one does."""
        try:
            return self._open(SlotKind.NONE, NO_SECRET, needs_history=needs_history)
        except WrongPassphrase:
            raise VaultLocked from None

    def keychain_name(self) -> str:
        """What this computer's keychain is called. Raises KeychainUnavailable, KeychainRefused."""
        return self._keychain.title()

    def keychain_state(self) -> KeychainState:
        """Whether the keychain opens the vault; asks it, for some seconds at most."""
        header = None if self._files.is_empty() else self._files.read().header
        return keychain_slot.state_of(header, self._keychain)

    def use_keychain(self, keys: Keys) -> None:
        """Let this computer's keychain open the vault, too, in place of any other computer's.

        The secret is kept first: interrupted, the vault opens as before. The system may ask the
        person. Raises KeychainUnavailable, KeychainRefused, VaultLocked.
        """
        secret = self._keychain.keep_new(keys.vault_id)

        def edit(header: Header, data_key: bytes) -> Header:
            slot = Slot.wrap(SlotKind.KEYCHAIN, secret, data_key, header.vault_id)
            return header.with_slot(slot)

        try:
            self._edit(keys, edit)
        except BaseException:
            self._keychain.drop(keys.vault_id)
            raise

    def forget_keychain(self, keys: Keys) -> bool:
        """Let the keychain open the vault no more; False when it did not let go of its secret.

        That opens nothing but copies of the key file as it was until now. The secret goes first:
        interrupted, the keychain is stale.
        """
        is_gone = self._keychain.drop(keys.vault_id, may_ask=True)
        self._edit(keys, lambda header, _: header.without_slot(SlotKind.KEYCHAIN))
        return is_gone

    def keychain_secret(self) -> bytes:
        """What the keychain holds for this vault; the system may ask the person for half a minute.

        Raises KeychainStale, KeychainRefused, KeychainUnavailable.
        """
        return keychain_slot.secret_for(self._files.read().header, self._keychain)

    def unlock_with_keychain(self, secret: bytes) -> Unlocked:
        """Open with what `keychain_secret` gave. Raises KeychainStale, else as `unlock`."""
        try:
            return self._open(SlotKind.KEYCHAIN, secret, needs_history=True)
        except WrongPassphrase:
            raise KeychainStale from None

    def lock(self) -> None:
        """Overwrite every key that was handed out."""
        self._ring.wipe()

    def note_database(self) -> None:
        """Write down that a history was committed, so that its loss is noticed. Asks for open keys.

        Writes once; later calls only read. Raises VaultLocked.
        """
        with self._changing:
            sealed = self._files.read()
            if sealed.header.has_database:
                return
            for keys in self._ring.in_use():
                if sealed.is_sealed_with(keys.data_key):
                    self._edit(keys, lambda header, _: replace(header, has_database=True))
                    return
        raise VaultLocked

    def change_passphrase(self, keys: Keys, new: str, *, kdf: KdfParameters | None = None) -> None:
        """Let another passphrase open the vault, in place of the one before or of none.

        The recovery code stays what it is. Raises PassphraseRefused, UnlockNeedsMemory.
        """
        secret = normalise(new)

        def edit(header: Header, data_key: bytes) -> Header:
            cost = kdf or _cost_of(header) or calibrate()
            slot = Slot.wrap(SlotKind.PASSPHRASE, secret, data_key, header.vault_id, cost)
            return header.with_slot(slot, without=(SlotKind.NONE,))

        self._edit(keys, edit)

    def new_recovery_code(self, keys: Keys) -> str:
        """A new recovery code in place of the one before; told this once."""
        codes = []

        def edit(header: Header, data_key: bytes) -> Header:
            slot, code = recovery_slot(data_key, header.vault_id)
            codes.append(code)
            return header.with_slot(slot)

        self._edit(keys, edit)
        return codes[-1]

    def set_unprotected(self, keys: Keys) -> None:
        """Let the vault open without a secret: every other way in is taken out, as it is no use.

        Whoever copies the folder meanwhile can open that copy for ever: only a re-encryption ends
        it.
        """

        def edit(header: Header, data_key: bytes) -> Header:
            keychain_slot.leave(header, self._keychain)
            return replace(header, slots=(open_slot(data_key, header.vault_id),))

        self._edit(keys, edit)

    def begin_rekey(self, keys: Keys) -> Keys:
        """The keys of a re-encryption, safely in the key file before the database is changed over.

        After an interruption it returns the same ones again.
        """
        pending: list[Keys] = []

        def edit(header: Header, data_key: bytes) -> Header:
            if header.pending is not None:
                pending.append(self._pending_keys(header, data_key))
                return header
            pending.append(Keys.new(header.vault_id))
            wrapped = PendingKey.wrap(pending[0].data_key, data_key, header.vault_id)
            return replace(header, pending=wrapped)

        self._edit(keys, edit)
        return self._ring.hand_out(pending[0])

    def finish_rekey(self, keys: Keys, passphrase: str | None) -> str:
        """Make pending keys the vault's own, after the database opens with them.

        The new recovery code: the old one opens no more, nor does a keychain. `passphrase` is the
        present one, None in a vault without; whoever came in by the recovery code sets a new one
        before, with the old keys. The code is empty when there was none. The old keys are wiped.
        Raises WrongPassphrase, VaultLocked, UnlockNeedsMemory.
        """
        kind, secret = SlotKind.NONE, NO_SECRET
        if passphrase is not None:
            kind, secret = SlotKind.PASSPHRASE, _secret_of(passphrase)
        next_key = bytes(keys.data_key)
        with self._changing:
            sealed = self._files.read()
            header, vault_id = sealed.header, sealed.header.vault_id
            present = self._proven_key(sealed, kind, secret)
            if not self._pending_keys(header, present).same_as(keys):
                raise ValueError("these are not the pending keys")
            cost = _cost_of(header) if kind is SlotKind.PASSPHRASE else None
            code = ""
            slots = [Slot.wrap(kind, secret, next_key, vault_id, cost)]
            if header.slot(SlotKind.RECOVERY):
                recovery, code = recovery_slot(next_key, vault_id)
                slots.append(recovery)
            keychain_slot.leave(header, self._keychain)
            renewed = Header(vault_id, tuple(slots), header.has_database)
            self._files.replace(encode(renewed, next_key), sealed)
        self._ring.wipe(but=keys)
        return code

    def abandon_rekey(self, keys: Keys) -> None:
        """Give the pending keys up; only when the database still opens with `keys`."""
        self._edit(keys, lambda header, _: replace(header, pending=None))

    def restore_key_file(self) -> None:
        """Put the backup in place of a missing or damaged key file; else nothing happens.

        Raises KeyFileMissing or KeyFileDamaged when there is no sound backup.
        """
        with self._changing:
            self._files.restore_backup()

    def put_back_key_file(self, source: Path) -> None:
        """Copy a key file from elsewhere in place of a missing or damaged one; checked before.

        Raises KeyFileUnfit, KeyFileWhole when there is nothing to replace, and what `create` does.
        """
        with self._changing:
            self._files.put_back(source)

    @contextlib.contextmanager
    def set_aside(self) -> Iterator[Path]:
        """Let the whole vault, closed before, make room for another; the folder it is in then.

        When the block fails it is back in its place. Raises VaultReadOnly, VaultDiskFull.
        """
        with self._changing:
            self.lock()
            try:
                with self._files.set_aside() as aside:
                    yield aside
            except OSError as error:
                raise private_file.write_error(error, self.folder) from None

    def destroy(self) -> Erased:
        """Overwrite and remove every key and backup, then remove the history, closed before.

        Never raises: the answer says what was done, and what was left.
        """
        with self._changing:
            self.lock()
            header = self._files.last_header()
            erased = self._files.erase()
        # Last: a keychain that does not answer must not hold up what it is all about.
        is_gone = None if header is None else keychain_slot.leave(header, self._keychain)
        if is_gone is None:
            return erased
        if is_gone:
            return replace(erased, removed=(*erased.removed, KEYCHAIN_ENTRY))
        return replace(erased, left=(*erased.left, KEYCHAIN_ENTRY))

    def _open(self, kind: SlotKind, secret: bytes, *, needs_history: bool) -> Unlocked:
        with self._changing:
            sealed = self._files.read()
            data_key = self._proven_key(sealed, kind, secret)
            header = sealed.header
            if needs_history and header.has_database and not self._files.has_history():
                raise HistoryMissing(file=DATABASE_FILE)
            self._files.tidy(sealed, data_key)
            keys = self._ring.hand_out(Keys(header.vault_id, data_key))
            if header.pending is None:
                return Unlocked(keys)
            return Unlocked(keys, self._ring.hand_out(self._pending_keys(header, data_key)))

    def _proven_key(self, sealed: SealedHeader, kind: SlotKind, secret: bytes) -> bytes:
        """The data key that a secret opens, when it also seals the header.

        Raises WrongPassphrase, and KeyFileDamaged when someone changed the file who does not have
        the key.
        """
        slot = sealed.header.slot(kind)
        data_key = slot.unwrap(secret, sealed.header.vault_id) if slot else None
        if data_key is None:
            raise WrongPassphrase
        if not sealed.is_sealed_with(data_key):
            raise self._files.distrust(sealed)
        return data_key

    def _edit(self, keys: Keys, edit: Callable[[Header, bytes], Header]) -> None:
        """Replace the header by what `edit` makes of it and the data key."""
        # A copy: `lock` may overwrite the keys at any moment, and zeros must seal nothing.
        data_key = bytes(keys.data_key)
        with self._changing:
            sealed = self._files.read()
            if not sealed.is_sealed_with(data_key):
                raise self._files.damaged("the seal is not that of the open keys")
            changed = edit(sealed.header, data_key)
            if changed != sealed.header:
                self._files.replace(encode(changed, data_key), sealed)

    def _pending_keys(self, header: Header, data_key: bytes) -> Keys:
        if header.pending is None:
            raise ValueError("no re-encryption is under way")
        pending = header.pending.unwrap(data_key, header.vault_id)
        if pending is None:  # it is under the seal: whoever wrote it had the data key
            raise self._files.damaged("the pending key does not open")
        return Keys(header.vault_id, pending)


def _secret_of(passphrase: str) -> bytes:
    """What a passphrase is to a slot. Raises WrongPassphrase for what no vault was made with."""
    try:
        return normalise(passphrase)
    except PassphraseRefused:
        raise WrongPassphrase from None


def _cost_of(header: Header) -> KdfParameters | None:
    slot = header.slot(SlotKind.PASSPHRASE)
    return slot.kdf if slot else None

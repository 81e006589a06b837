"""The keys in a copy of a key file, opened in memory: the vault they belong to need not be here."""

from app.domain.errors import (
    KeyFileDamaged,
    PassphraseRefused,
    WrongPassphrase,
)
from app.domain.vault import SlotKind
from app.security import key_file
from app.security.keys import Keys
from app.security.passphrase import normalise
from app.security.slots import NO_SECRET, Malformed

_NAME = "vault.key"
_OTHER = "another copy"


def needs_passphrase(raw: bytes) -> bool:
    """Whether something must be known to open these keys. Raises KeyFileDamaged, VaultNewer."""
    return _decoded(raw).header.slot(SlotKind.NONE) is None


def open_sealed(raw: bytes, passphrase: str) -> list[Keys]:
    """The keys, and those of an interrupted re-encryption behind them; the caller wipes them.

    Raises WrongPassphrase, KeyFileDamaged, VaultNewer, UnlockNeedsMemory.
    """
    sealed = _decoded(raw)
    header = sealed.header
    kind, secret = SlotKind.NONE, NO_SECRET
    if header.slot(SlotKind.NONE) is None:
        kind = SlotKind.PASSPHRASE
        try:
            secret = normalise(passphrase)
        except PassphraseRefused:
            raise WrongPassphrase from None
    slot = header.slot(kind)
    data_key = slot.unwrap(secret, header.vault_id) if slot else None
    if data_key is None:
        raise WrongPassphrase
    if not sealed.is_sealed_with(data_key):
        raise _damaged("the seal is not that of the data key")
    found = [Keys(header.vault_id, data_key)]
    if header.pending is not None:
        pending = header.pending.unwrap(data_key, header.vault_id)
        if pending is None:
            raise _damaged("the pending key does not open")
        found.append(Keys(header.vault_id, pending))
    return found


def _decoded(raw: bytes) -> key_file.SealedHeader:
    try:
        return key_file.decode(raw)
    except Malformed as error:
        raise _damaged(str(error)) from None


def _damaged(detail: str) -> KeyFileDamaged:
    return KeyFileDamaged(detail, file=_NAME, backup=_OTHER)

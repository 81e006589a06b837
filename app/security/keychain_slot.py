"""What a computer's keychain is to a key file that may have a slot for it.

A copy of the vault, or a backup of it, carries the slot along: it opens by the keychain where that
still holds the secret, and everywhere else the slot is stale and does no harm.
"""

from app.domain.errors import KeychainRefused, KeychainStale, KeychainUnavailable
from app.domain.vault import KeychainState, SlotKind
from app.security.key_file import Header
from app.security.keychain import Keychain


def state_of(header: Header | None, keychain: Keychain) -> KeychainState:
    """Whether the keychain opens the vault, as far as it says so without asking the person.

    A locked one counts as ON: what it holds shows when it is opened.
    """
    slot = None if header is None else header.slot(SlotKind.KEYCHAIN)
    try:
        if header is None or slot is None:
            keychain.title()
            return KeychainState.OFF
        secret = keychain.read(header.vault_id, may_ask=False)
    except KeychainUnavailable:
        return KeychainState.UNAVAILABLE
    except KeychainRefused:
        return KeychainState.OFF if slot is None else KeychainState.ON
    fits = secret is not None and slot.unwrap(secret, header.vault_id) is not None
    return KeychainState.ON if fits else KeychainState.STALE


def secret_for(header: Header, keychain: Keychain) -> bytes:
    """What the keychain holds for the slot; the system may ask the person.

    Raises KeychainStale when it holds nothing, KeychainUnavailable, and KeychainRefused, also
    without a slot, and while a re-encryption waits for the passphrase to be finished.
    """
    if header.slot(SlotKind.KEYCHAIN) is None or header.pending is not None:
        raise KeychainRefused("not in use")
    secret = keychain.read(header.vault_id, may_ask=True)
    if secret is None:
        raise KeychainStale
    return secret


def leave(header: Header, keychain: Keychain) -> bool | None:
    """Remove the secret of a slot; whether it is gone, None without a slot. Never raises.

    It goes before the slot does: what is interrupted in between leaves a stale slot, which is seen,
    and no secret that still opens older copies of the key file.
    """
    if header.slot(SlotKind.KEYCHAIN) is None:
        return None
    return keychain.drop(header.vault_id)

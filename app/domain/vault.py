"""The vault as values: what state it is in, what opens it, how its keys are derived."""

from dataclasses import dataclass
from enum import StrEnum


class VaultState(StrEnum):
    """Whether there is a vault, and whether it is open."""

    NONE = "none"
    """There is none: conversations are kept in memory alone."""
    LOCKED = "locked"
    OPEN = "open"


class SlotKind(StrEnum):
    """What unwraps the vault's data key."""

    PASSPHRASE = "passphrase"  # noqa: S105 - the name of a kind
    RECOVERY = "recovery"
    KEYCHAIN = "keychain"
    NONE = "none"
    """Nothing has to be known: whoever can read the folder can open the vault."""


@dataclass(frozen=True, slots=True)
class KdfParameters:
    """Cost of Argon2id (RFC 9106): memory in KiB, passes, lanes."""

    memory_kib: int
    passes: int
    lanes: int = 4


@dataclass(frozen=True, slots=True)
class VaultFacts:
    """What can be told of a vault without opening it; sizes in bytes."""

    vault_id: str
    slots: tuple[SlotKind, ...]
    kdf: KdfParameters | None
    database_bytes: int
    has_pending_key: bool = False
    """A re-encryption was interrupted; the next unlock finishes it or takes it back."""


class KeychainState(StrEnum):
    """Whether this computer's keychain opens the vault."""

    UNAVAILABLE = "unavailable"
    """There is none that Snug trusts with a key."""
    OFF = "off"
    ON = "on"
    STALE = "stale"
    """It is meant to, and its key is gone or fits no more: the passphrase is asked for."""


@dataclass(frozen=True, slots=True)
class BackupReport:
    """What a backup holds, and what of it had to be written; sizes in bytes, time in ISO 8601."""

    vault_id: str
    created_at: str
    total_bytes: int
    written_bytes: int
    is_new: bool
    """False when an earlier backup of the same vault was brought up to date."""


@dataclass(frozen=True, slots=True)
class RescueReport:
    """What could be read of a damaged history, and where the damaged file lies now."""

    conversations: int
    """Whole ones."""
    cut_conversations: int
    """Those of which messages are lost."""
    messages: int
    lost_messages: int
    """Those that are known to be lost; of a lost index nobody can tell."""
    set_aside: str
    """Empty when the history was sound, and nothing was done."""
    lost_conversations: int = 0
    """Those that are known to be lost as a whole."""
    documents: int = 0
    lost_documents: int = 0
    """Those of which text is lost; they are read again from their files."""
    is_proven: bool = True
    """Whether every page that was read proved to be what was written. Not where the start of the
    file is lost: then single characters may be wrong."""


class Strength(StrEnum):
    """How long a passphrase would stand, from the guesses that it takes."""

    WEAK = "weak"
    FAIR = "fair"
    GOOD = "good"
    STRONG = "strong"

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


class Strength(StrEnum):
    """How long a passphrase would stand, from the guesses that it takes."""

    WEAK = "weak"
    FAIR = "fair"
    GOOD = "good"
    STRONG = "strong"

"""The keys of a vault, and how each is derived.

Argon2id (RFC 9106) turns a passphrase into a key, HKDF-SHA256 (RFC 5869) makes of one key the keys
for each purpose. The data key is random and never leaves the process unwrapped.
"""

import hmac
import secrets
import time
from collections.abc import Callable
from enum import Enum
from typing import Final, NoReturn

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.config.machine import available_memory
from app.domain.errors import UnlockNeedsMemory, VaultLocked
from app.domain.vault import KdfParameters

KEY_BYTES: Final = 32
SALT_BYTES: Final = 16

DEFAULT_KDF: Final = KdfParameters(256 * 1024, 3)
_LADDER: Final = (
    KdfParameters(64 * 1024, 3),  # the second choice of RFC 9106, section 4
    KdfParameters(128 * 1024, 3),
    DEFAULT_KDF,
    KdfParameters(512 * 1024, 2),
    KdfParameters(512 * 1024, 3),
    KdfParameters(1024 * 1024, 2),
)
"""From the floor to the cap, each about half as dear again as the one before, or more."""
_TRIALS: Final = 3
_MEMORY_SHARE: Final = 4
"""A passphrase may take this part of the memory that is free when the vault is made."""

_MAX_MEMORY_KIB: Final = 2 * 1024 * 1024
_MAX_PASSES: Final = 16
_MAX_LANES: Final = 16
_MAX_WORK_KIB: Final = 8 * 1024 * 1024
"""Memory times passes: some 20 seconds of a slow processor."""
_MIN_KIB_PER_LANE: Final = 8


class Purpose(Enum):
    """What a derived key is for; the value goes into HKDF, and never changes once released."""

    DATABASE = b"snug vault 1: database"
    BACKUP = b"snug vault 1: backup"
    HEADER = b"snug vault 1: key file"
    PENDING = b"snug vault 1: pending data key"
    RECOVERY_SLOT = b"snug vault 1: recovery slot"
    KEYCHAIN_SLOT = b"snug vault 1: keychain slot"
    OPEN_SLOT = b"snug vault 1: slot without a secret"


def derive(key: bytes | bytearray, purpose: Purpose, salt: bytes | None = None) -> bytes:
    """A key of 32 bytes for one purpose, by HKDF-SHA256."""
    return HKDF(SHA256(), KEY_BYTES, salt, purpose.value).derive(key)


def stretch(secret: bytes, salt: bytes, cost: KdfParameters) -> bytes:
    """A key of 32 bytes from a passphrase, by Argon2id; takes seconds, without the GIL.

    Raises UnlockNeedsMemory. The cost has to be acceptable.
    """
    if not is_acceptable(cost):
        raise ValueError("cost out of bounds")
    argon2 = Argon2id(
        salt=salt,
        length=KEY_BYTES,
        iterations=cost.passes,
        lanes=cost.lanes,
        memory_cost=cost.memory_kib,
    )
    try:
        return argon2.derive(secret)
    except MemoryError:
        raise UnlockNeedsMemory(mib=cost.memory_kib // 1024) from None


def is_acceptable(cost: KdfParameters) -> bool:
    """Whether a key file may ask for this much; what asks for more is not a key file of ours."""
    return (
        1 <= cost.passes <= _MAX_PASSES
        and 1 <= cost.lanes <= _MAX_LANES
        and _MIN_KIB_PER_LANE * cost.lanes <= cost.memory_kib <= _MAX_MEMORY_KIB
        and cost.memory_kib * cost.passes <= _MAX_WORK_KIB
    )


def calibrate(
    seconds: float = 1.0,
    *,
    measure: Callable[[KdfParameters], float] | None = None,
    available: int | None = None,
) -> KdfParameters:
    """The dearest cost that takes this computer about `seconds`, from 64 MiB to 1 GiB.

    Never more than a quarter of the `available` bytes of memory. `measure` tells the seconds of a
    cost; without it the floor is tried three times and the best counts, by the clock or by the work
    of the processor: what is busy today shall not make the vault cheap for ever.
    """
    floor = _LADDER[0]
    per_work = (measure or _seconds_of)(floor) / _work(floor)
    memory_kib = (available_memory() if available is None else available) // 1024 // _MEMORY_SHARE
    fitting = [
        cost
        for cost in _LADDER
        if cost.memory_kib <= memory_kib and _work(cost) * per_work <= seconds
    ]
    return fitting[-1] if fitting else floor


def _work(cost: KdfParameters) -> int:
    return cost.memory_kib * cost.passes


def _seconds_of(cost: KdfParameters) -> float:
    trials = []
    for _ in range(_TRIALS):
        begun, worked = time.perf_counter(), time.process_time()
        stretch(b"measured", bytes(SALT_BYTES), cost)
        # Beside busy programs the clock runs on while we wait; on several cores work adds up.
        trials += [time.perf_counter() - begun, time.process_time() - worked]
    return min(trials)


class Keys:
    """The keys of an open vault, in memory that `wipe` overwrites.

    Copies that a library makes of them (`.hex()`, `bytes()`) are beyond its reach.
    """

    __slots__ = ("_backup", "_data", "_database", "_is_wiped", "vault_id")

    def __init__(self, vault_id: str, data_key: bytes | bytearray) -> None:
        """Derive the others from a data key of 32 bytes."""
        if len(data_key) != KEY_BYTES:
            raise ValueError(f"a data key has {KEY_BYTES} bytes")
        self.vault_id = vault_id
        self._data = bytearray(data_key)
        self._database = bytearray(derive(data_key, Purpose.DATABASE))
        self._backup = bytearray(derive(data_key, Purpose.BACKUP))
        self._is_wiped = False

    @classmethod
    def new(cls, vault_id: str) -> "Keys":
        """Keys from a new random data key."""
        return cls(vault_id, secrets.token_bytes(KEY_BYTES))

    @property
    def data_key(self) -> bytearray:
        """The key from which the others are derived. Raises VaultLocked after `wipe`."""
        return self._unless_wiped(self._data)

    @property
    def database_key(self) -> bytearray:
        """SQLCipher's raw key, 32 bytes. Raises VaultLocked after `wipe`."""
        return self._unless_wiped(self._database)

    @property
    def backup_key(self) -> bytearray:
        """The key of backups, 32 bytes. Raises VaultLocked after `wipe`."""
        return self._unless_wiped(self._backup)

    @property
    def is_wiped(self) -> bool:
        """Whether the keys are gone."""
        return self._is_wiped

    def same_as(self, other: "Keys") -> bool:
        """Whether both open the same; in constant time."""
        same_vault = self.vault_id == other.vault_id
        return hmac.compare_digest(self.data_key, other.data_key) and same_vault

    def wipe(self) -> None:
        """Overwrite the keys; whoever still holds this object holds nothing."""
        self._is_wiped = True
        for key in (self._data, self._database, self._backup):
            key[:] = bytes(KEY_BYTES)

    def _unless_wiped(self, key: bytearray) -> bytearray:
        if self._is_wiped:
            raise VaultLocked
        return key

    def __repr__(self) -> str:
        return "<Keys>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("keys are not copied or pickled")

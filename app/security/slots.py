"""Slots: the vault's data key, wrapped for each secret that opens it.

A slot's key comes from its secret; AES-256-GCM wraps the data key with it. Everything else that the
slot says, and the vault's id, is associated data: changed, it opens no more.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.domain.vault import KdfParameters, SlotKind
from app.security import recovery_code
from app.security.keys import KEY_BYTES, SALT_BYTES, Purpose, derive, is_acceptable, stretch

_ID_BYTES: Final = 8
_NONCE_BYTES: Final = 12
_WRAPPED_BYTES: Final = KEY_BYTES + 16

_PURPOSES: Final = {
    SlotKind.RECOVERY: Purpose.RECOVERY_SLOT,
    SlotKind.KEYCHAIN: Purpose.KEYCHAIN_SLOT,
    SlotKind.NONE: Purpose.OPEN_SLOT,
}
NO_SECRET: Final = b"no secret"
"""What opens a slot of the kind NONE: its key can be derived by whoever reads this line."""


class Malformed(ValueError):
    """What was read is not what Snug writes. Never holds what was read."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One way to the data key. `kdf` is set for passphrases, and for them alone."""

    id: bytes
    kind: SlotKind
    salt: bytes
    kdf: KdfParameters | None
    nonce: bytes
    wrapped: bytes

    @classmethod
    def wrap(
        cls,
        kind: SlotKind,
        secret: bytes,
        data_key: bytes | bytearray,
        vault_id: str,
        kdf: KdfParameters | None = None,
    ) -> "Slot":
        """A new slot with its own salt and nonce. Raises UnlockNeedsMemory."""
        slot = cls(
            secrets.token_bytes(_ID_BYTES),
            kind,
            secrets.token_bytes(SALT_BYTES),
            kdf,
            secrets.token_bytes(_NONCE_BYTES),
            b"",
        )
        wrapped = AESGCM(slot._key(secret)).encrypt(slot.nonce, data_key, slot._outside(vault_id))
        return cls(slot.id, kind, slot.salt, kdf, slot.nonce, wrapped)

    def unwrap(self, secret: bytes, vault_id: str) -> bytes | None:
        """The data key, or None when the secret or anything about the slot is not the right one.

        Raises UnlockNeedsMemory.
        """
        try:
            return AESGCM(self._key(secret)).decrypt(
                self.nonce, self.wrapped, self._outside(vault_id)
            )
        except InvalidTag:
            return None

    def as_json(self) -> dict[str, Any]:
        """The slot as the key file holds it."""
        return self._said() | {"wrapped": self.wrapped.hex()}

    @classmethod
    def from_json(cls, value: object) -> "Slot":
        """The slot of what `as_json` gave, within bounds. Raises Malformed."""
        fields = fields_of(value, {"id", "kind", "salt", "kdf", "nonce", "wrapped"})
        try:
            kind = SlotKind(fields["kind"])
        except ValueError:
            raise Malformed("unknown kind of slot") from None
        kdf = None if fields["kdf"] is None else _cost(fields["kdf"])
        if (kdf is not None) != (kind is SlotKind.PASSPHRASE):
            raise Malformed("a kind of slot with another's derivation")
        return cls(
            bytes_of(fields["id"], _ID_BYTES),
            kind,
            bytes_of(fields["salt"], SALT_BYTES),
            kdf,
            bytes_of(fields["nonce"], _NONCE_BYTES),
            bytes_of(fields["wrapped"], _WRAPPED_BYTES),
        )

    def _key(self, secret: bytes) -> bytes:
        if self.kdf is not None:
            return stretch(secret, self.salt, self.kdf)
        return derive(secret, _PURPOSES[self.kind], self.salt)

    def _outside(self, vault_id: str) -> bytes:
        """The associated data: everything but the wrapped key."""
        return canonical({"vault": vault_id, "slot": self._said()})

    def _said(self) -> dict[str, Any]:
        kdf = self.kdf
        return {
            "id": self.id.hex(),
            "kind": self.kind.value,
            "salt": self.salt.hex(),
            "kdf": kdf and {"memory": kdf.memory_kib, "passes": kdf.passes, "lanes": kdf.lanes},
            "nonce": self.nonce.hex(),
        }


def open_slot(data_key: bytes | bytearray, vault_id: str) -> Slot:
    """A slot that opens without a secret."""
    return Slot.wrap(SlotKind.NONE, NO_SECRET, data_key, vault_id)


def recovery_slot(data_key: bytes | bytearray, vault_id: str) -> tuple[Slot, str]:
    """A slot for a new recovery code, and that code."""
    secret = recovery_code.new_secret()
    slot = Slot.wrap(SlotKind.RECOVERY, secret, data_key, vault_id)
    return slot, recovery_code.format_code(secret)


@dataclass(frozen=True, slots=True)
class PendingKey:
    """The next data key, wrapped under the present one while the database changes over."""

    nonce: bytes
    wrapped: bytes

    @classmethod
    def wrap(
        cls, next_key: bytes | bytearray, data_key: bytes | bytearray, vault_id: str
    ) -> "PendingKey":
        """Wrap the next data key under the present one."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        cipher = AESGCM(derive(data_key, Purpose.PENDING, nonce))
        return cls(nonce, cipher.encrypt(nonce, next_key, vault_id.encode()))

    def unwrap(self, data_key: bytes | bytearray, vault_id: str) -> bytes | None:
        """The next data key; None under another key than it was wrapped with."""
        cipher = AESGCM(derive(data_key, Purpose.PENDING, self.nonce))
        try:
            return cipher.decrypt(self.nonce, self.wrapped, vault_id.encode())
        except InvalidTag:
            return None

    def as_json(self) -> dict[str, str]:
        """As the key file holds it."""
        return {"nonce": self.nonce.hex(), "wrapped": self.wrapped.hex()}

    @classmethod
    def from_json(cls, value: object) -> "PendingKey":
        """What `as_json` gave. Raises Malformed."""
        fields = fields_of(value, {"nonce", "wrapped"})
        return cls(
            bytes_of(fields["nonce"], _NONCE_BYTES), bytes_of(fields["wrapped"], _WRAPPED_BYTES)
        )


def canonical(value: Mapping[str, Any]) -> bytes:
    """JSON that has one spelling only: sorted, without spaces, in ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode("ascii")


def fields_of(value: object, names: set[str]) -> dict[str, Any]:
    """`value`, when it is an object of exactly these fields. Raises Malformed."""
    if not isinstance(value, dict) or value.keys() != names:
        raise Malformed("other fields than expected")
    return value


def bytes_of(value: object, length: int) -> bytes:
    """The bytes of a text in hexadecimal, of this length. Raises Malformed."""
    if not isinstance(value, str) or len(value) != 2 * length:
        raise Malformed("another length than expected")
    try:
        return bytes.fromhex(value)
    except ValueError:
        raise Malformed("not hexadecimal") from None


def _cost(value: object) -> KdfParameters:
    fields = fields_of(value, {"memory", "passes", "lanes"})
    if not all(type(each) is int for each in fields.values()):
        raise Malformed("a cost that is no number")
    cost = KdfParameters(fields["memory"], fields["passes"], fields["lanes"])
    if not is_acceptable(cost):
        raise Malformed("a cost out of bounds")
    return cost

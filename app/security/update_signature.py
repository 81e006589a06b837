"""Whether what is told of a release was signed by the publisher of Snug.

A file of JSON holds the signed text as it was signed, so that nothing has to be written the same
way twice, and signatures over it: Ed25519 (RFC 8032), over a prefix of our own and the text. Keys
come with the program; any one of them will do, so that a key can be replaced by the next release.
"""

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from app.config.paths import Paths

FORMAT: Final = "snug-update"
VERSION: Final = 1
MOST_BYTES: Final = 256 << 10
PREFIX: Final = b"snug update 1\n"
"""No signature over anything else can be taken for one over this."""
_KEYS_FILE: Final = "updates/keys.txt"
_KEY_BYTES: Final = 32
_MOST_SIGNATURES: Final = 16


class NotSigned(ValueError):
    """No key of the publisher signed this; says why in English."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key of the publisher."""

    raw: bytes

    @property
    def id(self) -> str:
        """What signatures call it."""
        return hashlib.sha256(self.raw).hexdigest()[:16]


def shipped_keys(file: Path | None = None) -> tuple[PublicKey, ...]:
    """The keys that came with Snug: a line of base64 each, and lines of remarks."""
    path = file or Paths.resource(_KEYS_FILE)
    try:
        lines = path.read_text("ascii").splitlines()
    except OSError:
        return ()
    written = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    keys = [PublicKey(base64.b64decode(each, validate=True)) for each in written]
    return tuple(each for each in keys if len(each.raw) == _KEY_BYTES)


def signed_text(envelope: bytes, keys: tuple[PublicKey, ...]) -> str:
    """The text that one of `keys` signed. Raises NotSigned."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    text, signatures = _opened(envelope)
    known = {key.id: key for key in keys}
    for key_id, signature in signatures:
        if key_id not in known:
            continue
        try:
            public = Ed25519PublicKey.from_public_bytes(known[key_id].raw)
            public.verify(signature, PREFIX + text.encode())
        except (InvalidSignature, ValueError):
            continue
        return text
    raise NotSigned("no signature of a known key fits")


def _opened(envelope: bytes) -> tuple[str, list[tuple[str, bytes]]]:
    if len(envelope) > MOST_BYTES:
        raise NotSigned("too long")
    try:
        value: Any = json.loads(envelope)
        if not isinstance(value, dict) or value.get("format") != FORMAT:
            raise NotSigned("another kind of file")
        if value.get("version") != VERSION:
            raise NotSigned("of another version")
        text, told = value["signed"], value["signatures"]
        if not isinstance(text, str) or not isinstance(told, list):
            raise NotSigned("of another form")
        text.encode()
        return text, [_signature(each) for each in told[:_MOST_SIGNATURES]]
    except NotSigned:
        raise
    except (ValueError, KeyError, RecursionError, UnicodeError, binascii.Error) as error:
        raise NotSigned(type(error).__name__) from error


def _signature(untrusted: Any) -> tuple[str, bytes]:
    if not isinstance(untrusted, dict):
        raise NotSigned("of another form")
    key, signature = untrusted.get("key"), untrusted.get("signature")
    if not isinstance(key, str) or not isinstance(signature, str):
        raise NotSigned("of another form")
    return key, base64.b64decode(signature, validate=True)

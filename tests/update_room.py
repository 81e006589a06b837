"""A publisher, a server and a Snug that asks, for tests of updates."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app.config.settings import Settings
from app.domain.addresses import Address
from app.domain.network import Consent
from app.domain.releases import Release, ReleaseFile, Version
from app.security.update_signature import FORMAT, PREFIX, VERSION, PublicKey
from app.services.release_text import write_release
from app.services.updates import UpdateService

TODAY = date(2026, 11, 26)
RELEASE = Release(
    version=Version("0.3.0"),
    released=date(2026, 11, 1),
    expires=date(2027, 5, 1),
    vault_schema=3,
    oldest_schema=1,
    page="https://snug.example/get",
    notes={"en": "Faster.", "ko": "더 빠릅니다."},
    files=(ReleaseFile("linux-x86_64-deb", "snug_0.3.0.deb", 9, "0" * 64),),
)


class Publisher:
    """Signs with a key of its own."""

    def __init__(self, seed: int = 1) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(bytes([seed] * 32))

    @property
    def key(self) -> PublicKey:
        """Its public half."""
        public = self._private.public_key()
        return PublicKey(public.public_bytes(Encoding.Raw, PublicFormat.Raw))

    def envelope(self, text: str, prefix: bytes = PREFIX) -> dict[str, Any]:
        """What is published of a text."""
        import base64

        signature = base64.b64encode(self._private.sign(prefix + text.encode())).decode()
        signatures = [{"key": self.key.id, "signature": signature}]
        return {"format": FORMAT, "version": VERSION, "signed": text, "signatures": signatures}

    def signed(self, release: Release = RELEASE, **changes: Any) -> bytes:
        """A release as it is published."""
        import json

        return json.dumps(self.envelope(write_release(replace(release, **changes)))).encode()


class UpdateRoom:
    """A service whose answers are set, and which notes what was asked."""

    def __init__(self, publisher: Publisher, *, has_keys: bool = True) -> None:
        self.publisher = publisher
        self.settings = Settings()
        self.settings.tell("updates.address=https://snug.example/snug-update.json")
        self.answer = publisher.signed()
        self.asked: list[tuple[str, Consent]] = []
        self.error: Exception | None = None
        self.channel = ""
        self.today = TODAY
        keys: Callable[[], tuple[PublicKey, ...]]
        keys = (lambda: (publisher.key,)) if has_keys else (lambda: ())
        self.service = UpdateService(
            self.settings,
            self._fetch,
            running="0.2.0",
            schema=2,
            keys=keys,
            channel=lambda: self.channel,
            today=lambda: self.today,
        )

    def _fetch(self, address: Address, most: int, consent: Consent) -> bytes:
        self.asked.append((address.text, consent))
        if self.error is not None:
            raise self.error
        return self.answer

    def put(self, folder: Path, data: bytes | None = None) -> Path:
        """What is signed, in a folder."""
        path = folder / "snug-update.json"
        path.write_bytes(self.answer if data is None else data)
        return path

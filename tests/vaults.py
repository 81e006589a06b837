"""Vaults for tests, with keys that cost nothing to derive."""

from pathlib import Path

from app.domain.vault import KdfParameters
from app.security.keys import Keys
from app.security.vault import Vault

CHEAP = KdfParameters(64, 1, 1)
PASSPHRASE = "우리 고양이 window 7"


def made(folder: Path, passphrase: str | None = PASSPHRASE) -> tuple[Vault, Keys, str]:
    """A new vault, its keys and its recovery code."""
    new = Vault(folder)
    return (new, *new.create(passphrase, kdf=CHEAP))


def names(folder: Path) -> list[str]:
    """What lies in a folder."""
    return sorted(path.name for path in folder.iterdir())

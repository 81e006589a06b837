"""What is known of how the history is protected: facts, gathered for the page that shows them."""

from dataclasses import dataclass
from pathlib import Path

from app.domain.models import Guard
from app.domain.vault import KeychainState, VaultFacts


@dataclass(frozen=True, slots=True)
class Protection:
    """Each as it was found a moment ago."""

    folder: Path
    facts: VaultFacts | None
    keychain: KeychainState
    lock_minutes: float
    """0 never locks for idleness."""
    locks_with_screen: bool
    last_backup: str
    """When the last one was made here, in ISO 8601; "" where none is known."""
    guards: tuple[Guard, ...]
    """Around the model's process; empty where it could not be asked."""

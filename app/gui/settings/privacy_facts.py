"""What is known of privacy now: where everything lies, which guards hold, who was connected to."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.domain.errors import AppError
from app.domain.models import Guard
from app.domain.network import Connection
from app.domain.vault import VaultState
from app.gui.vault.protection import Protection


@dataclass(frozen=True, slots=True)
class PrivacyFacts:
    """Each as it was found a moment ago."""

    folder: Path
    protection: Protection | None
    """Of the vault; None where there is none."""
    guards: tuple[Guard, ...]
    """Around the model's process; empty where it could not be asked."""
    document_guards: tuple[Guard, ...]
    """Around the reading of a document; empty where it could not be asked."""
    connections: tuple[Connection, ...] | None
    """The latest first; None where the list could not be read."""


def gather(
    folder: Path,
    vault_state: VaultState,
    protection: Callable[[], Protection],
    document_guards: Callable[[], tuple[Guard, ...]],
    connections: Callable[[], list[Connection]],
) -> PrivacyFacts:
    """Ask for everything, from a thread that may wait; what does not answer is left out."""
    found = protection()
    try:
        around_documents = document_guards()
    except AppError:
        around_documents = ()
    try:
        known = tuple(connections())
    except AppError:
        known = None
    return PrivacyFacts(
        folder,
        None if vault_state is VaultState.NONE else found,
        found.guards,
        around_documents,
        known,
    )

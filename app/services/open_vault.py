"""An open vault as the services see it: its history, and the encrypted file below."""

import math
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from app.domain.network import Ledger
from app.domain.preferences import Preferences
from app.domain.protocols import ConversationStore
from app.security.keys import Keys

if TYPE_CHECKING:
    from app.store.backup_blocks import Pages


class KeptHistory(ConversationStore, Protocol):
    """A ConversationStore that outlives the process."""

    def mark_interrupted(self) -> int:
        """Give answers that a crash cut off their end; how many there were."""

    def purge(self, seconds: float = math.inf) -> int:
        """Make deletions final, for so many seconds at most; how many conversations."""

    def purge_messages(self, seconds: float = math.inf) -> int:
        """Make deletions of single messages final, for so many seconds at most; how many."""

    def doom_deleted(self) -> bool:
        """Let nothing that is deleted be brought back; whether there is anything to destroy."""

    def destroy_doomed(self, seconds: float) -> bool:
        """Destroy what cannot be brought back, for so long; whether there is more."""

    def preferences(self) -> Preferences:
        """Settings that tell something about the person."""

    def ledger(self) -> Ledger:
        """The connections that were made."""


class Companion(Protocol):
    """What lives in the vault beside the history."""

    def opened(self, history: KeptHistory) -> None:
        """The vault was opened, or made; nobody was told so far."""

    def closing(self) -> None:
        """The vault is about to be closed."""


class VaultFile(Protocol):
    """The encrypted file below it."""

    def verify(self) -> list[str]:
        """What is wrong with the file, in words; nothing when every page holds."""

    def still(self) -> "AbstractContextManager[Pages]":
        """Its encrypted pages, which stay as they are inside."""

    def rekey(self, new_key: bytes | bytearray) -> None:
        """Encrypt everything with another key."""


@dataclass(frozen=True, slots=True)
class OpenVault:
    """A vault's history and its file; closing the history closes both."""

    history: KeptHistory
    file: VaultFile
    heal_indexes: Callable[[], list[str]] = list
    """Makes full-text indexes anew that do not fit their text; which, in words."""


Open = Callable[[Path, Keys, bool], OpenVault]
"""Opens the database of a vault, or makes it when the last argument is true."""
NewStore = Callable[[], ConversationStore]

"""What the window needs of the vault and of the history. Calls block unless it says otherwise."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from app.domain.attachments import NewAttachment
from app.domain.conversations import Conversation, SearchHit
from app.domain.ids import ConversationId
from app.domain.vault import KeychainState, RescueReport, Strength, VaultFacts, VaultState


class Vault(Protocol):
    """The vault; errors are AppErrors, changes of its state are told as VaultChanged."""

    @property
    def state(self) -> VaultState:
        """Whether there is one, and whether it is open; quick."""

    def facts(self) -> VaultFacts | None:
        """What can be told of it without opening it."""

    def needs_passphrase(self) -> bool:
        """False when it opens without anything being known."""

    def strength(self, passphrase: str) -> Strength:
        """How long a passphrase would stand; quick."""

    def create(self, passphrase: str | None) -> str:
        """Make it; the recovery code, or "" without a passphrase."""

    def unlock(self, passphrase: str) -> str:
        """Open it; "" where no passphrase is needed. Mostly "", else a new recovery code."""

    def unlock_with_recovery(self, code: str) -> None:
        """Open it with the recovery code."""

    def unlock_with_keychain(self) -> None:
        """Open it by this computer's keychain; the system may ask the person first."""

    def keychain_state(self) -> KeychainState:
        """Whether the keychain opens it; some seconds at most."""

    def use_keychain(self, passphrase: str) -> None:
        """Let the keychain open it, too."""

    def forget_keychain(self) -> bool:
        """Let it open it no more; False when the keychain did not let go of its secret."""

    def change_passphrase(self, old: str, new: str) -> None:
        """Exchange the passphrase."""

    def protect(self, new: str) -> str:
        """Give a passphrase to an open vault that had none; the recovery code."""

    def unprotect(self, passphrase: str) -> None:
        """Let it open without anything being known."""

    def encrypt_anew(self, passphrase: str | None) -> str:
        """Give everything another key; the new recovery code, or "". Takes long."""

    def share_encrypted_anew(self) -> float:
        """How much of `encrypt_anew` is done, from 0 to 1; quick."""

    def new_recovery_code(self, passphrase: str) -> str:
        """A code in place of the one before."""

    def restore(self, source: Path) -> str:
        """Take a vault out of a backup, where there is none; when that was made, in ISO 8601."""

    def restore_in_place(self, source: Path) -> str:
        """The same in place of the vault here, which is set aside."""

    def rescue(self, passphrase: str, on_progress: Callable[[float], None]) -> RescueReport:
        """Make a new history of what can be read of a damaged one, and open it. Takes long."""

    def put_back_key_file(self, source: Path | None = None) -> None:
        """Put a missing key file back, from a file or from the copy that Snug keeps."""

    def lock(self) -> None:
        """End what runs, close the database, drop the keys."""

    def erase(self) -> object:
        """Destroy the keys, then the files."""


class History(Protocol):
    """What is done with conversations besides talking."""

    def search(self, query: str, limit: int = 50) -> list[SearchHit]:
        """Messages and titles with the words of a query."""

    def rename(self, conversation_id: ConversationId, title: str) -> None:
        """Give a conversation another title."""

    def delete(self, conversation_id: ConversationId) -> None:
        """Remove a conversation; `undo_delete` takes it back."""

    def delete_all(self, conversation_ids: Sequence[ConversationId]) -> None:
        """Remove conversations in one step; `undo_delete` takes it back as one."""

    def undo_delete(self) -> list[Conversation]:
        """Take the last deletion back; what came back."""

    def draft(self, conversation_id: ConversationId | None) -> str:
        """What was typed and not sent, there or in the new conversation."""

    def keep_draft(self, conversation_id: ConversationId | None, text: str) -> None:
        """Keep what was typed; empty text forgets it."""

    def draft_attachments(self, conversation_id: ConversationId | None) -> list[NewAttachment]:
        """What was attached and not sent, there or in the new conversation."""

    def keep_draft_attachments(
        self, conversation_id: ConversationId | None, attachments: Sequence[NewAttachment]
    ) -> None:
        """Keep what was attached in place of what was kept before."""

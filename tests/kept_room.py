"""A chat whose conversations may be in a vault: real keys, a real database, a fake engine."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from chat_room import Room
from vaults import CHEAP, PASSPHRASE

from app.bootstrap import open_vault
from app.config.instance import Presence
from app.domain.ids import ConversationId
from app.domain.vault import VaultState
from app.security.vault import Vault
from app.services.chat import ChatService
from app.services.current_store import CurrentStore
from app.services.vault import VaultService
from app.store.memory import MemoryStore


class VaultRoom(Room):
    """A room whose conversations may be in a vault."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        super().__init__(folder)
        self.folder = folder
        safe = Vault(folder)
        is_new = safe.state() is VaultState.NONE
        self.current = CurrentStore(MemoryStore() if is_new else None)
        self.chat = ChatService(
            self.current, self.models, self.engine, self.jobs, self.settings, self.bus
        )
        self.vault = VaultService(
            safe, self.current, open_vault, MemoryStore, self.chat, self.models, self.settings,
            self.bus, Presence(folder),
        )  # fmt: skip

    def said(self, words: str) -> ConversationId:
        conversation = self.chat.begin(words)
        self.chat.send(conversation, words)
        self.wait()
        return conversation

    def texts(self, conversation: ConversationId) -> list[str]:
        return [each.text for each in self.chat.messages(conversation)][1:]

    def close(self) -> None:
        self.chat.close()
        self.vault.close()
        self.jobs.close()


@contextlib.contextmanager
def a_room(folder: Path, *, in_vault: bool) -> Iterator[Room]:
    """A room whose conversations are kept nowhere, or in a vault that is open; it is closed."""
    if in_vault:
        kept = VaultRoom(folder / "home")
        kept.vault.create(PASSPHRASE, kdf=CHEAP)
        yield kept
        kept.close()
    else:
        room = Room(folder)
        yield room
        room.chat.close()
        room.jobs.close()

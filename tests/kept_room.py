"""A chat whose conversations may be in a vault: real keys, a real database, a fake engine."""

from pathlib import Path

from chat_room import Room

from app.bootstrap import _open_vault
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
            safe, self.current, _open_vault, MemoryStore, self.chat, self.models, self.settings,
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

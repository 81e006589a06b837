"""A vault and a history that do what a test tells them, with the conversations in memory."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from app.domain.attachments import NewAttachment
from app.domain.conversations import Conversation, Message, SearchHit
from app.domain.errors import AppError, KeychainStale, RecoveryCodeInvalid, WrongPassphrase
from app.domain.events import (
    ConversationAdded,
    ConversationChanged,
    ConversationRemoved,
    HistoryReloaded,
    VaultChanged,
)
from app.domain.generation import Role
from app.domain.ids import ConversationId
from app.domain.vault import (
    KeychainState,
    RescueReport,
    SlotKind,
    Strength,
    VaultFacts,
    VaultState,
)
from app.services.event_bus import EventBus
from app.store.memory import MemoryStore

CODE = "A1B2-C3D4-E5F6-G7H8-J9K0-M1N2-P3Q4-R5S6-T7"
_LONG = 12


class FakeVault:
    """Stands for VaultService. `calls` is what it was asked; the next call raises `error`."""

    def __init__(self, bus: EventBus, passphrase: str | None = None, *, exists: bool = False):
        self._bus = bus
        self._state = VaultState.LOCKED if exists else VaultState.NONE
        self.passphrase = passphrase
        self.code = CODE
        self.calls: list[str] = []
        self.error: AppError | None = None
        self.hold = threading.Event()
        self.hold.set()
        self.share = 0.0
        self.keychain = KeychainState.UNAVAILABLE
        self.lets_go = True
        self.source: Path | None = None

    @property
    def state(self) -> VaultState:
        return self._state

    def facts(self) -> VaultFacts | None:
        if self._state is VaultState.NONE:
            return None
        kinds = [SlotKind.PASSPHRASE if self.passphrase else SlotKind.NONE]
        if self.keychain in (KeychainState.ON, KeychainState.STALE):
            kinds.append(SlotKind.KEYCHAIN)
        return VaultFacts("fake", tuple(kinds), None, 0)

    def needs_passphrase(self) -> bool:
        self._raise()
        return self.passphrase is not None

    def strength(self, passphrase: str) -> Strength:
        return Strength.STRONG if len(passphrase) >= _LONG else Strength.WEAK

    def create(self, passphrase: str | None) -> str:
        self._enter("create")
        self.passphrase = passphrase
        self._become(VaultState.OPEN)
        return self.code if passphrase is not None else ""

    def unlock(self, passphrase: str) -> str:
        self._enter("unlock")
        if passphrase != (self.passphrase or ""):
            raise WrongPassphrase
        self._become(VaultState.OPEN)
        return ""

    def unlock_with_recovery(self, code: str) -> None:
        self._enter("unlock_with_recovery")
        if code != self.code:
            raise RecoveryCodeInvalid
        self._become(VaultState.OPEN)

    def unlock_with_keychain(self) -> None:
        self._enter("unlock_with_keychain")
        if self.keychain is not KeychainState.ON:
            raise KeychainStale
        self._become(VaultState.OPEN)

    def keychain_state(self) -> KeychainState:
        # It takes no error: it is asked beside what a test looks at.
        assert threading.current_thread() is not threading.main_thread(), "it would freeze"
        return self.keychain

    def use_keychain(self, passphrase: str) -> None:
        self._enter("use_keychain")
        if passphrase != self.passphrase:
            raise WrongPassphrase
        self.keychain = KeychainState.ON

    def forget_keychain(self) -> bool:
        self._enter("forget_keychain")
        self.keychain = KeychainState.OFF
        return self.lets_go

    def change_passphrase(self, old: str, new: str) -> None:
        self._enter("change_passphrase")
        if old != self.passphrase:
            raise WrongPassphrase
        self.passphrase = new

    def new_recovery_code(self, passphrase: str) -> str:
        self._enter("new_recovery_code")
        if passphrase != self.passphrase:
            raise WrongPassphrase
        return self.code

    def protect(self, new: str) -> str:
        self._enter("protect")
        self.passphrase = new
        return self.code

    def unprotect(self, passphrase: str) -> None:
        self._enter("unprotect")
        if passphrase != self.passphrase:
            raise WrongPassphrase
        self.passphrase = None

    def encrypt_anew(self, passphrase: str | None) -> str:
        self._enter("encrypt_anew")
        if passphrase != self.passphrase:
            raise WrongPassphrase
        return self.code if passphrase is not None else ""

    def share_encrypted_anew(self) -> float:
        return self.share

    def restore(self, source: Path) -> str:
        self._enter("restore")
        self.source = source
        self.passphrase = self.passphrase or "of then"
        self._become(VaultState.LOCKED)
        return "2026-03-01T12:00:00+00:00"

    def restore_in_place(self, source: Path) -> str:
        self.calls.append("set aside")
        return self.restore(source)

    def rescue(self, passphrase: str, on_progress: Callable[[float], None]) -> RescueReport:
        on_progress(0.5)
        self._enter("rescue")
        if passphrase != self.passphrase:
            raise WrongPassphrase
        return RescueReport(3, 1, 20, 2, "history.db.damaged-2026-03-01")

    def put_back_key_file(self, source: Path | None = None) -> None:
        self._enter("put_back_key_file")
        self.source = source

    def lock(self) -> None:
        self._enter("lock")
        self._become(VaultState.LOCKED)

    def erase(self) -> None:
        self._enter("erase")
        self.passphrase = None
        self._become(VaultState.NONE)

    def _enter(self, call: str) -> None:
        self.calls.append(call)
        assert threading.current_thread() is not threading.main_thread(), "it would freeze"
        assert self.hold.wait(60)
        self._raise()

    def _raise(self) -> None:
        error, self.error = self.error, None
        if error is not None:
            raise error

    def _become(self, state: VaultState) -> None:
        self._state = state
        self._bus.publish(VaultChanged(state))
        self._bus.publish(HistoryReloaded())


class FakeHistory:
    """Stands for HistoryService, over a store in memory."""

    def __init__(self, store: MemoryStore, bus: EventBus) -> None:
        self._store = store
        self._bus = bus
        self._removed: list[tuple[Conversation, list[Message]]] = []
        self.drafts: dict[ConversationId | None, str] = {}
        self.drafted: dict[ConversationId | None, list[NewAttachment]] = {}
        self.searches: list[str] = []
        self.on_search: Callable[[str], None] = lambda _query: None
        self.error: AppError | None = None

    def search(self, query: str, limit: int = 50) -> list[SearchHit]:
        self.searches.append(query)
        self.on_search(query)
        self._raise()
        hits = []
        for conversation in self._store.conversations():
            for message in self._store.messages(conversation.id):
                start = message.text.lower().find(query.lower())
                if start >= 0 and message.role is not Role.SYSTEM:
                    marks = ((start, start + len(query)),)
                    hits.append(
                        SearchHit(
                            conversation, message.id, message.role, message.text, marks,
                            message.created_at,
                        )
                    )  # fmt: skip
        return hits[:limit]

    def rename(self, conversation_id: ConversationId, title: str) -> None:
        self._raise()
        conversation = self._store.get(conversation_id)
        assert conversation is not None
        renamed = replace(conversation, title=title)
        self._store.update(renamed)
        self._bus.publish(ConversationChanged(renamed))

    def delete(self, conversation_id: ConversationId) -> None:
        self._raise()
        self.delete_all([conversation_id])

    def delete_all(self, conversation_ids: Sequence[ConversationId]) -> None:
        self._raise()
        self._removed = []
        for each in conversation_ids:
            conversation = self._store.get(each)
            assert conversation is not None
            self._removed.append((conversation, self._store.messages(each)))
            self._store.remove(each)
            self._bus.publish(ConversationRemoved(each))

    def undo_delete(self) -> list[Conversation]:
        removed, self._removed = self._removed, []
        for conversation, kept in removed:
            self._store.add(conversation)
            for message in kept:
                self._store.append(conversation.id, message)
            self._bus.publish(ConversationAdded(conversation))
        return [each for each, _ in removed]

    def draft(self, conversation_id: ConversationId | None) -> str:
        return self.drafts.get(conversation_id, "")

    def keep_draft(self, conversation_id: ConversationId | None, text: str) -> None:
        self._raise()
        if text:
            self.drafts[conversation_id] = text
        else:
            self.drafts.pop(conversation_id, None)

    def draft_attachments(self, conversation_id: ConversationId | None) -> list[NewAttachment]:
        return self.drafted.get(conversation_id, [])

    def keep_draft_attachments(
        self, conversation_id: ConversationId | None, attachments: Sequence[NewAttachment]
    ) -> None:
        self._raise()
        self.drafted[conversation_id] = list(attachments)

    def _raise(self) -> None:
        error, self.error = self.error, None
        if error is not None:
            raise error

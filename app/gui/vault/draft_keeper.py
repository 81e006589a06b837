"""Drafts into the vault: soon after they are typed, and all of them before it locks."""

import threading
from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QObject, QTimer

from app.domain.errors import AppError
from app.domain.ids import ConversationId
from app.gui.chat.controller import ChatController
from app.gui.chat.draft import NOTHING, Draft
from app.gui.vault.background import Background
from app.gui.vault.services import History

KEEP_MS: Final = 800
Key = ConversationId | None


class DraftKeeper(QObject):
    """Writes the latest draft of each conversation, one after the other."""

    def __init__(
        self,
        history: History,
        chat: ChatController,
        background: Background,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._history = history
        self._chat = chat
        self._background = background
        self._is_on = False
        self._writing = threading.Lock()
        self._lock = threading.Lock()
        self._waiting: dict[Key, Draft] = {}
        self._kept: dict[Key, Draft | None] = {}
        """What is kept as far as is known; None where keeping failed."""
        self._timer = QTimer(self, singleShot=True, interval=KEEP_MS)
        self._timer.timeout.connect(self._keep_soon)

    def start(self) -> None:
        """Keep drafts from now on, those there are already included."""
        self._is_on = True
        self._keep_soon()

    def on_typed(self) -> None:
        """Something was typed."""
        if self._is_on and not self._timer.isActive():
            self._timer.start()

    def on_shown(self) -> None:
        """Another conversation is in view: keep what was left, fetch what was kept for it."""
        if not self._is_on:
            return
        self._keep_soon()
        wanted = self._chat.current
        if wanted in self._kept:
            return  # it was seen before in this run, and the window knows it
        self._background.run(
            self,
            lambda: self._fetched(wanted),
            lambda draft: self._show(wanted, draft),
        )

    def stop(self) -> None:
        """Keep no more but what waits for `write` by now."""
        if self._is_on:
            self._put(self._chat.drafts())
        self._is_on = False
        self._timer.stop()

    def write(self) -> None:
        """Keep all that waits. Blocks; raises an AppError. From any thread."""
        with self._writing:
            while True:
                with self._lock:
                    if not self._waiting:
                        return
                    key, draft = self._waiting.popitem()
                    before = self._kept.get(key, NOTHING)
                    self._kept[key] = draft
                try:
                    self._keep(key, before, draft)
                except AppError:
                    with self._lock:
                        self._kept[key] = None
                    raise

    def forget(self) -> None:
        """Remember no draft."""
        with self._lock:
            self._waiting.clear()
            self._kept.clear()

    def _fetched(self, key: Key) -> Draft:
        attached = self._history.draft_attachments(key)
        return Draft(self._history.draft(key), tuple(attached))

    def _keep(self, key: Key, before: Draft | None, draft: Draft) -> None:
        """Keep what differs: what is attached may be large, and seldom changes."""
        if before is None or draft.text != before.text:
            self._history.keep_draft(key, draft.text)
        if before is None or draft.attachments != before.attachments:
            self._history.keep_draft_attachments(key, draft.attachments)

    def _show(self, conversation_id: Key, draft: Draft) -> None:
        if self._is_on and draft != NOTHING:
            with self._lock:
                self._kept.setdefault(conversation_id, draft)
            self._chat.take_draft(conversation_id, draft)

    def _keep_soon(self) -> None:
        if self._is_on and self._put(self._chat.drafts()):
            self._background.run(self, self.write)

    def _put(self, drafts: Mapping[Key, Draft]) -> bool:
        """Note what is new; whether there is anything."""
        with self._lock:
            for key, draft in drafts.items():
                if self._kept.get(key, NOTHING) != draft:
                    self._waiting[key] = draft
                else:
                    self._waiting.pop(key, None)
            return bool(self._waiting)

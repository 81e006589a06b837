"""Drafts into the vault: soon after they are typed, and all of them before it locks.

What an earlier run kept of a conversation is fetched before anything is written in its place.
"""

import threading
from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QObject, QTimer

from app.domain.errors import AppError
from app.domain.ids import ConversationId
from app.gui.chat.controller import ChatController
from app.gui.chat.draft import NOTHING, Draft, joined
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
        self._fetching: dict[Key, object] = {}
        """Of which conversations it is on its way, each with a sign of its own."""
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
        if not self.knows(wanted):
            self._fetch(wanted)

    def on_sent(self) -> None:
        """A message is kept: what waits may hold it still."""
        self._keep_soon()

    def knows(self, key: Key) -> bool:
        """Whether the window has what was kept of a conversation, if anything was."""
        return not self._is_on or key in self._kept

    def stop(self) -> None:
        """Keep no more but what waits for `write` by now."""
        if self._is_on:
            self._put(self._chat.drafts())
        self._is_on = False
        self._fetching.clear()
        self._timer.stop()

    def write(self) -> None:
        """Keep all that waits. Blocks; raises an AppError. From any thread."""
        with self._writing:
            while True:
                with self._lock:
                    if not self._waiting:
                        return
                    key, draft = self._waiting.popitem()
                    is_known = key in self._kept
                    before = self._kept.get(key)
                    self._kept[key] = draft
                try:
                    if not is_known:  # the window goes before it was told
                        before = self._fetched(key)
                        draft = joined(before, draft)
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

    def _fetch(self, key: Key) -> None:
        """Give the window what was kept, once."""
        if key in self._fetching:
            return
        sign = self._fetching[key] = object()

        def is_awaited() -> bool:
            if self._fetching.get(key) is not sign:
                return False  # the window was locked meanwhile
            del self._fetching[key]
            return True

        def show(kept: Draft) -> None:
            if is_awaited():
                with self._lock:
                    self._kept[key] = kept
                if kept != NOTHING:
                    self._chat.take_draft(key, kept)
                self._keep_soon()

        self._background.run(self, lambda: self._fetched(key), show, lambda _error: is_awaited())

    def _keep_soon(self) -> None:
        if not self._is_on:
            return
        drafts = self._chat.drafts()
        for key, draft in drafts.items():
            if key not in self._kept and draft != NOTHING:
                self._fetch(key)
        if self._put({key: draft for key, draft in drafts.items() if key in self._kept}):
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

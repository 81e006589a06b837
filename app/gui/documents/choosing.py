"""Choosing documents for a question: a # in the message opens a list, what is chosen is a chip."""

import unicodedata
from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent

from app.domain.collections import DocumentState
from app.gui import text
from app.gui.chat.chat_page import ChatPage
from app.gui.chat.controller import ChatController
from app.gui.chat.source import ALL, Source, SourceKind
from app.gui.chat.source_list import SourceList, shown_name
from app.gui.documents import narrowing
from app.gui.documents.known import KnownDocuments

_MOST: Final = 40
"""More are not looked through by eye: whoever wants another one writes some of its name."""
_STEPS: Final = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
_TAKE: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ChoosingController(QObject):
    """The focus stays in the message: keys for the list are taken on their way."""

    def __init__(
        self,
        known: KnownDocuments,
        chat: ChatController,
        page: ChatPage,
        open_documents: Callable[[], None],
    ) -> None:
        """`open_documents` is where some are added, while there are none."""
        super().__init__(page)
        self._known = known
        self._chat = chat
        self._composer = page.composer
        self._edit = page.composer.edit
        self._open_documents = open_documents
        self._dismissed: int | None = None
        """Where the # stands of which nobody wants to hear."""
        self._is_asked = False
        """Whether the button was pressed, and the # is ours."""
        self._choices: Sequence[tuple[str, Source]] | None = None
        self.list = SourceList(page)
        self.list.chosen.connect(self._take)
        self._composer.documents_requested.connect(self._ask)
        self._edit.textChanged.connect(self._look)
        self._edit.cursorPositionChanged.connect(self._look)
        self._edit.composed.connect(self._look)
        self._edit.focus_changed.connect(self._on_focus_changed)
        self._composer.installEventFilter(self)
        known.changed.connect(self._on_known)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """The list keeps its place above the composer."""
        if self.list.isVisible() and event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self._look()
        return False

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        self._choices = None
        self._leave()

    # --- the list -------------------------------------------------------------------------------

    def _look(self) -> None:
        """Show what fits the mark at the cursor, or nothing."""
        mark = self._edit.mark()
        if mark is None:
            self._dismissed = None
            self._is_asked = False
        if mark is None or mark.start == self._dismissed or not self._edit.hasFocus():
            self._leave()
            return
        if not self.list.isVisible():
            self._known.look()
        if not self._known.is_known:
            return
        found = self._fitting(mark.words)
        self.list.show_sources(found, self._composer)
        self._edit.key_taker = self._on_key if found else None

    def _leave(self) -> None:
        self._edit.key_taker = None
        self.list.leave()

    def _fitting(self, words: str) -> Sequence[Source]:
        if self._choices is None:
            self._choices = [
                (_folded(f"{shown_name(each)} {narrowing.words_for(each)}"), each)
                for each in self._all()
            ]
        wanted = _folded(words)
        chosen = {(each.kind, each.id) for each in self._composer.sources.sources()}
        found = narrowing.written(wanted) if self._choices else []
        for name, source in self._choices:
            if wanted in name and (source.kind, source.id) not in chosen:
                found.append(source)
                if len(found) == _MOST:
                    break
        return found

    def _all(self) -> Sequence[Source]:
        """All documents, collections, what narrows them, then the files, the newest first."""
        known = self._known.collections
        files = [
            (file, each.collection.name)
            for each in known
            for file in each.files
            if file.state is DocumentState.INDEXED
        ]
        if not files:
            return ()
        files.sort(key=lambda pair: pair[0].changed_ns, reverse=True)
        collections = [
            Source(
                SourceKind.COLLECTION,
                each.collection.id,
                each.collection.name,
                text.file_count(each.counts[DocumentState.INDEXED]),
            )
            for each in known
            if each.counts[DocumentState.INDEXED]
        ]
        single = [Source(SourceKind.DOCUMENT, file.id, file.name, name) for file, name in files]
        narrow = narrowing.offered([file for file, _ in files], date.today())  # noqa: DTZ011 - as the person's clock has it
        return (ALL, *collections, *narrow, *single)

    def _on_key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        if key in _STEPS:
            self.list.step(_STEPS[key])
        elif key in _TAKE:
            self.list.take()
        elif key == Qt.Key.Key_Escape:
            self._dismiss()
        else:
            return False
        return True

    def _take(self, source: Source) -> None:
        self._leave()
        self._edit.take_mark()
        self._composer.sources.add(source)
        self._edit.setFocus()

    def _dismiss(self) -> None:
        mark = self._edit.mark()
        if self._is_asked:
            self._edit.take_mark()
        elif mark is not None:
            self._dismissed = mark.start
        self._leave()

    # --- around it ------------------------------------------------------------------------------

    def _ask(self) -> None:
        """The button: as if a # was written; where there are no documents, the way to some."""
        if self.list.isVisible():
            self._dismiss()
            return
        if self._known.is_known and not self._all():
            self._open_documents()
            return
        self._edit.setFocus()
        self._dismissed = None
        if self._edit.mark() is None:
            self._edit.begin_mark()
        self._is_asked = True
        self._look()

    def _on_known(self) -> None:
        self._choices = None
        if not self._known.is_known:
            self._leave()
            return
        names = {
            (SourceKind.COLLECTION, str(each.collection.id)): each.collection.name
            for each in self._known.collections
        }
        names |= {
            (SourceKind.DOCUMENT, str(file.id)): file.name
            for each in self._known.collections
            for file in each.files
        }

        def renewed(source: Source) -> Source | None:
            name = names.get((source.kind, source.id))
            if source == ALL or source.kind.is_narrowing:
                return source
            return None if name is None else Source(source.kind, source.id, name, source.note)

        self._chat.renew_sources(renewed)
        if self._is_asked and not self._all():
            self._edit.take_mark()
            self._leave()
            self._open_documents()
        else:
            self._look()

    def _on_focus_changed(self, is_focused: bool) -> None:
        if not is_focused:
            self._leave()


def _folded(name: str) -> str:
    """As names are compared: composed Hangul, no difference of case."""
    return unicodedata.normalize("NFC", name).casefold()

"""Choosing documents for a question: a # in the message opens a list, what is chosen is a chip."""

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QObject

from app.domain.collections import DocumentState
from app.gui import text
from app.gui.chat.chat_page import ChatPage
from app.gui.chat.controller import ChatController
from app.gui.chat.entry_list import Entry
from app.gui.chat.mark_list import MOST, MarkList, folded
from app.gui.chat.source import ALL, Source, SourceKind
from app.gui.chat.source_words import entry_of, shown_name
from app.gui.documents import narrowing
from app.gui.documents.known import KnownDocuments


class ChoosingController(QObject):
    """Offers what was read; what is chosen stands above the message as chips."""

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
        self._open_documents = open_documents
        self._choices: Sequence[tuple[str, Source]] | None = None
        self._marks = MarkList("#", page, self._fitting, text.sources)
        self.list = self._marks.list
        self._marks.opening.connect(known.look)
        self._marks.chosen.connect(self._choose)
        self._composer.documents_requested.connect(self._ask)
        known.changed.connect(self._on_known)

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        self._choices = None
        self._marks.leave()

    # --- the list -------------------------------------------------------------------------------

    def _fitting(self, words: str) -> Sequence[Entry] | None:
        if not self._known.is_known:
            return None
        if self._choices is None:
            self._choices = [
                (folded(f"{shown_name(each)} {narrowing.words_for(each)}"), each)
                for each in self._all()
            ]
        if not self._choices and not words:  # what is written goes on as if nothing was there
            return [Entry(text.no_documents(), None, text.add_documents())]
        wanted = folded(words)
        chosen = {(each.kind, each.id) for each in self._composer.sources.sources()}
        found = narrowing.written(wanted) if self._choices else []
        for name, source in self._choices:
            if wanted in name and (source.kind, source.id) not in chosen:
                found.append(source)
                if len(found) == MOST:
                    break
        return [entry_of(each) for each in found]

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
        narrow = narrowing.offered([file for file, _ in files], datetime.now().astimezone().date())
        return (ALL, *collections, *narrow, *single)

    # --- around it ------------------------------------------------------------------------------

    def _choose(self, source: Source | None) -> None:
        if source is None:
            self._open_documents()
        else:
            self._composer.sources.add(source)

    def _ask(self) -> None:
        """The button: as if a # was written; where there are no documents, the way to some."""
        if self.list.isVisible():
            self._marks.dismiss()
        elif self._known.is_known and not self._all():
            self._open_documents()
        else:
            self._marks.ask()

    def _on_known(self) -> None:
        self._choices = None
        if not self._known.is_known:
            self._marks.leave()
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

        self._chat.sources.renew(renewed)
        if self._marks.is_asked and not self._all():
            self._marks.take_mark()
            self._marks.leave()
            self._open_documents()
        else:
            self._marks.look()

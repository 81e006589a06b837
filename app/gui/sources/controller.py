"""Sources that are looked at: from a number in an answer to the words in their document."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from app.domain.documents import PagePicture, PartKind
from app.domain.errors import AppError, DocumentError
from app.domain.ids import ConversationId, DocumentId, MessageId
from app.domain.retrieval import Citation, Grounding, LeftOut, Passage
from app.domain.sources import FileState, OpenedSource
from app.gui import text as spoken
from app.gui.chat.chat_page import ChatPage
from app.gui.chat.controller import ChatController
from app.gui.sources.opening import FileOpener, opens_safely
from app.gui.sources.wording import (
    button_words,
    has_forgotten_passages,
    place_of,
    place_of_passage,
)
from app.gui.text import citations as words
from app.gui.vault.background import Background

BATCH: Final = 50
"""Answers that are asked for at once."""
_NOTICES: Final = {FileState.CHANGED: words.file_changed, FileState.GONE: words.file_is_gone}


class Sources(Protocol):
    """What is needed of the service; calls block."""

    def open(self, document_id: DocumentId, start: int, end: int, text: str) -> OpenedSource | None:
        """A document at a place, or None."""

    def looked_after(self, grounding: Grounding) -> Grounding:
        """The same, with what became of its files."""

    def draw(self, source: OpenedSource, page: int, width: int) -> PagePicture:
        """A page of it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A place that is to be shown."""

    document: DocumentId
    name: str = field(repr=False)
    start: int
    end: int
    text: str = field(repr=False)
    place: str = field(repr=False)

    @classmethod
    def of(cls, chosen: Citation | Passage | LeftOut) -> "Wanted":
        """The place of a source, of a passage that was found, or of what was left out."""
        if isinstance(chosen, LeftOut):
            return cls(chosen.document, chosen.name, chosen.start, chosen.end, chosen.text, "")
        if isinstance(chosen, Citation):
            where = place_of(chosen)
            return cls(chosen.document, chosen.name, chosen.start, chosen.end, chosen.text, where)
        where = place_of_passage(chosen)
        document = chosen.document
        return cls(document.id, document.name, chosen.start, chosen.end, chosen.text, where)


class SourcesController(QObject):
    """Reads away from the window's thread; what comes too late is left alone."""

    def __init__(
        self,
        sources: Callable[[], Sources],
        groundings: Callable[[MessageId], Grounding | None],
        chat: ChatController,
        background: Background,
        page: ChatPage,
        read_again: Callable[[DocumentId], object],
        search_again: Callable[[ConversationId, MessageId], Grounding | None],
    ) -> None:
        """`read_again` has a document read once more; `search_again` finds the nearest passages.

        Both may wait.
        """
        super().__init__(page)
        self._sources = sources
        self._groundings = groundings
        self._chat = chat
        self._background = background
        self._page = page
        self._read_again = read_again
        self._search_again = search_again
        self._opener = FileOpener(page)
        self._request = 0
        self._listed: MessageId | None = None
        self._wanted: Wanted | None = None
        self._opened: OpenedSource | None = None
        self._came_from: QWidget | None = None
        self.on_answer_without: Callable[[MessageId], object] = lambda _answer: None
        """Has an answer given once more, by the model alone."""
        chat.groundings.on_asked = self.read_groundings
        page.transcript.source_requested.connect(self.show_citation)
        page.transcript.sources_requested.connect(self.show_list)
        page.panel_closed.connect(self.forget)
        panel = page.panel
        panel.list.chosen.connect(self.show_place)
        panel.list.read_again_requested.connect(self._ask_to_read_again)
        panel.list.answer_requested.connect(self._answer_without)
        panel.closed.connect(self.close)
        panel.back_requested.connect(self._go_back)
        panel.open_requested.connect(self._open_file)
        panel.page.wanted.connect(self._draw)

    # --- intentions -----------------------------------------------------------------------------

    def read_groundings(
        self, conversation_id: ConversationId, answers: Sequence[MessageId]
    ) -> None:
        """What answers rest on that were given earlier; the last ones, which are in view, first."""
        batch, rest = answers[-BATCH:], answers[:-BATCH]

        def work() -> dict[MessageId, Grounding]:
            found = ((each, self._groundings(each)) for each in batch)
            sources = self._sources()
            return {
                each: sources.looked_after(grounding)
                for each, grounding in found
                if grounding is not None
            }

        def done(found: dict[MessageId, Grounding]) -> None:
            self._chat.groundings.show(conversation_id, found)
            if rest and self._chat.current == conversation_id:
                self.read_groundings(conversation_id, rest)

        self._background.run(self, work, done)

    def show_citation(self, message_id: MessageId, index: int) -> None:
        """Open a document at the words that a number stands for."""
        grounding = self._chat.groundings.of(message_id)
        if grounding is not None and 0 <= index < len(grounding.citations):
            self._listed = message_id
            self._remember_focus()
            self._open(Wanted.of(grounding.citations[index]))

    def show_list(self, message_id: MessageId) -> None:
        """List the sources of an answer."""
        grounding = self._chat.groundings.of(message_id)
        if grounding is None:
            return
        self._remember_focus()
        self._listed = message_id
        self._request += 1
        self._opened = None
        self._page.show_panel()
        title = words.sources_title() if grounding.citations else button_words(grounding)
        if has_forgotten_passages(grounding):
            self._find_passages(title, message_id)
            return
        self._page.panel.show_list(title, grounding)
        self._page.panel.focus_inside()
        self._look_after(title, grounding)

    def _find_passages(self, title: str, message_id: MessageId) -> None:
        """What was found is kept nowhere: look for it once more, then list it."""
        conversation_id, request = self._chat.current, self._request
        if conversation_id is None:
            return
        searching = spoken.searching_documents()
        self._page.panel.show_waiting(title, "", has_list=False, notice=searching)
        self._page.panel.focus_inside()

        def done(found: Grounding | None) -> None:
            if request != self._request:
                return
            if found is None:
                self.close()
                return
            self._chat.groundings.show_again(message_id, found)
            self._page.panel.show_list(title, found)
            self._page.panel.focus_inside()

        def failed(error: AppError) -> None:
            if request == self._request:
                self._page.close_panel()
                self._page.banner.show_error(error)

        self._background.run(
            self, lambda: self._search_again(conversation_id, message_id), done, failed
        )

    def _look_after(self, title: str, grounding: Grounding) -> None:
        """Whether files changed since the answer: the list says so when that is known."""
        request = self._request

        def done(now: Grounding) -> None:
            if request == self._request and now.files != grounding.files:
                self._page.panel.show_list(title, now)
                self._page.panel.focus_inside()

        self._background.run(self, lambda: self._sources().looked_after(grounding), done)

    def show_place(self, chosen: Citation | Passage | LeftOut) -> None:
        """Open a document at a source or a passage of the list."""
        self._open(Wanted.of(chosen))

    def close(self) -> None:
        """Away with the panel; the keyboard goes back to where it was."""
        came_from = self._came_from
        self._page.close_panel()
        if came_from is not None and isValid(came_from) and came_from.isVisible():
            came_from.setFocus()
        else:
            self._page.composer.setFocus()

    def forget(self) -> None:
        """The panel is closed: keep nothing, and let nothing come late."""
        self._request += 1
        self._listed = self._wanted = self._opened = self._came_from = None

    # --- a document -----------------------------------------------------------------------------

    def _open(self, wanted: Wanted) -> None:
        self._request += 1
        request = self._request
        self._wanted, self._opened = wanted, None
        panel = self._page.panel
        self._page.show_panel()
        panel.show_waiting(wanted.name, wanted.place, has_list=self._listed is not None)
        panel.focus_inside()

        def work() -> OpenedSource | None:
            return self._sources().open(wanted.document, wanted.start, wanted.end, wanted.text)

        def done(opened: OpenedSource | None) -> None:
            if request == self._request:
                self._show(wanted, opened)

        def failed(error: AppError) -> None:
            if request == self._request:
                self._page.close_panel()
                self._page.banner.show_error(error)

        self._background.run(self, work, done, failed)

    def _show(self, wanted: Wanted, opened: OpenedSource | None) -> None:
        self._opened = opened
        panel = self._page.panel
        if opened is None:
            self._show_quote(wanted, words.text_is_gone())
        elif not opened.is_there:
            self._show_quote(wanted, words.text_differs())
        elif opened.has_pages and opened.part is not None:
            count = sum(each.kind is PartKind.PAGE for each in opened.layout.parts)
            panel.show_page(wanted.name, opened.part.number, count, wanted.text)
        else:
            self._show_text(wanted, opened)
        if opened is not None and opened.file is not FileState.GONE:
            is_safe = opens_safely(opened.document.name)
            panel.set_openable(words.open_itself() if is_safe else words.show_folder())
        panel.focus_inside()

    def _show_quote(self, wanted: Wanted, notice: str) -> None:
        """Of a document that is not there any more: the words alone, which are kept."""
        text = wanted.text
        self._page.panel.show_text(wanted.name, text, (), (), (0, len(text)), notice)

    def _show_text(self, wanted: Wanted, opened: OpenedSource, notice: str = "") -> None:
        say = _NOTICES.get(opened.file)
        self._page.panel.show_text(
            wanted.name,
            opened.text,
            opened.layout.blocks,
            opened.layout.parts,
            (opened.start, opened.end),
            notice or (say() if say is not None else ""),
        )

    def _draw(self, page: int, width: int) -> None:
        opened, wanted = self._opened, self._wanted
        if opened is None or wanted is None:
            return
        self._request += 1
        request = self._request
        part = next((each for each in opened.layout.parts if each.number == page), None)
        if part is not None:
            self._page.panel.set_place(words.source_place(part.kind, part.number, part.label))

        def done(picture: PagePicture) -> None:
            if request == self._request:
                self._page.panel.page.show_picture(picture)

        def failed(error: AppError) -> None:
            if request != self._request:
                return
            is_other = isinstance(error, DocumentError) and error.code == "document_changed"
            notice = words.file_changed() if is_other else words.page_not_drawn()
            self._show_text(wanted, opened, notice)
            self._page.panel.focus_inside()

        self._background.run(self, lambda: self._sources().draw(opened, page, width), done, failed)

    # --- the panel ------------------------------------------------------------------------------

    def _answer_without(self) -> None:
        listed = self._listed
        if listed is not None:
            self.close()
            self.on_answer_without(listed)

    def _go_back(self) -> None:
        listed, came_from = self._listed, self._came_from
        if listed is not None:
            self.show_list(listed)
            self._came_from = came_from

    def _open_file(self) -> None:
        if self._opened is not None:
            self._opener.ask(Path(self._opened.document.path))

    def _ask_to_read_again(self, document: str) -> None:
        self._background.run(
            self,
            lambda: self._read_again(DocumentId(document)),
            lambda _is_there: None,
            self._page.banner.show_error,
        )

    def _remember_focus(self) -> None:
        focus = QApplication.focusWidget()
        if focus is not None and not self._page.panel.isAncestorOf(focus):
            self._came_from = focus

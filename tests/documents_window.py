"""A window with documents that are read at once, and what a person does with them."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from documents import PlainReader, WordEmbedder
from pytestqt.qtbot import QtBot

from app.domain.collections import StoredDocument
from app.gui.documents.documents_page import DocumentsPage
from app.gui.documents.known import KnownCollection, KnownDocuments
from app.gui.session import Session


class Embedder(WordEmbedder):
    """Stands in for the service around the real one."""

    def missing_model(self) -> str:
        return "" if self.present else "multilingual-e5-small"

    def forget(self) -> None: ...

    def close(self) -> None: ...


class Reader(PlainReader):
    """Stands in for the children that read."""

    def close(self) -> None:
        self.hold.set()


@dataclass
class Papers:
    """A window, a folder with files, and what reads them."""

    session: Session
    qtbot: QtBot
    folder: Path
    reader: Reader
    embedder: Embedder

    @property
    def page(self) -> DocumentsPage:
        return self.session.documents.page

    @property
    def known(self) -> KnownDocuments:
        return self.session.known

    def write(self, name: str, text: str | bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    def open(self) -> None:
        """Go to the page, and wait for what there is."""
        self.session.documents.open()
        self.until(lambda: self.known.is_known)

    def add(self, *paths: Path) -> None:
        """Add files and folders, and wait until they are read."""
        self.session.documents.add(paths or (self.folder,))
        self.until(lambda: self.page.current is not None)
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is read, and the window shows it."""
        ingest = self.session.services.documents.ingest
        self.until(lambda: ingest.wait_idle(0))
        self.qtbot.wait(50)
        self.until(lambda: not self.known._is_reading)

    def until(self, holds: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(holds)

    def current(self) -> KnownCollection:
        found = self.page.current
        assert found is not None
        return found

    def names(self) -> list[str]:
        """Of the files that are listed."""
        return [each.name for each in self.page.view.model.files()]

    def choose(self, name: str) -> StoredDocument:
        """Click on a file."""
        view = self.page.view
        file = next(each for each in view.model.files() if each.name == name)
        view.list.setCurrentIndex(view.model.index(view.model.row_of(file.id)))
        return file

"""A real window with documents that the real children read, and answers from them."""

from pathlib import Path

from fake_engine import FakeEngine
from pdf_files import line, pdf
from pytestqt.qtbot import QtBot

from app.domain.collections import Collection
from app.domain.ids import MessageId
from app.domain.retrieval import Grounding, SearchFilter
from app.gui.chat.message_view import MessageView
from app.gui.session import Session
from app.gui.sources.panel import SourcesPanel
from app.services.answer import Wanted

PATIENCE = 60
LEASE_1 = "The rent is 900 euros. It is due on the first Monday of a month."
LEASE_2 = "The deposit is 1,800 euros. It is paid back within 30 days."
CATS = "# Cats\n\nCats sleep for most of the day. They hunt at dawn.\n\n| Cat | Age |\n|--|--|\n"


def lease() -> bytes:
    """A PDF of two pages."""
    return pdf(
        line("Rent", 50, 540, size=18) + line(LEASE_1, 50, 500),
        line("Deposit", 50, 540, size=18) + line(LEASE_2, 50, 500),
    )


class SourceRoom:
    """Asks in the window's own way: the service answers, and the events bring it."""

    def __init__(self, session: Session, engine: FakeEngine, folder: Path, qtbot: QtBot) -> None:
        self.session = session
        self.engine = engine
        self.folder = folder
        self.qtbot = qtbot
        folder.mkdir()
        self.documents = session.services.documents
        self.collection: Collection = self.documents.ingest.add_collection("Papers")

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def read(self) -> None:
        self.documents.ingest.add(self.collection.id, (self.folder,))
        assert self.documents.ingest.wait_idle(PATIENCE)

    def number_of(self, sentence: str, question: str) -> int:
        """The number under which a sentence is handed over for a question."""
        evidence = self.documents.asking.prepare(question).evidence
        return next(each.number for each in evidence.sentences if each.text == sentence)

    def ask(self, question: str, *said: object) -> MessageId:
        """Have a question answered; what the model says of each sentence in number_of's terms."""
        if said:
            self.engine.says(*said)
        chat = self.session.services.chat
        conversation = self.session.chat.current
        if conversation is None:
            conversation = chat.begin(question)
            self.session.chat._current = conversation
        answer = chat.send(conversation, question, Wanted(about=SearchFilter()))
        assert answer is not None
        self.qtbot.waitUntil(lambda: self.grounding(answer) is not None, timeout=PATIENCE * 1000)
        return answer

    def grounding(self, message_id: MessageId) -> Grounding | None:
        return self.session.chat.groundings.of(message_id)

    def view(self, message_id: MessageId) -> MessageView:
        transcript = self.session.window.page.transcript
        return transcript._views[transcript._places[message_id]]

    @property
    def panel(self) -> SourcesPanel:
        return self.session.window.page.panel

    def click(self, message_id: MessageId, index: int = 0) -> None:
        """Click on a number."""
        self.view(message_id)._on_link(f"snug:source/{index}")

    def wait_for(self, widget: object) -> None:
        """Wait until the panel shows one of its views."""
        self.qtbot.waitUntil(
            lambda: self.panel.stack.currentWidget() is widget, timeout=PATIENCE * 1000
        )

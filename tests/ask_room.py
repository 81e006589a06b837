"""A room for tests about answers from documents: files that were read, and a model that obeys."""

from pathlib import Path

from chat_room import Room
from document_room import DocumentRoom

from app.config import settings as options
from app.services.asking import AskService

LEASE = """# Payment

The rent is 900 euros. It is due on the first Monday of a month.

# Deposit

The deposit is 1,800 euros. It is paid back within 30 days after the keys are returned."""
CATS = "Cats sleep for most of the day. They hunt at dawn."


class AskRoom(DocumentRoom):
    """Documents, and a model that says what a test lets it say."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / "papers")
        self.chat = Room(folder / "home")
        self.engine = self.chat.engine
        self.chat.settings.tell(f"{options.DOCUMENT_ANSWERS.key}=written")
        self.asking = AskService(
            self.current,
            self.search,
            self.embedder,
            self.chat.models,
            self.engine,
            self.chat.settings,
        )
        self.write("lease.txt", LEASE)
        self.write("cats.txt", CATS)
        self.write("계약서.txt", "임대료는 매월 말일에 지급한다. 계약 기간은 2년이다.")
        self.add()

    def close(self) -> None:
        self.engine.close()
        self.chat.jobs.close()
        super().close()

    def number_of(self, sentence: str, question: str) -> int:
        """The number under which a sentence is handed over for a question."""
        evidence = self.asking.prepare(question).evidence
        return next(each.number for each in evidence.sentences if each.text == sentence)

"""What a person does in the window, up to a crash: a process of its own, to be watched.

    python tests/window_journey.py HOME DOCUMENT FILE

Everything is real: the window, the vault in HOME (which the tests' passphrase opens), the engine,
its model, the reader of documents. In the end the process kills itself in the middle of an answer.
DOCUMENT is indexed, FILE attached. Prints the name of every step that was done.
"""

import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))

import passing_time
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from vault_homes import write_plainly
from vaults import PASSPHRASE

from app.domain.errors import AppError
from app.domain.retrieval import SearchFilter
from app.gui.session import Session
from app.gui.surroundings import leave_no_history
from app.gui.vault.unlock_page import Phase
from app.services.exchange import ExportFormat

DRAFT = "Unsent: the otter Barnaby owes 취소된초안 forty crowns"
SAID = "The heron told Mirabel about the contract 임대차계약서 on Tuesday"
CUT_OFF = "Write a long story about the lighthouse keeper Ottoline and her 등대지기"
QUESTION = "Where does the badger Leopold keep the ledger 비밀장부?"
CONTROL = "Plainly written: the raven Isolde 평문대조군 sings"
PATIENCE_S = 60.0


def main() -> None:
    """Do everything, then crash."""
    home, document, file = map(Path, sys.argv[1:4])
    write_plainly(home / "control.db", CONTROL)
    done("control")
    leave_no_history()
    application = QApplication(["snug"])
    session = Session(application, home, ("sampling.max_tokens=24",), offline=True)
    session.show()
    unlock(session)
    type_a_draft(session)
    say(session, SAID)
    search(session, "mirabel")
    copy_the_answer(session)
    attach(session, file)
    index(session, document)
    export_to_nowhere(session)
    session.services.settings.tell("sampling.max_tokens=4000")
    edit = session.window.page.composer.edit
    edit.insertPlainText(CUT_OFF)
    QTest.keyClick(edit, Qt.Key.Key_Return)
    rows = session.window.page.transcript._rows
    wait(lambda: rows[-1].is_live and len(rows[-1].text) > 20)
    passing_time.pause(1500)  # a checkpoint was written since
    done("crash")
    os.kill(os.getpid(), signal.SIGKILL)


def unlock(session: Session) -> None:
    """Type the passphrase."""
    page = session.vault.page
    wait(lambda: page.phase is Phase.ASKING)
    page.field.setText(PASSPHRASE)
    until = time.monotonic() + PATIENCE_S / 4
    QTest.keyClick(page.field, Qt.Key.Key_Return)
    while session.window.is_covered and time.monotonic() < until:
        passing_time.pause(20)
    if session.window.is_covered and page.phase is Phase.ASKING:
        # Under a tracer the key is lost now and then: a person would press it again.
        page.field.setText(PASSPHRASE)
        QTest.keyClick(page.field, Qt.Key.Key_Return)
    wait(lambda: not session.window.is_covered)
    done("unlock")


def type_a_draft(session: Session) -> None:
    """Type something, leave it long enough to be kept, and take it away again."""
    edit = session.window.page.composer.edit
    edit.insertPlainText(DRAFT)
    store = session.services.vault._store
    wait(lambda: store.draft(None) == DRAFT)
    edit.clear()
    done("draft")


def say(session: Session, words: str) -> None:
    """Send a message and wait for its answer."""
    transcript = session.window.page.transcript
    before = len(transcript._rows)
    edit = session.window.page.composer.edit
    edit.insertPlainText(words)
    QTest.keyClick(edit, Qt.Key.Key_Return)
    wait(lambda: len(transcript._rows) >= before + 2 and not transcript._rows[-1].is_live)
    done("answer")


def search(session: Session, word: str) -> None:
    """Search the history."""
    session.window.sidebar.search.field.setText(word)
    wait(lambda: session.window.sidebar.search.is_searching())
    passing_time.pause(500)
    assert session.services.history.search(word)
    session.window.sidebar.search.clear()
    done("search")


def copy_the_answer(session: Session) -> None:
    """Put what was said on the clipboard."""
    QApplication.clipboard().setText(SAID)
    passing_time.pause(100)
    done("copy")


def attach(session: Session, file: Path) -> None:
    """Attach a file and ask about it."""
    session.attaching.add_files([file])
    wait(lambda: bool(session.window.page.composer.chips.attachments()))
    say(session, "What is this?")
    done("attach")


def index(session: Session, document: Path) -> None:
    """Read a document into the vault and ask it."""
    ingest = session.services.documents.ingest
    collection = ingest.add_collection("Papers")
    ingest.add(collection.id, [document])
    wait(lambda: ingest.wait_idle(0.01))
    (kept,) = ingest.documents(collection.id)
    assert kept.state == "indexed", kept.reason
    found = session.services.documents.asking.ask(QUESTION, SearchFilter())
    assert found.grounding.found is not None
    assert found.grounding.found.passages
    done("index")


def export_to_nowhere(session: Session) -> None:
    """Export into a folder that is not there."""
    conversations = session.services.history.conversations()
    target = session.services.paths.home / "gone" / "all.json"
    try:
        session.services.exchange.export(target, ExportFormat.JSON, conversations)
    except AppError:
        done("export")


def wait(is_so: Callable[[], bool]) -> None:
    """Let the window work until something is so."""
    passing_time.wait(is_so, PATIENCE_S)


def done(step: str) -> None:
    """Tell whoever watches."""
    print(step, flush=True)


if __name__ == "__main__":
    try:
        main()
    except BaseException:  # the window would show it, to nobody
        traceback.print_exc()
        os._exit(1)

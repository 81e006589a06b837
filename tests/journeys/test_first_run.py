"""From the very first start to a cited answer: the three pages, a passphrase, a folder, a question.

Everything is real: the vault, the starter models in their children, the readers of documents.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from app.domain.generation import Role
from app.domain.retrieval import CitationStatus
from app.domain.vault import VaultState
from app.gui.session import Session
from app.gui.vault.create_dialog import CreateDialog

pytestmark = pytest.mark.real_engine
STRONG = "four words that wander"
PATIENCE = 60_000


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a lease, which the dialog for folders answers with."""
    made = tmp_path / "user" / "Flat"
    made.mkdir(parents=True)
    text = "The flat is let from March.\n\nThe deposit is 1,800 euros.\n\nPets are welcome."
    (made / "lease.txt").write_text(text, "utf-8")
    monkeypatch.setattr(Path, "home", lambda: made.parent)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_, **__: str(made))
    return made


@pytest.fixture
def session(
    qtbot: QtBot,
    qapp: QApplication,
    starter_home: Path,
    starter_embedder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Session]:
    (starter_home / "models" / starter_embedder.name).symlink_to(starter_embedder)
    monkeypatch.setattr("sys.excepthook", __import__("sys").excepthook)
    monkeypatch.setattr("signal.signal", lambda *_: None)
    made = Session(qapp, None, ("sampling.temperature=0", "appearance.language=en"), offline=True)
    qtbot.addWidget(made.window)
    made.show()
    qtbot.waitExposed(made.window)
    yield made
    made.close()


def keep_with_a_passphrase(session: Session, wait: Callable[[Callable[[], bool]], None]) -> None:
    """Choose one on the first page, and keep the recovery code."""
    page = session.first_run.page
    assert page is not None
    page.vault.click()
    (dialog,) = session.window.findChildren(CreateDialog)
    dialog.fields.first.setText(STRONG)
    dialog.fields.second.setText(STRONG)
    dialog.action.click()
    wait(dialog.recovery.isVisible)
    dialog.recovery.kept.setChecked(True)
    dialog.action.click()
    wait(lambda: not session.window.findChildren(CreateDialog))


def test_a_first_start_ends_with_an_answer_from_ones_own_papers(
    qtbot: QtBot, session: Session, folder: Path
) -> None:
    def wait(is_so: Callable[[], bool]) -> None:
        qtbot.waitUntil(is_so, timeout=PATIENCE)

    session.introduce()
    page = session.first_run.page
    assert page is not None
    keep_with_a_passphrase(session, wait)
    wait(lambda: not page.vault.isVisible())
    page.turn(1)
    wait(lambda: "is here and ready" in page.model.text())
    page.turn(1)
    page.folder.click()
    documents = session.documents.page
    wait(documents.isVisible)
    wait(lambda: documents.view.state.text() == "1 read")
    session.window.show_chat()
    edit = session.window.page.composer.edit
    session.window.activateWindow()  # offscreen no other program does, once a dialog is gone
    edit.setFocus()
    wait(edit.hasFocus)
    qtbot.keyClicks(edit, "#Flat")
    wait(lambda: edit.key_taker is not None)
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    qtbot.keyClicks(edit, "How much is the deposit?")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    rows = session.window.page.transcript._rows
    wait(lambda: len(rows) == 2 and not rows[1].is_live and rows[1].grounding is not None)
    assert rows[1].role is Role.ASSISTANT
    assert "1,800" in rows[1].text
    grounding = rows[1].grounding
    assert grounding is not None
    assert grounding.citations[0].status is CitationStatus.VERIFIED
    session.sources.show_citation(rows[1].id, 0)
    panel = session.window.page.panel
    wait(lambda: panel.stack.currentWidget() is panel.text)
    assert "1,800 euros" in panel.text.view.accessibleDescription(), "the words are marked"
    assert session.services.vault.state is VaultState.OPEN
    assert all(b"deposit" not in each.read_bytes() for each in files(session.services.paths.home))


def files(home: Path) -> Iterator[Path]:
    """What rests on the disk, the models apart."""
    return (each for each in home.rglob("*") if each.is_file() and "models" not in each.parts)

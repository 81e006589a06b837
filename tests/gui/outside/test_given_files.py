"""Files that are opened with Snug: nothing is done with one before somebody has said so."""

from collections.abc import Callable
from pathlib import Path

import pytest
from fake_engine import FakeEngine
from gguf_files import tiny_llama
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot
from vault_homes import make_vault
from vaults import PASSPHRASE

from app.config.instance import Instance
from app.config.wish_file import leave_wish
from app.config.wishes import Act, Wish
from app.domain.errors import FileNotThere
from app.domain.vault import VaultState
from app.gui.session import Session
from app.store.backup_format import MAGIC
from app.transfer.own_json import json_text


def question(qtbot: QtBot, session: Session) -> QMessageBox:
    found: list[QMessageBox] = []

    def look() -> bool:
        boxes = session.window.findChildren(QMessageBox)
        found[:] = [each for each in boxes if each.isVisible()]
        return bool(found)

    qtbot.waitUntil(look)
    return found[0]


def press(box: QMessageBox, label: str) -> None:
    next(each for each in box.buttons() if each.text() == label).click()


def unlock(qtbot: QtBot, session: Session) -> None:
    page = session.vault.page
    qtbot.waitUntil(page.field.isVisible)
    page.field.setText(PASSPHRASE)
    qtbot.keyClick(page.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not session.window.is_covered)


@pytest.fixture
def lease(tmp_path: Path) -> Path:
    path = tmp_path / "lease.txt"
    path.write_text("The rent is due on the first day of each month.")
    return path


@pytest.fixture
def locked(
    engine: FakeEngine, tiny_home: Path, open_window: Callable[..., Session], qtbot: QtBot
) -> Session:
    make_vault(tiny_home)
    session = open_window("appearance.language=en")
    qtbot.waitUntil(session.vault.page.field.isVisible)
    return session


def test_a_document_is_attached_when_it_is_to_be_asked_about(
    qtbot: QtBot, session: Session, lease: Path
) -> None:
    session.given.take([lease])
    box = question(qtbot, session)
    assert box.informativeText() == "“lease.txt”"
    chips = session.window.page.composer.chips
    press(box, "Ask about it")
    qtbot.waitUntil(lambda: len(session.chat.drafts()[None].attachments) == 1)
    assert chips.isVisible()


def test_a_document_goes_to_the_documents_when_that_is_said(
    qtbot: QtBot, session: Session, lease: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    added: list[Path] = []
    monkeypatch.setattr(session.documents, "add", added.extend)
    session.given.take([lease, lease.parent])
    press(question(qtbot, session), "Add to the documents")
    assert added == [lease]
    qtbot.waitUntil(lambda: "folder" in question(qtbot, session).text())
    press(question(qtbot, session), "Not now")
    assert added == [lease]
    assert session.documents.page.isVisible()


def test_a_model_is_offered_and_not_used(
    qtbot: QtBot, session: Session, engine: FakeEngine, tmp_path: Path
) -> None:
    before = session.services.models.state.model
    path = tiny_llama(tmp_path / "given.gguf")
    session.given.take([path])
    box = question(qtbot, session)
    assert box.text() == "Use this model file?"
    press(box, "Not now")
    assert session.services.models.state.model == before
    assert not list((session.services.paths.models).glob("given*"))


def test_conversations_come_in_after_a_question(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    path = tmp_path / "snug.json"
    path.write_text("".join(json_text([])), "utf-8")
    session.given.take([path])
    box = question(qtbot, session)
    assert "holds conversations" in box.informativeText()
    press(box, "Bring them in")
    qtbot.waitUntil(lambda: "brought in" in question(qtbot, session).text())


def test_what_is_gone_is_a_sentence(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    session.given.take([tmp_path / "gone.pdf"])
    banner = session.window.page.banner
    qtbot.waitUntil(lambda: not banner.isHidden())
    assert FileNotThere.title in banner._title.text()


def test_files_wait_for_the_vault_and_say_so(qtbot: QtBot, locked: Session, lease: Path) -> None:
    locked.given.take([lease])
    note = locked.vault.page.message
    qtbot.waitUntil(lambda: note.text() == "A file waits until Snug is unlocked.")
    assert not locked.window.findChildren(QMessageBox)
    locked.given.take([lease, lease.parent])
    qtbot.waitUntil(lambda: note.text() == "2 files wait until Snug is unlocked.")
    unlock(qtbot, locked)
    assert question(qtbot, locked).informativeText() == "“lease.txt”"


def test_a_question_that_is_open_when_it_locks_is_taken_back(
    qtbot: QtBot, locked: Session, lease: Path
) -> None:
    unlock(qtbot, locked)
    locked.given.take([lease, lease.parent])
    box = question(qtbot, locked)
    qtbot.waitUntil(lambda: locked.vault.can_lock)
    locked.vault.lock()
    assert not box.isVisible()
    qtbot.waitUntil(lambda: locked.services.vault.state is VaultState.LOCKED)
    assert not [each for each in locked.window.findChildren(QMessageBox) if each.isVisible()]


def test_a_backup_is_offered_where_it_can_be_restored(
    qtbot: QtBot, locked: Session, tmp_path: Path
) -> None:
    path = tmp_path / "all.snugbackup"
    path.write_bytes(MAGIC)
    restored: list[Path] = []
    locked.vault.mending.restore_from = restored.append  # type: ignore[method-assign]
    locked.given.take([path])
    qtbot.waitUntil(lambda: restored == [path])
    unlock(qtbot, locked)
    locked.given.take([path])
    assert question(qtbot, locked).text() == "This is a backup"
    press(question(qtbot, locked), "OK")
    assert restored == [path]


def test_another_start_hands_over_its_files(
    qtbot: QtBot, session: Session, home: Path, lease: Path
) -> None:
    instance = Instance(home)
    assert instance.acquire()
    others = session.listen_to_others(instance)
    leave_wish(home, Wish(Act.OPEN, (lease,)))
    assert question(qtbot, session).informativeText() == "“lease.txt”"
    others.close()
    instance.release()


def test_a_hidden_start_loads_nothing_until_it_is_seen(
    engine: FakeEngine, tiny_home: Path, qtbot: QtBot, open_window: Callable[..., Session]
) -> None:
    session = open_window(is_hidden=True)
    assert not session.window.isVisible()
    assert engine.loaded() is None
    session.grant(Wish(Act.STAY))
    assert not session.window.isVisible()
    session.grant(Wish())
    assert session.window.isVisible()
    qtbot.waitUntil(lambda: engine.loaded() is not None)


def test_a_window_that_was_never_seen_ends_the_program(
    engine: FakeEngine,
    tiny_home: Path,
    qapp: QApplication,
    open_window: Callable[..., Session],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session = open_window(is_hidden=True)
    ended: list[bool] = []
    monkeypatch.setattr(qapp, "quit", lambda: ended.append(True))
    assert session.window.quit()
    assert ended == [True]

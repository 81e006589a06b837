"""Filing in a real vault: what was filed is there after a lock, and the keys never leave it."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from vaults import CHEAP

from app.config import settings as options
from app.domain.conversations import Conversation
from app.domain.ids import ConversationId
from app.gui.session import Session
from app.gui.sidebar.name_dialog import NameDialog

PASSPHRASE = "correct horse 배터리"


@pytest.fixture
def kept(session: Session, qtbot: QtBot) -> Session:
    """A window with an open vault and four conversations."""
    session.services.vault.create(PASSPHRASE, kdf=CHEAP)
    store = session.services.chat._store
    for name in ("Alpha", "Beta", "나무", "Gamma"):
        store.add(Conversation(ConversationId(name), name))
    session.vault.history.reload()
    qtbot.waitUntil(lambda: session.window.sidebar.model.count() == 4)
    qtbot.waitUntil(lambda: session.vault._has_passphrase is True)
    return session


def shown(session: Session) -> list[str]:
    rows = session.window.sidebar.model
    return [str(rows.data(rows.index(row))) for row in range(rows.rowCount())]


def waits(qtbot: QtBot, session: Session, *rows: str) -> None:
    qtbot.waitUntil(lambda: shown(session) == list(rows))


def lock_and_unlock(qtbot: QtBot, session: Session) -> None:
    session.vault.lock()
    page = session.vault.page
    qtbot.waitUntil(page.field.isVisible)
    assert shown(session) == []
    page.field.setText(PASSPHRASE)
    qtbot.keyClick(page.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not session.window.is_covered)


def ids(*names: str) -> list[ConversationId]:
    return [ConversationId(each) for each in names]


def test_what_was_filed_is_there_after_a_lock(qtbot: QtBot, kept: Session) -> None:
    wishes = kept.window.sidebar.list.wishes
    wishes.move_to_new.emit(ids("Alpha", "Beta"))
    dialog = kept.window.findChildren(NameDialog)[-1]
    dialog.field.setText("Work")
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    waits(qtbot, kept, "Folders", "Work", "Beta", "Alpha", "Today", "Gamma", "나무")
    wishes.pin.emit(ids("나무"), True)
    wishes.archive.emit(ids("Gamma"), True)
    filed = ("Pinned", "나무", "Folders", "Work", "Beta", "Alpha")
    waits(qtbot, kept, *filed)
    lock_and_unlock(qtbot, kept)
    waits(qtbot, kept, *filed)
    work = kept.services.filing.folders()[0]
    kept.window.sidebar.model.toggle(work.id, is_open=False)
    waits(qtbot, kept, "Pinned", "나무", "Folders", "Work")
    qtbot.waitUntil(lambda: kept.services.settings.get(options.CLOSED_FOLDERS) == work.id)
    lock_and_unlock(qtbot, kept)
    waits(qtbot, kept, "Pinned", "나무", "Folders", "Work")
    plain = kept.services.paths.home / "settings.json"
    assert not plain.exists() or work.id not in plain.read_text("utf-8")


def test_several_that_were_deleted_come_back_from_the_vault(qtbot: QtBot, kept: Session) -> None:
    wishes, sidebar = kept.window.sidebar.list.wishes, kept.window.sidebar
    kept.chat.open(ConversationId("Beta"))
    qtbot.waitUntil(lambda: kept.chat.current == "Beta")
    wishes.delete.emit(ids("Alpha", "Beta", "Gamma"))
    waits(qtbot, kept, "Today", "나무")
    qtbot.waitUntil(sidebar.undo_bar.isVisible)
    sidebar.undo_bar.undo()
    waits(qtbot, kept, "Today", "Gamma", "나무", "Beta", "Alpha")
    qtbot.waitUntil(lambda: kept.chat.current == "Beta")


def test_operators_find_what_was_filed(
    qtbot: QtBot, kept: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = kept.services.filing.move_to_new(ids("Alpha"), "My work")
    kept.services.filing.tag(ids("나무"), ["세금"])
    kept.services.filing.archive(ids("Gamma"))
    panel = kept.window.sidebar.search

    def finds(query: str, expected: list[str]) -> None:
        panel.field.setText(query)
        qtbot.waitUntil(lambda: panel._shown == query)
        found = [panel.model.hit_at(row) for row in range(panel.model.rowCount())]
        assert [each.conversation.title for each in found if each is not None] == expected

    finds(f'in:"{folder.name}"', ["Alpha"])
    finds("태그:세금", ["나무"])
    finds("is:archived", ["Gamma"])
    finds("before:2001", [])

"""With a real vault: versions and pins outlive the lock, what was deleted and edited does not."""

from collections.abc import Callable
from pathlib import Path

from fake_engine import FakeEngine
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit
from pytestqt.qtbot import QtBot
from vault_homes import make_vault
from vaults import PASSPHRASE

from app.domain.vault import VaultState
from app.gui.chat.rows import Row
from app.gui.chat.turn import TurnAct
from app.gui.session import Session
from app.services.turn_words import Manner

PATIENCE = 60_000


def unlock(qtbot: QtBot, session: Session) -> None:
    field = session.vault.page.field
    qtbot.waitUntil(field.isVisible, timeout=PATIENCE)
    field.setText(PASSPHRASE)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not session.window.is_covered, timeout=PATIENCE)


def rows(session: Session) -> list[Row]:
    return session.window.page.transcript._rows


def versions(session: Session) -> tuple[int, int]:
    """Which version of the last message is shown, of how many; they may be read after its text."""
    turn = rows(session)[-1].turn
    assert turn is not None
    return turn.place, turn.of


def texts(session: Session) -> list[str]:
    return [row.text for row in rows(session)]


def say(qtbot: QtBot, session: Session, asked: str) -> None:
    edit = session.window.page.composer.edit
    before = len(rows(session))
    edit.insertPlainText(asked)
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(rows(session)) == before + 2, timeout=PATIENCE)
    qtbot.waitUntil(lambda: not rows(session)[-1].is_live, timeout=PATIENCE)


def test_what_is_left_of_turns_after_a_lock(
    tiny_home: Path,
    engine: FakeEngine,
    open_window: Callable[..., Session],
    qtbot: QtBot,
) -> None:
    make_vault(tiny_home)
    session = open_window("appearance.language=en")
    unlock(qtbot, session)
    engine.says("One.").says("Then.").says("Two.")
    say(qtbot, session, "Hi")
    say(qtbot, session, "And?")
    conversation = session.chat.current
    assert conversation is not None
    session.turns.answer_again(rows(session)[3].id, Manner.SHORTER)
    qtbot.waitUntil(lambda: texts(session)[-1] == "Two.", timeout=PATIENCE)
    qtbot.waitUntil(lambda: not rows(session)[-1].is_live, timeout=PATIENCE)
    session.turns.act(rows(session)[2].id, TurnAct.PIN)
    session.turns.act(rows(session)[0].id, TurnAct.DELETE_TURN)
    qtbot.waitUntil(lambda: texts(session) == ["And?", "Two."], timeout=PATIENCE)
    session.turns.act(rows(session)[0].id, TurnAct.EDIT)
    editing = session.window.page.transcript.turns.view(rows(session)[0].id)
    assert editing is not None
    assert editing.editor is not None
    editing.editor.edit.insertPlainText(" unsentsecret")
    qtbot.waitUntil(lambda: session.vault.can_lock, timeout=PATIENCE)
    session.vault.lock()
    assert session.window.page.undo_bar.words == ""
    for field in session.window.findChildren(QPlainTextEdit):
        assert "unsentsecret" not in field.toPlainText()
    qtbot.waitUntil(lambda: session.services.vault.state is VaultState.LOCKED, timeout=PATIENCE)
    unlock(qtbot, session)
    session.chat.open(conversation)
    qtbot.waitUntil(lambda: texts(session) == ["And?", "Two."], timeout=PATIENCE)
    question = rows(session)[0].turn
    assert question is not None
    assert question.is_pinned
    qtbot.waitUntil(lambda: versions(session) == (2, 2), timeout=PATIENCE)
    assert session.services.turns.undo() is None
    assert session.services.turns.make_final() == 0

"""With a real vault: locking takes every source off the screen, and unlocking brings them back."""

from collections.abc import Callable, Sequence
from pathlib import Path

from fake_engine import FakeEngine, Hold
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMessageBox
from pytestqt.qtbot import QtBot
from source_room import SourceRoom, lease
from vault_homes import make_vault
from vaults import PASSPHRASE

from app.domain.retrieval import Passage, SearchFilter
from app.domain.vault import VaultState
from app.gui.chat.source import Source, SourceKind
from app.gui.session import Session

PATIENCE = 60_000
QUESTION = "How much is the deposit in euros?"


def unlock(qtbot: QtBot, session: Session) -> None:
    field = session.vault.page.field
    qtbot.waitUntil(field.isVisible, timeout=PATIENCE)
    field.setText(PASSPHRASE)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not session.window.is_covered, timeout=PATIENCE)


def test_sources_are_gone_with_the_lock_and_there_again_after_it(
    tiny_home: Path,
    engine: FakeEngine,
    open_window: Callable[..., Session],
    qtbot: QtBot,
    tmp_path: Path,
) -> None:
    make_vault(tiny_home)
    session = open_window("appearance.language=en", "documents.answers=written")
    unlock(qtbot, session)
    session.window.resize(1280, 800)
    room = SourceRoom(session, engine, tmp_path / "papers", qtbot)
    room.write("lease.pdf", lease())
    room.read()
    number = room.number_of("The deposit is 1,800 euros.", QUESTION)
    answer = room.ask(QUESTION, f"The deposit is 1,800 euros [{number}].")
    conversation = session.chat.current
    assert conversation is not None
    room.click(answer)
    qtbot.waitUntil(lambda: bool(room.panel.page.canvas.marks), timeout=PATIENCE)
    room.panel.open_button.click()
    assert session.window.findChild(QMessageBox, "openFile") is not None
    qtbot.waitUntil(lambda: session.vault.can_lock, timeout=PATIENCE)
    session.vault.lock()
    assert not room.panel.isVisible()
    assert room.panel.page.canvas.image.isNull()
    assert room.grounding(answer) is None
    qtbot.waitUntil(lambda: session.window.findChild(QMessageBox, "openFile") is None)
    shown = [each.text() for each in session.window.findChildren(QLabel) if "lease" in each.text()]
    assert shown == []
    qtbot.waitUntil(lambda: session.services.vault.state is VaultState.LOCKED, timeout=PATIENCE)
    unlock(qtbot, session)
    session.chat.open(conversation)
    qtbot.waitUntil(lambda: room.grounding(answer) is not None, timeout=PATIENCE)
    room.view(answer).sources_button.click()
    # What the search found is kept nowhere.
    assert not room.panel.list.why.isVisible()
    room.click(answer)
    qtbot.waitUntil(lambda: bool(room.panel.page.canvas.marks), timeout=PATIENCE)


def test_what_was_chosen_is_there_again_and_what_was_found_is_looked_for_again(
    tiny_home: Path,
    engine: FakeEngine,
    open_window: Callable[..., Session],
    qtbot: QtBot,
    tmp_path: Path,
) -> None:
    make_vault(tiny_home)
    session = open_window("appearance.language=en", "documents.answers=written")
    unlock(qtbot, session)
    room = SourceRoom(session, engine, tmp_path / "papers", qtbot)
    room.write("lease.pdf", lease())
    room.read()
    row = session.window.page.composer.sources
    chosen = Source(SourceKind.COLLECTION, room.collection.id, "Papers")
    row.add(chosen)
    session.chat.send("Who won the deposit of the football championship in Brazil?")
    conversation = session.chat.current
    assert conversation is not None
    qtbot.waitUntil(lambda: not session.chat.is_sending(conversation), timeout=PATIENCE)
    said = session.services.chat.messages(conversation)
    answer = said[-1].id
    qtbot.waitUntil(lambda: room.grounding(answer) is not None, timeout=PATIENCE)
    kept = session.services.conversation_settings
    assert kept.of(conversation).about == SearchFilter(frozenset({room.collection.id}))
    qtbot.waitUntil(lambda: session.vault.can_lock, timeout=PATIENCE)
    session.vault.lock()
    qtbot.waitUntil(lambda: session.services.vault.state is VaultState.LOCKED, timeout=PATIENCE)
    assert row.sources() == ()
    unlock(qtbot, session)  # what was in view when it was locked is opened again
    assert kept.of(None).about is None
    session.chat.open(conversation)
    qtbot.waitUntil(lambda: room.grounding(answer) is not None, timeout=PATIENCE)
    qtbot.waitUntil(lambda: row.sources() == (chosen,), timeout=PATIENCE)
    assert row.chips[0].label.text() == "# Papers"
    button = room.view(answer).sources_button
    assert button.text() == "Nearest passages"
    button.click()
    qtbot.waitUntil(lambda: bool(passages(room)), timeout=PATIENCE)
    assert [each.document.name for each in passages(room)][:1] == ["lease.pdf"]
    row.remove(chosen)
    qtbot.waitUntil(lambda: kept.of(conversation).about is None, timeout=PATIENCE)
    lock_and_unlock(qtbot, session)
    session.chat.open(conversation)
    qtbot.waitUntil(lambda: room.grounding(answer) is not None, timeout=PATIENCE)
    assert not row.sources()


def test_an_answer_that_is_stopped_by_the_lock_is_there_as_far_as_it_was_written(
    tiny_home: Path,
    engine: FakeEngine,
    open_window: Callable[..., Session],
    qtbot: QtBot,
    tmp_path: Path,
) -> None:
    make_vault(tiny_home)
    session = open_window("appearance.language=en", "documents.answers=written")
    unlock(qtbot, session)
    room = SourceRoom(session, engine, tmp_path / "papers", qtbot)
    room.write("lease.pdf", lease())
    room.read()
    engine._go_on.clear()  # the unlocking began with another engine
    engine.says("The deposit is 1,800 ", Hold, "euros.")
    session.window.page.composer.sources.add(Source(SourceKind.COLLECTION, room.collection.id))
    session.chat.send(QUESTION)
    conversation = session.chat.current
    assert conversation is not None
    rows = session.window.page.transcript._rows
    qtbot.waitUntil(lambda: len(rows) == 2 and "1,800" in rows[-1].text, timeout=PATIENCE)
    lock_and_unlock(qtbot, session)
    session.chat.open(conversation)
    qtbot.waitUntil(lambda: session.chat.current == conversation, timeout=PATIENCE)
    answer = session.services.chat.messages(conversation)[-1].id
    qtbot.waitUntil(lambda: room.grounding(answer) is not None, timeout=PATIENCE)
    shown = session.window.page.transcript._rows[-1]
    assert (shown.text, shown.is_live) == ("The deposit is 1,800", False)
    assert shown.status.startswith("Stopped · ")
    (chip,) = session.window.page.composer.sources.chips
    assert chip.label.text() == "# Papers"


def lock_and_unlock(qtbot: QtBot, session: Session) -> None:
    qtbot.waitUntil(lambda: session.vault.can_lock, timeout=PATIENCE)
    session.vault.lock()
    qtbot.waitUntil(lambda: session.services.vault.state is VaultState.LOCKED, timeout=PATIENCE)
    unlock(qtbot, session)


def passages(room: SourceRoom) -> Sequence[Passage]:
    """That are listed."""
    grounding = room.panel.list._grounding
    found = grounding.found if grounding is not None else None
    return found.passages if found is not None else ()

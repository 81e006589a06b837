"""Conversations go in and out of the window, to the files that a person chooses."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from fake_engine import FakeEngine
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot
from vaults import CHEAP, PASSPHRASE

from app.domain.conversations import Conversation
from app.domain.events import ModelChanged
from app.domain.ids import ConversationId
from app.domain.models import ModelPhase, ModelState
from app.gui.exchange_controller import write_pdf
from app.gui.session import Session

SAID = "고래는 어디에 사나요?"


@pytest.fixture
def told(session: Session, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the window says of an outcome."""
    words: list[str] = []
    monkeypatch.setattr(QMessageBox, "open", lambda box: words.append(box.text()))
    return words


@pytest.fixture
def choose(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path | None], None]:
    """Lets the next file dialogs answer with a path."""

    def to(path: Path | None) -> None:
        answer = (str(path) if path else "", "")
        for name in ("getOpenFileName", "getSaveFileName"):
            monkeypatch.setattr(QFileDialog, name, lambda *_a, **_k: answer)

    return to


def say(qtbot: QtBot, session: Session, engine: FakeEngine) -> None:
    engine.says("In the sea.")
    session.window.page.composer.edit.insertPlainText(SAID)
    qtbot.keyClick(session.window.page.composer.edit, Qt.Key.Key_Return)
    rows = session.window.page.transcript._rows
    qtbot.waitUntil(lambda: len(rows) == 2 and not rows[1].is_live)


def labels(session: Session) -> list[str]:
    return [
        inner.label
        for entry in session.window.more_entries()
        for inner in (entry.children or (entry,))
    ]


def test_the_menu_offers_what_is_possible(
    qtbot: QtBot, session: Session, engine: FakeEngine
) -> None:
    assert "Bring in conversations…" in labels(session)
    assert "Export all conversations…" not in labels(session)
    say(qtbot, session, engine)
    assert "Export this conversation…" in labels(session)
    assert "Back up everything…" not in labels(session)
    session.services.vault.create(PASSPHRASE, kdf=CHEAP)
    qtbot.waitUntil(lambda: "Back up everything…" in labels(session))


def test_the_whole_conversation_is_copied_as_markdown(
    qtbot: QtBot, session: Session, engine: FakeEngine
) -> None:
    assert "Copy this conversation" not in labels(session)
    say(qtbot, session, engine)
    assert "Copy this conversation" in labels(session)
    session.exchange.copy_conversation()
    qtbot.waitUntil(lambda: SAID in QGuiApplication.clipboard().text())
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("# ")
    assert "In the sea." in copied
    assert session.window.page.undo_bar.words.endswith("as Markdown.")
    assert not session.window.page.undo_bar.button.isVisible()


@pytest.mark.parametrize("ending", ["pdf", "md", "html", "json"])
def test_a_conversation_is_written(
    qtbot: QtBot, session: Session, engine: FakeEngine, tmp_path: Path,
    told: list[str], choose: Callable[[Path | None], None], ending: str,
) -> None:  # fmt: skip
    say(qtbot, session, engine)
    target = tmp_path / f"고래.{ending}"
    choose(target)
    session.exchange.export_one()
    qtbot.waitUntil(lambda: bool(told))
    assert "not encrypted" in told[0]
    data = target.read_bytes()
    if ending == "pdf":
        assert data.startswith(b"%PDF")
        assert len(data) > 2000
    else:
        assert "In the sea." in data.decode()
        assert SAID in data.decode()


def test_chosen_conversations_are_written_to_one_file(
    qtbot: QtBot, session: Session, engine: FakeEngine, tmp_path: Path,
    told: list[str], choose: Callable[[Path | None], None],
) -> None:  # fmt: skip
    say(qtbot, session, engine)
    first = next(session.window.sidebar.model.conversations())
    store = session.services.chat._store
    for name in ("second", "third"):
        store.add(Conversation(ConversationId(name), name))
    choose(tmp_path / "some.json")
    session.window.sidebar.list.wishes.export.emit([first.id, "third"])
    qtbot.waitUntil(lambda: bool(told))
    written = json.loads((tmp_path / "some.json").read_text("utf-8"))["conversations"]
    assert {each["title"] for each in written} == {first.title, "third"}
    choose(tmp_path / "one.md")
    session.window.sidebar.list.wishes.export.emit([first.id])
    qtbot.waitUntil(lambda: len(told) == 2)
    assert SAID in (tmp_path / "one.md").read_text("utf-8")


def test_everything_goes_out_and_comes_in_again(
    qtbot: QtBot, session: Session, engine: FakeEngine, tmp_path: Path,
    told: list[str], choose: Callable[[Path | None], None],
) -> None:  # fmt: skip
    say(qtbot, session, engine)
    choose(tmp_path / "all.json")
    session.exchange.export_all()
    qtbot.waitUntil(lambda: len(told) == 1)
    assert len(json.loads((tmp_path / "all.json").read_text("utf-8"))["conversations"]) == 1
    session.exchange.bring_in()
    qtbot.waitUntil(lambda: len(told) == 2)
    assert "1 conversations were brought in" in told[1]
    qtbot.waitUntil(lambda: session.window.sidebar.model.count() == 2)
    session.exchange.bring_in()
    qtbot.waitUntil(lambda: len(told) == 3)
    assert "1 were here already" in told[2]


def test_a_backup_is_written(
    qtbot: QtBot, session: Session, tmp_path: Path, told: list[str],
    choose: Callable[[Path | None], None],
) -> None:  # fmt: skip
    session.services.vault.create(PASSPHRASE, kdf=CHEAP)
    choose(tmp_path / "all")
    session.exchange.back_up()
    qtbot.waitUntil(lambda: bool(told))
    assert (tmp_path / "all.snugbackup").read_bytes().startswith(b"SNUGBACKUP")


def test_a_backup_is_brought_up_to_date_and_replaces_a_stranger_only_when_told(
    qtbot: QtBot, session: Session, tmp_path: Path, told: list[str],
    choose: Callable[[Path | None], None],
) -> None:  # fmt: skip
    session.services.vault.create(PASSPHRASE, kdf=CHEAP)
    target = tmp_path / "all.snugbackup"
    choose(target)
    for count in (1, 2):
        session.exchange.back_up()
        qtbot.waitUntil(lambda count=count: len(told) == count)  # type: ignore[misc]
    assert "up to date" in told[1]
    target.write_bytes(b"somebody else's")
    session.exchange.back_up()
    banner = session.window.page.banner
    qtbot.waitUntil(banner.isVisible)
    assert target.read_bytes() == b"somebody else's"
    button = next(each for each in banner.findChildren(QPushButton) if each.text() == "Replace it")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(told) == 3)
    assert target.read_bytes().startswith(b"SNUGBACKUP")
    assert not banner.isVisible()


def test_what_is_no_export_is_said_in_the_banner(
    qtbot: QtBot, session: Session, tmp_path: Path, choose: Callable[[Path | None], None]
) -> None:
    (tmp_path / "letter.txt").write_text("Dear Mina", "utf-8")
    choose(tmp_path / "letter.txt")
    session.exchange.bring_in()
    banner = session.window.page.banner
    qtbot.waitUntil(banner.isVisible)
    # A model that gets ready meanwhile takes away what was said of models alone.
    session.models.hear(ModelChanged(ModelState(ModelPhase.LOADING, progress=0.5)))
    assert banner.isVisible()


def test_nothing_chosen_does_nothing(
    session: Session, told: list[str], choose: Callable[[Path | None], None]
) -> None:
    choose(None)
    for wish in (session.exchange.bring_in, session.exchange.export_all, session.exchange.back_up):
        wish()
    assert told == []


def test_a_page_opens_no_file_that_its_text_names(session: Session, tmp_path: Path) -> None:
    picture = tmp_path / "secret.png"
    picture.write_bytes(b"not a picture")
    before = picture.stat().st_atime_ns
    write_pdf(
        f'<p>text</p><img src="{picture.as_uri()}"><img src="//evil/x.png">', tmp_path / "o.pdf"
    )
    assert picture.stat().st_atime_ns == before

"""Files beside a message: chips above the field, chips below what was sent, and what they show."""

import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from fake_engine import FakeEngine, Hold
from pdf_files import pdf
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage, QKeySequence
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from app.domain.attachments import AttachmentKind
from app.gui.chat.attachment_viewer import AttachmentViewer
from app.gui.chat.chip import Chip
from app.gui.chat.composer import Composer
from app.gui.chat.message_edit import LONG_PASTE
from app.gui.session import Session

OpenWindow = Callable[..., Session]
LETTER = "보증금은 삼백만 원입니다.\r\nThe deposit."
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(2000)


@pytest.fixture
def session(qtbot: QtBot, tiny_home: Path, engine: FakeEngine, open_window: OpenWindow) -> Session:
    found = open_window()
    qtbot.waitUntil(lambda: found.window.page.composer._has_model)
    return found


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    path = tmp_path / "계약서.txt"
    path.write_bytes(LETTER.encode("cp949"))
    return path


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "cat.png"
    path.write_bytes(PICTURE)
    return path


def composer(session: Session) -> Composer:
    return session.window.page.composer


def names(session: Session) -> list[str]:
    return [each.attachment.name for each in composer(session).chips.attachments()]


def chip(session: Session, place: int = 0) -> Chip:
    return composer(session).chips.chips[place]


def pasted(session: Session, text: str) -> None:
    mime = QMimeData()
    mime.setText(text)
    composer(session).edit.insertFromMimeData(mime)


def attach(qtbot: QtBot, session: Session, *paths: Path) -> None:
    before = len(names(session))
    session.attaching.add_files(paths)
    qtbot.waitUntil(lambda: len(names(session)) == before + len(paths))


def send(qtbot: QtBot, session: Session, words: str) -> None:
    composer(session).edit.insertPlainText(words)
    qtbot.keyClick(composer(session).edit, Qt.Key.Key_Return)
    rows = session.window.page.transcript._rows
    qtbot.waitUntil(lambda: bool(rows) and not rows[-1].is_live)


# --- on their way in -----------------------------------------------------------------------------


def test_a_pdf_is_read_by_the_confined_reader(
    qtbot: QtBot, session: Session, engine: FakeEngine, tmp_path: Path
) -> None:
    path = tmp_path / "lease.pdf"
    path.write_bytes(pdf("BT /F 12 Tf 50 500 Td (The deposit is three million won.) Tj ET"))
    session.attaching.add_files([path])
    qtbot.waitUntil(lambda: names(session) == ["lease.pdf"])
    assert "name only" not in chip(session).accessibleName()
    send(qtbot, session, "How much?")
    assert "three million won" in engine.requests[-1].messages[-1].text


@pytest.mark.parametrize("place", ["field", "page"])
def test_dropped_files_become_chips_in_their_order(
    qtbot: QtBot, session: Session, letter: Path, picture: Path, place: str
) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(each)) for each in (letter, picture)])
    mime.setText(letter.as_uri())
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.MoveAction | Qt.DropAction.CopyAction, mime,
        Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier,
    )  # fmt: skip
    if place == "field":
        composer(session).edit.dropEvent(event)
    else:
        session.window.page.dropEvent(event)
    assert event.dropAction() is Qt.DropAction.CopyAction, "a file is never moved away"
    qtbot.waitUntil(lambda: names(session) == ["계약서.txt", "cat.png"])
    assert composer(session).draft() == ""
    kinds = [each.attachment.kind for each in composer(session).chips.attachments()]
    assert kinds == [AttachmentKind.FILE, AttachmentKind.IMAGE]
    assert chip(session, 0).accessibleName().startswith("계약서.txt, ")
    assert "name only" in chip(session, 1).accessibleName()


def test_files_may_be_dropped_on_what_was_said(
    qtbot: QtBot, session: Session, letter: Path
) -> None:
    send(qtbot, session, "Look")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(letter))])
    words = session.window.page.transcript._views[1].body.viewport()
    actions = Qt.DropAction.MoveAction | Qt.DropAction.CopyAction
    nothing = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(5, 5), actions, mime, *nothing)
    QApplication.sendEvent(words, enter)
    assert enter.isAccepted()
    assert composer(session).property("expecting") is True
    drop = QDropEvent(QPointF(5, 5), actions, mime, *nothing)
    QApplication.sendEvent(words, drop)
    assert composer(session).property("expecting") is False
    qtbot.waitUntil(lambda: names(session) == ["계약서.txt"])


def test_copied_files_and_pictures_are_pasted_as_chips(
    qtbot: QtBot, session: Session, letter: Path
) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(letter))])
    assert composer(session).edit.canInsertFromMimeData(mime)
    composer(session).edit.insertFromMimeData(mime)
    qtbot.waitUntil(lambda: names(session) == ["계약서.txt"])
    image = QImage(3, 3, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    mime = QMimeData()
    mime.setImageData(image)
    composer(session).edit.insertFromMimeData(mime)
    qtbot.waitUntil(lambda: names(session) == ["계약서.txt", "Picture.png"])
    data = composer(session).chips.attachments()[1].data
    assert QImage.fromData(data).pixelColor(1, 1) == image.pixelColor(1, 1)


def test_a_web_address_is_pasted_as_text(session: Session) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.org/x")])
    mime.setText("https://example.org/x")
    composer(session).edit.insertFromMimeData(mime)
    assert composer(session).draft() == "https://example.org/x"


def test_the_paper_clip_asks_for_files(
    qtbot: QtBot, session: Session, letter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(letter)], ""))
    assert composer(session).attach.accessibleName() == "Attach files"
    qtbot.mouseClick(composer(session).attach, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: names(session) == ["계약서.txt"])


def test_what_cannot_be_attached_says_why_and_the_rest_is(
    qtbot: QtBot, session: Session, letter: Path, tmp_path: Path
) -> None:
    session.attaching.add_files([tmp_path, letter])
    qtbot.waitUntil(lambda: names(session) == ["계약서.txt"])
    banner = session.window.page.banner
    assert banner.isVisible()
    assert "is not a file" in " ".join(
        each.text() for each in banner.findChildren(type(session.window.page._hint))
    )


def test_too_many_are_refused_in_words(qtbot: QtBot, session: Session, letter: Path) -> None:
    session.attaching.add_files([letter] * 21)
    qtbot.waitUntil(lambda: len(names(session)) == 20)
    attached = composer(session).chips.attachments()
    with qtbot.waitSignal(composer(session).edit.refused):
        assert not composer(session).add(attached[0])
    assert len(names(session)) == 20


def test_a_file_stays_with_the_conversation_it_was_meant_for(
    qtbot: QtBot, session: Session, letter: Path
) -> None:
    send(qtbot, session, "First")
    first = session.chat.current
    assert first is not None
    session.attaching.add_files([letter])
    session.chat.new_chat()
    qtbot.waitUntil(lambda: session.attaching._reading == 0)
    assert names(session) == []
    session.chat.open(first)
    qtbot.waitUntil(lambda: names(session) == ["계약서.txt"])


# --- long pastes ---------------------------------------------------------------------------------


def test_a_long_paste_is_attached_and_can_become_text_again(session: Session) -> None:
    words = "word " * LONG_PASTE
    pasted(session, "short")
    assert composer(session).draft() == "short"
    pasted(session, words)
    pasted(session, words)
    assert names(session) == ["Pasted text", "Pasted text 2"]
    assert composer(session).draft() == "short"
    assert composer(session).as_text.isVisible()
    composer(session).as_text.click()
    assert names(session) == ["Pasted text"]
    assert composer(session).draft() == "short" + words
    assert not composer(session).as_text.isVisible()


def test_undo_right_after_a_long_paste_takes_it_back(qtbot: QtBot, session: Session) -> None:
    edit = composer(session).edit
    pasted(session, "word " * LONG_PASTE)
    qtbot.keySequence(edit, QKeySequence(QKeySequence.StandardKey.Undo))
    assert names(session) == []
    assert composer(session).draft() == "word " * LONG_PASTE
    composer(session).clear()
    pasted(session, "word " * LONG_PASTE)
    qtbot.keyClicks(edit, "and more")
    qtbot.keySequence(edit, QKeySequence(QKeySequence.StandardKey.Undo))
    assert names(session) == ["Pasted text"], "by then it takes back what was typed"


def test_what_is_too_long_to_be_text_is_only_attached(qtbot: QtBot, session: Session) -> None:
    pasted(session, "x " * 60_000)
    assert names(session) == ["Pasted text"]
    assert not composer(session).as_text.isVisible()
    qtbot.keySequence(composer(session).edit, QKeySequence(QKeySequence.StandardKey.Undo))
    assert names(session) == []
    assert composer(session).draft() == ""


def test_what_is_too_long_to_be_attached_is_refused_in_words(
    qtbot: QtBot, session: Session
) -> None:
    with qtbot.waitSignal(composer(session).edit.refused) as refused:
        pasted(session, "x" * 500_001)
    assert "500,001" in str(refused.args[0])
    assert names(session) == []


# --- the keyboard --------------------------------------------------------------------------------


def focused(session: Session) -> object:
    return session.window.focusWidget()


def test_chips_are_reached_and_removed_by_the_keyboard(
    qtbot: QtBot, session: Session, letter: Path, picture: Path
) -> None:
    attach(qtbot, session, letter, picture, letter)
    edit = composer(session).edit
    edit.setFocus()
    edit.insertPlainText("ab")
    qtbot.keyClick(edit, Qt.Key.Key_Backspace)
    qtbot.keyClick(edit, Qt.Key.Key_Backspace)
    assert focused(session) is edit
    qtbot.keyClick(edit, Qt.Key.Key_Backspace)
    assert focused(session) is chip(session, 2)
    assert len(names(session)) == 3, "the first Backspace only goes there"
    qtbot.keyClick(chip(session, 2), Qt.Key.Key_Left)
    assert focused(session) is chip(session, 1)
    qtbot.keyClick(chip(session, 1), Qt.Key.Key_Delete)
    assert names(session) == ["계약서.txt", "계약서.txt"]
    assert focused(session) is chip(session, 1)
    qtbot.keyClick(chip(session, 1), Qt.Key.Key_Backspace)
    assert focused(session) is chip(session, 0)
    qtbot.keyClick(chip(session, 0), Qt.Key.Key_Escape)
    assert focused(session) is edit
    qtbot.mouseClick(chip(session, 0).remove, Qt.MouseButton.LeftButton)
    assert names(session) == []
    assert not composer(session).chips.isVisible()


def test_tab_goes_from_the_chips_over_the_clip_to_the_field(
    qtbot: QtBot, session: Session, letter: Path
) -> None:
    attach(qtbot, session, letter)
    chip(session).setFocus(Qt.FocusReason.TabFocusReason)
    seen = []
    for _ in range(3):
        qtbot.keyClick(QApplication.focusWidget() or chip(session), Qt.Key.Key_Tab)
        seen.append(focused(session))
    buttons = [composer(session).attach, composer(session).documents]
    assert seen == [*buttons, composer(session).edit]


def test_a_name_is_never_taken_for_markup(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    path = tmp_path / "<h1>big.txt"
    path.write_text("words", "utf-8")
    attach(qtbot, session, path)
    assert "<" not in chip(session).toolTip() + chip(session).remove.toolTip()


# --- sending -------------------------------------------------------------------------------------


def test_what_is_attached_goes_with_the_message_and_shows_below_it(
    qtbot: QtBot, session: Session, engine: FakeEngine, letter: Path, picture: Path
) -> None:
    attach(qtbot, session, letter, picture)
    send(qtbot, session, "What is the deposit?")
    assert names(session) == []
    given = engine.requests[-1].messages[-1].text
    assert "보증금은 삼백만 원입니다.\nThe deposit.\n```" in given
    assert '"cat.png" (image/png) is attached. What it holds cannot be read here.' in given
    transcript = session.window.page.transcript
    view = transcript._views[0]
    buttons = view.attachments.buttons
    assert [each.accessibleName().split(",")[0] for each in buttons] == ["계약서.txt", "cat.png"]
    assert all(each.isVisible() for each in buttons)
    bottom = view.attachments.geometry().bottom()
    assert view.body.geometry().bottom() < bottom < view.height()
    shown = session.chat.current
    assert shown is not None
    session.chat.new_chat()
    session.chat.open(shown)
    qtbot.waitUntil(lambda: session.chat.current == shown)
    assert len(transcript._views[0].attachments.buttons) == 2


def test_attachments_alone_can_be_sent(qtbot: QtBot, session: Session, letter: Path) -> None:
    assert not composer(session).button.isEnabled()
    attach(qtbot, session, letter)
    assert composer(session).button.isEnabled()
    send(qtbot, session, "")
    transcript = session.window.page.transcript
    assert transcript._rows[0].text == ""
    assert transcript._views[0].attachments.isVisible()
    assert not transcript._views[0].body.isVisible()
    assert session.window.sidebar.model.index(1).data() == "계약서.txt"


def test_nothing_is_sent_while_a_file_is_read(qtbot: QtBot, session: Session) -> None:
    composer(session).set_reading(True)
    composer(session).edit.insertPlainText("x")
    qtbot.keyClick(composer(session).edit, Qt.Key.Key_Return)
    assert composer(session).draft() == "x"
    qtbot.waitUntil(composer(session).reading.isVisible)
    composer(session).set_reading(False)
    assert composer(session).button.isEnabled()
    assert not composer(session).reading.isVisible()


def test_what_could_not_be_kept_stays_in_the_window(
    qtbot: QtBot, session: Session, engine: FakeEngine, letter: Path
) -> None:
    engine.says("wait", Hold)
    attach(qtbot, session, letter)
    text = composer(session).chips.attachments()[0]
    composer(session).chips.put([text] * 21)
    composer(session).edit.insertPlainText("words")
    qtbot.keyClick(composer(session).edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: composer(session).draft() == "words")
    assert len(names(session)) == 21
    assert session.chat.current is None
    engine.go_on()


def test_tab_stops_at_what_was_sent(qtbot: QtBot, session: Session, letter: Path) -> None:
    attach(qtbot, session, letter, letter)
    send(qtbot, session, "Look")
    view = session.window.page.transcript._views[0]
    first, second = view.attachments.buttons
    view.body.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(view.body, Qt.Key.Key_Tab)
    assert focused(session) is first
    qtbot.keyClick(first, Qt.Key.Key_Right)
    assert focused(session) is second
    qtbot.keyClick(second, Qt.Key.Key_Tab)
    assert focused(session) is view.copy_button
    qtbot.keyClick(view.copy_button, Qt.Key.Key_Backtab)
    assert focused(session) is second


# --- looking at them -----------------------------------------------------------------------------


def viewer(session: Session) -> AttachmentViewer:
    (found,) = [each for each in session.window.findChildren(AttachmentViewer) if each.isVisible()]
    return found


def test_a_chip_shows_its_text_and_saves_the_very_file(
    qtbot: QtBot, session: Session, letter: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    attach(qtbot, session, letter)
    send(qtbot, session, "Look")
    qtbot.mouseClick(
        session.window.page.transcript._views[0].attachments.buttons[0], Qt.MouseButton.LeftButton
    )
    shown = viewer(session)
    assert shown.windowTitle() == "계약서.txt"
    assert "보증금은" in shown.body.toPlainText()
    assert shown.body.isReadOnly()
    suggested: list[str] = []

    def choose(_parent: object, _title: str, name: str) -> tuple[str, str]:
        suggested.append(name)
        return str(tmp_path / "copy.txt"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    shown.save.click()
    qtbot.waitUntil((tmp_path / "copy.txt").exists)
    assert (tmp_path / "copy.txt").read_bytes() == LETTER.encode("cp949")
    assert stat.S_IMODE((tmp_path / "copy.txt").stat().st_mode) == 0o600
    assert Path(suggested[0]) == Path.home() / "계약서.txt"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "no" / "x"), ""))
    shown.save.click()
    qtbot.waitUntil(shown.problem.isVisible)
    shown.done_button.click()
    assert not shown.isVisible()


def test_what_is_copied_from_a_viewer_is_marked_as_private(
    qtbot: QtBot, session: Session, letter: Path
) -> None:
    attach(qtbot, session, letter)
    qtbot.keyClick(chip(session), Qt.Key.Key_Return)
    shown = viewer(session)
    shown.body.selectAll()
    shown.body.copy()
    data = QGuiApplication.clipboard().mimeData()
    assert "The deposit." in data.text()
    assert [each for each in data.formats() if not each.startswith("text/plain")]
    shown.done_button.click()


def test_a_picture_is_named_and_not_decoded(qtbot: QtBot, session: Session, picture: Path) -> None:
    attach(qtbot, session, picture)
    qtbot.mouseClick(chip(session), Qt.MouseButton.LeftButton)
    shown = viewer(session)
    assert not shown.body.isVisible()
    assert "cannot be shown here" in shown.remark.text()
    shown.done_button.click()


def test_in_another_language_and_look_chips_say_the_same(
    qtbot: QtBot, session: Session, picture: Path
) -> None:
    attach(qtbot, session, picture)
    send(qtbot, session, "Look")
    attach(qtbot, session, picture)
    session.set_language("ko")
    session.set_theme("dark")
    assert "이름만" in chip(session).accessibleName()
    transcript = session.window.page.transcript
    assert "이름만" in transcript._views[0].attachments.buttons[0].accessibleName()
    ground = transcript.viewport().palette().color(transcript.viewport().backgroundRole())
    assert ground.lightness() < 60
    session.set_language("en")
    session.set_theme("light")

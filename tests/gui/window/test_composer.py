"""Writing a message: Enter, line breaks, and syllables that are still being composed."""

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.gui.chat.composer import Composer
from app.gui.icons import Icons
from app.gui.session import Session


@pytest.fixture
def composer(qtbot: QtBot) -> Composer:
    made = Composer(Icons())
    qtbot.addWidget(made)
    made.resize(600, 60)
    made.show()
    return made


@pytest.fixture
def sent(composer: Composer) -> list[str]:
    words: list[str] = []
    composer.send_requested.connect(words.append)
    return words


def compose(composer: Composer, preedit: str) -> None:
    QApplication.sendEvent(composer.edit, QInputMethodEvent(preedit, []))


def test_enter_sends_once_and_clears(qtbot: QtBot, composer: Composer, sent: list[str]) -> None:
    qtbot.keyClicks(composer.edit, "  hello ")
    qtbot.keyClick(composer.edit, Qt.Key.Key_Return)
    assert sent == ["hello"]
    qtbot.keyClick(composer.edit, Qt.Key.Key_Return)
    assert sent == ["hello"], "an empty message is not sent"


def test_the_keypad_enter_sends_too(qtbot: QtBot, composer: Composer, sent: list[str]) -> None:
    qtbot.keyClicks(composer.edit, "x")
    qtbot.keyClick(composer.edit, Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    assert sent == ["x"]


def test_shift_enter_breaks_the_line(qtbot: QtBot, composer: Composer, sent: list[str]) -> None:
    qtbot.keyClicks(composer.edit, "a")
    qtbot.keyClick(composer.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClicks(composer.edit, "b")
    assert sent == []
    qtbot.keyClick(composer.edit, Qt.Key.Key_Return)
    assert sent == ["a\nb"]


def test_hangul_commits_and_sends_once(qtbot: QtBot, composer: Composer, sent: list[str]) -> None:
    composer.edit.setPlainText("안녕")
    composer.edit.moveCursor(composer.edit.textCursor().MoveOperation.End)
    for preedit in ("ㅎ", "하", "한"):
        compose(composer, preedit)
    qtbot.keyClick(composer.edit, Qt.Key.Key_Return)
    assert sent == ["안녕한"]
    assert composer.draft() == ""
    qtbot.keyClick(composer.edit, Qt.Key.Key_Return)
    assert sent == ["안녕한"]


@pytest.mark.parametrize("preedit", ["にほん", "中文", "ni hao"])
def test_enter_that_confirms_a_candidate_sends_nothing(
    qtbot: QtBot, composer: Composer, sent: list[str], preedit: str
) -> None:
    composer.edit.setPlainText("x")
    compose(composer, preedit)
    qtbot.keyClick(composer.edit, Qt.Key.Key_Return)
    assert sent == []
    assert composer.draft() == "x"


def test_it_grows_with_its_text_up_to_a_limit(qtbot: QtBot, composer: Composer) -> None:
    one = composer.edit.height()
    composer.set_draft("a\nb\nc")
    three = composer.edit.height()
    assert one < three
    composer.set_draft("line\n" * 500)
    assert composer.edit.height() < 40 * composer.edit.fontMetrics().lineSpacing()
    composer.set_draft("")
    assert composer.edit.height() == one


def test_a_long_line_wraps_and_grows(qtbot: QtBot, composer: Composer) -> None:
    one = composer.edit.height()
    composer.set_draft("word " * 60)
    assert composer.edit.height() > one


def test_only_text_is_pasted(composer: Composer, sent: list[str]) -> None:
    mime = QMimeData()
    mime.setHtml("<b>bold</b><img src='file:///etc/passwd'>")
    mime.setText("bold\0")
    composer.edit.insertFromMimeData(mime)
    assert composer.draft() == "bold"
    only_html = QMimeData()
    only_html.setUrls([QUrl("file:///etc/passwd")])
    composer.set_draft("")
    composer.edit.insertFromMimeData(only_html)
    assert "root:" not in composer.draft()


def test_nothing_is_sent_while_an_answer_is_written(
    qtbot: QtBot, composer: Composer, sent: list[str]
) -> None:
    composer.set_answering(True)
    qtbot.keyClicks(composer.edit, "wait")
    qtbot.keyClick(composer.edit, Qt.Key.Key_Return)
    assert sent == []
    assert composer.draft() == "wait"
    with qtbot.waitSignal(composer.stop_requested):
        qtbot.keyClick(composer.edit, Qt.Key.Key_Escape)


def test_text_that_no_model_could_read_is_refused_in_words(
    qtbot: QtBot, composer: Composer
) -> None:
    composer.set_draft("x" * 98_000)
    mime = QMimeData()
    mime.setText("x" * 3_000)
    with qtbot.waitSignal(composer.edit.refused) as refused:
        composer.edit.insertFromMimeData(mime)
    assert "101,001" in str(refused.args[0])
    assert len(composer.draft()) == 98_000


@pytest.mark.parametrize("is_hidden", [False, True])
def test_a_draft_that_comes_back_shows_its_first_line(
    session: Session, qtbot: QtBot, is_hidden: bool
) -> None:
    composer = session.window.page.composer
    qtbot.waitUntil(composer.edit.isVisible)
    composer.setHidden(is_hidden)
    composer.set_draft("First\nsecond\nthird")
    composer.show()
    line = composer.edit.fontMetrics().lineSpacing()
    qtbot.waitUntil(lambda: composer.edit.viewport().height() >= 3 * line)
    qtbot.waitUntil(lambda: composer.edit.verticalScrollBar().value() == 0)


def test_a_narrower_window_shows_every_line(session: Session, qtbot: QtBot) -> None:
    window, edit = session.window, session.window.page.composer.edit
    window.resize(1280, 800)
    edit.setPlainText("A sentence that goes on for a while and then some more. " * 4)
    for width in (1280, 900, 700, 1100):
        window.resize(width, 800)
        qtbot.waitUntil(lambda width=width: window.width() == width)
        line = edit.fontMetrics().lineSpacing()

        def shows_all(line: int = line) -> bool:
            needed = edit.document().size().height() * line
            return needed <= edit.viewport().height() < needed + 2 * line

        qtbot.waitUntil(shows_all)

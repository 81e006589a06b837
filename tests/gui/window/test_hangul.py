"""Hangul in the whole window: while something else happens no syllable is cut or comes twice.

The events are those of ibus-hangul and of fcitx5-hangul, read off with the real ones: both put the
syllable into the text before a key that does not belong to it, and before the focus leaves.
"""

from collections.abc import Callable

import pytest
from fake_engine import FakeEngine, Hold
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.assistants import Assistant
from app.domain.ids import LibraryId
from app.domain.prompt_library import Prompt
from app.gui.chat.composer import Composer
from app.gui.chat.rows import Row
from app.gui.session import Session

ENTER = Qt.Key.Key_Return


@pytest.fixture
def window(session: Session, qtbot: QtBot, engine: FakeEngine) -> Session:
    qtbot.waitUntil(lambda: engine.loaded() is not None)
    composer(session).setFocus()
    qtbot.waitUntil(composer(session).edit.hasFocus)
    return session


def composer(session: Session) -> Composer:
    return session.window.page.composer


def rows(session: Session) -> list[Row]:
    return session.window.page.transcript._rows


def said(session: Session) -> list[str]:
    return [row.text for row in rows(session)[::2]]


def tell(session: Session, preedit: str = "", commit: str = "") -> None:
    event = QInputMethodEvent(preedit, [])
    event.setCommitString(commit)
    QApplication.sendEvent(composer(session).edit, event)


def compose(session: Session) -> None:
    """한글, the second syllable still in the making."""
    for preedit, commit in (
        ("ㅎ", ""),
        ("하", ""),
        ("한", ""),
        ("ㄱ", "한"),
        ("그", ""),
        ("글", ""),
    ):
        tell(session, preedit, commit)


def late(session: Session) -> None:
    """The method hears of the key only after the window: it has nothing left to give."""
    tell(session)


def first(session: Session) -> None:
    """The method puts the syllable into the text, then lets the key through."""
    tell(session, commit="글")
    tell(session)


def press(session: Session, key: Qt.Key, hears: Callable[[Session], None]) -> None:
    if hears is first:
        hears(session)
    QTest.keyClick(composer(session).edit, key)
    if hears is late:
        hears(session)


METHODS = pytest.mark.parametrize("hears", [first, late])


@METHODS
def test_what_is_written_during_an_answer_is_sent_once_after_it(
    qtbot: QtBot, window: Session, engine: FakeEngine, hears: Callable[[Session], None]
) -> None:
    engine.says("One", Hold, " answer.").says("Another.")
    QTest.keyClicks(composer(window).edit, "First")
    QTest.keyClick(composer(window).edit, ENTER)
    qtbot.waitUntil(lambda: any("One" in row.text for row in rows(window)))
    compose(window)
    press(window, ENTER, hears)
    assert composer(window).draft() == "한글", "an answer is being written: it waits"
    engine.go_on()
    qtbot.waitUntil(lambda: not composer(window).is_answering)
    QTest.keyClick(composer(window).edit, ENTER)
    qtbot.waitUntil(lambda: len(rows(window)) == 4 and not rows(window)[-1].is_live)
    assert said(window) == ["First", "한글"]
    assert composer(window).draft() == ""


def test_an_answer_that_goes_on_does_not_disturb_a_syllable(
    qtbot: QtBot, window: Session, engine: FakeEngine
) -> None:
    engine.says("One", Hold, " answer.")
    QTest.keyClicks(composer(window).edit, "First")
    QTest.keyClick(composer(window).edit, ENTER)
    qtbot.waitUntil(lambda: any("One" in row.text for row in rows(window)))
    compose(window)
    engine.go_on()
    qtbot.waitUntil(lambda: not composer(window).is_answering)
    assert composer(window).edit.is_composing
    tell(window, "글자")
    first_syllable_only = composer(window).edit.toPlainText()
    assert (first_syllable_only, composer(window).draft()) == ("한", "한글자")


@METHODS
@pytest.mark.parametrize("key", [ENTER, Qt.Key.Key_Tab], ids=["enter", "tab"])
@pytest.mark.parametrize("sign", "@/")
def test_what_a_list_offers_is_chosen_by_a_syllable_in_the_making(
    qtbot: QtBot, window: Session, hears: Callable[[Session], None], key: Qt.Key, sign: str
) -> None:
    services, heard = window.services, []
    services.assistants.add(Assistant(id=LibraryId(""), name="한글 지킴이", text="한글로 답해 줘."))
    services.prompts.add(Prompt(id=LibraryId(""), name="한글 맞춤법", text="맞춤법을 봐 줘."))
    composer(window).send_requested.connect(heard.append)
    QTest.keyClicks(composer(window).edit, sign)
    marks = window.calling.prompt_list if sign == "/" else window.calling.other_list
    qtbot.waitUntil(marks.list.isVisible)
    compose(window)
    assert marks.list.model.rows[0].shown.startswith("한글")
    press(window, key, hears)
    expected = "맞춤법을 봐 줘." if sign == "/" else ""
    qtbot.waitUntil(lambda: composer(window).draft() == expected)
    assert not composer(window).edit.is_composing
    assert heard == []
    assert composer(window).assistant.isVisible() == (sign == "@")


def test_a_syllable_stays_with_its_conversation(
    qtbot: QtBot, window: Session, engine: FakeEngine
) -> None:
    engine.says("An answer.")
    QTest.keyClicks(composer(window).edit, "First")
    QTest.keyClick(composer(window).edit, ENTER)
    qtbot.waitUntil(lambda: len(rows(window)) == 2 and not rows(window)[-1].is_live)
    conversation = window.services.history.conversations()[0]
    compose(window)
    window.chat.new_chat()
    assert composer(window).draft() == ""
    assert not composer(window).edit.is_composing, "it does not go on in another conversation"
    window._open_conversation(conversation)
    qtbot.waitUntil(lambda: composer(window).draft() == "한글")


def test_what_is_kept_of_a_draft_has_the_syllable(window: Session) -> None:
    composer(window).edit.insertPlainText("🙂 안녕 끝")
    for _ in range(2):
        composer(window).edit.moveCursor(composer(window).edit.textCursor().MoveOperation.Left)
    compose(window)
    assert window.chat.drafts()[None].text == "🙂 안녕한글 끝"


def test_whoever_goes_elsewhere_leaves_the_syllable_behind(qtbot: QtBot, window: Session) -> None:
    compose(window)
    first(window)  # Qt asks for it before the focus leaves
    window.window.search()
    qtbot.waitUntil(window.window.sidebar.search.field.hasFocus)
    assert composer(window).draft() == "한글"
    assert window.window.sidebar.search.field.text() == ""

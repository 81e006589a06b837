"""A passphrase field hides its text, lets Hangul be composed, and tells nobody what is in it."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QInputMethodQueryEvent
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from app.gui.vault.secret_edit import SecretEdit


@pytest.fixture
def edit(qtbot: QtBot) -> SecretEdit:
    field = SecretEdit()
    qtbot.addWidget(field)
    field.show()
    qtbot.waitExposed(field)
    return field


@pytest.fixture
def steady_cursor(qapp: QApplication) -> Iterator[None]:
    """Pictures of a field are the same whenever they are taken."""
    flash = qapp.cursorFlashTime()
    qapp.setCursorFlashTime(0)
    yield
    qapp.setCursorFlashTime(flash)


def compose(field: SecretEdit, preedit: str) -> None:
    QApplication.sendEvent(field, QInputMethodEvent(preedit, []))


def commit(field: SecretEdit, words: str) -> None:
    event = QInputMethodEvent()
    event.setCommitString(words)
    QApplication.sendEvent(field, event)


def query(field: SecretEdit, what: Qt.InputMethodQuery) -> object:
    """As an input method asks."""
    event = QInputMethodQueryEvent(what)
    QApplication.sendEvent(field, event)
    return event.value(what)


def test_an_input_method_may_compose_in_it(edit: SecretEdit) -> None:
    hints = edit.inputMethodHints()
    assert query(edit, Qt.InputMethodQuery.ImEnabled) is True
    assert not hints & Qt.InputMethodHint.ImhHiddenText, "this would switch the input method off"
    assert hints & Qt.InputMethodHint.ImhSensitiveData
    assert hints & Qt.InputMethodHint.ImhNoPredictiveText
    plain = QLineEdit()
    plain.setEchoMode(QLineEdit.EchoMode.Password)
    assert plain.inputMethodHints() & Qt.InputMethodHint.ImhHiddenText, "Qt's own does"


def test_the_hints_survive_show_and_hide(edit: SecretEdit) -> None:
    edit.set_shown(True)
    assert edit.inputMethodHints() & Qt.InputMethodHint.ImhSensitiveData
    edit.set_shown(False)
    assert not edit.inputMethodHints() & Qt.InputMethodHint.ImhHiddenText


def test_hangul_is_composed_hidden_and_taken_whole(edit: SecretEdit) -> None:
    for preedit in ("ㅎ", "하", "한"):
        compose(edit, preedit)
    assert (edit.text(), edit.whole()) == ("", "한")
    commit(edit, "한")
    compose(edit, "그")
    compose(edit, "글")
    assert edit.whole() == "한글"
    assert edit.take() == "한글", "the syllable in the making belongs to it"
    assert "한" not in edit.displayText()


def test_the_syllable_in_the_making_is_not_drawn(edit: SecretEdit, steady_cursor: None) -> None:
    # Latin letters, which every machine has a font for.
    compose(edit, "i")
    narrow = edit.grab().toImage()
    compose(edit, "W")
    assert edit.grab().toImage() == narrow, "a dot, whatever the letter is"
    edit.set_shown(True)
    compose(edit, "i")
    narrow = edit.grab().toImage()
    compose(edit, "W")
    assert edit.grab().toImage() != narrow, "shown, the letters differ"


def test_enter_completes_the_syllable_and_submits_once(edit: SecretEdit, qtbot: QtBot) -> None:
    submitted: list[str] = []
    edit.submitted.connect(lambda: submitted.append(edit.text()))
    commit(edit, "비")
    compose(edit, "밀")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert submitted == ["비밀"]


def test_input_methods_are_told_none_of_the_text(edit: SecretEdit) -> None:
    edit.setText("SENTINEL")
    edit.selectAll()
    told = QInputMethodQueryEvent(Qt.InputMethodQuery.ImQueryAll)
    QApplication.sendEvent(edit, told)
    assert not [what for what in Qt.InputMethodQuery if "SENTINEL" in str(told.value(what))]
    plain = QLineEdit("SENTINEL")
    assert plain.inputMethodQuery(Qt.InputMethodQuery.ImSurroundingText) == "SENTINEL"


def test_it_cannot_be_copied_or_undone(edit: SecretEdit, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("before")
    qtbot.keyClicks(edit, "SENTINEL")
    edit.selectAll()
    qtbot.keyClick(edit, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "before"
    edit.forget()
    qtbot.keyClick(edit, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert edit.whole() == ""


def test_forgetting_ends_what_is_being_composed(edit: SecretEdit) -> None:
    commit(edit, "비")
    compose(edit, "밀")
    edit.forget()
    assert (edit.whole(), edit.text()) == ("", "")


@pytest.mark.parametrize(
    ("letter", "modifier", "is_on"),
    [
        ("a", Qt.KeyboardModifier.NoModifier, False),
        ("A", Qt.KeyboardModifier.ShiftModifier, False),
        ("A", Qt.KeyboardModifier.NoModifier, True),
        ("a", Qt.KeyboardModifier.ShiftModifier, True),
    ],
)
def test_caps_lock_is_told_by_the_letters(
    edit: SecretEdit, letter: str, modifier: Qt.KeyboardModifier, is_on: bool
) -> None:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QKeyEvent

    seen: list[bool] = []
    edit.caps_lock_seen.connect(seen.append)
    QApplication.sendEvent(edit, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, modifier, letter))
    assert seen == [is_on]


def test_signs_and_hangul_tell_nothing_of_caps_lock(edit: SecretEdit, qtbot: QtBot) -> None:
    seen: list[bool] = []
    edit.caps_lock_seen.connect(seen.append)
    qtbot.keyClicks(edit, "1!-")
    commit(edit, "한")
    assert seen == []

"""Enter while an input method composes, with the events that ibus and fcitx deliver.

ibus-hangul shows the syllable as preedit and commits it when the next one begins or the focus asks;
fcitx, which answers as ibus here, sends an empty preedit before each commit. Japanese and Chinese
methods keep Enter for their candidates: Qt sees it only when they let it through.
"""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.gui.chat.composer import Composer
from app.gui.icons import Icons


@pytest.fixture
def composer(qtbot: QtBot) -> Composer:
    made = Composer(Icons())
    qtbot.addWidget(made)
    made.resize(600, 60)
    made.show()
    return made


@pytest.fixture
def sent(composer: Composer) -> list[str]:
    heard: list[str] = []
    composer.send_requested.connect(heard.append)
    return heard


def tell(composer: Composer, preedit: str = "", commit: str = "") -> None:
    event = QInputMethodEvent(preedit, [])
    if commit:
        event.setCommitString(commit)
    QApplication.sendEvent(composer.edit, event)


def ibus(composer: Composer, *steps: tuple[str, str]) -> None:
    """Commit and the next preedit in one event."""
    for commit, preedit in steps:
        tell(composer, preedit, commit)


def fcitx(composer: Composer, *steps: tuple[str, str]) -> None:
    """The preedit is cleared, what is committed comes alone, then the next preedit."""
    for commit, preedit in steps:
        if commit:
            tell(composer)
            tell(composer, commit=commit)
        tell(composer, preedit)


HANGUL = (("", "ㅎ"), ("", "하"), ("", "한"), ("한", "ㄱ"), ("", "그"), ("", "글"))


@pytest.mark.parametrize("method", [ibus, fcitx])
def test_hangul_is_committed_and_sent_once(
    qtbot: QtBot, composer: Composer, sent: list[str], method: object
) -> None:
    method(composer, *HANGUL)  # type: ignore[operator] - one of the two above
    qtbot.keyClick(composer.edit, Qt.Key.Key_Return)
    assert sent == ["한글"]
    assert composer.draft() == ""
    tell(composer)  # the method hears that nothing is composed any more
    assert composer.draft() == ""
    qtbot.keyClick(composer.edit, Qt.Key.Key_Return)
    assert sent == ["한글"], "no syllable is left over for a second message"


def test_a_method_that_commits_on_enter_itself_sends_once_too(
    qtbot: QtBot, composer: Composer, sent: list[str]
) -> None:
    fcitx(composer, *HANGUL)
    tell(composer)
    tell(composer, commit="글")  # forwarded before the key
    qtbot.keyClick(composer.edit, Qt.Key.Key_Return)
    assert sent == ["한글"]


def test_shift_enter_keeps_the_syllable_and_breaks_the_line(
    qtbot: QtBot, composer: Composer, sent: list[str]
) -> None:
    ibus(composer, *HANGUL)
    qtbot.keyClick(composer.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert sent == []
    assert composer.draft() == "한글\n"


@pytest.mark.parametrize(
    "steps",
    [
        (("", "k"), ("", "か"), ("", "かん"), ("", "かんじ"), ("", "漢字")),
        (("", "n"), ("", "ni"), ("", "ni'h"), ("", "你好")),
        (("", "zhong"), ("", "中")),
    ],
)
@pytest.mark.parametrize("method", [ibus, fcitx])
def test_enter_among_candidates_sends_nothing(
    qtbot: QtBot,
    composer: Composer,
    sent: list[str],
    method: object,
    steps: tuple[tuple[str, str], ...],
) -> None:
    method(composer, *steps)  # type: ignore[operator] - one of the two above
    qtbot.keyClick(composer.edit, Qt.Key.Key_Return)
    assert sent == []
    chosen = steps[-1][1]
    tell(composer)
    tell(composer, commit=chosen)
    assert composer.draft() == chosen, "the candidate came once"
    qtbot.keyClick(composer.edit, Qt.Key.Key_Return)
    assert sent == [chosen]


def test_a_button_takes_the_syllable_along(
    qtbot: QtBot, composer: Composer, sent: list[str]
) -> None:
    composer.edit.insertPlainText("안녕 ")
    ibus(composer, *HANGUL)
    qtbot.mouseClick(composer.button, Qt.MouseButton.LeftButton)
    assert sent == ["안녕 한글"]


def test_one_syllable_alone_can_be_sent(qtbot: QtBot, composer: Composer, sent: list[str]) -> None:
    ibus(composer, ("", "ㄴ"), ("", "네"))
    qtbot.keyClick(composer.edit, Qt.Key.Key_Return)
    assert sent == ["네"]


def test_the_button_wakes_with_the_first_syllable(
    qtbot: QtBot, composer: Composer, sent: list[str]
) -> None:
    assert not composer.button.isEnabled()
    ibus(composer, ("", "ㄴ"), ("", "네"))
    assert composer.button.isEnabled()
    qtbot.mouseClick(composer.button, Qt.MouseButton.LeftButton)
    assert sent == ["네"]

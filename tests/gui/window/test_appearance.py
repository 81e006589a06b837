"""Text size, contrast and motion: chosen by keys or in the menu, at once, and kept."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAccessibilityHints, QFont, QKeySequence
from PySide6.QtWidgets import QApplication, QFrame, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.config import settings as options
from app.config.settings import Settings
from app.gui.chat.look import DARK_HIGH, LIGHT, LIGHT_HIGH
from app.gui.chosen_appearance import Appearance, chosen
from app.gui.session import Session
from app.gui.theme import Theme
from app.gui.vault.busy_bar import BusyBar


@pytest.fixture(autouse=True)
def usual_font(qapp: QApplication) -> Iterator[None]:
    usual = QFont(qapp.font())
    yield
    qapp.setFont(usual)
    qapp.setStyleSheet("")


def points() -> float:
    return QApplication.font().pointSizeF()


def test_keys_change_the_size_of_text_at_once(session: Session, qtbot: QtBot) -> None:
    window, usual = session.window, points()
    window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert points() == pytest.approx(usual * 1.1)
    assert window.page.composer.edit.font().pointSizeF() == pytest.approx(usual * 1.1)
    assert window.look.point_size == pytest.approx(LIGHT.point_size * 1.1)
    qtbot.keyClick(window, Qt.Key.Key_Equal, Qt.KeyboardModifier.ControlModifier)
    assert session.services.settings.get(options.TEXT_SIZE) == 125
    qtbot.keyClick(window, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(window, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert points() == pytest.approx(usual)
    assert window.look.point_size == LIGHT.point_size


def test_the_sidebar_has_room_for_larger_letters(session: Session, qtbot: QtBot) -> None:
    session.window.resize(1200, 780)
    sidebar = session.window.sidebar
    usual = sidebar.width()
    session.appearance.set_text_size(150)
    qtbot.waitUntil(lambda: sidebar.keep.width() >= sidebar.keep.sizeHint().width())
    session.appearance.set_text_size(100)
    qtbot.waitUntil(lambda: sidebar.width() == usual)


def test_at_the_ends_it_stays(session: Session) -> None:
    appearance, settings = session.appearance, session.services.settings
    appearance.set_text_size(250)
    appearance.step(1)
    assert settings.get(options.TEXT_SIZE) == 250
    appearance.set_text_size(83)
    appearance.step(-1)
    assert settings.get(options.TEXT_SIZE) == 80
    appearance.step(-1)
    assert settings.get(options.TEXT_SIZE) == 80


def test_the_second_keys_go_to_whoever_is_given_them(session: Session) -> None:
    commands = session.window.commands
    shortcut = commands._shortcuts["larger_text"]
    assert shortcut.keys() == [QKeySequence("Ctrl++"), QKeySequence("Ctrl+=")]
    commands.bindings.give("about", "Ctrl+=")
    assert shortcut.keys() == [QKeySequence("Ctrl++")]
    commands.bindings.reset_all()
    commands.bindings.give("larger_text", "Ctrl+U")
    assert shortcut.keys() == [QKeySequence("Ctrl+U")]


def test_the_menu_offers_it_and_marks_what_holds(session: Session) -> None:
    _size, contrast, _motion = session.appearance.menu_entries()
    high = next(each for each in contrast.children if each.label == "High")
    high.run()
    assert session.window.look.is_high
    contrast = session.appearance.menu_entries()[1]
    assert [each.label for each in contrast.children if each.is_checked] == ["High"]


def test_the_size_follows_that_of_the_system(qapp: QApplication) -> None:
    font = QFont(qapp.font())
    font.setPointSizeF(20)
    qapp.setFont(font)
    theme = Theme(qapp)
    theme.apply(Appearance("light", text_size=150))
    assert theme.look.point_size == 30
    assert points() == 30


class _Styled(QObject):
    """Counts how often what it watches is given a style."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt
        self.count += event.type() is QEvent.Type.StyleChange
        return super().eventFilter(watched, event)


def test_what_lies_deep_is_styled_no_more_often(qapp: QApplication, qtbot: QtBot) -> None:
    theme, top, styled = Theme(qapp), QWidget(), _Styled()
    qtbot.addWidget(top)
    theme.apply(Appearance("light"))
    inner = top
    for _ in range(12):
        around, inner = inner, QFrame()
        QVBoxLayout(around).addWidget(inner)
    top.show()
    inner.installEventFilter(styled)
    theme.apply(Appearance("light", text_size=125))
    assert styled.count <= 2, "not once for everything around it"
    assert inner.font().pointSizeF() == points()


def test_high_contrast_follows_the_system(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    theme = Theme(qapp)
    theme.apply(Appearance("light"))
    assert not theme.look.is_high
    high = Qt.ContrastPreference.HighContrast
    monkeypatch.setattr(QAccessibilityHints, "contrastPreference", lambda _self: high)
    theme._on_hint(high)  # the signal itself would reach themes of other tests, too
    assert theme.look.window == LIGHT_HIGH.window
    theme.apply(Appearance("dark"))
    assert theme.look.window == DARK_HIGH.window
    theme.apply(Appearance("light", contrast="usual"))
    assert theme.look.window == LIGHT.window


def test_where_motion_is_reduced_the_bar_stands_still(qapp: QApplication, qtbot: QtBot) -> None:
    theme, bar = Theme(qapp), BusyBar()
    qtbot.addWidget(bar)
    theme.apply(Appearance("light", motion="full"))
    bar.set_running(True)
    assert bar.maximum() == 0, "it moves"
    bar.set_running(False)
    theme.apply(Appearance("light", motion="reduced"))
    bar.set_running(True)
    assert (bar.value(), bar.maximum()) == (1, 1)


def test_where_motion_is_reduced_menus_do_not_fade(qapp: QApplication) -> None:
    fading = (Qt.UIEffect.UI_General, Qt.UIEffect.UI_FadeMenu)
    before = [qapp.isEffectEnabled(each) for each in fading]
    for each in fading:
        qapp.setEffectEnabled(each, True)
    theme = Theme(qapp)
    theme.apply(Appearance("light", motion="reduced"))
    assert not qapp.isEffectEnabled(Qt.UIEffect.UI_FadeMenu)
    theme.apply(Appearance("light", motion="full"))
    assert qapp.isEffectEnabled(Qt.UIEffect.UI_FadeMenu)
    for each, was_enabled in zip(fading, before, strict=True):
        qapp.setEffectEnabled(each, was_enabled)


def test_what_was_chosen_is_what_the_settings_say() -> None:
    settings = Settings()
    for line in ("appearance.text_size=200", "appearance.contrast=high",
                 "appearance.motion=reduced", "appearance.theme=dark"):  # fmt: skip
        settings.tell(line)
    assert chosen(settings) == Appearance("dark", "high", "reduced", 200)


def test_the_settings_page_changes_it_at_once(session: Session) -> None:
    session.preferences.choose("appearance.text_size", 200)
    assert session.window.look.zoom == 2
    session.preferences.choose("appearance.contrast", "high")
    assert session.window.look.is_high

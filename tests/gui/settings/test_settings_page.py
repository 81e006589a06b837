"""The page of settings: every setting has its words, holds at once, is saved, and can go back."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from fake_engine import FakeEngine
from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtWidgets import (
    QAbstractSlider,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollBar,
)
from pytestqt.qtbot import QtBot
from vault_room import Room

from app.config import settings as options
from app.config import settings_file
from app.config.setting_types import Kind
from app.domain.conversations import Conversation, now
from app.domain.errors import SettingsNotSaved
from app.domain.ids import new_conversation_id
from app.domain.network import Connection
from app.gui.chat.message_edit import MessageEdit
from app.gui.commands.sheet import sections
from app.gui.session import Session
from app.gui.settings.age_question import AgeQuestion
from app.gui.settings.field import ChoiceField
from app.gui.settings.page import SettingsPage
from app.gui.settings.sections import ELSEWHERE, SECTIONS, Heading, Link
from app.gui.settings.setting_row import SettingRow
from app.gui.text import settings as words

CTRL = Qt.KeyboardModifier.ControlModifier
SHOWN = [each for section in SECTIONS for each in section.settings]


def opened_page(session: Session) -> SettingsPage:
    session.window.commands.run("settings")
    page = session.preferences.page
    assert page is not None
    assert page.isVisible()
    return page


def row_of(page: SettingsPage, key: str) -> SettingRow:
    return page.rows[key]


def saved(session: Session) -> dict[str, object]:
    return dict(settings_file.load(session.services.paths.config_file))


def test_every_setting_is_on_the_page_or_has_its_place_elsewhere() -> None:
    assert sorted(each.key for each in options.ALL if each not in ELSEWHERE) == sorted(
        each.key for each in SHOWN
    )


@pytest.mark.parametrize("setting", SHOWN, ids=lambda each: each.key)
def test_every_setting_has_words_and_fitting_choices(setting: object) -> None:
    key = setting.key  # type: ignore[attr-defined]
    assert words.label(key)
    assert words.explained(key).endswith(".")
    choices = words.choices(key)
    if setting.kind is Kind.CHOICE and choices:  # type: ignore[attr-defined]
        assert tuple(choices) == setting.options  # type: ignore[attr-defined]


def test_every_control_has_a_name_and_shows_what_holds(qtbot: QtBot, session: Session) -> None:
    page = opened_page(session)
    for key, row in page.rows.items():
        control = row.field.control
        assert control.accessibleName() == row.name.text()
        assert control.accessibleDescription()
        value = session.services.settings.get(row.setting)
        if isinstance(control, QCheckBox):
            assert control.isChecked() is value, key
        elif isinstance(control, QDoubleSpinBox):
            assert control.value() == value, key
        elif isinstance(control, QComboBox):
            assert control.currentData() == value, key
        elif key == options.SAFETY_CATEGORIES.key:
            assert value == "", "nothing is chosen, and the list is closed"
            assert isinstance(control, QPushButton)
            assert not control.isChecked()
        else:
            assert isinstance(control, QLineEdit)
            assert control.text() == value, key


def test_what_is_chosen_from_stands_in_a_column_at_the_right(session: Session) -> None:
    page = opened_page(session)
    rows = [each for each in page.rows.values() if isinstance(each.field, ChoiceField)]
    places = {row.field.mapTo(row, row.field.rect().topRight()).x() - row.width() for row in rows}
    assert len(places) == 1
    for row in rows:
        assert row.field.geometry().top() <= row.name.geometry().bottom(), row.setting.key


def test_a_switch_holds_at_once_is_saved_and_goes_back(qtbot: QtBot, session: Session) -> None:
    page = opened_page(session)
    row = row_of(page, "chat.titles")
    assert row.default.isHidden()
    qtbot.keyClick(row.field.control, Qt.Key.Key_Space)
    assert session.services.settings.get(options.TITLES) is False
    assert saved(session)["chat.titles"] is False
    assert row.default.isVisible()
    row.default.click()
    assert session.services.settings.get(options.TITLES) is True
    assert "chat.titles" not in saved(session), "a better default of a later release then holds"
    assert row.default.isHidden()


def test_a_number_is_saved_once_it_is_written(qtbot: QtBot, session: Session) -> None:
    page = opened_page(session)
    box = row_of(page, "vault.lock_minutes").field.control
    assert isinstance(box, QDoubleSpinBox)
    box.setValue(0)
    assert box.text() == "Never"
    box.selectAll()
    qtbot.keyClicks(box, "30")
    assert saved(session)["vault.lock_minutes"] == 0
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert box.text() == "30 minutes"
    assert saved(session)["vault.lock_minutes"] == 30


def test_an_age_by_which_something_would_go_is_asked_about(qtbot: QtBot, session: Session) -> None:
    page = opened_page(session)
    box = row_of(page, "history.keep_days").field.control
    assert isinstance(box, QComboBox)

    def keeps() -> int:
        return session.services.settings.get(options.KEEP_DAYS)

    session.preferences.choose("history.keep_days", 365)
    qtbot.waitUntil(lambda: keeps() == 365)
    old = Conversation(new_conversation_id(), "Old", changed_at=now() - timedelta(days=60))
    session.services.chat._store.add(old)
    for button, days in (("cancel", 365), ("delete", 30)):
        session.preferences.choose("history.keep_days", 30)
        qtbot.waitUntil(lambda: bool(session.window.findChildren(AgeQuestion)))
        (question,) = session.window.findChildren(AgeQuestion)
        assert question.text() == "1 conversations are older than that."
        getattr(question, button).click()
        qtbot.waitUntil(lambda: not session.window.findChildren(AgeQuestion))
        assert (keeps(), box.currentData()) == (days, days)


def test_theme_and_language_change_the_open_page(qtbot: QtBot, session: Session) -> None:
    page = opened_page(session)
    session.preferences.choose("appearance.theme", "dark")
    assert session.window.look.is_dark
    session.preferences.choose("appearance.language", "ko")
    assert page.title.text() == "설정"
    assert row_of(page, "appearance.theme").name.text() == "테마"
    assert saved(session) == {"appearance.theme": "dark", "appearance.language": "ko"}


def test_what_the_menu_changed_is_shown_on_the_open_page(session: Session) -> None:
    page = opened_page(session)
    session.window.on_preset("creative")
    box = row_of(page, "sampling.preset").field.control
    assert isinstance(box, QComboBox)
    assert box.currentData() == "creative"


def test_what_the_command_line_gave_says_so_until_something_is_chosen(
    qtbot: QtBot, engine: FakeEngine, tiny_home: Path, open_window: Callable[..., Session]
) -> None:
    session = open_window("appearance.language=en", "vault.lock_minutes=3")
    page = opened_page(session)
    row = row_of(page, "vault.lock_minutes")
    assert row.told.text() == words.told()
    offline = row_of(page, "network.offline")
    assert offline.told.text() == words.fixed_offline()
    assert not offline.field.isEnabled()
    session.preferences.choose("vault.lock_minutes", 5)
    assert row.told.isHidden()
    assert saved(session) == {"vault.lock_minutes": 5}


def test_a_write_that_fails_is_said_beside_the_setting(
    qtbot: QtBot, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, _values: object) -> None:
        raise SettingsNotSaved("no room", folder=path.parent)

    page = opened_page(session)
    row = row_of(page, "chat.titles")
    monkeypatch.setattr(settings_file, "save", full)
    qtbot.keyClick(row.field.control, Qt.Key.Key_Space)
    assert row.problem.isVisible()
    assert "could not be saved" in row.problem.text()
    assert session.services.settings.get(options.TITLES) is False, "it holds for now"
    monkeypatch.undo()
    qtbot.keyClick(row.field.control, Qt.Key.Key_Space)
    assert row.problem.isHidden()


def test_what_holds_only_later_offers_to_make_it_hold(qtbot: QtBot, session: Session) -> None:
    page = opened_page(session)
    session.preferences.choose("engine.context_tokens", 2048)
    row = row_of(page, "engine.context_tokens")
    assert row.later.text() == words.at_next_load()
    row.act.click()
    qtbot.waitUntil(lambda: not row.later.isVisible())
    session.preferences.choose("vault.lock_with_screen", False)
    assert row_of(page, "vault.lock_with_screen").later.text() == words.at_next_start()


def test_the_search_finds_by_word_and_leads_to_the_setting(qtbot: QtBot, session: Session) -> None:
    assert session.window.commands.keys_of("settings") == "Ctrl+,"
    page = opened_page(session)
    assert page.search.hasFocus()
    qtbot.keyClicks(page.search, "graphics layers")
    assert [key for key, row in page.rows.items() if row.isVisible()] == ["engine.gpu_layers"]
    qtbot.keyClick(page.search, Qt.Key.Key_Return)
    assert row_of(page, "engine.gpu_layers").field.control.hasFocus()
    page.search.setText("no such thing")
    assert page.nothing.text() == words.nothing_found()
    assert page.nothing.isVisible()


def test_a_heading_leads_to_its_section(qtbot: QtBot, session: Session) -> None:
    page = opened_page(session)
    page.go_to(Heading.MODELS)
    assert page.area.verticalScrollBar().value() > 0
    assert row_of(page, "engine.context_tokens").visibleRegion().boundingRect().height() > 0


def test_the_facts_of_privacy_are_told(
    qtbot: QtBot, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Connection(host="example.org", purpose="a model", bytes_in=2048)
    monkeypatch.setattr(session.services.network, "lines", lambda: [made])
    monkeypatch.setattr(session.services.reader, "guards", tuple)
    page = opened_page(session)

    def facts() -> str:
        names = [each.accessibleName() for each in page.facts.findChildren(type(page.title))]
        return "\n".join(names)

    qtbot.waitUntil(lambda: "example.org (address not seen)\na model\n" in facts())
    assert str(session.services.paths.home) in facts()
    assert "Conversations are in memory only." in facts()


def test_links_open_what_has_a_window_of_its_own(qtbot: QtBot, session: Session) -> None:
    page = opened_page(session)
    page.links[Link.LIBRARY].click()
    assert session.library.page.isVisible()
    assert not page.isVisible()


def test_nothing_stays_on_the_page_when_the_window_locks(qtbot: QtBot, opened: Room) -> None:
    session = opened.session
    page = opened_page(session)
    session.window.on_lock()
    qtbot.waitUntil(lambda: session.window.is_covered)
    assert page.rows == {}
    assert page.area.widget() is None


def test_ctrl_enter_sends_where_it_was_chosen(qtbot: QtBot, session: Session) -> None:
    edit = session.window.page.composer.edit
    sent: list[str] = []
    session.window.page.composer.send_requested.connect(sent.append)
    opened_page(session)
    session.preferences.choose("chat.send_keys", "ctrl-enter")
    session.window.show_chat()
    assert session.window.page.composer.button.toolTip() == "Send (Ctrl+Enter)"
    qtbot.keyClicks(edit, "one")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    qtbot.keyClicks(edit, "two")
    assert edit.toPlainText() == "one\ntwo"
    assert not sent
    qtbot.keyClick(edit, Qt.Key.Key_Return, CTRL)
    assert sent == ["one\ntwo"]
    rows = dict(sections(session.window.commands, needs_control=True)[-1][1])
    assert rows["Send the message"] == "Ctrl+Enter"


def test_a_start_may_begin_with_a_temporary_chat(
    qtbot: QtBot, engine: FakeEngine, tiny_home: Path, open_window: Callable[..., Session]
) -> None:
    session = open_window("appearance.language=en", "chat.begin_temporary=on")
    qtbot.waitUntil(session.window.page.temporary.isVisible)
    assert isinstance(session.window.page.composer.edit, MessageEdit)


def test_starting_with_the_session_is_written_where_the_system_looks(
    qtbot: QtBot, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    (tmp_path / "snug").touch()
    entry = tmp_path / "config" / "autostart" / "chat.snug.snug.desktop"
    key = options.AT_LOGIN.key
    row = row_of(opened_page(session), key)
    control = row.field.control
    assert isinstance(control, QCheckBox)
    control.click()
    home = session.services.paths.home
    assert f'Exec="{tmp_path}/snug" "--home" "{home}" "--hidden"' in entry.read_text()
    entry.unlink()
    assert not row_of(opened_page(session), key).field.control.isChecked(), "it follows the system"
    assert session.services.settings.get(options.AT_LOGIN) is False


def test_an_entry_that_cannot_be_written_is_said_and_not_shown_as_on(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    (tmp_path / "config").touch()
    row = row_of(opened_page(session), options.AT_LOGIN.key)
    control = row.field.control
    assert isinstance(control, QCheckBox)
    control.click()
    assert not control.isChecked()
    assert "could not be changed" in row.problem.text()
    assert session.services.settings.get(options.AT_LOGIN) is False


def test_a_heading_that_is_asked_for_at_once_stays_in_view_while_the_page_is_laid_out(
    qtbot: QtBot, session: Session
) -> None:
    session.preferences.open(Heading.PRIVACY)
    page = session.preferences.page
    assert page is not None
    part = page._parts[Heading.PRIVACY]

    def top() -> int:
        return part.mapTo(page.area.viewport(), QPoint(0, 0)).y()

    qtbot.waitUntil(lambda: top() == 0)
    row_of(page, "appearance.theme").say_problem("Something\nof several\nlines")
    qtbot.waitUntil(lambda: top() == 0 and page.area.verticalScrollBar().value() == part.y())
    page.area.verticalScrollBar().triggerAction(QAbstractSlider.SliderAction.SliderToMinimum)
    row_of(page, "appearance.theme").say_problem("")
    QCoreApplication.sendPostedEvents()
    assert page.area.verticalScrollBar().value() == 0


def test_a_section_is_shown_again_after_the_reader_went_on(qtbot: QtBot, session: Session) -> None:
    page = opened_page(session)
    bar = page.area.verticalScrollBar()
    row = [each.heading for each in SECTIONS].index(Heading.PRIVACY)
    place = page.list.visualItemRect(page.list.item(row)).center()

    def click() -> None:
        qtbot.mouseClick(page.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
        part = page._parts[Heading.PRIVACY]
        qtbot.waitUntil(lambda: bar.value() == part.y() > 0)

    click()
    bar.triggerAction(QScrollBar.SliderAction.SliderToMinimum)
    assert bar.value() == 0
    click()


def test_offline_in_the_sidebar_leads_to_the_connections(qtbot: QtBot, session: Session) -> None:
    badge = session.window.sidebar._offline
    assert "which connections" in badge.toolTip()
    badge.click()
    page = session.preferences.page
    assert page is not None
    assert page.isVisible()
    page.show_facts([("Connections that were made", "hub.example")])
    place = page.facts.mapTo
    qtbot.waitUntil(
        lambda: 0 <= place(page.area.viewport(), QPoint()).y() < page.area.viewport().height()
    )


def test_what_is_known_of_privacy_is_found_by_its_words(session: Session) -> None:
    page = opened_page(session)
    page.show_facts([("Connections that were made", "hub.example"), ("Encrypted", "Drafts")])
    page.search.setText("hub.example")
    shown = {label.text(): not label.isHidden() for label in page.facts.findChildren(QLabel)}
    assert shown["hub.example"]
    assert shown["Connections that were made"]
    assert not shown["Drafts"]
    assert page.facts.isVisible()
    assert not page.nothing.isVisible()
    page.search.setText("no such thing")
    assert not page.facts.isVisible()
    assert page.nothing.isVisible()

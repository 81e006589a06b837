"""Every state of the window for people who see little, hear it, or have no mouse; both languages.

Text is twice as large in half of the cases (WCAG 2.2, success criterion 1.4.4).
"""

import contextlib
from collections.abc import Callable, Iterator
from xml.etree import ElementTree

import pytest
from evaluation_room import result, run_of
from passing_time import wait
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot
from seen_by_all import faults, untranslated
from vault_room import OpenRoom, Room, say, unlock

from app.config.paths import Paths
from app.domain.errors import OutOfMemory
from app.domain.ids import LibraryId
from app.domain.prompt_library import Prompt
from app.gui import fonts, text
from app.gui.feedback.crash_dialog import CrashDialog
from app.gui.library.fill_dialog import FillDialog
from app.gui.translations import LANGUAGES

PROMPT = Prompt(id=LibraryId("x"), name="Letter", text="Write to {{name}} on {{subject}}.")
RESULTS = run_of(result("tiny", True, True, False, False), result("o", True, False, False, True))
_PATIENCE_S = 5.0
_LARGE = 14.0
"""Points; the usual is about 9."""


@pytest.fixture(params=list(LANGUAGES))
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=[1, 2], ids=["", "twice"])
def large(
    request: pytest.FixtureRequest, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> Iterator[int]:
    """How many times larger than usual the system's font is."""
    factor, usual, prepare = int(request.param), QFont(qapp.font()), fonts.prepare

    def larger() -> QFont:
        font = prepare()
        font.setPointSizeF(usual.pointSizeF() * factor)
        return font

    monkeypatch.setattr(fonts, "prepare", larger)
    yield factor
    qapp.setFont(usual)


@pytest.fixture
def room(large: int, open_room: OpenRoom, qtbot: QtBot, language: str) -> Iterator[Room]:
    room = open_room()
    unlock(qtbot, room)
    room.session.set_language(language)
    room.window.resize(1120, 760)
    yield room
    room.session.frame.translations.speak("en")


def catalogue(language: str) -> dict[str, str]:
    """What is said in a language for each sentence of the source."""
    root = ElementTree.parse(Paths.resource("translations") / f"snug_{language}.ts").getroot()
    return {
        each.findtext("source", ""): each.findtext("translation", "")
        for each in root.iter("message")
    }


def check(root: QWidget, language: str) -> None:
    QApplication.processEvents()
    is_usual = QApplication.font().pointSizeF() < _LARGE
    with contextlib.suppress(TimeoutError):  # what is filled in or placed later counts as well
        wait(lambda: not faults(root, has_whole_hints=is_usual), _PATIENCE_S)
    found = faults(root, has_whole_hints=is_usual)
    assert not found, "\n".join(found)
    if language != "en":
        assert untranslated(root, catalogue(language)) == []


def test_the_window_with_nothing_in_it(room: Room, language: str) -> None:
    check(room.window, language)


def test_a_conversation_with_find_and_trouble(room: Room, qtbot: QtBot, language: str) -> None:
    say(qtbot, room, "Hello?")
    check(room.window, language)
    room.window.page.transcript.open_find()
    room.window.page.banner.show_error(OutOfMemory())
    room.window.page.offer.show_offer(text.keep_offer, text.keep_conversations, lambda: None)
    check(room.window, language)


def test_a_search(room: Room, qtbot: QtBot, language: str) -> None:
    say(qtbot, room, "Hello?")
    room.window.search()
    check(room.window, language)
    room.window.sidebar.search.field.setText("nothing of it")
    qtbot.waitUntil(room.window.sidebar.search.nothing.isVisible)
    check(room.window, language)


def test_a_deletion_that_can_be_taken_back(room: Room, qtbot: QtBot, language: str) -> None:
    say(qtbot, room, "Hello?")
    current = room.session.chat.current
    assert current is not None
    room.window.resize(1280, 800)  # large letters need it, or the sidebar is not shown
    room.window.sidebar.delete_requested.emit(current)
    qtbot.waitUntil(room.window.sidebar.undo_bar.isVisible)
    check(room.window, language)


def test_a_small_window(room: Room, qtbot: QtBot, language: str) -> None:
    say(qtbot, room, "Hello?")
    room.window.resize(room.window.minimumSize())
    check(room.window, language)


def test_before_there_is_a_vault(
    large: int, open_room: OpenRoom, qtbot: QtBot, language: str
) -> None:
    room = open_room(exists=False)
    room.session.set_language(language)
    check(room.window, language)
    room.controller.acts.create()
    dialog = room.window.findChildren(QDialog)[-1]
    qtbot.waitUntil(dialog.isVisible)
    check(dialog, language)


def test_a_vault_that_needs_no_passphrase(
    large: int, open_room: OpenRoom, qtbot: QtBot, language: str
) -> None:
    room = open_room(None)
    qtbot.waitUntil(lambda: room.controller._has_passphrase is False)
    room.session.set_language(language)
    check(room.window, language)
    room.controller.acts.protect()
    dialog = room.window.findChildren(QDialog)[-1]
    qtbot.waitUntil(dialog.isVisible)
    check(dialog, language)


def test_the_unlock_page(room: Room, qtbot: QtBot, language: str) -> None:
    room.controller.lock()
    qtbot.waitUntil(room.controller.page.field.isVisible)
    check(room.window, language)


@pytest.mark.parametrize("page", ["documents", "library"])
def test_the_pages(room: Room, page: str, language: str) -> None:
    getattr(room.session, page).open()
    check(room.window, language)


@pytest.mark.parametrize("is_held", [False, True], ids=["to get", "here"])
def test_the_page_of_models(room: Room, qtbot: QtBot, language: str, is_held: bool) -> None:
    room.session.model_page.open()
    page = room.session.model_page.page
    assert page is not None
    qtbot.waitUntil(lambda: bool(page.held.rows) and page.discover.model.rowCount() > 0)
    page.show_held(is_held=is_held)
    check(room.window, language)


@pytest.mark.parametrize("is_comparing", [False, True], ids=["smaller", "compare"])
def test_the_workshop(room: Room, qtbot: QtBot, language: str, is_comparing: bool) -> None:
    room.session.workshop.open()
    page = room.session.workshop.page
    qtbot.waitUntil(lambda: page.make.source is not None and bool(page.compare.models.boxes))
    page.show_compare(is_shown=is_comparing)
    page.make.more.setChecked(True)
    page.progress.run("…", 20)
    check(room.window, language)


def test_models_are_tested(room: Room, qtbot: QtBot, language: str) -> None:
    room.session.services.measuring.runs.keep(RESULTS)
    room.session.evaluation.open()
    page = room.session.evaluation.page
    qtbot.waitUntil(lambda: bool(page.ask.included.boxes) and page.ask.results.run is not None)
    page.ask.results.show_wrong(0, 0)
    check(room.window, language)


def test_the_editor_of_question_sets(room: Room, qtbot: QtBot, language: str) -> None:
    room.session.evaluation.open()
    page = room.session.evaluation.page
    qtbot.waitUntil(lambda: page.sets.list.count() > 0)
    page.show_sets(is_shown=True)
    check(room.window, language)
    page.sets.new.click()
    page.sets.editor.delete_question()
    check(room.window, language)


def test_the_page_of_settings(room: Room, qtbot: QtBot, language: str) -> None:
    room.session.preferences.open()
    page = room.session.preferences.page
    assert page is not None
    qtbot.waitUntil(lambda: bool(page.facts.findChildren(QWidget)))
    is_usual = QApplication.font().pointSizeF() < _LARGE
    home = str(room.session.services.paths.home)  # as long as it is: it cannot be broken

    def found() -> list[str]:
        seen = faults(room.window, has_whole_hints=is_usual)
        return [each for each in seen if home not in each]

    qtbot.waitUntil(lambda: found() == [])
    if language != "en":
        words = [each for each in untranslated(room.window, catalogue(language)) if each != home]
        assert words == []


def test_dialogs_of_the_vault(room: Room, qtbot: QtBot, language: str) -> None:
    acts = room.controller.acts
    for opens in (
        acts.change_passphrase, acts.new_recovery_code, acts.unprotect, acts.encrypt_anew,
        acts.erase,
    ):  # fmt: skip
        opens()
        dialog = room.window.findChildren(QDialog)[-1]
        qtbot.waitUntil(dialog.isVisible)
        check(dialog, language)
        dialog.reject()
        qtbot.waitUntil(lambda: not room.window.findChildren(QDialog))


def test_dialogs_of_the_sidebar_and_of_defects(room: Room, qtbot: QtBot, language: str) -> None:
    say(qtbot, room, "Hello?")
    current = room.session.chat.current
    assert current is not None
    wishes = room.window.sidebar.list.wishes
    opens: list[Callable[[], object]] = [
        lambda: wishes.add_folder.emit(None),
        lambda: wishes.edit_tags.emit([current]),
        lambda: FillDialog(PROMPT, parent=room.window).open(),
        lambda: CrashDialog("A report", room.window).open(),
    ]
    for each in opens:
        each()
        qtbot.waitUntil(lambda: bool(room.window.findChildren(QDialog)))
        dialog = room.window.findChildren(QDialog)[-1]
        qtbot.waitUntil(dialog.isVisible)
        check(dialog, language)
        dialog.reject()
        qtbot.waitUntil(lambda: not room.window.findChildren(QDialog))

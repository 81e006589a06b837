"""What a person does in the window: write, read, stop, start anew, and meet trouble."""

import dataclasses
from collections.abc import Callable
from pathlib import Path
from string import Formatter

import pytest
from catalog_entries import entry_for
from fake_engine import FakeEngine, Hold
from gguf_files import huge, truncated, unknown_architecture
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.domain.errors import AppError, EngineCrashed, ModelUnsupported
from app.domain.generation import PRESETS
from app.domain.models import ModelPhase
from app.gui.chat.rows import Row
from app.gui.session import Session


def rows(session: Session) -> list[Row]:
    return session.window.page.transcript._rows


def write(qtbot: QtBot, session: Session, words: str) -> None:
    edit = session.window.page.composer.edit
    qtbot.keyClicks(edit, words)
    qtbot.keyClick(edit, Qt.Key.Key_Return)


def wait_for_status(qtbot: QtBot, session: Session, words: str) -> None:
    qtbot.waitUntil(lambda: any(words in row.status for row in rows(session)[-1:]))


def wait_until_answered(qtbot: QtBot, session: Session) -> None:
    qtbot.waitUntil(lambda: len(rows(session)) > 1 and not rows(session)[-1].is_live)


def test_a_question_is_answered(qtbot: QtBot, session: Session, engine: FakeEngine) -> None:
    engine.says("The capital ", "is Paris.")
    write(qtbot, session, "Where?")
    wait_until_answered(qtbot, session)
    assert [row.text for row in rows(session)] == ["Where?", "The capital is Paris."]
    assert "50 tokens/s" in rows(session)[-1].status
    assert session.window.sidebar.model.count() == 1
    assert session.window.page.composer.draft() == ""


def test_an_answer_appears_while_it_is_written(
    qtbot: QtBot, session: Session, engine: FakeEngine
) -> None:
    engine.says("half ", Hold, "whole")
    write(qtbot, session, "Go")
    qtbot.waitUntil(lambda: len(rows(session)) == 2 and rows(session)[1].text == "half ")
    assert rows(session)[1].is_live
    engine.go_on()
    wait_until_answered(qtbot, session)
    assert rows(session)[1].text == "half whole"


def test_escape_stops_and_keeps_the_text(
    qtbot: QtBot, session: Session, engine: FakeEngine
) -> None:
    engine.says("partial", Hold, "never")
    write(qtbot, session, "Go")
    qtbot.waitUntil(lambda: len(rows(session)) == 2 and rows(session)[1].text == "partial")
    assert session.window.page.composer.button.accessibleName() == "Stop"
    qtbot.keyClick(session.window.page.composer.edit, Qt.Key.Key_Escape)
    wait_for_status(qtbot, session, "Stopped")
    assert rows(session)[1].text == "partial"
    assert session.window.page.composer.button.accessibleName() == "Send"


def test_the_button_stops_too(qtbot: QtBot, session: Session, engine: FakeEngine) -> None:
    engine.says("partial", Hold)
    write(qtbot, session, "Go")
    qtbot.waitUntil(lambda: len(rows(session)) == 2 and rows(session)[1].text == "partial")
    qtbot.mouseClick(session.window.page.composer.button, Qt.MouseButton.LeftButton)
    wait_for_status(qtbot, session, "Stopped")


def test_a_crash_is_marked_and_the_next_message_answered(
    qtbot: QtBot, session: Session, engine: FakeEngine
) -> None:
    engine.says("half an", EngineCrashed()).says("Whole.")
    write(qtbot, session, "Go")
    wait_for_status(qtbot, session, "stopped unexpectedly")
    assert rows(session)[1].text == "half an"
    assert rows(session)[1].is_error
    engine.crash()
    write(qtbot, session, "Again")
    qtbot.waitUntil(lambda: rows(session)[-1].text == "Whole.")


def test_loading_and_reading_are_told(qtbot: QtBot, session: Session, engine: FakeEngine) -> None:
    qtbot.waitUntil(lambda: session.services.models.state.phase is ModelPhase.READY)
    engine.crash()
    engine.hold_load.clear()
    write(qtbot, session, "Go")
    wait_for_status(qtbot, session, "Loading the model… 40 %")
    assert "loading 40 %" in session.window.chip.text()
    engine.says(Hold, "x")
    engine.hold_load.set()
    wait_for_status(qtbot, session, "Reading… 50 %")
    engine.go_on()
    wait_until_answered(qtbot, session)
    assert "ready on CPU" in session.window.chip.text()


def test_a_new_chat_is_empty_and_drafts_stay_where_they_were(
    qtbot: QtBot, session: Session
) -> None:
    window = session.window
    write(qtbot, session, "First")
    wait_until_answered(qtbot, session)
    qtbot.keyClicks(window.page.composer.edit, "draft one")
    qtbot.mouseClick(window.sidebar.new_chat, Qt.MouseButton.LeftButton)
    assert rows(session) == []
    assert window.page.welcome.isVisible()
    assert window.page.composer.draft() == ""
    qtbot.keyClicks(window.page.composer.edit, "draft two")
    window.sidebar.list.setCurrentIndex(window.sidebar.model.index(1))
    qtbot.waitUntil(lambda: [row.text for row in rows(session)] == ["First", "Hello."])
    assert window.page.composer.draft() == "draft one"
    window.sidebar.new_chat.click()
    assert window.page.composer.draft() == "draft two"


def test_looking_away_from_a_running_answer_loses_and_doubles_nothing(
    qtbot: QtBot, session: Session, engine: FakeEngine
) -> None:
    engine.says("one ", "two ", Hold, "three")
    write(qtbot, session, "Go")
    qtbot.waitUntil(lambda: len(rows(session)) == 2 and rows(session)[1].text == "one two ")
    session.window.sidebar.new_chat.click()
    session.window.sidebar.list.setCurrentIndex(session.window.sidebar.model.index(1))
    qtbot.waitUntil(lambda: [row.text for row in rows(session)] == ["Go", "one two "])
    assert session.window.page.composer.button.accessibleName() == "Stop"
    engine.go_on()
    wait_until_answered(qtbot, session)
    assert rows(session)[1].text == "one two three"


def test_a_conversation_is_deleted_by_key(qtbot: QtBot, session: Session) -> None:
    write(qtbot, session, "First")
    wait_until_answered(qtbot, session)
    sidebar = session.window.sidebar
    sidebar.list.setFocus()
    qtbot.keyClick(sidebar.list, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: sidebar.model.count() == 0)
    assert rows(session) == []


def test_examples_are_sent(qtbot: QtBot, session: Session) -> None:
    example = session.window.page.welcome._examples[0]
    qtbot.mouseClick(example, Qt.MouseButton.LeftButton)
    wait_until_answered(qtbot, session)
    assert rows(session)[0].text == "What is the capital of France?"


def test_copy_puts_the_text_on_the_clipboard(qtbot: QtBot, session: Session) -> None:
    session.window.page.transcript.copy_requested.emit("**text**")
    from PySide6.QtGui import QGuiApplication

    assert QGuiApplication.clipboard().text() == "**text**"


# --- models --------------------------------------------------------------------------------


def test_without_a_model_the_window_says_how_to_get_one(
    qtbot: QtBot, engine: FakeEngine, open_window: Callable[..., Session]
) -> None:
    session = open_window("appearance.language=en")
    page = session.window.page
    assert "No model" in session.window.chip.text()
    assert page.welcome._open.isVisible()
    page.welcome.better.click()
    qtbot.waitUntil(lambda: session.model_page.page is not None)
    session.window.show_chat()
    assert "Choose a model first" in page.composer.edit.placeholderText()
    write(qtbot, session, "draft")
    assert page.composer.draft() == "draft", "nothing is sent, the draft stays"
    assert engine.requests == []


def text_file(path: Path) -> Path:
    path.write_text("no model at all")
    return path


def missing(path: Path) -> Path:
    return path


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (truncated, "incomplete or damaged"),
        (text_file, "not a GGUF model"),
        (missing, "is not there"),
        (huge, "needs about"),
    ],
)
def test_a_bad_model_file_is_explained_with_a_next_step(
    qtbot: QtBot, session: Session, tmp_path: Path, make: Callable[[Path], Path], words: str
) -> None:
    banner = session.window.page.banner
    qtbot.waitUntil(lambda: session.services.models.state.phase is ModelPhase.READY)
    session.models.choose(str(make(tmp_path / "chosen.gguf")))
    qtbot.waitUntil(banner.isVisible)
    assert words in banner._sentence.text()
    buttons = [button.text() for button in banner.findChildren(QPushButton)]
    assert "Other model…" in buttons
    assert session.window.isVisible()


def test_an_unknown_architecture_is_explained(
    qtbot: QtBot, session: Session, engine: FakeEngine, tmp_path: Path
) -> None:
    qtbot.waitUntil(lambda: session.services.models.state.phase is ModelPhase.READY)
    engine.load_error = ModelUnsupported(architecture="notallama")
    session.models.choose(str(unknown_architecture(tmp_path / "new.gguf")))
    banner = session.window.page.banner
    qtbot.waitUntil(banner.isVisible)
    assert "“new” uses the architecture “notallama”" in banner._sentence.text()
    assert "could not be loaded" in session.window.chip.text()
    engine.load_error = None
    next(b for b in banner.findChildren(QPushButton) if b.text() == "Try again").click()
    qtbot.waitUntil(lambda: session.services.models.state.phase is ModelPhase.READY)
    qtbot.waitUntil(lambda: not banner.isVisible())


def test_a_name_that_looks_like_markup_stays_text(
    qtbot: QtBot, session: Session, engine: FakeEngine, tmp_path: Path
) -> None:
    from gguf_files import tiny_llama

    qtbot.waitUntil(lambda: session.services.models.state.phase is ModelPhase.READY)
    name = "<img src='x'>" * 8
    session.models.choose(str(tiny_llama(tmp_path / f"{name[:60]}.gguf".replace("/", ""))))
    qtbot.waitUntil(lambda: session.services.models.state.phase is ModelPhase.READY)
    chip = session.window.chip
    assert "<" not in chip.toolTip()
    assert len(chip.text()) < 80


def test_only_a_model_that_loads_is_chosen_again(
    qtbot: QtBot, session: Session, tiny_home: Path, tmp_path: Path
) -> None:
    from gguf_files import tiny_llama

    qtbot.waitUntil(lambda: session.services.models.state.phase is ModelPhase.READY)
    session.models.choose(str(text_file(tmp_path / "broken.gguf")))
    qtbot.waitUntil(lambda: session.services.models.state.phase is ModelPhase.FAILED)
    settings = tiny_home / "settings.toml"
    assert not settings.exists()
    session.models.choose(str(tiny_llama(tmp_path / "good.gguf")))
    qtbot.waitUntil(lambda: settings.exists() and "good.gguf" in settings.read_text("utf-8"))


def buttons_of(session: Session) -> dict[str, QPushButton]:
    """The buttons of the banner by their words; those about to go are gone."""
    ways_out, actions = session.window.page.banner._ways_out, session.window.page.banner._buttons
    rows = [
        row.itemAt(index).widget() for row in (ways_out, actions) for index in range(row.count())
    ]
    return {button.text(): button for button in rows if isinstance(button, QPushButton)}


def test_a_failed_load_offers_ways_out_that_load_again(
    qtbot: QtBot, session: Session, engine: FakeEngine, tmp_path: Path
) -> None:
    from gguf_files import tiny_llama

    qtbot.waitUntil(lambda: session.services.models.state.phase is ModelPhase.READY)
    engine.load_error = EngineCrashed("exit code -9")
    session.models.choose(str(tiny_llama(tmp_path / "m.gguf", context=8192, embedding=128)))
    banner = session.window.page.banner
    qtbot.waitUntil(banner.isVisible)
    assert list(buttons_of(session)) == [
        "Context of 4,096 tokens", "Compress context", "Load anyway",
        "Other model…", "Details", "Dismiss",
    ]  # fmt: skip
    engine.load_error = None
    session.models.load()
    qtbot.waitUntil(lambda: "was not tried again" in banner._sentence.text())
    buttons_of(session)["Context of 4,096 tokens"].click()
    qtbot.waitUntil(lambda: session.services.models.state.phase is ModelPhase.READY)
    qtbot.waitUntil(lambda: not banner.isVisible())
    assert engine.loads[-1].context == 4096
    assert "working space" in session.window.chip.toolTip()


@pytest.mark.parametrize("language", ["en", "ko"])
def test_ways_out_fit_into_a_narrow_window(
    qtbot: QtBot,
    open_window: Callable[..., Session],
    engine: FakeEngine,
    tiny_home: Path,
    language: str,
) -> None:
    from app.domain.placement import Remedy, RemedyKind

    session = open_window(f"appearance.language={language}")
    qtbot.waitUntil(lambda: session.window.chip.property("phase") == "ready")
    error = EngineCrashed("exit code -9")
    error.remedies = (
        Remedy(RemedyKind.SHORTER_CONTEXT, "engine.context_tokens", "131072"),
        Remedy(RemedyKind.SMALLER_MODEL, "model.chosen", "x", "A model with a long name Q4"),
        Remedy(RemedyKind.LOAD_ANYWAY, "engine.check_memory", "off"),
    )
    session.models._show_failed(error)
    session.window.resize(session.window.minimumSize())
    banner = session.window.page.banner
    qtbot.waitUntil(lambda: 400 < banner.width() < session.window.width() == 480)
    assert 0 < banner.minimumSizeHint().width() <= banner.width()
    assert banner.height() >= banner.minimumSizeHint().height()


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("has_sidebar", [False, True])
def test_the_smallest_window_cuts_nothing_off(
    qtbot: QtBot,
    engine: FakeEngine,
    tiny_home: Path,
    open_window: Callable[..., Session],
    language: str,
    has_sidebar: bool,
) -> None:
    window = open_window(f"appearance.language={language}").window
    window.resize(window.minimumSize())
    qtbot.waitUntil(lambda: window.width() == 480 and not window.sidebar.isVisible())
    window.sidebar.setVisible(has_sidebar)
    qtbot.waitUntil(lambda: window.page.width() == 480 - has_sidebar * window.sidebar.width())
    welcome, page = window.page.welcome, window.page

    def is_inside(part: QWidget) -> bool:
        left = part.mapTo(window, part.rect().topLeft()).x()
        return window.width() - page.width() <= left <= window.width() - part.width()

    qtbot.waitUntil(lambda: welcome.width() <= page.width())
    qtbot.waitUntil(lambda: all(map(is_inside, (*welcome._examples, page.composer))))


def test_examples_are_in_a_language_that_the_model_speaks(session: Session) -> None:
    session.set_language("ko")
    welcome, state = session.window.page.welcome, session.services.models.state
    assert state.model is not None
    starter = entry_for(starter=True)
    for entry, first in ((None, "프랑스의 수도는"), (starter, "What is the capital")):
        model = dataclasses.replace(state.model, entry=entry)
        welcome.show_state(dataclasses.replace(state, model=model))
        assert welcome._examples[0].text().startswith(first)


def test_an_example_in_several_lines_is_sent_whole(
    qtbot: QtBot, session: Session, engine: FakeEngine
) -> None:
    engine.says("Yes.")
    example = session.window.page.welcome._examples[2]
    whole = example.words
    session.window.resize(session.window.minimumSize())
    qtbot.waitUntil(lambda: not session.window.sidebar.isVisible())
    session.window.toggle_sidebar()
    qtbot.waitUntil(lambda: "\n" in example.text())
    assert example.accessibleName() == whole == example.text().replace("\n", " ")
    qtbot.mouseClick(example, Qt.MouseButton.LeftButton)
    wait_until_answered(qtbot, session)
    assert rows(session)[0].text == whole


def test_a_narrow_window_gives_its_room_to_the_conversation(qtbot: QtBot, session: Session) -> None:
    window = session.window
    window.resize(600, 500)
    qtbot.waitUntil(lambda: not window.sidebar.isVisible())
    window.toggle_sidebar()
    assert window.sidebar.isVisible()
    window.resize(1000, 500)
    assert window.sidebar.isVisible()


# --- look and language ------------------------------------------------------------------------


def test_theme_and_language_change_at_once_and_are_remembered(
    qtbot: QtBot, session: Session, engine: FakeEngine, tiny_home: Path
) -> None:
    engine.says("Two ", "words.")
    write(qtbot, session, "First")
    wait_until_answered(qtbot, session)
    session.set_theme("dark")
    assert session.frame.theme.look.is_dark
    session.set_language("ko")
    assert session.window.sidebar.new_chat.text() == "새 대화"
    assert "준비됨" in session.window.chip.text()
    qtbot.waitUntil(lambda: "초당" in rows(session)[-1].status)
    saved = (tiny_home / "settings.toml").read_text("utf-8")
    assert 'appearance.theme = "dark"' in saved
    assert 'appearance.language = "ko"' in saved
    session.set_language("en")
    assert session.window.sidebar.new_chat.text() == "New chat"


def test_the_menu_names_languages_in_themselves(session: Session) -> None:
    session.window._fill_menu()
    titles = [
        action.text() for menu in session.window._menu.actions() if menu.menu()
        for action in menu.menu().actions()  # type: ignore[attr-defined]
    ]  # fmt: skip
    assert {"English", "한국어", "Dark", "Light"} <= set(titles)


def test_the_offline_fact_is_claimed_after_it_was_checked(qtbot: QtBot, session: Session) -> None:
    sidebar = session.window.sidebar
    qtbot.waitUntil(lambda: sidebar._guards_hold is True)
    assert "without network access" in sidebar._offline.toolTip()


def test_nothing_of_a_conversation_is_written(
    qtbot: QtBot, session: Session, engine: FakeEngine, tmp_path: Path
) -> None:
    engine.says("SENTINEL-ANSWER")
    write(qtbot, session, "SENTINEL-QUESTION")
    wait_until_answered(qtbot, session)
    session.window.close()
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    assert not [path for path in files if b"SENTINEL" in path.read_bytes()]


def test_a_style_of_answers_holds_from_the_next_one_on(
    qtbot: QtBot, session: Session, engine: FakeEngine, home: Path
) -> None:
    menu = session.window._menu
    menu.aboutToShow.emit()
    styles = next(each.menu() for each in menu.actions() if each.text() == "Style of answers")
    assert isinstance(styles, QMenu)
    assert [each.text() for each in styles.actions() if each.isChecked()] == ["As suits the model"]
    next(each for each in styles.actions() if each.text() == "Creative").trigger()
    write(qtbot, session, "Hello")
    wait_until_answered(qtbot, session)
    assert engine.requests[-1].sampling == PRESETS["creative"]
    assert "creative" in (home / "settings.toml").read_text("utf-8")


def test_every_error_has_words_for_the_banner(session: Session) -> None:
    from app.domain import errors

    for kind in errors.by_code().values():
        words = f"{kind.title}{kind.sentence}{kind.hint}"
        values = {name: "x" for _, name, _, _ in Formatter().parse(words) if name}
        error: AppError = kind("detail", **values)
        session.window.page.banner.show_error(error)
        assert "{" not in session.window.page.banner._sentence.text()

"""The first start: three pages that can be left at any time, shown once."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from fake_engine import FakeEngine
from gguf_files import tiny_llama
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.catalog import elsewhere
from app.config import settings as options
from app.domain.downloads import Download
from app.domain.models import Task
from app.gui.first_run.page import FirstRunPage
from app.gui.session import Session
from app.gui.vault.create_dialog import CreateDialog


@pytest.fixture(autouse=True)
def user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder of the user with nothing of this machine in it."""
    folder = tmp_path / "user"
    folder.mkdir()
    monkeypatch.setattr(Path, "home", lambda: folder)
    for name in ("OLLAMA_MODELS", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    return folder


def introduced(session: Session) -> FirstRunPage:
    session.introduce()
    page = session.first_run.page
    assert page is not None
    assert page.isVisible()
    return page


def said(page: FirstRunPage) -> str:
    return "\n".join(each.text() for each in page.findChildren(QLabel) if each.isVisible())


def test_three_pages_by_one_key_each_then_the_conversation(qtbot: QtBot, session: Session) -> None:
    page = introduced(session)
    assert "Welcome to Snug" in said(page)
    assert "1 of 3" in said(page)
    for number, key in ((1, Qt.Key.Key_Space), (2, Qt.Key.Key_Return)):
        qtbot.keyClick(page.go_on, key)
        assert page.number == number
    assert page.go_on.text() == "Begin"
    qtbot.keyClick(page.go_on, Qt.Key.Key_Space)
    assert not page.isVisible()
    assert session.window.page.isVisible()
    assert session.window.focusWidget() is session.window.page.composer.edit


@pytest.mark.parametrize("number", [0, 1, 2])
def test_escape_leaves_each_of_them(qtbot: QtBot, session: Session, number: int) -> None:
    page = introduced(session)
    for _ in range(number):
        page.turn(1)
    qtbot.keyClick(session.window, Qt.Key.Key_Escape)
    assert not page.isVisible()


def test_they_are_shown_once_and_found_again_by_their_command(
    session: Session, open_window: Callable[..., Session]
) -> None:
    introduced(session)
    session.window.close()
    again = open_window("appearance.language=en")
    again.introduce()
    assert again.first_run.page is None
    again.window.commands.run("first_run")
    assert again.first_run.page is not None
    assert again.first_run.page.isVisible()


def test_whoever_has_a_vault_is_not_introduced(
    open_window: Callable[..., Session], session: Session
) -> None:
    session.services.vault.create(None)
    session.services.settings.set(options.INTRODUCE, True)
    session.introduce()
    assert session.first_run.page is None


def test_a_language_holds_at_once(session: Session) -> None:
    page = introduced(session)
    index = page.language.findData("ko")
    page.language.setCurrentIndex(index)
    page.language.activated.emit(index)
    assert "Snug에 오신 것을 환영합니다" in said(page)
    assert page.language.currentData() == "ko"
    assert session.services.settings.get(options.LANGUAGE) == "ko"


def test_a_passphrase_is_chosen_in_the_usual_dialog(qtbot: QtBot, session: Session) -> None:
    page = introduced(session)
    page.vault.click()
    (dialog,) = session.window.findChildren(CreateDialog)
    dialog.reject()
    page.vault.setFocus()
    session.services.vault.create(None)
    qtbot.waitUntil(lambda: "Your conversations are kept" in said(page))
    assert not page.vault.isVisible()
    assert session.window.focusWidget() is page.go_on


def test_the_machine_and_the_model_are_told(qtbot: QtBot, session: Session) -> None:
    page = introduced(session)
    page.turn(1)
    qtbot.waitUntil(lambda: "processor cores" in said(page))
    assert "tiny is here and ready." in said(page)
    assert page._look is not None
    page.show_look(replace(page._look, better=None))
    assert "model files of up to about" in said(page)
    assert not page.get.isVisible()
    assert "other programs" not in said(page)


def test_without_a_model_the_starter_one_is_offered(qtbot: QtBot, session: Session) -> None:
    page = introduced(session)
    page.turn(1)
    qtbot.waitUntil(lambda: "processor cores" in said(page))
    look = page._look
    assert look is not None
    assert look.small is None
    assert not page.small.isVisible()
    listed = next(
        each
        for each in session.services.library.list()
        if each.entry is not None and each.entry.starter and each.entry.task is Task.CHAT
    )
    page.show_look(replace(look, ready=None, small=replace(listed, path=None)))
    assert page.small.text().startswith("Get the small starter model, SmolLM2 135M Instruct (")
    with qtbot.waitSignal(page.model_wanted) as wanted:
        qtbot.keyClick(page.small, Qt.Key.Key_Space)
    assert wanted.args == ["smollm2-135m-instruct"]
    page.show_download(Download("1", "SmolLM2 135M Instruct", "a package"))
    assert "SmolLM2 135M Instruct comes in the background" in said(page)
    assert not page.small.isVisible()
    assert not page.get.isVisible()


def test_a_model_of_another_program_is_used_where_it_is(
    qtbot: QtBot, session: Session, user: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(elsewhere, "_LEAST_BYTES", 4)
    folder = user / ".lmstudio" / "models" / "maker"
    folder.mkdir(parents=True)
    tiny_llama(folder / "other.gguf")
    (folder / "broken.gguf").write_bytes(b"no model at all")
    before = sorted(folder.iterdir())
    page = introduced(session)
    page.turn(1)
    qtbot.waitUntil(lambda: "other programs" in said(page))
    names = [each.text() for each in page.findChildren(QPushButton) if "LM Studio" in each.text()]
    assert len(names) == 1
    assert names[0].startswith("Use other · ")
    next(each for each in page.findChildren(QPushButton) if each.text() == names[0]).click()
    qtbot.waitUntil(lambda: "other is chosen" in said(page))
    assert sorted(folder.iterdir()) == before
    assert session.services.models.state.model is not None
    assert session.services.models.state.model.path == folder / "other.gguf"


def test_a_folder_leads_to_the_documents(
    qtbot: QtBot, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *a: asked.append(a) or "")
    page = introduced(session)
    page.turn(2)
    page.folder.click()
    assert asked
    assert not page.isVisible()
    assert session.documents.page.isVisible()


def test_a_folder_chosen_before_collections_are_known_is_added_then(
    qtbot: QtBot, session: Session, user: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = user / "letters"
    chosen.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(chosen))
    assert not session.known.is_known
    page = introduced(session)
    page.turn(2)
    page.folder.click()
    collections = session.documents.page.model
    qtbot.waitUntil(lambda: collections.rowCount() == 1)
    assert [each.collection.name for each in session.known.collections] == ["letters"]


def test_an_import_leads_to_the_conversation(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *a, **_: asked.append(a) or ("", ""))
    page = introduced(session)
    page.turn(2)
    page.importing.click()
    assert asked
    assert session.window.page.isVisible()


def test_without_a_model_the_page_says_so(
    qtbot: QtBot, home: Path, engine: FakeEngine, open_window: Callable[..., Session]
) -> None:
    session = open_window("appearance.language=en")
    page = introduced(session)
    page.turn(1)
    qtbot.waitUntil(lambda: "There is no model here yet." in said(page))
    assert page.file.isVisible()


def test_everything_is_reached_by_keys(qtbot: QtBot, session: Session) -> None:
    page = introduced(session)
    for number in range(3):
        reached = set()
        start = session.window.focusWidget()
        for _ in range(60):
            qtbot.keyClick(session.window.focusWidget(), Qt.Key.Key_Tab)
            reached.add(session.window.focusWidget())
            if session.window.focusWidget() is start:
                break
        visible = {
            each for each in page.findChildren(QPushButton) if each.isVisible() and each.isEnabled()
        }
        assert visible <= reached, number
        page.turn(1)

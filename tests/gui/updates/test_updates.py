"""The window tells of a newer Snug, when it was asked, and installs nothing."""

from collections.abc import Callable
from pathlib import Path

import pytest
from fake_engine import FakeEngine
from PySide6.QtWidgets import QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot
from update_room import RELEASE, Publisher, UpdateRoom

from app.bootstrap import Application
from app.config import settings as options
from app.domain.errors import UpdateUnreachable
from app.domain.network import Consent
from app.domain.releases import Version
from app.gui.session import Session
from app.gui.settings.sections import Link
from app.gui.text import updates as words

PUBLISHER = Publisher()


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> UpdateRoom:
    made = UpdateRoom(PUBLISHER)
    monkeypatch.setattr(Application, "updates", property(lambda _app: made.service))
    monkeypatch.setattr("app.services.updates.channel_of", lambda: made.channel)
    return made


@pytest.fixture
def session(
    room: UpdateRoom, engine: FakeEngine, tiny_home: Path, open_window: Callable[..., Session]
) -> Session:
    return open_window("appearance.language=en")


def box(qtbot: QtBot, session: Session) -> QMessageBox:
    def shown() -> list[QMessageBox]:
        return [each for each in session.window.findChildren(QMessageBox) if each.isVisible()]

    qtbot.waitUntil(lambda: bool(shown()))
    return shown()[0]


def labels(box: QMessageBox) -> list[str]:
    return [each.text() for each in box.buttons()]


def press_link(session: Session, link: Link) -> None:
    session.window.commands.run("settings")
    page = session.preferences.page
    assert page is not None
    page.links[link].click()


def test_asked_it_tells_what_is_new_and_where_it_is(
    qtbot: QtBot, session: Session, room: UpdateRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(session.updates, "_open_link", opened.append)
    press_link(session, Link.UPDATE)
    found = box(qtbot, session)
    assert found.text() == "Snug 0.3.0 is available."
    assert "Faster." in found.informativeText()
    assert room.asked == [("https://snug.example/snug-update.json", Consent.THIS_DOWNLOAD)]
    next(each for each in found.buttons() if each.text() == words.open_page()).click()
    assert opened == [RELEASE.page]
    assert session.updates.sentence() == "Snug 0.3.0 is available."


def test_up_to_date_is_a_sentence(qtbot: QtBot, session: Session, room: UpdateRoom) -> None:
    room.answer = PUBLISHER.signed(version=Version("0.2.0"))
    session.updates.check()
    found = box(qtbot, session)
    assert found.text() == "Snug is up to date: 0.2.0 is the latest."
    assert labels(found) == ["Close"]


def test_what_is_expired_says_so(qtbot: QtBot, session: Session, room: UpdateRoom) -> None:
    room.answer = PUBLISHER.signed(version=Version("0.2.0"), expires=RELEASE.released)
    session.updates.check()
    assert "good until 2026-11-01" in box(qtbot, session).informativeText()


def test_a_forged_answer_is_a_warning(qtbot: QtBot, session: Session, room: UpdateRoom) -> None:
    room.answer = Publisher(2).signed()
    session.updates.check()
    found = box(qtbot, session)
    assert found.text() == "Not from the publisher of Snug"
    assert "Do not install it" in found.informativeText()
    assert session.updates.sentence() == words.never_asked()


def test_a_file_that_was_fetched_elsewhere(
    qtbot: QtBot, session: Session, room: UpdateRoom, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    chosen = str(room.put(tmp_path))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a, **_k: (chosen, ""))
    press_link(session, Link.UPDATE_FILE)
    assert box(qtbot, session).text() == "Snug 0.3.0 is available."
    assert room.asked == []


def test_nothing_is_asked_at_the_start(qtbot: QtBot, session: Session, room: UpdateRoom) -> None:
    qtbot.waitUntil(session.updates._timer.isActive)
    assert room.asked == []
    assert session.window.page.offer.isHidden()


def test_what_is_due_is_asked_and_offered_quietly(
    qtbot: QtBot, engine: FakeEngine, tiny_home: Path, room: UpdateRoom,
    open_window: Callable[..., Session],
) -> None:  # fmt: skip
    room.settings.tell("updates.check=weekly")
    session = open_window("appearance.language=en", "updates.check=weekly")
    offer = session.window.page.offer
    qtbot.waitUntil(offer.isVisible)
    assert room.asked[0][1] is Consent.GENERAL
    offer.take.click()
    assert box(qtbot, session).text() == "Snug 0.3.0 is available."


def test_a_due_look_that_fails_is_not_spoken_of(
    qtbot: QtBot, engine: FakeEngine, tiny_home: Path, room: UpdateRoom,
    open_window: Callable[..., Session],
) -> None:  # fmt: skip
    room.settings.tell("updates.check=weekly")
    room.error = UpdateUnreachable(host="snug.example")
    session = open_window("appearance.language=en", "updates.check=weekly")
    qtbot.waitUntil(lambda: len(room.asked) == 1)
    session.services.jobs.close()
    assert session.window.page.offer.isHidden()


def test_a_package_leaves_it_to_its_system(
    qtbot: QtBot, session: Session, room: UpdateRoom
) -> None:
    room.channel = "deb"
    session.window.commands.run("settings")
    page = session.preferences.page
    assert page is not None
    for setting in (options.UPDATE_CHECK, options.UPDATE_ADDRESS):
        row = page.rows[setting.key]
        assert not row.field.isEnabled()
        assert row.told.text() == "Your system keeps Snug up to date (deb)."
    page.links[Link.UPDATE].click()
    assert box(qtbot, session).text() == "Your system updates Snug"
    assert room.asked == []


def test_about_says_how_it_stands(qtbot: QtBot, session: Session, room: UpdateRoom) -> None:
    session.window.show_about()
    found = box(qtbot, session)
    assert words.never_asked() in found.text()
    assert not found.iconPixmap().isNull()

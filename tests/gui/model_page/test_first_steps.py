"""The first start proposes a better model, fetches it on request, and goes on meanwhile."""

from dataclasses import replace

import pytest
from fake_engine import FakeEngine
from model_page_room import FILE, PageRoom
from PySide6.QtCore import Qt
from stand_in_hub import REPOSITORY, StandInHub

from app.domain.downloads import DownloadPhase
from app.gui.first_run.page import FirstRunPage
from app.services.model_library import ListedModel

CARD = ListedModel(REPOSITORY + ":Q4_K_M", "Better", 1_800_000, None, None)


@pytest.fixture
def page(room: PageRoom) -> FirstRunPage:
    """The second of the first pages, once it has looked around."""
    session = room.session
    session.window.show_chat()
    session.window.commands.run("first_run")
    page = session.first_run.page
    assert page is not None
    page.turn(1)
    room.wait(lambda: page.get.isVisible())
    return page


def recommend(page: FirstRunPage) -> None:
    """Let the recommended one be what the stand-in hub has."""
    assert page._look is not None
    page.show_look(replace(page._look, better=CARD))


def test_one_model_is_recommended_with_its_size(page: FirstRunPage) -> None:
    assert page._look is not None
    better = page._look.better
    assert better is not None
    assert better.path is None
    assert page.get.text() == f"Get {better.name}…"
    assert "would fit here and answer better" in page._room.text()
    assert better.card is not None
    assert better.card.licence.restrictions in page._room.text()


def test_it_comes_while_a_person_goes_on_and_asks(
    page: FirstRunPage, room: PageRoom, hub: StandInHub, engine: FakeEngine
) -> None:
    recommend(page)
    hub.hold_at = 700_000
    page.get.click()
    assert "127.0.0.1" in room.answer("Download this once")
    assert hub.is_held.wait(20)
    room.wait(lambda: "comes in the background" in page._room.text())
    assert not page.get.isVisible()
    page.turn(1)
    page.turn(1)
    window = room.session.window
    assert window.page.isVisible()
    room.wait(window.sidebar.downloads.isVisible)
    engine.says("Yes.")
    edit = window.page.composer.edit
    edit.insertPlainText("Can you hear me meanwhile?")
    room.qtbot.keyClick(edit, Qt.Key.Key_Return)
    rows = window.page.transcript._rows
    room.wait(lambda: len(rows) == 2 and rows[1].text == "Yes." and not rows[1].is_live)
    hub.hold_at = None
    hub.go_on.set()
    downloads = room.session.services.fetching.downloads
    room.wait(lambda: [each.phase for each in downloads.list()] == [DownloadPhase.DONE])
    assert downloads.list()[0].file == FILE


def test_no_leaves_the_first_steps_as_they_were(
    page: FirstRunPage, room: PageRoom, hub: StandInHub
) -> None:
    recommend(page)
    page.get.click()
    room.answer("Not now")
    assert page.get.isVisible()
    assert hub.seen == []


def test_where_it_cannot_be_had_the_page_of_models_says_so(
    page: FirstRunPage, room: PageRoom
) -> None:
    page.model_wanted.emit("no such model at all")
    room.wait(room.page.isVisible)
    assert room.page.banner.isVisible()

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
    assert hub.is_held.wait(60)
    room.wait(lambda: "comes in the background" in page._room.text())
    assert not page.get.isVisible()
    room.wait(lambda: page.bar.isVisible() and 0 < page.bar.value() < 100)
    assert "of 1.8 MB" in page.line.text()
    page.turn(1)
    page.turn(1)
    window, chat = room.session.window, room.session.chat
    assert window.page.isVisible()
    room.wait(window.sidebar.downloads.isVisible)
    rows = window.page.transcript._rows

    def say(words: str, answer: str) -> None:
        engine.says(answer)
        window.page.composer.edit.insertPlainText(words)
        room.qtbot.keyClick(window.page.composer.edit, Qt.Key.Key_Return)
        room.wait(lambda: [row.text for row in rows] == [words, answer] and not rows[1].is_live)

    say("Can you hear me meanwhile?", "Yes.")
    first = chat.current
    assert first is not None
    chat.new_chat()
    say("And what of kettles?", "They boil.")
    chat.open(first)
    room.wait(lambda: [row.text for row in rows][-1:] == ["Yes."])
    window.search()
    window.sidebar.search.field.setText("kettles")
    room.wait(lambda: window.sidebar.search.model.rowCount() > 0)
    downloads = room.session.services.fetching.downloads
    assert [each.phase for each in downloads.list()] == [DownloadPhase.RUNNING], "all meanwhile"
    hub.hold_at = None
    hub.go_on.set()
    room.wait(lambda: [each.phase for each in downloads.list()] == [DownloadPhase.DONE])
    assert downloads.list()[0].file == FILE


def test_what_has_come_is_offered_there(
    page: FirstRunPage, room: PageRoom, hub: StandInHub
) -> None:
    recommend(page)
    page.get.click()
    room.answer("Download this once")
    room.wait(page.use.isVisible)
    assert page._room.text() == "Better is here."
    assert not page.bar.isVisible()
    assert not page.get.isVisible()
    page.use.click()
    models = room.session.services.models
    room.wait(lambda: models.state.model is not None and models.state.model.path.name == FILE)
    room.wait(lambda: "is chosen" in page.model.text())
    assert not page.use.isVisible()
    assert page._look is not None
    page.show_look(replace(page._look, better=replace(CARD, id="o/another", name="Another")))
    assert page.get.text() == "Get Another…"
    assert page.get.isVisible()


def test_what_failed_says_why_and_is_offered_again(
    page: FirstRunPage, room: PageRoom, hub: StandInHub
) -> None:
    recommend(page)
    hub.is_gated = True
    page.get.click()
    room.answer("Download this once")
    room.wait(lambda: page.get.isVisible() and page.line.isVisible())
    assert not page.bar.isVisible()
    hub.is_gated = False
    page.get.click()
    room.answer("Download this once")
    room.wait(page.use.isVisible)


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

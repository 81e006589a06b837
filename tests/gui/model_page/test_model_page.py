"""The page of models as a person uses it, against the real services and a stand-in hub."""

from collections.abc import Callable
from pathlib import Path

import pytest
from gguf_files import tiny_llama, truncated, unknown_architecture
from model_page_room import FILE, PageRoom
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from stand_in_hub import REPOSITORY, StandInHub

from app.config import settings as options
from app.domain.downloads import Download, DownloadPhase
from app.domain.network import Consent
from app.gui.icons import Icons
from app.gui.model_page.downloads_box import DownloadRow
from app.gui.model_page.page import ModelsPage
from app.gui.model_page.parts import Address
from app.gui.session import Session
from app.services.network_ledger import NetworkLedger


def texts(part: QWidget) -> list[str]:
    return [each.text() for each in part.findChildren(QLabel)]


def only_row(room: PageRoom, *phases: DownloadPhase) -> DownloadRow:
    """The one download, once it is in one of these phases."""
    rows = room.page.downloads.rows
    room.wait(lambda: len(rows) == 1 and next(iter(rows.values())).shown.phase in phases)
    return next(iter(rows.values()))


def labels(row: DownloadRow) -> list[str]:
    return [each.text() for each in row.findChildren(QPushButton) if not each.isHidden()]


# --- what can be had ----------------------------------------------------------------------------


def test_it_opens_from_the_menu_of_models(room: PageRoom) -> None:
    window = room.session.window
    window.show_chat()
    assert not room.page.isVisible()
    window.chip._fill_menu()
    more = next(each for each in window.chip._menu.actions() if each.text() == "More models…")
    more.trigger()
    assert room.page.isVisible()
    assert "Get and manage models" in [each.label for each in room.controller.menu_entries()]
    assert "models" in window.commands


def test_three_are_proposed_and_one_click_shows_a_card(room: PageRoom) -> None:
    picks = room.page.discover.picks
    room.wait(picks.isVisible)
    assert 1 <= len(picks._picks) <= 3
    chosen = picks._picks[-1].model
    room.press(f"About it: {chosen.name}")
    assert room.page.discover.card.model is not None
    assert room.page.discover.card.model.id == chosen.id


def test_in_a_narrow_window_the_card_is_brought_into_view(room: PageRoom) -> None:
    discover = room.page.discover
    room.session.window.resize(560, 600)
    room.wait(lambda: discover._area.verticalScrollBar().maximum() > discover.list.y())
    discover.choose("llama-3.1-8b-instruct")
    room.wait(lambda: not discover.repository.visibleRegion().isEmpty())
    assert discover.filters.visibleRegion().isEmpty()


def test_filters_narrow_the_list(room: PageRoom) -> None:
    discover, filters = room.page.discover, room.page.discover.filters
    everything = discover.model.rowCount()
    filters.language.setCurrentIndex(filters.language.findData("ko"))
    filters.language.activated.emit(filters.language.currentIndex())
    korean = discover.model.rowCount()
    assert 0 < korean < everything
    filters.search.setText("exaone")
    assert 0 < discover.model.rowCount() < korean
    filters.search.setText("no such model")
    assert discover.model.rowCount() == 0
    assert discover.nothing.isVisible()
    filters.reset.click()
    assert discover.model.rowCount() == everything
    assert not filters.reset.isVisible()


def test_what_may_be_used_for_anything_is_a_filter(room: PageRoom) -> None:
    discover, filters = room.page.discover, room.page.discover.filters
    filters.search.setText("exaone")
    assert discover.model.rowCount() > 0
    for kind, count in (("any", 0), ("trade", 0)):
        filters.licence.setCurrentIndex(filters.licence.findData(kind))
        filters.licence.activated.emit(filters.licence.currentIndex())
        assert discover.model.rowCount() == count
    filters.search.setText("gemma")
    assert discover.model.rowCount() > 0


def test_a_licence_is_told_before_the_choice(room: PageRoom) -> None:
    discover = room.page.discover
    told = texts(discover.picks)
    asks = [
        each.model.card.licence.restrictions for each in discover.picks.picks if each.model.card
    ]
    assert asks
    for sentence in asks:
        assert any(sentence in each for each in told)
    discover.choose("qwen3-4b")
    room.wait(lambda: any("Qwen/Qwen3-4B-GGUF" in each for each in texts(discover.card)))


def test_evidence_is_opened_only_after_a_question(room: PageRoom) -> None:
    room.page.discover.choose("olmo-3-7b-instruct")
    room.press("Evidence: Training data")
    box = room.question()
    assert "https://" in box.text()
    box.reject()


def test_a_model_without_a_known_place_offers_no_download(room: PageRoom) -> None:
    room.page.discover.choose("a.x-3.1-light")
    room.wait(lambda: bool(room.buttons("Evidence: Weights")))
    assert any("whose name ends in GGUF" in each for each in texts(room.page.discover.card))
    assert room.buttons("Get this one: Q4_K_M") == []


# --- downloads ----------------------------------------------------------------------------------


def test_a_model_comes_through_the_page(
    room: PageRoom, hub: StandInHub, home: Path, data: bytes
) -> None:
    discover = room.page.discover
    discover.repository.setText(REPOSITORY)
    discover.look.click()
    assert room.question().text() == "Ask for the list of files?"
    said = room.answer("Ask this once")
    assert "127.0.0.1" in said
    assert REPOSITORY in said
    room.wait(lambda: discover.card.repository == REPOSITORY)
    hub.hold_at = 700_000
    room.press("Get this one: Q4_K_M")
    said = room.answer("Download this once")
    assert f"From: {REPOSITORY}\nFile: {FILE}\nSize: 1.8 MB" in said
    assert hub.is_held.wait(60)
    row = only_row(room, DownloadPhase.RUNNING)
    sidebar = room.session.window.sidebar
    assert sidebar.downloads.isVisible()
    assert not sidebar._offline.isVisible(), "nothing is claimed that is not so"
    room.press(f"Pause: {row.shown.name}")
    only_row(room, DownloadPhase.PAUSED)
    assert not sidebar.downloads.isVisible()
    assert sidebar._offline.isVisible()
    hub.hold_at = None
    hub.go_on.set()
    room.press(f"Resume: {row.shown.name}")
    room.answer("Download this once")
    only_row(room, DownloadPhase.DONE)
    assert (home / "models" / FILE).read_bytes() == data
    room.wait(lambda: "tiny.q4_k_m" in room.page.held.rows)
    room.press(f"Use now: {row.shown.name}")
    state = room.session.services.models.state
    assert state.model is not None
    assert state.model.path == home / "models" / FILE
    room.press(f"Take off the list: {row.shown.name}")
    room.wait(lambda: not room.page.downloads.rows)


def test_the_card_of_the_model_in_use_says_so(room: PageRoom, home: Path) -> None:
    card, path = room.page.discover.card, home / "models" / "tiny.gguf"
    (mine,) = (each for each in room.controller._models if each.path == path)
    card.show_model(mine)
    room.wait(lambda: len(room.buttons("In use")) == 1)
    assert not room.buttons("In use")[0].isEnabled()
    room.page.mark(None)
    room.wait(lambda: len(room.buttons("Use now")) == 1)
    assert room.buttons("Use now")[0].isEnabled()


def test_a_model_that_came_and_was_removed_is_not_offered(room: PageRoom, home: Path) -> None:
    room.controller.get(f"{REPOSITORY}:Q4_K_M")
    room.answer("Download this once")
    row = only_row(room, DownloadPhase.DONE)
    room.wait(lambda: "tiny.q4_k_m" in room.page.held.rows)
    remove = room.page.held.rows["tiny.q4_k_m"].menu.actions()[-1]
    remove.trigger()
    room.answer("Remove")
    room.wait(lambda: not room.page.downloads.rows)
    assert not (home / "models" / FILE).exists()
    assert room.buttons(f"Use now: {row.shown.name}") == []


def test_the_bar_says_what_may_connect(room: PageRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    settings, sidebar = room.session.services.settings, room.session.window.sidebar
    by_setting = property(lambda _network: settings.get(options.OFFLINE))
    monkeypatch.setattr(NetworkLedger, "is_offline", by_setting)  # the run itself is offline
    assert sidebar._offline.text() == "Offline"
    room.session.window.commands.run("settings")
    page = room.session.preferences.page
    assert page is not None
    page.rows["network.offline"].chosen.emit(False)
    room.wait(lambda: sidebar._offline.text() == "Downloads allowed")
    assert "connects without a question" in sidebar._offline.toolTip()
    page.rows["network.offline"].chosen.emit(True)
    room.wait(lambda: sidebar._offline.text() == "Offline")


def test_no_means_no_connection(room: PageRoom, hub: StandInHub) -> None:
    room.page.discover.repository.setText(f"{REPOSITORY}:Q4_K_M")
    room.page.discover.look.click()
    room.answer("Not now")
    assert room.page.discover.look.isEnabled()
    room.controller.get(f"{REPOSITORY}:Q4_K_M")
    assert "Q4_K_M" in room.answer("Not now")
    assert hub.seen == []
    assert room.page.downloads.rows == {}


def test_a_name_that_can_mean_nothing_is_said(room: PageRoom, hub: StandInHub) -> None:
    room.page.discover.repository.setText("nonsense")
    room.page.discover.look.click()
    room.wait(room.page.banner.isVisible)
    assert room.page.discover.look.isEnabled()
    assert hub.seen == []


def test_what_is_gated_shows_its_page(room: PageRoom, hub: StandInHub) -> None:
    hub.is_gated = True
    room.session.services.fetching.downloads.start(REPOSITORY, Consent.THIS_DOWNLOAD)
    row = only_row(room, DownloadPhase.FAILED)
    assert "agree" in row.trouble.text()
    room.wait(lambda: labels(row) == ["Open its page…", "Try again", "Cancel"])
    room.press(f"Open its page…: {row.shown.name}")
    box = room.question()
    assert f"{hub.address}/{REPOSITORY}" in box.text()
    box.reject()
    room.press(f"Cancel: {row.shown.name}")
    room.wait(lambda: not room.page.downloads.rows)


def test_what_may_not_connect_can_be_allowed_once(room: PageRoom, hub: StandInHub) -> None:
    room.session.services.fetching.downloads.start(REPOSITORY)
    row = only_row(room, DownloadPhase.FAILED)
    room.wait(lambda: labels(row) == ["Download this once", "Cancel"])
    assert hub.seen == []
    room.press(f"Download this once: {row.shown.name}")
    room.answer("Download this once")
    only_row(room, DownloadPhase.DONE)


# --- on this computer ---------------------------------------------------------------------------


def test_a_model_is_verified_and_removed_after_a_question(room: PageRoom, home: Path) -> None:
    room.page.show_held(is_held=True)
    row = room.page.held.rows["tiny"]
    assert not row.use.isEnabled(), "it is in use"
    room.files.verify("tiny")
    room.wait(lambda: "checksum" in row.told.text())
    remove = next(each for each in row.menu.actions() if each.text() == "Remove…")
    remove.trigger()
    room.answer("Not now")
    assert (home / "models" / "tiny.gguf").exists()
    remove.trigger()
    room.answer("Remove")
    room.wait(lambda: room.page.held.rows == {})
    assert not (home / "models" / "tiny.gguf").exists()
    assert room.session.services.models.state.model is None


def test_how_a_model_answers_is_shown_in_its_panel(room: PageRoom) -> None:
    row = room.page.held.rows["tiny"]
    next(each for each in row.menu.actions() if each.text() == "How it answers…").trigger()
    panel = room.session.window.page.answers
    assert panel.isVisible()
    assert panel.is_for_model


def test_a_model_of_another_program_is_linked(room: PageRoom, user: Path, home: Path) -> None:
    model = user / ".lmstudio/models/maker/repository/seven.gguf"
    model.parent.mkdir(parents=True)
    tiny_llama(model)
    room.page.show_held(is_held=True)
    room.files.load()
    room.press("Link it: seven")
    room.wait(lambda: "seven" in room.page.held.rows)
    assert (home / "models" / "seven.gguf").readlink() == model
    remove = room.page.held.rows["seven"].menu.actions()[-1]
    remove.trigger()
    assert str(model) in room.answer("Remove")
    room.wait(lambda: "seven" not in room.page.held.rows)
    assert model.exists()


@pytest.mark.parametrize(("label", "is_link"), [("Link it", True), ("Copy it", False)])
def test_a_file_that_is_dropped_is_linked_or_copied(
    room: PageRoom, user: Path, home: Path, label: str, is_link: bool
) -> None:
    model = tiny_llama(user / "mine.gguf")
    room.session.window.show_chat()
    room.session.window.page.files_dropped.emit([model])
    said = room.answer(label)
    assert "mine.gguf" in said
    room.wait(lambda: "mine" in room.page.held.rows)
    assert (home / "models" / "mine.gguf").is_symlink() is is_link
    assert room.page.isVisible()


def test_a_model_that_the_engine_lacks_is_told_before_it_is_used(
    room: PageRoom, user: Path, home: Path
) -> None:
    elsewhere = user / ".lmstudio/models/maker/repository"
    elsewhere.mkdir(parents=True)
    unknown_architecture(elsewhere / "later.gguf")
    unknown_architecture(home / "models" / "new.gguf")
    truncated(home / "models" / "torn.gguf")
    room.files.load()
    held = room.page.held
    room.wait(lambda: {"new", "torn"} <= set(held.rows))
    for name, problem in (("new", "architecture “notallama”"), ("torn", "incomplete or damaged")):
        assert any(problem in each for each in texts(held.rows[name]))
        assert not held.rows[name].use.isEnabled()
    room.wait(lambda: any("“later” uses the architecture" in each for each in texts(held)))
    assert room.buttons("Link it: later") == []


def test_the_hub_tells_what_the_engine_lacks(room: PageRoom, hub: StandInHub) -> None:
    hub.architecture = "notallama"
    discover = room.page.discover
    discover.repository.setText(REPOSITORY)
    discover.look.click()
    room.answer("Ask this once")
    room.wait(lambda: any("architecture “notallama” yet" in each for each in texts(discover.card)))


def test_a_hostile_file_is_refused_and_the_next_one_asked_about(
    room: PageRoom, user: Path, home: Path
) -> None:
    hostile, sound = truncated(user / "hostile.gguf"), tiny_llama(user / "sound.gguf")
    room.files.bring_in([hostile, sound])
    assert "sound.gguf" in room.answer("Not now")
    assert room.page.banner.isVisible()
    assert [each.name for each in (home / "models").glob("*.gguf")] == ["tiny.gguf"]
    room.files.bring_in([sound])
    room.answer("Link it")
    room.wait(lambda: "sound" in room.page.held.rows)


def test_it_speaks_korean_at_once(room: PageRoom) -> None:
    room.session.set_language("ko")
    assert room.page.title.text() == "모델"
    assert room.page.discover.card.model is not None
    room.session.set_language("en")
    assert room.page.title.text() == "Models"


def test_a_question_is_withdrawn_when_the_window_locks(room: PageRoom, user: Path) -> None:
    room.files.bring_in([tiny_llama(user / "mine.gguf")])
    room.question()
    room.session.window.covered.emit()
    room.wait(lambda: not room.open_questions())


def test_a_model_dropped_among_documents_is_asked_about(room: PageRoom, user: Path) -> None:
    room.session.documents.open()
    room.session.documents.page.files_dropped.emit([tiny_llama(user / "mine.gguf")])
    assert "mine.gguf" in room.answer("Not now")
    assert room.page.isVisible()


def test_what_a_former_run_began_rests_until_it_is_resumed(
    hub: StandInHub, room: PageRoom, open_window: Callable[..., Session], qtbot: QtBot
) -> None:
    hub.hold_at = 700_000
    downloads = room.session.services.fetching.downloads
    downloads.start(REPOSITORY, Consent.THIS_DOWNLOAD)
    assert hub.is_held.wait(60)
    downloads.close()
    asked = len(hub.seen)
    later = PageRoom(open_window("appearance.language=en", f"network.mirror={hub.address}"), qtbot)
    row = only_row(later, DownloadPhase.PAUSED)
    assert 0 < row.shown.done < row.shown.total
    later.wait(lambda: labels(row) == ["Resume", "Cancel"])
    later.press(f"Cancel: {row.shown.name}")
    assert "is removed" in later.answer("Cancel download")
    later.wait(lambda: not later.page.downloads.rows)
    assert len(hub.seen) == asked


def test_a_download_is_in_view_from_its_first_moment_and_after_others_went(qtbot: QtBot) -> None:
    page = ModelsPage(Icons())
    qtbot.addWidget(page)
    page.resize(1000, 740)
    with qtbot.waitExposed(page):
        page.show()
    box = page.downloads
    for name in ("first", "second"):
        box.put(Download(name, name, REPOSITORY, FILE, DownloadPhase.WAITING))
        row = box.rows[name]
        qtbot.waitUntil(lambda row=row: row.visibleRegion().boundingRect().height() >= row.height())  # type: ignore[misc]
        box.remove(name)
        assert not box.isVisible()


def test_an_address_gives_way_in_its_middle_and_leads_there(qtbot: QtBot) -> None:
    led: list[str] = []
    link = Address("https://one.example/a/long/way/to.html", lambda: led.append("there"), "Weights")
    around = QWidget()
    QHBoxLayout(around).addWidget(link)
    qtbot.addWidget(around)
    with qtbot.waitExposed(around):
        around.show()
    around.resize(900, 60)
    qtbot.waitUntil(lambda: link.text() == "one.example/a/long/way/to.html")
    around.resize(140, 60)
    qtbot.waitUntil(lambda: "…" in link.text())
    assert around.width() == 140, "nothing beside it is pushed out of view"
    assert link.text().startswith("one")
    assert link.text().endswith("html")
    around.resize(900, 60)
    qtbot.waitUntil(lambda: link.text() == "one.example/a/long/way/to.html")
    link.click()
    assert led == ["there"]

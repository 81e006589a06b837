"""Every page of the window, one after another, with what was sent meanwhile: to be counted.

    python tests/window_tour.py offline HOME PAPERS
    python tests/window_tour.py downloading HOME DATA

Prints a line of JSON for each stop: its name, and the bytes that left by the counted way and by
loopback since the one before. The last stop of `offline` sends a byte on purpose: without it,
silence would prove nothing. While `downloading`, a stand-in hub in this process serves DATA; its
stop names what the hub was asked.
"""

import json
import os
import socket
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))

import passing_time
from counted_namespace import sent_so_far
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFileDialog,
    QMessageBox,
    QPushButton,
)
from stand_in_hub import REPOSITORY, StandInHub, running
from vaults import CHEAP, PASSPHRASE

from app.domain.downloads import DownloadPhase
from app.domain.retrieval import SearchFilter
from app.gui.session import Session

PATIENCE_S: Final = 60.0
WAYS: Final = ("counter", "lo")
LEFT_OUT: Final = frozenset({"quit", "lock"})
"""Commands that end the tour; it locks at its end."""
TRAPS: Final = (
    "![x](http://192.0.2.9/x.png)",
    "![x](//192.0.2.9/share/x.png)",
    "<img src='http://192.0.2.9/y.png'>",
    "[here](http://192.0.2.9/z)",
)


class Tour:
    """Counts from stop to stop."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._before = _counted()

    def stop(self, name: str, **told: object) -> None:
        """Let everything that was begun here end, then tell."""
        passing_time.pause(80)
        now = _counted()
        since = {way: now[way] - self._before[way] for way in WAYS}
        self._before = now
        print(json.dumps({"stop": name, **since, **told}), flush=True)

    def wait(self, is_so: Callable[[], bool]) -> None:
        passing_time.wait(is_so, PATIENCE_S)

    def close_all(self) -> None:
        """Say no to every question and leave every dialogue."""
        for _ in range(20):
            top = QApplication.topLevelWidgets()
            open_ones = [each for each in top if isinstance(each, QDialog) and each.isVisible()]
            if not open_ones:
                return
            for each in open_ones:
                each.close()
            passing_time.pause(20)


def offline(session: Session, papers: Path) -> None:
    """Everything that can be opened, while nothing may connect."""
    tour, services = Tour(session), session.services
    services.vault.create(PASSPHRASE, kdf=CHEAP)
    tour.wait(lambda: not session.window.is_covered)
    tour.stop("vault")
    talk(tour)
    documents(tour, papers)
    model_page(tour)
    settings(tour)
    for name in [each.id for each in session.window.commands if each.id not in LEFT_OUT]:
        session.window.commands.run(name)
        passing_time.pause(60)
        tour.close_all()
        tour.stop(f"command {name}")
    session.window.commands.run("lock")
    tour.wait(lambda: session.window.is_covered)
    tour.stop("lock")
    leak = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    leak.sendto(b"a byte that leaves", ("203.0.113.7", 9))
    leak.close()
    tour.stop("control")


def talk(tour: Tour) -> None:
    """An answer, and texts that would fetch if a text could."""
    window = tour.session.window
    window.page.composer.edit.insertPlainText("What is the capital of France?")
    QTest.keyClick(window.page.composer.edit, Qt.Key.Key_Return)
    rows = window.page.transcript._rows
    tour.wait(lambda: len(rows) == 2 and not rows[1].is_live)
    tour.stop("answer")
    for trap in TRAPS:
        window.page.transcript.update_message(rows[1].id, text=trap)
        passing_time.pause(100)
    tour.stop("traps")


def documents(tour: Tour, papers: Path) -> None:
    """A folder that is read and asked."""
    ingest = tour.session.services.documents.ingest
    collection = ingest.add_collection("Papers")
    ingest.add(collection.id, [papers])
    tour.wait(lambda: ingest.wait_idle(0.01))
    tour.session.services.documents.asking.ask("What do herons eat?", SearchFilter())
    tour.stop("documents")


def model_page(tour: Tour) -> None:
    """Every card, every filter, what is here, and a download to which the answer is no."""
    tour.session.window.commands.run("models")
    page = tour.session.model_page.page
    assert page is not None
    discover = page.discover
    tour.wait(lambda: discover.model.rowCount() > 0)
    tour.stop("models")
    for row in range(discover.model.rowCount()):
        discover.list.setCurrentIndex(discover.model.index(row, 0))
        passing_time.pause(10)
    tour.stop("cards", cards=discover.model.rowCount())
    for box in (discover.filters.task, discover.filters.language, discover.filters.licence):
        for at in range(box.count()):
            box.setCurrentIndex(at)
            box.activated.emit(at)
    discover.filters.clear()
    discover.filters.fits.toggle()
    discover.filters.clear()
    page.show_held(is_held=True)
    passing_time.pause(300)
    page.show_held(is_held=False)
    tour.stop("filters")
    discover.repository.setText("owner/name-GGUF")
    discover.look.click()
    tour.wait(lambda: bool(_questions()))
    tour.close_all()
    tour.session.model_page.get("qwen3-4b")
    tour.wait(lambda: bool(_questions()))
    tour.close_all()
    tour.stop("questions")


def settings(tour: Tour) -> None:
    """Every section, and what is behind its links."""
    tour.session.window.commands.run("settings")
    page = tour.session.preferences.page
    assert page is not None
    tour.wait(lambda: bool(page.rows))
    for row in range(page.list.count()):
        page.list.setCurrentRow(row)
        passing_time.pause(30)
    tour.stop("settings", sections=page.list.count())
    for link in list(page.links):  # the page is made anew each time
        page.links[link].click()
        passing_time.pause(60)
        tour.close_all()
        tour.session.window.commands.run("settings")
        tour.stop(f"settings link {link.value}")


def downloading(session: Session, data: Path) -> None:
    """A model through the page, while other pages are looked at."""
    hub = StandInHub({"tiny.Q4_0.gguf": data.read_bytes()}, hold_at=100_000)
    with running(hub):
        session.services.settings.tell(f"network.mirror={hub.address}")
        tour = Tour(session)
        session.window.commands.run("models")
        page = session.model_page.page
        assert page is not None
        tour.wait(lambda: page.discover.model.rowCount() > 0)
        tour.stop("models", asked=[])
        page.discover.repository.setText(REPOSITORY)
        page.discover.look.click()
        _answer(tour, "Ask this once")
        tour.wait(lambda: page.discover.card.repository == REPOSITORY)
        tour.stop("list", asked=_asked(hub))
        session.model_page.get(f"{REPOSITORY}:tiny.Q4_0.gguf")
        _answer(tour, "Download this once")
        tour.wait(hub.is_held.is_set)
        for name in ("settings", "documents", "library", "models"):
            if name in session.window.commands:
                session.window.commands.run(name)
                passing_time.pause(100)
                tour.close_all()
        hub.go_on.set()
        rows = page.downloads.rows
        tour.wait(lambda: [each.shown.phase for each in rows.values()] == [DownloadPhase.DONE])
        ledger = [each.host for each in session.services.network.lines()]
        tour.stop("download", asked=_asked(hub), ledger=ledger)


def _asked(hub: StandInHub) -> list[str]:
    return [f"{each.method} {each.path}" for each in hub.seen]


def _questions() -> list[QMessageBox]:
    top = QApplication.topLevelWidgets()
    return [each for each in top if isinstance(each, QMessageBox) and each.isVisible()]


def _answer(tour: Tour, label: str) -> None:
    tour.wait(lambda: bool(_questions()))
    (box,) = _questions()
    next(each for each in box.findChildren(QPushButton) if each.text() == label).click()
    tour.wait(lambda: not _questions())


def _counted() -> dict[str, int]:
    table = Path("/proc/self/net/dev").read_text("ascii")
    return {way: sent_so_far(table, way) for way in WAYS}


def _close_menu() -> None:
    if (menu := QApplication.activePopupWidget()) is not None:
        menu.close()


def _never(*_args: object, **_more: object) -> bool:
    raise AssertionError("something is opened outside of the window")


def main() -> None:
    """One of the two tours."""
    kind, home, given = sys.argv[1], *map(Path, sys.argv[2:4])
    application = QApplication(["snug"])
    # A person is nowhere near: what would wait for one is answered with nothing.
    for name in ("getOpenFileName", "getOpenFileNames", "getSaveFileName"):
        setattr(QFileDialog, name, staticmethod(lambda *_a, **_k: ([], "")))
    QFileDialog.getExistingDirectory = staticmethod(lambda *_a, **_k: "")
    QDesktopServices.openUrl = staticmethod(_never)
    menus = QTimer(interval=60)
    menus.timeout.connect(_close_menu)  # a menu of a button holds whoever opened it
    menus.start()
    options = ("sampling.max_tokens=24", "appearance.language=en")
    session = Session(application, home, options, offline=False)
    session.show()
    (offline if kind == "offline" else downloading)(session, given)
    session.window.close()


if __name__ == "__main__":
    try:
        main()
    except BaseException:  # the window would show it, to nobody
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)

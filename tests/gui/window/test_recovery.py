"""After the window's process was killed: the answer is marked, the draft is back. Real vault."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fake_engine import FakeEngine
from passing_time import wait
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from vault_homes import files_with, make_vault
from vault_room import OpenRoom
from vaults import PASSPHRASE

from app.config.instance import Instance
from app.config.wish_socket import WishListener
from app.config.wishes import Wish
from app.gui.session import Session
from app.gui.vault.unlock_page import Phase

ROOT = Path(__file__).parents[3]
ASKED = "Where does 등대지기 Ottoline live?"
ANSWERED = "In the lighthouse, and then"
DRAFT = "Unsent 취소된초안 words"
PROGRAM = f"""
import os, signal, sys
sys.path[:0] = [{str(ROOT)!r}, {str(ROOT / "tests")!r}]
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
import passing_time
from fake_engine import FakeEngine, Hold
from vaults import PASSPHRASE
from app import bootstrap
from app.gui.session import Session
from app.gui.vault.unlock_page import Phase

def wait(is_so):
    passing_time.wait(is_so, 60)

engine = FakeEngine()
engine.says({ANSWERED!r}, Hold, "never")
bootstrap.EngineClient = lambda: engine
application = QApplication(["snug"])
session = Session(application, None, ("appearance.language=en",), offline=True)
session.show()
page = session.vault.page
wait(lambda: page.phase is Phase.ASKING)
page.field.setText(PASSPHRASE)
QTest.keyClick(page.field, Qt.Key.Key_Return)
wait(lambda: not session.window.is_covered)
edit = session.window.page.composer.edit
edit.insertPlainText({ASKED!r})
QTest.keyClick(edit, Qt.Key.Key_Return)
rows = session.window.page.transcript._rows
wait(lambda: len(rows) == 2 and rows[-1].text == {ANSWERED!r})
edit.insertPlainText({DRAFT!r})
store = session.services.vault._store
wait(lambda: store.draft(session.chat.current) == {DRAFT!r})
wait(lambda: store.messages(session.chat.current)[-1].text == {ANSWERED!r})
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(os.name != "posix", reason="kills as POSIX does")
def test_a_killed_window_loses_neither_the_answer_so_far_nor_the_draft(
    qtbot: QtBot,
    tiny_home: Path,
    engine: FakeEngine,
    open_window: Callable[..., Session],
) -> None:
    make_vault(tiny_home)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=100, check=False,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL, done.stderr
    for words in (ASKED, ANSWERED, DRAFT):
        assert files_with(tiny_home, words) == []

    session = open_window("appearance.language=en")
    page = session.vault.page
    qtbot.waitUntil(lambda: page.phase is Phase.ASKING)
    page.field.setText(PASSPHRASE)
    qtbot.keyClick(page.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not session.window.is_covered)
    qtbot.waitUntil(lambda: bool(session.services.chat.conversations()))
    (conversation,) = session.services.chat.conversations()
    session.chat.open(conversation.id)
    qtbot.waitUntil(lambda: len(session.window.page.transcript._rows) == 2)
    rows = session.window.page.transcript._rows
    assert [row.text for row in rows] == [ASKED, ANSWERED]
    assert rows[-1].status == "Cut off when Snug ended"
    assert not rows[-1].is_live
    qtbot.waitUntil(lambda: session.window.page.composer.draft() == DRAFT)


def test_a_second_start_shows_the_first_window_also_while_it_is_locked(
    qtbot: QtBot, open_room: OpenRoom, home: Path
) -> None:
    room = open_room()
    qtbot.waitUntil(lambda: room.window.is_covered)
    first, second = Instance(home), Instance(home)
    assert first.acquire()
    assert not second.acquire()
    watcher = room.session.listen_to_others(first)
    room.window.setWindowState(Qt.WindowState.WindowMinimized)
    room.window.hide()
    second.ask_to_show()
    qtbot.waitUntil(room.window.isVisible)
    assert not room.window.isMinimized()
    assert room.window.is_covered
    watcher.deleteLater()
    first.release()


@pytest.fixture
def short_home() -> Iterator[Path]:
    """A folder with a short name: the address of a socket is limited."""
    with tempfile.TemporaryDirectory(prefix="w") as folder:
        yield Path(folder)


def test_a_second_start_loads_no_qt(short_home: Path) -> None:
    environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "DISPLAY": ":0"}
    first, listener = Instance(short_home), WishListener(short_home, environment)
    assert first.acquire()
    assert listener.open()
    program = (
        "import sys\n"
        "from app.cli.main import run\n"
        f"code = run(['--home', {str(short_home)!r}])\n"
        "print(code, 'PySide6' in sys.modules)\n"
    )
    second = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, env=environment
    )
    wait(lambda: listener.hear() == Wish(), 60)
    assert second.communicate(timeout=60)[0].strip() == "0 False"
    listener.close()
    first.release()

"""`snug vault lock` and the window that is open: a real vault, and a process of its own."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fake_engine import FakeEngine
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from vault_homes import make_vault
from vaults import PASSPHRASE

from app.config.instance import Instance
from app.domain.vault import VaultState
from app.gui.session import Session
from app.gui.vault.unlock_page import Phase

ROOT = Path(__file__).parents[3]


def ask(home: Path, *more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "app", "--home", str(home), "vault", "lock", *more],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )


def answer_of(qtbot: QtBot, asked: subprocess.Popen[str]) -> tuple[int, str, str]:
    qtbot.waitUntil(lambda: asked.poll() is not None)
    out, error = asked.communicate()
    return asked.returncode, out, error


@pytest.fixture
def instance(tiny_home: Path) -> Iterator[Instance]:
    held = Instance(tiny_home)
    assert held.acquire()
    yield held
    held.release()


@pytest.fixture
def open_session(
    engine: FakeEngine, tiny_home: Path, open_window: Callable[..., Session], instance: Instance
) -> Callable[[], Session]:
    def open_one() -> Session:
        session = open_window("appearance.language=en")
        session.listen_to_others(instance)
        return session

    return open_one


def unlock(qtbot: QtBot, session: Session) -> None:
    page = session.vault.page
    qtbot.waitUntil(page.field.isVisible)
    page.field.setText(PASSPHRASE)
    qtbot.keyClick(page.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not session.window.is_covered)


def test_an_open_vault_is_locked(
    qtbot: QtBot, tiny_home: Path, open_session: Callable[[], Session]
) -> None:
    make_vault(tiny_home)
    session = open_session()
    unlock(qtbot, session)
    asked = ask(tiny_home, "--json")
    qtbot.waitUntil(lambda: session.window.is_covered)
    qtbot.waitUntil(lambda: session.services.vault.state is VaultState.LOCKED)
    assert answer_of(qtbot, asked) == (0, '{"locked": true}\n', "")
    assert session.vault.page.phase in (Phase.OPENING, Phase.ASKING)
    again = ask(tiny_home)
    assert answer_of(qtbot, again) == (0, "", "Locked.\n")
    assert not list(tiny_home.glob("lock.*"))


def test_where_nothing_is_kept_it_says_so(
    qtbot: QtBot, tiny_home: Path, open_session: Callable[[], Session]
) -> None:
    open_session()
    code, out, error = answer_of(qtbot, ask(tiny_home))
    assert (code, out) == (1, "")
    assert "opens without a passphrase" in error


def test_without_a_window_it_says_so(qtbot: QtBot, tiny_home: Path) -> None:
    code, out, error = answer_of(qtbot, ask(tiny_home))
    assert (code, out) == (1, "")
    assert "No window of Snug is open" in error


def test_a_vault_that_is_being_opened_is_locked_once_it_is_open(
    qtbot: QtBot, tiny_home: Path, open_session: Callable[[], Session]
) -> None:
    make_vault(tiny_home)
    session = open_session()
    page = session.vault.page
    qtbot.waitUntil(page.field.isVisible)
    told: list[str] = []
    page.field.setText(PASSPHRASE)
    qtbot.keyClick(page.field, Qt.Key.Key_Return)
    assert page.phase is Phase.UNLOCKING
    session.vault.lock_and_tell(told.append)
    assert told == []
    qtbot.waitUntil(lambda: told == ["locked"])
    assert session.window.is_covered
    assert session.services.vault.state is VaultState.LOCKED

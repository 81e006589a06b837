"""Asking a window to lock: who is answered, what is left behind, what is no wish any more."""

import os
import threading
import time
from pathlib import Path

import pytest

from app.config.instance import Instance
from app.config.lock_request import (
    ANSWER_FILE,
    REQUEST_FILE,
    LockOutcome,
    answer_request,
    ask_to_lock,
    take_request,
)


def asking(home: Path) -> tuple[threading.Thread, list[LockOutcome | None]]:
    outcomes: list[LockOutcome | None] = []
    thread = threading.Thread(target=lambda: outcomes.append(ask_to_lock(home, 5)))
    thread.start()
    while not (home / REQUEST_FILE).exists():
        time.sleep(0.01)
    return thread, outcomes


@pytest.mark.parametrize("outcome", list(LockOutcome))
def test_the_answer_reaches_whoever_asked(tmp_path: Path, outcome: LockOutcome) -> None:
    instance = Instance(tmp_path)
    assert instance.acquire()
    os.utime(instance.file, ns=(0, 0))
    thread, outcomes = asking(tmp_path)
    while not instance.file.stat().st_mtime:
        time.sleep(0.01)
    assert (tmp_path / REQUEST_FILE).stat().st_mode & 0o777 == 0o600
    name = take_request(tmp_path)
    assert name
    assert take_request(tmp_path) is None, "it is taken once"
    answer_request(tmp_path, name, outcome)
    thread.join()
    assert outcomes == [outcome]
    instance.release()
    assert [path.name for path in tmp_path.iterdir()] == [instance.file.name]


def test_an_answer_to_somebody_else_does_not_count(tmp_path: Path) -> None:
    Instance(tmp_path).file.touch()
    (tmp_path / ANSWER_FILE).write_text("another locked")
    thread, outcomes = asking(tmp_path)
    answer_request(tmp_path, "another", LockOutcome.LOCKED)
    time.sleep(0.1)
    assert outcomes == []
    name = take_request(tmp_path)
    assert name
    answer_request(tmp_path, name, LockOutcome.NOTHING)
    thread.join()
    assert outcomes == [LockOutcome.NOTHING]


def test_without_an_answer_it_gives_up_and_leaves_nothing(tmp_path: Path) -> None:
    assert ask_to_lock(tmp_path, 0.1) is None
    assert list(tmp_path.iterdir()) == []


def test_what_was_left_behind_is_no_wish(tmp_path: Path) -> None:
    (tmp_path / REQUEST_FILE).write_text("old")
    os.utime(tmp_path / REQUEST_FILE, (0, 0))
    assert take_request(tmp_path) is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="links are for administrators there")
def test_a_link_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("words")
    (tmp_path / REQUEST_FILE).symlink_to(secret)
    assert take_request(tmp_path) is None
    assert secret.read_text() == "words"

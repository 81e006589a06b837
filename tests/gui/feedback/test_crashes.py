"""A crash shows everything it would report and nothing of the user; the next start tells of it."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QtMsgType
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from app.gui.feedback import qt_messages
from app.gui.feedback.crash_dialog import CrashDialog
from app.gui.feedback.crash_report import report_of, report_of_native
from app.gui.feedback.native_crash import CRASH_FILE, NativeCrash
from app.gui.session import Session

ROOT = Path(__file__).parents[3]
SAID = "SENTINEL 임대차계약서"
PLACE = "/home/mirabel/letter.txt"


def fail() -> None:
    try:
        try:
            raise KeyError(SAID)
        except KeyError as error:
            raise FileNotFoundError(2, SAID, PLACE) from error
    except OSError:
        raise ExceptionGroup(SAID, [RuntimeError(SAID), ValueError(SAID)])  # noqa: B904


def caught() -> BaseException:
    try:
        fail()
    except ExceptionGroup as error:
        error.add_note(SAID)
        return error
    raise AssertionError


def shown(qtbot: QtBot, session: Session) -> CrashDialog:
    qtbot.waitUntil(lambda: bool(session.window.findChildren(CrashDialog)))
    (dialog,) = session.window.findChildren(CrashDialog)
    return dialog


def test_a_report_says_where_and_never_what() -> None:
    report = report_of(caught())
    assert "SENTINEL" not in report
    assert "임대차" not in report
    assert PLACE not in report
    assert str(ROOT) not in report
    for part in ("ExceptionGroup", "of RuntimeError, ValueError", "FileNotFoundError (ENOENT)",
                 "KeyError", "tests/gui/feedback/test_crashes.py, line", "in fail"):  # fmt: skip
        assert part in report


def test_errors_that_follow_each_other_in_a_ring_end() -> None:
    first, second = ValueError(SAID), TypeError(SAID)
    first.__cause__, second.__cause__ = second, first
    assert report_of(first).count("ValueError") == 1


def test_a_defect_of_a_job_a_thread_or_the_window_is_shown_once(
    qtbot: QtBot, session: Session
) -> None:
    session.services.jobs.start(fail)
    dialog = shown(qtbot, session)
    assert "in fail" in dialog.report.toPlainText()
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    qtbot.wait(50)
    assert session.window.findChildren(CrashDialog) == [dialog]
    dialog.accept()
    qtbot.waitUntil(lambda: not session.window.findChildren(CrashDialog))
    error = caught()
    sys.excepthook(type(error), error, error.__traceback__)
    assert "SENTINEL" not in shown(qtbot, session).report.toPlainText()


def test_a_report_is_copied_and_saved_whole(
    qtbot: QtBot, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.services.jobs.start(fail)
    dialog = shown(qtbot, session)
    qtbot.mouseClick(dialog.copy, Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == dialog.report.toPlainText()
    assert dialog.note.text() == "The report is on the clipboard."
    target = tmp_path / "report.txt"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    assert target.read_text("utf-8").strip() == dialog.report.toPlainText().strip()
    assert "report.txt" in dialog.note.text()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path), ""))
    qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    assert "could not be saved" in dialog.note.text()


def test_restart_closes_the_window_as_ever(qtbot: QtBot, session: Session) -> None:
    session.services.jobs.start(fail)
    dialog = shown(qtbot, session)
    qtbot.mouseClick(dialog.restart, Qt.MouseButton.LeftButton)
    assert session.wants_restart
    assert session.has_ended


def test_the_last_time_is_told_and_its_report_shown_on_request(
    qtbot: QtBot, session: Session
) -> None:
    session.defects.tell_of_last_time(
        f'Fatal Python error: Aborted\n\n  File "{ROOT}/app/gui/bridge.py", line 3'
    )
    offer = session.window.page.offer
    assert offer.isVisible()
    offer.take.click()
    report = shown(qtbot, session).report.toPlainText()
    assert "File app/gui/bridge.py, line 3" in report
    assert str(ROOT) not in report


def test_a_native_crash_is_found_at_the_next_start(tmp_path: Path) -> None:
    program = (
        "import faulthandler, sys\n"
        "from pathlib import Path\n"
        "from app.gui.feedback.native_crash import NativeCrash\n"
        "crash = NativeCrash(Path(sys.argv[1]))\n"
        "print(crash.last == '', flush=True)\n"
        "crash.watch()\n"
        "def falls(said):\n"
        "    faulthandler._sigsegv()\n"
        f"falls({SAID!r})\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)],
        capture_output=True, text=True, timeout=60, check=False,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert done.stdout.strip() == "True"
    assert done.returncode == -signal.SIGSEGV
    file = tmp_path / CRASH_FILE
    assert os.name != "posix" or file.stat().st_mode & 0o077 == 0
    found = NativeCrash(tmp_path)
    assert "in falls" in found.last
    assert "SENTINEL" not in report_of_native(found.last)


def test_a_window_that_ends_well_leaves_nothing(tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from app.gui.feedback.native_crash import NativeCrash\n"
        "crash = NativeCrash(Path(sys.argv[1])); crash.watch(); crash.end()\n"
    )
    environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=True, env=environment)
    assert list(tmp_path.iterdir()) == []


def test_of_qts_messages_only_the_function_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    from PySide6.QtCore import QMessageLogContext

    qt_messages._kept.clear()
    qt_messages._hear(QtMsgType.QtWarningMsg, QMessageLogContext(), f"QFile::open: {SAID}")
    qt_messages._hear(QtMsgType.QtCriticalMsg, QMessageLogContext(), SAID)
    assert SAID in capsys.readouterr().err
    kept = qt_messages.last()
    qt_messages._kept.clear()
    assert "QFile::open" in kept
    assert len(kept.splitlines()) == 2
    assert "SENTINEL" not in kept

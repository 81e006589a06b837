"""Starting: what is checked first, what is not imported before the window, and sound bindings."""

import subprocess
import sys
from pathlib import Path

import pytest

from app.domain.errors import NoDisplay
from app.gui import surroundings

ROOT = Path(__file__).parents[3]
_HEAVY = (
    "llama_cpp", "sqlalchemy", "huggingface_hub", "numpy", "jinja2", "pygments", "psutil",
    "keyring",
)  # fmt: skip


def run_python(program: str, **environment: str) -> subprocess.CompletedProcess[str]:
    base = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "HOME": "/nonexistent"}
    return subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
        env=base | environment,
    )


def test_nothing_heavy_is_imported_before_the_window(tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "from PySide6.QtWidgets import QApplication\n"
        "from app.gui.session import Session\n"
        "app = QApplication([])\n"
        "session = Session(app, None, (), offline=True)\n"
        "session.window.show()\n"
        f"print([name for name in {_HEAVY!r} if name in sys.modules])\n"
        "session.window.close()\n"
    )
    done = run_python(program, QT_QPA_PLATFORM="offscreen", SNUG_HOME=str(tmp_path))
    assert done.stdout.strip() == "[]", done.stderr


def test_the_first_message_finds_its_parser_loaded_and_views_made(tmp_path: Path) -> None:
    program = (
        "import sys, time\n"
        "from PySide6.QtWidgets import QApplication\n"
        "from app.gui.session import Session\n"
        "app = QApplication([])\n"
        "session = Session(app, None, (), offline=True)\n"
        "session.show()\n"
        "until = time.monotonic() + 60\n"
        "views = session.window.page.transcript._free\n"
        "while len(views) < 10 or not {'markdown_it', 'pygments.lexers'} <= set(sys.modules):\n"
        "    app.processEvents()\n"
        "    assert time.monotonic() < until\n"
        "session.window.close()\n"
        "print('loaded')\n"
    )
    done = run_python(program, QT_QPA_PLATFORM="offscreen", SNUG_HOME=str(tmp_path))
    assert done.stdout.strip() == "loaded", done.stderr


def test_without_a_screen_there_is_a_sentence_and_no_abort(tmp_path: Path) -> None:
    program = "import sys; from app.cli.main import run; sys.exit(run([]))"
    done = run_python(program, SNUG_HOME=str(tmp_path))
    assert done.returncode == 1
    assert "no screen" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a screen")
def test_a_screen_is_required_on_linux_only_where_qt_needs_one() -> None:
    with pytest.raises(NoDisplay):
        surroundings.require_display({})
    surroundings.require_display({"WAYLAND_DISPLAY": "wayland-0"})
    surroundings.require_display({"DISPLAY": ":0"})
    surroundings.require_display({"QT_QPA_PLATFORM": "offscreen"})


def test_fcitx_users_reach_their_input_method_as_ibus(tmp_path: Path) -> None:
    environment = {"QT_IM_MODULE": "fcitx"}
    surroundings.choose_input_method(environment, tmp_path)
    assert environment == {"QT_IM_MODULES": "fcitx;ibus"}
    environment = {"QT_IM_MODULE": "fcitx", "WAYLAND_DISPLAY": "wayland-0"}
    surroundings.choose_input_method(environment, tmp_path)
    assert environment["QT_IM_MODULES"] == "wayland;fcitx;ibus"
    environment = {"QT_IM_MODULE": "ibus"}
    surroundings.choose_input_method(environment, tmp_path)
    assert environment == {"QT_IM_MODULE": "ibus"}
    (tmp_path / "libfcitx5platforminputcontextplugin.so").touch()
    environment = {"QT_IM_MODULE": "fcitx"}
    surroundings.choose_input_method(environment, tmp_path)
    assert environment == {"QT_IM_MODULE": "fcitx"}


def test_signals_do_not_wear_out_true() -> None:
    """PySide6 6.12.0 drops a reference of True at every signal and aborts Python 3.11."""
    program = (
        "from PySide6.QtCore import QCoreApplication, QObject, Signal\n"
        "app = QCoreApplication([])\n"
        "class Sender(QObject):\n"
        "    sent = Signal()\n"
        "    def slot(self): pass\n"
        "sender = Sender(); sender.sent.connect(sender.slot)\n"
        "for _ in range(100_000): sender.sent.emit()\n"
        "print('survived')\n"
    )
    assert run_python(program).stdout.strip() == "survived"


def test_the_file_dialog_writes_down_nothing(tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "from PySide6.QtWidgets import QApplication, QFileDialog\n"
        "from PySide6.QtCore import QTimer\n"
        "from app.gui.surroundings import leave_no_history\n"
        "if sys.argv[1:] != ['control']: leave_no_history()\n"
        "app = QApplication([])\n"
        "dialog = QFileDialog(None, 'x', '/tmp')\n"
        "dialog.setOption(QFileDialog.Option.DontUseNativeDialog)\n"
        "QTimer.singleShot(200, lambda: dialog.done(1))\n"
        "dialog.exec(); del dialog\n"
    )
    home = {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / "config")}
    done = run_python(program, QT_QPA_PLATFORM="offscreen", **home)
    assert done.returncode == 0, done.stderr
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    control = "import sys; sys.argv.append('control')\n" + program
    assert run_python(control, QT_QPA_PLATFORM="offscreen", **home).returncode == 0
    assert list(tmp_path.rglob("QtProject.conf")), "without the guard it is written"

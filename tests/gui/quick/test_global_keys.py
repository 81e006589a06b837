"""Keys that hold everywhere: which can be asked for, and a real X server that delivers them."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.gui.quick.xcb_keys import keysym

ROOT = Path(__file__).parents[3]
PROGRAM = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from app.gui.quick.global_keys import GlobalKeys, are_possible
app = QApplication([])
assert are_possible()
heard = []
def hear():
    heard.append(1)
    print("pressed", flush=True)
    if len(heard) == 2: app.quit()
keys = GlobalKeys(hear, app)
print(keys.take("Ctrl+Alt+A"), flush=True)
if sys.argv[1:] == ["once"]:
    sys.exit(0)
QTimer.singleShot(60000, lambda: app.exit(3))
code = app.exec()
keys.take("")
sys.exit(code)
"""


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("Ctrl+Alt+A", (0x61, 4 | 8)),
        ("Meta+Space", (0x20, 64)),
        ("Ctrl+7", (0x37, 4)),
        ("F9", (0xFFBE + 8, 0)),
        ("A", None),
        ("Shift+A", None),
        ("Ctrl+Left", None),
        ("", None),
    ],
)
def test_which_keys_can_be_asked_for(keys: str, expected: tuple[int, int] | None) -> None:
    assert keysym(keys) == expected


@pytest.fixture
def display() -> Iterator[str]:
    """An X server of its own."""
    if not shutil.which("Xvfb") or not shutil.which("xdotool"):
        pytest.skip("needs Xvfb and xdotool")
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-nolisten", "tcp", "-screen", "0", "640x480x24"],
        pass_fds=(writing,), stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(writing)
    with os.fdopen(reading) as pipe:
        number = pipe.readline().strip()
    yield f":{number}"
    server.terminate()
    server.wait(60)


@pytest.mark.skipif(sys.platform != "linux", reason="X11")
def test_keys_are_heard_whichever_window_is_in_front_and_by_one_program_alone(display: str) -> None:
    environment = {
        "PATH": os.environ["PATH"], "DISPLAY": display, "PYTHONPATH": str(ROOT),
        "QT_QPA_PLATFORM": "xcb", "HOME": "/nonexistent",
    }  # fmt: skip
    command = [sys.executable, "-c", PROGRAM]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        assert first.stdout.readline().strip() == "True"
        second = subprocess.run(
            [*command, "once"], env=environment, capture_output=True, text=True, timeout=60,
            check=False,
        )  # fmt: skip
        assert second.stdout.strip() == "False", second.stderr
        for keys in ("ctrl+alt+b", "ctrl+alt+a", "ctrl+alt+a"):
            subprocess.run(["xdotool", "key", keys], env=environment, check=True, timeout=60)
        heard = [first.stdout.readline().strip() for _ in range(2)]
        assert first.wait(60) == 0
    assert heard == ["pressed", "pressed"]

"""No byte leaves: the whole application in a network namespace whose only way out is counted."""

import json
import sys
from pathlib import Path

import pytest
from counted_namespace import in_counted_namespace, sent

pytestmark = [
    pytest.mark.real_engine,
    pytest.mark.skipif(sys.platform != "linux", reason="network namespaces are Linux's"),
]
_TALK = """
import subprocess, sys
done = subprocess.run([sys.executable, "-m", "app", "chat", "What is the capital of France?",
                       "--temperature", "0", "--json"], capture_output=True, text=True)
sys.stdout.write(done.stdout); sys.stderr.write(done.stderr); sys.exit(done.returncode)
"""

_WINDOW = """
import sys, time
from PySide6.QtWidgets import QApplication
from app.gui.session import Session
app = QApplication([])
session = Session(app, None, ("sampling.temperature=0",), offline=False)
session.show()
composer = session.window.page.composer
composer.set_draft("What is the capital of France? ![x](http://192.0.2.9/x.png)")
composer.button.click()
rows = session.window.page.transcript._rows
end = time.time() + 60
while time.time() < end and not (len(session.window.page.transcript._rows) == 2
                                 and not session.window.page.transcript._rows[1].is_live):
    app.processEvents(); time.sleep(0.01)
session.window.page.transcript._rows and print(session.window.page.transcript._rows[1].text)
for text in ("![x](http://192.0.2.9/x.png)", "![x](//192.0.2.9/share/x.png)",
             "<img src='http://192.0.2.9/y.png'>"):
    session.window.page.transcript.update_message(session.window.page.transcript._rows[1].id,
                                                  text=text)
    for _ in range(20):
        app.processEvents(); time.sleep(0.01)
session.window.grab()
session.window.close()
"""

_LEAK = """
import socket
socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"a byte that leaves", ("203.0.113.7", 9))
"""


def test_the_counter_counts(tmp_path: Path) -> None:
    """Without this control, silence would prove nothing."""
    assert sent(in_counted_namespace(_LEAK, tmp_path)) > 0


def test_a_conversation_on_the_command_line_is_silent(tmp_path: Path, starter_home: Path) -> None:
    found = in_counted_namespace(_TALK, tmp_path)
    assert found["code"] == "0", found["errors"]
    assert "Paris" in json.loads(found["output"])["text"]
    assert sent(found) == 0
    assert sent(found, "lo") == 0, "nothing is sent on loopback either"


def test_a_conversation_in_the_window_is_silent(tmp_path: Path, starter_home: Path) -> None:
    found = in_counted_namespace(_WINDOW, tmp_path)
    assert found["code"] == "0", found["errors"]
    assert found["output"]
    assert sent(found) == 0
    assert sent(found, "lo") == 0


_GET = """
import sys
from app.cli.main import run
sys.exit(run(["models", "get", "room/tiny:Q4_0", "--set", "network.mirror=https://192.0.2.9",
              *%r]))
"""

_DOWNLOAD = """
import sys
from pathlib import Path
sys.path.insert(0, "tests")
from hub_room import model_bytes
from stand_in_hub import REPOSITORY, StandInHub, running
from app.cli.main import run
made = model_bytes(Path(%r), feed_forward=64)
with running(StandInHub({"tiny.Q4_0.gguf": made})) as hub:
    sys.exit(run(["models", "get", REPOSITORY, "--set", f"network.mirror={hub.address}"]))
"""


def test_a_download_that_is_not_allowed_sends_nothing(tmp_path: Path, home: Path) -> None:
    found = in_counted_namespace(_GET % ["--offline"], tmp_path)
    assert found["code"] == "1"
    assert "stay offline" in found["errors"]
    assert (sent(found), sent(found, "lo")) == (0, 0)


def test_a_download_speaks_to_the_hub_of_the_settings_and_to_nobody_else(
    tmp_path: Path, home: Path
) -> None:
    found = in_counted_namespace(_DOWNLOAD % str(tmp_path), tmp_path)
    assert found["code"] == "0", found["errors"]
    assert sent(found) == 0, "no ping, no telemetry, no look-up of a name beside it"
    assert sent(found, "lo") > 100_000

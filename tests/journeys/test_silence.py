"""No byte leaves: the whole application in a network namespace whose only way out is counted."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.real_engine,
    pytest.mark.skipif(sys.platform != "linux", reason="network namespaces are Linux's"),
]
ROOT = Path(__file__).parents[2]

# In the namespace stands one interface that leads nowhere and counts what is sent to it. IPv6 is
# off, for the kernel itself would announce the interface.
_SCRIPT = """
set -eu
sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1 2>/dev/null || \
  for file in /proc/sys/net/ipv6/conf/*/disable_ipv6; do echo 1 > "$file"; done
ip link set lo up
ip link add counter type veth peer name nowhere
ip addr add 192.0.2.2/24 dev counter
ip link set counter up
ip link set nowhere up
ip route add default via 192.0.2.1 dev counter
ip neigh add 192.0.2.1 lladdr 02:00:00:00:00:01 dev counter
cat /proc/self/net/dev > "$1/before"
set +e
"$2" -c "$3" > "$1/output" 2> "$1/errors"
echo $? > "$1/code"
cat /proc/self/net/dev > "$1/after"
"""

_TALK = """
import subprocess, sys
done = subprocess.run([sys.executable, "-m", "app", "chat", "What is the capital of France?",
                       "--temperature", "0", "--json"], capture_output=True, text=True)
sys.stdout.write(done.stdout); sys.stderr.write(done.stderr); sys.exit(done.returncode)
"""

_WINDOW = """
import sys, time
from PySide6.QtWidgets import QApplication
from app.gui.application import Session
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


def in_counted_namespace(program: str, folder: Path) -> dict[str, str]:
    """Run a Python program there; what it printed, and what was sent."""
    path = os.pathsep.join((os.environ["PATH"], "/usr/sbin", "/sbin"))
    if not all(shutil.which(program, path=path) for program in ("unshare", "ip")):
        pytest.fail("this proof needs the programs unshare (util-linux) and ip (iproute2)")
    results = folder / "results"
    results.mkdir()
    # As root directly; as a user through a user namespace, which some systems refuse.
    command = ["unshare", "--net"] if os.geteuid() == 0 else ["unshare", "--net", "--map-root-user"]
    script = ["sh", "-c", _SCRIPT, "sh", str(results), sys.executable, program]
    environment = os.environ | {
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": str(ROOT),
        "PATH": path,
    }
    done = subprocess.run(
        [*command, *script],
        capture_output=True, text=True, timeout=110, check=False, cwd=ROOT, env=environment,
    )  # fmt: skip
    if not (results / "code").exists():
        if "unshare" in done.stderr and os.environ.get("CI") != "true":
            pytest.skip(f"network namespaces are refused here: {done.stderr.strip()}")
        pytest.fail(done.stderr)
    return {path.name: path.read_text().strip() for path in results.iterdir()}


def sent(found: dict[str, str], interface: str = "counter") -> int:
    """Bytes that were sent through an interface of the namespace while the program ran."""
    return _sent(found["after"], interface) - _sent(found["before"], interface)


def _sent(table: str, interface: str) -> int:
    row = next(line for line in table.splitlines() if line.strip().startswith(f"{interface}:"))
    return int(row.split(":")[1].split()[8])  # proc_net_dev(5): the ninth figure


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

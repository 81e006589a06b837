"""Runs a program in a network namespace whose only way out is counted."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[1]

# In the namespace stands one interface that leads nowhere and counts what is sent to it. IPv6 is
# off, for the kernel itself would announce the interface.
_SCRIPT = """
set -eu
sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1 2>/dev/null || \\
  for file in /proc/sys/net/ipv6/conf/*/disable_ipv6; do echo 1 > "$file"; done
ip link set lo up
ip link add counter type veth peer name nowhere
ip addr add 192.0.2.2/24 dev counter
ip link set counter up
ip link set nowhere up
ip route add default via 192.0.2.1 dev counter
ip neigh add 192.0.2.1 lladdr 02:00:00:00:00:01 dev counter
results="$1"
shift
cat /proc/self/net/dev > "$results/before"
set +e
"$@" > "$results/output" 2> "$results/errors"
echo $? > "$results/code"
cat /proc/self/net/dev > "$results/after"
"""


def in_counted_namespace(
    program: str | Sequence[str], folder: Path, *, seconds: float = 110
) -> dict[str, str]:
    """Run Python there, with the text of a program or with arguments; what it printed, what went.

    The keys are "code", "output", "errors", and "before" and "after" for `sent`.
    """
    path = os.pathsep.join((os.environ["PATH"], "/usr/sbin", "/sbin"))
    if not all(shutil.which(program, path=path) for program in ("unshare", "ip")):
        pytest.fail("this proof needs the programs unshare (util-linux) and ip (iproute2)")
    results = folder / "results"
    results.mkdir()
    # As root directly; as a user through a user namespace, which some systems refuse.
    command = ["unshare", "--net"] if os.geteuid() == 0 else ["unshare", "--net", "--map-root-user"]
    arguments = ["-c", program] if isinstance(program, str) else program
    script = ["sh", "-c", _SCRIPT, "sh", str(results), sys.executable, *arguments]
    environment = os.environ | {
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": str(_ROOT),
        "PATH": path,
    }
    running = subprocess.Popen(
        [*command, *script],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=_ROOT, env=environment,
        start_new_session=True,
    )  # fmt: skip
    try:
        _, errors = running.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(running.pid, signal.SIGKILL)  # with the program and its children
        running.communicate()
        raise
    if not (results / "code").exists():
        if "unshare" in errors and os.environ.get("CI") != "true":
            pytest.skip(f"network namespaces are refused here: {errors.strip()}")
        pytest.fail(errors)
    return {path.name: path.read_text().strip() for path in results.iterdir()}


def sent(found: dict[str, str], interface: str = "counter") -> int:
    """Bytes that were sent through an interface of the namespace while the program ran."""
    after, before = (sent_so_far(found[each], interface) for each in ("after", "before"))
    return after - before


def sent_so_far(table: str, interface: str) -> int:
    """Bytes that were sent through an interface, by the text of /proc/self/net/dev."""
    row = next(line for line in table.splitlines() if line.strip().startswith(f"{interface}:"))
    return int(row.split(":")[1].split()[8])  # proc_net_dev(5): the ninth figure

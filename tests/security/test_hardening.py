"""The guards of the main process: tried for real, in a process of their own."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from app.security.hardening import attempt

ROOT = Path(__file__).parents[2]
_TRY = """
import ctypes, json, os, sys
from dataclasses import asdict
from app.security.hardening import harden_main_process
guards = [asdict(guard) for guard in harden_main_process()]
import resource, subprocess
path = sys.argv[1] + "/file"
open(path, "w").close()
os.mkdir(sys.argv[1] + "/folder")
limit = "import resource; print(resource.getrlimit(resource.RLIMIT_CORE))"
print(json.dumps({
    "guards": guards,
    "core": resource.getrlimit(resource.RLIMIT_CORE),
    "dumpable": ctypes.CDLL(None).prctl(3, 0, 0, 0, 0) if sys.platform == "linux" else 0,
    "file": os.stat(path).st_mode & 0o777,
    "folder": os.stat(sys.argv[1] + "/folder").st_mode & 0o777,
    "child": subprocess.check_output([sys.executable, "-c", limit], text=True).strip(),
}))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="these guards are POSIX's")
def test_the_main_process_is_closed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _TRY, str(tmp_path)]
    output = subprocess.check_output(command, cwd=ROOT, text=True, timeout=60)
    found = json.loads(output)
    assert [guard["name"] for guard in found["guards"]] == [
        "no core dumps",
        "new files are private",
    ]
    assert all(guard["holds"] and guard["detail"] for guard in found["guards"])
    assert found["core"] == [0, 0]
    assert found["dumpable"] == 0
    assert (found["file"], found["folder"]) == (0o600, 0o700)
    assert found["child"] == "(0, 0)"


def test_a_guard_that_fails_is_reported_as_it_is() -> None:
    def fail() -> str:
        raise OSError(1, "not permitted")

    guard = attempt("a guard", fail)
    assert (guard.name, guard.holds) == ("a guard", False)
    assert "not permitted" in guard.detail
    assert attempt("another", lambda: "detail").holds

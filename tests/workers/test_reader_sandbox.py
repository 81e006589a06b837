"""What a child may read that draws a page: the folders that it was given, and nothing else."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="these guards are Linux's")

_TRY = """
import errno, json, os, socket, sys
from pathlib import Path
import app.workers.reader_sandbox as sandbox
from app.workers.reader_sandbox import Bounds, confine_document, prove_confinement
if sys.argv[2] == "without":
    def missing(*_, **__):
        raise OSError(errno.ENOSYS, "no Landlock")
    sandbox.restrict_files = missing
folder = Path(sys.argv[1])
guards = confine_document(
    Bounds(64 << 20, 5), os.getppid(), [str(folder / "fonts"), "/not/there"], [os.devnull]
)
found = {"guards": {guard.name: guard.holds for guard in guards}}
def attempt(name, work):
    try:
        work()
    except OSError as error:
        found[name] = errno.errorcode[error.errno]
    except MemoryError:
        found[name] = "MemoryError"
    else:
        found[name] = "allowed"
attempt("font", (folder / "fonts" / "a.ttf").read_bytes)
attempt("list", lambda: list((folder / "fonts").iterdir()))
attempt("other", (folder / "secret").read_bytes)
attempt("up", (folder / "fonts" / ".." / "secret").read_bytes)
attempt("link", (folder / "fonts" / "link").read_bytes)
attempt("write", lambda: (folder / "fonts" / "a.ttf").write_bytes(b"y"))
attempt("new", lambda: (folder / "fonts" / "new").write_bytes(b"y"))
attempt("null", lambda: Path(os.devnull).write_bytes(b"y"))
attempt("socket", lambda: socket.socket(socket.AF_INET))
attempt("memory", lambda: bytearray(128 << 20))
found["proved"] = {guard.name: guard.holds for guard in prove_confinement()}
print(json.dumps(found))
"""


def attempts(folder: Path, landlock: str) -> dict[str, object]:
    (folder / "fonts").mkdir()
    (folder / "fonts" / "a.ttf").write_bytes(b"x")
    (folder / "secret").write_bytes(b"x")
    (folder / "fonts" / "link").symlink_to(folder / "secret")
    done = subprocess.run(
        [sys.executable, "-c", _TRY, str(folder), landlock],
        capture_output=True,
        text=True,
        timeout=60,
        env={"PYTHONPATH": str(Path(__file__).parents[2]), "PATH": "/usr/bin:/bin"},
        check=True,
    )
    assert (folder / "fonts" / "a.ttf").read_bytes() == b"x"
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_what_was_given_is_read_and_nothing_else(tmp_path: Path) -> None:
    found = attempts(tmp_path, "with")
    assert found["guards"] == dict.fromkeys(found["guards"], True)  # type: ignore[call-overload]
    for allowed in ("font", "list", "null"):
        assert found[allowed] == "allowed"
    for refused in ("other", "up", "link", "write", "new", "socket"):
        assert found[refused] in ("EACCES", "EPERM")
    assert found["memory"] == "MemoryError"
    assert found["proved"] == dict.fromkeys(("network test", "file test", "process test"), True)


def test_without_landlock_nothing_is_opened_at_all(tmp_path: Path) -> None:
    found = attempts(tmp_path, "without")
    guards = found["guards"]
    assert isinstance(guards, dict)
    assert [name for name, holds in guards.items() if not holds] == ["no files"]
    for refused in ("font", "list", "other", "write", "null", "socket"):
        assert found[refused] == "EPERM"
    assert found["proved"] == dict.fromkeys(("network test", "file test", "process test"), True)

"""A whole journey through the window, up to a crash, leaves nothing readable in any file.

The window, its engine and its reader run for real, with every folder that a program may write to
inside one that is searched afterwards. Where strace is installed, every write of every process is
read as well, so that a file which was removed since is caught, too.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from vault_homes import files_with, make_vault
from window_journey import CONTROL, CUT_OFF, DRAFT, QUESTION, SAID

pytestmark = pytest.mark.real_engine
ROOT = Path(__file__).parents[2]
DOCUMENT = "Clause nine: the badger Leopold keeps the ledger 비밀장부 in the cellar."
ATTACHED = "The gander Quentin hid the violin 바이올린 under the stairs."
STEPS = [
    "control",
    "unlock",
    "draft",
    "answer",
    "search",
    "copy",
    "answer",
    "attach",
    "index",
    "export",
    "crash",
]
SECRETS = (DRAFT, SAID, CUT_OFF, DOCUMENT, ATTACHED, QUESTION)
_WRITE = re.compile(r"(?:write|pwrite64|writev|pwritev2?)\(\d+<(?P<file>/[^>]*)>, ")


def pieces(text: str) -> list[str]:
    """The text, and stretches of it that are no other text's."""
    words = text.split()
    hangul = [word for word in words if not word.isascii()]
    return [text, " ".join(words[2:6]), *hangul]


@pytest.fixture
def world(starter_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that holds the home and everything else that may be written to."""
    for name in ("TMPDIR", "TEMP", "TMP", "SQLITE_TMPDIR"):
        monkeypatch.setenv(name, str(made(starter_home / "scratch")))
    for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(made(starter_home / "user" / name)))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(made(starter_home / "user" / "run")))
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    make_vault(starter_home)
    return starter_home


def made(folder: Path) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


@pytest.mark.timeout(240)
@pytest.mark.skipif(os.name != "posix", reason="the crash is a signal")
def test_nothing_readable_is_ever_written(world: Path, tmp_path: Path) -> None:
    document, file = tmp_path / "ledger.txt", tmp_path / "note.txt"
    document.write_text(DOCUMENT, "utf-8")
    file.write_text(ATTACHED, "utf-8")
    trace = tmp_path / "trace.txt"
    strace = shutil.which("strace")
    writes = "trace=write,pwrite64,writev,pwritev,pwritev2"
    flags = ["-f", "-qq", "-y", "-s", "4096", "-e", writes, "-o", str(trace)]
    watched = [strace, *flags] if strace else []
    command = [sys.executable, "tests/window_journey.py", str(world), str(document), str(file)]
    done = subprocess.run(
        [*watched, *command],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=200,
        check=False,
        cwd=ROOT,
    )
    assert done.stdout.decode().split() == STEPS, done.stderr.decode()[-3000:]
    for secret in SECRETS:
        for piece in pieces(secret):
            assert files_with(world, piece) == [], piece
    assert files_with(world, CONTROL) == ["control.db"]
    if strace:
        written = files_written_to(trace, SECRETS)
        assert written == set()
        assert files_written_to(trace, (CONTROL,)) >= {"control.db"}


def files_written_to(trace: Path, texts: tuple[str, ...]) -> set[str]:
    """Names of the files that one of the texts was written to, wholly or in part."""
    needles = [_as_traced(words) for text in texts for words in (" ".join(text.split()[2:6]),)]
    needles += [_as_traced(words.encode("utf-16-le")) for words in ("heron told", "otter Barnaby")]
    if texts == (CONTROL,):
        needles = [_as_traced(" ".join(CONTROL.split()[2:6]))]
    found = set()
    with trace.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            call = _WRITE.search(line)
            if call is not None and any(needle in line for needle in needles):
                found.add(Path(call["file"]).name)
    return found


def _as_traced(text: str | bytes) -> str:
    """Bytes as strace prints them in a string."""
    data = text.encode() if isinstance(text, str) else text
    out = []
    for at, byte in enumerate(data):
        if 32 <= byte < 127:
            out.append(chr(byte))
        elif at + 1 < len(data) and chr(data[at + 1]).isdigit():
            out.append(f"\\{byte:03o}")
        else:
            out.append(f"\\{byte:o}")
    return "".join(out)

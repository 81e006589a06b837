"""The vault from the outside: real processes that make it, fill it, search it, lose their keys."""

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from started_commands import ROOT, snug
from vault_homes import files_with, make_vault, write_plainly
from vaults import PASSPHRASE

pytestmark = pytest.mark.real_engine
SECRET = "The heron told Mirabel about the contract 임대차계약서 on Tuesday"
CRASHING = "Write a very long story about the lighthouse keeper Ottoline and her 고양이."


@pytest.fixture
def home(starter_home: Path) -> Path:
    """A home with the starter model."""
    return starter_home


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """A file with the passphrase."""
    path = tmp_path / "passphrase.txt"
    path.write_text(PASSPHRASE + "\n", "utf-8")
    return path


def values(done: subprocess.CompletedProcess[str]) -> list[dict[str, object]]:
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def ask(key: Path, words: str, *more: str) -> dict[str, object]:
    done = snug("chat", words, "--max-tokens", "5", "--json", "--passphrase-file", str(key), *more)
    return values(done)[0]


def test_what_is_said_is_kept_found_and_destroyed(home: Path, key: Path) -> None:
    make_vault(home)
    opening = ("--passphrase-file", str(key), "--json")
    first = ask(key, SECRET)
    again = ask(key, "And on Wednesday?", "--conversation", str(first["conversation"]))
    assert again["conversation"] == first["conversation"]

    listed = values(snug("history", "list", *opening))
    assert [each["id"] for each in listed] == [first["conversation"]]
    shown = values(snug("history", "show", str(first["conversation"])[:12], *opening))[0]
    texts = [message["text"] for message in shown["messages"] if message["role"] == "user"]
    assert texts == [SECRET, "And on Wednesday?"]

    for query in ("계약", "mirabel", "임대차계약", "role:user heron", '"told Mirabel"'):
        hits = values(snug("history", "search", query, *opening))
        assert {hit["conversation"] for hit in hits} == {first["conversation"]}, query
        assert hits[-1]["role"] == "user"  # what is found in the title comes before
        (start, end), *_ = hits[0]["marks"]
        assert hits[0]["excerpt"][start:end]
    assert values(snug("history", "search", "wherever", *opening)) == []

    assert values(snug("history", "delete", str(first["conversation"]), *opening))
    assert values(snug("history", "list", *opening)) == []
    assert values(snug("history", "search", "계약", *opening)) == []


def test_nothing_readable_rests_anywhere(
    home: Path, key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "scratch").mkdir()
    for name in ("TMPDIR", "TEMP", "TMP", "SQLITE_TMPDIR"):
        monkeypatch.setenv(name, str(home / "scratch"))
    make_vault(home)
    answer = ask(key, SECRET)
    values(snug("history", "search", "mirabel", "--passphrase-file", str(key), "--json"))
    for words in (SECRET, "heron told Mirabel", "임대차계약서", str(answer["text"]).strip()[:24]):
        assert files_with(home, words) == []
    write_plainly(home / "control.db", SECRET)
    assert files_with(home, "임대차계약서") == ["control.db"]
    if os.name == "posix":
        for name in ("vault.key", "history.db"):
            assert stat.S_IMODE((home / name).stat().st_mode) == 0o600


def kept_at(home: Path) -> float:
    """When something was last written to the history, in seconds since 1970."""
    files = [path for path in home.glob("history.db*") if not path.name.endswith("-shm")]
    return max(path.stat().st_mtime for path in files)


def test_an_answer_cut_off_by_a_crash_is_there_and_marked(home: Path, key: Path) -> None:
    make_vault(home)
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "chat", CRASHING, "--passphrase-file", str(key)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
    )
    assert process.stdout is not None
    written = b""
    first = 0.0
    # The answer is kept every two seconds: until it was, some time after its first words.
    while not first or kept_at(home) < first + 0.5:
        written += os.read(process.stdout.fileno(), 4096)
        first = first or time.time()
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert files_with(home, CRASHING) == []

    opening = ("--passphrase-file", str(key), "--json")
    (listed,) = values(snug("history", "list", *opening))
    (shown,) = values(snug("history", "show", str(listed["id"]), *opening))
    asked, partial = [each for each in shown["messages"] if each["role"] != "system"]
    assert asked["text"] == CRASHING
    assert partial["finish_reason"] == "interrupted"
    assert len(partial["text"]) > 20
    assert written.decode("utf-8", "ignore").startswith(partial["text"][:20])


def test_a_wrong_passphrase_opens_nothing_and_changes_nothing(home: Path, tmp_path: Path) -> None:
    make_vault(home)
    before = (home / "history.db").read_bytes()
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("not this one", "utf-8")
    done = snug("history", "list", "--passphrase-file", str(wrong))
    assert done.returncode == 3
    assert "does not open" in done.stderr
    assert (home / "history.db").read_bytes() == before


def test_without_a_passphrase_and_a_terminal_the_sentence_says_what_to_do(home: Path) -> None:
    make_vault(home)
    done = snug("chat", "Hello")
    assert done.returncode == 3
    assert "--temporary" in done.stderr
    assert snug("chat", "Hello", "--temporary", "--max-tokens", "2").returncode == 0


def test_the_passphrase_may_come_first_on_standard_input(home: Path) -> None:
    make_vault(home)
    done = snug(
        "chat", "--passphrase-file", "-", "--max-tokens", "2", "--json",
        text=f"{PASSPHRASE}\nWhat is this about?",
    )  # fmt: skip
    assert values(done)[0]["conversation"]


def test_a_backup_is_restored_elsewhere(home: Path, key: Path, tmp_path: Path) -> None:
    make_vault(home)
    kept = ask(key, SECRET)["conversation"]
    backup = tmp_path / "all.snugbackup"
    assert values(snug("vault", "backup", str(backup), "--passphrase-file", str(key), "--json"))
    assert files_with(tmp_path, SECRET) == []
    assert files_with(tmp_path, "heron told Mirabel") == []
    elsewhere = tmp_path / "elsewhere"
    restored = snug("vault", "restore", str(backup), "--home", str(elsewhere), "--json")
    assert values(restored)[0]["restored"] is True
    opening = ("--passphrase-file", str(key), "--json", "--home", str(elsewhere))
    assert [each["id"] for each in values(snug("history", "list", *opening))] == [kept]
    again = snug("vault", "restore", str(backup), "--home", str(elsewhere))
    assert again.returncode == 1
    assert "There is a vault" in again.stderr


def test_a_damaged_backup_restores_nothing(home: Path, tmp_path: Path, key: Path) -> None:
    make_vault(home)
    backup = tmp_path / "all.snugbackup"
    assert values(snug("vault", "backup", str(backup), "--passphrase-file", str(key), "--json"))
    data = bytearray(backup.read_bytes())
    data[len(data) // 2] ^= 1
    backup.write_bytes(data)
    elsewhere = tmp_path / "elsewhere"
    done = snug("vault", "restore", str(backup), "--home", str(elsewhere))
    assert done.returncode == 4
    assert "damaged" in done.stderr
    assert not (elsewhere / "vault.key").exists()
    assert not (elsewhere / "history.db").exists()


def test_half_a_vault_is_never_replaced(home: Path, key: Path) -> None:
    make_vault(home)
    shutil.move(home / "history.db", home / "aside.db")
    done = snug("history", "list", "--passphrase-file", str(key))
    assert done.returncode == 4
    assert "missing" in done.stderr
    assert not (home / "history.db").exists()
    shutil.move(home / "aside.db", home / "history.db")
    shutil.move(home / "vault.key", home / "aside.key")
    for name in ("vault.key.bak",):
        (home / name).unlink(missing_ok=True)
    done = snug("vault", "create", "--no-passphrase")
    assert done.returncode != 0
    assert not (home / "vault.key").exists()


def test_verify_and_erase(home: Path, key: Path) -> None:
    make_vault(home)
    ask(key, SECRET)
    checked = snug("vault", "verify", "--passphrase-file", str(key), "--json")
    assert values(checked) == [{"whole": True, "problems": [], "healed": []}]
    erased = values(snug("vault", "erase", "--yes", "--json"))[0]
    assert erased["erased"] is True
    assert not [path.name for path in home.iterdir() if path.name.startswith(("vault", "history"))]
    assert values(snug("vault", "status", "--json"))[0]["state"] == "none"

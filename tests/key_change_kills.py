"""Kills a process that changes the keys of a vault, again and again, and opens what it left.

As a program it is that process: it changes the passphrase, and re-encrypts a file that stands for
the database, until it is killed.
"""

import hashlib
import os
import random
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from app.domain.errors import WrongPassphrase  # noqa: E402
from app.domain.vault import KdfParameters  # noqa: E402
from app.security.keys import Keys  # noqa: E402
from app.security.private_file import replace_whole  # noqa: E402
from app.security.vault import KEY_BACKUP, KEY_FILE, Unlocked, Vault  # noqa: E402

CHEAP = KdfParameters(64, 1, 1)
_TEMPORARY = ".vault-key-*"
_LONGEST_S = 0.08
"""The kill comes within this time of the first change: long enough for some tens of them."""


@dataclass(slots=True)
class Report:
    """What was done and what did not hold."""

    kills: int = 0
    changes: int = 0
    inside: int = 0
    """Kills between the beginning of a change and its end."""
    pending: int = 0
    """Kills that left a re-encryption unfinished."""
    leftovers: int = 0
    """The most temporary files that lay there at once."""
    failures: list[str] = field(default_factory=list)


def kill_changes(folder: Path, kills: int, seed: int = 1) -> Report:
    """Kill as often, and open the vault after each kill; the passphrase of the next is known."""
    report = Report()
    chance = random.Random(seed)
    vault = Vault(folder)
    keys, _ = vault.create("0", kdf=CHEAP)
    _write_database(vault, keys)
    vault.note_database()
    vault.lock()
    known = "0"
    for _ in range(kills):
        begun, done = _run_and_kill(folder, known, chance.uniform(0.0, _LONGEST_S))
        report.kills += 1
        report.changes += len(done)
        known = _check(folder, [*done[-1:], *begun[-1:], known], report)
        report.inside += len(begun) > len(done)
    _check_sweep(folder, known, report)
    return report


def _check_sweep(folder: Path, passphrase: str, report: Report) -> None:
    """What the kills left is gone after the first unlock that finds it old enough."""
    for path in folder.glob(_TEMPORARY):
        os.utime(path, (0, 0))
    Vault(folder).unlock(passphrase)
    left = [path.name for path in folder.glob(_TEMPORARY)]
    if left:
        report.failures.append(f"{len(left)} temporary files were not swept")


def _run_and_kill(folder: Path, known: str, after_s: float) -> tuple[list[str], list[str]]:
    """The passphrases whose change had begun, and those whose change was done."""
    command = [sys.executable, str(Path(__file__)), str(folder), known]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    first = process.stdout.readline()
    time.sleep(after_s)
    process.kill()
    lines = [first, *process.stdout.read().splitlines()]
    process.wait()
    process.stdout.close()
    words = [line.split() for line in lines]
    begun = [word[1] for word in words if word[:1] == ["begin"] and len(word) == 2]
    done = [word[1] for word in words if word[:1] == ["done"] and len(word) == 2]
    return begun, done


def _check(folder: Path, candidates: list[str], report: Report) -> str:
    """Open with what may be in force; the passphrase that opened."""
    report.leftovers = max(report.leftovers, len(list(folder.glob(_TEMPORARY))))
    for passphrase in dict.fromkeys(candidates):
        vault = Vault(folder)
        try:
            unlocked = vault.unlock(passphrase)
        except WrongPassphrase:
            continue
        report.pending += unlocked.pending is not None
        if not _opens(vault, unlocked.keys) and not (
            unlocked.pending and _opens(vault, unlocked.pending)
        ):
            report.failures.append(f"kill {report.kills}: no key opens the database")
        for name in (KEY_FILE, KEY_BACKUP):
            if not (folder / name).read_bytes().startswith(b"SNUGKEYS"):
                report.failures.append(f"kill {report.kills}: {name} is not whole")
        return passphrase
    report.failures.append(f"kill {report.kills}: nothing opens it")
    raise AssertionError(report.failures)


def _write_database(vault: Vault, keys: Keys) -> None:
    """Stand for the rekey of SQLCipher, after which it opens with these keys and no others."""
    replace_whole(vault.database, hashlib.sha256(keys.database_key).digest(), ".database-")


def _opens(vault: Vault, keys: Keys) -> bool:
    return vault.database.read_bytes() == hashlib.sha256(keys.database_key).digest()


def _settled(vault: Vault, unlocked: Unlocked, passphrase: str) -> Keys:
    """Finish a re-encryption that was interrupted; the keys in force."""
    if unlocked.pending is None:
        return unlocked.keys
    if not _opens(vault, unlocked.pending):
        vault.abandon_rekey(unlocked.keys)
        return unlocked.keys
    vault.finish_rekey(unlocked.pending, passphrase)
    return unlocked.pending


def _change_for_ever(folder: Path, passphrase: str) -> None:
    vault = Vault(folder)
    keys = _settled(vault, vault.unlock(passphrase), passphrase)
    number = int(passphrase)
    while True:
        number += 1
        print("begin", number, flush=True)
        vault.change_passphrase(keys, str(number))
        print("done", number, flush=True)
        pending = vault.begin_rekey(keys)
        _write_database(vault, pending)
        vault.finish_rekey(pending, str(number))
        keys = pending


if __name__ == "__main__":
    _change_for_ever(Path(sys.argv[1]), sys.argv[2])

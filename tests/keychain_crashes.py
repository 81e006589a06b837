"""Ends a process before each step of a change to a vault with a keychain; POSIX only.

As a program it copies a case (a vault and a keychain in a file) for every step, and in a child
changes that copy until the step comes: then the child is gone, as by a power cut.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from vaults import CHEAP, PASSPHRASE  # noqa: E402 - this file is a program, too

from app.security import private_file  # noqa: E402 - likewise
from app.security.keychain import Keychain  # noqa: E402 - likewise
from app.security.vault import Vault  # noqa: E402 - likewise

_KILLED: Final = 9
_MOST_STEPS: Final = 40


class FileEntries:
    """A keychain in a file, which survives the process."""

    title = "a keychain in a file"

    def __init__(self, path: Path, step: Callable[[], None] = lambda: None) -> None:
        self._path = path
        self._step = step

    def get_password(self, service: str, username: str) -> str | None:
        return self._read().get(f"{service}/{username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        self._step()
        self._write(self._read() | {f"{service}/{username}": password})

    def delete_password(self, service: str, username: str) -> None:
        self._step()
        entries = self._read()
        del entries[f"{service}/{username}"]
        self._write(entries)

    def _read(self) -> dict[str, str]:
        return json.loads(self._path.read_text()) if self._path.exists() else {}

    def _write(self, entries: dict[str, str]) -> None:
        self._path.write_text(json.dumps(entries))


def vault_of(case: Path, step: Callable[[], None] = lambda: None) -> Vault:
    """The vault of a case, with its keychain."""
    entries = FileEntries(case / "keychain.json", step)
    return Vault(case / "vault", Keychain(lambda _may_ask: entries))


def make_case(case: Path, work: str) -> str:
    """A vault before the work begins; its recovery code."""
    case.mkdir()
    vault = vault_of(case)
    keys, code = vault.create(PASSPHRASE, kdf=CHEAP)
    if work != "use":
        vault.use_keychain(keys)
    if work == "finish rekey":
        vault.begin_rekey(keys)
    return code


def crash_at_every_step(case: Path, work: str) -> list[Path]:
    """The copies of a case, each as a crash left it; the last is that of the work done."""
    command = [sys.executable, str(Path(__file__)), str(case), work]
    done = subprocess.run(command, capture_output=True, text=True, timeout=100, check=True)
    return [Path(line) for line in done.stdout.splitlines()]


def _main(case: Path, work: str) -> None:
    for step in range(_MOST_STEPS):
        copy = case.with_name(f"{case.name}-{step}")
        shutil.copytree(case, copy)
        child = os.fork()
        if child == 0:
            _work(copy, work, step)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        code = os.waitstatus_to_exitcode(status)
        if code not in (0, _KILLED):
            raise SystemExit(f"step {step} of {work}: exit code {code}")
        print(copy, flush=True)
        if code == 0:
            return


def _work(case: Path, work: str, last: int) -> None:
    left = [last]

    def step() -> None:
        if not left[0]:
            os._exit(_KILLED)
        left[0] -= 1

    def stepping(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            step()
            return real(*arguments)

        return call

    vault = vault_of(case, step)
    unlocked = vault.unlock(PASSPHRASE)
    for name in ("replace_whole", "overwrite"):
        setattr(private_file, name, stepping(getattr(private_file, name)))
    keys = unlocked.pending or unlocked.keys
    works: dict[str, Callable[[], object]] = {
        "use": lambda: vault.use_keychain(keys),
        "use again": lambda: vault.use_keychain(keys),
        "forget": lambda: vault.forget_keychain(keys),
        "finish rekey": lambda: vault.finish_rekey(keys, PASSPHRASE),
        "set unprotected": lambda: vault.set_unprotected(keys),
        "destroy": vault.destroy,
    }
    works[work]()


if __name__ == "__main__":
    _main(Path(sys.argv[1]), sys.argv[2])

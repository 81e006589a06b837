"""Kills a process that brings a backup up to date, again and again, and looks at what is left.

    python tests/bench/kill_backup.py --kills 1000

Every kill has to leave a backup that holds one of the states that were backed up, whole; the next
update has to go through, and then nothing may be wrong with the file. Processes are forked, so it
runs on Linux and macOS.
"""

import argparse
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parents[1]))

from vault_files import KEY, OTHER_KEY, VAULT_ID, fill, open_database

from app.domain.errors import AppError
from app.store.backup_file import opened
from app.store.backup_update import Source, back_up
from app.store.conversations import VaultConversations
from app.store.raw_pages import RawFile, StillPages

BACKUP_KEY = b"b" * 32
STATES = 6
LONGEST_S = 0.25
HARMLESS = {"a slot is damaged", "an update of it was interrupted; the next one tidies it up"}


def make_states(folder: Path) -> None:
    """Databases as one vault would have them one after another; the last under another key."""
    database = open_database(folder / "history.db", create=True)
    store = VaultConversations(database)
    for number in range(STATES):
        fill(store, conversations=3, first=10 * number)
        if number % 2:
            store.remove(store.conversations()[-1].id)
            store.purge()
        if number == STATES - 1:
            database.rekey(OTHER_KEY)
        database.checkpoint()
        shutil.copy(folder / "history.db", folder / f"state{number}")
    database.close()


def update(folder: Path, number: int) -> None:
    """Back up one of the states."""
    key = OTHER_KEY if number == STATES - 1 else KEY
    pages = StillPages(RawFile(folder / f"state{number}"), key)
    back_up(folder / "backup", Source(VAULT_ID, str(number), pages, b"keys", BACKUP_KEY))


def update_for_ever(folder: Path, seed: int, told: int) -> None:
    """Back up states in any order until the process is killed."""
    chance = random.Random(seed)
    os.write(told, b"begun\n")
    while True:
        update(folder, chance.randrange(STATES))


def wrong_with(folder: Path) -> list[str]:
    """What is wrong after a kill."""
    if not (folder / "backup").exists():
        return []  # before the first one was whole
    try:
        with opened(folder / "backup") as contents:
            found = [each for each in contents.flaws() if each not in HARMLESS]
            held = b"".join(contents.pieces())
            if held != (folder / f"state{contents.created_at}").read_bytes():
                found.append("it is none of the states")
        update(folder, 0)
        with opened(folder / "backup") as contents:
            found += contents.flaws()
    except AppError as error:
        return [str(error)]
    return found


def was_interrupted(backup: Path) -> bool:
    """Whether a kill left more than a whole state, or no backup at all."""
    if not backup.exists():
        return True
    with opened(backup) as contents:
        return bool(contents.flaws())


def forked(work: Callable[[int], object]) -> tuple[int, int]:
    """A process that does `work`, and the end to read from what it tells."""
    reading, told = os.pipe()
    child = os.fork()
    if not child:
        status = 1
        try:
            os.close(reading)
            work(told)
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    os.close(told)
    return child, reading


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    chance, counts, start = random.Random(options.seed), Counter[str](), time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        maker, reading = forked(lambda _told: make_states(folder))
        os.waitpid(maker, 0)
        os.close(reading)
        for run in range(options.kills):
            child, reading = forked(lambda told, seed=run: update_for_ever(folder, seed, told))
            os.read(reading, 6)
            time.sleep(chance.random() * LONGEST_S)
            os.kill(child, signal.SIGKILL)
            _, status = os.waitpid(child, 0)
            os.close(reading)
            counts["kills"] += os.WIFSIGNALED(status)
            counts["left a backup"] += (folder / "backup").exists()
            counts["interrupted"] += was_interrupted(folder / "backup")
            for each in wrong_with(folder):
                counts["faults"] += 1
                print(f"round {run}: {each}", file=sys.stderr, flush=True)
            if run % 10 == 9:
                (folder / "backup").unlink(missing_ok=True)  # the first one is killed, too
    seconds = round(time.monotonic() - start, 1)
    print(json.dumps({"faults": 0, **counts, "seconds": seconds}))
    return 1 if counts["faults"] or counts["kills"] != options.kills else 0


if __name__ == "__main__":
    sys.exit(main())

"""What a backup costs: the first, an unchanged and a small one, against a copy of the file.

    python tests/bench/backup.py

The vault holds 100,000 messages of about 500 bytes. The yardstick of each round is a plain copy of
the database, written and flushed to the same disk in the same run; a small change is a
conversation with ten messages more. What the writer waits is measured by writes beside a backup.
"""

import argparse
import json
import os
import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parents[1]))

from vault import build, conversation_of
from vault_files import KEY, VAULT_ID

from app.domain.conversations import Conversation
from app.domain.ids import new_conversation_id
from app.domain.vault import BackupReport
from app.store.backup_file import opened
from app.store.backup_update import Source, back_up
from app.store.conversations import VaultConversations
from app.store.database import Database

BACKUP_KEY = b"b" * 32
PIECE = 1 << 20


def copy(source: Path, target: Path) -> None:
    """A plain copy, on the disk when it returns."""
    with source.open("rb") as read, target.open("wb") as write:
        while piece := read.read(PIECE):
            write.write(piece)
        write.flush()
        os.fsync(write.fileno())


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    found = work()
    return time.perf_counter() - start, found


def write_beside(database: Database, end: threading.Event, waits: list[float]) -> None:
    """A small change every two milliseconds, as drafts are kept, and how long each took."""
    store = VaultConversations(database)
    while not end.is_set():
        waits.append(timed(lambda: store.keep_draft(None, f"draft {len(waits)}"))[0])
        time.sleep(0.002)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    chance = random.Random(3)
    seconds: dict[str, list[float]] = {"copy": [], "first": [], "unchanged": [], "small": []}
    written: dict[str, int] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path, target = folder / "history.db", folder / "all.snugbackup"
        build(path, options.messages)
        database = Database(path, KEY, vault_id=VAULT_ID, create=False, ballast_bytes=0)
        store = VaultConversations(database)

        def back() -> BackupReport:
            with database.still() as pages:
                return back_up(target, Source(VAULT_ID, "now", pages, b"keys", BACKUP_KEY))

        for _ in range(options.rounds):
            target.unlink(missing_ok=True)
            seconds["copy"].append(timed(lambda: copy(path, folder / "copy"))[0])
            for kind in ("first", "unchanged", "small"):
                if kind == "small":
                    _, tree = conversation_of(chance, 0)
                    made = Conversation(new_conversation_id(), "one more")
                    store.import_conversation(made, tree[:10], source="")
                spent, report = timed(back)
                seconds[kind].append(spent)
                written[kind] = report.written_bytes
        waits: list[float] = []
        end = threading.Event()
        writing = threading.Thread(target=write_beside, args=(database, end, waits))
        writing.start()
        time.sleep(1)
        alone = max(waits)
        del waits[:]
        for _ in range(3):
            target.unlink()
            back()
        end.set()
        writing.join()
        with opened(target) as contents:
            check, flaws = timed(contents.flaws)
        size = path.stat().st_size
        database.close()
    best = {kind: min(each) for kind, each in seconds.items()}
    for kind, spent in best.items():
        value = {"": kind, "s": round(spent, 3), "of a copy": round(spent / best["copy"], 2)}
        if kind in written:
            value["written MB"] = round(written[kind] / 1e6, 2)
            value["of the file"] = round(written[kind] / size, 4)
        print(json.dumps(value))
    print(json.dumps({"": "check", "s": round(check, 3), "flaws": flaws}))
    median = statistics.median(waits) * 1000
    print(
        json.dumps(
            {
                "": "writes beside a backup",
                "median_ms": round(median, 1),
                "max_ms": round(max(waits) * 1000, 1),
                "max_ms without one": round(alone * 1000, 1),
            }
        )
    )
    return bool(flaws)


if __name__ == "__main__":
    sys.exit(main())

"""How long others wait while deletions are made final.

    python tests/bench/purge.py

A vault of 40,000 messages, half of them in conversations that are deleted: 400 of 40 messages and
one of 4,000. While they are destroyed another thread keeps a draft every few milliseconds, and what
it waits is measured. The yardstick: no slice holds the writer above 100 ms.
"""

import argparse
import json
import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parents[1]))

from sqlalchemy import Connection
from vault import IN_ONE, build, text_of
from vault_files import KEY, VAULT_ID

from app.domain.conversations import Conversation, Message
from app.domain.generation import Role
from app.domain.ids import ConversationId, new_message_id
from app.store.conversations import VaultConversations
from app.store.database import Database
from app.store.writer import Writer

LONG = 4000
LIMIT_MS = 100.0


def add_long(store: VaultConversations) -> None:
    """One conversation of thousands of messages."""
    chance = random.Random(2)
    tree: list[Message] = []
    for _ in range(LONG):
        message = Message(new_message_id(), Role.USER, text_of(chance))
        tree.append(replace(message, parent=tree[-1].id if tree else None))
    store.import_conversation(Conversation(ConversationId("long"), "long"), tree, source="")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--deleted", type=int, default=20_000)
    options = parser.parse_args()

    slices: list[float] = []
    work: list[float] = []
    run = Writer._in_transaction

    def timed(self: Writer, change: Callable[[Connection], Any]) -> Any:
        start, worked = time.perf_counter(), time.thread_time()
        try:
            return run(self, change)
        finally:
            if "Slices" in getattr(change, "__qualname__", ""):
                slices.append((time.perf_counter() - start) * 1000)
                work.append((time.thread_time() - worked) * 1000)

    waits: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "history.db"
        build(path, 2 * options.deleted - LONG)
        database = Database(path, KEY, vault_id=VAULT_ID, create=False, ballast_bytes=0)
        store = VaultConversations(database)
        add_long(store)
        store.remove(ConversationId("long"))
        for number in range((options.deleted - LONG) // IN_ONE):
            store.remove(ConversationId(f"c{number}"))
        Writer._in_transaction = timed
        end = threading.Event()

        def write_beside() -> None:
            while not end.is_set():
                start = time.perf_counter()
                store.keep_draft(None, f"draft {len(waits)}")
                waits.append((time.perf_counter() - start) * 1000)
                time.sleep(0.005)

        writing = threading.Thread(target=write_beside)
        writing.start()
        start = time.perf_counter()
        count = store.purge()
        seconds = time.perf_counter() - start
        end.set()
        writing.join()
        left = database.verify()
        database.close()
    found = {
        "conversations": count,
        "messages": options.deleted,
        "seconds": round(seconds, 1),
        "slices": len(slices),
        "median slice ms": round(statistics.median(slices), 1),
        "p99 slice ms": round(sorted(slices)[int(len(slices) * 0.99)], 1),
        "longest slice ms": round(max(slices), 1),
        "longest slice, processor ms": round(max(work), 1),
        "slices above the yardstick": sum(each > LIMIT_MS for each in slices),
        "waits": len(waits),
        "median wait ms": round(statistics.median(waits), 1),
        "p99 wait ms": round(sorted(waits)[int(len(waits) * 0.99)], 1),
        "longest wait ms": round(max(waits), 1),
        "problems": left,
    }
    print(json.dumps(found))
    return bool(left) or max(slices) > LIMIT_MS


if __name__ == "__main__":
    sys.exit(main())

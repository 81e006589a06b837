"""Kills the process that forks readers at a random moment of a read, and looks who is left.

    python tests/bench/kill_reader.py --kills 1000

Each read must come back, with the document (it is read once more) or with what happened, and every
child must be gone. The longest time from the kill to the end of the read is told. Linux.
"""

import argparse
import collections
import contextlib
import random
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parents[1]))

import hostile_parser
import psutil
from orphans import alive_after

from app.domain.errors import DocumentRefused
from app.index.reader.client import ReaderClient
from app.workers import supervisor

READING_S = 0.1
LATEST_S = 0.6
"""After the read was asked for; a reader that has to be started first takes most of that."""
LONGEST_S = 5.0


def read(client: ReaderClient, path: Path, told: list[str]) -> None:
    try:
        told.append(client.read(path).text.split()[0])
    except DocumentRefused as error:
        told.append(error.reason.name)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    chosen = parser.parse_args()
    chance = random.Random(chosen.seed)
    supervisor.child_command = hostile_parser.child_command
    told: list[str] = []
    kills = orphans = 0
    longest = 0.0
    client = ReaderClient()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "document.txt")
        path.write_text(f"sleep {READING_S}")
        while kills < chosen.kills:
            thread = threading.Thread(target=read, args=(client, path, told))
            thread.start()
            time.sleep(chance.uniform(0, LATEST_S if not client.pid else 2 * READING_S))
            family: list[psutil.Process] = []
            with contextlib.suppress(psutil.Error):
                host = psutil.Process(client.pid) if client.pid else None
                if host is not None:
                    family = host.children()
                    host.kill()
                    kills += 1
            killed = time.monotonic()
            thread.join()
            longest = max(longest, time.monotonic() - killed)
            orphans += len(alive_after(family, 1))
    client.close()
    left = len(psutil.Process().children(recursive=True))
    print(f"seed {chosen.seed}: {kills} kills in {len(told)} reads, {orphans} orphans, {left} left")
    print(f"longest read after its kill: {longest:.2f} s")
    print(", ".join(f"{count} {what}" for what, count in collections.Counter(told).most_common()))
    return 0 if not orphans and not left and longest < LONGEST_S else 1


if __name__ == "__main__":
    sys.exit(main())

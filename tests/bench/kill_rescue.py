"""Kills a process that rescues a damaged history, again and again, and looks at what is left.

    python tests/bench/kill_rescue.py --kills 200

Whatever the moment, the damaged file with its WAL lies where it lay, byte by byte, or it is set
aside as it was and the new history is whole; and the next rescue always comes to its end.
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
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parents[1]))

from kill_backup import forked
from vault_files import KEY, VAULT_ID, everything, fill, open_database, question

from app.store.conversations import VaultConversations
from app.store.rescued_file import put_in_place, rescue

LONGEST_S = 2.5
PAGE = 4096


def make_damaged(folder: Path) -> None:
    """A database with a WAL, of which a page is noise."""
    database = open_database(folder / "history.db", create=True)
    store = VaultConversations(database)
    fill(store, conversations=6)
    database.checkpoint()
    store.append(store.conversations()[0].id, question("in the WAL alone"))
    kept = folder / "kept"
    kept.mkdir()
    for end in ("", "-wal"):
        shutil.copy(folder / f"history.db{end}", kept / f"history.db{end}")
    database.close()
    raw = bytearray((kept / "history.db").read_bytes())
    raw[-5 * PAGE : -4 * PAGE] = os.urandom(PAGE)
    (kept / "history.db").write_bytes(raw)


def rescue_all(place: Path) -> None:
    """Rescue what lies in a folder."""
    path = place / "history.db"
    _, _, new = rescue(path, KEY, VAULT_ID)
    put_in_place(new, path)


def is_kept(place: Path, kept: Path, name: str) -> bool:
    """Whether the damaged file and its WAL lie there under a name, as they were."""
    return all(
        (place / f"{name}{end}").exists()
        and (place / f"{name}{end}").read_bytes() == (kept / f"history.db{end}").read_bytes()
        for end in ("", "-wal")
    )


def wrong_with(place: Path, kept: Path) -> list[str]:
    """What is wrong after a kill, once another rescue has come to its end."""
    asides = [each.name for each in place.glob("history.db.damaged-*[0-9]")]
    was_kept = [name for name in ("history.db", *asides) if is_kept(place, kept, name)]
    found = []
    if "history.db" in was_kept or not was_kept:
        rescue_all(place)  # in the middle of the swap it first puts back what belongs together
    asides = [each.name for each in place.glob("history.db.damaged-*[0-9]")]
    if not any(is_kept(place, kept, name) for name in asides):
        found.append("the damaged file is not what it was")
    database = open_database(place / "history.db")
    found += database.verify()
    if not any("in the WAL alone" in texts for texts in everything(database).values()):
        found.append("the new history lacks what was in the WAL")
    database.close()
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=3)
    options = parser.parse_args()
    chance, counts, start = random.Random(options.seed), Counter[str](), time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_damaged(folder)
        kept, place = folder / "kept", folder / "place"
        for run in range(options.kills):
            shutil.rmtree(place, ignore_errors=True)
            shutil.copytree(kept, place)
            child, reading = forked(
                lambda told: (os.write(told, b"begun\n"), rescue_all(place), time.sleep(60))
            )
            os.read(reading, 6)
            time.sleep(chance.random() * LONGEST_S)
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            os.close(reading)
            counts["kills"] += 1
            counts["before the end"] += is_kept(place, kept, "history.db")
            answer, reading = forked(
                lambda told: os.write(told, json.dumps(wrong_with(place, kept)).encode())
            )
            raw = os.read(reading, 1 << 16)
            os.close(reading)
            os.waitpid(answer, 0)
            for each in json.loads(raw or b'["the next rescue failed"]'):
                counts["faults"] += 1
                print(f"round {run}: {each}", file=sys.stderr, flush=True)
    seconds = round(time.monotonic() - start, 1)
    print(json.dumps({"faults": 0, **counts, "seconds": seconds}))
    return bool(counts["faults"])


if __name__ == "__main__":
    sys.exit(main())

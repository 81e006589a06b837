"""Kills a writer of the vault again and again, and looks for what it had acknowledged.

    python tests/bench/kill_writer.py --kills 1000

Each round starts a process that writes messages and tells what is kept, ends it with SIGKILL at a
random moment, looks for readable text in the files, opens the database and checks it. Every tenth
round the process changes the key instead, and exactly one of the two keys has to open what is left.
Method: research/security.md 4.5. Processes are forked, so it runs on Linux and macOS.
"""

import argparse
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parents[2])]

from acknowledged import PLAIN, faults, index_faults, write_for_ever
from vault_files import open_database

from app.domain.errors import HistoryDamaged
from app.store.database import Database

REKEY_EVERY = 10
VERIFY_EVERY = 20


class Rounds:
    """All rounds over one database; `key` is the one that opens it now."""

    def __init__(self, path: Path, seed: int) -> None:
        self.path = path
        self.key = bytes(range(32))
        self.chance = random.Random(seed)
        self.counts: Counter[str] = Counter()
        self.wrong: list[str] = []
        open_database(path, self.key, create=True).close()

    def write(self, run: int) -> None:
        """Kill a process that writes; everything it acknowledged has to be there."""
        lines, was_killed = self._killed(lambda told: self._writing(run, told), self._moment())
        self._look_for_text(run)
        database = open_database(self.path, self.key, busy_s=5)
        self._report(run, faults(database, run, lines))
        self._report(run, index_faults(database))
        if run % VERIFY_EVERY == 0:
            self._report(run, database.verify())
            self._forget_most(database, run)
        database.close()
        self.counts["kills"] += was_killed
        self.counts["acknowledged"] += sum(line.startswith("kept") for line in lines)

    def change_key(self, run: int) -> None:
        """Kill a process that changes the key; the old one or the new one opens it, whole."""
        new = self.chance.randbytes(32)
        before = self._state(self.key)
        moment = self.chance.random() / 20
        lines, was_killed = self._killed(lambda told: self._rekeying(new, told), moment)
        self.counts["kills"] += was_killed
        self.counts["kills while the key changed"] += "done 0" not in lines
        opened = [key for key in (new, self.key) if self._state(key) == before]
        if len(opened) != 1:
            self._report(run, [f"{len(opened)} of two keys open it"])
        self.counts["new keys"] += opened[:1] == [new]
        self.key = opened[0]

    def _moment(self) -> float:
        """Seconds after the first acknowledgement."""
        return self.chance.random() * 0.15

    def _state(self, key: bytes) -> int | None:
        """How many messages there are, all of them read and every page checked; None: not ours."""
        try:
            database = open_database(self.path, key, busy_s=5)
        except HistoryDamaged:
            return None
        with database.reading() as connection:
            query = "SELECT count(*), sum(length(text)) FROM messages"
            count: int = connection.exec_driver_sql(query).one()[0]
        problems = database.verify()
        database.close()
        return -1 if problems else count

    def _writing(self, run: int, told: int) -> None:
        database = open_database(self.path, self.key, busy_s=5)
        write_for_ever(database, run, lambda line: os.write(told, f"{line}\n".encode()))

    def _rekeying(self, new: bytes, told: int) -> None:
        database = open_database(self.path, self.key, busy_s=5)
        os.write(told, b"begun 0\n")
        database.rekey(new)
        os.write(told, b"done 0\n")
        time.sleep(9)

    def _killed(self, work: object, moment: float) -> tuple[list[str], bool]:
        """What a process told before it was killed, and whether it was still there to be killed."""
        reading, told = os.pipe()
        child = os.fork()
        if not child:
            try:
                os.close(reading)
                work(told)  # type: ignore[operator]
            finally:
                os._exit(1)
        os.close(told)
        with os.fdopen(reading, "rb") as pipe:
            first = pipe.readline()
            time.sleep(moment)
            os.kill(child, signal.SIGKILL)
            text = first + pipe.read()
        _, status = os.waitpid(child, 0)
        return text.decode().splitlines(), os.WIFSIGNALED(status)

    def _look_for_text(self, run: int) -> None:
        for file in self.path.parent.glob(f"{self.path.name}*"):
            raw = file.read_bytes()
            self.counts["bytes looked through"] += len(raw)
            self._report(
                run, [f"“{each}” in {file.name}" for each in PLAIN if each.encode() in raw]
            )

    def _forget_most(self, database: Database, run: int) -> None:
        """Keep the database small: it is the moments that count, not the size."""
        database.write(lambda each: each.exec_driver_sql("DELETE FROM messages"))
        for table in ("message_words", "title_words"):
            statement = f"INSERT INTO {table}({table}) VALUES('delete-all')"
            database.write(lambda each, said=statement: each.exec_driver_sql(said))
        database.write(lambda each: each.exec_driver_sql("DELETE FROM conversations"))
        self.counts["emptied"] += 1

    def _report(self, run: int, wrong: list[str]) -> None:
        for each in wrong:
            self.wrong.append(f"round {run}: {each}")
            print(self.wrong[-1], file=sys.stderr, flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=5)
    options = parser.parse_args()
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        rounds = Rounds(Path(folder) / "vault" / "history.db", options.seed)
        run = 0
        while rounds.counts["kills"] < options.kills:
            run += 1
            (rounds.change_key if run % REKEY_EVERY == 0 else rounds.write)(run)
    seconds = round(time.monotonic() - start, 1)
    print(json.dumps({**rounds.counts, "faults": len(rounds.wrong), "seconds": seconds}))
    return 1 if rounds.wrong else 0


if __name__ == "__main__":
    sys.exit(main())

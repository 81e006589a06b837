"""Kills a writer of the vault again and again, and looks for what it had acknowledged.

    python tests/bench/kill_writer.py --kills 1000

Each round starts a process that writes messages and tells what is kept, ends it with SIGKILL at a
random moment, looks for readable text in the files, opens the database and checks it. Every tenth
round the process changes the key instead, and exactly one of the two keys has to open what is left.
Processes are forked, so it runs on Linux and macOS.
"""

import argparse
import contextlib
import json
import os
import random
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parents[1]))

from acknowledged import PLAIN, faults, index_faults, write_for_ever
from vault_files import open_database

from app.domain.errors import HistoryDamaged
from app.store import cipher
from app.store.database import Database

Work = Callable[[int], object]
REKEY_EVERY = 10
VERIFY_EVERY = 9
EMPTY_EVERY = 33
PATIENCE_S = 120


class Rounds:
    """All rounds over one database; `key` is the one that opens it now.

    The process of the rounds never opens the database itself: it has to stay without threads, since
    it forks. Who checks is a process of its own as well, and tells what it found as JSON.
    """

    def __init__(self, path: Path, seed: int) -> None:
        self.path = path
        self.key = bytes(range(32))
        self.chance = random.Random(seed)
        self.counts: Counter[str] = Counter()
        self.wrong: list[str] = []
        self._answered(lambda: open_database(path, self.key, create=True).close())

    def write(self, run: int) -> None:
        """Kill a process that writes; everything it acknowledged has to be there."""
        moment = self.chance.random() * 0.15
        lines, was_killed = self._killed(lambda told: self._writing(run, told), moment)
        self._look_for_text(run)
        self._report(run, self._answered(lambda: self._checked(run, lines)))
        self.counts["kills"] += was_killed
        self.counts["acknowledged"] += sum(line.startswith("kept") for line in lines)

    def change_key(self, run: int) -> None:
        """Kill a process that changes the key; the old one or the new one opens it, whole."""
        new = self.chance.randbytes(32)
        before = self._answered(lambda: self._state(self.key))
        moment = self.chance.random() ** 2 / 20
        lines, was_killed = self._killed(lambda told: self._rekeying(new, told), moment)
        self.counts["kills"] += was_killed
        self.counts["kills while the key changed"] += "done 0" not in lines
        opened = [
            key
            for key in (new, self.key)
            if self._answered(lambda tried=key: self._state(tried)) == before
        ]
        if len(opened) != 1:
            self._report(run, [f"{len(opened)} of two keys open it"])
        self.counts["new keys"] += opened[:1] == [new]
        self.key = opened[0]

    def _checked(self, run: int, lines: list[str]) -> list[str]:
        """What is wrong after a kill."""
        database = open_database(self.path, self.key, busy_s=5)
        wrong = faults(database, run, lines) + index_faults(database)
        if run % VERIFY_EVERY == 0:
            wrong += database.verify()
        if run % EMPTY_EVERY == 0:
            _forget_most(database)
        database.close()
        return wrong

    def _state(self, key: bytes) -> list[int] | None:
        """How much text there is, all of it read and every page checked; None: not ours."""
        try:
            database = open_database(self.path, key, busy_s=5)
        except HistoryDamaged:
            return None
        with database.reading() as connection:
            query = "SELECT count(*), sum(length(text)) FROM messages"
            found = list(connection.exec_driver_sql(query).one())
        problems = database.verify()
        database.close()
        return [*found, len(problems)]

    def _writing(self, run: int, told: int) -> None:
        database = open_database(self.path, self.key, busy_s=5)
        write_for_ever(database, run, lambda line: os.write(told, f"{line}\n".encode()))

    def _rekeying(self, new: bytes, told: int) -> None:
        database = open_database(self.path, self.key, busy_s=5)
        os.write(told, b"begun 0\n")
        database.rekey(new)
        os.write(told, b"done 0\n")
        time.sleep(PATIENCE_S)

    def _killed(self, work: Work, moment: float) -> tuple[list[str], bool]:
        """What a process told before it was killed, and whether it was still there to be killed."""
        child, pipe = forked(work)
        with pipe:
            first = pipe.readline()
            time.sleep(moment)
            os.kill(child, signal.SIGKILL)
            text = first + pipe.read()
        _, status = os.waitpid(child, 0)
        return text.decode().splitlines(), os.WIFSIGNALED(status)

    def _answered(self, work: Callable[[], object]) -> Any:
        """What `work` gives, done in a process of its own."""
        child, pipe = forked(lambda told: os.write(told, json.dumps(work()).encode()))
        with pipe:
            text = pipe.read()
        _, status = os.waitpid(child, 0)
        if status or not text:
            raise SystemExit("the process that checks ended with an error")
        return json.loads(text)

    def _look_for_text(self, run: int) -> None:
        for file in self.path.parent.glob(f"{self.path.name}*"):
            raw = file.read_bytes()
            self.counts["bytes looked through"] += len(raw)
            found = [each for each in PLAIN if each.encode() in raw]
            self._report(run, [f"“{each}” in {file.name}" for each in found])

    def _report(self, run: int, wrong: list[str]) -> None:
        for each in wrong:
            self.wrong.append(f"round {run}: {each}")
            print(self.wrong[-1], file=sys.stderr, flush=True)


def forked(work: Work) -> tuple[int, BinaryIO]:
    """A process that does `work`, given where it can tell things, and the end to read them from."""
    reading, told = os.pipe()
    child = os.fork()
    if not child:
        signal.alarm(PATIENCE_S)  # whoever hangs is ended, and told of
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
    return child, os.fdopen(reading, "rb")


def _forget_most(database: Database) -> None:
    """Keep the database small: it is the moments that count, not the size."""
    statements = [
        "DELETE FROM messages",
        "DELETE FROM conversations",
        "INSERT INTO message_words(message_words) VALUES('delete-all')",
        "INSERT INTO title_words(title_words) VALUES('delete-all')",
    ]
    for each in statements:
        database.write(lambda connection, said=each: connection.exec_driver_sql(said))
    with contextlib.closing(cipher.connect(database.path, database._key, 5)) as connection:
        connection.execute("VACUUM")


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

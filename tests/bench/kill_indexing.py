"""Kills the indexing of a folder again and again, and looks whether every document is whole.

    python tests/bench/kill_indexing.py --kills 200

Before each round files of a folder are written, changed, renamed, copied and deleted. A process
brings the vault up to date and is ended with SIGKILL at a random moment; each document then has to
be whole, with its words and vectors, or waiting. Every few rounds indexing may run to its end, and
must come to the same as in a vault that was never disturbed. Processes are forked: Linux, macOS.
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
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))

from acknowledged import PLAIN, WORDS
from document_room import DocumentRoom
from documents import WordEmbedder
from indexed_whole import everything, faults, hash_and_text
from kill_writer import forked
from vault_files import open_database

from app.domain.collections import DocumentState
from app.store.memory_database import MemoryDatabase

FILES = 12
CHANGES = 8
LONGEST_S, KEEPING_S = 0.5, 0.03
WHOLE_EVERY = 10
PATIENCE_S = 60
"""Until indexing is at its end."""


class Folder:
    """A folder whose files change between the rounds; `contents` are all texts that one had."""

    def __init__(self, path: Path, chance: random.Random) -> None:
        self.path = path
        self.contents: dict[str, str] = {}
        self._chance = chance
        self._written = 0
        path.mkdir()
        for _ in range(FILES):
            self._write()

    def change(self) -> None:
        """Some files are written, changed, renamed, copied or deleted."""
        for _ in range(self._chance.randint(1, CHANGES)):
            files = sorted(self.path.rglob("*.txt"))
            file = self._chance.choice(files)
            kind = self._chance.randrange(6)
            if kind <= 1 or len(files) < FILES // 2:
                self._write()
            elif kind == 2:
                self._write(file)
            elif kind == 3:
                file.rename(file.with_name(f"renamed-{self._chance.randrange(10**6)}.txt"))
            elif kind == 4:
                shutil.copyfile(file, file.with_name(f"copy-{self._chance.randrange(10**6)}.txt"))
            if kind == 5 or len(files) > FILES * 2:
                file.unlink(missing_ok=True)

    def _write(self, file: Path | None = None) -> None:
        self._written += 1
        words = self._chance.choices(WORDS, k=self._chance.choice((0, 20, 200, 900, 2000)))
        text = f"encrypted history {self._written} {' '.join(words)}" if words else ""
        target = file or self.path / f"{self._written}.txt"
        target.write_text(text)
        digest, kept = hash_and_text(text)
        self.contents[digest] = kept


class Rounds:
    """All rounds over one vault.

    The process of the rounds never opens the database itself: it has to stay without threads, since
    it forks. Who indexes and who checks are processes of their own.
    """

    def __init__(self, home: Path, seed: int) -> None:
        self.counts: Counter[str] = Counter()
        self.wrong: list[str] = []
        self._home = home
        self._vault = home / "vault" / "history.db"
        self._chance = random.Random(seed)
        self._folder = Folder(home / "papers", self._chance)
        self._answered(lambda: open_database(self._vault, create=True).close())
        self._answered(self._begin)

    def kill(self, run: int) -> None:
        """Change files, index them, kill that, look at what is there."""
        self._folder.change()
        lines, moment = 1, self._chance.random() * LONGEST_S
        if run % 3:  # around the moment in which a document is kept
            lines, moment = self._chance.randint(2, CHANGES), self._chance.random() * KEEPING_S
        child, pipe = forked(self._index)
        with pipe:
            told = b""
            for _ in range(lines):
                told += pipe.readline()
                if told.endswith(b"done\n"):
                    break
            time.sleep(moment)
            os.kill(child, signal.SIGKILL)
            told += pipe.read()
        os.waitpid(child, 0)
        self.counts["kills"] += 1
        self.counts["in the midst"] += b"done" not in told
        self.counts["while keeping"] += b"keeping" in told and b"done" not in told
        self._look_for_text(run)
        found = self._answered(self._checked)
        self.counts["left waiting"] += bool(found["waiting"])
        self._report(run, found["wrong"])

    def finish(self, run: int) -> None:
        """Index to the end; it has to be what an undisturbed vault comes to."""
        ours, undisturbed = self._answered(self._finished), self._answered(self._undisturbed)
        self.counts["compared"] += 1
        self.counts["documents compared"] += len(undisturbed)
        if ours != undisturbed:
            names = [one[0] for one in ours if one not in undisturbed]
            self._report(run, [f"not as undisturbed: {len(ours)} documents, {names}"])

    # --- processes of their own ------------------------------------------------------------------

    def _room(self, database: Any = None) -> DocumentRoom:
        database = database or open_database(self._vault, busy_s=5)
        return DocumentRoom(self._folder.path, database)

    def _begin(self) -> None:
        room = self._room()
        room.close()

    def _index(self, told: int) -> None:
        room = self._room()
        os.write(told, b"begun\n")
        put_document = room.store.put_document

        def tell_and_put(*what: Any) -> None:
            os.write(told, b"keeping\n")
            put_document(*what)

        room.store.put_document = tell_and_put
        room.ingest.add(room.collection.id, [self._folder.path])
        if room.ingest.wait_idle(PATIENCE_S):
            os.write(told, b"done\n")
        time.sleep(PATIENCE_S)

    def _checked(self) -> dict[str, Any]:
        database = open_database(self._vault, busy_s=5)
        wrong = faults(database, self._folder.contents)
        with database.reading() as connection:
            query = "SELECT count(*) FROM documents WHERE state = ?"
            waiting = connection.exec_driver_sql(query, (DocumentState.WAITING.value,)).scalar()
        database.close()
        return {"wrong": wrong, "waiting": waiting}

    def _finished(self) -> list[Any]:
        return self._everything_in(self._room())

    def _undisturbed(self) -> list[Any]:
        return self._everything_in(self._room(MemoryDatabase()))

    def _everything_in(self, room: DocumentRoom) -> list[Any]:
        room.ingest.add(room.collection.id, [self._folder.path])
        if not room.ingest.wait_idle(PATIENCE_S):
            raise TimeoutError("indexing did not end")
        found = everything(room.database, WordEmbedder().fingerprint())
        room.close()
        return found

    def _answered(self, work: Callable[[], object]) -> Any:
        """What `work` gives, done in a process of its own."""
        child, pipe = forked(lambda told: _write_all(told, json.dumps(work()).encode()))
        with pipe:
            text = pipe.read()
        _, status = os.waitpid(child, 0)
        if status or not text:
            raise SystemExit("a process ended with an error")
        return json.loads(text)

    def _look_for_text(self, run: int) -> None:
        for file in self._vault.parent.iterdir():
            raw = file.read_bytes()
            self.counts["bytes looked through"] += len(raw)
            found = [each for each in PLAIN if each.encode() in raw]
            self._report(run, [f"“{each}” in {file.name}" for each in found])

    def _report(self, run: int, wrong: list[str]) -> None:
        for each in wrong:
            self.wrong.append(f"round {run}: {each}")
            print(self.wrong[-1], file=sys.stderr, flush=True)


def _write_all(descriptor: int, data: bytes) -> None:
    with os.fdopen(descriptor, "wb", closefd=False) as file:
        file.write(data)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        rounds = Rounds(Path(folder), options.seed)
        for run in range(1, options.kills + 1):
            rounds.kill(run)
            if run % WHOLE_EVERY == 0:
                rounds.finish(run)
    seconds = round(time.monotonic() - start, 1)
    print(json.dumps({**rounds.counts, "faults": len(rounds.wrong), "seconds": seconds}))
    return 1 if rounds.wrong else 0


if __name__ == "__main__":
    sys.exit(main())

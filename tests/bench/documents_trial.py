"""Indexes hundreds of real documents and dozens of hostile ones, and accounts for each of them.

    python tests/bench/documents_trial.py FOLDER [--offline] [--show] [--only hostile|real]

FOLDER/real is filled with documents from Debian packages and from the test files of libraries that
read documents (about 80 MB; nothing is fetched twice, and with --offline nothing at all); the
hostile ones are made in a temporary folder. All of it is indexed by the real reader into an
encrypted vault. Prints a line for each kind; --show tells each file that was not read. Fails when a
file is not accounted for, when a library crashed over a document that means no harm, when a hostile
one ended otherwise than it may, or when anything took longer than its bound. Linux, macOS.
"""

import argparse
import os
import resource
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from threading import Event

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parents[1]))

from document_room import DocumentRoom
from documents import WordEmbedder
from hostile_documents import CASES, NAMES, RAW_NAME
from trial_sources import gather
from vault_files import open_database

from app.domain.collections import StoredDocument
from app.domain.documents import PagePicture, ParsedDocument, ReadingLimits, Refusal
from app.domain.events import DocumentsFailed
from app.index.reader.client import ReaderClient

FEWEST_REAL, FEWEST_HOSTILE = 300, 40
BOUND_S, HOSTILE_BOUND_S = 30.0, 66.0
"""Of one file: the reader's own limit is 60 s of a hostile one, its end and the start included."""
WHOLE_S = 1800.0
HUGE = 10 << 30
PLACES = {
    "pipe.txt": {"not_a_file"},
    "passwd.txt": {"not_a_file"},
    "environ.txt": {"not_a_file"},
    "zero.txt": {"not_a_file"},
    "huge.txt": {"too_large"},
    "growing.txt": {"changed", "indexed", "waiting"},
    "inside.txt": {"indexed"},
}
"""What is no ordinary file, and what may become of it."""


class TimedReader:
    """The real reader; `seconds` of each file, by path."""

    def __init__(self) -> None:
        self._client = ReaderClient()
        self.seconds: dict[str, float] = {}
        self.fingerprint = self._client.fingerprint

    def read(
        self,
        path: Path,
        *,
        inside: Path | None = None,
        limits: ReadingLimits | None = None,
        recognise: bool = False,
        cancel: Event | None = None,
    ) -> ParsedDocument:
        begun = time.monotonic()
        try:
            return self._client.read(
                path, inside=inside, limits=limits, recognise=recognise, cancel=cancel
            )
        finally:
            self.seconds[str(path)] = time.monotonic() - begun

    def draw(
        self, path: Path, page: int, width: int, marks: Sequence[tuple[int, int]] = ()
    ) -> PagePicture:
        return self._client.draw(path, page, width, marks)

    def close(self) -> None:
        self._client.close()


def make_hostile(folder: Path) -> None:
    """Every hostile file, and everything that is no ordinary file."""
    folder.mkdir(parents=True, exist_ok=True)
    for case in CASES:
        folder.joinpath(case.name).write_bytes(case.make())
    for name in NAMES:
        folder.joinpath(name).write_text("The rent is due on Monday.")
    folder.joinpath(os.fsdecode(RAW_NAME)).write_text("The rent is due.")
    os.mkfifo(folder / "pipe.txt")
    folder.joinpath("passwd.txt").symlink_to("/etc/passwd")
    folder.joinpath("environ.txt").symlink_to("/proc/self/environ")
    folder.joinpath("zero.txt").symlink_to("/dev/zero")
    folder.joinpath("inside.txt").symlink_to(folder / "order.txt")
    folder.joinpath("circle.txt").symlink_to(folder / "circle.txt")
    folder.joinpath("folder.txt").mkdir()
    with folder.joinpath("huge.txt").open("wb") as file:
        file.truncate(HUGE)


@contextmanager
def growing(path: Path) -> Iterator[None]:
    """Somebody writes to a file all the while."""
    ended = threading.Event()

    def grow() -> None:
        with path.open("wb", buffering=0) as file:
            while not ended.wait(0.001):
                file.write(b"The rent is due on Monday. " * 20)

    writer = threading.Thread(target=grow)
    writer.start()
    try:
        yield
    finally:
        ended.set()
        writer.join()


def wanted(folder: Path) -> set[str]:
    """The paths of all that must be accounted for: a link that leads nowhere is not."""
    found = set()
    for parent, folders, names in os.walk(folder):
        folders[:] = [each for each in folders if not each.startswith(".")]
        for name in names:
            path = Path(parent, name)
            try:
                path.stat()
            except OSError:  # a link that leads nowhere, or in a circle
                continue
            if not name.startswith((".", "~$")):
                found.add(str(path))
    return found


def faults(
    folder: Path, documents: Sequence[StoredDocument], seconds: dict[str, float]
) -> list[str]:
    """What is not as it must be."""
    allowed = {**PLACES, **{case.name: set(case.outcomes) for case in CASES}}
    allowed |= {name: {"indexed"} for name in NAMES}
    wrong = []
    known = {each.path: each for each in documents}
    for path in sorted(wanted(folder) - set(known)):
        wrong.append(f"not accounted for: {path!r}")
    for path, document in known.items():
        is_hostile = "hostile" in Path(path).parts
        outcome = outcome_of(document)
        may = allowed.get(document.name, {"indexed"}) if is_hostile else None
        if may is not None and outcome not in may:
            wrong.append(f"{document.name!r} is {outcome}, and may be {', '.join(sorted(may))}")
        if not is_hostile and document.reason in (Refusal.CRASHED, Refusal.OUT_OF_MEMORY):
            wrong.append(f"{outcome}: {path}")
        if not is_hostile and outcome == "waiting":
            wrong.append(f"still waiting: {path}")
        took, bound = seconds.get(path, 0.0), HOSTILE_BOUND_S if is_hostile else BOUND_S
        if took > bound:
            wrong.append(f"{took:.1f} s, at most {bound:g}: {path!r}")
        missing = {
            case.note
            for case in CASES
            if is_hostile and case.name == document.name and outcome == "indexed" and case.note
        } - {note.kind.value for note in document.notes}
        wrong += [f"{document.name!r} lacks the note {note}" for note in missing]
    return wrong


def outcome_of(document: StoredDocument) -> str:
    return str(document.reason or document.state)


def table(documents: Sequence[StoredDocument], seconds: dict[str, float]) -> str:
    """A line for each kind, real and hostile ones apart."""
    groups: dict[str, list[StoredDocument]] = defaultdict(list)
    for document in documents:
        kind = document.kind or Path(document.name).suffix.lower().lstrip(".") or "none"
        is_hostile = "hostile" in Path(document.path).parts
        groups["hostile" if is_hostile else str(kind)].append(document)
    rows = [["KIND", "FILES", "READ", "SECONDS", "SLOWEST", "CHARACTERS", "NOT READ"]]
    for kind, some in sorted(groups.items()):
        took = [seconds.get(each.path, 0.0) for each in some]
        reasons = Counter(outcome_of(each) for each in some if outcome_of(each) != "indexed")
        rows.append(
            [
                kind,
                str(len(some)),
                str(len(some) - reasons.total()),
                f"{sum(took):.1f}",
                f"{max(took):.2f}",
                f"{sum(each.characters for each in some):,}",
                ", ".join(f"{reason} {count}" for reason, count in reasons.most_common()),
            ]
        )
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if 0 < at < 6 else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def forget_peak() -> None:
    """What making the files took does not count (proc(5), clear_refs)."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def peak_megabytes() -> int:
    """The most memory that this process had at once."""
    with suppress(OSError):
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) >> 10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 20  # macOS counts bytes


def main() -> int:
    """Gather, index, print; 1 when something is wrong."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--offline", action="store_true", help="fetch nothing")
    parser.add_argument("--show", action="store_true", help="tell each file that was not read")
    parser.add_argument("--only", choices=("real", "hostile"))
    options = parser.parse_args()
    folder: Path = options.folder.absolute()
    folder.mkdir(parents=True, exist_ok=True)
    real = folder / "real"
    if not options.offline and options.only != "hostile":
        gather(real)
    roots = [real] if options.only != "hostile" else []
    with tempfile.TemporaryDirectory() as home:
        hostile = Path(home) / "hostile"
        if options.only != "real":
            make_hostile(hostile)
            roots.append(hostile)
        database = open_database(Path(home) / "vault" / "history.db", create=True, busy_s=30)
        reader = TimedReader()
        room = DocumentRoom(
            Path(home) / "papers", database, reader=reader, embedder=WordEmbedder(is_there=False)
        )
        forget_peak()
        begun = time.monotonic()
        with growing(hostile / "growing.txt") if hostile in roots else nullcontext():
            room.ingest.add(room.collection.id, roots)
            ended = room.ingest.wait_idle(WHOLE_S)
        took, peak = time.monotonic() - begun, peak_megabytes()
        documents = room.ingest.documents(room.collection.id)
        failed = [each for each in room.events if isinstance(each, DocumentsFailed)]
        room.close()
        wrong = [] if ended else [f"not ready after {WHOLE_S:g} s"]
        wrong += [f"the work ended: {each.error!r}" for each in failed]
        for root in roots:
            inside = [each for each in documents if Path(each.path).is_relative_to(root)]
            wrong += faults(root, inside, reader.seconds)
            fewest = FEWEST_HOSTILE if root == hostile else FEWEST_REAL
            if len(inside) < fewest:
                wrong.append(f"only {len(inside)} files in {root}, at least {fewest} wanted")
    print(table(documents, reader.seconds))
    load = os.getloadavg()[0]
    print(f"{len(documents)} files in {took:.0f} s, peak {peak} MB, load {load:.1f}")
    if options.show:
        for each in documents:
            if outcome_of(each) != "indexed":
                seconds = reader.seconds.get(each.path, 0.0)
                print(f"  {outcome_of(each):14} {seconds:6.2f} s  {each.path!r}")
    for each in wrong:
        print(f"WRONG: {each}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

"""The yardsticks of documents: how fast they are indexed, looked at again, and searched.

    python tests/bench/indexing.py [--only throughput,unchanged,search] [--chunks 100000]

throughput: text files through reader, embedder and an encrypted vault, beside a bare loop over
llama.cpp's own calls with the same chunks, in turns (goal: 0.9 of it). unchanged: a look at 5,000
files of which none changed (goal: 3 s). search: questions to 100,000 chunks in an encrypted vault,
with made-up vectors and the words of two languages (goal: 20 ms, and 50 ms for 99 of 100), how many
of the ten nearest by exact vectors are found, and the memory that it takes. A question's own vector
is not counted: see embedding_service.py.
"""

import argparse
import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))

import numpy as np
import psutil
from document_room import DocumentRoom
from documents import WordEmbedder
from embedding_service import DIMENSIONS, Bare, chunks, service_over
from search import texts_of_size
from vault_files import open_database

from app.catalog.library import Library
from app.catalog.manifest import read_catalog
from app.config.paths import Paths
from app.domain.collections import Chunk, DocumentState, Language, Layout, StoredDocument
from app.domain.embedding import Embeddings, EmbedKind
from app.domain.ids import new_document_id
from app.index.centring import SHIPPED_COUNT
from app.index.reader.client import ReaderClient
from app.index.vectors import VectorIndex, quantized
from app.services.embedders import EmbedderService
from app.services.search import SearchService

GOALS = {"throughput": 0.9, "unchanged": 3.0, "search": 20.0, "search, slowest of 100": 50.0}
CHUNKS_OF_FILE, CHUNKS_OF_DOCUMENT = 4, 100
FILES = 5_000
QUESTIONS = 300
CENTRES, NOISE = 2_000, 0.9
PATIENCE_S = 1800
MB = 1 << 20


def main() -> int:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", default="throughput,unchanged,search")
    parser.add_argument("--chunks", type=int, default=100_000, help="of search")
    parser.add_argument("--embedded", type=int, default=96, help="chunks of throughput")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    for part in args.only.split(","):
        with tempfile.TemporaryDirectory() as home:
            if part == "throughput":
                throughput(Path(home), args.embedded, args.rounds, args.threads)
            elif part == "unchanged":
                unchanged(Path(home), args.rounds)
            else:
                search(Path(home), args.chunks)
        print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores", flush=True)
    return 0


def verdict(name: str, value: float, *, is_least: bool = False) -> str:
    goal = GOALS[name]
    is_met = value >= goal if is_least else value <= goal
    return f"goal {'at least' if is_least else 'at most'} {goal:g}: {'met' if is_met else 'MISSED'}"


# --- indexing -------------------------------------------------------------------------------------


def throughput(home: Path, number: int, rounds: int, threads: int) -> None:
    """Files that are indexed, in turns with their chunks through llama.cpp alone."""
    embedder = service_over([], threads)
    reader = ReaderClient()
    papers = home / "papers"
    papers.mkdir()
    made = chunks(embedder.count_tokens, number, 280)
    for at in range(0, number, CHUNKS_OF_FILE):
        text = "\n\n".join(made[at : at + CHUNKS_OF_FILE])
        papers.joinpath(f"{at}.txt").write_text(text)
    indexed(home / "first", papers, reader, embedder)  # both are warm from here on
    with opened(home / "first" / "vault" / "history.db", papers, reader, embedder) as room:
        texts = [
            chunk.indexed
            for document in room.store.documents(room.collection.id)
            for chunk in room.store.chunks_of(document.id)
        ]
    entry = Library(Paths.of(None), read_catalog(Paths.catalog_file())).find(
        "multilingual-e5-small"
    )
    bare = Bare(entry.path, threads, texts)
    pairs = []
    for turn in range(rounds):
        ours = indexed(home / f"turn{turn}", papers, reader, embedder)
        theirs = bare.round()[0]
        pairs.append((ours, theirs))
        print(f"  {len(texts) / ours:.2f} and {len(texts) / theirs:.2f} chunks a second")
    bare.close()
    reader.close()
    embedder.close()
    ratio = statistics.median(theirs / ours for ours, theirs in pairs)
    print(
        f"indexing {len(texts)} chunks of {len(list(papers.iterdir()))} files ÷ llama.cpp alone: "
        f"{ratio:.3f}; {verdict('throughput', ratio, is_least=True)}"
    )


@contextmanager
def opened(
    vault: Path, papers: Path, reader: ReaderClient, embedder: EmbedderService
) -> Iterator[DocumentRoom]:
    database = open_database(vault, create=not vault.exists(), busy_s=30)
    room = DocumentRoom(papers, database, reader=reader, embedder=embedder)
    yield room
    room.ingest.close()
    database.close()


def indexed(home: Path, papers: Path, reader: ReaderClient, embedder: EmbedderService) -> float:
    """Seconds until all files are in a new vault."""
    with opened(home / "vault" / "history.db", papers, reader, embedder) as room:
        started = time.perf_counter()
        room.ingest.add(room.collection.id, [papers])
        if not room.ingest.wait_idle(PATIENCE_S):
            raise TimeoutError
        took = time.perf_counter() - started
        states = {each.state for each in room.ingest.documents(room.collection.id)}
        if states != {DocumentState.INDEXED}:
            raise RuntimeError(f"documents are {states}")
        return took


def unchanged(home: Path, rounds: int) -> None:
    """Looks at files of which none changed."""
    database = open_database(home / "vault" / "history.db", create=True, busy_s=30)
    room = DocumentRoom(home / "papers", database, embedder=WordEmbedder(is_there=False))
    for number in range(FILES):
        room.write(f"{number % 50}/{number}.txt", f"The rent of house {number} is due on Monday.")
    started = time.perf_counter()
    room.ingest.add(room.collection.id, [room.folder])
    room.ingest.wait_idle(PATIENCE_S)
    took = time.perf_counter() - started
    print(f"{FILES} files kept for the first time, plainly read: {took:.1f} s")
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        room.ingest.refresh()
        room.ingest.wait_idle(PATIENCE_S)
        times.append(time.perf_counter() - started)
    room.close()
    told = ", ".join(f"{each:.2f}" for each in times)
    middle = statistics.median(times)
    print(f"again, none changed: median {middle:.2f} s ({told}); {verdict('unchanged', middle)}")


# --- search ---------------------------------------------------------------------------------------


class MadeUpEmbedder(WordEmbedder):
    """Gives each question the vector that was made up for it."""

    def __init__(self) -> None:
        super().__init__("made up")
        self.vectors: dict[str, np.ndarray] = {}

    def embed(
        self, texts: Sequence[str], kind: EmbedKind, *, cancel: threading.Event | None = None
    ) -> Embeddings:
        rows = [self.vectors[text] for text in texts]
        return Embeddings(DIMENSIONS, b"".join(row.astype("<f4").tobytes() for row in rows))


def search(home: Path, count: int) -> None:
    """Questions to many chunks; the memory, and how exact the vectors are."""
    chance = np.random.default_rng(1)
    embedder = MadeUpEmbedder()
    database = open_database(home / "vault" / "history.db", create=True, busy_s=30)
    room = DocumentRoom(home / "papers", database, embedder=embedder)
    centres = chance.standard_normal((CENTRES, DIMENSIONS)).astype(np.float32)
    exact = centres[chance.integers(0, CENTRES, count)]
    exact += NOISE * chance.standard_normal(exact.shape, np.float32)
    exact /= np.linalg.norm(exact, axis=1, keepdims=True)
    texts = list(texts_of_size(count))
    started = time.perf_counter()
    fill(room, texts, exact, embedder.fingerprint())
    print(f"{count} chunks kept in {time.perf_counter() - started:.0f} s")
    process = psutil.Process()
    before = process.memory_info().rss
    service = SearchService(room.current, embedder)
    started = time.perf_counter()
    service.warm_up()
    loaded, grown = time.perf_counter() - started, process.memory_info().rss - before
    print(f"vectors loaded in {loaded:.2f} s, {grown / MB:.0f} MB")
    index = service._loaded.index if service._loaded else None
    times, used = [], 0.0
    for at in chance.integers(0, count, QUESTIONS):
        words = texts[at].split()
        first = int(chance.integers(0, max(1, len(words) - 6)))
        question = " ".join(words[first : first + 6])
        near = exact[at] + 0.5 * chance.standard_normal(DIMENSIONS).astype(np.float32) / 19.6
        near /= np.linalg.norm(near)
        embedder.vectors[question] = near
        processor, started = time.process_time(), time.perf_counter()
        service.search(question)
        used += time.process_time() - processor
        times.append((time.perf_counter() - started) * 1000)
    # Afterwards: the threads of an exact product go on spinning for a while.
    found = [
        recall(index, text, near, exact)
        for text, near in list(embedder.vectors.items())[: QUESTIONS // 3]
        if index is not None
    ]
    times.sort()
    middle, slow = times[len(times) // 2], times[int(len(times) * 0.99)]
    mean = used * 1000 / QUESTIONS
    print(f"a search: {mean:.1f} ms of the processor on average")
    print(f"  median {middle:.1f} ms; {verdict('search', middle)}")
    print(f"  99 of 100 within {slow:.1f} ms; {verdict('search, slowest of 100', slow)}")
    print(f"  of the ten nearest are found: {statistics.mean(found):.4f}")
    grown = process.memory_info().rss - before
    print(f"memory of vectors and searches: {grown / MB:.0f} MB more than before")
    room.close()


def recall(index: VectorIndex, text: str, near: np.ndarray, exact: np.ndarray) -> float:
    """The share of the ten nearest that were found; those of exact search without the means."""
    asked = index.asked(text, near.astype("<f4").tobytes())
    # Chunk 1 is Korean, chunk 2 is English. An embedder without means of its own has these.
    cosines = np.empty(len(exact), np.float32)
    for number in range(2):
        rows = exact[number::2]
        rest = rows - rows.sum(axis=0) / (SHIPPED_COUNT + len(rows))
        cosines[number::2] = (rest @ asked.row) / np.linalg.norm(rest, axis=1)
    best = set((np.argsort(-cosines)[:10] + 1).tolist())
    return len(best & {hit.chunk for hit in index.search(asked, 10)}) / 10


def fill(room: DocumentRoom, texts: list[str], exact: np.ndarray, embedder: str) -> None:
    """Keep chunks with these vectors, some to a document."""
    for at in range(0, len(texts), CHUNKS_OF_DOCUMENT):
        some = texts[at : at + CHUNKS_OF_DOCUMENT]
        made, place = [], 0
        for position, text in enumerate(some):
            language = Language.KOREAN if (at + position) % 2 == 0 else Language.OTHER
            end = place + len(text)
            made.append(Chunk(position, place, end, text, language=language, tokens=150))
            place = end
        name = f"{at}.txt"
        document = StoredDocument(
            new_document_id(), room.collection.id, f"/papers/{name}", name, DocumentState.INDEXED,
            sha256=f"{at:064x}", characters=place, chunks=len(some), parts=1,
        )  # fmt: skip
        data = exact[at : at + len(some)].astype("<f4").tobytes()
        vectors = quantized(Embeddings(DIMENSIONS, data), embedder)
        room.store.put_document(document, Layout(), tuple(made), vectors)


if __name__ == "__main__":
    sys.exit(main())

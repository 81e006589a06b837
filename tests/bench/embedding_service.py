"""The speed of indexing: chunks through the service, and the same through llama.cpp alone.

    python tests/bench/embedding_service.py [--chunks 128] [--tokens 300] [--rounds 3] [--threads 2]

Rounds take turns, so that a busy machine slows both; seconds of the processor are told beside those
of the clock, which mean little then. The other side is a bare loop over llama.cpp's
own calls in a process of its own, with texts cut into tokens beforehand. The service gets texts by
64, as an index is made.
"""

import argparse
import json
import os
import random
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np
import psutil

from app.catalog.library import Library
from app.catalog.manifest import read_catalog
from app.config.paths import Paths
from app.config.settings import Settings
from app.domain.embedding import EmbedKind
from app.domain.models import Task
from app.engine.embedder_client import EmbedderClient
from app.services.collection_pass import BATCH_CHUNKS
from app.services.embedder_engine import EmbedderEngine
from app.services.embedders import EmbedderService

ROOT = Path(__file__).parents[2]
BATCH, SEQUENCES, DIMENSIONS = 512, 64, 384
BEGIN, END, MEAN, FLASH = 0, 2, 1, 1


def main() -> None:
    """Print what each way takes, and how near the service comes to the bare engine."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--chunks", type=int, default=128)
    parser.add_argument("--tokens", type=int, default=300, help="of a chunk, on average")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--raw", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.raw:
        bare(args.raw, args.threads)
        return
    engines: list[EmbedderClient] = []
    service = service_over(engines, args.threads)
    model = Library(Paths.of(None), read_catalog(Paths.catalog_file())).find(
        "multilingual-e5-small"
    )
    try:
        started = time.perf_counter()
        service.count_tokens(["a"])
        print(f"from nothing to ready: {time.perf_counter() - started:.2f} s")
        texts = chunks(service.count_tokens, args.chunks, args.tokens)
        started = time.perf_counter()
        counts = service.count_tokens(texts)
        seconds = time.perf_counter() - started
        print(f"counting: {sum(map(len, texts)) / seconds / 1e6:.1f} million characters/s")
        raw = Bare(model.path, args.threads, texts)
        tokens = sum(counts)
        process = psutil.Process(engines[-1].pid)
        compare(service, process, raw, texts, tokens, args.rounds)
        questions(service, texts)
        print(f"memory of the child: {process.memory_info().rss / 1e6:.0f} MB")
        raw.close()
    finally:
        service.close()


def compare(
    service: EmbedderService,
    child: psutil.Process,
    raw: "Bare",
    texts: Sequence[str],
    tokens: int,
    rounds: int,
) -> None:
    """Both ways in turns, each as seconds of the clock and of the processor."""
    times: dict[str, list[tuple[float, float]]] = {"service": [], "llama.cpp alone": []}
    vectors = through(service, texts)
    far = 1 - np.einsum("ij,ij->i", vectors, raw.vectors()).min()
    print(f"{len(texts)} chunks, {tokens} tokens; furthest from the bare engine: {far:.1e}")
    for _ in range(rounds):
        used = processor_seconds(child) + time.process_time()
        started = time.perf_counter()
        through(service, texts)
        took = time.perf_counter() - started
        used = processor_seconds(child) + time.process_time() - used
        times["service"].append((took, used))
        times["llama.cpp alone"].append(raw.round())
    for name, pairs in times.items():
        clock, processor = (tokens / min(column) for column in zip(*pairs, strict=True))
        print(
            f"{name:16} {clock:6.0f} tokens/s, {clock * len(texts) / tokens:6.2f} chunks/s, "
            f"{processor:6.0f} tokens a second of the processor (best of {rounds})"
        )
    for name, column in (("clock", 0), ("processor", 1)):
        ratios = [
            theirs[column] / mine[column]
            for mine, theirs in zip(times["service"], times["llama.cpp alone"], strict=True)
        ]
        told = ", ".join(f"{ratio:.2f}" for ratio in ratios)
        print(f"service / llama.cpp by the {name}: median {statistics.median(ratios):.3f} ({told})")


def processor_seconds(process: psutil.Process) -> float:
    """What all threads of a process used until now."""
    return float(sum(process.cpu_times()[:2]))


def through(service: EmbedderService, texts: Sequence[str]) -> np.ndarray:
    """Vectors of all chunks, in the portions of an index."""
    parts = [
        service.embed(texts[start : start + BATCH_CHUNKS], EmbedKind.PASSAGE).data
        for start in range(0, len(texts), BATCH_CHUNKS)
    ]
    return np.frombuffer(b"".join(parts), np.float32).reshape(len(texts), DIMENSIONS)


def questions(service: EmbedderService, texts: Sequence[str]) -> None:
    """How long a question takes, alone and while an index is made."""
    import threading

    def ask() -> float:
        started = time.perf_counter()
        service.embed(["어떻게 비밀번호를 바꾸나요?"], EmbedKind.QUERY)
        return time.perf_counter() - started

    alone = [ask() for _ in range(10)]
    cancel = threading.Event()

    def index() -> None:
        try:
            service.embed([*texts] * 4, EmbedKind.PASSAGE, cancel=cancel)
        except Exception as error:
            print(f"stopped: {type(error).__name__}")

    thread = threading.Thread(target=index)
    thread.start()
    time.sleep(1)
    during = []
    for _ in range(10):
        during.append(ask())
        time.sleep(0.5)
    started = time.perf_counter()
    cancel.set()
    thread.join()
    ended = time.perf_counter() - started
    for name, times in (("alone", alone), ("while indexing", during)):
        print(
            f"a question {name}: median {statistics.median(times) * 1e3:.0f} ms, "
            f"longest {max(times) * 1e3:.0f} ms"
        )
    print(f"an index under way ended {ended * 1e3:.0f} ms after it was told to")


def service_over(engines: list[EmbedderClient], threads: int) -> EmbedderService:
    """The service with the installed model; its engines are kept in the list."""

    def engine() -> EmbedderClient:
        engines.append(EmbedderClient())
        return engines[-1]

    catalog = tuple(
        each for each in read_catalog(Paths.catalog_file()) if each.task is Task.EMBEDDING
    )
    settings = Settings()
    settings.tell(f"engine.threads={threads}")
    return EmbedderService(Library(Paths.of(None), catalog), settings, EmbedderEngine(engine))


def chunks(count: Callable[[Sequence[str]], Sequence[int]], number: int, tokens: int) -> list[str]:
    """Texts of about so many tokens, of English and Korean sentences of our own."""
    english = re.findall(r"[A-Z][^\n|`]{40,300}\.", (ROOT / "README.md").read_text("utf-8"))
    translated = (ROOT / "resources/translations/snug_ko.ts").read_text("utf-8")
    korean = re.findall(r"<translation>([^<]{20,})</translation>", translated)
    chooser = random.Random(1)
    made = []
    for index in range(number):
        sentences = korean if index % 2 else english
        wanted = chooser.randint(tokens * 2 // 3, tokens)
        text = " ".join(chooser.choices(sentences, k=40))
        words = text.split()
        low, high = 1, len(words)
        while low < high:
            middle = (low + high) // 2
            enough = count([" ".join(words[:middle])])[0] >= wanted
            low, high = (low, middle) if enough else (middle + 1, high)
        made.append(" ".join(words[:low]))
    return made


class Bare:
    """The other process; it does a round for every line it is given."""

    def __init__(self, model: Path, threads: int, texts: Sequence[str]) -> None:
        command = [sys.executable, __file__, "--raw", str(model), "--threads", str(threads)]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            # As the embedder's own child does.
            env=os.environ | {"OMP_WAIT_POLICY": "passive"},
        )
        self._say(texts)
        self._answer()

    def round(self) -> tuple[float, float]:
        """Seconds that all chunks took: of the clock, of the processor."""
        self._say("round")
        took, used = self._answer()  # type: ignore[misc]
        return float(took), float(used)

    def vectors(self) -> np.ndarray:
        """What came of the chunks."""
        self._say("vectors")
        return np.array(self._answer(), np.float32)

    def close(self) -> None:
        """End it."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()

    def _say(self, what: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(what) + "\n")
        self._process.stdin.flush()

    def _answer(self) -> object:
        assert self._process.stdout is not None
        return json.loads(self._process.stdout.readline())


def bare(path: Path, threads: int) -> None:
    """The bare loop: whole batches, the longest texts first, nothing but llama.cpp's calls."""
    from app.engine.host.binding import llama as llama_cpp
    from app.engine.host.binding import start_backends

    start_backends()
    model = llama_cpp.llama_model_load_from_file(
        str(path).encode(), llama_cpp.llama_model_default_params()
    )
    params = llama_cpp.llama_context_default_params()
    params.n_ctx = params.n_batch = params.n_ubatch = BATCH
    params.n_seq_max, params.kv_unified, params.embeddings = SEQUENCES, True, True
    params.pooling_type, params.flash_attn_type = MEAN, FLASH
    params.n_threads = params.n_threads_batch = threads
    context = llama_cpp.llama_init_from_model(model, params)
    vocabulary = llama_cpp.llama_model_get_vocab(model)
    texts = json.loads(sys.stdin.readline())
    tokens = [tokenised(llama_cpp, vocabulary, f"passage: {text}") for text in texts]
    order = sorted(range(len(texts)), key=lambda index: -len(tokens[index]))
    batches: list[list[int]] = []
    for index in order:
        used = sum(len(tokens[each]) for each in batches[-1]) if batches else BATCH
        if used + len(tokens[index]) > BATCH:
            batches.append([])
        batches[-1].append(index)
    batch = llama_cpp.llama_batch_init(BATCH, 0, 1)
    rows = np.zeros((len(texts), DIMENSIONS), np.float32)

    def run() -> None:
        for chosen in batches:
            place = 0
            for sequence, index in enumerate(chosen):
                for position, token in enumerate(tokens[index]):
                    batch.token[place], batch.pos[place] = token, position
                    batch.n_seq_id[place], batch.seq_id[place][0] = 1, sequence
                    batch.logits[place] = 1
                    place += 1
            batch.n_tokens = place
            assert llama_cpp.llama_encode(context, batch) == 0
            for sequence, index in enumerate(chosen):
                row = llama_cpp.llama_get_embeddings_seq(context, sequence)
                rows[index] = np.ctypeslib.as_array(row, (DIMENSIONS,))

    run()
    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        if json.loads(line) == "vectors":
            found = rows / np.linalg.norm(rows, axis=1, keepdims=True)
            print(json.dumps(found.tolist()), flush=True)
            continue
        started, used = time.perf_counter(), time.process_time()
        run()
        took = time.perf_counter() - started, time.process_time() - used
        print(json.dumps(took), flush=True)


def tokenised(llama_cpp: object, vocabulary: object, text: str) -> list[int]:
    """The tokens of a text between its marks."""
    data = text.encode()
    buffer = (llama_cpp.llama_token * (len(data) + 8))()  # type: ignore[attr-defined]
    count = llama_cpp.llama_tokenize(  # type: ignore[attr-defined]
        vocabulary, data, len(data), buffer, len(data) + 8, False, False
    )
    return [BEGIN, *buffer[:count], END]


if __name__ == "__main__":
    main()

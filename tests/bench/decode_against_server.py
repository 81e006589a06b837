"""Decode speed through the whole path (engine child, pipe, client) against llama-server's.

Both get the same file, threads, context, prompt and sampling, take turns, and are measured where
the text arrives. Build llama-server and llama-bench from llama-cpp-python's source package first:

    cmake -S vendor/llama.cpp -B build -DCMAKE_BUILD_TYPE=Release -DLLAMA_CURL=OFF
    cmake --build build --target llama-server llama-bench

    python tests/bench/decode_against_server.py MODEL.gguf build/bin [--threads N] [--tokens N]
"""

import argparse
import contextlib
import http.client
import json
import statistics
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from app.domain.generation import Delta, Failed, Finished, PromptMessage, Request, Role, Sampling
from app.domain.models import LoadRequest
from app.engine.client import EngineClient

PORT = 8123
CONTEXT = 4096
MESSAGES = (
    PromptMessage(Role.SYSTEM, "You are a helpful assistant."),
    PromptMessage(Role.USER, "Write a long story about a cat that travels the world."),
)
Run = Callable[[], float]
"""Streams one answer; tokens per second after the first."""


@contextlib.contextmanager
def server(binaries: Path, args: argparse.Namespace) -> Iterator[Run]:
    """llama-server, warm."""
    command = [
        binaries / "llama-server", "-m", args.model, "-t", str(args.threads), "-c", str(CONTEXT),
        "-np", "1", "--jinja", "--host", "127.0.0.1", "--port", str(PORT),
    ]  # fmt: skip
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while not _is_healthy():
            time.sleep(0.2)
        yield lambda: _server_run(args)
    finally:
        process.terminate()
        process.wait()


def _is_healthy() -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", PORT)
    with contextlib.suppress(OSError), contextlib.closing(connection):
        connection.request("GET", "/health")
        return connection.getresponse().status == 200
    return False


def _server_run(args: argparse.Namespace) -> float:
    sampling = Sampling(temperature=args.temperature, seed=1)
    body: dict[str, Any] = {
        "messages": [{"role": m.role.value, "content": m.text} for m in MESSAGES],
        "temperature": sampling.temperature, "top_k": sampling.top_k, "top_p": sampling.top_p,
        "min_p": sampling.min_p, "seed": 1, "max_tokens": args.tokens, "stream": True,
        "samplers": ["top_k", "top_p", "min_p", "temperature"], "cache_prompt": False,
    }  # fmt: skip
    connection = http.client.HTTPConnection("127.0.0.1", PORT)
    headers = {"Content-Type": "application/json"}
    connection.request("POST", "/v1/chat/completions", json.dumps(body), headers)
    times: list[float] = []
    timings: dict[str, Any] = {}
    for line in connection.getresponse():
        if line.startswith(b"data: {"):
            chunk = json.loads(line[6:])
            timings = chunk.get("timings", timings)
            if chunk["choices"] and chunk["choices"][0]["delta"].get("content"):
                times.append(time.perf_counter())
    connection.close()
    return float((timings["predicted_n"] - 1) / (times[-1] - times[0]))


@contextlib.contextmanager
def ours(args: argparse.Namespace) -> Iterator[Run]:
    """Our engine child, warm."""
    client = EngineClient()
    try:
        client.load(LoadRequest(args.model, CONTEXT, args.threads), lambda _done: None)
        yield lambda: _our_run(client, args)
    finally:
        client.close()


def _our_run(client: EngineClient, args: argparse.Namespace) -> float:
    times: list[float] = []
    ends: list[Finished | Failed] = []
    ended = threading.Event()

    def hear(event: object) -> None:
        if isinstance(event, Delta):
            times.append(time.perf_counter())
        elif isinstance(event, Finished | Failed):
            ends.append(event)
            ended.set()

    sampling = Sampling(temperature=args.temperature, seed=1)
    client.generate(Request(MESSAGES, sampling, args.tokens), hear)
    ended.wait()
    assert isinstance(ends[0], Finished), ends[0]
    return (ends[0].usage.completion_tokens - 1) / (times[-1] - times[0])


def llama_bench(binaries: Path, args: argparse.Namespace) -> float:
    """llama.cpp's own figure: decoding alone, from an empty context."""
    command = [
        binaries / "llama-bench", "-m", args.model, "-t", str(args.threads),
        "-p", "0", "-n", str(args.tokens), "-r", "5", "-o", "json",
    ]  # fmt: skip
    output = subprocess.run(command, capture_output=True, check=True).stdout
    return float(json.loads(output)[0]["avg_ts"])


def main() -> None:
    """Measure in turns and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("binaries", type=Path)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--tokens", type=int, default=256)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--temperature", type=float, default=0.7)
    args = parser.parse_args()
    sides = {"llama-server": lambda: server(args.binaries, args), "snug": lambda: ours(args)}
    found: dict[str, list[float]] = {name: [] for name in sides}
    for turn in range(args.rounds):
        for name in sorted(sides, reverse=turn % 2 == 0):
            with sides[name]() as run:
                run()
                found[name] += [run(), run()]
    for name, rates in found.items():
        print(f"{name:14} median {statistics.median(rates):7.1f} tokens/s", end="  ")
        print(" ".join(f"{rate:.0f}" for rate in rates))
    ratio = statistics.median(found["snug"]) / statistics.median(found["llama-server"])
    print(f"snug / llama-server  {ratio:.3f}")
    print(f"llama-bench          {llama_bench(args.binaries, args):.1f} tokens/s")


if __name__ == "__main__":
    main()

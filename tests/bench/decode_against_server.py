"""Decode speed through the whole path (engine child, pipe, client) against llama-server's.

Both get the same file, threads, context, prompt and sampling, take turns, and are measured where
the text arrives. `yardsticks.py` runs this too, and says how to build the tools.

    python tests/bench/decode_against_server.py MODEL.gguf BIN_DIR [--threads N] [--tokens N]
"""

import argparse
import contextlib
import http.client
import json
import socket
import statistics
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from llama_tools import Setup, in_turns

from app.domain.generation import Delta, Failed, Finished, PromptMessage, Request, Role, Sampling
from app.engine.client import EngineClient

MESSAGES = (
    PromptMessage(Role.SYSTEM, "You are a helpful assistant."),
    PromptMessage(Role.USER, "Write a long story about a cat that travels the world."),
)
TOKENS, TEMPERATURE, REPEATS = 256, 0.7, 2
START_SECONDS = 120
Run = Callable[[], float]
"""Streams one answer; tokens per second after the first."""


@contextlib.contextmanager
def server(setup: Setup, tokens: int, temperature: float) -> Iterator[Run]:
    """llama-server, ready."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    place = ("-c", setup.context, "-np", "1", "--jinja", "--host", "127.0.0.1", "--port", port)
    process = subprocess.Popen(
        setup.command("llama-server", *place), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        deadline = time.monotonic() + START_SECONDS
        while not _is_healthy(port):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("llama-server does not start")
            time.sleep(0.1)
        yield lambda: _server_run(port, tokens, temperature)
    finally:
        process.terminate()
        process.wait()


def _is_healthy(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    with contextlib.suppress(OSError), contextlib.closing(connection):
        connection.request("GET", "/health")
        return connection.getresponse().status == 200
    return False


def _server_run(port: int, tokens: int, temperature: float) -> float:
    sampling = Sampling(temperature=temperature, seed=1)
    body: dict[str, Any] = {
        "messages": [{"role": m.role.value, "content": m.text} for m in MESSAGES],
        "temperature": sampling.temperature, "top_k": sampling.top_k, "top_p": sampling.top_p,
        "min_p": sampling.min_p, "seed": 1, "max_tokens": tokens, "stream": True,
        "samplers": ["top_k", "top_p", "min_p", "temperature"], "cache_prompt": False,
        "ignore_eos": True,
    }  # fmt: skip
    connection = http.client.HTTPConnection("127.0.0.1", port)
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


def our_run(client: EngineClient, tokens: int, temperature: float) -> float:
    """The same with our engine."""
    times: list[float] = []
    ends: list[Finished | Failed] = []
    ended = threading.Event()

    def hear(event: object) -> None:
        if isinstance(event, Delta):
            times.append(time.perf_counter())
        elif isinstance(event, Finished | Failed):
            ends.append(event)
            ended.set()

    sampling = Sampling(temperature=temperature, seed=1)
    client.generate(Request(MESSAGES, sampling, tokens, ignore_end=True), hear)
    ended.wait()
    assert isinstance(ends[0], Finished), ends[0]
    return (ends[0].usage.completion_tokens - 1) / (times[-1] - times[0])


def compare(
    setup: Setup,
    client: EngineClient,
    *,
    ours_first: bool,
    tokens: int = TOKENS,
    temperature: float = TEMPERATURE,
) -> dict[str, tuple[float, float]]:
    """Ours and theirs, each warm."""

    def ours() -> float:
        return _warm_median(lambda: our_run(client, tokens, temperature))

    def theirs() -> float:
        with server(setup, tokens, temperature) as run:
            return _warm_median(run)

    return {"server": in_turns(ours, theirs, ours_first=ours_first)}


def _warm_median(run: Run) -> float:
    run()
    return statistics.median(run() for _ in range(REPEATS))


def main() -> None:
    """Measure in turns and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("binaries", type=Path)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--context", type=int, default=4096)
    parser.add_argument("--gpu", action="store_true")
    parser.add_argument("--tokens", type=int, default=TOKENS)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--temperature", type=float, default=TEMPERATURE)
    args = parser.parse_args()
    setup = Setup(args.model, args.binaries, args.threads, args.context, args.gpu)
    pairs: list[tuple[float, float]] = []
    for turn in range(args.rounds):
        with setup.engine() as client:
            pairs += compare(
                setup,
                client,
                ours_first=turn % 2 == 0,
                tokens=args.tokens,
                temperature=args.temperature,
            ).values()
    for name, rates in zip(("snug", "llama-server"), zip(*pairs, strict=True), strict=True):
        print(f"{name:14} median {statistics.median(rates):7.1f} tokens/s", end="  ")
        print(" ".join(f"{rate:.0f}" for rate in rates))
    print(f"snug / llama-server  {statistics.median(one / two for one, two in pairs):.3f}")


if __name__ == "__main__":
    main()

"""Memory of our engine child against llama-cli's: the most each has while it writes an answer.

Resident memory counts the pages of the mapped model file, private memory (RssAnon) does not. Both
write as many tokens after the same words, with one context of the same size. Linux alone tells.
`yardsticks.py` runs this.
"""

import subprocess
import threading
import time
from pathlib import Path

from llama_tools import Setup

from app.domain.generation import (
    Failed,
    Finished,
    GenerationEvent,
    PromptMessage,
    Request,
    Role,
    Sampling,
)

WRITTEN = 128
WORDS = "Write a long story about a cat that travels the world."
POLL_SECONDS = 0.02

Memory = tuple[int, int]
"""Resident and private bytes."""


def memory_of(process_id: int) -> Memory:
    """Now; nothing for a process that has gone."""
    try:
        lines = Path(f"/proc/{process_id}/status").read_text("ascii", "replace").splitlines()
    except OSError:
        return 0, 0
    found = dict(line.split(":", 1) for line in lines if ":" in line)
    resident, private = (int(found.get(key, "0 kB").split()[0]) for key in ("VmRSS", "RssAnon"))
    return resident * 1024, private * 1024


def most(one: Memory, two: Memory) -> Memory:
    """The larger of each."""
    return max(one[0], two[0]), max(one[1], two[1])


def ours(setup: Setup) -> Memory:
    """The most of a fresh child."""
    ended = threading.Event()

    def hear(event: GenerationEvent) -> None:
        if isinstance(event, Finished | Failed):
            ended.set()

    with setup.engine() as client:
        message = PromptMessage(Role.USER, WORDS)
        request = Request((message,), Sampling(temperature=0), WRITTEN, ignore_end=True)
        client.generate(request, hear)
        found = memory_of(client.pid)
        while not ended.wait(POLL_SECONDS):
            found = most(found, memory_of(client.pid))
        return most(found, memory_of(client.pid))


def llama_cli(setup: Setup) -> Memory:
    """The most of llama-cli, which writes one answer and ends."""
    once = ("-st", "--simple-io", "--ignore-eos", "--temp", "0", "-p", WORDS, "-n", WRITTEN)
    shape = ("-c", setup.context, "-np", "1", "-fit", "off")
    process = subprocess.Popen(
        setup.command("llama-cli", *shape, *once),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    found = (0, 0)
    while process.poll() is None:
        found = most(found, memory_of(process.pid))
        time.sleep(POLL_SECONDS)
    if process.returncode:
        raise RuntimeError(f"llama-cli returned {process.returncode}")
    return found


def compare(setup: Setup) -> dict[str, tuple[float, float]]:
    """Ours and theirs, in bytes."""
    mine, other = ours(setup), llama_cli(setup)
    return {"memory": (mine[0], other[0]), "private memory": (mine[1], other[1])}

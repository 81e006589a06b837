"""Lets the packed engine answer on emulated processors; run with Snug's own environment.

    python old_processor.py PROGRAM MODEL PROCESSOR…

Each processor is one that qemu knows (`qemu-x86_64 -cpu help`). The program of a package is started
as an engine, under the emulator, by the client that the application starts its engines with.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from pathlib import Path
from unittest.mock import patch

from app.domain.generation import (
    Delta,
    Failed,
    Finished,
    GenerationEvent,
    PromptMessage,
    Request,
    Role,
    Sampling,
)
from app.domain.models import LoadRequest
from app.engine import child_client
from app.engine.client import EngineClient
from app.workers import supervisor

SYSTEM = "You are a helpful assistant."
QUESTION = "What is the capital of France?"
EXPECTED = "Paris"
MOST_TOKENS = 8
PATIENCE = 900.0
"""Seconds: an emulated processor is some hundred times slower."""


def answer_on(model: Path) -> str:
    """Return what a new engine says, and with what. Raises AppError or TimeoutError."""
    client = EngineClient()
    pieces: list[str] = []
    ended = threading.Event()

    def hear(event: GenerationEvent) -> None:
        if isinstance(event, Delta):
            pieces.append(event.text)
        elif isinstance(event, Finished | Failed):
            if isinstance(event, Failed):
                pieces.append(f"[{event}]")
            ended.set()

    try:
        client.load(LoadRequest(model, 512, 2), lambda _done: None)
        messages = (PromptMessage(Role.SYSTEM, SYSTEM), PromptMessage(Role.USER, QUESTION))
        client.generate(Request(messages, Sampling(temperature=0), MOST_TOKENS), hear)
        if not ended.wait(PATIENCE):
            raise TimeoutError(f"no answer in {PATIENCE:.0f} seconds")
        return f"{''.join(pieces)} ({variant_of(client.pid)})"
    finally:
        client.close()


def emulated(processor: str, program: str) -> list[str]:
    """Return the command that starts the engine of a packed program on a processor.

    PyInstaller's bootloader starts itself a second time with these variables, and the system would
    run that without the emulator: it is told that it has done so.
    """
    second_start = {
        "LD_LIBRARY_PATH": f"{Path(program).parent}/_internal",
        "_PYI_ARCHIVE_FILE": program,
        "_PYI_PARENT_PROCESS_LEVEL": "-1",
        "_PYI_LINUX_PROCESS_NAME": "snug",
    }
    told = [part for pair in second_start.items() for part in ("-E", "=".join(pair))]
    return ["qemu-x86_64", "-cpu", processor, *told, program, "--role", "engine"]


def variant_of(process: int) -> str:
    """Return which of the engine's libraries for processors a process has loaded."""
    lines = Path(f"/proc/{process}/maps").read_text("utf-8").splitlines()
    found = {Path(line.split()[-1]).name for line in lines if "libggml-cpu" in line}
    return ", ".join(sorted(found)) or "none"


def main(program: str, model: Path, processors: list[str]) -> int:
    """Try each processor; return 0 when all answered."""
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    wrong = 0
    for processor in processors:
        started = time.monotonic()
        command = emulated(processor, program)
        with (
            patch.object(supervisor, "child_command", return_value=command),
            patch.object(child_client, "HELLO_SECONDS", PATIENCE),
        ):
            said = answer_on(model)
        is_right = EXPECTED in said
        wrong += not is_right
        mark = "answers" if is_right else "answers wrongly"
        print(f"{processor} {mark}: {said}, {time.monotonic() - started:.0f} s", flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2]), sys.argv[3:]))

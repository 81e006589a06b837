"""Runs all checks of the project, or pytest alone, with the tools of the virtual environment."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from setup.again import run_again, times
from setup.console import say
from setup.stages import Environment

INTERRUPTED = 130
MOST_WORKERS = 4
"""Tests run in so many processes at once, one for each core and one for when others wait."""


def checks(environment: Environment) -> dict[str, list[str | Path]]:
    """Return the command of each check: what reads the sources, the shortest first, then pytest."""
    module: list[str | Path] = [environment.python, "-P", "-m"]
    return {
        "ruff format": [*module, "ruff", "format", "--check"],
        "ruff check": [*module, "ruff", "check"],
        "mypy": [*module, "mypy"],
        "lint-imports": [environment.scripts / "lint-imports"],
        "pytest": [*module, "pytest"],
    }


def run_checks(environment: Environment, arguments: Sequence[str]) -> int:
    """Run all checks, or pytest alone when it is given arguments; return the exit code.

    `--again N` among them has pytest run N times, in random order.
    """
    try:
        count, arguments = times(arguments)
    except ValueError as error:
        say(str(error))
        return 2
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    # The tests start hundreds of interpreters: without bytecode each compiles the application anew.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    commands = checks(environment)
    try:
        if arguments:
            commands["pytest"] += arguments
        else:
            spread_tests(commands["pytest"])
        if count:
            return run_again(commands["pytest"], count, lambda each: call(each, Path.cwd()))
        if arguments:
            return call(commands["pytest"], Path.cwd())
        return run_all(commands, environment.root)
    except KeyboardInterrupt:
        say("\nStopped.")
        return INTERRUPTED


def spread_tests(command: list[str | Path]) -> None:
    """Have pytest's command run in several processes, and each of them in one thread."""
    command += ["-n", str(workers()), "--dist", "loadfile", "--no-loadscope-reorder"]
    # Engines of several processes that spin for work take it from each other.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    # Likewise numpy's: on two busy cores two threads took six times the processor of one.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def workers() -> int:
    """How many processes test at once."""
    return max(1, min(MOST_WORKERS, (os.cpu_count() or 1) + 1))


def run_all(commands: dict[str, list[str | Path]], folder: Path) -> int:
    """Run each check, also after one failed; pytest's closing line is the last when all pass.

    What only reads the sources runs beside the tests, which now and then wait for something.
    """
    failed: list[str] = []
    *readers, (tests, command) = commands.items()

    def read_sources() -> None:
        for name, reader in readers:
            started = time.monotonic()
            code, told = outcome(reader, folder)
            seconds = time.monotonic() - started
            print(f"\n== {name}\n{told.rstrip()}\n   {seconds:.1f} s", flush=True)
            if code:
                failed.append(name)

    beside = threading.Thread(target=read_sources, daemon=True)
    beside.start()
    print(f"== {tests}", flush=True)
    code = call(command, folder)
    beside.join()
    if code:
        failed.append(tests)
    if failed:
        print(f"\nFailed: {', '.join(failed)}", flush=True)
    return 1 if failed else 0


def call(command: Sequence[str | Path], folder: Path) -> int:
    """Run a tool in `folder` with its output shown."""
    return subprocess.call([str(part) for part in command], cwd=folder)


def outcome(command: Sequence[str | Path], folder: Path) -> tuple[int, str]:
    """Run a tool in `folder`; return its exit code and what it printed."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    return done.returncode, done.stdout

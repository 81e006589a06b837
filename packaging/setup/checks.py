"""Runs all checks of the project, or pytest alone, with the tools of the virtual environment."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from setup.console import say
from setup.stages import Environment

INTERRUPTED = 130
MOST_WORKERS = 4
"""Tests run in so many processes at once, one for each core and one for when others wait."""


def checks(environment: Environment) -> dict[str, list[str | Path]]:
    """Return the command of each check, in their order; the shortest come first."""
    module: list[str | Path] = [environment.python, "-P", "-m"]
    return {
        "ruff format": [*module, "ruff", "format", "--check"],
        "ruff check": [*module, "ruff", "check"],
        "mypy": [*module, "mypy"],
        "lint-imports": [environment.scripts / "lint-imports"],
        "pytest": [*module, "pytest"],
    }


def run_checks(environment: Environment, arguments: Sequence[str]) -> int:
    """Run all checks, or pytest alone when it is given arguments; return the exit code."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    commands = checks(environment)
    try:
        if arguments:
            return call([*commands["pytest"], *arguments], Path.cwd())
        commands["pytest"] += ["-n", str(workers()), "--dist", "loadfile", "--no-loadscope-reorder"]
        # Engines of several processes that spin for work take it from each other.
        os.environ.setdefault("OMP_WAIT_POLICY", "passive")
        return run_all(commands, environment.root)
    except KeyboardInterrupt:
        say("\nStopped.")
        return INTERRUPTED


def workers() -> int:
    """How many processes test at once."""
    return max(1, min(MOST_WORKERS, (os.cpu_count() or 1) + 1))


def run_all(commands: dict[str, list[str | Path]], folder: Path) -> int:
    """Run each check, also after one failed; pytest's closing line is the last when all pass."""
    failed = []
    for name, command in commands.items():
        print(f"== {name}", flush=True)
        started = time.monotonic()
        if call(command, folder):
            failed.append(name)
        if name != "pytest":  # it prints its own time
            print(f"   {time.monotonic() - started:.1f} s\n", flush=True)
    if failed:
        print(f"\nFailed: {', '.join(failed)}", flush=True)
    return 1 if failed else 0


def call(command: Sequence[str | Path], folder: Path) -> int:
    """Run a tool in `folder` with its output shown."""
    return subprocess.call([str(part) for part in command], cwd=folder)

"""Runs the tests several times in random order and lists what failed: no test may know chance."""

from __future__ import annotations

import secrets
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

OPTION = "--again"
_SEEDS = 1 << 32
"""pytest-randomly seeds numpy's generator too, which takes no more."""

Command = list["str | Path"]


@dataclass(frozen=True)
class Run:
    """One run of the tests: its seed, its exit code, how long it took, and what failed."""

    seed: int
    code: int
    seconds: float
    failed: tuple[str, ...]


def times(arguments: Sequence[str]) -> tuple[int, list[str]]:
    """Return how often the tests are to run again and the other arguments; 0: once, as always.

    Raises ValueError with a sentence when the number is missing or is none.
    """
    rest = list(arguments)
    if OPTION not in rest:
        return 0, rest
    place = rest.index(OPTION)
    number = rest[place + 1] if place + 1 < len(rest) else ""
    if not (number.isascii() and number.isdigit() and int(number)):
        raise ValueError(f"{OPTION} needs a number of runs, as in: python3 run.py test {OPTION} 6")
    del rest[place : place + 2]
    return int(number), rest


def run_again(command: Command, count: int, call: Callable[[Command], int]) -> int:
    """Run pytest's `command` so often, each time with a new seed; list the runs; the exit code."""
    runs = []
    for number in range(1, count + 1):
        seed = secrets.randbelow(_SEEDS)
        print(f"\n== run {number} of {count}, seed {seed}", flush=True)
        runs.append(_run(command, seed, call))
    print(f"\n{report(runs)}", flush=True)
    return 1 if any(run.code for run in runs) else 0


def report(runs: Sequence[Run]) -> str:
    """Return a line for each run, and below it the tests that failed and how to see them again."""
    lines = []
    for number, run in enumerate(runs, 1):
        outcome = f"ended with {run.code}" if run.code else "passed"
        lines.append(f"run {number}: seed {run.seed}, {run.seconds:.0f} s, {outcome}")
        lines += [f"    {name}" for name in run.failed]
        if run.code:
            lines.append(f"    {' '.join(_in_order_of(run.seed))} gives this order again")
    return "\n".join(lines)


def _in_order_of(seed: int) -> list[str]:
    return ["-p", "randomly", f"--randomly-seed={seed}"]


def _run(command: Command, seed: int, call: Callable[[Command], int]) -> Run:
    with tempfile.TemporaryDirectory() as folder:
        results = Path(folder) / "results.xml"
        started = time.monotonic()
        code = call([*command, *_in_order_of(seed), f"--junit-xml={results}"])
        return Run(seed, code, time.monotonic() - started, _failed(results))


def _failed(results: Path) -> tuple[str, ...]:
    """Return the tests of a report of pytest's that failed, or none when it was not written."""
    if not results.exists():
        return ()
    cases = ElementTree.parse(results).iter("testcase")  # noqa: S314 - our own pytest wrote it
    failed = [case for case in cases if {"failure", "error"} & {each.tag for each in case}]
    return tuple(f"{case.get('classname')}::{case.get('name')}" for case in failed)

"""What the Python of the packages is measured with while it is built."""

from __future__ import annotations

import random
import threading
import time
from typing import NoReturn

import pytest

from bundle import workload


def refuse(*_: object, **__: object) -> NoReturn:
    """Stand in for what would be another thing in each build."""
    raise AssertionError("Two builds would not learn the same.")


def test_the_workload_comes_to_its_end_without_clock_chance_and_threads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(workload, "ROUNDS", 1)
    monkeypatch.setattr(random.Random, "random", refuse)
    monkeypatch.setattr(random.Random, "getrandbits", refuse)
    monkeypatch.setattr(threading.Thread, "start", refuse)
    for clock in ("time", "monotonic", "perf_counter"):
        monkeypatch.setattr(time, clock, refuse)

    workload.main()

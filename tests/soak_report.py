"""What a soak found: how often what came of a request, and what parent and child held meanwhile."""

import os
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import psutil

from app.config.machine import private_memory

GROWTH: Final = 1.10
"""Of memory between the first and the last quarter."""
_WARM_SAMPLES: Final = 2
"""Of a child's life: what it needs is taken little by little at first."""
_COLUMN: Final = 9
HEADING: Final = "".join(
    f"{name:>{_COLUMN}}"
    for name in (
        "requests", "seconds", "kills", "refused", "at once", "as alone", "other", "stopped",
        "crashed", "MB", "files", "threads", "child MB", "files", "threads",
    )
)  # fmt: skip


@dataclass(frozen=True)
class Size:
    """What a process holds; descriptors are None where they cannot be counted."""

    memory: int
    descriptors: int | None
    threads: int


class Report:
    """Nothing in `failures` means that all of it held."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.counts: Counter[str] = Counter()
        self.failures: list[str] = []
        self.rows: list[tuple[Size, Size]] = []
        """The parent and its child, each time with nothing under way."""
        self.child_memory: dict[int, list[int]] = {}
        """Of each child in its life, busy or not."""
        self._say = say

    def fail(self, what: str) -> None:
        self.failures.append(what)
        self._say(f"FAILED: {what}")

    def sample(self, child: int) -> None:
        self.rows.append((_size(os.getpid()), _size(child)))

    def line(self, requests: int, seconds: float, kills: int, at_once: int) -> str:
        parent, child = self.rows[-1]
        names = ("as alone", "other words", "cancelled", "crashed")
        cells = (
            requests, f"{seconds:.0f}", kills, self.counts["refused"], at_once,
            *(self.counts[name] for name in names),
            *_cells(parent), *_cells(child),
        )  # fmt: skip
        return "".join(f"{cell!s:>{_COLUMN}}" for cell in cells)

    def judge_sizes(self) -> None:
        parents, children = ([pair[place] for pair in self.rows] for place in (0, 1))
        self._judge_files("the parent", parents)
        self._judge_files("a child", children)
        if parents[-1].threads > parents[0].threads:
            self.fail(f"the parent has {parents[-1].threads} threads, not {parents[0].threads}")
        self._judge_growth("the parent", [parent.memory for parent in parents])
        for life, memory in self.child_memory.items():
            self._judge_growth(f"child {life}", memory[_WARM_SAMPLES:])

    def _judge_files(self, who: str, sizes: Sequence[Size]) -> None:
        first, last = sizes[0].descriptors, sizes[-1].descriptors
        if first is not None and last is not None and last > first:
            self.fail(f"{who} has {last} open files, not {first}")

    def _judge_growth(self, who: str, memory: Sequence[int]) -> None:
        quarter = len(memory) // 4
        if not quarter:
            return
        first, last = sum(memory[:quarter]) / quarter, sum(memory[-quarter:]) / quarter
        if last > GROWTH * first:
            self.fail(f"{who} grew from {_megabytes(first)} to {_megabytes(last)} MB")


def _size(pid: int) -> Size:
    process = psutil.Process(pid)
    memory = private_memory(pid) or process.memory_info().rss
    try:
        descriptors = process.num_fds()
    except (psutil.AccessDenied, AttributeError):  # a confined child's are its own affair
        descriptors = None
    return Size(memory, descriptors, process.num_threads())


def _cells(size: Size) -> tuple[object, ...]:
    files = "–" if size.descriptors is None else size.descriptors
    return _megabytes(size.memory), files, size.threads


def _megabytes(count: float) -> str:
    return f"{count / (1 << 20):.1f}"

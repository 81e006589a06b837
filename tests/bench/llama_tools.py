"""What the comparisons share: one setup for both sides, llama.cpp's own tools, our engine child."""

import contextlib
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from app.domain.models import LoadRequest
from app.domain.placement import FlashAttention
from app.engine.client import EngineClient

BATCH, MICRO_BATCH = 2048, 512
RESTING_BYTES = 512 << 20
"""As the settings have it."""


@dataclass(frozen=True)
class Setup:
    """The same model, threads, context and devices for both sides."""

    model: Path
    binaries: Path
    threads: int
    context: int
    gpu: bool = False

    @property
    def flash_attention(self) -> FlashAttention:
        """On for a GPU, off for a processor: what the plan of a load chooses."""
        return FlashAttention.ON if self.gpu else FlashAttention.OFF

    def command(self, tool: str, *more: object) -> list[str]:
        """A tool's command line with the flags that all of them know."""
        path = self.binaries / tool
        if not path.exists():
            raise FileNotFoundError(f"{tool} is not in {self.binaries}")
        layers, flash = "99" if self.gpu else "0", self.flash_attention
        shared = ["-m", self.model, "-t", self.threads, "-ngl", layers, "-fa", flash]
        return list(map(str, [path, *shared, "-b", BATCH, "-ub", MICRO_BATCH, *more]))

    def run(self, tool: str, *more: object) -> str:
        """What a tool printed; raises with its last words when it fails."""
        done = subprocess.run(
            self.command(tool, *more),
            capture_output=True,
            stdin=subprocess.DEVNULL,
            text=True,
            errors="replace",
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{tool} returned {done.returncode}: {done.stderr[-400:].strip()}")
        return done.stdout

    @contextlib.contextmanager
    def engine(self) -> Iterator[EngineClient]:
        """Our engine child with the model."""
        client = EngineClient()
        try:
            client.load(self._request(), lambda _done: None)
            yield client
        finally:
            client.close()

    def _request(self) -> LoadRequest:
        return LoadRequest(
            path=self.model.resolve(),
            context=self.context,
            threads=self.threads,
            gpu_layers=None if self.gpu else 0,
            batch=BATCH,
            micro_batch=MICRO_BATCH,
            flash_attention=self.flash_attention,
            resting_bytes=RESTING_BYTES,
        )


def in_turns(
    ours: Callable[[], Any], reference: Callable[[], Any], *, ours_first: bool
) -> tuple[Any, Any]:
    """What both sides gave, whichever went first."""
    if ours_first:
        mine = ours()
        return mine, reference()
    other = reference()
    return ours(), other


def json_lines(text: str) -> list[dict[str, Any]]:
    """The objects among the lines of an output."""
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]

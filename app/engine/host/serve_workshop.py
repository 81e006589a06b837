"""The command loop of the workshop's child: one thread works, one listens."""

import queue
import sys
from typing import Any, Final

from app.domain.models import Guard
from app.engine.commands import Hello, Loading
from app.engine.host.binding import devices, skipped_backends, start_backends, versions
from app.engine.host.native_log import NativeLog
from app.engine.host.perplexity import measure_perplexity
from app.engine.host.quantizing import quantize
from app.engine.host.weights import LoadRefused
from app.engine.workshop_commands import (
    MAX_TEXT_BYTES,
    WORKSHOP_COMMANDS,
    WORKSHOP_REPLIES,
    MeasurePerplexity,
    Quantize,
    Read,
    WorkFailed,
)
from app.workers.child import read_commands, tell
from app.workers.wire import Channel

_LOADING_STEP: Final = 0.05


class WorkshopHost:
    """Does one thing after the other until the parent closes the pipe, which stops the work."""

    def __init__(self, channel: Channel, guards: tuple[Guard, ...]) -> None:
        self._channel = channel
        self._guards = guards
        self._told = -1.0
        self._inbox: queue.SimpleQueue[tuple[dict[str, Any], bytes]] = queue.SimpleQueue()

    def serve(self) -> None:
        """Run until the process ends."""
        start_backends()
        binding, build = versions()
        self._send(Hello(binding, build, devices(), self._guards, skipped_backends()))
        read_commands(self._channel, self._inbox, lambda _frame: None)
        while True:
            frame, raw = self._inbox.get()
            try:
                self._act(WORKSHOP_COMMANDS.decode(frame), raw)
            except LoadRefused as error:
                sys.stderr.write(f"{error.detail}\n")
                self._send(WorkFailed(error.code, error.detail, error.values))

    def _act(self, command: object, raw: bytes) -> None:
        match command:
            case Quantize():
                self._send(quantize(command))
            case MeasurePerplexity():
                text = raw[:MAX_TEXT_BYTES].decode("utf-8", "replace")
                found = measure_perplexity(command, text, NativeLog(), self._load, self._read)
                self._send(found)

    def _load(self, progress: float, phase: str) -> bool:
        if phase != "weights" or progress - self._told >= _LOADING_STEP:
            self._told = progress
            self._send(Loading(progress, phase))
        return True

    def _read(self, done: int, total: int) -> None:
        self._send(Read(done, total))

    def _send(self, reply: object) -> None:
        tell(self._channel, WORKSHOP_REPLIES.encode(reply))


def serve(channel: Channel, guards: tuple[Guard, ...]) -> None:
    """Serve a parent over a channel; returns never."""
    WorkshopHost(channel, guards).serve()

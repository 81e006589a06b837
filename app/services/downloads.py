"""Downloads of models: started, paused, resumed and cancelled; two at a time, the others wait.

What a window builds on:

- `list()` when it opens, then `DownloadChanged` and `DownloadRemoved` of the event bus.
- `look(name)` shows what a repository offers, before `start("owner/name:file.gguf")`.
- `start(wanted)` takes the id of a catalog entry or of a card, "owner/name", or "owner/name:choice"
  with a file or a quantization; an address of the hub's pages will do. It returns at once.
- `pause`, `resume`, `cancel` and `forget` take the id of a `Download`, return at once, and do
  nothing where they make no sense any more.

Downloads that a former run began, or was asked for, are in `list()` from the beginning, paused:
nothing goes on by itself, so that nothing connects unasked. Whatever connects needs consent: by the
setting `network.offline`, or `Consent.THIS_DOWNLOAD` where the user clicked on this very download.
"""

import contextlib
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from app.domain.downloads import ConsentNeeded, Download, DownloadPhase
from app.domain.errors import (
    AppError,
    DownloadCancelled,
    ModelNotFetchable,
    NoSuchFile,
    UnknownModel,
)
from app.domain.events import DownloadChanged, DownloadRemoved
from app.domain.hub import HubListing, named
from app.domain.model_cards import ModelCard
from app.domain.models import CatalogEntry, ConvertedSource, HubSource
from app.domain.network import Consent
from app.hub.client import Halted
from app.hub.journal import Journal
from app.hub.messages import Step
from app.services.download_meaning import Wanted, of_card, of_entry
from app.services.download_pace import Pace
from app.services.event_bus import EventBus
from app.services.hub_errands import HubErrands
from app.services.model_library import ModelLibrary

AT_ONCE: Final = 2
TELL_SECONDS: Final = 0.2
"""Between two announcements of one download whose phase stays the same."""
CLOSE_SECONDS: Final = 8.0
_PHASES: Final = {
    Step.CHECKING: DownloadPhase.CHECKING,
    Step.FETCHING: DownloadPhase.RUNNING,
    Step.WAITING: DownloadPhase.RETRYING,
}


@dataclass(eq=False)
class _Task:
    """A download and what moves it. `shown` is replaced under the service's lock."""

    shown: Download
    consent: Consent
    wanted: Wanted | None = None
    """What is asked of the hub; None for what comes from the package registry."""
    model_id: str = ""
    """The catalog's id of what comes from the package registry."""
    journal: Journal | None = None
    stop: threading.Event = field(default_factory=threading.Event)
    is_cancelled: bool = False
    pace: Pace = field(default_factory=Pace)
    told_at: float = 0.0
    thread: threading.Thread | None = None


class DownloadService:
    """All downloads of this program. Safe to use from any thread; announces on the bus."""

    def __init__(
        self,
        library: ModelLibrary,
        errands: HubErrands,
        bus: EventBus,
        on_defect: Callable[[BaseException], None],
    ) -> None:
        """`on_defect` hears of what is not the world's fault but ours."""
        self._library = library
        self._errands = errands
        self._bus = bus
        self._on_defect = on_defect
        self._lock = threading.RLock()
        self._tasks: dict[str, _Task] = {}
        self._is_closed = False
        self._has_looked = False

    def list(self) -> tuple[Download, ...]:
        """Every download that has not been taken off the list, the oldest first."""
        return tuple(each.shown for each in self._listed())

    def _listed(self) -> tuple[_Task, ...]:
        with self._lock:
            self._find_unfinished()
            return tuple(self._tasks.values())

    def look(
        self,
        name: str,
        consent: Consent = Consent.GENERAL,
        stop: threading.Event | None = None,
    ) -> tuple[HubListing, str]:
        """What a repository, or that of a card, offers; and the file that `start` would take.

        That is "" where a card names a file that is there no more. Blocks for as long as the hub
        takes. Raises UnknownModel, ModelNotFetchable, OfflineNow, NotOnHub, GatedModel,
        NoModelFiles, HubUnreachable, HubBusy, DownloadFailed, or NoSuchFile for a file that
        `name` itself names.
        """
        wanted = self._wanted(name)
        if not isinstance(wanted, Wanted):
            raise ModelNotFetchable(name=name)
        listing = self._errands.look(wanted.repository, consent, commit=wanted.commit, stop=stop)
        try:
            return listing, self._errands.choose(listing, wanted).files[0].file
        except NoSuchFile:
            if wanted.choice in name:
                raise
            return listing, ""

    def needs_consent_to_look(self, name: str) -> ConsentNeeded | None:
        """What the user must agree to before `look` connects; None where it may at once.

        Raises UnknownModel.
        """
        wanted = self._wanted(name)
        if not self._errands.is_offline or not isinstance(wanted, Wanted):
            return None
        return ConsentNeeded(self._errands.host, wanted.repository, "", 0)

    def needs_consent(self, what: str | Download) -> ConsentNeeded | None:
        """What the user must agree to before this connects; None where it may at once.

        `what` is a name as `start` takes it, or a download of the list. Raises what `start` raises.
        """
        if not self._errands.is_offline:
            return None
        if isinstance(what, Download):
            host = self._errands.host if what.can_pause else self._library.registry
            return ConsentNeeded(host, what.source, what.file, max(0, what.total - what.done))
        meant = self._wanted(what)
        if isinstance(meant, Wanted):
            file, size = self._errands.foreseen(meant)
            return ConsentNeeded(self._errands.host, meant.repository, file, size)
        shown = _task_of(meant, Consent.GENERAL).shown
        return ConsentNeeded(self._library.registry, shown.source, shown.file, shown.total)

    def is_of_hub(self, name: str) -> bool:
        """Whether `start` would fetch this from the hub; False for what nobody knows, too."""
        try:
            return isinstance(self._wanted(name), Wanted)
        except UnknownModel:
            return False

    def is_undecided(self, name: str) -> bool:
        """Whether `start` would have to choose among the files of a repository."""
        wanted = self._wanted(name)
        if not isinstance(wanted, Wanted) or wanted.choice or self._errands.is_settled(wanted):
            return False
        return not any(self._is_same(each, wanted) for each in self._listed())

    def drop_damaged(self, name: str) -> bool:
        """Read in full what was fetched by this name; whether it differed, and was removed."""
        wanted = self._wanted(name)
        return isinstance(wanted, Wanted) and self._errands.drop_damaged(wanted.wanted)

    def start(self, wanted: str, consent: Consent = Consent.GENERAL) -> Download:
        """Begin a download, or go on with the one of this name; it is in the list from now on.

        Raises UnknownModel for no name that can be meant, ModelNotFetchable for a card that names
        no place; what else can go wrong is told by the download itself.
        """
        meant = self._wanted(wanted)
        with self._lock:
            self._find_unfinished()
            for each in self._tasks.values():
                if self._is_same(each, meant) and each.shown.phase is not DownloadPhase.DONE:
                    self.resume(each.shown.id, consent)
                    return each.shown
            task = _task_of(meant, consent)
            self._tasks[task.shown.id] = task
            self._keep_waiting()
        self._tell(task)
        self._start_waiting()
        return task.shown

    def pause(self, download_id: str) -> None:
        """Let a download rest; what arrived is kept."""
        with self._lock:
            task = self._tasks.get(download_id)
            if task is None or not task.shown.is_active or not task.shown.can_pause:
                return
            task.stop.set()
            if task.thread is not None:
                return
            self._show(task, phase=DownloadPhase.PAUSED)
        self._tell(task)

    def resume(self, download_id: str, consent: Consent = Consent.GENERAL) -> None:
        """Go on with a download that rests, or try one again that failed."""
        with self._lock:
            task = self._tasks.get(download_id)
            if task is None or self._is_closed:
                return
            if task.shown.is_active and not task.stop.is_set():
                return
            if task.shown.phase is DownloadPhase.DONE or task.is_cancelled:
                return
            task.consent = consent
            task.stop = threading.Event()
            self._show(task, phase=DownloadPhase.WAITING, error=None)
        self._tell(task)
        self._start_waiting()

    def cancel(self, download_id: str) -> None:
        """Stop a download and remove what arrived of it; one that is done is only taken off."""
        with self._lock:
            task = self._tasks.get(download_id)
            if task is None:
                return
            task.is_cancelled = True
            task.stop.set()
            if task.thread is not None:
                return  # its thread does the rest
        self._remove(task)

    def forget(self, download_id: str) -> None:
        """Take a download off the list that is done or failed; what is on the disk stays."""
        with self._lock:
            task = self._tasks.get(download_id)
            if task is None or task.shown.phase not in (DownloadPhase.DONE, DownloadPhase.FAILED):
                return
            del self._tasks[download_id]
            self._keep_waiting()
        self._bus.publish(DownloadRemoved(download_id))

    def close(self) -> None:
        """Pause what runs, so that a later run finds it, and wait for that."""
        with self._lock:
            self._is_closed = True
            running = [each for each in self._tasks.values() if each.thread is not None]
            for task in running:
                task.stop.set()
        until = time.monotonic() + CLOSE_SECONDS
        for task in running:
            if task.thread is not None:
                task.thread.join(max(0.0, until - time.monotonic()))

    # --- what is meant ---------------------------------------------------------------------------

    def _wanted(self, text: str) -> Wanted | CatalogEntry:
        try:
            described = self._library.described(text)
        except UnknownModel:
            name = named(text)
            if name is None:
                raise
            wanted = f"{name.repository}:{name.choice}" if name.choice else name.repository
            return Wanted(wanted, wanted, name.repository, name.choice)
        return of_card(described) if isinstance(described, ModelCard) else of_entry(described)

    def _is_same(self, task: _Task, meant: Wanted | CatalogEntry) -> bool:
        if isinstance(meant, CatalogEntry):
            return task.model_id == meant.id
        return task.wanted is not None and task.wanted.wanted == meant.wanted

    def _find_unfinished(self) -> None:
        """Once: what earlier runs began and did not end."""
        if self._has_looked:
            return
        self._has_looked = True
        for journal in self._errands.unfinished():
            wanted = Wanted(journal.wanted, journal.title, journal.repository)
            shown = Download(
                id=journal.id,
                name=journal.title,
                source=journal.repository,
                file=journal.name,
                phase=DownloadPhase.PAUSED,
                done=self._errands.arrived(journal),
                total=journal.total,
            )
            self._tasks[journal.id] = _Task(shown, Consent.GENERAL, wanted, journal=journal)
        for name in self._errands.waiting():
            with contextlib.suppress(AppError):
                self._find_waiting(self._wanted(name))

    def _find_waiting(self, meant: Wanted | CatalogEntry) -> None:
        """What had no turn in an earlier run, unless it was begun or fetched since."""
        is_known = any(self._is_same(each, meant) for each in self._tasks.values())
        if not isinstance(meant, Wanted) or is_known or self._errands.is_here(meant):
            return
        task = _task_of(meant, Consent.GENERAL)
        self._show(task, phase=DownloadPhase.PAUSED)
        self._tasks[task.shown.id] = task

    def _keep_waiting(self) -> None:
        """Note what has no turn yet, so that a restart loses none of it. Under the lock."""
        waiting = (
            each.wanted.wanted
            for each in self._tasks.values()
            if each.wanted is not None
            and each.journal is None
            and not each.is_cancelled
            and each.shown.phase not in (DownloadPhase.DONE, DownloadPhase.FAILED)
        )
        self._errands.keep_waiting(waiting)

    # --- moving ----------------------------------------------------------------------------------

    def _start_waiting(self) -> None:
        """Give the next ones their turn."""
        with self._lock:
            running = sum(each.thread is not None for each in self._tasks.values())
            for task in self._tasks.values():
                if running >= AT_ONCE or self._is_closed:
                    return
                if task.thread is None and task.shown.phase is DownloadPhase.WAITING:
                    running += 1
                    task.thread = threading.Thread(
                        target=self._run, args=(task, task.stop), name="download"
                    )
                    task.thread.start()

    def _run(self, task: _Task, stop: threading.Event) -> None:
        ended = DownloadPhase.PAUSED
        error: AppError | None = None
        path: Path | None = None
        try:
            path = self._fetch(task, stop)
            ended = DownloadPhase.DONE
        except (Halted, DownloadCancelled):
            pass
        except AppError as found:
            ended, error = DownloadPhase.FAILED, found
        except BaseException as defect:
            ended = DownloadPhase.FAILED
            self._on_defect(defect)
        with self._lock:
            task.thread = None
            is_cancelled = task.is_cancelled and ended is not DownloadPhase.DONE
            # Somebody may have resumed it before it had come to rest: then it waits again.
            is_resumed = ended is DownloadPhase.PAUSED and task.stop is not stop
            task.pace.rest()
            if task.journal is not None:
                self._show(task, done=self._errands.arrived(task.journal))
            if not is_cancelled:
                phase = DownloadPhase.WAITING if is_resumed else ended
                self._show(task, phase=phase, error=error, path=path)
            self._keep_waiting()
        if is_cancelled:
            self._remove(task)
        else:
            self._tell(task)
        self._start_waiting()

    def _fetch(self, task: _Task, stop: threading.Event) -> Path:
        if task.wanted is None:
            return self._fetch_package(task, stop)
        if task.journal is None:
            self._change(task, phase=DownloadPhase.ASKING)
            task.journal = self._errands.resolve(task.wanted, task.consent, stop)
            with self._lock:
                self._keep_waiting()
        journal = task.journal
        self._change(
            task,
            phase=DownloadPhase.RUNNING,
            file=journal.name,
            done=self._errands.arrived(journal),
            total=journal.total,
        )
        try:
            return self._errands.fetch(
                journal,
                task.consent,
                lambda step, done: self._progress(task, _PHASES[step], done),
                stop,
            )
        finally:
            # Another try begins with what the disk says by then.
            found = {each.id: each for each in self._errands.unfinished()}
            task.journal = found.get(journal.id)

    def _fetch_package(self, task: _Task, stop: threading.Event) -> Path:
        self._change(task, phase=DownloadPhase.RUNNING)
        model = self._library.get(
            task.model_id,
            lambda done, total: self._progress(task, DownloadPhase.RUNNING, done, total),
            on_making=lambda done, total: self._progress(task, DownloadPhase.CHECKING, done, total),
            consent=task.consent,
            cancel=stop,
        )
        return model.path

    def _progress(
        self, task: _Task, phase: DownloadPhase, done: int, total: int | None = None
    ) -> None:
        """A step, announced at most some times a second."""
        with self._lock:
            is_other = phase is not task.shown.phase
            if phase is DownloadPhase.RUNNING:
                task.pace.step(done)
            else:
                task.pace.rest()
            total = total if total is not None else task.shown.total
            self._show(task, phase=phase, done=done, total=total)
            now = time.monotonic()
            if not is_other and now - task.told_at < TELL_SECONDS:
                return
            task.told_at = now
        self._tell(task)

    def _change(self, task: _Task, **changes: object) -> None:
        with self._lock:
            self._show(task, **changes)
        self._tell(task)

    def _show(self, task: _Task, **changes: object) -> None:
        shown = replace(task.shown, **changes)  # type: ignore[arg-type]  # by name
        task.shown = replace(
            shown,
            bytes_per_second=task.pace.bytes_per_second(),
            seconds_left=task.pace.seconds_left(shown.total - shown.done),
        )

    def _tell(self, task: _Task) -> None:
        self._bus.publish(DownloadChanged(task.shown))

    def _remove(self, task: _Task) -> None:
        with self._lock:
            if self._tasks.pop(task.shown.id, None) is None:
                return
            self._keep_waiting()
        if task.journal is not None and task.shown.phase is not DownloadPhase.DONE:
            self._errands.discard(task.journal)
        self._bus.publish(DownloadRemoved(task.shown.id))


def _task_of(meant: Wanted | CatalogEntry, consent: Consent) -> _Task:
    new_id = secrets.token_hex(4)
    if isinstance(meant, Wanted):
        return _Task(Download(new_id, meant.title, meant.repository), consent, meant)
    source = meant.source.package if isinstance(meant.source, ConvertedSource) else meant.source
    shown = Download(
        id=new_id,
        name=meant.name,
        source=source.repository if isinstance(source, HubSource) else source.name,
        file=meant.file_name,
        total=meant.bytes,
        can_pause=False,
    )
    return _Task(shown, consent, model_id=meant.id)

"""Errands to the model hub: ask what it offers, fetch a model, and let it in when it is sound."""

import contextlib
import errno
import hashlib
import secrets
import shutil
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from app.catalog.gguf import read_header
from app.config import settings as options
from app.config.paths import Paths
from app.config.settings import Settings
from app.domain.addresses import Address, host_by_way_of
from app.domain.errors import (
    AppError,
    DiskFull,
    DownloadBusy,
    DownloadFailed,
    GatedModel,
    HubBusy,
    HubUnreachable,
    ModelError,
    ModelUnreadable,
    NoModelFiles,
    NoSuchFile,
    NotAModel,
    NotOnHub,
    RedirectRefused,
    VerificationFailed,
)
from app.domain.hub import (
    HUB_ADDRESS,
    HubFile,
    HubListing,
    HubModel,
    Pin,
    best_of,
    models_of,
)
from app.domain.network import Consent
from app.domain.sizes import format_bytes
from app.hub import journal as journals
from app.hub import waiting_list
from app.hub.client import Halted, HubClient, HubFault
from app.hub.journal import Journal, Piece, part_of
from app.hub.messages import Fault, Fetch, Look, Progress, Step, Terms
from app.security.network_gate import NetworkGate
from app.security.passage import Passage
from app.security.private_file import flush_folder
from app.services.download_meaning import Wanted
from app.services.pins import Pins

PATIENCE_SECONDS: Final = 1.0
STALL_SECONDS: Final = 30.0
_SPARE_BYTES: Final = 64 << 20
_FULL: Final = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
_MOST_NAMED: Final = 12
_MAGIC: Final = b"GGUF"

OnStep = Callable[[Step, int], None]
"""Called with what a download is at, and the bytes of all its files that are there."""


class HubErrands:
    """What `DownloadService` has done at the hub. Blocking; safe to use from several threads."""

    def __init__(
        self,
        paths: Paths,
        hub: HubClient,
        gate: NetworkGate,
        settings: Settings,
        pins: Pins,
        room_bytes: Callable[[], int],
        *,
        patience: float = PATIENCE_SECONDS,
        stall: float = STALL_SECONDS,
    ) -> None:
        """`room_bytes` is about how large a model this computer runs.

        `patience` is the first wait, in seconds, before something is tried again; `stall` how long
        a silent hub is borne.
        """
        self._paths = paths
        self._hub = hub
        self._gate = gate
        self._settings = settings
        self._pins = pins
        self.room_bytes = room_bytes
        self._patience = patience
        self._stall = stall
        self._placing = threading.Lock()
        self._looked: dict[str, HubListing] = {}
        """What was shown last of each repository: the user gets what the user saw."""

    def look(
        self,
        repository: str,
        consent: Consent,
        *,
        commit: str = "",
        stop: threading.Event | None = None,
    ) -> HubListing:
        """The GGUF models of a repository. Raises what `fetch` raises, and NoModelFiles."""
        passage = self._passage(f"list of {repository}", repository, consent)
        try:
            found = self._hub.look(self._terms(), Look(repository, commit), passage, stop)
        except HubFault as fault:
            raise self._explained(fault, repository, repository) from fault
        models = models_of(found.files)
        if not models:
            raise NoModelFiles(name=repository)
        listing = HubListing(found.repository, found.commit, models, found.architecture)
        if not commit:
            self._looked[repository] = listing
        return listing

    def resolve(self, wanted: Wanted, consent: Consent, stop: threading.Event) -> Journal:
        """Find out which file is meant, and note it. Raises Halted and what `look` raises.

        What was fetched before is pinned: it is the same file again.
        """
        pin = self._pins.get(wanted.wanted)
        if pin is not None:
            return self._begin(wanted, pin.commit, pin.files, pin.names)
        if wanted.file is not None:
            return self._begin(wanted, wanted.commit, (wanted.file,), (wanted.name,))
        listing = None if wanted.commit else self._looked.get(wanted.repository)
        if listing is None:
            listing = self.look(wanted.repository, consent, commit=wanted.commit, stop=stop)
        model = self.choose(listing, wanted)
        return self._begin(wanted, listing.commit, model.files)

    @property
    def is_offline(self) -> bool:
        """Whether a download needs the user's consent by name."""
        return self._gate.is_offline

    @property
    def host(self) -> str:
        """The host of the hub, or of the mirror in its place; with the proxy before it."""
        return host_by_way_of(self._address().host, self._settings.get(options.PROXY))

    def foreseen(self, wanted: Wanted) -> tuple[str, int]:
        """The file that would be fetched and its bytes, as far as that is known unasked."""
        pin = self._pins.get(wanted.wanted)
        if pin is not None or wanted.file is not None:
            files = pin.files if pin is not None else (wanted.file,)
            known = [each for each in files if each is not None]
            return known[0].name, sum(each.bytes for each in known)
        listing = self._looked.get(wanted.repository)
        if listing is None:
            return wanted.choice, 0
        model = self.choose(listing, wanted)
        return model.name, model.bytes

    def choose(self, listing: HubListing, wanted: Wanted) -> HubModel:
        """The model that is meant. Raises NoSuchFile and NoModelFiles."""
        if not wanted.choice:
            best = best_of(listing.models, wanted.preferred, self.room_bytes())
            if best is None:
                raise NoModelFiles(name=listing.repository)
            return best
        found = listing.find(wanted.choice)
        if found is None:
            names = [each.quantization or each.name for each in listing.models]
            shown = ", ".join(names[:_MOST_NAMED]) + (", …" if len(names) > _MOST_NAMED else "")
            raise NoSuchFile(name=listing.repository, choice=wanted.choice, files=shown)
        return found

    def fetch(
        self, journal: Journal, consent: Consent, on_step: OnStep, stop: threading.Event
    ) -> Path:
        """Bring every file of a journal into the models folder; the path of the first.

        Raises Halted once `stop` is set; then, and after what a later try can mend, what arrived is
        kept. Raises OfflineNow, DiskFull, HubUnreachable, HubBusy, NotOnHub, GatedModel,
        RedirectRefused, VerificationFailed, DownloadBusy, DownloadFailed, FolderUnusable, or the
        ModelError of a file that is no sound model.
        """
        folder = self._paths.ensure(self._paths.models)
        try:
            # The first file comes last: without it the others are not listed.
            for piece in (*journal.pieces[1:], journal.pieces[0]):
                if not self._is_here(piece):
                    journal = self._fetch_piece(journal, piece, consent, on_step, stop)
            self._pins.keep(_pin(journal))
            journals.remove(folder, journal, with_parts=False)
        except OSError as error:
            if error.errno in _FULL:
                raise self._disk_full(_SPARE_BYTES) from error
            raise DownloadFailed(error.strerror or str(error), name=journal.title) from error
        return folder / journal.name

    def is_settled(self, wanted: Wanted) -> bool:
        """Whether it is known which file is meant, without asking the hub."""
        return wanted.file is not None or self._pins.get(wanted.wanted) is not None

    def drop_damaged(self, wanted: str) -> bool:
        """Read what is pinned for this in full; whether it differed, and was removed.

        Raises ModelUnreadable.
        """
        pin = self._pins.get(wanted)
        has_differed = False
        for file, name in zip(pin.files, pin.names, strict=True) if pin is not None else ():
            path = self._paths.models / name
            try:
                with path.open("rb") as opened:
                    found = hashlib.file_digest(opened, "sha256").hexdigest()
                if found != file.sha256:
                    path.unlink()
                    has_differed = True
            except FileNotFoundError:
                continue
            except OSError as error:
                raise ModelUnreadable(error.strerror or str(error), name=name) from error
        return has_differed

    def discard(self, journal: Journal) -> None:
        """Remove a download that was cancelled, with all that arrived of it."""
        with contextlib.suppress(OSError):
            journals.remove(self._paths.models, journal, with_parts=True)
            for piece in journal.pieces[1:]:
                # Parts of a model are of no use without the first.
                if not (self._paths.models / journal.name).exists():
                    (self._paths.models / piece.name).unlink(missing_ok=True)

    def unfinished(self) -> list[Journal]:
        """The downloads that an earlier run began."""
        return journals.journals(self._paths.models)

    def waiting(self) -> tuple[str, ...]:
        """What an earlier run was asked for, and that had no turn yet."""
        return waiting_list.read(self._paths.models)

    def keep_waiting(self, names: Iterable[str]) -> None:
        """Keep what has no turn yet, for a later run; where no disk takes it, it is not kept."""
        with contextlib.suppress(OSError, AppError):
            waiting_list.write(self._paths.ensure(self._paths.models), names)

    def is_here(self, wanted: Wanted) -> bool:
        """Whether what is meant was fetched and is still there, as far as that is known unasked."""
        pin = self._pins.get(wanted.wanted)
        pieces = zip(pin.files, pin.names, strict=True) if pin is not None else ()
        found = [self._is_here(Piece(file, name)) for file, name in pieces]
        return bool(found) and all(found)

    def arrived(self, journal: Journal) -> int:
        """The bytes of a journal's files that are safely here."""
        return sum(each.file.bytes if self._is_here(each) else each.kept for each in journal.pieces)

    def _begin(
        self,
        wanted: Wanted,
        commit: str,
        files: tuple[HubFile, ...],
        names: tuple[str, ...] = (),
    ) -> Journal:
        folder = self._paths.ensure(self._paths.models)
        with self._placing:
            # A name that the catalog gives is the catalog's.
            is_given = names == (wanted.name,)
            if not is_given and (not names or self._are_taken(files, names)):
                names = self._free_names(wanted.repository, commit, files)
            pieces = tuple(Piece(file, name) for file, name in zip(files, names, strict=True))
            journal = Journal(
                secrets.token_hex(4), wanted.wanted, wanted.title, wanted.repository, commit, pieces
            )
            for each in self.unfinished():
                if [piece.file for piece in each.pieces] == [piece.file for piece in pieces]:
                    return each  # the same was begun before, by whatever name
            try:
                journals.write(folder, journal)
            except OSError as error:
                raise DownloadFailed(error.strerror or str(error), name=wanted.title) from error
        return journal

    def _are_taken(self, files: tuple[HubFile, ...], names: tuple[str, ...]) -> bool:
        """Whether one of these names belongs to another file by now."""
        pieces = [Piece(file, name) for file, name in zip(files, names, strict=True)]
        return any(
            (self._paths.models / each.name).exists() and not self._is_here(each) for each in pieces
        )

    def _free_names(
        self, repository: str, commit: str, files: tuple[HubFile, ...]
    ) -> tuple[str, ...]:
        """The files' own names; with their repository and commit before them where one is taken."""
        pins = self._pins.all().values()
        for pin in pins:
            # Fetched before, asked for by another name.
            if pin.files == files and not self._are_taken(files, pin.names):
                return pin.names
        begun = {piece.name for each in self.unfinished() for piece in each.pieces}
        taken = begun | {name for pin in pins for name in pin.names}
        folder, owner = self._paths.models, repository.replace("/", "--")
        for before in ("", f"{owner}--", f"{owner}--{commit[:12]}--"):
            names = tuple(before + each.name for each in files)
            if not any(name in taken or (folder / name).exists() for name in names):
                return names
        return tuple(f"{owner}--{secrets.token_hex(4)}--{each.name}" for each in files)

    def _fetch_piece(
        self,
        journal: Journal,
        piece: Piece,
        consent: Consent,
        on_step: OnStep,
        stop: threading.Event,
    ) -> Journal:
        """Fetch one file and give it its name; the journal as it is then."""
        folder, others = self._paths.models, self.arrived(journal) - piece.kept
        part = part_of(folder, piece)
        if not part.exists():
            piece = Piece(piece.file, piece.name)
        self._require_space(piece.file.bytes - piece.kept)
        current = [journal]

        def keep(kept: int) -> None:
            current[0] = current[0].keeping(piece.name, kept)
            journals.write(folder, current[0])

        def hear(progress: Progress) -> None:
            if progress.kept != next(
                each.kept for each in current[0].pieces if each.name == piece.name
            ):
                keep(progress.kept)
            on_step(progress.step, others + progress.done)

        passage = self._passage(
            f"model {journal.repository}, {piece.file.file}", journal.title, consent
        )
        fetch = Fetch(journal.repository, journal.commit, piece.file, str(part), piece.kept)
        try:
            self._hub.fetch(self._terms(), fetch, passage, hear, stop)
        except Halted as halted:
            keep(halted.kept)
            raise
        except HubFault as fault:
            if fault.fault is Fault.DIFFERS:
                journals.remove(folder, journal, with_parts=True)
            elif fault.fault is not Fault.ENDED:
                keep(fault.kept)
            raise self._explained(fault, journal.title, journal.repository) from fault
        self._let_in(journal, piece, part)
        return current[0].keeping(piece.name, piece.file.bytes)

    def _let_in(self, journal: Journal, piece: Piece, part: Path) -> None:
        """Look at a file with bounds, then give it its name. Raises a ModelError, OSError."""
        try:
            _require_sound(part, is_first=piece.name == journal.name)
        except ModelError as error:
            journals.remove(self._paths.models, journal, with_parts=True)
            error.values["name"] = piece.name
            raise
        part.replace(self._paths.models / piece.name)
        with contextlib.suppress(OSError):  # it is there all the same
            flush_folder(self._paths.models)

    def _is_here(self, piece: Piece) -> bool:
        try:
            return (self._paths.models / piece.name).stat().st_size == piece.file.bytes
        except OSError:
            return False

    def _require_space(self, count: int) -> None:
        if shutil.disk_usage(self._paths.models).free < count + _SPARE_BYTES:
            raise self._disk_full(count + _SPARE_BYTES)

    def _disk_full(self, count: int) -> DiskFull:
        folder = self._paths.models
        free = shutil.disk_usage(folder).free
        return DiskFull(needed=format_bytes(count), folder=folder, free=format_bytes(free))

    def _address(self) -> Address:
        return Address.parse(self._settings.get(options.MIRROR) or HUB_ADDRESS)

    def _terms(self) -> Terms:
        return Terms(
            address=self._address().text,
            proxy=self._settings.get(options.PROXY),
            token=self._settings.get(options.HUB_TOKEN),
            patience=self._patience,
            stall=self._stall,
        )

    def _passage(self, purpose: str, name: str, consent: Consent) -> Passage:
        hosts = [self._address().host]
        if proxy := self._settings.get(options.PROXY):
            hosts.append(Address.parse(proxy).host)
        return self._gate.errand(purpose, name, consent, hosts)

    def _explained(self, fault: HubFault, name: str, repository: str) -> AppError:
        """What a person is told of a fault."""
        detail, address = fault.detail, self._address()
        if fault.cause is not None:
            return fault.cause
        if fault.fault is Fault.DISK_FULL:
            return self._disk_full(_SPARE_BYTES)
        known: dict[Fault, AppError] = {
            Fault.UNREACHABLE: HubUnreachable(detail, name=name, host=self.host),
            Fault.BUSY: HubBusy(detail, name=name, host=address.host),
            Fault.UNKNOWN: NotOnHub(detail, name=repository),
            Fault.GATED: GatedModel(detail, name=name, address=f"{address.text}/{repository}"),
            Fault.UNSAFE: RedirectRefused(detail, name=name),
            Fault.DIFFERS: VerificationFailed(detail, name=name),
            Fault.IN_USE: DownloadBusy(detail, name=name),
        }
        return known.get(fault.fault) or DownloadFailed(detail, name=name)


def _pin(journal: Journal) -> Pin:
    return Pin(
        journal.wanted,
        journal.repository,
        journal.commit,
        tuple(each.file for each in journal.pieces),
        tuple(each.name for each in journal.pieces),
    )


def _require_sound(part: Path, *, is_first: bool) -> None:
    """Raise the ModelError of a file that no engine should see. Later parts have no figures."""
    if is_first:
        read_header(part)
        return
    with part.open("rb") as file:
        if file.read(len(_MAGIC)) != _MAGIC:
            raise NotAModel(name=part.name)

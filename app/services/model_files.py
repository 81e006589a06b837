"""The model files on this computer: looked after, removed, verified, and brought in from elsewhere.

A file that is only linked is never deleted: removing it takes the link away.
"""

import hashlib
import re
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.catalog import intake
from app.catalog.architectures import require_known
from app.catalog.elsewhere import models_elsewhere
from app.catalog.gguf import read_header
from app.catalog.intake import OnProgress
from app.catalog.library import Library
from app.catalog.made_files import remove_page
from app.config.paths import Paths
from app.domain.errors import (
    AppError,
    DownloadCancelled,
    ModelError,
    ModelInUse,
    ModelMissing,
    ModelNotForChat,
    ModelOutside,
    ModelShipped,
    ModelUnreadable,
    VerificationFailed,
)
from app.domain.models import FoundModel, GgufHeader, InstalledModel
from app.services.model_library import ListedModel
from app.services.models import ModelService

if TYPE_CHECKING:
    from app.services.pins import Pins

_FIRST_PART: Final = re.compile(r"(.+)-00001-of-(\d{5})(\.gguf)", re.IGNORECASE)
_CHUNK: Final = 4 << 20


@dataclass(frozen=True, slots=True)
class HeldModel:
    """A model of this computer; `bytes` of all its files, `source` is where a linked one lies."""

    model: InstalledModel
    bytes: int
    source: Path | None = None
    problem: AppError | None = field(default=None, repr=False)
    """Why the engine cannot load it, as far as its header tells."""

    @property
    def disk_bytes(self) -> int:
        """What removing it would free."""
        return 0 if self.source is not None else self.bytes


@dataclass(frozen=True, slots=True)
class Verified:
    """The SHA-256 of a file; `is_published`: it is the one that was published for it."""

    sha256: str
    is_published: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file that could be brought in, looked at with bounds. Texts of the header are untrusted."""

    path: Path
    header: GgufHeader
    bytes: int
    """Of all its parts."""
    free_bytes: int
    """On the disk of the models folder."""


def _no_progress(_done: int, _total: int) -> None:
    """Nobody looks."""


class ModelFiles:
    """Looks at the disk at every question. Safe to use from several threads; calls block."""

    def __init__(
        self,
        paths: Paths,
        library: Library,
        models: ModelService,
        pins: "Callable[[], Pins]",
        find: Callable[[], list[FoundModel]] = models_elsewhere,
    ) -> None:
        """`find` looks for the models of other programs."""
        self._paths = paths
        self._library = library
        self._models = models
        self._pins = pins
        self._find = find

    @property
    def folder(self) -> Path:
        """Where models lie."""
        return self._paths.models

    def free_bytes(self) -> int:
        """Room on the disk of the models folder."""
        return shutil.disk_usage(self._paths.ensure(self._paths.models)).free

    def held(self) -> tuple[HeldModel, ...]:
        """Every model of the folder, of whatever task."""
        return tuple(self._held(each) for each in self._library.installed())

    def located(self, models: Iterable[ListedModel]) -> tuple[ListedModel, ...]:
        """The same models; a card of which a file was fetched has its path, and stands for it."""
        here = {each.path.name: each for each in self._library.installed()}
        fetched: dict[str, InstalledModel] = {}
        for pin in self._pins().all().values():
            if (model := here.get(pin.names[0])) is not None:
                fetched.setdefault(pin.repository, model)
        told = [_located(each, fetched) for each in models]
        by_card = {each.path for each in told if each.card is not None}
        return tuple(each for each in told if each.card is not None or each.path not in by_card)

    def found(self) -> tuple[FoundModel, ...]:
        """Models of other programs that are not here yet, each looked at with bounds."""
        known = {each.path.resolve() for each in self._library.installed()}
        new = [each for each in self._find() if each.path.resolve() not in known]
        return tuple(replace(each, problem=_problem_of(each.path, each.name)) for each in new)

    def look(self, path: Path) -> Candidate:
        """Look at a file before it is brought in. Raises the ModelError of what is no model."""
        parts = intake.parts_of(path)
        size = sum(each.stat().st_size for each in parts)
        return Candidate(path, read_header(path), size, self.free_bytes())

    def add(
        self,
        path: Path,
        name: str = "",
        *,
        is_copy: bool = False,
        on_progress: OnProgress = _no_progress,
        cancel: threading.Event | None = None,
    ) -> InstalledModel:
        """Bring in a file of the user's or of another program: linked, or copied.

        `name` is what to call it, where the file's own name does not say it. One that is here
        already is returned. Raises the ModelError of what is no sound model, ModelNotLinked,
        DiskFull, or DownloadCancelled.
        """
        path = path.absolute()
        for each in self._library.installed():
            if _is_same(each.path, path):
                return each
        parts = intake.parts_of(path)
        folder = self._paths.ensure(self._paths.models)
        called = name or path.stem
        if is_copy:
            target = intake.copy(parts, folder, called, on_progress, cancel or threading.Event())
        else:
            target = intake.link(parts, folder, called)
        return self._library.find(str(target))

    def remove(self, model_id: str) -> HeldModel:
        """Delete a model's files, or only the links to them; what was removed.

        The next model there is takes its place where it was the chosen one. Raises UnknownModel,
        ModelMissing, ModelOutside, ModelShipped, ModelInUse or ModelUnreadable.
        """
        model = self._library.find(model_id)
        if model.path.parent == self._paths.shipped_models():
            raise ModelShipped(name=model.name)
        if model.path.parent != self._paths.models:
            raise ModelOutside(name=model.name)
        held = self._held(model)
        try:
            for part in _parts(model.path):
                part.unlink(missing_ok=True)
            remove_page(model.path)
        except PermissionError as error:
            raise ModelInUse(error.strerror or str(error), name=model.name) from error
        except OSError as error:
            raise ModelUnreadable(error.strerror or str(error), name=model.name) from error
        chosen = self._models.state.model
        if chosen is not None and chosen.path == model.path:
            self._models.choose_saved()
        return held

    def verify(
        self,
        model_id: str,
        on_progress: OnProgress = _no_progress,
        cancel: threading.Event | None = None,
    ) -> Verified:
        """Read a model in full and compare it with what was published for it.

        Raises VerificationFailed where it differs, DownloadCancelled once `cancel` is set,
        UnknownModel, ModelMissing or ModelUnreadable.
        """
        model = self._library.find(model_id)
        parts = tuple(_parts(model.path))
        total, done, sums = self._held(model).bytes, 0, []
        cancel = cancel or threading.Event()
        for part in parts:
            digest = hashlib.sha256()
            for piece in _pieces(part, model.name):
                if cancel.is_set():
                    raise DownloadCancelled(name=model.name)
                digest.update(piece)
                done += len(piece)
                on_progress(done, total)
            sums.append(digest.hexdigest())
        published = self._published(model)
        for part, found in zip(parts, sums, strict=True):
            wanted = published.get(part.name)
            if wanted is not None and wanted != found:
                raise VerificationFailed(f"SHA-256 {found}, published {wanted}", name=model.name)
        return Verified(sums[0], all(part.name in published for part in parts))

    def _published(self, model: InstalledModel) -> dict[str, str]:
        """The published SHA-256 of each of its files, as far as there are some."""
        known = {
            name: file.sha256
            for pin in self._pins().all().values()
            if model.path.name in pin.names
            for file, name in zip(pin.files, pin.names, strict=True)
        }
        if model.entry is not None and model.entry.sha256 is not None:
            known[model.path.name] = model.entry.sha256
        return known

    def _held(self, model: InstalledModel) -> HeldModel:
        size = sum(each.stat().st_size for each in _parts(model.path) if each.exists())
        is_linked = intake.is_linked(model.path)
        source = model.path.resolve() if is_linked else None
        return HeldModel(model, size, source, _problem_of(model.path, model.name))


def _problem_of(path: Path, name: str) -> AppError | None:
    """Why no engine should be given this file; None for a sound one that it knows."""
    try:
        require_known(read_header(path), name)
    except ModelNotForChat:  # of another use: an adapter, a projector
        return None
    except ModelError as error:
        return error
    return None


def _located(listed: ListedModel, fetched: Mapping[str, InstalledModel]) -> ListedModel:
    place = listed.card.gguf_repository if listed.card is not None else None
    model = fetched.get(place) if place is not None and listed.path is None else None
    return listed if model is None else replace(listed, path=model.path, bytes=model.bytes)


def _parts(path: Path) -> Iterator[Path]:
    """The file, and those that it was split into."""
    yield path
    if match := _FIRST_PART.fullmatch(path.name):
        for number in range(2, int(match[2]) + 1):
            part = path.with_name(f"{match[1]}-{number:05}-of-{match[2]}{match[3]}")
            if part.is_symlink() or part.exists():
                yield part


def _pieces(path: Path, name: str) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while piece := file.read(_CHUNK):
                yield piece
    except FileNotFoundError as error:
        raise ModelMissing(str(error), name=name) from error
    except OSError as error:
        raise ModelUnreadable(error.strerror or str(error), name=name) from error


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except (OSError, ValueError):
        return False

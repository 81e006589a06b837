"""The model files on this computer: those of the catalog, and those the user brought along."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from app.catalog.made_files import made_file
from app.config.paths import Paths
from app.domain.errors import (
    ModelMissing,
    ModelNotInstalled,
    ModelUnreadable,
    UnknownModel,
    VerificationFailed,
)
from app.domain.models import CatalogEntry, InstalledModel

_SUFFIX = ".gguf"
_LATER_PART = re.compile(r"-(?!00001)\d{5}-of-\d{5}\.gguf", re.IGNORECASE)


class Library:
    """Knows models by id. Looks at the disk at every question: nothing here can grow stale."""

    def __init__(self, paths: Paths, catalog: tuple[CatalogEntry, ...]) -> None:
        self._paths = paths
        self.catalog = catalog

    def installed(self) -> list[InstalledModel]:
        """Catalog models in catalog order, then the other GGUF files of the folder by name.

        A catalog file of the wrong size is not listed: it is incomplete.
        """
        known = [model for entry in self.catalog if (model := self._of_catalog(entry))]
        return known + self._others()

    def entry(self, model_id: str) -> CatalogEntry:
        """The catalog page of a model. Raises UnknownModel."""
        for entry in self.catalog:
            if entry.id == model_id:
                return entry
        raise UnknownModel(name=model_id)

    def path_of(self, entry: CatalogEntry) -> Path:
        """Where the file of a catalog model lies, or would lie.

        One of the user's own counts before the one that came with Snug.
        """
        own = self._paths.models / entry.file_name
        shipped = self._paths.shipped_models() / entry.file_name
        is_shipped = _size(own) != entry.bytes and _size(shipped) == entry.bytes
        return shipped if is_shipped else own

    def find(self, name_or_path: str) -> InstalledModel:
        """The model of this id, or the file at this path.

        Raises ModelNotInstalled (a ModelMissing) for a catalog model without its file, ModelMissing
        for a path where nothing is, UnknownModel for any other name.
        """
        for model in self.installed():
            if model.id == name_or_path:
                return model
        for entry in self.catalog:
            if entry.id == name_or_path:
                raise ModelNotInstalled(name=entry.name, id=entry.id)
        return self._at_path(name_or_path)

    def verify(self, model: InstalledModel) -> None:
        """Read the whole file and compare it with the catalog, or with the page of one made here.

        Raises VerificationFailed; says nothing of a file whose SHA-256 nobody published.
        """
        made = made_file(model.path) if model.entry is None else None
        expected = model.entry.sha256 if model.entry else made.sha256 if made else None
        if expected is None:
            return
        try:
            with model.path.open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except FileNotFoundError as error:
            raise ModelMissing(str(error), name=model.name) from error
        except OSError as error:
            raise ModelUnreadable(error.strerror or str(error), name=model.name) from error
        if found != expected:
            raise VerificationFailed(f"SHA-256 {found}, published {expected}", name=model.name)

    def _of_catalog(self, entry: CatalogEntry) -> InstalledModel | None:
        path = self.path_of(entry)
        if _size(path) != entry.bytes:
            return None
        return InstalledModel(entry.id, path, entry.bytes, entry)

    def _others(self) -> list[InstalledModel]:
        taken = {entry.id for entry in self.catalog}
        found = []
        for path in self._user_files():
            size = _size(path)
            if size is not None:
                model_id = _unused(path.stem.lower(), taken)
                taken.add(model_id)
                found.append(InstalledModel(model_id, path, size))
        return found

    def _user_files(self) -> Iterator[Path]:
        """GGUF files in the models folder that a person could mean: no hidden or later parts."""
        of_catalog = {entry.file_name for entry in self.catalog}
        try:
            entries = sorted(self._paths.models.iterdir())
        except OSError:
            return
        for path in entries:
            is_model = path.suffix.lower() == _SUFFIX and not path.name.startswith(".")
            if is_model and path.name not in of_catalog and not _LATER_PART.search(path.name):
                yield path

    def _at_path(self, name: str) -> InstalledModel:
        given = _expanded(name)
        path = given.absolute()
        size = _size(path)
        for model in self.installed():
            if size is not None and _same(model.path, path):
                return model
        if name and (size is not None or _exists(path)):
            # Directories, pipes and devices too: what they are is said by whoever opens them.
            return InstalledModel(path.stem.lower(), path, size or 0)
        if given.suffix.lower() == _SUFFIX or len(given.parts) > 1:
            raise ModelMissing(str(path), name=path.name)
        raise UnknownModel(name=name)


def _expanded(name: str) -> Path:
    try:
        return Path(name).expanduser()
    except RuntimeError:
        return Path(name)


def _size(path: Path) -> int | None:
    """The size of a regular file; None for anything else."""
    try:
        return path.stat().st_size if path.is_file() else None
    except (OSError, ValueError):
        return None


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _unused(stem: str, taken: set[str]) -> str:
    """The stem, with a number behind it when it is taken."""
    number, candidate = 2, stem
    while candidate in taken:
        candidate, number = f"{stem}-{number}", number + 1
    return candidate

"""What a person does with models: look at them, and fetch one."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from app.catalog import packages
from app.catalog.gguf import read_header
from app.catalog.library import Library
from app.catalog.made_files import made_file
from app.config.paths import Paths
from app.domain.errors import (
    ModelNotFetchable,
    ModelNotInstalled,
    UnknownModel,
    VerificationFailed,
)
from app.domain.model_cards import ModelCard, Purpose
from app.domain.models import CatalogEntry, GgufHeader, InstalledModel, Task
from app.domain.network import Consent
from app.security.network_gate import Progress, no_progress

_POOLING_RANK: Final = 4


@dataclass(frozen=True, slots=True)
class ListedModel:
    """A line of the list of models. `path` is None while the model is not on this computer.

    One with neither a path nor an entry is known by its card alone: there is no file to fetch yet.
    """

    id: str
    name: str
    bytes: int | None
    path: Path | None
    entry: CatalogEntry | None
    card: ModelCard | None = None


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """Everything known of one model. Texts of a file without a catalog page are untrusted."""

    id: str
    name: str
    path: Path | None
    bytes: int | None
    sha256: str | None
    """The published one, or that of a file that was made here; None for others of the user's."""
    architecture: str | None
    parameters: int | None
    quantization: str | None
    context: int | None
    licence: str | None
    openness: str | None
    languages: tuple[str, ...]
    task: Purpose
    card: ModelCard | None = None


class ModelLibrary:
    """The catalog and the models folder as one library."""

    def __init__(
        self,
        paths: Paths,
        catalog: tuple[CatalogEntry, ...],
        gate: packages.PackageGate,
        cards: Callable[[], tuple[ModelCard, ...]] = tuple,
    ) -> None:
        self._paths = paths
        self._gate = gate
        self._library = Library(paths, catalog)
        self._read_cards = cards

    @property
    def registry(self) -> str:
        """Whom the download of a package connects to."""
        return self._gate.registry

    def list(self) -> list[ListedModel]:
        """The files of the catalog, the user's own, then models that are known by a card alone."""
        cards = dict(self._cards)
        installed = self._library.installed()
        paths = {model.id: model.path for model in installed}
        listed = [
            ListedModel(
                entry.id,
                entry.name,
                entry.bytes,
                paths.get(entry.id),
                entry,
                cards.pop(entry.id, None),
            )
            for entry in self._library.catalog
        ]
        own = [
            ListedModel(model.id, model.name, model.bytes, model.path, None)
            for model in installed
            if model.entry is None
        ]
        known = [ListedModel(card.id, card.name, None, None, None, card) for card in cards.values()]
        return listed + own + known

    def info(self, name_or_path: str) -> ModelInfo:
        """One model of the list, or the GGUF file at a path. Raises ModelError."""
        try:
            model = self._library.find(name_or_path)
        except ModelNotInstalled:
            return self._of_catalog(self._library.entry(name_or_path), None)
        except UnknownModel:
            if card := self._cards.get(name_or_path):
                return _of_card(card)
            raise
        if model.entry is not None:
            return self._of_catalog(model.entry, model.path)
        return _of_file(model, read_header(model.path))

    def find(self, name_or_path: str) -> InstalledModel:
        """The file behind an id or a path. Raises UnknownModel, ModelNotInstalled, ModelMissing."""
        return self._library.find(name_or_path)

    def described(self, model_id: str) -> CatalogEntry | ModelCard:
        """What the catalog says of an id: the file it offers, or a card alone. Raises UnknownModel.

        A model of which it has both is told by its file.
        """
        try:
            return self._library.entry(model_id)
        except UnknownModel:
            if card := self._cards.get(model_id):
                return card
            raise

    def get(
        self,
        model_id: str,
        on_progress: Progress = no_progress,
        *,
        on_making: Progress = no_progress,
        consent: Consent = Consent.GENERAL,
        verify: bool = False,
        cancel: threading.Event | None = None,
    ) -> InstalledModel:
        """Make sure that a catalog model is here; return at once when it is.

        `on_making` hears how far a file is that is made here of what was downloaded. A file counts
        as here by its size, and with `verify` by its SHA-256; one that differs is fetched again.
        Raises UnknownModel, ModelNotFetchable and what `packages.fetch` raises.
        """
        entry = self._entry(model_id)
        if not self._is_here(model_id, verify):
            packages.fetch(
                entry,
                self._paths,
                self._gate,
                consent=consent,
                on_progress=on_progress,
                on_making=on_making,
                cancel=cancel,
            )
        return self._library.find(model_id)

    def tidy(self) -> None:
        """Remove what fetches left behind that were killed; cheap, meant for the start."""
        packages.sweep(self._paths)

    @cached_property
    def _cards(self) -> dict[str, ModelCard]:
        """Read when somebody asks: no start of Snug does."""
        return {card.id: card for card in self._read_cards()}

    def _entry(self, model_id: str) -> CatalogEntry:
        try:
            return self._library.entry(model_id)
        except UnknownModel:
            if card := self._cards.get(model_id):
                raise ModelNotFetchable(name=card.name) from None
            raise

    def _of_catalog(self, entry: CatalogEntry, path: Path | None) -> ModelInfo:
        return _of_catalog(entry, path, self._cards.get(entry.id))

    def _is_here(self, model_id: str, verify: bool) -> bool:
        try:
            model = self._library.find(model_id)
            if verify:
                self._library.verify(model)
        except (ModelNotInstalled, VerificationFailed):
            return False
        return True


def _of_catalog(entry: CatalogEntry, path: Path | None, card: ModelCard | None) -> ModelInfo:
    return ModelInfo(
        id=entry.id,
        name=entry.name,
        path=path,
        bytes=entry.bytes,
        sha256=entry.sha256,
        architecture=entry.architecture,
        parameters=entry.parameters,
        quantization=entry.quantization,
        context=entry.context,
        licence=entry.licence,
        openness=entry.openness,
        languages=entry.languages,
        task=Purpose(entry.task),
        card=card,
    )


def _of_card(card: ModelCard) -> ModelInfo:
    return ModelInfo(
        id=card.id,
        name=card.name,
        path=None,
        bytes=None,
        sha256=None,
        architecture=None,
        parameters=card.parameters,
        quantization=None,
        context=card.context,
        licence=card.licence.name,
        openness=None,
        languages=card.languages,
        task=card.task,
        card=card,
    )


def _of_file(model: InstalledModel, header: GgufHeader) -> ModelInfo:
    made = made_file(model.path)
    return ModelInfo(
        id=model.id,
        name=header.name,
        path=model.path,
        bytes=model.bytes,
        sha256=made.sha256 if made else None,
        architecture=header.architecture,
        parameters=header.parameters,
        quantization=header.quantization,
        context=header.context,
        licence=header.licence or None,
        openness=None,
        languages=header.languages,
        task=Purpose(_task_of(header)),
    )


def _task_of(header: GgufHeader) -> Task:
    """A model that pools its tokens into one vector embeds, or it ranks: llama.cpp's type 4."""
    if header.pooling == _POOLING_RANK:
        return Task.RERANK
    return Task.EMBEDDING if header.pooling else Task.CHAT

"""One model: what is known of it, which files there are, and how open it is, with the evidence."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.domain.hub import HubListing, HubModel
from app.domain.model_cards import ModelCard, Purpose
from app.domain.models import Task
from app.domain.openness import OpennessCard
from app.domain.sizes import format_bytes
from app.gui.model_page import wording
from app.gui.model_page.parts import Address, button, clear, plain_label
from app.gui.model_page.ways import ways
from app.gui.text import model_page as words
from app.services.model_choice import has_room, is_run_here, languages_of, task_of
from app.services.model_library import ListedModel

_MANY_LANGUAGES: Final = 12
_MOST_FILES: Final = 40


@dataclass(frozen=True, slots=True)
class _File:
    """A row of the files; `wanted` is how the download service knows it."""

    label: str
    wanted: str
    bytes: int | None
    is_recommended: bool = False


class CardView(QWidget):
    """Shows a card or a repository and asks for downloads; it fetches nothing by itself."""

    get_requested = Signal(str)
    sizes_requested = Signal(str)
    """The id of a card whose repository is to be asked."""
    use_requested = Signal(str)
    way_requested = Signal(str, str)
    """Where a model is to be taken, one of ways(), and its path."""
    link_requested = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._model: ListedModel | None = None
        self._listing: HubListing | None = None
        self._choice = ""
        self._room = 0
        self._chosen: Path | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(4, 0, 8, 8)
        self._column.setSpacing(6)
        self.retranslate()

    @property
    def model(self) -> ListedModel | None:
        """The model whose card is shown; None for a repository without one, and for nothing."""
        return self._model

    @property
    def repository(self) -> str:
        """The repository whose files are shown, as far as they were asked for."""
        return self._listing.repository if self._listing is not None else ""

    def set_room(self, room_bytes: int) -> None:
        """About how large a file may be here."""
        self._room = room_bytes
        self.retranslate()

    def mark(self, chosen: Path | None) -> None:
        """Say which model answers, by its path."""
        if chosen != self._chosen:
            self._chosen = chosen
            self.retranslate()

    def show_model(self, model: ListedModel | None) -> None:
        """Show a card; what the hub said of its files stays while it is the same model."""
        is_same = model is not None and self._model is not None and model.id == self._model.id
        if not is_same:
            self._listing, self._choice = None, ""
        self._model = model
        self.retranslate()

    def show_listing(self, listing: HubListing, choice: str, model: ListedModel | None) -> None:
        """Show what a repository offers: that of `model`, or one without a card."""
        self._model, self._listing, self._choice = model, listing, choice
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        clear(self._column)
        model, listing = self._model, self._listing
        if model is not None:
            self._add_model(model)
        elif listing is not None:
            self._add(plain_label(wording.plain_name(listing.repository), "dialogTitle"))
            self._add(plain_label(words.no_card(), "muted"))
            self._add_files()
        else:
            self._add(plain_label(words.choose_card(), "muted"))
        self._column.addStretch(1)

    def _add(self, widget: QWidget) -> None:
        self._column.addWidget(widget)

    def _add_model(self, model: ListedModel) -> None:
        card = model.card
        self._add(plain_label(wording.plain_name(model.name), "dialogTitle"))
        if card is not None:
            self._add(plain_label(wording.figures(card), "muted"))
            self._add(plain_label(words.of_catalog(card.good_at)))
            if card.task is Purpose.VISION:
                self._add(plain_label(words.without_pictures()))
        spoken = wording.languages(languages_of(model), _MANY_LANGUAGES)
        made = words.origin(card.origin.method, card.origin.parent) if card is not None else ""
        for each in (spoken, made):
            if each:
                self._add(plain_label(each, "muted"))
        if model.path is not None:
            row = QHBoxLayout()
            row.addWidget(plain_label(words.is_here(), "muted"))
            is_chat = task_of(model) in (None, Task.CHAT)
            if is_chat:
                is_chosen = model.path == self._chosen
                use = partial(self.use_requested.emit, str(model.path))
                act = button(words.in_use() if is_chosen else words.use_now(), use)
                act.setEnabled(not is_chosen)
                row.addWidget(act)
            row.addStretch(1)
            self._column.addLayout(row)
            for way, label in ways(is_chat=is_chat):
                take = partial(self.way_requested.emit, way, str(model.path))
                self._column.addWidget(button(label, take, "keep"), 0, Qt.AlignmentFlag.AlignLeft)
        self._add_files()
        if card is not None:
            self._add(plain_label(words.licence(), "cardTitle"))
            self._add(plain_label(wording.what_it_asks(model)))
            self._add_openness(card.openness)

    # --- files ----------------------------------------------------------------------------------

    def _add_files(self) -> None:
        self._add(plain_label(words.files(), "cardTitle"))
        listing = self._listing
        if listing is not None and not is_run_here(listing.architecture):
            self._add(plain_label(words.engine_lacks(listing.architecture)))
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for row, file in enumerate(self._files()[:_MOST_FILES]):
            self._add_file(grid, row, file)
        self._column.addLayout(grid)
        model = self._model
        card = model.card if model is not None else None
        if model is None or card is None or self._listing is not None:
            return
        if card.gguf_repository is not None:
            self._add(plain_label(wording.how_it_is_known(card), "muted"))
            ask = partial(self.sizes_requested.emit, model.id)
            self._column.addWidget(
                button(words.ask_sizes(), ask, "keep"), 0, Qt.AlignmentFlag.AlignLeft
            )
        elif model.entry is None:
            self._add(plain_label(words.no_place(), "muted"))

    def _add_file(self, grid: QGridLayout, row: int, file: _File) -> None:
        size = format_bytes(file.bytes) if file.bytes is not None else words.unasked()
        notes = [size]
        if file.is_recommended:
            notes.append(words.recommended())
        if file.bytes is not None and self._room and not has_room(file.bytes, self._room):
            notes.append(words.too_large())
        grid.addWidget(plain_label(wording.plain_name(file.label)), row, 0)
        grid.addWidget(plain_label(" · ".join(notes), "muted"), row, 1)
        model = self._model
        is_here = model is not None and model.entry is not None and model.path is not None
        if file.wanted and not (is_here and self._listing is None):
            get = partial(self.get_requested.emit, file.wanted)
            name = words.act_on(words.get_this(), file.label)
            grid.addWidget(button(words.get_this(), get, name=name), row, 2)

    def _files(self) -> list[_File]:
        if self._listing is not None:
            return [_of_hub(each, self._listing, self._choice) for each in self._listing.models]
        model = self._model
        if model is None:
            return []
        if model.entry is not None:
            return [_File(model.entry.quantization, model.id, model.entry.bytes)]
        if model.card is None:
            return [_File(model.name, "", model.bytes)]
        return _of_card(model.card)

    # --- openness -------------------------------------------------------------------------------

    def _add_openness(self, openness: OpennessCard) -> None:
        self._add(plain_label(words.how_open(), "cardTitle"))
        self._add(plain_label(words.openness(openness.openness_class.value)))
        self._add(plain_label(words.at_best(), "muted"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(3, 1)
        for row, (part, finding) in enumerate(openness.findings.items()):
            day = finding.checked
            grid.addWidget(_short(words.part(part)), row, 0)
            grid.addWidget(_short(words.grade(finding.grade)), row, 1)
            told = words.checked(wording.day(day.year, day.month, day.day))
            grid.addWidget(_short(told, "muted"), row, 2)
            if finding.evidence:
                address = finding.evidence
                follow = partial(self.link_requested.emit, address)
                link = Address(address, follow, words.evidence(words.part(part)))
                grid.addWidget(link, row, 3)
        self._column.addLayout(grid)


def _short(words: str, name: str = "") -> QLabel:
    """A label of a word or two, which stay in one line."""
    label = plain_label(words, name)
    label.setWordWrap(False)
    return label


def _of_card(card: ModelCard) -> list[_File]:
    place = card.gguf_repository
    return [
        _File(
            form.type,
            "" if place is None else f"{place}:{form.file or form.type}",
            form.bytes,
        )
        for form in card.quantizations
    ]


def _of_hub(model: HubModel, listing: HubListing, choice: str) -> _File:
    file = model.files[0].file
    label = model.quantization or model.name
    twins = sum(each.quantization == model.quantization for each in listing.models)
    if twins > 1:  # what they are called is all that tells them apart
        label = model.name
    named = file if " " not in file else model.quantization
    return _File(label, f"{listing.repository}:{named}", model.bytes, file == choice)

"""Models on this computer: those that Snug has, and those of other programs that it can link."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from app.domain.models import FoundModel, Task
from app.domain.sizes import format_bytes
from app.gui.chat.look import Look
from app.gui.icons import Icons
from app.gui.model_page import wording
from app.gui.model_page.parts import (
    button,
    card_frame,
    clear,
    plain_label,
    progress_bar,
)
from app.gui.model_page.ways import ways
from app.gui.page_frame import scrolling
from app.gui.text import model_page as words
from app.gui.text.amounts import file_size
from app.gui.text.compare import chosen_times
from app.services.comparison_tally import Tally
from app.services.model_files import HeldModel


@dataclass(frozen=True, slots=True)
class Holdings:
    """What is on this computer, as it was looked up together."""

    held: tuple[HeldModel, ...] = ()
    free_bytes: int = 0
    counts: Mapping[str, Tally] = field(default_factory=dict)
    """How often models were chosen in comparisons, by their ids."""


class HeldRow(QWidget):
    """One model of Snug's folder."""

    def __init__(self, held: HeldModel, view: "HeldView") -> None:
        super().__init__()
        self.held = held
        model = held.model
        name = wording.plain_name(model.name)
        self.bar = progress_bar()
        self.bar.hide()
        self.told = plain_label(name="muted")
        self.told.hide()
        self.use = button(
            words.use_now(), partial(view.use_requested.emit, str(model.path)),
            name=words.act_on(words.use_now(), name),
        )  # fmt: skip
        is_chat = model.entry is None or model.entry.task is Task.CHAT
        self.use.setVisible(is_chat)
        self.more = QToolButton()
        self.more.setAccessibleName(words.more_of(name))
        self.more.setToolTip(words.more_of(name))
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.more)
        if is_chat:
            path = str(model.path)
            menu.addAction(words.its_answers(), partial(view.answers_requested.emit, path))
        menu.addAction(words.verify(), partial(view.verify_requested.emit, model.id))
        shown = held.source or model.path
        menu.addAction(words.show_in_folder(), partial(view.folder_requested.emit, shown))
        menu.addSeparator()
        for way, label in ways(is_chat=is_chat):
            menu.addAction(label, partial(view.way_requested.emit, way, str(model.path)))
        menu.addSeparator()
        menu.addAction(words.remove(), partial(view.remove_requested.emit, held))
        self.menu = menu
        self.more.setMenu(menu)
        told = QVBoxLayout()
        told.setSpacing(2)
        told.addWidget(plain_label(name, "cardTitle"))
        told.addWidget(plain_label(self._facts(view.holdings.counts), "muted"))
        row = QHBoxLayout()
        row.addLayout(told, 1)
        row.addWidget(self.use)
        row.addWidget(self.more)
        frame = card_frame()
        column = QVBoxLayout(frame)
        column.setContentsMargins(14, 8, 10, 8)
        column.setSpacing(6)
        column.addLayout(row)
        if held.problem is not None:
            column.addWidget(plain_label(wording.problem(held.problem)))
        column.addWidget(self.told)
        column.addWidget(self.bar)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(frame)

    def mark(self, chosen: Path | None) -> None:
        """Say whether it is the one that answers."""
        is_chosen = chosen == self.held.model.path
        self.use.setEnabled(not is_chosen and self.held.problem is None)
        self.use.setText(words.in_use() if is_chosen else words.use_now())

    def show_step(self, line: str, percent: int | None) -> None:
        """Say how far something is, or what came of it."""
        self.told.setText(line)
        self.told.setVisible(bool(line))
        self.bar.setVisible(percent is not None)
        self.bar.setValue(percent or 0)

    def _facts(self, counts: Mapping[str, Tally]) -> str:
        held, entry = self.held, self.held.model.entry
        facts = [format_bytes(held.bytes)]
        if entry is not None:
            facts += [entry.quantization, words.task(entry.task.value)]
        if tally := counts.get(held.model.id):
            facts.append(chosen_times(tally.chosen, tally.compared))
        if held.source is not None:
            facts.append(words.linked(wording.plain_path(held.source)))
        return " · ".join(facts)


class HeldView(QWidget):
    """Shows what is here and asks for changes; it changes nothing by itself."""

    use_requested = Signal(str)
    answers_requested = Signal(str)
    verify_requested = Signal(str)
    folder_requested = Signal(object)
    remove_requested = Signal(object)
    way_requested = Signal(str, str)
    """Where a model is to be taken, one of ways(), and its path."""
    link_requested = Signal(object)
    """A FoundModel that is to be linked."""
    copy_requested = Signal(object)
    file_requested = Signal()

    def __init__(self, icons: Icons) -> None:
        super().__init__()
        self._icons = icons
        self._look: Look | None = None
        self.holdings = Holdings()
        self._found: Sequence[FoundModel] | None = None
        self._chosen: Path | None = None
        self.rows: dict[str, HeldRow] = {}
        self._use, self._drop = plain_label(), plain_label(name="muted")
        self._title, self._note = plain_label(name="cardTitle"), plain_label(name="muted")
        self.open_file = button("", self.file_requested.emit, "keep")
        self._held, self._elsewhere = QVBoxLayout(), QVBoxLayout()
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(8)
        for layout in (self._held, self._elsewhere):
            layout.setSpacing(6)
        column.addWidget(self._use)
        column.addLayout(self._held)
        column.addWidget(self.open_file, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._drop)
        column.addSpacing(8)
        column.addWidget(self._title)
        column.addWidget(self._note)
        column.addLayout(self._elsewhere)
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolling(inside))
        self.retranslate()

    def show_holdings(self, holdings: Holdings) -> None:
        """Show the models that Snug has."""
        self.holdings = holdings
        clear(self._held)
        self.rows = {}
        for each in holdings.held:
            row = self.rows[each.model.id] = HeldRow(each, self)
            row.mark(self._chosen)
            self._held.addWidget(row)
        total = sum(each.disk_bytes for each in holdings.held)
        free = format_bytes(holdings.free_bytes)
        count = len(holdings.held)
        if not count:
            said = words.none_here()
        elif not total:
            said = words.all_linked(count, free)
        else:
            said = words.disk_use(count, file_size(total), free)
        self._use.setText(said)
        self._paint()

    def show_found(self, found: Sequence[FoundModel]) -> None:
        """Show the models of other programs."""
        self._found = found
        self._show_found()

    def mark(self, chosen: Path | None) -> None:
        """Say which of them answers."""
        self._chosen = chosen
        for row in self.rows.values():
            row.mark(chosen)

    def set_look(self, look: Look) -> None:
        """Take the colours of a look."""
        self._look = look
        self._icons.put(self.open_file, "open", look.accent, 16)
        self._paint()

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        self._drop.setText(words.drop_here())
        self._title.setText(words.from_elsewhere())
        self.open_file.setText(words.open_file())
        self.open_file.setAccessibleName(words.open_file())
        self.show_holdings(self.holdings)
        self._show_found()

    def _paint(self) -> None:
        if self._look is not None:
            for row in self.rows.values():
                self._icons.put(row.more, "more", self._look.muted, 16)

    def _show_found(self) -> None:
        clear(self._elsewhere)
        found = self._found
        if found is None:
            self._note.setText(words.looking_around())
            return
        self._note.setText(words.from_elsewhere_note() if found else words.none_elsewhere())
        for each in found:
            self._elsewhere.addWidget(self._found_row(each))

    def _found_row(self, found: FoundModel) -> QWidget:
        name = wording.plain_name(found.name)
        frame = card_frame()
        row = QHBoxLayout(frame)
        row.setContentsMargins(14, 8, 10, 8)
        told = QVBoxLayout()
        told.setSpacing(2)
        told.addWidget(plain_label(name, "cardTitle"))
        where = words.found_in(found.program, format_bytes(found.bytes))
        told.addWidget(plain_label(where, "muted"))
        row.addLayout(told, 1)
        if found.problem is not None:
            told.addWidget(plain_label(wording.problem(found.problem)))
            return frame
        link, copy = self.link_requested, self.copy_requested
        for label, run in (
            (words.link_it(), partial(link.emit, found)),
            (words.copy_it(), partial(copy.emit, found)),
        ):
            row.addWidget(button(label, run, name=words.act_on(label, name)))
        return frame

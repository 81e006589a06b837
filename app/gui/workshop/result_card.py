"""What was made: before and after side by side, and whether it is kept."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.sizes import format_bytes
from app.domain.workshop import Measured, QuantizedModel, QuantizePlan, QuantizeSource
from app.gui.figures_table import FiguresTable
from app.gui.model_page.parts import button, card_frame, plain_label
from app.gui.model_page.wording import plain_name
from app.gui.text import model_page
from app.gui.text import workshop as words
from app.gui.workshop.wording import figure_lines, made_notes, measured_note


@dataclass(frozen=True, slots=True)
class Made:
    """A model that was made in the workshop, and of what."""

    model: QuantizedModel
    plan: QuantizePlan
    source: QuantizeSource


class ResultCard(QWidget):
    """Hidden until something was made."""

    keep_requested = Signal()
    throw_requested = Signal()
    use_requested = Signal()
    test_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.made: Made | None = None
        self._measured: Measured | None = None
        self._is_measurable, self._is_measuring = True, False
        self.title = plain_label(name="cardTitle")
        self.table = FiguresTable()
        self.note, self.notes = plain_label(name="muted"), plain_label()
        self.keep = button("", self.keep_requested.emit)
        self.use = button("", self.use_requested.emit)
        self.test = button("", self.test_requested.emit)
        self.throw = button("", self.throw_requested.emit)
        frame = card_frame()
        column = QVBoxLayout(frame)
        column.setContentsMargins(14, 10, 14, 12)
        for part in (self.title, self.notes, self.table, self.note):
            column.addWidget(part)
        acts = QHBoxLayout()
        for act in (self.keep, self.use, self.test):
            acts.addWidget(act)
        acts.addStretch(1)
        acts.addWidget(self.throw)
        column.addLayout(acts)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(frame)
        self.retranslate()

    def show_made(self, made: Made | None, *, is_measurable: bool = True) -> None:
        """Show a new model, of which nothing is measured yet; or none any more."""
        self.made, self._measured, self._is_measurable = made, None, is_measurable
        self.retranslate()

    def show_measured(self, measured: Measured) -> None:
        """Show both, as they were measured."""
        self._measured = measured
        self.retranslate()

    def set_measuring(self, *, is_measuring: bool) -> None:
        """Whether both are being measured now."""
        self._is_measuring = is_measuring
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        for act, said in (
            (self.keep, words.keep_it()),
            (self.use, model_page.use_now()),
            (self.test, words.test_it()),
            (self.throw, words.throw_away()),
        ):
            act.setText(said)
            act.setAccessibleName(said)
        for act in (self.use, self.test):
            act.setVisible(self._is_measurable)
        self.setVisible(self.made is not None)
        if self.made is not None:
            self._say(self.made)

    def _say(self, made: Made) -> None:
        name = plain_name(made.model.model.name)
        self.title.setText(words.is_ready(name))
        notes = made_notes(made.model, made.plan, was_quantized=made.source.is_quantized)
        self.notes.setText(notes)
        self.notes.setVisible(bool(notes))
        columns = [words.before(), words.after()]
        self.table.setAccessibleName(words.figures_of(name))
        if self._measured is not None:
            self.table.show_figures(columns, figure_lines(self._measured.figures))
            self.note.setText(measured_note(self._measured))
            return
        sizes = [format_bytes(made.source.bytes), format_bytes(made.model.model.bytes)]
        types = [made.source.quantization, made.model.quantization]
        lines = [(words.quantization(), types), (words.size(), sizes)]
        self.table.show_figures(columns, lines)
        is_measuring = self._is_measuring
        self.note.setText(words.being_measured() if is_measuring else words.not_measured())
